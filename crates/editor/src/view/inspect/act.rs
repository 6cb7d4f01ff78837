//! What can be done with a node now: its clients' actions with a form for each, then interventions.

use super::behaviour;
use super::fields::IdleView;
use crate::text::broken;
use crate::text::form::{self, Kind};
use aws::behaviour::read::span_of;
use aws::service::action::{Parameter, ParameterKind, action};
use aws::service::{ActionSpec, Deed, DeedValue, Descriptor, Surroundings, idle};
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
    /// A whole number from one.
    Count,
    /// A whole number.
    Number,
    /// A duration with its unit.
    Span,
    /// JSON.
    Json,
}

impl ValueKind {
    /// Returns what belongs there.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Count => "A whole number from 1",
            Self::Number => "A whole number",
            Self::Span => "A duration with its unit: 30s, 2m",
            Self::Json => "Rules as in the template, as JSON",
        }
    }

    /// Says why a text is no such value, as far as the text alone tells.
    #[must_use]
    pub fn problem(self, text: &str) -> Option<String> {
        let text = text.trim();
        let whole = text.parse::<u32>().ok();
        match self {
            Self::Count if whole == Some(0) => Some("0 changes nothing: write 1 or more".to_owned()),
            Self::Count if whole.is_none() => Some("Write a whole number from 1, as in 3".to_owned()),
            Self::Number if whole.is_none() => Some("Write a whole number, as in 3".to_owned()),
            Self::Span if span_of(text).is_none() => Some("Write a number with its unit, as in 30s or 2m".to_owned()),
            Self::Json => broken::problem(text),
            Self::Count | Self::Number | Self::Span => None,
        }
    }
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
    sends.chain(descriptor.deeds.iter().map(|deed| intervention(scenario, id, deed))).collect()
}

/// Makes the button of an intervention, with its value to begin with.
fn intervention(scenario: &Scenario, id: &str, deed: &Deed) -> ActionView {
    let (input, value) = match deed.value {
        DeedValue::Nothing => (String::new(), None),
        DeedValue::Always(value) => (value.to_owned(), None),
        DeedValue::Count(value) => (value.to_owned(), Some(ValueKind::Count)),
        DeedValue::Whole(value) => (value.to_owned(), Some(ValueKind::Number)),
        DeedValue::Span(value) => (value.to_owned(), Some(ValueKind::Span)),
        DeedValue::Json(value) => (value.to_owned(), Some(ValueKind::Json)),
        DeedValue::Stretched(factor) => (behaviour::law_text(&behaviour::duration_of(scenario, id), factor), None),
    };
    ActionView {
        name: deed.name.into(),
        label: deed.label.into(),
        input: input.into(),
        send: false,
        help: deed.help,
        inputs: Vec::new(),
        value,
    }
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
