//! What a person or the template does to a function while it runs.

use super::{Config, Cx, Function, limits};
use crate::fact::{Fact, Note, What};
use crate::stack::intervention::Intervention;
use kernel::RecordId;

/// AWS refused a reservation.
static RESERVATION_REFUSED: Note = Note {
    name: "ReservationRefused",
    text: "refused a reserved concurrency of {}: it would leave fewer than 100 executions unreserved",
};

impl Function {
    pub(super) fn on_intervention(&mut self, intervention: &Intervention, cx: &mut Cx<'_, '_>) {
        let deed = cx.record(What::Intervened);
        match intervention {
            Intervention::FailNext { count } => (self.fail_next, self.deeds.fail_next) = (*count, deed),
            Intervention::SetFails { rules } => {
                self.config.behaviour.fails = rules.clone();
                self.deeds.fails = deed;
            }
            Intervention::SetDuration { law } => {
                self.set_duration(law.clone());
                // As the template says it is nobody's deed.
                let is_own = self.config.behaviour.duration == self.own_duration;
                self.deeds.duration = if is_own { RecordId::NONE } else { deed };
            }
            Intervention::SetReservedConcurrency { value } => self.reserve(*value, deed, cx),
            Intervention::RecycleEnvironments => self.recycle(cx),
            Intervention::Outage { until } => (self.outage_until, self.deeds.outage) = (*until, deed),
            Intervention::Duplicate => self.duplicate_next += 1,
            Intervention::Create => self.create(cx),
            Intervention::Delete => {
                self.deeds.delete = deed;
                self.delete(cx);
            }
            Intervention::SetProperty { .. } | Intervention::Reconfigure { .. } => {}
            Intervention::Redrive | Intervention::Purge | Intervention::Send(_) => {}
        }
    }

    /// A sequence of durations begins anew.
    fn set_duration(&mut self, law: crate::behaviour::Law) {
        self.config.behaviour.duration = law;
        self.handler_starts = 0;
    }

    /// Changes the reserved concurrency, or has it refused (CONC-04). What runs goes on (CONC-14).
    fn reserve(&mut self, value: Option<u32>, deed: RecordId, cx: &mut Cx<'_, '_>) {
        let before = self.config.reserved_concurrent_executions;
        if !self.is_present {
            self.config.reserved_concurrent_executions = value;
            return;
        }
        let account = &mut cx.shared().account;
        if let Some(wanted) = value.filter(|wanted| !account.may_reserve(before, *wanted)) {
            cx.record(Fact::from(What::Noted { note: &RESERVATION_REFUSED, value: wanted }).because(&limits::CONC_04));
            return;
        }
        self.deeds.reserved = deed;
        account.reserved = account.reserved - before.unwrap_or(0) + value.unwrap_or(0);
        match (before, value) {
            (None, Some(_)) => account.unreserved_running -= self.running,
            (Some(_), None) => account.unreserved_running += self.running,
            _ => {}
        }
        self.config.reserved_concurrent_executions = value;
    }

    /// Makes all environments those of an old configuration: idle ones go now, busy ones when they are done (ENV-06).
    fn recycle(&mut self, cx: &mut Cx<'_, '_>) {
        self.configuration += 1;
        let cause = cx.cause();
        for place in self.pool.idle_places() {
            self.reclaim(place, &limits::ENV_06, cx);
            cx.set_cause(cause);
        }
    }

    fn create(&mut self, cx: &mut Cx<'_, '_>) {
        if !self.is_present {
            self.is_present = true;
            cx.shared().account.reserved += self.config.reserved_concurrent_executions.unwrap_or(0);
        }
    }

    fn delete(&mut self, cx: &mut Cx<'_, '_>) {
        if !self.is_present {
            return;
        }
        self.is_present = false;
        cx.shared().account.reserved -= self.config.reserved_concurrent_executions.unwrap_or(0);
        self.recycle(cx);
        self.drop_waiting_events(cx);
    }

    /// Takes over what the template says of the function from now on, where that differs. Environments of another
    /// configuration serve no new request (ENV-06); what runs keeps its own.
    pub(super) fn take_over(&mut self, before: &Config, after: &Config, cx: &mut Cx<'_, '_>) {
        let deed = cx.record(What::Intervened);
        if before.timeout != after.timeout {
            // As the template says it is nobody's deed.
            self.deeds.timeout = if after.timeout == self.own_timeout { RecordId::NONE } else { deed };
        }
        if before.reserved_concurrent_executions != after.reserved_concurrent_executions {
            self.reserve(after.reserved_concurrent_executions, deed, cx);
        }
        self.ways.follow(before, after, cx);
        // Behaviour is no property, and reservations may have been refused: both stay as they are.
        self.config = Config {
            behaviour: self.config.behaviour.clone(),
            reserved_concurrent_executions: self.config.reserved_concurrent_executions,
            function_name: self.config.function_name.clone(),
            ..after.clone()
        };
        if before.settings != after.settings {
            self.recycle(cx);
        }
    }
}
