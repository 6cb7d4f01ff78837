//! What a person can want: every change of the editor is one of these.

mod act;
mod run;
mod setup;

pub use run::RunSetting;
pub use setup::SetupCommand;

use crate::editor::asking::LogForm;
pub use crate::files::Reopening;
use crate::geometry::{Camera, Point, Rect, Vector};
use crate::graph::arrange::{Axis, Edge};
use crate::graph::ports::PortEnd;
use crate::playback::PlayTime;
use crate::view::diff::DiffView;
use crate::view::told::log::Chip;
use kernel::{MessageId, RecordId, SimTime};
use std::sync::Arc;

/// A person's intention.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// About the graph.
    Graph(GraphCommand),
    /// About time.
    Playback(PlaybackCommand),
    /// Something done to the running stack.
    Act(ActCommand),
    /// About the settings of the run.
    Run(RunCommand),
    /// About behaviour, traffic and what was done by hand.
    Setup(SetupCommand),
    /// About what is looked at.
    View(ViewCommand),
    /// About the document as a whole.
    File(FileCommand),
}

impl Command {
    /// Tells whether what was done last may go on after it: moves of the same cards are one step, even where the person
    /// looks about meanwhile.
    pub(crate) fn goes_on(&self) -> bool {
        match self {
            Self::Graph(GraphCommand::Move { .. }) => true,
            Self::View(view) => matches!(
                view,
                ViewCommand::Drag(_) | ViewCommand::Light(_) | ViewCommand::Resize { .. } | ViewCommand::SetCamera(_)
            ),
            _ => false,
        }
    }
}

/// The drag of moves by keys: those that follow one another are one step, as a drag is.
pub const BY_KEYS: u32 = 0;

/// Changes of the graph.
#[derive(Clone, Debug, PartialEq)]
pub enum GraphCommand {
    /// Adds a resource of a type.
    Add {
        /// AWS's type.
        type_name: Arc<str>,
        /// Where its card's upper left corner goes; `None` where there is room.
        at: Option<Point>,
    },
    /// Moves cards; many of one drag of the same cards are one step of the history, if nothing is done in between.
    Move {
        /// Which.
        ids: Vec<Arc<str>>,
        /// By how much; nothing is rounded here, see [`guides`](crate::graph::guides::guides).
        by: Vector,
        /// Which drag; [`BY_KEYS`] for none.
        drag: u32,
    },
    /// Connects two nodes.
    Connect {
        /// Where the wire begins.
        from: Arc<str>,
        /// Where it ends.
        to: Arc<str>,
        /// Which kind of wire, where several are possible; `None` for the most usual.
        kind: Option<Arc<str>>,
        /// The port where it begins, by its name; `None` for the first that has wires of that kind.
        port: Option<Arc<str>>,
    },
    /// Adds a resource or a client and connects it to a card, as one step.
    AddConnected {
        /// AWS's type, or `Lambdarium::Traffic` for a client.
        type_name: Arc<str>,
        /// Where its card's upper left corner goes; `None` beside the other.
        at: Option<Point>,
        /// The port of the card that is there already: an outgoing one leads to the new card, an incoming one from it.
        end: PortEnd,
        /// Which kind of wire; `None` for the most usual.
        kind: Option<Arc<str>>,
    },
    /// Removes nodes with their wires.
    Remove {
        /// Which.
        ids: Vec<Arc<str>>,
    },
    /// Removes a wire.
    Disconnect {
        /// Its key.
        key: Arc<str>,
    },
    /// Sets a property of a resource; an empty text takes it away.
    Set {
        /// The resource.
        id: Arc<str>,
        /// AWS's property, as a path below `Properties`.
        property: Arc<str>,
        /// Its value as text.
        value: Arc<str>,
    },
    /// Gives a resource another logical id, or a client another name, wherever it is named.
    Rename {
        /// The card.
        id: Arc<str>,
        /// Its new name.
        to: Arc<str>,
    },
    /// Adds copies of cards beside them, with the wires among them.
    Duplicate {
        /// Which.
        ids: Vec<Arc<str>>,
    },
    /// Puts cards on the clipboard, as a template of their own.
    Copy {
        /// Which.
        ids: Vec<Arc<str>>,
    },
    /// The same, and removes them.
    Cut {
        /// Which.
        ids: Vec<Arc<str>>,
    },
    /// Adds what another template holds.
    Paste {
        /// That template.
        text: Arc<str>,
        /// Where the upper left corner of the new cards goes; `None` where there is room.
        at: Option<Point>,
    },
    /// Puts an edge, or the middle, of cards on one line.
    Align {
        /// Which.
        ids: Vec<Arc<str>>,
        /// Which line.
        edge: Edge,
    },
    /// Puts cards at equal distances, between the outermost two.
    Distribute {
        /// Which.
        ids: Vec<Arc<str>>,
        /// In which direction.
        axis: Axis,
    },
}

