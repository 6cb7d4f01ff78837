//! The open document as it was before: looked at, compared with now, and gone back to.

use crate::shell::storage::{date_of, records};
use crate::shell::{use_desk, use_dispatch, use_shell, use_slices};
use crate::widgets::dialog::Dialog;
use crate::widgets::icon::Icon;
use crate::widgets::thumbnail::Thumbnail;
use editor::command::{Command, FileCommand};
use editor::keep::difference::{self, Kind};
use editor::keep::versions::Version;
use editor::view::thumbnail;
use leptos::prelude::*;

/// The dialog.
#[component]
pub(crate) fn Versions() -> impl IntoView {
    let desk = use_desk();
    let shell = use_shell();
    let library = shell.library();
    // What was done a moment ago is a version, too.
    library.flush(shell);
    let versions = library.current.with_untracked(|id| records::versions(id));
    let list: Vec<Version> = versions.list().iter().rev().cloned().collect();
    let chosen = RwSignal::new(usize::from(list.len() > 1));
    let none = list.len() < 2;
    let list = StoredValue::new(list);
    let row = move |(index, version): (usize, Version)| {
        view! {
            <li>
                <button
                    class="versions__row"
                    type="button"
                    aria-pressed=move || (chosen.get() == index).to_string()
                    title="Look at this version"
                    on:click=move |_| chosen.set(index)
                >
                    <span class="versions__step">{if index == 0 { "Now".to_owned() } else { version.step.to_string() }}</span>
                    <span class="versions__when">{date_of(millis(version.at_ms))}</span>
                </button>
            </li>
        }
    };
    view! {
        <Dialog title="Earlier versions" wide=true on_close=move || desk.overlay.set(None)>
            {none.then(|| view! {
                <p class="versions__none">"This document has no earlier version yet: one is kept by itself whenever you change it and pause"</p>
            })}
            <Show when=move || library.refused_version.get()>
                <p class="versions__none">"The browser's storage is full or closed: the last versions are not kept"</p>
            </Show>
            <div class="versions" data-none=none.to_string()>
                <ol class="versions__list" aria-label="Versions, the newest first">
                    {list.with_value(|list| list.iter().cloned().enumerate().map(row).collect_view())}
                </ol>
                {move || list.with_value(|list| list.get(chosen.get()).cloned()).map(|version| view! { <Shown version /> })}
            </div>
        </Dialog>
    }
}

/// One version: its picture, what differs from now, and the way back to it.
#[component]
fn Shown(version: Version) -> impl IntoView {
    let desk = use_desk();
    let dispatch = use_dispatch();
    let slices = use_slices();
    let now = slices.text.get_untracked();
    let lines = difference::between(&version.text, &now);
    let (added, removed) = difference::counts(&lines);
    let same = lines.is_empty();
    let told = match (added, removed) {
        (0, 0) => "It is the same as now".to_owned(),
        _ => format!("Since then {} added, {} removed", lines_of(added), lines_of(removed)),
    };
    let picture = thumbnail::of_text(&version.text);
    let when = date_of(millis(version.at_ms));
    let take = move |_| {
        desk.overlay.set(None);
        let label = format!("Go back to the version of {when}").into();
        dispatch(Command::File(FileCommand::TakeVersion { label, text: version.text.clone() }));
    };
    let line = |line: difference::Line| {
        let (kind, sign) = match line.kind {
            Kind::Same => ("same", " "),
            Kind::Added => ("added", "+"),
            Kind::Removed => ("removed", "−"),
            Kind::Skipped => ("skipped", "⋯"),
        };
        view! { <span class="versions__line" data-kind=kind>{format!("{sign} {}\n", line.text)}</span> }
    };
    view! {
        <section class="versions__shown" aria-label="The chosen version">
            <Thumbnail picture />
            <div class="versions__head">
                <p aria-live="polite">{told}</p>
                <button class="versions__take" type="button" disabled=same title="Make this the text again; undo takes it back" on:click=take>
                    <Icon name="versions" />
                    "Go back to this version"
                </button>
            </div>
            {(!same).then(|| view! {
                <pre class="versions__difference" tabindex="0" role="region" aria-label="What changed since then">{lines.into_iter().map(line).collect_view()}</pre>
            })}
        </section>
    }
}

fn lines_of(count: usize) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
}

#[expect(clippy::cast_precision_loss, reason = "dates are far from the limit")]
fn millis(at_ms: u64) -> f64 {
    at_ms as f64
}
