//! What a control of a setting needs: the value, what is typed and not set yet, and what would be wrong with that.

use super::Shown;
use crate::shell::{Shell, use_shell};
use crate::widgets::ids;
use editor::Severity;
use editor::command::Command;
use editor::text::draft::Draft;
use editor::view::{FieldView, NoticeView};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// How long a person pauses in typing before what is typed is checked [ms].
const PAUSE_MS: u32 = 180;

/// How a text sets a setting: as one value, or as the JSON of all that it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Value,
    Json,
}

/// A setting with what is on its way to it.
#[derive(Clone, Copy)]
pub(super) struct Control {
    pub(super) field: Shown,
    /// Tells it from all others of the page.
    number: u32,
    way: Way,
    shell: Shell,
    typed: RwSignal<Option<Draft>>,
    told: RwSignal<Vec<NoticeView>>,
    pause: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Control {
    pub(super) fn new(field: Shown, way: Way) -> Self {
        Self {
            field,
            number: ids::number(),
            way,
            shell: use_shell(),
            typed: RwSignal::new(None),
            told: RwSignal::new(Vec::new()),
            pause: StoredValue::new_local(None),
        }
    }

    /// Returns what the control shows: what is typed, else what is set.
    pub(super) fn text(self) -> String {
        self.draft().unwrap_or_else(|| self.of(|it| it.value.to_string()))
    }

    /// Returns what is typed, as long as what it was typed over stands there.
    fn draft(self) -> Option<String> {
        let typed = self.typed.get()?;
        self.field.with(|it| it.as_ref().and_then(|it| typed.over(&it.value)).map(str::to_owned))
    }

    fn type_over(self, text: String) {
        let value = self.field.with_untracked(|it| it.as_ref().map(|it| it.value.clone()));
        self.typed.set(value.map(|value| Draft::new(value, text)));
    }

    pub(super) fn of<R: Default>(self, part: impl Fn(&FieldView) -> R) -> R {
        self.field.with(|it| it.as_ref().map(&part).unwrap_or_default())
    }

    pub(super) fn name(self) -> String {
        self.of(FieldView::spoken)
    }

    /// Names the element that says what is wrong with it.
    pub(super) fn notices_id(self) -> String {
        format!("field-{}-notices", self.number)
    }

    /// Names the element that says why a name cannot be added to it.
    pub(super) fn new_name_id(self) -> String {
        format!("field-{}-new", self.number)
    }

    /// Names the element that says what it does.
    pub(super) fn help_id(self) -> String {
        format!("field-{}-help", self.number)
    }

    /// Names all that describes it, for who comes to the control alone: what it does stands beside its value alone.
    pub(super) fn described_by(self) -> String {
        match self.way == Way::Value && !super::hint(self.field).is_empty() {
            true => format!("{} {}", self.notices_id(), self.help_id()),
            false => self.notices_id(),
        }
    }

    pub(super) fn is_idle(self) -> bool {
        self.of(|it| it.idle.is_some())
    }

    /// Sets the setting; what was typed is given up, unless it cannot be set: then it stays, with what is wrong with it.
    pub(super) fn set(self, value: String) {
        self.give_up();
        let Some(field) = self.field.get_untracked() else { return };
        let wrong = self.shell.ask(|editor| match self.way {
            Way::Value => editor.why_not_set(&field, &value),
            Way::Json => editor.why_not_set_as_json(&field, &value),
        });
        if let Some(wrong) = wrong {
            self.type_over(value);
            self.told.set(vec![wrong]);
            return;
        }
        if *field.value != *value || value.is_empty() && field.changed {
            self.shell.dispatch(match self.way {
                Way::Value => field.command(&value),
                Way::Json => field.command_of_json(&value),
            });
        }
    }

    pub(super) fn dispatch(self, command: impl FnOnce(&FieldView) -> Option<Command>) {
        if let Some(command) = self.field.get_untracked().as_ref().and_then(command) {
            self.shell.dispatch(command);
        }
    }

    /// Checks a value that is being typed, once the person pauses. What is set already is not on its way to anything.
    pub(super) fn try_out(self, text: String) {
        if self.field.with_untracked(|it| it.as_ref().is_some_and(|it| *it.value == *text)) {
            self.give_up();
            return;
        }
        self.type_over(text.clone());
        let check = Timeout::new(PAUSE_MS, move || {
            if let Some(field) = self.field.try_get_untracked().flatten() {
                self.told.try_set(self.shell.ask(|editor| match self.way {
                    Way::Value => editor.check_field(&field, &text),
                    Way::Json => editor.check_json(&field, &text),
                }));
            }
        });
        // Dropping the one before cancels it.
        self.pause.set_value(Some(check));
    }

    pub(super) fn give_up(self) {
        self.pause.set_value(None);
        self.told.set(Vec::new());
        self.typed.set(None);
    }

    /// Escape gives up what was typed, and nothing else on the page hears of it.
    pub(super) fn on_key(self, ev: &web_sys::KeyboardEvent) {
        if ev.key() == "Escape" && untrack(|| self.draft()).is_some() {
            ev.stop_propagation();
            self.give_up();
        }
    }

    /// Tells whether what is shown is wrong.
    pub(super) fn is_wrong(self) -> bool {
        self.notices().iter().any(|it| it.severity == Severity::Error)
    }

    /// Returns what is wrong with what is typed, else with what is set.
    pub(super) fn notices(self) -> Vec<NoticeView> {
        match self.draft().is_some() {
            true => self.told.get(),
            false if self.way == Way::Json => Vec::new(),
            false => self.of(|it| it.notices.clone()),
        }
    }
}
