//! The model's file: what it was made from, then its tables. All numbers little-endian.
//!
//! `FWLINEAR`, format (u32), length of the header (u32), header (TOML), passes (u32), then for each pass the transitions
//! (f32), the table of tokens and the table of sentences (rows as u32, hashes, scales, weights), and a checksum (u64).

use super::chain::Transitions;
use super::table::Table;
use super::{Header, Linear, Pass, hash};
use crate::tag::scores::LABELS;

const MAGIC: &[u8; 8] = b"FWLINEAR";
/// The layout of the file and the templates of the features: both must fit.
const FORMAT: u32 = 1;
/// More passes than anybody needs.
const PASSES_MAX: u32 = 4;

/// Why bytes are no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damaged {
    /// It does not begin as a model does.
    #[error("this is no linear model of format {FORMAT}")]
    Foreign,
    /// The checksum does not fit, or it ends too early.
    #[error("the linear model is damaged: build it again with `lab fit linear`")]
    Broken,
    /// The header cannot be read.
    #[error("the linear model's header: {0}")]
    Header(String),
}

/// The bytes of a model.
#[must_use]
pub fn encode(model: &Linear) -> Vec<u8> {
    let header = toml::to_string(&model.header).unwrap_or_default();
    let mut out = MAGIC.to_vec();
    number(&mut out, FORMAT as usize);
    number(&mut out, header.len());
    out.extend(header.as_bytes());
    number(&mut out, model.passes.len());
    for pass in &model.passes {
        for value in pass.transitions.iter().flatten() {
            out.extend(value.to_le_bytes());
        }
        put(&mut out, &pass.tokens);
        put(&mut out, &pass.sentences);
    }
    let sum = hash::checksum(&out);
    out.extend(sum.to_le_bytes());
    out
}

pub(crate) fn number(out: &mut Vec<u8>, n: usize) {
    out.extend(u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
}

pub(crate) fn put<const C: usize>(out: &mut Vec<u8>, table: &Table<C>) {
    number(out, table.hashes.len());
    table.hashes.iter().for_each(|h| out.extend(h.to_le_bytes()));
    table.scales.iter().for_each(|s| out.extend(s.to_le_bytes()));
    table.weights.iter().flatten().for_each(|w| out.extend(w.to_le_bytes()));
}

/// Reads a model from bytes.
///
/// # Errors
/// Where the bytes are not those of a whole model of this format.
pub fn decode(bytes: &[u8]) -> Result<Linear, Damaged> {
    let (body, sum) = bytes.split_last_chunk::<8>().ok_or(Damaged::Foreign)?;
    let mut rest = body.strip_prefix(MAGIC).ok_or(Damaged::Foreign)?;
    if take_number(&mut rest)? != FORMAT {
        return Err(Damaged::Foreign);
    }
    if hash::checksum(body) != u64::from_le_bytes(*sum) {
        return Err(Damaged::Broken);
    }
    let length = take_number(&mut rest)? as usize;
    let text = std::str::from_utf8(take(&mut rest, length)?).map_err(|e| Damaged::Header(e.to_string()))?;
    let header: Header = toml::from_str(text).map_err(|e| Damaged::Header(e.to_string()))?;
    let count = take_number(&mut rest)?;
    if count > PASSES_MAX {
        return Err(Damaged::Broken);
    }
    let mut passes = Vec::new();
    for _ in 0..count {
        let mut transitions: Transitions = [[0.0; LABELS]; LABELS + 1];
        for value in transitions.iter_mut().flatten() {
            *value = f32::from_bits(take_number(&mut rest)?);
        }
        passes.push(Pass { transitions, tokens: take_table(&mut rest)?, sentences: take_table(&mut rest)? });
    }
    if rest.is_empty() { Ok(Linear::of(header, passes)) } else { Err(Damaged::Broken) }
}

pub(crate) fn take<'b>(rest: &mut &'b [u8], length: usize) -> Result<&'b [u8], Damaged> {
    let (taken, left) = rest.split_at_checked(length).ok_or(Damaged::Broken)?;
    *rest = left;
    Ok(taken)
}

pub(crate) fn take_number(rest: &mut &[u8]) -> Result<u32, Damaged> {
    let (taken, left) = rest.split_first_chunk::<4>().ok_or(Damaged::Broken)?;
    *rest = left;
    Ok(u32::from_le_bytes(*taken))
}

pub(crate) fn take_table<const C: usize>(rest: &mut &[u8]) -> Result<Table<C>, Damaged> {
    let rows = take_number(rest)? as usize;
    let bytes = |each: usize| rows.checked_mul(each).ok_or(Damaged::Broken);
    let hashes = take(rest, bytes(4)?)?.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
    let scales = take(rest, bytes(2)?)?.as_chunks::<2>().0.iter().map(|b| u16::from_le_bytes(*b)).collect();
    let weights = take(rest, bytes(C)?)?.as_chunks::<C>().0.iter().map(|b| b.map(u8::cast_signed)).collect();
    Ok(Table::read(hashes, scales, weights))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn small() -> Linear {
        let header = Header {
            id: "linear-test".to_owned(),
            seed: 7,
            sources: BTreeMap::from([("a.jsonl".to_owned(), "00ff".to_owned())]),
            scores: BTreeMap::from([("f".to_owned(), 0.5)]),
        };
        let mut transitions = [[0.0; LABELS]; LABELS + 1];
        transitions[0][3] = -1.5;
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
