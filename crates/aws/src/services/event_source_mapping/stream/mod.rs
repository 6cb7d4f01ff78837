//! Mappings of streams: lines read each shard in order, and what fails holds up its line.

mod failure;
pub(super) mod limits;
mod line;
mod outcome;
mod reading;

use super::Timer;
use super::config::Config;
use super::picture::picture;
use crate::message::{CallId, Message, Reply};
use crate::service::snapshot::{NodeSnapshot, Part};
use crate::service::{Cx, Setup};
use crate::stack::latency::{Hop, Latency};
use failure::Destinations;
use kernel::{MessageId, NodeId, PortId, SimDuration, SimTime};
use line::{Line, Stage};

/// A mapping of a stream at work.
#[derive(Clone, Debug)]
pub struct StreamMapping {
    config: Config,
    source: Option<PortId>,
    function: Option<(NodeId, PortId)>,
    destinations: Destinations,
    /// All lines of the first shard, then of the next.
    lines: Vec<Line>,
    /// How many batches are with the function.
    running: u32,
    calls: u64,
    /// From which instant on it reads, once it has begun to.
    since: Option<SimTime>,
    /// How often it polls a shard that has nothing; `None` where it is told of each record at once.
    period: Option<SimDuration>,
    deleted: bool,
    /// Into how many lines each shard is to be parted as soon as no line is at work.
    parting: Option<u32>,
}

type Here<'a, 'b> = Cx<'a, 'b, Timer>;

