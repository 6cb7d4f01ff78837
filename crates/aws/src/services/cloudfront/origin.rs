//! Asking origins: those of the template over a connection, the others by what the metadata says of them.

use super::config::{Config, CustomOrigin, HookPoint, KeyPolicy, OriginChoice, OriginKind};
use super::event::{EdgeRequest, EdgeResponse};
use super::fields::notes;
use super::flow::{ExchangeId, Step, first_origin};
use super::{Distribution, Timer, limits};
use crate::behaviour::{Asked, FailRule, Failure};
use crate::fact::What;
use crate::message::{Answer, CallId, Invocation, Item, Operation, Request, ServiceError};
use crate::payload::{Parameters, Payload};
use crate::service::{Cx, rank};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The name by which CloudFront introduces itself to origins.
const USER_AGENT: &str = "Amazon CloudFront";

impl Distribution {
    /// Makes the request that an origin gets, and hands it to the origin-request hook.
    pub(super) fn turn_to_origin(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        let config = Arc::clone(&exchange.deployed.config);
        let policy = &config.behaviours[exchange.behaviour].key;
        let mut forwarded = (*exchange.request).clone();
        reduce(&mut forwarded, policy);
        let origin = &config.origins[exchange.origin];
        if !policy.headers.include("host") {
            forwarded.headers.set("Host", &origin.domain_name);
        }
        if !policy.headers.include("user-agent") {
            forwarded.headers.set("User-Agent", USER_AGENT);
        }
        let via = format!("1.1 {} (CloudFront)", config.domain_name);
        forwarded.headers.set("Via", &via);
        let address = Arc::clone(&forwarded.client_ip);
        forwarded.headers.set("X-Forwarded-For", &address);
        exchange.forwarded = Arc::new(forwarded);
        self.pass_hook(id, HookPoint::OriginRequest, cx);
    }

    /// Asks the origin.
    pub(super) fn ask_origin(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        let (deployed, index) = (Arc::clone(&exchange.deployed), exchange.origin);
        let (message, forwarded) = (exchange.message, Arc::clone(&exchange.forwarded));
        exchange.departed = cx.now();
        cx.record(What::Noted { note: &notes::ORIGIN_ASKED, value: index as u32 }.of(message));
        let origin = &deployed.config.origins[index];
        let held = self.held_etag(id);
        let call = self.next_call(id, Step::Origin);
        match (&origin.kind, deployed.origins[index]) {
            (OriginKind::Bucket(_), Some(port)) => {
                let key = format!("{}{}", origin.path.trim_start_matches('/'), forwarded.uri);
                let mut parameters = Map::new();
                parameters.insert("Key".to_owned(), json!(key.trim_start_matches('/')));
                if let Some(etag) = held {
                    parameters.insert("IfNoneMatch".to_owned(), json!(etag));
                }
                let item = Item { parameters: Parameters::new(parameters), ..Item::new(message, Payload::null()) };
                let operation = Operation("GetObject");
                cx.request(port, Request { call, operation, invocation: Invocation::Sync, item });
            }
            (OriginKind::Endpoint(_), Some(port)) => {
                let parameters = parameters_of(&forwarded, &origin.path);
                let item = Item { parameters, ..Item::new(message, forwarded.body.clone()) };
                let operation = Operation::REQUEST;
                cx.request(port, Request { call, operation, invocation: Invocation::Sync, item });
            }
            (OriginKind::Custom(custom) | OriginKind::OutsideBucket(custom), _) => {
                return self.ask_own_origin(id, custom, call, cx);
            }
            // The resource is no node of this run: nobody answers.
            (OriginKind::Bucket(_) | OriginKind::Endpoint(_), None) => {}
        }
        let timeout = cx.schedule(origin.read_timeout, rank::END, Timer::OriginTimeout(call));
        if let Some(exchange) = self.exchanges.get_mut(&id) {
            exchange.timeout = Some(timeout);
        }
    }

    /// Lets an origin outside the template do its work.
    fn ask_own_origin(&mut self, id: ExchangeId, custom: &CustomOrigin, call: CallId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        let origin = &exchange.deployed.config.origins[exchange.origin];
        let Some(server) = self.servers.get_mut(&origin.id) else { return };
        let ordinal = server.asked_in_all;
        server.asked_in_all += 1;
        let attempt = server.asked.get_or_default(&exchange.forwarded.uri);
        *attempt += 1;
        let rng = &mut server.stream;
        let (there, back) = (rng.draw(&self.way.0), rng.draw(&self.way.1));
        let own = custom.duration.take(ordinal, rng);
        let drawn_parts = rng.below(1_000_000_000) as u32;
        let event = Payload::of(Arc::clone(&exchange.forwarded));
        let asked = Asked { now: cx.now(), attempt: *attempt, drawn_parts, event: &event };
        let failed = custom.fails.iter().find(|rule| rule.holds(&asked));
        let after = failed.and_then(|rule| rule.after).unwrap_or(own);
        let never = failed.is_some_and(|rule| rule.how == Failure::Timeout);
        let limit = origin.read_timeout;
        exchange.response = Some(Arc::new(own_response(custom, failed)));
        match there + after + back {
            span if never || span > limit => cx.schedule(limit, rank::END, Timer::OriginTimeout(call)),
            span => cx.schedule(span, rank::END, Timer::OriginAnswered(call)),
        };
    }

