//! Everything a person can do, once: toolbar, menus, context menu, shortcuts, command palette and help are views of it.
//!
//! An action is one row of a list in one of the files here. It has a function that looks at the editor and at what is
//! [meant](Aim), and returns what to do, or why nothing can be done now.

mod acts;
mod aim;
mod arrange;
mod cards;
mod documents;
mod finder;
mod help;
mod keys;
mod menu;
mod time;
mod view;

pub use aim::{Aim, Place};
pub use arrange::*;
pub use cards::*;
pub use documents::*;
pub use finder::{Finding, find};
pub use help::{HelpRow, HelpSection, Pointer, help_for};
pub use keys::{KeyPress, Keyboard, Shortcut, Within, by_key};
pub use menu::{Offer, menu, offer, title_of};
pub use time::*;
pub use view::*;

use crate::command::Command;
use crate::editor::Editor;
use crate::geometry::Point;
use crate::view::Part;
use std::sync::Arc;

/// An action: one row.
#[derive(Debug)]
pub struct Action {
    /// Names it in code and in the page.
    pub id: &'static str,
    /// What it does, in words.
    pub title: &'static str,
    /// Where it stands in lists.
    pub group: Group,
    /// The keys that do it, the one that is shown first.
    pub shortcuts: &'static [Shortcut],
    /// The name of its icon.
    pub icon: &'static str,
    /// In which context menus it stands.
    pub places: &'static [Place],
    /// Other words by which people look for it.
    pub also: &'static str,
    /// What else belongs to the same row of the help, where several do.
    pub family: Option<&'static Family>,
    /// What to do, or why nothing can be done now.
    pub plan: fn(&Editor, &Aim) -> Result<Deed, &'static str>,
}

/// Actions that the help tells in one row: the four arrows.
#[derive(Debug, PartialEq, Eq)]
pub struct Family {
    /// Their keys.
    pub keys: &'static [&'static str],
    /// What they do together.
    pub title: &'static str,
}

/// Where an action stands in lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Playing, stepping, speed.
    Time,
    /// Cards and wires.
    Cards,
    /// Aligning and distributing cards.
    Arrange,
    /// What is seen.
    View,
    /// Documents, undo, help.
    Document,
}

/// All groups, in the order of lists.
pub const GROUPS: [Group; 5] = [Group::Time, Group::Cards, Group::Arrange, Group::View, Group::Document];

impl Group {
    /// Returns its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Time => "Time",
            Self::Cards => "Cards and wires",
            Self::Arrange => "Arranging",
            Self::View => "View",
            Self::Document => "Document",
        }
    }
}

/// What an action does.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Something for the editor.
    Command(Command),
    /// Something about the page alone: what is open, and where the focus is.
    Page(Page),
}

/// What an action does to the page alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Page {
    /// Opens the gallery.
    Gallery,
    /// Opens the list of the person's documents.
    Documents,
    /// Opens the earlier versions of the open document.
    Versions,
    /// Shows the steps of the first minute again.
    FirstSteps,
    /// Opens the browser's dialog for a file.
    OpenFile,
    /// Opens the legend.
    Legend,
    /// Opens the help with all keys.
    Help,
    /// Opens the command palette.
    Finder,
    /// Opens the context menu of what has the focus.
    Menu,
    /// Opens the list of what can be added; without a place in the middle of the canvas.
    QuickAdd(Option<Point>),
    /// Opens the targets of a wire from a card.
    Connect(Arc<str>),
    /// Adds what is on the clipboard; without a place where there is room.
    Paste(Option<Point>),
    /// Edits a card's name in place.
    Rename(Arc<str>),
    /// Selects a card and shows its settings.
    Inspect(Arc<str>),
    /// Selects a card and shows a part of what there is to see of it.
    Show(Arc<str>, Part),
    /// Selects a card, brings it into view and gives it the focus.
    GoTo(Arc<str>),
    /// Shows the settings of what is selected.
    ShowInspector,
    /// Shows the settings of the run.
    ShowRun,
    /// Opens or folds the log.
    ToggleLog,
    /// Shows the problems.
    ShowProblems,
    /// Shows the template's text.
    ShowTemplate,
    /// Shows or hides the palette.
    TogglePalette,
    /// Shows or hides the right side.
    ToggleSide,
    /// Shows or hides the small map.
    ToggleMap,
    /// Changes between light and dark.
    ToggleTheme,
    /// Lets a drag on the ground select instead of move the view, or not.
    ToggleFrame,
    /// Zooms by a factor about the middle of the canvas, in per cent.
    Zoom(u32),
    /// Lets go of what is in the hand and of what is selected.
    LetGo,
}

impl Action {
    const fn new(
        id: &'static str,
        title: &'static str,
        group: Group,
        plan: fn(&Editor, &Aim) -> Result<Deed, &'static str>,
    ) -> Self {
        Self { id, title, group, shortcuts: &[], icon: id, places: &[], also: "", family: None, plan }
    }

    const fn keys(mut self, shortcuts: &'static [Shortcut]) -> Self {
        self.shortcuts = shortcuts;
        self
    }

    const fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }

    const fn on(mut self, places: &'static [Place]) -> Self {
        self.places = places;
        self
    }

    const fn also(mut self, words: &'static str) -> Self {
        self.also = words;
        self
    }

    const fn family(mut self, family: &'static Family) -> Self {
        self.family = Some(family);
        self
    }

    /// Returns its first shortcut as people write it; empty where it has none.
    #[must_use]
    pub fn keys_text(&self, keyboard: Keyboard) -> String {
        self.shortcuts.first().map(|shortcut| shortcut.text(keyboard)).unwrap_or_default()
    }

    /// Returns its shortcuts as ARIA writes them, those that work anywhere on the page; `None` where it has none. Where
    /// single keys are switched off, they are left out.
    #[must_use]
    pub fn aria_keys(&self, keyboard: Keyboard, single: bool) -> Option<String> {
        let works = |it: &&Shortcut| it.within == Within::Page && (single || !it.is_single());
        let keys: Vec<String> = self.shortcuts.iter().filter(works).map(|it| it.aria(keyboard)).collect();
        (!keys.is_empty()).then(|| keys.join(" "))
    }

    /// Returns its title with its shortcut, for a button's hint: `Show everything (F)`.
    #[must_use]
    pub fn hint(&self, keyboard: Keyboard) -> String {
        self.hint_as(self.title, keyboard)
    }

    /// Returns other words with its shortcut, where a button says more than the title: `Undo: Add Queue (Ctrl+Z)`.
    #[must_use]
    pub fn hint_as(&self, words: &str, keyboard: Keyboard) -> String {
        match self.keys_text(keyboard) {
            keys if keys.is_empty() => words.to_owned(),
            keys => format!("{words} ({keys})"),
        }
    }
}

/// Names the rows of a list, so that a button can name the action it stands for.
macro_rules! actions {
    ($($name:ident = $action:expr;)*) => {
        $(
            #[doc = concat!("The action `", stringify!($name), "`.")]
            pub const $name: $crate::actions::Action = $action;
        )*
        pub(super) const ALL: &[&$crate::actions::Action] = &[$(&$name),*];
    };
}
use actions;

/// All actions, in the order of lists.
pub fn all() -> impl Iterator<Item = &'static Action> {
    [time::ALL, cards::ALL, arrange::ALL, view::ALL, documents::ALL].into_iter().flatten().copied()
}

fn command(command: Command) -> Result<Deed, &'static str> {
    Ok(Deed::Command(command))
}

fn page(page: Page) -> Result<Deed, &'static str> {
    Ok(Deed::Page(page))
}
