//! A message from XML.

use super::{Alert, Area, CapError, Info, MsgType, NAMESPACE, Reference, Scope, Status};
use crate::formats::xml::{self, Element};
use jiff::Timestamp;

/// Reads a message of CAP 1.2.
///
/// Times may have any numeric offset (and `Z`, which the standard forbids and many send); they come out in UTC. Elements
/// that are not kept (images, polygons, altitudes) are passed over.
///
/// # Errors
/// [`CapError`]: which element is missing or wrong, or what is wrong with the XML.
pub fn decode(bytes: &[u8]) -> Result<Alert, CapError> {
    let root = xml::parse(bytes, NAMESPACE).map_err(CapError::NotXml)?;
    if root.name != "alert" {
        return Err(CapError::NotCap);
    }
    let scope = word("scope", &root, Scope::of)?;
    let alert = Alert {
        identifier: name("identifier", &root)?,
        sender: name("sender", &root)?,
        sent: time("sent", root.get("sent"))?,
        status: word("status", &root, Status::of)?,
        msg_type: word("msgType", &root, MsgType::of)?,
        scope,
        restriction: root.get("restriction").to_owned(),
        addresses: addresses(root.get("addresses")),
        codes: root.all("code").map(str::to_owned).collect(),
        note: root.get("note").to_owned(),
        references: root.get("references").split_whitespace().map(reference).collect::<Result<_, _>>()?,
        infos: root.children("info").map(info).collect::<Result<_, _>>()?,
    };
    if scope == Scope::Private && alert.addresses.is_empty() {
        return Err(bad("addresses", ""));
    }
    let follows = !matches!(alert.msg_type, MsgType::Alert);
    if follows && alert.references.is_empty() {
        return Err(bad("references", ""));
    }
    Ok(alert)
}

fn bad(element: &'static str, value: &str) -> CapError {
    CapError::Bad { element, value: value.chars().take(80).collect() }
}

/// An identifier or sender: section 3.2.1.
fn name(element: &'static str, root: &Element) -> Result<String, CapError> {
    let value = root.get(element);
    let wrong = value.is_empty() || value.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '<' | '&'));
    if wrong { Err(bad(element, value)) } else { Ok(value.to_owned()) }
}

fn word<T>(element: &'static str, root: &Element, of: impl Fn(&str) -> Option<T>) -> Result<T, CapError> {
    of(root.get(element)).ok_or_else(|| bad(element, root.get(element)))
}

fn time(element: &'static str, value: &str) -> Result<Timestamp, CapError> {
    value.parse().map_err(|_| bad(element, value))
}

fn optional_time(element: &'static str, of: &Element) -> Result<Option<Timestamp>, CapError> {
    Some(of.get(element)).filter(|value| !value.is_empty()).map(|value| time(element, value)).transpose()
}

fn reference(triple: &str) -> Result<Reference, CapError> {
    let mut parts = triple.splitn(3, ',');
    let (Some(sender), Some(identifier), Some(sent)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(bad("references", triple));
    };
    let (sender, identifier) = (sender.to_owned(), identifier.to_owned());
    Ok(Reference { sender, identifier, sent: time("references", sent)? })
}

fn addresses(list: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Every other piece stands between quotes.
    for (n, piece) in list.split('"').enumerate() {
        if n % 2 == 1 {
            found.push(piece.trim().to_owned());
        } else {
            found.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    found.retain(|address| !address.is_empty());
    found
}

fn code<T: std::str::FromStr>(element: &'static str, of: &Element) -> Result<T, CapError> {
    of.get(element).parse().map_err(|_| bad(element, of.get(element)))
}

fn info(of: &Element) -> Result<Info, CapError> {
    let text = |name: &str| of.get(name).to_owned();
    let list = |name: &'static str| of.all(name).map(str::to_owned).collect();
    if of.get("event").is_empty() {
        return Err(bad("event", ""));
    }
    Ok(Info {
        language: text("language"),
        categories: list("category"),
        event: text("event"),
        response_types: list("responseType"),
        urgency: code("urgency", of)?,
        severity: code("severity", of)?,
        certainty: code("certainty", of)?,
        effective: optional_time("effective", of)?,
        onset: optional_time("onset", of)?,
        expires: optional_time("expires", of)?,
        sender_name: text("senderName"),
        headline: text("headline"),
        description: text("description"),
        instruction: text("instruction"),
        web: text("web"),
        parameters: pairs(of, "parameter"),
        areas: of.children("area").map(area).collect::<Result<_, _>>()?,
    })
}

fn pairs(of: &Element, name: &'static str) -> Vec<(String, String)> {
    of.children(name).map(|pair| (pair.get("valueName").to_owned(), pair.get("value").to_owned())).collect()
}

fn area(of: &Element) -> Result<Area, CapError> {
    let circle = |text: &str| {
        let (at, radius) = text.split_once(' ')?;
        let (lat, lon) = at.split_once(',')?;
        let (lat, lon, radius): (f64, f64, f64) = (lat.parse().ok()?, lon.parse().ok()?, radius.trim().parse().ok()?);
        let sound = lat.abs() <= 90.0 && lon.abs() <= 180.0 && radius.is_finite() && radius >= 0.0;
        sound.then_some((lat, lon, radius))
    };
    Ok(Area {
        description: of.get("areaDesc").to_owned(),
        circles: of
            .all("circle")
            .map(|text| circle(text).ok_or_else(|| bad("circle", text)))
            .collect::<Result<_, _>>()?,
        geocodes: pairs(of, "geocode"),
    })
}
