//! Keys for the rows of a list that has none: what a person opened or types into stays with its row when others go.

use std::sync::Arc;

/// The rows as they were last, each with its key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowKeys {
    rows: Vec<(u32, Arc<str>)>,
    count: u32,
}

impl RowKeys {
    /// Follows the list, given by the values of its rows. As many rows in the place of as many are the same rows, changed;
    /// else those are that have the same above or below them up to the end.
    pub fn follow(&mut self, values: &[Arc<str>]) {
        let same = |(row, value): &(&(u32, Arc<str>), &Arc<str>)| row.1 == **value;
        let above = self.rows.iter().zip(values).take_while(same).count();
        let most = self.rows.len().min(values.len()) - above;
        let below = self.rows.iter().rev().zip(values.iter().rev()).take_while(same).count().min(most);
        let (end, new_end) = (self.rows.len() - below, values.len() - below);
        if end != new_end {
            let new = values[above..new_end].iter().map(|value| {
                self.count += 1;
                (self.count, value.clone())
            });
            let new: Vec<(u32, Arc<str>)> = new.collect();
            self.rows.splice(above..end, new);
        }
        for (row, value) in self.rows.iter_mut().zip(values) {
            row.1 = value.clone();
        }
    }

    /// Returns the keys, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<u32> {
        self.rows.iter().map(|row| row.0).collect()
    }

    /// Returns where the row of a key is.
    #[must_use]
    pub fn place(&self, key: u32) -> Option<usize> {
        self.rows.iter().position(|row| row.0 == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(texts: &[&[&str]]) -> Vec<u32> {
        let mut keys = RowKeys::default();
        texts.iter().for_each(|rows| keys.follow(&rows.iter().map(|row| Arc::from(*row)).collect::<Vec<_>>()));
        keys.keys()
    }

    #[test]
    fn a_row_keeps_its_key_when_others_come_and_go_and_when_it_changes() {
        let start: &[&str] = &["a", "b", "c"];
        assert_eq!(after(&[start]), [1, 2, 3]);
        for (then, keys) in [
            (&["b", "c"][..], &[2, 3][..]),
            (&["a", "c"], &[1, 3]),
            (&["a", "b"], &[1, 2]),
            (&["a", "B", "c"], &[1, 2, 3]),
            (&["a", "b", "c", "d"], &[1, 2, 3, 4]),
            (&["z", "a", "b", "c"], &[4, 1, 2, 3]),
            (&[], &[]),
        ] {
            assert_eq!(after(&[start, then]), keys, "{then:?}");
        }
        assert_eq!(after(&[start, &[], start]), [4, 5, 6], "what was gone comes back as another row");
    }

    proptest! {
        #[test]
        fn each_row_has_a_key_of_its_own(lists in proptest::collection::vec(proptest::collection::vec("[ab]", 0..5), 1..6)) {
            let mut keys = RowKeys::default();
            for list in &lists {
                let list: Vec<Arc<str>> = list.iter().map(|it| it.as_str().into()).collect();
                keys.follow(&list);
                let mut own = keys.keys();
                prop_assert_eq!(own.len(), list.len());
                own.sort_unstable();
                own.dedup();
                prop_assert_eq!(own.len(), list.len());
            }
        }
    }
}
