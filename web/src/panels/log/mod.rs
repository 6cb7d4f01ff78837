//! What happened, line by line: what led to each, chips that keep only some, and a list of which only what is seen is
//! made.

mod bar;
mod row;
mod rows;

use crate::shell::desk::Told;
use crate::shell::{elements, use_desk, use_shell, use_slices};
use bar::{Bar, Chips};
use editor::RecordId;
use editor::view::told::log::LogHead;
use leptos::prelude::*;
use rows::Rows;

/// What is told to who does not see the log comes at most this often [ms].
const SAID_MS: f64 = 8_000.0;

/// The log with its filters.
#[component]
pub(crate) fn Log() -> impl IntoView {
    let shell = use_shell();
    let slices = use_slices();
    let desk = use_desk();
    let head = Memo::new(move |_| {
        slices.beat.track();
        shell.ask(editor::Editor::log_head)
    });
    // New lines are followed until the person moves back.
    let follows = RwSignal::new(true);
    let nothing = move || head.with(|head| (head.lines == 0).then(|| head.why_empty()));
    let live = move || if desk.told.get() == Told::Everything { "polite" } else { "off" };
    view! {
        <div class="log">
            <Bar head follows />
            <Chips head />
            {move || nothing().map(|text| view! { <p class="log__empty">{text}</p> })}
            <Rows head follows />
            <p class="log__said" role="log" aria-live=live>{digest(head)}</p>
        </div>
    }
}

/// Sums up what is new, now and then.
fn digest(head: Memo<LogHead>) -> impl Fn() -> String + 'static {
    let shell = use_shell();
    let last = StoredValue::new((0.0, RecordId::NONE));
    let said = StoredValue::new(String::new());
    move || {
        let newest = head.with(|head| head.newest);
        let (at, since) = last.get_value();
        let now = elements::now_ms();
        if now - at >= SAID_MS {
            last.set_value((now, newest));
            said.set_value(shell.ask(|editor| editor.log_digest(since)).to_string());
        }
        said.get_value()
    }
}
