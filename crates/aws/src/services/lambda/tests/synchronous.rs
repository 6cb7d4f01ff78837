//! Callers that wait.

use super::*;

#[test]
fn a_call_is_answered_with_200_whether_the_code_failed_or_not() {
    // SYNC-01, SYNC-03, SYNC-12, lam-01.
    for (rule, function_error) in [(None, false), (Some(always()), true)] {
        let mut config = taking(ms(40));
        config.behaviour.fails = rule.into_iter().collect();
        let world = play(now(), config, sends(&[1], call()), secs(300));
        assert_eq!(fields(&world, "CallEnded", "status"), [200]);
        assert_eq!(fields(&world, "CallEnded", "function_error"), [function_error]);
        assert_eq!(fields(&world, "CallEnded", "latency_ms"), [40.0]);
        assert_eq!((sum(&world, "Invocations"), sum(&world, "Errors")), (1, function_error.into()));
    }
}

#[test]
fn a_dry_run_is_answered_with_204_and_nothing_runs() {
    // SYNC-02.
    let world = play(now(), taking(NONE), sends(&[1], json!({ "InvocationType": "DryRun" })), secs(10));
    assert_eq!(fields(&world, "CallEnded", "status"), [204]);
    assert_eq!(sum(&world, "Invocations"), 0);
}

#[test]
fn the_error_says_what_went_wrong_in_the_words_of_the_era() {
    // SYNC-04, ENV-10, ENV-15, lam-09.
    let rows = [
        (Profile::Aws2026, Failure::Error, json!("Exception"), "the function failed"),
        (
            Profile::Aws2026,
            Failure::Timeout,
            json!("Sandbox.Timedout"),
            "RequestId: <id> Error: Task timed out after 3.00 seconds",
        ),
        (
            Profile::Aws2020,
            Failure::Timeout,
            Value::Null,
            "2020-09-01T00:00:04.000Z <id> Task timed out after 3.00 seconds",
        ),
        (
            Profile::Aws2026,
            Failure::OutOfMemory,
            json!("Runtime.ExitError"),
            "RequestId: <id> Error: Runtime exited with error: signal: killed",
        ),
        (
            Profile::Aws2026,
            Failure::Exit,
            json!("Runtime.ExitError"),
            "RequestId: <id> Error: Runtime exited without providing a reason",
        ),
    ];
    for (profile, failure, error_type, message) in rows {
        let world = play(settings(profile), failing(how(failure)), sends(&[1], call()), secs(30));
        let id = fields(&world, "InvocationStarted", "request_id")[0].as_str().unwrap_or_default().to_owned();
        let error = &payloads(&world, "CallEnded")[0];
        assert_eq!(error["errorType"], error_type, "{failure:?}");
        assert_eq!(error["errorMessage"].as_str().map(|text| text.replace(&id, "<id>")).as_deref(), Some(message));
    }
}

#[test]
fn a_payload_that_is_no_json_is_rejected() {
    // SYNC-11: a text is sent as it is.
    for (payload, status) in [("hello", 400), ("\"hello\"", 200), ("7", 200), ("{\"a\": 1", 400), ("", 200)] {
        let world = play(now(), taking(NONE), sends(&[1], json!({ "Payload": payload })), secs(10));
        assert_eq!(fields(&world, "CallEnded", "status"), [status], "{payload}");
        assert_eq!(sum(&world, "Invocations"), u64::from(status == 200));
    }
}

#[test]
fn an_invocation_type_that_does_not_exist_is_rejected() {
    // SYNC-11.
    let world = play(now(), taking(NONE), sends(&[1], json!({ "InvocationType": "Evnt" })), secs(10));
    assert_eq!((fields(&world, "CallEnded", "status"), sum(&world, "Invocations")), (vec![json!(400)], 0));
}

#[test]
fn payloads_have_a_cap() {
    // SYNC-07, SYNC-08.
    let rows = [
        (Profile::Aws2026, "RequestResponse", 6_291_456, 200),
        (Profile::Aws2026, "RequestResponse", 6_291_457, 413),
        (Profile::Aws2020, "Event", 262_144, 202),
        (Profile::Aws2020, "Event", 262_145, 413),
        (Profile::Aws2026, "Event", 1_048_576, 202),
        (Profile::Aws2026, "Event", 1_048_577, 413),
    ];
    for (profile, kind, size, status) in rows {
        let input = json!({ "InvocationType": kind, "Size": size });
        let world = play(settings(profile), taking(NONE), sends(&[1], input), secs(10));
        assert_eq!(fields(&world, "CallEnded", "status"), [status], "{kind} {size}");
        assert_eq!(sum(&world, "Invocations"), u64::from(status < 300));
    }
}

#[test]
fn a_response_that_is_too_large_is_a_function_error() {
    // SYNC-04(e), SYNC-07.
    for (size, outcome) in [(6_291_556, "Success"), (6_291_557, "ResponseTooLarge")] {
        let mut config = taking(NONE);
        config.behaviour.response = Response::Size(size);
        let world = play(now(), config, sends(&[1], call()), secs(10));
        assert_eq!(fields(&world, "InvocationEnded", "outcome"), [outcome]);
        assert_eq!(fields(&world, "CallEnded", "function_error"), [size > 6_291_556]);
    }
}

#[test]
fn a_response_reaches_the_caller_as_the_handler_returned_it() {
    // SYNC-05, lam-04.
    for payload in [json!(null), json!({}), json!("justAString"), json!([1, { "a": true }])] {
        let mut config = taking(NONE);
        config.behaviour.response = Response::Payload(Arc::new(payload.clone()));
        let world = play(now(), config, sends(&[1], call()), secs(10));
        assert_eq!(payloads(&world, "CallEnded"), [payload]);
    }
}

#[test]
fn a_client_that_gave_up_starts_a_second_run_beside_the_first() {
    // SYNC-14.
    let mut config = taking(secs(70));
    config.timeout = secs(900);
    let mut client = sends(&[0], call());
    client.retry = Retry { attempts_max: 2, read_timeout: Some(secs(60)), ..Retry::default() };
    let world = play(now(), config, client, secs(300));
    assert_eq!(times(&world, "F", "InvocationStarted"), [0.0, 60.0]);
    assert_eq!(max(&world, "ConcurrentExecutions"), 2);
    assert_eq!(fields(&world, "CallEnded", "status"), [0]);
}

#[test]
fn an_answer_names_its_request_and_a_handler_may_return_it() {
    // lam-17: context.aws_request_id, the log's request id and the answer's header are one.
    let named = json!({ "id": "{request_id}", "list": ["is {request_id}", 7] });
    let mut config = taking(NONE);
    config.behaviour.response = Response::Payload(Arc::new(named));
    for (input, status) in [(call(), 200), (event(), 202)] {
        let world = play(now(), config.clone(), sends(&[1, 2], input), secs(10));
        let ids = fields(&world, "InvocationStarted", "request_id");
        let headers: Vec<Value> = records(&world, "CallEnded")
            .iter()
            .filter_map(|(_, detail)| match detail {
                Some(Detail::Content { parameters, .. }) => Some(parameters.get("x-amzn-RequestId").clone()),
                _ => None,
            })
            .collect();
        assert_eq!((headers, ids[0] == ids[1]), (ids.clone(), false), "{status}");
        assert_eq!(fields(&world, "CallEnded", "status"), [status, status]);
        if status == 200 {
            let returned = |id: &Value| json!({ "id": id, "list": [format!("is {}", id.as_str().unwrap_or("")), 7] });
            assert_eq!(payloads(&world, "CallEnded"), [returned(&ids[0]), returned(&ids[1])]);
        }
    }
}