/// Changes of time.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaybackCommand {
    /// Plays, or pauses.
    Toggle,
    /// Plays.
    Play,
    /// Pauses.
    Pause,
    /// Goes to the next event and pauses.
    StepForward,
    /// Goes to the event before and pauses.
    StepBack,
    /// Goes to the next event of a kind and pauses.
    StepTo(StepTo),
    /// Goes to the next mark on the timeline and pauses.
    NextMarker,
    /// Goes to the mark before and pauses.
    PreviousMarker,
    /// Goes to a simulated instant.
    Seek(SimTime),
    /// Goes to a record.
    SeekRecord(RecordId),
    /// Goes to an instant of the presentation.
    SeekPlay(PlayTime),
    /// Sets the speed, in per mille of the normal.
    SetSpeed(u32),
    /// Switches smart time on or off.
    SetSmart(bool),
    /// Goes back to the start, and plays on where it was playing.
    ToStart,
    /// Goes back to the start and plays.
    Restart,
}

/// What a step goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepTo {
    /// The next event at the selected card.
    AtNode,
    /// The next event of the followed message.
    OfMessage,
    /// The next failure, throttle, dead letter or loss.
    Failure,
}

/// Things done to the running stack, recorded with the instant.
#[derive(Clone, Debug, PartialEq)]
pub enum ActCommand {
    /// A client sends by hand.
    Send {
        /// The logical id that receives.
        to: Arc<str>,
        /// AWS's action.
        action: Arc<str>,
        /// Its input, as JSON text.
        input: Arc<str>,
        /// How many.
        count: u32,
    },
    /// An intervention.
    Intervene {
        /// The node.
        on: Arc<str>,
        /// Its name: `FailNext`, `Purge`, …
        name: Arc<str>,
        /// Its value as text, where it has one.
        value: Arc<str>,
    },
}

/// Changes of the run's settings.
#[derive(Clone, Debug, PartialEq)]
pub enum RunCommand {
    /// `aws-2026` or `aws-2020`.
    SetProfile(Arc<str>),
    /// A seed.
    SetSeed(u64),
    /// The next seed.
    OtherLuck,
    /// `Typical` or `None`.
    SetLatency(Arc<str>),
    /// A duration as text with unit.
    SetDuration(Arc<str>),
    /// The account's limit of concurrent executions.
    SetAccountLimit(u32),
    /// A parameter of the template.
    SetParameter {
        /// Its name.
        name: Arc<str>,
        /// Its value.
        value: Arc<str>,
    },
}

/// Changes of what is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewCommand {
    /// Selects nodes.
    Select(Vec<Arc<str>>),
    /// Selects all cards.
    SelectAll,
    /// Adds cards to the selection, or takes those out that are in it.
    Toggle(Vec<Arc<str>>),
    /// Selects the cards that a rectangle touches.
    SelectIn {
        /// The rectangle, in the world.
        area: Rect,
        /// What is selected beside them: what was when the rectangle was begun, where it adds.
        kept: Vec<Arc<str>>,
    },
    /// Selects a wire by its key.
    SelectWire(Option<Arc<str>>),
    /// Follows a message.
    SelectMessage(Option<MessageId>),
    /// Asks "Why?" of a record.
    Ask(Option<RecordId>),
    /// Lets go of what was taken up last: the question, else the message, else the selection.
    LetGo,
    /// Shows cards as if they were moved by so much, while a hand holds them; `None` puts them back.
    Drag(Option<Dragged>),
    /// Moves the camera.
    SetCamera(Camera),
    /// Tells where the canvas is and how large, in CSS pixels.
    Resize {
        /// How far down the page it begins.
        top: f32,
        /// Its width.
        width: f32,
        /// Its height.
        height: f32,
        /// How much of that, at its foot, lies below buttons and lines of the page.
        foot: f32,
    },
    /// Shows everything.
    Fit,
    /// Shows only log lines that contain a text; empty shows all.
    FilterLog(Arc<str>),
    /// Shows only log lines that fit one more chip.
    AddChip(Chip),
    /// Takes a chip away.
    RemoveChip(Chip),
    /// Takes all chips away.
    ClearChips,
    /// Shows all log lines.
    ClearLogFilter,
    /// Keeps the log and the canvas on a message, or no longer.
    Follow {
        /// Which.
        message: MessageId,
        /// Whether to follow it.
        on: bool,
    },
    /// Copies what the followed message carries.
    CopyContent {
        /// Which wrapping, from the outermost.
        index: usize,
        /// As it travels rather than laid out to be read.
        raw: bool,
    },
    /// Copies a chart of the selected card as CSV, by its metric's name.
    CopyChart(Arc<str>),
    /// Copies the log as far as it is shown.
    CopyLog(LogForm),
    /// Lights what a log line is about on the canvas, or nothing.
    Light(Option<RecordId>),
    /// Arranges all cards from left to right.
    Tidy,
    /// Goes through the steps of the first minute again.
    Guide,
}

