//! What several selected cards offer together, and the frame that selects them.

use crate::gesture::use_gestures;
use crate::panels::tool::Tool;
use crate::shell::size::follow_box;
use crate::shell::{elements, use_slices};
use editor::actions::{self, Action};
use editor::view::beside::beside;
use leptos::html;
use leptos::prelude::*;

/// What the bar offers.
const OFFERED: &[&[&Action]] = &[
    &[&actions::ALIGN_LEFT, &actions::ALIGN_CENTER, &actions::ALIGN_RIGHT],
    &[&actions::ALIGN_TOP, &actions::ALIGN_MIDDLE, &actions::ALIGN_BOTTOM],
    &[&actions::SPREAD_ACROSS, &actions::SPREAD_DOWN],
    &[&actions::DUPLICATE, &actions::REMOVE],
];

/// The bar beside two or more selected cards.
#[component]
pub(crate) fn Selected() -> impl IntoView {
    let slices = use_slices();
    let count = Memo::new(move |_| slices.selection.with(|selection| selection.nodes.len()));
    view! { <Show when=move || { count.get() > 1 }><Bar count /></Show> }
}

#[component]
fn Bar(count: Memo<usize>) -> impl IntoView {
    let slices = use_slices();
    let bar = NodeRef::<html::Div>::new();
    let size = RwSignal::new((0.0, 0.0));
    bar.on_load(move |bar| follow_box(bar.into(), size));
    let place = Memo::new(move |_| {
        let camera = slices.camera.get();
        let selection = slices.selection.get();
        let cards = slices.graph.with(|graph| {
            let selected = graph.nodes.iter().filter(|node| selection.nodes.contains(&node.id));
            selected.map(|node| camera.on_screen(&node.rect)).collect::<Vec<_>>()
        });
        beside(&cards, size.get(), slices.room.get())
    });
    view! {
        <div
            class="selected"
            role="toolbar"
            aria-label="The selected cards"
            node_ref=bar
            style:--selected-x=move || format!("{}px", place.get().x)
            style:--selected-y=move || format!("{}px", place.get().y)
            on:keydown=|ev| elements::move_focus(&ev, ".selected__tool")
        >
            <span class="selected__count">{move || format!("{} cards", count.get())}</span>
            {OFFERED.iter().map(|group| view! {
                <span class="selected__group">{group.iter().map(|action| view! { <Tool class="selected__tool" action /> }).collect_view()}</span>
            }).collect_view()}
        </div>
    }
}

/// The frame while it is drawn.
#[component]
pub(crate) fn Frame() -> impl IntoView {
    let gestures = use_gestures();
    view! {
        {move || gestures.frame.get().map(|frame| view! {
            <div
                class="selected__frame"
                aria-hidden="true"
                style:left=format!("{}px", frame.origin.x)
                style:top=format!("{}px", frame.origin.y)
                style:width=format!("{}px", frame.width)
                style:height=format!("{}px", frame.height)
            ></div>
        })}
    }
}
