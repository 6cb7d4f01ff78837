//! The template as text. What is typed becomes the document when it is applied.

use crate::shell::{elements, use_desk, use_dispatch, use_slices};
use editor::command::{Command, FileCommand};
use editor::view::inspect::worst_by_line;
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Height of a line of the text [CSS px], as the style sheet has it.
const LINE_PX: i32 = 20;

/// The text with the numbers of its lines.
#[component]
pub(crate) fn TemplateText() -> impl IntoView {
    let slices = use_slices();
    let desk = use_desk();
    let dispatch = use_dispatch();
    let document = Memo::new(move |_| slices.run.with(|run| run.document.clone()));
    // It lies on the desk, so that a look at another panel or another document does not lose it.
    let draft = Memo::new(move |_| desk.drafts.with(|drafts| document.with(|id| drafts.of(id).cloned())));
    let is_behind = Memo::new(move |_| {
        draft.with(|draft| draft.as_ref().is_some_and(|draft| slices.text.with(|text| draft.is_behind(text))))
    });
    let field = NodeRef::<html::Textarea>::new();
    let gutter = NodeRef::<html::Pre>::new();
    let text = move || draft.get().map_or_else(|| slices.text.get(), |draft| draft.text).to_string();
    let numbers = Memo::new(move |_| {
        let lines = text().split('\n').count();
        (1..=lines).map(|line| format!("{line}\n")).collect::<String>()
    });
    // Of what is typed and not applied nobody knows yet what is wrong with it.
    let marks = Memo::new(move |_| {
        if draft.with(Option::is_some) {
            BTreeMap::new()
        } else {
            slices.problems.with(|problems| worst_by_line(problems))
        }
    });
    let discard = move || desk.draft(|drafts| drafts.drop_of(&document.get_untracked()));
    let apply = move |_| {
        if let Some(draft) = draft.get_untracked() {
            discard();
            dispatch(Command::File(FileCommand::SetText(draft.text)));
        }
    };
    let on_input = move |ev| {
        let (document, text) = (document.get_untracked(), slices.text.get_untracked());
        desk.draft(|drafts| drafts.put(&document, &text, &event_target_value(&ev)));
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
            <pre class="template-text__numbers" aria-hidden="true" node_ref=gutter>
                {move || numbers.get()}
                {move || marks.get().into_iter().map(|(line, severity)| view! {
                    <span class="template-text__mark" data-severity=severity.word() style:--template-text-line=(line - 1).to_string()></span>
                }).collect_view()}
            </pre>
            <textarea
                class="template-text__field"
                aria-label="Template"
                title="Change it, then apply"
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
                    <p class="template-text__behind" role="status">
                        {move || is_behind.get().then_some("The template has changed since you began to type. Applying takes that change back")}
                    </p>
                    <button class="template-text__apply" type="button" title="Makes what you typed the template; undo takes it back" on:click=apply>
                        {move || if is_behind.get() { "Apply all the same" } else { "Apply" }}
                    </button>
                    <button class="template-text__discard" type="button" title="Shows the template as it is, without what you typed" on:click=move |_| discard()>
                        "Discard"
                    </button>
                </div>
            </Show>
        </div>
    }
}
