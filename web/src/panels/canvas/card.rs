//! A card: frame, focus and name of a node. Its living picture is drawn over it.

use super::ports::Ports;
use crate::gesture::use_gestures;
use crate::panels::rename::Rename;
use crate::shell::use_slices;
use crate::widgets::humps::humps;
use crate::widgets::icon::Icon;
use editor::view::NodeView;
use leptos::prelude::*;
use std::sync::Arc;

/// The card of the node of that id.
#[component]
pub(super) fn Card(id: Arc<str>) -> impl IntoView {
    let slices = use_slices();
    let gestures = use_gestures();
    let (own, key) = (id.clone(), id.clone());
    let node = Memo::new(move |_| slices.graph.with(|graph| graph.nodes.iter().find(|it| it.id == own).cloned()));
    // A card that was removed stays for a moment, until the list follows.
    let read = move |part: fn(&NodeView) -> String| node.with(|node| node.as_ref().map(part).unwrap_or_default());
    let own = id.clone();
    let selected = Memo::new(move |_| slices.selection.with(|selection| selection.nodes.contains(&own)));
    let own = id.clone();
    let role = Memo::new(move |_| gestures.wiring.with(|wiring| wiring.as_ref().map(|wiring| wiring.role_of(&own))));
    let named = id.clone();
    let status = Memo::new(move |_| slices.status.with(|all| all.get(&key).cloned().unwrap_or_default()));
    let label = move || {
        let problem =
            node.with(|node| node.as_ref().and_then(|it| it.problem.as_ref().map(|it| format!(", {}", it.1))));
        let head = read(|it| format!("{}, {}", it.title, it.kind));
        let status = status.get();
        let status = if status.is_empty() { String::new() } else { format!(", {status}") };
        format!("{head}{status}{}", problem.unwrap_or_default())
    };
    let badge = move || node.with(|node| node.as_ref().and_then(|it| it.problem.clone()));
    view! {
        <div
            class="canvas__card"
            role="group"
            tabindex="0"
            aria-label=label
            aria-current=move || selected.get().then_some("true")
            data-node=id.to_string()
            data-wiring=move || role.get()
            data-simulated=move || node.with(|node| node.as_ref().is_none_or(|it| it.simulated).to_string())
            data-client=move || node.with(|node| node.as_ref().is_some_and(|it| it.client).to_string())
            style:left=move || read(|it| format!("{}px", it.rect.origin.x))
            style:top=move || read(|it| format!("{}px", it.rect.origin.y))
            style:width=move || read(|it| format!("{}px", it.rect.width))
            style:height=move || read(|it| format!("{}px", it.rect.height))
        >
            <div class="canvas__head">
                <span class="canvas__icon">
                    {move || node.with(|node| node.as_ref().map(|it| view! { <Icon name=it.icon /> }))}
                </span>
                <span class="canvas__names" data-renaming=move || gestures.renaming.with(|it| it.as_deref() == Some(&*named)).to_string()>
                    <Title node />
                    <span class="canvas__kind">{move || read(|it| it.kind.to_string())}</span>
                </span>
                {move || badge().map(|(severity, message)| view! {
                    <span class="canvas__badge" data-severity=severity.word() title=message.to_string()>
                        <Icon name=severity.word() />
                    </span>
                })}
            </div>
            <Show when=move || node.with(|node| node.as_ref().is_some_and(|it| !it.simulated))>
                <p class="canvas__inert">"Kept, not simulated"</p>
            </Show>
            <Ports id=id.clone() />
        </div>
    }
}

/// Its name, or the field in which it is edited.
#[component]
fn Title(node: Memo<Option<NodeView>>) -> impl IntoView {
    let gestures = use_gestures();
    let id = Memo::new(move |_| node.with(|node| node.as_ref().map(|it| it.id.clone())));
    let title = Memo::new(move |_| node.with(|node| node.as_ref().map(|it| it.title.clone()).unwrap_or_default()));
    let renamed = Memo::new(move |_| id.get().filter(|id| gestures.renaming.with(|it| it.as_ref() == Some(id))));
    view! {
        {move || match renamed.get() {
            Some(id) => view! { <Rename id name=title.get_untracked() /> }.into_any(),
            None => view! {
                <span class="canvas__title" data-part="title" title=move || title.get().to_string()>{move || title.with(|title| humps(title))}</span>
            }.into_any(),
        }}
    }
}
