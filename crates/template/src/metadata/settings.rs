//! The settings of a run.

use super::{PATH, unix_ms_from_iso, wrong};
use aws::behaviour::read::{check_keys, nearest, span, whole, written};
use aws::diagnostics::Diagnostic;
use aws::profile::Profile;
use aws::service::properties::Properties;
use aws::stack::latency::Latency;
use aws::stack::settings::Settings;
use kernel::SimDuration;

/// What is said beside the template, as on the command line, and goes before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Which AWS.
    pub profile: Option<Profile>,
    /// The seed.
    pub seed: Option<u64>,
    /// How long the run lasts.
    pub duration: Option<SimDuration>,
}

pub(super) fn read(block: &Properties, overrides: &Overrides, problems: &mut Vec<Diagnostic>) -> Settings {
    let profile = choice(block, "Profile", &["aws-2020", "aws-2026"], problems);
    let profile = profile.and_then(Profile::from_name).unwrap_or_default();
    let mut settings = Settings::new(overrides.profile.unwrap_or(profile));
    if let Some(seed) = overrides.seed.or_else(|| seed(block.get("Seed"), problems)) {
        settings.seed = seed;
    }
    let written = span(block.get("Duration"), problems, &format!("{PATH}.Duration"));
    if let Some(duration) = overrides.duration.or(written) {
        settings.duration = duration;
    }
    check_text(block, "Title", problems);
    check_text(block, "Region", problems);
    if let Some(region) = block.get("Region").text() {
        settings.region = region.into();
    }
    if let Some(start) = start(block.get("Start"), problems) {
        settings.start_unix_ms = start;
    }
    settings.latency = match choice(block, "Latency", &["Typical", "None"], problems) {
        Some("None") => Latency::None,
        _ => Latency::Typical,
    };
    let account = block.get("Account");
    let path = format!("{PATH}.Account");
    check_keys(account, &["ConcurrentExecutions"], problems, &path);
    let executions = whole(account.get("ConcurrentExecutions"), problems, &format!("{path}.ConcurrentExecutions"));
    settings.concurrent_executions = executions.unwrap_or(settings.concurrent_executions);
    settings
}

/// Reports what is no text; a number makes a fine title.
fn check_text(block: &Properties, key: &str, problems: &mut Vec<Diagnostic>) {
    let value = block.get(key);
    if value.is_absent() || value.text().is_some() || key == "Title" && value.scalar_text().is_some() {
        return;
    }
    let message = format!("\"{}\" is no text", written(value));
    problems.push(wrong(value, &format!("{PATH}.{key}"), message, "write it as a text"));
}

/// Reads one of several words.
fn choice<'a>(block: &Properties, key: &str, words: &[&'a str], problems: &mut Vec<Diagnostic>) -> Option<&'a str> {
    let value = block.get(key);
    if value.is_absent() {
        return None;
    }
    let text = value.scalar_text().unwrap_or_default();
    let found = words.iter().find(|word| **word == text).copied();
    if found.is_none() {
        let message = format!("\"{}\" is no {}", written(value), key.to_lowercase());
        let hint = match nearest(&text, words) {
            Some(word) => format!("did you mean \"{word}\"?"),
            None => format!("choose one of {}", words.join(", ")),
        };
        problems.push(wrong(value, &format!("{PATH}.{key}"), message, &hint));
    }
    found
}

fn seed(value: &Properties, problems: &mut Vec<Diagnostic>) -> Option<u64> {
    if value.is_absent() {
        return None;
    }
    let seed = value.scalar_text().and_then(|text| text.parse().ok());
    if seed.is_none() {
        let message = format!("\"{}\" is no seed", written(value));
        problems.push(wrong(value, &format!("{PATH}.Seed"), message, "write a whole number from 0 to 2^64 - 1"));
    }
    seed
}

fn start(value: &Properties, problems: &mut Vec<Diagnostic>) -> Option<u64> {
    if value.is_absent() {
        return None;
    }
    let start = value.text().and_then(unix_ms_from_iso);
    if start.is_none() {
        let message = format!("\"{}\" is no instant in UTC", written(value));
        problems.push(wrong(value, &format!("{PATH}.Start"), message, "as in \"2026-01-01T00:00:00Z\""));
    }
    start
}
