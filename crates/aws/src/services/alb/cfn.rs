//! Reading a load balancer with its listeners, rules and target groups, and the wires that they make.

use super::config::{
    Action, Condition, Config, HealthCheck, IpRange, Listener, ListenerRule, Redirect, Target, TargetGroup,
};
use super::fields::decides;
use super::limits;
use crate::behaviour::read::nearest;
use crate::diagnostics::Diagnostic;
use crate::service::properties::{Properties, Resource};
use crate::service::{Reading, Style, Wire};
use kernel::SimDuration;
use serde_json::{Value, json};
use std::sync::Arc;

const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
const RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";
const TARGET_GROUP: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";

/// Reads everything that the stack says of a load balancer.
pub(super) fn read(reading: &mut Reading<'_>) -> Config {
    let id = Arc::clone(&reading.resource.id);
    let mut config = Config {
        dns_name: reading.stack.attribute_of(reading.resource, "DNSName").into(),
        idle_timeout: read_idle_timeout(reading),
        listeners: Vec::new(),
        groups: Vec::new(),
        id: Arc::clone(&id),
    };
    let kind = reading.property("Type");
    if let Some(text) = kind.text().filter(|text| *text != "application") {
        let message = format!("a load balancer of type '{text}' is not simulated");
        reading.problems.push(Diagnostic::info("not-simulated", kind.at, message).path(reading.path_of("Type")));
    }
    let stack = reading.stack;
    for resource in stack.of_type(LISTENER) {
        if stack.target(resource.properties.get("LoadBalancerArn")) == Some(&*id) {
            let listener = read_listener(resource, &mut config, reading);
            config.listeners.push(listener);
        }
    }
    config.listeners.sort_by_key(|listener| listener.port);
    if config.listeners.is_empty() {
        let message = format!("no listener listens for load balancer '{id}', so nothing can reach it");
        let problem = Diagnostic::warning("no-listener", reading.resource.at, message).path(format!("Resources.{id}"));
        reading.problems.push(problem.hint("add an AWS::ElasticLoadBalancingV2::Listener"));
    }
    config
}

fn read_idle_timeout(reading: &mut Reading<'_>) -> SimDuration {
    let attributes = reading.resource.properties.get("LoadBalancerAttributes");
    let Some(value) = attribute(attributes, "idle_timeout.timeout_seconds") else {
        return limits::IDLE_TIMEOUT_DEFAULT;
    };
    let seconds = value.integer().and_then(|seconds| u64::try_from(seconds).ok());
    seconds.map_or(limits::IDLE_TIMEOUT_DEFAULT, SimDuration::from_secs)
}

/// Returns the value of a key in a list of `Key` and `Value`.
fn attribute<'a>(attributes: &'a Properties, key: &str) -> Option<&'a Properties> {
    let entry = attributes.items().iter().find(|entry| entry.get("Key").text() == Some(key))?;
    entry.find("Value")
}

fn read_listener(resource: &Resource, config: &mut Config, reading: &mut Reading<'_>) -> Listener {
    let properties = &resource.properties;
    let https = properties.get("Protocol").text() == Some("HTTPS");
    let port = properties.get("Port").integer().and_then(|port| u16::try_from(port).ok());
    let mut rules: Vec<_> = reading
        .stack
        .of_type(RULE)
        .filter(|rule| reading.stack.target(rule.properties.get("ListenerArn")) == Some(&*resource.id))
        .map(|rule| read_rule(rule, config, reading))
        .collect();
    rules.sort_by_key(|rule| rule.priority);
    for pair in rules.windows(2).filter(|pair| pair[0].priority == pair[1].priority) {
        let message =
            format!("rules '{}' and '{}' have the same priority {}", pair[0].id, pair[1].id, pair[0].priority);
        let at = reading.stack.resource(&pair[1].id).map_or(resource.at, |rule| rule.at);
        let path = format!("Resources.{}.Properties.Priority", pair[1].id);
        reading.problems.push(Diagnostic::error("priority-in-use", at, message).path(path).hint("give each its own"));
    }
    let default = read_action(resource, "DefaultActions", config, reading);
    let port = port.unwrap_or(if https { 443 } else { 80 });
    Listener { id: Arc::clone(&resource.id), port, https, rules, default }
}

