//! What is wrong with the template, by line.

use crate::shell::{use_desk, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::command::Command;
use editor::view::ProblemView;
use leptos::prelude::*;

/// The list. A click shows the line in the template.
#[component]
pub(crate) fn Problems() -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    let dispatch = use_dispatch();
    let mend = move |commands: Vec<Command>| commands.into_iter().for_each(dispatch);
    let row = move |problem: &ProblemView| {
        let line = problem.at.line;
        let place = if line == 0 { problem.path.to_string() } else { format!("line {line}") };
        let remedies = problem.remedies.clone().into_iter().map(move |(label, commands)| {
            view! {
                <button
                    class="problems__remedy"
                    type="button"
                    title="Does it now; Undo takes it back"
                    on:click=move |_| mend(commands.clone())
                >
                    {label.to_string()}
                </button>
            }
        });
        view! {
            <li>
                <button
                    class="problems__row"
                    type="button"
                    data-severity=problem.severity.word()
                    title=problem.path.to_string()
                    on:click=move |_| desk.open_line(line.max(1))
                >
                    <span class="problems__icon"><Icon name=problem.severity.word() /></span>
                    <span class="problems__place">{place}</span>
                    <span class="problems__text">
                        <span class="problems__message">{problem.message.to_string()}</span>
                        <span class="problems__hint">{problem.hint.to_string()}</span>
                    </span>
                </button>
                <span class="problems__remedies">{remedies.collect_view()}</span>
            </li>
        }
    };
    view! {
        <div class="problems" tabindex="0">
            <ul>{move || slices.problems.get().iter().map(row).collect_view()}</ul>
            <Show when=move || slices.problems.with(|problems| problems.is_empty())>
                <p class="problems__none">"No problems: everything in this template is understood"</p>
            </Show>
        </div>
    }
}
