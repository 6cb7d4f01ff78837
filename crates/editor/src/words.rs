//! A fact in words: what the log, "Why?" and the story of a message say.

use crate::scene::{Shape, Tone};
use aws::behaviour::{FailRule, Failure};
use aws::fact::{DropReason, Ending, Fact, Hiding, What};
use aws::service::{Deed, DeedValue};
use aws::stack::intervention::Intervention;
use kernel::{MessageId, NodeId, SimDuration, SimTime};

/// What a fact says, and how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The sentence, without node and message, which stand beside it.
    pub text: String,
    /// What it means.
    pub tone: Tone,
    /// Its shape.
    pub shape: Shape,
}

/// Tells a fact in words. `name` gives nodes their names; `now` is when it happened.
#[must_use]
pub fn tell(what: &What, now: SimTime, name: &dyn Fn(NodeId) -> String) -> Said {
    let (tone, shape) = look(what);
    Said { text: text(what, now, name), tone, shape }
}

/// Tells whether a fact belongs in the log: travel is seen on the canvas, mere measurements in the figures, and that a
/// copy is done with is said by what came before.
#[must_use]
pub fn is_told(fact: &Fact) -> bool {
    let is_travel = matches!(
        fact.what,
        What::Answered { .. } | What::EmptyReceive | What::Departed { .. } | What::Routed { .. } | What::Delivered
    );
    let is_idle = matches!(fact.what, What::Polled { records: 0, .. });
    let is_measurement = fact.message == MessageId::NONE && matches!(fact.what, What::Noted { .. });
    !is_travel && !is_idle && !is_measurement
}

fn look(what: &What) -> (Tone, Shape) {
    match what {
        What::Delivered
        | What::InvocationEnded { outcome: Ending::Success, .. }
        | What::CallEnded { status: 200..=399, function_error: false, .. }
        | What::NotificationDelivered
        | What::CacheHit { .. }
        | What::BatchEnded { failed: 0, .. } => (Tone::Success, Shape::Circle),
        What::Dropped { reason } if !reason.is_loss() => (Tone::Quiet, Shape::Circle),
        What::InvocationEnded { .. }
        | What::Dropped { .. }
        | What::Expired
        | What::Lost
        | What::HandOverFailed { .. }
        | What::NotificationFailed
        | What::BatchEnded { .. }
        | What::CallEnded { .. }
        | What::EnvironmentReset { .. } => (Tone::Error, Shape::Star),
        What::Throttled { .. } => (Tone::Throttled, Shape::Triangle),
        What::DeadLettered { .. } | What::MovedToDeadLetterQueue { .. } => (Tone::Dead, Shape::Square),
        What::ClientRetried { .. }
        | What::Received { count: 2.., .. }
        | What::InvocationStarted { attempt: 2.., .. } => (Tone::Duplicate, Shape::Diamond),
        What::Intervened => (Tone::Accent, Shape::Diamond),
        What::RetryScheduled { .. } | What::EventQueued | What::DestinationSent { .. } => (Tone::Async, Shape::Circle),
        What::Polled { .. }
        | What::Received { .. }
        | What::BatchInvoked { .. }
        | What::PollersScaled { .. }
        | What::Enqueued { .. }
        | What::BecameVisible { .. }
        | What::VisibilityChanged { .. }
        | What::Redriven { .. } => (Tone::Polled, Shape::Circle),
        _ => (Tone::Quiet, Shape::Circle),
    }
}

