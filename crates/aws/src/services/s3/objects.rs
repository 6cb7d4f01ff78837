//! The objects of a bucket: what is remembered of each key.

use kernel::rng::mix;
use kernel::{PagedMap, SimTime};
use std::sync::Arc;

/// An object, as far as notifications and readers need to know it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Object {
    /// Its size [bytes].
    pub(super) size: u64,
    /// How often the key was written.
    pub(super) writes: u32,
    /// When a write of it was last announced; `None` before the first time.
    pub(super) announced: Option<SimTime>,
    /// Whether it can be read: a delete takes it away, a delete marker hides it.
    pub(super) present: bool,
}

/// The objects of a bucket by key.
#[derive(Clone, Debug, Default)]
pub(super) struct Objects {
    by_key: PagedMap<Arc<str>, Object>,
    /// How many can be read -- internal state.
    present: u64,
}

impl Objects {
    pub(super) fn get(&self, key: &str) -> Option<&Object> {
        self.by_key.get(key).filter(|object| object.present)
    }

    pub(super) fn count(&self) -> u64 {
        self.present
    }

    /// Returns how much room they take beside another state of them [bytes].
    pub(super) fn room(&self, beside: Option<&Self>) -> u64 {
        self.by_key.room(beside.map(|other| &other.by_key))
    }

    /// Takes a write and returns what is known of the key, to be changed.
    pub(super) fn write(&mut self, key: &Arc<str>, size: u64) -> &mut Object {
        let object = self.by_key.get_or_default(key);
        self.present += u64::from(!object.present);
        object.present = true;
        object.size = size;
        object.writes = object.writes.saturating_add(1);
        object
    }

    /// Takes an object away; a key that was never written may be deleted too.
    pub(super) fn delete(&mut self, key: &str, versioned: bool) {
        let Some(object) = self.by_key.get_mut(key) else { return };
        self.present -= u64::from(object.present);
        object.present = false;
        if !versioned {
            self.by_key.remove(key);
        }
    }
}

/// Returns a tag for the content of a write: 32 hexadecimal digits, as an MD5 has.
pub(super) fn etag(key: &str, writes: u32) -> String {
    let high = mix(hash(key) ^ u64::from(writes));
    format!("{high:016x}{:016x}", mix(high ^ 1))
}

/// Returns the version of a write: 32 letters and digits.
pub(super) fn version_id(key: &str, writes: u32) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut state = mix(hash(key).wrapping_add(u64::from(writes)));
    let letter = |_| {
        state = mix(state.wrapping_add(0x9E37_79B9_7F4A_7C15));
        char::from(LETTERS[(state >> 59) as usize])
    };
    (0..32).map(letter).collect()
}

fn hash(key: &str) -> u64 {
    key.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
