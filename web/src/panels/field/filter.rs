//! A filter as a table: each line a field, how it is compared, and with what; and a line for another.

use super::Notices;
use super::control::Control;
use crate::widgets::entry::{Add, Drop};
use crate::widgets::ids;
use editor::view::filter::{Line, Operator};
use editor::view::{Entry, NoticeView};
use leptos::prelude::*;
use std::sync::Arc;

/// What a person chose and typed for a line, where it cannot be set yet.
type Chosen = (Operator, String);

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
    // It is of the line that it was chosen over: where that is another one, as after an undo, there is nothing to mend.
    let chosen = RwSignal::new(None::<(Option<Line>, Chosen)>);
    let pending = Memo::new(move |_| chosen.get().filter(|(over, _)| line.with(|line| line == over)).map(|it| it.1));
    let shown = Memo::new(move |_| {
        pending.get().or_else(|| line.with(|it| it.as_ref().and_then(|it| Some((it.operator?, it.value.to_string())))))
    });
    let raw = Memo::new(move |_| {
        line.with(|it| it.as_ref().filter(|it| it.operator.is_none()).map(|it| it.value.to_string()))
    });
    let own = field.clone();
    let set = move |(operator, value): Chosen| match operator.written(&value) {
        Ok(list) => {
            chosen.set(None);
            control.dispatch(|it| Some(it.command_of_line(&own, Some(&list))));
        }
        Err(_) => chosen.set(Some((line.get_untracked(), (operator, value)))),
    };
    let dropped = field.clone();
    let on_drop = move || control.dispatch(|it| Some(it.command_of_line(&dropped, None)));
    let name = field.to_string();
    let words = name.clone();
    let why = ids::unique("filter-line");
    let told = why.clone();
    view! {
        <div class="field__line">
            <span class="field__line-name" title=name.clone()>{name.clone()}</span>
            {move || match raw.get() {
                Some(json) => view! {
                    <span class="field__reference" title="The table has no words for this: change it as JSON">{json}</span>
                }
                .into_any(),
                None => view! { <Comparison name=words.clone() shown pending why=told.clone() set=set.clone() /> }.into_any(),
            }}
            <Drop name=format!("Do not ask {name}") title="Take this line away" on_drop />
        </div>
        <Wrong pending id=why />
    }
}

/// How a field is compared, and with what.
#[component]
fn Comparison(
    name: String,
    shown: Memo<Option<Chosen>>,
    #[prop(into)] pending: Signal<Option<Chosen>>,
    /// Names the element that says why what is chosen cannot be set.
    why: String,
    set: impl Fn(Chosen) + Clone + 'static,
) -> impl IntoView {
    let operator = Memo::new(move |_| shown.with(|it| it.as_ref().map_or(Operator::OneOf, |it| it.0)));
    let typed = RwSignal::new(None::<String>);
    let value = move || {
        let own = typed.get();
        own.unwrap_or_else(|| shown.with(|it| it.as_ref().map(|it| it.1.clone()).unwrap_or_default()))
    };
    let on_change = {
        let set = set.clone();
        move |ev| {
            typed.set(None);
            set((operator.get_untracked(), event_target_value(&ev)));
        }
    };
    let option = move |it: Operator| {
        view! { <option value=it.words() prop:selected=move || operator.get() == it>{it.words()}</option> }
    };
    let choose = move |ev| {
        let now = untrack(value);
        Operator::of_words(&event_target_value(&ev)).into_iter().for_each(|it| set((it, now.clone())));
    };
    let takes_value = move || !operator.get().example().is_empty();
    view! {
        <select
            class="entry field__line-how"
            aria-label=format!("How {name} is compared")
            aria-describedby=why.clone()
            on:change=choose
        >
            {Operator::ALL.map(option).into_iter().collect_view()}
        </select>
        <input
            class="entry field__line-value"
            type="text"
            autocomplete="off"
            spellcheck="false"
            placeholder=move || operator.get().example()
            aria-label=format!("With what {name} is compared")
            aria-describedby=why
            aria-invalid=move || pending.with(Option::is_some).to_string()
            hidden=move || !takes_value()
            prop:value=value
            on:input=move |ev| typed.set(Some(event_target_value(&ev)))
            on:change=on_change
        />
    }
}

/// Why what is chosen and typed cannot be set yet.
#[component]
fn Wrong(#[prop(into)] pending: Signal<Option<Chosen>>, id: String) -> impl IntoView {
    let why = |(operator, value): &Chosen| operator.written(value).err().map(NoticeView::error);
    let notices = Memo::new(move |_| pending.with(|it| it.as_ref().and_then(why).into_iter().collect::<Vec<_>>()));
    view! { <Notices notices id /> }
}

/// The line for another field.
#[component]
fn NewRow(control: Control) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let pending = RwSignal::new(None::<Chosen>);
    let told = RwSignal::new(None::<Chosen>);
    let why = ids::unique("filter-line");
    let shown = Memo::new(move |_| pending.get());
    let add = move || {
        let (operator, value) = pending.get_untracked().unwrap_or((Operator::OneOf, String::new()));
        let field = name.with_untracked(|it| it.trim().to_owned());
        match operator.written(&value) {
            Ok(list) if !field.is_empty() => {
                control.dispatch(|it| Some(it.command_of_line(&field, Some(&list))));
                name.set(String::new());
                pending.set(None);
                told.set(None);
            }
            _ => told.set((!field.is_empty()).then_some((operator, value))),
        }
    };
    // Enter adds; so does a value, once there is a name.
    let on_key = move |ev: web_sys::KeyboardEvent| {
        if ev.key() == "Enter" {
            add();
        }
    };
    let set = move |it: Chosen| {
        let is_whole = !it.1.is_empty() && name.with_untracked(|it| !it.trim().is_empty());
        pending.set(Some(it));
        if is_whole {
            add();
        }
    };
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
                prop:value=move || name.get()
                on:input=move |ev| name.set(event_target_value(&ev))
                on:keydown=on_key
            />
            <Comparison name="the new field".to_owned() shown pending=told why=why.clone() set />
            <Add words="Add" title="Adds the line (Enter)" on_add=add />
        </div>
        <Wrong pending=told id=why />
    }
}
