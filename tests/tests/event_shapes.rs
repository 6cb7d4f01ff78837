//! The events that functions receive have the keys that AWS's own tools write: `events/` of the data beside the project.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use suite::{Played, data_beside, json_file};

/// Fixtures that are not compared.
const LEFT_OUT: &[(&str, &[&str])] = &[
    ("S3 Batch Operations are not simulated", &["s3/s3-batch.json"]),
    (
        "it shows X-Cache, which CloudFront's own list keeps from functions",
        &["cloudfront/cf-access-request-in-response.json"],
    ),
    ("API Gateway is not simulated", &["apigateway/rest-v1-sam.json", "apigateway/http-v2-sam.json"]),
    ("EventBridge is not simulated", &["eventbridge/scheduled-sam.json"]),
    ("DynamoDB is not simulated", &["dynamodb/dynamodb-sam.json"]),
];

/// Key paths that events of CloudFront have and that its fixtures, cut short by hand, have not.
const LEFT_AWAY_BY_CLOUDFRONT_FIXTURES: &[&str] = &[
    "$.Records[].cf.config.distributionDomainName",
    "$.Records[].cf.config.eventType",
    "$.Records[].cf.config.requestId",
    "$.Records[].cf.request",
    "$.Records[].cf.request.clientIp",
    "$.Records[].cf.request.headers",
    "$.Records[].cf.request.headers.host",
    "$.Records[].cf.request.headers.host[]",
    "$.Records[].cf.request.headers.host[].key",
    "$.Records[].cf.request.headers.host[].value",
    "$.Records[].cf.request.method",
    "$.Records[].cf.request.querystring",
    "$.Records[].cf.request.uri",
];

type Adapter = fn(&Value) -> Result<Value, String>;

const ADAPTERS: &[(&str, Adapter)] = &[
    ("s3/s3-put-sam.json", |fixture| stored(fixture, "PutObject")),
    ("s3/s3-delete-sam.json", |fixture| stored(fixture, "DeleteObject")),
    ("sns/sns-sam.json", published),
    ("sqs/sqs-sam.json", queued),
    ("kinesis/kinesis-sam.json", put),
    ("alb/alb-sam.json", requested),
    ("cloudfront/cf-request-modify-query.json", viewed),
    ("cloudfront/cf-response-modify-header.json", viewed),
    ("cloudfront/cf-ab-test.json", viewed),
    ("cloudfront/cf-redirect.json", viewed),
    ("cloudfront/cf-response-generation.json", viewed),
];

#[test]
fn events_have_the_keys_that_aws_writes() {
    let Some(folder) = data_beside("events") else { return };
    let index = json_file(&folder.join("index.json"));
    let fixtures = index["fixtures"].as_array().expect("a list of fixtures");
    let files: Vec<&str> = fixtures.iter().filter_map(|fixture| fixture["file"].as_str()).collect();
    let left_out = || LEFT_OUT.iter().flat_map(|(_, files)| files.iter().copied());
    for file in left_out().chain(ADAPTERS.iter().map(|(file, _)| *file)) {
        assert!(files.contains(&file), "{file} is listed here, but not in the index");
    }
    let mut failures = Vec::new();
    for file in &files {
        let adapter = ADAPTERS.iter().find(|(name, _)| name == file);
        assert_ne!(adapter.is_some(), left_out().any(|left| left == *file), "{file}: either compared or left out");
        let Some((_, adapter)) = adapter else { continue };
        let fixture = json_file(&folder.join(file));
        match adapter(&fixture) {
            Ok(event) => failures.extend(differences(file, &fixture, &event)),
            Err(message) => failures.push(format!("{file}: {message}")),
        }
    }
    for (reason, files) in LEFT_OUT {
        println!("left out, {reason}: {}", files.join(" "));
    }
    println!("{} events compared, {} left out", ADAPTERS.len(), left_out().count());
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Returns the key paths, with JSON types, that only one of fixture and event has.
fn differences(file: &str, fixture: &Value, event: &Value) -> Vec<String> {
    let (wanted, found) = (paths(fixture), paths(event));
    let may_be_added = |path: &str| {
        file.starts_with("cloudfront/")
            && LEFT_AWAY_BY_CLOUDFRONT_FIXTURES.iter().any(|left| path.split(' ').next() == Some(left))
    };
    let missing = wanted.difference(&found).map(|path| format!("{file}: {path} is missing"));
    let added = found.difference(&wanted).filter(|path| !may_be_added(path));
    missing.chain(added.map(|path| format!("{file}: {path} is not in the fixture"))).collect()
}

/// Returns each key path with the type of what stands there: `$.Records[].body string`.
fn paths(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    add_paths(value, "$", &mut found);
    found
}

fn add_paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "map",
    };
    found.insert(format!("{path} {kind}"));
    match value {
        Value::Array(items) => items.iter().for_each(|item| add_paths(item, &format!("{path}[]"), found)),
        Value::Object(map) => map.iter().for_each(|(key, value)| add_paths(value, &format!("{path}.{key}"), found)),
        _ => {}
    }
}

