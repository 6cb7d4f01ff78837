//! What can be added, asked where the hand is; where a wire was dropped, what that fits.

use crate::shell::desk::Adding;
use crate::shell::{use_dispatch, use_shell};
use crate::widgets::float::Float;
use crate::widgets::picker::{Pick, Picker};
use editor::command::{Command, GraphCommand};
use editor::graph::quick::QuickEntry;
use leptos::prelude::*;

/// AWS's type and, for a wire, its kind.
type Choice = (&'static str, Option<&'static str>);

/// The list.
#[component]
pub(crate) fn QuickAdd(
    /// Where, and what it is to be connected to.
    adding: Adding,
    /// What to do when it closes.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let shell = use_shell();
    let dispatch = use_dispatch();
    let Adding { at, world, end } = adding;
    let label = if end.is_some() { "Add and connect…" } else { "Add…" };
    let known = end.clone();
    let find = move |wanted: &str| {
        let entries = shell.ask(|editor| editor.quick_add(known.as_ref(), wanted));
        entries.into_iter().map(pick_of).collect::<Vec<_>>()
    };
    let end = StoredValue::new(end);
    let take = move |(type_name, kind): Choice| {
        on_close();
        let (type_name, at) = (type_name.into(), world);
        dispatch(Command::Graph(match end.get_value() {
            Some(end) => GraphCommand::AddConnected { type_name, at, end, kind: kind.map(Into::into) },
            None => GraphCommand::Add { type_name, at },
        }));
    };
    view! {
        <Float label at=Some(at) on_close>
            <Picker label none="Nothing by that name" find on_take=take />
        </Float>
    }
}

fn pick_of(QuickEntry { entry, kind, words }: QuickEntry) -> Pick<Choice> {
    let detail = if words.is_empty() { entry.summary.to_owned() } else { format!("{words}: {}", entry.summary) };
    Pick {
        title: entry.title.to_owned(),
        detail,
        icon: entry.icon,
        keys: String::new(),
        value: Some((entry.type_name, kind)),
    }
}
