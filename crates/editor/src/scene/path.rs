//! The path of a wire, and places on it.

use crate::geometry::Point;
use std::sync::Arc;

/// How many points a path has at least and at most, and how far apart they are where that allows it: on one curve, and on
/// one with corners [world px].
const POINTS: (usize, usize) = (33, 2_048);
const SPACE: f32 = 24.0;
const STEP: f32 = 8.0;
/// The radius of corners, as far as there is room for it [world px].
const CORNER: f32 = 28.0;
/// How far a quarter of a circle reaches towards its corner, as a curve.
const QUARTER: f32 = 0.552;
/// What is not so far ahead is behind [world px].
const AHEAD: f32 = 24.0;

/// Where a wire leaves a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// In the middle of its right edge.
    Right,
    /// In the middle of its lower edge: what goes wrong leaves here.
    Bottom,
}

/// Returns the points of one curve from a port to a port, or nothing where one would have to turn back. `fan` says how far
/// it is bent aside near its begin and its end, so that wires of one port part at once.
#[must_use]
pub fn direct(start: Point, side: Side, end: Point, fan: (f32, f32)) -> Option<Arc<[Point]>> {
    let ahead = end.x - start.x;
    let (away, back) = match side {
        Side::Right if ahead > AHEAD => {
            let reach = (ahead / 2.0).clamp(32.0, 160.0);
            (Point::new(start.x + reach, start.y + fan.0), Point::new(end.x - reach, end.y + fan.1))
        }
        Side::Bottom if end.y > start.y + AHEAD => {
            let drop = ((end.y - start.y) / 2.0).clamp(40.0, 160.0);
            let reach = (ahead.abs() / 2.0).clamp(40.0, 160.0);
            (Point::new(start.x + fan.0, start.y + drop), Point::new(end.x - reach, end.y + fan.1))
        }
        Side::Right | Side::Bottom => return None,
    };
    let count = points_for(start.distance(end), SPACE);
    let curve: Vec<Point> = curve(start, end, (away, back), count).collect();
    Some(even(&curve, count).into())
}

/// Returns the points of straight pieces whose corners are rounded.
#[must_use]
pub fn rounded(corners: &[Point]) -> Arc<[Point]> {
    let mut points: Vec<Point> = corners.first().copied().into_iter().collect();
    for place in corners.windows(3) {
        let [before, corner, after] = [place[0], place[1], place[2]];
        let (come, go) = (corner.distance(before), corner.distance(after));
        let radius = CORNER.min(come / 2.0).min(go / 2.0);
        let (from, to) = (towards(corner, before, radius), towards(corner, after, radius));
        let controls = (from.lerp(corner, QUARTER), to.lerp(corner, QUARTER));
        points.extend(curve(from, to, controls, (radius / 2.0) as usize + 2));
    }
    points.extend(corners.last());
    let length: f32 = points.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
    even(&points, points_for(length, STEP)).into()
}

/// Returns the points without those that lie on a level or upright line between others: a line through the rest is the
/// same.
#[must_use]
pub fn bends(points: impl IntoIterator<Item = Point>) -> Vec<Point> {
    let mut bends: Vec<Point> = Vec::new();
    for point in points {
        if let [.., a, b] = bends[..]
            && (a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y)
        {
            bends.pop();
        }
        bends.push(point);
    }
    bends
}

/// Returns how many points a path of a length has.
fn points_for(length: f32, apart: f32) -> usize {
    ((length / apart) as usize).clamp(POINTS.0, POINTS.1)
}

/// Returns the place so far from a corner.
fn towards(corner: Point, other: Point, far: f32) -> Point {
    corner.lerp(other, far / corner.distance(other).max(f32::EPSILON))
}

