//! What just happened, in one line below the canvas, with "Why?"; aloud, unless the person wants silence.

use crate::shell::desk::Told;
use crate::shell::elements::now_ms;
use crate::shell::{use_desk, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use crate::widgets::mark::Mark;
use editor::command::{Command, PlaybackCommand, ViewCommand};
use editor::text::time_text::instant;
use editor::view::narrator::Narration;
use leptos::prelude::*;
use std::sync::Arc;

/// A line stays for so long before the next takes its place, so that it can be read, or heard to its end [ms].
const READ_MS: f64 = 3_000.0;

/// What stands there while nothing stood out.
const REST: &str = "The first failure, retry or throttle is told here";

/// The line.
#[component]
pub(crate) fn Narrator() -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    // The clock is looked at too, so that a line that had to wait gets its turn.
    let plays = move || slices.transport.with(|transport| transport.playing);
    let told = paced(plays, move || slices.narration.get());
    let live = move || if desk.told.get() == Told::Nothing { "off" } else { "polite" };
    view! {
        <div class="narrator" role="region" aria-label="What just happened">
            <div aria-live=live>
                {move || told.get().map(|narration| view! { <Line narration /> })}
            </div>
            // Its room is kept, so that nothing moves when it speaks.
            <Show when=move || told.with(Option::is_none)>
                <p class="narrator__rest">{REST}</p>
            </Show>
        </div>
    }
}

#[component]
fn Line(narration: Arc<Narration>) -> impl IntoView {
    let dispatch = use_dispatch();
    let record = narration.record;
    let ask = move |_| dispatch(Command::View(ViewCommand::Ask(Some(record))));
    let go = move |_| dispatch(Command::Playback(PlaybackCommand::SeekRecord(record)));
    view! {
        <p class="narrator__line">
            <Mark tone=narration.tone shape=narration.shape />
            <span class="narrator__text">
                <strong>{narration.kind}": "</strong>
                {narration.text.to_string()}
                {narration.more.iter().map(|(kind, text)| view! {
                    ". "
                    <strong>{*kind}": "</strong>
                    {text.to_string()}
                }).collect_view()}
                <span class="narrator__meaning">". "{capital(&narration.meaning)}</span>
            </span>
            <button class="narrator__button narrator__button--when" type="button" title="Go to that instant" on:click=go>{instant(narration.at)}</button>
            <button class="narrator__button" type="button" title="The rule of AWS that decided this, and its source" on:click=ask>
                <Icon name="why" />
                "Why?"
            </button>
        </p>
    }
}

/// Follows a value, but lets each stand long enough to be read while time goes on by itself. Who goes somewhere sees at
/// once what is there, and what is taken back goes at once.
fn paced<T>(
    plays: impl Fn() -> bool + Send + Sync + 'static,
    value: impl Fn() -> Option<T> + Send + Sync + 'static,
) -> Memo<Option<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let since = StoredValue::new(f64::MIN);
    Memo::new(move |shown: Option<&Option<T>>| {
        let (next, plays) = (value(), plays());
        let shown = shown.cloned().flatten();
        if next == shown {
            return shown;
        }
        let now = now_ms();
        if plays && shown.is_some() && next.is_some() && now - since.get_value() < READ_MS {
            return shown;
        }
        since.set_value(now);
        next
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
