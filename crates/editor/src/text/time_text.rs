//! Simulated times: as people read them, and as a template has them.

use kernel::{SimDuration, SimTime};

/// The units of a template, from the largest [ns].
const UNITS: [(u64, &str); 3] = [(3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s")];
/// Those of less than a second [ns].
const PARTS: [(u64, &str); 2] = [(1_000_000, "ms"), (1_000, "us")];

/// Writes an instant with the finest unit that is still quiet: `0.250 s`, `1 min 02.500 s`, `2 h 03 min 10 s`.
#[must_use]
pub fn instant(at: SimTime) -> String {
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
#[must_use]
pub fn span(length: SimTime) -> String {
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

/// Writes a span exactly, as a template has it: `8m`, `1m30s`, `1h0.5s`, `120ms`.
#[must_use]
pub fn written(span: SimDuration) -> String {
    let second = UNITS[2].0;
    let nanos = span.as_nanos();
    let part = PARTS.iter().find(|(unit, _)| nanos.is_multiple_of(*unit));
    if let Some((unit, name)) = part.filter(|_| (1..second).contains(&nanos)) {
        return format!("{}{name}", nanos / unit);
    }
    let mut text = String::new();
    let mut rest = nanos;
    for (unit, name) in &UNITS[..2] {
        if rest >= *unit {
            text += &format!("{}{name}", rest / unit);
            rest %= unit;
        }
    }
    match (rest / second, rest % second) {
        (0, 0) if !text.is_empty() => {}
        (seconds, 0) => text += &format!("{seconds}s"),
        (seconds, part) => text += &format!("{seconds}.{}s", format!("{part:09}").trim_end_matches('0')),
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws::behaviour::read::span_of;

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

    #[test]
    fn what_is_written_is_read_as_the_same() {
        for (nanos, text) in [
            (0, "0s"),
            (1, "0.000000001s"),
            (250_000, "250us"),
            (1_500_000, "1500us"),
            (500_000_000, "500ms"),
            (1_500_000_000, "1.5s"),
            (12_345_000_001, "12.345000001s"),
            (90_000_000_000, "1m30s"),
            (480_000_000_000, "8m"),
            (3_600_500_000_000, "1h0.5s"),
            (7_261_000_000_000, "2h1m1s"),
        ] {
            let span = SimDuration::from_nanos(nanos);
            assert_eq!(written(span), text);
            assert_eq!(span_of(text), Some(span), "{text}");
        }
    }
}
