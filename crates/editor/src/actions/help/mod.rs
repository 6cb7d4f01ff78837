//! The help: all actions that have a key, by group.

mod hands;

pub use hands::Pointer;

use super::{Action, GROUPS, Keyboard, Within, all};

/// A section of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpSection {
    /// Its title.
    pub title: &'static str,
    /// Its rows.
    pub rows: Vec<HelpRow>,
}

/// A row of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpRow {
    /// Ways to do it; each is a list of keys that are held together.
    pub ways: Vec<Vec<String>>,
    /// What it does.
    pub title: &'static str,
}

/// Returns the keys, or what of them contains a text.
fn help(keyboard: Keyboard, wanted: &str) -> Vec<HelpSection> {
    let wanted = wanted.trim().to_lowercase();
    let fits = |row: &HelpRow| {
        let keys = row.ways.iter().map(|way| way.join("+")).collect::<Vec<_>>().join(" ");
        row.title.to_lowercase().contains(&wanted) || keys.to_lowercase().contains(&wanted)
    };
    let section = |group| {
        let mut rows: Vec<HelpRow> = Vec::new();
        for action in all().filter(|action| action.group == group && !action.shortcuts.is_empty()) {
            let row = row(action, keyboard);
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        rows.retain(fits);
        HelpSection { title: super::Group::title(group), rows }
    };
    GROUPS.into_iter().map(section).filter(|section| !section.rows.is_empty()).collect()
}

/// Returns all of the help for who points with something and may have keys beside it, or what of it contains a text. What
/// is at hand first stands first.
#[must_use]
pub fn help_for(pointer: Pointer, has_keys: bool, keyboard: Keyboard, wanted: &str) -> Vec<HelpSection> {
    let hands = pointer.help(keyboard, wanted);
    let keys = if has_keys { help(keyboard, wanted) } else { Vec::new() };
    match pointer {
        Pointer::Mouse => keys.into_iter().chain(hands).collect(),
        Pointer::Finger => hands.into_iter().chain(keys).collect(),
    }
}

fn row(action: &'static Action, keyboard: Keyboard) -> HelpRow {
    match action.family {
        Some(family) => {
            let ways = vec![family.keys.iter().map(|key| (*key).to_owned()).collect()];
            HelpRow { ways, title: family.title }
        }
        None => {
            // What Enter does where nothing else has it goes without saying.
            let told = action.shortcuts.iter().filter(|it| it.within != Within::Ground);
            let mut ways: Vec<Vec<String>> = told.map(|it| it.parts(keyboard)).collect();
            ways.dedup();
            HelpRow { ways, title: action.title }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_has_each_row_once_and_is_searched_by_words_and_by_keys() {
        let rows = |wanted| help(Keyboard::Pc, wanted).into_iter().flat_map(|it| it.rows).collect::<Vec<_>>();
        let all = rows("");
        for (index, row) in all.iter().enumerate() {
            assert!(!all[..index].contains(row), "twice: {row:?}");
        }
        assert_eq!(rows("undo").len(), 1);
        assert!(rows("ctrl+z").iter().any(|row| row.title == "Undo"));
        assert!(rows("no such thing").is_empty());
    }

    #[test]
    fn fingers_have_keys_beside_them_where_there_is_a_keyboard() {
        let titles = |pointer, has_keys| {
            let sections = help_for(pointer, has_keys, Keyboard::Pc, "");
            sections.into_iter().map(|it| it.title).collect::<Vec<_>>()
        };
        assert_eq!(titles(Pointer::Finger, false), ["Hands"]);
        let (fingers, mouse) = (titles(Pointer::Finger, true), titles(Pointer::Mouse, true));
        assert_eq!((fingers.len(), fingers[0]), (mouse.len(), "Hands"));
        assert_eq!(fingers[1..], mouse[..mouse.len() - 1]);
    }
}
