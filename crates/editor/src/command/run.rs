//! The settings of a run that are typed: what a text says, or why it says nothing.

use super::RunCommand;
use aws::behaviour::read::span_of;
use kernel::SimDuration;
use std::sync::Arc;

/// How long a run may be set to last by hand: a leap year. Longer ones are written in the template.
const DURATION_MAX: SimDuration = SimDuration::from_secs(366 * 86_400);

/// A setting of the run that is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunSetting {
    /// The seed.
    Seed,
    /// How long the run lasts.
    Duration,
    /// The account's limit of concurrent executions.
    AccountLimit,
    /// A parameter of the template, by its name.
    Parameter(Arc<str>),
}

impl RunSetting {
    /// Returns the command that sets it to what is typed.
    ///
    /// # Errors
    /// Why the text cannot be its value.
    pub fn command(&self, text: &str) -> Result<RunCommand, &'static str> {
        let text = text.trim();
        let number = || text.replace([',', ' ', '_'], "");
        match self {
            Self::Seed => number().parse().map(RunCommand::SetSeed).map_err(|_| "Write a whole number, 0 or more"),
            Self::Duration => match span_of(text) {
                Some(span) if span == SimDuration::ZERO => {
                    Err("Write a duration longer than nothing, as 90s, 10m or 1h")
                }
                Some(span) if span > DURATION_MAX => Err("Write a duration of at most 366 days, 8784h"),
                Some(_) => Ok(RunCommand::SetDuration(text.into())),
                None => Err("Write a duration with its unit, as 90s, 10m or 1h"),
            },
            Self::AccountLimit => {
                number().parse().map(RunCommand::SetAccountLimit).map_err(|_| "Write a whole number, 0 or more")
            }
            Self::Parameter(name) => Ok(RunCommand::SetParameter { name: name.clone(), value: text.into() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_setting_or_says_why_not() {
        assert_eq!(RunSetting::Seed.command(" 7 "), Ok(RunCommand::SetSeed(7)));
        assert_eq!(RunSetting::AccountLimit.command("1,000"), Ok(RunCommand::SetAccountLimit(1_000)));
        assert_eq!(RunSetting::Duration.command("1m30s"), Ok(RunCommand::SetDuration("1m30s".into())));
        for (setting, text) in [
            (RunSetting::Seed, "abc"),
            (RunSetting::Seed, "-1"),
            (RunSetting::Duration, "90"),
            (RunSetting::Duration, "0s"),
            (RunSetting::Duration, "9999h"),
            (RunSetting::AccountLimit, "-1"),
            (RunSetting::AccountLimit, ""),
        ] {
            assert!(setting.command(text).is_err_and(|why| why.starts_with("Write ")), "{setting:?} {text:?}");
        }
        let name: Arc<str> = "Stage".into();
        let expected = RunCommand::SetParameter { name: name.clone(), value: "dev".into() };
        assert_eq!(RunSetting::Parameter(name).command("dev"), Ok(expected));
    }
}
