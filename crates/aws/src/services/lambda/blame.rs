//! Why a run failed or was refused, in one sentence with the numbers of the case, and what was done that brought it about.

use super::asynchronous::{Defeat, Event};
use super::documents::{Condition, Flaw};
use super::handler::Run;
use super::{Function, limits};
use crate::behaviour::{FailRule, form};
use crate::fact::Detail;
use kernel::{RecordId, SimDuration, SimTime};
use std::sync::Arc;

/// The records of what was done to a function last, by what it changed; [`RecordId::NONE`] where nothing was.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Deeds {
    /// Runs were ordered to fail.
    pub(super) fail_next: RecordId,
    /// Other failure rules.
    pub(super) fails: RecordId,
    /// Another duration than the template's.
    pub(super) duration: RecordId,
    /// Another timeout.
    pub(super) timeout: RecordId,
    /// Another reserved concurrency.
    pub(super) reserved: RecordId,
    /// An outage.
    pub(super) outage: RecordId,
    /// It was deleted.
    pub(super) delete: RecordId,
}

/// What decided that a run fails, as far as it is no limit of AWS.
#[derive(Clone, Debug)]
pub(super) enum Blame {
    /// It was ordered from outside.
    Order {
        /// The record of that.
        deed: RecordId,
    },
    /// An entry of a list of failure rules held.
    Entry(Entry),
    /// It takes longer than it may.
    Slow {
        /// How long it would have taken.
        wanted: SimDuration,
        /// The record of what was done last of what decided it.
        deed: RecordId,
    },
}

impl Blame {
    /// Returns the record of what was done from outside that is behind it, or [`RecordId::NONE`].
    fn deed(&self) -> RecordId {
        match self {
            Self::Order { deed } | Self::Slow { deed, .. } | Self::Entry(Entry { deed, .. }) => *deed,
        }
    }
}

/// A failure rule that held.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The list's key in the template.
    pub(super) list: &'static str,
    /// The list.
    pub(super) rules: Arc<[FailRule]>,
    /// The place of the rule in it, from 0.
    pub(super) index: usize,
    /// The number of the start that it was asked about, from 1.
    pub(super) starts: u32,
    /// The number that was drawn for its probability, from 0 to 10⁹.
    pub(super) drawn_parts: u32,
    /// The record of what was done that set the list; [`RecordId::NONE`] where it is the template's.
    pub(super) deed: RecordId,
}

impl Entry {
    /// Says which rule it is, and how its conditions held.
    fn words(&self) -> String {
        let number = self.index + 1;
        let Some(rule) = self.rules.get(self.index) else { return String::new() };
        let mut conditions = Vec::new();
        if let Some(ratio) = rule.probability {
            let (limit, drawn) = (percent(ratio.parts()), percent(self.drawn_parts));
            conditions.push(format!("{limit} % of all fail, and {drawn} was drawn of 100"));
        }
        if let Some(count) = rule.first_attempts {
            let first = if count == 1 { "the first try".to_owned() } else { format!("the first {count} tries") };
            conditions.push(format!("{first} of each event, and this was try {}", self.starts));
        }
        let at = |time: SimTime| time.since(SimTime::ZERO);
        match (rule.from, rule.until) {
            (Some(from), Some(until)) => conditions.push(format!("from {} to {}", at(from), at(until))),
            (Some(from), None) => conditions.push(format!("from {} on", at(from))),
            (None, Some(until)) => conditions.push(format!("until {}", at(until))),
            (None, None) => {}
        }
        if rule.matching.is_some() {
            conditions.push("its pattern matches this event".to_owned());
        }
        let when = if conditions.is_empty() { "always".to_owned() } else { conditions.join("; ") };
        if self.deed == RecordId::NONE {
            let title = form::title_of(self.list);
            return format!("Rule {number} under \u{201C}{title}\u{201D} ({}) made it fail: {when}", self.list);
        }
        match self.rules.len() {
            1 => format!("The rule that was set while it ran made it fail: {when}"),
            _ => format!("Rule {number} of those that were set while it ran made it fail: {when}"),
        }
    }
}

