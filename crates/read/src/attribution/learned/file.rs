//! The listener's file: what it was made from, then its two looks. All numbers little-endian.
//!
//! `FWLISTEN`, format (u32), length of the header (u32), header (TOML), then for each look the steps (f32) and the table
//! (rows as u32, hashes, scales, weights), and a checksum (u64).

use super::{Listener, Look};
use crate::chain::Steps;
use crate::tag::linear::framing::{Damaged, begin, open, put, sealed, take_number, take_table};

const MAGIC: &[u8; 8] = b"FWLISTEN";

/// The bytes of a model.
#[must_use]
pub fn encode(model: &Listener) -> Vec<u8> {
    let mut out = begin(MAGIC, &model.header);
    put_look(&mut out, &model.flat);
    put_look(&mut out, &model.frame);
    sealed(out)
}

fn put_look<const L: usize>(out: &mut Vec<u8>, look: &Look<L>) {
    for value in look.steps.first.iter().chain(look.steps.next.iter().flatten()) {
        out.extend(value.to_le_bytes());
    }
    put(out, &look.table);
}

/// Reads a model from bytes.
///
/// # Errors
/// Where the bytes are not those of a whole model of this format.
pub fn decode(bytes: &[u8]) -> Result<Listener, Damaged> {
    let (header, mut rest) = open(MAGIC, bytes)?;
    let (flat, frame) = (take_look(&mut rest)?, take_look(&mut rest)?);
    if rest.is_empty() { Ok(Listener { header, flat, frame }) } else { Err(Damaged::Broken) }
}

fn take_look<const L: usize>(rest: &mut &[u8]) -> Result<Look<L>, Damaged> {
    let mut steps = Steps::<L>::NONE;
    for value in steps.first.iter_mut().chain(steps.next.iter_mut().flatten()) {
        *value = f32::from_bits(take_number(rest)?);
    }
    Ok(Look::of(steps, take_table(rest)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_in_the_program_comes_back_byte_for_byte() {
        let bytes = crate::attribution::learned::LISTENER;
        assert!(encode(&decode(bytes).expect("whole")) == bytes);
    }
}