fn curve(start: Point, end: Point, controls: (Point, Point), count: usize) -> impl Iterator<Item = Point> {
    (0..count).map(move |n| bezier(start, controls.0, controls.1, end, n as f32 / (count - 1) as f32))
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

fn bezier(a: Point, b: Point, c: Point, d: Point, t: f32) -> Point {
    let (ab, bc, cd) = (a.lerp(b, t), b.lerp(c, t), c.lerp(d, t));
    ab.lerp(bc, t).lerp(bc.lerp(cd, t), t)
}

/// Spaces the points of a curve evenly, so that what moves along it keeps its speed.
fn even(curve: &[Point], count: usize) -> Vec<Point> {
    let mut lengths = vec![0.0];
    for pair in curve.windows(2) {
        lengths.push(lengths[lengths.len() - 1] + pair[0].distance(pair[1]));
    }
    let total = lengths[lengths.len() - 1];
    let mut segment = 0;
    let place = |n: usize| {
        let wanted = total * n as f32 / (count - 1) as f32;
        while segment + 2 < lengths.len() && lengths[segment + 1] < wanted {
            segment += 1;
        }
        let length = (lengths[segment + 1] - lengths[segment]).max(f32::EPSILON);
        curve[segment].lerp(curve[segment + 1], ((wanted - lengths[segment]) / length).clamp(0.0, 1.0))
    };
    (0..count).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(points: &[Point]) -> Vec<f32> {
        points.windows(2).map(|pair| pair[0].distance(pair[1])).collect()
    }

    #[test]
    fn a_message_keeps_its_speed_along_a_wire() {
        let (start, end) = (Point::new(200.0, 24.0), Point::new(500.0, 324.0));
        let corners = [start, Point::new(240.0, 24.0), Point::new(240.0, 324.0), end];
        let curve = direct(start, Side::Right, end, (0.0, 16.0)).expect("it leads ahead");
        for points in [curve, rounded(&corners)] {
            let steps = steps(&points);
            let mean = steps.iter().sum::<f32>() / steps.len() as f32;
            assert!(steps.iter().all(|step| (step - mean).abs() < mean * 0.06), "{steps:?}");
            assert_eq!((along(&points, 0.0), along(&points, 1.0)), (start, end));
        }
    }

    #[test]
    fn wires_of_one_port_part_at_once() {
        let start = Point::new(0.0, 0.0);
        let curve = |fan: f32| direct(start, Side::Right, Point::new(600.0, 0.0), (fan, fan)).expect("it leads ahead");
        let (one, other) = (curve(-8.0), curve(8.0));
        let apart = |part: f32| along(&one, part).distance(along(&other, part));
        assert!(apart(0.1) > 3.0 && apart(0.5) > 8.0, "{} {}", apart(0.1), apart(0.5));
    }

    #[test]
    fn what_would_have_to_turn_back_is_no_single_curve() {
        let start = Point::new(0.0, 0.0);
        for (side, end) in [(Side::Right, Point::new(-100.0, 50.0)), (Side::Bottom, Point::new(100.0, -50.0))] {
            assert_eq!(direct(start, side, end, (0.0, 0.0)), None, "{side:?}");
        }
    }

    #[test]
    fn a_path_of_any_length_has_a_number_of_points_that_can_be_drawn() {
        for far in [0.0, 1e5, 1e9, f32::MAX, f32::INFINITY] {
            let (start, end) = (Point::new(0.0, 0.0), Point::new(far + 100.0, 10.0));
            let curve = direct(start, Side::Right, end, (0.0, 0.0)).expect("it leads ahead");
            let corners = rounded(&[start, Point::new(50.0, 0.0), Point::new(50.0, 10.0), end]);
            assert!([curve, rounded(&[start, end]), corners].iter().all(|path| (33..=2_048).contains(&path.len())));
        }
    }

    #[test]
    fn only_bends_are_left_of_straight_pieces() {
        let point = |(x, y): (f32, f32)| Point::new(x, y);
        let way =
            [(0.0, 0.0), (8.0, 0.0), (16.0, 0.0), (20.0, 2.0), (22.0, 8.0), (22.0, 16.0), (22.0, 24.0)].map(point);
        assert_eq!(bends(way), [(0.0, 0.0), (16.0, 0.0), (20.0, 2.0), (22.0, 8.0), (22.0, 24.0)].map(point));
        assert_eq!(bends(way[..2].iter().copied()), way[..2]);
        assert_eq!(bends([]), []);
    }

    #[test]
    fn a_corner_is_cut_and_never_left_on_its_outer_side() {
        let corners = [Point::new(0.0, 0.0), Point::new(100.0, 0.0), Point::new(100.0, 100.0)];
        let points = rounded(&corners);
        assert!(points.iter().all(|point| point.x <= 100.0 && point.y >= 0.0), "{points:?}");
        assert!(points.iter().all(|point| point.distance(corners[1]) > 8.0), "{points:?}");
    }
}
