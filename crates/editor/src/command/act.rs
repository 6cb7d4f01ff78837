//! What is done to the running stack, as commands.

use super::ActCommand;
use crate::text::form::{self, Kind};
use std::sync::Arc;

impl ActCommand {
    /// Returns the id of what it is done to.
    #[must_use]
    pub fn subject(&self) -> &Arc<str> {
        match self {
            Self::Send { to, .. } => to,
            Self::Intervene { on, .. } => on,
        }
    }

    /// Makes the change of a setting from now on, by what was chosen and typed.
    ///
    /// # Errors
    /// What is missing, in words.
    pub fn change_of(on: &Arc<str>, chosen: Option<(String, String)>) -> Result<Self, &'static str> {
        let (path, text) = chosen.ok_or("Choose a setting first")?;
        if text.trim().is_empty() {
            return Err("Write what it is to be from now on");
        }
        let written = form::with("{}", "Value", Kind::Json, &text);
        let value = form::with(&written, "Path", Kind::Text, &path).into();
        Ok(Self::Intervene { on: on.clone(), name: "SetProperty".into(), value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_without_a_setting_or_a_value_says_what_is_missing() {
        let on: Arc<str> = "Jobs".into();
        let change = |chosen: Option<(&str, &str)>| {
            ActCommand::change_of(&on, chosen.map(|(path, text)| (path.to_owned(), text.to_owned())))
        };
        assert_eq!(change(None), Err("Choose a setting first"));
        assert_eq!(change(Some(("DelaySeconds", " "))), Err("Write what it is to be from now on"));
        let made = change(Some(("DelaySeconds", "5"))).map(|act| (act.subject().clone(), act));
        assert!(matches!(made, Ok((of, ActCommand::Intervene { .. })) if of == on));
    }
}
