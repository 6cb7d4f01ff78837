//! The top bar: which document, where it comes from and goes to, and back and forth.

mod menu;

use crate::gesture::use_gestures;
use crate::panels::tool::keys_of;
use crate::shell::desk::Overlay;
use crate::shell::{elements, files, use_desk, use_dispatch, use_shell, use_slices};
use crate::widgets::icon::Icon;
use editor::actions;
use editor::command::{Command, FileCommand};
use editor::keep::unkept::State;
use leptos::html;
use leptos::prelude::*;
use menu::{MoreMenu, ShareMenu};

/// The bar.
#[component]
pub(crate) fn Topbar() -> impl IntoView {
    let shell = use_shell();
    let slices = use_slices();
    let desk = use_desk();
    let dispatch = use_dispatch();
    let file = move |command: FileCommand| dispatch(Command::File(command));
    let chooser = NodeRef::<html::Input>::new();
    let keyboard = elements::keyboard();
    let title = move || slices.run.with(|run| run.title.to_string());
    let open = move |overlay: Overlay| desk.overlay.set(Some(overlay));
    let on_chosen = move |_| {
        if let Some(field) = chooser.get_untracked() {
            files::take_chosen(shell, &field);
        }
    };
    let choose = move || {
        if let Some(field) = chooser.get_untracked() {
            elements::click(&field);
        }
    };
    view! {
        <header class="topbar">
            <span class="topbar__brand" aria-hidden="true"><Icon name="lambda" /></span>
            <div class="topbar__names">
                <h1 class="topbar__name">"Lambdarium"</h1>
                <button
                    class="topbar__title"
                    type="button"
                    title="Your documents: open, rename, copy, delete; earlier versions"
                    on:click=move |_| open(Overlay::Documents)
                >
                    {title}
                </button>
            </div>
            <div class="topbar__group">
                <Tool icon="gallery" label="Gallery" hint="Templates to begin with" worded=true on_click=move || open(Overlay::Gallery) />
                <Tool icon="new" label="New" hint="Begin with an empty template" on_click=move || file(FileCommand::New) />
                <span class="topbar__fold">
                    <Tool icon="open" label="Open a template" hint="Open a template: a SAM or CloudFormation file" on_click=choose />
                </span>
                <input
                    class="topbar__chooser"
                    type="file"
                    accept=".yaml,.yml,.json,.template,text/*"
                    aria-label="Template file"
                    tabindex="-1"
                    node_ref=chooser
                    on:change=on_chosen
                />
                <span class="topbar__fold">
                    <Tool icon="save" label="Save" hint=actions::SAVE.hint(keyboard) keys=Signal::derive(keys_of(&actions::SAVE)) on_click=move || file(FileCommand::Save) />
                </span>
                <ShareMenu />
                <Unkept />
            </div>
            <History />
            <Views />
        </header>
    }
}

/// Says for as long as it holds what is not kept, beside the way to keep it.
#[component]
fn Unkept() -> impl IntoView {
    let shell = use_shell();
    let library = shell.library();
    let dispatch = use_dispatch();
    let others = Memo::new(move |_| library.unkept.with(|unkept| unkept.told(&library.current.get())));
    let other = move |state: State| {
        let save = {
            let id = state.kept.id.clone();
            move || library.save(shell, &id)
        };
        view! {
            <Unsaved
                words=state.words()
                about="The browser's storage is full or closed, so a reload loses its last changes: save it as a file"
                save
            />
        }
    };
    view! {
        <span class="topbar__alert" role="alert">
            <Show when=move || library.is_unkept()>
                <Unsaved
                    words="Not kept: save it"
                    about="The browser's storage is full or closed, so a reload loses your last changes: save the template as a file"
                    save=move || dispatch(Command::File(FileCommand::Save))
                />
            </Show>
            <For each=move || others.get() key=|state| (state.kept.id.clone(), state.kept.title.clone()) children=other />
        </span>
    }
}

