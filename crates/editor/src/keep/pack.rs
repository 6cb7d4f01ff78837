//! Many texts that are nearly the same, packed into one short text: each repeats the one before it, so that a whole
//! history takes little more than its newest entry.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::Value;

/// How much a history may unpack to [bytes]; what is larger was not written here.
const BYTES_MAX: usize = 8_000_000;
/// Packing happens while somebody works, so it is quick rather than thorough.
const LEVEL: u8 = 6;

pub(super) fn pack(value: &Value) -> String {
    STANDARD_NO_PAD.encode(miniz_oxide::deflate::compress_to_vec(value.to_string().as_bytes(), LEVEL))
}

/// Returns `None` for a text that was cut, changed, or never packed.
pub(super) fn unpack(packed: &str) -> Option<Value> {
    let bytes = STANDARD_NO_PAD.decode(packed).ok()?;
    let json = miniz_oxide::inflate::decompress_to_vec_with_limit(&bytes, BYTES_MAX).ok()?;
    serde_json::from_slice(&json).ok()
}
