//! Amazon S3 buckets and their event notifications.
//!
//! Start with [`Bucket`]: a request changes an object, and where a notification configuration wants the event, the
//! copy of the message goes on to its destination.
//!
//! # Simulated
//! - Event types of both eras, prefix and suffix, the rule against overlaps (S3N-03, 05, 06).
//! - Delivery to functions, queues and topics, at least once and within about a second (S3N-01, S3N-02).
//! - Versions and delete markers; in 2020, two writes of one instant as one notification (S3N-04).
//! - The record of an event with encoded key and sequencer (S3N-09).
//! - Reads, so that a distribution may have a bucket as its origin.
//!
//! # Simplified
//! - Objects have a size and no content. A retrieval from an archive takes a fixed time for each tier.
//! - Retries of a notification whose destination fails wait 1 s, 2 s, 4 s, … up to 5 minutes.
//!
//! # Not simulated
//! - EventBridge as destination, permissions, replication, lifecycle rules, storage classes, encryption.
//! - The test event (S3N-08) of the template's own configuration: at time 0 it is long gone. One that is set during the
//!   run has its own.
//!
//! # Sources
//! Each rule and number stands with its source in `limits.rs`.

mod cfn;
mod changes;
mod config;
pub mod events;
mod fields;
pub mod limits;
mod notices;
mod objects;
mod overlap;
mod record;
#[cfg(test)]
mod tests;

pub use config::{BucketConfig, Destination, Notification};
pub use overlap::{Refusal, check};

use crate::fact::{Detail, DropReason, Fact, Note, What};
use crate::message::{Answer, CallId, Invocation, Item, Message, Operation, Reply, Request, ServiceError};
use crate::metrics::Meter;
use crate::payload::http::{self, HttpRequest};
use crate::payload::{Parameters, Payload};
use crate::service::snapshot::{NodeSnapshot, Part};
use crate::service::standing::Standing;
use crate::service::{Caller, Cx, Descriptor, Holding, Reading, ServiceModel, Setup, Style, Wire, rank};
use crate::stack::latency::Hop;
use events::EventType;
use kernel::{Envelope, MessageId, PortId, SimTime};
use notices::Notices;
use objects::Objects;
use record::ObjectEvent;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What a bucket schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// The wait before another try of a notification is over.
    RetryDue(CallId),
    /// The answer to a reader is ready.
    ReadDone {
        /// The reader.
        caller: Caller,
        /// The request.
        message: MessageId,
        /// The answer's status.
        status: u16,
    },
    /// An archived object can be read.
    Restored {
        /// Its key.
        key: Arc<str>,
        /// The request that asked for it.
        asked: MessageId,
    },
}

/// An object was written, tagged or given an access list.
pub static WRITTEN: Note = Note { name: "ObjectWritten", text: "written, {} bytes" };
/// An object was written with a `POST` request, or one was asked for.
pub static POSTED: Note = Note { name: "ObjectPosted", text: "posted, {} bytes" };
/// An object was read.
pub static READ: Note = Note { name: "ObjectRead", text: "read, {} bytes" };
/// An object was deleted.
pub static DELETED: Note = Note { name: "ObjectDeleted", text: "deleted" };
/// A notification sets out; the figure is the position of its configuration.
pub static NOTIFIED: Note = Note {
    name: "NotificationSent",
    text: "sends a notification, by entry {ordinal} of its NotificationConfiguration",
};

/// A bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    name: Arc<str>,
    region: Arc<str>,
    versioned: bool,
    notifications: Vec<Arc<Announcer>>,
    objects: Objects,
    notices: Notices,
    /// Events so far -- internal state.
    sequence: u64,
    standing: Standing,
}

/// A notification configuration with its connection; none for a destination outside the template.
#[derive(Clone, Debug)]
struct Announcer {
    config: Notification,
    port: Option<PortId>,
}

/// What happened to an object.
struct Change<'a> {
    event: &'static EventType,
    key: &'a Arc<str>,
    size: u64,
    writes: u32,
}

type Here<'a, 'b> = Cx<'a, 'b, Timer>;

impl ServiceModel for Bucket {
    type Config = BucketConfig;
    type Timer = Timer;
    const DESCRIPTOR: &'static Descriptor = &fields::DESCRIPTOR;

    fn read(reading: &mut Reading<'_>) -> BucketConfig {
        cfn::read(reading)
    }

    fn wires(config: &BucketConfig) -> Vec<Wire> {
        config.notifications.iter().map(|notification| wire_of(&config.id, notification)).collect()
    }

