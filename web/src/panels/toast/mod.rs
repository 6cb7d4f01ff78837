//! What is said for a moment and goes away by itself: a short notice, and what an edit of the graph wrote. It stands in the
//! foot of the canvas, where nothing is read.

use crate::shell::{elements, use_desk, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use crate::widgets::told::Told;
use editor::actions;
use editor::command::{Command, FileCommand};
use editor::view::diff::{DiffLine, DiffView};
use leptos::prelude::*;

/// The place where both appear; screen readers listen to it.
#[component]
pub(crate) fn Toast() -> impl IntoView {
    let desk = use_desk();
    let slices = use_slices();
    // Once the step is taken back, or another one is made, what it wrote is no longer so.
    let shown = Memo::new(move |_| {
        let step = slices.run.with(|run| run.undo.clone());
        desk.diff.get().filter(|diff| step.as_ref() == Some(&diff.title))
    });
    let title = Signal::derive(move || shown.with(|it| it.as_ref().map(|it| it.title.to_string()).unwrap_or_default()));
    view! {
        <div class="toast" data-asked=move || slices.why.with(Option::is_some).to_string()>
            <div role="status">
                {move || desk.notice.get().map(|text| view! { <p class="toast__text">{text.to_string()}</p> })}
            </div>
            // Of what was written the title is told, and not the lines and buttons with it.
            <Told words=title count=desk.diffs />
            {move || shown.get().map(|view| view! { <Diff view /> })}
        </div>
    }
}

/// What an edit wrote, with a way back.
#[component]
fn Diff(view: DiffView) -> impl IntoView {
    let desk = use_desk();
    let dispatch = use_dispatch();
    let DiffView { title, lines, more } = view;
    let opened = RwSignal::new(false);
    let count = lines.len() + more;
    let counted = if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
    let undo = move |_| dispatch(Command::File(FileCommand::Undo));
    let line = |line: DiffLine| {
        let sign = if line.added { "+" } else { "\u{2212}" };
        view! {
            <code class="toast__line" data-added=line.added.to_string()>
                <span class="toast__sign">{sign}</span>
                {line.text.to_string()}
            </code>
        }
    };
    view! {
        <div
            class="toast__diff"
            data-focus="back"
            on:pointerenter=move |_| desk.keep_diff()
            on:pointerleave=move |_| desk.dismiss_diff_later()
            on:focusin=move |_| desk.keep_diff()
            on:focusout=move |_| desk.dismiss_diff_later()
        >
            <div class="toast__head">
                <p class="toast__title">{title.to_string()}</p>
                <button
                    class="toast__more"
                    type="button"
                    aria-expanded=move || opened.get().to_string()
                    title="What this wrote into the template"
                    on:click=move |_| opened.update(|opened| *opened = !*opened)
                >
                    {counted}
                </button>
                <button class="toast__undo" type="button" title=actions::UNDO.hint_as(&format!("Undo: {title}"), elements::keyboard()) on:click=undo>
                    <Icon name="undo" />
                    "Undo"
                </button>
                <button
                    class="toast__close"
                    type="button"
                    aria-label="Close"
                    title="Close"
                    on:click=move |_| desk.diff.set(None)
                >
                    <Icon name="close" />
                </button>
            </div>
            <Show when=move || opened.get()>
                <div class="toast__lines">{lines.iter().cloned().map(line).collect_view()}</div>
                {(more > 0).then(|| view! { <p class="toast__rest">{format!("and {more} more in the template")}</p> })}
            </Show>
        </div>
    }
}
