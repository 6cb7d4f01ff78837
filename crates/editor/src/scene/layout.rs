//! Where cards go when nobody has put them anywhere: in layers from left to right.

use crate::geometry::Point;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Distance between the left edges of two layers.
pub const LAYER_WIDTH: f32 = 304.0;
/// The same where chips of mappings sit on wires between them.
pub const LAYER_WIDTH_WITH_CHIPS: f32 = 400.0;
/// Room between two cards of a layer.
pub const GAP: f32 = 32.0;
/// Cards without wires stand at least so many in a row.
const LOOSE_COLUMNS_MIN: usize = 3;
/// How often cards are ordered by their neighbours: more sweeps change nothing on graphs of this size.
const SWEEPS: usize = 4;

/// A card to place.
#[derive(Clone, Debug)]
pub struct Box {
    /// Its id.
    pub id: Arc<str>,
    /// Its height.
    pub height: f32,
}

/// Returns a place for the upper left corner of each card, in the order given.
///
/// Layers are longest paths; wires that lead back are passed over; within a layer a card goes near the middle of its
/// neighbours. Cards without any wire stand in rows below, so that they make the picture no smaller than they must. The
/// same graph always gives the same places.
#[must_use]
pub fn layered(boxes: &[Box], wires: &[(usize, usize)], layer_width: f32) -> Vec<Point> {
    let layers = layers_of(boxes.len(), &without_cycles(boxes.len(), wires));
    let is_wired = |node: usize| wires.iter().any(|(from, to)| *from == node || *to == node);
    let (wired, loose): (Vec<usize>, Vec<usize>) = (0..boxes.len()).partition(|node| is_wired(*node));
    let mut columns: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in wired {
        columns.entry(layers[node]).or_default().push(node);
    }
    for sweep in 0..SWEEPS {
        order_by_neighbours(&mut columns, wires, boxes.len(), sweep % 2 == 0);
    }
    let mut places = place(boxes, &columns, layer_width);
    place_loose(boxes, &loose, columns.len().max(LOOSE_COLUMNS_MIN), layer_width, &mut places);
    places
}

/// Puts cards without wires in rows below all others.
fn place_loose(boxes: &[Box], loose: &[usize], a_row: usize, layer_width: f32, places: &mut [Point]) {
    let bottoms = (0..boxes.len()).filter(|node| !loose.contains(node)).map(|node| places[node].y + boxes[node].height);
    let mut y = bottoms.map(|bottom| bottom + GAP).fold(0.0, f32::max);
    for row in loose.chunks(a_row) {
        for (column, node) in row.iter().enumerate() {
            places[*node] = Point::new(column as f32 * layer_width, y);
        }
        y += row.iter().map(|node| boxes[*node].height).fold(0.0, f32::max) + GAP;
    }
}

/// Leaves out the wires that close a cycle, found by a walk in the order given.
fn without_cycles(count: usize, wires: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut kept: Vec<(usize, usize)> = Vec::new();
    for &(from, to) in wires {
        if from != to && !reaches(count, &kept, to, from) {
            kept.push((from, to));
        }
    }
    kept
}

fn reaches(count: usize, wires: &[(usize, usize)], from: usize, goal: usize) -> bool {
    let mut seen = vec![false; count];
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        if node == goal {
            return true;
        }
        if !std::mem::replace(&mut seen[node], true) {
            open.extend(wires.iter().filter(|(begin, _)| *begin == node).map(|(_, end)| *end));
        }
    }
    false
}

fn layers_of(count: usize, wires: &[(usize, usize)]) -> Vec<usize> {
    let mut layers = vec![0; count];
    // A longest path has fewer wires than there are nodes.
    for _ in 0..count {
        for &(from, to) in wires {
            layers[to] = layers[to].max(layers[from] + 1);
        }
    }
    layers
}

fn order_by_neighbours(
    columns: &mut BTreeMap<usize, Vec<usize>>,
    wires: &[(usize, usize)],
    count: usize,
    from_left: bool,
) {
    let mut rank = vec![0.0_f32; count];
    for column in columns.values() {
        for (index, node) in column.iter().enumerate() {
            rank[*node] = index as f32;
        }
    }
    for column in columns.values_mut() {
        let middle = |node: usize| {
            let neighbours = wires.iter().filter_map(|&(from, to)| match (from_left, from, to) {
                (true, from, to) if to == node => Some(rank[from]),
                (false, from, to) if from == node => Some(rank[to]),
                _ => None,
            });
            let (sum, number) = neighbours.fold((0.0, 0), |(sum, number), rank| (sum + rank, number + 1));
            if number == 0 { rank[node] } else { sum / number as f32 }
        };
        let mut keyed: Vec<(f32, usize)> = column.iter().map(|node| (middle(*node), *node)).collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        *column = keyed.into_iter().map(|(_, node)| node).collect();
    }
}

fn place(boxes: &[Box], columns: &BTreeMap<usize, Vec<usize>>, layer_width: f32) -> Vec<Point> {
    let height = |column: &Vec<usize>| column.iter().map(|node| boxes[*node].height + GAP).sum::<f32>() - GAP;
    let tallest = columns.values().map(height).fold(0.0, f32::max);
    let mut places = vec![Point::default(); boxes.len()];
    for (layer, column) in columns {
        let mut y = ((tallest - height(column)) / 2.0 / 8.0).round() * 8.0;
        for node in column {
            places[*node] = Point::new(*layer as f32 * layer_width, y);
            y += boxes[*node].height + GAP;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(count: usize) -> Vec<Box> {
        (0..count).map(|n| Box { id: format!("N{n}").into(), height: 100.0 }).collect()
    }

    #[test]
    fn wires_lead_to_the_right_but_those_that_close_a_cycle() {
        let wires = [(0, 1), (1, 2), (2, 0), (0, 3), (3, 2), (2, 2)];
        let places = layered(&boxes(4), &wires, LAYER_WIDTH);
        for (from, to) in [(0, 1), (1, 2), (0, 3), (3, 2)] {
            assert!(places[from].x < places[to].x, "{from} to {to}: {places:?}");
        }
    }

    #[test]
    fn cards_without_wires_stand_in_rows_below() {
        let places = layered(&boxes(9), &[(0, 1), (1, 2), (2, 3)], LAYER_WIDTH);
        let lowest = (0..4).map(|node| places[node].y + 100.0).fold(0.0, f32::max);
        let rows: Vec<(f32, f32)> = places[4..].iter().map(|place| (place.x, place.y - lowest)).collect();
        let row = |y: f32| [0.0, LAYER_WIDTH, 2.0 * LAYER_WIDTH, 3.0 * LAYER_WIDTH].map(|x| (x, y));
        assert_eq!(rows, [&row(GAP)[..], &row(GAP + 100.0 + GAP)[..1]].concat());
        assert_eq!(layered(&boxes(1), &[], LAYER_WIDTH), [Point::default()]);
    }

    #[test]
    fn cards_of_a_layer_do_not_overlap() {
        let places = layered(&boxes(6), &[(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)], LAYER_WIDTH);
        let mut column: Vec<f32> = places[1..].iter().map(|place| place.y).collect();
        column.sort_by(f32::total_cmp);
        assert!(column.windows(2).all(|pair| pair[1] - pair[0] >= 132.0), "{column:?}");
    }
}
