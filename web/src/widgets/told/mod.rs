//! What is told to who does not see it appear. It always stands there, because a region that comes together with its words
//! is not listened to.

use leptos::prelude::*;

/// The words, told whenever they change.
#[component]
pub(crate) fn Told(
    /// What is told; nothing where it is empty.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    view! { <p class="told" role="status">{move || words.get()}</p> }
}
