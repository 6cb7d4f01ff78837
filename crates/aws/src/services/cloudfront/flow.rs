//! The way of a request through a distribution, step by step (EDGE-02).

use super::cache::{Entry, Freshness, error_ttl_of, key_of, ttl_of};
use super::config::{HookPoint, OriginChoice, ViewerProtocol};
use super::event::{EdgeRequest, EdgeResponse, HookEvent, ViewerResponse};
use super::fields::notes;
use super::hooks::{Before, Decision, Failure, judge};
use super::{Config, Deployed, Distribution, Timer, limits};
use crate::fact::What;
use crate::message::{Answer, CallId, Invocation, Item, Lineage, Operation, Reply, Request, ServiceError};
use crate::payload::Payload;
use crate::rules::Rule;
use crate::service::{Caller, Cx};
use kernel::{EventKey, MessageId, SimDuration, SimTime};
use std::sync::{Arc, OnceLock};

/// The number of a viewer's request, from 1.
pub(super) type ExchangeId = u64;

/// A viewer's request on its way.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) caller: Caller,
    pub(super) message: MessageId,
    pub(super) lineage: Lineage,
    /// What the distribution was set to when the request came.
    pub(super) deployed: Arc<Deployed>,
    /// Position of the edge location.
    pub(super) location: usize,
    /// Position of the behaviour.
    pub(super) behaviour: usize,
    /// The request as the cache sees it.
    pub(super) request: Arc<EdgeRequest>,
    /// The request as the origin sees it.
    pub(super) forwarded: Arc<EdgeRequest>,
    /// What the answer is cached under, if it may be.
    pub(super) key: Option<Arc<str>>,
    /// Position of the origin that is asked.
    pub(super) origin: usize,
    /// Whether the second origin of a group is asked already.
    pub(super) failed_over: bool,
    /// Whether others wait for what this one fetches.
    pub(super) leads: bool,
    /// The error of the origin whose page is being fetched.
    pub(super) error: Option<Arc<EdgeResponse>>,
    pub(super) response: Option<Arc<EdgeResponse>>,
    pub(super) step: Step,
    /// Calls made so far: the answer to an older one comes too late.
    pub(super) calls: u8,
    /// Ends the wait for an origin.
    pub(super) timeout: Option<EventKey>,
    /// When the origin was asked.
    pub(super) departed: SimTime,
    /// How the answer came about, in the words of `X-Cache`.
    pub(super) result: &'static str,
}

/// What a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A function.
    Hook(HookPoint),
    /// The origin.
    Origin,
    /// What another request fetches (CFC-10).
    Collapsed,
}

/// A fetch that others wait for.
#[derive(Clone, Debug, Default)]
pub(super) struct Fetch {
    /// The requests that wait, in the order in which they came.
    pub(super) waiting: Vec<ExchangeId>,
}

/// How many calls an exchange may number; it makes far fewer.
const CALL_BITS: u32 = 8;

