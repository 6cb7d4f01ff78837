//! Wiring by keyboard: what a card can be connected to, and why not.

use crate::shell::{use_desk, use_dispatch, use_shell, use_slices};
use crate::widgets::dialog::Dialog;
use editor::command::{Command, GraphCommand};
use editor::view::graph::words_of;
use editor::view::{NodeView, RefusalView};
use leptos::prelude::*;
use std::sync::Arc;

/// The kinds of wire that are possible, or why there are none.
type Verdict = Result<Vec<&'static str>, RefusalView>;

/// The dialog for the node of that id.
#[component]
pub(crate) fn Connect(from: Arc<str>) -> impl IntoView {
    let shell = use_shell();
    let desk = use_desk();
    let dispatch = use_dispatch();
    let graph = use_slices().graph.get_untracked();
    let others = graph.nodes.iter().filter(|node| node.id != from && node.takes);
    let verdict = |node: &NodeView| shell.ask(|editor| editor.can_connect(&from, &node.id));
    let mut targets: Vec<(NodeView, Verdict)> = others.map(|node| (node.clone(), verdict(node))).collect();
    // What is possible first; the order of the flow otherwise.
    targets.sort_by_key(|(_, verdict)| verdict.is_err());
    let title = format!("Connect {from} to");
    let none = targets.is_empty();
    let target = move |(place, (node, verdict)): (usize, (NodeView, Verdict))| {
        let kinds = verdict.clone().unwrap_or_default();
        let first = kinds.first().copied().filter(|_| place == 0);
        let connect = |kind: &'static str| {
            let (from, to) = (from.clone(), node.id.clone());
            let on_choose = move |_| {
                desk.overlay.set(None);
                let (from, to, kind) = (from.clone(), to.clone(), Some(kind.into()));
                dispatch(Command::Graph(GraphCommand::Connect { from, to, kind, port: None }));
            };
            // The first choice has the focus, so that Enter draws the most usual wire.
            let autofocus = first == Some(kind);
            view! {
                <button class="connect__kind" type="button" autofocus=autofocus on:click=on_choose>{words_of(kind)}</button>
            }
        };
        view! {
            <li class="connect__target">
                <strong>{node.title.to_string()}</strong>
                <span class="connect__words">
                    {verdict.err().map_or(node.kind.to_string(), |it| format!("{}: {}", it.reason, it.way))}
                </span>
                <span class="connect__kinds">{kinds.into_iter().map(connect).collect_view()}</span>
            </li>
        }
    };
    view! {
        <Dialog title on_close=move || desk.overlay.set(None)>
            <ul class="connect">{targets.into_iter().enumerate().map(target).collect_view()}</ul>
            {none.then(|| view! { <p class="connect__words">"There is no other card yet that takes a wire"</p> })}
        </Dialog>
    }
}
