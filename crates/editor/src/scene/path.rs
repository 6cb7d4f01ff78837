//! The path of a wire, and places on it.

use crate::geometry::{Point, Rect};
use std::sync::Arc;

/// How many points a path has.
const POINTS: usize = 33;

/// Where a wire leaves a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// In the middle of its right edge.
    Right,
    /// In the middle of its lower edge: what goes wrong leaves here.
    Bottom,
}

/// Returns the points of a wire from one card to another. `lane` keeps several wires of the same pair apart.
#[must_use]
pub fn between(from: &Rect, to: &Rect, side: Side, lane: f32) -> Arc<[Point]> {
    // A wire to something beside or above leaves near the lower corner, so that it does not run under its own card.
    let beside =
        to.origin.x >= from.origin.x + from.width && to.origin.y + port_height(to) < from.origin.y + from.height;
    let start = match side {
        Side::Bottom if beside => Point::new(from.origin.x + from.width, from.origin.y + from.height - 20.0 + lane),
        Side::Right => Point::new(from.origin.x + from.width, from.origin.y + port_height(from) + lane),
        Side::Bottom => Point::new(from.center().x + lane, from.origin.y + from.height),
    };
    let end = Point::new(to.origin.x, to.origin.y + port_height(to) + lane);
    let side = if beside { Side::Right } else { side };
    let controls = controls(start, end, side, from, to);
    let point = |n: usize| bezier(start, controls.0, controls.1, end, n as f32 / (POINTS - 1) as f32);
    let curve: Vec<Point> = (0..POINTS).map(point).collect();
    even(&curve).into()
}

/// Returns the place a part of the way along a path whose points are evenly spaced; 0 is its begin, 1 its end.
#[must_use]
pub fn along(points: &[Point], part: f32) -> Point {
    let Some(last) = points.len().checked_sub(1) else { return Point::default() };
    let place = part.clamp(0.0, 1.0) * last as f32;
    let index = (place as usize).min(last);
    let next = (index + 1).min(last);
    points[index].lerp(points[next], place - index as f32)
}

/// Ports stand at the height of a card's head, so that wires of cards of different heights are level.
fn port_height(card: &Rect) -> f32 {
    (card.height / 2.0).min(24.0)
}

fn controls(start: Point, end: Point, side: Side, from: &Rect, to: &Rect) -> (Point, Point) {
    let ahead = end.x - start.x;
    match side {
        Side::Right if ahead > 24.0 => {
            let reach = (ahead / 2.0).clamp(32.0, 160.0);
            (Point::new(start.x + reach, start.y), Point::new(end.x - reach, end.y))
        }
        Side::Right => {
            // Back to the left: below both cards.
            let below = (from.origin.y + from.height).max(to.origin.y + to.height) + 72.0;
            let bend = |x: f32| Point::new(x, below + (below - start.y.min(end.y)) / 3.0);
            (bend(start.x + 120.0), bend(end.x - 120.0))
        }
        Side::Bottom => {
            let drop = ((end.y - start.y).abs() / 2.0).clamp(40.0, 160.0);
            let reach = (ahead.abs() / 2.0).clamp(40.0, 160.0);
            (Point::new(start.x, start.y + drop), Point::new(end.x - reach, end.y))
        }
    }
}

fn bezier(a: Point, b: Point, c: Point, d: Point, t: f32) -> Point {
    let (ab, bc, cd) = (a.lerp(b, t), b.lerp(c, t), c.lerp(d, t));
    ab.lerp(bc, t).lerp(bc.lerp(cd, t), t)
}

/// Spaces the points of a curve evenly, so that what moves along it keeps its speed.
fn even(curve: &[Point]) -> Vec<Point> {
    let mut lengths = vec![0.0];
    for pair in curve.windows(2) {
        lengths.push(lengths[lengths.len() - 1] + pair[0].distance(pair[1]));
    }
    let total = lengths[lengths.len() - 1];
    let mut segment = 0;
    let place = |n: usize| {
        let wanted = total * n as f32 / (curve.len() - 1) as f32;
        while segment + 2 < lengths.len() && lengths[segment + 1] < wanted {
            segment += 1;
        }
        let length = (lengths[segment + 1] - lengths[segment]).max(f32::EPSILON);
        curve[segment].lerp(curve[segment + 1], ((wanted - lengths[segment]) / length).clamp(0.0, 1.0))
    };
    (0..curve.len()).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_its_speed_along_a_wire() {
        let points =
            between(&Rect::new(0.0, 0.0, 200.0, 100.0), &Rect::new(500.0, 300.0, 200.0, 100.0), Side::Right, 0.0);
        let steps: Vec<f32> = points.windows(2).map(|pair| pair[0].distance(pair[1])).collect();
        let mean = steps.iter().sum::<f32>() / steps.len() as f32;
        assert!(steps.iter().all(|step| (step - mean).abs() < mean * 0.05), "{steps:?}");
        assert_eq!(along(&points, 0.0), Point::new(200.0, 24.0));
        assert_eq!(along(&points, 1.0), Point::new(500.0, 324.0));
    }
}
