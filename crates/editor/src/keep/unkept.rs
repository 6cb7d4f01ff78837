//! Documents whose last state the browser did not take. It is told until they are written or offered as files, whatever
//! document is open meanwhile, and held until they are written.

use super::Kept;

/// The states that nothing keeps but this page, one for each document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unkept {
    states: Vec<State>,
}

/// What was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The document as it is to be kept.
    pub kept: Kept,
    /// Who had written it before, as far as this page knew.
    pub writer: Option<String>,
    /// When it was refused, by the person's clock [ms since 1970].
    pub at_ms: u64,
    /// Whether it was offered as a file. Nobody knows whether the file was taken.
    pub offered: bool,
    /// When the document was deleted, if it was: nobody waits for it to be written any more [ms since 1970].
    pub deleted_ms: Option<u64>,
}

impl Unkept {
    /// Writes down that a state was not taken; the one before it of the same document is over.
    pub fn refuse(&mut self, state: State) {
        self.drop_of(&state.kept.id);
        self.states.push(state);
    }

    /// Lets go of a document's state: it is kept, or not wanted any more.
    pub fn drop_of(&mut self, id: &str) {
        self.states.retain(|state| *state.kept.id != *id);
    }

    /// Returns the state of a document that was not taken.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|state| *state.kept.id == *id)
    }

    /// Returns those that are still to be written of other documents than one, in the order in which they were refused.
    #[must_use]
    pub fn others(&self, open: &str) -> Vec<State> {
        let is_wanted = |state: &&State| *state.kept.id != *open && state.deleted_ms.is_none();
        self.states.iter().filter(is_wanted).cloned().collect()
    }

    /// Returns those of them that the person has to be told of: they were not offered as a file yet.
    #[must_use]
    pub fn told(&self, open: &str) -> Vec<State> {
        self.others(open).into_iter().filter(|state| !state.offered).collect()
    }

    /// Returns all of them, in the order in which they were refused.
    #[must_use]
    pub fn states(&self) -> Vec<State> {
        self.states.clone()
    }

    /// Takes note that the state of a document was offered as a file. It is the only copy all the same, since a person may
    /// have declined the file.
    pub fn offer(&mut self, id: &str) {
        self.states.iter_mut().filter(|state| *state.kept.id == *id).for_each(|state| state.offered = true);
    }

    /// Takes note that a document was deleted, or brought back. Its state is held all the same, so that it can be had back.
    pub fn mark(&mut self, id: &str, deleted_ms: Option<u64>) {
        self.states.iter_mut().filter(|state| *state.kept.id == *id).for_each(|state| state.deleted_ms = deleted_ms);
    }

    /// Tells whether everything is kept that is still to be kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.states.iter().all(|state| state.deleted_ms.is_some())
    }
}

impl State {
    /// Begins with a state that was just refused.
    #[must_use]
    pub fn new(kept: Kept, writer: Option<String>, at_ms: u64) -> Self {
        Self { kept, writer, at_ms, offered: false, deleted_ms: None }
    }

    /// Says what to do, where another document is open.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} is not kept: save it", self.kept.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(id: &str, text: &str) -> State {
        let kept = Kept { id: id.into(), name: id.into(), title: id.into(), text: text.into(), step: "Open".into() };
        State::new(kept, None, 0)
    }

    #[test]
    fn what_was_refused_is_told_until_it_is_kept_whatever_is_open() {
        let mut unkept = Unkept::default();
        unkept.refuse(state("a", "1"));
        unkept.refuse(state("b", "1"));
        unkept.refuse(state("a", "2"));
        assert_eq!(unkept.others("b"), [state("a", "2")]);
        assert_eq!(unkept.others("c").len(), 2);
        // That another document is kept says nothing of this one.
        unkept.drop_of("b");
        assert_eq!(unkept.of("a").map(State::words).as_deref(), Some("a is not kept: save it"));
        unkept.drop_of("a");
        assert!(unkept.is_empty());
    }

    #[test]
    fn what_was_deleted_is_not_to_be_written_any_more_but_can_be_had_back() {
        let mut unkept = Unkept::default();
        unkept.refuse(state("a", "1"));
        unkept.mark("a", Some(7));
        assert!(unkept.is_empty() && unkept.others("b").is_empty() && unkept.told("b").is_empty());
        assert_eq!(unkept.of("a").map(|state| state.deleted_ms), Some(Some(7)));
        unkept.mark("a", None);
        assert_eq!(unkept.told("b"), [state("a", "1")]);
        // What is shown again by undo is deleted no more.
        unkept.mark("a", Some(7));
        unkept.refuse(state("a", "2"));
        assert_eq!(unkept.told("b"), [state("a", "2")]);
    }

    #[test]
    fn what_was_offered_as_a_file_is_not_told_any_more_and_is_not_let_go_of_either() {
        let mut unkept = Unkept::default();
        unkept.refuse(state("a", "1"));
        unkept.refuse(state("b", "1"));
        unkept.offer("a");
        assert_eq!(unkept.told("c"), [state("b", "1")]);
        assert_eq!(unkept.of("a").map(|state| &*state.kept.text), Some("1"));
        assert_eq!((unkept.others("c").len(), unkept.states().len()), (2, 2));
        // What was changed since is in no file.
        unkept.refuse(state("a", "2"));
        assert_eq!(unkept.told("c"), [state("b", "1"), state("a", "2")]);
    }
}
