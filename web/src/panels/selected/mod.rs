//! What several selected cards offer together, and the frame that selects them.

use crate::gesture::use_gestures;
use crate::panels::tool::Tool;
use crate::shell::{elements, use_slices};
use editor::actions::{self, Action};
use editor::geometry::{Point, Rect};
use leptos::prelude::*;

/// What the bar offers.
const OFFERED: &[&[&Action]] = &[
    &[&actions::ALIGN_LEFT, &actions::ALIGN_CENTER, &actions::ALIGN_RIGHT],
    &[&actions::ALIGN_TOP, &actions::ALIGN_MIDDLE, &actions::ALIGN_BOTTOM],
    &[&actions::SPREAD_ACROSS, &actions::SPREAD_DOWN],
    &[&actions::DUPLICATE, &actions::REMOVE],
];
/// So high is the bar with its distance to the cards [CSS px].
const BAR_PX: f32 = 52.0;

/// The bar above two or more selected cards.
#[component]
pub(crate) fn Selected() -> impl IntoView {
    let slices = use_slices();
    let count = Memo::new(move |_| slices.selection.with(|selection| selection.nodes.len()));
    let around = Memo::new(move |_| {
        let around = slices.graph.with(|graph| slices.selection.with(|selection| graph.around(&selection.nodes)));
        around.map(|rect| on_screen(&rect, slices.camera.get()))
    });
    let place = move |part: fn(&Rect) -> f32| around.with(|rect| format!("{}px", rect.as_ref().map_or(0.0, part)));
    view! {
        <Show when=move || { count.get() > 1 }>
            <div
                class="selected"
                role="toolbar"
                aria-label="The selected cards"
                style:--selected-x=move || place(|rect| rect.center().x)
                style:--selected-y=move || place(|rect| rect.origin.y - BAR_PX)
                on:keydown=|ev| elements::move_focus(&ev, ".selected__tool")
            >
                <span class="selected__count">{move || format!("{} cards", count.get())}</span>
                {OFFERED.iter().map(|group| view! {
                    <span class="selected__group">{group.iter().map(|action| view! { <Tool class="selected__tool" action /> }).collect_view()}</span>
                }).collect_view()}
            </div>
        </Show>
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

fn on_screen(world: &Rect, camera: editor::geometry::Camera) -> Rect {
    let Point { x, y } = camera.screen_from_world(world.origin);
    Rect::new(x, y, world.width * camera.zoom, world.height * camera.zoom)
}