    /// Returns what a conditional request names: the validator of an expired copy (CFC-06).
    fn held_etag(&self, id: ExchangeId) -> Option<String> {
        let exchange = self.exchanges.get(&id)?;
        let entry = self.caches.entry(exchange.location, exchange.key.as_ref()?)?;
        entry.response.headers.get("etag").map(str::to_owned)
    }

    /// An origin outside the template has answered.
    pub(super) fn on_own_origin(&mut self, call: CallId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(id) = self.exchange_of(call) else { return };
        let Some(response) = self.exchanges.get_mut(&id).and_then(|exchange| exchange.response.take()) else { return };
        self.on_response(id, response, cx);
    }

    /// An origin did not answer in time.
    pub(super) fn on_origin_timeout(&mut self, call: CallId, cx: &mut Cx<'_, '_, Timer>) {
        let Some(id) = self.exchange_of(call) else { return };
        let Some(exchange) = self.exchanges.get_mut(&id).filter(|exchange| exchange.step == Step::Origin) else {
            return;
        };
        exchange.timeout = None;
        let timed_out = What::Noted { note: &notes::ORIGIN_TIMED_OUT, value: 504 }.of(exchange.message);
        cx.record(timed_out.because(&limits::READ_TIMEOUT));
        self.on_response(id, Arc::new(EdgeResponse::error_page(504)), cx);
    }

    /// An origin of the template has answered.
    pub(super) fn on_origin(
        &mut self,
        id: ExchangeId,
        outcome: Result<Answer, ServiceError>,
        cx: &mut Cx<'_, '_, Timer>,
    ) {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        if let Some(timeout) = exchange.timeout.take() {
            cx.cancel(timeout);
        }
        let is_bucket = matches!(exchange.deployed.config.origins[exchange.origin].kind, OriginKind::Bucket(_));
        let response = match outcome {
            Ok(answer) if is_bucket => EdgeResponse::new(answer.status, answer.payload),
            Ok(answer) => EdgeResponse::of_document(&answer.payload.json(), answer.status),
            Err(error) => EdgeResponse::error_page(match (error.code(), error.status()) {
                // A bucket tells only those who may list it that a key is missing; a distribution may not.
                ("NoSuchKey", _) => 403,
                (_, 0) => 502,
                (_, status) => status,
            }),
        };
        self.on_response(id, Arc::new(response), cx);
    }

    /// Takes an origin's answer: renews what is held on a 304, else hands it to the origin-response hook.
    fn on_response(&mut self, id: ExchangeId, response: Arc<EdgeResponse>, cx: &mut Cx<'_, '_, Timer>) {
        let held = self.held(id, &response);
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        let micros = cx.now().since(exchange.departed).as_nanos() / 1_000;
        let value = u32::try_from(micros).unwrap_or(u32::MAX);
        cx.record(What::Noted { note: &notes::ORIGIN_TIMED, value }.of(exchange.message));
        if let Some(page_for) = exchange.error.clone() {
            exchange.response = Some(Arc::new(custom_page(&exchange.deployed.config, &page_for, &response)));
            return self.settle(id, cx);
        }
        if held.is_some() {
            cx.record(
                What::Noted { note: &notes::REVALIDATED, value: 304 }.of(exchange.message).because(&limits::CFC_06),
            );
            exchange.result = "RefreshHit";
        }
        exchange.response = Some(held.unwrap_or(response));
        self.pass_hook(id, HookPoint::OriginResponse, cx);
    }

    /// Returns the expired copy that an answer confirms: by a 304, or because its validator is still the same.
    fn held(&self, id: ExchangeId, response: &EdgeResponse) -> Option<Arc<EdgeResponse>> {
        let exchange = self.exchanges.get(&id)?;
        let entry = self.caches.entry(exchange.location, exchange.key.as_ref()?)?;
        let validator = |response: &EdgeResponse| {
            let headers = &response.headers;
            headers.get("etag").or_else(|| headers.get("last-modified")).map(str::to_owned)
        };
        let is_same = response.status == 200
            && validator(response).is_some_and(|validator_now| Some(validator_now) == validator(&entry.response));
        (response.status == 304 || is_same).then(|| Arc::clone(&entry.response))
    }

