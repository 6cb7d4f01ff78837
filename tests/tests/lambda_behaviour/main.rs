//! Plays what was recorded of Lambda on AWS: `lambda/behaviour.json` of the data beside the project.
//!
//! Each case has an adapter that builds its setup as a template, takes its steps and returns what came of it under the
//! names of the case's `expected`; what is expected is read from the file. A case without an adapter stands in
//! `LEFT_OUT` with the reason, a single value that the playground does not have in `NOT_COMPARED`.

mod streams;

use aws::payload::http::wildcard_matches;
use serde_json::{Map, Value, json};
use suite::{Played, data_beside, json_file};
use template::{Scenario, ScenarioOptions};

/// Cases that are not played.
const LEFT_OUT: &[(&str, &[&str])] = &[
    ("function URLs are not simulated", &["lam-19", "lam-20", "lam-21"]),
    ("buses as destinations are not simulated", &["lam-34", "lam-35"]),
    ("versions and aliases are not simulated", &["lam-38", "lam-54", "lam-58", "lam-59", "lam-62"]),
    ("provisioned concurrency is not simulated", &["lam-43", "lam-44", "lam-47", "lam-53"]),
    ("what the API says of a mapping is not simulated", &["lam-103", "lam-104"]),
    ("DynamoDB streams are not simulated", &["lam-106", "lam-109"]),
    ("API Gateway is not simulated", &["lam-121", "lam-126", "lam-127", "lam-129", "lam-132", "lam-133"]),
];

/// Values of cases that are played all the same.
const NOT_COMPARED: &[(&str, &str, &str)] = &[
    ("lam-39", "error", "a client keeps the status of a refusal and its body, not the error that an SDK makes of them"),
    ("lam-39", "payload_shape", "it has the error of an SDK besides the body"),
    ("lam-32", "payload_shape", "it says in the form of ReceiveMessage what is compared as the record of a mapping"),
    ("lam-118", "error", "a refused template has a diagnostic, not an API error"),
    ("lam-120", "error", "a refused template has a diagnostic, not an API error"),
];

type Found = Result<Value, String>;
type Adapter = fn(&Value) -> Found;

const ADAPTERS: &[(&[&str], Adapter)] = &[
    (&["lam-86"], streams::reach_every_reader),
    (&["lam-87"], streams::wait_for_the_batch_before),
    (&["lam-90", "lam-92"], streams::tell_of_a_failure),
    (&["lam-100"], streams::give_up_what_is_old),
    (&["lam-101"], streams::never_run_what_was_old_before),
    (&["lam-01"], answers_at_once),
    (&["lam-02"], accepts_an_event),
    (&["lam-04"], returns_nothing),
    (&["lam-06"], fails_to_initialise),
    (&["lam-09"], times_out),
    (&["lam-11"], starts_anew_after_a_timeout),
    (&["lam-17"], names_its_request),
    (&["lam-25", "lam-28", "lam-29", "lam-40"], hands_over_a_failure),
    (&["lam-31"], fails_without_a_destination),
    (&["lam-32"], dead_letters),
    (&["lam-39"], refuses_when_reserved_is_zero),
    (&["lam-65"], comes_back_after_the_visibility_timeout),
    (&["lam-66"], moves_to_the_dead_letter_queue),
    (&["lam-67"], carries_attributes),
    (&["lam-71"], takes_an_empty_object_for_success),
    (&["lam-75"], splits_a_backlog),
    (&["lam-76", "lam-77", "lam-78", "lam-79", "lam-80", "lam-81"], filters),
    (&["lam-118"], refuses_filters),
    (&["lam-120"], refuses_a_destination),
];