impl Distribution {
    /// Takes a viewer's request: method and protocol, then the first hook.
    pub(super) fn begin(&mut self, item: &Item, caller: Caller, cx: &mut Cx<'_, '_, Timer>) {
        self.requests += 1;
        let id = self.requests;
        let config = Arc::clone(&self.deployed.config);
        let request = Arc::new(EdgeRequest::of(item, &config.domain_name));
        let chosen = config.behaviour_of(&request.uri);
        let behaviour = &config.behaviours[chosen];
        let rule = behaviour.pattern.as_ref().map_or(u32::MAX, |_| chosen as u32);
        cx.record(What::Routed { rule }.of(item.id));
        let http = crate::payload::http::HttpRequest::of(item);
        let code = http.from.filter(|from| from.parse::<std::net::IpAddr>().is_err());
        let region = Arc::clone(&cx.shared().settings.region);
        let exchange = Exchange {
            caller,
            message: item.id,
            lineage: item.lineage.clone(),
            deployed: Arc::clone(&self.deployed),
            location: self.caches.location(code.unwrap_or(&region)),
            behaviour: chosen,
            forwarded: Arc::clone(&request),
            request,
            key: None,
            origin: first_origin(&config, behaviour.target),
            failed_over: false,
            leads: false,
            error: None,
            response: None,
            step: Step::Collapsed,
            calls: 0,
            timeout: None,
            departed: cx.now(),
            result: "Miss",
        };
        let (plain, method) = (http.port == Some(80), Arc::clone(&exchange.request.method));
        self.exchanges.insert(id, exchange);
        match behaviour.viewer_protocol {
            ViewerProtocol::RedirectToHttps if plain => return self.redirect_to_https(id, cx),
            ViewerProtocol::HttpsOnly if plain => return self.refuse(id, 403, &limits::HTTPS_ONLY, cx),
            _ => {}
        }
        if !behaviour.allowed_methods.contains(&method) {
            return self.refuse(id, 403, &limits::METHODS, cx);
        }
        self.pass_hook(id, HookPoint::ViewerRequest, cx);
    }

    fn redirect_to_https(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        let host = exchange.request.headers.get("host").unwrap_or(&exchange.deployed.config.domain_name);
        let mark = if exchange.request.query.is_empty() { "" } else { "?" };
        let location = format!("https://{host}{}{mark}{}", exchange.request.uri, exchange.request.query);
        let mut response = EdgeResponse::new(301, Payload::null());
        response.headers.set("Location", &location);
        exchange.response = Some(Arc::new(response));
        exchange.result = "Redirect";
        let redirected = What::Noted { note: &notes::REDIRECTED, value: 301 }.of(exchange.message);
        cx.record(redirected.because(&limits::REDIRECT_TO_HTTPS));
        self.finish_past_the_hook(id, cx);
    }

    /// Answers with an error page of CloudFront's own.
    pub(super) fn refuse(&mut self, id: ExchangeId, status: u16, rule: &'static Rule, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        exchange.response = Some(Arc::new(EdgeResponse::error_page(status)));
        exchange.result = if status >= 500 { "LambdaExecutionError" } else { "Error" };
        cx.record(What::Noted { note: &notes::REFUSED, value: status.into() }.of(exchange.message).because(rule));
        self.finish(id, cx);
    }

    /// Invokes the function at a hook, or goes on where there is none.
    pub(super) fn pass_hook(&mut self, id: ExchangeId, point: HookPoint, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get(&id) else { return };
        let (behaviour, deployed) = (exchange.behaviour, Arc::clone(&exchange.deployed));
        let Some((port, parameters)) = deployed.functions[behaviour][point as usize].clone() else {
            return self.after_hook(id, point, cx);
        };
        if self.is_over_the_rate(cx.now()) {
            return self.fail(id, Failure { status: 503, rule: &limits::EDGE_10 }, cx);
        }
        let Some(exchange) = self.exchanges.get(&id) else { return };
        let request = if point.is_viewers() { &exchange.request } else { &exchange.forwarded };
        let include_body = deployed.config.behaviours[behaviour].hooks[point as usize].as_ref();
        let event = HookEvent {
            config: Arc::clone(&deployed.config),
            point,
            request_number: id,
            request: Arc::clone(request),
            response: exchange.response.clone().filter(|_| !point.is_request()),
            origin: (!point.is_viewers()).then_some(exchange.origin),
            include_body: include_body.is_some_and(|hook| hook.include_body),
            size: OnceLock::new(),
        };
        let lineage = exchange.lineage.clone();
        let item = Item { id: exchange.message, payload: Payload::new(event), parameters, lineage, records: None };
        let call = self.next_call(id, Step::Hook(point));
        cx.request(port, Request { call, operation: Operation::INVOKE, invocation: Invocation::Sync, item });
    }