    /// Asks the second origin of a group where the first one failed (EDGE-20); tells whether it did.
    pub(super) fn fail_over(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) -> bool {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return false };
        let config = Arc::clone(&exchange.deployed.config);
        let OriginChoice::Group(group) = config.behaviours[exchange.behaviour].target else { return false };
        let group = &config.groups[group];
        let status = exchange.response.as_ref().map_or(0, |response| response.status);
        let may = matches!(&*exchange.request.method, "GET" | "HEAD" | "OPTIONS");
        if exchange.failed_over || !may || !group.statuses.contains(&status) || exchange.origin != group.primary {
            return false;
        }
        exchange.failed_over = true;
        exchange.origin = group.secondary;
        exchange.response = None;
        cx.record(
            What::Noted { note: &notes::FAILED_OVER, value: status.into() }
                .of(exchange.message)
                .because(&limits::EDGE_20),
        );
        self.turn_to_origin(id, cx);
        true
    }

    /// Fetches the page that replaces an origin's error, past the hooks; tells whether it did.
    pub(super) fn fetch_error_page(&mut self, id: ExchangeId, cx: &mut Cx<'_, '_, Timer>) -> bool {
        let Some(exchange) = self.exchanges.get_mut(&id) else { return false };
        let config = Arc::clone(&exchange.deployed.config);
        let Some(response) = exchange.response.clone().filter(|response| response.origin_failed) else { return false };
        let custom = config.errors.iter().find(|custom| custom.code == response.status);
        let Some((_, page)) = custom.and_then(|custom| custom.page.as_ref()) else { return false };
        let held = exchange.key.as_ref().and_then(|key| self.caches.entry(exchange.location, key));
        if response.status >= 500 && held.is_some_and(|entry| entry.response.status < 400) {
            // An expired copy is served before any page (CFC-07).
            return false;
        }
        exchange.error = Some(response);
        // The page comes from the origin of the behaviour that its own path chooses.
        exchange.origin = first_origin(&config, config.behaviours[config.behaviour_of(page)].target);
        Arc::make_mut(&mut exchange.forwarded).uri = Arc::clone(page);
        self.ask_origin(id, cx);
        true
    }
}

/// Takes away what is not sent to the origin: query strings, headers and cookies that do not count (CFC-05).
fn reduce(request: &mut EdgeRequest, policy: &KeyPolicy) {
    let pairs = crate::payload::http::query_pairs(&request.query).filter(|(name, _)| policy.query.include(name));
    let pairs: Vec<_> =
        pairs.map(|(name, value)| if value.is_empty() { name.to_owned() } else { format!("{name}={value}") }).collect();
    let cookies = super::cache::cookies(&request.headers).filter(|(name, _)| policy.cookies.include(name));
    let cookies: Vec<_> = cookies.map(|(name, value)| format!("{name}={value}")).collect();
    request.query = pairs.join("&").into();
    let always = |name: &str| matches!(&*name.to_lowercase(), "content-type" | "content-length" | "x-forwarded-for");
    request.headers.0.retain(|(name, _)| policy.headers.include(name) || always(name));
    if !cookies.is_empty() {
        request.headers.set("Cookie", &cookies.join("; "));
    }
}

/// Returns the parameters with which a load balancer is asked.
fn parameters_of(request: &EdgeRequest, path: &str) -> Parameters {
    let mut headers = Map::new();
    for (name, value) in request.headers.iter() {
        headers.insert(name.to_owned(), json!(value));
    }
    let parameters = json!({ "Method": &*request.method, "Path": format!("{path}{}", request.uri),
        "QueryString": &*request.query, "Headers": headers, "From": &*request.client_ip });
    match parameters {
        Value::Object(map) => Parameters::new(map),
        _ => Parameters::default(),
    }
}

/// Returns the answer of an origin outside the template: its own, or 500 where a rule makes it fail.
fn own_response(custom: &CustomOrigin, failed: Option<&FailRule>) -> EdgeResponse {
    match failed {
        Some(_) => EdgeResponse::new(500, Payload::null()),
        None => EdgeResponse::of_document(&custom.response, 200),
    }
}

/// Makes of an origin's error and the page that was fetched for it what the viewer gets. Without the page the viewer
/// gets the error.
fn custom_page(config: &Config, error: &Arc<EdgeResponse>, page: &EdgeResponse) -> EdgeResponse {
    let custom = config.errors.iter().find(|custom| custom.code == error.status);
    match custom.and_then(|custom| custom.page.as_ref()) {
        Some((status, _)) if page.status < 400 => EdgeResponse { status: *status, origin_failed: true, ..page.clone() },
        _ => (**error).clone(),
    }
}
