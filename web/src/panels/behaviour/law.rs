//! A law of durations: its curve with the percentiles and the limit that cuts it off, and its parts to change.

use crate::panels::field::{Notices, Typed};
use crate::shell::{use_dispatch, use_shell, use_slices};
use crate::widgets::ids;
use editor::Severity;
use editor::chart::curve::{Curve, HEIGHT, WIDTH};
use editor::command::{Command, SetupCommand};
use editor::view::NoticeView;
use editor::view::inspect::behaviour::{LAWS, LawView};
use leptos::prelude::*;
use std::sync::Arc;

/// Where the axis of a curve is.
const AXIS_Y: f64 = HEIGHT - 18.0;

/// A law as it stands: whose it is, which kind, its parts with their durations.
type Standing = (Arc<str>, &'static str, Vec<(&'static str, Arc<str>)>);
/// What is typed in one of its parts, by the part's name. They are told together what is wrong.
type TypedPart = (&'static str, String);

/// A law, drawn and open to change.
#[component]
pub(super) fn Law(law: Memo<Option<LawView>>) -> impl IntoView {
    let slices = use_slices();
    let shell = use_shell();
    let dispatch = use_dispatch();
    let function = move || slices.behaviour.with(|it| it.as_ref().map(|it| it.function.clone()));
    let typed = Typed::<Standing, TypedPart>::over(move || {
        let (kind, parts) = law.with(|it| it.as_ref().map(|it| (it.kind, it.parts.clone())))?;
        Some((function()?, kind, parts))
    });
    let key = law.get_untracked().map_or("Duration", |law| law.key);
    let command = move |value: String| {
        let (path, value) = (Arc::from(key), Arc::from(value));
        Some(Command::Setup(SetupCommand::Behave { function: untrack(function)?, path, value }))
    };
    let set = move |value: String| {
        typed.give_up();
        command(value).into_iter().for_each(dispatch);
    };
    // What cannot be written stays where it was typed.
    let set_part = move |(name, text): TypedPart| {
        let value = law.get_untracked().map(|law| law.with_part(name, &text));
        let Some(command) = value.and_then(command) else { return };
        match shell.ask(|editor| editor.why_not_done(&command)) {
            Some(reason) => typed.keep((name, text), NoticeView::error(reason)),
            None => {
                typed.give_up();
                dispatch(command);
            }
        }
    };
    let try_out = move |(name, text): TypedPart| {
        typed.set_and_check((name, text.clone()), move || {
            let value = law.try_get_untracked().flatten()?.with_part(name, &text);
            let path = format!("Metadata.Lambdarium.Functions.{}.{key}", untrack(function)?);
            let command = command(value)?;
            Some(shell.ask(|editor| editor.check(&command, &path)))
        });
    };
    let notices = Memo::new(move |_| match typed.get().is_some() {
        true => typed.told(),
        false => law.with(|it| it.as_ref().map(|it| it.notices.clone()).unwrap_or_default()),
    });
    let about = ids::unique("law");
    let own = about.clone();
    let kind = Memo::new(move |_| law.with(|it| it.as_ref().map_or("", |it| it.kind)));
    let title = move || law.with(|it| it.as_ref().map_or("", |it| it.title));
    let option = move |(name, words, _): (&'static str, &'static str, &[&str])| {
        view! { <option value=name prop:selected=move || kind.get() == name>{words}</option> }
    };
    let choose = move |ev| {
        if let Some(law) = law.get_untracked() {
            set(law.as_kind(&event_target_value(&ev)));
        }
    };
    let parts = Memo::new(move |_| {
        law.with(|it| it.as_ref().map(|it| it.parts.iter().map(|part| part.0).collect::<Vec<_>>()).unwrap_or_default())
    });
    view! {
        <div class="behaviour__law">
            <div class="behaviour__law-head">
                <h4 class="behaviour__name" title=format!("{key} in Metadata.Lambdarium")>{title}</h4>
                <select
                    class="entry behaviour__kind"
                    aria-label=move || format!("Law of {}", title())
                    aria-describedby=about.clone()
                    aria-invalid=move || is_wrong(notices).to_string()
                    on:change=choose
                >
                    {LAWS.map(option).into_iter().collect_view()}
                </select>
            </div>
            {move || law.get().map(|law| view! { <Picture law /> })}
            <div class="behaviour__parts">
                {move || {
                    let about = own.clone();
                    parts.get().into_iter().map(move |name| view! { <Part law name typed notices about=about.clone() set_part try_out /> }).collect_view()
                }}
            </div>
            <Notices notices id=about />
        </div>
    }
}

fn is_wrong(notices: Memo<Vec<NoticeView>>) -> bool {
    notices.with(|all| all.iter().any(|it| it.severity == Severity::Error))
}

/// A part of a law: a duration with its unit.
#[component]
fn Part(
    law: Memo<Option<LawView>>,
    name: &'static str,
    typed: Typed<Standing, TypedPart>,
    notices: Memo<Vec<NoticeView>>,
    /// Names the element that says what is wrong.
    about: String,
    set_part: impl Fn(TypedPart) + Copy + Send + Sync + 'static,
    try_out: impl Fn(TypedPart) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let value = move || {
        let text = |law: &LawView| law.parts.iter().find(|part| part.0 == name).map(|part| part.1.to_string());
        law.with(|it| it.as_ref().and_then(text).unwrap_or_default())
    };
    let own = move || typed.get().filter(|(of, _)| *of == name).map(|(_, text)| text);
    let shown = move || own().unwrap_or_else(value);
    let words = move || match (name, law.with(|it| it.as_ref().map_or("", |it| it.kind))) {
        ("", "Sequence") => "In turn",
        ("", _) => "Takes",
        (name, _) => name,
    };
    let label = move || format!("{} of {}", words(), law.with(|it| it.as_ref().map_or("", |it| it.key)));
    let on_input = move |ev| {
        let text = event_target_value(&ev);
        // What is set already is not on its way to anything.
        if text == untrack(value) { typed.give_up() } else { try_out((name, text)) }
    };
    let on_change = move |ev| set_part((name, event_target_value(&ev)));
    let on_key = move |ev| typed.on_key(&ev);
    view! {
        <label class="behaviour__part">
            <span class="entry__name">{words}</span>
            <input
                class="entry"
                type="text"
                autocomplete="off"
                spellcheck="false"
                title="A duration with its unit: 120ms, 3s, 1m30s"
                aria-label=label
                aria-describedby=about
                aria-invalid=move || is_wrong(notices).to_string()
                prop:value=shown
                on:input=on_input
                on:change=on_change
                on:keydown=on_key
            />
        </label>
    }
}

/// The curve. What it says stands in words as well.
#[component]
fn Picture(law: LawView) -> impl IntoView {
    let Curve { line, area, ticks, marks, limit, limit_is_height, .. } = law.curve.clone();
    let tick = |tick: editor::chart::scale::Tick| {
        let anchor = tick.anchor(WIDTH);
        view! { <text class="behaviour__tick" x=tick.at y=HEIGHT - 5.0 text-anchor=anchor>{tick.label}</text> }
    };
    let mark = |mark: editor::chart::curve::Mark| {
        view! {
            <line class="behaviour__mark" x1=mark.at x2=mark.at y1=14 y2=AXIS_Y></line>
            <text class="behaviour__mark-name" x=mark.at y=10 text-anchor="middle">{mark.name}</text>
        }
    };
    let limit = limit.map(|at| {
        let (x, y) = if limit_is_height { ((0.0, WIDTH), (at, at)) } else { ((at, at), (4.0, AXIS_Y)) };
        view! {
            <line class="behaviour__limit" x1=x.0 x2=x.1 y1=y.0 y2=y.1>
                <title>"The limit: what takes longer is stopped"</title>
            </line>
        }
    });
    view! {
        <figure class="behaviour__figure">
            <svg class="behaviour__curve" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=law.words.to_string()>
                <path class="behaviour__area" d=area></path>
                <path class="behaviour__line" d=line></path>
                <line class="behaviour__axis" x1=0 x2=WIDTH y1=AXIS_Y y2=AXIS_Y></line>
                {ticks.into_iter().map(tick).collect_view()}
                {marks.into_iter().map(mark).collect_view()}
                {limit}
            </svg>
            <figcaption class="behaviour__words" data-beyond=(law.curve.beyond > 0.000_5).to_string()>{law.words.to_string()}</figcaption>
        </figure>
    }
}