fn read_rule(resource: &Resource, config: &mut Config, reading: &mut Reading<'_>) -> ListenerRule {
    let properties = &resource.properties;
    let conditions = properties.get("Conditions").items();
    ListenerRule {
        id: Arc::clone(&resource.id),
        priority: properties.get("Priority").integer().and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX),
        conditions: conditions.iter().map(|condition| read_condition(condition, resource, reading)).collect(),
        action: read_action(resource, "Actions", config, reading),
    }
}

fn read_condition(condition: &Properties, rule: &Resource, reading: &mut Reading<'_>) -> Condition {
    let field = condition.get("Field").text().unwrap_or_default();
    // Either the older list `Values` or the field's own block says what is looked for.
    let values = |block: &str| {
        let own = condition.get(block).get("Values");
        texts(if own.is_absent() { condition.get("Values") } else { own })
    };
    match field {
        "path-pattern" => Condition::Path(values("PathPatternConfig")),
        "host-header" => Condition::Host(values("HostHeaderConfig")),
        "http-header" => Condition::Header {
            name: condition.at_path("HttpHeaderConfig.HttpHeaderName").text().unwrap_or_default().into(),
            values: values("HttpHeaderConfig"),
        },
        "http-request-method" => Condition::Method(values("HttpRequestMethodConfig")),
        "query-string" => {
            let pairs = condition.at_path("QueryStringConfig.Values").items();
            let pair = |pair: &Properties| (pair.get("Key").scalar_text().map(Into::into), text_at(pair, "Value", ""));
            Condition::Query(pairs.iter().map(pair).collect())
        }
        "source-ip" => {
            let ranges = values("SourceIpConfig");
            for range in ranges.iter().filter(|range| IpRange::parse(range).is_none()) {
                let message = format!("'{range}' is no block of addresses in CIDR form");
                let path = format!("Resources.{}.Properties.Conditions", rule.id);
                let problem = Diagnostic::error("wrong-value", condition.at, message).path(path);
                reading.problems.push(problem.hint("as in 203.0.113.0/24"));
            }
            Condition::SourceIp(ranges.iter().filter_map(|range| IpRange::parse(range)).collect())
        }
        other => {
            let message = format!("condition field '{other}' is none of a listener rule's");
            let path = format!("Resources.{}.Properties.Conditions", rule.id);
            let problem = Diagnostic::error("unknown-condition", condition.at, message).path(path);
            reading
                .problems
                .push(problem.hint(
                    "use path-pattern, host-header, http-header, http-request-method, query-string or source-ip",
                ));
            Condition::Unknown
        }
    }
}

fn texts(list: &Properties) -> Vec<Arc<str>> {
    list.items().iter().filter_map(|item| Some(item.scalar_text()?.into())).collect()
}

fn text_at(properties: &Properties, key: &str, default: &str) -> Arc<str> {
    properties.get(key).scalar_text().map_or_else(|| default.into(), Into::into)
}

