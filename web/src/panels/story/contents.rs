//! What a message carries: every wrapping, the outermost first, to fold, to read or as it travels, and to copy.

use super::Shown;
use crate::shell::use_dispatch;
use crate::widgets::icon::Icon;
use editor::command::{Command, ViewCommand};
use editor::view::Content;
use leptos::prelude::*;

/// The wrappings.
#[component]
pub(super) fn Contents(shown: Shown) -> impl IntoView {
    let contents = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.contents.clone()).unwrap_or_default()));
    let raw = RwSignal::new(false);
    let all = move || {
        contents
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, content)| view! { <Wrapping index content raw /> })
            .collect_view()
    };
    view! {
        <Show when=move || !contents.with(Vec::is_empty)>
            <div class="story__contents">
                <h3 class="story__subtitle">"What it carries"</h3>
                <button
                    class="story__raw"
                    type="button"
                    aria-pressed=move || raw.get().to_string()
                    title="As it travels, on one line"
                    on:click=move |_| raw.update(|raw| *raw = !*raw)
                >
                    "Raw"
                </button>
            </div>
        </Show>
        {all}
    }
}

#[component]
fn Wrapping(index: usize, content: Content, raw: RwSignal<bool>) -> impl IntoView {
    let dispatch = use_dispatch();
    let copy = move |_| dispatch(Command::View(ViewCommand::CopyContent { index, raw: raw.get_untracked() }));
    let title = content.title.to_string();
    let label = format!("Copy the {title}");
    let inside = if index == 0 { "" } else { "inside: " };
    view! {
        <details class="story__wrapping" open=index == 0>
            <summary class="story__wrapping-name">{inside}{title}</summary>
            <button class="story__copy" type="button" title=label.clone() aria-label=label on:click=copy>
                <Icon name="copy" />
            </button>
            <pre class="story__json" tabindex="0" data-raw=move || raw.get().to_string()>
                {move || if raw.get() { content.raw.to_string() } else { content.pretty.to_string() }}
            </pre>
        </details>
    }
}
