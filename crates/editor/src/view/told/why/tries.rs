//! What the earlier receives and tries of a message came to: a dead letter says how often it was received, and these say
//! what used the receives up.
//!
//! A queue's records of a message lead back from one to the other, so receives are found without a search. What came of
//! one lies with the function, and is looked for between that receive and the end of its visibility.

use super::super::line;
use super::super::log::concerns;
use super::super::outcome::Outcome;
use super::said;
use crate::runner::Runner;
use crate::view::LogLine;
use crate::words;
use aws::fact::{Ending, Fact, GIVEN_UP, Hiding, What};
use kernel::{Record, RecordId};

/// How many records are followed back from the one that is asked about: two for each of a thousand receives, and more.
const STEPS_MAX: usize = 4_096;
/// How many receives or tries are listed, the last ones.
const LINES_MAX: usize = 12;

/// What earlier receives or tries came to.
#[derive(Debug, Default)]
pub(super) struct Tries {
    /// One line each, the last ones in their order, about the record that tells most.
    pub(super) lines: Vec<LogLine>,
    /// All of them in words; empty where there were none.
    pub(super) summary: String,
    /// What was done from outside that is behind one of them.
    pub(super) deed: RecordId,
}

/// The receives or tries that are found.
#[derive(Debug, Default)]
struct Found<'a> {
    tries: Vec<Try<'a>>,
    /// Whether the first one of them was the first of all: what lies far back is no longer remembered.
    is_whole: bool,
}

/// One receive or try.
#[derive(Debug)]
struct Try<'a> {
    /// Which one it was, from 1; none for throttles that no run of an event followed, which are no try of it.
    number: Option<u32>,
    came_to: CameTo,
    /// How often it was refused before it came to that.
    throttles: usize,
    /// The record that tells most of it.
    telling: &'a Record<Fact>,
}

/// What one came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum CameTo {
    /// It was refused for want of concurrency, and never ran.
    Throttled,
    /// It ran, and ended so.
    Ended(Ending),
    /// It ran, and the function named the message among those that failed.
    Reported,
    /// It still ran when the message became visible again.
    Unfinished,
    /// A batch was made and had not begun to run.
    Waiting,
    /// Whoever received it gave it back.
    GivenBack,
    /// Nobody did anything with it.
    Kept,
}

/// Whether the code of a function ran on a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::view) enum Ran {
    /// It did.
    Yes,
    /// It did not, and will not for this receive.
    No,
    /// It had been invoked with it, and had not begun.
    Soon,
    /// Somebody had it who is no function of the template, or no function is known to have had it.
    Unknown,
}

/// Finds what is behind a record: the receives of its message at its queue, or else the tries of its event.
pub(super) fn tries(runner: &Runner, record: &Record<Fact>) -> Tries {
    let receives = |is_over: bool| {
        let found = receives(runner, record);
        let lead = found.lead("receives", is_over);
        Tries::of(runner, &found, "receive", &lead)
    };
    let events = || {
        let found = events_tries(runner, record);
        let lead = found.lead("tries", true);
        Tries::of(runner, &found, "try", &lead)
    };
    match record.fact.what {
        What::Noted { note, .. } if *note == GIVEN_UP => events(),
        What::Received { count: 2.., .. } | What::BecameVisible { after: Hiding::Receive } => receives(false),
        What::MovedToDeadLetterQueue { .. } | What::Expired | What::Noted { .. } => receives(true),
        What::DeadLettered { .. } | What::Dropped { .. } | What::DestinationSent { success: false, .. } => events(),
        _ => Tries::default(),
    }
}

