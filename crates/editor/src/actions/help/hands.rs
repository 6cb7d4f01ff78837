//! What a hand does that is no action: gestures on the canvas, and the words for them.

use super::{HelpRow, HelpSection};
use crate::actions::Keyboard;
use std::borrow::Cow;

/// What a person points with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// A mouse or a touchpad, with a keyboard beside it.
    Mouse,
    /// Fingers.
    Finger,
}

/// What a mouse does, and where the Tab key goes.
const MOUSE: &[(&str, &str)] = &[
    ("Tab", "From card to card, in flow order"),
    ("Space drag", "Move the view from anywhere"),
    ("Ctrl wheel", "Zoom; the wheel alone moves the view"),
    ("Shift drag", "Draw a frame around cards to select them"),
    ("Shift click", "Add a card to the selection, or take it out"),
    ("Double-click", "On the ground: add; on a name: rename"),
    ("Right-click", "What can be done; by touch, hold the finger still"),
];

/// What fingers do.
const FINGERS: &[(&str, &str)] = &[
    ("Tap", "On a card, a wire or a moving dot: show it"),
    ("Drag", "On the ground: move the view; on a card: move it"),
    ("Two fingers", "Zoom, and move the view"),
    ("Hold still", "On a card, a wire or the ground: what can be done there"),
    ("Drag a dot", "From a chosen card's edge to another card: connect them; to the ground: add what fits"),
];

impl Pointer {
    /// Returns words as they are said to who points with it: fingers tap.
    #[must_use]
    pub fn said(self, words: &str) -> Cow<'_, str> {
        match self {
            Self::Mouse => Cow::Borrowed(words),
            Self::Finger => Cow::Owned(words.replace("Click", "Tap").replace("click", "tap")),
        }
    }

    /// Returns what can be done with it on the canvas, or what of it contains a text.
    #[must_use]
    pub fn help(self, keyboard: Keyboard, wanted: &str) -> Option<HelpSection> {
        let wanted = wanted.trim().to_lowercase();
        let rows = if self == Self::Mouse { MOUSE } else { FINGERS };
        let fits = |(hand, title): &&(&str, &str)| format!("{hand} {title}").to_lowercase().contains(&wanted);
        let rows: Vec<HelpRow> = rows.iter().filter(fits).map(|row| self.row(keyboard, row)).collect();
        (!rows.is_empty()).then_some(HelpSection { title: "Hands", rows })
    }

    fn row(self, keyboard: Keyboard, (hand, title): &(&str, &'static str)) -> HelpRow {
        let key = |key: &str| match (key, keyboard) {
            ("Ctrl", Keyboard::Mac) => "\u{2318}".to_owned(),
            ("Shift", Keyboard::Mac) => "\u{21e7}".to_owned(),
            (key, _) => key.to_owned(),
        };
        let ways = match self {
            Self::Mouse => vec![hand.split(' ').map(key).collect()],
            Self::Finger => vec![vec![(*hand).to_owned()]],
        };
        HelpRow { ways, title }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingers_tap_and_are_told_of_no_key() {
        assert_eq!(Pointer::Finger.said("Click a card, or click a wire"), "Tap a card, or tap a wire");
        assert_eq!(Pointer::Mouse.said("Click a card"), "Click a card");
        let told = |pointer: Pointer, wanted| pointer.help(Keyboard::Pc, wanted).map(|section| section.rows);
        let words = format!("{:?}", told(Pointer::Finger, "")).to_lowercase();
        for word in ["click", "ctrl", "shift", "space"] {
            assert!(!words.contains(word), "{word}");
        }
        assert!(told(Pointer::Mouse, "frame").is_some_and(|rows| rows.len() == 1));
        assert_eq!(told(Pointer::Finger, "no such thing"), None);
    }
}
