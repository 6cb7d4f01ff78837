//! The log: which lines there are, and those that are seen. A page of it is made when somebody looks at it.

use super::outcome::Outcome;
use super::{Listing, line, text};
use crate::runner::Runner;
use crate::view::LogLine;
use crate::words;
use aws::fact::{Detail, Fact, What};
use kernel::{MessageId, NodeId, Record, RecordId, SimTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something by which lines are kept. Those of one kind are alternatives; of each kind that there is, one has to fit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chip {
    /// Lines of a node, by id.
    Node(Arc<str>),
    /// Lines about a message, those of its batches included.
    Message(MessageId),
    /// Lines with an outcome.
    Outcome(Outcome),
}

/// Which lines are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// The chips, in the order in which they were added.
    pub chips: Vec<Chip>,
    /// What a line has to contain, in lower case.
    pub text: Arc<str>,
}

/// How much log there is at the playhead.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogHead {
    /// How many lines fit the filter.
    pub lines: usize,
    /// How many lines before them are no longer remembered.
    pub dropped: u64,
    /// Whether anything happened before what is remembered.
    pub forgotten: bool,
    /// The last line's record.
    pub newest: RecordId,
    /// Which lines are shown.
    pub filter: LogFilter,
    /// Whether time has passed at all.
    pub begun: bool,
}

impl LogHead {
    /// Returns what is said where no line is shown.
    #[must_use]
    pub fn why_empty(&self) -> &'static str {
        if !self.begun || self.filter == LogFilter::default() {
            "Nothing has happened yet: play, or send something"
        } else {
            "Nothing that fits has happened yet: play on, or take a filter away"
        }
    }
}

/// The log with its filter.
#[derive(Clone, Debug, Default)]
pub struct Log {
    filter: LogFilter,
    listing: Listing,
}

impl Log {
    /// Shows other lines from now on.
    pub fn set_filter(&mut self, change: impl FnOnce(&mut LogFilter)) {
        let before = self.filter.clone();
        change(&mut self.filter);
        if self.filter != before {
            self.listing = Listing::default();
        }
    }

    /// Returns which lines are shown.
    #[must_use]
    pub fn filter(&self) -> &LogFilter {
        &self.filter
    }

    /// Returns how much there is at the playhead.
    pub fn head(&mut self, runner: &Runner) -> LogHead {
        self.follow(runner);
        let lines = self.listing.count_at(runner.playhead().record);
        LogHead {
            lines,
            dropped: self.listing.dropped(),
            forgotten: runner.trace().oldest().is_none_or(|oldest| oldest > RecordId(1)) && runner.trace().made() > 0,
            newest: self.listing.range(lines.saturating_sub(1), 1).next().unwrap_or_default(),
            filter: self.filter.clone(),
            begun: runner.playhead().sim > SimTime::ZERO,
        }
    }

    /// Returns the lines from one on, as far as they have happened.
    pub fn page(&mut self, runner: &Runner, from: usize, count: usize) -> Vec<LogLine> {
        self.follow(runner);
        let there = self.listing.count_at(runner.playhead().record);
        let ids = self.listing.range(from, count.min(there.saturating_sub(from)));
        ids.filter_map(|id| Some(line(runner, runner.trace().record(id)?))).collect()
    }

    /// Says in one sentence what came after a record, for who does not see it.
    pub fn digest(&mut self, runner: &Runner, since: RecordId) -> Arc<str> {
        /// A crowd is summed up from its last so many lines.
        const LOOKED_AT: usize = 2_000;
        self.follow(runner);
        let there = self.listing.count_at(runner.playhead().record);
        let known = self.listing.count_at(since);
        if there <= known {
            return "".into();
        }
        let mut outcomes: BTreeMap<Outcome, usize> = BTreeMap::new();
        let from = known.max(there.saturating_sub(LOOKED_AT));
        let records = self.listing.range(from, there - from).filter_map(|id| runner.trace().record(id));
        let mut last = None;
        for record in records {
            if let Some(outcome) = Outcome::of(&record.fact.what) {
                *outcomes.entry(outcome).or_default() += 1;
            }
            last = Some(record);
        }
        let lines = there - known;
        let counts: Vec<String> = outcomes
            .iter()
            .map(|(outcome, count)| format!("{} {}", words::grouped(*count as u64), outcome.label()))
            .collect();
        let plural = if lines == 1 { "" } else { "s" };
        let told = last
            .map(|record| line(runner, record))
            .map_or_else(String::new, |it| format!(". Last: {} {}", it.node, it.text));
        let counts = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
        format!("{} new line{plural}{counts}{told}", words::grouped(lines as u64)).into()
    }

