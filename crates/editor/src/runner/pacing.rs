//! From simulated time to presentation time.
//!
//! A retry waits two minutes and a call takes twenty milliseconds: nobody can see both at one speed. [`Pacing`] is a
//! monotone map from records to presentation time that gives every hop long enough to be seen and shortens stretches
//! in which nothing happens. It is built record by record and depends on nothing else, so that a part of the run that
//! is computed again is presented as before.

use super::tempo::{Awaited, Tempo};
use super::{Cargo, Flash, Flight};
use crate::playback::{PlayTime, Playhead};
use crate::view::told::outcome::Outcome;
use aws::fact::{Fact, GIVEN_UP, What};
use aws::stack::world::{Load, UnderWay, World};
use kernel::{MessageId, NodeId, Record, RecordId, SimDuration, SimTime};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// How long a hop is on screen at least, in microseconds, while few are under way.
const HOP_MICROS: u64 = 250_000;
/// How long a stretch without any record takes at most, in microseconds.
const IDLE_MICROS: u64 = 600_000;
/// How many times faster than simulated time the presentation goes where nothing asks for more time.
const PACE: u64 = 3;
/// From this length on, a shortened stretch is told to the person.
const TOLD_SKIP: SimDuration = SimDuration::from_secs(2);
/// How many hops may begin in one simulated second before each gets less time: a crowd need not be seen one by one.
const HOPS_PER_SECOND: usize = 16;
/// How many knots, flights and flashes are remembered. Older parts are had again from a checkpoint.
const REMEMBERED: usize = 60_000;
/// By how much the order of landing and the order of remembering can differ, in microseconds: more than a hop takes.
const MARGIN_MICROS: u64 = 5_000_000;
/// How many hops the trailing second counts at most.
const DENSITY_MAX: usize = 4_096;

/// The map from simulated to presentation time, with what is seen on the way.
#[derive(Clone, Debug)]
pub struct Pacing {
    tempo: Tempo,
    /// For each mapping, the source that it polls.
    sources: Arc<BTreeMap<NodeId, NodeId>>,
    at: Point,
    /// Measurements since then: they get their places with what comes next -- internal state.
    measured: Vec<(SimTime, RecordId)>,
    /// What something is still to happen to -- internal state.
    awaited: Awaited,
    /// The hops of the trailing simulated second -- internal state.
    recent: VecDeque<SimTime>,
    /// Hops under way, by where and what is expected -- internal state.
    open: BTreeMap<(NodeId, MessageId), Open>,
    /// The same hops by the instant at which they are due -- internal state.
    due: BTreeSet<(SimTime, NodeId, MessageId)>,
    /// What the next departure of a node carries -- internal state.
    loaded: Option<(NodeId, Cargo)>,
    knots: VecDeque<Point>,
    flights: VecDeque<Flight>,
    flashes: VecDeque<Flash>,
    skips: VecDeque<Skip>,
}

/// Where simulated and presentation time meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Point {
    play: PlayTime,
    sim: SimTime,
    record: RecordId,
    /// Whether no line tells of it: it is no step.
    quiet: bool,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    from: NodeId,
    departs: PlayTime,
    /// When it is due, simulated.
    due: SimTime,
    hop: u64,
    cargo: Cargo,
}

/// A stretch in which nothing happens, shortened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skip {
    /// When it begins.
    pub from: PlayTime,
    /// When it ends.
    pub until: PlayTime,
    /// How long it really is.
    pub span: SimDuration,
    /// The record that ends it: what was waited for.
    pub ended_by: RecordId,
}

impl Pacing {
    /// Makes the map of a run that has not begun. `sources` says what each mapping polls.
    ///
    /// Where only a person gives the stack something to do, [`Self::look`] tells it what there is to wait for.
    #[must_use]
    pub fn new(tempo: Tempo, sources: Arc<BTreeMap<NodeId, NodeId>>) -> Self {
        Self {
            tempo,
            sources,
            at: Point::default(),
            measured: Vec::new(),
            awaited: Awaited::default(),
            recent: VecDeque::new(),
            open: BTreeMap::new(),
            due: BTreeSet::new(),
            loaded: None,
            knots: VecDeque::from([Point::default()]),
            flights: VecDeque::new(),
            flashes: VecDeque::new(),
            skips: VecDeque::new(),
        }
    }

