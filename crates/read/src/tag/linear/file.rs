//! The model's file: what it was made from, then its tables. All numbers little-endian.
//!
//! `FWLINEAR`, format (u32), length of the header (u32), header (TOML), passes (u32), then for each pass the transitions
//! (f32), the table of tokens and the table of sentences (rows as u32, hashes, scales, weights), and a checksum (u64).

use super::chain::Transitions;
use super::framing::{Damaged, begin, number, open, put, sealed, take_number, take_table};
use super::{Linear, Pass};

const MAGIC: &[u8; 8] = b"FWLINEAR";
/// More passes than anybody needs.
const PASSES_MAX: u32 = 4;

/// The bytes of a model.
#[must_use]
pub fn encode(model: &Linear) -> Vec<u8> {
    let mut out = begin(MAGIC, &model.header);
    number(&mut out, model.passes.len());
    for pass in &model.passes {
        let Transitions { first, next } = &pass.transitions;
        for value in next.iter().chain([first]).flatten() {
            out.extend(value.to_le_bytes());
        }
        put(&mut out, &pass.tokens);
        put(&mut out, &pass.sentences);
    }
    sealed(out)
}

/// Reads a model from bytes.
///
/// # Errors
/// Where the bytes are not those of a whole model of this format.
pub fn decode(bytes: &[u8]) -> Result<Linear, Damaged> {
    let (header, mut rest) = open(MAGIC, bytes)?;
    let count = take_number(&mut rest)?;
    if count > PASSES_MAX {
        return Err(Damaged::Broken);
    }
    let mut passes = Vec::new();
    for _ in 0..count {
        let mut transitions = Transitions::NONE;
        for value in transitions.next.iter_mut().chain([&mut transitions.first]).flatten() {
            *value = f32::from_bits(take_number(&mut rest)?);
        }
        passes.push(Pass { transitions, tokens: take_table(&mut rest)?, sentences: take_table(&mut rest)? });
    }
    if rest.is_empty() { Ok(Linear::of(header, passes)) } else { Err(Damaged::Broken) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::linear::Header;
    use crate::tag::linear::table::Table;
    use crate::tag::scores::LABELS;
    use std::collections::BTreeMap;

    fn small() -> Linear {
        let header = Header {
            id: "linear-test".to_owned(),
            seed: 7,
            sources: BTreeMap::from([("a.jsonl".to_owned(), "00ff".to_owned())]),
            scores: BTreeMap::from([("f".to_owned(), 0.5)]),
        };
        let mut transitions = Transitions::NONE;
        transitions.next[0][3] = -1.5;
        transitions.first[5] = 0.5;
        let tokens = Table::of(vec![(5, [0.25; LABELS]), (900, [-1.0; LABELS])]);
        let sentences = Table::of(vec![(77, [2.0; crate::tag::scores::SENTENCE_COLUMNS])]);
        Linear::of(header, vec![Pass { transitions, tokens, sentences }; 2])
    }

    #[test]
    fn a_model_comes_back_as_it_went() {
        let bytes = encode(&small());
        let back = decode(&bytes).expect("whole");
        assert_eq!(back, small());
        assert_eq!(encode(&back), bytes);
    }

    #[test]
    fn the_model_in_the_program_comes_back_byte_for_byte() {
        let bytes = crate::tag::linear::LINEAR;
        assert!(encode(&decode(bytes).expect("whole")) == bytes);
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let bytes = encode(&small());
        for length in 0..bytes.len() {
            assert!(decode(&bytes[..length]).is_err(), "cut at {length}");
        }
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x41;
            assert!(decode(&bytes).is_err(), "changed at {at}");
        }
    }
}
