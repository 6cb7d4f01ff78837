//! Reads an entry of `Traffic[]`.

use super::config::{PerSecond, Plan, Retry, SourceConfig, Spread, When};
use super::limits;
use crate::behaviour::read::{check_keys, check_window, span, whole};
use crate::diagnostics::Diagnostic;
use crate::service::action::{self, Action};
use crate::service::properties::Properties;
use kernel::{SimDuration, SimTime};

const WHEN: [&str; 5] = ["At", "Every", "Rate", "Burst", "Ramp"];
const REST: [&str; 9] = ["Name", "To", "Action", "From", "Until", "Count", "Input", "Retry", "ReadTimeout"];

/// Reads an entry, all but its input, which depends on who takes it; `None` where it cannot run. `path` is that of the
/// entry in the document.
pub fn read_entry(entry: &Properties, path: &str, problems: &mut Vec<Diagnostic>) -> Option<SourceConfig> {
    let name = entry.get("Name").scalar_text();
    let mut reader = Reader { path, problems };
    if !check_keys(entry, &[&WHEN[..], &REST[..]].concat(), reader.problems, path) {
        return None;
    }
    let target = target(entry, &mut reader);
    let action = action(entry, &mut reader);
    let when = when(entry, &mut reader);
    let instant = |key, reader: &mut Reader<'_>| reader.span(entry, key).map(|span| SimTime::ZERO + span);
    let (from, until) = (instant("From", &mut reader), instant("Until", &mut reader));
    check_window(entry, (from, until), reader.problems, path);
    let count = reader.whole(entry, "Count").map(u64::from);
    let retry = retry(entry, &mut reader);
    if name.is_none() {
        reader.wrong(entry, "Name", "the entry has no name", "add \"Name\", which reports use");
    }
    let plan = Plan {
        action: action?,
        input: entry.get("Input").json(),
        when: when?,
        from: from.unwrap_or_default(),
        until,
        count,
    };
    Some(SourceConfig { name: name?.into(), targets: vec![target?.into()], plan: Some(plan), retry })
}

struct Reader<'a> {
    path: &'a str,
    problems: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn at(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }

    fn wrong(&mut self, at: &Properties, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        let path = self.at(key);
        self.problems.push(Diagnostic::error("wrong-value", at.at, message).path(path).hint(hint));
    }

    fn check_keys(&mut self, map: &Properties, key: &str, known: &[&str]) -> bool {
        let path = self.at(key);
        check_keys(map, known, self.problems, &path)
    }

    fn span(&mut self, map: &Properties, key: &str) -> Option<SimDuration> {
        let path = self.at(key);
        span(map.get(key), self.problems, &path)
    }

    /// Reads a span that must be longer than nothing.
    fn gap(&mut self, map: &Properties, key: &str) -> Option<SimDuration> {
        let gap = self.span(map, key)?;
        if gap == SimDuration::ZERO {
            self.wrong(map.get(key), key, format!("\"{key}\" is zero"), "write a longer duration");
            return None;
        }
        Some(gap)
    }

    fn whole(&mut self, map: &Properties, key: &str) -> Option<u32> {
        let path = self.at(key);
        whole(map.get(key), self.problems, &path)
    }

    fn rate(&mut self, map: &Properties, key: &str, zero: bool) -> Option<PerSecond> {
        let value = map.get(key);
        let number = value.number().filter(|number| *number >= 0.0 && *number <= 1e9);
        match number {
            Some(number) if zero || number > 0.0 => Some(PerSecond::from_number(number)),
            _ => {
                let at = if value.is_absent() { map } else { value };
                self.wrong(
                    at,
                    key,
                    format!("\"{key}\" is no rate"),
                    "write how many a second, as in \"20\" or \"0.5\"",
                );
                None
            }
        }
    }

    fn spread(&mut self, map: &Properties) -> Spread {
        let value = map.get("Arrivals");
        match (value.is_absent(), value.text()) {
            (true, _) | (_, Some("Even")) => Spread::Even,
            (_, Some("Poisson")) => Spread::Poisson,
            _ => {
                self.wrong(
                    value,
                    "Arrivals",
                    "the arrivals are neither even nor Poisson",
                    "write \"Even\" or \"Poisson\"",
                );
                Spread::Even
            }
        }
    }
}

fn target(entry: &Properties, reader: &mut Reader<'_>) -> Option<String> {
    let to = entry.get("To");
    let id = to.text().or_else(|| to.reference()).map(str::to_owned);
    if id.is_none() {
        reader.wrong(entry, "To", "the entry sends to nobody", "add \"To\" with the logical id of a resource");
    }
    id
}

