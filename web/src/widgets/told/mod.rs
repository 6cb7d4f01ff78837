//! What is told to who does not see it appear. It always stands there, because a region that comes together with its words
//! is not listened to.

use leptos::prelude::*;

/// The words, told whenever they change, and anew with each count of what they are about.
#[component]
pub(crate) fn Told(
    /// What is told; nothing where it is empty.
    #[prop(into)]
    words: Signal<String>,
    /// How often something was to be told so far: only words that come are listened to, and the same ones stay.
    #[prop(optional, into)]
    count: Signal<u32>,
) -> impl IntoView {
    let told = move || Some((count.get(), words.get())).filter(|(_, words)| !words.is_empty());
    view! {
        <p class="told" role="status">
            <For each=told key=Clone::clone children=|(_, words)| view! { <span>{words}</span> } />
        </p>
    }
}