/// Reads the action that decides: the last in order, after any that only authenticate.
fn read_action(holder: &Resource, property: &str, config: &mut Config, reading: &mut Reading<'_>) -> Action {
    let actions = holder.properties.get(property);
    let is_final = |action: &&Properties| decides(action);
    let count = actions.items().iter().filter(is_final).count();
    if count > 1 {
        let message =
            format!("'{property}' of '{}' holds {count} actions that say what becomes of a request", holder.id);
        let path = format!("Resources.{}.Properties.{property}", holder.id);
        let problem = Diagnostic::error("one-action", actions.at, message).path(path);
        let rule = &limits::ALB_ACTIONS;
        reading.problems.push(problem.hint(format!("keep one: {} ({})", rule.sentence, rule.id)));
    }
    if let Some(action) = actions.items().iter().find(|action| !is_final(action)) {
        let message = "who asks is not checked: actions that authenticate are not simulated";
        let problem = Diagnostic::info("not-simulated", action.at, message);
        reading.problems.push(problem.hint("every request goes on to the next action"));
    }
    let Some(action) = actions.items().iter().rfind(is_final) else { return Action::None };
    match action.get("Type").text() {
        Some("forward") => Action::Forward(read_forward(action, config, reading)),
        Some("fixed-response") => {
            let fixed = action.get("FixedResponseConfig");
            let status = fixed.get("StatusCode").integer().and_then(|status| u16::try_from(status).ok());
            Action::FixedResponse {
                status: status.unwrap_or(200),
                content_type: text_at(fixed, "ContentType", "text/plain"),
                body: text_at(fixed, "MessageBody", ""),
            }
        }
        Some("redirect") => {
            let redirect = action.get("RedirectConfig");
            Action::Redirect(Redirect {
                status: if redirect.get("StatusCode").text() == Some("HTTP_301") { 301 } else { 302 },
                protocol: text_at(redirect, "Protocol", "#{protocol}"),
                host: text_at(redirect, "Host", "#{host}"),
                port: text_at(redirect, "Port", "#{port}"),
                path: text_at(redirect, "Path", "/#{path}"),
                query: text_at(redirect, "Query", "#{query}"),
            })
        }
        _ => {
            report_action(action, reading);
            Action::None
        }
    }
}

/// Reports an action that is none of a listener's.
fn report_action(action: &Properties, reading: &mut Reading<'_>) {
    const NAMES: [&str; 3] = ["forward", "fixed-response", "redirect"];
    let name = action.get("Type").scalar_text().unwrap_or_default();
    let problem = Diagnostic::error("unknown-action", action.at, format!("'{name}' is no action of a listener"));
    reading.problems.push(match nearest(&name, &NAMES) {
        Some(near) => problem.hint(format!("did you mean '{near}'?")),
        None => problem.hint(format!("it is one of {}", NAMES.join(", "))),
    });
}

fn read_forward(action: &Properties, config: &mut Config, reading: &mut Reading<'_>) -> Vec<(usize, u32)> {
    let weighted = action.at_path("ForwardConfig.TargetGroups").items();
    let single = action.get("TargetGroupArn");
    let entries = weighted.iter().map(|entry| {
        let weight = entry.get("Weight").integer().and_then(|weight| u32::try_from(weight).ok());
        (entry.get("TargetGroupArn"), weight.unwrap_or(1))
    });
    let entries: Vec<_> = if weighted.is_empty() { vec![(single, 1)] } else { entries.collect() };
    entries.into_iter().filter_map(|(arn, weight)| Some((group_of(action, arn, config, reading)?, weight))).collect()
}

/// Returns the position of a target group, which is read where it is named for the first time.
fn group_of(forward: &Properties, arn: &Properties, config: &mut Config, reading: &mut Reading<'_>) -> Option<usize> {
    let stack = reading.stack;
    if arn.is_absent() {
        let problem = Diagnostic::error("no-target-group", forward.at, "this action forwards to no target group");
        reading.problems.push(problem.hint("name one, or let the action redirect or answer by itself"));
        return None;
    }
    let resource = stack.target(arn).and_then(|id| stack.resource(id));
    let Some(resource) = resource.filter(|resource| &*resource.type_name == TARGET_GROUP) else {
        let written = arn.scalar_text().or_else(|| arn.reference().map(str::to_owned)).unwrap_or_default();
        let message = format!("target group '{written}' is no resource of the template, so it has no target here");
        let problem = Diagnostic::info("not-simulated", arn.at, message);
        reading.problems.push(problem.hint("add an AWS::ElasticLoadBalancingV2::TargetGroup with its function"));
        return None;
    };
    if let Some(known) = config.groups.iter().position(|group| group.id == resource.id) {
        return Some(known);
    }
    let group = read_group(resource, reading);
    config.groups.push(group);
    Some(config.groups.len() - 1)
}