impl Found<'_> {
    /// Returns how the summary begins: whether they are all, or only what is remembered of them.
    fn lead(&self, names: &str, is_over: bool) -> String {
        let mut numbers = self.tries.iter().filter_map(|it| it.number);
        let (known, all) = (numbers.clone().count(), numbers.next_back().unwrap_or(0));
        let last = if known == 1 { "the last one is".to_owned() } else { format!("the last {known} are") };
        match (is_over, self.is_whole) {
            (true, true) => String::new(),
            (true, false) if known == 0 => format!("Earlier {names} are not remembered here: "),
            (true, false) => format!("Of {all} {names} {last} remembered here: "),
            (false, true) if known == 1 => "The receive before came to nothing: ".to_owned(),
            (false, true) => format!("{known} receives before came to nothing: "),
            (false, false) => format!("{all} receives before came to nothing, and {last} remembered here: "),
        }
    }

    /// Tells whether it is known that nothing ever ran.
    fn never_ran(&self) -> bool {
        self.is_whole && self.tries.iter().all(|it| it.came_to.ran() == Ran::No)
    }
}

impl Tries {
    fn of(runner: &Runner, found: &Found<'_>, name: &str, lead: &str) -> Self {
        let tries = &found.tries;
        let Some(last) = tries.last() else { return Self::default() };
        let lines = tries.iter().skip(tries.len().saturating_sub(LINES_MAX));
        let deeds = tries.iter().rev().filter_map(|it| Some(said(runner, it.telling)?.1));
        let why_last = said(runner, last.telling).map(|(text, _)| format!(". The last time: {text}"));
        let spared = if found.never_ran() { ". It never ran: nothing points to the message itself" } else { "" };
        Self {
            lines: lines.map(|it| it.line(runner, name)).collect(),
            summary: format!("{lead}{}{spared}{}", in_words(tries, lead), why_last.unwrap_or_default()),
            deed: deeds.into_iter().find(|deed| *deed != RecordId::NONE).unwrap_or(RecordId::NONE),
        }
    }
}

impl Try<'_> {
    fn line(&self, runner: &Runner, name: &str) -> LogLine {
        let told = line(runner, self.telling);
        let what = match self.came_to {
            CameTo::Throttled if self.number.is_none() => {
                format!("throttles it{} until it is given up", times(self.throttles))
            }
            CameTo::Throttled => format!("throttles it{}, and never runs it", times(self.throttles)),
            CameTo::Ended(_) if self.throttles > 0 => {
                format!("{}, after it throttled it{}", told.text, times(self.throttles))
            }
            CameTo::Ended(_) => told.text.to_string(),
            CameTo::Reported => "reports it among the messages that failed".to_owned(),
            CameTo::Unfinished => "still runs it when its visibility timeout ends".to_owned(),
            CameTo::Waiting => "has not run it when its visibility timeout ends".to_owned(),
            CameTo::GivenBack => "hands it out, and gets it back at once".to_owned(),
            CameTo::Kept => "hands it out, and nobody deletes it in time".to_owned(),
        };
        let outcome = if self.came_to == CameTo::Reported { Outcome::Failed } else { self.came_to.outcome() };
        let (tone, shape) = outcome.look();
        let which = self.number.map(|number| format!("{name} {number}: ")).unwrap_or_default();
        LogLine { text: format!("{which}{what}").into(), tone, shape, outcome: Some(outcome), ..told }
    }
}

impl CameTo {
    fn ran(self) -> Ran {
        match self {
            Self::Ended(_) | Self::Reported | Self::Unfinished => Ran::Yes,
            Self::Throttled => Ran::No,
            Self::Waiting => Ran::Soon,
            Self::GivenBack | Self::Kept => Ran::Unknown,
        }
    }

    fn outcome(self) -> Outcome {
        match self {
            Self::Throttled => Outcome::Throttled,
            Self::Ended(Ending::Success) => Outcome::Ok,
            Self::Ended(_) | Self::Reported => Outcome::Failed,
            Self::Unfinished | Self::Waiting | Self::GivenBack | Self::Kept => Outcome::Duplicate,
        }
    }

