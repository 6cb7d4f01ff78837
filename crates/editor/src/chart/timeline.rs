//! The time line: which part of the run an instant is at, and where its marks stand.

use crate::geometry::apart;
use crate::view::Marker;
use kernel::SimTime;

/// The slider counts in parts of the run so small, which is finer than a screen.
pub const STEPS: u64 = 10_000;
/// The room that a mark takes [CSS px].
const MARKER_PX: f32 = 15.0;

/// Returns the marks with their places [CSS px]. Those of one instant stand beside each other, and of those with the same
/// words that would lie on each other only the first.
#[must_use]
pub fn laid_out(markers: &[Marker], duration: SimTime, width: f32) -> Vec<(Marker, f32)> {
    let place = |marker: &Marker| steps_at(marker.at, duration) as f32 / STEPS as f32 * width;
    let mut shown: Vec<(Marker, f32)> = Vec::new();
    for marker in markers {
        let at = place(marker);
        let hides = |(other, place): &(Marker, f32)| other.label == marker.label && at - place < MARKER_PX;
        if !shown.iter().any(hides) {
            shown.push((marker.clone(), at));
        }
    }
    let places: Vec<f32> = shown.iter().map(|(_, at)| *at).collect();
    let moved = apart(&places, MARKER_PX, width);
    shown.into_iter().zip(moved).map(|((marker, _), place)| (marker, place)).collect()
}

/// Returns the instant at a part of the run, from 0 to 1.
#[must_use]
pub fn instant(part: f64, duration: SimTime) -> SimTime {
    SimTime::from_nanos((duration.as_nanos() as f64 * part.clamp(0.0, 1.0)) as u64)
}

/// Returns the instant at a part, from 0 to 1, of a line whose beginning a margin takes: its width and that [CSS px].
#[must_use]
pub fn instant_behind(part: f64, (width, margin): (f32, f32), duration: SimTime) -> SimTime {
    let (width, margin) = (f64::from(width), f64::from(margin));
    instant((part * width - margin) / (width - margin).max(1.0), duration)
}

/// Returns the instant so many steps of the slider into the run.
#[must_use]
pub fn instant_of_steps(steps: u64, duration: SimTime) -> SimTime {
    let nanos = u128::from(duration.as_nanos()) * u128::from(steps) / u128::from(STEPS);
    SimTime::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

/// Returns which part of the run an instant is at, in steps of the slider.
#[must_use]
pub fn steps_at(at: SimTime, duration: SimTime) -> u64 {
    let whole = u128::from(duration.as_nanos()).max(1);
    u64::try_from((u128::from(at.as_nanos()) * u128::from(STEPS) / whole).min(u128::from(STEPS))).unwrap_or(STEPS)
}

/// Returns how far along the line a step stands [%].
#[must_use]
pub fn percent_of_steps(steps: u64) -> f64 {
    steps as f64 / STEPS as f64 * 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Shape, Tone};

    fn marker(seconds: u64, label: &str) -> Marker {
        let at = SimTime::from_nanos(seconds * 1_000_000_000);
        Marker { record: kernel::RecordId(seconds), at, label: label.into(), tone: Tone::Error, shape: Shape::Star }
    }

    #[test]
    fn marks_with_the_same_words_are_one_where_they_would_lie_on_each_other() {
        let minute = SimTime::from_nanos(60_000_000_000);
        let marks = [marker(10, "Error"), marker(11, "Error"), marker(11, "Throttle"), marker(40, "Error")];
        let shown = laid_out(&marks, minute, 600.0);
        let labels: Vec<&str> = shown.iter().map(|(marker, _)| &*marker.label).collect();
        assert_eq!(labels, ["Error", "Throttle", "Error"]);
        assert!(shown.windows(2).all(|pair| pair[1].1 - pair[0].1 >= MARKER_PX - 0.01), "{shown:?}");
        assert!((shown[2].1 - 400.0).abs() < 0.5, "{shown:?}");
    }

    #[test]
    fn steps_and_instants_are_two_names_of_one_place() {
        let run = SimTime::from_nanos(90_000_000_000);
        for steps in [0, 1, 5_000, STEPS] {
            assert_eq!(steps_at(instant_of_steps(steps, run), run), steps);
        }
        assert_eq!(steps_at(SimTime::from_nanos(u64::MAX), run), STEPS, "what lies beyond stands at the end");
        assert_eq!(instant(0.5, run), instant_of_steps(STEPS / 2, run));
        assert_eq!((instant(-1.0, run), instant(2.0, run)), (SimTime::ZERO, run));
        for (part, at) in [(0.0, SimTime::ZERO), (0.1, SimTime::ZERO), (0.55, instant(0.5, run)), (1.0, run)] {
            assert_eq!(instant_behind(part, (1_000.0, 100.0), run), at, "{part}");
        }
        assert!((percent_of_steps(2_500) - 25.0).abs() < 1e-9);
    }
}
