//! What charts and lanes show: each node's metrics and outcomes, period by period, since the start of the run.
//!
//! Every record is folded once, however often its part of the run is computed, so that rewinding changes nothing. The
//! length of a period follows from that of the run: room is bounded whatever the run.

use crate::view::told::outcome::Outcome;
use crate::words;
use aws::fact::{DropReason, Fact, MOVED_OUTSIDE, What};
use aws::metrics::{Meter, MetricId};
use aws::service::MetricKind;
use aws::stack::world::World;
use kernel::{NodeId, Record, RecordId, SimDuration, SimTime};
use std::collections::BTreeMap;

/// How many periods a run has at most.
const PERIODS_MAX: u64 = 600;
/// Lengths of periods [s]; each divides the next, so that periods can be put together.
pub const LADDER: [u64; 11] = [1, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400, 604_800];

/// How often each outcome was seen in a period, in the order of [`Outcome::ALL`].
pub type Counts = [u32; Outcome::ALL.len()];

/// The fold.
#[derive(Clone, Debug)]
pub struct Chronicle {
    period: SimDuration,
    nodes: Vec<NodePast>,
    /// Where copies ended or were moved aside, period by period.
    ends: Vec<(u64, NodeId, End, u64)>,
    seen: RecordId,
    /// How many periods' ends have been looked at for gauges -- internal state.
    looked: u64,
}

/// How a copy ended where it did not do what it was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was moved to a dead-letter queue, or to one outside the template, by a rule of AWS with this id.
    DeadLettered(Option<NodeId>, &'static str),
    /// AWS discarded it.
    Dropped(DropReason),
    /// Its retention ran out.
    Expired,
    /// No filter wanted it.
    Filtered,
}

impl End {
    fn of(fact: &Fact) -> Option<Self> {
        let dead_lettered = |to| Some(Self::DeadLettered(to, fact.rule.map_or("", |rule| rule.id)));
        match fact.what {
            What::MovedToDeadLetterQueue { to } | What::DeadLettered { to } => dead_lettered(Some(to)),
            What::Noted { note, .. } if *note == MOVED_OUTSIDE => dead_lettered(None),
            What::Dropped { reason } => Some(Self::Dropped(reason)),
            What::Expired => Some(Self::Expired),
            What::Filtered => Some(Self::Filtered),
            _ => None,
        }
    }
}

/// What the present period has so far: with it, counting goes on from a checkpoint within a period.
#[derive(Clone, Debug)]
pub(super) struct OpenPeriod {
    number: u64,
    seen: RecordId,
    looked: u64,
    nodes: Vec<(Meter, Option<Counts>)>,
    ends: Vec<(u64, NodeId, End, u64)>,
}

impl OpenPeriod {
    /// Returns about how much room it takes [bytes].
    pub(super) fn footprint(&self) -> u64 {
        /// About what the metrics of one node take for one period.
        const OF_NODE: usize = 2_048;
        (self.nodes.len() * OF_NODE + self.ends.len() * size_of::<(u64, NodeId, End, u64)>()) as u64
    }
}

#[derive(Clone, Debug)]
struct NodePast {
    meter: Meter,
    /// The gauges of the node, with what each stood at when each period ended.
    gauges: Vec<(MetricId, Vec<u64>)>,
    outcomes: Vec<Counts>,
}

impl Chronicle {
    /// Begins with a stack that has just been deployed and the end of its run.
    #[must_use]
    pub fn new(world: &World, end: SimTime) -> Self {
        let seconds = end.as_nanos().div_ceil(1_000_000_000);
        let fits = |period: &&u64| seconds.div_ceil(**period) <= PERIODS_MAX;
        let period = SimDuration::from_secs(*LADDER.iter().find(fits).unwrap_or(&LADDER[LADDER.len() - 1]));
        let nodes = world.chart_meters().into_iter().zip(world.nodes()).map(|(meter, node)| {
            let metrics = (0..).zip(node.config.descriptor().metrics);
            let gauges = metrics.filter(|(_, spec)| spec.kind == MetricKind::Gauge);
            NodePast { meter, gauges: gauges.map(|(n, _)| (MetricId(n), Vec::new())).collect(), outcomes: Vec::new() }
        });
        Self { period, nodes: nodes.collect(), ends: Vec::new(), seen: RecordId::NONE, looked: 0 }
    }

    /// Returns how long a period is.
    #[must_use]
    pub fn period(&self) -> SimDuration {
        self.period
    }

    /// Returns a node's metrics, by number of the period.
    #[must_use]
    pub fn meter(&self, node: NodeId) -> Option<&Meter> {
        self.nodes.get(node.0 as usize).map(|past| &past.meter)
    }

    /// Returns what a gauge stood at when each period ended.
    #[must_use]
    pub fn gauge(&self, node: NodeId, metric: MetricId) -> &[u64] {
        let past = self.nodes.get(node.0 as usize);
        let gauge = past.and_then(|past| past.gauges.iter().find(|(id, _)| *id == metric));
        gauge.map_or(&[], |(_, values)| values)
    }

    /// Returns the outcomes at a node, period by period.
    #[must_use]
    pub fn outcomes(&self, node: NodeId) -> &[Counts] {
        self.nodes.get(node.0 as usize).map_or(&[], |past| &past.outcomes)
    }

    /// Returns where so many copies ended in a way, as far as the run is known: by node, in the order of nodes.
    #[must_use]
    pub fn ended(&self, wanted: End) -> Vec<(NodeId, u64)> {
        self.count_by(|node, end| (end == wanted).then_some(node))
    }

