//! A subscription at run time: what it makes of a published message, and where that goes.

use super::config::{Endpoint, SubscriptionConfig};
use super::notification::{self, Published};
use super::{Here, limits};
use crate::fact::Detail;
use crate::message::{CallId, Invocation, Item, Operation, Request};
use crate::pattern::Dialect;
use crate::payload::Parameters;
use crate::rules::Rule;
use crate::service::properties::{Resource, Stack};
use crate::service::target::End;
use crate::service::{Setup, Style, Wire};
use crate::stack::latency::Hop;
use kernel::{NodeId, PortId};
use std::sync::Arc;

/// A subscription with its connections.
#[derive(Clone, Debug)]
pub(super) struct Subscription {
    pub(super) config: SubscriptionConfig,
    /// The connection to the endpoint; `None` for one outside the template.
    port: Option<PortId>,
    /// The dead-letter queue and the connection to it.
    pub(super) dead_letter: Option<(NodeId, PortId)>,
    /// The number of the change that its filter policy came with; 0 for that of the template.
    pub(super) policy: u64,
}

impl Subscription {
    pub(super) fn new(config: &SubscriptionConfig, setup: &mut Setup<'_>) -> Self {
        let port = match &config.endpoint {
            Endpoint::Function(id) | Endpoint::Queue(id) => setup.connect(id, Hop::ServiceCall),
            Endpoint::External(_) => None,
        };
        let mut queue = |id: &str| Some((setup.node_of(id)?, setup.connect(id, Hop::ServiceCall)?));
        let dead_letter = config.dead_letter.as_deref().and_then(&mut queue);
        Self { config: config.clone(), port, dead_letter, policy: 0 }
    }

    /// Makes a subscription that comes or changes while the topic runs, with what it was before if it was: connections
    /// that lead to the same end stay.
    pub(super) fn changed(config: &SubscriptionConfig, before: Option<&Self>, cx: &mut Here<'_, '_>) -> Self {
        let same_endpoint = before.filter(|before| before.config.endpoint == config.endpoint);
        let port = match (same_endpoint, &config.endpoint) {
            (Some(before), _) => before.port,
            (None, Endpoint::Function(id) | Endpoint::Queue(id)) => cx.connect(id, Hop::ServiceCall),
            (None, Endpoint::External(_)) => None,
        };
        let same_queue = before.filter(|before| before.config.dead_letter == config.dead_letter);
        let dead_letter = match (same_queue, &config.dead_letter) {
            (Some(before), _) => before.dead_letter,
            (None, Some(id)) => cx.node_of(id).zip(cx.connect(id, Hop::ServiceCall)),
            (None, None) => None,
        };
        Self { config: config.clone(), port, dead_letter, policy: before.map_or(0, |before| before.policy) }
    }

    /// Tells whether the endpoint lies outside the template.
    pub(super) fn is_external(&self) -> bool {
        self.port.is_none()
    }

    /// Returns whom it is for: the logical id of what subscribes, or what stands outside the template.
    pub(super) fn endpoint(&self) -> &str {
        match &self.config.endpoint {
            Endpoint::Function(to) | Endpoint::Queue(to) | Endpoint::External(to) => to,
        }
    }

    /// Tells whether a function is subscribed.
    pub(super) fn is_function(&self) -> bool {
        matches!(self.config.endpoint, Endpoint::Function(_))
    }

    /// Makes the subscription's copy of a message, in the shape in which its endpoint gets it (SNS-01).
    pub(super) fn copy(&self, published: &Arc<Published>, cx: &mut Here<'_, '_>) -> Item {
        let (action, (payload, parameters)) = match self.config.endpoint {
            Endpoint::Function(_) => {
                ("Invoke", (notification::for_function(published, &self.config.arn), Parameters::default()))
            }
            Endpoint::Queue(_) => ("SendMessage", notification::for_queue(published, self.config.raw)),
            Endpoint::External(_) => ("", notification::for_queue(published, self.config.raw)),
        };
        let id = cx.copy_of(published.item.id, || Detail::Content {
            action,
            payload: payload.clone(),
            parameters: parameters.clone(),
        });
        Item { parameters, lineage: published.item.lineage.clone(), ..Item::new(id, payload) }
    }

    /// Returns why the subscription does not want a message, with the rule; `None` where it does.
    pub(super) fn rejection(&self, published: &Published) -> Option<(&'static Rule, String)> {
        let pattern = &self.config.filter.as_ref()?.pattern;
        if pattern.dialect() == Dialect::SnsBody {
            let body = published.item.payload.json();
            return pattern.explain(&body).map(|mismatch| (&limits::SNS_08, mismatch.to_string()));
        }
        let mismatch = pattern.explain_attributes(published.attributes())?;
        let rule = match (published.has_attributes(), published.has_invalid_attributes()) {
            (false, _) => &limits::SNS_08_NO_ATTRIBUTES,
            (_, true) => &limits::SNS_15_INVALID_ATTRIBUTES,
            _ => &limits::SNS_08,
        };
        Some((rule, mismatch.to_string()))
    }

    /// Sends a copy to the endpoint.
    pub(super) fn send(&self, call: CallId, item: Item, cx: &mut Here<'_, '_>) {
        let Some(port) = self.port else { return };
        let (operation, invocation) = match self.config.endpoint {
            Endpoint::Function(_) => (Operation::INVOKE, Invocation::Async),
            Endpoint::Queue(_) | Endpoint::External(_) => (Operation::SEND_MESSAGE, Invocation::Sync),
        };
        cx.request(port, Request { call, operation, invocation, item });
    }
}

/// Returns the connections that a subscription makes.
pub(super) fn wires(topic: &str, config: &SubscriptionConfig) -> Vec<Wire> {
    let mut wire = match &config.endpoint {
        Endpoint::Function(id) => Wire::new("Subscription", topic, id).invoking(Style::Async),
        Endpoint::Queue(id) => Wire::new("Subscription", topic, id),
        Endpoint::External(text) => Wire::to_outside("Subscription", topic, text),
    };
    if let Some(filter) = &config.filter {
        wire.extra.insert("filter".to_owned(), (*filter.written).clone());
    }
    let dead_letter = config.dead_letter.iter().map(|queue| Wire::new("DeadLetter", topic, queue));
    std::iter::once(wire).chain(dead_letter).map(|wire| wire.made_by(&config.id)).collect()
}

/// Returns the connections of subscriptions to topics outside the template.
pub(super) fn wires_from_outside(stack: &Stack) -> Vec<Wire> {
    let wire = |subscription: &Resource| {
        let Some(End::External(topic)) = End::find(stack, subscription.properties.get("TopicArn")) else { return None };
        let Some(End::Resource { id, type_name }) = End::find(stack, subscription.properties.get("Endpoint")) else {
            return None;
        };
        let wire = Wire::from_outside("Subscription", &topic, &id).made_by(&subscription.id);
        Some(if &*type_name == "AWS::Lambda::Function" { wire.invoking(Style::Async) } else { wire })
    };
    stack.of_type("AWS::SNS::Subscription").filter_map(wire).collect()
}
