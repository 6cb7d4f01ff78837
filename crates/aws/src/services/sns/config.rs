//! What a template says of a topic.

use crate::pattern::Pattern;
use std::sync::Arc;

/// A topic with its subscriptions.
#[derive(Clone, Debug, Default)]
pub struct TopicConfig {
    /// Its logical id.
    pub id: Arc<str>,
    /// Its ARN.
    pub arn: Arc<str>,
    /// Whether it keeps order (`FifoTopic`).
    pub fifo: bool,
    /// Whether equal content counts as one message (`ContentBasedDeduplication`).
    pub content_based_deduplication: bool,
    /// Its subscriptions, in the order of the template.
    pub subscriptions: Vec<SubscriptionConfig>,
}

/// A subscription.
#[derive(Clone, Debug)]
pub struct SubscriptionConfig {
    /// The logical id of the resource that makes it, or of the topic where that makes it itself.
    pub id: Arc<str>,
    /// Its ARN.
    pub arn: Arc<str>,
    /// Who gets the messages.
    pub endpoint: Endpoint,
    /// Which messages it wants; `None` for all.
    pub filter: Option<Filter>,
    /// Whether the bare message is delivered (`RawMessageDelivery`).
    pub raw: bool,
    /// The queue that takes what cannot be delivered (`RedrivePolicy`).
    pub dead_letter: Option<Arc<str>>,
}

/// Who gets the messages of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// A function, by logical id.
    Function(Arc<str>),
    /// A queue, by logical id.
    Queue(Arc<str>),
    /// Anything else, which always takes them.
    External(Arc<str>),
}

/// Which messages a subscription wants.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The compiled policy.
    pub pattern: Arc<Pattern>,
    /// The policy as it was written.
    pub written: Arc<serde_json::Value>,
}

impl TopicConfig {
    /// Makes a topic without subscriptions.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self { id: id.into(), arn: format!("arn:aws:sns:us-east-1:123456789012:{id}").into(), ..Self::default() }
    }

    /// Adds a subscription.
    #[must_use]
    pub fn with(mut self, subscription: SubscriptionConfig) -> Self {
        self.subscriptions.push(subscription);
        self
    }
}

impl SubscriptionConfig {
    /// Makes a subscription that wants all messages.
    #[must_use]
    pub fn new(id: &str, endpoint: Endpoint) -> Self {
        let arn = format!("arn:aws:sns:us-east-1:123456789012:topic:{id}").into();
        Self { id: id.into(), arn, endpoint, filter: None, raw: false, dead_letter: None }
    }
}
