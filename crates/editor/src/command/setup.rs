//! Changes of what AWS has no word for: behaviour, traffic, and what was done by hand.

use std::sync::Arc;

/// Changes of what stands in the template's own block.
#[derive(Clone, Debug, PartialEq)]
pub enum SetupCommand {
    /// Sets how the code of a function behaves; an empty text takes the setting away.
    Behave {
        /// The function.
        function: Arc<str>,
        /// The key, as a path: `Duration`, `Fails.0`. One past the end of a list appends to it.
        path: Arc<str>,
        /// Its value, as text or JSON.
        value: Arc<str>,
    },
    /// Sets something of a client; an empty text takes it away.
    Client {
        /// The id of its card.
        client: Arc<str>,
        /// The key, as a path: `Rate.PerSecond`, `Until`.
        path: Arc<str>,
        /// Its value, as text or JSON.
        value: Arc<str>,
    },
    /// Lets a client send at other times: one of the keys that say when takes the place of the one there.
    When {
        /// The id of its card.
        client: Arc<str>,
        /// The key: `Rate`, `Burst`.
        key: Arc<str>,
    },
    /// Adds a client that sends to a resource.
    AddClient {
        /// The resource.
        to: Arc<str>,
    },
    /// Forgets something that was done at an instant of the run.
    TakeBack {
        /// Its place in the template's list.
        index: usize,
    },
}