fn text(what: &What, now: SimTime, name: &dyn Fn(NodeId) -> String) -> String {
    let in_time = |at: SimTime| at.since(now).to_string();
    let span = |micros: u64| SimDuration::from_micros(micros).to_string();
    match *what {
        What::Sent { ordinal } => format!("sends number {}", ordinal + 1),
        What::Copied { from } => format!("makes a copy of m{}", from.0),
        What::Delivered => "is done with it".to_owned(),
        What::Filtered => "filters it out".to_owned(),
        What::Expired => "drops it: its retention ran out".to_owned(),
        What::Dropped { reason } => dropped_text(reason),
        What::Departed { to, .. } => format!("sends it to {}", name(to)),
        What::Answered { to, status, .. } => format!("answers {} with {status}", name(to)),
        What::Lost => "sees it lost on the way".to_owned(),
        What::ClientRetried { attempt } => format!("tries again, try {attempt}"),
        What::CallEnded { status: 0, latency_us, .. } => format!("gives up waiting after {}", span(latency_us)),
        What::CallEnded { status, function_error: true, latency_us } => {
            format!("has {status} with a function error after {}", span(latency_us))
        }
        What::CallEnded { status, latency_us, .. } => format!("has its answer {status} after {}", span(latency_us)),
        What::Enqueued { visible } if visible > now => format!("takes it in, hidden for {}", in_time(visible)),
        What::Enqueued { .. } => "takes it in".to_owned(),
        What::Received { count, visible_again } => {
            format!("hands it out, receive {count}, hidden for {}", in_time(visible_again))
        }
        What::BecameVisible { after } => shown_text(after, name),
        What::VisibilityChanged { visible_again } => format!("hides it for {}", in_time(visible_again)),
        What::Deleted => "deletes it".to_owned(),
        What::MovedToDeadLetterQueue { to } => format!("moves it to the dead-letter queue {}", name(to)),
        What::Redriven { to } => format!("moves it back to {}", name(to)),
        What::EmptyReceive => "has nothing to hand out".to_owned(),
        What::EventQueued => "puts the event into its queue".to_owned(),
        What::InvocationStarted { attempt, cold_start, environment, .. } => {
            let cold = if cold_start { ", cold" } else { "" };
            let again = if attempt > 1 { format!(", try {attempt}") } else { String::new() };
            format!("runs it in environment {environment}{cold}{again}")
        }
        What::InvocationEnded { outcome, duration_us, .. } => ending_text(outcome, &span(duration_us)),
        What::Throttled { reason } => format!("throttles it: {}", reason.name()),
        What::InitStarted { environment, until } => {
            format!("makes environment {environment}, ready in {}", in_time(until))
        }
        What::InitEnded { environment, duration_us } => {
            format!("has environment {environment} ready: its init phase took {}", span(duration_us))
        }
        What::EnvironmentReclaimed { environment } => format!("reclaims environment {environment}"),
        What::EnvironmentReset { environment } => format!("restarts environment {environment}"),
        What::RetryScheduled { attempt, at } => wait_text(attempt, &in_time(at)),
        What::DeadLettered { to } => format!("has it kept by the dead-letter target {}", name(to)),
        What::DestinationSent { to, success: true } => format!("tells {} of its success", name(to)),
        What::DestinationSent { to, success: false } => format!("tells {} of its failure", name(to)),
        What::HandOverFailed { destination: true } => "cannot hand it to its destination".to_owned(),
        What::HandOverFailed { destination: false } => "cannot hand it to its dead-letter target".to_owned(),
        What::Polled { poller, records } => format!("pulls {} with poller {}", messages(records), poller + 1),
        What::BatchInvoked { records, .. } => format!("invokes the function with {}", messages(records)),
        What::BatchEnded { deleted, failed } => batch_text(deleted, failed),
        What::PollersScaled { to } => format!("may run {to} batches at once"),
        What::NotificationDelivered => "hears that it arrived".to_owned(),
        What::NotificationFailed => "cannot deliver it".to_owned(),
        What::CacheHit { until } => format!("serves it from the cache, good for {}", in_time(until)),
        What::CacheMiss => "does not have it in the cache".to_owned(),
        What::CacheStored { until } => format!("keeps the answer for {}", in_time(until)),
        What::Routed { rule: u32::MAX } => "follows its default".to_owned(),
        What::Routed { rule } => format!("follows its rule {}", rule + 1),
        What::Intervened => "is acted on".to_owned(),
        What::Noted { note, value } => noted(note.text, value.into()),
    }
}

/// Tells that a message can be received from now on.
fn shown_text(after: Hiding, name: &dyn Fn(NodeId) -> String) -> String {
    match after {
        Hiding::Receive => "shows it again".to_owned(),
        Hiding::Delay => "shows it for the first time: its delay is over".to_owned(),
        Hiding::Move { from } => format!("takes it in from {}", name(from)),
        Hiding::Refusal => "has it still: the other queue did not take it, and the move is tried again".to_owned(),
    }
}

