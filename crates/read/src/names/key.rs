//! Keys: names folded to one spelling and hashed, so that "Port-au-Prince", "PORT AU PRINCE" and "Port‑au‑Prince" are one.
//!
//! The table stores hashes, not the spellings: 48 bits of one decide (16 choose the bucket, 32 are compared), so a word that
//! is no name is taken for one less than once in a hundred million look-ups.

/// FNV-1a, 64 bit: offset basis and prime.
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// A hash that grows word by word.
///
/// Hyphens and slashes separate words, full stops and apostrophes vanish: it does not matter how a tokenizer cuts names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    state: u64,
    gap: bool,
    empty: bool,
}

impl Default for Key {
    fn default() -> Self {
        Self { state: FNV_BASIS, gap: false, empty: true }
    }
}

impl Key {
    /// The key of a whole name that is already folded (lower case, no diacritics).
    #[must_use]
    pub fn of(folded: &str) -> Self {
        let mut key = Self::default();
        key.push(folded);
        key
    }

    /// Adds folded text to the word being built; separators within it end the word.
    pub fn push(&mut self, folded: &str) {
        for &byte in folded.as_bytes() {
            match byte {
                b' ' | b'-' | b'/' | b'(' | b')' => self.end_word(),
                b'.' | b'\'' | b'`' => {}
                _ => self.byte(byte),
            }
        }
    }

    /// What follows is a new word.
    pub fn end_word(&mut self) {
        self.gap = !self.empty;
    }

    /// True if nothing but separators came.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.empty
    }

    /// The hash of all words so far.
    #[must_use]
    pub fn hash(&self) -> u64 {
        // FNV's high bits are weak for short words: one round of a finaliser (splitmix64) spreads them.
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn byte(&mut self, byte: u8) {
        if self.gap {
            self.state = (self.state ^ u64::from(b' ')).wrapping_mul(FNV_PRIME);
            self.gap = false;
        }
        self.state = (self.state ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
        self.empty = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        let built = |parts: &[&str]| {
            let mut key = Key::default();
            for part in parts {
                key.push(part);
                key.end_word();
            }
            key.hash()
        };
        assert_eq!(built(&["port-au-prince"]), Key::of("port au prince").hash());
        assert_eq!(built(&["port", "-", "au", "-", "prince"]), Key::of("port-au-prince").hash());
        assert_eq!(built(&["st.", "john's"]), Key::of("st johns").hash());
        assert_ne!(Key::of("ab c").hash(), Key::of("a bc").hash());
        assert!(Key::of(" - ").is_empty());
    }
}
