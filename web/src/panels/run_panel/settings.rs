//! The settings of a run: which AWS, which luck, how slow, how long, how much.

use crate::shell::{use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::command::{Command, RunCommand};
use editor::view::RunView;
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
    let on_seed = move |text: String| {
        if let Ok(seed) = text.trim().parse() {
            set(RunCommand::SetSeed(seed));
        }
    };
    let on_limit = move |text: String| {
        if let Ok(limit) = text.trim().replace(',', "").parse() {
            set(RunCommand::SetAccountLimit(limit));
        }
    };
    view! {
        <section class="run-panel__section" aria-label="Settings of the run">
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
                    value=Signal::derive(move || run.with(|run| run.seed.to_string()))
                    on_change=on_seed
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
                    hint="How long the run lasts, with a unit: 90 s, 10 min, 1 h"
                    value=Signal::derive(move || run.with(|run| run.duration.to_string()))
                    on_change=move |text| set(RunCommand::SetDuration(text.into()))
                />
                <Setting
                    name="Account limit"
                    hint="How many environments may run at once in the account"
                    value=Signal::derive(move || run.with(|run| run.account_limit.to_string()))
                    on_change=on_limit
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
    let dispatch = use_dispatch();
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
        let on_change = move |text: String| {
            dispatch(Command::Run(RunCommand::SetParameter { name: name.clone(), value: text.into() }));
        };
        view! { <Setting name=label hint=description.to_string() value on_change /> }
    };
    view! {
        <Show when=move || !names.get().is_empty()>
            <section class="run-panel__section" aria-label="Parameters of the template">
                <h3 class="run-panel__entry">"Parameters of the template"</h3>
                {move || names.get().into_iter().map(setting).collect_view()}
            </section>
        </Show>
    }
}

/// A line of text with its name.
#[component]
fn Setting(
    #[prop(into)] name: String,
    #[prop(into)] hint: String,
    value: Signal<String>,
    on_change: impl Fn(String) + 'static,
) -> impl IntoView {
    view! {
        <label class="run-panel__setting" title=hint>
            <span class="entry__name">{name}</span>
            <input
                class="entry"
                type="text"
                autocomplete="off"
                prop:value=move || value.get()
                on:change=move |ev| on_change(event_target_value(&ev))
            />
        </label>
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
        <div class="run-panel__setting" title=hint>
            <span class="entry__name">{name}</span>
            <div class="run-panel__options" role="group" aria-label=name>{options.map(option).into_iter().collect_view()}</div>
        </div>
    }
}