    /// Returns what happened so often, as a clause.
    fn clause(self) -> &'static str {
        match self {
            Self::Throttled => "it was only throttled",
            Self::Ended(Ending::Success) => "it ran and succeeded",
            Self::Ended(Ending::Error) => "the function failed on it",
            Self::Ended(Ending::Timeout) => "the function timed out",
            Self::Ended(Ending::OutOfMemory) => "the function ran out of memory",
            Self::Ended(Ending::Exit) => "the function's process ended",
            Self::Ended(Ending::ResponseTooLarge) => "the function's answer was too large",
            Self::Reported => "the function reported it as failed",
            Self::Unfinished => "its visibility timeout ended while it still ran",
            Self::Waiting => "its visibility timeout ended before it ran",
            Self::GivenBack => "it was given back",
            Self::Kept => "nobody deleted it in time",
        }
    }
}

/// Says how often each thing happened: `each time it was only throttled, 12 times in all`.
fn in_words(tries: &[Try<'_>], lead: &str) -> String {
    let (numbered, waits): (Vec<&Try<'_>>, Vec<&Try<'_>>) = tries.iter().partition(|it| it.number.is_some());
    let mut kinds: Vec<(CameTo, usize, usize)> = Vec::new();
    for it in &numbered {
        match kinds.iter_mut().find(|(came_to, ..)| *came_to == it.came_to) {
            Some((_, count, throttles)) => (*count, *throttles) = (*count + 1, *throttles + it.throttles),
            None => kinds.push((it.came_to, 1, it.throttles)),
        }
    }
    let often = |&(came_to, count, throttles): &(CameTo, usize, usize)| {
        let clause = came_to.clause();
        let often = match count {
            1 if numbered.len() == 1 => clause.to_owned(),
            2 if numbered.len() == 2 => format!("both times {clause}"),
            count if count == numbered.len() => format!("each time {clause}"),
            1 => format!("once {clause}"),
            2 => format!("twice {clause}"),
            count => format!("{count} times {clause}"),
        };
        if came_to == CameTo::Throttled { with_throttles(often, throttles, count) } else { often }
    };
    let at_last = waits.iter().map(|it| {
        let then = if numbered.is_empty() { "" } else { "then " };
        with_throttles(format!("{then}{}", it.came_to.clause()), it.throttles, 1)
    });
    let text = kinds.iter().map(often).chain(at_last).collect::<Vec<_>>().join(", ");
    if lead.is_empty() { words::capital(&text) } else { text }
}

/// Adds how many throttles there were, where they are more than what is said already.
fn with_throttles(text: String, throttles: usize, said: usize) -> String {
    if throttles > said { format!("{text} ({throttles} throttles in all)") } else { text }
}

/// Returns what each receive before a record came to, the first one first.
fn receives<'a>(runner: &'a Runner, record: &Record<Fact>) -> Found<'a> {
    let mut tries = Vec::new();
    let (mut end, mut is_given_back) = (record.id, false);
    for earlier in back_from(runner, record) {
        if earlier.node != record.node || earlier.fact.message != record.fact.message {
            break;
        }
        match earlier.fact.what {
            What::Received { count, .. } => {
                tries.push(receive(runner, earlier, Some(count), (end, is_given_back)));
                is_given_back = false;
                if count <= 1 {
                    break;
                }
            }
            What::VisibilityChanged { .. } => is_given_back = true,
            _ => {}
        }
        end = earlier.id;
    }
    tries.reverse();
    let is_whole = tries.first().is_some_and(|first| first.number <= Some(1));
    Found { tries, is_whole }
}

/// Says what the last receive before a record came to, as a clause, and whether anything ran on it.
pub(in crate::view) fn last_came_to(runner: &Runner, record: &Record<Fact>) -> Option<(&'static str, Ran)> {
    receives(runner, record).tries.last().map(|it| (it.came_to.clause(), it.came_to.ran()))
}

