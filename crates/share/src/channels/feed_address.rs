//! The secret address of a partner's lists: an HMAC-SHA256 over the partner's id, and over the time at which the address was
//! made if it was made anew, under the store's secret; id and code in base64url without padding, joined by a dot. It does not
//! run out; making another takes its place, and a partner that is taken off loses it.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use record::PartnerId;
use subtle::ConstantTimeEq;

/// Set apart from any other use of the same secret.
const PURPOSE: &[u8] = b"forewarn feed address 1";

/// The same, for addresses that were made anew.
const PURPOSE_ANEW: &[u8] = b"forewarn feed address 2";

/// The token of a partner, whose address was made anew at `since`.
#[must_use]
pub fn sign(secret: &[u8; 32], partner: &PartnerId, since: Option<Timestamp>) -> String {
    let id = partner.as_str().as_bytes();
    format!("{}.{}", BASE64URL_NOPAD.encode(id), BASE64URL_NOPAD.encode(&code(secret, id, since)))
}

/// What a token says of itself. Nothing in it is to be believed before [`Claimed::fits`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Whose address it says that it is; of no partner where it is no token at all.
    pub partner: PartnerId,
    code: Vec<u8>,
}

impl Claimed {
    /// Takes a token apart.
    #[must_use]
    pub fn of(token: &str) -> Self {
        let (id, code) = token.trim().split_once('.').unwrap_or_default();
        let bytes = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).unwrap_or_default();
        Self { partner: PartnerId(String::from_utf8(bytes(id)).unwrap_or_default()), code: bytes(code) }
    }

    /// True if this desk made it for this partner at `since`. Takes the same time whatever differs.
    #[must_use]
    pub fn fits(&self, secret: &[u8; 32], since: Option<Timestamp>) -> bool {
        bool::from(code(secret, self.partner.as_str().as_bytes(), since).as_slice().ct_eq(&self.code))
    }
}

/// HMAC-SHA256 over purpose, time and id.
fn code(secret: &[u8; 32], id: &[u8], since: Option<Timestamp>) -> [u8; 32] {
    match since {
        None => super::code(secret, &[PURPOSE, id]),
        Some(since) => super::code(secret, &[PURPOSE_ANEW, &since.as_nanosecond().to_be_bytes(), id]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_latest_address_opens() {
        let (ours, theirs) = ([1; 32], [2; 32]);
        let partner = PartnerId::from("prt-1");
        let at = |second| Some(Timestamp::from_second(second).unwrap());
        let opens = |token: &str, since| {
            let claimed = Claimed::of(token);
            claimed.partner == partner && claimed.fits(&ours, since)
        };
        let (first, second) = (sign(&ours, &partner, None), sign(&ours, &partner, at(7)));
        assert!(opens(&first, None) && opens(&second, at(7)));
        assert!(!opens(&first, at(7)) && !opens(&second, None) && !opens(&second, at(8)));
        let other = sign(&ours, &PartnerId::from("prt-2"), None);
        let mixed = format!("{}.{}", first.split_once('.').unwrap().0, other.split_once('.').unwrap().1);
        for bad in [sign(&theirs, &partner, None), mixed, String::new(), ".".to_owned(), format!("{first}A")] {
            assert!(!opens(&bad, None), "{bad}");
        }
    }
}
