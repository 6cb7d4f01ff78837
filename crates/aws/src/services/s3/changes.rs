//! What a person or the template does to a bucket while it runs.

use super::config::{BucketConfig, Destination};
use super::{Announcer, Bucket, Here, limits};
use crate::fact::{Detail, DropReason, What, request_id};
use crate::message::Item;
use crate::payload::Payload;
use crate::stack::intervention::Intervention;
use crate::stack::latency::Hop;
use crate::stack::settings::iso_time;
use kernel::MessageId;
use serde_json::json;
use std::sync::Arc;

impl Bucket {
    pub(super) fn on_intervention(&mut self, intervention: &Intervention, cx: &mut Here<'_, '_>) {
        let deed = cx.record(What::Intervened);
        self.standing.follow(intervention, deed);
        if matches!(intervention, Intervention::Delete) {
            self.drop_waiting(cx);
        }
    }

    /// What waits goes with it.
    fn drop_waiting(&mut self, cx: &mut Here<'_, '_>) {
        for (message, timer) in self.notices.take_waiting() {
            cx.cancel(timer);
            cx.record(What::Dropped { reason: DropReason::Deleted }.of(message));
        }
    }

    /// Takes over what the template says of the bucket from now on. Notifications on their way keep the configuration
    /// that they set out for; where the set is another, S3 saves it and posts its test messages (S3N-08).
    pub(super) fn take_over(&mut self, before: &BucketConfig, after: &BucketConfig, cx: &mut Here<'_, '_>) {
        cx.record(What::Intervened);
        self.versioned = after.versioned;
        if format!("{:?}", before.notifications) == format!("{:?}", after.notifications) {
            return;
        }
        let mut announcers = Vec::new();
        for config in &after.notifications {
            let same_end = |known: &&Arc<Announcer>| known.config.destination == config.destination;
            let known = self.notifications.iter().chain(&announcers).find(same_end);
            let port = match (known, &config.destination) {
                (Some(known), _) => known.port,
                (None, Destination::External(_)) => None,
                (None, Destination::Function(id) | Destination::Queue(id) | Destination::Topic(id)) => {
                    cx.connect(id, Hop::S3Notification)
                }
            };
            announcers.push(Arc::new(Announcer { config: config.clone(), port }));
        }
        self.notifications = announcers;
        if !self.standing.is_deleted() {
            self.test_destinations(cx);
        }
    }

    /// Posts a test message to each queue and topic.
    fn test_destinations(&mut self, cx: &mut Here<'_, '_>) {
        let cause = cx.cause();
        let mut tested: Vec<Destination> = Vec::new();
        for announcer in self.notifications.clone() {
            let destination = &announcer.config.destination;
            let is_tested = matches!(destination, Destination::Queue(_) | Destination::Topic(_));
            if !is_tested || tested.contains(destination) {
                continue;
            }
            tested.push(destination.clone());
            cx.set_cause(cause);
            let payload = self.test_event(cx);
            let parameters = announcer.parameters();
            let content =
                || Detail::Content { action: "s3:TestEvent", payload: payload.clone(), parameters: parameters.clone() };
            let id = cx.copy_of(MessageId::NONE, content);
            let item = Item { parameters: parameters.clone(), ..Item::new(id, payload.clone()) };
            let call = self.notices.begin(announcer.clone(), item.clone(), cx.now());
            announcer.send(call, item, cx);
        }
    }

    fn test_event(&mut self, cx: &mut Here<'_, '_>) -> Payload {
        let now = cx.now();
        let unix_ms = cx.shared().settings.unix_ms(now);
        self.sequence += 1;
        Payload::from_json(json!({
            "Service": "Amazon S3",
            "Event": limits::TEST_EVENT,
            "Time": iso_time(unix_ms),
            "Bucket": &*self.name,
            "RequestId": request_id(self.sequence),
            "HostId": "EXAMPLE",
        }))
    }
}
