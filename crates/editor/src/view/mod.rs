//! View models: what each panel shows, ready to show.
//!
//! They are plain data, made by [`Editor`](crate::Editor) when what they show has changed, and shared by pointer.

pub mod beside;
pub mod charts;
pub mod diff;
pub mod graph;
pub mod inspect;
pub mod labels;
pub mod lanes;
pub mod narrator;
pub mod overview;
pub mod thumbnail;
pub mod told;
mod ways;

pub use inspect::act::{ActionView, InputEntry, InputView, ValueKind};
pub use inspect::done::DeedView;
pub use inspect::fields::{Entry, FieldView, IdleView, NoticeView, SectionView, Subject, Writing};
pub use inspect::filter;

use crate::command::Command;
use crate::geometry::{Point, Rect};
use crate::graph::ports::PortView;
use crate::playback::PlayTime;
use crate::scene::{Shape, Tone};
use aws::diagnostics::{Severity, Span};
use aws::service::Descriptor;
use aws::services::descriptor_of;
use kernel::{MessageId, RecordId, SimTime};
use std::sync::Arc;
use told::family::Relative;
use told::outcome::Outcome;

/// The graph: cards and wires. Changes with the document, not with time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphView {
    /// The cards, in flow order, which is the order of the Tab key.
    pub nodes: Vec<NodeView>,
    /// The wires.
    pub wires: Vec<WireView>,
    /// The smallest rectangle around all cards.
    pub bounds: Rect,
}

/// A card.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    /// Its id in the document.
    pub id: Arc<str>,
    /// Its name for people.
    pub title: Arc<str>,
    /// What it is: `SQS queue, FIFO`.
    pub kind: Arc<str>,
    /// AWS's type.
    pub type_name: Arc<str>,
    /// The name of its icon.
    pub icon: &'static str,
    /// Where it is.
    pub rect: Rect,
    /// Whether it is simulated; others are shown inert and say so.
    pub simulated: bool,
    /// Whether it is a client rather than a resource.
    pub client: bool,
    /// Whether wires may end here.
    pub takes: bool,
    /// Whether wires may begin here.
    pub gives: bool,
    /// Where they do.
    pub ports: Vec<PortView>,
    /// The worst problem that it has, with its message.
    pub problem: Option<(Severity, Arc<str>)>,
}

/// A wire.
#[derive(Clone, Debug, PartialEq)]
pub struct WireView {
    /// Names it, whatever other wires there are: `from>to:kind:id:0`, with its place among those of the same ends, kind
    /// and id.
    pub key: Arc<str>,
    /// Where it begins.
    pub from: Arc<str>,
    /// Where it ends.
    pub to: Arc<str>,
    /// Its kind: `Notification`, `DeadLetter`, …
    pub kind: &'static str,
    /// The port where it begins.
    pub port: &'static str,
    /// The hook of CloudFront at which it begins.
    pub hook: Option<Arc<str>>,
    /// Its kind in words: `notification`, `dead letters`.
    pub label: Arc<str>,
    /// Where the middle of these words stands, where there is room for them.
    pub label_at: Option<Point>,
    /// Where the middle of a figure stands that says how many messages are on it, where there is room for that.
    pub figure_at: Option<Point>,
    /// What it means: synchronous, asynchronous, polled, or quiet for anything else.
    pub tone: Tone,
    /// Whether it is dashed.
    pub dashed: bool,
    /// Which it is of those of the same ends, kind and id.
    pub place: usize,
    /// The resource that makes it, by id.
    pub id: Option<Arc<str>>,
    /// The mapping that sits on it, by id.
    pub mapping: Option<Arc<str>>,
    /// Where on the way that one's chip is.
    pub chip: ChipPlace,
    /// Points of its path, from begin to end, evenly spaced enough to draw as a line.
    pub points: Arc<[Point]>,
}

/// Where a chip is on its wire, and how much of it there is room for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChipPlace {
    /// Which part of the way, from 0 to 1, is before its middle.
    pub part: f32,
    /// Whether it has a single line, because all of it would hide a card.
    pub small: bool,
}

impl NodeView {
    /// Tells whether it is a function that runs.
    #[must_use]
    pub fn is_invoked(&self) -> bool {
        self.simulated && descriptor_of(&self.type_name).is_some_and(Descriptor::is_invoked)
    }
}

