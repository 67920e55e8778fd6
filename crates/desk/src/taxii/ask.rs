//! What is asked: the place, the media types, the parameters.

use super::answer::{No, bad_request, problem};
use axum::{
    extract::Query,
    http::{HeaderMap, StatusCode, Uri, header},
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use store::ObjectVersions;

/// Objects of one page at most, also where the client asks for more.
pub(super) const MAX_PAGE_OBJECTS: u32 = 1_000;
/// Values of one filter at most.
const MAX_FILTER_VALUES: usize = 2_000;

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place<'p> {
    Discovery,
    Root,
    Status(&'p str),
    Collections,
    Collection(&'p str),
    Objects(&'p str, What<&'p str>),
}

/// Which part of a collection; `S` is an object's id, lent or owned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What<S> {
    Manifest,
    All,
    One(S),
    Versions(S),
}

impl<S: AsRef<str>> What<S> {
    /// The same, for another thread.
    pub(super) fn owned(&self) -> What<String> {
        match self.lent() {
            What::Manifest => What::Manifest,
            What::All => What::All,
            What::One(id) => What::One(id.to_owned()),
            What::Versions(id) => What::Versions(id.to_owned()),
        }
    }

    /// The same, lent.
    pub(super) fn lent(&self) -> What<&str> {
        match self {
            Self::Manifest => What::Manifest,
            Self::All => What::All,
            Self::One(id) => What::One(id.as_ref()),
            Self::Versions(id) => What::Versions(id.as_ref()),
        }
    }
}

/// The place of a path; the last `/` may be missing.
pub(super) fn place(path: &str) -> Option<Place<'_>> {
    let path = path.strip_prefix('/')?;
    let parts: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').take(8).collect();
    Some(match parts[..] {
        ["taxii2"] => Place::Discovery,
        ["taxii2", "desk"] => Place::Root,
        ["taxii2", "desk", "status", id] => Place::Status(id),
        ["taxii2", "desk", "collections"] => Place::Collections,
        ["taxii2", "desk", "collections", name] => Place::Collection(name),
        ["taxii2", "desk", "collections", name, "manifest"] => Place::Objects(name, What::Manifest),
        ["taxii2", "desk", "collections", name, "objects"] => Place::Objects(name, What::All),
        ["taxii2", "desk", "collections", name, "objects", id] => Place::Objects(name, What::One(id)),
        ["taxii2", "desk", "collections", name, "objects", id, "versions"] => Place::Objects(name, What::Versions(id)),
        _ => return None,
    })
}

impl Place<'_> {
    /// What can be done there.
    pub(super) fn methods(&self) -> &'static [&'static str] {
        match self {
            Self::Objects(_, What::All) => &["GET", "HEAD", "POST"],
            Self::Objects(_, What::One(_)) => &["GET", "HEAD", "DELETE"],
            _ => &["GET", "HEAD"],
        }
    }
}

/// The type of a media range in lower case, and its version.
fn media(range: &str) -> (String, Option<String>) {
    let mut parts = range.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    let version = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("version").then(|| value.trim().trim_matches('"').to_owned())
    });
    (kind, version)
}

fn is_taxii(range: &str) -> bool {
    let (kind, version) = media(range);
    kind == "application/taxii+json" && version.is_none_or(|version| version == "2.1")
}

/// True if a list of media ranges names TAXII itself.
pub(super) fn wants_taxii(accept: &str) -> bool {
    accept.split(',').any(|range| media(range).0 == "application/taxii+json")
}

/// # Errors
/// The client takes nothing that this server says.
pub(super) fn acceptable(headers: &HeaderMap) -> Result<(), No> {
    let mut lists = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    let fits = |range: &str| is_taxii(range) || matches!(media(range).0.as_str(), "*/*" | "application/*");
    if lists.peek().is_none() || lists.any(|list| list.split(',').any(fits)) {
        return Ok(());
    }
    let advice = "Send `Accept: application/taxii+json;version=2.1`.";
    Err(problem(StatusCode::NOT_ACCEPTABLE, "Only TAXII 2.1 is spoken here", advice))
}

/// # Errors
/// The body is not TAXII, or is packed.
pub(super) fn is_envelope(headers: &HeaderMap) -> Result<(), No> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let packed = text(header::CONTENT_ENCODING).is_some_and(|coding| !coding.trim().eq_ignore_ascii_case("identity"));
    if text(header::CONTENT_TYPE).is_some_and(is_taxii) && !packed {
        return Ok(());
    }
    let advice = "Send the envelope as `Content-Type: application/taxii+json;version=2.1`, unpacked.";
    Err(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not a TAXII envelope", advice))
}

/// The URL parameters of section 3.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Params {
    pub(super) after_us: i64,
    pub(super) limit: u32,
    pub(super) ids: Vec<String>,
    pub(super) kinds: Vec<String>,
    pub(super) specs: Vec<String>,
    /// `None`: nothing was said.
    pub(super) versions: Option<ObjectVersions>,
}

