//! A client: the curve of its arrivals with the playhead, and all that can be set of it.

use crate::panels::field::{Field, Notices};
use crate::panels::send::form::Form;
use crate::panels::send::form_text::FormText;
use crate::shell::{use_dispatch, use_shell, use_slices};
use editor::chart::rate::{self, HEIGHT, WIDTH};
use editor::chart::scale::Tick;
use editor::command::{Command, SetupCommand};
use editor::view::SectionView;
use editor::view::inspect::traffic::{TrafficView, WHENS};
use leptos::prelude::*;
use std::sync::Arc;

/// Where the axis of time is.
const AXIS_Y: f64 = HEIGHT - 18.0;

/// The selected client.
#[component]
pub(crate) fn Traffic() -> impl IntoView {
    let shown = use_slices().traffic;
    let dispatch = use_dispatch();
    let id = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.id.clone())));
    let when = Memo::new(move |_| shown.with(|it| it.as_ref().map_or("", |it| it.when)));
    let notices = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.notices.clone()).unwrap_or_default()));
    let choose = move |ev| {
        if let Some(client) = id.get_untracked() {
            dispatch(Command::Setup(SetupCommand::When { client, key: event_target_value(&ev).into() }));
        }
    };
    let option = move |(key, words, _): (&'static str, &'static str, &str)| {
        view! { <option value=key prop:selected=move || when.get() == key>{words}</option> }
    };
    view! {
        <section class="traffic" aria-label="Traffic">
            <Curve />
            <Notices notices />
            <label class="traffic__when">
                <span class="traffic__name">"When it sends"</span>
                <select class="entry" aria-label="When it sends" on:change=choose>
                    {WHENS.map(option).into_iter().collect_view()}
                </select>
            </label>
            <Fields of=|it| &it.timing />
            <h3 class="traffic__title">"What it sends"</h3>
            <Fields of=|it| &it.sending />
            <Input />
        </section>
    }
}

/// The fields of a section of the client.
#[component]
fn Fields(of: fn(&TrafficView) -> &SectionView) -> impl IntoView {
    let shown = use_slices().traffic;
    let keys = Memo::new(move |_| {
        let keys =
            |it: &Arc<TrafficView>| of(it).fields.iter().map(|field| (it.id.clone(), field.name.clone())).collect();
        shown.with(|it| it.as_ref().map(keys).unwrap_or_else(Vec::new))
    });
    let field = move |name: Arc<str>| {
        Memo::new(move |_| shown.with(|it| of(it.as_ref()?).fields.iter().find(|field| field.name == name).cloned()))
    };
    view! {
        <div class="traffic__fields">
            <For each=move || keys.get() key=Clone::clone children=move |(_, name)| view! { <Field field=field(name) /> } />
        </div>
    }
}

/// The form of what each send carries.
#[component]
fn Input() -> impl IntoView {
    let shown = use_slices().traffic;
    let shell = use_shell();
    let key = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| (it.id.clone(), it.input.name.clone()))));
    let form = move || {
        let (client, name) = key.get()?;
        let action = shown.with_untracked(|it| it.as_ref().map(|it| it.input.clone()))?;
        // Where the template says something else, as after an undo, the form says it as well, but for what a person is
        // typing.
        let input = FormText::over(move || {
            shown.with(|it| it.as_ref().map(|it| it.input.input.to_string()).unwrap_or_default())
        });
        let on_commit = move || {
            input.hand_over(|text| {
                let (client, path, value) = (client.clone(), Arc::from("Input"), Arc::from(text));
                // What is no JSON yet stays in the form, which says what is wrong with it.
                if editor::text::broken::problem(text).is_some() {
                    return false;
                }
                let command = Command::Setup(SetupCommand::Client { client, path, value });
                let is_taken = shell.ask(|editor| editor.why_not_done(&command).is_none());
                // Where it is not taken, the editor tells why.
                shell.dispatch(command);
                is_taken
            });
        };
        Some(view! {
            <h3 class="traffic__title">{format!("Input of {name}")}</h3>
            <div on:focusout=move |_| on_commit()>
                <Form action input />
            </div>
        })
    };
    view! { {form} }
}

/// The curve of arrivals. What it says stands in words as well.
#[component]
fn Curve() -> impl IntoView {
    let shown = use_slices().traffic;
    let transport = use_slices().transport;
    let curve = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.curve.clone())));
    let now = Memo::new(move |_| transport.with(|it| rate::place(it.now, it.duration)));
    let words = move || shown.with(|it| it.as_ref().map(|it| it.words.to_string()).unwrap_or_default());
    let time = |tick: Tick| {
        let anchor = tick.anchor(WIDTH);
        view! { <text class="traffic__tick" x=tick.at y=HEIGHT - 5.0 text-anchor=anchor>{tick.label}</text> }
    };
    let rate = |tick: Tick| {
        view! {
            <line class="traffic__grid" x1=0 x2=WIDTH y1=tick.at y2=tick.at></line>
            <text class="traffic__tick" x=WIDTH y=tick.at - 2.0 text-anchor="end">{format!("{} /s", tick.label)}</text>
        }
    };
    let drawn = move || {
        curve.get().map(|curve| {
            view! {
                <path class="traffic__bars" d=curve.bars></path>
                <path class="traffic__rate" d=curve.line></path>
                <line class="traffic__axis" x1=0 x2=WIDTH y1=AXIS_Y y2=AXIS_Y></line>
                {curve.ticks.into_iter().map(time).collect_view()}
                {curve.rates.into_iter().skip(1).map(rate).collect_view()}
            }
        })
    };
    view! {
        <figure class="traffic__figure">
            <svg class="traffic__curve" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=words>
                // Behind what is written.
                <line class="traffic__now" x1=now x2=now y1=0 y2=AXIS_Y></line>
                {drawn}
            </svg>
            <figcaption class="traffic__words">{words}</figcaption>
        </figure>
    }
}
