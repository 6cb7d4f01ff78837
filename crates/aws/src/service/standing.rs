//! Whether a resource is there and answers: what can be done to one of any service.

use crate::stack::intervention::Intervention;
use kernel::SimTime;

/// How a resource stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    is_deleted: bool,
    outage_until: SimTime,
    /// How many messages are to be delivered twice.
    duplicates: u32,
}

impl Standing {
    /// Follows an intervention as far as it is about this.
    pub fn follow(&mut self, intervention: &Intervention) {
        match intervention {
            Intervention::Create => self.is_deleted = false,
            Intervention::Delete => self.is_deleted = true,
            Intervention::Outage { until } => self.outage_until = *until,
            Intervention::Duplicate => self.duplicates += 1,
            _ => {}
        }
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
        standing.follow(&Intervention::Outage { until: at(5) });
        assert_eq!((standing.status(at(4)), standing.status(at(5))), (Some("Outage"), None));
        standing.follow(&Intervention::Delete);
        assert_eq!((standing.status(at(4)), standing.serves(at(9))), (Some("Deleted"), false));
        standing.follow(&Intervention::Create);
        assert!(standing.serves(at(9)));
        standing.follow(&Intervention::Duplicate);
        standing.follow(&Intervention::Duplicate);
        assert_eq!([(); 3].map(|()| standing.takes_twice()), [true, true, false]);
    }
}