#[test]
fn lambda_does_what_was_recorded_on_aws() {
    let Some(path) = data_beside("lambda/behaviour.json") else { return };
    let file = json_file(&path);
    let cases = file.as_array().expect("a list of cases");
    let ids: Vec<&str> = cases.iter().filter_map(|case| case["id"].as_str()).collect();
    let left_out = || LEFT_OUT.iter().flat_map(|(_, ids)| ids.iter());
    let played = || ADAPTERS.iter().flat_map(|(ids, _)| ids.iter());
    let not_compared = NOT_COMPARED.iter().map(|(id, ..)| id);
    for id in left_out().chain(played()).chain(not_compared) {
        assert!(ids.contains(id), "{id} is listed here, but not in the file");
    }
    let (mut count, mut failures) = (0, Vec::new());
    for case in cases {
        let id = case["id"].as_str().expect("an id");
        let adapter = ADAPTERS.iter().find(|(ids, _)| ids.contains(&id));
        assert_ne!(adapter.is_some(), left_out().any(|left| *left == id), "{id}: either played or left out");
        let Some((_, adapter)) = adapter else { continue };
        count += 1;
        match adapter(case) {
            Ok(found) => failures.extend(compare(id, case, &found)),
            Err(message) => failures.push(format!("{id}: {message}")),
        }
    }
    for (reason, ids) in LEFT_OUT {
        println!("left out, {reason}: {}", ids.join(" "));
    }
    println!("{count} cases played, {} left out", left_out().count());
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Compares what came of a case with what the file expects, value by value.
fn compare(id: &str, case: &Value, found: &Value) -> Vec<String> {
    let mut wanted: Vec<(&str, &Value)> =
        case["expected"].as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value)).collect();
    wanted.push(("payload_shape", &case["payload_shape"]));
    // "see shape" only points to the shape.
    wanted.retain(|(key, value)| {
        (*key != "record" || **value != "see shape") && (*key != "payload_shape" || value.is_object())
    });
    let mut differences = Vec::new();
    for (key, wanted) in wanted {
        let is_left = NOT_COMPARED.iter().any(|(case, left, _)| *case == id && *left == key);
        let same = match key {
            "payload_shape" => found[key].is_object() && shape_difference(wanted, &found[key], "$").is_none(),
            _ if key.ends_with("_at_least") => found[key].as_f64() >= wanted.as_f64(),
            _ if key.ends_with("_before_s") => {
                found[key].as_f64().is_some_and(|it| it < wanted.as_f64().unwrap_or(0.0))
            }
            _ => matches(wanted, &found[key]),
        };
        if is_left && same {
            differences.push(format!("{id}: {key} is the same by now, compare it"));
        }
        if !is_left && !same {
            let detail = (key == "payload_shape").then(|| shape_difference(wanted, &found[key], "$")).flatten();
            let detail = detail.unwrap_or_default();
            differences.push(format!("{id}: {key}: expected {wanted}, found {} {detail}", found[key]));
        }
    }
    differences
}

/// Tells whether a value is as expected; `<…>` in a text stands for anything.
fn matches(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::String(wanted), Value::String(found)) => wildcard_matches(&unmasked(wanted), found, true),
        // A mask stands for a number, too.
        (Value::String(wanted), Value::Number(_)) => unmasked(wanted) == "*",
        (Value::Number(wanted), Value::Number(found)) => wanted.as_f64() == found.as_f64(),
        (Value::Object(wanted), Value::Object(found)) => {
            wanted.len() == found.len() && wanted.iter().all(|(key, value)| matches(value, &found[key]))
        }
        _ => wanted == found,
    }
}

/// Writes a mask of the recording as a pattern.
fn unmasked(text: &str) -> String {
    // The account of the recording, and words that stand for a time.
    let text = text.replace("111111111111", "*");
    if matches!(&*text, "date" | "sent-timestamp") {
        return "*".to_owned();
    }
    let mut pattern = String::new();
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('<') {
        pattern.push_str(before);
        pattern.push('*');
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    pattern + rest
}

/// Returns where something of a recorded shape is missing or otherwise; what the recording left away may be there.
fn shape_difference(wanted: &Value, found: &Value, path: &str) -> Option<String> {
    // What the function's code and the sender wrote is theirs.
    let is_free = ["errorMessage", "body"].iter().any(|key| path.ends_with(key));
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => wanted.iter().find_map(|(key, value)| {
            let path = format!("{path}.{key}");
            shape_difference(value, found.get(key).unwrap_or(&Value::Null), &path)
        }),
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            let pairs = wanted.iter().zip(found).enumerate();
            let mut each = pairs.map(|(n, (wanted, found))| shape_difference(wanted, found, &format!("{path}[{n}]")));
            each.find_map(|difference| difference)
        }
        (Value::String(text), Value::String(_)) if is_free && !text.contains("timed out") => None,
        _ => (!matches(wanted, found)).then(|| format!("({path}: {found})")),
    }
}

/// Returns a template: what stands in the block besides duration and latency, and the resources.
fn template(block: &str, resources: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31\nMetadata:\n  Lambdarium:\n    Version: 1\n    Duration: 15m\n    \
         Latency: None\n{block}\nResources:\n{resources}\n"
    )
}

