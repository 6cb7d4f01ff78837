//! The document as one of many: opened again, named, copied, taken back to an earlier version.

use crate::build;
use crate::command::{Dispatched, Effect};
use crate::document::Document;
use crate::editor::{Editor, UNREADABLE, telling};
use crate::guide::GuideView;
use crate::keep::{Kept, names, steps};
use crate::starters::STARTERS;
use crate::view::narrator::{self, Narration};
use std::sync::Arc;

/// What a document is called by that came without a step.
const OPENED: &str = "Open";

/// A document of the library, to be opened again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopening {
    /// Which one.
    pub id: Arc<str>,
    /// Its name, as of a file.
    pub name: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// The steps that it had, as [`Editor::packed_steps`] wrote them; empty for none.
    pub steps: Arc<str>,
}

impl Editor {
    /// Begins with an empty document. Two editors with different origins never give two documents the same id.
    #[must_use]
    pub fn with_origin(origin: &str) -> Self {
        let mut editor = Self::new();
        editor.ids = crate::keep::Ids::from_origin(origin);
        editor.document.id = editor.ids.next();
        editor
    }

    /// Returns the document as it is to be kept.
    #[must_use]
    pub fn kept(&self) -> Kept {
        let (id, name) = self.document.owner();
        let is_shown = id == self.document.id;
        Kept {
            title: if is_shown { self.run_view().title.clone() } else { name.clone() },
            id,
            name,
            text: self.document.text(),
            step: self.document.undo_label().unwrap_or_else(|| OPENED.into()),
        }
    }

    /// Returns why the document cannot be given a name now.
    #[must_use]
    pub fn why_not_renamed(&self) -> Option<&'static str> {
        self.document.is_unreadable().then_some(UNREADABLE)
    }

    /// Returns the steps that can be taken back and done again, as a text.
    #[must_use]
    pub fn packed_steps(&self) -> String {
        steps::packed(&self.document)
    }

    /// Returns the steps of the first minute as they stand.
    #[must_use]
    pub fn guide_view(&self) -> Arc<GuideView> {
        Arc::new(self.guide.view(&self.graph_view(), &self.run_view(), self.runner()))
    }

    /// Tells what just happened: the latest thing of note up to the playhead.
    #[must_use]
    pub fn narration(&self) -> Option<Arc<Narration>> {
        narrator::latest(self.runner()).map(Arc::new)
    }

    /// Opens a document of the library; what was open stays within reach of undo.
    pub(crate) fn reopen(&mut self, reopening: &Reopening) -> Dispatched {
        let Reopening { id, name, text, steps } = reopening;
        if steps.is_empty() {
            return self.open(name, text, Some(id));
        }
        self.document = Document::open(name, text);
        self.document.id = id.clone();
        self.document.take_left(steps::from_packed(steps));
        self.restart()
    }

    /// Goes on with a copy of the document, because another tab works on the original.
    pub(crate) fn detach(&mut self, id: &Arc<str>, title: &str) -> Dispatched {
        self.document.detach(id);
        if self.document.is_unreadable() {
            // The copy has to be kept all the same, and its text is not touched.
            self.document.call(title);
            return self.after_change();
        }
        self.rename(title)
    }

    /// Names the document. The title travels with its text; a text that has no place for one leaves it at the name.
    pub(crate) fn rename(&mut self, title: &str) -> Dispatched {
        let Some(title) = names::tidy(title) else { return Dispatched::default() };
        if let Some(why) = self.why_not_renamed() {
            return telling(why.into());
        }
        let text = self.document.text();
        let text = build::entitle(&text, &title).map_or(text, |entitled| entitled.into());
        self.document.rename(&format!("Rename to {title}"), &title, &text);
        self.after_change()
    }

    /// Goes back to an earlier version of the text, as one step.
    pub(crate) fn take_version(&mut self, label: &str, text: &str) -> Dispatched {
        self.document.change(label, text, None);
        self.after_change()
    }

    /// Begins with a few cards that are wired already: in the document that is open where that is empty, else in a new
    /// one.
    pub(crate) fn begin_with(&mut self, index: usize) -> Dispatched {
        let Some(starter) = STARTERS.get(index) else { return Dispatched::default() };
        let scenario = self.document.scenario();
        let is_empty = !self.document.is_unreadable() && scenario.nodes.is_empty() && scenario.traffic.is_empty();
        self.document.replace(&format!("Begin with {}", starter.title), starter.title, starter.text);
        if !is_empty {
            self.document.identify(self.ids.next());
        }
        let dispatched = self.restart();
        self.select_only(starter.entry);
        dispatched
    }

    /// Returns the effect that keeps the document.
    pub(crate) fn storing(&self) -> Effect {
        Effect::Store { text: self.document.text() }
    }
}
