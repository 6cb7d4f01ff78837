//! What can be done with a node while it runs. These are no rows of the list: each service says itself what they are.

use super::{Aim, Deed, Offer};
use crate::command::{ActCommand, Command};
use crate::editor::Editor;
use crate::view::inspect::act::{ActionView, ValueKind, actions};
use aws::services::descriptor_of;
use std::sync::Arc;

/// Returns what can be done with the one card that is meant: sends and interventions with their usual values.
pub(super) fn acts(editor: &Editor, aim: &Aim) -> Vec<Offer> {
    let scenario = editor.document.scenario();
    let Ok(id) = aim.one() else { return Vec::new() };
    let Some(descriptor) = scenario.resource(&id).and_then(|resource| descriptor_of(&resource.type_name)) else {
        return Vec::new();
    };
    // Whole texts of rules are written where there is room for them.
    let short = actions(scenario, &id, descriptor).into_iter().filter(|act| act.value != Some(ValueKind::Json));
    let offer = |(place, act): (usize, ActionView)| Offer { apart: place == 0, ..offered(&id, act) };
    short.enumerate().map(offer).collect()
}

fn offered(id: &Arc<str>, act: ActionView) -> Offer {
    let title = match act.value {
        Some(_) => format!("{}: {}", act.label, act.input).into(),
        None => act.label,
    };
    let (icon, command) = if act.send {
        ("send", ActCommand::Send { to: id.clone(), action: act.name, input: act.input, count: 1 })
    } else {
        ("warning", ActCommand::Intervene { on: id.clone(), name: act.name, value: act.input })
    };
    Offer { id: "act", title, icon, keys: String::new(), deed: Ok(Deed::Command(Command::Act(command))), apart: false }
}
