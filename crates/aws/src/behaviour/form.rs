//! What can be set of how code behaves, as forms: what [`read`](super::read) reads, for people to fill in.

use crate::service::properties::Properties;
use crate::service::{FieldKind, FieldSpec, FormSpec, OneOfSpec, RowsSpec};

const fn field(name: &'static str, kind: FieldKind, default: &'static str, help: &'static str) -> FieldSpec {
    FieldSpec::new(name, kind, default, help)
}

/// A whole number with its unit, without a largest.
const fn whole(unit: &'static str, min: i64) -> FieldKind {
    FieldKind::Integer { unit, min: (min, min), max: (i64::MAX, i64::MAX) }
}

/// A status of HTTP.
const STATUS: FieldKind = FieldKind::Integer { unit: "", min: (100, 100), max: (599, 599) };

/// What a success returns.
static RESPONSE: OneOfSpec = OneOfSpec {
    tag: "",
    title: "Returns",
    forms: &[
        FormSpec {
            key: "",
            title: "An HTTP answer",
            start: r#"{"StatusCode":200,"Headers":{"Content-Type":"text/plain"},"Body":"hello"}"#,
            fields: &[
                field("StatusCode", STATUS, "200", "The status that the caller sees."),
                field("Headers", FieldKind::Pairs, "", "Headers of the answer, as in Cache-Control: max-age=60."),
                field("Body", FieldKind::Content, "", "What the answer carries: text, or JSON that is sent as text."),
                field("StatusDescription", FieldKind::Text, "", "The words behind the status.").seldom(),
                field("MultiValueHeaders", FieldKind::Json, "", "Headers with lists of values.").seldom(),
                field("IsBase64Encoded", FieldKind::Boolean, "false", "Whether the body is in base64.").seldom(),
            ],
        },
        FormSpec {
            key: "Payload",
            title: "A return value of its own",
            start: r#"{"Payload":{"ok":true}}"#,
            fields: &[field(
                "Payload",
                FieldKind::Json,
                "",
                "What the handler returns, as in { \"batchItemFailures\": [] }; destinations and callers see it.",
            )],
        },
        FormSpec {
            key: "Size",
            title: "So many bytes",
            start: r#"{"Size":1000}"#,
            fields: &[field("Size", whole("bytes", 0), "", "How large the answer is, without writing it.")],
        },
        FormSpec {
            key: "Malformed",
            title: "What no HTTP caller can read",
            start: r#"{"Malformed":true}"#,
            fields: &[],
        },
    ],
};

/// What a function does at a hook of CloudFront.
static EDGE: OneOfSpec = OneOfSpec {
    tag: "",
    title: "At the hook it",
    forms: &[
        FormSpec { key: "", title: "Forwards what comes by", start: "", fields: &[] },
        FormSpec {
            key: "Respond",
            title: "Answers by itself",
            start: r#"{"Respond":{"StatusCode":302,"Headers":{"Location":"/welcome"}}}"#,
            fields: &[
                field("Respond.StatusCode", STATUS, "200", "The status that the viewer sees."),
                field("Respond.Headers", FieldKind::Pairs, "", "Headers of the answer, as in Location: /welcome."),
                field("Respond.Body", FieldKind::Content, "", "What the answer carries."),
                field("Respond.Size", whole("bytes", 0), "", "Stands for a body of this size.").seldom(),
                EDGE_MATCH,
            ],
        },
        FormSpec {
            key: "Change",
            title: "Changes what comes by",
            start: r#"{"Change":{"Uri":"/index.html"}}"#,
            fields: &[
                field("Change.Uri", FieldKind::Text, "", "Another path, at the two request hooks."),
                field("Change.Headers", FieldKind::Pairs, "", "Headers that are set."),
                field("Change.StatusCode", STATUS, "", "Another status, at the two response hooks."),
                field("Change.QueryString", FieldKind::Text, "", "Another query string, without the question mark."),
                field("Change.Origin", FieldKind::Json, "", "Another origin, at the origin-request hook.").seldom(),
                EDGE_MATCH,
            ],
        },
    ],
};

const EDGE_MATCH: FieldSpec = field(
    "Match",
    FieldKind::Json,
    "",
    "A pattern asked of the CloudFront event; it forwards what does not match, and what comes by always matches unless set.",
);