impl StreamMapping {
    pub(super) fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        let hop = if config.stream.fan_out { Hop::Push } else { Hop::Poll };
        let source = setup.connect(&config.source, hop);
        let port = setup.connect(&config.function, Hop::ServiceCall);
        let at_once = config.stream.fan_out || setup.settings.latency == Latency::None;
        let mut mapping = Self {
            config: config.clone(),
            source,
            function: setup.node_of(&config.function).zip(port),
            destinations: Destinations::new(config, setup),
            lines: Vec::new(),
            running: 0,
            calls: 0,
            since: None,
            period: (!at_once).then_some(limits::POLL_PERIOD),
            deleted: false,
            parting: None,
        };
        for shard in 0..config.stream.shards {
            let phase = setup.stream(&format!("poll phase {shard}")).below(limits::POLL_PERIOD.as_nanos());
            let polls_at = SimTime::from_nanos(phase);
            mapping.lines.extend((0..config.stream.factor).map(|part| Line::new(shard, part, polls_at)));
        }
        mapping
    }

    pub(super) fn can_poll(&self) -> bool {
        self.config.enabled
            && !self.deleted
            && self.parting.is_none()
            && self.source.is_some()
            && self.function.is_some()
    }

    pub(super) fn snapshot(&self) -> NodeSnapshot {
        let status = if self.deleted { Some("Deleted") } else { (!self.config.enabled).then_some("Disabled") };
        let limit = self.lines.len() as u64;
        let bar = Part::Bar { name: "batches", value: self.running.into(), limit: Some(limit) };
        let waiting = self.lines.iter().filter_map(|line| {
            let piece = line.work.front()?;
            Some((&*piece.records, piece.tries.saturating_add(1), line.pause?))
        });
        let tray = self.lines.iter().find(|line| !line.tray.is_empty());
        picture(status, bar, &waiting.collect::<Vec<_>>(), tray.map(|line| (&*line.tray, line.window)))
    }

    /// Returns the copies that are on their way to a destination.
    pub(super) fn travelling(&self) -> Vec<MessageId> {
        self.destinations.travelling()
    }

    /// Begins anew, or ends, as the mapping is made or deleted. One that is made again has no position from before.
    pub(super) fn set_deleted(&mut self, deleted: bool, cx: &mut Here<'_, '_>) {
        self.deleted = deleted;
        // Nothing that the stream holds for it is read any more.
        self.since = deleted.then_some(SimTime::MAX);
        self.follow(cx);
        if deleted {
            for index in 0..self.lines.len() {
                let call = self.next_call(index);
                self.ask(index, call, 0, SimDuration::ZERO, cx);
            }
        }
    }

    /// Takes over what the template says of the mapping from now on; what runs goes on.
    pub(super) fn take_over(&mut self, before: &Config, after: &Config, cx: &mut Here<'_, '_>) {
        // Shards stay as they are: the stream is not resharded. Lines are parted anew once none is at work.
        let (shards, fan_out, factor) = (before.stream.shards, before.stream.fan_out, self.config.stream.factor);
        self.config = Config { source: before.source.clone(), kind: before.kind, ..after.clone() };
        self.config.stream = super::StreamConfig { shards, fan_out, factor, ..after.stream.clone() };
        if before.function != after.function {
            let node = cx.node_of(&after.function);
            self.function = node.zip(cx.connect(&after.function, Hop::ServiceCall));
        }
        self.destinations.follow(before, after, cx);
        self.parting = (factor != after.stream.factor).then_some(after.stream.factor);
        for index in 0..self.lines.len() {
            if self.lines[index].tray.len() > self.config.batch_size as usize {
                self.stop(index, cx);
            }
        }
        self.follow(cx);
        self.part_if_idle(cx);
    }

    /// Reads on as far as it may now, or not at all.
    pub(super) fn follow(&mut self, cx: &mut Here<'_, '_>) {
        let goes_on = self.can_poll();
        if goes_on && self.since.is_none() {
            self.since = Some(self.config.stream.since(cx.now()));
        }
        for index in 0..self.lines.len() {
            match (goes_on, self.lines[index].stage) {
                (true, Stage::Off) => self.watch(index, cx),
                // What is with the function is waited for.
                (_, Stage::Invoking) | (false, Stage::Off) | (true, _) => {}
                (false, _) => self.stop(index, cx),
            }
        }
    }

    pub(super) fn on_line(&mut self, line: u32, call: CallId, cx: &mut Here<'_, '_>) {
        let index = line as usize;
        let Some(line) = self.lines.get(index) else { return };
        match line.stage {
            Stage::Waiting if line.call == call => self.poll(index, cx),
            Stage::Pausing if line.call == call => self.run(index, cx),
            Stage::Watching | Stage::Waiting if line.is_window_over(cx.now()) => self.begin_batch(index, cx),
            // What is on its way already is read first.
            Stage::Listening if line.is_window_over(cx.now()) => self.poll(index, cx),
            _ => {}
        }
        self.part_if_idle(cx);
    }

    pub(super) fn on_reply(&mut self, reply: Reply, cx: &mut Here<'_, '_>) {
        if self.destinations.on_reply(&reply, cx) {
            return;
        }
        let index = (reply.call.0 & u64::from(u32::MAX)) as usize;
        // What answers an earlier question the stream has taken back.
        let Some(line) = self.lines.get_mut(index).filter(|line| line.call == reply.call) else { return };
        if matches!(line.stage, Stage::Listening | Stage::Polling) {
            line.answered = reply.call;
        }
        match line.stage {
            Stage::Watching => self.on_something_there(index, cx),
            Stage::Listening | Stage::Polling => self.on_records(index, reply.outcome, cx),
            Stage::Invoking => self.on_result(index, reply.outcome, cx),
            Stage::Off | Stage::Waiting | Stage::Pausing => {}
        }
        self.part_if_idle(cx);
    }

    /// Parts each shard into another number of lines once no line is at work: what waits is read by the new ones.
    pub(super) fn part_if_idle(&mut self, cx: &mut Here<'_, '_>) {
        let Some(factor) = self.parting.filter(|_| self.lines.iter().all(|line| line.stage == Stage::Off)) else {
            return;
        };
        self.parting = None;
        self.config.stream.factor = factor;
        let shards: Vec<_> =
            self.lines.iter().filter(|line| line.part == 0).map(|it| (it.shard, it.polls_at)).collect();
        self.lines.clear();
        // All questions so far are answered or taken back.
        let answered = CallId(self.calls << 32 | u64::from(u32::MAX));
        for (shard, polls_at) in shards {
            let parts = (0..factor).map(|part| Line { answered, ..Line::new(shard, part, polls_at) });
            self.lines.extend(parts);
        }
        self.follow(cx);
    }

    fn next_call(&mut self, index: usize) -> CallId {
        self.calls += 1;
        // The low half says which line it is.
        CallId(self.calls << 32 | index as u64)
    }

    fn set_stage(&mut self, index: usize, stage: Stage) {
        let line = &mut self.lines[index];
        let before = std::mem::replace(&mut line.stage, stage);
        if stage != Stage::Pausing {
            line.pause = None;
        }
        let is_running = |stage| matches!(stage, Stage::Invoking);
        self.running -= u32::from(is_running(before));
        self.running += u32::from(is_running(stage));
    }

    fn tell(&self, message: Message, cx: &mut Here<'_, '_>) {
        if let Some(source) = self.source {
            cx.tell(source, message);
        }
    }
}

/// Counts fit: lines and records are far fewer.
fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
