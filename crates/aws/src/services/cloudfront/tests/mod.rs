//! Situations and the facts that follow.

mod reading;

use super::cache::{Freshness, error_ttl_of, key_of, ttl_of};
use super::config::*;
use super::event::{EdgeRequest, EdgeResponse, Headers, HookEvent};
use super::hooks::{Before, Decision, judge};
use crate::behaviour::{EdgeAction, FailRule, Failure, Law, Response};
use crate::message::{Answer, Item, ServiceError, ThrottleReason};
use crate::pattern::{Dialect, Pattern};
use crate::payload::{Document, Parameters, Payload};
use crate::profile::Profile;
use crate::services::Config as Node;
use crate::services::lambda;
use crate::stack::latency::Latency;
use crate::stack::settings::Settings;
use crate::stack::world::World;
use crate::testing::{client_at, run, statuses, sum, times, world};
use kernel::{MessageId, SimDuration, SimTime};
use serde_json::{Value, json};
use std::sync::{Arc, OnceLock};

/// Names and values of headers.
type Pairs = &'static [(&'static str, &'static str)];
/// Functions by hook.
type Functions = Vec<(&'static str, lambda::Config)>;
/// Its name, the origin, the functions, the request, the runs of the hooks, the status, the requests to the origin.
type Situation = (&'static str, CustomOrigin, Functions, Value, [u64; 4], u16, u64);

const SECOND: SimDuration = SimDuration::from_secs(1);

fn request(input: Value) -> EdgeRequest {
    let Value::Object(map) = input else { panic!("an input is a map") };
    let item = Item { parameters: Parameters::new(map), ..Item::new(MessageId(1), Payload::null()) };
    EdgeRequest::of(&item, "d111111abcdef8.cloudfront.net")
}

fn headers(pairs: &[(&str, &str)]) -> Headers {
    Headers(pairs.iter().map(|(name, value)| (Arc::from(*name), Arc::from(*value))).collect())
}

/// A web server that answers in 50 ms.
fn server(response: Value) -> CustomOrigin {
    CustomOrigin { response: Arc::new(response), ..CustomOrigin::default() }
}

fn distribution(origin: CustomOrigin) -> Config {
    let origin = Origin { kind: OriginKind::Custom(origin), ..Origin::default() };
    Config { origins: vec![origin], ..Config::default() }
}

fn hook(function: &str) -> Option<Hook> {
    Some(Hook { function: function.into(), in_template: true, version: None, include_body: false })
}

/// A distribution with a function at each hook: `VQ`, `OQ`, `OR`, `VR`.
fn hooked(origin: CustomOrigin) -> Config {
    let mut config = distribution(origin);
    config.behaviours[0].hooks = [hook("VQ"), hook("OQ"), hook("OR"), hook("VR")];
    config
}

fn function(edge: EdgeAction) -> lambda::Config {
    let mut config = lambda::Config::default();
    config.behaviour.duration = Law::constant(SimDuration::from_millis(10));
    config.behaviour.init_duration = Law::constant(SimDuration::ZERO);
    config.behaviour.edge = edge;
    config
}

fn respond(document: Value) -> lambda::Config {
    function(EdgeAction::Respond(Arc::new(document)))
}

fn change(document: Value) -> lambda::Config {
    function(EdgeAction::Change(Arc::new(document)))
}

/// Plays requests at these seconds against a distribution with functions.
fn play(config: Config, functions: Functions, seconds: &[u64], input: Value) -> World {
    play_in(Profile::Aws2026, config, functions, (seconds, input))
}

fn play_in(profile: Profile, config: Config, functions: Functions, (seconds, input): (&[u64], Value)) -> World {
    let settings = Settings { latency: Latency::None, ..Settings::new(profile) };
    let mut nodes = vec![("CF", Node::CloudFront(config)), ("~c", client_at("CF", "Request", seconds, input))];
    for id in ["VQ", "OQ", "OR", "VR"] {
        let given = functions.iter().find(|(name, _)| *name == id).map(|(_, function)| function.clone());
        nodes.push((id, Node::Lambda(given.unwrap_or_else(|| function(EdgeAction::Forward)))));
    }
    let mut world = world(settings, nodes);
    run(&mut world, SimDuration::from_secs(seconds.last().map_or(0, |last| last + 60)));
    world
}

/// Plays requests at these seconds, of which the origin-request hook answers the first and no other.
fn play_failing_later(config: Config, first: lambda::Config, seconds: &[u64]) -> World {
    use crate::stack::intervention::Intervention;
    use crate::stack::world::PlannedIntervention;
    let settings = Settings { latency: Latency::None, ..Settings::default() };
    let after = Config {
        behaviours: vec![Behaviour { hooks: [const { None }; 4], ..config.behaviours[0].clone() }],
        ..config.clone()
    };
    let nodes = vec![
        ("CF", Node::CloudFront(config.clone())),
        ("OQ", Node::Lambda(first)),
        ("~c", client_at("CF", "Request", seconds, json!({ "Path": "/a" }))),
    ];
    let mut world = world(settings, nodes);
    let (before, after) = (Arc::new(Node::CloudFront(config)), Arc::new(Node::CloudFront(after)));
    world.intervene(&PlannedIntervention {
        at: SimTime::ZERO + SECOND,
        on: "CF".into(),
        intervention: Arc::new(Intervention::Reconfigure { before, after }),
    });
    run(&mut world, SimDuration::from_secs(60));
    world
}

/// Returns how often the function at each hook ran.
fn runs(world: &World) -> [u64; 4] {
    ["VQ", "OQ", "OR", "VR"].map(|id| sum(world, id, "Invocations"))
}

fn counts(world: &World) -> [u64; 4] {
    ["Requests", "CacheHits", "CacheMisses", "OriginRequests"].map(|name| sum(world, "CF", name))
}

#[test]
fn how_long_an_answer_is_kept_follows_the_table() {
    // CFC-01, CFC-02: least, default, most; the origin's header; seconds.
    let rows: Vec<((u64, u64, u64), Pairs, u64)> = vec![
        ((0, 86_400, 31_536_000), &[], 86_400),
        ((100, 50, 1_000), &[], 100),
        ((100, 500, 1_000), &[], 500),
        ((0, 86_400, 31_536_000), &[("Cache-Control", "max-age=60")], 60),
        ((0, 86_400, 31_536_000), &[("cache-control", "public, max-age=60, s-maxage=20")], 20),
        ((100, 500, 1_000), &[("Cache-Control", "max-age=60")], 100),
        ((100, 500, 1_000), &[("Cache-Control", "max-age=6000")], 1_000),
        ((0, 500, 1_000), &[("Cache-Control", "no-cache")], 0),
        ((0, 500, 1_000), &[("Cache-Control", "no-store, max-age=60")], 0),
        ((7, 500, 1_000), &[("Cache-Control", "private")], 7),
        ((0, 500, 1_000), &[("Expires", "Thu, 01 Jan 2026 00:01:00 GMT")], 60),
        ((0, 500, 1_000), &[("Expires", "Thu, 01 Jan 2026 00:01:00 GMT"), ("Cache-Control", "max-age=9")], 9),
        ((0, 500, 1_000), &[("Expires", "0")], 0),
    ];
    for ((min, default, max), pairs, expected) in rows {
        let freshness = Freshness::of(&headers(pairs), 1_767_225_600);
        assert_eq!(
            ttl_of(&Ttl::seconds(min, default, max), freshness),
            SECOND.times(expected),
            "{min} {max} {pairs:?}"
        );
    }
}

#[test]
fn how_long_an_error_is_kept_depends_on_status_and_era() {
    // CFC-08, CFC-09: status, header, seconds in 2020 and today.
    let told: Pairs = &[("Cache-Control", "max-age=300")];
    let rows: Vec<(u16, Pairs, Option<u64>, Option<u64>)> = vec![
        (404, &[], Some(60), Some(10)),
        (405, &[], Some(60), Some(10)),
        (500, &[], Some(60), Some(10)),
        (504, told, Some(300), Some(300)),
        (404, &[("Cache-Control", "max-age=30")], Some(60), Some(30)),
        (403, &[], None, None),
        (403, told, Some(300), Some(300)),
        (400, &[], None, None),
        (401, told, None, None),
    ];
    for (status, pairs, then, now) in rows {
        let freshness = Freshness::of(&headers(pairs), 0);
        let ttl = |profile| error_ttl_of(status, freshness, None, profile).map(SimDuration::as_secs);
        assert_eq!((ttl(Profile::Aws2020), ttl(Profile::Aws2026)), (then, now), "{status} {pairs:?}");
    }
    // A life time that the distribution sets replaces the least one, and caches nothing that is not cached without it.
    let told = Freshness::of(&headers(&[("Cache-Control", "max-age=3")]), 0);
    for (code, freshness, seconds) in [
        (404, Freshness::default(), Some(5)),
        (403, Freshness::default(), None),
        (403, told, Some(5)),
        (418, told, None),
    ] {
        let custom = CustomError { code, page: None, min_ttl: Some(SECOND.times(5)) };
        let ttl = error_ttl_of(code, freshness, Some(&custom), Profile::Aws2026);
        assert_eq!(ttl, seconds.map(|seconds| SECOND.times(seconds)), "{code}");
    }
}

#[test]
fn only_what_the_policy_names_joins_the_key() {
    // CFC-03, CFC-05.
    let names = |list: &[&str]| Names::Only(list.iter().map(|name| Arc::from(*name)).collect());
    let base =
        json!({ "Path": "/a", "QueryString": "x=1&y=2", "Headers": { "Accept-Language": "de", "Cookie": "s=1; t=2" } });
    let key = |policy: KeyPolicy, input: &Value| {
        let behaviour = Behaviour { key: policy, ..Behaviour::default() };
        key_of(&behaviour, &request(input.clone()))
    };
    assert_eq!(key(KeyPolicy::default(), &base).as_deref(), Some("GET /a"));
    let policy = KeyPolicy { query: names(&["y"]), headers: names(&["accept-language"]), cookies: names(&["t"]) };
    assert_eq!(key(policy, &base).as_deref(), Some("GET /a q:y=2 h:accept-language=de c:t=2"));
    let all_but = KeyPolicy { query: Names::Except(vec!["y".into()]), ..KeyPolicy::default() };
    assert_eq!(key(all_but, &base).as_deref(), Some("GET /a q:x=1"));
    assert_eq!(key(KeyPolicy { headers: Names::All, ..KeyPolicy::default() }, &base), None);
    assert_eq!(key(KeyPolicy::default(), &json!({ "Method": "HEAD", "Path": "/a" })).as_deref(), Some("GET /a"));
    assert_eq!(key(KeyPolicy::default(), &json!({ "Method": "POST", "Path": "/a" })), None);
}

#[test]
fn hooks_run_in_order_on_a_miss_and_only_the_viewers_on_a_hit() {
    // EDGE-02, CFC-01: two requests, ten seconds apart; each hook takes 10 ms, the origin 50 ms.
    let world = play(hooked(server(json!({ "statusCode": 200 }))), Vec::new(), &[0, 10], json!({ "Path": "/a" }));
    assert_eq!(times(&world, "VQ", "InvocationStarted"), [0.0, 10.0]);
    assert_eq!(times(&world, "OQ", "InvocationStarted"), [0.01]);
    assert_eq!(times(&world, "OR", "InvocationStarted"), [0.07]);
    assert_eq!(times(&world, "VR", "InvocationStarted"), [0.08, 10.01]);
    assert_eq!(times(&world, "c", "CallEnded"), [0.09, 10.02]);
    assert_eq!((counts(&world), statuses(&world, "c")), ([2, 1, 1, 1], vec![200, 200]));
}

#[test]
fn each_hook_stays_out_where_the_rules_say_so() {
    // EDGE-03, EDGE-04, EDGE-05: situation, runs of the four hooks for two requests, statuses, requests to the origin.
    let answer = json!({ "StatusCode": 302, "Headers": { "Location": "/login" } });
    let ok = || server(json!({ "statusCode": 200 }));
    let not_found = || server(json!({ "statusCode": 404 }));
    let forbidden = || server(json!({ "statusCode": 403 }));
    let rows: Vec<Situation> = vec![
        ("nothing special", ok(), vec![], json!({}), [2, 1, 1, 2], 200, 1),
        (
            "generated at viewer-request: not cached",
            ok(),
            vec![("VQ", respond(answer.clone()))],
            json!({}),
            [2, 0, 0, 0],
            302,
            0,
        ),
        ("generated at origin-request: cached", ok(), vec![("OQ", respond(answer))], json!({}), [2, 1, 0, 2], 302, 0),
        (
            "a 403 generated at origin-request: no origin failed, so viewer-response runs, and it is not cached",
            ok(),
            vec![("OQ", respond(json!({ "StatusCode": 403 })))],
            json!({}),
            [2, 2, 0, 2],
            403,
            0,
        ),
        ("the origin's 404: cached, and no viewer-response", not_found(), vec![], json!({}), [2, 1, 1, 0], 404, 1),
        ("the origin's 403: not cached", forbidden(), vec![], json!({}), [2, 2, 2, 0], 403, 2),
        ("POST is never cached", ok(), vec![], json!({ "Method": "POST" }), [2, 2, 2, 2], 200, 2),
    ];
    for (situation, origin, functions, input, expected, status, asked) in rows {
        let mut config = hooked(origin);
        config.behaviours[0].allowed_methods.push("POST".into());
        let world = play(config, functions, &[0, 5], input);
        assert_eq!(runs(&world), expected, "{situation}");
        assert_eq!(statuses(&world, "c"), [status, status], "{situation}");
        assert_eq!(sum(&world, "CF", "OriginRequests"), asked, "{situation}");
    }
}

#[test]
fn a_failing_hook_has_the_status_of_its_failure() {
    // EDGE-06, EDGE-09, EDGE-16, EDGE-17, EDGE-18, EDGE-19.
    let fail = |how| {
        let mut config = function(EdgeAction::Forward);
        config.behaviour.fails = [FailRule { how, ..FailRule::default() }].into();
        config
    };
    let throttled = || lambda::Config { reserved_concurrent_executions: Some(0), ..function(EdgeAction::Forward) };
    let gives_back = |response| {
        let mut config = function(EdgeAction::Forward);
        config.behaviour.response = response;
        config
    };
    let redirect = Arc::new(json!({ "status": "302", "headers": {} }));
    let rows: Vec<(&str, &'static str, lambda::Config, u16, u64)> = vec![
        ("malformed", "VQ", gives_back(Response::Malformed), 502, 0),
        ("a text as large as allowed", "OR", gives_back(Response::Size(1_000)), 502, 2),
        ("a return value as it is", "VQ", gives_back(Response::Payload(redirect)), 302, 0),
        ("raised", "VQ", fail(Failure::Error), 500, 0),
        ("timed out", "VQ", fail(Failure::Timeout), 503, 0),
        ("throttled", "VQ", throttled(), 503, 0),
        ("an origin-request hook that fails keeps the origin out", "OQ", fail(Failure::Error), 500, 0),
        ("an origin-response hook that fails keeps the answer out", "OR", fail(Failure::Error), 500, 2),
        ("viewer-response raised", "VR", fail(Failure::Error), 500, 1),
        ("status out of range", "VQ", respond(json!({ "StatusCode": 199 })), 502, 0),
        ("a body with 204", "VQ", respond(json!({ "StatusCode": 204, "Body": "x" })), 502, 0),
        ("40 KB", "VQ", respond(json!({ "StatusCode": 200, "Size": 41_000 })), 502, 0),
        ("less than 40 KB", "VQ", respond(json!({ "StatusCode": 200, "Size": 40_000 })), 200, 0),
        ("40 KB at an origin hook", "OQ", respond(json!({ "StatusCode": 200, "Size": 41_000 })), 200, 0),
        ("forbidden header", "VQ", change(json!({ "Headers": { "X-Edge-Result": "x" } })), 502, 0),
        ("read-only header", "VQ", change(json!({ "Headers": { "Host": "other" } })), 502, 0),
        ("a header that may be set", "VQ", change(json!({ "Headers": { "X-Own": "x" } })), 200, 1),
        ("status at viewer-response", "VR", change(json!({ "StatusCode": 404 })), 502, 1),
        ("status at origin-response", "OR", change(json!({ "StatusCode": 404 })), 404, 1),
    ];
    for (situation, id, function, status, asked) in rows {
        let world = play(hooked(server(json!({ "statusCode": 200 }))), vec![(id, function)], &[0, 5], json!({}));
        assert_eq!(statuses(&world, "c"), [status, status], "{situation}");
        assert_eq!(sum(&world, "CF", "OriginRequests"), asked, "{situation}");
    }
}

#[test]
fn a_changed_uri_counts_for_the_cache_only_before_the_look_up() {
    // EDGE-08: viewers ask for /0, /1, /2; a hook makes /same of them.
    let rewrite = || change(json!({ "Uri": "/same" }));
    let config = hooked(server(json!({ "statusCode": 200 })));
    let world = play(config.clone(), vec![("VQ", rewrite())], &[0, 1, 2], json!({ "Path": "/{n}" }));
    assert_eq!(counts(&world), [3, 2, 1, 1]);
    let world = play(config, vec![("OQ", rewrite())], &[0, 1, 2], json!({ "Path": "/{n}" }));
    assert_eq!(counts(&world), [3, 0, 3, 3]);
}

#[test]
fn each_location_has_a_cache_of_its_own() {
    // CFC-11.
    let config = distribution(server(json!({ "statusCode": 200 })));
    let client =
        |from: &str, seconds: &[u64]| client_at("CF", "Request", seconds, json!({ "Path": "/a", "From": from }));
    let settings = Settings { latency: Latency::None, ..Settings::default() };
    let nodes =
        vec![("CF", Node::CloudFront(config)), ("~fra", client("FRA", &[0, 10])), ("~nrt", client("NRT", &[5, 15]))];
    let mut world = world(settings, nodes);
    run(&mut world, SimDuration::from_secs(60));
    assert_eq!(counts(&world), [4, 2, 2, 2]);
    assert_eq!(times(&world, "CF", "CacheMiss"), [0.0, 5.0]);
}

#[test]
fn simultaneous_misses_are_collapsed_unless_the_answer_cannot_be_cached() {
    // CFC-10: five requests at one instant.
    let at_once = [0, 0, 0, 0, 0];
    let world = play(distribution(server(json!({ "statusCode": 200 }))), vec![], &at_once, json!({}));
    assert_eq!((counts(&world), times(&world, "c", "CallEnded")), ([5, 4, 1, 1], vec![0.05; 5]));
    let private = server(json!({ "statusCode": 200, "headers": { "Cache-Control": "no-store" } }));
    let world = play(distribution(private), vec![], &at_once, json!({}));
    assert_eq!(counts(&world), [5, 0, 5, 5]);
    assert_eq!(times(&world, "c", "CallEnded"), [0.05, 0.1, 0.1, 0.1, 0.1]);
}

#[test]
fn an_expired_object_is_renewed_or_replaced() {
    // CFC-06: kept for 10 s; asked for at 0, 5, 15, 20 and 30.
    for (etag, renewed) in [(Some("v1"), true), (None, false)] {
        let mut headers = json!({ "Cache-Control": "max-age=10" });
        if let Some(etag) = etag {
            headers["ETag"] = json!(etag);
        }
        let origin = server(json!({ "statusCode": 200, "headers": headers }));
        let world = play(distribution(origin), vec![], &[0, 5, 15, 20, 30], json!({}));
        assert_eq!(counts(&world), [5, 2, 3, 3]);
        assert_eq!(times(&world, "CF", "Revalidated").len(), if renewed { 2 } else { 0 });
    }
}

#[test]
fn an_expired_copy_is_served_while_the_origin_fails() {
    // CFC-07, CFC-08: kept for 10 s; the origin fails from 8 s on, and is asked again after 10 s today, 60 s in 2020.
    for (profile, asked) in [(Profile::Aws2020, vec![0.0, 15.0, 80.0]), (Profile::Aws2026, vec![0.0, 15.0, 26.0, 80.0])]
    {
        let mut origin = server(json!({ "statusCode": 200, "headers": { "Cache-Control": "max-age=10" } }));
        origin.fails = [FailRule { from: Some(SimTime::ZERO + SECOND.times(8)), ..FailRule::default() }].into();
        let world = play_in(profile, distribution(origin), vec![], (&[0, 15, 20, 26, 80], json!({})));
        assert_eq!(statuses(&world, "c"), [200; 5]);
        assert_eq!(times(&world, "CF", "OriginAsked"), asked, "{profile:?}");
        assert_eq!(times(&world, "CF", "StaleServed").len(), asked.len() - 1);
    }
}

#[test]
fn an_expired_copy_is_served_for_any_error_of_the_server() {
    // CFC-07: also for one that is never cached, and where errors are kept for no time at all: every request asks again.
    for (status, min_ttl, asked) in [(599, None, [0.0, 15.0, 26.0]), (500, Some(SimDuration::ZERO), [0.0, 15.0, 20.0])]
    {
        let mut config = distribution(server(json!({ "statusCode": status })));
        config.errors = vec![CustomError { code: status, page: None, min_ttl }];
        let good = json!({ "StatusCode": 200, "Headers": { "Cache-Control": "max-age=10" } });
        // The origin-request hook answers the first request in place of the origin.
        config.behaviours[0].hooks[HookPoint::OriginRequest as usize] = hook("OQ");
        let first = respond(good);
        let seconds: &[u64] = if min_ttl.is_none() { &[0, 15, 20, 26] } else { &[0, 15, 20] };
        let world = play_failing_later(config, first, seconds);
        assert_eq!(statuses(&world, "c"), vec![200; seconds.len()], "{status}");
        assert_eq!(times(&world, "CF", "CacheMiss"), asked, "{status}");
    }
}

#[test]
fn functions_at_the_edge_take_ten_thousand_requests_a_second() {
    // EDGE-10, EDGE-17: those above get 503; what the others get comes from the cache.
    let mut config = distribution(server(json!({ "statusCode": 200 })));
    config.behaviours[0].hooks[HookPoint::ViewerRequest as usize] = hook("VQ");
    let mut seconds = vec![0; 10_002];
    seconds.push(1);
    let mut quick = function(EdgeAction::Forward);
    quick.behaviour.duration = Law::constant(SimDuration::ZERO);
    let settings = Settings { latency: Latency::None, concurrent_executions: 20_000, ..Settings::default() };
    let nodes = vec![
        ("CF", Node::CloudFront(config)),
        ("~c", client_at("CF", "Request", &seconds, json!({}))),
        ("VQ", Node::Lambda(quick)),
    ];
    let mut world = world(settings, nodes);
    run(&mut world, SimDuration::from_secs(10));
    let refused = statuses(&world, "c").into_iter().filter(|status| *status == 503).count();
    assert_eq!((refused, sum(&world, "VQ", "Invocations")), (2, 10_001));
}

#[test]
fn a_replaced_body_is_taken_within_its_limit() {
    // EDGE-12: hook, encoding, characters; whether it is taken.
    let (config, request) = (Config::default(), request(json!({ "Path": "/a", "Method": "POST" })));
    let host = json!({ "host": [{ "key": "Host", "value": "d111111abcdef8.cloudfront.net" }] });
    for (point, encoding, characters, taken) in [
        (HookPoint::ViewerRequest, "text", 40 * 1_024, true),
        (HookPoint::ViewerRequest, "text", 40 * 1_024 + 1, false),
        (HookPoint::ViewerRequest, "base64", 54_476, true),
        (HookPoint::ViewerRequest, "base64", 54_480, false),
        (HookPoint::OriginRequest, "text", 1_024 * 1_024, true),
        (HookPoint::OriginRequest, "text", 1_024 * 1_024 + 1, false),
        (HookPoint::OriginRequest, "base64", 1_394_604, true),
        (HookPoint::OriginRequest, "base64", 1_394_608, false),
    ] {
        let before = Before { config: &config, point, request: &request, response: None };
        let data = "QUJD".repeat(characters / 4) + &"x".repeat(characters % 4);
        let body = json!({ "action": "replace", "encoding": encoding, "data": data });
        let value = json!({ "uri": "/a", "method": "POST", "headers": host, "body": body });
        match judge(&Ok(Answer::with(200, Payload::from_json(value))), before) {
            Decision::Request(changed, _) => {
                let bytes = if encoding == "text" { characters } else { characters / 4 * 3 };
                assert_eq!((taken, changed.body.size()), (true, bytes as u64), "{point:?} {encoding}");
            }
            Decision::Failed(failure) => assert_eq!((taken, failure.status), (false, 502), "{point:?} {encoding}"),
            Decision::Response(_) => panic!("no response was given"),
        }
    }
}

#[test]
fn an_error_page_replaces_an_origins_error() {
    // EDGE-04: the origin fails for all but its error page, which is fetched past the hooks and kept as the error is.
    let pattern = json!({ "uri": [{ "anything-but": "/sorry.html" }] });
    let pattern = Pattern::from_json(&pattern, Dialect::EventBridge, Profile::Aws2026).expect("a pattern");
    let rule = FailRule { matching: Some(Arc::new(pattern)), ..FailRule::default() };
    let origin = CustomOrigin { fails: [rule].into(), ..server(json!({ "statusCode": 200, "body": "sorry" })) };
    let mut config = hooked(origin);
    config.errors = vec![CustomError { code: 500, page: Some((200, "/sorry.html".into())), min_ttl: None }];
    let world = play(config, vec![], &[0, 5], json!({ "Path": "/missing" }));
    assert_eq!((statuses(&world, "c"), runs(&world)), (vec![200, 200], [2, 1, 1, 0]));
    assert_eq!(counts(&world), [2, 1, 1, 2]);
}

#[test]
fn an_error_page_comes_from_the_origin_of_its_own_path() {
    // HTTPStatusCodes: CloudFront looks for the behaviour that the path of the page matches.
    let mut config = distribution(server(json!({ "statusCode": 404 })));
    let pages = OriginKind::Custom(server(json!({ "statusCode": 200 })));
    config.origins.push(Origin { id: "pages".into(), kind: pages, ..Origin::default() });
    let pattern = Some(Arc::from("/errors/*"));
    config.behaviours.insert(0, Behaviour { pattern, target: OriginChoice::Origin(1), ..Behaviour::default() });
    config.errors = vec![CustomError { code: 404, page: Some((200, "/errors/404.html".into())), min_ttl: None }];
    let world = play(config, vec![], &[0, 5], json!({ "Path": "/missing" }));
    assert_eq!((statuses(&world, "c"), counts(&world)), (vec![200, 200], [2, 1, 1, 2]));
}

#[test]
fn a_body_is_shown_in_base64_and_cut_off() {
    // EDGE-12: hook, bytes of the body; bytes shown, whether it is cut off.
    for (point, bytes, shown, is_cut) in [
        (HookPoint::ViewerRequest, 40 * 1_024, 40 * 1_024, false),
        (HookPoint::ViewerRequest, 40 * 1_024 + 1, 40 * 1_024, true),
        (HookPoint::OriginRequest, 1_024 * 1_024, 1_024 * 1_024, false),
        (HookPoint::OriginRequest, 1_024 * 1_024 + 1, 1_024 * 1_024, true),
    ] {
        let body = |body: Payload| {
            let event = HookEvent {
                config: Arc::new(Config::default()),
                point,
                request_number: 1,
                request: Arc::new(EdgeRequest { body, ..request(json!({ "Method": "POST" })) }),
                response: None,
                origin: None,
                include_body: true,
                size: OnceLock::new(),
            };
            event.json()["Records"][0]["cf"]["request"]["body"].clone()
        };
        let written = body(Payload::from_text("x".repeat(bytes as usize)));
        let data = crate::payload::http::bytes_of_base64(written["data"].as_str().unwrap_or_default());
        assert_eq!((data.len(), written["encoding"].as_str()), (shown, Some("base64")), "{point:?} {bytes}");
        // A body that only stands for a size is cut off all the same.
        for body in [written, body(Payload::of_size(bytes))] {
            assert_eq!(body["inputTruncated"], is_cut, "{point:?} {bytes}");
        }
    }
}

#[test]
fn the_second_origin_of_a_group_steps_in() {
    // EDGE-20: both origin hooks run for each origin.
    let mut config = hooked(server(json!({ "statusCode": 503 })));
    config.origins.push(Origin { id: "second".into(), domain_name: "second.example.com".into(), ..Origin::default() });
    config.groups = vec![OriginGroup { id: "both".into(), primary: 0, secondary: 1, statuses: vec![503] }];
    config.behaviours[0].target = OriginChoice::Group(0);
    let world = play(config, vec![], &[0], json!({}));
    assert_eq!((statuses(&world, "c"), runs(&world)), (vec![200], [1, 2, 2, 1]));
}

#[test]
fn plain_http_and_methods_are_judged_first() {
    // EDGE-04, CFC-03: no hook runs.
    let rows = [
        (ViewerProtocol::AllowAll, json!({ "Port": 80 }), 200, 1),
        (ViewerProtocol::RedirectToHttps, json!({ "Port": 80 }), 301, 0),
        (ViewerProtocol::HttpsOnly, json!({ "Port": 80 }), 403, 0),
        (ViewerProtocol::HttpsOnly, json!({}), 200, 1),
        (ViewerProtocol::AllowAll, json!({ "Method": "DELETE" }), 403, 0),
    ];
    for (viewer_protocol, input, status, hooks) in rows {
        let mut config = hooked(server(json!({ "statusCode": 200 })));
        config.behaviours[0].viewer_protocol = viewer_protocol;
        let world = play(config, vec![], &[0], input);
        assert_eq!((statuses(&world, "c"), runs(&world)[0]), (vec![status], hooks), "{viewer_protocol:?}");
    }
}

#[test]
fn the_events_have_the_shape_of_aws() {
    // The key paths of the fixtures in data/events/cloudfront, and what AWS's guide adds to them.
    let request = Arc::new(request(json!({ "Path": "/test", "Host": "d123.cf.net",
        "Headers": { "User-Agent": "test-agent", "X-Forwarded-Proto": "https" }, "From": "198.51.100.1" })));
    let event = |point: HookPoint, response: Option<EdgeResponse>| {
        let event = HookEvent {
            config: Arc::new(Config::default()),
            point,
            request_number: 1,
            request: Arc::clone(&request),
            response: response.map(Arc::new),
            origin: (!point.is_viewers()).then_some(0),
            include_body: false,
            size: OnceLock::new(),
        };
        event.json()["Records"][0]["cf"].clone()
    };
    let viewer = event(HookPoint::ViewerRequest, None);
    assert_eq!(viewer["config"]["eventType"], "viewer-request");
    assert_eq!(viewer["config"]["distributionId"], "EDFDVBD6EXAMPLE");
    assert_eq!(
        viewer["request"],
        json!({ "clientIp": "198.51.100.1", "method": "GET", "uri": "/test", "querystring": "",
        "headers": { "user-agent": [{ "key": "User-Agent", "value": "test-agent" }],
            "host": [{ "key": "Host", "value": "d123.cf.net" }] } })
    );
    assert_eq!(viewer.get("response"), None);
    let response = EdgeResponse { headers: headers(&[("Vary", "*")]), ..EdgeResponse::new(200, Payload::null()) };
    let origin = event(HookPoint::OriginResponse, Some(response));
    assert_eq!(
        origin["response"],
        json!({ "headers": { "vary": [{ "key": "Vary", "value": "*" }] }, "status": "200",
        "statusDescription": "OK" })
    );
    assert_eq!(origin["request"]["origin"]["custom"]["domainName"], "www.example.com");
}

#[test]
fn what_a_hook_gives_back_is_judged() {
    // EDGE-06, EDGE-17: return value at viewer-request, status that the viewer gets; none where the request goes on.
    let (config, request) = (Config::default(), request(json!({ "Path": "/a" })));
    let before = Before { config: &config, point: HookPoint::ViewerRequest, request: &request, response: None };
    let host = json!({ "host": [{ "key": "Host", "value": "d111111abcdef8.cloudfront.net" }] });
    let ok = |value: Value| Ok(Answer::with(200, Payload::from_json(value)));
    let throttled = ServiceError::TooManyRequests(ThrottleReason::ConcurrentInvocationLimitExceeded);
    let rows: Vec<(Result<Answer, ServiceError>, Option<u16>)> = vec![
        (ok(json!({ "uri": "/b", "method": "GET", "querystring": "", "headers": host })), None),
        (ok(json!({ "uri": "b", "method": "GET", "headers": host })), Some(502)),
        (ok(json!({ "uri": "/b", "method": "POST", "headers": host })), Some(502)),
        (
            ok(json!({ "uri": "/b", "headers": { "host": host["host"], "x": [{ "key": "y", "value": "" }] } })),
            Some(502),
        ),
        (ok(Value::Null), Some(502)),
        (ok(json!("text")), Some(502)),
        (Err(throttled), Some(503)),
    ];
    for (outcome, expected) in rows {
        let found = match judge(&outcome, before) {
            Decision::Failed(failure) => Some(failure.status),
            Decision::Request(..) | Decision::Response(_) => None,
        };
        assert_eq!(found, expected, "{outcome:?}");
    }
}
