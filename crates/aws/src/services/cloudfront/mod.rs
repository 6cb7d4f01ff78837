//! CloudFront distribution with its caches and with functions at the edge.
//!
//! A viewer's request chooses a behaviour by its path, passes the viewer-request hook, and is looked up in the cache of
//! the edge location it came to. What is not held there is fetched from the origin, past the two origin hooks, and
//! stored; the viewer-response hook is the last. A request at each of these steps is an
//! `Exchange`, in `flow.rs`.
//!
//! # Simulated
//! - The four hooks in their order on a miss and on a hit, when each stays out, and what each may change; generated
//!   answers; the events exactly; the status for everything that can go wrong.
//! - A cache for each edge location, with the whole TTL rule, expiry with conditional requests, stale copies while the
//!   origin fails, cached errors by era, and request collapsing.
//! - Cache keys by cache policy or legacy forwarding; managed policies; allowed and cached methods; plain HTTP.
//! - Origins: buckets and load balancers of the template, web servers described in `Metadata.Lambdarium.Origins`;
//!   origin groups; custom error pages.
//!
//! # Simplified
//! - One cache a location: no regional edge caches, no eviction before the end of an answer's life.
//! - Functions at the edge share the concurrency of the stack's region (EDGE-10): the only region that is simulated.
//! - Versions are replicated from the start (EDGE-14).
//! - A renewal by 304 counts as a miss.
//! - The limit of 10,000 requests a second for functions at the edge is counted for each distribution.
//! - A changed property is in force everywhere at once, for requests that come then.
//! - An origin's time-out is one try; a page of a custom error is fetched past the hooks.
//!
//! # Not simulated
//! - Invalidations, signed URLs, compression, field-level encryption, geographic restrictions, CloudFront Functions.
//!
//! # Sources
//! The rules are those of [`limits`]: the developer guide of 2020-09 and of 2023-03.

mod cache;
mod cfn;
pub mod config;
mod event;
mod fields;
mod flow;
mod forms;
mod hooks;
pub mod limits;
mod origin;
#[cfg(test)]
mod tests;

pub use config::Config;

use crate::fact::{Fact, What};
use crate::message::{CallId, Message, Operation, Request, ServiceError};
use crate::metrics::Meter;
use crate::payload::Parameters;
use crate::service::snapshot::{NodeSnapshot, Part, ROW_TOKENS_MAX};
use crate::service::standing::Standing;
use crate::service::{Caller, Cx, Descriptor, Holding, Reading, ServiceModel, Setup, Wire};
use crate::stack::intervention::Intervention;
use crate::stack::latency::Hop;
use cache::Caches;
use config::HookPoint;
use flow::{Exchange, ExchangeId, Fetch};
use kernel::{Envelope, PagedMap, PortId, Rng, SimTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a distribution schedules for itself.
#[derive(Clone, Debug)]
pub enum Timer {
    /// An origin that is no resource of the template has answered.
    OriginAnswered(CallId),
    /// An origin did not answer within its read timeout.
    OriginTimeout(CallId),
}

/// The state machine of a distribution.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// What it is set to now. A request keeps to what was set when it came.
    deployed: Arc<Deployed>,
    /// The origins outside the template, by id -- internal state.
    servers: BTreeMap<Arc<str>, Server>,
    /// How long the way to an origin outside the template takes, there and back.
    way: (kernel::Distribution, kernel::Distribution),
    caches: Caches,
    /// Viewers' requests so far -- internal state.
    requests: u64,
    exchanges: BTreeMap<ExchangeId, Exchange>,
    /// What is being fetched, by location and cache key -- internal state.
    fetches: BTreeMap<(usize, Arc<str>), Fetch>,
    /// The second of the last invocation at a hook, and the invocations within it -- internal state.
    invoked: (u64, u32),
    standing: Standing,
    /// Hits and misses so far, for display -- internal state.
    shown: (u64, u64),
}

/// A configuration, and the connections that it needs.
#[derive(Debug)]
struct Deployed {
    config: Arc<Config>,
    /// For each behaviour and hook the connection to its function, and the parameters of an invocation.
    functions: Vec<[Option<(PortId, Parameters)>; 4]>,
    /// For each origin of the template its connection.
    origins: Vec<Option<PortId>>,
}

/// An origin outside the template at work.
#[derive(Clone, Debug)]
struct Server {
    /// What it draws from: three draws a request.
    stream: Rng,
    /// Requests for each path.
    asked: PagedMap<Arc<str>, u32>,
    /// Requests in all.
    asked_in_all: u64,
}