/// Cards in a hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Dragged {
    /// Which.
    pub ids: Vec<Arc<str>>,
    /// How far they are from where they stand.
    pub by: Vector,
}

/// Changes of the document as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum FileCommand {
    /// Opens a template's text.
    Open {
        /// Its name.
        name: Arc<str>,
        /// Its text.
        text: Arc<str>,
    },
    /// Opens a document of the library.
    Reopen(Reopening),
    /// Goes on with a copy, as another document of the library.
    Detach {
        /// The id of the copy.
        id: Arc<str>,
        /// Its title.
        title: Arc<str>,
    },
    /// Gives the document a title.
    Rename(Arc<str>),
    /// Goes back to an earlier version.
    TakeVersion {
        /// What the step is called.
        label: Arc<str>,
        /// The text of that version.
        text: Arc<str>,
    },
    /// Begins with a few cards that are wired already: an entry of [`STARTERS`](crate::starters::STARTERS).
    BeginWith(usize),
    /// Opens an entry of the gallery.
    OpenGallery(usize),
    /// Opens the document of a link's fragment.
    OpenLink(Arc<str>),
    /// Begins with an empty template.
    New,
    /// Replaces the text, as edited by hand.
    SetText(Arc<str>),
    /// Takes the last step back.
    Undo,
    /// Does it again.
    Redo,
    /// Saves the template as a file.
    Save,
    /// Copies a link to the document.
    CopyLink,
    /// Copies a `lambdarium run` command line.
    CopyRun,
    /// Copies the template's text.
    CopyText,
}

/// Something the page is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Offer a file to save.
    SaveFile {
        /// Its name.
        name: Arc<str>,
        /// Its text.
        text: Arc<str>,
    },
    /// Put a text on the clipboard.
    CopyText {
        /// The text.
        text: Arc<str>,
        /// What to tell the person.
        done: Arc<str>,
    },
    /// Put a link to this page with a fragment on the clipboard.
    CopyLink {
        /// The fragment, without `#`.
        fragment: Arc<str>,
        /// What to tell the person.
        done: Arc<str>,
    },
    /// Tell the person something.
    Tell(Arc<str>),
    /// Show a line of the template, from 1.
    ShowLine(u32),
    /// Show for a moment what an edit of the graph wrote.
    ShowDiff(DiffView),
    /// Let the last word of the first steps be read, and put them away then.
    EndGuide,
    /// Put the first steps away: the person has gone on.
    LeaveGuide,
    /// Keep the document for the next visit.
    Store {
        /// The text.
        text: Arc<str>,
    },
}

bitflags::bitflags! {
    /// What a dispatch or a tick changed, so that only that is shown anew.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Changed: u16 {
        /// Cards or wires.
        const GRAPH = 1;
        /// What is selected, or what is asked.
        const SELECTION = 1 << 1;
        /// The camera.
        const CAMERA = 1 << 2;
        /// The run: its settings or its result.
        const RUN = 1 << 3;
        /// Where time is.
        const PLAYBACK = 1 << 4;
        /// The problems of the template.
        const PROBLEMS = 1 << 5;
        /// The log.
        const LOG = 1 << 6;
        /// The text of the template.
        const TEXT = 1 << 7;
        /// The time on the clock and nothing else, between two looks of the panels.
        const CLOCK = 1 << 8;
        /// Where cards are shown and nothing else, while a hand holds them.
        const PLACES = 1 << 9;
        /// How far the person has come in the first minute.
        const GUIDE = 1 << 10;
    }
}

/// What came of a command.
#[derive(Clone, Debug, Default)]
pub struct Dispatched {
    /// What changed.
    pub changed: Changed,
    /// What the page is to do.
    pub effects: Vec<Effect>,
}
