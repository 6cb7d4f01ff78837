//! What goes wrong, or is changed, while a run plays.

use super::{PATH, unknown_resource, written, wrong};
use aws::behaviour::read::{check_keys, fail_rules, law, nearest, span, whole};
use aws::diagnostics::Diagnostic;
use aws::profile::Profile;
use aws::service::action::{Order, Taking, known_action};
use aws::service::properties::{Properties, Stack, Value};
use aws::stack::intervention::{Intervention, SendOrder};
use aws::stack::world::PlannedIntervention;
use kernel::SimTime;
use std::sync::Arc;

/// The node that sends what a person sends by hand.
pub const BY_HAND: &str = "by hand";

/// What can be done, with the keys that each takes besides `At`, `On` and `Do`.
const DEEDS: [(&str, &[&str]); 20] = [
    ("FailNext", &["Count"]),
    ("SetFails", &["Value"]),
    ("SetDuration", &["Value"]),
    ("SetReservedConcurrency", &["Value"]),
    ("RecycleEnvironments", &[]),
    ("Redrive", &[]),
    ("Purge", &[]),
    ("DropPermission", &["Action"]),
    ("RestorePermission", &["Action"]),
    ("Outage", &["Until"]),
    ("Duplicate", &[]),
    ("Create", &[]),
    ("Delete", &[]),
    ("UpdateCode", &[]),
    ("PublishVersion", &[]),
    ("UpdateAlias", &["FunctionVersion", "AdditionalVersionWeights", "Name"]),
    ("Deploy", &["Type"]),
    ("Alarm", &[]),
    ("SetProperty", &["Path", "Value"]),
    ("Send", &["Action", "Input", "Count"]),
];

/// Deeds that only resources of some types know.
const SUBJECTS: [(&str, &[&str]); 7] = [
    ("FailNext", &["AWS::Lambda::Function"]),
    ("SetFails", &["AWS::Lambda::Function"]),
    ("SetDuration", &["AWS::Lambda::Function"]),
    ("SetReservedConcurrency", &["AWS::Lambda::Function"]),
    ("RecycleEnvironments", &["AWS::Lambda::Function"]),
    ("Redrive", &["AWS::SQS::Queue"]),
    ("Purge", &["AWS::SQS::Queue", "AWS::CloudFront::Distribution"]),
];

/// Deeds that are read and kept, and that nothing acts on yet.
const LATER: [&str; 7] =
    ["DropPermission", "RestorePermission", "UpdateCode", "PublishVersion", "UpdateAlias", "Deploy", "Alarm"];

