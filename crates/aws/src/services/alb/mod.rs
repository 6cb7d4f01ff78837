//! Application Load Balancer with functions behind it.
//!
//! A request comes in at a listener, a rule chooses an action, a forward chooses a target group, and the one function of
//! that group is invoked synchronously with the request as a JSON document. What the function returns is the response,
//! or there is an error of the load balancer's own: 400, 413, 502, 503 or 504.
//!
//! # Simulated
//! - Listeners by port; rules by priority with all six kinds of condition; forwards, weighted ones too, fixed
//!   responses and redirects.
//! - The event exactly, in both header modes; the rule for base64 in both eras.
//! - The response document, its checks, its limits, and the status for everything that can go wrong.
//! - The idle timeout: 504 while the invocation goes on and is billed.
//! - Health checks where they are enabled: each is an invocation.
//! - Changes while it runs, of listeners, rules and target groups too; a function that is deregistered leaves the
//!   requests that it works on with a 502.
//! - CloudWatch's metrics of the load balancer and its function.
//!
//! # Simplified
//! - One node of the load balancer instead of one a zone: health checks come once an interval, the first after one
//!   interval.
//! - A group has one target, so an unhealthy one is routed to all the same, as AWS does where all targets are unhealthy.
//! - A permission that the template does not have at all is a warning; one that goes during the run gives 502.
//! - Headers of the response are checked and handed to the client; hop-by-hop headers are not rewritten.
//!
//! # Not simulated
//! - Instances, addresses and containers as targets; TLS; authentication actions; stickiness.
//!
//! # Sources
//! The rules are those of [`limits`]: the user guide of 2020-09 and of 2023-04.

mod cfn;
mod change;
pub mod config;
mod event;
mod fields;
mod health;
pub mod limits;
mod meters;
mod response;
mod routing;
#[cfg(test)]
mod tests;

pub use config::Config;

use crate::fact::{Fact, What};
use crate::message::{Answer, CallId, Invocation, Item, Message, Operation, Reply, Request, ServiceError};
use crate::metrics::Meter;
use crate::payload::http::{self, HttpRequest};
use crate::payload::{Parameters, Payload};
use crate::service::snapshot::{NodeSnapshot, Part};
use crate::service::standing::Standing;
use crate::service::{Caller, Cx, Descriptor, Holding, Reading, ServiceModel, Setup, Wire, rank};
use crate::stack::intervention::Intervention;
use crate::stack::latency::Hop;
use change::Permissions;
use config::{Action, Listener, TargetGroup};
use event::{Added, RequestEvent};
use health::Health;
use kernel::{Envelope, EventKey, MessageId, PortId, Rng, SimTime};
use response::{Failure, Verdict};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// What a load balancer schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// No byte passed on a connection for the idle timeout.
    IdleTimeout(CallId),
    /// It is time to check the health of the function of a target group, by logical id.
    HealthCheckDue(Arc<str>),
    /// A health check got no answer in time.
    HealthCheckTimeout(CallId),
}

/// The state machine of a load balancer.
#[derive(Clone, Debug)]
pub struct LoadBalancer {
    config: Arc<Config>,
    /// For each target group its connection, and the parameters of an invocation.
    targets: Vec<Option<Connection>>,
    /// Calls of functions so far -- internal state.
    calls: u64,
    /// Requests that wait for a function -- internal state.
    pending: BTreeMap<CallId, Pending>,
    /// What health checks know, by target group -- internal state.
    health: Vec<Health>,
    /// Whose permission was taken away -- internal state.
    permissions: Permissions,
    /// Chooses among weighted target groups: one draw a request -- internal state.
    weights: Rng,
    standing: Standing,
    /// Requests and errors of its own so far, for display -- internal state.
    shown: (u64, u64),
}

/// How the function of a target group is reached, and the parameters of an invocation.
type Connection = (PortId, Parameters);

/// A request that waits for a function.
#[derive(Clone, Debug)]
struct Pending {
    caller: Caller,
    message: MessageId,
    group: usize,
    departed: SimTime,
    idle_timeout: EventKey,
    request_bytes: u64,
}