    fn new(config: &BucketConfig, setup: &mut Setup<'_>) -> Self {
        let mut announcer = |notification: &Notification| {
            let port = match &notification.destination {
                Destination::Function(id) | Destination::Queue(id) | Destination::Topic(id) => {
                    setup.connect(id, Hop::S3Notification)
                }
                Destination::External(_) => None,
            };
            Arc::new(Announcer { config: notification.clone(), port })
        };
        Self {
            notifications: config.notifications.iter().map(&mut announcer).collect(),
            name: config.name.clone(),
            region: setup.settings.region.clone(),
            versioned: config.versioned,
            objects: Objects::default(),
            notices: Notices::default(),
            sequence: 0,
            standing: Standing::default(),
        }
    }

    fn reconfigure(&mut self, before: &BucketConfig, after: &BucketConfig, cx: &mut Here<'_, '_>) {
        self.take_over(before, after, cx);
    }

    fn fixed(before: &BucketConfig, after: &BucketConfig) -> Option<&'static str> {
        (before.name != after.name).then_some("BucketName")
    }

    fn measure(fact: &Fact, _: SimTime, meter: &mut Meter) {
        match fact.what {
            What::Noted { note, .. } => {
                let by_note = [(&WRITTEN, fields::PUT), (&POSTED, fields::POST), (&READ, fields::GET)];
                let deletions = [(&DELETED, fields::DELETE)];
                let metric = by_note.iter().chain(&deletions).find(|(known, _)| note == *known);
                if let Some((_, metric)) = metric {
                    meter.count(fields::ALL, 1);
                    meter.count(*metric, 1);
                }
            }
            What::Answered { status: 400..=499, .. } => meter.count(fields::ERRORS_4XX, 1),
            What::Answered { status: 500.., .. } => meter.count(fields::ERRORS_5XX, 1),
            What::NotificationDelivered => meter.count(fields::DELIVERED, 1),
            What::NotificationFailed => meter.count(fields::FAILED, 1),
            _ => {}
        }
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Here<'_, '_>) {
        match &envelope.message {
            Message::Request(request) => self.on_request(&Caller::of(&envelope, request.call), request, cx),
            Message::Reply(reply) => self.on_reply(reply, cx),
            Message::Control(intervention) => self.on_intervention(intervention, cx),
            Message::Poll(_) | Message::Settle(_) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Here<'_, '_>) {
        match timer {
            Timer::RetryDue(call) => self.on_retry_due(call, cx),
            Timer::ReadDone { caller, message, status } => {
                let answer = http::answer(status, &[("content-type", "binary/octet-stream")], "");
                cx.answer(&caller, message, Ok(answer));
            }
            Timer::Restored { key, asked } => self.on_restored(&key, asked, cx),
        }
    }

    fn snapshot(&self, now: SimTime) -> NodeSnapshot {
        let (count, tokens) = self.notices.row();
        let status = self.standing.status(now);
        let objects = Part::Figure { name: "objects", value: self.objects.count() };
        NodeSnapshot::new(status, vec![objects, Part::Row { name: "notifications", count, tokens }])
            .armed_with("comes twice", self.standing.duplicates())
    }

    fn footprint(&self, beside: Option<&Self>) -> u64 {
        self.objects.room(beside.map(|other| &other.objects))
    }

    fn holding(&self) -> Holding {
        let gauges = vec![(fields::OBJECTS, self.objects.count())];
        Holding { in_flight: self.notices.ids(), gauges, ..Holding::default() }
    }
}

/// Requests.
impl Bucket {
    fn on_request(&mut self, caller: &Caller, request: &Request, cx: &mut Here<'_, '_>) {
        let item = &request.item;
        if let Some(error) = self.refusal(cx.now()) {
            self.standing.record_refusal(item.id, error.status(), cx);
            return cx.answer(caller, item.id, Err(error));
        }
        if request.operation == Operation::REQUEST {
            return self.serve(caller, item, cx);
        }
        let Some(key) = item.parameters.text("Key").map(Arc::from) else {
            return cx.answer(caller, item.id, Err(ServiceError::InvalidParameter("InvalidRequest")));
        };
        match request.operation.0 {
            "PutObject" => self.write(caller, item, &key, &events::PUT, cx),
            "PostObject" => self.write(caller, item, &key, &events::POST, cx),
            "CopyObject" => self.write(caller, item, &key, &events::COPY, cx),
            "CompleteMultipartUpload" => self.write(caller, item, &key, &events::MULTIPART, cx),
            "DeleteObject" => self.delete_object(caller, item, &key, cx),
            "RestoreObject" => self.restore(caller, item, &key, cx),
            "PutObjectTagging" => self.annotate(caller, item, &key, &events::TAGGING_PUT, cx),
            "DeleteObjectTagging" => self.annotate(caller, item, &key, &events::TAGGING_DELETE, cx),
            "PutObjectAcl" => self.annotate(caller, item, &key, &events::ACL_PUT, cx),
            "GetObject" => self.get_object(caller, item, &key, cx),
            _ => {
                let error = ServiceError::Other { code: "MethodNotAllowed", status: 405 };
                cx.answer(caller, item.id, Err(error));
            }
        }
    }