/// Runs clients against resources and returns the last event that the function `F` received.
fn received(clients: &[Value], resources: &Value) -> Result<Value, String> {
    let template = json!({
        "Transform": "AWS::Serverless-2016-10-31",
        "Metadata": { "Lambdarium": { "Version": 1, "Duration": "1m", "Latency": "None", "Traffic": clients } },
        "Resources": resources,
    });
    let played = Played::run(&template.to_string())?;
    let last = played.facts("F", "InvocationStarted").last().ok_or("the function did not run")?;
    Ok(last["payload"].clone())
}

fn function(events: &Value) -> Value {
    json!({ "Type": "AWS::Serverless::Function", "Properties": {
        "Runtime": "python3.13", "Handler": "index.handler", "InlineCode": "pass", "Events": events } })
}

fn client(action: &str, to: &str, at: &str, input: &Value) -> Value {
    json!({ "Name": format!("{action} {at}"), "To": to, "Action": action, "At": [at], "Input": input })
}

fn stored(fixture: &Value, action: &str) -> Result<Value, String> {
    let object = &fixture["Records"][0]["s3"]["object"];
    let put = json!({ "Key": object["key"], "Size": object["size"].as_u64().unwrap_or(1) });
    let mut clients = vec![client("PutObject", "B", "1s", &put)];
    if action != "PutObject" {
        clients.push(client(action, "B", "2s", &json!({ "Key": object["key"] })));
    }
    let events = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"];
    let trigger = json!({ "B": { "Type": "S3", "Properties": { "Bucket": { "Ref": "B" }, "Events": events } } });
    received(&clients, &json!({ "B": { "Type": "AWS::S3::Bucket" }, "F": function(&trigger) }))
}

fn published(fixture: &Value) -> Result<Value, String> {
    let sns = &fixture["Records"][0]["Sns"];
    let attribute = |(name, it): (&String, &Value)| {
        let key = if it["Type"] == "Binary" { "BinaryValue" } else { "StringValue" };
        (name.clone(), json!({ "DataType": it["Type"], key: it["Value"] }))
    };
    let attributes: serde_json::Map<String, Value> =
        sns["MessageAttributes"].as_object().into_iter().flatten().map(attribute).collect();
    let input = json!({ "Message": sns["Message"], "Subject": sns["Subject"], "MessageAttributes": attributes });
    let trigger = json!({ "T": { "Type": "SNS", "Properties": { "Topic": { "Ref": "T" } } } });
    received(
        &[client("Publish", "T", "1s", &input)],
        &json!({ "T": { "Type": "AWS::SNS::Topic" }, "F": function(&trigger) }),
    )
}

fn queued(fixture: &Value) -> Result<Value, String> {
    let input = json!({ "MessageBody": fixture["Records"][0]["body"] });
    let queue = json!({ "Queue": { "Fn::GetAtt": ["Q", "Arn"] } });
    let trigger = json!({ "Q": { "Type": "SQS", "Properties": queue } });
    received(
        &[client("SendMessage", "Q", "1s", &input)],
        &json!({ "Q": { "Type": "AWS::SQS::Queue" }, "F": function(&trigger) }),
    )
}

fn put(fixture: &Value) -> Result<Value, String> {
    let input = json!({ "PartitionKey": fixture["Records"][0]["kinesis"]["partitionKey"], "Data": "hello" });
    let stream = json!({ "Stream": { "Fn::GetAtt": ["S", "Arn"] }, "StartingPosition": "LATEST" });
    let trigger = json!({ "S": { "Type": "Kinesis", "Properties": stream } });
    received(
        &[client("PutRecord", "S", "1s", &input)],
        &json!({ "S": { "Type": "AWS::Kinesis::Stream", "Properties": { "ShardCount": 1 } }, "F": function(&trigger) }),
    )
}