impl ServiceModel for LoadBalancer {
    type Config = Config;
    type Timer = Timer;
    const DESCRIPTOR: &'static Descriptor = &fields::DESCRIPTOR;

    fn read(reading: &mut Reading<'_>) -> Config {
        cfn::read(reading)
    }

    fn wires(config: &Config) -> Vec<Wire> {
        cfn::wires(config)
    }

    fn new(config: &Config, setup: &mut Setup<'_>) -> Self {
        let mut connect = |group: &TargetGroup| connection(group, setup.connect(group.function()?, Hop::ServiceCall)?);
        Self {
            targets: config.groups.iter().map(&mut connect).collect(),
            calls: 0,
            pending: BTreeMap::new(),
            health: config.groups.iter().map(|_| Health::default()).collect(),
            permissions: Permissions::default(),
            weights: setup.stream("weighted target groups"),
            standing: Standing::default(),
            shown: (0, 0),
            config: Arc::new(config.clone()),
        }
    }

    fn reconfigure(&mut self, _: &Config, after: &Config, cx: &mut Cx<'_, '_, Timer>) {
        cx.record(What::Intervened);
        self.change(after, cx);
    }

    fn fixed(before: &Config, after: &Config) -> Option<&'static str> {
        // A host name is made of what cannot change.
        (before.dns_name != after.dns_name).then_some("Name")
    }

    fn measure(fact: &Fact, _: SimTime, meter: &mut Meter) {
        meters::measure(fact, meter);
    }

    fn on_start(&mut self, cx: &mut Cx<'_, '_, Timer>) {
        self.schedule_health_checks(cx);
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Cx<'_, '_, Timer>) {
        match envelope.message {
            Message::Request(ref request) => {
                let caller = Caller::of(&envelope, request.call);
                self.receive(request, caller, cx);
            }
            Message::Reply(reply) => self.on_reply(&reply, cx),
            Message::Control(intervention) => self.intervene(&intervention, cx),
            Message::Poll(_) | Message::Settle(_) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, '_, Timer>) {
        match timer {
            Timer::IdleTimeout(call) => self.give_up(call, cx),
            Timer::HealthCheckDue(group) => self.check_health(&group, cx),
            Timer::HealthCheckTimeout(call) => self.end_health_check(call, None, cx),
        }
    }

    fn snapshot(&self, now: SimTime) -> NodeSnapshot {
        let unhealthy = || self.health.iter().any(Health::is_unhealthy).then_some("Unhealthy");
        let status = self.standing.status(now).or_else(unhealthy);
        let figure = |name, value| Part::Figure { name, value };
        let parts = vec![
            figure("requests", self.shown.0),
            figure("5xx", self.shown.1),
            figure("in flight", self.pending.len() as u64),
        ];
        NodeSnapshot::new(status, parts)
    }

    fn holding(&self) -> Holding {
        let requests = self.pending.values().map(|pending| pending.message);
        let in_flight = requests.chain(self.health.iter().filter_map(Health::in_flight)).collect();
        Holding { in_flight, ..Holding::default() }
    }
}

