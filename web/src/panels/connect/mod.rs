//! Wiring by keyboard: what a card can be connected to, and why not.

use crate::shell::{use_desk, use_dispatch, use_shell, use_slices};
use crate::widgets::dialog::Dialog;
use editor::command::{Command, GraphCommand};
use editor::view::{NodeView, RefusalView};
use leptos::prelude::*;
use std::sync::Arc;

/// The dialog for the node of that id.
#[component]
pub(crate) fn Connect(from: Arc<str>) -> impl IntoView {
    let shell = use_shell();
    let desk = use_desk();
    let dispatch = use_dispatch();
    let graph = use_slices().graph.get_untracked();
    let others = graph.nodes.iter().filter(|node| node.id != from && node.takes);
    let mut targets: Vec<(NodeView, Option<RefusalView>)> = others
        .map(|node| (node.clone(), shell.ask(|editor| editor.can_connect(&from, &node.id)).err()))
        .collect();
    // What is possible first; the order of the flow otherwise.
    targets.sort_by_key(|(_, refusal)| refusal.is_some());
    let title = format!("Connect {from} to");
    let none = targets.is_empty();
    let row = move |(node, refusal): (NodeView, Option<RefusalView>)| {
        let (from, to) = (from.clone(), node.id.clone());
        let connect = move |_| {
            desk.overlay.set(None);
            dispatch(Command::Graph(GraphCommand::Connect { from: from.clone(), to: to.clone() }));
        };
        let why = refusal.as_ref().map(|it| format!("{} {}", it.reason, it.way));
        view! {
            <li>
                <button class="connect__target" type="button" disabled=refusal.is_some() on:click=connect>
                    <strong>{node.title.to_string()}</strong>
                    <span class="connect__kind">{why.unwrap_or_else(|| node.kind.to_string())}</span>
                </button>
            </li>
        }
    };
    view! {
        <Dialog title on_close=move || desk.overlay.set(None)>
            <ul class="connect">{targets.into_iter().map(row).collect_view()}</ul>
            {none.then(|| view! { <p class="connect__kind">"There is no other card yet that takes a wire"</p> })}
        </Dialog>
    }
}
