//! The end of a run in words and figures: what became of everything that was sent.

use super::outcome::Outcome;
use crate::runner::Runner;
use crate::runner::chronicle::End;
use crate::scene::{Shape, Tone};
use crate::view::{SummaryRow, SummaryView};
use crate::words::{dead_letter_text, grouped, reason_text};
use aws::fact::{DropReason, What};
use aws::stack::shared::Answered;
use aws::stack::world::Balance;
use kernel::NodeId;
use std::collections::BTreeMap;

/// Said where there are more messages than sends.
const COPIES_COUNT: &str = "Each copy counts: what a notification, a topic, a function or a destination passes on is a \
                            message of its own. What was published counts by its copies alone";

/// Tells the end of a run in words and figures.
#[must_use]
pub fn summary(runner: &Runner) -> SummaryView {
    let balance = runner.world().balance();
    let tally = &balance.tally;
    let answered = runner.world().answered();
    let fates = Fates::of(&balance, answered);
    let mut rows = vec![row("delivered", fates.served, "", (Tone::Success, Shape::Circle))];
    rows.extend(answered.failed.iter().map(|(status, count)| failed_row(*status, *count)));
    rows.extend(tally.dropped.iter().map(|(reason, count)| {
        let outcome = Outcome::of(&What::Dropped { reason: *reason }).unwrap_or(Outcome::Lost);
        let label = if reason.is_kept() { "discarded" } else { outcome.label() };
        row(label, *count, &at(runner, End::Dropped(*reason), "at", reason_text(*reason)), outcome.look())
    }));
    let expired = at(runner, End::Expired, "in", "nobody took them within the retention period");
    let filtered = at(runner, End::Filtered, "at", "they matched no filter");
    let nobody = to_nobody(runner);
    let rest = [
        ("went to nobody", fates.to_nobody, &*nobody, (Tone::Quiet, Shape::Circle)),
        ("published again", fates.repeated, "a FIFO topic had it before", (Tone::Quiet, Shape::Circle)),
        ("expired", tally.expired, &*expired, (Tone::Error, Shape::Star)),
        ("filtered out", tally.filtered, &*filtered, (Tone::Quiet, Shape::Circle)),
        ("waiting", balance.waiting, "the run ended before their turn", (Tone::Polled, Shape::Circle)),
        ("under way", fates.under_way, "the run ended while they were worked on", (Tone::Async, Shape::Circle)),
    ];
    rows.extend(rest.map(|(label, count, why, look)| row(label, count, why, look)));
    rows.retain(|row| row.count > 0);
    let after_calls = rows.iter().take_while(|row| row.label.starts_with("delivered")).count() + answered.failed.len();
    rows.splice(after_calls.min(rows.len())..after_calls.min(rows.len()), dead_letter_rows(runner));
    let counted = if fates.made() > tally.sent { COPIES_COUNT } else { "" };
    SummaryView { headline: fates.headline(runner).into(), counted, rows }
}

/// Says where so many copies ended in a way, before the reason.
fn at(runner: &Runner, end: End, preposition: &str, why: &str) -> String {
    let nodes = runner.chronicle().ended(end);
    if nodes.is_empty() {
        why.to_owned()
    } else {
        format!("{}: {why}", places(runner, &nodes, preposition, nodes.len() > 1))
    }
}

/// Says at which nodes, and how many at each where that is to be said.
fn places(runner: &Runner, nodes: &[(NodeId, u64)], preposition: &str, are_counted: bool) -> String {
    let place = |(node, count): &(NodeId, u64)| {
        let name = runner.world().name(*node);
        if are_counted { format!("{} {preposition} {name}", grouped(*count)) } else { format!("{preposition} {name}") }
    };
    nodes.iter().map(place).collect::<Vec<_>>().join(", ")
}