/// Returns a function `F` with properties besides what each function needs.
fn function(properties: &str) -> String {
    format!(
        "  F: {{ Type: AWS::Serverless::Function, Properties: {{ Runtime: python3.13, Handler: index.handler, \
         InlineCode: pass{properties} }} }}"
    )
}

fn behaviour(text: &str) -> String {
    format!("    Functions: {{ F: {{ InitDuration: 0ms, {text} }} }}\n")
}

fn client(name: &str, at: &str, input: &str) -> String {
    format!("      - {{ Name: {name}, To: F, Action: Invoke, At: [{at}], Input: {input} }}\n")
}

fn traffic(clients: &[String]) -> String {
    format!("    Traffic:\n{}", clients.concat())
}

const EVENT: &str = "{ InvocationType: Event, Payload: { message: hello } }";

/// Returns the status of a client's only call.
fn status(played: &Played, client: &str) -> Value {
    played.first(client, "CallEnded")["status"].clone()
}

fn function_error(played: &Played, client: &str) -> Value {
    // AWS has one more kind, `Handled`, that no managed runtime uses any more.
    if played.first(client, "CallEnded")["function_error"] == true { json!("Unhandled") } else { Value::Null }
}

fn answers_at_once(_: &Value) -> Found {
    let block =
        behaviour("Duration: 1ms, Response: { Payload: {} }") + &traffic(&[client("c", "1s", "{ Payload: {} }")]);
    let played = Played::run(&template(&block, &function("")))?;
    Ok(json!({
        "status": status(&played, "c"),
        "ExecutedVersion": played.first("F", "InvocationStarted")["version"],
        "payload": played.first("c", "CallEnded")["payload"],
    }))
}

fn accepts_an_event(_: &Value) -> Found {
    let block = behaviour("Duration: 1ms, Response: { Payload: {} }") + &traffic(&[client("c", "1s", EVENT)]);
    let played = Played::run(&template(&block, &function("")))?;
    let (answered, started) = (played.first("c", "CallEnded"), played.first("F", "InvocationEnded"));
    if answered["t_us"].as_u64() > started["t_us"].as_u64() {
        return Err("the answer comes after the run".to_owned());
    }
    Ok(json!({
        "status": answered["status"], "payload": answered["payload"], "runs": played.metric("F", "Invocations"),
    }))
}

fn returns_nothing(_: &Value) -> Found {
    let clients = [client("sync", "1s", "{ Payload: {} }"), client("async", "2s", EVENT)];
    let block = behaviour("Duration: 1ms, Response: { Payload: null }") + &traffic(&clients);
    let played = Played::run(&template(&block, &function("")))?;
    let of = |name| {
        let payload = &played.first(name, "CallEnded")["payload"];
        let text = payload.as_str().map_or_else(|| payload.to_string(), str::to_owned);
        json!({ "status": status(&played, name), "payload": text })
    };
    Ok(json!({ "sync": of("sync"), "async": of("async") }))
}

fn fails_to_initialise(_: &Value) -> Found {
    let block =
        behaviour("Duration: 1ms, InitFails: [{ Always: true }]") + &traffic(&[client("c", "1s", "{ Payload: {} }")]);
    let played = Played::run(&template(&block, &function("")))?;
    Ok(json!({
        "status": status(&played, "c"),
        "FunctionError": function_error(&played, "c"),
        "payload_shape": played.first("c", "CallEnded")["payload"],
    }))
}

fn times_out(case: &Value) -> Found {
    let timeout = &case["setup"]["Timeout"];
    let block = behaviour("Duration: 2s") + &traffic(&[client("c", "1s", "{ Payload: {} }")]);
    let played = Played::run(&template(&block, &function(&format!(", Timeout: {timeout}"))))?;
    let seconds = played.first("F", "InvocationEnded")["duration_ms"].as_f64().map(|ms| ms / 1_000.0);
    Ok(json!({
        "status": status(&played, "c"),
        "FunctionError": function_error(&played, "c"),
        "duration_s": seconds,
        "payload_shape": played.first("c", "CallEnded")["payload"],
    }))
}

