//! The listener's file: what it was made from, then its two looks. All numbers little-endian.
//!
//! `FWLISTEN`, format (u32), length of the header (u32), header (TOML), then for each look the steps (f32) and the table
//! (rows as u32, hashes, scales, weights), and a checksum (u64).

use super::crf::Steps;
use super::{Listener, Look};
use crate::tag::linear::file::{Damaged, number, put, take, take_number, take_table};
use crate::tag::linear::{Header, hash};

const MAGIC: &[u8; 8] = b"FWLISTEN";
/// The layout of the file and the templates of the features: both must fit.
const FORMAT: u32 = 1;

/// The bytes of a model.
#[must_use]
pub fn encode(model: &Listener) -> Vec<u8> {
    let header = toml::to_string(&model.header).unwrap_or_default();
    let mut out = MAGIC.to_vec();
    number(&mut out, FORMAT as usize);
    number(&mut out, header.len());
    out.extend(header.as_bytes());
    put_look(&mut out, &model.flat);
    put_look(&mut out, &model.frame);
    let sum = hash::checksum(&out);
    out.extend(sum.to_le_bytes());
    out
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