/// Says from where dead letters came to a queue, or out of the template, and why: the same reason once.
fn from_where(runner: &Runner, queue: Option<NodeId>) -> String {
    let came = runner.chronicle().dead_letters(queue);
    let mut reasons: Vec<(&str, Vec<(NodeId, u64)>)> = Vec::new();
    for ((rule, from), count) in &came {
        let why = dead_letter_text(rule);
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, nodes)) => nodes.push((*from, *count)),
            None => reasons.push((why, vec![(*from, *count)])),
        }
    }
    let part =
        |(why, nodes): &(&str, Vec<(NodeId, u64)>)| format!("{}: {why}", places(runner, nodes, "from", came.len() > 1));
    reasons.iter().map(part).collect::<Vec<_>>().join("; ")
}

/// Says where what was published found nobody.
fn to_nobody(runner: &Runner) -> String {
    let world = runner.world();
    let why = |node: &NodeId| {
        let (name, descriptor) = (world.name(*node), world.nodes()[node.0 as usize].config.descriptor());
        match descriptor.takes.contains(&"Publish") {
            true => format!("{name} has no subscription"),
            false => format!("nobody reads {name}, which keeps them"),
        }
    };
    world.answered().to_nobody.keys().map(why).collect::<Vec<_>>().join(", ")
}

fn row(label: &str, count: u64, why: &str, (tone, shape): (Tone, Shape)) -> SummaryRow {
    SummaryRow { label: label.into(), count, why: why.into(), tone, shape }
}

fn failed_row(status: u16, count: u64) -> SummaryRow {
    match status {
        0 => row("given up", count, "the client waited no longer", (Tone::Error, Shape::Star)),
        429 => {
            row("refused with 429", count, "there was no concurrency left for them", (Tone::Throttled, Shape::Triangle))
        }
        status => row(&format!("answered with {status}"), count, "", (Tone::Error, Shape::Star)),
    }
}

/// What became of all copies: each stands in one of these, so that they add up to all that there were.
struct Fates<'a> {
    served: u64,
    calls_failed: u64,
    /// Calls whose client waited no longer.
    given_up: u64,
    to_nobody: u64,
    repeated: u64,
    /// Those that live on as their copies, and are no fate of their own.
    fanned_out: u64,
    /// What is worked on; of what lives on as its copies the answer alone, which is none of these.
    under_way: u64,
    balance: &'a Balance,
}

impl<'a> Fates<'a> {
    /// The balance counts as delivered whatever has its final answer. To a person a call that was refused is not, and
    /// where something went that was published is told by its copies.
    fn of(balance: &'a Balance, answered: &Answered) -> Self {
        let failed = |is_meant: &dyn Fn(u16) -> bool| -> u64 {
            answered.failed.iter().filter(|(status, _)| is_meant(**status)).map(|(_, count)| count).sum()
        };
        let (calls_failed, given_up) = (failed(&|status| status != 0), failed(&|status| status == 0));
        let (to_nobody, repeated) = (answered.to_nobody.values().sum(), answered.repeated);
        let elsewhere = calls_failed + given_up + answered.fanned_out + to_nobody + repeated;
        let served = balance.tally.delivered.saturating_sub(elsewhere);
        let becoming = answered.becoming();
        let fanned_out = answered.fanned_out + becoming;
        let under_way = balance.in_flight.saturating_sub(becoming);
        Self { served, calls_failed, given_up, to_nobody, repeated, fanned_out, under_way, balance }
    }

    /// Returns how many there were in all.
    fn made(&self) -> u64 {
        self.balance.tally.created.saturating_sub(self.fanned_out)
    }

