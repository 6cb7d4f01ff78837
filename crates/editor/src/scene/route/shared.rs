//! The ways that are there already, and over which length another one would run on them.

use crate::geometry::Point;
use std::collections::BTreeMap;

/// Ways this near to each other run on each other [world px].
const NEAR: f32 = 6.0;

/// Ways that are there already, as straight pieces, by where they run.
#[derive(Debug, Default)]
pub(super) struct Taken {
    rows: Lines,
    columns: Lines,
}

/// Pieces of one direction: in bands as broad as what is near, each with where it runs, where it begins, and its end.
type Lines = BTreeMap<i32, Vec<(f32, f32, f32)>>;

impl Taken {
    /// Adds a way.
    pub(super) fn add(&mut self, way: &[Point]) {
        for pair in way.windows(2) {
            let (is_row, (at, from, to)) = line(pair);
            let lines = if is_row { &mut self.rows } else { &mut self.columns };
            lines.entry(band(at)).or_default().push((at, from, to));
        }
    }

    /// Returns over which length a way would run on those that are there [world px].
    pub(super) fn shared_with(&self, way: &[Point]) -> f32 {
        way.windows(2).map(|pair| self.shared_piece(pair)).sum()
    }

    fn shared_piece(&self, pair: &[Point]) -> f32 {
        let (is_row, (at, from, to)) = line(pair);
        let lines = if is_row { &self.rows } else { &self.columns };
        let beside = lines.range(band(at).saturating_sub(1)..=band(at).saturating_add(1)).flat_map(|(_, lines)| lines);
        let near = beside.filter(|line| (line.0 - at).abs() < NEAR);
        near.map(|line| (to.min(line.2) - from.max(line.1)).max(0.0)).sum()
    }
}

/// Returns whether a piece is level, where it runs, and from where to where.
fn line(pair: &[Point]) -> (bool, (f32, f32, f32)) {
    let (a, b) = (pair[0], pair[1]);
    if (a.y - b.y).abs() < 0.5 {
        (true, (a.y, a.x.min(b.x), a.x.max(b.x)))
    } else {
        (false, (a.x, a.y.min(b.y), a.y.max(b.y)))
    }
}

fn band(at: f32) -> i32 {
    (at / NEAR).floor() as i32
}