    /// Returns from where so many copies were moved to a dead-letter queue, or out of the template to one, and by which
    /// rule of AWS, as far as the run is known: by rule and node.
    #[must_use]
    pub fn dead_letters(&self, queue: Option<NodeId>) -> Vec<((&'static str, NodeId), u64)> {
        self.count_by(|node, end| match end {
            End::DeadLettered(to, rule) if to == queue => Some((rule, node)),
            _ => None,
        })
    }

    /// Counts ends by a key, in its order; those without a key are left out.
    fn count_by<K: Ord>(&self, key: impl Fn(NodeId, End) -> Option<K>) -> Vec<(K, u64)> {
        let mut counts = BTreeMap::new();
        for (_, node, end, count) in &self.ends {
            if let Some(key) = key(*node, *end) {
                *counts.entry(key).or_default() += count;
            }
        }
        counts.into_iter().collect()
    }

    /// Returns the last record that was folded.
    #[must_use]
    pub(super) fn seen(&self) -> RecordId {
        self.seen
    }

    /// Returns the next instant at which gauges are to be looked at.
    pub(super) fn due(&self) -> SimTime {
        SimTime::from_nanos((self.looked + 1).saturating_mul(self.period.as_nanos()))
    }

    /// Returns the start of the period that an instant lies in.
    pub(super) fn start_of(&self, at: SimTime) -> SimTime {
        SimTime::from_nanos(at.as_nanos() / self.period.as_nanos() * self.period.as_nanos())
    }

    /// Folds a record; one that was folded before changes nothing.
    pub(super) fn feed(&mut self, world: &World, record: &Record<Fact>) {
        if record.id <= self.seen {
            return;
        }
        self.seen = record.id;
        let number = record.at.as_nanos() / self.period.as_nanos();
        let past = &mut self.nodes[record.node.0 as usize];
        past.meter.advance(u32::try_from(number).unwrap_or(u32::MAX));
        world.measure(record, &mut past.meter);
        if let Some(end) = End::of(&record.fact) {
            let this_period = self.ends.iter_mut().rev().take_while(|(period, ..)| *period == number);
            match this_period.into_iter().find(|(_, node, known, _)| (*node, *known) == (record.node, end)) {
                Some((.., count)) => *count += 1,
                None => self.ends.push((number, record.node, end, 1)),
            }
        }
        if let Some(outcome) = Outcome::of(&record.fact.what).filter(|_| words::is_told(&record.fact)) {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            if past.outcomes.len() <= number {
                past.outcomes.resize(number + 1, Counts::default());
            }
            past.outcomes[number][outcome as usize] += 1;
        }
    }

    /// Looks at the gauges of a stack that has come to the end of a period.
    pub(super) fn look(&mut self, world: &World) {
        self.looked += 1;
        for (n, past) in (0..).zip(&mut self.nodes).filter(|(_, past)| !past.gauges.is_empty()) {
            let held = world.holding(NodeId(n)).gauges;
            for (metric, values) in &mut past.gauges {
                values.push(held.iter().find(|(id, _)| id == metric).map_or(0, |(_, value)| *value));
            }
        }
    }

    /// Forgets what came from the start of a period on, where a stack stands now: the run goes another way from there.
    pub(super) fn cut(&mut self, world: &World) {
        let number = world.now().as_nanos() / self.period.as_nanos();
        let kept = usize::try_from(number).unwrap_or(usize::MAX);
        self.seen = RecordId(world.trace().made());
        self.looked = self.looked.min(number);
        self.ends.retain(|(period, ..)| *period < number);
        for (n, past) in (0..).zip(&mut self.nodes) {
            past.meter.cut_from(u32::try_from(number).unwrap_or(u32::MAX));
            past.meter.adopt_levels(world.meter(NodeId(n)));
            past.gauges.iter_mut().for_each(|(_, values)| values.truncate(kept));
            past.outcomes.truncate(kept);
        }
    }

    /// Returns what the period of a stack has so far that has been counted up to where it stands, and no further.
    pub(super) fn open_period(&self, world: &World) -> Option<OpenPeriod> {
        if self.seen.0 != world.trace().made() {
            return None;
        }
        let number = world.now().as_nanos() / self.period.as_nanos();
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        let open = |past: &NodePast| (past.meter.open_period(), past.outcomes.get(place).copied());
        let before = self.ends.partition_point(|(period, ..)| *period < number);
        Some(OpenPeriod {
            number,
            seen: self.seen,
            looked: self.looked,
            nodes: self.nodes.iter().map(open).collect(),
            ends: self.ends[before..].to_vec(),
        })
    }

    /// Goes back to where a period stood: the run goes another way from there.
    pub(super) fn reopen(&mut self, open: &OpenPeriod) {
        (self.seen, self.looked) = (open.seen, open.looked);
        self.ends.retain(|(period, ..)| *period < open.number);
        self.ends.extend_from_slice(&open.ends);
        let kept = usize::try_from(open.number).unwrap_or(usize::MAX);
        let looked = usize::try_from(open.looked).unwrap_or(usize::MAX);
        for (past, (meter, outcomes)) in self.nodes.iter_mut().zip(&open.nodes) {
            past.meter.reopen(meter);
            past.gauges.iter_mut().for_each(|(_, values)| values.truncate(looked));
            past.outcomes.truncate(kept);
            past.outcomes.extend(*outcomes);
        }
    }
}
