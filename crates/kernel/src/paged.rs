//! A sorted map whose clones share what has not changed since.
//!
//! Entries lie in pages that are copied when they are written to while a clone holds them: a checkpoint of a map of
//! millions costs as much as its list of pages.

use std::sync::Arc;

/// How many entries a page has at most.
const PAGE_ENTRIES: usize = 256;

/// A sorted map, cheap to clone.
#[derive(Clone, Debug)]
pub struct PagedMap<K, V> {
    /// No page is empty, and the keys of each lie before those of the next -- internal state.
    pages: Vec<Arc<Vec<(K, V)>>>,
}

impl<K, V> Default for PagedMap<K, V> {
    fn default() -> Self {
        Self { pages: Vec::new() }
    }
}

impl<K: Ord + Clone, V: Clone> PagedMap<K, V> {
    /// Returns the value of a key.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        let (page, place) = self.find(key);
        self.pages.get(page).zip(place.ok()).map(|(entries, place)| &entries[place].1)
    }

    /// Returns all entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> + Clone {
        self.pages.iter().flat_map(|page| page.iter().map(|(key, value)| (key, value)))
    }

    /// Puts a value in, in place of the one that the key had.
    pub fn insert(&mut self, key: &K, value: V) {
        let (page, place) = self.find(key);
        match place {
            Ok(place) => Arc::make_mut(&mut self.pages[page])[place].1 = value,
            Err(place) => drop(self.put(page, place, key, value)),
        }
    }

    /// Returns how much room it takes `beside` another state of it [bytes], without what its entries point to: what both
    /// share counts for the other.
    #[must_use]
    pub fn room(&self, beside: Option<&Self>) -> u64 {
        let others = beside.map_or(&[][..], |other| &other.pages);
        let mut other = others.iter().peekable();
        let mut entries = 0;
        for page in &self.pages {
            // Shared pages begin with the same key, and both lists are in the order of keys.
            while other.next_if(|other| other[0].0 < page[0].0).is_some() {}
            if !other.peek().is_some_and(|other| Arc::ptr_eq(other, page)) {
                entries += page.capacity();
            }
        }
        (entries * size_of::<(K, V)>() + self.pages.len() * size_of::<usize>()) as u64
    }

    /// Returns the value of a key, to change it.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: std::borrow::Borrow<Q>,
    {
        let (page, place) = self.find(key);
        let place = place.ok()?;
        Some(&mut Arc::make_mut(&mut self.pages[page])[place].1)
    }

    /// Returns the value of a key, to change it; where there is none, the default is put in.
    pub fn get_or_default(&mut self, key: &K) -> &mut V
    where
        V: Default,
    {
        let (page, place) = self.find(key);
        let (page, place) = match place {
            Ok(place) => (page, place),
            Err(place) => self.put(page, place, key, V::default()),
        };
        &mut Arc::make_mut(&mut self.pages[page])[place].1
    }

    /// Puts an entry where it belongs, and returns its page and place.
    fn put(&mut self, mut page: usize, place: usize, key: &K, value: V) -> (usize, usize) {
        let place = self.make_room(&mut page, place);
        Arc::make_mut(&mut self.pages[page]).insert(place, (key.clone(), value));
        (page, place)
    }

    /// Takes a key out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
    {
        let (page, place) = self.find(key);
        let place = place.ok()?;
        let (_, value) = Arc::make_mut(&mut self.pages[page]).remove(place);
        if self.pages[page].is_empty() {
            self.pages.remove(page);
        }
        Some(value)
    }

    /// Returns the page that a key belongs to, and its place there or the place where it would be.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> (usize, Result<usize, usize>)
    where
        K: std::borrow::Borrow<Q>,
    {
        let after = self.pages.partition_point(|page| page[0].0.borrow() <= key);
        let page = after.saturating_sub(1);
        let place = self
            .pages
            .get(page)
            .map_or(Err(0), |entries| entries.binary_search_by(|(known, _)| known.borrow().cmp(key)));
        (page, place)
    }

    /// Sees to it that one more entry has room, and returns where it goes.
    fn make_room(&mut self, page: &mut usize, place: usize) -> usize {
        let Some(entries) = self.pages.get_mut(*page) else {
            self.pages.push(Arc::new(Vec::with_capacity(PAGE_ENTRIES)));
            return 0;
        };
        if entries.len() < PAGE_ENTRIES {
            return place;
        }
        // What comes in order fills pages; elsewhere a page is halved.
        let cut = if place == PAGE_ENTRIES { PAGE_ENTRIES } else { PAGE_ENTRIES / 2 };
        let mut second = Vec::with_capacity(PAGE_ENTRIES);
        if cut < PAGE_ENTRIES {
            second.extend(Arc::make_mut(entries).drain(cut..));
        }
        self.pages.insert(*page + 1, Arc::new(second));
        if place < cut {
            return place;
        }
        *page += 1;
        place - cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_holds_what_a_tree_holds_and_clones_stay(
            steps in proptest::collection::vec((0..1_500_u32, 0..4_u8), 1..4_000),
        ) {
            let (mut map, mut tree) = (PagedMap::<u32, u32>::default(), BTreeMap::new());
            let mut kept = None;
            for (index, (key, kind)) in steps.iter().enumerate() {
                if *kind == 0 {
                    prop_assert_eq!(map.remove(key), tree.remove(key));
                } else {
                    *map.get_or_default(key) += 1;
                    *tree.entry(*key).or_insert(0) += 1;
                }
                if index == steps.len() / 2 {
                    kept = Some((map.clone(), tree.clone()));
                }
            }
            for (map, tree) in kept.into_iter().chain([(map, tree)]) {
                for key in 0..1_500 {
                    prop_assert_eq!(map.get(&key), tree.get(&key));
                }
            }
        }
    }

    #[test]
    fn clones_share_the_room_of_what_has_not_changed() {
        let mut map = PagedMap::<u32, u32>::default();
        (0..25_600).for_each(|key| map.insert(&key, key));
        let alone = map.room(None);
        assert!(alone >= 25_600 * 8, "{alone}");
        let kept = map.clone();
        let list = 100 * 8;
        assert_eq!(kept.room(Some(&map)), list, "the pages are there once");
        let page = 256 * 8;
        map.insert(&0, 7);
        assert_eq!(kept.room(Some(&map)), list + page, "one page is there twice");
        assert_eq!((map.get(&0), kept.get(&0), map.iter().count()), (Some(&7), Some(&0), 25_600));
        // Pages that come, go and move change nothing in the others.
        (30_000..30_300).for_each(|key| map.insert(&key, key));
        (0..300).for_each(|key| assert!(map.remove(&key).is_some()));
        assert_eq!(kept.room(Some(&map)), list + 2 * page);
        assert_eq!(map.room(Some(&map)), 100 * 8 + 8, "beside itself it is a list");
        assert_eq!(kept.room(None), alone);
    }

    #[test]
    fn what_comes_in_order_fills_the_pages() {
        let mut map = PagedMap::<u32, u32>::default();
        (0..2_560).for_each(|key| *map.get_or_default(&key) = key);
        assert_eq!(map.pages.len(), 10);
        assert_eq!((map.get(&2_559), map.get(&2_560)), (Some(&2_559), None));
    }
}
