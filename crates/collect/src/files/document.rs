//! One document held in memory: text or a page.

use super::decode::{declared_in_page, decode};
use super::run::{Flow, Given, Run};
use super::sniff::{Kind, SNIFF_BYTES, sniff};
use crate::exchange::{Said, Speaks, misp_documents, misp_event, read_objects, stix_bundle};
use crate::feed::{self, FeedKind};
use crate::{InputFormat, Item, html};
use record::{FaultKind, Pulled, RawReport, ReportId, Tlp};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::ControlFlow;

/// What a bundle says. A report and the incident that it is about often have the same words: that is one thing, under the strictest
/// rules of all.
fn once_each(said: Vec<Said>) -> Vec<Said> {
    let mut once: Vec<Said> = Vec::new();
    let mut places = HashMap::new();
    for one in said.into_iter().filter(|one| !one.revoked) {
        match places.entry((one.report.title.clone(), one.report.text.clone())) {
            Entry::Vacant(place) => {
                place.insert(once.len());
                once.push(one);
            }
            Entry::Occupied(place) => {
                let kept = &mut once[*place.get()].report.handling;
                *kept = match (kept.take(), one.report.handling) {
                    (Some(kept), Some(other)) => Some(kept.strictest(&other)),
                    (kept, other) => kept.or(other),
                };
            }
        }
    }
    once
}

