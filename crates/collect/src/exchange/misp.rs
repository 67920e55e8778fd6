//! MISP: a feed's `manifest.json` as a list of events, and an event as a report of the organisation that made it.
//!
//! Its text is the event's line, its reports, and what its attributes and objects say in words. Indicators (addresses,
//! hashes) tell of nothing that this program reads. Tags of the taxonomies `tlp` and `admiralty-scale` become the marking and
//! the partner's own grade.

use super::stix::{cut, tag_label};
use crate::feed::{Entry, Feed, FeedKind};
use crate::follow::add_version;
use crate::{Limits, page_list};
use jiff::Timestamp;
use jiff::civil::Date;
use record::{Article, Capture, Collected, Fault, FaultKind, Handling, Marking, RawReport, ReportId, Source, Tlp};
use serde_json::Value;
use std::collections::HashSet;
use url::Url;

/// Words from which the value of an attribute is told: fewer are a name or a number.
const MIN_WORDS: usize = 4;
/// Letters of an organisation's name at most.
const MAX_NAME_CHARS: usize = 200;
/// Kinds of attributes whose value may be prose.
const PROSE: &[&str] = &["text", "comment", "other", "email-subject", "email-body"];

/// Whether this is the manifest of a feed: an object whose keys are ids of events.
#[must_use]
pub fn is_manifest(bytes: &[u8]) -> bool {
    let Ok(Value::Object(events)) = serde_json::from_slice(bytes) else { return false };
    let event = |(id, event): (&String, &Value)| is_uuid(id) && event["info"].is_string();
    !events.is_empty() && events.iter().all(event)
}

fn is_uuid(id: &str) -> bool {
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// The events of a manifest, the latest first; each is to be fetched from its own file. More than
/// [`Limits::feed_entries`] are left out, with a fault.
///
/// # Errors
/// It is no manifest; in words.
pub fn misp_list(bytes: &[u8], manifest: &Url, limits: &Limits) -> Result<Feed, String> {
    let events: Value =
        serde_json::from_slice(bytes).map_err(|error| format!("the manifest cannot be read: {error}"))?;
    let Value::Object(events) = events else { return Err("the manifest is not a JSON object".to_owned()) };
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    for (id, event) in &events {
        let link = manifest.join(&format!("{id}.json")).ok().filter(|_| is_uuid(id));
        let Some(link) = link else {
            let shown: String = id.chars().take(40).collect();
            faults.push(Fault::new(FaultKind::Malformed, manifest.as_str(), format!("`{shown}` is no id of an event")));
            continue;
        };
        let changed = number(&event["timestamp"]);
        let entry = Entry {
            id: Some(id.clone()),
            link: Some(link.to_string()),
            // No title: a report must not be made of this line, which does not bear the event's marking.
            published: event["date"].as_str().and_then(|date| date.parse().ok()),
            updated: Timestamp::from_second(changed).ok(),
            raw: event.to_string(),
            version: Some(changed.to_string()),
            ..Entry::default()
        };
        entries.push((changed, entry));
    }
    entries.sort_by_key(|(changed, _)| std::cmp::Reverse(*changed));
    if entries.len() > limits.feed_entries {
        let detail = format!("{} events; only the latest {} are followed", entries.len(), limits.feed_entries);
        faults.push(Fault::new(FaultKind::TooLarge, manifest.as_str(), detail));
        entries.truncate(limits.feed_entries);
    }
    let list = page_list(None, entries.into_iter().map(|(_, entry)| entry).collect());
    Ok(Feed { kind: FeedKind::Json, faults, ..list })
}

/// MISP writes numbers as text.
fn number(value: &Value) -> i64 {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok()).unwrap_or(0)
}

/// The events of a file: one, or those of an answer of MISP. `None`: the file is something else.
#[must_use]
pub fn misp_documents(text: &str) -> Option<Vec<Value>> {
    let value: Value = serde_json::from_str(text).ok()?;
    let list = match &value {
        Value::Array(list) => list.clone(),
        _ if value["response"].is_array() => value["response"].as_array().cloned().unwrap_or_default(),
        _ => vec![value],
    };
    let events: Vec<Value> = list.into_iter().filter(|one| one["Event"]["info"].is_string()).collect();
    (!events.is_empty()).then_some(events)
}

