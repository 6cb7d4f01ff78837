//! A text to copy by hand, where the browser did not allow to copy it.

use crate::shell::clipboard::select_all;
use crate::shell::{elements, use_desk};
use crate::widgets::dialog::Dialog;
use leptos::html;
use leptos::prelude::*;

/// The dialog.
#[component]
pub(crate) fn Copy(text: String) -> impl IntoView {
    let desk = use_desk();
    let field = NodeRef::<html::Textarea>::new();
    field.on_load(|field| request_animation_frame(move || select_all(&field)));
    let keys = editor::actions::COPY.keys_text(elements::keyboard());
    view! {
        <Dialog title="Copy by hand" on_close=move || desk.overlay.set(None)>
            <p>{format!("The browser did not allow to copy this. It is selected: copy it with {keys}")}</p>
            <textarea class="copy__text" rows="8" readonly aria-label="The text" title=format!("Copy it with {keys}") node_ref=field prop:value=text></textarea>
        </Dialog>
    }
}
