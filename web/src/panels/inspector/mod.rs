//! The selected node or wire: what can be set, done and read off, and how the template says it.

mod act;
mod configure;
mod source;

use crate::panels::charts::Charts;
use crate::panels::invocations::Invocations;
use crate::panels::messages::Messages;
use crate::panels::tool::Tool;
use crate::shell::desk::Overlay;
use crate::shell::{elements, use_desk, use_slices};
use crate::widgets::icon::Icon;
use crate::widgets::tabs::{Tabs, words};
use act::Interact;
use configure::Configure;
use editor::actions;
use editor::name_of;
use editor::view::{InspectorView, Part};
use leptos::html;
use leptos::prelude::*;
use source::Source;
use std::sync::Arc;

/// What is shown, where anything is selected.
type Shown = Signal<Option<Arc<InspectorView>>>;

/// The inspector.
#[component]
pub(crate) fn Inspector() -> impl IntoView {
    let shown: Shown = use_slices().inspector.into();
    let desk = use_desk();
    let parts = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.parts.clone()).unwrap_or_default()));
    // A part that this thing does not have is kept in mind for the next one that does.
    let part = Memo::new(move |_| {
        let wanted = desk.part.get();
        if parts.with(|parts| parts.contains(&wanted)) { wanted } else { Part::Configure }
    });
    let content = NodeRef::<html::Div>::new();
    let choose = move |part| {
        desk.part.set(part);
        if let Some(content) = content.get_untracked() {
            elements::show_beginning(&content);
        }
    };
    let tabs = move || parts.get().into_iter().map(|part| (part, words(part.title()))).collect::<Vec<_>>();
    view! {
        <div class="inspector">
            <Head shown />
            <Show when=move || parts.with(|parts| !parts.is_empty())>
                <div class="inspector__tabs">
                    {move || view! {
                        <Tabs label="Inspector" tabs=tabs() chosen=move || Some(part.get()) on_choose=choose />
                    }}
                </div>
                <div class="inspector__content" node_ref=content data-undo=move || (part.get() == Part::Configure).then_some("document")>
                    {move || match part.get() {
                        Part::Configure => view! { <Configure shown /> }.into_any(),
                        Part::Interact => view! { <Interact shown /> }.into_any(),
                        Part::Metrics => view! { <Charts /> }.into_any(),
                        Part::Messages => view! { <Messages /> }.into_any(),
                        Part::Invocations => view! { <Invocations /> }.into_any(),
                        Part::Template => view! { <Source shown /> }.into_any(),
                    }}
                </div>
            </Show>
        </div>
    }
}

/// What is not simulated of it.
#[component]
fn Caveats(caveats: Vec<Arc<str>>) -> impl IntoView {
    view! {
        <details class="inspector__caveats">
            <summary class="inspector__caveats-title" title="What of it is simplified or not simulated">
                <Icon name="info" />
                <span class="inspector__caveats-words">"Simplified or not simulated"</span>
            </summary>
            <ul class="inspector__caveats-list">
                {caveats.into_iter().map(|it| view! { <li>{it.to_string()}</li> }).collect_view()}
            </ul>
        </details>
    }
}

/// What it is, and what is not simulated of it.
#[component]
fn Head(shown: Shown) -> impl IntoView {
    let slices = use_slices();
    let text = move |part: fn(&InspectorView) -> &Arc<str>| {
        shown.with(|shown| shown.as_ref().map(|it| part(it).to_string()).unwrap_or_default())
    };
    let caveats = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.caveats.clone()).unwrap_or_default()));
    let desk = use_desk();
    // A wire is selected by its key, so only a card is found here.
    let gives = Memo::new(move |_| {
        let selected = slices.selection.with(|selection| match &selection.nodes[..] {
            [one] => Some(one.clone()),
            _ => None,
        })?;
        slices.graph.with(|graph| graph.nodes.iter().any(|node| node.id == selected && node.gives)).then_some(selected)
    });
    view! {
        <header class="inspector__head">
            <div class="inspector__names">
                <h2 class="inspector__title">{move || name_of(&text(|it| &it.id)).to_owned()}</h2>
                <p class="inspector__kind">{move || text(|it| &it.kind)}</p>
            </div>
            {move || gives.get().map(|from| view! {
                <button
                    class="inspector__connect"
                    type="button"
                    aria-label="Connect"
                    title=actions::CONNECT.hint_as("Connect to another card, or drag from the dot at its right edge", elements::keyboard())
                    on:click=move |_| desk.overlay.set(Some(Overlay::Connect(from.clone())))
                >
                    <Icon name="connect" />
                </button>
            })}
            <Tool class="inspector__remove" action=&actions::REMOVE />
            <p class="inspector__summary">{move || text(|it| &it.summary)}</p>
            {move || {
                let caveats = caveats.get();
                (!caveats.is_empty()).then(|| view! { <Caveats caveats /> })
            }}
        </header>
    }
}
