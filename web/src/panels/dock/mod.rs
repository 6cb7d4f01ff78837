//! What lies below the canvas: the log, the problems, the template.

use crate::panels::log::Log;
use crate::panels::problems::Problems;
use crate::panels::template_text::TemplateText;
use crate::panels::tool::keys_of;
use crate::shell::desk::Dock as Part;
use crate::shell::{elements, use_desk, use_slices};
use crate::widgets::icon::Icon;
use crate::widgets::tabs::{Tabs, words};
use editor::actions;
use leptos::prelude::*;

/// The dock with its tabs, and beside them the button that folds it.
#[component]
pub(crate) fn Dock() -> impl IntoView {
    let desk = use_desk();
    let slices = use_slices();
    let problems = Signal::derive(move || match slices.problems.with(|problems| problems.len()) {
        0 => "Problems".to_owned(),
        count => format!("Problems ({count})"),
    });
    let has_draft = move || desk.drafts.with(|drafts| slices.run.with(|run| drafts.of(&run.document).is_some()));
    let template = Signal::derive(move || match has_draft() {
        true => "Template (not applied)".to_owned(),
        false => "Template".to_owned(),
    });
    let tabs = vec![(Part::Log, words("Log")), (Part::Problems, problems), (Part::Template, template)];
    let open = move || desk.dock.get().is_some();
    let word = move || if open() { "Fold this panel" } else { "Open the log" };
    // From another part its key leads to the log.
    let is_log = move || desk.dock.with(|dock| dock.is_none_or(|part| part == Part::Log));
    let keys = keys_of(&actions::LOG);
    let hint = move || match is_log() {
        true => actions::LOG.hint_as(word(), elements::keyboard()),
        false => word().to_owned(),
    };
    let fold = move |_| desk.dock.update(|dock| *dock = if dock.is_some() { None } else { Some(Part::Log) });
    view! {
        <section class="dock" aria-label="Log, problems and template" data-open=move || open().to_string()>
            <div class="dock__tabs">
                <Tabs label="Below the canvas" tabs chosen=move || desk.dock.get() on_choose=move |part| desk.open_dock(part) />
                <button
                    class="dock__fold"
                    type="button"
                    aria-label=word
                    aria-keyshortcuts=move || keys().filter(|_| is_log())
                    title=hint
                    on:click=fold
                >
                    <Icon name="chevron" />
                </button>
            </div>
            {move || desk.dock.get().map(|part| view! {
                <div class="dock__content">
                    {match part {
                        Part::Log => view! { <Log /> }.into_any(),
                        Part::Problems => view! { <Problems /> }.into_any(),
                        Part::Template => view! { <TemplateText /> }.into_any(),
                    }}
                </div>
            })}
        </section>
    }
}
