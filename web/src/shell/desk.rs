//! Which panels are open: what is on the desk, not what is in the document.

use super::{elements, storage, theme};
use editor::actions::Aim;
use editor::command::StepTo;
use editor::geometry::Point;
use editor::graph::ports::PortEnd;
use editor::keep::drafts::Drafts;
use editor::view::Part;
use editor::view::diff::DiffView;
use editor::{Selection, SimTime};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::sync::Arc;

/// Where the choice about single keys is kept.
const SINGLE_KEYS: &str = "lambdarium.single-keys";
/// How long what an edit wrote stays [ms].
const DIFF_MS: u32 = 7_000;
/// How long the last word of the first steps stays [ms].
const LAST_WORD_MS: u32 = 12_000;
/// Where it is kept that the first steps are over.
const GUIDE: &str = "lambdarium.guide";
/// Where this tab keeps what was typed into templates.
const DRAFTS: &str = "lambdarium.drafts";
/// How long the hands have to rest before that is kept [ms].
const DRAFTS_MS: u32 = 500;
/// Where this tab keeps what the inspector showed.
const PART: &str = "lambdarium.part";
/// Where it is kept how much is told aloud.
const TOLD: &str = "lambdarium.told";
/// How long a short notice stays [ms].
const NOTICE_MS: u32 = 4_000;

/// What lies below the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dock {
    /// What happened.
    Log,
    /// What is wrong.
    Problems,
    /// The template's text.
    Template,
}

/// What stands at the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The selected thing.
    Inspect,
    /// The settings of the run, and its end.
    Run,
}

/// What the one sheet of a narrow page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sheet {
    /// The palette.
    Add,
    /// What a wide page has at its right.
    Side,
    /// What a wide page has below the canvas.
    Dock,
}

/// A context menu.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Menu {
    /// Where it opens [CSS px of the window].
    pub(crate) at: (f64, f64),
    /// What it is for.
    pub(crate) aim: Aim,
}

/// The list of what can be added at a place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Adding {
    /// Where it opens [CSS px of the window].
    pub(crate) at: (f64, f64),
    /// Where the card goes; nothing for where there is room.
    pub(crate) world: Option<Point>,
    /// The port that it is to be connected to.
    pub(crate) end: Option<PortEnd>,
}

/// What lies over everything.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Overlay {
    /// A context menu.
    Menu(Menu),
    /// The command palette.
    Finder,
    /// What can be added at a place.
    Add(Adding),
    /// The gallery.
    Gallery,
    /// What wires, shapes and rings mean.
    Legend,
    /// The keys, and what the page is.
    Help,
    /// The targets of a wire, from the node of this id.
    Connect(Arc<str>),
    /// A text to copy by hand, where the browser refused.
    Copy(String),
    /// The documents of the library.
    Documents,
    /// The earlier versions of the open document.
    Versions,
    /// What to do with the document of this id, which stopped the page twice.
    Recovery(String),
}

/// How much a screen reader is told while time plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Nothing by itself.
    Nothing,
    /// What stands out: the first error, the first retry, a dead letter.
    Important,
    /// What is new in the log as well, every few seconds while it is open.
    Everything,
}

impl Told {
    /// All of them, with the word each is kept under.
    pub(crate) const ALL: [(Self, &str); 3] =
        [(Self::Nothing, "nothing"), (Self::Important, "important"), (Self::Everything, "everything")];

    fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known)| *known == word).map_or(Self::Important, |(told, _)| told)
    }
}

