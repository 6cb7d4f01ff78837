//! Kinesis data streams.
//!
//! # Simulated
//! Shards by the hash of the partition key, order within a shard, what a shard takes and gives in a second, sizes,
//! retention, any number of readers each with its own place, the record that a function receives, and consumers with enhanced fan-out.
//!
//! # Simplified
//! What a shard takes is counted by whole seconds, and a record that is larger than that is taken by a shard that has
//! taken nothing in the second. Of records that every mapping has read, the newest 10,000 of a shard are remembered for a
//! mapping that begins later. A stream in on-demand mode keeps its first four shards, and of others at most 256 are
//! simulated. A record names a role that stands for the function's. All of a record's text is its data, as bytes.
//!
//! # Not simulated
//! The 5 calls of GetRecords a second of a shard, splitting and merging shards, readers other than mappings, encryption.
//!
//! # Sources
//! STR-01, STR-05, STR-16 to STR-19, STR-22; each rule in `limits.rs` names its page.

mod cfn;
mod changes;
mod config;
mod fields;
mod limits;
mod put;
mod read;
mod readers;
mod record;
mod shard;
#[cfg(test)]
mod tests;

pub use config::Config;

use crate::fact::{Fact, Note, RECORD_PUT, What};
use crate::message::{Message, Request, ServiceError};
use crate::metrics::Meter;
use crate::profile::Profile;
use crate::service::snapshot::{NodeSnapshot, Part, ROW_TOKENS_MAX, Token};
use crate::service::standing::Standing;
use crate::service::{Caller, Cx, Descriptor, Holding, Reading, ServiceModel, Setup, Wire};
use kernel::{Envelope, EventKey, NodeId, SimTime};
use readers::{LineKey, Readers};
use record::Origin;
use shard::Shard;
use std::collections::VecDeque;
use std::sync::Arc;

/// What a stream schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// Readers that ask are answered.
    Serve,
    /// Readers that were held back may read again.
    NextSecond,
    /// A retention period ends.
    Expire,
}

/// A stream at work.
#[derive(Clone, Debug)]
pub struct Stream {
    config: Config,
    profile: Profile,
    shards: Vec<Shard>,
    readers: Readers,
    origin: Arc<Origin>,
    standing: Standing,
    serving: bool,
    /// The lines that wait for the next second, in the order in which they came.
    held_back: VecDeque<(NodeId, LineKey)>,
    /// How many records were handed out: each hand-out has a number of its own.
    hand_outs: u64,
    expiry_wake: Option<(SimTime, EventKey)>,
}

type Here<'a, 'b> = Cx<'a, 'b, Timer>;

/// What was taken in with it.
static BYTES_PUT: Note = Note { name: "BytesPut", text: "{} bytes, partition key included" };
/// A shard takes no more in this second.
static WRITE_EXCEEDED: Note = Note {
    name: "WriteThroughputExceeded",
    text: "refused with status {number}: its shard takes no more in this second",
};
/// A call was not served.
static CALL_REFUSED: Note = Note { name: "CallRefused", text: "refused with status {number}" };
/// A reader has a record.
static READ: Note = Note { name: "RecordRead", text: "is read from shard {number}" };
/// A reader has to wait: no more may be read of its shard in this second.
static READ_EXCEEDED: Note =
    Note { name: "ReadThroughputExceeded", text: "no more may be read of shard {number} in this second" };
/// How many records a read brought.
static RECORDS_READ: Note = Note { name: "RecordsRead", text: "{} records are read at once" };
/// How old the last of them was, in milliseconds.
static ITERATOR_AGED: Note = Note { name: "IteratorAged", text: "the last record read is {} ms old" };

impl ServiceModel for Stream {
    type Config = Config;
    type Timer = Timer;
    const DESCRIPTOR: &'static Descriptor = &fields::DESCRIPTOR;

    fn read(reading: &mut Reading<'_>) -> Config {
        cfn::read(reading)
    }

    /// Mappings make the wires of a stream.
    fn wires(_: &Config) -> Vec<Wire> {
        Vec::new()
    }

    fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        let settings = setup.settings;
        Self {
            config: config.clone(),
            profile: setup.profile(),
            shards: (0..config.shards).map(|_| Shard::new()).collect(),
            readers: Readers::default(),
            origin: Arc::new(Origin {
                arn: config.arn.clone(),
                region: settings.region.clone(),
                account: settings.account_id.clone(),
                start_unix_ms: settings.start_unix_ms,
            }),
            standing: Standing::default(),
            serving: false,
            held_back: VecDeque::new(),
            hand_outs: 0,
            expiry_wake: None,
        }
    }

    fn measure(fact: &Fact, _: SimTime, meter: &mut Meter) {
        let What::Noted { note, value } = fact.what else { return };
        if *note == RECORD_PUT {
            meter.count(fields::INCOMING_RECORDS, 1);
        } else if *note == BYTES_PUT {
            meter.count(fields::INCOMING_BYTES, value.into());
        } else if *note == WRITE_EXCEEDED {
            meter.count(fields::WRITE_EXCEEDED, 1);
        } else if *note == READ_EXCEEDED {
            meter.count(fields::READ_EXCEEDED, 1);
        } else if *note == RECORDS_READ {
            meter.count(fields::READ_RECORDS, value.into());
        } else if *note == ITERATOR_AGED {
            meter.sample(fields::ITERATOR_AGE, u64::from(value) * MICROS_PER_MILLI);
        }
    }

    fn reconfigure(&mut self, _: &Config, after: &Config, cx: &mut Here<'_, '_>) {
        self.take_over(after, cx);
    }

    fn fixed(before: &Config, after: &Config) -> Option<&'static str> {
        (before.arn != after.arn).then_some("Name")
    }

    fn not_followed(before: &Config, after: &Config) -> Option<&'static str> {
        (before.shards != after.shards).then_some("ShardCount")
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Here<'_, '_>) {
        let caller = |call| Caller { node: envelope.from, link: envelope.link, call };
        match envelope.message {
            Message::Request(request) => self.on_request(&caller(request.call), &request, cx),
            Message::Poll(poll) => self.on_poll(caller(poll.call), poll, cx),
            Message::Settle(settle) => self.settle(envelope.from, &settle, cx),
            Message::Control(intervention) => self.intervene(&intervention, cx),
            Message::Reply(_) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Here<'_, '_>) {
        match timer {
            Timer::Serve => self.on_serve(cx),
            Timer::NextSecond => self.on_next_second(cx),
            Timer::Expire => self.expire_due(false, cx),
        }
    }

    fn snapshot(&self, now: SimTime) -> NodeSnapshot {
        NodeSnapshot::new(self.standing.status(now), self.rows())
    }

    fn footprint(&self, beside: Option<&Self>) -> u64 {
        const POINTER: u64 = size_of::<usize>() as u64;
        const RECORD: u64 = 200;
        let room = |(index, shard): (usize, &Shard)| {
            let other = beside.and_then(|other| other.shards.get(index)).and_then(|other| other.iter().next_back());
            let known = other.map_or(0, |(number, _)| number);
            let new = shard.iter().rev().take_while(|(number, _)| *number > known).count();
            shard.len() as u64 * POINTER + new as u64 * RECORD
        };
        self.shards.iter().enumerate().map(room).sum()
    }

    fn holding(&self) -> Holding {
        let (waiting, in_flight) = (self.readers.waiting(), self.readers.handed_out());
        Holding { waiting, in_flight, ..Holding::default() }
    }
}

const MICROS_PER_MILLI: u64 = 1_000;

/// What the rows of shards are called; what lies in further shards is one row.
const ROWS: [&str; 4] = ["shard 0", "shard 1", "shard 2", "shard 3"];

impl Stream {
    fn on_request(&mut self, caller: &Caller, request: &Request, cx: &mut Here<'_, '_>) {
        let id = request.item.id;
        let error = if self.standing.is_deleted() {
            Some(ServiceError::ResourceNotFound)
        } else {
            self.standing.is_out(cx.now()).then_some(ServiceError::ServiceException)
        };
        if let Some(error) = error {
            self.standing.record_refusal(id, error.status(), cx);
            return cx.answer(caller, id, Err(error));
        }
        match request.operation.0 {
            "PutRecord" => self.put_record(caller, &request.item, cx),
            "PutRecords" => self.put_records(caller, &request.item, cx),
            _ => cx.answer(caller, id, Err(ServiceError::InvalidParameter("InvalidAction"))),
        }
    }

    /// Shows what lies in each shard and is not done: read records first, then those that wait. A stream that nobody
    /// reads shows what it keeps.
    fn rows(&self) -> Vec<Part> {
        let single = self.shards.len() <= ROWS.len();
        let own = if single { self.shards.len() } else { ROWS.len() - 1 };
        let mut rows: Vec<Part> = (0..own).map(|shard| self.row(ROWS[shard], shard..shard + 1)).collect();
        if !single {
            rows.push(self.row("other shards", own..self.shards.len()));
        }
        rows
    }

    fn row(&self, name: &'static str, shards: std::ops::Range<usize>) -> Part {
        let token = |message| Token { message, span: None, count: 0 };
        let mut tokens = Vec::new();
        let mut count = 0;
        for index in shards {
            let shard = u32::try_from(index).unwrap_or(u32::MAX);
            let room = ROW_TOKENS_MAX - tokens.len();
            let is_read = self.readers.all().next().is_some();
            if !is_read {
                let kept = self.shards[index].iter().map(|(_, kept)| token(kept.message));
                count += self.shards[index].len();
                tokens.extend(kept.take(room));
                continue;
            }
            for reader in self.readers.all() {
                count += reader.count_of_shard(shard);
                tokens.extend(reader.of_shard(shard).take(ROW_TOKENS_MAX - tokens.len()).map(token));
            }
        }
        Part::Row { name, count: count as u64, tokens }
    }
}
