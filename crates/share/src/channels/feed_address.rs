//! The secret address of a partner's lists: an HMAC-SHA256 over the partner's id under the store's secret, both in base64url
//! without padding, joined by a dot. It does not run out; a partner that is taken off loses it.

use data_encoding::BASE64URL_NOPAD;
use record::PartnerId;
use subtle::ConstantTimeEq;

/// Set apart from any other use of the same secret.
const PURPOSE: &[u8] = b"forewarn feed address 1";

/// The token of a partner.
#[must_use]
pub fn sign(secret: &[u8; 32], partner: &PartnerId) -> String {
    let id = partner.as_str().as_bytes();
    format!("{}.{}", BASE64URL_NOPAD.encode(id), BASE64URL_NOPAD.encode(&code(secret, id)))
}

/// The partner of a token; `None` if it is not one of ours. Takes the same time whatever differs.
#[must_use]
pub fn verify(secret: &[u8; 32], token: &str) -> Option<PartnerId> {
    let (id, given) = token.trim().split_once('.')?;
    let id = BASE64URL_NOPAD.decode(id.as_bytes()).ok()?;
    let given = BASE64URL_NOPAD.decode(given.as_bytes()).ok()?;
    if !bool::from(code(secret, &id).as_slice().ct_eq(&given)) {
        return None;
    }
    String::from_utf8(id).ok().map(PartnerId)
}

/// HMAC-SHA256 over purpose and id.
fn code(secret: &[u8; 32], id: &[u8]) -> [u8; 32] {
    super::code(secret, &[PURPOSE, id])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_address_opens() {
        let (ours, theirs) = ([1; 32], [2; 32]);
        let partner = PartnerId::from("prt-1");
        let token = sign(&ours, &partner);
        assert_eq!(verify(&ours, &token), Some(partner.clone()));
        let other = sign(&ours, &PartnerId::from("prt-2"));
        let mixed = format!("{}.{}", token.split_once('.').unwrap().0, other.split_once('.').unwrap().1);
        for bad in [sign(&theirs, &partner), mixed, String::new(), ".".to_owned(), format!("{token}A")] {
            assert_eq!(verify(&ours, &bad), None, "{bad}");
        }
    }
}
