//! The lanes below the timeline: one a node, with a tick where something ended, in the shape of how it did.

use crate::shell::{elements, size, use_desk, use_dispatch, use_shell, use_slices};
use crate::widgets::icon::Icon;
use crate::widgets::mark::{outline, tone_name};
use editor::chart::timeline::instant_behind;
use editor::command::{Command, PlaybackCommand};
use editor::view::lanes::{Lane, LaneTick, said};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// The room that a tick takes [CSS px], and half the height of a lane.
const TICK_PX: f32 = 8.0;
const MIDDLE_PX: f32 = 9.0;
/// The room of the names before the lanes [CSS px].
const NAMES_PX: f32 = 96.0;

/// Opens and folds the lanes.
#[component]
pub(super) fn LanesButton() -> impl IntoView {
    let desk = use_desk();
    let open = move || desk.lanes_open.get();
    view! {
        <button
            class="transport__lanes-button"
            type="button"
            aria-expanded=move || open().to_string()
            aria-label="Lanes: what ended how at each card"
            title="Lanes: what ended how at each card"
            on:click=move |_| desk.lanes_open.update(|open| *open = !*open)
        >
            <Icon name="log" />
        </button>
    }
}

/// The lanes, where they are open.
#[component]
pub(super) fn Lanes() -> impl IntoView {
    let desk = use_desk();
    view! { <Show when=move || desk.lanes_open.get()><Opened /></Show> }
}

#[component]
fn Opened() -> impl IntoView {
    let (shell, slices, desk, dispatch) = (use_shell(), use_slices(), use_desk(), use_dispatch());
    let area = NodeRef::<html::Div>::new();
    let width = RwSignal::new(0.0_f32);
    area.on_load(move |area| size::follow_width(area.into(), width));
    let lanes: Memo<Arc<Vec<Lane>>> = Memo::new(move |_| {
        slices.beat.track();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "screens are small")]
        let ticks_max = ((width.get() - NAMES_PX) / TICK_PX).max(1.0) as usize;
        shell.ask(|editor| editor.lanes_view(ticks_max))
    });
    let duration = Memo::new(move |_| slices.transport.with(|it| it.duration));
    let pointed = RwSignal::new(None::<Arc<str>>);
    let point = move |ev: leptos::ev::PointerEvent| {
        let (part, line) = (elements::part_across(&ev), (width.get_untracked(), NAMES_PX));
        desk.cursor.set(Some(instant_behind(part, line, duration.get_untracked())));
        pointed.set(elements::data_around(ev.target(), "data-lane").map(Arc::from));
    };
    let leave = move |_| {
        desk.cursor.set(None);
        pointed.set(None);
    };
    let seek = move |_| {
        if let Some(at) = desk.cursor.get_untracked() {
            dispatch(Command::Playback(PlaybackCommand::Seek(at)));
        }
    };
    let said =
        move || lanes.with(|lanes| said(lanes, pointed.get().as_deref(), desk.cursor.get(), elements::pointer()));
    let lane = move |id: Arc<str>| {
        let of = id.clone();
        let lane = Memo::new(move |_| lanes.with(|lanes| lanes.iter().find(|lane| lane.id == of).cloned()));
        view! {
            <div class="transport__lane" data-lane=id.to_string()>
                <span class="transport__lane-name">{move || lane.with(|lane| lane.as_ref().map(|lane| lane.name.to_string()))}</span>
                <svg class="transport__ticks" aria-hidden="true">
                    {move || lane.get().map(|lane| ticks(&lane, width.get() - NAMES_PX))}
                </svg>
            </div>
        }
    };
    view! {
        <div
            class="transport__lanes"
            role="img"
            tabindex="0"
            title="Point at a mark to read it, click to go there"
            aria-label="What ended how at each card, over the whole run; the log says the same in words"
            node_ref=area
            on:pointermove=point
            on:pointerleave=leave
            on:click=seek
        >
            <For each=move || lanes.with(|lanes| lanes.iter().map(|lane| lane.id.clone()).collect::<Vec<_>>()) key=Clone::clone children=lane />
        </div>
        <span class="transport__lane-said">{said}</span>
    }
}

/// Draws the ticks of a lane.
fn ticks(lane: &Lane, width: f32) -> impl IntoView + use<> {
    let tick = |tick: &LaneTick| {
        let (tone, shape) = tick.outcome.look();
        let place = format!("translate({:.1} {MIDDLE_PX}) scale(0.7)", tick.place * width);
        view! { <path class="transport__tick" data-tone=tone_name(tone) transform=place d=outline(shape)></path> }
    };
    lane.ticks.iter().map(tick).collect_view()
}
