//! The document as one of many: opened again, named, copied, taken back to an earlier version.

use crate::build;
use crate::command::{Changed, Dispatched, Effect};
use crate::document::{Document, EMPTY};
use crate::editor::{Editor, UNREADABLE, UNTITLED, telling};
use crate::guide::GuideView;
use crate::keep::{Kept, names, place, steps};
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
    /// Where the person stood in it, as [`Editor::packed_place`] wrote that; empty for its beginning.
    pub place: Arc<str>,
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
        let Reopening { id, name, text, steps, place } = reopening;
        let mut dispatched = if steps.is_empty() {
            self.open(name, text, Some(id))
        } else {
            self.document = Document::open(name, text);
            self.document.id = id.clone();
            self.document.take_left(steps::from_packed(steps));
            self.restart()
        };
        if let Some(place) = place::from_packed(place).filter(|_| !self.document.is_unreadable()) {
            self.stand_at(&place);
            dispatched.changed = Changed::all();
        }
        dispatched
    }

    /// Opens a text, as a new document of the library unless it is a known one; what was open stays within reach of undo.
    pub(crate) fn open(&mut self, name: &str, text: &str, id: Option<&Arc<str>>) -> Dispatched {
        let mut is_step = false;
        if *self.document.text() == *EMPTY && self.document.undo_label().is_none() {
            // Nothing is lost with an empty page, so there is nothing to go back to.
            self.document = Document::open(name, text);
            self.document.id = id.cloned().unwrap_or_else(|| self.ids.next());
        } else {
            is_step = self.replace(&format!("Open {name}"), name, text, id);
        }
        if self.document.is_unreadable() {
            // Nothing is kept for the next visit: that would be a text that shows nothing, and its file is elsewhere.
            return Dispatched { effects: vec![Effect::Tell(UNREADABLE.into())], ..self.after_change() };
        }
        if let Some(title) = self.document.scenario().title.clone().filter(|_| is_step) {
            self.document.call_step(&format!("Open {title}"));
        }
        self.restart()
    }

    /// Begins with an empty template.
    pub(crate) fn begin_anew(&mut self) -> Dispatched {
        self.replace("New template", UNTITLED, EMPTY, None);
        self.restart()
    }

    /// Replaces the text by another document's as one step, which remembers where the person stands. It is a known document
    /// of the library, else the open one where that says the same, else a new one. Returns whether that was a step.
    pub(crate) fn replace(&mut self, label: &str, name: &str, text: &str, id: Option<&Arc<str>>) -> bool {
        let id = match id {
            Some(id) => id.clone(),
            None if self.document.says(name, text) => self.document.owner().0,
            None => self.ids.next(),
        };
        self.document.place = Some(self.place());
        let is_step = self.document.replace(label, name, text, id);
        self.document.place = None;
        is_step
    }

    /// Takes a step of the history. Within a document the person stays where they are; one that leads to another document
    /// leads to where they stood there, and says so.
    pub(crate) fn travel(&mut self, step: fn(&mut Document) -> bool) -> Dispatched {
        let (before, _) = self.document.owner();
        let was_whole = self.is_whole();
        let was_unreadable = self.document.is_unreadable();
        self.document.place = Some(self.place());
        let has_gone = step(&mut self.document);
        let place = self.document.place.take();
        if !has_gone {
            return Dispatched::default();
        }
        let is_another = self.document.owner().0 != before;
        // While a text cannot be read, what is shown and plays is still the document before it.
        let has_stayed = was_unreadable && !self.runner.differs(self.document.scenario().run_key());
        if self.document.is_unreadable() || has_stayed || !is_another && place.is_none() {
            let mut dispatched = self.after_change();
            // Who saw everything goes on to.
            if was_whole && !self.is_whole() {
                self.fit();
                dispatched.changed |= Changed::CAMERA;
            }
            return dispatched;
        }
        let mut dispatched = self.restart();
        if let Some(place) = place {
            self.stand_at(&place);
        }
        if is_another {
            dispatched.effects.push(Effect::Tell(format!("This is {} again", self.run_view().title).into()));
        }
        dispatched
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
        let id = is_empty.then(|| self.document.owner().0);
        self.replace(&format!("Begin with {}", starter.title), starter.title, starter.text, id.as_ref());
        let dispatched = self.restart();
        self.select_only(starter.entry);
        dispatched
    }

    /// Returns the effect that keeps the document.
    pub(crate) fn storing(&self) -> Effect {
        Effect::Store { text: self.document.text() }
    }
}