fn starts_anew_after_a_timeout(case: &Value) -> Found {
    let timeout = &case["setup"]["Timeout"];
    let calls = client("c", "1s, 2s, 3s, 4s, 5s, 8s, 9s", "{ Payload: {} }");
    let law = "Duration: { Sequence: [1ms, 1ms, 1ms, 1ms, 2s, 1ms] }";
    let played =
        Played::run(&template(&(behaviour(law) + &traffic(&[calls])), &function(&format!(", Timeout: {timeout}"))))?;
    let starts: Vec<&Value> = played.facts("F", "InvocationStarted").collect();
    let ends: Vec<&Value> = played.facts("F", "InvocationEnded").collect();
    if starts.len() != 7 || ends[4]["outcome"] != "Timeout" {
        return Err(format!("not seven runs with the fifth timed out: {ends:?}"));
    }
    // `/tmp` is the environment's, globals are the runtime's.
    let file = |run: usize| if starts[run]["environment"] == starts[0]["environment"] { "some-content" } else { "" };
    let resets = |run: usize| {
        let before = |reset: &&Value| reset["t_us"].as_u64() < starts[run]["t_us"].as_u64();
        played.facts("F", "EnvironmentReset").filter(before).count()
    };
    let number = |run: usize| if resets(run) == 0 && starts[run]["cold_start"] == false { 42 } else { 0 };
    Ok(json!({
        "file_before": file(1), "number_before": number(3),
        "file_after_timeout": file(5), "number_after_timeout": number(6),
    }))
}

fn names_its_request(_: &Value) -> Found {
    let block = behaviour("Duration: 1ms, Response: { Payload: '{request_id}' }")
        + &traffic(&[client("c", "1s, 2s", "{ Payload: {} }")]);
    let played = Played::run(&template(&block, &function("")))?;
    let of_log = played.facts("F", "InvocationStarted").map(|start| &start["request_id"]);
    let of_answer: Vec<&Value> =
        played.facts("c", "CallEnded").map(|end| &end["parameters"]["x-amzn-RequestId"]).collect();
    if of_answer.len() != 2 || of_answer[0] == of_answer[1] || !of_answer.iter().copied().eq(of_log) {
        return Err(format!("not two ids, those of the logs: {of_answer:?}"));
    }
    let returned: Vec<&Value> = played.facts("c", "CallEnded").map(|end| &end["payload"]).collect();
    let same = returned == of_answer;
    Ok(json!({ "payload_equals": if same { "x-amzn-RequestId of the answer" } else { "something else" } }))
}

/// Returns the setup's settings of asynchronous invocations with a queue `Q` for failures.
fn with_failure_queue(setup: &Value) -> String {
    let mut config = String::from("DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Q.Arn } }");
    for key in ["MaximumRetryAttempts", "MaximumEventAgeInSeconds"] {
        if let Some(number) = setup[key].as_u64() {
            config += &format!(", {key}: {number}");
        }
    }
    let mut properties = format!(", EventInvokeConfig: {{ {config} }}");
    if let Some(number) = setup["ReservedConcurrentExecutions"].as_u64() {
        properties += &format!(", ReservedConcurrentExecutions: {number}");
    }
    function(&properties) + "\n  Q: { Type: AWS::SQS::Queue }"
}

fn hands_over_a_failure(case: &Value) -> Found {
    let block = behaviour("Duration: 1ms, Fails: [{ Always: true }]") + &traffic(&[client("c", "0s", EVENT)]);
    let played = Played::run(&template(&block, &with_failure_queue(&case["setup"])))?;
    let lying = played.report["messages"]["Q"].as_array().map_or(0, Vec::len);
    if lying != 1 {
        return Err(format!("{lying} records in the failure queue"));
    }
    let message = &played.report["messages"]["Q"][0];
    let body = message["body"].as_str().unwrap_or_default();
    let record: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let runs = played.metric("F", "Invocations");
    let mut found = json!({
        "status": status(&played, "c"),
        "runs": runs,
        "attempts": runs,
        "condition": record["requestContext"]["condition"],
        "approximateInvokeCount": record["requestContext"]["approximateInvokeCount"],
        "destination_before_s": message["sent_at_ms"].as_f64().map(|ms| ms / 1_000.0),
    });
    if let Some(shape) = case["payload_shape"].as_object() {
        let mut record = record;
        // The event of the recording is its own.
        record["requestPayload"] = shape["requestPayload"].clone();
        let both = record["responseContext"].is_object() == shape.contains_key("responseContext");
        found["payload_shape"] = if both { record } else { Value::Null };
    }
    Ok(found)
}

