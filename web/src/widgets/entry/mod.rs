//! What people type into and choose from, in one look: the classes `entry` for a line or a choice and `entry--lines`
//! for several lines, and the buttons that add and take away.

use crate::widgets::icon::Icon;
use editor::view::IdleView;
use leptos::prelude::*;

/// A button that adds something.
#[component]
pub(crate) fn Add(
    /// What it says.
    #[prop(into)]
    words: String,
    /// What it does, for who points at it.
    #[prop(into)]
    title: String,
    /// What happens.
    on_add: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button class="entry__add" type="button" title=title on:click=move |_| on_add()>
            <Icon name="plus" />
            {words}
        </button>
    }
}

/// A button that takes something away.
#[component]
pub(crate) fn Drop(
    /// What it takes away, in words.
    #[prop(into)]
    name: Signal<String>,
    /// What it does, for who points at it.
    title: &'static str,
    /// What happens.
    on_drop: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button class="entry__drop" type="button" aria-label=move || name.get() title=title on:click=move |_| on_drop()>
            <Icon name="close" />
        </button>
    }
}

/// Why something does nothing where it stands.
#[component]
pub(crate) fn Idle(
    /// The reason, with the rule behind it.
    it: IdleView,
) -> impl IntoView {
    view! {
        <p class="entry__idle" title=it.source.to_string()>
            <Icon name="info" />
            {format!("No effect here: {}", it.reason)}
        </p>
    }
}
