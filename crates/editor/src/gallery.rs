//! The gallery: templates that show one thing each.
//!
//! They are ordinary templates of `public/templates`; title and description are read from their text when the page
//! starts, so that each stands in one place.

use crate::view::GalleryEntry;

/// Makes the list of entries from file names.
macro_rules! gallery {
    ($($name:literal),* $(,)?) => {
        /// Names and texts, in the order shown; the first one plays when the page opens.
        pub const TEMPLATES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../public/templates/", $name, ".yaml")))),*];
    };
}

gallery! {
    "thumbnails",
    "throttled-queue",
    "visibility",
    "fan-out",
    "fifo-groups",
    "load-balancer",
    "edge",
    "burst",
    "partial-batch",
    "bad-record",
}

/// Returns the entries with their titles and descriptions.
#[must_use]
pub fn entries() -> Vec<GalleryEntry> {
    let entry = |(name, text): &(&'static str, &'static str)| GalleryEntry {
        name,
        title: after_key(text, "Title:"),
        description: after_key(text, "Description:"),
        text,
    };
    TEMPLATES.iter().map(entry).collect()
}

/// Returns the rest of the line after a key. Our own templates write title and description on one line.
fn after_key(text: &'static str, key: &str) -> &'static str {
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix(key));
    line.map_or("", |rest| rest.trim().trim_matches(['"', '\'']))
}