    /// Counts an invocation at a hook; tells whether there are too many in its second (EDGE-10).
    fn is_over_the_rate(&mut self, now: SimTime) -> bool {
        let second = now.as_nanos() / 1_000_000_000;
        if self.invoked.0 != second {
            self.invoked = (second, 0);
        }
        self.invoked.1 += 1;
        self.invoked.1 > limits::REQUESTS_PER_SECOND_MAX
    }

    /// Goes on behind a hook, whether or not a function stands there.
    fn after_hook(&mut self, id: ExchangeId, point: HookPoint, cx: &mut Cx<'_, '_, Timer>) {
        match point {
            HookPoint::ViewerRequest => self.look_up(id, cx),
            HookPoint::OriginRequest => self.ask_origin(id, cx),
            HookPoint::OriginResponse => self.take_answer(id, cx),
            HookPoint::ViewerResponse => self.finish(id, cx),
        }
    }

    /// Numbers a call, so that only the answer to the last one counts.
    pub(super) fn next_call(&mut self, id: ExchangeId, step: Step) -> CallId {
        let exchange = self.exchanges.get_mut(&id).expect("the exchange that makes the call is there");
        exchange.step = step;
        exchange.calls = exchange.calls.wrapping_add(1);
        CallId(id << CALL_BITS | u64::from(exchange.calls))
    }

    /// Returns the exchange whose last call this is.
    pub(super) fn exchange_of(&self, call: CallId) -> Option<ExchangeId> {
        let id = call.0 >> CALL_BITS;
        let exchange = self.exchanges.get(&id)?;
        (u64::from(exchange.calls) == call.0 & ((1 << CALL_BITS) - 1)).then_some(id)
    }

    pub(super) fn on_reply(&mut self, reply: Reply, cx: &mut Cx<'_, '_, Timer>) {
        // The answer of an origin that comes after its time-out is about nothing any more.
        let Some(id) = self.exchange_of(reply.call) else { return };
        match self.exchanges[&id].step {
            Step::Hook(point) => self.on_hook(id, point, &reply.outcome, cx),
            Step::Origin => self.on_origin(id, reply.outcome, cx),
            Step::Collapsed => {}
        }
    }

    fn on_hook(
        &mut self,
        id: ExchangeId,
        point: HookPoint,
        outcome: &Result<Answer, ServiceError>,
        cx: &mut Cx<'_, '_, Timer>,
    ) {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        let request = if point.is_viewers() { &exchange.request } else { &exchange.forwarded };
        let config = Arc::clone(&exchange.deployed.config);
        let before = Before { config: &config, point, request, response: exchange.response.as_deref() };
        match judge(outcome, before) {
            Decision::Request(request, origin) => {
                exchange.forwarded = Arc::new(request);
                match point {
                    HookPoint::ViewerRequest => exchange.request = Arc::clone(&exchange.forwarded),
                    _ => exchange.origin = origin.unwrap_or(exchange.origin),
                }
                self.after_hook(id, point, cx);
            }
            Decision::Response(response) => {
                exchange.response = Some(Arc::new(response));
                match point {
                    HookPoint::ViewerRequest | HookPoint::OriginRequest => self.take_generated(id, point, cx),
                    HookPoint::OriginResponse | HookPoint::ViewerResponse => self.after_hook(id, point, cx),
                }
            }
            Decision::Failed(failure) => self.fail(id, failure, cx),
        }
    }

    /// Takes an answer that a request hook generated (EDGE-05).
    fn take_generated(&mut self, id: ExchangeId, point: HookPoint, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        let status = exchange.response.as_ref().map_or(0, |response| response.status);
        exchange.result = "LambdaGeneratedResponse";
        let generated = What::Noted { note: &notes::GENERATED, value: status.into() }.of(exchange.message);
        cx.record(generated.because(&limits::EDGE_05));
        match point {
            HookPoint::ViewerRequest => self.finish_past_the_hook(id, cx),
            _ => self.take_answer(id, cx),
        }
    }

