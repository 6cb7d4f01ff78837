//! The shape that says the same as a colour: ● ★ ▲ ■ ◆, as drawn on the canvas.

use editor::scene::{Shape, Tone};
use leptos::prelude::*;

/// A shape in the colour of its meaning.
#[component]
pub(crate) fn Mark(
    /// What it means.
    tone: Tone,
    /// Its shape.
    shape: Shape,
) -> impl IntoView {
    view! {
        <svg class="mark" viewBox="-6 -6 12 12" data-tone=tone_name(tone) aria-hidden="true" focusable="false">
            <path d=outline(shape)></path>
        </svg>
    }
}

/// The last part of a tone's token, for style sheets: `sync`.
pub(crate) fn tone_name(tone: Tone) -> &'static str {
    tone.token().trim_start_matches("--tone-")
}

/// The outline of a shape around the origin, 10 wide.
pub(crate) fn outline(shape: Shape) -> &'static str {
    match shape {
        Shape::Circle => "M-4.500 0a4.500 4.500 0 1 0 9 0 4.500 4.500 0 1 0-9 0Z",
        Shape::Star => {
            "M0-5.500 1.500-1.900 5.300-1.700 2.400.8 3.300 4.500 0 2.500-3.300 4.500-2.400.8-5.300-1.700-1.500-1.900Z"
        }
        Shape::Triangle => "M0-5 5.200 4.300H-5.200Z",
        Shape::Square => "M-4.200-4.200H4.200V4.200H-4.200Z",
        Shape::Diamond => "M0-5.300 5.300 0 0 5.300-5.300 0Z",
    }
}
