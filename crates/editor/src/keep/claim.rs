//! Whether a tab may write the document that it shows: it asks the others first, and one of them may have it.

use super::Kept;

/// What a tab knows of its right to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Claim {
    /// It is this tab's.
    #[default]
    Held,
    /// The others were asked and may still answer.
    Asked {
        /// What is to be written once nobody has answered.
        waiting: Option<Kept>,
    },
    /// Another tab has it, so this one goes on with a copy.
    Lost,
}

/// What is left of a claim when its document is not shown any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Whether the document was this tab's, which may say so and clear up after it.
    pub was_held: bool,
    /// What still has to be written.
    pub waiting: Option<Kept>,
}

impl Claim {
    /// Takes what is to be kept. Returns it where it can be written at once.
    pub fn keep(&mut self, kept: Kept) -> Option<Kept> {
        match self {
            Self::Asked { waiting } => {
                *waiting = Some(kept);
                None
            }
            Self::Held | Self::Lost => Some(kept),
        }
    }

    /// Asks; what waits for an answer already goes on waiting.
    pub fn ask(&mut self) {
        *self = Self::Asked { waiting: self.leave().waiting };
    }

    /// Takes the document, after nobody answered. Returns what waited for that.
    pub fn hold(&mut self) -> Option<Kept> {
        self.leave().waiting
    }

    /// Gives the document up to the tab that has it. What waits is not written: the copy has it.
    pub fn lose(&mut self) {
        *self = Self::Lost;
    }

    /// Turns to another document, which nobody else can have yet.
    pub fn leave(&mut self) -> Left {
        match std::mem::take(self) {
            Self::Held => Left { was_held: true, waiting: None },
            Self::Asked { waiting } => Left { was_held: false, waiting },
            Self::Lost => Left { was_held: false, waiting: None },
        }
    }

    /// Tells whether an answer may still come.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        matches!(self, Self::Asked { .. })
    }

    /// Tells whether the document is this tab's.
    #[must_use]
    pub fn is_held(&self) -> bool {
        *self == Self::Held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Kept {
        Kept { id: "a".into(), name: "a".into(), title: "a".into(), text: text.into(), step: "Open".into() }
    }

    #[test]
    fn while_an_answer_may_come_what_was_kept_last_waits() {
        let mut claim = Claim::default();
        assert_eq!(claim.keep(kept("1")), Some(kept("1")));
        claim.ask();
        assert_eq!((claim.keep(kept("2")), claim.keep(kept("3"))), (None, None));
        claim.ask();
        assert_eq!(claim.hold(), Some(kept("3")));
        assert!(claim.is_held());
    }

    #[test]
    fn what_another_tab_has_is_not_this_ones_to_give_up_or_to_write() {
        for is_asked in [false, true] {
            let mut claim = Claim::default();
            if is_asked {
                claim.ask();
                claim.keep(kept("1"));
            }
            claim.lose();
            assert!(!claim.is_held() && !claim.is_asked());
            assert_eq!(claim.leave(), Left { was_held: false, waiting: None });
            assert!(claim.is_held(), "the copy is");
        }
    }
}
