//! A modal dialog over the browser's own `<dialog>`: it keeps the focus, closes on Escape and on a click beside it.

use super::modal::Modal;
use crate::widgets::icon::Icon;
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
    /// Whether there is nothing in it but to read, so that the keyboard has to be able to scroll it.
    #[prop(optional)]
    reading: bool,
    /// What to do when it closes.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let modal = Modal::open();
    let on_click = move |ev: leptos::ev::MouseEvent| {
        if modal.is_beside(&ev) {
            on_close();
        }
    };
    let label = title.clone();
    view! {
        <dialog
            class="dialog"
            class:dialog--wide=wide
            aria-label=label
            data-focus="back"
            node_ref=modal.element
            on:pointerdown=move |ev| modal.press(&ev)
            on:click=on_click
            on:close=move |_| on_close()
        >
            <div class="dialog__body">
                <header class="dialog__head">
                    <h2 class="dialog__title">{title.clone()}</h2>
                    <button class="dialog__close" type="button" aria-label="Close" title="Close" on:click=move |_| on_close()>
                        <Icon name="close" />
                    </button>
                </header>
                <div
                    class="dialog__content"
                    tabindex=reading.then_some("0")
                    role=reading.then_some("region")
                    aria-label=reading.then(|| title.clone())
                >{children()}</div>
            </div>
        </dialog>
    }
}