    /// Returns why nothing is served at all.
    fn refusal(&self, now: SimTime) -> Option<ServiceError> {
        match (self.standing.is_deleted(), self.standing.is_out(now)) {
            (true, _) => Some(ServiceError::Other { code: "NoSuchBucket", status: 404 }),
            (_, true) => Some(ServiceError::Other { code: "ServiceUnavailable", status: 503 }),
            _ => None,
        }
    }

    fn write(
        &mut self,
        caller: &Caller,
        item: &Item,
        key: &Arc<str>,
        event: &'static EventType,
        cx: &mut Here<'_, '_>,
    ) {
        let (now, size) = (cx.now(), size_of(item, &self.objects));
        let is_post = [&events::POST, &events::MULTIPART].contains(&event);
        let written = noted(if is_post { &POSTED } else { &WRITTEN }, item.id, size);
        match self.objects.get(key).map(|before| before.size) {
            Some(before) => cx.record_with(written, || self.why_replaced(event, before)),
            None => cx.record(written),
        };
        let announced = self.announcer_of(event, key).is_some();
        let object = self.objects.write(key, size);
        let change = Change { event, key, size, writes: object.writes };
        let instant = limits::coalescing(cx.profile()).filter(|_| announced && !self.versioned);
        let coalesces = instant.is_some_and(|span| object.announced.is_some_and(|announced| now < announced + span));
        if announced && !coalesces {
            object.announced = Some(now);
        }
        self.acknowledge(caller, item.id, 200, announced, cx);
        if coalesces {
            cx.record(What::Dropped { reason: DropReason::Coalesced }.of(item.id).because(&limits::S3N_04));
        } else {
            self.announce(&change, item, cx);
        }
    }

    /// Says what became of the object that was there under the key of a write.
    fn why_replaced(&self, event: &EventType, before: u64) -> Detail {
        Detail::said(if self.versioned {
            format!("It is the newest version now of the object that was there ({before} bytes), which is kept")
        } else {
            format!("It replaces the object that was there ({before} bytes), and {} says nothing of that", event.name)
        })
    }

    fn delete_object(&mut self, caller: &Caller, item: &Item, key: &Arc<str>, cx: &mut Here<'_, '_>) {
        note(&DELETED, item.id, 0, cx);
        let leaves_marker = self.versioned && item.parameters.text("VersionId").is_none();
        let event = if leaves_marker { &events::DELETE_MARKER } else { &events::DELETE };
        self.objects.delete(key, self.versioned);
        let kept = self.announcer_of(event, key).is_some();
        self.acknowledge(caller, item.id, 204, kept, cx);
        self.announce(&Change { event, key, size: 0, writes: 0 }, item, cx);
    }

    fn restore(&mut self, caller: &Caller, item: &Item, key: &Arc<str>, cx: &mut Here<'_, '_>) {
        let Some(object) = self.objects.get(key).copied() else { return self.no_such_key(caller, item.id, cx) };
        note(&POSTED, item.id, 0, cx);
        let tier = item.parameters.text("Tier").map(str::to_owned);
        let nested = item.parameters.get("GlacierJobParameters")["Tier"].as_str().map(str::to_owned);
        let wait = limits::restoration(tier.or(nested).as_deref());
        cx.schedule(wait, rank::END, Timer::Restored { key: key.clone(), asked: item.id });
        let kept = self.announcer_of(&events::RESTORE_POST, key).is_some();
        self.acknowledge(caller, item.id, 202, kept, cx);
        let change = Change { event: &events::RESTORE_POST, key, size: object.size, writes: object.writes };
        self.announce(&change, item, cx);
    }

    fn on_restored(&mut self, key: &Arc<str>, asked: MessageId, cx: &mut Here<'_, '_>) {
        let event = &events::RESTORE_COMPLETED;
        let object = self.objects.get(key).copied();
        let (Some(object), true) = (object, self.announcer_of(event, key).is_some()) else { return };
        let parameters = Parameters::new(Map::from_iter([("Key".to_owned(), Value::from(&**key))]));
        let content =
            || Detail::Content { action: event.name, payload: Payload::null(), parameters: parameters.clone() };
        let id = cx.copy_of(asked, content);
        let item = Item { parameters: parameters.clone(), ..Item::new(id, Payload::null()) };
        self.announce(&Change { event, key, size: object.size, writes: object.writes }, &item, cx);
    }

