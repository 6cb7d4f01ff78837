//! A field to type into with a list of what that finds: ARIA's combobox. Up and down choose, Enter takes.

use crate::shell::elements;
use crate::widgets::icon::Icon;
use leptos::prelude::*;

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pick<T> {
    /// What it is.
    pub(crate) title: String,
    /// What kind of thing it is, or why it cannot be taken.
    pub(crate) detail: String,
    /// The name of its icon.
    pub(crate) icon: &'static str,
    /// Its shortcut.
    pub(crate) keys: String,
    /// What taking it means; nothing where it cannot be taken now.
    pub(crate) value: Option<T>,
}

/// The field with its list.
#[component]
pub(crate) fn Picker<T>(
    /// What the field is for; it is its hint, too.
    label: &'static str,
    /// What to say where nothing is found.
    none: &'static str,
    /// Finds rows by a text.
    find: impl Fn(&str) -> Vec<Pick<T>> + Send + Sync + 'static,
    /// What to do with the one that is taken.
    on_take: impl Fn(T) + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let wanted = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let rows = Memo::new(move |_| find(&wanted.get()));
    let take = move |index: usize| {
        if let Some(value) = rows.with_untracked(|rows| rows.get(index).and_then(|row| row.value.clone())) {
            on_take(value);
        }
    };
    let go = move |index: usize| {
        chosen.set(index);
        elements::reveal(&id_of(index));
    };
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        let (at, count) = (chosen.get_untracked(), rows.with_untracked(Vec::len));
        if count == 0 || ev.is_composing() {
            return;
        }
        match ev.key().as_str() {
            "ArrowDown" => go((at + 1) % count),
            "ArrowUp" => go((at + count - 1) % count),
            "PageDown" => go((at + PAGE).min(count - 1)),
            "PageUp" => go(at.saturating_sub(PAGE)),
            "Enter" => take(at),
            _ => return,
        }
        ev.prevent_default();
    };
    let on_input = move |ev| {
        wanted.set(event_target_value(&ev));
        go(0);
    };
    let active = move || rows.with(|rows| !rows.is_empty()).then(|| id_of(chosen.get()));
    view! {
        <div class="picker">
            <label class="picker__field">
                <Icon name="search" />
                <input
                    class="picker__input"
                    type="text"
                    role="combobox"
                    aria-label=label
                    title=label
                    aria-expanded="true"
                    aria-controls="picker-list"
                    aria-autocomplete="list"
                    aria-activedescendant=active
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=label
                    autofocus
                    prop:value=move || wanted.get()
                    on:input=on_input
                    on:keydown=on_key
                />
            </label>
            <ul class="picker__list" id="picker-list" role="listbox" aria-label=label>
                {move || rows.get().into_iter().enumerate().map(|(index, pick)| view! {
                    <Row index pick chosen on_take=move || take(index) />
                }).collect_view()}
            </ul>
            <p class="picker__none" role="status">{move || rows.with(Vec::is_empty).then_some(none)}</p>
        </div>
    }
}

#[component]
fn Row<T: Send + Sync + 'static>(
    index: usize,
    pick: Pick<T>,
    chosen: RwSignal<usize>,
    on_take: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    let is_chosen = move || (chosen.get() == index).to_string();
    view! {
        <li
            class="picker__row"
            id=id_of(index)
            role="option"
            aria-selected=is_chosen
            aria-disabled=pick.value.is_none().to_string()
            // The field keeps the keyboard, also where a row is pressed that cannot be taken.
            on:mousedown=|ev| ev.prevent_default()
            on:click=move |_| on_take()
            on:pointermove=move |_| chosen.set(index)
        >
            <span class="picker__icon"><Icon name=pick.icon /></span>
            <span class="picker__words">
                <span class="picker__title">{pick.title}</span>
                <span class="picker__detail">{pick.detail}</span>
            </span>
            {(!pick.keys.is_empty()).then(|| view! { <kbd class="picker__keys">{pick.keys}</kbd> })}
        </li>
    }
}

/// A page of the keys that turn pages [rows].
const PAGE: usize = 8;

fn id_of(index: usize) -> String {
    format!("picker-{index}")
}
