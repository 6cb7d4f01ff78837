//! Where words stood in the picture before. Wherever nothing is otherwise now, they stand there again, without a search:
//! the search would find the same place.

use super::{FIGURE, stretches_of};
use crate::geometry::Rect;
use crate::scene::frame::chip_on;
use crate::scene::tiles::Tiles;
use crate::view::{NodeView, WireView};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The picture before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Before {
    cards: Vec<Rect>,
    /// Its wires by key, each with its number.
    wires: BTreeMap<Arc<str>, (usize, Stood)>,
}

/// A wire of the picture before.
#[derive(Clone, Debug)]
struct Stood {
    wire: WireView,
    /// The rooms of its words and of its figure.
    words: Option<Rect>,
    figure: Option<Rect>,
}

/// Which of two things of a wire is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    /// Its words.
    Words,
    /// The figure of what is on it.
    Figure,
}

impl Thing {
    /// Returns what is written.
    pub(super) fn text(self, wire: &WireView) -> &str {
        match self {
            Self::Words => &wire.label,
            Self::Figure => FIGURE,
        }
    }
}

/// What is otherwise than in the picture before: by tile, each with the rectangle.
pub(super) struct Changes<'b> {
    before: &'b Before,
    rects: Tiles<Rect>,
}

impl<'b> Changes<'b> {
    /// Compares a picture, but for its words, with the one before. Nothing where one does not follow from the other.
    pub(super) fn between(before: &'b Before, wires: &[WireView], nodes: &[NodeView], world: Rect) -> Option<Self> {
        let known = |wire: &WireView| before.wires.get(&wire.key);
        // Words make room for those placed before them, so that the order counts.
        let order = wires.iter().filter_map(|wire| Some(known(wire)?.0));
        if !order.is_sorted() {
            return None;
        }
        let mut changes = Self { before, rects: Tiles::new(world) };
        let cards: Vec<Rect> = nodes.iter().map(|node| node.rect).collect();
        changes.extend(cards.iter().filter(|card| !before.cards.contains(card)).copied());
        changes.extend(before.cards.iter().filter(|card| !cards.contains(card)).copied());
        let keys: BTreeMap<&str, ()> = wires.iter().map(|wire| (&*wire.key, ())).collect();
        let gone = before.wires.iter().filter(|(key, _)| !keys.contains_key(&***key));
        gone.for_each(|(_, (_, stood))| changes.add_all_of(stood));
        for wire in wires {
            match known(wire) {
                Some((_, stood)) if is_alike(&stood.wire, wire) => {}
                Some((_, stood)) => {
                    changes.add_all_of(stood);
                    changes.add_way(wire);
                }
                None => changes.add_way(wire),
            }
        }
        Some(changes)
    }

    fn extend(&mut self, rects: impl IntoIterator<Item = Rect>) {
        rects.into_iter().for_each(|rect| self.rects.add(&rect, rect));
    }

    fn add_way(&mut self, wire: &WireView) {
        self.extend(stretches_of((0, &wire.points)).map(|(rect, _)| rect));
        self.extend(chip_on(wire));
    }

    fn add_all_of(&mut self, stood: &Stood) {
        self.add_way(&stood.wire);
        self.extend(stood.words.into_iter().chain(stood.figure));
    }

    /// Returns where a thing of a wire stands still, if nothing is otherwise wherever it could stand.
    pub(super) fn still(
        &self,
        thing: Thing,
        wire: &WireView,
        reach: impl Iterator<Item = Rect>,
    ) -> Option<Option<Rect>> {
        let (_, stood) = self.before.wires.get(&wire.key)?;
        let is_calm = |rect: Rect| !self.rects.near(&rect).any(|changed| changed.intersects(&rect));
        (is_alike(&stood.wire, wire) && reach.into_iter().all(is_calm)).then(|| stood.room(thing))
    }

    /// Takes note of where a thing of a wire stands now.
    pub(super) fn note(&mut self, thing: Thing, wire: &WireView, now: Option<Rect>) {
        let stood = self.before.wires.get(&wire.key).and_then(|(_, stood)| stood.room(thing));
        if stood != now {
            self.extend(stood.into_iter().chain(now));
        }
    }
}

impl Stood {
    fn room(&self, thing: Thing) -> Option<Rect> {
        match thing {
            Thing::Words => self.words,
            Thing::Figure => self.figure,
        }
    }
}

impl Before {
    /// Remembers a picture; the rooms of words and figures come in the order of the wires.
    pub(super) fn of(wires: &[WireView], nodes: &[NodeView], rooms: &[(Option<Rect>, Option<Rect>)]) -> Self {
        let stood = |(wire, (words, figure)): (&WireView, &(Option<Rect>, Option<Rect>))| Stood {
            wire: wire.clone(),
            words: *words,
            figure: *figure,
        };
        let numbered = wires.iter().zip(rooms).map(stood).enumerate();
        let wires = numbered.map(|(n, stood)| (stood.wire.key.clone(), (n, stood))).collect();
        Self { cards: nodes.iter().map(|node| node.rect).collect(), wires }
    }
}

/// Tells whether two wires lie alike and have the same words.
fn is_alike(one: &WireView, other: &WireView) -> bool {
    let has_mapping = |wire: &WireView| wire.mapping.is_some();
    one.points == other.points
        && one.label == other.label
        && one.chip == other.chip
        && has_mapping(one) == has_mapping(other)
}