fn fails_without_a_destination(_: &Value) -> Found {
    let block = behaviour("Duration: 1ms, Fails: [{ Always: true }]") + &traffic(&[client("c", "0s", EVENT)]);
    let played = Played::run(&template(&block, &function("")))?;
    Ok(json!({ "status": status(&played, "c"), "attempts": played.metric("F", "Invocations") }))
}

/// The queue stays while the synchronous call fails too, which asks for more than the case does.
fn dead_letters(case: &Value) -> Found {
    let event = "{ InvocationType: Event, Payload: { raise_error: 1 } }";
    let clients = [client("event", "0s", event), client("sync", "10m", "{ Payload: {} }")];
    let block = behaviour("Duration: 1ms, Fails: [{ Always: true }]") + &traffic(&clients);
    let resources = function(", DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Q.Arn }");
    let played = Played::run(&template(&block, &(resources + "\n  Q: { Type: AWS::SQS::Queue }\n" + &reader("Q"))))?;
    let sent = |from: u64, to: u64| {
        let within = |line: &&Value| line["t_us"].as_u64().is_some_and(|t| (from..to).contains(&t));
        played.facts("Q", "Enqueued").filter(within).count()
    };
    let sync_at = 600_000_000;
    let received = &played.first("G", "InvocationStarted")["payload"]["Records"][0];
    let body: Value =
        serde_json::from_str(received["body"].as_str().unwrap_or_default()).map_err(|error| error.to_string())?;
    let attribute = |name: &str| {
        let attribute = &received["messageAttributes"][name];
        let value = attribute["stringValue"].as_str().unwrap_or_default();
        // The message of an error is the code's own.
        let written = case["expected"]["attributes"][name].as_str().unwrap_or_default();
        let own = name == "ErrorMessage" && !value.is_empty();
        let value = if own { written.strip_prefix("String ").unwrap_or_default() } else { value };
        format!("{} {value}", attribute["dataType"].as_str().unwrap_or_default())
    };
    let names = ["ErrorCode", "ErrorMessage", "RequestID"];
    let attributes: Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), Value::String(attribute(name)))).collect();
    Ok(json!({
        "dlq_messages": sent(0, sync_at),
        "body": body,
        "attributes": attributes,
        "sync_invoke_to_dlq": sent(sync_at, u64::MAX),
    }))
}

fn refuses_when_reserved_is_zero(case: &Value) -> Found {
    let reserved = &case["setup"]["ReservedConcurrentExecutions"];
    let block = behaviour("Duration: 1ms") + &traffic(&[client("c", "1s", "{ Payload: {} }")]);
    let played = Played::run(&template(&block, &function(&format!(", ReservedConcurrentExecutions: {reserved}"))))?;
    let body = &played.first("c", "CallEnded")["payload"];
    if body["Reason"] != played.first("F", "Throttled")["reason"] || body["Type"] != "User" {
        return Err(format!("the refusal says {body}"));
    }
    Ok(json!({ "http": status(&played, "c"), "Reason": body["Reason"], "message": body["message"] }))
}

/// Returns a function `G` that reads a queue.
fn reader(queue: &str) -> String {
    format!(
        "  G: {{ Type: AWS::Serverless::Function, Properties: {{ Runtime: python3.13, Handler: index.handler, \
         InlineCode: pass, Events: {{ Q: {{ Type: SQS, Properties: {{ Queue: !GetAtt {queue}.Arn }} }} }} }} }}"
    )
}