    /// A hook failed: the viewer gets an error, nothing is cached, and who waits asks the origin itself (EDGE-18).
    fn fail(&mut self, id: ExchangeId, failure: Failure, cx: &mut Cx<'_, '_, Timer>) {
        self.release(id, cx);
        self.refuse(id, failure.status, failure.rule, cx);
    }

    /// Looks a request up in the cache of its location.
    fn look_up(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        let config = Arc::clone(&exchange.deployed.config);
        if let Some(root) = config.default_root_object.as_ref().filter(|_| &*exchange.request.uri == "/") {
            Arc::make_mut(&mut exchange.request).uri = format!("/{root}").into();
        }
        exchange.forwarded = Arc::clone(&exchange.request);
        exchange.key = key_of(&config.behaviours[exchange.behaviour], &exchange.request);
        let (location, message) = (exchange.location, exchange.message);
        let Some(key) = exchange.key.clone() else {
            self.miss(message, &limits::CFC_03, cx);
            return self.turn_to_origin(id, cx);
        };
        if self.serve_held(id, cx) {
            return;
        }
        if let Some(fetch) = self.fetches.get_mut(&(location, Arc::clone(&key))) {
            fetch.waiting.push(id);
            cx.record(What::Noted { note: &notes::COLLAPSED, value: 0 }.of(message).because(&limits::CFC_10));
            return;
        }
        let is_expired = self.caches.entry(location, &key).is_some();
        self.miss(message, if is_expired { &limits::CFC_06 } else { &limits::CFC_05 }, cx);
        self.fetches.insert((location, key), Fetch::default());
        if let Some(exchange) = self.exchanges.get_mut(&id) {
            exchange.leads = true;
        }
        self.turn_to_origin(id, cx);
    }

    fn miss(&mut self, message: MessageId, rule: &'static Rule, cx: &mut Cx<'_, '_, Timer>) {
        self.shown.1 += 1;
        cx.record(What::CacheMiss.of(message).because(rule));
    }

