//! The views of the run as a whole: its settings, its problems, and what can be added to it.

use super::act::send;
use super::done::deeds;
use super::fields::is_same;
use crate::command::{ActCommand, Command, PlaybackCommand, SetupCommand};
use crate::document::Document;
use crate::playback::PlayTime;
use crate::runner::Halt;
use crate::text::time_text;
use crate::view::{ActionView, PaletteEntry, ProblemView, RunView};
use aws::diagnostics::{Diagnostic, Severity, Span};
use aws::service::Category;
use aws::service::properties::Properties;
use aws::services::{DESCRIPTORS, descriptor_of};
use aws::stack::latency::Latency;
use std::collections::BTreeMap;
use std::sync::Arc;
use template::Scenario;

/// The code of the remark that nobody sends.
const SILENCE: &str = "no-traffic";
/// The code of the remark that there is nothing at all.
const NO_RESOURCES: &str = "no-resources";
const SILENCE_HINT: &str = "send something by hand, or let a client send by itself";
/// So many places that can be sent to are offered.
const OFFERED_MAX: usize = 3;

/// Returns the problems of the document, and why its run cannot go on.
#[must_use]
pub fn problems(document: &Document, halt: Option<Halt>) -> Vec<ProblemView> {
    let scenario = document.scenario();
    // An empty page invites: that nothing happens on it is no problem.
    let is_told =
        |problem: &&Diagnostic| ![SILENCE, NO_RESOURCES].contains(&problem.code) || !scenario.nodes.is_empty();
    let written = document.problems().iter().filter(is_told).map(|problem| {
        let remedies = if problem.code == SILENCE { remedies(scenario) } else { Vec::new() };
        match remedies.is_empty() {
            true => shown(problem),
            // What a button mends is not looked for in the text.
            false => ProblemView { hint: SILENCE_HINT.into(), remedies, path: "".into(), ..shown(problem) },
        }
    });
    let halted = halt.map(|halt| ProblemView {
        severity: Severity::Error,
        at: Span::default(),
        message: match halt {
            Halt::Stuck => "the run stopped: something feeds itself without time passing".into(),
            Halt::TooManyEvents => "the run stopped: it has more events than a run may have".into(),
        },
        hint: "look for a loop, or send less".into(),
        remedies: Vec::new(),
        path: "".into(),
    });
    let kept = document.is_unreadable().then(|| ProblemView {
        severity: Severity::Error,
        at: Span::default(),
        message: "this text cannot be read, so picture and run are still those of the text before".into(),
        hint: "mend the text under Template, or undo".into(),
        remedies: Vec::new(),
        path: "".into(),
    });
    sorted(kept.into_iter().chain(halted).chain(written))
}

/// Returns what is wrong with a text that is typed and not applied yet, as far as the document does not have it already.
#[must_use]
pub fn problems_of_draft(document: &Document, text: &str) -> Vec<ProblemView> {
    let known = |problem: &Diagnostic| document.problems().iter().any(|it| is_same(it, problem));
    let draft = document.read_as(text);
    let wrong = draft.diagnostics.iter().filter(|problem| problem.severity > Severity::Info && !known(problem));
    sorted(wrong.map(shown))
}

/// What stops the template from being what is meant stands above what is only worth knowing.
fn sorted(problems: impl Iterator<Item = ProblemView>) -> Vec<ProblemView> {
    let mut problems: Vec<ProblemView> = problems.collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    problems
}

/// Returns the lines of the template that have a problem, each with its worst.
#[must_use]
pub fn worst_by_line(problems: &[ProblemView]) -> BTreeMap<u32, Severity> {
    let mut lines = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.at.is_known() && problem.severity > Severity::Info) {
        let worst = lines.entry(problem.at.line).or_insert(problem.severity);
        *worst = problem.severity.max(*worst);
    }
    lines
}

fn shown(problem: &Diagnostic) -> ProblemView {
    ProblemView {
        severity: problem.severity,
        at: problem.at,
        message: problem.told().into(),
        hint: problem.hint.as_deref().unwrap_or("").into(),
        remedies: Vec::new(),
        path: problem.path.as_str().into(),
    }
}

