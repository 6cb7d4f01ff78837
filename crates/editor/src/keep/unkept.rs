//! Documents whose last state the browser did not take. It is told until they are written or saved as files, whatever
//! document is open meanwhile.

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

    /// Returns those of other documents than one, in the order in which they were refused.
    #[must_use]
    pub fn others(&self, open: &str) -> Vec<State> {
        self.states.iter().filter(|state| *state.kept.id != *open).cloned().collect()
    }

    /// Tells whether everything is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }
}

impl State {
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
        State { kept, writer: None }
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
}
