//! Notifications on their way: each is the copy of the write that caused it.

use super::{Announcer, limits};
use crate::message::{CallId, Item, ServiceError};
use crate::service::snapshot::{ROW_TOKENS_MAX, Token};
use kernel::{EventKey, MessageId, SimTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A notification on its way.
#[derive(Clone, Debug)]
pub(super) struct Notice {
    /// The configuration.
    pub(super) announcer: Arc<Announcer>,
    /// What is sent, again at each retry.
    pub(super) item: Item,
    /// When it set out.
    since: SimTime,
    /// Retries so far.
    pub(super) retries: u32,
    /// The end of the wait before the next try; `None` while one is on its way.
    pub(super) waits: Option<(SimTime, EventKey)>,
}

/// All notifications on their way, by the number of their calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Notices {
    open: BTreeMap<u64, Notice>,
    /// Notifications so far -- internal state.
    begun: u64,
}

impl Notices {
    pub(super) fn begin(&mut self, announcer: Arc<Announcer>, item: Item, since: SimTime) -> CallId {
        self.begun += 1;
        self.open.insert(self.begun, Notice { announcer, item, since, retries: 0, waits: None });
        CallId(self.begun)
    }

    pub(super) fn get_mut(&mut self, call: CallId) -> Option<&mut Notice> {
        self.open.get_mut(&call.0)
    }

    pub(super) fn end(&mut self, call: CallId) -> Option<Notice> {
        self.open.remove(&call.0)
    }

    /// Takes out all notifications that wait for their next try.
    pub(super) fn take_waiting(&mut self) -> Vec<(MessageId, EventKey)> {
        let taken = self.open.values().filter_map(|notice| Some((notice.item.id, notice.waits?.1))).collect();
        self.open.retain(|_, notice| notice.waits.is_none());
        taken
    }

    pub(super) fn ids(&self) -> Vec<MessageId> {
        self.open.values().map(|notice| notice.item.id).collect()
    }

    /// Returns how many are on their way, and the first of them.
    pub(super) fn row(&self) -> (u64, Vec<Token>) {
        let token = |notice: &Notice| Token {
            message: notice.item.id,
            span: notice.waits.map(|(until, _)| (notice.since, until)),
            count: notice.retries,
        };
        (self.open.len() as u64, self.open.values().take(ROW_TOKENS_MAX).map(token).collect())
    }
}

/// Returns the wait before a retry; `None` where S3 does not try again: after a refusal, and after the last try.
pub(super) fn wait_before(retry: u32, error: ServiceError) -> Option<kernel::SimDuration> {
    matches!(error.status(), 0 | 429 | 500..).then(|| limits::retry_wait(retry)).flatten()
}