pub(super) fn read(
    list: &Properties,
    stack: &Stack,
    profile: Profile,
    problems: &mut Vec<Diagnostic>,
) -> Vec<PlannedIntervention> {
    let mut planned = Vec::new();
    for (index, entry) in list.items().iter().enumerate() {
        let mut reader = Reader { entry, path: format!("{PATH}.Interventions.{index}"), stack, profile, problems };
        planned.extend(reader.read());
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
) -> Result<PlannedIntervention, Diagnostic> {
    let mut problems = Vec::new();
    let path = format!("{PATH}.Interventions");
    let read = Reader { entry, path, stack, profile, problems: &mut problems }.read();
    read.ok_or_else(|| match problems.into_iter().next() {
        Some(problem) => problem,
        None => Diagnostic::error("wrong-value", entry.at, "this cannot be done"),
    })
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
        let (name, keys) = self.deed()?;
        check_keys(self.entry, &[&["At", "On", "Do"], keys].concat(), self.problems, &self.path);
        let at = self.span("At");
        if self.entry.get("At").is_absent() {
            self.problems.push(wrong(self.entry, &self.path, "an intervention needs \"At\"", "as in \"At: 3m\""));
        }
        let on = self.subject();
        if LATER.contains(&name) {
            self.report_later(name);
            return None;
        }
        let (at, on) = (SimTime::ZERO + at?, on?);
        self.report_wrong_subject(name, &on);
        let intervention = Arc::new(self.intervention(name, &on)?);
        let on = if name == "Send" { aws::stack::world::client_id(BY_HAND) } else { on };
        Some(PlannedIntervention { at, on, intervention })
    }

    fn deed(&mut self) -> Option<(&'static str, &'static [&'static str])> {
        let value = self.entry.get("Do");
        let name = value.text().unwrap_or_default();
        if let Some(deed) = DEEDS.iter().find(|(known, _)| *known == name) {
            return Some(*deed);
        }
        let names = DEEDS.map(|(name, _)| name);
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

    /// Says that a resource does not know what is done to it.
    fn report_wrong_subject(&mut self, name: &str, on: &str) {
        let subject = SUBJECTS.iter().find(|(deed, _)| *deed == name);
        let (Some((_, types)), Some(resource)) = (subject, self.stack.resource(on)) else { return };
        if types.contains(&&*resource.type_name) {
            return;
        }
        let message = format!("\"{name}\" does nothing to a resource of type \"{}\"", resource.type_name);
        let hint = format!("it is for resources of type {}", types.join(", "));
        let problem = Diagnostic::warning("without-effect", self.entry.get("On").at, message);
        self.problems.push(problem.path(format!("{}.On", self.path)).hint(hint));
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

    fn intervention(&mut self, name: &str, on: &str) -> Option<Intervention> {
        Some(match name {
            "FailNext" => Intervention::FailNext { count: self.count() },
            "SetFails" => {
                let path = format!("{}.Value", self.path);
                let rules = fail_rules(self.entry.get("Value"), self.profile, self.problems, &path);
                Intervention::SetFails { rules: rules.into() }
            }
            "SetDuration" => {
                let path = format!("{}.Value", self.path);
                self.required("Value", "as in \"Value: 120ms\"")?;
                Intervention::SetDuration { law: law(self.entry.get("Value"), self.problems, &path)? }
            }
            "SetReservedConcurrency" => {
                let value = whole(self.entry.get("Value"), self.problems, &format!("{}.Value", self.path));
                Intervention::SetReservedConcurrency { value }
            }
            "RecycleEnvironments" => Intervention::RecycleEnvironments,
            "Redrive" => Intervention::Redrive,
            "Purge" => Intervention::Purge,
            "Outage" => {
                Intervention::Outage { until: self.span("Until").map_or(SimTime::MAX, |span| SimTime::ZERO + span) }
            }
            "Duplicate" => Intervention::Duplicate,
            "Create" => Intervention::Create,
            "Delete" => Intervention::Delete,
            "SetProperty" => self.property()?,
            "Send" => self.send(on)?,
            _ => return None,
        })
    }

    fn property(&mut self) -> Option<Intervention> {
        self.required("Path", "as in \"Path: VisibilityTimeout\"")?;
        let path = self.entry.get("Path").text()?.into();
        Some(Intervention::SetProperty { path, value: self.entry.get("Value").clone() })
    }

    fn send(&mut self, to: &str) -> Option<Intervention> {
        self.required("Action", "as in \"Action: SendMessage\"")?;
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

    fn required(&mut self, key: &str, hint: &str) -> Option<()> {
        if matches!(self.entry.get(key).value, Value::Null) {
            let name = self.entry.get("Do").text().unwrap_or_default();
            self.problems.push(wrong(self.entry, &self.path, format!("\"{name}\" needs \"{key}\""), hint));
            return None;
        }
        Some(())
    }

    fn span(&mut self, key: &str) -> Option<kernel::SimDuration> {
        span(self.entry.get(key), self.problems, &format!("{}.{key}", self.path))
    }

    fn count(&mut self) -> u32 {
        whole(self.entry.get("Count"), self.problems, &format!("{}.Count", self.path)).unwrap_or(1)
    }
}
