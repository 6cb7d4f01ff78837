//! Pollers: each looks for messages, gathers a batch and waits for the function with it.

use super::scaling::WATCH;
use super::{BATCHES_RUNNING, EVENTS_FILTERED_OUT, Pause, QueueMapping, SourceKind, Timer, batch, limits};
use crate::fact::{Detail, Fact, What};
use crate::message::{Answer, CallId, Fate, Message, Poll, PolledRecord, Reply, Settle};
use crate::rules;
use crate::service::Cx;
use kernel::{SimDuration, SimTime};
use std::sync::Arc;

/// One poller.
#[derive(Clone, Debug)]
pub(super) struct Poller {
    /// What it does.
    pub(super) stage: Stage,
    /// The call whose answer it waits for.
    pub(super) call: CallId,
    /// What it has received and not yet handed to the function.
    pub(super) tray: Vec<PolledRecord>,
    /// The bytes of these in a batch.
    tray_bytes: u64,
    /// When the batching window began and when it ends.
    pub(super) window: Option<(SimTime, SimTime)>,
    /// What the function works on.
    pub(super) batch: Arc<[PolledRecord]>,
    /// How often the function was called with it.
    pub(super) attempt: u16,
    /// What a throttled batch waits for, since when and until when.
    pub(super) pause: Option<Pause>,
}

/// What a poller does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It is not needed.
    Parked,
    /// It waits for a first message.
    Polling,
    /// It waits for more messages until its window is over.
    Gathering,
    /// It waits for the function.
    Invoking,
    /// It waits before it tries a throttled batch again.
    Pausing,
}

impl Poller {
    fn new() -> Self {
        Self {
            stage: Stage::Parked,
            call: CallId(0),
            tray: Vec::new(),
            tray_bytes: 0,
            window: None,
            batch: Arc::new([]),
            attempt: 0,
            pause: None,
        }
    }
}

impl QueueMapping {
    /// Sets as many pollers to work as may look now, lowest first; at the ceiling the source is watched instead.
    pub(super) fn staff(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        if !self.can_poll() {
            return;
        }
        let idle_max = self.idle_max();
        while self.idle < idle_max && self.busy() + self.idle < self.batches_max() && self.may_receive(cx) {
            let index = self.first_parked();
            self.poll(index, cx);
        }
        self.watch(cx);
    }

    /// Returns how many pollers wait while there is nothing to do.
    fn idle_max(&self) -> u32 {
        self.config.provisioned.map_or(limits::POLLERS_START, |pollers| pollers.min)
    }

    /// Takes back the polls that wait for a first message: they ask for what is wanted no more. What has been gathered
    /// by a mapping that is switched off goes to the function.
    pub(super) fn stand_down(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        let is_off = !self.can_poll();
        for index in 0..self.pollers.len() {
            match self.pollers[index].stage {
                Stage::Polling => {
                    self.take_back(index, cx);
                    self.set_stage(index, Stage::Parked);
                }
                Stage::Gathering if is_off => {
                    self.take_back(index, cx);
                    self.invoke(index, cx);
                }
                _ => {}
            }
        }
        if is_off && self.watching {
            self.watching = false;
            self.withdraw(WATCH, u32::MAX, cx);
        }
    }

    /// Takes a poller's poll back; an answer that is on its way already is not heard.
    fn take_back(&mut self, index: usize, cx: &mut Cx<'_, '_, Timer>) {
        let call = self.next_call(index);
        let before = std::mem::replace(&mut self.pollers[index].call, call);
        self.withdraw(before, to_u32(index), cx);
    }

    fn withdraw(&self, call: CallId, poller: u32, cx: &mut Cx<'_, '_, Timer>) {
        let Some(source) = self.source else { return };
        let wait = SimDuration::ZERO;
        let nothing =
            Poll { call, records_max: 0, bytes_max: 0, bytes_held: 0, wait, visibility: None, poller, line: None };
        cx.tell(source, Message::Poll(nothing));
    }