impl LoadBalancer {
    fn receive(&mut self, request: &Request, caller: Caller, cx: &mut Cx<'_, '_, Timer>) {
        // One draw a request, whether or not a weighted forward asks for it.
        let draw = self.weights.bits();
        let message = request.item.id;
        if request.operation != Operation::REQUEST {
            let error = ServiceError::Other { code: "UnknownOperation", status: 400 };
            return cx.answer(&caller, message, Err(error));
        }
        self.shown.0 += 1;
        let http = HttpRequest::of(&request.item);
        let config = Arc::clone(&self.config);
        let Some(listener) = routing::listener_of(&config, http.port).filter(|_| !self.standing.is_deleted()) else {
            let refused = What::Noted { note: &meters::CONNECTION_REFUSED, value: http.port.unwrap_or(0).into() };
            match self.standing.is_deleted() {
                true => self.standing.record_because(refused.of(message), cx),
                false => drop(cx.record(refused.of(message))),
            }
            let error = ServiceError::Other { code: "ConnectionRefused", status: 0 };
            return cx.answer(&caller, message, Err(error));
        };
        if self.standing.is_out(cx.now()) {
            self.standing.record_refusal(message, response::OUTAGE.status, cx);
            return self.fail(&caller, message, &response::OUTAGE, cx);
        }
        let host = http.header("host").or_else(|| http.host.map(str::to_owned));
        let host = host.unwrap_or_else(|| config.dns_name.to_string());
        let (rule, action) = routing::choose(listener, &http, &host);
        cx.record(What::Routed { rule: rule.unwrap_or(u32::MAX) }.of(message).because(&limits::ALB_RULES));
        match action {
            Action::Forward(groups) => match weighted(groups, draw) {
                Some(group) => self.forward(&request.item, caller, (group, listener), cx),
                None => self.fail(&caller, message, &response::NO_TARGET, cx),
            },
            Action::FixedResponse { status, content_type, body } => {
                cx.record(What::Noted { note: &meters::FIXED_RESPONSE, value: (*status).into() }.of(message));
                let answer = http::answer(*status, &[("content-type", content_type)], body);
                self.respond(&caller, message, answer, cx);
            }
            Action::Redirect(redirect) => {
                cx.record(What::Noted { note: &meters::REDIRECTED, value: redirect.status.into() }.of(message));
                let location = routing::location(redirect, &http, listener, &host);
                self.respond(&caller, message, http::answer(redirect.status, &[("location", &location)], ""), cx);
            }
            Action::None => self.fail(&caller, message, &response::NO_TARGET, cx),
        }
    }