/// An event (`{"Event": …}`) as a report. `name` stands in where it does not say who made it.
///
/// # Errors
/// It is no event; in words.
pub fn misp_event(event: &Value, name: &str, unmarked: Tlp, limits: &Limits) -> Result<RawReport, String> {
    let event = &event["Event"];
    let info = event["info"].as_str().map(str::trim).filter(|info| !info.is_empty());
    let info = info.ok_or("it is no event of MISP: it has no `Event` with `info`")?;
    let maker = event["Orgc"]["name"].as_str().or_else(|| event["Org"]["name"].as_str()).map(str::trim);
    let maker: String = maker.filter(|name| !name.is_empty()).unwrap_or(name).chars().take(MAX_NAME_CHARS).collect();
    let mut paragraphs: Vec<String> = Vec::new();
    let (mut known, mut bytes) = (HashSet::new(), 0);
    let mut say = |words: &str| {
        let words = words.trim();
        let room = bytes <= limits.text_bytes && words.split_whitespace().nth(MIN_WORDS - 1).is_some();
        if room && words != info && known.insert(words.to_owned()) {
            bytes += words.len();
            paragraphs.push(words.to_owned());
        }
    };
    for report in list(event, "EventReport").filter(|report| !is_deleted(report)) {
        say(report["content"].as_str().unwrap_or_default());
    }
    let objects = || list(event, "Object").filter(|object| !is_deleted(object));
    let attributes = || list(event, "Attribute").chain(objects().flat_map(|object| list(object, "Attribute")));
    for attribute in attributes().filter(|attribute| !is_deleted(attribute)) {
        if PROSE.contains(&attribute["type"].as_str().unwrap_or_default()) {
            say(attribute["value"].as_str().unwrap_or_default());
        }
        say(attribute["comment"].as_str().unwrap_or_default());
    }
    objects().for_each(|object| say(object["comment"].as_str().unwrap_or_default()));
    let mut text = paragraphs.join("\n\n");
    if text.is_empty() {
        info.clone_into(&mut text);
    }
    cut(&mut text, limits.text_bytes);
    let own: Vec<&str> = names(list(event, "Tag"));
    let parts = attributes().chain(list(event, "EventReport")).chain(objects());
    let parts: Vec<&str> = names(parts.flat_map(|part| list(part, "Tag")));
    let strictest = |tags: &[&str]| tags.iter().filter_map(|tag| tag_label(tag)).max();
    // A part speaks for itself: it may hold the whole back, and never frees what the event leaves unmarked.
    let tlp = strictest(&own).unwrap_or(unmarked).max(strictest(&parts).unwrap_or(Tlp::Clear));
    let tags = [own, parts].concat();
    let originator = if maker.is_empty() { "its originator".to_owned() } else { maker.clone() };
    let handling = Handling { marking: Marking::new(tlp), originator, graded: graded(&tags) };
    Ok(RawReport {
        outlet: (!maker.is_empty()).then_some(maker),
        title: Some(info.to_owned()),
        published: event["date"].as_str().and_then(|date| date.parse::<Date>().ok()),
        handling: Some(handling),
        ..RawReport::of_text(ReportId::from(""), text)
    })
}

/// Takes in the file of an event that was wanted.
///
/// # Errors
/// It is no event; in words.
pub fn take_event(
    source: &Source,
    mut article: Article,
    (address, bytes): (&str, Vec<u8>),
    now: Timestamp,
    limits: &Limits,
) -> Result<Collected, String> {
    let event = serde_json::from_slice(&bytes).map_err(|error| format!("the event cannot be read: {error}"))?;
    let report = misp_event(&event, &source.name, source.unmarked.unwrap_or(Tlp::Red), limits)?;
    let mut collected = Collected::default();
    let capture = Capture::new(source.id.clone(), address, now, "application/json", bytes);
    add_version(&mut collected, &mut article, capture, report, now);
    collected.articles.push(article);
    Ok(collected)
}

/// The names of tags.
fn names<'v>(tags: impl Iterator<Item = &'v Value>) -> Vec<&'v str> {
    tags.filter_map(|tag| tag["name"].as_str()).collect()
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

fn is_deleted(value: &Value) -> bool {
    value["deleted"].as_bool().unwrap_or(false)
}