/// What a successful invocation calls at its end.
static CALLS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[
        field("To", FieldKind::Callee, "", "What is called: a resource of this template, a database, or the Internet."),
        field("Action", FieldKind::Action, "", "What it is asked for, in AWS's words."),
        field("Input", FieldKind::Input, "", "What the call carries, under AWS's names."),
        field(
            "Per",
            FieldKind::Choice(&["Invocation", "Record"]),
            "Invocation",
            "Whether the call is made once, or once for each record of a batch.",
        ),
        field("Probability", FieldKind::Fraction, "1", "How likely the call is made, from 0 to 1."),
        field("Async", FieldKind::Boolean, "false", "Whether the function goes on without waiting for the answer."),
    ]),
    noun: "call",
    new: &[("Internet", r#"{"To":"Internet"}"#)],
    is_full: |_| false,
    words: call_words,
};

fn call_words(call: &Properties) -> String {
    let to = call.get("To");
    let to = to.text().or_else(|| to.reference()).unwrap_or("nothing yet");
    let mut words = match call.get("Action").text() {
        Some(action) => format!("{action} to {to}"),
        None => format!("Calls {to}"),
    };
    if let Some(part) = call.get("Probability").number().filter(|part| *part < 1.0) {
        words.push_str(&format!(", {} of the time", percent(part)));
    }
    if call.get("Per").text() == Some("Record") {
        words.push_str(", for each record");
    }
    if call.get("Async").boolean() == Some(true) {
        words.push_str(", without waiting");
    }
    words
}

/// Writes a part of one as a percentage, at most two digits behind the point.
fn percent(part: f64) -> String {
    let hundredths = (part * 10_000.0).round() / 100.0;
    format!("{hundredths} %")
}

/// The ways in which code fails, with words.
const FAILURES: [(&str, &str); 4] = [
    ("Error", "raises an error"),
    ("Timeout", "never returns"),
    ("OutOfMemory", "runs out of memory"),
    ("Exit", "ends its process"),
];

const PROBABILITY: FieldSpec =
    field("Probability", FieldKind::Fraction, "", "Part of all that fails, from 0 to 1: 0.1 is one in ten.");
const FIRST_ATTEMPTS: FieldSpec =
    field("FirstAttempts", whole("", 0), "", "How many attempts at each event fail; a throttled one is none.");
const FROM: FieldSpec = field("From", FieldKind::Span, "", "It holds from this instant of the run on, as in 30s.");
const UNTIL: FieldSpec = field("Until", FieldKind::Span, "", "It holds before this instant of the run, as in 1m.");
const ALWAYS: FieldSpec =
    field("Always", FieldKind::Boolean, "false", "Holds for all, where no other condition stands here.").seldom();
const HOW: FieldSpec =
    field("How", FieldKind::Choice(&["Error", "Timeout", "OutOfMemory", "Exit"]), "Error", "In which way it fails.");
const AFTER: FieldSpec =
    field("After", FieldKind::Span, "", "How long it takes to fail; as long as a success unless set.");

const fn matching(help: &'static str) -> FieldSpec {
    field("Match", FieldKind::Filter, "", help)
}

const SOME: (&str, &str) = ("Some of all", r#"{"Probability":0.1}"#);
const FIRST: (&str, &str) = ("First attempts", r#"{"FirstAttempts":2}"#);
const WHILE: (&str, &str) = ("For a while", r#"{"From":"30s","Until":"1m"}"#);
const ALL: (&str, &str) = ("All", r#"{"Always":true}"#);

static FAILS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[
        HOW,
        PROBABILITY,
        FIRST_ATTEMPTS,
        FROM,
        UNTIL,
        AFTER,
        matching("An EventBridge pattern, asked of the event that the function receives."),
        ALWAYS,
    ]),
    noun: "rule",
    new: &[SOME, FIRST, WHILE, ("Matching events", r#"{"Match":{"Records":{"body":[{"prefix":"bad"}]}}}"#), ALL],
    is_full: |_| false,
    words: rule_words,
};

static FAILS_RECORDS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[
        HOW,
        PROBABILITY,
        FIRST_ATTEMPTS,
        FROM,
        UNTIL,
        AFTER,
        matching("An EventBridge pattern, asked of the record as it stands in Records."),
        ALWAYS,
    ]),
    noun: "rule",
    new: &[SOME, FIRST, WHILE, ("Matching records", r#"{"Match":{"body":[{"prefix":"bad"}]}}"#), ALL],
    is_full: |_| false,
    words: rule_words,
};

/// An init sees no event, so that it has neither attempts nor anything to match.
static INIT_FAILS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[HOW, PROBABILITY, FROM, UNTIL, AFTER, ALWAYS]),
    noun: "rule",
    new: &[SOME, WHILE, ALL],
    is_full: |_| false,
    words: rule_words,
};

/// Says a rule of failure: `10 % of all: raises an error`.
fn rule_words(rule: &Properties) -> String {
    let text = |key: &str| rule.get(key).scalar_text();
    let mut when = Vec::new();
    if let Some(part) = rule.get("Probability").number() {
        when.push(format!("{} of all", percent(part)));
    }
    match rule.get("FirstAttempts").integer() {
        Some(1) => when.push("the first attempt at each event".to_owned()),
        Some(count) => when.push(format!("the first {count} attempts at each event")),
        None => {}
    }
    if !rule.get("Match").is_absent() {
        when.push(format!("what matches {}", rule.get("Match").json()));
    }
    match (text("From"), text("Until")) {
        (Some(from), Some(until)) => when.push(format!("from {from} to {until}")),
        (Some(from), None) => when.push(format!("from {from} on")),
        (None, Some(until)) => when.push(format!("until {until}")),
        (None, None) => {}
    }
    let when = match (when.is_empty(), rule.get("Always").boolean()) {
        (false, _) => when.join(", "),
        (true, Some(true)) => "everything".to_owned(),
        (true, _) => "nothing yet".to_owned(),
    };
    let how = rule.get("How").text().unwrap_or("Error");
    let how = FAILURES.iter().find(|(name, _)| *name == how).map_or("fails", |(_, words)| *words);
    let after = text("After").map(|after| format!(" after {after}")).unwrap_or_default();
    let mut words = format!("{when}: {how}{after}");
    if let Some(first) = words.get(..1) {
        words.replace_range(..1, &first.to_uppercase());
    }
    words
}

/// When code fails: the lists of rules with what each is about.
pub static RULES: [(FieldSpec, &str); 3] = [
    (
        field(
            "Fails",
            FieldKind::Rows(&FAILS),
            "",
            "Rules, asked at each handler start; the first that holds decides.",
        ),
        "When an invocation fails",
    ),
    (
        field(
            "FailsRecords",
            FieldKind::Rows(&FAILS_RECORDS),
            "",
            "Rules, asked of each record; the function names those that fail.",
        ),
        "When a record of a batch fails",
    ),
    (
        field("InitFails", FieldKind::Rows(&INIT_FAILS), "", "Rules, asked at each cold start."),
        "When a cold start fails",
    ),
];

/// Returns what a list of rules is about, as its heading says it.
#[must_use]
pub fn title_of(list: &str) -> &'static str {
    RULES.iter().find(|(spec, _)| spec.name == list).map_or("", |(_, title)| title)
}

/// What else can be set of the code of a function, besides its durations.
pub static FIELDS: [FieldSpec; 8] = [
    field("Calls", FieldKind::Rows(&CALLS), "", "What a successful invocation calls at its end, and waits for."),
    field("Response", FieldKind::OneOf(&RESPONSE), "", "What a success returns."),
    field("Edge", FieldKind::OneOf(&EDGE), "", "What it does at a hook of a distribution."),
    field("MemoryUsed", whole("MB", 0), "64", "Memory in use at the peak; above MemorySize the invocation dies."),
    field("CpuBound", FieldKind::Fraction, "0", "Part of the duration, 0 to 1, that shrinks as memory buys CPU."),
    field("ReferenceMemory", whole("MB", 1), "", "Memory at which the durations were measured; MemorySize unless set."),
    field("TmpUsed", whole("MB", 0), "0", "What each invocation leaves in /tmp."),
    field(
        "IdleLifetime",
        FieldKind::Span,
        "",
        "How long an idle environment is kept; 6m today and 10m in 2020 unless set.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rules_are_said_in_words() {
        for (rule, words) in [
            (json!({ "Always": true }), "Everything: raises an error"),
            (json!({ "How": "Exit" }), "Nothing yet: ends its process"),
            (json!({ "Probability": 0.1, "How": "Timeout" }), "10 % of all: never returns"),
            (
                json!({ "FirstAttempts": 2, "After": "20ms" }),
                "The first 2 attempts at each event: raises an error after 20ms",
            ),
            (json!({ "From": "1m", "Until": "2m" }), "From 1m to 2m: raises an error"),
        ] {
            assert_eq!(rule_words(&Properties::of_json(&rule)), words);
        }
    }

    #[test]
    fn calls_are_said_in_words() {
        let call = json!({ "To": "Jobs", "Action": "SendMessage", "Per": "Record" });
        assert_eq!(call_words(&Properties::of_json(&call)), "SendMessage to Jobs, for each record");
        assert_eq!(
            call_words(&Properties::of_json(&json!({ "To": "Internet", "Probability": 0.5 }))),
            "Calls Internet, 50 % of the time"
        );
    }
}
