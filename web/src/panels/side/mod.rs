//! The right side: the selected thing, or the run.

use crate::panels::inspector::Inspector;
use crate::panels::run_panel::RunPanel;
use crate::panels::story::Story;
use crate::panels::summary::Summary;
use crate::shell::desk::Side as Part;
use crate::shell::{elements, use_desk, use_slices};
use crate::widgets::tabs::{Tabs, words};
use editor::MessageId;
use leptos::html;
use leptos::prelude::*;

/// The right side with its two tabs.
#[component]
pub(crate) fn Side() -> impl IntoView {
    let desk = use_desk();
    let slices = use_slices();
    let content = NodeRef::<html::Div>::new();
    let shown = Memo::new(move |_| {
        let thing = slices.selection.with(|it| (it.nodes.clone(), it.wire.clone()));
        ((desk.side.get(), thing), slices.selection.with(|it| it.message))
    });
    // What is shown anew is read from its beginning; who closes a message goes on where they opened it.
    let read = StoredValue::new(None);
    let note = move |_| {
        let (thing, message) = shown.get_untracked();
        if let (Some(content), None) = (content.get_untracked(), message) {
            read.set_value(Some((thing, content.scroll_top())));
        }
    };
    Effect::new(move |before: Option<(_, Option<MessageId>)>| {
        let now = shown.get();
        let is_back = now.1.is_none() && before.is_some_and(|(thing, message)| message.is_some() && thing == now.0);
        let left = read.get_value().filter(|(thing, _)| is_back && *thing == now.0);
        if let Some(content) = content.get_untracked() {
            elements::scroll_to(&content, left.map_or(0, |(_, top)| top));
        }
        now
    });
    let tabs = vec![(Part::Inspect, words("Inspect")), (Part::Run, words("Run"))];
    view! {
        <aside class="side" aria-label="Details">
            <div class="side__tabs">
                <Tabs label="Details" tabs chosen=move || Some(desk.side.get()) on_choose=move |part| desk.side.set(part) />
            </div>
            <div class="side__content" tabindex="-1" node_ref=content on:scroll=note>
                {move || match desk.side.get() {
                    Part::Inspect => view! { <Selected /> }.into_any(),
                    Part::Run => view! { <Summary /><RunPanel /> }.into_any(),
                }}
            </div>
        </aside>
    }
}

/// A message's life, a node's or wire's settings, or what to select.
#[component]
fn Selected() -> impl IntoView {
    let slices = use_slices();
    let message = Memo::new(move |_| slices.selection.with(|selection| selection.message.is_some()));
    let thing = Memo::new(move |_| slices.inspector.with(Option::is_some));
    let said = |words: &'static str| elements::pointer().said(words);
    view! {
        {move || match (message.get(), thing.get()) {
            (true, _) => view! { <Story /> }.into_any(),
            (false, true) => view! { <Inspector /> }.into_any(),
            (false, false) => view! {
                <div class="side__hint">
                    <p class="side__hint-title">"Nothing is selected"</p>
                    <p>{said("Click a card or a wire to set it, send through it or make it fail")}</p>
                    <p>{said("Click a moving dot to follow that message")}</p>
                </div>
            }.into_any(),
        }}
    }
}
