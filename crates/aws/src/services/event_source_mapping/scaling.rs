//! How many batches may run at once (ESMQ-05, ESMQ-06, ESMQ-09, ESMQ-10).

use super::limits::{self, Scaling};
use super::{Mapping, Timer};
use crate::fact::{Fact, What};
use crate::message::{CallId, Message, Poll};
use crate::service::{Cx, rank};
use kernel::{EventKey, SimDuration, SimTime};

/// The ceiling: it counts whole minutes since the backlog first exceeded it.
#[derive(Clone, Debug)]
pub(super) struct Ceiling {
    scaling: Scaling,
    present: u32,
    /// Since when there has been more than could be worked on, and the timer of the next minute.
    backlog: Option<(SimTime, EventKey)>,
}

/// The call by which the source is watched for a backlog.
pub(super) const WATCH: CallId = CallId(u64::MAX);

impl Ceiling {
    pub(super) fn new(scaling: Scaling) -> Self {
        Self { scaling, present: scaling.start, backlog: None }
    }

    /// Returns how many provisioned pollers there are now.
    pub(super) fn pollers(&self) -> u32 {
        self.present.div_ceil(limits::PROVISIONED_CONCURRENCY)
    }

    fn is_at_start(&self) -> bool {
        self.backlog.is_none() && self.present == self.scaling.start
    }
}

impl Mapping {
    /// Returns how many batches may run at once now.
    pub(super) fn batches_max(&self) -> u32 {
        self.ceiling.present.min(self.config.concurrency_max.unwrap_or(u32::MAX))
    }

    /// Begins anew with the growth that the configuration has now.
    pub(super) fn rescale(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        if let Some((_, key)) = self.ceiling.backlog.take() {
            cx.cancel(key);
        }
        self.ceiling = Ceiling::new(self.config.scaling(cx.profile()));
    }

    /// Asks the source to tell as soon as there is more than can be worked on.
    pub(super) fn watch(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        if self.watching || !self.is_full() || self.ceiling.backlog.is_some() || !self.can_poll() {
            return;
        }
        let Some(source) = self.source else { return };
        self.watching = true;
        let wait = SimDuration::MAX;
        // No records are asked for, after all pollers: the answer only says that there are some.
        let poll = Poll {
            call: WATCH,
            records_max: 0,
            bytes_max: u64::MAX,
            bytes_held: 0,
            wait,
            visibility: None,
            poller: u32::MAX,
        };
        cx.tell(source, Message::Poll(poll));
    }

    /// Tells whether no more can be worked on, or received, than is.
    fn is_full(&self) -> bool {
        self.busy() >= self.ceiling.present || self.quota.waits
    }

    /// The source has messages that no poller took.
    pub(super) fn on_backlog(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.watching = false;
        if !self.is_full() || self.ceiling.backlog.is_some() {
            return;
        }
        let key = cx.schedule(limits::SCALING_PERIOD, rank::END, Timer::Scale);
        self.ceiling.backlog = Some((cx.now(), key));
    }

    /// Another minute of backlog is over: more batches may run.
    pub(super) fn scale(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        let Some((since, _)) = self.ceiling.backlog else { return };
        let scaling = self.ceiling.scaling;
        let minutes = cx.now().since(since).as_nanos() / limits::SCALING_PERIOD.as_nanos();
        let grown = u64::from(scaling.start) + u64::from(scaling.step) * minutes;
        let present = u32::try_from(grown.min(scaling.max.into())).unwrap_or(scaling.max);
        if present != self.ceiling.present {
            self.ceiling.present = present;
            cx.record(Fact::from(What::PollersScaled { to: self.batches_max() }).because(self.scaling_rule()));
        }
        let key = cx.schedule(limits::SCALING_PERIOD, rank::END, Timer::Scale);
        self.ceiling.backlog = Some((since, key));
        self.staff(cx);
    }

    fn scaling_rule(&self) -> &'static crate::rules::Rule {
        let capped = self.config.concurrency_max.is_some_and(|max| max < self.ceiling.present);
        if capped { &limits::ESMQ_09 } else { self.ceiling.scaling.rule }
    }

    /// Falls back to the start once every poller has found the source empty.
    pub(super) fn relax(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        if self.ceiling.is_at_start() || self.busy() > 0 || !self.all_found_nothing() {
            return;
        }
        if let Some((_, key)) = self.ceiling.backlog.take() {
            cx.cancel(key);
        }
        if self.ceiling.present != self.ceiling.scaling.start {
            self.ceiling.present = self.ceiling.scaling.start;
            cx.record(Fact::from(What::PollersScaled { to: self.batches_max() }).because(self.scaling_rule()));
        }
    }
}