    /// Returns how simulated time is presented.
    #[must_use]
    pub fn tempo(&self) -> Tempo {
        self.tempo
    }

    /// Returns what is needed to go on from here, without what was seen before.
    #[must_use]
    pub fn checkpoint(&self) -> Self {
        let here = self.at.play;
        let from = self.flights.partition_point(|flight| flight.arrives.0 + MARGIN_MICROS < here.0);
        Self {
            tempo: self.tempo,
            sources: self.sources.clone(),
            at: self.at,
            measured: self.measured.clone(),
            awaited: self.awaited.clone(),
            recent: self.recent.clone(),
            open: self.open.clone(),
            due: self.due.clone(),
            loaded: self.loaded,
            knots: VecDeque::from([self.at]),
            flights: self.flights.range(from..).filter(|flight| flight.arrives > here).copied().collect(),
            flashes: VecDeque::new(),
            skips: VecDeque::new(),
        }
    }

    /// Goes on from a later place, over a stretch whose records nobody saw: it takes as long as an idle one. What is
    /// under way there is on its wire, though nobody saw it leave. `world` is the stack at that place.
    pub fn jump(&mut self, sim: SimTime, record: RecordId, world: &World) {
        self.go_on_at(sim, record, &world.under_way());
        self.look(world);
    }

    fn go_on_at(&mut self, sim: SimTime, record: RecordId, under_way: &[UnderWay]) {
        let play = PlayTime(self.at.play.0 + self.stretch(self.at.sim, sim).min(IDLE_MICROS));
        self.at = Point { play, sim, record, quiet: true };
        self.measured.clear();
        self.knots = VecDeque::from([self.at]);
        self.recent.clear();
        self.open.clear();
        self.due.clear();
        self.loaded = None;
        self.flights.clear();
        self.flashes.clear();
        self.skips.clear();
        for hop in under_way {
            let open = self.half_way(hop);
            self.due.insert((open.due, hop.to, hop.message));
            self.open.insert((hop.to, hop.message), open);
        }
    }

    /// Finds out what there is to wait for in a stack as it stands where the presentation ends.
    pub fn look(&mut self, world: &World) {
        if matches!(self.tempo, Tempo::Attended(_)) {
            self.awaited = Awaited::of(world, &self.sources);
        }
    }

    /// Puts a hop that nobody saw beginning where it is by now.
    fn half_way(&self, hop: &UnderWay) -> Open {
        let micros = |from: SimTime, to: SimTime| to.since(from).as_nanos() / 1_000;
        let real = micros(hop.departed, hop.arrives);
        let whole = if self.tempo.is_smart() { real.clamp(HOP_MICROS, IDLE_MICROS) } else { real };
        let done = u128::from(whole) * u128::from(micros(hop.departed, self.at.sim)) / u128::from(real.max(1));
        let departs = PlayTime(self.at.play.0.saturating_sub(u64::try_from(done).unwrap_or(whole)));
        let cargo = match hop.load {
            Load::Single => Cargo::Message,
            Load::Batch(records) => Cargo::Batch(records),
            Load::Answer(status) => Cargo::Answer(status),
        };
        Open { from: hop.from, departs, due: hop.arrives, hop: whole, cargo }
    }

    /// Returns the last record that was taken up.
    #[must_use]
    pub fn last_record(&self) -> RecordId {
        self.measured.last().map_or(self.at.record, |(_, record)| *record)
    }

    /// Tells whether every record made was taken up.
    #[must_use]
    pub fn is_at(&self, made: u64) -> bool {
        self.last_record().0 == made
    }

    /// Returns the end of what has a place.
    #[must_use]
    pub fn end(&self) -> PlayTime {
        self.at.play
    }

