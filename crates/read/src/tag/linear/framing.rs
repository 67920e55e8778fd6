//! What the files of the fitted models share: a beginning, tables, and a checksum. All numbers little-endian.
//!
//! A magic of eight letters, format (u32), length of the header (u32), header (TOML), the model's own parts, and a
//! checksum (u64).

use super::table::Table;
use super::{Header, hash};

/// The layout of the files and the templates of the features: both must fit.
const FORMAT: u32 = 1;

/// Why bytes are no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damaged {
    /// It does not begin as such a model does.
    #[error("this is no model {0} of format {FORMAT}: fit it with the `lab` of this version")]
    Foreign(&'static str),
    /// The checksum does not fit, or it ends too early.
    #[error("the model is damaged: fit it again with `lab fit`")]
    Broken,
    /// The header cannot be read.
    #[error("the model's header: {0}")]
    Header(String),
}

/// The beginning of a file.
pub(crate) fn begin(magic: &[u8; 8], header: &Header) -> Vec<u8> {
    let header = toml::to_string(header).unwrap_or_default();
    let mut out = magic.to_vec();
    number(&mut out, FORMAT as usize);
    number(&mut out, header.len());
    out.extend(header.as_bytes());
    out
}

/// The whole file: what was begun, and its checksum.
pub(crate) fn sealed(mut out: Vec<u8>) -> Vec<u8> {
    let sum = hash::checksum(&out);
    out.extend(sum.to_le_bytes());
    out
}

/// The header of a whole file, and the model's own parts.
pub(crate) fn open<'b>(magic: &'static [u8; 8], bytes: &'b [u8]) -> Result<(Header, &'b [u8]), Damaged> {
    let foreign = Damaged::Foreign(std::str::from_utf8(magic).unwrap_or_default());
    let Some((body, sum)) = bytes.split_last_chunk::<8>() else { return Err(foreign) };
    let Some(mut rest) = body.strip_prefix(magic) else { return Err(foreign) };
    if take_number(&mut rest)? != FORMAT {
        return Err(foreign);
    }
    if hash::checksum(body) != u64::from_le_bytes(*sum) {
        return Err(Damaged::Broken);
    }
    let length = take_number(&mut rest)? as usize;
    let text = std::str::from_utf8(take(&mut rest, length)?).map_err(|e| Damaged::Header(e.to_string()))?;
    Ok((toml::from_str(text).map_err(|e| Damaged::Header(e.to_string()))?, rest))
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

fn take<'b>(rest: &mut &'b [u8], length: usize) -> Result<&'b [u8], Damaged> {
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