    /// Returns the number of each fate with its word.
    fn counts(&self) -> [(u64, &'static str); 14] {
        let tally = &self.balance.tally;
        let dropped = |wanted: &dyn Fn(DropReason) -> bool| -> u64 {
            tally.dropped.iter().filter(|(reason, _)| wanted(**reason)).map(|(_, count)| count).sum()
        };
        let counts_once = |reason: DropReason| matches!(reason, DropReason::Deduplicated | DropReason::Coalesced);
        [
            (self.served, "delivered"),
            (self.calls_failed, "answered with an error"),
            (self.given_up, "given up"),
            (self.balance.dead_lettered, "in a dead-letter queue"),
            (tally.filtered, "filtered out"),
            (self.to_nobody, "went to nobody"),
            (self.repeated, "published again"),
            (dropped(&|reason| reason.is_loss() && !reason.is_kept()), "lost"),
            (dropped(&DropReason::is_kept), "discarded"),
            (tally.expired, "expired"),
            (dropped(&counts_once), "deduplicated"),
            (dropped(&|reason| !reason.is_loss() && !counts_once(reason)), "removed"),
            (self.balance.waiting, "waiting"),
            (self.under_way, "under way"),
        ]
    }

    fn headline(&self, runner: &Runner) -> String {
        let (sent, created) = (self.balance.tally.sent, self.made());
        let time = runner.playhead().sim;
        if created == 0 {
            return format!("Nothing was sent in {time}");
        }
        let count =
            |count: u64, one: &str, many: &str| format!("{} {}", grouped(count), if count == 1 { one } else { many });
        let fates: Vec<String> = self
            .counts()
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", grouped(*count)))
            .collect();
        let fates = fates.join(", ");
        if created == sent {
            return format!("{} sent in {time}: {fates}", count(created, "message", "messages"));
        }
        let (sends, copies) = (count(sent, "send", "sends"), count(created, "copy", "copies"));
        format!("{sends} became {copies} in {time}: {fates}")
    }
}

/// Returns a row for each queue that dead letters came to, with where they come from, and for each other one of the stack
/// that a queue or a function could have moved some to: that it had none is told beside one that had some. The last row
/// is of those that left the template.
fn dead_letter_rows(runner: &Runner) -> Vec<SummaryRow> {
    let world = runner.world();
    let nodes = || (0..world.nodes().len() as u32).map(NodeId);
    // Who moved one out of the template still has it among its own, and has it no more.
    let outside: u64 = nodes().map(|node| world.holding(node).outside.len() as u64).sum();
    let held = |node: NodeId| {
        let holding = world.holding(node);
        holding.dead_lettered.len().saturating_sub(holding.outside.len()) as u64
    };
    // What lies there may have come a moment before its sender knows of it.
    let came = |node: NodeId| -> u64 {
        let came = runner.chronicle().dead_letters(Some(node));
        came.iter().map(|(_, count)| count).sum::<u64>().max(held(node))
    };
    if outside == 0 && nodes().all(|node| came(node) == 0) {
        return Vec::new();
    }
    let sources = dead_letter_sources(runner);
    let look = (Tone::Dead, Shape::Square);
    let row_of = |queue: NodeId| {
        let label = format!("dead-lettered in {}", world.name(queue));
        let (held, came) = (held(queue), came(queue));
        if came == 0 {
            let names = sources.get(&queue).into_iter().flatten().map(|node| world.name(*node));
            let names = names.collect::<Vec<_>>().join(", ");
            return row(&label, 0, &format!("none from {names}"), (Tone::Quiet, Shape::Square));
        }
        let why = from_where(runner, Some(queue));
        match came - held {
            0 => row(&label, held, &why, look),
            gone => row(&label, held, &format!("{why}; {} not there at the end", are(gone)), look),
        }
    };
    // A topic keeps none: they live on as its copies.
    let keeps = |node: &NodeId| world.holding(*node).messages.is_some();
    let told = nodes().filter(|node| (came(*node) > 0 || sources.contains_key(node)) && keeps(node));
    let away =
        (outside > 0).then(|| row("dead-lettered outside the template", outside, &from_where(runner, None), look));
    told.map(row_of).chain(away).collect()
}

fn are(count: u64) -> String {
    if count == 1 { "1 is".to_owned() } else { format!("{} are", grouped(count)) }
}

/// Returns what moves its dead letters to which queue, by queue.
fn dead_letter_sources(runner: &Runner) -> BTreeMap<NodeId, Vec<NodeId>> {
    let world = runner.world();
    let mut sources: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for node in world.nodes() {
        for wire in node.config.wires().iter().filter(|wire| wire.carries_dead_letters()) {
            let ends =
                wire.from.as_ref().and_then(|id| world.node(id)).zip(wire.to.as_ref().and_then(|id| world.node(id)));
            if let Some((from, to)) = ends {
                sources.entry(to).or_default().push(from);
            }
        }
    }
    sources
}
