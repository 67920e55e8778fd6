//! Pages of objects, manifest records and versions, written out as they are read.

use super::STIX;
use super::answer::{Answer, failed, nothing, put, respond};
use super::ask::{Params, What, next};
use axum::http::{HeaderName, StatusCode};
use record::taxii_date;
use serde_json::{Value, json};
use std::ops::ControlFlow;
use store::{ObjectFound, ObjectQuery, ObjectVersions, OpenCollection, Store};

/// A page ends after the object that brings it over so many bytes.
const MAX_PAGE_BYTES: usize = 8 << 20;
/// What an object takes in a page, for a first guess at its size, in bytes.
const USUAL_OBJECT_BYTES: usize = 1_100;

/// The collection resource (section 5.2.1).
pub(super) fn resource(open: &OpenCollection) -> Value {
    let one = &open.collection;
    let types = if one.released { &STIX[..1] } else { &STIX[..] };
    json!({
        "id": one.id, "title": one.title, "description": one.description, "alias": one.alias,
        "can_read": one.can_read, "can_write": one.can_write, "media_types": types,
    })
}

/// The query that a request stands for.
pub(super) fn query(collection: i64, what: What<&str>, params: Params) -> ObjectQuery {
    let last = ObjectVersions::Some { first: false, last: true, at_us: Vec::new() };
    let versions = params.versions.unwrap_or(last);
    let (ids, kinds, versions) = match what {
        What::Manifest | What::All => (params.ids, params.kinds, versions),
        What::One(id) => (vec![id.to_owned()], Vec::new(), versions),
        What::Versions(id) => (vec![id.to_owned()], Vec::new(), ObjectVersions::All),
    };
    ObjectQuery {
        collection,
        after_us: params.after_us,
        ids,
        kinds,
        specs: params.specs,
        versions,
        limit: params.limit,
    }
}

/// The body of a page under way.
struct Writer {
    body: Vec<u8>,
    dates: Option<(i64, i64)>,
}

impl Writer {
    fn add(&mut self, what: What<&str>, found: ObjectFound<'_>) -> ControlFlow<()> {
        self.body.extend_from_slice(match (self.dates, what) {
            (Some(_), _) => b",",
            (None, What::Versions(_)) => b"{\"versions\":[",
            (None, _) => b"{\"objects\":[",
        });
        self.dates = Some((self.dates.map_or(found.added_us, |(first, _)| first), found.added_us));
        match what {
            What::All | What::One(_) => self.body.extend_from_slice(found.json.as_bytes()),
            // Ids and versions were checked when they came in: nothing in them needs escaping.
            What::Versions(_) => self.text(&["\"", found.version, "\""]),
            What::Manifest => {
                let media = if found.spec == "2.0" { STIX[1] } else { STIX[0] };
                let added = taxii_date(found.added_us);
                let (id, version) = (found.id, found.version);
                self.text(&["{\"id\":\"", id, "\",\"date_added\":\"", &added, "\",\"version\":\"", version]);
                self.text(&["\",\"media_type\":\"", media, "\"}"]);
            }
        }
        if self.body.len() < MAX_PAGE_BYTES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn text(&mut self, parts: &[&str]) {
        for part in parts {
            self.body.extend_from_slice(part.as_bytes());
        }
    }
}

/// Reads and writes a page of the collection of this id.
pub(super) fn page(store: &dyn Store, id: &str, what: What<&str>, query: &ObjectQuery) -> Answer {
    let one = matches!(what, What::One(_) | What::Versions(_)) || !query.ids.is_empty();
    let guess = if one { 2 } else { query.limit as usize };
    let mut writer = Writer { body: Vec::with_capacity(guess * USUAL_OBJECT_BYTES), dates: None };
    let more = store.taxii_find(query, &mut |found| writer.add(what, found)).map_err(|error| {
        tracing::error!(%error, "a TAXII page failed");
        failed()
    })?;
    let Some((first, last)) = writer.dates else {
        if let What::One(id) | What::Versions(id) = what
            && !store.taxii_knows(query.collection, id).map_err(|_| failed())?
        {
            return Err(nothing());
        }
        return Ok(respond(StatusCode::OK, "{}"));
    };
    if more {
        writer.text(&["],\"more\":true,\"next\":\"", &next(id, last), "\"}"]);
    } else {
        writer.text(&["],\"more\":false}"]);
    }
    let mut response = respond(StatusCode::OK, writer.body);
    put(&mut response, HeaderName::from_static("x-taxii-date-added-first"), &taxii_date(first));
    put(&mut response, HeaderName::from_static("x-taxii-date-added-last"), &taxii_date(last));
    Ok(response)
}