/// Returns the resources of a case with a queue `Q`, its dead-letter queue `D` and a function.
fn mapped(setup: &Value) -> String {
    let queue = &setup["queue"];
    let mut properties = Vec::new();
    if let Some(seconds) = queue["VisibilityTimeout"].as_u64() {
        properties.push(format!("VisibilityTimeout: {seconds}"));
    }
    if let Some(count) = queue["maxReceiveCount"].as_u64() {
        let policy = format!("{{ deadLetterTargetArn: !GetAtt D.Arn, maxReceiveCount: {count} }}");
        properties.push(format!("RedrivePolicy: {policy}"));
    }
    let mut mapping = setup["esm"].as_object().cloned().unwrap_or_default();
    for filter in mapping.get_mut("FilterCriteria").and_then(|it| it["Filters"].as_array_mut()).into_iter().flatten() {
        // A template has the pattern as text.
        filter["Pattern"] = Value::String(filter["Pattern"].to_string());
    }
    let mapping: String = mapping.iter().map(|(key, value)| format!(", {key}: {value}")).collect();
    let reserved = setup["ReservedConcurrentExecutions"].as_u64();
    let reserved = reserved.map_or_else(String::new, |number| format!(", ReservedConcurrentExecutions: {number}"));
    format!(
        "{}\n  D: {{ Type: AWS::SQS::Queue }}\n  Q: {{ Type: AWS::SQS::Queue, Properties: {{ {} }} }}\n  M: {{ Type: \
         AWS::Lambda::EventSourceMapping, Properties: {{ EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F{mapping} \
         }} }}",
        function(&format!(", Timeout: 3{reserved}")),
        properties.join(", ")
    )
}

fn send(name: &str, at: &str, input: &Value) -> String {
    format!("      - {{ Name: {name}, To: Q, Action: SendMessage, At: [{at}], Input: {input} }}\n")
}

/// Returns how many messages a queue has in any state.
fn left(played: &Played, queue: &str) -> u64 {
    ["Visible", "NotVisible", "Delayed"]
        .iter()
        .filter_map(|state| played.metric(queue, &format!("ApproximateNumberOfMessages{state}")).as_u64())
        .sum()
}

fn records(played: &Played) -> Vec<&Value> {
    let batches = played.facts("F", "InvocationStarted");
    batches.flat_map(|line| line["payload"]["Records"].as_array().into_iter().flatten()).collect()
}

fn comes_back_after_the_visibility_timeout(case: &Value) -> Found {
    let block = behaviour("Duration: 1ms, Fails: [{ FirstAttempts: 1 }]")
        + &traffic(&[send("c", "1s", &json!({ "MessageBody": "hello" }))]);
    let played = Played::run(&template(&block, &mapped(&case["setup"])))?;
    let starts: Vec<u64> = played.facts("F", "InvocationStarted").filter_map(|line| line["t_us"].as_u64()).collect();
    let gap = starts.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / 1e6).next();
    let count = |record: &Value| {
        record["attributes"]["ApproximateReceiveCount"].as_str().and_then(|count| count.parse::<u64>().ok())
    };
    let counts: Vec<_> = records(&played).into_iter().map(count).collect();
    Ok(json!({
        "invocations": starts.len(),
        "gap_s_at_least": gap,
        "receive_counts": counts,
        "left_in_queue": left(&played, "Q"),
        "payload_shape": records(&played)[0],
    }))
}

fn moves_to_the_dead_letter_queue(case: &Value) -> Found {
    let block = behaviour("Duration: 1ms, Fails: [{ Always: true }]")
        + &traffic(&[send("c", "1s", &json!({ "MessageBody": "hello" }))]);
    let played = Played::run(&template(&block, &(mapped(&case["setup"]) + "\n" + &reader("D"))))?;
    let ends: Vec<u64> = played.facts("F", "InvocationEnded").filter_map(|line| line["t_us"].as_u64()).collect();
    let moved: Vec<u64> =
        played.facts("Q", "MovedToDeadLetterQueue").filter_map(|line| line["t_us"].as_u64()).collect();
    let before = |run: usize| ends.get(run).map(|end| moved.iter().filter(|at| *at < end).count());
    let was = records(&played)[0]["messageId"].clone();
    let received = &played.first("G", "InvocationStarted")["payload"]["Records"][0]["messageId"];
    Ok(json!({
        "invocations": ends.len(),
        "dlq_after_first": before(1),
        "dlq_after_second": moved.len(),
        "message_id_kept": was.is_string() && was == *received,
    }))
}

fn carries_attributes(case: &Value) -> Found {
    let recorded = case["payload_shape"]["messageAttributes"].as_object().ok_or("no attributes")?;
    let attributes: Map<String, Value> = recorded
        .iter()
        .map(|(name, it)| (name.clone(), json!({ "DataType": it["dataType"], "StringValue": it["stringValue"] })))
        .collect();
    let input = json!({ "MessageBody": "hello", "MessageAttributes": attributes });
    let block = behaviour("Duration: 1ms") + &traffic(&[send("c", "1s", &input)]);
    let played = Played::run(&template(&block, &mapped(&case["setup"])))?;
    Ok(json!({ "payload_shape": records(&played).first().ok_or("no record")? }))
}

