//! What can be set: a client's traffic, a function's behaviour, and AWS's properties in sections.

use super::Shown;
use crate::panels::behaviour::Behaviour;
use crate::panels::field::Field;
use crate::panels::traffic::Traffic;
use crate::shell::use_slices;
use crate::widgets::icon::Icon;
use editor::view::{FieldView, Part, SectionView};
use leptos::prelude::*;
use std::sync::Arc;

/// From so many fields on there is a search.
const MANY: usize = 7;

/// Names a section while its node stays selected.
type Key = (Arc<str>, Arc<str>);

/// What is looked for among the settings of what is shown; empty for all of them.
type Query = Memo<String>;

/// All that can be set.
#[component]
pub(super) fn Configure(shown: Shown) -> impl IntoView {
    let slices = use_slices();
    let keys = Memo::new(move |_| {
        shown.with(|shown| {
            let sections =
                shown.iter().flat_map(|it| it.sections.iter().map(|section| (it.id.clone(), section.title.clone())));
            sections.collect::<Vec<Key>>()
        })
    });
    let count = Memo::new(move |_| {
        shown.with(|it| it.iter().flat_map(|it| &it.sections).map(|section| section.fields.len()).sum::<usize>())
    });
    let is_long = Memo::new(move |_| count.get() > MANY);
    // The thing that is shown, and how many were shown before it.
    let visit = Memo::new(move |before: Option<&(Option<Arc<str>>, u32)>| {
        let id = shown.with(|it| it.as_ref().map(|it| it.id.clone()));
        match before {
            Some((same, count)) if *same == id => (id, *count),
            Some((_, count)) => (id, count + 1),
            None => (id, 0),
        }
    });
    // What is looked for belongs to the visit that it was typed in, and to a field to type it into.
    let typed = RwSignal::new(((None, 0), String::new()));
    let query: Query = Memo::new(move |_| {
        typed.with(|(during, text)| if *during == visit.get() && is_long.get() { text.clone() } else { String::new() })
    });
    let find = move |text: String| typed.set((visit.get_untracked(), text));
    let can_act = Memo::new(move |_| shown.with(|it| it.as_ref().is_some_and(|it| it.parts.contains(&Part::Interact))));
    let is_client = Memo::new(move |_| slices.traffic.with(Option::is_some));
    let is_function = Memo::new(move |_| slices.behaviour.with(Option::is_some));
    let first = move || keys.get().into_iter().filter(|key| key.1.is_empty()).collect::<Vec<_>>();
    let others = move || keys.get().into_iter().filter(|key| !key.1.is_empty()).collect::<Vec<_>>();
    let has_any = move || count.get() > 0 || is_client.get() || is_function.get();
    view! {
        <Show when=has_any fallback=|| view! { <p class="inspector__none">"Nothing to set here"</p> }>
            <p class="inspector__note">
                "A change here runs everything anew from the start, up to this instant"
                {move || can_act.get().then_some(". What you do under Interact happens from now on")}
            </p>
        </Show>
        <Show when=move || is_long.get()><Search query find /></Show>
        <For each=first key=Clone::clone children=move |key| view! { <Section shown key query /> } />
        <Show when=move || is_client.get()><Traffic /></Show>
        <Show when=move || is_function.get()><Behaviour query /></Show>
        <For each=others key=Clone::clone children=move |key| view! { <Section shown key query /> } />
    }
}

#[component]
fn Search(query: Query, find: impl Fn(String) + Copy + Send + Sync + 'static) -> impl IntoView {
    let on_key = move |ev: web_sys::KeyboardEvent| {
        if ev.key() == "Escape" && !query.with_untracked(String::is_empty) {
            ev.stop_propagation();
            find(String::new());
        }
    };
    view! {
        <label class="inspector__search">
            <Icon name="search" />
            <input
                class="inspector__search-input"
                type="search"
                placeholder="Find a setting"
                aria-label="Find a setting"
                title="Show only settings whose name or help contains this"
                autocomplete="off"
                prop:value=move || query.get()
                on:input=move |ev| find(event_target_value(&ev))
                on:keydown=on_key
            />
        </label>
    }
}

/// The fields under one title; folded ones open by themselves for a search.
#[component]
fn Section(shown: Shown, key: Key, query: Query) -> impl IntoView {
    let (id, title) = key.clone();
    let section = Memo::new(move |_| {
        shown.with(|shown| {
            let shown = shown.as_ref().filter(|shown| shown.id == key.0)?;
            shown.sections.iter().find(|section| section.title == key.1).cloned()
        })
    });
    let names = Memo::new(move |_| {
        let of = |section: &SectionView| {
            let found = section.fields.iter().filter(|field| query.with(|query| field.is_found(query)));
            found.map(|field| field.name.clone()).collect::<Vec<_>>()
        };
        section.with(|section| section.as_ref().map(of).unwrap_or_default())
    });
    let fields = move || {
        let id = id.clone();
        view! {
            <div class="inspector__fields">
                <For
                    each=move || names.get()
                    key=move |name| (id.clone(), name.clone())
                    children=move |name| view! { <Field field=field_of(section, name) /> }
                />
            </div>
        }
    };
    if title.is_empty() {
        return fields().into_any();
    }
    let folded = section.get_untracked().is_some_and(|section| section.folded);
    let open = move || !folded || !query.with(String::is_empty);
    view! {
        <Show when=move || names.with(|names| !names.is_empty())>
            <details class="inspector__section" open=open>
                <summary class="inspector__section-title">{title.to_string()}</summary>
                {fields()}
            </details>
        </Show>
    }
    .into_any()
}

fn field_of(section: Memo<Option<SectionView>>, name: Arc<str>) -> Memo<Option<FieldView>> {
    Memo::new(move |_| {
        section.with(|section| section.as_ref()?.fields.iter().find(|field| field.name == name).cloned())
    })
}
