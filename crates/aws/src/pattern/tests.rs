//! Rules that the recorded cases of `tests/patterns.rs` do not show: eras, limits, explanations.

use serde_json::{Value, json};

use super::*;

fn pattern(json: &Value, dialect: Dialect) -> Pattern {
    Pattern::from_json(json, dialect, Profile::Aws2026).unwrap()
}

fn refusal(json: &Value, dialect: Dialect, profile: Profile) -> String {
    Pattern::from_json(json, dialect, profile).unwrap_err().message()
}

fn text<'a>(name: &'a str, value: &'a str) -> Attribute<'a> {
    Attribute { name, data_type: "String", value }
}

/// SNS-09: suffix and the like came after 2020.
#[test]
fn operators_of_later_years_are_unknown_in_2020() {
    for operator in ["suffix", "equals-ignore-case", "wildcard", "cidr"] {
        let policy = json!({"key": [{operator: "10.0.0.0/8"}]});
        assert_eq!(
            refusal(&policy, Dialect::SnsAttributes, Profile::Aws2020),
            format!("Invalid parameter: Attributes Reason: FilterPolicy: Unrecognized match type {operator}")
        );
        pattern(&policy, Dialect::SnsAttributes);
    }
    // EB-05: EventBridge had cidr already.
    let cidr = json!({"key": [{"cidr": "10.0.0.0/8"}]});
    assert!(Pattern::from_json(&cidr, Dialect::EventBridge, Profile::Aws2020).is_ok());
}

/// SNS-10.
#[test]
fn exists_false_over_attributes_matches_nothing_in_2020_and_absence_now() {
    let policy = json!({"key": [{"exists": false}]});
    let then = Pattern::from_json(&policy, Dialect::SnsAttributes, Profile::Aws2020).unwrap();
    let now = pattern(&policy, Dialect::SnsAttributes);
    assert!(!then.matches_attributes([]));
    assert!(now.matches_attributes([]));
    assert!(!now.matches_attributes([text("key", "a")]));
    let binary = Attribute { data_type: "Binary", ..text("key", "YQ==") };
    assert!(now.matches_attributes([binary]), "a binary attribute is not compared");
}

/// SNS-11 and ESMQ-17: neither existed in 2020.
#[test]
fn body_filters_and_mapping_filters_do_not_exist_in_2020() {
    let policy = json!({"key": ["a"]});
    for dialect in [Dialect::SnsBody, Dialect::LambdaFilter] {
        assert!(Pattern::from_json(&policy, dialect, Profile::Aws2020).is_err());
    }
}

/// EB-05: 300 and 300.0 differed in 2020.
#[test]
fn eventbridge_compares_exact_numbers_by_text_in_2020_and_by_value_now() {
    let rule = json!({"n": [300]});
    let then = Pattern::from_json(&rule, Dialect::EventBridge, Profile::Aws2020).unwrap();
    assert!(then.matches(&json!({"n": 300})));
    assert!(!then.matches(&json!({"n": 300.0})));
    assert!(pattern(&rule, Dialect::EventBridge).matches(&json!({"n": 300.0})));
}

/// Doubles would merge neighbouring ids.
#[test]
fn long_integers_are_compared_exactly() {
    let rule = pattern(&json!({"id": [9_007_199_254_740_993_u64]}), Dialect::EventBridge);
    assert!(rule.matches(&json!({"id": 9_007_199_254_740_993_u64})));
    assert!(!rule.matches(&json!({"id": 9_007_199_254_740_992_u64})));
}

/// SNS-12: 150 combinations are allowed, the 151st is not; nesting and `$or` count.
#[test]
fn filter_policies_hold_150_combinations() {
    let values = |count: usize| Value::from((0..count).collect::<Vec<_>>());
    let scope = Dialect::SnsBody;
    pattern(&json!({"a": values(15), "b": values(10)}), scope);
    pattern(&json!({"a": {"b": values(75)}}), scope);
    pattern(&json!({"$or": [{"a": values(75)}, {"b": values(75)}]}), scope);
    for policy in [
        json!({"a": values(151)}),
        json!({"a": {"b": values(76)}}),
        json!({"$or": [{"a": values(75)}, {"b": values(76)}]}),
    ] {
        assert_eq!(
            refusal(&policy, scope, Profile::Aws2026),
            "Invalid parameter: Attributes Reason: FilterPolicy: Filter policy is too complex"
        );
    }
}

#[test]
fn a_policy_over_attributes_cannot_be_nested() {
    let policy = json!({"a": {"b": ["c"]}});
    let error = Pattern::from_json(&policy, Dialect::SnsAttributes, Profile::Aws2026).unwrap_err();
    assert_eq!(error.code(), "InvalidParameter");
    assert_eq!(
        error.message_of_update(),
        "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy"
    );
}

/// An empty policy is no policy; EventBridge refuses an empty pattern.
#[test]
fn an_empty_policy_matches_everything() {
    let policy = pattern(&json!({}), Dialect::SnsBody);
    assert!(policy.matches_text("no JSON at all"));
    assert!(policy.explain(&json!([])).is_none());
    assert_eq!(
        refusal(&json!({}), Dialect::EventBridge, Profile::Aws2026),
        "Event pattern is not valid. Reason: Empty objects are not allowed"
    );
}

