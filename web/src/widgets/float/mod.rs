//! Something that floats over the page at a place: it closes by Escape or a click beside it, and gives the focus back.

use crate::shell::elements;
use leptos::prelude::*;

/// What floats, at a place of the window; without one at the upper middle.
#[component]
pub(crate) fn Float(
    /// What it is, for who does not see it.
    #[prop(into)]
    label: String,
    /// Its upper left corner [CSS px of the window]; in the lower half of the window it opens upwards.
    #[prop(optional_no_strip)]
    at: Option<(f64, f64)>,
    /// What to do when it closes.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let give_back = StoredValue::new_local(Some(elements::remember_focus()));
    on_cleanup(move || {
        if let Some(give_back) = give_back.try_update_value(Option::take).flatten() {
            give_back();
        }
    });
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        if ev.key() == "Escape" {
            ev.stop_propagation();
            on_close();
        }
    };
    let (x, y) = at.unwrap_or_default();
    let place = match at {
        None => "middle",
        Some((_, y)) if elements::is_low(y) => "above",
        Some(_) => "below",
    };
    view! {
        <section class="float" aria-label=label data-place=place style:--float-x=format!("{x}px") style:--float-y=format!("{y}px") on:keydown=on_key>
            <div
                class="float__ground"
                on:pointerdown=move |_| on_close()
                on:contextmenu=move |ev| {
                    ev.prevent_default();
                    on_close();
                }
            ></div>
            <div class="float__panel" on:contextmenu=|ev| ev.prevent_default()>{children()}</div>
        </section>
    }
}
