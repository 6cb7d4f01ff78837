//! What the canvas says by itself: how to begin when it is empty, which kind of wire is meant, why one was refused.

use crate::gesture::{Refusal, use_gestures};
use crate::panels::starters::Starters;
use crate::shell::desk::Overlay;
use crate::shell::{elements, use_desk, use_slices};
use crate::widgets::icon::Icon;
use crate::widgets::told::Told;
use editor::actions::Pointer;
use editor::view::graph::words_of;
use leptos::ev;
use leptos::prelude::*;

/// What an empty canvas invites to.
#[component]
pub(super) fn Invitation() -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    let empty = move || slices.graph.with(|graph| graph.nodes.is_empty());
    view! {
        <Show when=empty>
            <div class="canvas__invitation">
                <p class="canvas__invitation-title">"Begin with a few cards"</p>
                <Starters />
                <p class="canvas__invitation-text">{how_to_build(elements::pointer(), elements::shares_sheet())}</p>
                <button
                    class="canvas__invitation-button"
                    type="button"
                    title="Whole templates that show one thing each"
                    on:pointerdown=|ev| ev.stop_propagation()
                    on:click=move |_| desk.overlay.set(Some(Overlay::Gallery))
                >
                    <Icon name="gallery" />
                    "Open the gallery…"
                </button>
            </div>
        </Show>
    }
}

/// Says how to go on without a beginning.
fn how_to_build(pointer: Pointer, shares_sheet: bool) -> &'static str {
    match (pointer, shares_sheet) {
        (Pointer::Mouse, _) => {
            "Or drag a source and a function here from the palette, and draw a wire from the dot at a card's right edge. A SAM or CloudFormation template can be dropped or pasted."
        }
        (Pointer::Finger, false) => {
            "Or tap what you want in the palette, which a button in the bar opens. Then tap a card and drag the dot at its right edge to another card: that is a wire."
        }
        (Pointer::Finger, true) => {
            "Or tap what you want under Add. Then tap a card and drag the dot at its right edge to another card: that is a wire."
        }
    }
}

/// Why a wire was refused, where the hand let go of it, until the hand or a command turns to something else.
#[component]
pub(super) fn RefusalNote() -> impl IntoView {
    let gestures = use_gestures();
    let down = window_event_listener(ev::pointerdown, move |ev| gestures.rest_refusal(ev.target()));
    on_cleanup(move || down.remove());
    let told = Signal::derive(move || {
        let said = |Refusal { view, .. }: Refusal| {
            let parts = [view.reason, view.way, view.source];
            parts.iter().filter(|part| !part.is_empty()).map(ToString::to_string).collect::<Vec<_>>().join(". ")
        };
        gestures.refusal().map(said).unwrap_or_default()
    });
    view! {
        <Told words=told />
        {move || gestures.refusal().map(|refusal| view! {
            <div
                class="canvas__refusal"
                data-hands="own"
                style:--canvas-x=format!("{}px", refusal.at.0)
                style:--canvas-y=format!("{}px", refusal.at.1)
            >
                <p class="canvas__refusal-reason">{refusal.view.reason.to_string()}</p>
                <p>{refusal.view.way.to_string()}</p>
                <p class="canvas__refusal-source">{refusal.view.source.to_string()}</p>
            </div>
        })}
    }
}

/// Which of several kinds of wire is meant.
#[component]
pub(super) fn WireChoice() -> impl IntoView {
    let gestures = use_gestures();
    view! {
        {move || gestures.choice.get().map(|choice| {
            let (from, to) = (choice.from.clone(), choice.to.clone());
            let button = |kind: &'static str| {
                let (from, to) = (from.clone(), to.clone());
                view! {
                    <button class="canvas__choice" type="button" on:click=move |_| gestures.connect_as(&from, &to, Some(kind))>
                        {words_of(kind)}
                    </button>
                }
            };
            view! {
                <div
                    class="canvas__choices"
                    role="group"
                    aria-label="Which kind of wire"
                    style:--canvas-x=format!("{}px", choice.at.0)
                    style:--canvas-y=format!("{}px", choice.at.1)
                    on:pointerdown=|ev| ev.stop_propagation()
                >
                    <p class="canvas__choices-title">{format!("{} to {}", choice.from, choice.to)}</p>
                    {choice.kinds.iter().copied().map(button).collect_view()}
                </div>
            }
        })}
    }
}
