//! Context menus, and what a single action offers now.

use super::acts::acts;
use super::{Action, Aim, Deed, Keyboard, Place, all};
use crate::editor::Editor;
use std::sync::Arc;

/// An action as it can be done now, or cannot.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Names it.
    pub id: &'static str,
    /// What it does, in words.
    pub title: Arc<str>,
    /// The name of its icon.
    pub icon: &'static str,
    /// Its shortcut as people write it.
    pub keys: String,
    /// What to do, or why it cannot be done.
    pub deed: Result<Deed, &'static str>,
    /// Whether a line divides it from the one before.
    pub apart: bool,
}

/// Returns an action as it can be done now.
#[must_use]
pub fn offer(editor: &Editor, aim: &Aim, action: &'static Action, keyboard: Keyboard) -> Offer {
    let deed = (action.plan)(editor, aim);
    let (id, icon, keys) = (action.id, action.icon, action.keys_text(keyboard));
    Offer { id, title: title(editor, action), icon, keys, deed, apart: false }
}

/// Returns the context menu for what is meant.
#[must_use]
pub fn menu(editor: &Editor, aim: &Aim, keyboard: Keyboard) -> Vec<Offer> {
    let place = aim.place();
    let mut group = None;
    let mut offers = Vec::new();
    for action in all().filter(|action| action.places.contains(&place)) {
        let apart = group.replace(action.group).is_some_and(|before| before != action.group);
        offers.push(Offer { apart, ..offer(editor, aim, action, keyboard) });
    }
    if place == Place::Card {
        offers.extend(acts(editor, aim));
    }
    offers
}

/// Returns what a menu is about, in words.
#[must_use]
pub fn title_of(editor: &Editor, aim: &Aim) -> String {
    let graph = editor.graph_view();
    match (aim.message, &*aim.nodes, &aim.wire) {
        (Some(message), ..) => format!("Message m{}", message.0),
        (None, [id], _) => graph.nodes.iter().find(|node| node.id == *id).map_or("", |node| &*node.title).to_owned(),
        (None, [_, _, ..], _) => format!("{} cards", aim.nodes.len()),
        (None, [], Some(key)) => match graph.wires.iter().find(|wire| wire.key == *key) {
            Some(wire) => format!("{} to {}: {}", wire.from, wire.to, wire.label),
            None => "Wire".to_owned(),
        },
        (None, [], None) => "Canvas".to_owned(),
    }
}

/// Returns the title of an action; of a step back or forth with the step's name.
fn title(editor: &Editor, action: &'static Action) -> Arc<str> {
    let step = match action.id {
        "undo" => editor.run_view().undo.clone(),
        "redo" => editor.run_view().redo.clone(),
        _ => None,
    };
    step.map_or_else(|| action.title.into(), |step| format!("{}: {step}", action.title).into())
}