    /// Tells whether so much is known after an instant that knowing more would push out what is shown.
    #[must_use]
    pub fn is_full_after(&self, play: PlayTime) -> bool {
        let known = self.knots.len() - self.knots.partition_point(|knot| knot.play <= play);
        known >= REMEMBERED / 2
    }

    /// Returns the first instant that is still remembered.
    #[must_use]
    pub fn beginning(&self) -> SimTime {
        self.knots.front().map_or(SimTime::ZERO, |knot| knot.sim)
    }

    /// Gives a record its place.
    pub fn feed(&mut self, record: &Record<Fact>) {
        let before = self.at;
        if is_measurement(&record.fact) {
            // It shows nowhere, so it takes no time, and a wait goes on over it: it lies within that where it happened.
            self.measured.push((record.at, record.id));
            return;
        }
        self.close_overdue(record.at);
        let mut play = before.play.0 + self.stretch(before.sim, record.at);
        if let Some(open) = self.take_open(record.node, record.fact.message) {
            play = play.max(open.departs.0 + open.hop);
            self.land(record.node, record.fact.message, open, PlayTime(play));
        } else if let What::Polled { records, .. } = record.fact.what {
            play = self.pull(record, play, records);
        }
        let quiet = !crate::words::is_told(&record.fact);
        self.at = Point { play: PlayTime(play), sim: record.at, record: record.id, quiet };
        self.place_measured(before);
        self.note_skip(before, record.id);
        self.remember_knot();
        self.see(record);
        if matches!(self.tempo, Tempo::Attended(_)) {
            self.awaited.feed(record);
        }
    }

    /// Gives the end of the run, or of what can be known of it, its place.
    pub fn reach(&mut self, sim: SimTime) {
        if sim <= self.at.sim {
            return;
        }
        self.close_overdue(sim);
        let before = self.at;
        let play = PlayTime(before.play.0 + self.stretch(before.sim, sim));
        self.at = Point { play, sim, record: self.last_record(), quiet: true };
        self.place_measured(before);
        self.note_skip(before, before.record);
        self.remember_knot();
    }

    /// Forgets what comes after a place: the run goes another way from there. `world` is the stack at that place.
    pub fn cut_after(&mut self, playhead: Playhead, world: &World) {
        self.look(world);
        self.knots.retain(|knot| knot.play <= playhead.play && knot.record <= playhead.record);
        self.at = Point { play: playhead.play, sim: playhead.sim, record: playhead.record, quiet: true };
        self.measured.clear();
        self.knots.push_back(self.at);
        let is_past = |at: PlayTime| at <= playhead.play;
        self.flashes.retain(|flash| is_past(flash.at));
        self.skips.retain(|skip| is_past(skip.from));
        self.flights.retain(|flight| is_past(flight.departs));
        self.open.clear();
        self.due.clear();
        for flight in self.flights.iter().filter(|flight| flight.arrives > playhead.play) {
            let hop = flight.arrives.0 - flight.departs.0;
            let open = Open { from: flight.from, departs: flight.departs, due: playhead.sim, hop, cargo: flight.cargo };
            self.due.insert((open.due, flight.to, flight.message));
            self.open.insert((flight.to, flight.message), open);
        }
        self.flights.retain(|flight| flight.arrives <= playhead.play);
    }

    /// Returns what is shown at an instant of the presentation.
    #[must_use]
    pub fn at(&self, play: PlayTime) -> Playhead {
        let after = self.knots.partition_point(|knot| knot.play <= play);
        let Some(before) = after.checked_sub(1).and_then(|index| self.knots.get(index)) else {
            let first = self.knots.front().copied().unwrap_or_default();
            return Playhead { play: first.play, sim: first.sim, record: first.record };
        };
        let sim = self.knots.get(after).map_or(before.sim, |next| between(before, next, play));
        Playhead { play, sim, record: before.record }
    }

