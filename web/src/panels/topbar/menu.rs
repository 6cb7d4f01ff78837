//! The ways to hand a document on.

use crate::shell::{elements, use_dispatch};
use crate::widgets::icon::Icon;
use editor::command::{Command, FileCommand};
use leptos::html;
use leptos::prelude::*;

/// The menu behind "Share". The browser's own disclosure, so that keys and screen readers know it.
#[component]
pub(super) fn ShareMenu() -> impl IntoView {
    let dispatch = use_dispatch();
    let details = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = details.get_untracked() {
            elements::close_details(&details);
        }
    };
    let choose = move |command: FileCommand| {
        close();
        dispatch(Command::File(command));
    };
    let on_focusout = move |ev: leptos::ev::FocusEvent| {
        if !elements::keeps_focus(&ev) {
            close();
        }
    };
    view! {
        <details class="topbar__menu" node_ref=details on:focusout=on_focusout>
            <summary class="topbar__tool" aria-label="Share" title="Hand this on: as a link, a command or a text">
                <Icon name="share" />
                <span class="topbar__word">"Share"</span>
            </summary>
            <div class="topbar__choices">
                <button class="topbar__choice" type="button" on:click=move |_| choose(FileCommand::CopyLink)>
                    <Icon name="link" />
                    <span class="topbar__choice-text">"Copy a link"<small class="topbar__small">"The template travels in the link itself"</small></span>
                </button>
                <button class="topbar__choice" type="button" on:click=move |_| choose(FileCommand::CopyRun)>
                    <Icon name="terminal" />
                    <span class="topbar__choice-text">"Copy the run command"<small class="topbar__small">"The same run with lambdarium run"</small></span>
                </button>
                <button class="topbar__choice" type="button" on:click=move |_| choose(FileCommand::CopyText)>
                    <Icon name="copy" />
                    <span class="topbar__choice-text">"Copy the template"<small class="topbar__small">"As text"</small></span>
                </button>
            </div>
        </details>
    }
}
