//! What can be done now: sending by hand, traffic, and interventions, with what was done so far.

use super::Shown;
use crate::panels::deeds::Deeds;
use crate::panels::send::Send;
use crate::shell::use_dispatch;
use crate::widgets::icon::Icon;
use editor::command::{ActCommand, Command, SetupCommand};
use editor::text::form;
use editor::view::{ActionView, FieldView, Subject, ValueKind};
use leptos::prelude::*;
use std::sync::Arc;

/// All actions of the selected node.
#[component]
pub(super) fn Interact(shown: Shown) -> impl IntoView {
    let dispatch = use_dispatch();
    let actions = Memo::new(move |_| {
        shown.with(|shown| {
            let shown = shown.as_ref()?;
            Some(shown.actions.iter().map(|action| (shown.id.clone(), action.clone())).collect::<Vec<_>>())
        })
    });
    let of_kind = move |send: bool| {
        actions.get().unwrap_or_default().into_iter().filter(move |(_, action)| action.send == send).collect::<Vec<_>>()
    };
    let key = |(id, action): &(Arc<str>, ActionView)| {
        let idle: Vec<bool> = action.inputs.iter().map(|input| input.idle.is_some()).collect();
        (id.clone(), action.name.clone(), action.label.clone(), action.input.clone(), idle)
    };
    let deeds = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.deeds.clone()).unwrap_or_default()));
    let id = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.id.clone())));
    let add_traffic = move |_| {
        if let Some(to) = id.get_untracked() {
            dispatch(Command::Setup(SetupCommand::AddClient { to }));
        }
    };
    view! {
        <div class="inspector__actions">
            <Show when=move || actions.get().is_some_and(|actions| !actions.is_empty())>
                <p class="inspector__note">"Happens at this instant of the run, and is kept in the template"</p>
            </Show>
            <For each=move || of_kind(true) key children=|(id, action)| view! { <Send id action /> } />
            <Show when=move || !of_kind(true).is_empty()>
                <button
                    class="inspector__traffic"
                    type="button"
                    title="Adds a client that sends here by itself, at a rate that you choose"
                    on:click=add_traffic
                >
                    <Icon name="plus" />
                    "Add traffic"
                </button>
            </Show>
            <Show when=move || !of_kind(false).is_empty()>
                <h3 class="inspector__subtitle">"Make something happen"</h3>
            </Show>
            <div class="inspector__interventions">
                <For each=move || of_kind(false) key children=|(id, action)| view! { <Intervention id action /> } />
            </div>
            // A new one for each node: what was chosen for one is no setting of another.
            <For each=move || id.get() key=Clone::clone children=move |id| view! { <ChangeNow shown id /> } />
            <Deeds deeds names=false />
            <Show when=move || actions.get().is_none_or(|actions| actions.is_empty())>
                <p class="inspector__none">"Nothing can be done here by hand"</p>
            </Show>
        </div>
    }
}

/// Something that disturbs the running stack.
#[component]
fn Intervention(id: Arc<str>, action: ActionView) -> impl IntoView {
    let dispatch = use_dispatch();
    let value = RwSignal::new(action.input.to_string());
    let name = action.name.clone();
    let act = move || {
        let (on, name, value) = (id.clone(), name.clone(), value.get_untracked().into());
        dispatch(Command::Act(ActCommand::Intervene { on, name, value }));
    };
    let on_enter = act.clone();
    let field = action.value.map(|kind| {
        let (mode, hint) = match kind {
            ValueKind::Number => ("numeric", "A whole number"),
            ValueKind::Span => ("text", "A duration with its unit: 30s, 2m"),
            ValueKind::Json => ("text", "Rules as in the template, as JSON"),
        };
        view! {
            <input
                class="entry inspector__act-value"
                type="text"
                inputmode=mode
                autocomplete="off"
                title=hint
                aria-label=format!("Value of {}", action.label)
                data-wide=(kind == ValueKind::Json).to_string()
                prop:value=move || value.get()
                on:input=move |ev| value.set(event_target_value(&ev))
                on:keydown=move |ev| if ev.key() == "Enter" { on_enter() }
            />
        }
    });
    view! {
        <span class="inspector__act">
            <button class="inspector__act-button" type="button" title=action.help on:click=move |_| act()>
                {action.label.to_string()}
            </button>
            {field}
        </span>
    }
}