    /// Returns where a simulated instant is presented: the end of all that happens at it.
    #[must_use]
    pub fn of_sim(&self, sim: SimTime) -> PlayTime {
        let after = self.knots.partition_point(|knot| knot.sim <= sim);
        match (after.checked_sub(1).and_then(|index| self.knots.get(index)), self.knots.get(after)) {
            (Some(before), Some(next)) if next.sim > before.sim => {
                let part = sim.since(before.sim).as_nanos() as f64 / next.sim.since(before.sim).as_nanos() as f64;
                PlayTime(before.play.0 + ((next.play.0 - before.play.0) as f64 * part) as u64)
            }
            (Some(before), _) => before.play,
            (None, _) => self.knots.front().map_or(PlayTime(0), |knot| knot.play),
        }
    }

    /// Returns where a record is presented, if it is remembered.
    #[must_use]
    pub fn of_record(&self, record: RecordId) -> Option<PlayTime> {
        let index = self.knots.partition_point(|knot| knot.record < record);
        self.knots.get(index).filter(|knot| knot.record == record).map(|knot| knot.play)
    }

    /// Returns the messages on wires at an instant of the presentation.
    pub fn flights(&self, play: PlayTime) -> impl Iterator<Item = Flight> {
        // Flights lie in the order of landing but for a hop or so: a margin finds them all without a look at each.
        let from = self.flights.partition_point(|flight| flight.arrives.0 + MARGIN_MICROS < play.0);
        let until = PlayTime(play.0 + MARGIN_MICROS);
        let landed = self.flights.range(from..).take_while(move |flight| flight.arrives <= until).copied();
        let under_way = self.open.iter().map(|((to, message), open)| Flight {
            message: *message,
            from: open.from,
            to: *to,
            departs: open.departs,
            // Where its landing has no place yet, it is on the wire for as long as its way takes at least.
            arrives: PlayTime((open.departs.0 + open.hop).max(self.at.play.0 + self.stretch(self.at.sim, open.due))),
            cargo: open.cargo,
        });
        landed.chain(under_way).filter(move |flight| flight.departs <= play && play < flight.arrives)
    }

    /// Returns what ended at nodes within a span before an instant of the presentation.
    pub fn flashes(&self, play: PlayTime, within_micros: u64) -> impl Iterator<Item = Flash> {
        let since = PlayTime(play.0.saturating_sub(within_micros));
        let from = self.flashes.partition_point(|flash| flash.at < since);
        self.flashes.range(from..).take_while(move |flash| flash.at <= play).copied()
    }

    /// Returns the shortened stretch that an instant of the presentation lies in.
    #[must_use]
    pub fn skip(&self, play: PlayTime) -> Option<Skip> {
        let after = self.skips.partition_point(|skip| skip.from <= play);
        let skip = after.checked_sub(1).and_then(|index| self.skips.get(index))?;
        (play < skip.until).then_some(*skip)
    }

    /// Returns the first record that is remembered.
    #[must_use]
    pub fn first_record(&self) -> RecordId {
        self.knots.front().map_or(RecordId::NONE, |knot| knot.record)
    }

    /// Returns the last instant before one at which something is told.
    #[must_use]
    pub fn previous(&self, play: PlayTime) -> Option<PlayTime> {
        let index = self.knots.partition_point(|knot| knot.play < play);
        self.knots.range(..index).rev().find(|knot| !knot.quiet).map(|knot| knot.play)
    }

    fn stretch(&self, from: SimTime, to: SimTime) -> u64 {
        let micros = to.since(from).as_nanos() / 1_000;
        match self.tempo {
            Tempo::Real => micros,
            Tempo::Attended(planned) if from >= planned && self.awaited.is_empty() => micros,
            Tempo::Smart | Tempo::Attended(_) => (micros / PACE).min(IDLE_MICROS),
        }
    }

