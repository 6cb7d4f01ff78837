//! Mappings of queues: pollers look for messages, gather batches and delete what was served.

mod outcome;
mod pollers;
mod quota;
mod scaling;

use super::config::{Config, SourceKind};
use super::picture::{Pause, picture};
use super::{BATCHES_RUNNING, EVENTS_FILTERED_OUT, Timer, batch, limits};
use crate::service::snapshot::{NodeSnapshot, Part};
use crate::service::{Cx, Setup};
use crate::stack::latency::Hop;
use kernel::{NodeId, PortId};
use pollers::Poller;
use quota::Quota;
use scaling::Ceiling;
use std::collections::BTreeSet;

/// A mapping of a queue at work; one of a source that is not simulated stands idle.
#[derive(Clone, Debug)]
pub struct QueueMapping {
    config: Config,
    source: Option<PortId>,
    function: Option<(NodeId, PortId)>,
    pollers: Vec<Poller>,
    parked: BTreeSet<usize>,
    /// How many pollers wait for a first message.
    idle: u32,
    /// How many batches are with the function.
    running: u32,
    ceiling: Ceiling,
    quota: Quota,
    /// How many polls found nothing since the last that found something.
    empty_in_a_row: u32,
    calls: u64,
    /// Whether the source has been asked to tell when there is a backlog.
    watching: bool,
    deleted: bool,
}

impl QueueMapping {
    pub(super) fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        let polls = matches!(config.kind, SourceKind::Queue { .. });
        let source = if polls { setup.connect(&config.source, Hop::Poll) } else { None };
        let port = setup.connect(&config.function, Hop::ServiceCall);
        Self {
            config: config.clone(),
            source,
            function: setup.node_of(&config.function).zip(port),
            pollers: Vec::new(),
            parked: BTreeSet::new(),
            idle: 0,
            running: 0,
            ceiling: Ceiling::new(config.scaling(setup.profile())),
            quota: Quota::default(),
            empty_in_a_row: 0,
            calls: 0,
            watching: false,
            deleted: false,
        }
    }

    pub(super) fn on_timer(&mut self, timer: &Timer, cx: &mut Cx<'_, '_, Timer>) {
        match *timer {
            Timer::Retry { poller, call } => self.retry(poller, call, cx),
            Timer::Scale => self.scale(cx),
            Timer::NextSecond => self.on_next_second(cx),
            // The rest is of streams.
            Timer::Line { .. } => {}
        }
    }

    pub(super) fn snapshot(&self) -> NodeSnapshot {
        let bar = Part::Bar { name: "pollers", value: self.busy().into(), limit: Some(self.batches_max().into()) };
        let waiting = self.pollers.iter().filter_map(|poller| Some((&*poller.batch, poller.attempt, poller.pause?)));
        let tray = self.pollers.iter().find(|poller| !poller.tray.is_empty());
        let tray = tray.map(|poller| (&*poller.tray, poller.window));
        picture(self.status(), bar, &waiting.collect::<Vec<_>>(), tray)
    }

    fn status(&self) -> Option<&'static str> {
        if self.deleted { Some("Deleted") } else { (!self.config.enabled).then_some("Disabled") }
    }

    pub(super) fn can_poll(&self) -> bool {
        self.config.enabled && !self.deleted && self.source.is_some() && self.function.is_some()
    }

    /// Returns how many batches are gathered or run.
    fn busy(&self) -> u32 {
        pollers::to_u32(self.pollers.len() - self.parked.len()) - self.idle
    }

    /// Begins anew, or ends, as the mapping is made or deleted.
    pub(super) fn set_deleted(&mut self, deleted: bool, cx: &mut Cx<'_, '_, Timer>) {
        self.deleted = deleted;
        self.follow(cx);
    }

    /// Takes over what the template says of the mapping from now on; what runs goes on.
    pub(super) fn take_over(&mut self, before: &Config, after: &Config, cx: &mut Cx<'_, '_, Timer>) {
        self.config = Config { source: before.source.clone(), kind: before.kind, ..after.clone() };
        if before.function != after.function {
            let node = cx.node_of(&after.function);
            self.function = node.zip(cx.connect(&after.function, Hop::ServiceCall));
        }
        if before.provisioned != after.provisioned {
            self.rescale(cx);
        }
        self.follow(cx);
    }

    /// Polls anew as far as it may now, or not at all.
    pub(super) fn follow(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.stand_down(cx);
        self.staff(cx);
    }
}
