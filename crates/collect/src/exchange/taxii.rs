//! The client side of TAXII 2.1 (OASIS Standard, 10 June 2021): which page of a collection is asked for next, and what an
//! answer means. Nothing is missed and nothing is read twice, whatever happens between two pages:
//!
//! - A round asks for what was added after the last round's end, and follows `next`. Pages come in the order of dates (section
//!   3.4), so whatever breaks a round off, the next one goes on from the date of the last page that was kept.
//! - What is known already changes nothing.
//! - Several objects can bear the very date at which a round ended. The next round asks for that date once more.

use super::stix::TYPES;
use jiff::{SignedDuration, Timestamp};
use record::Pulled;
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

/// The media type of TAXII 2.1.
pub const TAXII_TYPE: &str = "application/taxii+json;version=2.1";
/// Objects asked for in one page.
const PAGE_OBJECTS: usize = 500;
/// Objects of one page at most, whatever was asked for.
const MAX_PAGE_OBJECTS: usize = 20_000;
/// Pages of one look; what is left waits for the next.
pub const MAX_PAGES_A_LOOK: u32 = 200;
/// Bytes of the server's word for a place at most.
const MAX_NEXT_BYTES: usize = 4_096;
/// The least difference between two dates.
const MICROSECOND: SignedDuration = SignedDuration::from_micros(1);

/// A page of objects.
#[derive(Debug)]
pub struct Envelope {
    /// The objects, as they stand in it.
    pub objects: Vec<Box<RawValue>>,
    /// The server has more.
    pub more: bool,
    /// Where it goes on.
    pub next: Option<String>,
    /// The date of its last object, from the head of the answer.
    pub last: Option<Timestamp>,
}

/// How a round goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// The next page can be asked for.
    More,
    /// More is there than one look takes: the rest waits.
    Pause,
    /// Everything was read; so many things were new.
    Done(u64),
}

/// The server's own word for where a round goes on. It is kept in memory alone: some servers forget a page once they have
/// given it, so after anything went wrong the date of the last page that was kept leads on instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The word.
    pub next: String,
    /// The date after which the round asked when it began: the filter has to stay the same.
    pub after: Option<Timestamp>,
}

/// The date after which a round asks.
fn since(pulled: &Pulled) -> Option<Timestamp> {
    // Others may bear the very date at which the last page ended; one that has been asked for twice is behind us.
    let until = if pulled.settled { pulled.until } else { pulled.until.map(before) };
    pulled.latest.map(before).or(until)
}

/// The page that comes next in a collection.
#[must_use]
pub fn page_url(collection: &Url, pulled: &Pulled, thread: Option<&Thread>) -> Url {
    let mut url = collection.join("objects/").unwrap_or_else(|_| collection.clone());
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("limit", &PAGE_OBJECTS.to_string());
        if let Some(after) = thread.map_or_else(|| since(pulled), |thread| thread.after) {
            query.append_pair("added_after", &after.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string());
        }
        query.append_pair("match[type]", TYPES);
        if let Some(thread) = thread {
            query.append_pair("next", &thread.next);
        }
    }
    url
}

fn before(date: Timestamp) -> Timestamp {
    date.checked_sub(MICROSECOND).unwrap_or(date)
}

/// Reads a page.
///
/// # Errors
/// It is none; in words.
pub fn read_envelope(bytes: &[u8], added_last: Option<&str>) -> Result<Envelope, String> {
    #[derive(serde::Deserialize)]
    struct Raw {
        #[serde(default)]
        more: bool,
        next: Option<Value>,
        #[serde(default)]
        objects: Vec<Box<RawValue>>,
    }
    let raw: Raw =
        serde_json::from_slice(bytes).map_err(|error| format!("the answer is no TAXII envelope: {error}"))?;
    if raw.objects.len() > MAX_PAGE_OBJECTS {
        return Err(format!("a page has {} objects; {PAGE_OBJECTS} were asked for", raw.objects.len()));
    }
    let next = match raw.next {
        None | Some(Value::Null) => None,
        Some(Value::String(next)) => Some(next),
        Some(other) => Some(other.to_string()),
    };
    if next.as_ref().is_some_and(|next| next.len() > MAX_NEXT_BYTES) {
        return Err(format!("its `next` has more than {MAX_NEXT_BYTES} bytes"));
    }
    let last = added_last.and_then(|date| date.trim().parse().ok());
    Ok(Envelope { objects: raw.objects, more: raw.more, next, last })
}

