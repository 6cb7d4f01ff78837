//! What happened, line by line. A click goes to that instant; "Why?" asks for the rule.

use crate::panels::line::Line;
use crate::shell::{elements, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use editor::command::{Command, ViewCommand};
use leptos::html;
use leptos::prelude::*;

/// The log, with a field that keeps only lines with a text.
#[component]
pub(crate) fn Log() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let list = NodeRef::<html::Ol>::new();
    let follows = StoredValue::new(true);
    // New lines are followed until the person moves back, and again once they are at the end. A scroll alone says
    // nothing: new lines and following them make the list scroll, too.
    leptos::prelude::Effect::new(move |_| {
        slices.log.track();
        if let (true, Some(list)) = (follows.get_value(), list.get()) {
            request_animation_frame(move || elements::scroll_to_end(&list));
        }
    });
    let on_scroll = move |_| {
        if list.get_untracked().is_some_and(|list| elements::is_at_end(&list)) {
            follows.set_value(true);
        }
    };
    let stay = move || follows.set_value(false);
    let on_wheel = move |ev: leptos::ev::WheelEvent| {
        if ev.delta_y() < 0.0 {
            stay();
        }
    };
    let on_down = move |ev: leptos::ev::PointerEvent| {
        // On the list itself, not on a line, there is only its scroll bar.
        if elements::is_own(&ev) {
            stay();
        }
    };
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        if matches!(ev.key().as_str(), "ArrowUp" | "PageUp") {
            stay();
        }
    };
    let filter = move |ev| dispatch(Command::View(ViewCommand::FilterLog(event_target_value(&ev).into())));
    let is_empty = Memo::new(move |_| slices.log.with(|lines| lines.is_empty()));
    view! {
        <div class="log">
            <label class="log__field">
                <Icon name="search" />
                <input class="log__filter" type="search" placeholder="Filter" aria-label="Show only lines that contain this" on:input=filter />
            </label>
            <Show when=move || is_empty.get()>
                <p class="log__empty">"Nothing has happened yet: play, or send something"</p>
            </Show>
            <ol
                class="log__lines"
                tabindex="0"
                aria-label="What happened"
                node_ref=list
                on:scroll=on_scroll
                on:wheel=on_wheel
                on:touchmove=move |_| stay()
                on:pointerdown=on_down
                on:keydown=on_key
            >
                <For
                    each=move || slices.log.get().to_vec()
                    key=|line| line.record
                    children=|line| view! { <li class="log__row"><Line line /></li> }
                />
            </ol>
        </div>
    }
}
