//! The one place that holds the editor: it passes commands on, shows what changed, and does what the editor asks of
//! the browser.
//!
//! The editor is no signal. After a command only the [slices](slices) that it changed are published anew; while time
//! plays, the [frame loop](frame) publishes them at most ten times a second.

pub(crate) mod clipboard;
pub(crate) mod crash;
pub(crate) mod desk;
pub(crate) mod elements;
pub(crate) mod files;
pub(crate) mod focus;
pub(crate) mod frame;
pub(crate) mod size;
pub(crate) mod slices;
pub(crate) mod start;
pub(crate) mod storage;
pub(crate) mod styles;
pub(crate) mod theme;

use crate::paint::Painter;
use desk::Desk;
use editor::Editor;
use editor::command::{Changed, Command, Dispatched, Effect};
use frame::FrameLoop;
use leptos::prelude::*;
use slices::Slices;
use storage::library::Library;

/// The handle by which everything reaches the editor; a copy is as good as the original.
#[derive(Clone, Copy)]
pub(crate) struct Shell {
    editor: StoredValue<Editor, LocalStorage>,
    painter: StoredValue<Option<Painter>, LocalStorage>,
    frames: StoredValue<FrameLoop, LocalStorage>,
    slices: Slices,
    desk: Desk,
    library: Library,
}

impl Shell {
    /// Makes the editor and everything that shows it, and puts the handle into the context.
    pub(crate) fn provide() -> Self {
        let library = Library::new();
        let editor = Editor::with_origin(&library.instance());
        let slices = Slices::new(&editor);
        let shell = Self {
            editor: StoredValue::new_local(editor),
            painter: StoredValue::new_local(None),
            frames: StoredValue::new_local(FrameLoop::default()),
            slices,
            desk: Desk::new(),
            library,
        };
        provide_context(shell);
        shell
    }

    /// Hands an intention to the editor and shows what it changed.
    pub(crate) fn dispatch(self, command: Command) {
        if crash::has_crashed() {
            return;
        }
        if let Some(dispatched) = self.editor.try_update_value(|editor| editor.dispatch(command)) {
            self.follow(dispatched);
            self.wake();
        }
    }

    /// Asks the editor something that changes nothing.
    pub(crate) fn ask<T>(self, question: impl FnOnce(&Editor) -> T) -> T {
        self.editor.with_value(question)
    }

    /// Returns the signals of which panels are open.
    pub(crate) fn desk(self) -> Desk {
        self.desk
    }

    /// Returns the library of documents.
    pub(crate) fn library(self) -> Library {
        self.library
    }

    fn follow(self, Dispatched { changed, effects }: Dispatched) {
        self.publish(changed);
        effects.into_iter().for_each(|effect| self.perform(effect));
    }

    fn publish(self, changed: Changed) {
        if changed.is_empty() {
            return;
        }
        let before = self.slices.selection.get_untracked();
        let document = self.slices.run.with_untracked(|run| run.document.clone());
        self.editor.with_value(|editor| self.slices.publish(editor, changed));
        let selection = self.slices.selection.get_untracked();
        // Only what is newly selected asks to be looked at: who reads on elsewhere stays there.
        if selection != before {
            self.desk.show_selection(&selection);
        }
        if self.slices.run.with_untracked(|run| run.document != document) {
            self.desk.turn_to_another();
        }
        if changed.intersects(Changed::TEXT | Changed::RUN) {
            crash::remember(&self.slices.text.get_untracked(), self.slices.run.get_untracked().seed);
        }
    }

    fn perform(self, effect: Effect) {
        match effect {
            Effect::SaveFile { name, text } => {
                files::save(&name, &text);
                self.library.has_offered(&self.ask(Editor::kept).id);
            }
            Effect::CopyText { text, done } => clipboard::copy(self.desk, text.to_string(), done),
            Effect::CopyLink { fragment, done } => clipboard::copy(self.desk, start::link_to(&fragment), done),
            Effect::Tell(text) => self.desk.tell(text),
            Effect::ShowLine(line) => self.desk.open_line(line),
            Effect::ShowDiff(view) => self.desk.show_diff(view),
            Effect::EndGuide => self.desk.put_guide_away_later(),
            Effect::LeaveGuide => self.desk.show_guide(false),
            Effect::Store { .. } => self.library.keep(self, self.ask(Editor::kept)),
        }
    }
}

/// Returns the handle, for gestures and what has to ask the editor.
pub(crate) fn use_shell() -> Shell {
    expect_context::<Shell>()
}

/// Returns what commands are given to.
pub(crate) fn use_dispatch() -> impl Fn(Command) + Copy + Send + Sync + 'static {
    let shell = use_shell();
    move |command| shell.dispatch(command)
}

/// Returns the signals of what is shown.
pub(crate) fn use_slices() -> Slices {
    use_shell().slices
}

/// Returns the signals of which panels are open.
pub(crate) fn use_desk() -> Desk {
    use_shell().desk
}