    fn first_parked(&mut self) -> usize {
        if let Some(index) = self.parked.first() {
            return *index;
        }
        self.pollers.push(Poller::new());
        self.parked.insert(self.pollers.len() - 1);
        self.pollers.len() - 1
    }

    /// Moves a poller to another stage and keeps count of who does what.
    pub(super) fn set_stage(&mut self, index: usize, stage: Stage) {
        let before = std::mem::replace(&mut self.pollers[index].stage, stage);
        if stage != Stage::Pausing {
            self.pollers[index].pause = None;
        }
        match before {
            Stage::Parked => {
                self.parked.remove(&index);
            }
            Stage::Polling => self.idle -= 1,
            Stage::Invoking | Stage::Pausing => self.running -= 1,
            Stage::Gathering => {}
        }
        match stage {
            Stage::Parked => {
                self.parked.insert(index);
            }
            Stage::Polling => self.idle += 1,
            Stage::Invoking | Stage::Pausing => self.running += 1,
            Stage::Gathering => {}
        }
        self.ceiling.see(self.busy());
    }

    fn next_call(&mut self, index: usize) -> CallId {
        self.calls += 1;
        // The low half says which poller it is.
        CallId(self.calls << 32 | index as u64)
    }

    /// Looks for messages: for a first one as long as a long poll lasts, for more until the window is over.
    fn poll(&mut self, index: usize, cx: &mut Cx<'_, '_, Timer>) {
        let Some(source) = self.source else { return };
        let call = self.next_call(index);
        self.quota.call(cx.now());
        self.see_received();
        let visibility = self.config.visibility;
        let batch_size = self.config.batch_size;
        let left = self.pollers[index].window.map(|(_, end)| end.since(cx.now()));
        self.set_stage(index, if left.is_some() { Stage::Gathering } else { Stage::Polling });
        let poller = &mut self.pollers[index];
        poller.call = call;
        let records_max = batch_size.saturating_sub(u32::try_from(poller.tray.len()).unwrap_or(u32::MAX));
        let wait = left.unwrap_or(limits::POLL_WAIT).min(limits::POLL_WAIT);
        let (bytes_max, bytes_held) = (batch::bytes_max(), poller.tray_bytes);
        let poller = u32::try_from(index).unwrap_or(u32::MAX);
        let poll = Poll { call, records_max, bytes_max, bytes_held, wait, visibility, poller, line: None };
        cx.tell(source, Message::Poll(poll));
    }

    pub(in super::super) fn on_reply(&mut self, reply: Reply, cx: &mut Cx<'_, '_, Timer>) {
        if reply.call == WATCH {
            return self.on_backlog(cx);
        }
        let index = (reply.call.0 & u64::from(u32::MAX)) as usize;
        let Some(poller) = self.pollers.get(index).filter(|poller| poller.call == reply.call) else { return };
        match poller.stage {
            Stage::Polling | Stage::Gathering => {
                let answer = reply.outcome.unwrap_or_else(|error| Answer::status(error.status()));
                self.on_records(index, answer.records, answer.cut_short, cx);
            }
            Stage::Invoking => self.on_result(index, reply.outcome, cx),
            Stage::Parked | Stage::Pausing => {}
        }
    }

    fn on_records(&mut self, index: usize, records: Vec<PolledRecord>, cut_short: bool, cx: &mut Cx<'_, '_, Timer>) {
        let (number, count) = (to_u32(index), to_u32(records.len()));
        cx.record(Fact::from(What::Polled { poller: number, records: count }).because(&limits::ESMQ_01));
        self.quota.receive(batch::bytes_of(&records), cx.now());
        self.see_received();
        self.empty_in_a_row = if count == 0 { self.empty_in_a_row + 1 } else { 0 };
        let wanted = self.filter(records, cx);
        let poller = &mut self.pollers[index];
        if poller.window.is_none() && !wanted.is_empty() && self.config.window > SimDuration::ZERO {
            poller.window = Some((cx.now(), cx.now() + self.config.window));
        }
        poller.tray_bytes += batch::bytes_of(&wanted);
        poller.tray.extend(wanted);
        if poller.tray.is_empty() {
            self.park(index, cx);
        } else if cut_short || self.is_complete(index, cx.now()) {
            self.invoke(index, cx);
            self.staff(cx);
        } else {
            self.poll(index, cx);
            self.staff(cx);
        }
    }

