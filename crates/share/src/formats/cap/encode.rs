//! A message as XML.

use super::{Alert, Info, NAMESPACE, Reference};
use crate::formats::xml::Xml;
use jiff::Timestamp;

/// The message as an XML document, elements in the order of the schema.
#[must_use]
pub fn encode(alert: &Alert) -> String {
    let mut xml = Xml::new();
    xml.open("alert", &[("xmlns", NAMESPACE)]);
    xml.text("identifier", &alert.identifier);
    xml.text("sender", &alert.sender);
    xml.text("sent", &time(alert.sent));
    xml.text("status", alert.status.word());
    xml.text("msgType", alert.msg_type.word());
    xml.text("scope", alert.scope.word());
    xml.some("restriction", &alert.restriction);
    xml.some("addresses", &addresses(&alert.addresses));
    for code in &alert.codes {
        xml.text("code", code);
    }
    xml.some("note", &alert.note);
    xml.some("references", &references(&alert.references));
    for one in &alert.infos {
        info(&mut xml, one);
    }
    xml.close("alert");
    xml.finish()
}

fn info(xml: &mut Xml, info: &Info) {
    xml.open("info", &[]);
    xml.some("language", &info.language);
    for category in &info.categories {
        xml.text("category", category);
    }
    xml.text("event", &info.event);
    for response in &info.response_types {
        xml.text("responseType", response);
    }
    xml.text("urgency", info.urgency.code());
    xml.text("severity", info.severity.code());
    xml.text("certainty", info.certainty.code());
    for (name, at) in [("effective", info.effective), ("onset", info.onset), ("expires", info.expires)] {
        if let Some(at) = at {
            xml.text(name, &time(at));
        }
    }
    xml.some("senderName", &info.sender_name);
    xml.some("headline", &info.headline);
    xml.some("description", &info.description);
    xml.some("instruction", &info.instruction);
    xml.some("web", &info.web);
    for pair in &info.parameters {
        value(xml, "parameter", pair);
    }
    for area in &info.areas {
        xml.open("area", &[]);
        xml.text("areaDesc", &area.description);
        for (lat, lon, radius) in &area.circles {
            xml.text("circle", &format!("{lat},{lon} {radius}"));
        }
        for pair in &area.geocodes {
            value(xml, "geocode", pair);
        }
        xml.close("area");
    }
    xml.close("info");
}

fn value(xml: &mut Xml, element: &str, (name, value): &(String, String)) {
    xml.open(element, &[]);
    xml.text("valueName", name);
    xml.text("value", value);
    xml.close(element);
}

/// `2026-11-22T09:00:00-00:00`: UTC is written so, `Z` is not allowed.
fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S-00:00").to_string()
}

/// Separated by spaces; one with spaces stands in double quotes.
fn addresses(list: &[String]) -> String {
    let quoted = |address: &String| {
        let bare: String = address.chars().filter(|c| *c != '"').collect();
        if bare.contains(char::is_whitespace) { format!("\"{bare}\"") } else { bare }
    };
    list.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

fn references(list: &[Reference]) -> String {
    let one = |of: &Reference| format!("{},{},{}", of.sender, of.identifier, time(of.sent));
    list.iter().map(one).collect::<Vec<_>>().join(" ")
}
