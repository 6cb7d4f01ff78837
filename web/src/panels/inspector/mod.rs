//! The selected node or wire: what can be set, done and read off, and how the template says it.

mod act;
mod configure;
mod source;

use crate::panels::charts::Charts;
use crate::panels::invocations::Invocations;
use crate::panels::messages::Messages;
use crate::shell::desk::Overlay;
use crate::shell::{use_desk, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use crate::widgets::tabs::{Tabs, words};
use act::Interact;
use configure::Configure;
use editor::command::{Command, GraphCommand};
use editor::view::InspectorView;
use leptos::prelude::*;
use source::Source;
use std::sync::Arc;

/// What the inspector shows of the thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Configure,
    Interact,
    Metrics,
    Messages,
    Invocations,
    Template,
}

/// What is shown, where anything is selected.
type Shown = Signal<Option<Arc<InspectorView>>>;

/// The inspector.
#[component]
pub(crate) fn Inspector() -> impl IntoView {
    let shown: Shown = use_slices().inspector.into();
    let tab = RwSignal::new(Tab::Configure);
    let tabs = vec![
        (Tab::Configure, words("Configure")),
        (Tab::Interact, words("Interact")),
        (Tab::Metrics, words("Metrics")),
        (Tab::Messages, words("Messages")),
        (Tab::Invocations, words("Invocations")),
        (Tab::Template, words("Template")),
    ];
    view! {
        <div class="inspector">
            <Head shown />
            <div class="inspector__tabs">
                <Tabs label="Inspector" tabs chosen=move || Some(tab.get()) on_choose=move |chosen| tab.set(chosen) />
            </div>
            <div class="inspector__content">
                {move || match tab.get() {
                    Tab::Configure => view! { <Configure shown /> }.into_any(),
                    Tab::Interact => view! { <Interact shown /> }.into_any(),
                    Tab::Metrics => view! { <Charts /><Metrics shown /> }.into_any(),
                    Tab::Messages => view! { <Messages /> }.into_any(),
                    Tab::Invocations => view! { <Invocations /> }.into_any(),
                    Tab::Template => view! { <Source shown /> }.into_any(),
                }}
            </div>
        </div>
    }
}

/// What it is, and what is not simulated of it.
#[component]
fn Head(shown: Shown) -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let text = move |part: fn(&InspectorView) -> &Arc<str>| {
        shown.with(|shown| shown.as_ref().map(|it| part(it).to_string()).unwrap_or_default())
    };
    let caveats = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.caveats.clone()).unwrap_or_default()));
    let desk = use_desk();
    // A wire is selected by its key, so only a card is found here.
    let gives = Memo::new(move |_| {
        let selected = slices.selection.with(|selection| selection.nodes.first().cloned())?;
        slices.graph.with(|graph| graph.nodes.iter().any(|node| node.id == selected && node.gives)).then_some(selected)
    });
    let remove = move |_| {
        let selection = slices.selection.get_untracked();
        let command = match selection.wire.clone() {
            Some(key) => GraphCommand::Disconnect { key },
            None => GraphCommand::Remove { ids: selection.nodes.clone() },
        };
        dispatch(Command::Graph(command));
    };
    view! {
        <header class="inspector__head">
            <div class="inspector__names">
                <h2 class="inspector__title">{move || text(|it| &it.id).trim_start_matches('~').to_owned()}</h2>
                <p class="inspector__kind">{move || text(|it| &it.kind)}</p>
            </div>
            {move || gives.get().map(|from| view! {
                <button
                    class="inspector__connect"
                    type="button"
                    aria-label="Connect"
                    title="Connect to another card (C), or drag from the dot at its right edge"
                    on:click=move |_| desk.overlay.set(Some(Overlay::Connect(from.clone())))
                >
                    <Icon name="connect" />
                </button>
            })}
            <button class="inspector__remove" type="button" aria-label="Remove" title="Remove (Del)" on:click=remove>
                <Icon name="trash" />
            </button>
        </header>
        <p class="inspector__summary">{move || text(|it| &it.summary)}</p>
        {move || {
            let caveats = caveats.get();
            (!caveats.is_empty()).then(|| view! {
                <details class="inspector__caveats">
                    <summary class="inspector__caveats-title">
                        <Icon name="info" />
                        "Simplified or not simulated"
                    </summary>
                    <ul class="inspector__caveats-list">
                        {caveats.into_iter().map(|it| view! { <li>{it.to_string()}</li> }).collect_view()}
                    </ul>
                </details>
            })
        }}
    }
}

/// What CloudWatch would say.
#[component]
fn Metrics(shown: Shown) -> impl IntoView {
    let metrics = move || shown.with(|it| it.as_ref().map(|it| it.metrics.clone()).unwrap_or_default());
    let row = |(name, value): (Arc<str>, Arc<str>)| {
        view! {
            <div class="inspector__metric">
                <dt class="inspector__metric-name">{name.to_string()}</dt>
                <dd class="inspector__metric-value">{value.to_string()}</dd>
            </div>
        }
    };
    view! {
        <dl class="inspector__metrics">{move || metrics().into_iter().map(row).collect_view()}</dl>
        <Show when=move || metrics().is_empty()>
            <p class="inspector__none">"Nothing is measured here yet"</p>
        </Show>
    }
}
