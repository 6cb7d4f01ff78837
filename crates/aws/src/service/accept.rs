//! What AWS would refuse is never simulated: every value of a resource is held against its description before any
//! service reads it.
//!
//! A refused value counts as not written, so the default stands in its place, and the problem says so. What only several
//! settings together make wrong, the service says that knows them.

use super::field::{FieldKind, FieldSpec};
use super::properties::{Properties, Resource, Stack, Value};
use crate::behaviour::read::{nearest, written};
use crate::diagnostics::Diagnostic;
use crate::profile::Profile;
use crate::services::{AS_IF_NOT_SET, DESCRIPTORS, descriptor_of};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// What a whole stack is refused: each problem with the resource that it was found in.
pub type Refused = Vec<(Arc<str>, Diagnostic)>;

/// Returns the stack as far as AWS would take its values, and what is wrong with the others.
#[must_use]
pub fn accepted(stack: &Stack, profile: Profile) -> (Stack, Refused) {
    let mut stack = stack.clone();
    let mut refused = Refused::new();
    for index in 0..stack.resources.len() {
        let mut problems = Vec::new();
        let resource = &stack.resources[index];
        let (id, fields) = (resource.id.clone(), fields_of(&stack, resource));
        let path = format!("Resources.{id}.Properties");
        let properties = &mut stack.resources[index].properties;
        Acceptance { profile, problems: &mut problems }.fields(fields, properties, &path);
        refused.extend(problems.into_iter().map(|problem| (id.clone(), problem)));
    }
    (stack, refused)
}

/// Returns what can be set of a resource, be it a node or a part of one.
fn fields_of(stack: &Stack, resource: &Resource) -> &'static [FieldSpec] {
    if let Some(descriptor) = descriptor_of(&resource.type_name) {
        return descriptor.fields_of(stack, resource);
    }
    let mut parts = DESCRIPTORS.iter().flat_map(|node| node.parts);
    parts.find(|part| *part.type_name == *resource.type_name).map_or(&[], |part| part.fields)
}

/// Says what stands in the place of a property of a resource.
#[must_use]
pub(super) fn meanwhile_of(stack: &Stack, resource: &Resource, property: &str) -> String {
    let spec = fields_of(stack, resource).iter().find(|spec| spec.name == property);
    spec.map_or_else(
        || meanwhile("", ""),
        |spec| {
            let unit = if let FieldKind::Integer { unit, .. } = spec.kind { unit } else { "" };
            meanwhile(spec.default, unit)
        },
    )
}

/// Says what stands in the place of a value that AWS refuses.
fn meanwhile(default: &str, unit: &str) -> String {
    match (default, unit) {
        ("", _) => AS_IF_NOT_SET.to_owned(),
        (_, "") => format!("Simulated with {default}, the default"),
        _ => format!("Simulated with {default} {unit}, the default"),
    }
}

/// Says what is wrong with a whole number outside its range, in AWS's form of words, or with what is none.
#[must_use]
pub(crate) fn number_problem(value: &Properties, range: &RangeInclusive<i64>) -> Option<Diagnostic> {
    let (low, high) = (range.start(), range.end());
    match counted(value) {
        Some((Some(number), _)) if range.contains(&number) => None,
        Some((_, number)) => {
            let hint = match high {
                &i64::MAX => format!("choose {low} or more"),
                _ => "choose a value in that range".to_owned(),
            };
            let message = format!("{number} is not between {low} and {high}");
            Some(Diagnostic::error("out-of-range", value.at, message).hint(hint))
        }
        None if is_open(value) => None,
        None => {
            let hint = match high {
                &i64::MAX => format!("write one from {low} up"),
                _ => format!("write one from {low} to {high}"),
            };
            Some(wrong(value, "no whole number", hint))
        }
    }
}

/// Returns a whole number as far as it can be counted with, and as it is written.
fn counted(value: &Properties) -> Option<(Option<i64>, String)> {
    if let Some(number) = value.integer() {
        return Some((Some(number), number.to_string()));
    }
    let text = value.scalar_text()?;
    let digits = text.trim();
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    (!digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())).then_some((None, text))
}

/// Tells whether nothing stands there, or what is only known at AWS: a reference, an import, a parameter without a
/// default.
fn is_open(value: &Properties) -> bool {
    match &value.value {
        Value::Null | Value::Unresolved(_) | Value::Reference { .. } => true,
        Value::Text(text) => text.contains("{{resolve:"),
        _ => false,
    }
}

