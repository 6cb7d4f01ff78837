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

/// Returns the points of a wire from a port of one card to a port of another.
#[must_use]
pub fn between((start, from): (Point, &Rect), (end, to): (Point, &Rect), side: Side) -> Arc<[Point]> {
    let curve = match side {
        Side::Bottom if end.x > start.x + TURN && end.y < start.y + TURN => around_corner(start, end, (from, to)),
        _ => curve(start, end, controls(start, end, side, from, to), POINTS),
    };
    even(&curve).into()
}

/// A wire that leaves a card below and goes to something beside or above it turns within this [world px].
const TURN: f32 = 24.0;

/// Leads down and around to the right, so that the wire does not run under its own card.
fn around_corner(start: Point, end: Point, (from, to): (&Rect, &Rect)) -> Vec<Point> {
    let corner = Point::new((from.origin.x + from.width - TURN).max(start.x + TURN), start.y + TURN);
    let down = (Point::new(start.x, corner.y), Point::new(start.x, corner.y));
    let mut points = curve(start, corner, down, POINTS / 2 + 1);
    points.pop();
    points.extend(curve(corner, end, controls(corner, end, Side::Right, from, to), POINTS / 2 + 1));
    points
}

fn curve(start: Point, end: Point, controls: (Point, Point), count: usize) -> Vec<Point> {
    (0..count).map(|n| bezier(start, controls.0, controls.1, end, n as f32 / (count - 1) as f32)).collect()
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
        let (from, to) = (Rect::new(0.0, 0.0, 200.0, 100.0), Rect::new(500.0, 300.0, 200.0, 100.0));
        let ends = (Point::new(200.0, 24.0), Point::new(500.0, 324.0));
        let points = between((ends.0, &from), (ends.1, &to), Side::Right);
        let steps: Vec<f32> = points.windows(2).map(|pair| pair[0].distance(pair[1])).collect();
        let mean = steps.iter().sum::<f32>() / steps.len() as f32;
        assert!(steps.iter().all(|step| (step - mean).abs() < mean * 0.05), "{steps:?}");
        assert_eq!(along(&points, 0.0), ends.0);
        assert_eq!(along(&points, 1.0), ends.1);
    }

    #[test]
    fn a_wire_from_below_does_not_run_under_its_own_card() {
        let from = Rect::new(0.0, 0.0, 200.0, 144.0);
        for (x, to_y) in [(50.0, 24.0), (100.0, 100.0), (150.0, -300.0), (150.0, 150.0)] {
            let to = Rect::new(304.0, to_y - 24.0, 200.0, 144.0);
            let points = between((Point::new(x, 144.0), &from), (Point::new(304.0, to_y), &to), Side::Bottom);
            let hidden = points.iter().find(|point| from.grown(-1.0).contains(**point));
            assert_eq!(hidden, None, "from {x} to {to_y}");
        }
    }
}