    /// Serves a request from the cache if something fresh is held; tells whether it did.
    fn serve_held(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) -> bool {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return false };
        let Some(key) = &exchange.key else { return false };
        let Some(entry) = self.caches.fresh(exchange.location, key, cx.now()) else { return false };
        exchange.response = Some(Arc::clone(&entry.response));
        exchange.result = if entry.response.status >= 400 { "Error" } else { "Hit" };
        self.shown.0 += 1;
        cx.record(What::CacheHit { until: entry.until }.of(exchange.message).because(&limits::EDGE_02));
        self.deliver(id, cx);
        true
    }

    /// Takes the answer that goes to the viewer if nothing better is found: fails over, caches it, serves who waits.
    fn take_answer(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        if !self.fail_over(id, cx) && !self.fetch_error_page(id, cx) {
            self.settle(id, cx);
        }
    }

    /// The answer stands: it is cached and goes to all who wait for it.
    pub(super) fn settle(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        self.cache_answer(id, cx);
        self.release(id, cx);
        self.deliver(id, cx);
    }

    /// Stores an answer if it may be kept, or falls back on an expired one (CFC-02, CFC-07, CFC-08).
    fn cache_answer(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        let now = cx.now();
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        let (Some(key), Some(response)) = (exchange.key.clone(), exchange.response.clone()) else { return };
        let (location, message) = (exchange.location, exchange.message);
        let lifetime = lifetime(exchange, cx);
        // A copy that has expired is better than any error of a server, if it is not an error itself.
        let held = self.caches.entry(location, &key).filter(|entry| entry.response.status < 400);
        if let Some(stale) = held.map(|entry| Arc::clone(&entry.response)).filter(|_| response.status >= 500) {
            exchange.response = Some(stale);
            exchange.result = "Hit";
            let ttl = lifetime.map_or_else(|| limits::error_ttl_min(cx.profile()), |(ttl, _)| ttl);
            self.caches.renew(location, &key, now + ttl);
            cx.record(
                What::Noted { note: &notes::STALE_SERVED, value: response.status.into() }
                    .of(message)
                    .because(&limits::CFC_07),
            );
            return;
        }
        let Some((ttl, rule)) = lifetime.filter(|(ttl, _)| *ttl > SimDuration::ZERO) else { return };
        let until = now + ttl;
        self.caches.store(location, &key, Entry { response, until });
        cx.record(What::CacheStored { until }.of(message).because(rule));
    }

    /// Lets those go on who waited for what was fetched: from the cache, or each to the origin (CFC-10).
    fn release(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get_mut(&id).filter(|exchange| exchange.leads) else { return };
        exchange.leads = false;
        let Some(key) = exchange.key.clone() else { return };
        let waiting = self.fetches.remove(&(exchange.location, key)).unwrap_or_default().waiting;
        for waiting in waiting {
            let cause = cx.cause();
            if !self.serve_held(waiting, cx) {
                let message = self.exchanges[&waiting].message;
                self.miss(message, &limits::CFC_10, cx);
                self.turn_to_origin(waiting, cx);
            }
            cx.set_cause(cause);
        }
    }

    /// Hands the answer to the last hook, unless that one stays out (EDGE-04).
    fn deliver(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get(&id) else { return };
        match exchange.response.as_ref().is_some_and(|response| response.origin_failed) {
            true => self.finish_past_the_hook(id, cx),
            false => self.pass_hook(id, HookPoint::ViewerResponse, cx),
        }
    }

    /// Answers the viewer without asking the last hook (EDGE-04).
    fn finish_past_the_hook(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get(&id) else { return };
        let hooks = &exchange.deployed.functions[exchange.behaviour];
        if hooks[HookPoint::ViewerResponse as usize].is_some() {
            let status = exchange.response.as_ref().map_or(0, |response| response.status);
            let skipped = What::Noted { note: &notes::HOOK_SKIPPED, value: status.into() }.of(exchange.message);
            cx.record(skipped.because(&limits::EDGE_04));
        }
        self.finish(id, cx);
    }

    /// Answers the viewer.
    pub(super) fn finish(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.remove(&id) else { return };
        let response = exchange.response.unwrap_or_else(|| Arc::new(EdgeResponse::error_page(502)));
        let status = response.status;
        cx.record(What::Noted { note: &notes::RESPONDED, value: status.into() }.of(exchange.message));
        let payload = Payload::new(ViewerResponse { response, result: exchange.result });
        cx.answer(&exchange.caller, exchange.message, Ok(Answer::with(status, payload)));
    }
}

pub(super) fn first_origin(config: &Config, choice: OriginChoice) -> usize {
    match choice {
        OriginChoice::Origin(origin) => origin,
        OriginChoice::Group(group) => config.groups[group].primary,
    }
}

/// Returns how long the answer of an exchange is kept, and why; `None` where it is not.
fn lifetime(exchange: &Exchange, cx: &mut Cx<'_, '_, Timer>) -> Option<(SimDuration, &'static Rule)> {
    let config = &exchange.deployed.config;
    let settings = Arc::clone(&cx.shared().settings);
    let unix_seconds = settings.start_unix_ms / 1_000 + cx.now().as_micros() / 1_000_000;
    let response = exchange.response.as_ref()?;
    // What an error page replaced says how long the error is kept.
    let error = exchange.error.as_ref().or(Some(response).filter(|response| response.status >= 400));
    let Some(error) = error else {
        let freshness = Freshness::of(&response.headers, unix_seconds);
        return Some((ttl_of(&config.behaviours[exchange.behaviour].ttl, freshness), &limits::CFC_02));
    };
    let freshness = Freshness::of(&error.headers, unix_seconds);
    let custom = config.errors.iter().find(|custom| custom.code == error.status);
    Some((error_ttl_of(error.status, freshness, custom, settings.profile)?, &limits::CFC_08))
}
