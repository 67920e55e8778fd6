//! What is posted: envelopes taken apart without losing a byte, and each object looked at before it is kept.

use jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use store::TaxiiObject;

/// Objects of one envelope at most.
pub(super) const MAX_OBJECTS: usize = 10_000;
/// Letters of an id at most.
const MAX_ID_CHARS: usize = 300;

#[derive(serde::Deserialize)]
struct Envelope<'b> {
    #[serde(borrow)]
    objects: Option<Vec<&'b RawValue>>,
}

/// A body that is no envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoEnvelope {
    /// It cannot be read at all.
    Unreadable(String),
    /// It can, and says something else.
    Unfit(String),
}

/// The objects of an envelope, as they stand in it.
///
/// # Errors
/// It is none.
pub(super) fn envelope(body: &[u8]) -> Result<Vec<&RawValue>, NoEnvelope> {
    if body.trim_ascii_start().first() != Some(&b'{') {
        let readable = serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok();
        let what = if readable { NoEnvelope::Unfit } else { NoEnvelope::Unreadable };
        return Err(what("The body is not a JSON object.".to_owned()));
    }
    let envelope: Envelope<'_> = serde_json::from_slice(body).map_err(|error| {
        let what = if error.is_data() { NoEnvelope::Unfit } else { NoEnvelope::Unreadable };
        what(format!("The body is not an envelope: {error}."))
    })?;
    let objects = envelope.objects.unwrap_or_default();
    match objects.len() {
        0 => Err(NoEnvelope::Unfit("The envelope has no `objects`.".to_owned())),
        number if number > MAX_OBJECTS => {
            Err(NoEnvelope::Unfit(format!("An envelope takes at most {MAX_OBJECTS} objects.")))
        }
        _ => Ok(objects),
    }
}

/// An object that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) why: String,
}

/// What matters of an object here.
#[derive(Default)]
struct Head<'b> {
    id: Option<Cow<'b, str>>,
    kind: Option<Cow<'b, str>>,
    spec: Option<Cow<'b, str>>,
    created: Option<Cow<'b, str>>,
    modified: Option<Cow<'b, str>>,
}

/// An object ready to be stored.
///
/// # Errors
/// It is no STIX object that could be found again, or its JSON would trip those who read it.
pub(super) fn object(raw: &RawValue) -> Result<TaxiiObject, Refused> {
    let unknown = |why: String| Refused { id: "unknown".to_owned(), version: String::new(), why };
    let head: Head<'_> = serde_json::from_str(raw.get()).map_err(|error| unknown(format!("not an object: {error}")))?;
    let id = head.id.as_deref().filter(|id| is_id(id)).ok_or_else(|| unknown("it has no STIX `id`".to_owned()))?;
    let stated = head.modified.or(head.created.clone());
    let refused = |why: &str| Refused {
        id: id.to_owned(),
        version: stated.as_deref().filter(|text| instant(text).is_some()).unwrap_or_default().to_owned(),
        why: why.to_owned(),
    };
    let kind = head.kind.as_deref().unwrap_or_default();
    if id.rsplit_once("--").map(|(before, _)| before) != Some(kind) {
        return Err(refused("its `type` is not that of its `id`"));
    }
    if kind == "bundle" {
        return Err(refused("send the objects of a bundle, not the bundle"));
    }
    // STIX 2.0 had no `spec_version` on objects; in 2.1 only observables, which have no `created`, may leave it out.
    let spec = match head.spec.as_deref() {
        Some(spec @ ("2.0" | "2.1")) => spec,
        Some(_) => return Err(refused("its `spec_version` is neither 2.0 nor 2.1")),
        None if head.created.is_some() => "2.0",
        None => "2.1",
    };
    let version = match stated.as_deref() {
        None => None,
        Some(text) => match instant(text) {
            Some(at) => Some((text.to_owned(), at)),
            None => return Err(refused("its `modified` or `created` is no time in UTC")),
        },
    };
    Ok(TaxiiObject {
        id: id.to_owned(),
        kind: kind.to_owned(),
        spec: spec.to_owned(),
        version,
        json: raw.get().to_owned(),
    })
}

/// `type--UUID` in lower case.
fn is_id(id: &str) -> bool {
    let Some((kind, uuid)) = id.rsplit_once("--") else { return false };
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let shape = |(at, byte): (usize, u8)| {
        if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() }
    };
    !kind.is_empty()
        && id.len() <= MAX_ID_CHARS
        && kind.bytes().all(letters)
        && uuid.len() == 36
        && uuid.bytes().enumerate().all(shape)
}

