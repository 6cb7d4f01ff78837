//! What a control of a setting needs: the value, what is typed and not set yet, and what would be wrong with that.

use super::Shown;
use super::typed::Typed;
use crate::shell::{Shell, use_shell};
use editor::Severity;
use editor::command::Command;
use editor::view::{FieldView, NoticeView};
use leptos::prelude::*;
use std::sync::Arc;

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
    way: Way,
    shell: Shell,
    typed: Typed<Arc<str>>,
    /// What it does, where that stands beside it.
    help: Option<Memo<String>>,
}

impl Control {
    pub(super) fn new(field: Shown, way: Way) -> Self {
        let typed = Typed::over(move || field.with(|it| it.as_ref().map(|it| it.value.clone())));
        Self { field, way, shell: use_shell(), typed, help: None }
    }

    /// Has words beside it that say what it does.
    pub(super) fn with_help(self, help: Memo<String>) -> Self {
        Self { help: Some(help), ..self }
    }

    /// Returns what the control shows: what is typed, else what is set.
    pub(super) fn text(self) -> String {
        self.typed.get().unwrap_or_else(|| self.of(|it| it.value.to_string()))
    }

    pub(super) fn of<R: Default>(self, part: impl Fn(&FieldView) -> R) -> R {
        self.field.with(|it| it.as_ref().map(&part).unwrap_or_default())
    }

    pub(super) fn name(self) -> String {
        self.of(FieldView::spoken)
    }

    /// Names the element that says what is wrong with it.
    pub(super) fn notices_id(self) -> String {
        self.typed.id("notices")
    }

    /// Names the element that says why another cannot be added to it.
    pub(super) fn new_id(self) -> String {
        self.typed.id("new")
    }

    /// Names the element that says what it does.
    pub(super) fn help_id(self) -> String {
        self.typed.id("help")
    }

    /// Names all that describes it, for who comes to the control alone: what it does stands beside its value alone.
    pub(super) fn described_by(self) -> String {
        self.described_with(self.notices_id())
    }

    /// Names all that describes a part of it, of which an element of its own says what is wrong.
    pub(super) fn described_with(self, own: String) -> String {
        let has_help = self.help.is_some_and(|help| !help.with(String::is_empty));
        if has_help { format!("{own} {}", self.help_id()) } else { own }
    }

    pub(super) fn is_idle(self) -> bool {
        self.of(|it| it.idle.is_some())
    }

    /// Sets the setting; what was typed is given up, unless it cannot be set: then it stays, with what is wrong with it.
    pub(super) fn set(self, value: String) {
        self.typed.give_up();
        let Some(field) = self.field.get_untracked() else { return };
        let wrong = self.shell.ask(|editor| match self.way {
            Way::Value => editor.why_not_set(&field, &value),
            Way::Json => editor.why_not_set_as_json(&field, &value),
        });
        if let Some(wrong) = wrong {
            self.typed.keep(value, wrong);
        } else if *field.value != *value || value.is_empty() && field.changed {
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

    /// Sets a part of the setting. Returns why it cannot be set, and so stays as it is.
    pub(super) fn set_part(self, command: Command) -> Result<(), Arc<str>> {
        match self.shell.ask(|editor| editor.why_not_done(&command)) {
            Some(why) => Err(why),
            None => {
                self.shell.dispatch(command);
                Ok(())
            }
        }
    }

    /// Checks a value that is being typed, once the person pauses. What is set already is not on its way to anything.
    pub(super) fn try_out(self, text: String) {
        if self.field.with_untracked(|it| it.as_ref().is_some_and(|it| *it.value == *text)) {
            self.typed.give_up();
            return;
        }
        self.typed.set_and_check(text.clone(), move || {
            let field = self.field.try_get_untracked().flatten()?;
            Some(self.shell.ask(|editor| match self.way {
                Way::Value => editor.check_field(&field, &text),
                Way::Json => editor.check_json(&field, &text),
            }))
        });
    }

    /// Escape gives up what was typed.
    pub(super) fn on_key(self, ev: &web_sys::KeyboardEvent) {
        self.typed.on_key(ev);
    }

    /// Tells whether what is shown is wrong.
    pub(super) fn is_wrong(self) -> bool {
        self.notices().iter().any(|it| it.severity == Severity::Error)
    }

    /// Returns what is wrong with what is typed, else with what is set.
    pub(super) fn notices(self) -> Vec<NoticeView> {
        match self.typed.get().is_some() {
            true => self.typed.told(),
            false if self.way == Way::Json => Vec::new(),
            false => self.of(|it| it.notices.clone()),
        }
    }
}
