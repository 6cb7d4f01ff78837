//! How many batches may run at once (ESMQ-05, ESMQ-06, ESMQ-09, ESMQ-10).

use super::limits::{self, Scaling};
use super::quota::Received;
use super::{QueueMapping, Timer};
use crate::fact::{Fact, What};
use crate::message::{CallId, Message, Poll};
use crate::service::{Cx, rank};
use kernel::{EventKey, SimDuration, SimTime};

/// The ceiling: it grows with each whole minute for which a backlog exceeds it, and falls back once it is not needed.
#[derive(Clone, Debug)]
pub(super) struct Ceiling {
    scaling: Scaling,
    present: u32,
    /// The timer of the minute that is counted: it began with a backlog, or the ceiling is above its start.
    minute: Option<EventKey>,
    /// How many batches ran at once at most in that minute, and how much was received in a second at most.
    most: u32,
    received: Received,
    /// Whether pollers were held back in it by what they may receive.
    held_back: bool,
    /// Until when an answer that there are messages lets it grow: whether some remain is asked at the end of a minute.
    asking: Option<SimTime>,
}

/// How soon it is known whether messages remain: what remains is told at once, but for the way there and back.
const ANSWERED: SimDuration = SimDuration::from_secs(1);

/// The call by which the source is watched for a backlog.
pub(super) const WATCH: CallId = CallId(u64::MAX);

impl Ceiling {
    pub(super) fn new(scaling: Scaling) -> Self {
        let received = Received::default();
        Self { scaling, present: scaling.start, minute: None, most: 0, received, held_back: false, asking: None }
    }

    /// Returns how many provisioned pollers there are now.
    pub(super) fn pollers(&self) -> u32 {
        self.present.div_ceil(limits::PROVISIONED_CONCURRENCY)
    }

    /// Takes notice of how many batches run.
    pub(super) fn see(&mut self, busy: u32) {
        self.most = self.most.max(busy);
    }

    /// Takes notice of what was received in the present second.
    pub(super) fn see_received(&mut self, received: Received) {
        self.received = self.received.max(received);
    }

    /// Takes notice that pollers wait for the next second.
    pub(super) fn hold_back(&mut self) {
        self.held_back = true;
    }

    /// Tells whether the beginning had sufficed for that minute.
    fn had_sufficed(&self) -> bool {
        let pollers = self.scaling.start.div_ceil(limits::PROVISIONED_CONCURRENCY);
        self.most <= self.scaling.start && !self.held_back && self.received.fits(pollers)
    }

    fn is_at_start(&self) -> bool {
        self.minute.is_none() && self.present == self.scaling.start
    }
}

impl QueueMapping {
    /// Returns how many batches may run at once now.
    pub(super) fn batches_max(&self) -> u32 {
        self.ceiling.present.min(self.config.concurrency_max.unwrap_or(u32::MAX))
    }

    /// Begins anew with the growth that the configuration has now.
    pub(super) fn rescale(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.stop_counting(cx);
        self.ceiling = Ceiling::new(self.config.scaling(cx.profile()));
    }

    /// Asks the source to tell as soon as there is more than can be worked on.
    pub(super) fn watch(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        if self.is_full() && self.ceiling.minute.is_none() {
            self.ask_for_backlog(cx);
        }
    }

    fn ask_for_backlog(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        let Some(source) = self.source.filter(|_| !self.watching && self.can_poll()) else { return };
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
            line: None,
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
        if self.ceiling.asking.take().is_some_and(|until| cx.now() <= until) {
            self.grow(cx);
            if self.ceiling.minute.is_none() {
                self.count_minute(cx);
            }
            self.staff(cx);
        } else if self.is_full() && self.ceiling.minute.is_none() {
            self.count_minute(cx);
        }
    }

    fn count_minute(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.ceiling.most = self.busy();
        (self.ceiling.received, self.ceiling.held_back) = (Received::default(), self.quota.waits);
        self.ceiling.minute = Some(cx.schedule(limits::SCALING_PERIOD, rank::END, Timer::Scale));
    }

    fn stop_counting(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        if let Some(key) = self.ceiling.minute.take() {
            cx.cancel(key);
        }
    }

    fn grow(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        let Scaling { step, max, .. } = self.ceiling.scaling;
        let present = self.ceiling.present.saturating_add(step).min(max);
        if present != std::mem::replace(&mut self.ceiling.present, present) {
            cx.record(Fact::from(What::PollersScaled { to: self.batches_max() }).because(self.scaling_rule()));
        }
    }

    fn fall_back(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        let start = self.ceiling.scaling.start;
        if start != std::mem::replace(&mut self.ceiling.present, start) {
            cx.record(Fact::from(What::PollersScaled { to: self.batches_max() }).because(&limits::SCALE_BACK));
        }
    }

    /// A minute is over. More batches may run where messages remain: where all that may run do, or else as the source says,
    /// for some are always between two batches. Fewer may where the beginning had sufficed for all of the minute.
    pub(super) fn scale(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.ceiling.minute = None;
        if self.is_full() {
            self.grow(cx);
        } else if self.ceiling.had_sufficed() && self.ceiling.present > self.ceiling.scaling.start {
            self.fall_back(cx);
        } else {
            self.ceiling.asking = Some(cx.now() + ANSWERED);
            self.ask_for_backlog(cx);
        }
        if self.is_full() || !self.ceiling.is_at_start() {
            self.count_minute(cx);
        }
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
        self.stop_counting(cx);
        self.fall_back(cx);
    }
}