fn action(entry: &Properties, reader: &mut Reader<'_>) -> Option<&'static Action> {
    let value = entry.get("Action");
    if value.is_absent() {
        reader.wrong(entry, "Action", "the entry has no action", "add \"Action\", as in \"Action: Invoke\"");
        return None;
    }
    action::known_action(value, reader.problems, reader.path)
}

fn when(entry: &Properties, reader: &mut Reader<'_>) -> Option<When> {
    let given: Vec<_> = WHEN.iter().filter(|key| entry.find(key).is_some()).collect();
    let [key] = given.as_slice() else {
        let message =
            if given.is_empty() { "the entry never sends" } else { "the entry says in two ways when it sends" };
        let hint = "write exactly one of \"At\", \"Every\", \"Rate\", \"Burst\" and \"Ramp\"";
        reader.wrong(entry, "At", message, hint);
        return None;
    };
    let value = entry.get(key);
    match **key {
        "At" => at(value, reader),
        "Every" => reader.gap(entry, "Every").map(When::Every),
        "Rate" => {
            if !reader.check_keys(value, "Rate", &["PerSecond", "Arrivals"]) {
                return None;
            }
            let arrivals = reader.spread(value);
            Some(When::Rate { rate: reader.rate(value, "PerSecond", false)?, arrivals })
        }
        "Burst" => burst(value, reader),
        _ => ramp(value, reader),
    }
}

fn at(value: &Properties, reader: &mut Reader<'_>) -> Option<When> {
    let path = reader.at("At");
    let read = |item| span(item, reader.problems, &path).map(|span| SimTime::ZERO + span);
    let mut instants: Vec<_> = value.items().iter().map(read).collect::<Option<_>>()?;
    if instants.is_empty() {
        reader.wrong(value, "At", "the list of instants is empty", "write at least one, as in \"[0s, 30s]\"");
        return None;
    }
    instants.sort_unstable();
    Some(When::At(instants.into()))
}

fn burst(value: &Properties, reader: &mut Reader<'_>) -> Option<When> {
    if !reader.check_keys(value, "Burst", &["Count", "At"]) {
        return None;
    }
    let at = reader.span(value, "At").unwrap_or_default();
    let Some(count) = reader.whole(value, "Count") else {
        if value.get("Count").is_absent() {
            reader.wrong(value, "Burst", "the burst has no count", "add \"Count\"");
        }
        return None;
    };
    Some(When::Burst { count: u64::from(count), at: SimTime::ZERO + at })
}

fn ramp(value: &Properties, reader: &mut Reader<'_>) -> Option<When> {
    if !reader.check_keys(value, "Ramp", &["From", "To", "Over", "Arrivals"]) {
        return None;
    }
    let arrivals = reader.spread(value);
    let (from, to) = (reader.rate(value, "From", true), reader.rate(value, "To", true));
    if value.get("Over").is_absent() {
        reader.wrong(value, "Over", "the ramp has no length", "add \"Over\", as in \"Over: 5m\"");
    }
    Some(When::Ramp { from: from?, to: to?, over: reader.gap(value, "Over")?, arrivals })
}

fn retry(entry: &Properties, reader: &mut Reader<'_>) -> Retry {
    let value = entry.get("Retry");
    reader.check_keys(value, "Retry", &["Sdk", "MaxAttempts", "BaseDelay", "ReadTimeout"]);
    let read_timeout = reader.gap(value, "ReadTimeout").or_else(|| reader.gap(entry, "ReadTimeout"));
    let sdk = value.get("Sdk");
    for key in ["MaxAttempts", "BaseDelay"].into_iter().filter(|key| !sdk.is_absent() && value.find(key).is_some()) {
        let message = format!("an SDK chooses its \"{key}\" itself");
        reader.wrong(
            value.get(key),
            &format!("Retry.{key}"),
            message,
            "write either \"Sdk\" or \"MaxAttempts\" and \"BaseDelay\"",
        );
    }
    let retry = match (sdk.is_absent(), sdk.text()) {
        (true, _) => own_retry(value, reader),
        (_, Some("Standard")) => limits::sdk(limits::STANDARD_ATTEMPTS),
        (_, Some("Legacy")) => limits::sdk(limits::LEGACY_ATTEMPTS),
        _ => {
            reader.wrong(sdk, "Retry.Sdk", "there is no such retry mode", "write \"Standard\" or \"Legacy\"");
            Retry::default()
        }
    };
    Retry { read_timeout, ..retry }
}

fn own_retry(value: &Properties, reader: &mut Reader<'_>) -> Retry {
    let base_delay = reader.span(value, "BaseDelay").unwrap_or(limits::BASE_DELAY);
    let attempts = reader.whole(value, "MaxAttempts").unwrap_or(1);
    if !(1..=u32::from(limits::ATTEMPTS_MAX)).contains(&attempts) {
        let message = format!("{attempts} is not between 1 and {}", limits::ATTEMPTS_MAX);
        reader.wrong(value.get("MaxAttempts"), "Retry.MaxAttempts", message, "choose a value in that range");
    }
    let attempts_max = attempts.clamp(1, u32::from(limits::ATTEMPTS_MAX)) as u16;
    Retry { attempts_max, base_delay, ..Retry::default() }
}