/// A STIX timestamp in microseconds of Unix time.
pub(super) fn instant(text: &str) -> Option<i64> {
    let plain = text.ends_with('Z') && text.bytes().all(|b| b.is_ascii_digit() || b"T:.-Z".contains(&b));
    if !plain {
        return None;
    }
    text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond)
}

impl<'de> Deserialize<'de> for Head<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Heads;
        impl<'de> Visitor<'de> for Heads {
            type Value = Head<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a STIX object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut head = Head::default();
                let mut seen = HashSet::new();
                while let Some(Text(key)) = map.next_key()? {
                    let slot = match &*key {
                        "id" => &mut head.id,
                        "type" => &mut head.kind,
                        "spec_version" => &mut head.spec,
                        "created" => &mut head.created,
                        "modified" => &mut head.modified,
                        _ => {
                            map.next_value::<Sound>()?;
                            once(&mut seen, key)?;
                            continue;
                        }
                    };
                    *slot = Some(map.next_value::<Text<'de>>()?.0);
                    once(&mut seen, key)?;
                }
                Ok(head)
            }
        }
        deserializer.deserialize_map(Heads)
    }
}

/// I-JSON (RFC 7493) has no name twice in an object.
fn once<'de, E: Error>(seen: &mut HashSet<Cow<'de, str>>, key: Cow<'de, str>) -> Result<(), E> {
    if seen.contains(&key) {
        return Err(E::custom(format_args!("the name `{key}` stands in it twice")));
    }
    seen.insert(key);
    Ok(())
}

/// Text, borrowed where it has no escapes.
struct Text<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Texts)
    }
}

/// Any JSON that others can read: no name twice in an object, whole letters, numbers that a double holds, not too deep (the
/// parser's own limit). Nothing is kept.
struct Sound;

impl<'de> Deserialize<'de> for Sound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Sound {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut seen = HashSet::new();
        while let Some(Text(key)) = map.next_key()? {
            map.next_value::<Self>()?;
            once(&mut seen, key)?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "indicator--8f3b2c1e-5a4d-4c7e-9b1a-0d2e3f4a5b6c";

    fn taken(json: &str) -> Result<TaxiiObject, String> {
        let body = format!("{{\"objects\":[{json}]}}");
        object(envelope(body.as_bytes()).unwrap()[0]).map_err(|refused| refused.why)
    }

    #[test]
    fn objects_are_kept_as_they_stand() {
        let json = format!(
            "{{ \"type\":\"indicator\",  \"id\":\"{ID}\", \"spec_version\":\"2.1\", \"x\":[1.50,null,\"\\u00e9\"]}}"
        );
        let object = taken(&json).unwrap();
        assert_eq!((object.json.as_str(), object.spec.as_str(), object.version), (json.as_str(), "2.1", None));
    }

    #[test]
    fn what_could_not_be_found_or_read_again_is_refused() {
        let deep = format!("{{\"type\":\"indicator\",\"id\":\"{ID}\",\"x\":{}{}}}", "[".repeat(500), "]".repeat(500));
        let table = [
            "1".to_owned(),
            "[]".to_owned(),
            "{}".to_owned(),
            format!("{{\"id\":\"{ID}\"}}"),
            "{\"type\":\"indicator\"}".to_owned(),
            format!("{{\"type\":\"malware\",\"id\":\"{ID}\"}}"),
            format!("{{\"type\":\"indicator\",\"id\":\"{ID}\",\"spec_version\":\"9.9\"}}"),
            format!("{{\"type\":\"indicator\",\"id\":\"{ID}\",\"modified\":\"yesterday\"}}"),
            format!("{{\"type\":\"indicator\",\"id\":\"{ID}\",\"x\":1e999}}"),
            format!("{{\"type\":\"indicator\",\"id\":\"{ID}\",\"x\":\"\\ud800\"}}"),
            format!("{{\"type\":\"indicator\",\"id\":\"{ID}\",\"x\":1,\"x\":2}}"),
            format!("{{\"type\":\"indicator\",\"id\":\"{ID}\",\"x\":{{\"y\":1,\"y\":2}}}}"),
            deep,
        ];
        for json in table {
            assert!(taken(&json).is_err(), "{json}");
        }
    }

    #[test]
    fn versions_are_times() {
        let json = format!(
            "{{\"type\":\"indicator\",\"id\":\"{ID}\",\"created\":\"2024-02-29T23:59:59.123456Z\",\"modified\":\"2024-03-01T00:00:00Z\"}}"
        );
        let object = taken(&json).unwrap();
        assert_eq!(object.version, Some(("2024-03-01T00:00:00Z".to_owned(), 1_709_251_200_000_000)));
        assert_eq!(object.spec, "2.0");
    }
}
