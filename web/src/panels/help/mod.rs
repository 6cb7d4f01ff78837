//! What this is, and all keys.

use crate::shell::desk::Overlay;
use crate::shell::use_desk;
use crate::widgets::dialog::Dialog;
use leptos::prelude::*;

const TIME: [(&str, &str); 5] = [
    ("Space", "Play or pause"),
    (".", "To the next event"),
    (",", "One event back"),
    ("Home", "Back to the start"),
    ("+ -", "Faster, slower"),
];

const GRAPH: [(&str, &str); 8] = [
    ("Tab", "From card to card, in flow order"),
    ("Enter", "Inspect the card"),
    ("← ↑ → ↓", "Move the card; with Shift four times as far"),
    ("C", "Connect the card: lists what it can be connected to"),
    ("A", "Add from the palette"),
    ("Del", "Remove what is selected"),
    ("Ctrl Z", "Undo; with Shift redo"),
    ("Ctrl S", "Save the template as a file"),
];

const VIEW: [(&str, &str); 5] = [
    ("F", "Show everything"),
    ("L", "Open or fold the log"),
    ("Esc", "Let go, deselect"),
    ("Ctrl wheel", "Zoom; the wheel alone moves the view"),
    ("Space drag", "Move the view from anywhere"),
];

/// The dialog.
#[component]
pub(crate) fn Help() -> impl IntoView {
    let desk = use_desk();
    let on_single = move |ev| {
        let on = event_target_checked(&ev);
        desk.set_single_keys(on);
    };
    view! {
        <Dialog title="Help" wide=true on_close=move || desk.overlay.set(None)>
            <p class="help__intro">
                "Lambdarium plays what happens between AWS services and functions, by AWS's own rules: who waits for whom, what is retried and when, what is throttled, and where it ends. Everything runs in this browser; nothing is sent anywhere. The same template and seed always give the same run. "
                <button class="help__link" type="button" on:click=move |_| desk.overlay.set(Some(Overlay::Legend))>
                    "What the wires and shapes mean"
                </button>
            </p>
            <div class="help">
                <Keys title="Time" rows=TIME.to_vec() />
                <Keys title="Cards and wires" rows=GRAPH.to_vec() />
                <Keys title="View" rows=VIEW.to_vec() />
            </div>
            <label class="help__option">
                <input type="checkbox" prop:checked=move || desk.single_keys.get() on:change=on_single />
                "Keys without Ctrl do something (switch this off if you use speech input)"
            </label>
        </Dialog>
    }
}

#[component]
fn Keys(title: &'static str, rows: Vec<(&'static str, &'static str)>) -> impl IntoView {
    let row = |(keys, text): (&'static str, &'static str)| {
        view! {
            <div class="help__row">
                <dt class="help__keys">
                    {keys.split(' ').map(|key| view! { <kbd class="help__key">{key}</kbd> }).collect_view()}
                </dt>
                <dd>{text}</dd>
            </div>
        }
    };
    view! {
        <section>
            <h3 class="help__subtitle">{title}</h3>
            <dl class="help__list">{rows.into_iter().map(row).collect_view()}</dl>
        </section>
    }
}