    /// Returns how long a hop that begins now is on screen at least.
    fn hop(&mut self, now: SimTime) -> u64 {
        let second_ago = now - SimDuration::from_secs(1);
        while self.recent.front().is_some_and(|at| *at < second_ago) || self.recent.len() >= DENSITY_MAX {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        if !self.tempo.is_smart() {
            return 0;
        }
        // By the square: a burst of a thousand calls one after the other would take a quarter of a minute otherwise.
        let (few, many) = (HOPS_PER_SECOND.min(self.recent.len()) as u64, self.recent.len() as u64);
        HOP_MICROS * few * few / (many * many)
    }

    fn depart(&mut self, record: &Record<Fact>, to: NodeId, due: SimTime, cargo: Cargo) {
        let hop =
            self.hop(record.at).max(if self.tempo.is_smart() { 0 } else { due.since(record.at).as_nanos() / 1_000 });
        let open = Open { from: record.node, departs: self.at.play, due, hop, cargo };
        self.take_open(to, record.fact.message);
        self.due.insert((due, to, record.fact.message));
        self.open.insert((to, record.fact.message), open);
    }

    fn take_open(&mut self, to: NodeId, message: MessageId) -> Option<Open> {
        let open = self.open.remove(&(to, message))?;
        self.due.remove(&(open.due, to, message));
        Some(open)
    }

    fn land(&mut self, to: NodeId, message: MessageId, open: Open, arrives: PlayTime) {
        let flight = Flight { message, from: open.from, to, departs: open.departs, arrives, cargo: open.cargo };
        self.flights.push_back(flight);
        if self.flights.len() > REMEMBERED {
            self.flights.pop_front();
        }
    }

    /// Lands hops that were due before an instant and that nobody took notice of.
    fn close_overdue(&mut self, now: SimTime) {
        while let Some((_, to, message)) = self.due.first().copied().filter(|(due, ..)| *due < now) {
            let Some(open) = self.take_open(to, message) else { return };
            let due = self.at.play.0 + self.stretch(self.at.sim, open.due);
            self.land(to, message, open, PlayTime(due.max(open.departs.0 + open.hop)));
        }
    }

    /// Shows what a mapping pulls out of its source as a tray on its way.
    fn pull(&mut self, record: &Record<Fact>, play: u64, records: u32) -> u64 {
        let Some(source) = self.sources.get(&record.node).copied().filter(|_| records > 0) else { return play };
        let hop = self.hop(record.at);
        let open = Open { from: source, departs: PlayTime(play), due: record.at, hop, cargo: Cargo::Batch(records) };
        self.land(record.node, record.fact.message, open, PlayTime(play + hop));
        play + hop
    }

    fn note_skip(&mut self, before: Point, ended_by: RecordId) {
        let span = self.at.sim.since(before.sim);
        let shortened = span.as_nanos() / 1_000 > self.at.play.0 - before.play.0;
        if self.tempo.is_smart() && shortened && span >= TOLD_SKIP {
            self.skips.push_back(Skip { from: before.play, until: self.at.play, span, ended_by });
        }
        if self.skips.len() > REMEMBERED {
            self.skips.pop_front();
        }
    }

    /// Gives the measurements of the stretch that ends here their places within it.
    fn place_measured(&mut self, before: Point) {
        let (sims, plays) = (self.at.sim.since(before.sim).as_nanos(), self.at.play.0 - before.play.0);
        for (sim, record) in std::mem::take(&mut self.measured) {
            let part = sim.since(before.sim).as_nanos() as f64 / sims.max(1) as f64;
            let play = PlayTime(before.play.0 + (plays as f64 * part) as u64);
            self.remember(Point { play, sim, record, quiet: true });
        }
    }

    fn remember_knot(&mut self) {
        self.remember(self.at);
    }

    fn remember(&mut self, knot: Point) {
        self.knots.push_back(knot);
        if self.knots.len() > REMEMBERED {
            self.knots.pop_front();
        }
    }

    /// Takes up what a record begins or ends on screen.
    fn see(&mut self, record: &Record<Fact>) {
        let cargo = match self.loaded.take() {
            Some((node, cargo)) if node == record.node => cargo,
            _ => Cargo::Message,
        };
        match record.fact.what {
            What::Departed { to, arrives } => self.depart(record, to, arrives, cargo),
            What::Answered { to, status, arrives } => self.depart(record, to, arrives, Cargo::Answer(status)),
            What::BatchInvoked { records, .. } => self.loaded = Some((record.node, Cargo::Batch(records))),
            What::Noted { note, .. } if *note == GIVEN_UP => self.loaded = Some((record.node, Cargo::DeadLetter)),
            What::MovedToDeadLetterQueue { to } => self.depart(record, to, record.at, Cargo::DeadLetter),
            What::Redriven { to } => self.depart(record, to, record.at, Cargo::Message),
            _ => {}
        }
        if let Some(ended) = flash_of(&record.fact.what) {
            let flash = Flash { node: record.node, at: self.at.play, message: record.fact.message, ended };
            self.flashes.push_back(flash);
            if self.flashes.len() > REMEMBERED {
                self.flashes.pop_front();
            }
        }
    }
}

fn between(before: &Point, next: &Point, play: PlayTime) -> SimTime {
    let whole = (next.play.0 - before.play.0).max(1) as f64;
    let part = (play.0 - before.play.0) as f64 / whole;
    before.sim + SimDuration::from_nanos((next.sim.since(before.sim).as_nanos() as f64 * part) as u64)
}

/// Tells whether a record only measures something, as the age of a queue's oldest message.
fn is_measurement(fact: &Fact) -> bool {
    fact.message == MessageId::NONE && matches!(fact.what, What::Noted { .. })
}

/// Returns how something ended that is told where it happened. That a dead-letter target or a destination did not take a
/// message is told by its loss, which follows at once.
fn flash_of(what: &What) -> Option<Outcome> {
    let is_seen = matches!(
        what,
        What::InvocationEnded { .. }
            | What::Lost
            | What::NotificationFailed
            | What::Throttled { .. }
            | What::DeadLettered { .. }
            | What::MovedToDeadLetterQueue { .. }
            | What::Dropped { .. }
            | What::Expired
            | What::Filtered
            | What::ClientRetried { .. }
            | What::Received { count: 2.., .. }
            | What::InvocationStarted { attempt: 2.., .. }
    );
    Outcome::of(what).filter(|_| is_seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(id: u64, micros: u64, node: u32, message: u64, what: What) -> Record<Fact> {
        let at = SimTime::from_nanos(micros * 1_000);
        Record { id: RecordId(id), at, node: NodeId(node), cause: RecordId::NONE, fact: what.of(MessageId(message)) }
    }

    fn departed(to: u32, micros: u64) -> What {
        What::Departed { to: NodeId(to), arrives: SimTime::from_nanos(micros * 1_000) }
    }

    fn pacing() -> Pacing {
        Pacing::new(Tempo::Smart, Arc::default())
    }

    #[test]
    fn a_hop_that_takes_no_time_is_seen() {
        let mut pacing = pacing();
        pacing.feed(&record(1, 0, 0, 1, departed(1, 0)));
        pacing.feed(&record(2, 0, 1, 1, What::EventQueued));
        assert_eq!(pacing.of_record(RecordId(2)), Some(PlayTime(HOP_MICROS)));
        let flights: Vec<_> = pacing.flights(PlayTime(HOP_MICROS / 2)).collect();
        assert_eq!(flights.len(), 1);
        assert_eq!((flights[0].from, flights[0].to), (NodeId(0), NodeId(1)));
        assert_eq!(pacing.flights(PlayTime(HOP_MICROS)).count(), 0);
    }

    #[test]
    fn a_wait_of_minutes_is_crossed_quickly_and_told() {
        let mut pacing = pacing();
        pacing.feed(&record(1, 0, 1, 1, What::EventQueued));
        pacing.feed(&record(2, 120_000_000, 1, 1, What::EventQueued));
        assert_eq!(pacing.end(), PlayTime(IDLE_MICROS));
        let skip = pacing.skip(PlayTime(IDLE_MICROS / 2)).expect("the wait is a skip");
        assert_eq!((skip.span, skip.ended_by), (SimDuration::from_secs(120), RecordId(2)));
        assert_eq!(pacing.at(PlayTime(IDLE_MICROS / 2)).sim, SimTime::from_nanos(60_000_000_000));
    }

    #[test]
    fn a_measurement_lies_in_the_wait_where_it_was_made_and_is_no_step() {
        static AGED: aws::fact::Note = aws::fact::Note { name: "Aged", text: "" };
        let mut pacing = pacing();
        pacing.feed(&record(1, 0, 1, 1, What::EventQueued));
        pacing.feed(&record(2, 60_000_000, 1, 0, What::Noted { note: &AGED, value: 60 }));
        let at_first = pacing.at(pacing.end());
        assert_eq!((at_first.record, at_first.sim, pacing.last_record()), (RecordId(1), SimTime::ZERO, RecordId(2)));
        pacing.feed(&record(3, 120_000_000, 1, 1, What::EventQueued));
        assert_eq!((pacing.end(), pacing.skips.len()), (PlayTime(IDLE_MICROS), 1));
        let quarter = pacing.at(PlayTime(IDLE_MICROS / 4));
        assert_eq!((quarter.record, quarter.sim), (RecordId(1), SimTime::from_nanos(30_000_000_000)));
        assert_eq!(pacing.at(PlayTime(IDLE_MICROS * 3 / 4)).record, RecordId(2));
        assert_eq!(pacing.previous(PlayTime(IDLE_MICROS)), Some(PlayTime(0)));
    }

    #[test]
    fn after_a_jump_what_is_under_way_lands_where_it_was_to() {
        let mut pacing = pacing();
        pacing.feed(&record(1, 0, 0, 1, What::EventQueued));
        let at = |micros: u64| SimTime::from_nanos(micros * 1_000);
        let (from, to, load) = (NodeId(0), NodeId(1), Load::Single);
        let hop = UnderWay { message: MessageId(9), from, to, departed: at(50_000_000), arrives: at(50_400_000), load };
        pacing.go_on_at(at(50_100_000), RecordId(700), &[hop]);
        let here = pacing.end();
        assert_eq!(pacing.at(here).record, RecordId(700));
        let flight = pacing.flights(here).next().expect("it is under way");
        let done = (here.0 - flight.departs.0) as f64 / (flight.arrives.0 - flight.departs.0) as f64;
        assert!((done - 0.25).abs() < 0.001, "a quarter of the way: {done}");
        pacing.feed(&record(701, 50_400_000, 1, 9, What::EventQueued));
        assert_eq!(pacing.flights(pacing.end()).count(), 0);
        assert_eq!(pacing.of_record(RecordId(701)), Some(flight.arrives));
    }

    #[test]
    fn a_crowd_does_not_slow_time_down_beyond_measure() {
        let mut pacing = pacing();
        let mut id = 0;
        for n in 0..2_000_u64 {
            let at = n * 1_000;
            pacing.feed(&record(id + 1, at, 0, n + 1, departed(1, at + 500)));
            pacing.feed(&record(id + 2, at + 500, 1, n + 1, What::EventQueued));
            id += 2;
        }
        // Two simulated seconds with a thousand hops each: under a quarter of a minute.
        assert!(pacing.end() < PlayTime(15_000_000), "{:?}", pacing.end());
    }

    proptest! {
        #[test]
        fn presentation_never_runs_back(steps in proptest::collection::vec((0..3_000_000_u64, 0..3_u32, 0..3_u64, 0..3_u8), 1..80)) {
            let mut pacing = pacing();
            let mut at = 0;
            let mut before = Playhead::default();
            for (n, (gap, node, message, kind)) in (1..).zip(steps) {
                at += gap;
                let what = if kind == 0 { departed((node + 1) % 3, at + 10_000) } else { What::EventQueued };
                pacing.feed(&record(n, at, node, message, what));
                let here = pacing.at(pacing.end());
                prop_assert!(here.play >= before.play && here.sim >= before.sim && here.record > before.record);
                prop_assert_eq!(pacing.of_record(RecordId(n)), Some(here.play));
                before = here;
            }
            prop_assert!(pacing.of_sim(before.sim) == before.play);
        }
    }
}
