//! The account's concurrency in one region: what functions share.
//!
//! It is asked and answered within one event and costs no message.

/// The account's pool of concurrent executions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The limit of the account in this region (CONC-02).
    pub limit: u32,
    /// The sum of all reserved concurrency (CONC-03).
    pub reserved: u32,
    /// Executions of functions without reserved concurrency (CONC-05).
    pub unreserved_running: u32,
}

impl Account {
    /// Returns how many executions functions without reserved concurrency may have together.
    #[must_use]
    pub fn unreserved_limit(&self) -> u32 {
        self.limit.saturating_sub(self.reserved)
    }
}
