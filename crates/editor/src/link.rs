//! A document as the fragment of a link: nothing leaves the browser.
//!
//! `v1.z:` stands before the template, compressed and written in the URL-safe alphabet of base64, so that a link says
//! which form it has and an old link is read for good.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use thiserror::Error;

const PREFIX: &str = "v1.z:";
/// From this length on a person is warned: some mail programs and wikis cut longer links.
pub const LONG: usize = 2_000;
/// How large a text may be once it is unpacked.
const TEXT_MAX: usize = 2_000_000;
/// The best compression: links are made seldom and read often.
const LEVEL: u8 = 10;

/// Why a link cannot be read. None of them is fatal: the page stays as it is.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkError {
    /// It has another form.
    #[error("this link is not one of ours, or of a newer kind: it should begin with \"#v1.z:\"")]
    Form,
    /// A part of it is missing or changed.
    #[error("this link is damaged: it may have been cut when it was copied")]
    Damaged,
    /// It unpacks to too much.
    #[error("this link holds more than a template may have")]
    TooLarge,
}

/// Writes a text as a fragment, without `#`.
#[must_use]
pub fn encode(text: &str) -> String {
    let packed = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), LEVEL);
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(packed))
}

/// Reads the text of a fragment.
///
/// # Errors
/// Where the fragment is none of ours, is damaged, or holds too much.
pub fn decode(fragment: &str) -> Result<String, LinkError> {
    let body = fragment.trim_start_matches('#');
    // What stands behind an ampersand says how to show the document, not what it is.
    let body = body.split('&').next().unwrap_or(body).strip_prefix(PREFIX).ok_or(LinkError::Form)?;
    let packed = URL_SAFE_NO_PAD.decode(body).map_err(|_| LinkError::Damaged)?;
    let bytes = miniz_oxide::inflate::decompress_to_vec_with_limit(&packed, TEXT_MAX).map_err(|error| {
        if error.status == miniz_oxide::inflate::TINFLStatus::HasMoreOutput {
            LinkError::TooLarge
        } else {
            LinkError::Damaged
        }
    })?;
    String::from_utf8(bytes).map_err(|_| LinkError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_link_gives_its_text_back(text in "\\PC{0,400}") {
            prop_assert_eq!(decode(&encode(&text)), Ok(text));
        }

        #[test]
        fn a_bad_link_is_refused_without_a_panic(fragment in "\\PC{0,60}") {
            prop_assert!(decode(&fragment).is_err() || fragment.contains(PREFIX));
            let damaged = format!("{PREFIX}{fragment}");
            let _ = decode(&damaged);
        }
    }

    #[test]
    fn a_link_that_unpacks_to_too_much_is_refused() {
        let bomb = encode(&"a".repeat(TEXT_MAX + 1));
        assert_eq!(decode(&bomb), Err(LinkError::TooLarge));
        assert_eq!(decode("#v2.q:abc"), Err(LinkError::Form));
        let cut = encode("Resources: {}");
        assert_eq!(decode(&cut[..cut.len() - 4]), Err(LinkError::Damaged));
    }
}