    fn annotate(
        &mut self,
        caller: &Caller,
        item: &Item,
        key: &Arc<str>,
        event: &'static EventType,
        cx: &mut Here<'_, '_>,
    ) {
        let Some(object) = self.objects.get(key).copied() else { return self.no_such_key(caller, item.id, cx) };
        note(&WRITTEN, item.id, 0, cx);
        let kept = self.announcer_of(event, key).is_some();
        self.acknowledge(caller, item.id, 200, kept, cx);
        self.announce(&Change { event, key, size: object.size, writes: object.writes }, item, cx);
    }

    fn get_object(&mut self, caller: &Caller, item: &Item, key: &str, cx: &mut Here<'_, '_>) {
        let Some(size) = self.objects.get(key).map(|object| object.size) else {
            return self.no_such_key(caller, item.id, cx);
        };
        note(&READ, item.id, size, cx);
        cx.answer(caller, item.id, Ok(Answer::with(200, Payload::of_size(size))));
    }

    /// Answers an HTTP request, as the origin of a distribution does.
    fn serve(&mut self, caller: &Caller, item: &Item, cx: &mut Here<'_, '_>) {
        let path = HttpRequest::of(item).path.trim_start_matches('/').to_owned();
        let object = self.objects.get(&path);
        let (status, size) = object.map_or((403, 0), |object| (200, object.size));
        note(&READ, item.id, size, cx);
        cx.schedule(limits::ORIGIN_DURATION, rank::END, Timer::ReadDone { caller: *caller, message: item.id, status });
    }

    fn no_such_key(&self, caller: &Caller, message: MessageId, cx: &mut Here<'_, '_>) {
        cx.answer(caller, message, Err(ServiceError::Other { code: "NoSuchKey", status: 404 }));
    }

    fn acknowledge(&self, caller: &Caller, message: MessageId, status: u16, kept: bool, cx: &mut Here<'_, '_>) {
        cx.answer(caller, message, Ok(if kept { Answer::kept(status) } else { Answer::status(status) }));
    }
}

/// Notifications.
impl Bucket {
    /// Returns the position of the configuration that wants an event; because of S3N-06 there is at most one.
    fn announcer_of(&self, event: &EventType, key: &str) -> Option<usize> {
        self.notifications.iter().position(|announcer| announcer.config.wants(event, key))
    }

    /// Sends the notification of a change, if one is wanted; the copy of the request goes on as the notification.
    fn announce(&mut self, change: &Change<'_>, item: &Item, cx: &mut Here<'_, '_>) {
        let Some(index) = self.announcer_of(change.event, change.key) else { return };
        self.notify(index, change, item, cx);
        if self.standing.takes_twice() {
            let parameters = item.parameters.clone();
            let content = || Detail::Content { action: change.event.name, payload: Payload::null(), parameters };
            let id = cx.copy_of(item.id, content);
            self.notify(index, change, &Item { id, ..item.clone() }, cx);
        }
    }

    fn notify(&mut self, index: usize, change: &Change<'_>, item: &Item, cx: &mut Here<'_, '_>) {
        self.sequence += 1;
        let now = cx.now();
        let announcer = self.notifications[index].clone();
        let payload = Payload::new(ObjectEvent {
            event: change.event,
            region: self.region.clone(),
            bucket: self.name.clone(),
            configuration: announcer.config.id.clone(),
            key: change.key.clone(),
            size: change.size,
            writes: change.writes,
            versioned: self.versioned,
            sequence: self.sequence,
            unix_ms: cx.shared().settings.unix_ms(now),
            request: item.id.0,
        });
        let parameters = announcer.parameters();
        let sent = What::Noted { note: &NOTIFIED, value: index as u32 }.of(item.id).because(&limits::S3N_05);
        cx.record_with(sent, || Detail::Content {
            action: change.event.name,
            payload: payload.clone(),
            parameters: parameters.clone(),
        });
        let item = Item { parameters, lineage: item.lineage.clone(), ..Item::new(item.id, payload) };
        if announcer.port.is_none() {
            cx.record(What::NotificationDelivered.of(item.id));
            cx.record(What::Delivered.of(item.id));
            return;
        }
        let call = self.notices.begin(announcer.clone(), item.clone(), now);
        announcer.send(call, item, cx);
    }

