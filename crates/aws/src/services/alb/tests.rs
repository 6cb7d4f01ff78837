//! Situations and the facts that follow.

use super::cfn::read_matcher;
use super::config::*;
use super::event::{Added, RequestEvent, is_encoded};
use super::response::{Verdict, judge};
use super::routing::{choose, location};
use crate::behaviour::{FailRule, Failure, Law, Response};
use crate::message::{Answer, ServiceError, ThrottleReason};
use crate::payload::http::HttpRequest;
use crate::payload::{Document, Parameters, Payload};
use crate::profile::Profile;
use crate::services::Config as Node;
use crate::services::lambda;
use crate::stack::latency::Latency;
use crate::stack::settings::Settings;
use crate::stack::world::World;
use crate::testing::{client_at, read, run, statuses, sum, times, world};
use kernel::{MessageId, SimDuration};
use serde_json::{Value, json};
use std::sync::{Arc, OnceLock};

/// What Lambda gives back.
type Outcome = Result<Answer, ServiceError>;
/// Its name, the load balancer, the function, the request, the status, and the metrics that count.
type Situation = (&'static str, Config, lambda::Config, Value, u16, &'static [&'static str]);

fn parameters(input: Value) -> Parameters {
    match input {
        Value::Object(map) => Parameters::new(map),
        _ => Parameters::default(),
    }
}

fn texts(list: &[&str]) -> Vec<Arc<str>> {
    list.iter().map(|text| Arc::from(*text)).collect()
}

fn fixed(status: u16) -> Action {
    Action::FixedResponse { status, content_type: "text/plain".into(), body: "".into() }
}

fn rule(priority: u32, conditions: Vec<Condition>, action: Action) -> ListenerRule {
    ListenerRule { id: format!("Rule{priority}").into(), priority, conditions, action }
}

fn listener(rules: Vec<ListenerRule>, default: Action) -> Listener {
    Listener { id: "Listener".into(), port: 80, https: false, rules, default }
}

fn group(function: Option<&str>) -> TargetGroup {
    let target = |function: &str| Target { function: function.into(), in_template: true, qualifier: None };
    TargetGroup {
        id: "Group".into(),
        arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/Group/0".into(),
        target: function.map(target),
        is_permitted: true,
        multi_value_headers: false,
        health_check: None,
    }
}

/// A load balancer that forwards everything to `F`.
fn balancer() -> Config {
    Config {
        listeners: vec![listener(Vec::new(), Action::Forward(vec![(0, 1)]))],
        groups: vec![group(Some("F"))],
        ..Config::default()
    }
}

fn function(duration: SimDuration) -> lambda::Config {
    let mut config = lambda::Config::default();
    config.behaviour.duration = Law::constant(duration);
    config.behaviour.init_duration = Law::constant(SimDuration::ZERO);
    config.timeout = SimDuration::from_secs(100);
    config
}

fn settings() -> Settings {
    Settings { latency: Latency::None, ..Settings::default() }
}

fn play(config: Config, function: lambda::Config, input: Value, until: u64) -> World {
    let client = client_at("LB", "Request", &[0], input);
    let nodes = vec![("LB", Node::Alb(config)), ("F", Node::Lambda(function)), ("~c", client)];
    let mut world = world(settings(), nodes);
    run(&mut world, SimDuration::from_secs(until));
    world
}

#[test]
fn each_kind_of_condition_chooses_by_its_own_rules() {
    // Conditions of listener rules: wildcards, case, all conditions and any value.
    let header = |name: &str, values: &[&str]| Condition::Header { name: name.into(), values: texts(values) };
    let query = |key: Option<&str>, value: &str| Condition::Query(vec![(key.map(Into::into), value.into())]);
    let ip = |range: &str| Condition::SourceIp(vec![IpRange::parse(range).expect("a range")]);
    let request = json!({ "Method": "POST", "Path": "/img/cat.png", "QueryString": "v=12&size=Large",
        "Host": "API.example.com", "Headers": { "User-Agent": "Chrome/1" }, "From": "198.51.100.7" });
    let rows = [
        (vec![Condition::Path(texts(&["/img/*"]))], true),
        (vec![Condition::Path(texts(&["/IMG/*"]))], false),
        (vec![Condition::Path(texts(&["/a", "/img/???.png"]))], true),
        (vec![Condition::Host(texts(&["*.EXAMPLE.com"]))], true),
        (vec![Condition::Host(texts(&["example.com"]))], false),
        (vec![header("user-agent", &["*chrome*"])], true),
        (vec![header("x-other", &["*"])], false),
        (vec![Condition::Method(texts(&["GET", "POST"]))], true),
        (vec![Condition::Method(texts(&["post"]))], false),
        (vec![query(Some("size"), "large")], true),
        (vec![query(None, "12")], true),
        (vec![query(Some("v"), "large")], false),
        (vec![ip("198.51.100.0/24")], true),
        (vec![ip("198.51.101.0/24")], false),
        (vec![ip("0.0.0.0/0")], true),
        (vec![Condition::Path(texts(&["/img/*"])), Condition::Method(texts(&["GET"]))], false),
        (vec![Condition::Unknown], false),
    ];
    let (parameters, body) = (parameters(request), Payload::null());
    for (conditions, holds) in rows {
        let listener = listener(vec![rule(1, conditions.clone(), fixed(201))], fixed(404));
        let request = HttpRequest::read(&parameters, &body);
        let (chosen, _) = choose(&listener, &request, "API.example.com");
        assert_eq!(chosen.is_some(), holds, "{conditions:?}");
    }
}

#[test]
fn a_redirect_fills_in_the_parts_of_the_request() {
    let redirect = Redirect {
        status: 301,
        protocol: "HTTPS".into(),
        host: "#{host}".into(),
        port: "443".into(),
        path: "/v2/#{path}".into(),
        query: "#{query}".into(),
    };
    let (parameters, body) = (parameters(json!({ "Path": "/a/b", "QueryString": "x=1" })), Payload::null());
    let request = HttpRequest::read(&parameters, &body);
    let url = location(&redirect, &request, &listener(Vec::new(), Action::None), "example.com");
    assert_eq!(url, "https://example.com:443/v2/a/b?x=1");
}

fn event(multi_value: bool, input: Value, body: Payload) -> RequestEvent {
    let added = Added {
        group_arn: "arn:group".into(),
        multi_value,
        dns_name: "lb.example.com".into(),
        port: 80,
        https: false,
        message: MessageId(7),
        unix_seconds: 0x5C53_6348,
        profile: Profile::Aws2026,
    };
    RequestEvent { parameters: parameters(input), body, added, size: OnceLock::new() }
}

/// Lists the paths of keys, as the index of fixtures has them.
fn key_paths(value: &Value, path: &str, paths: &mut Vec<String>) {
    for (key, value) in value.as_object().into_iter().flatten() {
        let path = format!("{path}.{key}");
        paths.push(path.clone());
        key_paths(value, &path, paths);
    }
}

#[test]
fn the_event_has_the_shape_of_a_recorded_one() {
    // ALB-03, ALB-04: the fixture alb-sam.json of data/events, written out: its keys, in both header modes.
    let headers = [
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Connection",
        "Upgrade-Insecure-Requests",
        "User-Agent",
        "X-Imforwards",
    ];
    let headers: serde_json::Map<_, _> = headers.iter().map(|name| ((*name).to_owned(), json!("x"))).collect();
    let input = json!({ "Method": "POST", "Path": "/path/to/resource", "QueryString": "query=1234ABCD",
        "Headers": headers });
    let found = event(false, input, Payload::from_text(r#"{"test":"body"}"#)).json();
    let mut paths = Vec::new();
    key_paths(&found, "$", &mut paths);
    paths.sort();
    let mut expected = vec![
        "$.requestContext",
        "$.requestContext.elb",
        "$.requestContext.elb.targetGroupArn",
        "$.httpMethod",
        "$.path",
        "$.queryStringParameters",
        "$.queryStringParameters.query",
        "$.headers",
        "$.body",
        "$.isBase64Encoded",
        "$.headers.accept",
        "$.headers.accept-encoding",
        "$.headers.accept-language",
        "$.headers.connection",
        "$.headers.host",
        "$.headers.upgrade-insecure-requests",
        "$.headers.user-agent",
        "$.headers.x-amzn-trace-id",
        "$.headers.x-forwarded-for",
        "$.headers.x-forwarded-port",
        "$.headers.x-forwarded-proto",
        "$.headers.x-imforwards",
    ];
    expected.sort_unstable();
    assert_eq!(paths, expected);
    assert_eq!(found["body"], "eyJ0ZXN0IjoiYm9keSJ9");
    assert_eq!(found["isBase64Encoded"], true);
    assert!(found["headers"]["x-amzn-trace-id"].as_str().is_some_and(|id| id.starts_with("Root=1-5c536348-")));
}

#[test]
fn a_repeated_name_comes_last_or_as_a_list() {
    // ALB-06, with the example of AWS's guide: ?myKey=v1&myKey=v2.
    let input = json!({ "QueryString": "myKey=val%201&myKey=val2", "Headers": { "Cookie": ["a=1", "b=2"] } });
    let single = event(false, input.clone(), Payload::null()).json();
    assert_eq!(single["queryStringParameters"], json!({ "myKey": "val2" }));
    assert_eq!(single["headers"]["cookie"], "b=2");
    assert_eq!((&single["multiValueHeaders"], &single["body"]), (&Value::Null, &json!("")));
    let several = event(true, input, Payload::null()).json();
    assert_eq!(several["multiValueQueryStringParameters"], json!({ "myKey": ["val%201", "val2"] }));
    assert_eq!(several["multiValueHeaders"]["cookie"], json!(["a=1", "b=2"]));
    assert_eq!((&several["headers"], &several["queryStringParameters"]), (&Value::Null, &Value::Null));
}

#[test]
fn an_events_size_is_that_of_its_text() {
    for (input, body) in [
        (json!({}), ""),
        (json!({ "Headers": { "Content-Type": "text/plain" } }), "say \"hello\"\n"),
        (json!({ "Headers": { "Content-Type": "image/png" } }), "binary"),
    ] {
        let event = event(false, input, Payload::from_text(body));
        assert_eq!(event.size(), event.text().len() as u64, "{body}");
    }
}

#[test]
fn a_body_is_encoded_by_type_and_today_by_encoding() {
    // ALB-04.
    let rows = [
        ("text/html; charset=utf-8", None, false, false),
        ("application/json", None, false, false),
        ("application/javascript", None, false, false),
        ("application/xml", None, false, false),
        ("image/png", None, true, true),
        ("", None, true, true),
        ("application/json", Some("gzip"), false, true),
    ];
    for (content_type, encoding, then, now) in rows {
        let mut headers = json!({ "Content-Type": content_type });
        if let Some(encoding) = encoding {
            headers["Content-Encoding"] = json!(encoding);
        }
        let (parameters, body) = (parameters(json!({ "Headers": headers })), Payload::from_text("body"));
        let request = HttpRequest::read(&parameters, &body);
        assert_eq!(is_encoded(&request, Profile::Aws2020), then, "{content_type} in 2020");
        assert_eq!(is_encoded(&request, Profile::Aws2026), now, "{content_type} today");
    }
}

#[test]
fn every_outcome_has_its_status_and_reason() {
    // ALB-05, ALB-06, ALB-07, ALB-08: outcome, in multi-value mode, status, reason.
    let ok = |document: Value| Ok(Answer::with(200, Payload::from_json(document)));
    let failed =
        Ok(Answer { function_error: true, ..Answer::with(200, Payload::from_json(json!({ "errorType": "E" }))) });
    let throttled = ServiceError::TooManyRequests(ThrottleReason::ConcurrentInvocationLimitExceeded);
    let rows: Vec<(Outcome, bool, u16, Option<&str>)> = vec![
        (ok(json!({ "statusCode": 201 })), false, 201, None),
        (
            ok(json!({ "statusCode": 200, "headers": { "a": "b" }, "body": "x", "isBase64Encoded": false })),
            false,
            200,
            None,
        ),
        (ok(json!({ "statusCode": 200, "multiValueHeaders": { "a": ["b", "c"] } })), true, 200, None),
        (ok(json!({ "statusCode": 200, "headers": { "a": "b" } })), true, 502, Some("LambdaInvalidResponse")),
        (
            ok(json!({ "statusCode": 200, "multiValueHeaders": { "a": ["b"] } })),
            false,
            502,
            Some("LambdaInvalidResponse"),
        ),
        (ok(json!({ "statusCode": 200, "headers": { "a": true } })), false, 502, Some("LambdaInvalidResponse")),
        (ok(json!({ "statusCode": "200" })), false, 502, Some("LambdaInvalidResponse")),
        (ok(json!({ "statusCode": 200, "body": { "a": 1 } })), false, 502, Some("LambdaInvalidResponse")),
        (ok(json!("hello")), false, 502, Some("LambdaInvalidResponse")),
        (ok(Value::Null), false, 502, Some("LambdaInvalidResponse")),
        (Ok(Answer::with(200, Payload::of_size(1_048_577))), false, 502, Some("LambdaResponseTooLarge")),
        (failed, false, 502, Some("LambdaUnhandled")),
        (Err(throttled), false, 502, Some("LambdaThrottling")),
        (Err(ServiceError::AccessDenied), false, 502, Some("LambdaAccessDenied")),
        (Err(ServiceError::ResourceNotFound), false, 502, Some("LambdaResourceNotFound")),
        (Err(ServiceError::ServiceException), false, 502, Some("LambdaServiceException")),
        (Err(ServiceError::RequestTooLarge), false, 413, Some("LambdaRequestTooLarge")),
    ];
    for (outcome, multi_value, status, reason) in rows {
        let found = match judge(&outcome, multi_value) {
            Verdict::Target(status) => (status, None),
            Verdict::Failed(failure) => (failure.status, failure.reason.map(|(note, _)| note.name)),
        };
        assert_eq!(found, (status, reason), "{outcome:?}");
    }
}

#[test]
fn requests_end_as_their_situation_has_it() {
    // ALB-05 to ALB-08, ALB-12: situation, status, and the metrics that count.
    let fail = |how| FailRule { how, ..FailRule::default() };
    let with = |change: &dyn Fn(&mut lambda::Config)| {
        let mut config = function(SimDuration::from_millis(100));
        change(&mut config);
        config
    };
    let respond = |document: Value| Response::Http { status_code: 200, document: Arc::new(document) };
    let plain = || with(&|_| {});
    let empty = Config { groups: vec![group(None)], ..balancer() };
    let page = Config { listeners: vec![listener(Vec::new(), fixed(404))], ..balancer() };
    let rows: Vec<Situation> = vec![
        ("success", balancer(), plain(), json!({}), 200, &["RequestCount", "HTTPCode_Target_2XX_Count"]),
        (
            "the function's own 404",
            balancer(),
            with(&|f| f.behaviour.response = respond(json!({ "statusCode": 404 }))),
            json!({}),
            404,
            &["RequestCount", "HTTPCode_Target_4XX_Count"],
        ),
        (
            "function error",
            balancer(),
            with(&|f| f.behaviour.fails = [fail(Failure::Error)].into()),
            json!({}),
            502,
            &["RequestCount", "HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_502_Count", "LambdaUserError"],
        ),
        (
            "function timed out",
            balancer(),
            with(&|f| {
                f.behaviour.fails = [fail(Failure::Timeout)].into();
                f.timeout = SimDuration::from_secs(3);
            }),
            json!({}),
            502,
            &["RequestCount", "HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_502_Count", "LambdaUserError"],
        ),
        (
            "malformed",
            balancer(),
            with(&|f| f.behaviour.response = Response::Malformed),
            json!({}),
            502,
            &["RequestCount", "HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_502_Count", "LambdaUserError"],
        ),
        (
            "throttled",
            balancer(),
            with(&|f| f.reserved_concurrent_executions = Some(0)),
            json!({}),
            502,
            &["RequestCount", "HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_502_Count", "LambdaUserError"],
        ),
        (
            "body too large",
            balancer(),
            plain(),
            json!({ "Size": 1_048_577 }),
            413,
            &["RequestCount", "HTTPCode_ELB_4XX_Count", "LambdaUserError"],
        ),
        (
            "upgrade",
            balancer(),
            plain(),
            json!({ "Headers": { "Upgrade": "websocket" } }),
            400,
            &["RequestCount", "HTTPCode_ELB_4XX_Count"],
        ),
        ("no target", empty, plain(), json!({}), 503, &["HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_503_Count"]),
        ("fixed response", page, plain(), json!({}), 404, &["HTTPCode_ELB_4XX_Count", "HTTP_Fixed_Response_Count"]),
    ];
    let counters = [
        "RequestCount",
        "HTTPCode_ELB_3XX_Count",
        "HTTPCode_ELB_4XX_Count",
        "HTTPCode_ELB_5XX_Count",
        "HTTPCode_ELB_502_Count",
        "HTTPCode_ELB_503_Count",
        "HTTPCode_ELB_504_Count",
        "HTTPCode_Target_2XX_Count",
        "HTTPCode_Target_4XX_Count",
        "HTTPCode_Target_5XX_Count",
        "HTTP_Fixed_Response_Count",
        "LambdaUserError",
        "LambdaInternalError",
    ];
    for (situation, config, function, input, status, counted) in rows {
        let world = play(config, function, input, 10);
        assert_eq!(statuses(&world, "c"), [status], "{situation}");
        let found: Vec<_> = counters.into_iter().filter(|name| sum(&world, "LB", name) == 1).collect();
        assert_eq!(found, counted, "{situation}");
    }
}

#[test]
fn after_the_idle_timeout_the_client_has_504_and_the_function_runs_on() {
    // ALB-10: 60 s unless set.
    let world = play(balancer(), function(SimDuration::from_secs(70)), json!({}), 100);
    assert_eq!((times(&world, "c", "CallEnded"), statuses(&world, "c")), (vec![60.0], vec![504]));
    assert_eq!(times(&world, "F", "InvocationEnded"), [70.0]);
    assert_eq!(times(&world, "F", "InvocationStarted"), [0.0], "ALB-09: one try");
    let patient = Config { idle_timeout: SimDuration::from_secs(80), ..balancer() };
    let world = play(patient, function(SimDuration::from_secs(70)), json!({}), 100);
    assert_eq!((times(&world, "c", "CallEnded"), statuses(&world, "c")), (vec![70.0], vec![200]));
}

#[test]
fn a_weighted_forward_keeps_its_proportions() {
    let mut config =
        Config { listeners: vec![listener(Vec::new(), Action::Forward(vec![(0, 80), (1, 20)]))], ..balancer() };
    config.groups.push(group(Some("G")));
    let seconds: Vec<u64> = (0..1_000).collect();
    let nodes = vec![
        ("LB", Node::Alb(config)),
        ("F", Node::Lambda(function(SimDuration::ZERO))),
        ("G", Node::Lambda(function(SimDuration::ZERO))),
        ("~c", client_at("LB", "Request", &seconds, json!({}))),
    ];
    let mut world = world(settings(), nodes);
    run(&mut world, SimDuration::from_secs(1_000));
    let share = sum(&world, "F", "Invocations");
    assert!((760..840).contains(&share), "{share}");
    assert_eq!(share + sum(&world, "G", "Invocations"), 1_000);
}

#[test]
fn health_checks_are_invocations_and_two_failures_make_unhealthy() {
    // ALB-11: every 35 s; they count in no metric of the load balancer.
    let check = HealthCheck {
        path: "/".into(),
        interval: SimDuration::from_secs(35),
        timeout: SimDuration::from_secs(30),
        healthy_threshold: 5,
        unhealthy_threshold: 2,
        matcher: vec![(200, 200)],
    };
    let mut config = balancer();
    config.groups[0].health_check = Some(check);
    let mut function = function(SimDuration::from_millis(100));
    function.behaviour.fails = [FailRule::default()].into();
    let nodes = vec![("LB", Node::Alb(config)), ("F", Node::Lambda(function))];
    let mut world = world(settings(), nodes);
    run(&mut world, SimDuration::from_secs(120));
    assert_eq!(times(&world, "F", "InvocationStarted"), [35.0, 70.0, 105.0]);
    assert_eq!(times(&world, "LB", "BecameUnhealthy"), [70.1]);
    assert_eq!((sum(&world, "LB", "RequestCount"), sum(&world, "LB", "LambdaUserError")), (0, 0));
    assert_eq!(read_matcher("200,202-204"), [(200, 200), (202, 204)]);
}

#[test]
fn a_stack_is_read_with_its_listeners_rules_and_groups() {
    let resources = json!({
        "LB": { "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {
            "LoadBalancerAttributes": [{ "Key": "idle_timeout.timeout_seconds", "Value": "30" }] } },
        "F": { "Type": "AWS::Lambda::Function", "Properties": {} },
        "Allow": { "Type": "AWS::Lambda::Permission", "Properties": {
            "FunctionName": { "Ref": "F" }, "Principal": "elasticloadbalancing.amazonaws.com" } },
        "Group": { "Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {
            "TargetType": "lambda", "Targets": [{ "Id": { "Fn::GetAtt": ["F", "Arn"] } }],
            "TargetGroupAttributes": [{ "Key": "lambda.multi_value_headers.enabled", "Value": "true" }] } },
        "Http": { "Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {
            "LoadBalancerArn": { "Ref": "LB" }, "Port": 80, "Protocol": "HTTP",
            "DefaultActions": [{ "Type": "fixed-response", "FixedResponseConfig": { "StatusCode": "404" } }] } },
        "Late": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {
            "ListenerArn": { "Ref": "Http" }, "Priority": 20, "Conditions": [],
            "Actions": [{ "Type": "redirect", "RedirectConfig": { "StatusCode": "HTTP_301", "Protocol": "HTTPS" } }] } },
        "Early": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {
            "ListenerArn": { "Ref": "Http" }, "Priority": 10,
            "Conditions": [{ "Field": "path-pattern", "Values": ["/api/*"] }],
            "Actions": [{ "Type": "forward", "TargetGroupArn": { "Ref": "Group" } }] } },
    });
    let (config, problems) = read(&resources, "LB", &json!({}));
    assert_eq!(problems, [""; 0]);
    let wires = config.wires();
    let Node::Alb(config) = config else { panic!("a load balancer") };
    assert_eq!(config.idle_timeout, SimDuration::from_secs(30));
    let rules: Vec<_> = config.listeners[0].rules.iter().map(|rule| &*rule.id).collect();
    assert_eq!(rules, ["Early", "Late"]);
    assert_eq!(config.listeners[0].default, fixed(404));
    assert!(config.groups[0].multi_value_headers);
    let wire = &wires[0];
    assert_eq!((wire.kind, wire.to.as_deref(), wire.id.as_deref()), ("Target", Some("F"), Some("Group")));
    assert_eq!(wire.extra.get("path"), Some(&json!(["/api/*"])));
}

