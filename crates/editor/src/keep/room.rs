//! What makes room where the browser's storage is full: as little as will do, and what is missed least first.

/// A document of the library, as far as room is concerned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stored<'a> {
    /// Which one.
    pub id: &'a str,
    /// When it was kept [ms since 1970].
    pub saved_ms: f64,
    /// When it was deleted, if it was [ms since 1970].
    pub deleted_ms: Option<f64>,
}

/// Something that can be let go of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dispensable {
    /// The earlier versions of a document.
    Versions(String),
    /// A deleted document.
    Document(String),
}

/// Returns what can be let go of to keep a document, in the order in which to try: the versions of what is deleted, those
/// of other documents, and what is deleted itself; each from the oldest on. Other documents stay.
#[must_use]
pub fn dispensable(stored: &[Stored<'_>], kept: &str) -> Vec<Dispensable> {
    let others = stored.iter().filter(|it| it.id != kept);
    let (mut deleted, mut living): (Vec<&Stored<'_>>, Vec<&Stored<'_>>) =
        others.partition(|it| it.deleted_ms.is_some());
    deleted.sort_by(|a, b| a.deleted_ms.unwrap_or_default().total_cmp(&b.deleted_ms.unwrap_or_default()));
    living.sort_by(|a, b| a.saved_ms.total_cmp(&b.saved_ms));
    let versions = deleted.iter().chain(&living).map(|it| Dispensable::Versions(it.id.to_owned()));
    versions.chain(deleted.iter().map(|it| Dispensable::Document(it.id.to_owned()))).collect()
}

/// What keeps texts by name, until it is full.
pub trait Store {
    /// Returns a text.
    fn get(&self, name: &str) -> Option<String>;
    /// Keeps a text, and tells whether it was taken.
    fn set(&self, name: &str, text: &str) -> bool;
    /// Takes a text away.
    fn remove(&self, name: &str);
}

/// Keeps texts by their names, all of them or none. Where there is no room, what has the spare names makes some, one after
/// the other; where even all of it would not do, or is of no use, it stays as it was. Returns whether they are kept.
#[must_use]
pub fn keep(store: &impl Store, texts: &[(String, String)], spare: impl FnOnce() -> Vec<String>) -> bool {
    let before: Vec<Option<String>> = texts.iter().map(|(name, _)| store.get(name)).collect();
    let put = || texts.iter().all(|(name, text)| store.set(name, text));
    if put() {
        return true;
    }
    let spare = spare().into_iter().filter_map(|name| store.get(&name).map(|text| (name, text)));
    let spare: Vec<(String, String)> = spare.collect();
    let wanted: usize = texts.iter().map(|(name, text)| room_of(name, text)).sum();
    let had: usize = texts.iter().zip(&before).filter_map(|((name, _), it)| Some(room_of(name, it.as_ref()?))).sum();
    let missing = wanted.saturating_sub(had);
    let mut gone = Vec::new();
    if spare.iter().map(|(name, text)| room_of(name, text)).sum::<usize>() >= missing {
        for (name, text) in &spare {
            // What does not even take what it holds is not full but closed: no room opens it.
            if !store.set(name, text) {
                break;
            }
            store.remove(name);
            gone.push((name, text));
            if put() {
                return true;
            }
        }
    }
    for ((name, _), text) in texts.iter().zip(&before) {
        match text {
            Some(text) => put_back(store, name, text),
            None => store.remove(name),
        }
    }
    gone.iter().for_each(|(name, text)| put_back(store, name, text));
    false
}

/// Puts back what was there a moment ago, so that there is room for it.
fn put_back(store: &impl Store, name: &str, text: &str) {
    // Where it is refused all the same, another tab was quicker, and there is nobody to tell.
    let _ = store.set(name, text);
}

/// Returns how much room a text takes with its name, as browsers count it [UTF-16 units].
fn room_of(name: &str, text: &str) -> usize {
    name.encode_utf16().count() + text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    /// A store with so much room, that never takes what has some name.
    struct Shelf {
        texts: RefCell<BTreeMap<String, String>>,
        room: usize,
        /// The names, one letter each, under which it takes nothing.
        refused: &'static str,
    }

    impl Store for Shelf {
        fn get(&self, name: &str) -> Option<String> {
            self.texts.borrow().get(name).cloned()
        }

        fn set(&self, name: &str, text: &str) -> bool {
            let mut texts = self.texts.borrow_mut();
            let others: usize = texts.iter().filter(|it| it.0 != name).map(|it| room_of(it.0, it.1)).sum();
            let fits = others + room_of(name, text) <= self.room && !self.refused.contains(name);
            if fits {
                texts.insert(name.into(), text.into());
            }
            fits
        }

        fn remove(&self, name: &str) {
            self.texts.borrow_mut().remove(name);
        }
    }

    /// A full store: a document `d` of ten with its writer `w`, and two spare texts of ten.
    fn full(refused: &'static str) -> Shelf {
        let texts = [("d", "old old ol"), ("w", "me"), ("x", "spare spar"), ("y", "spare spar")];
        let texts: BTreeMap<String, String> = texts.into_iter().map(|(a, b)| (a.into(), b.into())).collect();
        let room = texts.iter().map(|(name, text)| room_of(name, text)).sum();
        Shelf { texts: RefCell::new(texts), room, refused }
    }

    fn keep_in(shelf: &Shelf, length: usize) -> bool {
        let texts = [("w".to_owned(), "us".to_owned()), ("d".to_owned(), "n".repeat(length))];
        keep(shelf, &texts, || vec!["x".to_owned(), "y".to_owned()])
    }

    fn names(shelf: &Shelf) -> String {
        shelf.texts.borrow().keys().map(String::as_str).collect()
    }

    #[test]
    fn as_little_makes_room_as_will_do() {
        for (length, left) in [(10, "dwxy"), (12, "dwy"), (21, "dwy"), (22, "dw"), (32, "dw")] {
            let shelf = full("");
            assert!(keep_in(&shelf, length), "{length}");
            assert_eq!((names(&shelf).as_str(), shelf.get("w").as_deref()), (left, Some("us")), "{length}");
        }
    }

    #[test]
    fn what_cannot_be_kept_costs_nothing_and_leaves_the_writer_that_was() {
        // Too large for all the room there could be; a store that is closed; one that does not take this text at all.
        for (length, refused) in [(33, ""), (12, "dw"), (12, "d")] {
            let shelf = full(refused);
            let before = shelf.texts.borrow().clone();
            assert!(!keep_in(&shelf, length), "{length}");
            assert_eq!(*shelf.texts.borrow(), before, "{length}");
        }
    }

    #[test]
    fn what_was_not_there_is_not_there_after_it_was_refused() {
        let shelf = full("");
        let texts = [("a".to_owned(), String::new()), ("b".to_owned(), "n".repeat(90))];
        assert!(!keep(&shelf, &texts, || vec!["x".to_owned(), "y".to_owned()]));
        assert_eq!(names(&shelf), "dwxy");
    }

    #[test]
    fn what_is_missed_least_makes_room_first_and_no_living_document_does() {
        let stored = |id, saved_ms, deleted_ms| Stored { id, saved_ms, deleted_ms };
        let all = [
            stored("open", 9.0, None),
            stored("new", 8.0, None),
            stored("old", 2.0, None),
            stored("gone lately", 1.0, Some(7.0)),
            stored("gone long ago", 3.0, Some(4.0)),
        ];
        let (versions, document) =
            (|id: &str| Dispensable::Versions(id.into()), |id: &str| Dispensable::Document(id.into()));
        let expected = vec![
            versions("gone long ago"),
            versions("gone lately"),
            versions("old"),
            versions("new"),
            document("gone long ago"),
            document("gone lately"),
        ];
        assert_eq!(dispensable(&all, "open"), expected);
    }
}
