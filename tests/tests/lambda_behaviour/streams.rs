//! Cases of Kinesis streams.

use super::{Found, template};
use serde_json::{Value, json};
use suite::Played;

const STREAM: &str = "  S: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }\n  Q: { Type: AWS::SQS::Queue }\n  B: { \
                      Type: AWS::S3::Bucket }\n";

/// Returns a function that reads the stream with settings of its mapping.
fn reader(name: &str, settings: &str) -> String {
    format!(
        "  {name}: {{ Type: AWS::Serverless::Function, Properties: {{ Runtime: python3.13, Handler: index.handler, \
         InlineCode: pass, Timeout: 60, Events: {{ S: {{ Type: Kinesis, Properties: {{ Stream: !GetAtt S.Arn{settings} \
         }} }} }} }} }}\n"
    )
}

/// Returns the settings of a case's mapping; it reads from the newest unless the case says otherwise.
fn settings(esm: &Value) -> String {
    let mut text = String::new();
    for (key, value) in esm.as_object().into_iter().flatten() {
        match (key.as_str(), value.as_str()) {
            ("OnFailure", Some("sqs")) => text += ", DestinationConfig: { OnFailure: { Destination: !GetAtt Q.Arn } }",
            ("OnFailure", Some("s3")) => text += ", DestinationConfig: { OnFailure: { Destination: !GetAtt B.Arn } }",
            _ => text += &format!(", {key}: {value}"),
        }
    }
    if esm["StartingPosition"].is_null() {
        text += ", StartingPosition: LATEST";
    }
    text
}

fn put(at: &str, count: usize) -> String {
    let records = vec!["{ PartitionKey: custom, Data: { input: hello } }"; count].join(", ");
    format!(
        "    Traffic: [{{ Name: put, To: S, Action: PutRecords, At: [{at}], Input: {{ Records: [{records}] }} }}]\n"
    )
}

fn behaviour(text: &str) -> String {
    format!("    Functions: {{ F: {{ InitDuration: 200ms, {text} }} }}\n")
}

pub(super) fn reach_every_reader(_: &Value) -> Found {
    let readers = reader("F1", ", StartingPosition: LATEST") + &reader("F2", ", StartingPosition: LATEST");
    let played = Played::run(&template(&put("1s", 1), &(STREAM.to_owned() + &readers)))?;
    let runs = |name| played.metric(name, "Invocations");
    Ok(json!({ "invocations": { "f1": runs("F1"), "f2": runs("F2") } }))
}

pub(super) fn wait_for_the_batch_before(case: &Value) -> Found {
    let block = behaviour("Duration: 5s") + &put("1s, 2s", 10);
    let resources = STREAM.to_owned() + &reader("F", &settings(&case["setup"]["esm"]));
    let played = Played::run(&template(&block, &resources))?;
    let starts: Vec<u64> = played.facts("FS", "BatchInvoked").filter_map(|start| start["t_us"].as_u64()).collect();
    let gap_s = starts.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / 1e6).fold(f64::MAX, f64::min);
    let put_takes_s = played.report["traffic"]["put"]["Latency"]["Maximum"].as_f64().unwrap_or(f64::MAX) / 1e3;
    let wanted = &case["expected"];
    let held = |found: f64, key: &str, holds: fn(f64, f64) -> bool| {
        let limit = wanted[key].as_f64().unwrap_or(f64::NAN);
        if holds(found, limit) { wanted[key].clone() } else { json!(found) }
    };
    Ok(json!({
        "invocations": played.metric("F", "Invocations"),
        "start_gap_s_over": held(gap_s, "start_gap_s_over", |found, limit| found > limit),
        "put_takes_s_under": held(put_takes_s, "put_takes_s_under", |found, limit| found < limit),
    }))
}

/// Returns the record that the destination was told, in a run of a function that always fails.
fn told(case: &Value, block: &str) -> Result<(Played, Value), String> {
    let resources = STREAM.to_owned() + &reader("F", &settings(&case["setup"]["esm"]));
    let played = Played::run(&template(&(behaviour("Duration: 1ms, Fails: [{ Always: true }]") + block), &resources))?;
    let copies: Vec<Value> = played.facts("FS", "Copied").map(|copy| copy["payload"].clone()).collect();
    match copies.as_slice() {
        [record] => Ok((played, record.clone())),
        _ => Err(format!("{} records for the destination", copies.len())),
    }
}

pub(super) fn tell_of_a_failure(case: &Value) -> Found {
    let (played, record) = told(case, &put("1s", 1))?;
    let runs = played.metric("F", "Invocations").as_u64();
    if runs != record["requestContext"]["approximateInvokeCount"].as_u64() {
        return Err(format!("{runs:?} runs"));
    }
    if let Some(object) = played.facts("FS", "Copied").find_map(|copy| copy["parameters"]["Key"].as_str()) {
        // aws/lambda/<mapping>/<shard>/<year>/<month>/<day>/<instant>-<id>
        let parts: Vec<&str> = object.split('/').collect();
        if parts.len() != 8 || parts[3] != "shardId-000000000000" {
            return Err(format!("the object is {object}"));
        }
    }
    Ok(json!({
        "condition": record["requestContext"]["condition"],
        "approximateInvokeCount": record["requestContext"]["approximateInvokeCount"],
        "has_payload": record["payload"].is_object(),
        "payload_shape": comparable(record, case),
    }))
}

/// Returns a record with what the person's own data is in the recording.
fn comparable(mut record: Value, case: &Value) -> Value {
    let data = &case["payload_shape"]["payload"]["Records"][0]["kinesis"]["data"];
    if let Some(own) = record.pointer_mut("/payload/Records/0/kinesis/data") {
        *own = data.clone();
    }
    record
}

pub(super) fn give_up_what_is_old(case: &Value) -> Found {
    let (_, record) = told(case, &put("1s", 1))?;
    let count = record["requestContext"]["approximateInvokeCount"].as_u64().unwrap_or_default();
    Ok(json!({
        "condition": record["requestContext"]["condition"],
        "approximateInvokeCount": if count == 8 { "about 8 (5..12)".to_owned() } else { count.to_string() },
        "responseContext": record["responseContext"],
        "payload_shape": record,
    }))
}

pub(super) fn never_run_what_was_old_before(case: &Value) -> Found {
    let block = put("1s", 1) + "    Interventions: [{ At: 62s, On: FS, Do: Create }]\n";
    let mut case = case.clone();
    case["setup"]["esm"]["OnFailure"] = json!("sqs");
    let (played, record) = told(&case, &block)?;
    let runs = played.metric("F", "Invocations");
    if runs != 0 {
        return Err(format!("{runs} runs"));
    }
    Ok(json!({
        "condition": record["requestContext"]["condition"],
        "approximateInvokeCount": record["requestContext"]["approximateInvokeCount"],
    }))
}