/// Finds what a receive came to before its message was visible again, or given back.
fn receive<'a>(
    runner: &'a Runner,
    received: &'a Record<Fact>,
    number: Option<u32>,
    (end, is_given_back): (RecordId, bool),
) -> Try<'a> {
    let message = received.fact.message;
    let mut later = (received.id.0 + 1..end.0).map_while(|id| runner.trace().record(RecordId(id)));
    let is_batch = |it: &&Record<Fact>| matches!(it.fact.what, What::BatchInvoked { .. });
    let Some(batch) = later.find(|it| is_batch(it) && concerns(runner, it, message)) else {
        let came_to = if is_given_back { CameTo::GivenBack } else { CameTo::Kept };
        return Try { number, came_to, throttles: 0, telling: received };
    };
    // A batch goes under the name of its first message, which another batch may have, too.
    let own = later.filter(|it| it.fact.message == batch.fact.message && follows(runner, it, batch.id));
    let mut found = Try { number, came_to: CameTo::Waiting, throttles: 0, telling: batch };
    own.for_each(|it| found.take(it));
    found
}

impl<'a> Try<'a> {
    /// Takes up what happened next.
    fn take(&mut self, record: &'a Record<Fact>) {
        match record.fact.what {
            What::Throttled { .. } => {
                self.throttles += 1;
                (self.came_to, self.telling) = (CameTo::Throttled, record);
            }
            What::InvocationStarted { .. } => (self.came_to, self.telling) = (CameTo::Unfinished, record),
            What::InvocationEnded { outcome, .. } => (self.came_to, self.telling) = (CameTo::Ended(outcome), record),
            What::BatchEnded { failed: 1.., .. } if self.came_to == CameTo::Ended(Ending::Success) => {
                self.came_to = CameTo::Reported;
            }
            _ => {}
        }
    }
}

/// Returns what each try of an event before a record came to, the first one first. A throttle is none: it stands with the
/// run that follows it, or at the end where none does.
fn events_tries<'a>(runner: &'a Runner, record: &Record<Fact>) -> Found<'a> {
    let own = back_from(runner, record).filter(|it| it.fact.message == record.fact.message && it.node == record.node);
    let own: Vec<&Record<Fact>> = own.collect();
    let (mut tries, mut number) = (Vec::new(), None);
    let mut throttles: Vec<&Record<Fact>> = Vec::new();
    let mut is_known = false;
    for it in own.into_iter().rev() {
        match it.fact.what {
            What::EventQueued => is_known = true,
            What::Throttled { .. } => throttles.push(it),
            What::InvocationStarted { attempt, .. } => number = Some(attempt.into()),
            What::InvocationEnded { outcome, .. } => {
                let count = throttles.drain(..).count();
                // Of one whose start is forgotten nobody knows which it was.
                let which = number.take();
                let ended = |_| Try { number: which, came_to: CameTo::Ended(outcome), throttles: count, telling: it };
                tries.extend(which.map(ended));
            }
            _ => {}
        }
    }
    if let (Some(first), false) = (tries.first_mut(), is_known) {
        first.throttles = 0;
    }
    let wait = |last: &&'a Record<Fact>| Try {
        number: None,
        came_to: CameTo::Throttled,
        throttles: throttles.len(),
        telling: last,
    };
    tries.extend(throttles.last().map(wait));
    let is_whole = tries.first().is_some_and(|first| first.number.map_or(is_known, |number| number <= 1));
    Found { tries, is_whole }
}

/// Returns the records that led to one, the nearest first.
fn back_from<'a>(runner: &'a Runner, record: &Record<Fact>) -> impl Iterator<Item = &'a Record<Fact>> {
    let before = |cause: RecordId| runner.trace().record(cause);
    std::iter::successors(before(record.cause), move |record| before(record.cause)).take(STEPS_MAX)
}

/// Tells whether a record follows from an earlier one.
fn follows(runner: &Runner, record: &Record<Fact>, from: RecordId) -> bool {
    back_from(runner, record).find(|it| it.id <= from).is_some_and(|it| it.id == from)
}

fn times(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2 => " twice".to_owned(),
        count => format!(" {count} times"),
    }
}
