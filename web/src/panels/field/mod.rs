//! A setting: its name, its value in a fitting control, and what is wrong with it, said while it is typed.

mod value;

use crate::shell::{use_dispatch, use_shell};
use crate::widgets::icon::Icon;
use editor::Severity;
use editor::view::{Entry, FieldView, IdleView, NoticeView};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use value::Value;

/// How long a person pauses in typing before what is typed is checked [ms].
const PAUSE_MS: u32 = 180;

/// What a field shows; nothing while what it belongs to is not selected any more.
pub(crate) type Shown = Memo<Option<FieldView>>;

/// A value on its way: what is typed and not set yet, and what would be wrong with it.
#[derive(Clone, Copy)]
struct Draft {
    text: RwSignal<Option<String>>,
    told: RwSignal<Vec<NoticeView>>,
    pause: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Draft {
    fn new() -> Self {
        Self { text: RwSignal::new(None), told: RwSignal::new(Vec::new()), pause: StoredValue::new_local(None) }
    }

    fn give_up(self) {
        self.pause.set_value(None);
        self.told.set(Vec::new());
        self.text.set(None);
    }
}

/// A setting. It stays while what it belongs to stays selected, so that typing is never disturbed by what moves.
#[component]
pub(crate) fn Field(
    /// What is set.
    field: Shown,
) -> impl IntoView {
    let shell = use_shell();
    let dispatch = use_dispatch();
    let draft = Draft::new();
    let set = move |value: String| {
        draft.give_up();
        if let Some(field) = field.get_untracked().filter(|field| *field.value != *value || value.is_empty()) {
            dispatch(field.command(&value));
        }
    };
    let try_out = move |text: String| {
        draft.text.set(Some(text.clone()));
        let check = Timeout::new(PAUSE_MS, move || {
            if let Some(field) = field.try_get_untracked().flatten() {
                draft.told.try_set(shell.ask(|editor| editor.check_field(&field, &text)));
            }
        });
        // Dropping the one before cancels it.
        draft.pause.set_value(Some(check));
    };
    let name = field.get_untracked().map(|field| field.name.to_string()).unwrap_or_default();
    let label = Memo::new(move |_| field.with(|it| it.as_ref().map(|it| it.label.to_string()).unwrap_or_default()));
    let changed = move || field.with(|it| it.as_ref().is_some_and(|it| it.changed)).to_string();
    let idle = Memo::new(move |_| field.with(|it| it.as_ref().and_then(|it| it.idle.clone())));
    let notices = Memo::new(move |_| match draft.text.with(Option::is_some) {
        true => draft.told.get(),
        false => field.with(|it| it.as_ref().map(|it| it.notices.clone()).unwrap_or_default()),
    });
    let invalid = move || notices.with(|all| all.iter().any(|it| it.severity == Severity::Error)).to_string();
    view! {
        <div class="field" data-changed=changed data-invalid=invalid data-idle=move || idle.get().is_some().to_string()>
            <div class="field__head">
                <span class="field__name" title=name.clone()>{move || label.get()}</span>
                <span class="field__dot" title="Was set, and is not left to its default" aria-hidden="true"></span>
                <button
                    class="field__reset"
                    type="button"
                    aria-label=move || format!("Set {} back to its default", label.get())
                    title="Back to the default"
                    on:click=move |_| set(String::new())
                >
                    <Icon name="reset" />
                </button>
            </div>
            <Value field draft=draft.text set try_out />
            {move || idle.get().map(|it| view! { <Idle it /> })}
            <Notices notices />
            <p class="field__help">{move || hint(field)}</p>
        </div>
    }
}

/// Why a setting does nothing.
#[component]
fn Idle(it: IdleView) -> impl IntoView {
    view! {
        <p class="field__idle" title=it.source.to_string()>
            <Icon name="info" />
            {format!("No effect here: {}", it.reason)}
        </p>
    }
}

/// What is wrong or unwise, in AWS's own words where AWS has some.
#[component]
pub(crate) fn Notices(notices: Memo<Vec<NoticeView>>) -> impl IntoView {
    let row = |notice: NoticeView| {
        let icon = match notice.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        view! {
            <p class="field__notice" data-severity=notice.severity.word() title=notice.hint.to_string()>
                <Icon name=icon />
                {notice.message.to_string()}
            </p>
        }
    };
    view! {
        <div class="field__notices" aria-live="polite">
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