/// Writes parts per 10⁹ as a percentage with up to two decimals.
fn percent(parts: u32) -> String {
    let hundredths = parts / 100_000;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Function {
    /// Returns what was done from outside that is behind a run that takes longer than it may: what the run would have been
    /// in time without. Where there are two such deeds, or each would have been enough, it is the later one; of its span
    /// a part may be a late init, which no duration of the code changes.
    pub(super) fn behind_slowness(&self, wanted: SimDuration, init: SimDuration, limit: SimDuration) -> RecordId {
        let own = init + self.config.with_cpu(self.own_duration.least(), self.profile);
        let Deeds { timeout, duration, .. } = self.deeds;
        match (wanted <= self.own_timeout, own <= limit) {
            (true, false) => timeout,
            (false, true) => duration,
            (false, false) if own > self.own_timeout => RecordId::NONE,
            (true, true) | (false, false) => timeout.max(duration),
        }
    }

    /// Says why a run failed.
    pub(super) fn why_failed(&self, run: &Run, flaw: Flaw) -> Detail {
        let limit = run.limit;
        let deed = run.blame.as_deref().map_or(RecordId::NONE, Blame::deed);
        let text = match (flaw, run.blame.as_deref()) {
            (Flaw::TimedOut, Some(Blame::Entry(entry))) if run.failures.is_empty() => {
                format!("{}. It never returns, and is stopped after {limit} (Timeout)", entry.words())
            }
            (Flaw::TimedOut, Some(Blame::Slow { wanted, .. })) => {
                format!("It would have taken {wanted}, and {limit} are allowed (Timeout)")
            }
            (Flaw::TimedOut, _) => format!("{} within {limit} (Timeout)", self.call_words(run, "did not answer")),
            (Flaw::CallFailed(code), _) => self.call_words(run, &format!("refused with {code}")),
            (_, Some(Blame::Entry(entry))) => entry.words(),
            (_, Some(Blame::Order { .. })) => "It was ordered to fail, whatever it would have done".to_owned(),
            (Flaw::OutOfMemory, _) => {
                let (needed, there) = (self.config.behaviour.memory_used_mb, self.config.memory_mb);
                format!("It needs {needed} MB, and {there} MB are there (MemorySize)")
            }
            (Flaw::TmpFull, _) => {
                let there = self.config.ephemeral_storage_mb;
                format!("What it leaves in /tmp is more than the {there} MB there (EphemeralStorage)")
            }
            (Flaw::ResponseTooLarge, _) => {
                format!(
                    "Its response has {} bytes, and {} are allowed",
                    self.response_bytes,
                    limits::RESPONSE_BYTES_MAX
                )
            }
            (Flaw::Raised | Flaw::InitRaised | Flaw::Exited, _) => String::new(),
        };
        Detail::said_after(deed, text)
    }

    /// Names the call that a run waits for.
    fn call_words(&self, run: &Run, what: &str) -> String {
        match self.config.behaviour.calls.get(run.calls.call) {
            Some(call) => format!("{}, which it called with {}, {what}", call.to, call.action).replace(" with ,", ","),
            None => format!("What it called {what}"),
        }
    }

    /// Says which records of a batch failed, and by which rule.
    pub(super) fn why_reported(run: &Run) -> Option<Detail> {
        let Some(Blame::Entry(entry)) = run.blame.as_deref() else { return None };
        let all = run.item.records.as_ref().map_or(0, |records| records.len());
        Some(Detail::said(format!("{} of {all} records are reported as failed. {}", run.failures.len(), entry.words())))
    }

    /// Says with which numbers an event ended without success.
    pub(super) fn why_given_up(&self, event: &Event, defeat: Defeat, now: SimTime) -> Detail {
        let (runs, age, max) = (event.runs, now.since(event.queued), self.config.maximum_event_age);
        let (text, deed) = match defeat.condition {
            Condition::RetriesExhausted | Condition::Success => {
                let retries = self.config.maximum_retry_attempts;
                (format!("Try {runs} of {} failed (MaximumRetryAttempts is {retries})", retries + 1), RecordId::NONE)
            }
            Condition::EventAgeExceeded => (
                format!("It is {age} old after {runs} tries, and {max} are allowed (MaximumEventAgeInSeconds)"),
                RecordId::NONE,
            ),
            Condition::ZeroReservedConcurrency => {
                ("The function's ReservedConcurrentExecutions is 0".to_owned(), self.deeds.reserved)
            }
            Condition::RecursiveInvocation => (
                format!(
                    "This function stands {} times in the chain that led here",
                    event.item.lineage.count(self.node)
                ),
                RecordId::NONE,
            ),
        };
        Detail::said_after(deed, text)
    }

    /// Says that the function is gone.
    pub(super) fn why_gone(&self) -> Detail {
        Detail::said_after(self.deeds.delete, "It was deleted".to_owned())
    }

    /// Says that the service itself fails.
    pub(super) fn why_out(&self) -> Detail {
        let until = self.outage_until.since(SimTime::ZERO);
        Detail::said_after(self.deeds.outage, format!("Lambda answers 500 until {until}: an outage"))
    }
}
