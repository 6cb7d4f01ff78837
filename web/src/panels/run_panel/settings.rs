//! The settings of a run: which AWS, which luck, how slow, how long, how much.

use crate::panels::field::{Notices, Typed};
use crate::shell::{use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::command::{Command, RunCommand, RunSetting};
use editor::view::{NoticeView, RunView};
use leptos::prelude::*;
use std::sync::Arc;

const PROFILES: [(&str, &str); 2] = [("aws-2020", "2020"), ("aws-2026", "Today")];
const LATENCIES: [(&str, &str); 2] = [("Typical", "Typical"), ("None", "None")];

/// The settings.
#[component]
pub(super) fn Settings() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let run = slices.run;
    let set = move |command: RunCommand| dispatch(Command::Run(command));
    view! {
        <section class="run-panel__section" aria-label="Settings of the run" data-undo="document">
            <p class="run-panel__hint">"A change here runs everything anew from the start, up to this instant"</p>
            <Choice
                name="AWS as of"
                hint="Which rules and limits hold"
                options=PROFILES
                value=Signal::derive(move || run.with(|run| run.profile.clone()))
                on_choose=move |it| set(RunCommand::SetProfile(it.into()))
            />
            <div class="run-panel__row">
                <Setting
                    name="Seed"
                    hint="The same seed gives the same run, to the nanosecond"
                    of=RunSetting::Seed
                    value=Signal::derive(move || run.with(|run| run.seed.to_string()))
                />
                <button class="run-panel__luck" type="button" title="The same run with other random numbers" on:click=move |_| set(RunCommand::OtherLuck)>
                    <Icon name="dice" />
                    "Other luck"
                </button>
            </div>
            <Choice
                name="Latency between services"
                hint="Typical latencies, or none, to see the logic alone"
                options=LATENCIES
                value=Signal::derive(move || run.with(|run| run.latency.clone()))
                on_choose=move |it| set(RunCommand::SetLatency(it.into()))
            />
            <div class="run-panel__pair">
                <Setting
                    name="Duration"
                    hint="How long the run lasts, with a unit: 90s, 10m, 1h"
                    of=RunSetting::Duration
                    value=Signal::derive(move || run.with(|run| run.duration.to_string()))
                />
                <Setting
                    name="Account limit"
                    hint="How many environments may run at once in the account"
                    of=RunSetting::AccountLimit
                    value=Signal::derive(move || run.with(|run| run.account_limit.to_string()))
                />
            </div>
        </section>
        <Parameters />
    }
}

/// The parameters of the template.
#[component]
fn Parameters() -> impl IntoView {
    let run = use_slices().run;
    let names = Memo::new(move |_| {
        run.with(|run| run.parameters.iter().map(|it| (it.0.clone(), it.2.clone())).collect::<Vec<_>>())
    });
    let value_of = move |run: &RunView, name: &Arc<str>| {
        run.parameters.iter().find(|it| it.0 == *name).map(|it| it.1.to_string()).unwrap_or_default()
    };
    let setting = move |(name, description): (Arc<str>, Arc<str>)| {
        let own = name.clone();
        let value = Signal::derive(move || run.with(|run| value_of(run, &own)));
        let label = name.to_string();
        view! { <Setting name=label hint=description.to_string() of=RunSetting::Parameter(name) value /> }
    };
    view! {
        <Show when=move || !names.get().is_empty()>
            <section class="run-panel__section" aria-label="Parameters of the template" data-undo="document">
                <h3 class="run-panel__entry">"Parameters of the template"</h3>
                {move || names.get().into_iter().map(setting).collect_view()}
            </section>
        </Show>
    }
}

/// A line of text with its name. What cannot be its value is said, and the setting stays as it is.
#[component]
fn Setting(
    #[prop(into)] name: String,
    #[prop(into)] hint: String,
    of: RunSetting,
    value: Signal<String>,
) -> impl IntoView {
    let dispatch = use_dispatch();
    let of = StoredValue::new(of);
    let typed = Typed::<String>::over(move || Some(value.get()));
    // Why a text is not set, and what holds instead.
    let refused = move |text: &str| {
        let reason = of.try_with_value(|of| of.command(text).err()).flatten()?;
        Some(NoticeView::error(format!("{reason}: it stays {}", value.try_get_untracked()?)))
    };
    let on_input = move |ev| {
        let text = event_target_value(&ev);
        // What is set already is not on its way to anything.
        if value.with_untracked(|value| *value == text) {
            typed.give_up();
        } else {
            typed.set_and_check(text.clone(), move || Some(refused(&text).into_iter().collect()));
        }
    };
    let on_change = move |ev| {
        let text = event_target_value(&ev);
        typed.give_up();
        match refused(&text) {
            Some(reason) => typed.keep(text, reason),
            None => of.with_value(|of| of.command(&text)).into_iter().for_each(|it| dispatch(Command::Run(it))),
        }
    };
    let on_key = move |ev| typed.on_key(&ev);
    let notices = Memo::new(move |_| typed.told());
    view! {
        <div class="run-panel__checked">
            <label class="run-panel__setting">
                <span class="entry__name" title=hint>{name}</span>
                <input
                    class="entry"
                    type="text"
                    autocomplete="off"
                    aria-invalid=move || (!notices.with(Vec::is_empty)).to_string()
                    aria-describedby=typed.id("notices")
                    prop:value=move || typed.get().unwrap_or_else(|| value.get())
                    on:input=on_input
                    on:change=on_change
                    on:keydown=on_key
                />
            </label>
            <Notices notices id=typed.id("notices") />
        </div>
    }
}

/// A few texts of which one holds.
#[component]
fn Choice(
    name: &'static str,
    hint: &'static str,
    options: [(&'static str, &'static str); 2],
    value: Signal<Arc<str>>,
    on_choose: impl Fn(&'static str) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let option = move |(it, words): (&'static str, &'static str)| {
        view! {
            <button
                class="run-panel__option"
                type="button"
                aria-pressed=move || (*value.get() == *it).to_string()
                on:click=move |_| on_choose(it)
            >
                {words}
            </button>
        }
    };
    view! {
        <div class="run-panel__setting">
            <span class="entry__name" title=hint>{name}</span>
            <div class="run-panel__options" role="group" aria-label=name>{options.map(option).into_iter().collect_view()}</div>
        </div>
    }
}