/// EB-05: all keys below one array are met by one element, at every level.
#[test]
fn keys_below_an_array_are_met_by_the_same_element() {
    let rule = pattern(&json!({"a": {"x": [1], "b": {"y": [2], "z": [3]}}}), Dialect::EventBridge);
    assert!(rule.matches(&json!({"a": [{"x": 0}, {"x": 1, "b": [{"y": 2, "z": 3}]}]})));
    assert!(!rule.matches(&json!({"a": [{"x": 1, "b": [{"y": 2}, {"z": 3}]}]})));
    assert!(!rule.matches(&json!({"a": [{"x": 1}, {"b": [{"y": 2, "z": 3}]}]})));
    let scattered = rule.explain(&json!({"a": [{"x": 1}, {"b": {"y": 2, "z": 3}}]})).unwrap();
    assert_eq!(scattered.to_string(), "every key is met, but no single array element meets them together");
}

/// Absence is asked of the element that the earlier keys chose.
#[test]
fn a_key_may_be_missing_from_the_matching_element_only() {
    let rule = pattern(&json!({"d": {"a": [1], "b": [{"exists": false}]}}), Dialect::EventBridge);
    assert!(rule.matches(&json!({"d": [{"a": 1}, {"a": 2, "b": 1}]})));
    assert!(!rule.matches(&json!({"d": [{"a": 1, "b": 1}, {"a": 2}]})));
}

#[test]
fn a_key_with_an_object_has_no_value() {
    let exists = pattern(&json!({"a": [{"exists": true}]}), Dialect::EventBridge);
    assert!(!exists.matches(&json!({"a": {"b": 1}})));
    assert!(exists.matches(&json!({"a": null})));
}

#[test]
fn case_is_ignored_beyond_ascii() {
    let rule = pattern(
        &json!({"a": [{"equals-ignore-case": "ÄRger"}], "b": [{"suffix": {"equals-ignore-case": "é"}}]}),
        Dialect::EventBridge,
    );
    assert!(rule.matches(&json!({"a": "ärGER", "b": "CAFÉ"})));
    assert!(!rule.matches(&json!({"a": "ärGERe", "b": "CAFÉ"})));
}

/// ESMQ-17: a body of the wrong format is dropped.
#[test]
fn a_mapping_filter_opens_a_body_of_json() {
    let record = |body: &str| json!({"messageId": "1", "body": body});
    let json_filter = pattern(&json!({"body": {"type": ["order"]}}), Dialect::LambdaFilter);
    assert!(json_filter.matches_record(&record(r#"{"type": "order"}"#), "body"));
    assert!(!json_filter.matches_record(&record(r#"{"type": "refund"}"#), "body"));
    assert!(!json_filter.matches_record(&record("order"), "body"));
    let text_filter = pattern(&json!({"body": [{"prefix": "ord"}]}), Dialect::LambdaFilter);
    assert!(text_filter.matches_record(&record("order"), "body"));
    assert!(!text_filter.matches_record(&record(r#"{"type": "order"}"#), "body"));
    let other = pattern(&json!({"messageId": ["1"]}), Dialect::LambdaFilter);
    assert!(other.matches_record(&record("order"), "body"));
    assert_eq!(other.payload_shape("body"), PayloadShape::Any);
}

#[test]
fn lambda_names_no_reason_but_the_error_keeps_it() {
    let error = Pattern::parse(r#"{"a": "b"}"#, Dialect::LambdaFilter, Profile::Aws2026).unwrap_err();
    assert_eq!(error.message(), "Invalid filter pattern definition.");
    assert_eq!(error.reason, "\"a\" must be an object or an array");
}

#[test]
fn explanations_name_the_key_the_value_and_the_condition() {
    let policy = pattern(
        &json!({
            "store": ["example_corp"],
            "price": [{"numeric": [">=", 100, "<", 200]}, {"numeric": ["=", 7]}],
            "event": [{"anything-but": ["cancelled", "lost"]}],
        }),
        Dialect::SnsAttributes,
    );
    let price = |value| Attribute { name: "price", data_type: "Number", value };
    let why = |attributes: &[Attribute<'_>]| {
        policy.explain_attributes(attributes.iter().copied()).map(|mismatch| mismatch.to_string())
    };
    let store = text("store", "example_corp");
    assert_eq!(why(&[]).unwrap(), r#""store" is missing, but the pattern wants "example_corp""#);
    assert_eq!(
        why(&[store, price("50")]).unwrap(),
        r#""price" is 50, but the pattern wants a number >= 100 and < 200 or the number 7"#
    );
    assert_eq!(
        why(&[store, price("150"), text("event", "lost")]).unwrap(),
        r#""event" is "lost", but the pattern wants anything but "cancelled" or "lost""#
    );
    assert_eq!(why(&[store, price("150"), text("event", "placed")]), None);
}

#[test]
fn of_alternatives_the_nearest_is_explained() {
    let rule = pattern(&json!({"$or": [{"a": [1], "b": [1]}, {"c": ["x"], "d": ["y", "z"]}]}), Dialect::EventBridge);
    let why = rule.explain(&json!({"c": "x", "d": ["p", "q", "r", "s"]})).unwrap();
    assert_eq!(why.to_string(), r#""d" is ["p", "q", "r", …], but the pattern wants "y" or "z""#);
}

#[test]
fn a_payload_matches_as_its_whole_json_does() {
    let payload = crate::payload::Payload::from_json(serde_json::json!({ "a": { "b": 1, "c": 2 }, "ab": 3 }));
    for (pattern, below) in [(r#"{"a": {"b": [1]}}"#, true), (r#"{"a": {"b": [1]}, "ab": [3]}"#, false)] {
        let pattern = Pattern::parse(pattern, Dialect::EventBridge, Profile::Aws2026).expect("it is a pattern");
        assert!(pattern.matches_payload(&payload));
        assert_eq!(pattern.lies_below("a"), below, "a key that only begins alike does not lie below");
        assert!(!pattern.lies_below("a.c"));
    }
}
