//! What can be done with a node while it runs. These are no rows of the list: each service says itself what they are.

use super::{Aim, Deed, Offer};
use crate::build;
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
    let now = editor.runner.act_at();
    let offer = |(place, act): (usize, ActionView)| {
        let offer = offered(&id, act);
        // What is not possible at this instant says why.
        let deed = offer.deed.and_then(|deed| match &deed {
            Deed::Command(Command::Act(act)) => build::why_not_now(scenario, act, now).map_or(Ok(deed), Err),
            _ => Ok(deed),
        });
        Offer { apart: place == 0, deed, ..offer }
    };
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
