//! Menus of the bar: the ways to hand a document on, and on a phone what else has no room there.

use crate::gesture::use_gestures;
use crate::shell::{elements, use_dispatch};
use crate::widgets::icon::Icon;
use editor::actions;
use editor::command::{Command, FileCommand};
use leptos::html;
use leptos::prelude::*;

/// What a row of a menu does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    CopyLink,
    CopyRun,
    CopyText,
    Open,
    Save,
    Theme,
}

/// A row: its icon, its words, and a few more.
type Row = (Deed, &'static str, &'static str, &'static str);

const SHARE: &[Row] = &[
    (Deed::CopyLink, "link", "Copy a link", "The template travels in the link itself"),
    (Deed::CopyRun, "terminal", "Copy the run command", "The same run with lambdarium run"),
    (Deed::CopyText, "copy", "Copy the template", "As text"),
];

const REST: &[Row] = &[
    (Deed::Open, "open", "Open a template", "A SAM or CloudFormation file"),
    (Deed::Save, "save", "Save", "As a file"),
    (Deed::Theme, "moon", "Light or dark", "How the page looks"),
];

/// The menu behind "Share".
#[component]
pub(super) fn ShareMenu() -> impl IntoView {
    view! {
        <div class="topbar__fold"><Menu icon="share" label="Share" hint="Hand this on: as a link, a command or a text" worded=true rows=SHARE.to_vec() /></div>
    }
}

/// The menu of a phone: sharing, and what stands in the bar elsewhere.
#[component]
pub(super) fn MoreMenu() -> impl IntoView {
    view! {
        <div class="topbar__unfold"><Menu icon="more" label="More" hint="Open, save, share, and how the page looks" rows=[REST, SHARE].concat() /></div>
    }
}

/// A menu. The browser's own disclosure, so that keys and screen readers know it.
#[component]
fn Menu(
    /// Its icon.
    icon: &'static str,
    /// What it is called.
    label: &'static str,
    /// What is in it.
    hint: &'static str,
    /// Whether its name stands beside the icon where there is room.
    #[prop(optional)]
    worded: bool,
    /// Its rows.
    rows: Vec<Row>,
) -> impl IntoView {
    let dispatch = use_dispatch();
    let gestures = use_gestures();
    let details = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = details.get_untracked() {
            elements::close_details(&details);
        }
    };
    let file = move |command: FileCommand| dispatch(Command::File(command));
    let choose = move |deed: Deed| {
        close();
        match deed {
            Deed::CopyLink => file(FileCommand::CopyLink),
            Deed::CopyRun => file(FileCommand::CopyRun),
            Deed::CopyText => file(FileCommand::CopyText),
            Deed::Open => elements::click_on(".topbar__chooser"),
            Deed::Save => file(FileCommand::Save),
            Deed::Theme => gestures.act_here(&actions::THEME),
        }
    };
    let on_focusout = move |ev: leptos::ev::FocusEvent| {
        if !elements::keeps_focus(&ev) {
            close();
        }
    };
    let row = move |(deed, icon, words, more): Row| {
        view! {
            <button class="topbar__choice" type="button" on:click=move |_| choose(deed)>
                <Icon name=icon />
                <span class="topbar__choice-text">{words}<small class="topbar__small">{more}</small></span>
            </button>
        }
    };
    view! {
        <details class="topbar__menu" node_ref=details on:focusout=on_focusout>
            <summary class="topbar__tool" aria-label=label title=hint>
                <Icon name=icon />
                {worded.then(|| view! { <span class="topbar__word">{label}</span> })}
            </summary>
            <div class="topbar__choices">{rows.into_iter().map(row).collect_view()}</div>
        </details>
    }
}
