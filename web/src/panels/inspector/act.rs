//! What can be done now: sending by hand, and interventions.

use super::Shown;
use crate::panels::send::Send;
use crate::shell::use_dispatch;
use editor::command::{ActCommand, Command};
use editor::view::ActionView;
use leptos::prelude::*;
use std::sync::Arc;

/// All actions of the selected node.
#[component]
pub(super) fn Interact(shown: Shown) -> impl IntoView {
    let actions = Memo::new(move |_| {
        shown.with(|shown| {
            let shown = shown.as_ref()?;
            Some(shown.actions.iter().map(|action| (shown.id.clone(), action.clone())).collect::<Vec<_>>())
        })
    });
    let of_kind = move |send: bool| {
        actions.get().unwrap_or_default().into_iter().filter(move |(_, action)| action.send == send).collect::<Vec<_>>()
    };
    let key = |(id, action): &(Arc<str>, ActionView)| (id.clone(), action.name.clone(), action.label.clone());
    view! {
        <div class="inspector__actions">
            <Show when=move || actions.get().is_some_and(|actions| !actions.is_empty())>
                <p class="inspector__note">"Happens at this instant of the run, and is kept in the template"</p>
            </Show>
            <For each=move || of_kind(true) key children=|(id, action)| view! { <Send id action /> } />
            <Show when=move || !of_kind(false).is_empty()>
                <h3 class="inspector__subtitle">"Make something happen"</h3>
            </Show>
            <div class="inspector__interventions">
                <For each=move || of_kind(false) key children=|(id, action)| view! { <Intervention id action /> } />
            </div>
            <Show when=move || actions.get().is_none_or(|actions| actions.is_empty())>
                <p class="inspector__none">"Nothing can be done here by hand"</p>
            </Show>
        </div>
    }
}

/// Something that disturbs the running stack.
#[component]
fn Intervention(id: Arc<str>, action: ActionView) -> impl IntoView {
    let dispatch = use_dispatch();
    let value = RwSignal::new(action.input.to_string());
    let name = action.name.clone();
    let act = move |_| {
        let (on, name, value) = (id.clone(), name.clone(), value.get_untracked().into());
        dispatch(Command::Act(ActCommand::Intervene { on, name, value }));
    };
    let field = (!action.input.is_empty()).then(|| {
        view! {
            <input
                class="inspector__act-value"
                type="text"
                aria-label=format!("Value of {}", action.label)
                prop:value=move || value.get()
                on:input=move |ev| value.set(event_target_value(&ev))
            />
        }
    });
    view! {
        <span class="inspector__act">
            <button class="inspector__act-button" type="button" title=action.name.to_string() on:click=act>
                {action.label.to_string()}
            </button>
            {field}
        </span>
    }
}