#[test]
fn what_aws_refuses_is_said() {
    // ALB-01, ALB-02, ALB-11.
    let resources = json!({
        "LB": { "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {} },
        "F": { "Type": "AWS::Lambda::Function", "Properties": {} },
        "Group": { "Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {
            "TargetType": "lambda", "Port": 80, "HealthCheckEnabled": true, "HealthCheckIntervalSeconds": 30,
            "Targets": [{ "Id": { "Fn::GetAtt": ["F", "Arn"] } }, { "Id": { "Ref": "F" } }] } },
        "Http": { "Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {
            "LoadBalancerArn": { "Ref": "LB" }, "Port": 80,
            "DefaultActions": [{ "Type": "forward", "TargetGroupArn": { "Ref": "Group" } }] } },
        "Rule": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {
            "ListenerArn": { "Ref": "Http" }, "Priority": 1,
            "Conditions": [{ "Field": "source-ip", "SourceIpConfig": { "Values": ["everywhere"] } }],
            "Actions": [{ "Type": "authenticate-oidc" }, { "Type": "redirct" }] } },
        "Outside": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {
            "ListenerArn": { "Ref": "Http" }, "Priority": 2, "Conditions": [],
            "Actions": [{ "Type": "forward", "TargetGroupArn": "arn:aws:elasticloadbalancing:::targetgroup/x/1" }] } },
    });
    let (_, problems) = read(&resources, "LB", &json!({}));
    assert_eq!(
        problems,
        [
            "'everywhere' is no block of addresses in CIDR form",
            "who asks is not checked: actions that authenticate are not simulated",
            "'redirct' is no action of a listener",
            "target group 'arn:aws:elasticloadbalancing:::targetgroup/x/1' is no resource of the template, so it has no \
             target here",
            "target group 'Group' has 2 functions",
            "Port cannot be specified for a target group of type lambda",
            "elasticloadbalancing principal does not have permission to invoke 'F' from target group 'Group'",
            "health check interval 30 s must be greater than the timeout 30 s",
        ]
    );
}
