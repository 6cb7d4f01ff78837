//! The small map of a large graph. It is for hands that point: keys go from card to card, and F shows everything.

use crate::gesture::use_gestures;
use crate::shell::{elements, use_desk, use_dispatch, use_shell, use_slices};
use editor::command::{Command, ViewCommand};
use editor::geometry::{Point, Rect};
use editor::view::NodeView;
use editor::view::overview::{MapView, centred};
use leptos::prelude::*;

/// The map, where it is wanted or there is much to find.
#[component]
pub(crate) fn Minimap() -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    let gestures = use_gestures();
    let shown = Memo::new(move |_| {
        slices.graph.track();
        desk.map.track();
        gestures.shows_map() && slices.graph.with(|graph| !graph.nodes.is_empty())
    });
    view! { <Show when=move || shown.get()><Map /></Show> }
}

#[component]
fn Map() -> impl IntoView {
    let shell = use_shell();
    let slices = use_slices();
    let dispatch = use_dispatch();
    let held = RwSignal::new(false);
    // While the rectangle is dragged the map stays as it was when the hand took hold, so that it does not slip away.
    let still = RwSignal::new(None::<Rect>);
    let map = Memo::new(move |_| {
        let size = shell.ask(editor::Editor::canvas_size);
        let map = slices.graph.with(|graph| MapView::new(&graph.bounds, slices.camera.get(), size));
        MapView { world: still.get().unwrap_or(map.world), ..map }
    });
    let view_box = move || {
        let world = map.get().world;
        format!("{} {} {} {}", world.origin.x, world.origin.y, world.width, world.height)
    };
    let look = move |ev: &leptos::ev::PointerEvent| {
        let Some((x, y)) = elements::part_of(ev, map.get_untracked().world) else { return };
        let size = shell.ask(editor::Editor::canvas_size);
        let camera = centred(slices.camera.get_untracked(), Point::new(x, y), size);
        dispatch(Command::View(ViewCommand::SetCamera(camera)));
    };
    let on_down = move |ev: leptos::ev::PointerEvent| {
        still.set(Some(map.get_untracked().world));
        held.set(true);
        elements::hold(&ev);
        look(&ev);
    };
    let on_move = move |ev: leptos::ev::PointerEvent| {
        if held.get_untracked() {
            look(&ev);
        }
    };
    let let_go = move |_| {
        held.set(false);
        still.set(None);
    };
    view! {
        <div class="minimap" data-hands="own" aria-hidden="true" title="Drag to move the view">
            <svg
                class="minimap__map"
                viewBox=view_box
                preserveAspectRatio="none"
                on:pointerdown=on_down
                on:pointermove=on_move
                on:pointerup=let_go
                on:pointercancel=let_go
            >
                {move || slices.graph.get().nodes.iter().map(card).collect_view()}
                {move || {
                    let seen = map.get().seen;
                    view! { <rect class="minimap__seen" x=seen.origin.x y=seen.origin.y width=seen.width height=seen.height></rect> }
                }}
            </svg>
        </div>
    }
}

fn card(node: &NodeView) -> impl IntoView + use<> {
    let Rect { origin, width, height } = node.rect;
    let problem = node.problem.as_ref().map_or("none", |(severity, _)| severity.word());
    view! {
        <rect class="minimap__card" data-client=node.client.to_string() data-problem=problem x=origin.x y=origin.y width=width height=height rx="16"></rect>
    }
}
