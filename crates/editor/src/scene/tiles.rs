//! What lies near a place, found without looking at all there is: the world in tiles that know what touches them.

use crate::geometry::Rect;

/// How wide and high a tile is, where the world is not too large for it [world px].
const SIDE: f32 = 96.0;
/// How many tiles lie beside each other at most.
const COUNT_MAX: usize = 128;

/// Tiles, each with what touches it.
#[derive(Clone, Debug)]
pub(crate) struct Tiles<T> {
    bounds: Rect,
    /// How many tiles lie beside and above each other.
    count: (usize, usize),
    held: Vec<Vec<T>>,
}

impl<T: Copy> Tiles<T> {
    /// Divides a part of the world. What lies outside belongs to the tiles at its edge, and is found there.
    pub(crate) fn new(bounds: Rect) -> Self {
        let tiles = |length: f32| ((length / SIDE) as usize).clamp(1, COUNT_MAX);
        let count = (tiles(bounds.width), tiles(bounds.height));
        Self { bounds, count, held: vec![Vec::new(); count.0 * count.1] }
    }

    /// Adds something that lies within a rectangle.
    pub(crate) fn add(&mut self, rect: &Rect, thing: T) {
        for tile in self.touched(rect) {
            self.held[tile].push(thing);
        }
    }

    /// Returns all that can lie in a rectangle, some of it more than once.
    pub(crate) fn near<'t>(&'t self, rect: &Rect) -> impl Iterator<Item = T> + use<'t, T> {
        self.touched(rect).flat_map(|tile| self.held[tile].iter().copied())
    }

    /// Returns the tiles that a rectangle touches, by number.
    fn touched(&self, rect: &Rect) -> impl Iterator<Item = usize> + use<T> {
        let span = |from: f32, length: f32, (low, whole): (f32, f32), count: usize| {
            // The same place is always in the same tile, so that two that share it meet there.
            let tile = |at: f32| (((at - low) / whole * count as f32) as usize).min(count - 1);
            tile(from)..=tile(from + length)
        };
        let Rect { origin, width, height } = self.bounds;
        let columns = span(rect.origin.x, rect.width, (origin.x, width), self.count.0);
        let rows = span(rect.origin.y, rect.height, (origin.y, height), self.count.1);
        let a_row = self.count.0;
        rows.flat_map(move |row| columns.clone().map(move |column| row * a_row + column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rects() -> impl Strategy<Value = Vec<Rect>> {
        let rect = (-900.0..2900.0_f32, -900.0..2900.0_f32, 0.0..500.0_f32, 0.0..500.0_f32);
        proptest::collection::vec(rect.prop_map(|(x, y, width, height)| Rect::new(x, y, width, height)), 1..40)
    }

    proptest! {
        #[test]
        fn whatever_shares_a_point_is_found_inside_and_outside(rects in rects(), asked in rects()) {
            let mut tiles = Tiles::new(Rect::new(0.0, 0.0, 2000.0, 1500.0));
            rects.iter().enumerate().for_each(|(n, rect)| tiles.add(rect, n));
            for asked in &asked {
                let meeting = |n: &usize| rects[*n].intersects(asked);
                let mut found: Vec<usize> = tiles.near(asked).filter(meeting).collect();
                found.sort_unstable();
                found.dedup();
                prop_assert_eq!(found, (0..rects.len()).filter(meeting).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn little_is_found_that_lies_elsewhere() {
        let mut tiles = Tiles::new(Rect::new(0.0, 0.0, 9600.0, 9600.0));
        for n in 0..100_u8 {
            tiles.add(&Rect::new(f32::from(n) * 96.0, f32::from(n) * 96.0, 90.0, 90.0), n);
        }
        assert_eq!(tiles.near(&Rect::new(960.0, 960.0, 50.0, 50.0)).collect::<Vec<_>>(), [10]);
    }

    #[test]
    fn a_world_of_any_size_has_tiles() {
        for length in [0.0, 1.0, 1e9, f32::MAX, f32::INFINITY] {
            let mut tiles = Tiles::new(Rect::new(0.0, 0.0, length, length));
            let all = Rect::new(0.0, 0.0, length, length);
            tiles.add(&all, 1);
            assert!(tiles.near(&all).any(|thing| thing == 1), "{length}");
        }
    }
}