fn read_group(resource: &Resource, reading: &mut Reading<'_>) -> TargetGroup {
    let properties = &resource.properties;
    let id = &resource.id;
    let path = |property: &str| format!("Resources.{id}.Properties.{property}");
    let is_lambda = properties.get("TargetType").text() == Some("lambda");
    let targets = properties.get("Targets");
    if !is_lambda {
        let message = format!("target group '{id}' is not of type lambda, so its targets are not simulated");
        reading.problems.push(Diagnostic::info("not-simulated", resource.at, message).path(path("TargetType")));
    } else if targets.items().len() > 1 {
        let message = format!("target group '{id}' has {} functions", targets.items().len());
        let problem = Diagnostic::error("one-function-each", targets.at, message).path(path("Targets"));
        reading.problems.push(problem.hint(format!("{}: make a group for each", limits::ALB_01.sentence)));
    }
    for property in ["Port", "Protocol"].into_iter().filter(|property| is_lambda && properties.find(property).is_some())
    {
        let message = format!("{property} cannot be specified for a target group of type lambda");
        let problem = Diagnostic::error("not-for-lambda", properties.get(property).at, message).path(path(property));
        reading.problems.push(problem.hint("remove it"));
    }
    let target = targets.items().first().filter(|_| is_lambda).and_then(|target| read_target(target, reading));
    let is_permitted = target.as_ref().is_none_or(|target| !target.in_template || is_permitted(target, reading));
    if let Some(target) = target.as_ref().filter(|_| !is_permitted) {
        report_permission(target, resource, reading);
    }
    TargetGroup {
        id: Arc::clone(id),
        arn: reading.stack.arn_of(resource).into(),
        target,
        is_permitted,
        multi_value_headers: attribute(properties.get("TargetGroupAttributes"), "lambda.multi_value_headers.enabled")
            .and_then(Properties::boolean)
            .unwrap_or(false),
        health_check: read_health_check(resource, reading),
    }
}

/// Reads a target: a function, one of its aliases or versions, or one outside the template.
fn read_target(target: &Properties, reading: &Reading<'_>) -> Option<Target> {
    let id = target.get("Id");
    let stack = reading.stack;
    let Some(resource) = stack.target(id).and_then(|id| stack.resource(id)) else {
        let written = id.scalar_text().or_else(|| id.reference().map(str::to_owned))?;
        return Some(Target { function: written.into(), in_template: false, qualifier: None });
    };
    let owner = stack.target(resource.properties.get("FunctionName"));
    let (function, qualifier) = match (&*resource.type_name, owner) {
        ("AWS::Lambda::Alias", Some(owner)) => (owner, resource.properties.get("Name").scalar_text()),
        ("AWS::Lambda::Version", Some(owner)) => (owner, None),
        _ => (&*resource.id, None),
    };
    Some(Target { function: function.into(), in_template: true, qualifier: qualifier.map(Into::into) })
}

/// Tells whether something in the template lets the load balancer invoke the function (ALB-02).
fn is_permitted(target: &Target, reading: &Reading<'_>) -> bool {
    let lets_in = |permission: &Resource| {
        let stack = reading.stack;
        let named = stack.target(permission.properties.get("FunctionName"));
        let owner = named.and_then(|id| stack.target(stack.resource(id)?.properties.get("FunctionName")));
        let is_it = named == Some(&*target.function) || owner == Some(&*target.function);
        let principal = permission.properties.get("Principal").text();
        is_it && matches!(principal, Some("elasticloadbalancing.amazonaws.com" | "*"))
    };
    reading.stack.of_type("AWS::Lambda::Permission").any(lets_in)
}