/// Reads them, for the collection of this id.
///
/// # Errors
/// A value that has no meaning, one parameter twice, or a `next` that was never given for this collection.
pub(super) fn params(uri: &Uri, collection: &str) -> Result<Params, No> {
    let mut params = Params {
        after_us: i64::MIN,
        limit: MAX_PAGE_OBJECTS,
        ids: Vec::new(),
        kinds: Vec::new(),
        specs: Vec::new(),
        versions: None,
    };
    let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
        return Err(bad_request("The parameters of the address cannot be read."));
    };
    let mut seen = BTreeSet::new();
    for (name, value) in &pairs {
        match name.as_str() {
            "added_after" => params.after_us = params.after_us.max(instant(value, name)?),
            "limit" => params.limit = limit(value)?,
            "next" => {
                let position = position(value, collection);
                let unknown = || bad_request("`next` is not one that this collection gave; start again without it.");
                params.after_us = params.after_us.max(position.ok_or_else(unknown)?);
            }
            "match[id]" => params.ids = list(value)?,
            "match[type]" => params.kinds = list(value)?,
            "match[spec_version]" => params.specs = list(value)?,
            "match[version]" => params.versions = Some(versions(value)?),
            _ => continue,
        }
        if !seen.insert(name) {
            return Err(bad_request(&format!("`{name}` stands in the address twice.")));
        }
    }
    Ok(params)
}

fn instant(value: &str, name: &str) -> Result<i64, No> {
    let wrong = |_| bad_request(&format!("`{name}` takes times such as 2026-01-31T12:00:00.000000Z."));
    // A plus in an address is a space.
    value.replace(' ', "+").parse::<Timestamp>().map(Timestamp::as_microsecond).map_err(wrong)
}

fn limit(value: &str) -> Result<u32, No> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) || value.bytes().all(|byte| byte == b'0') {
        return Err(bad_request("`limit` takes a whole number above 0."));
    }
    // What does not fit is above the maximum in any case.
    Ok(value.parse().unwrap_or(MAX_PAGE_OBJECTS).min(MAX_PAGE_OBJECTS))
}

fn list(value: &str) -> Result<Vec<String>, No> {
    let mut values: Vec<String> = value.split(',').map(str::to_owned).collect();
    values.sort_unstable();
    values.dedup();
    if values.len() > MAX_FILTER_VALUES {
        return Err(bad_request(&format!("A filter takes at most {MAX_FILTER_VALUES} values.")));
    }
    Ok(values)
}

fn versions(value: &str) -> Result<ObjectVersions, No> {
    let (mut all, mut first, mut last, mut at_us) = (false, false, false, Vec::new());
    for word in list(value)? {
        match word.as_str() {
            "all" => all = true,
            "first" => first = true,
            "last" => last = true,
            _ => at_us.push(instant(&word, "match[version]")?),
        }
    }
    if all && (first || last || !at_us.is_empty()) {
        return Err(bad_request("`all` cannot stand beside other values of `match[version]`."));
    }
    Ok(if all { ObjectVersions::All } else { ObjectVersions::Some { first, last, at_us } })
}

/// The value of `next` that goes on after this date. It says no more than `added_after` could; the check only tells it from
/// what was never given.
pub(super) fn next(collection: &str, added_us: i64) -> String {
    format!("{added_us:x}-{:08x}", check(collection, added_us))
}

fn position(next: &str, collection: &str) -> Option<i64> {
    let (added, given) = next.split_once('-')?;
    let added = i64::from_str_radix(added, 16).ok()?;
    (u32::from_str_radix(given, 16).ok()? == check(collection, added)).then_some(added)
}

fn check(collection: &str, added_us: i64) -> u32 {
    let hash = Sha256::new()
        .chain_update("forewarn taxii next 1")
        .chain_update(collection)
        .chain_update(added_us.to_be_bytes())
        .finalize();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_next_of_this_collection_goes_on() {
        let given = next("three", 1_700_000_000_000_001);
        assert_eq!(position(&given, "three"), Some(1_700_000_000_000_001));
        for bad in ["", "-", "x-1", "not-a-token", &given[1..], &format!("{given}0")] {
            assert_eq!(position(bad, "three"), None, "{bad}");
        }
        assert_eq!(position(&given, "four"), None);
    }

    #[test]
    fn media_types_are_read_as_http_writes_them() {
        let table = [
            ("application/taxii+json;version=2.1", true),
            ("Application/TAXII+JSON; Version=\"2.1\"", true),
            ("application/taxii+json", true),
            ("application/taxii+json;version=2.1;charset=utf-8", true),
            ("application/taxii+json;version=2.0", false),
            ("application/json", false),
        ];
        for (given, expected) in table {
            assert_eq!(is_taxii(given), expected, "{given}");
        }
    }

    #[test]
    fn parameters_that_mean_nothing_are_refused() {
        let read =
            |query: &str| params(&format!("/x?{query}").parse().unwrap(), "one").map_err(|r| r.status().as_u16());
        for bad in [
            "limit=0",
            "limit=",
            "limit=-1",
            "limit=1.5",
            "limit=000",
            "added_after=yesterday",
            "added_after=2020-01-01",
            "added_after=",
            "match[version]=all,last",
            "match[version]=x",
            "match[type]=a&match[type]=b",
            "next=abc",
        ] {
            assert_eq!(read(bad), Err(400), "{bad}");
        }
        assert_eq!(read("limit=9007199254740991").unwrap().limit, MAX_PAGE_OBJECTS);
        assert_eq!(read("limit=99999999999999999999999").unwrap().limit, MAX_PAGE_OBJECTS);
        let zone = read("added_after=1970-01-01T02:00:00.000001%2B02:00").unwrap();
        assert_eq!((zone.after_us, read("match%5Bid%5D=a,b").unwrap().ids.len()), (1, 2));
    }
}