impl Run<'_> {
    /// What these first bytes are, the wanted format considered. Empty, binary and packed stay what they are.
    pub(crate) fn kind(&self, head: &[u8], name: &str, given: &Given) -> Kind {
        // What a line of JSON lines names is a document, whatever the lines themselves are.
        let format = if given.from_line { InputFormat::Auto } else { self.format };
        match (sniff(head, name), format) {
            (kind @ (Kind::Empty | Kind::Gzip | Kind::Zip | Kind::Binary(_) | Kind::Warc | Kind::Mbox), _) => kind,
            (_, InputFormat::Text) => Kind::Text,
            (_, InputFormat::Html) => Kind::Html,
            (_, InputFormat::Jsonl) => Kind::JsonLines,
            (kind, InputFormat::Auto) => kind,
        }
    }

    /// Reads bytes that are one document.
    pub(crate) fn document(&mut self, bytes: Vec<u8>, kind: Kind, at: &str, given: &Given) -> Flow {
        if kind == Kind::Html {
            return self.page(bytes, at, given);
        }
        if kind == Kind::Mail {
            return self.mail(bytes, at, given);
        }
        if kind == Kind::Feed {
            return self.feed(&bytes, at, given);
        }
        if kind == Kind::Exchange {
            return self.exchange(bytes, at, given);
        }
        let decoded = decode(&bytes, given.charset.as_deref());
        self.encoding_fault(decoded.bad_at, decoded.encoding, at)?;
        let capture = self.capture(at, "text/plain", bytes);
        self.text_report(capture, decoded.text, at, given)
    }

    /// A feed: a report for each entry, from what the feed itself holds.
    fn feed(&mut self, bytes: &[u8], at: &str, given: &Given) -> Flow {
        let url = given.url.as_deref().unwrap_or(at);
        let mut feed = feed::read_feed(bytes, url, given.charset.as_deref(), self.fetched_at, &self.limits);
        for fault in std::mem::take(&mut feed.faults) {
            self.fault(fault.kind, at, fault.detail)?;
        }
        for (number, entry) in (1..).zip(std::mem::take(&mut feed.entries)) {
            let place = format!("{at}#{number}");
            let raw = entry.report(feed.title.as_deref());
            let media_type = if feed.kind == FeedKind::Json { "application/json" } else { "application/xml" };
            let capture = self.capture(&place, media_type, entry.raw.into_bytes());
            let given = Given { url: raw.url.clone(), outlet: given.outlet.clone(), ..Given::default() };
            self.hand_on(capture, raw, &place, &given)?;
        }
        ControlFlow::Continue(())
    }

    /// A STIX bundle or an event of MISP: what partners' platforms write, under their markings.
    fn exchange(&mut self, bytes: Vec<u8>, at: &str, given: &Given) -> Flow {
        let name = given.outlet.clone().or_else(|| self.defaults.outlet.clone()).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let given = Given { outlet: given.outlet.clone(), ..Given::default() };
        if let Some(objects) = stix_bundle(&text) {
            let speaks = Speaks { name: &name, unmarked: Tlp::Red };
            let (said, faults) = read_objects(&objects, &mut Pulled::default(), speaks, at, &self.limits);
            for fault in faults {
                (self.sink)(Item::Fault(fault))?;
            }
            for one in once_each(said) {
                let place = format!("{at}#{}", one.id);
                let capture = self.capture(&place, one.raw.0, one.raw.1);
                self.hand_on(capture, one.report, &place, &given)?;
            }
            return ControlFlow::Continue(());
        }
        let Some(events) = misp_documents(&text) else {
            // Read as plain text it would lose the marking that its sender gave it.
            return self.fault(
                FaultKind::Malformed,
                at,
                "neither a whole STIX bundle nor a whole event of MISP; skipped",
            );
        };
        let many = events.len() > 1;
        for (number, event) in (1..).zip(&events) {
            let place = if many { format!("{at}#{number}") } else { at.to_owned() };
            match misp_event(event, &name, Tlp::Red, &self.limits) {
                Ok(raw) => {
                    let capture = self.capture(&place, "application/json", event.to_string().into_bytes());
                    self.hand_on(capture, raw, &place, &given)?;
                }
                Err(why) => self.fault(FaultKind::Malformed, &place, why)?,
            }
        }
        ControlFlow::Continue(())
    }

    pub(crate) fn encoding_fault(&mut self, bad_at: Option<usize>, encoding: &str, at: &str) -> Flow {
        match bad_at {
            None => ControlFlow::Continue(()),
            Some(byte) => {
                let detail = format!("byte {byte} is not {encoding}; it and all like it were replaced");
                self.fault(FaultKind::Encoding, at, detail)
            }
        }
    }

    fn page(&mut self, mut bytes: Vec<u8>, at: &str, given: &Given) -> Flow {
        let max = self.limits.page_bytes;
        if bytes.len() > max {
            let detail = format!("the page has {} bytes; only the first {max} were read", bytes.len());
            bytes.truncate(max);
            self.fault(FaultKind::TooLarge, at, detail)?;
        }
        let declared = given.charset.clone().or_else(|| declared_in_page(&bytes));
        let decoded = decode(&bytes, declared.as_deref());
        // A cut in the middle of a character is not the page's fault.
        let cut = bytes.len() == max && decoded.bad_at.is_some_and(|byte| byte + 4 > max);
        self.encoding_fault(decoded.bad_at.filter(|_| !cut), decoded.encoding, at)?;
        let capture = self.capture(at, "text/html", bytes);
        self.page_report(capture, &decoded.text, at, given)
    }

    /// Reads decoded HTML.
    pub(crate) fn page_report(&mut self, capture: record::Capture, html: &str, at: &str, given: &Given) -> Flow {
        let page = html::read(html, given.url.as_deref(), &self.limits);
        if let Some((kind, detail)) = page.unparsed {
            self.fault(kind, at, format!("{detail}; read without its structure"))?;
        }
        let raw = RawReport {
            title: page.title,
            byline: page.byline,
            section: page.section,
            outlet: page.outlet,
            published: page.published,
            url: page.url,
            leads: page.leads,
            ..RawReport::of_text(ReportId::from(""), page.text)
        };
        self.hand_on(capture, raw, at, given)
    }

    /// Reads the text of a line, which may be a page.
    pub(crate) fn line_text(&mut self, capture: record::Capture, text: String, at: &str, given: &Given) -> Flow {
        let mut end = text.len().min(SNIFF_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        match (self.format, sniff(&text.as_bytes()[..end], "")) {
            (_, Kind::Html) if text.len() <= self.limits.page_bytes => self.page_report(capture, &text, at, given),
            _ => self.text_report(capture, text, at, given),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use serde_json::json;

    #[test]
    fn the_same_words_twice_are_one_thing_under_the_strictest_rules() {
        let (green, amber) = (
            "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        );
        let object = |kind: &str, marking: &str| {
            json!({ "type": kind, "id": format!("{kind}--1"), "created": "2031-05-14T09:30:00Z", "name": "A plan",
                    "description": "They plan to bomb a market.", "object_marking_refs": [marking] })
        };
        for (first, second) in [(green, amber), (amber, green)] {
            let bundle = json!({ "type": "bundle", "objects": [object("incident", first), object("report", second)] });
            let objects = stix_bundle(&bundle.to_string()).unwrap();
            let speaks = Speaks { name: "Coast desk", unmarked: Tlp::Red };
            let (said, _) = read_objects(&objects, &mut Pulled::default(), speaks, "here", &Limits::default());
            let once = once_each(said);
            assert_eq!(once.len(), 1);
            assert_eq!(once[0].report.handling.as_ref().unwrap().marking.tlp, Tlp::Amber);
        }
    }
}
