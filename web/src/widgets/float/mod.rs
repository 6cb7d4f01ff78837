//! Something that floats over the page at a place: it closes by Escape or a click beside it, and gives the focus back.

use super::modal::Modal;
use leptos::prelude::*;

/// What floats, at a place of the window; without one at the upper middle.
#[component]
pub(crate) fn Float(
    /// What it is, for who does not see it.
    #[prop(into)]
    label: String,
    /// Its upper left corner [CSS px of the window]; where it has no room below, it begins as far above as it must.
    #[prop(optional_no_strip)]
    at: Option<(f64, f64)>,
    /// What to do when it closes.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let modal = Modal::open();
    let (x, y) = at.unwrap_or_default();
    let place = if at.is_some() { "at" } else { "middle" };
    let on_click = move |ev: leptos::ev::MouseEvent| {
        if modal.is_beside(&ev) {
            on_close();
        }
    };
    // The browser's own menu belongs to nothing here; asked for beside it, it means a click there.
    let on_menu = move |ev: leptos::ev::MouseEvent| {
        ev.prevent_default();
        on_click(ev);
    };
    view! {
        <dialog
            class="float"
            aria-label=label
            data-focus="back"
            data-place=place
            style:--float-x=format!("{x}px")
            style:--float-y=format!("{y}px")
            node_ref=modal.element
            on:pointerdown=move |ev| modal.press(&ev)
            on:click=on_click
            on:contextmenu=on_menu
            on:close=move |_| on_close()
        >
            <div class="float__place">
                <div class="float__panel">{children()}</div>
            </div>
        </dialog>
    }
}
