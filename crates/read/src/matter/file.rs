//! The model's file: what it was made from, then its table. All numbers little-endian.
//!
//! `FWMATTER`, format (u32), length of the header (u32), header (TOML), the bias (f32), the table (rows as u32, hashes,
//! scales, weights), and a checksum (u64).

use super::Matter;
use crate::tag::linear::framing::{Damaged, begin, open, put, sealed, take_number, take_table};

const MAGIC: &[u8; 8] = b"FWMATTER";

/// The bytes of a model.
#[must_use]
pub fn encode(model: &Matter) -> Vec<u8> {
    let mut out = begin(MAGIC, &model.header);
    out.extend(model.bias.to_le_bytes());
    put(&mut out, &model.words);
    sealed(out)
}

/// Reads a model from bytes.
///
/// # Errors
/// Where the bytes are not those of a whole model of this format.
pub fn decode(bytes: &[u8]) -> Result<Matter, Damaged> {
    let (header, mut rest) = open(MAGIC, bytes)?;
    let bias = f32::from_bits(take_number(&mut rest)?);
    let words = take_table(&mut rest)?;
    if rest.is_empty() { Ok(Matter { header, bias, words }) } else { Err(Damaged::Broken) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_in_the_program_comes_back_byte_for_byte() {
        let bytes = crate::matter::MATTER;
        assert!(encode(&decode(bytes).expect("whole")) == bytes);
    }
}
