//! Shortcuts: which key, with which others, and where the focus has to be.

use super::{Action, all};
use std::fmt::Write;

/// Where the focus has to be for a shortcut to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Within {
    /// Anywhere on the page.
    Page,
    /// On a card.
    Card,
    /// On the canvas, but on no card.
    Ground,
    /// On the timeline.
    Timeline,
}

/// A key with those held beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shortcut {
    /// The key as the browser names it; letters are small.
    pub key: &'static str,
    /// Whether Ctrl is held, or ⌘ on a Mac.
    pub ctrl: bool,
    /// Whether Shift is held. For signs it says nothing: keyboards differ in which need it.
    pub shift: bool,
    /// Where the focus has to be.
    pub within: Within,
    /// Whether it works while something is being typed, too.
    pub typing: bool,
}

/// Which names a keyboard has on its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyboard {
    /// Ctrl, Del.
    Pc,
    /// ⌘, ⌫.
    Mac,
}

/// A key that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPress {
    /// The key as the browser names it.
    pub key: String,
    /// Whether Ctrl was held, or ⌘.
    pub ctrl: bool,
    /// Whether Shift was held.
    pub shift: bool,
}

pub(super) const fn key(key: &'static str) -> Shortcut {
    Shortcut { key, ctrl: false, shift: false, within: Within::Page, typing: false }
}

pub(super) const fn ctrl(key: &'static str) -> Shortcut {
    Shortcut { key, ctrl: true, shift: false, within: Within::Page, typing: false }
}

impl Shortcut {
    pub(super) const fn shift(self) -> Self {
        Self { shift: true, ..self }
    }

    pub(super) const fn within(self, within: Within) -> Self {
        Self { within, ..self }
    }

    pub(super) const fn typing(self) -> Self {
        Self { typing: true, ..self }
    }

    /// Tells whether it is a mere letter or sign, which people who dictate type without meaning to.
    #[must_use]
    pub fn is_single(&self) -> bool {
        !self.ctrl && self.key.chars().count() == 1
    }

    /// Returns it as people write it: `Shift+Ctrl+Z`, on a Mac `⇧⌘Z`.
    #[must_use]
    pub fn text(&self, keyboard: Keyboard) -> String {
        self.parts(keyboard).join(if keyboard == Keyboard::Mac { "" } else { "+" })
    }

    /// Returns its keys, each as it is written on the keyboard.
    #[must_use]
    pub fn parts(&self, keyboard: Keyboard) -> Vec<String> {
        let (shift, ctrl) = match keyboard {
            Keyboard::Pc => ("Shift", "Ctrl"),
            Keyboard::Mac => ("⇧", "⌘"),
        };
        let held = [(self.shift, shift), (self.ctrl, ctrl)];
        let held = held.into_iter().filter(|(held, _)| *held).map(|(_, name)| name.to_owned());
        held.chain([name_of(self.key, keyboard)]).collect()
    }

    /// Returns it as ARIA writes it: `Control+Z`.
    #[must_use]
    pub fn aria(&self, keyboard: Keyboard) -> String {
        let mut text = String::new();
        let ctrl = if keyboard == Keyboard::Mac { "Meta" } else { "Control" };
        for (_, name) in [(self.ctrl, ctrl), (self.shift, "Shift")].into_iter().filter(|(held, _)| *held) {
            // Writing into a text cannot fail.
            let _ = write!(text, "{name}+");
        }
        let own = match self.key {
            " " => "Space".to_owned(),
            "+" => "Plus".to_owned(),
            other => name_of_letter(other),
        };
        text + &own
    }

    fn takes(&self, press: &KeyPress) -> bool {
        let pressed = if press.key.chars().count() == 1 { press.key.to_lowercase() } else { press.key.clone() };
        let is_sign = self.key.chars().all(|it| !it.is_alphabetic()) && self.key != " ";
        self.key == pressed && self.ctrl == press.ctrl && (is_sign || self.shift == press.shift)
    }
}

fn name_of_letter(key: &str) -> String {
    if key.chars().count() == 1 { key.to_uppercase() } else { key.to_owned() }
}

fn name_of(key: &'static str, keyboard: Keyboard) -> String {
    let name = match (key, keyboard) {
        (" ", _) => "Space",
        ("ArrowLeft", _) => "←",
        ("ArrowRight", _) => "→",
        ("ArrowUp", _) => "↑",
        ("ArrowDown", _) => "↓",
        ("Escape", _) => "Esc",
        ("Delete", Keyboard::Pc) => "Del",
        ("Delete" | "Backspace", Keyboard::Mac) => "⌫",
        ("ContextMenu", _) => "Menu",
        (other, _) => return name_of_letter(other),
    };
    name.to_owned()
}

/// Returns the action of a key, where the focus is within the places given; the nearest place first.
#[must_use]
pub fn by_key(press: &KeyPress, within: &[Within]) -> Option<(&'static Action, Shortcut)> {
    let found = |place: &Within| {
        let takes = |shortcut: &&Shortcut| shortcut.within == *place && shortcut.takes(press);
        all().find_map(|action| action.shortcuts.iter().find(takes).map(|shortcut| (action, *shortcut)))
    };
    within.iter().find_map(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, ctrl: bool, shift: bool) -> KeyPress {
        KeyPress { key: key.to_owned(), ctrl, shift }
    }

    #[test]
    fn shortcuts_read_as_the_keyboard_names_them() {
        let cases = [
            (ctrl("z").shift(), "Shift+Ctrl+Z", "⇧⌘Z"),
            (key(" "), "Space", "Space"),
            (key("Delete"), "Del", "⌫"),
            (key("ArrowLeft").shift(), "Shift+←", "⇧←"),
            (key("F2"), "F2", "F2"),
        ];
        for (shortcut, pc, mac) in cases {
            assert_eq!((shortcut.text(Keyboard::Pc).as_str(), shortcut.text(Keyboard::Mac).as_str()), (pc, mac));
        }
        assert_eq!(ctrl("z").shift().aria(Keyboard::Pc), "Control+Shift+Z");
        assert_eq!(key("+").aria(Keyboard::Pc), "Plus", "the sign itself joins keys");
    }

    #[test]
    fn buttons_name_the_keys_that_work_anywhere() {
        use crate::actions::{FASTER, PLAY, TENTH_1, UNDO, ZOOM_IN};
        let keys = |action: &Action, single: bool| action.aria_keys(Keyboard::Pc, single);
        assert_eq!(keys(&PLAY, true).as_deref(), Some("Space"));
        assert_eq!(keys(&FASTER, true).as_deref(), Some("Plus ="));
        assert_eq!(keys(&FASTER, false), None, "single keys are switched off");
        assert!(keys(&UNDO, false).is_some_and(|it| it.starts_with("Control+Z")));
        assert_eq!((keys(&TENTH_1, true), keys(&ZOOM_IN, true)), (None, None));
    }

    #[test]
    fn the_nearest_place_has_the_key() {
        let id = |press: &KeyPress, within: &[Within]| by_key(press, within).map(|(action, _)| action.id);
        let five = press("0", false, false);
        assert_ne!(id(&five, &[Within::Page]), id(&five, &[Within::Timeline, Within::Page]));
        assert_eq!(id(&press("ArrowLeft", false, false), &[Within::Page]), None);
        assert_ne!(id(&press("Z", true, true), &[Within::Page]), id(&press("z", true, false), &[Within::Page]));
        // A sign is the sign, however it has to be typed.
        assert_eq!(id(&press("?", false, true), &[Within::Page]), id(&press("?", false, false), &[Within::Page]));
    }
}
