//! What is said while a wire stays in the hand after a click on a port: where it hangs, how it goes on, how it ends.

use crate::gesture::{Wiring, use_gestures};
use crate::shell::elements;
use crate::widgets::told::Told;
use leptos::ev;
use leptos::prelude::*;

/// The canvas, on which a click goes on with the wire, and what looks for where to: a card can be out of sight.
const CANVAS: &str = ".canvas, .canvas__tools";

/// The words, with a way out. A hand that turns to something beside the canvas lets go of the wire.
#[component]
pub(super) fn WiringNote() -> impl IntoView {
    let gestures = use_gestures();
    let stays = Memo::new(move |_| gestures.wiring.with(|wiring| wiring.as_ref().filter(|it| it.stays).map(words)));
    let down = window_event_listener(ev::pointerdown, move |ev| {
        if stays.with_untracked(Option::is_some) && !elements::is_inside(ev.target(), CANVAS) {
            gestures.drop_wire();
        }
    });
    on_cleanup(move || down.remove());
    view! {
        <Told words=Signal::derive(move || stays.get().unwrap_or_default()) />
        <Show when=move || stays.with(Option::is_some)>
            <div class="canvas__wiring" data-hands="own" on:pointerdown=|ev| ev.stop_propagation()>
                <span>{move || stays.get()}</span>
                <button
                    class="canvas__wiring-stop"
                    type="button"
                    title="Draw no wire"
                    on:click=move |_| gestures.drop_wire()
                >
                    "Stop"
                </button>
            </div>
        </Show>
    }
}

fn words(wiring: &Wiring) -> String {
    wiring.end.way_on(wiring.outgoing, !wiring.fits.is_empty(), elements::pointer())
}
