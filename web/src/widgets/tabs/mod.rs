//! A row of tabs, with the keys that the pattern asks for: arrows move, the chosen one is in the order of the Tab key.

use crate::shell::elements;
use leptos::prelude::*;

/// A row of tabs over the values of a type.
#[component]
pub(crate) fn Tabs<T>(
    /// What the row is for.
    label: &'static str,
    /// The values with their words.
    tabs: Vec<(T, Signal<String>)>,
    /// The chosen one.
    #[prop(into)]
    chosen: Signal<Option<T>>,
    /// What to do with a choice.
    on_choose: impl Fn(T) + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let tab = move |(value, words): (T, Signal<String>)| {
        let is_chosen = move || chosen.get() == Some(value);
        view! {
            <button
                class="tabs__tab"
                type="button"
                role="tab"
                aria-selected=move || is_chosen().to_string()
                tabindex=move || if is_chosen() || chosen.with(Option::is_none) { "0" } else { "-1" }
                on:click=move |_| on_choose(value)
            >
                {words}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=|ev| elements::move_focus(&ev, ".tabs__tab")>
            {tabs.into_iter().map(tab).collect_view()}
        </div>
    }
}

/// Words that do not change.
pub(crate) fn words(text: &'static str) -> Signal<String> {
    Signal::stored(text.to_owned())
}
