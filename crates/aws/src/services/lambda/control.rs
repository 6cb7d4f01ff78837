//! What a person or the template does to a function while it runs.

use super::{Cx, Function, limits};
use crate::fact::{Fact, Note, What};
use crate::stack::intervention::Intervention;
use crate::service::properties::Properties;
use kernel::SimDuration;

/// AWS refused a reservation.
static RESERVATION_REFUSED: Note = Note {
    name: "ReservationRefused",
    text: "refused a reserved concurrency of {}: it would leave fewer than 100 executions unreserved",
};

impl Function {
    pub(super) fn on_intervention(&mut self, intervention: &Intervention, cx: &mut Cx<'_, '_>) {
        cx.record(What::Intervened);
        match intervention {
            Intervention::FailNext { count } => self.fail_next = *count,
            Intervention::SetFails { rules } => self.config.behaviour.fails = rules.clone(),
            Intervention::SetDuration { law } => self.set_duration(law.clone()),
            Intervention::SetReservedConcurrency { value } => self.reserve(*value, cx),
            Intervention::RecycleEnvironments => self.recycle(cx),
            Intervention::Outage { until } => self.outage_until = *until,
            Intervention::Duplicate => self.duplicate_next += 1,
            Intervention::Create => self.create(cx),
            Intervention::Delete => self.delete(cx),
            Intervention::SetProperty { path, value } => self.set_property(path, value, cx),
            Intervention::Redrive | Intervention::Purge | Intervention::Send(_) => {}
        }
    }

    /// A sequence of durations begins anew.
    fn set_duration(&mut self, law: crate::behaviour::Law) {
        self.config.behaviour.duration = law;
        self.handler_starts = 0;
    }

    /// Changes the reserved concurrency, or has it refused (CONC-04). What runs goes on (CONC-14).
    fn reserve(&mut self, value: Option<u32>, cx: &mut Cx<'_, '_>) {
        let before = self.config.reserved_concurrent_executions;
        let account = &mut cx.shared().account;
        if let Some(wanted) = value.filter(|wanted| !account.may_reserve(before, *wanted)) {
            cx.record(Fact::from(What::Noted { note: &RESERVATION_REFUSED, value: wanted }).because(&limits::CONC_04));
            return;
        }
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

    fn set_property(&mut self, path: &str, value: &Properties, cx: &mut Cx<'_, '_>) {
        let whole = value.integer().and_then(|number| u32::try_from(number).ok());
        let seconds = |number: u32| SimDuration::from_secs(number.into());
        match (path, whole) {
            ("ReservedConcurrentExecutions", _) => return self.reserve(whole, cx),
            ("Timeout", _) => self.config.timeout = whole.map_or(limits::TIMEOUT_DEFAULT, seconds),
            ("MemorySize", _) => self.config.memory_mb = whole.unwrap_or(limits::MEMORY_MB_DEFAULT),
            ("EphemeralStorage.Size", _) => {
                self.config.ephemeral_storage_mb = whole.unwrap_or(limits::TMP_MB_DEFAULT);
            }
            ("RecursiveLoop", _) => self.config.terminates_loops = value.text() != Some("Allow"),
            ("EventInvokeConfig.MaximumRetryAttempts", Some(attempts)) => {
                self.config.maximum_retry_attempts = u8::try_from(attempts).unwrap_or(u8::MAX);
            }
            ("EventInvokeConfig.MaximumEventAgeInSeconds", Some(age)) => self.config.maximum_event_age = seconds(age),
            ("DeadLetterConfig" | "DeadLetterConfig.TargetArn", _) if value.is_absent() => {
                self.ways.dead_letter = None;
            }
            _ => {}
        }
        // Whatever changed, environments of the old configuration serve no new request.
        self.recycle(cx);
    }
}
