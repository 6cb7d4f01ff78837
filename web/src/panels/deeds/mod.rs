//! What was done while the run played: a list to jump to and to take things out of.

use crate::shell::use_dispatch;
use crate::widgets::icon::Icon;
use editor::command::{Command, PlaybackCommand, SetupCommand};
use editor::text::time_text::instant;
use editor::view::DeedView;
use leptos::prelude::*;

/// The list, with a title; nothing where nothing was done.
#[component]
pub(crate) fn Deeds(
    /// What was done.
    deeds: Memo<Vec<DeedView>>,
    /// Whether each says to what it was done.
    names: bool,
) -> impl IntoView {
    let dispatch = use_dispatch();
    let row = move |deed: DeedView| {
        let words = if names { format!("{}: {}", deed.on, deed.text) } else { deed.text.to_string() };
        let (at, index) = (deed.at, deed.index);
        let (jump, forget) = (format!("Go to {}: {words}", instant(at)), format!("Forget: {words}"));
        view! {
            <li class="deeds__row">
                <button
                    class="deeds__jump"
                    type="button"
                    title=jump.clone()
                    aria-label=jump
                    on:click=move |_| dispatch(Command::Playback(PlaybackCommand::Seek(at)))
                >
                    <span class="deeds__at">{instant(at)}</span>
                    <span class="deeds__words">{words}</span>
                </button>
                <button
                    class="deeds__forget"
                    type="button"
                    title="Take this out of the template, and run anew"
                    aria-label=forget
                    on:click=move |_| dispatch(Command::Setup(SetupCommand::TakeBack { index }))
                >
                    <Icon name="close" />
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || deeds.with(|deeds| !deeds.is_empty())>
            <section class="deeds" aria-label="Done in this run">
                <h3 class="deeds__title">"Done in this run"</h3>
                <ol class="deeds__list">{move || deeds.get().into_iter().map(row).collect_view()}</ol>
            </section>
        </Show>
    }
}
