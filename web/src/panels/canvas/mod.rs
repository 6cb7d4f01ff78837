//! The tank: cards and wires as elements, everything that moves on a canvas over them.

mod card;
mod corner;
mod notice;
mod outline;
mod ports;
mod wires;
mod wiring_note;

use crate::gesture::use_gestures;
use crate::panels::guide::{GuidePointer, GuideSteps};
use crate::panels::guides::Guides;
use crate::panels::minimap::Minimap;
use crate::panels::selected::{Frame, Selected};
use crate::shell::{files, use_shell, use_slices};
use card::Card;
use corner::{Caption, Notes, Tools};
use editor::command::{Command, GraphCommand};
use editor::scene::body::growth;
use editor::scene::frame::{FAR_ZOOM, SMALL_ZOOM, VERY_FAR_ZOOM};
use leptos::html;
use leptos::prelude::*;
use notice::{Invitation, RefusalNote, WireChoice};
use outline::Outline;
use wires::Wires;
use wiring_note::WiringNote;

/// The distance of the dots of the ground [world px].
const DOTS_PX: f32 = 24.0;

/// The canvas with its cards, wires and messages.
#[component]
pub(crate) fn Canvas() -> impl IntoView {
    let shell = use_shell();
    let slices = use_slices();
    let gestures = use_gestures();
    let section = NodeRef::<html::Section>::new();
    let overlay = NodeRef::<html::Canvas>::new();
    section.on_load(move |section| gestures.put_on(section.into()));
    let foot = NodeRef::<html::Div>::new();
    foot.on_load(move |foot| {
        if let Some(canvas) = overlay.get_untracked() {
            shell.put_on(canvas, foot.into());
        }
    });
    let camera = slices.camera;
    let world = move || {
        let camera = camera.get();
        let (x, y) = (-camera.origin.x * camera.zoom, -camera.origin.y * camera.zoom);
        format!("translate({x}px, {y}px) scale({})", camera.zoom)
    };
    let ground_place = move || {
        let camera = camera.get();
        format!("{}px {}px", -camera.origin.x * camera.zoom, -camera.origin.y * camera.zoom)
    };
    let ground_size = move || format!("{0}px {0}px", DOTS_PX * camera.get().zoom.max(0.5));
    let distance = move || match camera.get().zoom {
        zoom if zoom < VERY_FAR_ZOOM => "very",
        zoom if zoom < FAR_ZOOM => "far",
        zoom if zoom < SMALL_ZOOM => "small",
        _ => "near",
    };
    let ids = Memo::new(move |_| slices.graph.with(|it| it.nodes.iter().map(|n| n.id.clone()).collect::<Vec<_>>()));
    let on_drop = move |ev: leptos::ev::DragEvent| {
        ev.prevent_default();
        ev.stop_propagation();
        let Some(data) = ev.data_transfer() else { return };
        match data.get_data(crate::panels::palette::DRAGGED) {
            Ok(type_name) if !type_name.is_empty() => {
                let at = Some(gestures.world_at(ev.client_x(), ev.client_y()));
                shell.dispatch(Command::Graph(GraphCommand::Add { type_name: type_name.into(), at }));
            }
            _ => files::open_dropped(shell, &data),
        }
    };
    view! {
        <GuideSteps />
        <Caption />
        <section
            class="canvas"
            aria-label="The stack"
            tabindex="0"
            data-keys="ground"
            node_ref=section
            data-wiring=move || gestures.wiring.with(|wiring| wiring.is_some().to_string())
            data-frames=move || shell.desk().frame.get().to_string()
            data-far=distance
            style:--ports-growth=move || (FAR_ZOOM / camera.get().zoom).max(1.0).to_string()
            style:--canvas-growth=move || growth(camera.get().zoom).to_string()
            style:background-position=ground_place
            style:background-size=ground_size
            on:pointerdown=move |ev| gestures.on_down(&ev)
            on:pointermove=move |ev| gestures.on_move(&ev)
            on:pointerleave=move |_| gestures.on_leave()
            on:pointerup=move |ev| gestures.on_up(&ev)
            on:pointercancel=move |ev| gestures.on_cancel(&ev)
            on:touchend=move |ev| gestures.on_lift(&ev)
            on:wheel=move |ev| gestures.on_wheel(&ev)
            on:contextmenu=move |ev| gestures.on_context_menu(&ev)
            on:dblclick=move |ev| gestures.on_double_click(&ev)
            on:drop=on_drop
        >
            <div class="canvas__world" style:transform=world>
                <Wires />
                <For each=move || ids.get() key=Clone::clone children=|id| view! { <Card id /> } />
                <Guides />
                <GuidePointer />
            </div>
            <canvas class="canvas__overlay" aria-hidden="true" node_ref=overlay></canvas>
            <div class="canvas__foot" node_ref=foot></div>
            <Outline />
            <Invitation />
            <RefusalNote />
            <WireChoice />
            <WiringNote />
            <Frame />
            <Selected />
            <Minimap />
        </section>
        <Notes />
        <Tools />
    }
}
