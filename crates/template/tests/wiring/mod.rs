//! Edges of a stack, named as the data names them, and their comparison.

use aws::service::properties::{Properties, Resource, Stack, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt;

/// Edge kinds on which each template has to agree.
const REQUIRED: &[&str] = &[
    "s3",
    "sns",
    "esm",
    "alb",
    "edge",
    "on-success",
    "on-failure",
    "fn-dlq",
    "queue-dlq",
    "sub-dlq",
    "url",
    "invoke-config",
    "esm-on-failure",
    "s3-eventbridge",
    "rule",
    "schedule",
    "rule-dlq",
];

/// Required edges on which a template may differ, and why.
const ALLOWED: &[(&str, &str)] = &[(
    "examples__2016-10-31__function_lambda_event_destinations__template.yaml",
    "its conditions compare the text 'true' with the truth value, which the data holds for different; to CloudFormation \
     they are equal",
)];

/// How many edges of each kind agree.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// By kind: edges wanted, edges found that were wanted, edges found that were not.
    kinds: BTreeMap<String, (usize, usize, usize)>,
    generated: (usize, usize),
    functions: (usize, usize),
    differences: Vec<String>,
}

impl Tally {
    pub(crate) fn compare(&mut self, name: &str, stack: &Stack, wanted: &Json) {
        let mut found: Vec<(String, String)> = edges(stack);
        for edge in wanted["edges"].as_array().into_iter().flatten() {
            let (kind, text) = described(edge);
            let count = self.kinds.entry(kind.clone()).or_default();
            count.0 += 1;
            // A schedule that depends on a parameter is left out of the data.
            let open = kind == "schedule" && edge["expression"].as_str().is_none();
            let agrees = |found: &(String, String)| {
                found.0 == kind && (found.1 == text || open && found.1.starts_with(&format!("{text} expression=")))
            };
            match found.iter().position(agrees) {
                Some(at) => {
                    found.remove(at);
                    count.1 += 1;
                }
                None => self.differences.push(format!("{kind}\t{name}: missing {text}")),
            }
        }
        for (kind, text) in found {
            self.kinds.entry(kind.clone()).or_default().2 += 1;
            self.differences.push(format!("{kind}\t{name}: not wanted {text}"));
        }
        for id in wanted["generated"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            self.generated.0 += 1;
            if stack.resource(id).is_some() {
                self.generated.1 += 1;
            } else {
                self.differences.push(format!("generated\t{name}: missing {id}"));
            }
        }
        self.compare_functions(name, stack, wanted);
    }

    fn compare_functions(&mut self, name: &str, stack: &Stack, wanted: &Json) {
        for (id, config) in wanted["config"].as_object().into_iter().flatten() {
            let Some(resource) = stack.resource(id) else {
                self.differences.push(format!("config\t{name}: no {id}"));
                continue;
            };
            for (key, value) in config.as_object().into_iter().flatten() {
                // What depends on a parameter stands unresolved in the data.
                if !value.is_object() && value.to_string().contains("\"Ref\"") || value.is_object() || value.is_array()
                {
                    continue;
                }
                self.functions.0 += 1;
                let ours = resource.properties.get(key).json();
                if ours == *value || ours.to_string().trim_matches('"') == value.to_string().trim_matches('"') {
                    self.functions.1 += 1;
                } else {
                    self.differences.push(format!("config\t{name}: {id}.{key} is {ours}, wanted {value}"));
                }
            }
        }
    }

    pub(crate) fn unexpected(&self) -> Vec<&str> {
        let is_allowed = |line: &str| ALLOWED.iter().any(|(allowed, _)| line.contains(allowed));
        let required = |line: &&&String| REQUIRED.iter().any(|kind| line.starts_with(&format!("{kind}\t")));
        self.differences
            .iter()
            .filter(|line| required(&line))
            .map(|line| &**line)
            .filter(|line| !is_allowed(line))
            .collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "kind: agree / wanted (+ not wanted)")?;
        for (kind, (wanted, agree, more)) in &self.kinds {
            writeln!(out, "{kind}: {agree} / {wanted} (+{more})")?;
        }
        writeln!(out, "generated ids: {} / {}", self.generated.1, self.generated.0)?;
        writeln!(out, "settings of functions and queues: {} / {}", self.functions.1, self.functions.0)?;
        for difference in &self.differences {
            writeln!(out, "  {difference}")?;
        }
        Ok(())
    }
}