/// The signals of what is open.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// What lies below the canvas; nothing where it is folded.
    pub(crate) dock: RwSignal<Option<Dock>>,
    /// What stands at the right.
    pub(crate) side: RwSignal<Side>,
    /// What the inspector shows of the selected thing, where there is such a part of it.
    pub(crate) part: RwSignal<Part>,
    /// Whether the right side is open.
    pub(crate) side_open: RwSignal<bool>,
    /// Whether the palette is open.
    pub(crate) palette_open: RwSignal<bool>,
    /// What a narrow page shows.
    pub(crate) sheet: RwSignal<Sheet>,
    /// Whether that has more of the screen than the canvas.
    pub(crate) sheet_tall: RwSignal<bool>,
    /// The instant that is pointed at in a chart or on the timeline: the cursor of all of them.
    pub(crate) cursor: RwSignal<Option<SimTime>>,
    /// Whether the lanes below the timeline are open.
    pub(crate) lanes_open: RwSignal<bool>,
    /// What the step button goes to; nothing for the next event of any kind.
    pub(crate) step_to: RwSignal<Option<StepTo>>,
    /// What was typed into templates and is not applied yet.
    pub(crate) drafts: RwSignal<Drafts>,
    /// What lies over everything.
    pub(crate) overlay: RwSignal<Option<Overlay>>,
    /// A short notice.
    pub(crate) notice: RwSignal<Option<Arc<str>>>,
    /// What the last edit of the graph wrote.
    pub(crate) diff: RwSignal<Option<DiffView>>,
    /// How many edits have shown so far what they wrote.
    pub(crate) diffs: RwSignal<u32>,
    /// Whether keys without Ctrl do something.
    pub(crate) single_keys: RwSignal<bool>,
    /// Whether a key was pressed where nothing is typed, as a keyboard on the screen never does.
    pub(crate) has_keys: RwSignal<bool>,
    /// Whether a drag on the ground selects instead of moving the view.
    pub(crate) frame: RwSignal<bool>,
    /// Whether the small map is shown, once the person has said so.
    pub(crate) map: RwSignal<Option<bool>>,
    /// Whether the page is dark.
    pub(crate) dark: RwSignal<bool>,
    /// Whether the first steps are shown.
    pub(crate) guide: RwSignal<bool>,
    /// How much a screen reader is told.
    pub(crate) told: RwSignal<Told>,
    /// A line of the template that is to be shown, from 1; the count tells one request from the next.
    pub(crate) line: RwSignal<Option<(u32, u32)>>,
    dismissal: StoredValue<Option<Timeout>, LocalStorage>,
    diff_dismissal: StoredValue<Option<Timeout>, LocalStorage>,
    guide_dismissal: StoredValue<Option<Timeout>, LocalStorage>,
    drafts_keeping: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Desk {
    pub(super) fn new() -> Self {
        Self {
            dock: RwSignal::new(Some(Dock::Log)),
            side: RwSignal::new(Side::Run),
            part: RwSignal::new(Part::titled(&storage::kept_for_tab(PART).unwrap_or_default())),
            side_open: RwSignal::new(true),
            palette_open: RwSignal::new(elements::has_room_for_both_sides()),
            sheet: RwSignal::new(Sheet::Dock),
            sheet_tall: RwSignal::new(false),
            cursor: RwSignal::new(None),
            lanes_open: RwSignal::new(false),
            step_to: RwSignal::new(None),
            drafts: RwSignal::new(Drafts::from_packed(&storage::kept_for_tab(DRAFTS).unwrap_or_default())),
            overlay: RwSignal::new(None),
            notice: RwSignal::new(None),
            diff: RwSignal::new(None),
            diffs: RwSignal::new(0),
            single_keys: RwSignal::new(storage::setting(SINGLE_KEYS).as_deref() != Some("off")),
            has_keys: RwSignal::new(false),
            frame: RwSignal::new(false),
            map: RwSignal::new(None),
            dark: RwSignal::new(theme::is_dark()),
            guide: RwSignal::new(storage::setting(GUIDE).is_none()),
            told: RwSignal::new(Told::from_word(&storage::setting(TOLD).unwrap_or_default())),
            line: RwSignal::new(None),
            dismissal: StoredValue::new_local(None),
            diff_dismissal: StoredValue::new_local(None),
            guide_dismissal: StoredValue::new_local(None),
            drafts_keeping: StoredValue::new_local(None),
        }
    }

    /// Shows a short notice.
    pub(crate) fn tell(self, text: Arc<str>) {
        self.notice.set(Some(text));
        let dismissal = Timeout::new(NOTICE_MS, move || {
            self.notice.try_set(None);
        });
        // Dropping the one before cancels it, so that a new notice gets its whole time.
        self.dismissal.set_value(Some(dismissal));
    }

    /// Changes what is typed into templates. A reload keeps it.
    pub(crate) fn draft(self, change: impl FnOnce(&mut Drafts)) {
        self.drafts.update(change);
        // Dropping the one before cancels it: nothing is written while somebody types on.
        self.drafts_keeping.set_value(Some(Timeout::new(DRAFTS_MS, move || self.keep_drafts())));
    }

    /// Keeps what is typed into templates for a reload.
    fn keep_drafts(self) {
        if self.drafts_keeping.try_update_value(Option::take).flatten().is_some() {
            storage::keep_for_tab(DRAFTS, &self.drafts.with_untracked(Drafts::packed));
        }
    }

    /// Keeps what is looked at for a reload.
    pub(super) fn leave(self) {
        self.keep_drafts();
        storage::keep_for_tab(PART, self.part.get_untracked().title());
    }

    /// Shows what an edit wrote.
    pub(crate) fn show_diff(self, view: DiffView) {
        self.diff.set(Some(view));
        self.diffs.update(|count| *count += 1);
        self.dismiss_diff_later();
    }

    /// Keeps what an edit wrote in sight, for as long as somebody looks at it.
    pub(crate) fn keep_diff(self) {
        self.diff_dismissal.set_value(None);
    }

    /// Takes what an edit wrote away again, after a while.
    pub(crate) fn dismiss_diff_later(self) {
        let dismissal = Timeout::new(DIFF_MS, move || {
            self.diff.try_set(None);
        });
        self.diff_dismissal.set_value(Some(dismissal));
    }

    /// Lets keys without Ctrl do something, or not, now and on the next visit.
    pub(crate) fn set_single_keys(self, on: bool) {
        self.single_keys.set(on);
        storage::keep_setting(SINGLE_KEYS, if on { "on" } else { "off" });
    }

    /// Puts the first steps away once their last word could be read.
    pub(crate) fn put_guide_away_later(self) {
        let dismissal = Timeout::new(LAST_WORD_MS, move || self.keep_guide(false));
        self.guide_dismissal.set_value(Some(dismissal));
    }

    /// Shows the first steps, or puts them away for good.
    pub(crate) fn show_guide(self, on: bool) {
        self.guide_dismissal.set_value(None);
        self.keep_guide(on);
    }

    fn keep_guide(self, on: bool) {
        self.guide.try_set(on);
        if on {
            storage::forget(GUIDE);
        } else {
            storage::keep_setting(GUIDE, "over");
        }
    }

    /// Sets how much a screen reader is told, now and on the next visit; by the word that it is kept under.
    pub(crate) fn set_told(self, word: &str) {
        self.told.set(Told::from_word(word));
        storage::keep_setting(TOLD, word);
    }

    /// Brings a part of the dock to the front, on pages of any width.
    pub(crate) fn open_dock(self, dock: Dock) {
        self.dock.set(Some(dock));
        self.sheet.set(Sheet::Dock);
    }

    /// Brings a part of the right side to the front, on pages of any width.
    pub(crate) fn open_side(self, side: Side) {
        // What stands there already is not made anew: it keeps its place and what is typed in it.
        if self.side.get_untracked() != side {
            self.side.set(side);
        }
        self.side_open.set(true);
        self.sheet.set(Sheet::Side);
    }

    /// Folds the dock where that part of it is open, or opens it.
    pub(crate) fn toggle_dock(self, dock: Dock) {
        if self.dock.get_untracked() == Some(dock) { self.dock.set(None) } else { self.open_dock(dock) }
    }

    /// Opens the template at a line.
    pub(crate) fn open_line(self, line: u32) {
        self.open_dock(Dock::Template);
        let count = self.line.get_untracked().map_or(0, |(_, count)| count + 1);
        self.line.set(Some((line, count)));
    }

    /// Lays aside what was taken up for the document before.
    pub(super) fn turn_to_another(self) {
        if self.frame.get_untracked() {
            self.frame.set(false);
        }
    }

    /// Lets the right side follow the selection.
    pub(super) fn show_selection(self, selection: &Selection) {
        if selection.message.is_some() || selection.wire.is_some() || !selection.nodes.is_empty() {
            self.open_side(Side::Inspect);
        }
    }
}
