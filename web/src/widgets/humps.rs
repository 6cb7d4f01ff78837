//! Names as templates have them, which are words without spaces.

use leptos::prelude::*;

/// A name that may go on in another line where a word of it begins: `ViewerProtocolPolicy`.
pub(crate) fn humps(name: &str) -> impl IntoView + use<> {
    let starts = name.char_indices().filter(|(at, letter)| *at > 0 && letter.is_uppercase()).map(|(at, _)| at);
    let ends: Vec<usize> = starts.chain([name.len()]).collect();
    let words = std::iter::once(0).chain(ends.iter().copied()).zip(&ends);
    let word = |(start, end): (usize, &usize)| view! { <wbr />{name.get(start..*end).unwrap_or_default().to_owned()} };
    words.map(word).collect_view()
}