/// A document that is not kept, as the button that saves it.
#[component]
fn Unsaved(
    /// What is said.
    #[prop(into)]
    words: String,
    /// Why, and what to do.
    about: &'static str,
    /// Saves it.
    save: impl Fn() + 'static,
) -> impl IntoView {
    let name = words.clone();
    view! {
        <button class="topbar__unkept" type="button" aria-label=name title=about on:click=move |_| save()>
            <Icon name="warning" />
            <span class="topbar__unkept-words">{words}</span>
        </button>
    }
}

/// Back and forth. The last step leaves the focus where it is: on a neighbour the next press would do something else.
#[component]
fn History() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let keyboard = elements::keyboard();
    let undo = move || {
        slices.run.with(|run| {
            let step = run.undo.as_ref()?;
            Some(run.undo_to.as_ref().map_or_else(|| step.to_string(), |title| format!("{step}, back to {title}")))
        })
    };
    let redo = move || slices.run.with(|run| run.redo.clone());
    view! {
        <div class="topbar__group">
            <button
                class="topbar__tool"
                type="button"
                aria-label="Undo"
                aria-keyshortcuts=keys_of(&actions::UNDO)
                title=move || undo().map_or("Nothing to undo".to_owned(), |step| actions::UNDO.hint_as(&format!("Undo: {step}"), keyboard))
                aria-disabled=move || undo().is_none().then_some("true")
                on:click=move |_| dispatch(Command::File(FileCommand::Undo))
            >
                <Icon name="undo" />
            </button>
            <button
                class="topbar__tool"
                type="button"
                aria-label="Redo"
                aria-keyshortcuts=keys_of(&actions::REDO)
                title=move || redo().map_or("Nothing to redo".to_owned(), |step| actions::REDO.hint_as(&format!("Redo: {step}"), keyboard))
                aria-disabled=move || redo().is_none().then_some("true")
                on:click=move |_| dispatch(Command::File(FileCommand::Redo))
            >
                <Icon name="redo" />
            </button>
        </div>
    }
}

/// How the page looks, and help.
#[component]
fn Views() -> impl IntoView {
    let gestures = use_gestures();
    let desk = use_desk();
    let dark = desk.dark;
    let find = actions::FINDER.hint(elements::keyboard());
    let flip = |signal: RwSignal<bool>| move || signal.update(|open| *open = !*open);
    view! {
        <div class="topbar__group topbar__group--end">
            <span class="topbar__fold"><Tool icon="search" label="Search for anything" hint=find keys=Signal::derive(keys_of(&actions::FINDER)) on_click=move || gestures.act_here(&actions::FINDER) /></span>
            <span class="topbar__fold"><Tool icon="panel" label="Palette" hint="Show or hide the palette" on_click=flip(desk.palette_open) /></span>
            <span class="topbar__fold"><Tool icon="panel-right" label="Inspector" hint="Show or hide the inspector" on_click=flip(desk.side_open) /></span>
            <MoreMenu />
            <button
                class="topbar__tool topbar__fold"
                type="button"
                title="Light or dark"
                aria-label=move || if dark.get() { "Change to the light theme" } else { "Change to the dark theme" }
                on:click=move |_| gestures.act_here(&actions::THEME)
            >
                {move || view! { <Icon name=if dark.get() { "sun" } else { "moon" } /> }}
            </button>
            <Tool icon="help" label="Help" hint=actions::HELP.hint(elements::keyboard()) keys=Signal::derive(keys_of(&actions::HELP)) on_click=move || desk.overlay.set(Some(Overlay::Help)) />
        </div>
    }
}

/// A button of the bar.
#[component]
fn Tool(
    /// Its icon.
    icon: &'static str,
    /// What it is called.
    label: &'static str,
    /// What it does.
    #[prop(into)]
    hint: String,
    /// Its keys, where it has some.
    #[prop(optional, into)]
    keys: Option<Signal<Option<String>>>,
    /// Whether its name stands beside the icon where there is room.
    #[prop(optional)]
    worded: bool,
    /// What to do.
    on_click: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button class="topbar__tool" type="button" aria-label=label aria-keyshortcuts=move || keys.and_then(|keys| keys.get()) title=hint on:click=move |_| on_click()>
            <Icon name=icon />
            {worded.then(|| view! { <span class="topbar__word">{label}</span> })}
        </button>
    }
}
