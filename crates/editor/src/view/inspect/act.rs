//! What can be done with a node now: its clients' actions with a form for each, then interventions.

use super::fields::IdleView;
use crate::text::form::{self, Kind};
use aws::service::action::{Parameter, ParameterKind, action};
use aws::service::{ActionSpec, Descriptor, Surroundings, idle};
use std::sync::Arc;
use template::Scenario;
use template::fields::surroundings;

/// Something that can be done now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionView {
    /// AWS's action, or an intervention's name.
    pub name: Arc<str>,
    /// What the button says.
    pub label: Arc<str>,
    /// The input, as JSON, that a person may change; for an intervention its value, empty where it takes none.
    pub input: Arc<str>,
    /// Whether it is a send, which can be done one, ten or a hundred times.
    pub send: bool,
    /// What it does, in one sentence.
    pub help: &'static str,
    /// The fields of its form; none for an intervention.
    pub inputs: Vec<InputView>,
    /// The value that an intervention takes; `None` where it takes none, or always the same.
    pub value: Option<ValueKind>,
}

/// What an intervention takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A whole number.
    Number,
    /// A duration with its unit.
    Span,
    /// JSON.
    Json,
}

/// A field of the form of an action.
#[derive(Clone, Debug, PartialEq)]
pub struct InputView {
    /// The parameter.
    pub key: &'static str,
    /// How it is entered.
    pub entry: InputEntry,
    /// What it is.
    pub help: &'static str,
    /// Whether people fill it in first.
    pub first: bool,
    /// Why it does nothing here.
    pub idle: Option<IdleView>,
}

/// How a parameter is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputEntry {
    /// A line.
    Line(Kind),
    /// Several lines.
    Lines(Kind),
    /// A whole number with its unit.
    Number(&'static str),
    /// Yes or no.
    Switch,
    /// One of several texts.
    Choice(&'static [&'static str]),
    /// Rows of names and values; typed ones are message attributes.
    Rows {
        /// Whether values have types.
        typed: bool,
    },
}

impl InputEntry {
    fn of(kind: ParameterKind) -> Self {
        match kind {
            ParameterKind::Line => Self::Line(Kind::Text),
            ParameterKind::Content => Self::Lines(Kind::Content),
            ParameterKind::Whole(unit) => Self::Number(unit),
            ParameterKind::Flag => Self::Switch,
            ParameterKind::Choice(choices) => Self::Choice(choices),
            ParameterKind::Pairs => Self::Rows { typed: false },
            ParameterKind::Attributes => Self::Rows { typed: true },
            ParameterKind::Json => Self::Lines(Kind::Json),
        }
    }
}

/// Returns what can be done with a node.
#[must_use]
pub fn actions(scenario: &Scenario, id: &str, descriptor: &'static Descriptor) -> Vec<ActionView> {
    let Some(resource) = scenario.resource(id) else { return Vec::new() };
    let around = surroundings(scenario, id, &resource.properties);
    let sends = descriptor.actions.iter().map(|action| with_effects(send(action), descriptor, &around));
    let known = DEEDS.iter().filter(|deed| descriptor.interventions.contains(&deed.name));
    let fitting = known.filter(|deed| deed.only.is_empty() || deed.only == descriptor.type_name);
    sends.chain(fitting.map(|deed| deed.view(descriptor.type_name))).chain(slow_down(scenario, id)).collect()
}

fn with_effects(mut action: ActionView, descriptor: &Descriptor, around: &Surroundings<'_>) -> ActionView {
    for input in &mut action.inputs {
        let name = format!("{}.{}", action.name, input.key);
        input.idle = idle(descriptor.effects, &name, around).map(IdleView::of);
    }
    action
}

/// Makes a ready send of an action.
#[must_use]
pub fn send(spec: &ActionSpec) -> ActionView {
    let input = if spec.example.is_empty() { "{}" } else { spec.example };
    let shown = |(Parameter { key, kind, help }, first)| InputView {
        key,
        entry: InputEntry::of(kind),
        help,
        first,
        idle: None,
    };
    ActionView {
        name: spec.name.into(),
        label: spec.label.into(),
        input: form::formatted(input).into(),
        send: true,
        help: "",
        inputs: action(spec.name).into_iter().flat_map(|action| action.parameters()).map(shown).collect(),
        value: None,
    }
}

