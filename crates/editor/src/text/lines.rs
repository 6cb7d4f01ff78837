//! Two texts, compared line by line.

/// Where more pairs of lines than this would have to be compared, everything between counts as replaced: nobody reads such
/// a list.
const PAIRS_MAX: usize = 4_000_000;

/// What became of a line, by its place from 0 in the text that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stands in both texts; the place is that in the new one.
    Kept(usize),
    /// It stood in the old text only.
    Removed(usize),
    /// It stands in the new text only.
    Added(usize),
}

/// Compares two texts by the longest sequence of lines that both share; in order, what was removed at a place before what
/// was added there.
pub(crate) fn compare(old: &[&str], new: &[&str]) -> Vec<Fate> {
    let same = |(a, b): &(&&str, &&str)| a == b;
    let begin = old.iter().zip(new).take_while(same).count();
    let room = old.len().min(new.len()) - begin;
    let end = old.iter().rev().zip(new.iter().rev()).take(room).take_while(same).count();
    let kept = kept(&old[begin..old.len() - end], &new[begin..new.len() - end]);
    let kept = kept.into_iter().map(|(a, b)| (begin + a, begin + b));
    let tail = (0..end).map(|index| (old.len() - end + index, new.len() - end + index));
    let pairs = (0..begin).map(|index| (index, index)).chain(kept).chain(tail);
    let mut fates = Vec::new();
    let (mut a, mut b) = (0, 0);
    for (kept_a, kept_b) in pairs {
        fates.extend((a..kept_a).map(Fate::Removed));
        fates.extend((b..kept_b).map(Fate::Added));
        fates.push(Fate::Kept(kept_b));
        (a, b) = (kept_a + 1, kept_b + 1);
    }
    fates.extend((a..old.len()).map(Fate::Removed));
    fates.extend((b..new.len()).map(Fate::Added));
    fates
}

/// Returns the longest sequence of lines that both have, as pairs of their indexes.
fn kept(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > PAIRS_MAX {
        return Vec::new();
    }
    // How many lines can be kept from each pair of places on.
    let mut counts = vec![0_u32; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            counts[a * width + b] = if old[a] == new[b] {
                counts[(a + 1) * width + b + 1] + 1
            } else {
                counts[(a + 1) * width + b].max(counts[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::new();
    while a < old.len() && b < new.len() {
        if old[a] == new[b] {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if counts[(a + 1) * width + b] >= counts[a * width + b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_kept_and_added_is_the_new_text_and_what_is_kept_and_removed_the_old(
            old in proptest::collection::vec("[abc]", 0..12),
            new in proptest::collection::vec("[abc]", 0..12),
        ) {
            let (old, new): (Vec<&str>, Vec<&str>) =
                (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
            let fates = compare(&old, &new);
            let line = |fate: &Fate, is_old: bool| match *fate {
                Fate::Kept(at) => Some(new[at]),
                Fate::Removed(at) => is_old.then(|| old[at]),
                Fate::Added(at) => (!is_old).then(|| new[at]),
            };
            let of = |is_old: bool| fates.iter().filter_map(|fate| line(fate, is_old)).collect::<Vec<_>>();
            prop_assert_eq!(of(true), old.clone());
            prop_assert_eq!(of(false), new.clone());
        }
    }
}