    fn on_reply(&mut self, reply: &Reply, cx: &mut Here<'_, '_>) {
        match &reply.outcome {
            Ok(answer) => self.on_delivered(reply.call, answer.kept, cx),
            Err(error) => self.on_failed(reply.call, *error, cx),
        }
    }

    fn on_delivered(&mut self, call: CallId, kept: bool, cx: &mut Here<'_, '_>) {
        let Some(notice) = self.notices.end(call) else { return };
        cx.record(What::NotificationDelivered.of(notice.item.id).because(&limits::S3N_02));
        if !kept {
            cx.record(What::Delivered.of(notice.item.id));
        }
    }

    fn on_failed(&mut self, call: CallId, error: ServiceError, cx: &mut Here<'_, '_>) {
        let Some(notice) = self.notices.get_mut(call) else { return };
        let message = notice.item.id;
        let retry = notice.retries + 1;
        let Some(wait) = notices::wait_before(retry, error) else {
            self.notices.end(call);
            cx.record_with(What::NotificationFailed.of(message).because(&limits::S3N_11), || {
                Detail::said(format!("The destination answered {} {}.", error.status(), error.code()))
            });
            cx.record(What::Dropped { reason: DropReason::DeliveryFailed }.of(message));
            return;
        };
        let at = cx.now() + wait;
        let attempt = u16::try_from(retry + 1).unwrap_or(u16::MAX);
        cx.record(What::RetryScheduled { attempt, at }.of(message).because(&limits::S3N_02_RETRY));
        let timer = cx.schedule(wait, rank::END, Timer::RetryDue(call));
        notice.retries = retry;
        notice.waits = Some((at, timer));
    }

    fn on_retry_due(&mut self, call: CallId, cx: &mut Here<'_, '_>) {
        let Some(notice) = self.notices.get_mut(call) else { return };
        notice.waits = None;
        let (announcer, item) = (notice.announcer.clone(), notice.item.clone());
        announcer.send(call, item, cx);
    }
}

impl Announcer {
    fn parameters(&self) -> Parameters {
        match self.config.destination {
            Destination::Topic(_) => {
                Parameters::new(Map::from_iter([("Subject".to_owned(), json!("Amazon S3 Notification"))]))
            }
            _ => Parameters::default(),
        }
    }

    fn send(&self, call: CallId, item: Item, cx: &mut Here<'_, '_>) {
        let Some(port) = self.port else { return };
        let (operation, invocation) = match self.config.destination {
            Destination::Function(_) => (Operation::INVOKE, Invocation::Async),
            Destination::Queue(_) => (Operation::SEND_MESSAGE, Invocation::Sync),
            Destination::Topic(_) | Destination::External(_) => (Operation::PUBLISH, Invocation::Sync),
        };
        cx.request(port, Request { call, operation, invocation, item });
    }
}

fn note(note: &'static Note, message: MessageId, value: u64, cx: &mut Here<'_, '_>) {
    cx.record(noted(note, message, value));
}

fn noted(note: &'static Note, message: MessageId, value: u64) -> Fact {
    What::Noted { note, value: u32::try_from(value).unwrap_or(u32::MAX) }.of(message)
}

/// Returns the size of what is written: as the request says, or that of the object that is copied.
fn size_of(item: &Item, objects: &Objects) -> u64 {
    let said = item.parameters.get("Size").as_u64();
    let copied = || {
        let source = item.parameters.text("CopySource")?;
        let key = source.trim_start_matches('/');
        let object = objects.get(key).or_else(|| objects.get(key.split_once('/')?.1))?;
        Some(object.size)
    };
    said.or_else(copied).unwrap_or_else(|| item.payload.size())
}

fn wire_of(bucket: &str, notification: &Notification) -> Wire {
    let kind = "Notification";
    let mut wire = match &notification.destination {
        Destination::Function(id) => Wire::new(kind, bucket, id).invoking(Style::Async),
        Destination::Queue(id) | Destination::Topic(id) => Wire::new(kind, bucket, id),
        Destination::External(text) => Wire::to_outside(kind, bucket, text),
    };
    wire.at = notification.at;
    let events: Vec<_> = notification.events.iter().map(ToString::to_string).collect();
    wire.extra.insert("events".to_owned(), events.into());
    let filters = [("prefix", &notification.prefix), ("suffix", &notification.suffix)];
    let given: Map<_, _> = filters
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name.to_owned(), Value::from(&**text)))
        .collect();
    if !given.is_empty() {
        wire.extra.insert("filter".to_owned(), given.into());
    }
    wire
}
