//! Captures' bytes at rest: raw deflate (RFC 1951), checked against their hash when they are read.

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::io::{Read, Write};

/// Fast rather than small: the writer's time is worth more than the last tenth of the disk.
const LEVEL: Compression = Compression::fast();

/// The bytes, deflated.
pub(super) fn deflate(body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(body.len() / 2 + 64), LEVEL);
    encoder.write_all(body)?;
    encoder.finish()
}

/// The bytes as they were. An error if they are not `size` bytes long or do not have this SHA-256.
pub(super) fn inflate(deflated: &[u8], size: u64, sha256: &str) -> std::io::Result<Vec<u8>> {
    let damaged = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_owned());
    let mut body = Vec::new();
    DeflateDecoder::new(deflated).take(size.saturating_add(1)).read_to_end(&mut body)?;
    if body.len() as u64 != size {
        return Err(damaged("a stored body does not have its length"));
    }
    if record::sha256_hex(&body) != sha256 {
        return Err(damaged("a stored body does not have its hash"));
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_they_went_in() {
        for body in [b"".to_vec(), b"abc".to_vec(), vec![0xff; 100_000], (0..=255).collect()] {
            let deflated = deflate(&body).unwrap();
            assert_eq!(inflate(&deflated, body.len() as u64, &record::sha256_hex(&body)).unwrap(), body);
        }
    }

    #[test]
    fn damage_is_found() {
        let body = b"the bytes as they came".repeat(10);
        let (deflated, hash) = (deflate(&body).unwrap(), record::sha256_hex(&body));
        let size = body.len() as u64;
        assert!(inflate(&deflated[..deflated.len() / 2], size, &hash).is_err());
        assert!(inflate(&deflated, size - 1, &hash).is_err());
        assert!(inflate(&deflated, size, &record::sha256_hex(b"other")).is_err());
    }
}