/// Tells a wait before a try; what never ran has its first one before it still.
fn wait_text(attempt: u16, span: &str) -> String {
    match attempt {
        0..=1 => format!("waits {span}, then asks again: it never ran yet"),
        attempt => format!("waits {span} before try {attempt}"),
    }
}

/// Puts the figure of a note into its text, in the form that the text asks for.
fn noted(text: &str, value: u64) -> String {
    match text.find('{').map(|from| &text[from..]) {
        Some(rest) if rest.starts_with("{number}") => text.replace("{number}", &value.to_string()),
        Some(rest) if rest.starts_with("{ordinal}") => text.replace("{ordinal}", &grouped(value + 1)),
        Some(rest) if rest.starts_with("{span}") => {
            text.replace("{span}", &SimDuration::from_micros(value).to_string())
        }
        _ => text.replace("{}", &grouped(value)),
    }
}

/// Tells what was done from outside at an instant, as an order: in the words of the button that does it, where one of the
/// node's buttons does just that.
#[must_use]
pub fn deed(intervention: &Intervention, at: SimTime, buttons: &[Deed]) -> String {
    let is_button = |deed: &&Deed| deed.name == intervention.name() && deed.value == DeedValue::Nothing;
    let mut same = buttons.iter().filter(|deed| deed.name == intervention.name());
    if let Some(button) = same.next().filter(is_button).filter(|_| same.next().is_none()) {
        return button.order();
    }
    match intervention {
        Intervention::FailNext { count: 1 } => "fail the next one".to_owned(),
        Intervention::FailNext { count } => format!("fail the next {count}"),
        Intervention::SetFails { rules } if rules.is_empty() => "stop failing".to_owned(),
        Intervention::SetFails { rules } if is_always(rules) => "fail every one".to_owned(),
        Intervention::SetFails { .. } => "fail by other rules".to_owned(),
        Intervention::SetDuration { .. } => "take another duration".to_owned(),
        Intervention::SetReservedConcurrency { value: None } => "take the reservation back".to_owned(),
        Intervention::SetReservedConcurrency { value: Some(0) } => "throttle all: reserved concurrency 0".to_owned(),
        Intervention::SetReservedConcurrency { value: Some(value) } => format!("reserve concurrency {value}"),
        Intervention::RecycleEnvironments => "recycle environments".to_owned(),
        Intervention::Redrive => "redrive".to_owned(),
        Intervention::Purge => "purge".to_owned(),
        Intervention::Outage { until } => format!("outage for {}", until.since(at)),
        Intervention::Duplicate => "deliver the next twice".to_owned(),
        Intervention::Create => "create".to_owned(),
        Intervention::Delete => "delete".to_owned(),
        Intervention::SetProperty { path, value } => format!("set {path} to {}", value.json()),
        Intervention::Reconfigure { .. } => "follow a changed setting".to_owned(),
        Intervention::Send(order) => format!("send {} to {}", order.action, order.to),
    }
}

/// Tells what was done to a node from outside, after who did it.
#[must_use]
pub fn done(intervention: &Intervention, on: &str) -> String {
    match intervention {
        Intervention::FailNext { count: 1 } => format!("let the next invocation of {on} fail"),
        Intervention::FailNext { count } => format!("let the next {count} invocations of {on} fail"),
        Intervention::SetFails { rules } if is_always(rules) => format!("let every invocation of {on} fail"),
        Intervention::SetFails { .. } => format!("set other rules of failure for {on}"),
        Intervention::SetDuration { .. } => format!("let {on} take another time"),
        Intervention::SetReservedConcurrency { .. } => format!("set the reserved concurrency of {on}"),
        Intervention::RecycleEnvironments => format!("recycled the environments of {on}"),
        Intervention::Redrive => format!("moved the messages of {on} back"),
        Intervention::Purge => format!("emptied {on}"),
        Intervention::Outage { .. } => format!("began an outage of {on}"),
        Intervention::Duplicate => format!("let {on} deliver the next message twice"),
        Intervention::Create => format!("brought {on} back"),
        Intervention::Delete => format!("deleted {on} behind everyone's back"),
        Intervention::SetProperty { .. } | Intervention::Reconfigure { .. } => format!("changed a setting of {on}"),
        Intervention::Send(_) => "sent something".to_owned(),
    }
}