/// A setting that changes at this instant instead of from the start on.
#[component]
fn ChangeNow(shown: Shown, id: Arc<str>) -> impl IntoView {
    let dispatch = use_dispatch();
    let subject = Subject::Resource(id.clone());
    let fields = Memo::new(move |_| {
        let own = |field: &&FieldView| field.of == subject;
        shown.with(|it| {
            let fields = it.iter().flat_map(|it| &it.sections).flat_map(|section| &section.fields);
            let plain = fields.filter(own).filter(|field| field.idle.is_none());
            plain.map(|field| (field.name.clone(), field.value.clone())).collect::<Vec<_>>()
        })
    });
    let written_of =
        move |name: &str| fields.with(|fields| fields.iter().find(|it| *it.0 == *name).map(|it| it.1.to_string()));
    // The setting with its value from now on; nothing where there is no such setting any more.
    let typed = RwSignal::new(None::<(String, String)>);
    let change = Memo::new(move |_| typed.get().filter(|(path, _)| written_of(path).is_some()));
    let choose = move |path: String| {
        let now = untrack(|| written_of(&path));
        typed.set(now.map(|now| (path, now)));
    };
    let set_value = move |text: String| {
        typed.update(|typed| {
            if let Some((_, value)) = typed {
                *value = text;
            }
        });
    };
    let act = move || {
        if let Some((path, text)) = change.get_untracked().filter(|(_, text)| !text.is_empty()) {
            let written = form::with("{}", "Value", form::Kind::Json, &text);
            let json = form::with(&written, "Path", form::Kind::Text, &path);
            let (on, name, value) = (id.clone(), "SetProperty".into(), json.into());
            dispatch(Command::Act(ActCommand::Intervene { on, name, value }));
        }
    };
    let is_chosen = move |name: &str| change.with(|it| it.as_ref().map_or("", |(path, _)| path) == name);
    let option = move |name: Arc<str>| {
        let (value, words) = (name.to_string(), name.to_string());
        view! { <option value=value prop:selected=move || is_chosen(&name)>{words}</option> }
    };
    let names = move || fields.with(|fields| fields.iter().map(|it| it.0.clone()).collect::<Vec<_>>());
    // What stands within a condition is made anew, so that each has its own.
    let (on_click, on_enter) = (act.clone(), act);
    view! {
        <Show when=move || fields.with(|fields| !fields.is_empty())>
            <details class="inspector__change">
                <summary class="inspector__change-title">"Change a setting from now on"</summary>
                <div class="inspector__change-row">
                    <select class="entry inspector__act-value" aria-label="Setting to change" on:change=move |ev| choose(event_target_value(&ev))>
                        <option value="" prop:selected=move || is_chosen("")>"Setting"</option>
                        <For each=names key=Clone::clone children=option />
                    </select>
                    <input
                        class="entry inspector__act-value"
                        type="text"
                        autocomplete="off"
                        aria-label="Its value from now on"
                        disabled=move || change.with(Option::is_none)
                        prop:value=move || change.get().map(|(_, value)| value).unwrap_or_default()
                        on:input=move |ev| set_value(event_target_value(&ev))
                        on:keydown={
                            let act = on_enter.clone();
                            move |ev| if ev.key() == "Enter" { act() }
                        }
                    />
                    <button class="inspector__act-button" type="button" title="Changes it at this instant of the run" on:click={
                        let act = on_click.clone();
                        move |_| act()
                    }>
                        "Change"
                    </button>
                </div>
            </details>
        </Show>
    }
}