/// Moves on behind a page whose objects have been taken in, `new` of them new. `thread` is what it was asked by.
///
/// # Errors
/// The server says that there is more, and gives no way to it; in words.
pub fn advance(
    pulled: &mut Pulled,
    page: &Envelope,
    new: u64,
    thread: Option<&Thread>,
) -> Result<(Round, Option<Thread>), String> {
    let asked = thread.map_or_else(|| since(pulled), |thread| thread.after);
    let later = page.last.is_some() && page.last > pulled.latest;
    pulled.new += new;
    pulled.pages = pulled.pages.saturating_add(1);
    pulled.latest = pulled.latest.max(page.last);
    if !page.more {
        let (new, until) = (pulled.new, pulled.latest.max(pulled.until));
        // Settled only where the round brought no later date either: that one is asked once more.
        (pulled.settled, pulled.until) = (new == 0 && until == pulled.until, until);
        (pulled.latest, pulled.pages, pulled.new) = (None, 0, 0);
        return Ok((Round::Done(new), None));
    }
    let stuck = new == 0 && !later;
    let thread = match &page.next {
        // Some servers give one word for all pages of a round.
        Some(next) if stuck && thread.is_some_and(|thread| thread.next == *next) => {
            return Err("the server gives the same page over and over".to_owned());
        }
        Some(next) => Some(Thread { next: next.clone(), after: asked }),
        None if later => None,
        None => {
            return Err(
                "the server says that there is more, and gives no way to it (no `next`, no later date)".to_owned()
            );
        }
    };
    if pulled.pages.is_multiple_of(MAX_PAGES_A_LOOK) { Ok((Round::Pause, thread)) } else { Ok((Round::More, thread)) }
}

/// What an address of a TAXII server leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The server: its title, and its API roots.
    Discovery(String, Vec<String>),
    /// An API root, with its title.
    Root(String),
    /// The collections of an API root that may be read: id, alias, title.
    Collections(Vec<(String, Option<String>, String)>),
    /// One collection, with its title, and whether it may be read.
    Collection(String, bool),
}

/// Reads what an address of a TAXII server answers; `None` if it is nothing of TAXII.
#[must_use]
pub fn read_place(bytes: &[u8]) -> Option<Place> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    let text =
        |value: &Value, key: &str| value[key].as_str().map(|text| text.trim().chars().take(200).collect::<String>());
    let title = || text(&value, "title").unwrap_or_default();
    if let Some(roots) = value["api_roots"].as_array() {
        let mut roots: Vec<String> = roots.iter().filter_map(|root| root.as_str().map(str::to_owned)).collect();
        if let Some(first) = value["default"].as_str().map(str::to_owned) {
            roots.sort_by_key(|root| *root != first);
        }
        return Some(Place::Discovery(title(), roots));
    }
    if let Some(list) = value["collections"].as_array() {
        let readable = list.iter().filter(|one| one["can_read"].as_bool().unwrap_or(false));
        let one = |one: &Value| Some((text(one, "id")?, text(one, "alias"), text(one, "title").unwrap_or_default()));
        return Some(Place::Collections(readable.filter_map(one).collect()));
    }
    if value["id"].is_string() && value["can_read"].is_boolean() {
        return Some(Place::Collection(title(), value["can_read"].as_bool().unwrap_or(false)));
    }
    (value["versions"].is_array() && value["max_content_length"].is_number()).then(|| Place::Root(title()))
}

