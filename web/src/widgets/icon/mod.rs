//! Line drawings on a common grid of 24: one idea each, drawn with the colour of the text around them.

mod drawings;

pub(crate) use drawings::path_of as drawing;
use leptos::prelude::*;

/// An icon. It says nothing to a screen reader: what stands beside it does, or the label of its button.
#[component]
pub(crate) fn Icon(
    /// The name of the drawing; an unknown one shows a plain box.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=drawings::path_of(name)></path>
        </svg>
    }
}