fn wrong(value: &Properties, what: &str, hint: String) -> Diagnostic {
    Diagnostic::error("wrong-value", value.at, format!("\"{}\" is {what}", written(value))).hint(hint)
}

fn flag_problem(value: &Properties) -> Option<Diagnostic> {
    let is_fine = value.boolean().is_some() || is_open(value);
    (!is_fine).then(|| wrong(value, "neither true nor false", "write true or false".to_owned()))
}

fn choice_problem(value: &Properties, choices: &[&str]) -> Option<Diagnostic> {
    let text = value.scalar_text();
    if is_open(value) || text.as_deref().is_some_and(|text| choices.contains(&text)) {
        return None;
    }
    let all = match choices {
        [only] => format!("not {only}"),
        [first @ .., last] => format!("none of {} and {last}", first.join(", ")),
        [] => return None,
    };
    let hint = match text.as_deref().and_then(|text| nearest(text, choices)) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("choose one of {}", choices.join(", ")),
    };
    Some(wrong(value, &all, hint))
}

struct Acceptance<'a> {
    profile: Profile,
    problems: &'a mut Vec<Diagnostic>,
}

impl Acceptance<'_> {
    fn fields(&mut self, specs: &[FieldSpec], owner: &mut Properties, path: &str) {
        for spec in specs {
            if let Some(value) = owner.at_path_mut(spec.name) {
                self.value(&spec.kind, spec.default, value, &format!("{path}.{}", spec.name));
            }
        }
    }

    fn value(&mut self, kind: &FieldKind, default: &str, value: &mut Properties, path: &str) {
        match kind {
            FieldKind::Integer { unit, min, max } => {
                let range = self.profile.pick(min.0..=max.0, min.1..=max.1);
                self.judge(number_problem(value, &range), (default, unit), value, path);
            }
            FieldKind::Boolean => self.judge(flag_problem(value), (default, ""), value, path),
            FieldKind::Choice(choices) => self.judge(choice_problem(value, choices), (default, ""), value, path),
            FieldKind::ChoiceList(choices) => self.items(value, path, |own, item, path| {
                own.judge(choice_problem(item, choices), ("", ""), item, path);
            }),
            FieldKind::Record(fields) => self.fields(fields, value, path),
            FieldKind::Rows(rows) => self.items(value, path, |own, item, path| own.value(&rows.item, "", item, path)),
            FieldKind::OneOf(forms) => {
                if let Some(form) = forms.form_of(value) {
                    self.fields(form.fields, value, path);
                }
            }
            FieldKind::Attributes(keys) => self.items(value, path, |own, item, path| {
                let spec = keys.iter().find(|spec| item.get("Key").text() == Some(spec.name));
                if let (Some(spec), Some(value)) = (spec, item.at_path_mut("Value")) {
                    own.value(&spec.kind, spec.default, value, &format!("{path}.Value"));
                }
            }),
            _ => {}
        }
    }

    /// Goes through the items of a list; a single value counts as a list of itself.
    fn items(&mut self, list: &mut Properties, path: &str, mut each: impl FnMut(&mut Self, &mut Properties, &str)) {
        match &mut list.value {
            Value::List(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    each(self, item, &format!("{path}.{index}"));
                }
            }
            Value::Null => {}
            _ => each(self, list, path),
        }
    }

    /// Takes away a value that is refused.
    fn judge(
        &mut self,
        problem: Option<Diagnostic>,
        (default, unit): (&str, &str),
        value: &mut Properties,
        path: &str,
    ) {
        if let Some(problem) = problem {
            self.problems.push(problem.path(path).meanwhile(meanwhile(default, unit)));
            value.value = Value::Null;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const QUEUE_ARN: &str = "arn:aws:sqs:us-east-1:111122223333:q";

    fn taken(type_name: &str, written: serde_json::Value) -> (serde_json::Value, Vec<String>) {
        let resource = Resource {
            id: "R".into(),
            type_name: type_name.into(),
            properties: Properties::of_json(&written),
            at: Default::default(),
            generated_by: None,
        };
        let stack = Stack { resources: vec![resource], ..Stack::default() };
        let (stack, refused) = accepted(&stack, Profile::default());
        let told = |(_, problem): (Arc<str>, Diagnostic)| format!("{}: {}", problem.path, problem.told());
        (stack.resources[0].properties.json(), refused.into_iter().map(told).collect())
    }

    #[test]
    fn what_aws_refuses_counts_as_not_written_and_says_what_stands_in_its_place() {
        for (type_name, written, expected, told) in [
            (
                "AWS::Lambda::Function",
                json!({ "Timeout": 0, "MemorySize": 256 }),
                json!({ "Timeout": null, "MemorySize": 256 }),
                "Timeout: AWS refuses this: 0 is not between 1 and 900. Simulated with 3 s, the default",
            ),
            (
                "AWS::Lambda::Function",
                json!({ "Timeout": "abc" }),
                json!({ "Timeout": null }),
                "Timeout: AWS refuses this: \"abc\" is no whole number. Simulated with 3 s, the default",
            ),
            (
                "AWS::SQS::Queue",
                json!({ "FifoQueue": "perhaps" }),
                json!({ "FifoQueue": null }),
                "FifoQueue: AWS refuses this: \"perhaps\" is neither true nor false. Simulated with false, the default",
            ),
            (
                "AWS::SQS::Queue",
                json!({ "RedrivePolicy": { "maxReceiveCount": 0 } }),
                json!({ "RedrivePolicy": { "maxReceiveCount": null } }),
                "RedrivePolicy.maxReceiveCount: AWS refuses this: 0 is not between 1 and 1000. Simulated as if it were \
                 not set",
            ),
            (
                "AWS::SQS::Queue",
                json!({ "DeduplicationScope": "messagegroup" }),
                json!({ "DeduplicationScope": null }),
                "DeduplicationScope: AWS refuses this: \"messagegroup\" is none of queue and messageGroup. Simulated \
                 with queue, the default",
            ),
            (
                "AWS::Lambda::EventInvokeConfig",
                json!({ "MaximumRetryAttempts": 3 }),
                json!({ "MaximumRetryAttempts": null }),
                "MaximumRetryAttempts: AWS refuses this: 3 is not between 0 and 2. Simulated with 2, the default",
            ),
            (
                "AWS::Lambda::EventSourceMapping",
                json!({ "EventSourceArn": QUEUE_ARN, "FunctionResponseTypes": ["ReportBatchItemFailure"] }),
                json!({ "EventSourceArn": QUEUE_ARN, "FunctionResponseTypes": [null] }),
                "FunctionResponseTypes.0: AWS refuses this: \"ReportBatchItemFailure\" is not ReportBatchItemFailures. \
                 Simulated as if it were not set",
            ),
            (
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
                json!({ "LoadBalancerAttributes": [{ "Key": "idle_timeout.timeout_seconds", "Value": "5000" }] }),
                json!({ "LoadBalancerAttributes": [{ "Key": "idle_timeout.timeout_seconds", "Value": null }] }),
                "LoadBalancerAttributes.0.Value: AWS refuses this: 5000 is not between 1 and 4000. Simulated with 60 s, \
                 the default",
            ),
        ] {
            let told = format!("Resources.R.Properties.{told}");
            assert_eq!(taken(type_name, written.clone()), (expected, vec![told]), "{written}");
        }
    }

    #[test]
    fn a_mapping_of_a_stream_is_held_against_no_range_of_a_queues() {
        // STR-03: 100 is a stream's own default, ten times what a queue's mapping could have in 2020.
        for (arn, expected) in [
            (json!("arn:aws:kinesis:us-east-1:111122223333:stream/s"), 0),
            (json!({ "Ref": "Stream" }), 0),
            (json!(QUEUE_ARN), 1),
        ] {
            let mapping = Resource {
                id: "M".into(),
                type_name: "AWS::Lambda::EventSourceMapping".into(),
                properties: Properties::of_json(&json!({ "EventSourceArn": arn, "BatchSize": 100 })),
                at: Default::default(),
                generated_by: None,
            };
            let stack = Stack { resources: vec![mapping], ..Stack::default() };
            let (_, refused) = accepted(&stack, Profile::Aws2020);
            assert_eq!(refused.len(), expected, "{arn}: {refused:?}");
        }
    }

    #[test]
    fn what_aws_takes_and_what_only_aws_knows_stays() {
        for written in [
            json!({ "Timeout": 900, "ReservedConcurrentExecutions": 0 }),
            json!({ "Timeout": "30" }),
            json!({ "Timeout": { "Ref": "Seconds" } }),
            json!({ "Timeout": "{{resolve:ssm:seconds}}" }),
            json!({ "Timeout": null, "Runtime": "python3.13" }),
        ] {
            assert_eq!(taken("AWS::Lambda::Function", written.clone()), (written, Vec::new()));
        }
    }
}
