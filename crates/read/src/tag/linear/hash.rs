//! Features as numbers: words and pairs of words hashed without allocating.

/// Odd constants with bits spread evenly (from the digits of pi, and of the golden ratio).
const SPREAD: u64 = 0x517c_c1b7_2722_0a95;
const FOLD: u64 = 0x9e37_79b9_7f4a_7c15;

/// One step: takes a number into a hash.
pub(super) const fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(23) ^ value).wrapping_mul(SPREAD)
}

/// The hash of a word; never 0, so that 0 can stand for "no word".
pub(crate) fn word(text: &str) -> u64 {
    let mut hash = text.len() as u64;
    for chunk in text.as_bytes().chunks(8) {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        hash = mix(hash, u64::from_le_bytes(bytes));
    }
    (hash ^ (hash >> 29)) | 1
}

/// The 32 bits that a feature is known by: which template, and its two values.
pub(crate) const fn feature(template: u32, a: u64, b: u64) -> u32 {
    let hash = mix(mix(template as u64 + 1, a), b);
    ((hash ^ (hash >> 32)).wrapping_mul(FOLD) >> 32) as u32
}

/// FNV-1a over bytes: tells a damaged file from a whole one.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_stay_as_they_are() {
        // A model file holds hashes: a change here makes it useless.
        assert_eq!(checksum(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_ne!(word("bomb"), word("bombs"));
        assert_ne!(word(""), 0);
        assert_ne!(feature(1, 2, 3), feature(1, 3, 2));
    }
}