fn takes_an_empty_object_for_success(case: &Value) -> Found {
    let returns = &case["setup"]["returns"];
    let block = behaviour(&format!("Duration: 1ms, Response: {{ Payload: {returns} }}"))
        + &traffic(&[send("c", "1s", &json!({ "MessageBody": "hello" }))]);
    let mut setup = case["setup"].clone();
    // An empty object means success where the mapping reads it.
    setup["esm"]["FunctionResponseTypes"] = json!(["ReportBatchItemFailures"]);
    let played = Played::run(&template(&block, &mapped(&setup)))?;
    if left(&played, "Q") > 0 {
        return Err("the message is still there".to_owned());
    }
    Ok(json!({ "invocations": played.metric("F", "Invocations"), "dlq": left(&played, "D") }))
}

fn splits_a_backlog(case: &Value) -> Found {
    let burst = "      - { Name: c, To: Q, Action: SendMessage, Burst: { Count: 30, At: 0s }, Input: { MessageBody: hello } }\n";
    let create = "    Interventions: [{ At: 10s, On: M, Do: Create }]\n";
    let block = behaviour("Duration: 1ms") + &traffic(&[burst.to_owned()]) + create;
    let played = Played::run(&template(&block, &mapped(&case["setup"])))?;
    let sizes: Vec<u64> = played.facts("F", "InvocationStarted").filter_map(|line| line["records"].as_u64()).collect();
    Ok(json!({ "batches": sizes.len(), "records_total": sizes.iter().sum::<u64>() }))
}

fn filters(case: &Value) -> Found {
    let steps = case["steps"].as_array().ok_or("no steps")?;
    let text = |body: &Value| body.as_str().map_or_else(|| body.to_string(), str::to_owned);
    let clients: Vec<String> = steps
        .iter()
        .enumerate()
        .map(|(n, step)| send(&format!("c{n}"), "1s", &json!({ "MessageBody": text(&step["send"]) })))
        .collect();
    let block = behaviour("Duration: 1ms") + &traffic(&clients);
    let played = Played::run(&template(&block, &mapped(&case["setup"])))?;
    let body =
        |record: &Value| serde_json::from_str(record["body"].as_str().unwrap_or_default()).unwrap_or(Value::Null);
    Ok(json!({
        "invocations": played.metric("F", "Invocations"),
        "records": records(&played).into_iter().map(body).collect::<Vec<Value>>(),
        "left_in_queue": left(&played, "Q"),
    }))
}

/// Returns the messages of the errors that a template has.
fn errors(resources: &str) -> Vec<String> {
    let scenario = Scenario::read(&template("", resources), &ScenarioOptions::default());
    let is_error = |it: &&aws::diagnostics::Diagnostic| it.severity.word() == "error";
    scenario.diagnostics.iter().filter(is_error).map(|it| it.message.clone()).collect()
}

fn refuses_filters(case: &Value) -> Found {
    let wanted = case["expected"]["message"].as_str().unwrap_or_default();
    let patterns = case["steps"][0]["filters"].as_array().ok_or("no filters")?;
    for pattern in patterns {
        let filters = json!({ "Filters": [{ "Pattern": pattern }] });
        let queue = "\n  Q: { Type: AWS::SQS::Queue }\n";
        let mapping = format!(
            "  M: {{ Type: AWS::Lambda::EventSourceMapping, Properties: {{ EventSourceArn: !GetAtt Q.Arn, \
             FunctionName: !Ref F, FilterCriteria: {filters} }} }}"
        );
        let errors = errors(&(function("") + queue + &mapping));
        if !errors.iter().any(|message| message.contains(wanted)) {
            return Err(format!("{pattern} has the errors {errors:?}, not {wanted}"));
        }
    }
    Ok(json!({ "message": wanted }))
}

fn refuses_a_destination(case: &Value) -> Found {
    let mut setup = case["setup"].clone();
    setup["esm"]["DestinationConfig"] =
        json!({ "OnFailure": { "Destination": "arn:aws:sqs:us-east-1:123456789012:d" } });
    let wanted = &case["expected"]["message"];
    let errors = errors(&mapped(&setup));
    let found = errors.iter().find(|message| Some(message.as_str()) == wanted.as_str());
    found.map(|message| json!({ "message": message })).ok_or_else(|| format!("the errors are {errors:?}"))
}