/// Returns what makes something happen where nobody sends: a send now, and a client that goes on sending. Either is to be
/// seen, so time plays.
fn remedies(scenario: &Scenario) -> Vec<(Arc<str>, Vec<Command>)> {
    let seen = |command| vec![command, Command::Playback(PlaybackCommand::Play)];
    let offered = entry_points(scenario).take(OFFERED_MAX).flat_map(|(to, action)| {
        let (name, input) = (action.name, action.input);
        let send = ActCommand::Send { to: to.clone(), action: name, input, count: 1 };
        let client = SetupCommand::AddClient { to: to.clone() };
        [
            (format!("Send one to {to}").into(), seen(Command::Act(send))),
            (format!("Add traffic to {to}").into(), seen(Command::Setup(client))),
        ]
    });
    offered.collect()
}

/// Returns what can be sent to from outside, each with its most usual send.
fn entry_points(scenario: &Scenario) -> impl Iterator<Item = (Arc<str>, ActionView)> {
    scenario.entry_points().filter_map(|node| {
        let action = descriptor_of(&node.type_name)?.actions.first()?;
        Some((node.id.clone(), send(action)))
    })
}

/// Returns what the run is set to.
#[must_use]
pub fn run(document: &Document, at: PlayTime) -> RunView {
    let scenario = document.scenario();
    let settings = &scenario.settings;
    let description = scenario.template.tree.get("Description").and_then(template::source::Node::scalar);
    let parameter = |parameter: &template::intrinsics::ParameterInfo| {
        let value = Properties::generated(parameter.value.clone()).scalar_text().unwrap_or_default();
        (parameter.name.clone(), value.into(), parameter.description.clone().unwrap_or_else(|| "".into()))
    };
    RunView {
        document: document.owner().0,
        title: scenario.title.clone().unwrap_or_else(|| document.name.clone()),
        description: description.unwrap_or("").into(),
        profile: settings.profile.name().into(),
        seed: settings.seed,
        latency: if settings.latency == Latency::None { "None" } else { "Typical" }.into(),
        duration: time_text::written(settings.duration).into(),
        account_limit: settings.concurrent_executions,
        parameters: scenario.template.parameters.iter().map(parameter).collect(),
        entry_points: entry_points(scenario).collect(),
        has_traffic: !scenario.traffic.is_empty(),
        deeds: deeds(scenario, None),
        undo: document.undo_label(),
        undo_to: document.undo_to(),
        redo: document.redo_label(),
        at,
    }
}

/// Says of words that find nothing in the palette what to do instead.
#[must_use]
pub fn nothing_named(wanted: &str) -> &'static str {
    // Cards of clients stand beside the others, and whoever wants one looks for it here.
    const CLIENTS: [&str; 6] = ["client", "traffic", "sender", "user", "load generator", "producer"];
    let wanted = wanted.trim().to_lowercase();
    match CLIENTS.iter().any(|name| name.starts_with(&wanted)) {
        true => "A client stands before what it sends to: choose that card, then Interact, Add traffic",
        false => "Nothing by that name",
    }
}

/// Returns the entries of the palette, in its order.
#[must_use]
pub fn palette() -> Vec<PaletteEntry> {
    let shown = DESCRIPTORS.iter().filter(|descriptor| descriptor.category != Category::Hidden);
    let mut entries: Vec<(Category, PaletteEntry)> = shown
        .map(|descriptor| {
            let entry = PaletteEntry {
                type_name: descriptor.type_name,
                title: descriptor.title,
                summary: descriptor.summary,
                icon: descriptor.icon,
                group: group(descriptor.category),
            };
            (descriptor.category, entry)
        })
        .collect();
    entries.sort_by_key(|(category, _)| *category);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn group(category: Category) -> &'static str {
    match category {
        Category::Sources => "Sources",
        Category::Functions => "Functions",
        Category::Messaging => "Queues and topics",
        Category::Http => "HTTP and edge",
        Category::Hidden => "",
    }
}
