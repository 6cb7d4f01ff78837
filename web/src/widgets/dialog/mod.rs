//! A modal dialog over the browser's own `<dialog>`: it keeps the focus, closes on Escape and on a click beside it.

use crate::shell::elements;
use crate::widgets::icon::Icon;
use leptos::html;
use leptos::prelude::*;

/// A dialog with a title and a way out.
#[component]
pub(crate) fn Dialog(
    /// What it is called.
    #[prop(into)]
    title: String,
    /// Whether there is much to show.
    #[prop(optional)]
    wide: bool,
    /// What to do when it closes.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    element.on_load(|dialog| elements::show_modal(&dialog));
    // A click on the element itself is one on its backdrop: what it shows fills it.
    let on_click = move |ev: leptos::ev::MouseEvent| {
        if elements::is_own(&ev) {
            on_close();
        }
    };
    let label = title.clone();
    view! {
        <dialog
            class="dialog"
            class:dialog--wide=wide
            aria-label=label
            node_ref=element
            on:click=on_click
            on:close=move |_| on_close()
        >
            <div class="dialog__body">
                <header class="dialog__head">
                    <h2 class="dialog__title">{title}</h2>
                    <button class="dialog__close" type="button" aria-label="Close" title="Close" on:click=move |_| on_close()>
                        <Icon name="close" />
                    </button>
                </header>
                <div class="dialog__content">{children()}</div>
            </div>
        </dialog>
    }
}