impl ServiceModel for Distribution {
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
        let server = |origin: &config::Origin| (origin.id.clone(), Server::new(setup.stream(&stream_of(origin))));
        let servers = config.origins.iter().map(server).collect();
        Self {
            deployed: Arc::new(Deployed::new(config, |id, hop| setup.connect(id, hop))),
            servers,
            way: setup.settings.latency.of(Hop::Origin),
            caches: Caches::default(),
            requests: 0,
            exchanges: BTreeMap::new(),
            fetches: BTreeMap::new(),
            invoked: (0, 0),
            standing: Standing::default(),
            shown: (0, 0),
        }
    }

    /// What is on its way goes on as it began, and what is cached stays.
    fn reconfigure(&mut self, _: &Config, after: &Config, cx: &mut Cx<'_, '_, Timer>) {
        cx.record(What::Intervened);
        let known = Arc::clone(&self.deployed);
        self.deployed = Arc::new(Deployed::new(after, |id, hop| known.port(id).or_else(|| cx.connect(id, hop))));
        let seed = cx.shared().settings.seed;
        for origin in &after.origins {
            let server = || Server::new(Rng::new(seed, &after.id, &stream_of(origin)));
            self.servers.entry(origin.id.clone()).or_insert_with(server);
        }
    }

    fn measure(fact: &Fact, _: SimTime, meter: &mut Meter) {
        fields::measure(fact, meter);
    }

    fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut Cx<'_, '_, Timer>) {
        match envelope.message {
            Message::Request(ref request) => {
                let caller = Caller::of(&envelope, request.call);
                self.receive(request, caller, cx);
            }
            Message::Reply(reply) => self.on_reply(reply, cx),
            Message::Control(intervention) => self.intervene(&intervention, cx),
            Message::Poll(_) | Message::Settle(_) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, '_, Timer>) {
        match timer {
            Timer::OriginAnswered(call) => self.on_own_origin(call, cx),
            Timer::OriginTimeout(call) => self.on_origin_timeout(call, cx),
        }
    }

    fn snapshot(&self, now: SimTime) -> NodeSnapshot {
        let status = self.standing.status(now);
        let several = self.caches.locations.len() > 1;
        let held = self.caches.locations.iter().flat_map(|location| {
            let fresh = location.entries.iter().filter(move |(_, entry)| now < entry.until);
            fresh.map(move |(key, entry)| (&location.code, key, entry.until))
        });
        let count = held.clone().count() as u64;
        let entry = |(code, key, until): (&Arc<str>, &Arc<str>, SimTime)| {
            let key = key.strip_prefix("GET ").unwrap_or(key);
            (if several { format!("{code} {key}").into() } else { key.into() }, until)
        };
        let entries = held.take(ROW_TOKENS_MAX).map(entry).collect();
        let figure = |name, value| Part::Figure { name, value };
        let parts =
            vec![figure("hits", self.shown.0), figure("misses", self.shown.1), Part::Shelves { entries, count }];
        NodeSnapshot::new(status, parts)
    }

    fn footprint(&self, beside: Option<&Self>) -> u64 {
        let other = |id: &str| Some(&beside?.servers.get(id)?.asked);
        let servers = self.servers.iter().map(|(id, server)| server.asked.room(other(id)));
        self.caches.room(beside.map(|other| &other.caches)) + servers.sum::<u64>()
    }

    fn holding(&self) -> Holding {
        let in_flight = self.exchanges.values().map(|exchange| exchange.message).collect();
        Holding { in_flight, ..Holding::default() }
    }
}

impl Deployed {
    /// Connects a distribution with its functions and origins.
    fn new(config: &Config, mut connect: impl FnMut(&str, Hop) -> Option<PortId>) -> Self {
        let functions = config.behaviours.iter().map(|behaviour| connect_hooks(behaviour, &mut connect)).collect();
        let mut origin_of = |origin: &config::Origin| connect(origin.resource()?, Hop::Origin);
        let origins = config.origins.iter().map(&mut origin_of).collect();
        Self { config: Arc::new(config.clone()), functions, origins }
    }

    /// Returns the connection to a resource, if there is one.
    fn port(&self, id: &str) -> Option<PortId> {
        let config = &self.config;
        let hooks = config.behaviours.iter().zip(&self.functions).flat_map(|(behaviour, ports)| {
            behaviour
                .hooks
                .iter()
                .zip(ports)
                .filter_map(|(hook, port)| Some((&*hook.as_ref()?.function, port.as_ref()?.0)))
        });
        let origins = config.origins.iter().zip(&self.origins);
        let origins = origins.filter_map(|(origin, port)| Some((&**origin.resource()?, (*port)?)));
        hooks.chain(origins).find(|(known, _)| *known == id).map(|(_, port)| port)
    }
}

/// Connects the functions at the hooks of a behaviour; the parameter `EventType` tells a function where it stands.
fn connect_hooks(
    behaviour: &config::Behaviour,
    connect: &mut impl FnMut(&str, Hop) -> Option<PortId>,
) -> [Option<(PortId, Parameters)>; 4] {
    HookPoint::ALL.map(|point| {
        let hook = behaviour.hooks[point as usize].as_ref()?;
        let port = connect(&hook.function, Hop::ServiceCall)?;
        let event_type = ("EventType".to_owned(), point.name().into());
        Some((port, Parameters::new([event_type].into_iter().collect())))
    })
}

impl Server {
    fn new(stream: Rng) -> Self {
        Self { stream, asked: PagedMap::default(), asked_in_all: 0 }
    }
}

fn stream_of(origin: &config::Origin) -> String {
    format!("origin {}", origin.id)
}

impl Distribution {
    fn receive(&mut self, request: &Request, caller: Caller, cx: &mut Cx<'_, '_, Timer>) {
        if request.operation != Operation::REQUEST {
            let error = ServiceError::Other { code: "UnknownOperation", status: 400 };
            return cx.answer(&caller, request.item.id, Err(error));
        }
        if !self.standing.serves(cx.now()) {
            let error = ServiceError::Other { code: "ServiceUnavailable", status: 503 };
            self.standing.record_refusal(request.item.id, error.status(), cx);
            return cx.answer(&caller, request.item.id, Err(error));
        }
        self.begin(&request.item, caller, cx);
    }

    fn intervene(&mut self, intervention: &Intervention, cx: &mut Cx<'_, '_, Timer>) {
        let deed = cx.record(What::Intervened);
        self.standing.follow(intervention, deed);
        // Emptying a cache is what an invalidation of everything does.
        if matches!(intervention, Intervention::Purge) {
            self.caches.clear();
        }
    }
}
