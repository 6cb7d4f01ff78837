//! What can be put onto the canvas: by dragging, by a click, by Enter.

use crate::shell::{elements, use_dispatch};
use crate::widgets::icon::Icon;
use editor::command::{Command, GraphCommand};
use editor::view::PaletteEntry;
use editor::view::inspect::nothing_named;
use leptos::prelude::*;

/// The kind of data that a dragged entry carries: AWS's type.
pub(crate) const DRAGGED: &str = "application/x-lambdarium-type";

/// The palette, grouped, with a search field.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let dispatch = use_dispatch();
    let wanted = RwSignal::new(String::new());
    let add = move |type_name: &str| {
        dispatch(Command::Graph(GraphCommand::Add { type_name: type_name.into(), at: None }));
    };
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        let first = matching(&wanted.get_untracked()).into_iter().flat_map(|(_, entries)| entries).next();
        if let (true, Some(entry)) = (ev.key() == "Enter", first) {
            add(entry.type_name);
        }
    };
    let groups = move || {
        let groups = matching(&wanted.get());
        let none = groups.is_empty();
        let groups = groups.into_iter().map(|(name, entries)| view! { <Group name entries add /> }).collect_view();
        (groups, none.then(|| view! { <p class="palette__none">{nothing_named(&wanted.get())}</p> }))
    };
    view! {
        <section class="palette" aria-label="Palette">
            <label class="palette__field">
                <Icon name="search" />
                <input
                    class="palette__search"
                    type="search"
                    placeholder="Add…"
                    aria-label="Search what to add"
                    title="Search what to add; Enter adds the first"
                    prop:value=move || wanted.get()
                    on:input=move |ev| wanted.set(event_target_value(&ev))
                    on:keydown=on_key
                />
            </label>
            {groups}
        </section>
    }
}

#[component]
fn Group(
    name: &'static str,
    entries: Vec<PaletteEntry>,
    add: impl Fn(&str) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let entry = move |entry: PaletteEntry| {
        let type_name = entry.type_name;
        let on_drag = move |ev: leptos::ev::DragEvent| {
            if let Some(data) = ev.data_transfer() {
                // Without the data the drop does nothing; a click still adds it.
                let _ = data.set_data(DRAGGED, type_name);
            }
        };
        view! {
            <li>
                <button
                    class="palette__entry"
                    type="button"
                    draggable="true"
                    title=elements::pointer().said(&format!("{}. Click to add, or drag it to its place", entry.summary.trim_end_matches('.'))).into_owned()
                    on:click=move |_| add(type_name)
                    on:dragstart=on_drag
                >
                    <span class="palette__icon"><Icon name=entry.icon /></span>
                    {entry.title}
                </button>
            </li>
        }
    };
    view! {
        <h2 class="palette__group">{name}</h2>
        <ul class="palette__entries">{entries.into_iter().map(entry).collect_view()}</ul>
    }
}

/// Returns the entries whose title, type or summary contains a text, by group, in the palette's order.
fn matching(wanted: &str) -> Vec<(&'static str, Vec<PaletteEntry>)> {
    let wanted = wanted.trim().to_lowercase();
    let matches = |entry: &PaletteEntry| {
        [entry.title, entry.type_name, entry.summary].iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    let mut groups: Vec<(&'static str, Vec<PaletteEntry>)> = Vec::new();
    for entry in editor::view::inspect::palette().into_iter().filter(matches) {
        match groups.iter_mut().find(|(name, _)| *name == entry.group) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((entry.group, vec![entry])),
        }
    }
    groups
}