/// The grade that tags of `admiralty-scale` give: `B2`, or the half of it that is there.
fn graded(tags: &[&str]) -> Option<String> {
    let value = |predicate: &str| {
        tags.iter().find_map(|tag| {
            let value = tag.strip_prefix(predicate)?.trim_start_matches('=').trim_matches('"');
            (value.len() == 1).then(|| value.to_uppercase())
        })
    };
    let reliability = value("admiralty-scale:source-reliability");
    let credibility = value("admiralty-scale:information-credibility");
    let both = [reliability, credibility].into_iter().flatten().collect::<String>();
    (!both.is_empty()).then_some(both)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "0b5c3a52-9a4e-4f6c-8a70-3f1f1b2c9d10";

    #[test]
    fn an_event_tells_what_it_says_in_words() {
        let event = json!({ "Event": {
            "info": "Plan against a market", "date": "2031-05-14", "Orgc": { "name": "Coast desk" },
            "Tag": [{ "name": "tlp:green" }, { "name": "admiralty-scale:source-reliability=\"b\"" },
                    { "name": "admiralty-scale:information-credibility=\"2\"" }],
            "EventReport": [{ "content": "They plan to bomb a market." }, { "content": "This was taken back again.", "deleted": true }],
            "Attribute": [
                { "type": "text", "value": "Police said so on Monday." },
                { "type": "text", "value": "bombing", "comment": "kind" },
                { "type": "ip-dst", "value": "192.0.2.1", "comment": "Seen beside the plan by us" },
                { "type": "text", "value": "Nobody should read this line.", "deleted": true }],
            "Object": [{ "name": "cap-info", "Attribute": [
                { "type": "text", "value": "Stay away from the north gate.", "Tag": [{ "name": "tlp:amber" }] }] }],
        } });
        let report = misp_event(&event, "x", Tlp::Red, &Limits::default()).unwrap();
        let expected = "They plan to bomb a market.\n\nPolice said so on Monday.\n\nSeen beside the plan by us\n\nStay away from the north gate.";
        assert_eq!((report.text.as_str(), report.title.as_deref()), (expected, Some("Plan against a market")));
        let rules = report.handling.unwrap();
        assert_eq!((rules.marking.tlp, rules.graded.as_deref()), (Tlp::Amber, Some("B2")), "the strictest part counts");
        assert_eq!(report.outlet.as_deref(), Some("Coast desk"));
        let bare = misp_event(&json!({ "Event": { "info": "A line" } }), "Feed", Tlp::Red, &Limits::default()).unwrap();
        assert_eq!((bare.text.as_str(), bare.handling.unwrap().marking.tlp), ("A line", Tlp::Red));
        assert!(misp_event(&json!({}), "Feed", Tlp::Red, &Limits::default()).is_err());
    }

    #[test]
    fn a_manifest_is_a_list_the_latest_first() {
        let other = ID.replace("0b5c", "1b5c");
        let manifest = json!({ ID: { "info": "First", "timestamp": "100", "date": "2031-05-13" },
                               &other: { "info": "Second", "timestamp": 200 } })
        .to_string();
        assert!(is_manifest(manifest.as_bytes()));
        for no in ["{}", "[]", "{\"a\":{\"info\":\"x\"}}", "nothing"] {
            assert!(!is_manifest(no.as_bytes()), "{no}");
        }
        let at = Url::parse("https://feeds.example/osint/manifest.json").unwrap();
        let list = misp_list(manifest.as_bytes(), &at, &Limits::default()).unwrap();
        let links: Vec<_> = list.entries.iter().filter_map(|entry| entry.link.clone()).collect();
        assert_eq!(links, [other.as_str(), ID].map(|id| format!("https://feeds.example/osint/{id}.json")));
        let few = Limits { feed_entries: 1, ..Limits::default() };
        let list = misp_list(manifest.as_bytes(), &at, &few).unwrap();
        assert_eq!((list.entries.len(), list.faults.len()), (1, 1));
        let bad = json!({ "../../etc/passwd": { "info": "x" } }).to_string();
        assert_eq!(misp_list(bad.as_bytes(), &at, &few).unwrap().entries.len(), 0);
        assert!(misp_list(b"[]", &at, &few).is_err() && misp_list(b"{", &at, &few).is_err());
    }

    #[test]
    fn files_hold_one_event_or_many() {
        let event = json!({ "Event": { "info": "x" } });
        let count = |value: Value| misp_documents(&value.to_string()).map(|events| events.len());
        assert_eq!(count(event.clone()), Some(1));
        assert_eq!(count(json!({ "response": [event, event] })), Some(2));
        assert_eq!((count(json!({ "id": "1" })), count(json!([]))), (None, None));
    }
}