impl WireView {
    /// Tells whether two wires differ in nothing but their place among those of the same ends, kind and id.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        (&self.from, &self.to, self.kind, &self.id) == (&other.from, &other.to, other.kind, &other.id)
    }
}

/// The transport: where time is and how it goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransportView {
    /// Whether it plays.
    pub playing: bool,
    /// The instant shown.
    pub now: SimTime,
    /// How long the run lasts.
    pub duration: SimTime,
    /// How far the run has been computed.
    pub horizon: SimTime,
    /// Speed, in per mille of the normal.
    pub speed_permille: u32,
    /// Whether idle stretches are skipped and hops stretched.
    pub smart: bool,
    /// What is being skipped, if anything: `58 s: waiting for the retry of m3`.
    pub skipping: Option<Arc<str>>,
    /// Whether the run is being computed anew up to the playhead.
    pub catching_up: bool,
    /// Whether the end is reached.
    pub ended: bool,
    /// Marks on the timeline.
    pub markers: Vec<Marker>,
}

/// A mark on the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// The record that it marks.
    pub record: RecordId,
    /// When.
    pub at: SimTime,
    /// What it says: `First throttle`.
    pub label: Arc<str>,
    /// What it means.
    pub tone: Tone,
    /// Its shape.
    pub shape: Shape,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// The record.
    pub record: RecordId,
    /// When.
    pub at: SimTime,
    /// Where, by id.
    pub id: Arc<str>,
    /// Where, for people.
    pub node: Arc<str>,
    /// The message, if it is about one.
    pub message: Option<MessageId>,
    /// What happened, in words.
    pub text: Arc<str>,
    /// What it means.
    pub tone: Tone,
    /// Its shape.
    pub shape: Shape,
    /// How it ended or went on, where it says so.
    pub outcome: Option<Outcome>,
    /// What led to it in one sentence; empty where something begins.
    pub reason: Arc<str>,
    /// Whether a rule of AWS decided it.
    pub has_rule: bool,
}

/// The answer to "Why?".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhyView {
    /// What happened, in words.
    pub what: Arc<str>,
    /// The rule in one sentence.
    pub rule: Arc<str>,
    /// Its id in the fact sheet.
    pub rule_id: Arc<str>,
    /// Its source.
    pub source: Arc<str>,
    /// The address of the page that the source names, as it is today.
    pub link: Option<Arc<str>>,
    /// Whether the rule is assumed rather than published.
    pub assumed: bool,
    /// What brought it about in this very case, with its numbers.
    pub numbers: Arc<str>,
    /// What the receives or tries of its message before it came to, in their order.
    pub tries: Vec<LogLine>,
    /// What was done from outside that is behind it.
    pub deed: Option<DeedLine>,
    /// The message, if it is about one.
    pub message: Option<MessageId>,
    /// When it happened.
    pub at: SimTime,
    /// What led to it, in order of time.
    pub causes: Vec<LogLine>,
}

/// Something that was done from outside, by a person or by the template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeedLine {
    /// The record of it.
    pub record: RecordId,
    /// When.
    pub at: SimTime,
    /// To what, and what.
    pub text: Arc<str>,
}

/// The life of a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoryView {
    /// Its name: `m17`.
    pub title: Arc<str>,
    /// Which it is.
    pub message: MessageId,
    /// Where it stands: name and text, as `Received`, `2 of 3`.
    pub facts: Vec<(&'static str, Arc<str>)>,
    /// What happened to it, in order.
    pub steps: Vec<Step>,
    /// From what it was made and what was made of it, itself among them; empty where it stands alone.
    pub family: Vec<Relative>,
    /// What it carries, with every wrapping, the outermost first.
    pub contents: Vec<Content>,
    /// What can be done to it where it is, each with the node's id.
    pub actions: Vec<(Arc<str>, ActionView)>,
}

/// A step of a message's life.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What happened.
    pub line: LogLine,
    /// How long nothing happened before; `None` where it followed at once.
    pub gap: Option<Arc<str>>,
}

/// A wrapping of what a message carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// What it is called: `SNS envelope`.
    pub title: Arc<str>,
    /// Laid out to be read.
    pub pretty: Arc<str>,
    /// As it travels.
    pub raw: Arc<str>,
}

