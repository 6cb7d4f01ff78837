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

#[cfg(test)]
mod tests {
    use super::*;

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
