//! What becomes of requests and health checks when listeners, rules or target groups change (ALB-13).

use super::config::{Config, TargetGroup};
use super::health::Health;
use super::{Connection, LoadBalancer, Timer, connection, response};
use crate::message::CallId;
use crate::service::Cx;
use crate::stack::latency::Hop;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What becomes of target groups whose permission goes (ALB-02). A function that never had one is let through: it could
/// not have been registered, so that the template is taken to be without its permissions.
#[derive(Clone, Debug, Default)]
pub(super) struct Permissions {
    /// The groups that had a permission at some time, by logical id.
    once: BTreeSet<Arc<str>>,
    denied: BTreeMap<Arc<str>, Denial>,
}

/// What is refused while there is no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Denial {
    /// The function is registered, and its invocation is refused.
    Invocation,
    /// The group came without a permission, so that its function could not be registered.
    Registration,
}

impl Permissions {
    fn follow(&mut self, before: &Config, after: &Config) {
        let permitted = before.groups.iter().filter(|group| group.is_permitted);
        self.once.extend(permitted.map(|group| group.id.clone()));
        for group in &after.groups {
            let known = before.groups.iter().find(|known| known.id == group.id);
            let denial = match known {
                _ if group.is_permitted => {
                    self.denied.remove(&group.id);
                    continue;
                }
                Some(known) if known.is_permitted => Denial::Invocation,
                None if self.once.contains(&group.id) => Denial::Registration,
                _ => continue,
            };
            self.denied.insert(group.id.clone(), denial);
        }
    }

    fn lets_register(&self, group: &TargetGroup) -> bool {
        self.denied.get(&group.id) != Some(&Denial::Registration)
    }
}

impl LoadBalancer {
    /// Takes over another configuration: what is routed from now on follows it, and what waits for a function goes on
    /// waiting if that function is still registered.
    pub(super) fn change(&mut self, after: &Config, cx: &mut Cx<'_, '_, Timer>) {
        let before = std::mem::replace(&mut self.config, Arc::new(after.clone()));
        self.permissions.follow(&before, after);
        let targets = after.groups.iter().map(|group| self.connect(group, &before, cx)).collect();
        self.targets = targets;
        self.move_requests(&before, cx);
        self.move_health(&before, cx);
    }

    /// Returns the connection of a target group: the one to its function that is there already, or another.
    fn connect(&self, group: &TargetGroup, before: &Config, cx: &mut Cx<'_, '_, Timer>) -> Option<Connection> {
        let function = group.function().filter(|_| self.permissions.lets_register(group))?;
        let mut known = before.groups.iter().zip(&self.targets);
        let same = known.find(|(known, target)| known.function() == Some(function) && target.is_some());
        let port = same.and_then(|(_, target)| target.as_ref()).map(|(port, _)| *port);
        connection(group, port.or_else(|| cx.connect(function, Hop::ServiceCall))?)
    }

    /// Tells whether the permission for the function of a target group was taken away.
    pub(super) fn is_denied(&self, group: usize) -> bool {
        self.permissions.denied.contains_key(&self.config.groups[group].id)
    }

    /// Answers the requests whose function is no longer registered, and finds the groups of the others.
    fn move_requests(&mut self, before: &Config, cx: &mut Cx<'_, '_, Timer>) {
        let calls: Vec<CallId> = self.pending.keys().copied().collect();
        let cause = cx.cause();
        for call in calls {
            let Some(pending) = self.pending.get_mut(&call) else { continue };
            let group = &before.groups[pending.group];
            let is_still_there = |known: &TargetGroup| known.id == group.id && known.target == group.target;
            if let Some(index) = self.config.groups.iter().position(is_still_there) {
                pending.group = index;
                continue;
            }
            if let Some(pending) = self.pending.remove(&call) {
                cx.cancel(pending.idle_timeout);
                self.fail(&pending.caller, pending.message, &response::DEREGISTERED, cx);
                cx.set_cause(cause);
            }
        }
    }

    /// Keeps what is known of a function's health where its group is as before, and begins anew elsewhere.
    fn move_health(&mut self, before: &Config, cx: &mut Cx<'_, '_, Timer>) {
        let config = Arc::clone(&self.config);
        let mut known: Vec<Option<Health>> = std::mem::take(&mut self.health).into_iter().map(Some).collect();
        let mut kept = |group: &TargetGroup| {
            let is_it = |known: &&TargetGroup| {
                known.id == group.id && known.target == group.target && known.health_check == group.health_check
            };
            let index = before.groups.iter().position(|group| is_it(&group))?;
            known[index].take()
        };
        let moved: Vec<Option<Health>> = config.groups.iter().map(&mut kept).collect();
        let fresh: Vec<bool> = moved.iter().map(Option::is_none).collect();
        self.health = moved.into_iter().map(Option::unwrap_or_default).collect();
        for health in known.into_iter().flatten() {
            self.drop_health(health, cx);
        }
        for index in (0..fresh.len()).filter(|index| fresh[*index]) {
            self.schedule_health_check(index, cx);
        }
    }
}
