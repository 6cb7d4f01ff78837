//! A filter as a table: each line a field, how it is compared, and with what; and a line for another.

use super::Notices;
use super::control::Control;
use super::typed::Typed;
use crate::shell::elements;
use crate::widgets::entry::{Add, Drop};
use editor::view::filter::{Line, Operator, Wrong};
use editor::view::{Entry, NoticeView};
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::KeyboardEvent;

/// How a field is compared, and with what.
type Compared = (Operator, String);

/// What a new line compares as long as nobody has said anything.
const NOTHING: Compared = (Operator::OneOf, String::new());

/// The table.
pub(super) fn filter(control: Control) -> AnyView {
    let lines = Memo::new(move |_| {
        control.of(|it| if let Entry::Filter(lines) = &it.entry { lines.clone() } else { Vec::new() })
    });
    let fields = move || lines.with(|lines| lines.iter().map(|line| line.field.clone()).collect::<Vec<_>>());
    let row = move |field: Arc<str>| {
        let own = field.clone();
        let line = Memo::new(move |_| lines.with(|lines| lines.iter().find(|line| line.field == own).cloned()));
        view! { <Row control field line /> }
    };
    view! {
        <div class="field__filter" role="group" aria-label=move || control.name()>
            <For each=fields key=Clone::clone children=row />
            <NewRow control />
        </div>
    }
    .into_any()
}

/// A line that stands in the filter.
#[component]
fn Row(control: Control, field: Arc<str>, line: Memo<Option<Line>>) -> impl IntoView {
    let typed = Typed::<Line, Compared>::over(move || line.get());
    let shown = Memo::new(move |_| {
        let set = |line: &Line| Some((line.operator?, line.value.to_string()));
        typed.get().or_else(|| line.with(|line| line.as_ref().and_then(set))).unwrap_or(NOTHING)
    });
    let notices = Memo::new(move |_| typed.told());
    let raw = Memo::new(move |_| {
        line.with(|it| it.as_ref().filter(|it| it.operator.is_none()).map(|it| it.value.to_string()))
    });
    let wrong = |(operator, value): &Compared| operator.written(value).err().map(NoticeView::error);
    let on_type = move |it: Compared| typed.set_and_check(it.clone(), move || Some(wrong(&it).into_iter().collect()));
    let on_set = move |it: Compared| {
        let Some(line) = line.get_untracked() else { return };
        typed.give_up();
        let done = match it.0.written(&it.1) {
            Ok(_) if line.operator == Some(it.0) && *line.value == *it.1.trim() => Ok(()),
            Ok(list) => {
                let command = control
                    .field
                    .with_untracked(|field| Some(field.as_ref()?.command_of_line(&line.field, Some(&list))));
                command.map_or(Ok(()), |command| control.set_part(command))
            }
            Err(reason) => Err(reason.into()),
        };
        if let Err(reason) = done {
            typed.keep(it, NoticeView::error(reason));
        }
    };
    let on_key = move |ev: KeyboardEvent| typed.on_key(&ev);
    let dropped = field.clone();
    let on_drop = move || control.dispatch(|it| Some(it.command_of_line(&dropped, None)));
    let name = field.to_string();
    let words = name.clone();
    let is_wrong = Signal::derive(move || !notices.with(Vec::is_empty));
    let described_by = Signal::derive(move || control.described_with(typed.id("notices")));
    view! {
        <div class="field__line">
            <span class="field__line-name" title=name.clone()>{name.clone()}</span>
            {move || match raw.get() {
                Some(json) => view! {
                    <span class="field__reference" title="The table has no words for this: change it as JSON">{json}</span>
                }
                .into_any(),
                None => view! { <Comparison name=words.clone() shown is_wrong described_by on_type on_set on_key /> }.into_any(),
            }}
            <Drop name=format!("Do not ask {name}") title="Take this line away" on_drop />
        </div>
        <Notices notices id=typed.id("notices") />
    }
}

