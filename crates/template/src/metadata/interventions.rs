//! What goes wrong, or is changed, while a run plays.

use super::{PATH, unknown_resource, wrong};
use aws::behaviour::read::{check_keys, fail_rules, is_map, law, nearest, span, whole, written};
use aws::diagnostics::{Diagnostic, Severity};
use aws::profile::Profile;
use aws::service::action::{Order, Taking, known_action};
use aws::service::properties::{Properties, Stack};
use aws::stack::intervention::{Intervention, SendOrder};
use aws::stack::world::PlannedIntervention;
use kernel::SimTime;
use std::sync::Arc;

/// The node that sends what a person sends by hand.
pub const BY_HAND: &str = "by hand";

/// Something that can be done, with the keys that it takes besides `At`, `On` and `Do`.
#[derive(Debug)]
struct Deed {
    name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

const fn deed(name: &'static str, required: &'static [&'static str], optional: &'static [&'static str]) -> Deed {
    Deed { name, required, optional }
}

static DEEDS: [Deed; 20] = [
    deed("FailNext", &[], &["Count"]),
    deed("SetFails", &["Value"], &[]),
    deed("SetDuration", &["Value"], &[]),
    deed("SetReservedConcurrency", &["Value"], &[]),
    deed("RecycleEnvironments", &[], &[]),
    deed("Redrive", &[], &[]),
    deed("Purge", &[], &[]),
    deed("DropPermission", &["Action"], &[]),
    deed("RestorePermission", &["Action"], &[]),
    deed("Outage", &["Until"], &[]),
    deed("Duplicate", &[], &[]),
    deed("Create", &[], &[]),
    deed("Delete", &[], &[]),
    deed("UpdateCode", &[], &[]),
    deed("PublishVersion", &[], &[]),
    deed("UpdateAlias", &[], &["FunctionVersion", "AdditionalVersionWeights", "Name"]),
    deed("Deploy", &["Type"], &[]),
    deed("Alarm", &[], &[]),
    deed("SetProperty", &["Path", "Value"], &[]),
    deed("Send", &["Action"], &["Input", "Count"]),
];

/// Deeds that are read and kept, and that nothing acts on yet.
const LATER: [&str; 7] =
    ["DropPermission", "RestorePermission", "UpdateCode", "PublishVersion", "UpdateAlias", "Deploy", "Alarm"];

pub(super) fn read(
    list: &Properties,
    stack: &Stack,
    profile: Profile,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(usize, PlannedIntervention)> {
    let mut planned = Vec::new();
    for (index, entry) in list.items().iter().enumerate() {
        let mut reader = Reader { entry, path: format!("{PATH}.Interventions.{index}"), stack, profile, problems };
        planned.extend(reader.read().map(|it| (index, it)));
    }
    planned
}

/// Reads one intervention that does not stand in the text: what a person does while a run plays.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read_intervention(
    entry: &Properties,
    stack: &Stack,
    profile: Profile,
) -> Result<PlannedIntervention, Box<Diagnostic>> {
    let mut problems = Vec::new();
    let path = format!("{PATH}.Interventions");
    let read = Reader { entry, path, stack, profile, problems: &mut problems }.read();
    // Part of it may be readable: rules of failure of which one is none. That is not what was meant.
    let wrong = problems.iter().position(|problem| problem.severity == Severity::Error);
    match (read, wrong) {
        (Some(planned), None) => Ok(planned),
        (None, None) if problems.is_empty() => {
            Err(Box::new(Diagnostic::error("wrong-value", entry.at, "this cannot be done")))
        }
        (_, wrong) => Err(Box::new(problems.swap_remove(wrong.unwrap_or_default()))),
    }
}

struct Reader<'a> {
    entry: &'a Properties,
    path: String,
    stack: &'a Stack,
    profile: Profile,
    problems: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(&mut self) -> Option<PlannedIntervention> {
        if !is_map(self.entry, self.problems, &self.path, "as in \"{ At: 3m, On: Thumbnail, Do: FailNext }\"") {
            return None;
        }
        let deed = self.deed()?;
        check_keys(
            self.entry,
            &[&["At", "On", "Do"], deed.required, deed.optional].concat(),
            self.problems,
            &self.path,
        );
        let at = self.span("At");
        if self.entry.get("At").is_absent() {
            self.problems.push(wrong(self.entry, &self.path, "an intervention needs \"At\"", "as in \"At: 3m\""));
        }
        let on = self.subject();
        let is_whole = self.has_all(deed);
        if LATER.contains(&deed.name) {
            self.report_later(deed.name);
            return None;
        }
        let (at, on) = (SimTime::ZERO + at?, on?);
        let intervention = Arc::new(self.intervention(deed.name, (at, &on)).filter(|_| is_whole)?);
        self.check_effect(deed.name, &on);
        let on = if deed.name == "Send" { aws::stack::world::client_id(BY_HAND) } else { on };
        Some(PlannedIntervention { at, on, intervention })
    }

    fn deed(&mut self) -> Option<&'static Deed> {
        let value = self.entry.get("Do");
        let name = value.text().unwrap_or_default();
        if let Some(deed) = DEEDS.iter().find(|deed| deed.name == name) {
            return Some(deed);
        }
        let names = DEEDS.each_ref().map(|deed| deed.name);
        let hint = match nearest(name, &names) {
            Some(name) => format!("did you mean \"{name}\"?"),
            None => format!("\"Do\" is one of {}", names.join(", ")),
        };
        let message = match value.is_absent() {
            true => "an intervention needs \"Do\"".to_owned(),
            false => format!("there is no intervention \"{}\"", written(value)),
        };
        let at = if value.is_absent() { self.entry } else { value };
        self.problems.push(wrong(at, &format!("{}.Do", self.path), message, &hint));
        None
    }

    /// Reports the keys that are missing. A value of `null` is one: it takes a setting away.
    fn has_all(&mut self, deed: &Deed) -> bool {
        let missing: Vec<&str> = deed.required.iter().filter(|key| self.entry.find(key).is_none()).copied().collect();
        for key in &missing {
            let message = format!("\"{}\" needs \"{key}\"", deed.name);
            let hint = match *key {
                "Until" => "as in \"Until: 5m\"",
                "Action" => "name an action of AWS, as in \"Action: SendMessage\"",
                "Path" => "as in \"Path: VisibilityTimeout\"",
                _ => "say what it is to be from then on",
            };
            self.problems.push(wrong(self.entry, &self.path, message, hint));
        }
        missing.is_empty()
    }

    /// Says where a run goes on as if nothing had been done. What a property, or a resource that stands for a wire,
    /// changes in others is told where that is found out.
    fn check_effect(&mut self, name: &str, on: &str) {
        let Some(resource) = self.stack.resource(on).filter(|_| name != "SetProperty") else { return };
        let type_name = &resource.type_name;
        let service = match aws::services::descriptor_of(type_name) {
            None if ["Create", "Delete"].contains(&name) => return,
            None => return self.report_later(name),
            Some(service) if service.interventions.contains(&name) => return,
            Some(service) => service,
        };
        let message = format!("\"{name}\" does nothing to a resource of type \"{type_name}\"");
        let hint = match service.interventions {
            [] => "the run goes on without it".to_owned(),
            all => format!("what can be done here is {}", all.join(", ")),
        };
        let problem = Diagnostic::warning("without-effect", self.entry.get("On").at, message);
        self.problems.push(problem.path(format!("{}.On", self.path)).hint(hint));
    }

    fn subject(&mut self) -> Option<Arc<str>> {
        let value = self.entry.get("On");
        let Some(id) = value.text().or_else(|| value.reference()) else {
            let hint = "write the logical id of the resource";
            self.problems.push(wrong(self.entry, &self.path, "an intervention needs \"On\"", hint));
            return None;
        };
        if self.stack.resource(id).is_none() {
            let ids: Vec<&str> = self.stack.resources.iter().map(|resource| &*resource.id).collect();
            self.problems.push(unknown_resource(id, value.at, &ids).path(format!("{}.On", self.path)));
            return None;
        }
        Some(id.into())
    }

    fn report_later(&mut self, name: &str) {
        let message = format!("the intervention \"{name}\" is not simulated yet");
        let at = self.entry.get("Do").at;
        self.problems.push(
            Diagnostic::info("not-simulated", at, message)
                .path(self.path.clone())
                .hint("it is kept in the template, and the run goes on without it"),
        );
    }

    fn intervention(&mut self, name: &str, (at, on): (SimTime, &str)) -> Option<Intervention> {
        Some(match name {
            "FailNext" => Intervention::FailNext { count: self.count() },
            "SetFails" => {
                let path = format!("{}.Value", self.path);
                let rules = fail_rules(self.entry.get("Value"), self.profile, self.problems, &path);
                Intervention::SetFails { rules: rules.into() }
            }
            "SetDuration" => {
                let path = format!("{}.Value", self.path);
                Intervention::SetDuration { law: law(self.entry.get("Value"), self.problems, &path)? }
            }
            "SetReservedConcurrency" => {
                let before = self.problems.len();
                let value = whole(self.entry.get("Value"), self.problems, &format!("{}.Value", self.path));
                (self.problems.len() == before).then_some(Intervention::SetReservedConcurrency { value })?
            }
            "RecycleEnvironments" => Intervention::RecycleEnvironments,
            "Redrive" => Intervention::Redrive,
            "Purge" => Intervention::Purge,
            "Outage" => Intervention::Outage { until: self.end_of_outage(at)? },
            "Duplicate" => Intervention::Duplicate,
            "Create" => Intervention::Create,
            "Delete" => Intervention::Delete,
            "SetProperty" => self.property()?,
            "Send" => self.send(on)?,
            _ => return None,
        })
    }

    fn end_of_outage(&mut self, at: SimTime) -> Option<SimTime> {
        let until = SimTime::ZERO + self.span("Until")?;
        if until <= at {
            let message = format!("the outage ends at {until}, before it begins at {at}");
            let value = self.entry.get("Until");
            let hint = "\"Until\" is an instant of the run, like \"At\"";
            self.problems.push(wrong(value, &format!("{}.Until", self.path), message, hint));
            return None;
        }
        Some(until)
    }

    fn property(&mut self) -> Option<Intervention> {
        let path = self.entry.get("Path");
        let Some(path) = path.scalar_text() else {
            let message = format!("\"{}\" is no path", written(path));
            let hint = "write keys and list indexes with dots between them, as in \"Environment.Variables.V\"";
            self.problems.push(wrong(path, &format!("{}.Path", self.path), message, hint));
            return None;
        };
        let path = path.into();
        Some(Intervention::SetProperty { path, value: self.entry.get("Value").clone() })
    }

    fn send(&mut self, to: &str) -> Option<Intervention> {
        let (action, input) = (self.entry.get("Action"), self.entry.get("Input"));
        let known = known_action(action, self.problems, &self.path)?;
        let target = self.stack.resource(to)?;
        let order = Order { action, input, target, path: &self.path };
        if order.check(known, self.stack, self.problems) != Taking::Taken {
            return None;
        }
        let order = SendOrder { to: to.into(), action: known.name.into(), input: input.clone(), count: self.count() };
        Some(Intervention::Send(Arc::new(order)))
    }

    fn span(&mut self, key: &str) -> Option<kernel::SimDuration> {
        span(self.entry.get(key), self.problems, &format!("{}.{key}", self.path))
    }

    fn count(&mut self) -> u32 {
        whole(self.entry.get("Count"), self.problems, &format!("{}.Count", self.path)).unwrap_or(1)
    }
}
