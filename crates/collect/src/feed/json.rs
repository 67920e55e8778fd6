//! JSON Feed 1.0 and 1.1 (jsonfeed.org).

use super::words::{literal_line, paragraphs};
use super::{Entry, Feed, FeedKind, Written, absolute};
use crate::Limits;
use record::{Fault, FaultKind};
use serde_json::Value;
use url::Url;

/// Reads a JSON Feed. One that ends in the middle is given as far as its entries are whole.
pub(super) fn read(text: &str, base: Option<&Url>, url: &str, limits: &Limits) -> (Feed, Vec<Written>) {
    let mut faults = Vec::new();
    let document = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            let kind = if error.is_eof() { FaultKind::Truncated } else { FaultKind::Malformed };
            faults.push(Fault::new(kind, url, format!("it is not whole JSON ({error}); read as far as it goes")));
            salvage(text)
        }
    };
    let string = |name: &str| document.get(name).and_then(Value::as_str);
    let items = document.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if items.len() > limits.feed_entries {
        let detail = format!("the feed has {} entries; only the first {} were read", items.len(), limits.feed_entries);
        faults.push(Fault::new(FaultKind::TooLarge, url, detail));
    }
    let feed = Feed {
        kind: FeedKind::Json,
        title: string("title").and_then(literal_line),
        site: string("home_page_url").and_then(|href| absolute(base, href)),
        language: string("language").map(str::to_owned),
        every_minutes: None,
        entries: Vec::new(),
        deleted: Vec::new(),
        faults,
    };
    let entries = items.iter().take(limits.feed_entries).filter_map(|item| entry(item, base, limits)).collect();
    (feed, entries)
}

fn entry(item: &Value, base: Option<&Url>, limits: &Limits) -> Option<Written> {
    let string = |name: &str| item.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let number = |name: &str| item.get(name).and_then(Value::as_i64).map(|number| number.to_string());
    let authors = item.get("authors").and_then(Value::as_array).into_iter().flatten();
    let names: Vec<&str> =
        authors.chain(item.get("author")).filter_map(|author| author.get("name")?.as_str()).collect();
    let entry = Entry {
        id: string("id").map(str::to_owned).or_else(|| number("id")),
        link: string("url").or_else(|| string("external_url")).and_then(|href| absolute(base, href)),
        title: string("title").and_then(literal_line),
        byline: literal_line(&names.join(", ")),
        section: item.get("tags").and_then(|tags| tags.get(0)?.as_str()).and_then(literal_line),
        summary: string("summary").and_then(|text| paragraphs(text, limits.text_bytes)),
        text: string("content_html")
            .or_else(|| string("content_text"))
            .and_then(|text| paragraphs(text, limits.text_bytes)),
        raw: item.to_string(),
        ..Entry::default()
    };
    let has_anything = entry.link.is_some() || entry.title.is_some() || entry.text.is_some();
    has_anything.then(|| Written {
        entry,
        published: string("date_published").map(str::to_owned).or_else(|| number("date_published")),
        updated: string("date_modified").map(str::to_owned),
    })
}

/// What stands whole in broken JSON: the objects of `items` up to the break.
fn salvage(text: &str) -> Value {
    let Some(at) = text.find("\"items\"").and_then(|at| Some(at + text[at..].find('[')? + 1)) else {
        return Value::Null;
    };
    let mut items = Vec::new();
    let mut rest = text[at..].trim_start();
    loop {
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(item)) = stream.next() else { break };
        items.push(item);
        rest = rest[stream.byte_offset()..].trim_start().trim_start_matches(',').trim_start();
        if rest.starts_with(']') {
            break;
        }
    }
    serde_json::json!({ "items": items })
}