/// Writes the first letter large.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Tells whether rules are the one that fails whatever comes.
fn is_always(rules: &[FailRule]) -> bool {
    let [rule] = rules else { return false };
    let is_certain = rule.probability.is_none() && rule.first_attempts.is_none() && rule.matching.is_none();
    is_certain && rule.from.is_none() && rule.until.is_none() && rule.how == Failure::Error && rule.after.is_none()
}

/// Writes a number with its thousands apart.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(",")
}

fn dropped_text(reason: DropReason) -> String {
    let what = match reason {
        _ if !reason.is_loss() => "drops it",
        _ if reason.is_kept() => "keeps it unserved",
        _ => "loses it",
    };
    format!("{what}: {}", reason_text(reason))
}

fn batch_text(served: u32, failed: u32) -> String {
    match (served, failed) {
        (_, 0) => format!("is done with {}", messages(served)),
        (0, _) => format!("hears that the function failed on {}", messages(failed)),
        _ => format!("is done with {served}, and hears that the function failed on {}", messages(failed)),
    }
}

fn messages(count: u32) -> String {
    if count == 1 { "1 message".to_owned() } else { format!("{count} messages") }
}

fn ending_text(outcome: Ending, span: &str) -> String {
    match outcome {
        Ending::Success => format!("succeeds after {span}"),
        Ending::Error => format!("fails after {span}"),
        Ending::Timeout => format!("times out after {span}"),
        Ending::OutOfMemory => format!("runs out of memory after {span}"),
        Ending::Exit => format!("exits after {span}"),
        Ending::ResponseTooLarge => format!("answers too much after {span}"),
    }
}

/// Returns why a message became a dead letter, in words, by the id of the rule of AWS that decided it.
#[must_use]
pub fn dead_letter_text(rule: &str) -> &'static str {
    match rule {
        "SQS-12" => "every receive was used up",
        "ASYNC-02" => "every try was used up",
        "ASYNC-08" | "ASYNC-09" => reason_text(DropReason::EventAgeExceeded),
        "ASYNC-10" => reason_text(DropReason::ZeroReservedConcurrency),
        "ASYNC-25" => reason_text(DropReason::RecursiveInvocation),
        "SNS-05" => "its endpoint did not take it",
        _ => "it was given up",
    }
}

/// Returns why AWS discarded a message, in words.
#[must_use]
pub fn reason_text(reason: DropReason) -> &'static str {
    match reason {
        DropReason::RetriesExhausted => "every try failed, and nobody takes the failures",
        DropReason::EventAgeExceeded => "it grew too old while it waited to be tried",
        DropReason::RetryAttemptsExhausted => "its batch failed as often as its mapping lets it",
        DropReason::RecordAgeExceeded => "it grew older than its mapping takes",
        DropReason::ZeroReservedConcurrency => "the function's reserved concurrency is zero",
        DropReason::DeadLetterError => "the dead-letter target did not take it",
        DropReason::DestinationDeliveryFailure => "a destination did not take it",
        DropReason::RecursiveInvocation => "a loop of invocations was stopped",
        DropReason::DeliveryFailed => "its endpoint refused it, and there is no dead-letter queue",
        DropReason::Purged => "the queue was purged",
        DropReason::Deduplicated => "the same deduplication id had come within five minutes",
        DropReason::Coalesced => "two writes of one instant became one notification",
        DropReason::Lost => "it was lost on the way",
        DropReason::Deleted => "what held it was deleted",
        DropReason::Rejected => "it was refused, and the caller gave up",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figure_of_a_note_stands_in_the_form_that_it_asks_for() {
        for (text, value, said) in [
            ("{} bytes", 12_345, "12,345 bytes"),
            ("no listener on port {number}", 8_080, "no listener on port 8080"),
            ("chooses target group {ordinal}", 0, "chooses target group 1"),
            ("after {span}", 156_700, "after 156.7 ms"),
            ("nothing", 7, "nothing"),
        ] {
            assert_eq!(noted(text, value), said);
        }
    }

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (2_000_000, "2,000,000"), (12_345, "12,345")] {
            assert_eq!(grouped(number), text);
        }
    }
}
