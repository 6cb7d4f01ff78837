//! The template as text. What is typed becomes the document when it is applied.

use crate::shell::desk::Draft;
use crate::shell::{elements, use_desk, use_dispatch, use_slices};
use editor::command::{Command, FileCommand};
use leptos::html;
use leptos::prelude::*;

/// Height of a line of the text [CSS px], as the style sheet has it.
const LINE_PX: i32 = 20;

/// The text with the numbers of its lines.
#[component]
pub(crate) fn TemplateText() -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    let dispatch = use_dispatch();
    let title = Memo::new(move |_| slices.run.with(|run| run.title.clone()));
    // It lies on the desk, so that a look at another panel does not lose it.
    let draft = Memo::new(move |_| desk.draft.get().filter(|draft| draft.title == title.get()).map(|draft| draft.text));
    let field = NodeRef::<html::Textarea>::new();
    let gutter = NodeRef::<html::Pre>::new();
    let text = move || draft.get().unwrap_or_else(|| slices.text.get().to_string());
    let numbers = Memo::new(move |_| {
        let lines = text().split('\n').count();
        (1..=lines).map(|line| format!("{line}\n")).collect::<String>()
    });
    let apply = move |_| {
        if let Some(text) = draft.get_untracked() {
            dispatch(Command::File(FileCommand::SetText(text.into())));
            desk.draft.set(None);
        }
    };
    let on_input = move |ev| {
        desk.draft.set(Some(Draft { title: title.get_untracked(), text: event_target_value(&ev) }));
    };
    let on_scroll = move |_| {
        if let (Some(field), Some(gutter)) = (field.get_untracked(), gutter.get_untracked()) {
            gutter.set_scroll_top(field.scroll_top());
        }
    };
    leptos::prelude::Effect::new(move |_| {
        if let (Some((line, _)), Some(field)) = (desk.line.get(), field.get()) {
            request_animation_frame(move || elements::show_line(&field, line, LINE_PX));
        }
    });
    let changed = move || draft.with(Option::is_some);
    view! {
        <div class="template-text">
            <pre class="template-text__numbers" aria-hidden="true" node_ref=gutter>{move || numbers.get()}</pre>
            <textarea
                class="template-text__field"
                aria-label="Template"
                title="The template's text: change it, then apply"
                spellcheck="false"
                autocapitalize="off"
                wrap="off"
                node_ref=field
                prop:value=text
                on:input=on_input
                on:scroll=on_scroll
            ></textarea>
            <Show when=changed>
                <div class="template-text__actions">
                    <button class="template-text__apply" type="button" on:click=apply>"Apply"</button>
                    <button class="template-text__discard" type="button" on:click=move |_| desk.draft.set(None)>"Discard"</button>
                </div>
            </Show>
        </div>
    }
}
