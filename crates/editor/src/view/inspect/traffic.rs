//! A client: what it sends, when, and the curve of that.

use super::act::{ActionView, send};
use super::fields::{Entry, FieldView, NoticeView, SectionView, Subject, Writing, json_text, notices, section};
use crate::chart::rate::{Arrivals, arrivals};
use aws::service::properties::{Properties, Value};
use aws::services::traffic::instants;
use aws::services::{Config, descriptor_of};
use aws::stack::world::client_id;
use kernel::SimTime;
use std::sync::Arc;
use template::Scenario;

/// A client.
#[derive(Clone, Debug, PartialEq)]
pub struct TrafficView {
    /// The id of its card.
    pub id: Arc<str>,
    /// When it sends: one of [`WHENS`].
    pub when: &'static str,
    /// Its arrivals over the run.
    pub curve: Arrivals,
    /// The curve in words.
    pub words: Arc<str>,
    /// What says when, and within which bounds.
    pub timing: SectionView,
    /// To whom it sends, by which action, and what it does when that fails.
    pub sending: SectionView,
    /// The form of its input.
    pub input: ActionView,
    /// What is wrong with the entry as a whole.
    pub notices: Vec<NoticeView>,
}

/// The ways to say when, with their words, and what each begins with.
pub const WHENS: [(&str, &str, &str); 5] = [
    ("Rate", "At a rate", r#"{"PerSecond":1,"Arrivals":"Poisson"}"#),
    ("Every", "Once in each span", "1s"),
    ("Burst", "All at once", r#"{"Count":100,"At":"5s"}"#),
    ("Ramp", "Rising or falling", r#"{"From":0,"To":20,"Over":"1m"}"#),
    ("At", "At named instants", r#"["0s","10s"]"#),
];

/// Returns a client by the id of its card; `None` for anything else.
#[must_use]
pub fn of(scenario: &Scenario, id: &str) -> Option<TrafficView> {
    let (index, entry) = entry_of(scenario, id)?;
    let path = format!("Metadata.Lambdarium.Traffic.{index}");
    let when = WHENS.iter().find(|(key, ..)| entry.find(key).is_some()).map_or("Rate", |(key, ..)| *key);
    let settings = &scenario.settings;
    let end = SimTime::ZERO + settings.duration;
    let client = scenario.traffic.iter().find(|client| *client.id() == *id);
    let plan = client.and_then(|client| match &client.config {
        Some(Config::Traffic(config)) => config.plan.as_ref(),
        _ => None,
    });
    let curve = plan.map(|plan| arrivals(plan, instants(plan, settings.seed, id), end)).unwrap_or_default();
    let reader = Reader { scenario, id, entry, path: &path };
    Some(TrafficView {
        id: id.into(),
        when,
        words: if plan.is_some() { words(&curve) } else { SILENT.to_owned() }.into(),
        curve,
        timing: section("", false, reader.timing(when)),
        sending: section("What it sends", false, reader.sending()),
        input: reader.input(),
        notices: scenario.diagnostics.iter().filter(|it| it.path == path).map(NoticeView::of).collect(),
    })
}

/// Returns the place and the text of the entry of a client.
fn entry_of<'a>(scenario: &'a Scenario, id: &str) -> Option<(usize, &'a Properties)> {
    let entries = scenario.template.metadata.get("Traffic").items().iter().enumerate();
    entries.into_iter().find(|(_, entry)| entry.get("Name").scalar_text().is_some_and(|name| *client_id(&name) == *id))
}

/// Said of a client whose times cannot be read or are none.
const SILENT: &str = "It sends nothing as it is set";

fn words(curve: &Arrivals) -> String {
    match curve.total {
        Some(1) => "1 send in this run".to_owned(),
        Some(total) => format!("{total} sends in this run"),
        None => "More than 20,000 sends in this run".to_owned(),
    }
}

struct Reader<'a> {
    scenario: &'a Scenario,
    id: &'a str,
    entry: &'a Properties,
    path: &'a str,
}

impl Reader<'_> {
    fn timing(&self, when: &str) -> Vec<FieldView> {
        let spread = || Entry::Choice(["Even", "Poisson"].map(Arc::from).into());
        let own = match when {
            "Rate" => vec![
                self.field("Rate.PerSecond", Entry::Text, "", "How many a second; 0.5 is one in two seconds."),
                self.field("Rate.Arrivals", spread(), "Even", "Evenly, or independently of each other as people come."),
            ],
            "Every" => vec![self.field("Every", Entry::Span, "", "The time from one send to the next.")],
            "Burst" => vec![
                self.field("Burst.Count", count(), "", "How many."),
                self.field("Burst.At", Entry::Span, "0s", "When, from the start of the run."),
            ],
            "Ramp" => vec![
                self.field("Ramp.From", Entry::Text, "", "How many a second at first."),
                self.field("Ramp.To", Entry::Text, "", "How many a second in the end."),
                self.field("Ramp.Over", Entry::Span, "", "How long from the one to the other."),
                self.field("Ramp.Arrivals", spread(), "Even", "Evenly, or independently of each other."),
            ],
            _ => vec![self.field("At", Entry::Text, "", "Instants of the run, with commas: 0s, 30s, 1m.")],
        };
        let bounds = [
            self.field("From", Entry::Span, "0s", "It sends nothing before."),
            self.field("Until", Entry::Span, "", "It sends nothing from then on; the end of the run unless set."),
            self.field("Count", count(), "", "How many it sends at most."),
        ];
        own.into_iter().chain(bounds).collect()
    }

    fn sending(&self) -> Vec<FieldView> {
        let target = self.entry.get("To").text().unwrap_or_default();
        let known = self.scenario.resource(target).and_then(|resource| descriptor_of(&resource.type_name));
        let mut actions: Vec<Arc<str>> =
            known.map_or(&[][..], |it| it.actions).iter().map(|action| action.name.into()).collect();
        actions.dedup();
        let sdk = ["", "Standard", "Legacy"].map(Arc::from).into();
        vec![
            self.field("Name", Entry::Text, "", "Its name in reports and on the canvas."),
            self.field("Action", Entry::Choice(actions), "", "What it calls, in AWS's words."),
            self.field("Retry.Sdk", Entry::Choice(sdk), "", "Tries again as an SDK does: Standard 3 times, Legacy 5."),
            self.field("Retry.MaxAttempts", count(), "1", "How often it tries in all, without an SDK."),
            self.field("Retry.ReadTimeout", Entry::Span, "", "How long it waits for an answer; for ever unless set."),
        ]
    }

    /// Returns the form of the action's input, filled in with what is written.
    fn input(&self) -> ActionView {
        let target = self.entry.get("To").text().unwrap_or_default();
        let known = self.scenario.resource(target).and_then(|resource| descriptor_of(&resource.type_name));
        let name = self.entry.get("Action").text().unwrap_or_default();
        let spec = known.and_then(|known| known.actions.iter().find(|action| action.name == name));
        let written = self.entry.get("Input");
        let input = if written.is_absent() { "{}".to_owned() } else { json_text(written) };
        let empty = ActionView {
            name: name.into(),
            label: name.into(),
            input: "{}".into(),
            send: true,
            help: "",
            inputs: Vec::new(),
            value: None,
        };
        ActionView { input: input.into(), ..spec.map_or(empty, send) }
    }

    fn field(&self, name: &str, entry: Entry, default: &'static str, help: &'static str) -> FieldView {
        let written = self.entry.at_path(name);
        let path: Arc<str> = format!("{}.{name}", self.path).into();
        let text = match &written.value {
            Value::List(items) => items.iter().filter_map(Properties::scalar_text).collect::<Vec<_>>().join(", "),
            _ => written.scalar_text().unwrap_or_default(),
        };
        // A name of digits is a name all the same.
        let entry_is_word = ["Name", "Action"].contains(&name);
        FieldView {
            of: Subject::Client(self.id.into()),
            name: name.into(),
            label: "".into(),
            entry,
            value: if written.is_absent() { default.into() } else { text.into() },
            default: default.into(),
            help: help.into(),
            writing: if entry_is_word { Writing::Text } else { Writing::Typed },
            changed: !written.is_absent() && !default.is_empty() || !written.is_absent() && is_optional(name),
            notices: notices(self.scenario, &path),
            idle: None,
            path,
        }
    }
}

/// Tells whether an entry can do without a key, so that it can be taken back.
fn is_optional(name: &str) -> bool {
    ["Until", "Count"].contains(&name) || name.starts_with("Retry.")
}

fn count() -> Entry {
    Entry::Number { unit: "", min: 0, max: i64::MAX }
}
