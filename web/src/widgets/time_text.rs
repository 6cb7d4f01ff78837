//! Simulated times as people read them.

use editor::SimTime;

/// Writes an instant with the finest unit that is still quiet: `0.250 s`, `1 min 02.500 s`, `2 h 03 min 10 s`.
pub(crate) fn instant(at: SimTime) -> String {
    let millis = at.as_nanos() / 1_000_000;
    let (hours, minutes) = (millis / 3_600_000, millis / 60_000 % 60);
    let (seconds, rest) = (millis / 1_000 % 60, millis % 1_000);
    match (hours, minutes) {
        (0, 0) => format!("{seconds}.{rest:03} s"),
        (0, minutes) => format!("{minutes} min {seconds:02}.{rest:03} s"),
        (hours, minutes) => format!("{hours} h {minutes:02} min {seconds:02} s"),
    }
}

/// Writes a span without what is zero: `10 min`, `1 h 30 min`.
pub(crate) fn span(length: SimTime) -> String {
    let millis = length.as_nanos() / 1_000_000;
    let parts = [(millis / 3_600_000, "h"), (millis / 60_000 % 60, "min")];
    let mut text: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    let (seconds, rest) = (millis / 1_000 % 60, millis % 1_000);
    match (seconds, rest) {
        (0, 0) if !text.is_empty() => {}
        (seconds, 0) => text.push(format!("{seconds} s")),
        (seconds, rest) => text.push(format!("{seconds}.{rest:03} s")),
    }
    text.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(count: u64) -> SimTime {
        SimTime::from_nanos(count * 1_000_000)
    }

    #[test]
    fn instants_keep_their_places_while_they_run() {
        assert_eq!(instant(millis(250)), "0.250 s");
        assert_eq!(instant(millis(62_500)), "1 min 02.500 s");
        assert_eq!(instant(millis(7_390_000)), "2 h 03 min 10 s");
    }

    #[test]
    fn spans_leave_out_what_is_zero() {
        assert_eq!(span(millis(0)), "0 s");
        assert_eq!(span(millis(600_000)), "10 min");
        assert_eq!(span(millis(90_500)), "1 min 30.500 s");
    }
}
