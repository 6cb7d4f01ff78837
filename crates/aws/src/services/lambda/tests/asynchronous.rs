//! The asynchronous queue.

use super::*;
use crate::testing::{lines, times};

#[test]
fn an_event_is_tried_three_times_with_one_and_two_minutes_between() {
    // ASYNC-02, ASYNC-03, ASYNC-04, lam-25, lam-31.
    for profile in [Profile::Aws2020, Profile::Aws2026] {
        let world = play(settings(profile), failing(always()), sends(&[1], event()), secs(400));
        assert_eq!(times(&world, "F", "InvocationStarted"), [1.0, 61.0, 181.0]);
        let starts = lines(&world, &["InvocationStarted"]);
        let id = |line: &String| line.split("request_id").nth(1).map(|rest| rest[..40].to_owned());
        assert!(starts.iter().all(|line| id(line) == id(&starts[0])), "{starts:?}");
        assert_eq!(lines(&world, &["Dropped"]), [r#"181s F Dropped m1 {"reason":"RetriesExhausted"}"#]);
        assert_eq!((sum(&world, "Invocations"), sum(&world, "Errors")), (3, 3));
        assert_eq!(sum(&world, "AsyncEventsDropped"), profile.pick(0, 1));
    }
}
