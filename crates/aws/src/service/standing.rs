//! Whether a resource is there and answers: what can be done to one of any service.

use super::Cx;
use crate::fact::{Detail, Fact, Note, What};
use crate::services::Timer;
use crate::stack::intervention::Intervention;
use kernel::{MessageId, RecordId, SimTime};

/// A request met a resource that is gone or fails.
static NOT_SERVED: Note = Note { name: "NotServed", text: "does not serve it: status {number}" };

/// How a resource stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    is_deleted: bool,
    outage_until: SimTime,
    /// The record of what was done last that it does not serve -- internal state.
    deed: RecordId,
    /// How many messages are to be delivered twice.
    duplicates: u32,
}

impl Standing {
    /// Follows an intervention, whose record is given, as far as it is about this.
    pub fn follow(&mut self, intervention: &Intervention, deed: RecordId) {
        match intervention {
            Intervention::Create => self.is_deleted = false,
            Intervention::Delete => (self.is_deleted, self.deed) = (true, deed),
            Intervention::Outage { until } => (self.outage_until, self.deed) = (*until, deed),
            Intervention::Duplicate => self.duplicates += 1,
            _ => {}
        }
    }

    /// Records that a message is not served, with what was done to the resource.
    pub fn record_refusal<T: Into<Timer>>(&self, message: MessageId, status: u16, cx: &mut Cx<'_, '_, T>) {
        self.record_because(What::Noted { note: &NOT_SERVED, value: status.into() }.of(message), cx);
    }

    /// Records what comes of it that the resource does not serve, with what was done to it.
    pub fn record_because<T: Into<Timer>>(&self, fact: Fact, cx: &mut Cx<'_, '_, T>) {
        cx.record_with(fact, || {
            let until = self.outage_until.since(SimTime::ZERO);
            let text = if self.is_deleted { "It was deleted".to_owned() } else { format!("It fails until {until}") };
            Detail::said_after(self.deed, text)
        });
    }

    /// Tells whether the resource is gone.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.is_deleted
    }

    /// Tells whether the service fails at an instant.
    #[must_use]
    pub fn is_out(&self, now: SimTime) -> bool {
        now < self.outage_until
    }

    /// Tells whether the resource is there and answers at an instant.
    #[must_use]
    pub fn serves(&self, now: SimTime) -> bool {
        !self.is_deleted && !self.is_out(now)
    }

    /// Tells whether the message at hand is to be delivered twice, and counts it.
    pub fn takes_twice(&mut self) -> bool {
        let is_wanted = self.duplicates > 0;
        self.duplicates -= u32::from(is_wanted);
        is_wanted
    }

    /// Returns how many are still to be delivered twice.
    #[must_use]
    pub fn duplicates(&self) -> u32 {
        self.duplicates
    }

    /// Returns what is shown where it does not serve.
    #[must_use]
    pub fn status(&self, now: SimTime) -> Option<&'static str> {
        match (self.is_deleted, self.is_out(now)) {
            (true, _) => Some("Deleted"),
            (false, is_out) => is_out.then_some("Outage"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_to_a_resource_holds_until_it_is_undone_or_over() {
        let mut standing = Standing::default();
        let at = |seconds: u64| SimTime::from_nanos(seconds * 1_000_000_000);
        assert!(standing.serves(at(0)) && !standing.takes_twice());
        standing.follow(&Intervention::Outage { until: at(5) }, RecordId(1));
        assert_eq!((standing.status(at(4)), standing.status(at(5))), (Some("Outage"), None));
        standing.follow(&Intervention::Delete, RecordId(2));
        assert_eq!((standing.status(at(4)), standing.serves(at(9))), (Some("Deleted"), false));
        standing.follow(&Intervention::Create, RecordId(3));
        assert!(standing.serves(at(9)));
        standing.follow(&Intervention::Duplicate, RecordId(4));
        standing.follow(&Intervention::Duplicate, RecordId(4));
        assert_eq!([(); 3].map(|()| standing.takes_twice()), [true, true, false]);
    }
}