    /// Invokes the function of a target group, once (ALB-09).
    fn forward(&mut self, item: &Item, caller: Caller, at: (usize, &Listener), cx: &mut Cx<'_, '_, Timer>) {
        let (group, listener) = at;
        let message = item.id;
        let http = HttpRequest::of(item);
        let Some((port, parameters)) = self.targets[group].clone() else {
            return self.fail(&caller, message, &response::NO_TARGET, cx);
        };
        cx.record(What::Noted { note: &meters::TARGET_CHOSEN, value: group as u32 }.of(message));
        if http.header("upgrade").is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket")) {
            return self.fail(&caller, message, &response::UPGRADE, cx);
        }
        if http.body_size() > limits::BODY_BYTES_MAX {
            return self.fail(&caller, message, &response::REQUEST_TOO_LARGE, cx);
        }
        if self.is_denied(group) {
            return self.fail(&caller, message, &response::ACCESS_DENIED, cx);
        }
        let event = self.event(item, group, listener, cx);
        let call = self.next_call();
        let idle_timeout = cx.schedule(self.config.idle_timeout, rank::END, Timer::IdleTimeout(call));
        let pending = Pending { caller, message, group, departed: cx.now(), idle_timeout, request_bytes: event.size() };
        self.pending.insert(call, pending);
        let item = Item { id: message, payload: event, parameters, lineage: item.lineage.clone(), records: None };
        cx.request(port, Request { call, operation: Operation::INVOKE, invocation: Invocation::Sync, item });
    }

    fn event(&self, item: &Item, group: usize, listener: &Listener, cx: &mut Cx<'_, '_, Timer>) -> Payload {
        let settings = &cx.shared().settings;
        let (profile, start_ms) = (settings.profile, settings.start_unix_ms);
        let group = &self.config.groups[group];
        let added = Added {
            group_arn: Arc::clone(&group.arn),
            multi_value: group.multi_value_headers,
            dns_name: Arc::clone(&self.config.dns_name),
            port: listener.port,
            https: listener.https,
            message: item.id,
            unix_seconds: (start_ms + cx.now().as_micros() / 1_000) / 1_000,
            profile,
        };
        let (parameters, body) = (item.parameters.clone(), item.payload.clone());
        Payload::new(RequestEvent { parameters, body, added, size: OnceLock::new() })
    }

    fn next_call(&mut self) -> CallId {
        self.calls += 1;
        CallId(self.calls)
    }

    fn on_reply(&mut self, reply: &Reply, cx: &mut Cx<'_, '_, Timer>) {
        let Some(pending) = self.pending.remove(&reply.call) else {
            // A health check, or an answer that comes after the client was told 504.
            return self.end_health_check(reply.call, Some(&reply.outcome), cx);
        };
        cx.cancel(pending.idle_timeout);
        match response::judge(&reply.outcome, self.config.groups[pending.group].multi_value_headers) {
            Verdict::Target(status) => self.pass_on(&pending, status, &reply.outcome, cx),
            Verdict::Failed(failure) => self.fail(&pending.caller, pending.message, failure, cx),
        }
    }

    /// Hands a function's response to the client.
    fn pass_on(
        &mut self,
        pending: &Pending,
        status: u16,
        outcome: &Result<Answer, ServiceError>,
        cx: &mut Cx<'_, '_, Timer>,
    ) {
        let payload = outcome.as_ref().map_or_else(|_| Payload::null(), |answer| answer.payload.clone());
        let message = pending.message;
        let micros = cx.now().since(pending.departed).as_nanos() / 1_000;
        let note = |note, value: u64| What::Noted { note, value: u32::try_from(value).unwrap_or(u32::MAX) }.of(message);
        cx.record(note(&meters::BYTES_PROCESSED, pending.request_bytes + payload.size()));
        cx.record(note(&meters::RESPONSE_TIMED, micros));
        cx.record(note(&meters::TARGET_RESPONDED, status.into()));
        cx.answer(&pending.caller, message, Ok(Answer::with(status, payload)));
    }

    /// The idle timeout is over: the client is told 504 and the function runs on (ALB-10).
    fn give_up(&mut self, call: CallId, cx: &mut Cx<'_, '_, Timer>) {
        if let Some(pending) = self.pending.remove(&call) {
            self.fail(&pending.caller, pending.message, &response::IDLE, cx);
        }
    }

    /// Answers with an error of the load balancer's own.
    fn fail(&mut self, caller: &Caller, message: MessageId, failure: &'static Failure, cx: &mut Cx<'_, '_, Timer>) {
        if let Some((note, _)) = failure.reason {
            cx.record(What::Noted { note, value: failure.status.into() }.of(message).because(failure.rule));
        }
        let status = failure.status;
        let page = format!("<html><head><title>{status} {0}</title></head></html>", http::reason_phrase(status));
        let answer = http::answer(status, &[("content-type", "text/html")], &page);
        cx.record(What::Noted { note: &meters::RESPONDED, value: status.into() }.of(message).because(failure.rule));
        self.shown.1 += u64::from(status >= 500);
        cx.answer(caller, message, Ok(answer));
    }

    /// Answers without a target, and without an error.
    fn respond(&mut self, caller: &Caller, message: MessageId, answer: Answer, cx: &mut Cx<'_, '_, Timer>) {
        let status = answer.status;
        cx.record(What::Noted { note: &meters::RESPONDED, value: status.into() }.of(message));
        self.shown.1 += u64::from(status >= 500);
        cx.answer(caller, message, Ok(answer));
    }

    fn intervene(&mut self, intervention: &Intervention, cx: &mut Cx<'_, '_, Timer>) {
        let deed = cx.record(What::Intervened);
        self.standing.follow(intervention, deed);
    }
}

/// Makes the connection of a target group, given that to its function.
fn connection(group: &TargetGroup, port: PortId) -> Option<Connection> {
    let target = group.target.as_ref()?;
    let qualifier = target.qualifier.iter().map(|text| ("Qualifier".to_owned(), (&**text).into()));
    Some((port, Parameters::new(qualifier.collect())))
}

/// Chooses a target group by weight; none where all weights are zero.
fn weighted(groups: &[(usize, u32)], draw: u64) -> Option<usize> {
    let total: u64 = groups.iter().map(|(_, weight)| u64::from(*weight)).sum();
    let mut point = ((u128::from(draw) * u128::from(total)) >> 64) as u64;
    groups.iter().find_map(|(group, weight)| {
        let weight = u64::from(*weight);
        if point < weight {
            return Some(*group);
        }
        point -= weight;
        None
    })
}
