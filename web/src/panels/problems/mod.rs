//! What is wrong with the template, by line; and with what is typed into it and not applied yet.

use crate::shell::{use_desk, use_dispatch, use_shell, use_slices};
use crate::widgets::icon::Icon;
use editor::command::Command;
use editor::view::ProblemView;
use leptos::prelude::*;

/// The lists. A click on a row shows the line in the template.
#[component]
pub(crate) fn Problems() -> impl IntoView {
    let shell = use_shell();
    let slices = use_slices();
    let desk = use_desk();
    let draft = Memo::new(move |_| {
        let draft = |id: &str| desk.drafts.with(|drafts| drafts.of(id).map(|draft| draft.text.clone()));
        slices.run.with(|run| draft(&run.document))
    });
    let of_draft = Memo::new(move |_| {
        // What the template has already is no problem of the draft alone.
        slices.problems.track();
        draft.get().map(|text| shell.ask(|editor| editor.problems_of_draft(&text)))
    });
    let is_typed = Memo::new(move |_| of_draft.with(Option::is_some));
    let typed = Signal::derive(move || of_draft.get().unwrap_or_default());
    let own = Signal::derive(move || slices.problems.get().to_vec());
    view! {
        <div class="problems" tabindex="0">
            <Show when=move || is_typed.get()>
                <h3 class="problems__title">"Typed under Template and not applied"</h3>
                <List problems=typed none="Nothing else is wrong with it: apply it under Template" />
                <h3 class="problems__title">"The template as it is"</h3>
            </Show>
            <List problems=own none="No problems: everything in this template is understood" />
        </div>
    }
}

/// Problems, or that there are none.
#[component]
fn List(problems: Signal<Vec<ProblemView>>, none: &'static str) -> impl IntoView {
    let row = |problem: ProblemView| view! { <Row problem /> };
    view! {
        <ul>{move || problems.get().into_iter().map(row).collect_view()}</ul>
        <Show when=move || problems.with(Vec::is_empty)>
            <p class="problems__none">{none}</p>
        </Show>
    }
}

#[component]
fn Row(problem: ProblemView) -> impl IntoView {
    let desk = use_desk();
    let dispatch = use_dispatch();
    let mend = move |commands: Vec<Command>| commands.into_iter().for_each(dispatch);
    let line = problem.at.line;
    let place = if line == 0 { problem.path.to_string() } else { format!("line {line}") };
    let remedies = problem.remedies.into_iter().map(move |(label, commands)| {
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
}