/// What the inspector can show of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What can be set.
    Configure,
    /// What can be done.
    Interact,
    /// What is measured.
    Metrics,
    /// The messages that it has to do with.
    Messages,
    /// What a function ran, and where.
    Invocations,
    /// How the template says it.
    Template,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Configure, Self::Interact, Self::Metrics, Self::Messages, Self::Invocations, Self::Template];

    /// Returns the one of a title, and what is shown first for any other text.
    #[must_use]
    pub fn titled(title: &str) -> Self {
        Self::ALL.into_iter().find(|part| part.title() == title).unwrap_or(Self::Configure)
    }

    /// Returns its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Configure => "Configure",
            Self::Interact => "Interact",
            Self::Metrics => "Metrics",
            Self::Messages => "Messages",
            Self::Invocations => "Invocations",
            Self::Template => "Template",
        }
    }
}

/// The inspector of the selected thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InspectorView {
    /// Its id.
    pub id: Arc<str>,
    /// What it is.
    pub kind: Arc<str>,
    /// What it is for, in one sentence.
    pub summary: Arc<str>,
    /// What is not simulated of it, or simplified.
    pub caveats: Vec<Arc<str>>,
    /// What there is to show of it, in order.
    pub parts: Vec<Part>,
    /// What can be set, in sections.
    pub sections: Vec<SectionView>,
    /// What can be done with it now.
    pub actions: Vec<ActionView>,
    /// What is done to it in this run.
    pub deeds: Vec<DeedView>,
    /// The text of the template that defines it.
    pub text: Arc<str>,
    /// The line of the template where that text begins, from 1; 0 where there is none.
    pub line: u32,
}

/// A problem of the template.
#[derive(Clone, Debug, PartialEq)]
pub struct ProblemView {
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub at: Span,
    /// The problem, then where.
    pub message: Arc<str>,
    /// What to do about it.
    pub hint: Arc<str>,
    /// What mends it at once: what a button says, and what it does, one after the other.
    pub remedies: Vec<(Arc<str>, Vec<Command>)>,
    /// The path in the document.
    pub path: Arc<str>,
}

/// The end of a run, in words and figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SummaryView {
    /// One sentence for all of it.
    pub headline: Arc<str>,
    /// What is counted, where that is not plain; empty else.
    pub counted: &'static str,
    /// One row a fate: words, count, tone and shape, and why.
    pub rows: Vec<SummaryRow>,
}

/// A row of the end of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryRow {
    /// What became of them: `delivered`, `dead-lettered in Failed`.
    pub label: Arc<str>,
    /// How many.
    pub count: u64,
    /// Why.
    pub why: Arc<str>,
    /// What it means.
    pub tone: Tone,
    /// Its shape.
    pub shape: Shape,
}

/// What a run is set to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunView {
    /// Which document of the library it is.
    pub document: Arc<str>,
    /// The document's title.
    pub title: Arc<str>,
    /// One sentence that says what it shows.
    pub description: Arc<str>,
    /// `aws-2026` or `aws-2020`.
    pub profile: Arc<str>,
    /// The seed.
    pub seed: u64,
    /// `Typical` or `None`.
    pub latency: Arc<str>,
    /// How long it lasts, as text with unit.
    pub duration: Arc<str>,
    /// The account's limit.
    pub account_limit: u32,
    /// Parameters of the template: name, value, description.
    pub parameters: Vec<(Arc<str>, Arc<str>, Arc<str>)>,
    /// Entry points with a ready send each, for a template without traffic.
    pub entry_points: Vec<(Arc<str>, ActionView)>,
    /// Whether the document has traffic.
    pub has_traffic: bool,
    /// What is done at instants of the run, in their order.
    pub deeds: Vec<DeedView>,
    /// Whether the document can be undone and redone, with the names of the steps.
    pub undo: Option<Arc<str>>,
    /// The title of the other document to which the step back leads, if it leads to one.
    pub undo_to: Option<Arc<str>>,
    /// The name of the step to redo.
    pub redo: Option<Arc<str>>,
    /// The instant at which playback shows the whole, for the address.
    pub at: PlayTime,
}

/// An entry of the palette.
#[derive(Clone, Debug, PartialEq)]
pub struct PaletteEntry {
    /// AWS's type.
    pub type_name: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// What it is for.
    pub summary: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// The group it stands in.
    pub group: &'static str,
}

/// An entry of the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GalleryEntry {
    /// The name of its file.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, in one sentence.
    pub description: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Why a wire cannot be.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusalView {
    /// Why not.
    pub reason: Arc<str>,
    /// The way around it.
    pub way: Arc<str>,
    /// The rule's id and source, where a rule forbids it.
    pub source: Arc<str>,
}