/// The address of a collection as it is kept: with a `/` at its end, and without `objects/` and parameters.
#[must_use]
pub fn collection_url(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/objects").unwrap_or(path);
    url.set_path(&format!("{path}/"));
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(objects: usize, more: bool, next: Option<&str>, last: Option<&str>) -> Envelope {
        let objects = (0..objects).map(|n| RawValue::from_string(n.to_string()).unwrap()).collect();
        Envelope { objects, more, next: next.map(str::to_owned), last: last.map(|last| last.parse().unwrap()) }
    }

    fn asked(pulled: &Pulled, thread: Option<&Thread>) -> String {
        let url = page_url(&Url::parse("https://t.example/r/collections/1/").unwrap(), pulled, thread);
        let kept = url.query_pairs().filter(|(name, _)| name == "added_after" || name == "next");
        kept.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_round_follows_next_and_ends_at_the_latest_date() {
        let mut pulled = Pulled::default();
        assert_eq!(asked(&pulled, None), "");
        let first = page(2, true, Some("2"), Some("2031-05-14T09:00:00.000001Z"));
        let (round, thread) = advance(&mut pulled, &first, 2, None).unwrap();
        assert_eq!((round, asked(&pulled, thread.as_ref())), (Round::More, "next=2".to_owned()), "the filter stays");
        assert_eq!(asked(&pulled, None), "added_after=2031-05-14T09:00:00.000000Z", "after a stop the date leads on");
        let last = page(1, false, None, Some("2031-05-14T10:00:00.000Z"));
        assert_eq!(advance(&mut pulled, &last, 1, thread.as_ref()), Ok((Round::Done(3), None)));
        assert_eq!(asked(&pulled, None), "added_after=2031-05-14T09:59:59.999999Z", "the last date once more");
        let again = page(1, false, None, Some("2031-05-14T10:00:00.000Z"));
        assert_eq!(advance(&mut pulled, &again, 0, None), Ok((Round::Done(0), None)));
        assert_eq!(asked(&pulled, None), "added_after=2031-05-14T10:00:00.000000Z");
        assert_eq!(advance(&mut pulled, &page(0, false, None, None), 0, None), Ok((Round::Done(0), None)));
        assert_eq!(asked(&pulled, None), "added_after=2031-05-14T10:00:00.000000Z", "an empty page changes nothing");
    }

    #[test]
    fn without_next_the_date_leads_on() {
        let mut pulled = Pulled::default();
        let first = page(2, true, None, Some("2031-05-14T09:00:00Z"));
        assert_eq!(advance(&mut pulled, &first, 2, None), Ok((Round::More, None)));
        assert_eq!(asked(&pulled, None), "added_after=2031-05-14T08:59:59.999999Z");
        assert!(advance(&mut pulled, &first, 0, None).is_err(), "no later date: no way on");
        assert!(advance(&mut Pulled::default(), &page(2, true, None, None), 2, None).is_err());
    }

    #[test]
    fn endless_paging_has_an_end() {
        let mut pulled = Pulled::default();
        let same = |last| page(1, true, Some("x"), Some(last));
        let (_, thread) = advance(&mut pulled, &same("2031-05-14T09:00:00Z"), 1, None).unwrap();
        // One word for all pages, and known things on the next one: that is no circle.
        let (_, thread) = advance(&mut pulled, &same("2031-05-14T09:00:01Z"), 0, thread.as_ref()).unwrap();
        assert!(advance(&mut pulled, &same("2031-05-14T09:00:01Z"), 0, thread.as_ref()).is_err());
        let (mut pulled, mut thread, mut pauses) = (Pulled::default(), None, 0);
        for n in 1..=3 * MAX_PAGES_A_LOOK {
            let next = n.to_string();
            let (round, more) = advance(&mut pulled, &page(1, true, Some(&next), None), 1, thread.as_ref()).unwrap();
            pauses += u32::from(round == Round::Pause);
            thread = more;
        }
        assert_eq!((pauses, thread.unwrap().next), (3, (3 * MAX_PAGES_A_LOOK).to_string()));
    }

    #[test]
    fn answers_that_are_none_are_said_to_be_none() {
        for bad in ["", "[", "{\"objects\":7}", "{\"more\":\"yes\"}", "<html>"] {
            assert!(read_envelope(bad.as_bytes(), None).is_err(), "{bad}");
        }
        let long = format!("{{\"next\":\"{}\"}}", "x".repeat(MAX_NEXT_BYTES + 1));
        assert!(read_envelope(long.as_bytes(), None).is_err());
        let many = format!("{{\"objects\":[{}1]}}", "1,".repeat(MAX_PAGE_OBJECTS));
        assert!(read_envelope(many.as_bytes(), None).is_err());
        let empty = read_envelope(b"{}", Some("no date")).unwrap();
        assert!(empty.objects.is_empty() && !empty.more && empty.last.is_none());
        assert_eq!(read_envelope(b"{\"next\":7}", None).unwrap().next.as_deref(), Some("7"));
    }

    #[test]
    fn places_are_told_apart() {
        let of = |text: &str| read_place(text.as_bytes());
        let discovery = of(r#"{"title":"T","default":"/b/","api_roots":["/a/","/b/"]}"#);
        assert_eq!(discovery, Some(Place::Discovery("T".to_owned(), vec!["/b/".to_owned(), "/a/".to_owned()])));
        assert_eq!(of(r#"{"title":"R","versions":[],"max_content_length":1}"#), Some(Place::Root("R".to_owned())));
        let one = r#"{"id":"1","title":"C","can_read":true,"can_write":false}"#;
        assert_eq!(of(one), Some(Place::Collection("C".to_owned(), true)));
        let list = format!("{{\"collections\":[{one},{{\"id\":\"2\",\"can_read\":false}}]}}");
        assert_eq!(of(&list), Some(Place::Collections(vec![("1".to_owned(), None, "C".to_owned())])));
        assert_eq!((of("{}"), of("<html>"), of("{\"objects\":[]}")), (None, None, None));
        let url = |text: &str| collection_url(&Url::parse(text).unwrap()).to_string();
        assert_eq!(url("https://t.example/r/collections/1/objects/?limit=5#x"), "https://t.example/r/collections/1/");
        assert_eq!(url("https://t.example/r/collections/1"), "https://t.example/r/collections/1/");
    }
}