    /// Deletes what no filter wants and returns the rest.
    fn filter(&self, mut records: Vec<PolledRecord>, cx: &mut Cx<'_, '_, Timer>) -> Vec<PolledRecord> {
        if self.config.filters.is_empty() || records.is_empty() {
            return records;
        }
        let unwanted = batch::sort_out(&mut records, |record| {
            let written = record.record.json();
            self.config.filters.iter().any(|filter| filter.matches_record(&written, "body"))
        });
        if let (false, Some(source)) = (unwanted.is_empty(), self.source) {
            let noted = What::Noted { note: &EVENTS_FILTERED_OUT, value: to_u32(unwanted.len()) };
            cx.record(Fact::from(noted).because(&limits::ESMQ_17));
            cx.tell(source, Message::Settle(Settle { receipts: unwanted, fate: Fate::Filtered }));
        }
        records
    }

    /// Tells whether a batch is to be handed over: the window is over or the batch is full (ESMQ-03). That 6 MB are
    /// reached the source tells, which hands out no more than fits.
    fn is_complete(&self, index: usize, now: SimTime) -> bool {
        let poller = &self.pollers[index];
        let full = poller.tray.len() >= self.config.batch_size as usize;
        full || poller.window.is_none_or(|(_, end)| end <= now)
    }

    /// Hands a batch to the function.
    fn invoke(&mut self, index: usize, cx: &mut Cx<'_, '_, Timer>) {
        let poller = &mut self.pollers[index];
        poller.batch = std::mem::take(&mut poller.tray).into();
        poller.tray_bytes = 0;
        poller.window = None;
        poller.attempt = 1;
        let records = poller.batch.clone();
        self.set_stage(index, Stage::Invoking);
        let Some(first) = records.first().map(|record| record.item.id) else { return self.park(index, cx) };
        cx.record(What::Noted { note: &BATCHES_RUNNING, value: self.running });
        let invoked = What::BatchInvoked { poller: to_u32(index), records: to_u32(records.len()) };
        cx.record_with(invoked.of(first).because(self.batch_rule()), || Detail::Batch {
            messages: records.iter().map(|record| record.item.id).collect(),
            payload: batch::event(&records),
        });
        self.call_function(index, cx);
    }

    fn batch_rule(&self) -> &'static crate::rules::Rule {
        let windowed = self.config.window > SimDuration::ZERO && self.config.kind != SourceKind::Queue { fifo: true };
        if windowed { &limits::ESMQ_03 } else { &limits::ESMQ_02 }
    }

    /// Calls the function with a poller's batch.
    pub(super) fn call_function(&mut self, index: usize, cx: &mut Cx<'_, '_, Timer>) {
        let Some((function, port)) = self.function else { return };
        let call = self.next_call(index);
        self.set_stage(index, Stage::Invoking);
        let poller = &mut self.pollers[index];
        poller.call = call;
        let records = poller.batch.clone();
        let request = batch::request(call, function, &records, self.config.reports_item_failures);
        if cx.request(port, request).is_none() {
            self.fail(index, &rules::ESMQ_11, cx);
        }
    }

    /// Lets a poller rest; whoever is needed polls anew.
    pub(super) fn park(&mut self, index: usize, cx: &mut Cx<'_, '_, Timer>) {
        self.set_stage(index, Stage::Parked);
        self.pollers[index].window = None;
        self.relax(cx);
        self.staff(cx);
    }

    /// Tells whether as many polls in a row found nothing as there are pollers that wait.
    pub(super) fn all_found_nothing(&self) -> bool {
        self.empty_in_a_row >= self.idle_max().min(self.batches_max())
    }
}

/// Counts fit: pollers and batches are far fewer.
pub(super) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
