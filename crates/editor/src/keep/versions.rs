//! Versions of a document: many of the last minutes, few of long ago.

use super::pack::{pack, unpack};
use serde_json::{Value, json};
use std::sync::Arc;

/// How many versions of a document are kept.
pub const VERSIONS_MAX: usize = 30;
/// How much their texts may take together, before they are packed [bytes].
pub const BYTES_MAX: usize = 600_000;
/// Steps of one name that follow each other within this time are one version, like the moves of a drag [ms].
const MERGED_MS: u64 = 4_000;

/// A document as it once was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// When, by the person's clock [ms since 1970].
    pub at_ms: u64,
    /// The step that led to it: `Connect Uploads to Thumbnail`.
    pub step: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

/// The versions of one document, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    list: Vec<Version>,
}

impl Versions {
    /// Returns them, the oldest first.
    #[must_use]
    pub fn list(&self) -> &[Version] {
        &self.list
    }

    /// Tells whether one of them has a text.
    #[must_use]
    pub fn has(&self, text: &str) -> bool {
        self.list.iter().any(|version| *version.text == *text)
    }

    /// Returns the newest one whose text differs from a given one: the version before.
    #[must_use]
    pub fn before(&self, text: &str) -> Option<&Version> {
        self.list.iter().rev().find(|version| *version.text != *text)
    }

    /// Adds what is now, and lets go of what there are too many of. A text that did not change adds nothing.
    pub fn add(&mut self, version: Version) {
        match self.list.last_mut() {
            Some(last) if last.text == version.text => return,
            Some(last) if last.step == version.step && version.at_ms.saturating_sub(last.at_ms) < MERGED_MS => {
                last.text = version.text;
            }
            _ => self.list.push(version),
        }
        self.thin();
    }

    /// Lets go of the version that is missed least, until the rest is few enough: the one whose neighbours are nearest to
    /// each other, measured by how long ago they were. The oldest and the newest always stay.
    fn thin(&mut self) {
        let now = self.list.last().map_or(0, |version| version.at_ms);
        while self.list.len() > 2 && (self.list.len() > VERSIONS_MAX || self.bytes() > BYTES_MAX) {
            let gap = |at: usize| {
                let (before, after) = (self.list[at - 1].at_ms, self.list[at + 1].at_ms);
                let age = now.saturating_sub(before).max(1);
                after.saturating_sub(before) as f64 / age as f64
            };
            let least = (1..self.list.len() - 1).min_by(|a, b| gap(*a).total_cmp(&gap(*b)));
            self.list.remove(least.unwrap_or(1));
        }
    }

    fn bytes(&self) -> usize {
        self.list.iter().map(|version| version.text.len()).sum()
    }

    /// Writes them as a short text.
    #[must_use]
    pub fn packed(&self) -> String {
        let entry = |version: &Version| json!([version.at_ms, &*version.step, &*version.text]);
        pack(&Value::Array(self.list.iter().map(entry).collect()))
    }

    /// Reads what [`packed`](Self::packed) wrote. What cannot be read is no version.
    #[must_use]
    pub fn from_packed(packed: &str) -> Self {
        let Some(Value::Array(entries)) = unpack(packed) else { return Self::default() };
        let version = |entry: &Value| {
            Some(Version {
                at_ms: entry.get(0)?.as_u64()?,
                step: entry.get(1)?.as_str()?.into(),
                text: entry.get(2)?.as_str()?.into(),
            })
        };
        Self { list: entries.iter().filter_map(version).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn version(at_ms: u64, text: &str) -> Version {
        Version { at_ms, step: format!("step {at_ms}").into(), text: text.into() }
    }

    fn of_minutes(minutes: impl Iterator<Item = u64>) -> Versions {
        let mut versions = Versions::default();
        minutes.for_each(|minute| versions.add(version(minute * 60_000, &format!("text {minute}"))));
        versions
    }

    #[test]
    fn the_last_minutes_stay_close_and_long_ago_is_sparse() {
        let versions = of_minutes(0..600);
        let ages: Vec<u64> = versions.list().iter().map(|it| 599 - it.at_ms / 60_000).collect();
        assert_eq!(ages.len(), VERSIONS_MAX);
        assert_eq!((ages[0], ages[VERSIONS_MAX - 1]), (599, 0), "the oldest and the newest stay");
        let within = |from: u64, to: u64| ages.iter().filter(|age| (from..to).contains(*age)).count();
        assert!(within(0, 10) >= 5, "{ages:?}");
        assert!(within(300, 599) <= within(0, 20), "{ages:?}");
        let widest = ages.windows(2).map(|pair| (pair[0] - pair[1]) as f64 / (pair[0] as f64 + 1.0));
        assert!(widest.fold(0.0, f64::max) < 0.6, "no long stretch without any: {ages:?}");
    }

    #[test]
    fn large_texts_are_fewer() {
        let mut versions = Versions::default();
        let large = "x".repeat(100_000);
        (0..20).for_each(|minute| versions.add(version(minute * 60_000, &format!("{minute}{large}"))));
        assert!(versions.bytes() <= BYTES_MAX && versions.list().len() >= 4);
        assert!(versions.list().last().is_some_and(|it| it.text.starts_with("19")));
    }

    #[test]
    fn the_moves_of_a_drag_are_one_version_and_what_did_not_change_is_none() {
        let mut versions = Versions::default();
        for (at_ms, step, text) in [
            (0, "Open", "a"),
            (10_000, "Move", "b"),
            (10_050, "Move", "c"),
            (11_000, "Undo", "c"),
            (90_000, "Move", "d"),
        ] {
            versions.add(Version { at_ms, step: step.into(), text: text.into() });
        }
        let texts: Vec<&str> = versions.list().iter().map(|it| &*it.text).collect();
        assert_eq!(texts, ["a", "c", "d"]);
        assert_eq!(versions.before("d").map(|it| &*it.text), Some("c"));
        assert_eq!(Versions::default().before("d"), None);
    }

    #[test]
    fn a_whole_history_packs_into_little() {
        let mut versions = Versions::default();
        let template = crate::gallery::TEMPLATES[0].1;
        (0..30).for_each(|minute| versions.add(version(minute * 60_000, &format!("{template}# {minute}\n"))));
        assert_eq!(versions.list().len(), 30);
        assert!(versions.packed().len() < 3 * template.len(), "{} of {}", versions.packed().len(), template.len());
    }

    proptest! {
        #[test]
        fn what_is_packed_is_read_again(texts in proptest::collection::vec("\\PC{0,40}", 0..20)) {
            let mut versions = Versions::default();
            for (minute, text) in (0..).zip(&texts) {
                versions.add(version(minute * 60_000, text));
            }
            prop_assert_eq!(Versions::from_packed(&versions.packed()), versions);
        }

        #[test]
        fn what_was_not_packed_is_no_history(text in "\\PC{0,60}") {
            prop_assert!(Versions::from_packed(&text).list().is_empty());
        }
    }
}