/// Warns where nothing does.
fn report_permission(target: &Target, group: &Resource, reading: &mut Reading<'_>) {
    let message = format!(
        "elasticloadbalancing principal does not have permission to invoke '{}' from target group '{}'",
        target.function, group.id
    );
    let path = format!("Resources.{}.Properties.Targets", group.id);
    let problem = Diagnostic::warning("missing-permission", group.properties.get("Targets").at, message).path(path);
    reading.problems.push(
        problem.hint(
            "add an AWS::Lambda::Permission with Principal elasticloadbalancing.amazonaws.com; registration fails",
        ),
    );
}

fn read_health_check(resource: &Resource, reading: &mut Reading<'_>) -> Option<HealthCheck> {
    let properties = &resource.properties;
    if properties.get("HealthCheckEnabled").boolean() != Some(true) {
        return None;
    }
    let number = |key: &str, default: u64| {
        properties.get(key).integer().and_then(|value| u64::try_from(value).ok()).unwrap_or(default)
    };
    let interval = number("HealthCheckIntervalSeconds", limits::HEALTH_INTERVAL_SECONDS).max(1);
    let timeout = number("HealthCheckTimeoutSeconds", limits::HEALTH_TIMEOUT_SECONDS).max(1);
    if interval <= timeout {
        let path = format!("Resources.{}.Properties.HealthCheckIntervalSeconds", resource.id);
        let message = format!("health check interval {interval} s must be greater than the timeout {timeout} s");
        let at = properties.get("HealthCheckIntervalSeconds").at;
        let other = format!("Resources.{}.Properties.HealthCheckTimeoutSeconds", resource.id);
        reading.problems.push(Diagnostic::error("health-check-interval", at, message).path(path).also(other));
    }
    let threshold = |key: &str, default: u32| u32::try_from(number(key, default.into())).unwrap_or(default).max(1);
    let codes = properties.at_path("Matcher.HttpCode").scalar_text();
    Some(HealthCheck {
        path: text_at(properties, "HealthCheckPath", "/"),
        interval: SimDuration::from_secs(interval),
        timeout: SimDuration::from_secs(timeout),
        healthy_threshold: threshold("HealthyThresholdCount", limits::HEALTHY_THRESHOLD),
        unhealthy_threshold: threshold("UnhealthyThresholdCount", limits::UNHEALTHY_THRESHOLD),
        matcher: read_matcher(codes.as_deref().unwrap_or("200")),
    })
}

/// Reads `200`, `200,202` or `200-299`.
pub(super) fn read_matcher(codes: &str) -> Vec<(u16, u16)> {
    let range = |part: &str| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
    };
    codes.split(',').filter_map(range).collect()
}

/// Returns a wire for each target group that has a function, from the load balancer to the function.
pub(super) fn wires(config: &Config) -> Vec<Wire> {
    let wire = |(index, group): (usize, &TargetGroup)| {
        let target = group.target.as_ref()?;
        let mut wire = Wire::new("Target", &config.id, &target.function).invoking(Style::Sync).made_by(&group.id);
        if !target.in_template {
            wire.external = wire.to.take();
        }
        let leads_here =
            |action: &Action| matches!(action, Action::Forward(to) if to.iter().any(|(to, _)| *to == index));
        let rules = config.listeners.iter().flat_map(|listener| &listener.rules);
        let paths: Vec<Value> = rules.filter(|rule| leads_here(&rule.action)).flat_map(paths_of).collect();
        if !paths.is_empty() {
            wire.extra.insert("path".to_owned(), Value::Array(paths));
        }
        if config.listeners.iter().any(|listener| leads_here(&listener.default)) {
            wire.extra.insert("default".to_owned(), json!(true));
        }
        Some(wire)
    };
    config.groups.iter().enumerate().filter_map(wire).collect()
}

fn paths_of(rule: &ListenerRule) -> impl Iterator<Item = Value> {
    let patterns = rule.conditions.iter().filter_map(|condition| match condition {
        Condition::Path(patterns) => Some(patterns),
        _ => None,
    });
    patterns.flatten().map(|pattern| json!(&**pattern))
}