fn requested(fixture: &Value) -> Result<Value, String> {
    // What the load balancer adds is left to it.
    let added = ["x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"];
    let mut headers = fixture["headers"].as_object().cloned().unwrap_or_default();
    headers.retain(|name, _| !added.contains(&&**name));
    let query = fixture["queryStringParameters"].as_object().into_iter().flatten();
    let query: Vec<String> =
        query.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default())).collect();
    let input = json!({ "Method": fixture["httpMethod"], "Path": fixture["path"], "QueryString": query.join("&"),
        "Headers": headers, "Body": "{\"test\":\"body\"}" });
    let forward = json!([{ "Type": "forward", "TargetGroupArn": { "Ref": "G" } }]);
    received(
        &[client("Request", "L", "1s", &input)],
        &json!({
            "L": { "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": { "Type": "application",
                "Subnets": ["subnet-1", "subnet-2"] } },
            "Port80": { "Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {
                "LoadBalancerArn": { "Ref": "L" }, "Port": 80, "Protocol": "HTTP", "DefaultActions": forward } },
            "G": { "Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "DependsOn": "P", "Properties": {
                "TargetType": "lambda", "Targets": [{ "Id": { "Fn::GetAtt": ["F", "Arn"] } }] } },
            "P": { "Type": "AWS::Lambda::Permission", "Properties": { "Action": "lambda:InvokeFunction",
                "FunctionName": { "Fn::GetAtt": ["F", "Arn"] },
                "Principal": "elasticloadbalancing.amazonaws.com" } },
            "F": function(&json!({})),
        }),
    )
}

/// A fixture with a response stands for a viewer's response, one without for a viewer's request.
fn viewed(fixture: &Value) -> Result<Value, String> {
    let cf = &fixture["Records"][0]["cf"];
    let point = if cf["response"].is_object() { "viewer-response" } else { "viewer-request" };
    let written = |headers: &Value| -> serde_json::Map<String, Value> {
        let lists = headers.as_object().into_iter().flatten();
        lists
            .map(|(_, list)| (list[0]["key"].as_str().unwrap_or_default().to_owned(), list[0]["value"].clone()))
            .collect()
    };
    let request = &cf["request"];
    let input = json!({ "Method": "GET", "Path": "/test", "QueryString": request["querystring"].as_str().unwrap_or(""),
        "Headers": written(&request["headers"]) });
    let response = json!({ "StatusCode": 200, "Headers": written(&cf["response"]["headers"]) });
    let behavior = json!({ "TargetOriginId": "origin", "ViewerProtocolPolicy": "allow-all",
        "ForwardedValues": { "QueryString": true },
        "LambdaFunctionAssociations": [{ "EventType": point, "LambdaFunctionARN": { "Ref": "F.Version" } }] });
    let template = json!({
        "Transform": "AWS::Serverless-2016-10-31",
        "Metadata": { "Lambdarium": { "Version": 1, "Duration": "1m", "Latency": "None",
            "Functions": { "F": { "Duration": "1ms" } },
            "Origins": { "D": { "origin": { "Response": response } } },
            "Traffic": [client("Request", "D", "1s", &input)] } },
        "Resources": {
            "D": { "Type": "AWS::CloudFront::Distribution", "Properties": { "DistributionConfig": { "Enabled": true,
                "Origins": [{ "Id": "origin", "DomainName": "example.com",
                    "CustomOriginConfig": { "OriginProtocolPolicy": "https-only" } }],
                "DefaultCacheBehavior": behavior } } },
            "F": { "Type": "AWS::Serverless::Function", "Properties": { "Runtime": "python3.13",
                "Handler": "index.handler", "InlineCode": "pass", "AutoPublishAlias": "live", "Timeout": 3 } },
        },
    });
    let played = Played::run(&template.to_string())?;
    let started = played.facts("F", "InvocationStarted").last();
    let started = started.ok_or_else(|| format!("the function did not run: {}", played.report["diagnostics"]))?;
    Ok(started["payload"].clone())
}