    /// Writes all lines as far as they have happened, one JSON object a line.
    pub fn jsonl(&mut self, runner: &Runner) -> String {
        let lines = self.page(runner, 0, usize::MAX);
        lines.iter().map(|line| format!("{}\n", as_json(line))).collect()
    }

    /// Writes all lines as far as they have happened as CSV, with a head.
    pub fn csv(&mut self, runner: &Runner) -> String {
        let head = "time_s,node,message,outcome,what,why\n".to_owned();
        let lines = self.page(runner, 0, usize::MAX);
        lines.iter().fold(head, |text, line| text + &as_csv(line))
    }

    fn follow(&mut self, runner: &Runner) {
        let keep = Keep::new(&self.filter, runner);
        self.listing.follow(runner, |record| keep.takes(runner, record));
    }
}

/// A filter, looked up in a run.
struct Keep {
    nodes: Vec<NodeId>,
    messages: Vec<MessageId>,
    outcomes: Vec<Outcome>,
    /// Whether there are chips of nodes, though the run may not have these nodes.
    by_node: bool,
    text: Arc<str>,
}

impl Keep {
    fn new(filter: &LogFilter, runner: &Runner) -> Self {
        let mut keep = Self {
            nodes: Vec::new(),
            messages: Vec::new(),
            outcomes: Vec::new(),
            by_node: false,
            text: filter.text.clone(),
        };
        for chip in &filter.chips {
            match chip {
                Chip::Node(id) => {
                    keep.by_node = true;
                    keep.nodes.extend(runner.world().node(id));
                }
                Chip::Message(message) => keep.messages.push(*message),
                Chip::Outcome(outcome) => keep.outcomes.push(*outcome),
            }
        }
        keep
    }

    fn takes(&self, runner: &Runner, record: &Record<Fact>) -> bool {
        words::is_told(&record.fact)
            && (!self.by_node || self.nodes.contains(&record.node))
            && (self.outcomes.is_empty()
                || Outcome::of(&record.fact.what).is_some_and(|it| self.outcomes.contains(&it)))
            && (self.messages.is_empty() || self.messages.iter().any(|message| concerns(runner, record, *message)))
            && (self.text.is_empty() || mentions(runner, record, &self.text))
    }
}

/// Tells whether a record is about a message, alone or in a batch.
pub(crate) fn concerns(runner: &Runner, record: &Record<Fact>, message: MessageId) -> bool {
    let may_be_batch = matches!(record.fact.what, What::BatchInvoked { .. } | What::InvocationStarted { .. });
    record.fact.message == message
        || (may_be_batch
            && matches!(runner.trace().detail(record.id), Some(Detail::Batch { messages, .. }) if messages.contains(&message)))
}

/// Tells whether a line contains a text. Only what is looked at is written: why it happened costs as much again.
fn mentions(runner: &Runner, record: &Record<Fact>, wanted: &str) -> bool {
    let message = record.fact.message;
    (message != MessageId::NONE && wanted.strip_prefix('m').is_some_and(|number| number == message.0.to_string()))
        || runner.world().name(record.node).to_lowercase().contains(wanted)
        || text(runner, record).to_lowercase().contains(wanted)
}

fn as_json(line: &LogLine) -> serde_json::Value {
    serde_json::json!({
        "time_s": line.at.as_nanos() as f64 / 1e9,
        "node": &*line.node,
        "message": line.message.map(|message| format!("m{}", message.0)),
        "outcome": line.outcome.map(Outcome::label),
        "what": &*line.text,
        "why": &*line.reason,
    })
}

fn as_csv(line: &LogLine) -> String {
    let message = line.message.map(|message| format!("m{}", message.0)).unwrap_or_default();
    let outcome = line.outcome.map_or("", Outcome::label);
    let seconds = line.at.as_nanos() as f64 / 1e9;
    let cells = [cell(&line.node), message, outcome.to_owned(), cell(&line.text), cell(&line.reason)];
    format!("{seconds},{}\n", cells.join(","))
}

/// Quotes a cell where a comma, a quote or a line break asks for it.
#[must_use]
pub fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_only_where_they_have_to_be() {
        for (text, quoted) in [("plain", "plain"), ("a, b", "\"a, b\""), ("say \"hi\"", "\"say \"\"hi\"\"\"")] {
            assert_eq!(cell(text), quoted);
        }
    }
}