/// How a field is compared, and with what.
#[component]
fn Comparison(
    /// The field.
    name: String,
    /// What is set, or on its way to it.
    #[prop(into)]
    shown: Signal<Compared>,
    /// Whether it cannot be set as it is.
    is_wrong: Signal<bool>,
    /// The elements that say why not, and what it does.
    described_by: Signal<String>,
    /// What to do with each letter.
    on_type: impl Fn(Compared) + Copy + 'static,
    /// What to do with what is chosen, and with what is typed once that has come to an end.
    on_set: impl Fn(Compared) + Copy + 'static,
    /// What to do with a key.
    on_key: impl Fn(KeyboardEvent) + Copy + 'static,
) -> impl IntoView {
    let operator = Memo::new(move |_| shown.with(|it| it.0));
    let value = move || shown.with(|it| it.1.clone());
    let option = move |it: Operator| {
        view! { <option value=it.words() prop:selected=move || operator.get() == it>{it.words()}</option> }
    };
    let choose = move |ev| {
        if let Some(operator) = Operator::of_words(&event_target_value(&ev)) {
            on_set((operator, untrack(value)));
        }
    };
    let takes_value = move || !operator.get().example().is_empty();
    view! {
        <select
            class="entry field__line-how"
            aria-label=format!("How {name} is compared")
            aria-describedby=described_by
            on:change=choose
            on:keydown=on_key
        >
            {Operator::ALL.map(option).into_iter().collect_view()}
        </select>
        <input
            class="entry field__line-value"
            type="text"
            autocomplete="off"
            spellcheck="false"
            placeholder=move || operator.get().example()
            title=move || operator.get().hint()
            aria-label=format!("With what {name} is compared")
            aria-describedby=described_by
            aria-invalid=move || is_wrong.get().to_string()
            hidden=move || !takes_value()
            prop:value=value
            on:input=move |ev| on_type((operator.get_untracked(), event_target_value(&ev)))
            on:change=move |ev| on_set((operator.get_untracked(), event_target_value(&ev)))
            on:keydown=on_key
        />
    }
}

/// The line for another field.
#[component]
fn NewRow(control: Control) -> impl IntoView {
    let (name, typed) = (RwSignal::new(String::new()), RwSignal::new(NOTHING));
    let told = RwSignal::new(None::<Wrong>);
    let give_up = move || {
        name.set(String::new());
        typed.set(NOTHING);
        told.set(None);
    };
    let add = move || {
        let (operator, value) = typed.get_untracked();
        let added = name.with_untracked(|name| {
            control.field.with_untracked(|it| Some(it.as_ref()?.command_to_add_line(name, operator, &value)))
        });
        match added {
            Some(Ok(command)) => match control.set_part(command) {
                Ok(()) => give_up(),
                Err(reason) => told.set(Some(Wrong::Value(reason))),
            },
            Some(Err(wrong)) => told.set(Some(wrong)),
            None => {}
        }
    };
    let on_name = move |ev| {
        name.set(event_target_value(&ev));
        told.set(None);
    };
    // A name is on its way to others until it is left.
    let on_name_left = move |_| {
        let reason = name.with_untracked(|name| control.field.with_untracked(|it| it.as_ref()?.why_no_line(name)));
        if let Some(reason) = reason {
            told.set(Some(Wrong::Field(reason)));
        }
    };
    let on_type = move |it| {
        typed.set(it);
        told.set(None);
    };
    // Enter adds; so does a value, once there is a name.
    let on_set = move |it: Compared| {
        let is_whole = !it.1.is_empty() && name.with_untracked(|it| !it.trim().is_empty());
        if typed.with_untracked(|typed| *typed != it) {
            on_type(it);
        }
        if is_whole {
            add();
        }
    };
    let on_key = move |ev: KeyboardEvent| match ev.key().as_str() {
        "Enter" if !elements::is_inside(ev.target(), "select") => add(),
        "Escape" if name.with_untracked(|it| !it.is_empty()) || typed.with_untracked(|it| *it != NOTHING) => {
            ev.stop_propagation();
            give_up();
        }
        _ => {}
    };
    let is_about_value = Signal::derive(move || told.with(|it| matches!(it, Some(Wrong::Value(_)))));
    let is_about_name = move || told.with(|it| matches!(it, Some(Wrong::Field(_)))).to_string();
    let notices = Memo::new(move |_| {
        told.with(|it| it.iter().map(|wrong| NoticeView::error(wrong.words().clone())).collect::<Vec<_>>())
    });
    let described_by = Signal::derive(move || control.described_with(control.new_id()));
    view! {
        <div class="field__line">
            <input
                class="entry"
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder="Attribute or field"
                title="The name of an attribute, or the keys to a field with dots between them"
                aria-label=move || format!("New field in {}", control.name())
                aria-describedby=described_by
                aria-invalid=is_about_name
                prop:value=move || name.get()
                on:input=on_name
                on:change=on_name_left
                on:keydown=on_key
            />
            <Comparison name="the new field".to_owned() shown=typed is_wrong=is_about_value described_by on_type on_set on_key />
            <Add words="Add" title="Adds the line (Enter)" on_add=add />
        </div>
        <Notices notices id=control.new_id() />
    }
}
