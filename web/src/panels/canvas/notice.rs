//! What the canvas says by itself: how to begin when it is empty, and why a wire was refused.

use crate::gesture::use_gestures;
use crate::shell::desk::Overlay;
use crate::shell::{use_desk, use_slices};
use crate::widgets::icon::Icon;
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
                <p class="canvas__invitation-title">"Nothing here yet"</p>
                <p>"Add a source and a function from the palette, drag from the dot at a card's right edge to connect them, then send something through."</p>
                <p>"Or drop or paste a SAM or CloudFormation template here."</p>
                <button
                    class="canvas__invitation-button"
                    type="button"
                    on:click=move |_| desk.overlay.set(Some(Overlay::Gallery))
                >
                    <Icon name="gallery" />
                    "Open the gallery…"
                </button>
            </div>
        </Show>
    }
}

/// Why a wire was refused, where the hand let go of it.
#[component]
pub(super) fn RefusalNote() -> impl IntoView {
    let gestures = use_gestures();
    view! {
        {move || gestures.refusal.get().map(|refusal| view! {
            <div
                class="canvas__refusal"
                role="alert"
                style:left=format!("{}px", refusal.at.0)
                style:top=format!("{}px", refusal.at.1)
            >
                <p class="canvas__refusal-reason">{refusal.view.reason.to_string()}</p>
                <p>{refusal.view.way.to_string()}</p>
                <p class="canvas__refusal-source">{refusal.view.source.to_string()}</p>
            </div>
        })}
    }
}
