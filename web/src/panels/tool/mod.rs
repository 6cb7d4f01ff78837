//! A button that stands for an action: it carries the action's icon, its name and its keys, and says when nothing can be
//! done.

use crate::gesture::use_gestures;
use crate::shell::{elements, use_desk, use_shell, use_slices};
use crate::widgets::icon::Icon;
use editor::actions::{Action, Aim};
use leptos::prelude::*;

/// Returns the keys of an action for `aria-keyshortcuts`, as far as they are switched on.
pub(crate) fn keys_of(action: &'static Action) -> impl Fn() -> Option<String> + Send + Sync + 'static {
    let desk = use_desk();
    move || action.aria_keys(elements::keyboard(), desk.single_keys.get())
}

/// The button, for what is selected.
#[component]
pub(crate) fn Tool(
    /// Its class.
    class: &'static str,
    /// What it does.
    action: &'static Action,
    /// Whether it is switched on, where it is a switch.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
) -> impl IntoView {
    let shell = use_shell();
    let slices = use_slices();
    let gestures = use_gestures();
    let hint = action.hint(elements::keyboard());
    let refusal = Memo::new(move |_| {
        slices.selection.track();
        slices.graph.track();
        shell.ask(|editor| (action.plan)(editor, &Aim::selected(editor)).err())
    });
    let told = move || refusal.get().map_or_else(|| hint.clone(), |reason| format!("{}: {reason}", action.title));
    view! {
        <button
            class=class
            type="button"
            aria-label=action.title
            title=told
            aria-keyshortcuts=keys_of(action)
            aria-disabled=move || refusal.get().is_some().then_some("true")
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            on:click=move |_| gestures.act_here(action)
        >
            <Icon name=action.icon />
        </button>
    }
}