/// Describes an edge of the data; ends outside the template are all called `outside`.
fn described(edge: &Json) -> (String, String) {
    let end = |side: &str| match edge[side].as_str() {
        Some(text) if text.contains(':') || text.starts_with("import") || text.starts_with("ext") => "outside",
        Some(text) => text,
        None => "none",
    };
    let kind = edge["kind"].as_str().unwrap_or_default();
    let mut text = format!("{} -> {}", end("from"), end("to"));
    for key in [
        "qualifier",
        "event",
        "prefix",
        "suffix",
        "protocol",
        "max_receive",
        "expression",
        "method",
        "path",
        "route",
        "payload",
    ] {
        let value = &edge[key];
        if !value.is_null() && !value.is_object() {
            text.push_str(&format!(" {key}={}", value.to_string().trim_matches('"')));
        }
    }
    (kind.to_owned(), text)
}

/// Returns the edges of a stack.
fn edges(stack: &Stack) -> Vec<(String, String)> {
    let mut out = Edges { stack, edges: Vec::new() };
    for resource in &stack.resources {
        out.of(resource);
    }
    out.edges
}

struct Edges<'s> {
    stack: &'s Stack,
    edges: Vec<(String, String)>,
}

impl Edges<'_> {
    fn of(&mut self, resource: &Resource) {
        let (id, properties) = (&*resource.id, &resource.properties);
        match &*resource.type_name {
            "AWS::S3::Bucket" => self.bucket(id, properties),
            "AWS::SNS::Topic" => {
                for subscription in properties.get("Subscription").items() {
                    self.subscription(&format!("{id} -> "), subscription);
                }
            }
            "AWS::SNS::Subscription" => {
                let topic = self.end(properties.get("TopicArn"));
                self.subscription(&format!("{topic} -> "), properties);
                let dead = properties.get("RedrivePolicy").get("deadLetterTargetArn");
                if !dead.is_absent() {
                    self.edge("sub-dlq", id, dead, "");
                }
            }
            "AWS::Lambda::EventSourceMapping" => self.mapping(properties),
            "AWS::Lambda::Function" => {
                let dead = properties.get("DeadLetterConfig").get("TargetArn");
                if !dead.is_absent() {
                    self.edge("fn-dlq", id, dead, "");
                }
            }
            "AWS::SQS::Queue" => {
                let policy = properties.get("RedrivePolicy");
                let dead = policy.get("deadLetterTargetArn");
                if !dead.is_absent() {
                    let count = policy.get("maxReceiveCount").scalar_text().unwrap_or_default();
                    self.edge("queue-dlq", id, dead, &format!(" max_receive={count}"));
                }
            }
            "AWS::Lambda::EventInvokeConfig" => self.invoke_config(properties),
            "AWS::Lambda::Url" => self.edge("url", id, properties.get("TargetFunctionArn"), ""),
            "AWS::Events::Rule" => self.rule(id, properties),
            "AWS::Scheduler::Schedule" => {
                let expression = properties.get("ScheduleExpression").scalar_text().unwrap_or_default();
                let target = properties.get("Target");
                self.edge("schedule", id, target.get("Arn"), &format!(" expression={expression}"));
                if !target.at_path("DeadLetterConfig.Arn").is_absent() {
                    self.edge("rule-dlq", id, target.at_path("DeadLetterConfig.Arn"), "");
                }
            }
            "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api" => self.definition(id, properties.get("Body")),
            _ => {}
        }
    }

    fn bucket(&mut self, id: &str, properties: &Properties) {
        let notifications = properties.get("NotificationConfiguration");
        if notifications.find("EventBridgeConfiguration").is_some() {
            self.edges.push(("s3-eventbridge".to_owned(), format!("{id} -> default")));
        }
        for (list, target) in
            [("LambdaConfigurations", "Function"), ("QueueConfigurations", "Queue"), ("TopicConfigurations", "Topic")]
        {
            for entry in notifications.get(list).items() {
                let event = entry.get("Event").text().unwrap_or_default();
                let mut rules: Vec<String> = entry
                    .at_path("Filter.S3Key.Rules")
                    .items()
                    .iter()
                    .map(|rule| {
                        let name = rule.get("Name").text().unwrap_or_default().to_lowercase();
                        format!(" {name}={}", rule.get("Value").scalar_text().unwrap_or_default())
                    })
                    .collect();
                rules.sort();
                self.edge_qualified("s3", id, entry.get(target), &format!(" event={event}{}", rules.concat()));
            }
        }
    }

    fn subscription(&mut self, from: &str, subscription: &Properties) {
        let protocol = subscription.get("Protocol").text().unwrap_or_default();
        let (to, qualifier) = self.callee(subscription.get("Endpoint"));
        self.edges.push(("sns".to_owned(), format!("{from}{to}{qualifier} protocol={protocol}")));
    }

    fn mapping(&mut self, properties: &Properties) {
        let mut source = properties.get("EventSourceArn");
        if source.is_absent() {
            source = properties.get("SelfManagedEventSource");
        }
        let from = self.end(source);
        self.edge_qualified("esm", &from, properties.get("FunctionName"), "");
        let failure = properties.at_path("DestinationConfig.OnFailure.Destination");
        if !failure.is_absent() {
            self.edge("esm-on-failure", &from, failure, "");
        }
    }

    fn invoke_config(&mut self, properties: &Properties) {
        let from = self.end(properties.get("FunctionName"));
        let tuned = ["MaximumRetryAttempts", "MaximumEventAgeInSeconds"];
        if tuned.iter().any(|key| !properties.get(key).is_absent()) {
            self.edges.push(("invoke-config".to_owned(), format!("{from} -> none")));
        }
        for (side, kind) in [("OnSuccess", "on-success"), ("OnFailure", "on-failure")] {
            let destination = properties.get("DestinationConfig").get(side).get("Destination");
            if !destination.is_absent() {
                self.edge(kind, &from, destination, "");
            }
        }
    }

    fn rule(&mut self, id: &str, properties: &Properties) {
        let schedule = properties.get("ScheduleExpression").scalar_text();
        for target in properties.get("Targets").items() {
            match &schedule {
                Some(expression) => {
                    self.edge_qualified("schedule", id, target.get("Arn"), &format!(" expression={expression}"));
                }
                None => self.edge_qualified("rule", id, target.get("Arn"), ""),
            }
            let dead = target.at_path("DeadLetterConfig.Arn");
            if !dead.is_absent() {
                self.edge("rule-dlq", id, dead, "");
            }
        }
    }

    fn definition(&mut self, id: &str, body: &Properties) {
        for (path, methods) in body.get("paths").entries() {
            for (method, operation) in methods.entries() {
                let integration = operation.get("x-amazon-apigateway-integration");
                let uri = integration.get("uri");
                if uri.is_absent() {
                    continue;
                }
                let (to, qualifier) = self.callee(uri);
                let payload = integration.get("payloadFormatVersion").scalar_text();
                let payload = payload.map_or_else(String::new, |version| format!(" payload={version}"));
                let method = match &*method.text {
                    "x-amazon-apigateway-any-method" => "any",
                    other => other,
                };
                let text = format!("{id} -> {to}{qualifier} method={method} path={}{payload}", path.text);
                self.edges.push(("api".to_owned(), text));
            }
        }
    }

    fn edge(&mut self, kind: &str, from: &str, to: &Properties, more: &str) {
        let (to, qualifier) = self.callee(to);
        self.edges.push((kind.to_owned(), format!("{from} -> {to}{qualifier}{more}")));
    }

    fn edge_qualified(&mut self, kind: &str, from: &str, to: &Properties, more: &str) {
        self.edge(kind, from, to, more);
    }

    /// Returns a function behind an alias or version, with that as the qualifier.
    fn callee(&self, value: &Properties) -> (String, String) {
        let id = self.end(value);
        let Some(resource) = self.stack.resource(&id) else { return (id, String::new()) };
        if matches!(&*resource.type_name, "AWS::Lambda::Alias" | "AWS::Lambda::Version") {
            return (self.end(resource.properties.get("FunctionName")), format!(" qualifier={id}"));
        }
        (id, String::new())
    }

    fn end(&self, value: &Properties) -> String {
        match self.stack.target(value) {
            Some(id) => id.to_owned(),
            None if matches!(value.value, Value::Null) => "none".to_owned(),
            None => "outside".to_owned(),
        }
    }
}
