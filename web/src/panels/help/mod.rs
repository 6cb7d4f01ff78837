//! What this is, and all keys.

use crate::shell::desk::{Overlay, Told};
use crate::shell::{elements, use_desk, use_dispatch};
use crate::widgets::dialog::Dialog;
use editor::actions::{self, HelpRow, HelpSection};
use editor::command::{Command, ViewCommand};
use editor::guide::WHAT_IT_IS;
use leptos::prelude::*;

/// The dialog.
#[component]
pub(crate) fn Help() -> impl IntoView {
    let desk = use_desk();
    let wanted = RwSignal::new(String::new());
    let (keyboard, pointer) = (elements::keyboard(), elements::pointer());
    let has_keys = Memo::new(move |_| desk.has_keys.get() || elements::has_fine_pointer());
    let sections = move || {
        let all = actions::help_for(pointer, has_keys.get(), keyboard, &wanted.get());
        all.into_iter().map(|section| view! { <Section section /> }).collect_view()
    };
    let on_single = move |ev| {
        let on = event_target_checked(&ev);
        desk.set_single_keys(on);
    };
    let dispatch = use_dispatch();
    let first_steps = move |_| {
        desk.overlay.set(None);
        desk.show_guide(true);
        dispatch(Command::View(ViewCommand::Guide));
    };
    view! {
        <Dialog title="Help" wide=true on_close=move || desk.overlay.set(None)>
            <p class="help__intro">
                {WHAT_IT_IS}": who waits for whom, what is retried and when, what is throttled, and where it ends. Everything runs in this browser; nothing is sent anywhere. The same template and seed always give the same run. "
                <button class="help__link" type="button" on:click=move |_| desk.overlay.set(Some(Overlay::Legend))>
                    "What the wires and shapes mean"
                </button>
                " · "
                <button class="help__link" type="button" title="A few short steps, over the canvas" on:click=first_steps>"Show the first steps"</button>
            </p>
            <label class="help__option">
                <input type="checkbox" prop:checked=move || desk.single_keys.get() on:change=on_single />
                "Keys without Ctrl do something (switch this off if you use speech input)"
            </label>
            <ToldChoice />
            <Show when=move || has_keys.get()>
                <input
                    class="help__search"
                    type="search"
                    placeholder="Search the keys"
                    aria-label="Search the keys"
                    title="Show only keys whose words contain this"
                    prop:value=move || wanted.get()
                    on:input=move |ev| wanted.set(event_target_value(&ev))
                />
            </Show>
            <div class="help">{sections}</div>
        </Dialog>
    }
}

/// How much a screen reader is told.
#[component]
fn ToldChoice() -> impl IntoView {
    let desk = use_desk();
    let words = |told: Told| match told {
        Told::Nothing => "nothing by itself",
        Told::Important => "what stands out: first errors, retries, dead letters",
        Told::Everything => "what is new in the log as well",
    };
    let option = move |(told, word): (Told, &'static str)| {
        view! { <option value=word selected=move || desk.told.get() == told>{words(told)}</option> }
    };
    view! {
        <label class="help__option">
            "While time plays, a screen reader is told"
            <select
                class="help__select"
                title="How much is told aloud while time plays"
                on:change=move |ev| desk.set_told(&event_target_value(&ev))
            >
                {Told::ALL.map(option).into_iter().collect_view()}
            </select>
        </label>
    }
}

#[component]
fn Section(section: HelpSection) -> impl IntoView {
    view! {
        <section>
            <h3 class="help__subtitle">{section.title}</h3>
            <dl class="help__list">{section.rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}</dl>
        </section>
    }
}

#[component]
fn Row(row: HelpRow) -> impl IntoView {
    let key = |key: String| view! { <kbd class="help__key">{key}</kbd> };
    let way = |way: Vec<String>| view! { <span class="help__way">{way.into_iter().map(key).collect_view()}</span> };
    view! {
        <div class="help__row">
            <dt class="help__keys">{row.ways.into_iter().map(way).collect_view()}</dt>
            <dd>{row.title}</dd>
        </div>
    }
}
