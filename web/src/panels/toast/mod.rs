//! A short notice, which goes away by itself.

use crate::shell::use_desk;
use leptos::prelude::*;

/// The place where notices appear; screen readers listen to it.
#[component]
pub(crate) fn Toast() -> impl IntoView {
    let desk = use_desk();
    view! {
        <div class="toast" role="status">
            {move || desk.notice.get().map(|text| view! { <p class="toast__text">{text.to_string()}</p> })}
        </div>
    }
}
