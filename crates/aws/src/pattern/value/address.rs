//! IP addresses and blocks of them (`cidr`), version 4 and 6.

use core::net::Ipv6Addr;

/// A block of addresses; a single address is a block of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    family: Family,
    network: u128,
    /// Ones where a bit of the address has to equal the network's.
    mask: u128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    V4,
    V6,
}

impl Family {
    fn bits(self) -> u32 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }
}

impl Block {
    /// Reads `10.0.0.0/24`.
    ///
    /// # Errors
    /// Returns the library's text. It refuses `/32` and `/128`, too: one address is written without a mask.
    pub(crate) fn from_cidr(text: &str) -> Result<Self, String> {
        let (address, mask_bits) = text
            .split_once('/')
            .filter(|(_, bits)| !bits.is_empty() && !bits.contains('/'))
            .ok_or("Malformed CIDR, one '/' required")?;
        let mask_bits: i32 = mask_bits.parse().map_err(|_| "Malformed CIDR, mask bits must be an integer")?;
        let mask_bits = u32::try_from(mask_bits).map_err(|_| "Malformed CIDR, mask bits must not be negative")?;
        if !looks_like_v4(address) && !looks_like_v6(address) {
            return Err(format!("Nonstandard IP address: {address}"));
        }
        let (family, value) = read(address).ok_or_else(|| {
            // The library hands an address of the right letters to Java, which words it differently.
            let kind = if looks_like_v4(address) { "Invalid" } else { "Nonstandard" };
            format!("{kind} IP address: {address}")
        })?;
        match family {
            Family::V4 if mask_bits > 31 => Err("IPv4 mask bits must be < 32".to_owned()),
            Family::V6 if mask_bits > 127 => Err("IPv6 mask bits must be < 128".to_owned()),
            _ => Ok(Self::new(family, value, mask_bits)),
        }
    }

    /// Reads one address. An exact condition on an address matches its every notation: `::1` and `0:0::1`.
    pub(crate) fn from_address(text: &str) -> Option<Self> {
        read(text).map(|(family, value)| Self::new(family, value, family.bits()))
    }

    pub(crate) fn contains(self, address: &str) -> bool {
        read(address).is_some_and(|(family, value)| family == self.family && value & self.mask == self.network)
    }

    fn new(family: Family, value: u128, mask_bits: u32) -> Self {
        let all = u128::MAX >> (128 - family.bits());
        let host_bits = family.bits() - mask_bits;
        let mask = u128::MAX.checked_shl(host_bits).unwrap_or(0) & all;
        Self { family, network: value & mask, mask }
    }
}

fn looks_like_v4(text: &str) -> bool {
    text.split('.').count() == 4
        && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn looks_like_v6(text: &str) -> bool {
    text.contains(':') && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
}

fn read(text: &str) -> Option<(Family, u128)> {
    if looks_like_v4(text) {
        // By hand, because leading zeros are decimal here and refused by the standard library.
        let mut value = 0;
        for part in text.split('.') {
            value = value << 8 | u128::from(part.parse::<u8>().ok()?);
        }
        return Some((Family::V4, value));
    }
    if !looks_like_v6(text) {
        return None;
    }
    let address: Ipv6Addr = text.parse().ok()?;
    Some(match address.to_ipv4_mapped() {
        Some(inner) => (Family::V4, u128::from(inner.to_bits())),
        None => (Family::V6, address.to_bits()),
    })
}