/// An intervention with what its button says.
struct Deed {
    name: &'static str,
    label: &'static str,
    help: &'static str,
    /// Its value, to begin with.
    value: &'static str,
    /// What a person may enter instead.
    kind: Option<ValueKind>,
    /// The only type of AWS for which it has this name; empty for all that know it.
    only: &'static str,
}

const fn deed(name: &'static str, label: &'static str, help: &'static str) -> Deed {
    Deed { name, label, help, value: "", kind: None, only: "" }
}

impl Deed {
    const fn taking(self, kind: ValueKind, value: &'static str) -> Self {
        Self { kind: Some(kind), value, ..self }
    }

    const fn always(self, value: &'static str) -> Self {
        Self { value, ..self }
    }

    const fn of(self, only: &'static str) -> Self {
        Self { only, ..self }
    }

    fn view(&self, type_name: &str) -> ActionView {
        let is_cache = self.name == "Purge" && type_name == "AWS::CloudFront::Distribution";
        ActionView {
            name: self.name.into(),
            label: if is_cache { "Invalidate the cache" } else { self.label }.into(),
            input: self.value.into(),
            send: false,
            help: if is_cache { "All that is cached has to be asked for again" } else { self.help },
            inputs: Vec::new(),
            value: self.kind,
        }
    }
}

/// What can be done to the running stack, in the order of the buttons.
static DEEDS: &[Deed] = &[
    deed("FailNext", "Fail the next", "So many invocations from now on raise an error").taking(ValueKind::Number, "1"),
    deed("SetFails", "Fail every one", "Every invocation raises an error from now on")
        .always(r#"[{"Always":true}]"#)
        .of("AWS::Lambda::Function"),
    deed("SetFails", "Fail by rules", "Other rules of failure from now on, as in the template")
        .taking(ValueKind::Json, r#"[{"Probability":0.5}]"#)
        .of("AWS::Lambda::Function"),
    deed("SetFails", "Stop failing", "No rule of failure holds from now on").always("[]").of("AWS::Lambda::Function"),
    deed("SetReservedConcurrency", "Throttle", "Reserves no execution at all, so that every request is throttled")
        .always("0"),
    deed("SetReservedConcurrency", "Reserve concurrency", "Keeps so many executions for it, and lets it have no more")
        .taking(ValueKind::Number, "5"),
    deed("SetReservedConcurrency", "Take the reservation back", "It shares the account's executions again"),
    deed("SetDuration", "Take this long", "Every invocation takes so long from now on").taking(ValueKind::Span, "2s"),
    deed("RecycleEnvironments", "Recycle environments", "Idle environments go now, busy ones when they are done"),
    deed("Purge", "Purge", "Deletes all messages that lie here"),
    deed("Redrive", "Redrive to the source", "Moves the dead letters that lie here back to where they came from"),
    deed("Duplicate", "Deliver the next twice", "As AWS may do at any time: delivery is at least once"),
    deed("Outage", "Outage for", "Answers 5xx to whoever calls, for so long").taking(ValueKind::Span, "30s"),
    deed("Delete", "Delete it behind everyone's back", "What names it goes on as if it were there"),
];

/// Returns a button that makes a function ten times as slow as its template has it, and one that takes that back.
fn slow_down(scenario: &Scenario, id: &str) -> Vec<ActionView> {
    let is_function = scenario.resource(id).is_some_and(|resource| &*resource.type_name == "AWS::Lambda::Function");
    let law = if is_function { super::behaviour::duration_of(scenario, id) } else { return Vec::new() };
    let button = |label: &str, help: &'static str, factor: u64| ActionView {
        name: "SetDuration".into(),
        label: label.into(),
        input: super::behaviour::law_text(&law, factor).into(),
        send: false,
        help,
        inputs: Vec::new(),
        value: None,
    };
    vec![
        button("Slow down ×10", "Every invocation takes ten times as long as the template says", 10),
        button("Back to normal speed", "Invocations take as long as the template says", 1),
    ]
}
