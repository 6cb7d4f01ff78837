//! The ways of all wires: one curve where nothing stands in between, else a way around it; apart from each other where they
//! share a port. They follow from the cards and wires alone, so they are the same however the cards came there.

use super::{NodeView, WireView};
use crate::geometry::{Point, Rect, Vector};
use crate::graph::ports::{PortSide, end_of};
use crate::scene::body::HEAD;
use crate::scene::path::{Side, direct, rounded};
use crate::scene::route::{Ground, Known, Trip};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far a curve keeps from the cards that it passes [world px].
const CLEAR: f32 = 10.0;
/// How far apart two curves of one port are bent that lead to the same place, and all of them together at most [world px].
const FAN: f32 = 16.0;
const FAN_MAX: f32 = 96.0;
/// Curves whose other ends are so far apart part by themselves [world px].
const PARTING: f32 = 96.0;

/// Where a wire begins and ends.
struct Ends {
    /// The wire, by number.
    wire: usize,
    from: usize,
    to: usize,
    start: Point,
    side: Side,
    end: Point,
}

/// Gives every wire its way.
pub(super) fn lay(wires: &mut [WireView], nodes: &[NodeView], known: &mut Known) {
    let numbers: BTreeMap<&str, usize> = nodes.iter().enumerate().map(|(n, node)| (&*node.id, n)).collect();
    let cards: Vec<Rect> = nodes.iter().map(|node| node.rect).collect();
    let all: Vec<Ends> = wires.iter().enumerate().filter_map(|(n, wire)| ends_of(n, wire, nodes, &numbers)).collect();
    let (begins, finishes) = fans(&all);
    let mut blocked = Vec::new();
    for (n, ends) in all.iter().enumerate() {
        let curve = direct(ends.start, ends.side, ends.end, (begins[n], finishes[n]));
        match curve.filter(|points| is_clear(points, &cards, (ends.from, ends.to))) {
            Some(points) => wires[ends.wire].points = points,
            None => blocked.push(ends),
        }
    }
    let mut ground = Ground::new(&cards, known);
    for ends in blocked {
        let own = (&cards[ends.from], &cards[ends.to]);
        let trip = Trip { start: ends.start, side: ends.side, end: ends.end, cards: own };
        wires[ends.wire].points = rounded(&ground.lead(&trip));
    }
}

fn ends_of(wire_number: usize, wire: &WireView, nodes: &[NodeView], numbers: &BTreeMap<&str, usize>) -> Option<Ends> {
    let (from, to) = (*numbers.get(&*wire.from)?, *numbers.get(&*wire.to)?);
    let (begin, end) = (&nodes[from], &nodes[to]);
    let port = begin.ports.iter().find(|port| port.outgoing && port.name == wire.port);
    let (side, start) = match port {
        Some(port) if port.side == PortSide::Bottom => (Side::Bottom, port.place(&begin.rect)),
        Some(port) => (Side::Right, port.place(&begin.rect)),
        None => (Side::Right, head_of(&begin.rect, begin.rect.width)),
    };
    let end = end_of(end, wire.kind).map_or_else(|| head_of(&end.rect, 0.0), |port| port.place(&end.rect));
    Some(Ends { wire: wire_number, from, to, start, side, end })
}

/// Returns where wires begin or end at a card that has no ports.
fn head_of(card: &Rect, x: f32) -> Point {
    card.origin + Vector::new(x, (card.height / 2.0).min(HEAD / 2.0))
}

/// Returns by how much each wire is bent aside near its begin and near its end, in the order in which the wires of one
/// port part: those that lead up above those that lead down.
fn fans(all: &[Ends]) -> (Vec<f32>, Vec<f32>) {
    let begin = |ends: &Ends| (place_key(ends.start), if ends.side == Side::Bottom { ends.end.x } else { ends.end.y });
    let finish = |ends: &Ends| (place_key(ends.end), ends.start.y);
    (fan(all, begin), fan(all, finish))
}

/// Spreads the wires that have one port in common, by where their other ends are.
fn fan<K: Ord>(all: &[Ends], port_and_order: impl Fn(&Ends) -> (K, f32)) -> Vec<f32> {
    let mut by_port: BTreeMap<K, Vec<(f32, usize)>> = BTreeMap::new();
    for (n, ends) in all.iter().enumerate() {
        let (port, order) = port_and_order(ends);
        by_port.entry(port).or_default().push((order, n));
    }
    let mut bent = vec![0.0; all.len()];
    for mut group in by_port.into_values() {
        group.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut at = 0.0;
        for index in 1..group.len() {
            let together = 1.0 - (group[index].0 - group[index - 1].0) / PARTING;
            at += FAN * together.max(0.0);
            bent[group[index].1] = at;
        }
        let scale = (FAN_MAX / at.max(f32::EPSILON)).min(1.0);
        group.iter().for_each(|(_, n)| bent[*n] = (bent[*n] - at / 2.0) * scale);
    }
    bent
}

/// A port is known by its place: whatever begins or ends there lies on it.
fn place_key(place: Point) -> (u32, u32) {
    (place.x.to_bits(), place.y.to_bits())
}

/// Tells whether a curve passes through no card but along the edges of its own.
fn is_clear(points: &Arc<[Point]>, cards: &[Rect], own: (usize, usize)) -> bool {
    let bounds = bounds_of(points);
    let is_hit = |(n, card): (usize, &Rect)| {
        let room = if n == own.0 || n == own.1 { card.grown(-1.0) } else { card.grown(CLEAR) };
        room.intersects(&bounds) && points.iter().any(|point| room.contains(*point))
    };
    !cards.iter().enumerate().any(is_hit)
}

/// Returns the smallest rectangle around some points.
pub(super) fn bounds_of(points: &[Point]) -> Rect {
    let at = |point: &Point| Rect::new(point.x, point.y, 0.0, 0.0);
    points.iter().map(at).reduce(|all, one| all.union(&one)).unwrap_or_default()
}
