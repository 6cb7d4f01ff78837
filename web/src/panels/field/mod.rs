//! A setting: its name, its value in a fitting control, and what is wrong with it, said while it is typed.

mod control;
mod filter;
mod parts;
mod typed;
mod value;

use crate::widgets::entry::Idle;
use crate::widgets::humps::humps;
use crate::widgets::icon::Icon;
use control::{Control, Way};
use editor::Severity;
use editor::view::{Entry, FieldView, NoticeView};
use leptos::prelude::*;
pub(crate) use typed::Typed;
use value::{Value, json};

/// What a field shows; nothing while what it belongs to is not selected any more.
pub(crate) type Shown = Memo<Option<FieldView>>;

/// A setting. It stays while what it belongs to stays selected, so that typing is never disturbed by what moves.
#[component]
pub(crate) fn Field(
    /// What is set.
    field: Shown,
    /// Whether it is a part of another setting, whose JSON has it as well.
    #[prop(optional)]
    is_part: bool,
) -> impl IntoView {
    let help = Memo::new(move |_| hint(field));
    let control = Control::new(field, Way::Value).with_help(help);
    let name = field.get_untracked().map(|field| field.name.to_string()).unwrap_or_default();
    let label = Memo::new(move |_| control.of(|it| it.label.to_string()));
    let changed = move || control.of(|it| it.changed).to_string();
    let idle = Memo::new(move |_| control.of(|it| it.idle.clone()));
    let notices = Memo::new(move |_| control.notices());
    let invalid = move || notices.with(|all| all.iter().any(|it| it.severity == Severity::Error)).to_string();
    // A part says what it does where its name is pointed at or it is used: there are too many to say it all at once. Over
    // what is typed nothing is said.
    let title = move || if is_part { help.get() } else { name.clone() };
    let is_wide = move || control.of(FieldView::needs_room).to_string();
    let is_whole = Memo::new(move |_| control.of(|it| it.entry.is_made_of_others()));
    view! {
        <div
            class="field"
            data-hint="around"
            data-changed=changed
            data-invalid=invalid
            data-idle=move || idle.get().is_some().to_string()
            data-wide=is_wide
            data-part=is_part.to_string()
        >
            <div class="field__head">
                <span class="field__name" title=title>{move || label.with(|label| humps(label))}</span>
                <span class="field__dot" title="Was set, and is not left to its default" aria-hidden="true"></span>
                <button
                    class="field__reset"
                    type="button"
                    aria-label=move || format!("Set {} back to its default", control.name())
                    title="Back to the default"
                    on:click=move |_| control.set(String::new())
                >
                    <Icon name="reset" />
                </button>
            </div>
            <Value control />
            {move || idle.get().map(|it| view! { <Idle it /> })}
            <Notices notices id=control.notices_id() />
            <Show when=move || !help.with(String::is_empty)>
                <p class="field__help" id=control.help_id()>{move || help.get()}</p>
            </Show>
            <Show when=move || is_whole.get() && !is_part><Raw field /></Show>
        </div>
    }
}

/// All of a setting that is made of others, as JSON: for what the form does not have.
#[component]
fn Raw(field: Shown) -> impl IntoView {
    let control = Control::new(field, Way::Json);
    let notices = Memo::new(move |_| control.notices());
    view! {
        <details class="field__raw">
            <summary class="field__raw-title" title="The whole setting as the template has it, for what the form does not have">"As JSON"</summary>
            {json(control)}
            <Notices notices id=control.notices_id() />
        </details>
    }
}

/// What is wrong or unwise, in AWS's own words where AWS has some.
#[component]
pub(crate) fn Notices(
    /// What is said.
    notices: Memo<Vec<NoticeView>>,
    /// By what name controls refer to it.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let row = |notice: NoticeView| {
        view! {
            <p class="field__notice" data-severity=notice.severity.word() title=notice.hint.to_string()>
                <Icon name=notice.severity.word() />
                {notice.message.to_string()}
            </p>
        }
    };
    view! {
        <div class="field__notices" aria-live="polite" id=id>
            {move || notices.get().into_iter().map(row).collect_view()}
        </div>
    }
}

/// What the setting does, and what it may be.
fn hint(field: Shown) -> String {
    field.with(|it| {
        let Some(it) = it else { return String::new() };
        let range = match it.entry {
            Entry::Number { min, max: i64::MAX, .. } => format!(" From {min}."),
            Entry::Number { min, max, .. } => format!(" {min} to {max}."),
            _ => String::new(),
        };
        let default = if it.default.is_empty() { String::new() } else { format!(" Default: {}.", it.default) };
        let help = it.help.trim_end_matches('.');
        if range.is_empty() && default.is_empty() { help.to_owned() } else { format!("{help}.{range}{default}") }
    })
}
