//! What bytes are, by their beginning.

use super::mail::{begins_message, is_mail};
use super::warc::is_warc;

/// Bytes at the beginning that are looked at.
pub(crate) const SNIFF_BYTES: usize = 4 * 1024;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Empty,
    Gzip,
    Zip,
    /// Not text, and what it is ("a PNG image").
    Binary(&'static str),
    Html,
    /// RSS, Atom, JSON Feed or a sitemap.
    Feed,
    JsonLines,
    /// A STIX bundle or an event of MISP.
    Exchange,
    /// One message (RFC 5322).
    Mail,
    /// Many messages (RFC 4155).
    Mbox,
    /// A web archive (ISO 28500).
    Warc,
    Text,
}

/// Beginnings of common files that are not text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "an ELF program"),
    (b"\xca\xfe\xba\xbe", "a Java or Mach-O program"),
    (b"\0asm", "a WebAssembly program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"OggS\0", "an Ogg recording"),
    (b"ID3", "an MP3 recording"),
    (b"\0\0\0\x18ftyp", "an MP4 film"),
    (b"\0\0\0\x20ftyp", "an MP4 film"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
];

/// Tags that a page begins with (WHATWG MIME Sniffing, 7.1), lower case.
const PAGE_TAGS: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "script",
    "iframe",
    "h1",
    "div",
    "font",
    "table",
    "a",
    "style",
    "title",
    "b",
    "body",
    "br",
    "p",
    "meta",
    "article",
    "section",
    "main",
];

/// Says what a file is from its first bytes ([`SNIFF_BYTES`] of them, or all) and its name.
pub(crate) fn sniff(head: &[u8], name: &str) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    if head.starts_with(b"\x1f\x8b") {
        return Kind::Gzip;
    }
    if [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| head.starts_with(*magic)) {
        return Kind::Zip;
    }
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        // Short signatures are also how a word may begin.
        if head.len() >= 6 && (head.contains(&0) || !head.is_ascii() || what.contains("document")) {
            return Kind::Binary(what);
        }
    }
    if is_warc(head) {
        return Kind::Warc;
    }
    if begins_message(head.split(|byte| *byte == b'\n').next().unwrap_or_default()) {
        return Kind::Mbox;
    }
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    if !wide && is_binary(head) {
        return Kind::Binary("not text");
    }
    let text = super::decode::peek(head);
    if crate::feed::is_feed(text.as_bytes()) {
        return Kind::Feed;
    }
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\x0c']);
    if is_page(start) {
        return Kind::Html;
    }
    if is_exchange(start) {
        return Kind::Exchange;
    }
    // The bytes of a packed file are looked at once unpacked; its name stays.
    let extension = name.trim_end_matches(".gz").rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("jsonl" | "ndjson" | "jl") => Kind::JsonLines,
        Some("html" | "htm" | "xhtml") => Kind::Html,
        Some("txt" | "text" | "md") => Kind::Text,
        Some("eml") => Kind::Mail,
        _ if is_mail(start) => Kind::Mail,
        _ if is_json_object(start) => Kind::JsonLines,
        _ => Kind::Text,
    }
}

/// NUL bytes, or too many control characters for any text.
fn is_binary(head: &[u8]) -> bool {
    let controls = head.iter().filter(|byte| matches!(byte, 1..=8 | 11 | 14..=26 | 28..=31)).count();
    head.contains(&0) || controls * 10 > head.len()
}

fn is_page(start: &str) -> bool {
    let mut rest = start;
    // Comments and an XML declaration may stand before the first tag.
    for _ in 0..8 {
        let after = if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.starts_with("<?xml") {
            rest.split_once("?>")
        } else {
            None
        };
        let Some((_, after)) = after else { break };
        rest = after.trim_start();
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    PAGE_TAGS.iter().any(|known| {
        tag.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known))
            && tag[known.len()..].starts_with([' ', '>', '\t', '\r', '\n', '/'])
    })
}

/// `{"` or `{ "`: an object with a member, on one line.
fn is_json_object(start: &str) -> bool {
    start.strip_prefix('{').is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with('"'))
}

/// A STIX bundle says so at its beginning or after its id; an event of MISP is in an object of that name, or an answer.
fn is_exchange(start: &str) -> bool {
    let head: String = start.chars().take(400).filter(|c| !c.is_whitespace()).collect();
    let begins = ["{\"Event\":{", "{\"response\":[{\"Event\":", "[{\"Event\":{"];
    let bundle = head.contains("\"type\":\"bundle\"") || head.contains("\"id\":\"bundle--");
    begins.iter().any(|begin| head.starts_with(begin)) || (head.starts_with('{') && bundle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_tell() {
        let table: [(&[u8], &str, Kind); 35] = [
            (b"{\n  \"type\": \"bundle\",\n  \"id\": \"bundle--1\"", "a.json", Kind::Exchange),
            (b"{\"id\": \"bundle--1\", \"objects\": []", "a", Kind::Exchange),
            (b"{\"Event\": {\"info\": \"x\"", "a.json", Kind::Exchange),
            (b"{\"id\": 1, \"text\": \"the type of bundle\"}", "a", Kind::JsonLines),
            (b"WARC/1.0\r\nWARC-Type: warcinfo", "a.warc", Kind::Warc),
            (b"From ana@a.example Tue Jun 18 18:04:00 2024\nSubject: x", "a", Kind::Mbox),
            (b"From: a@a.example\nDate: x\nSubject: y\n\nz", "a", Kind::Mail),
            (b"Subject: y\n\nz", "a.eml", Kind::Mail),
            (b"", "a.txt", Kind::Empty),
            (b"\x1f\x8b\x08", "a", Kind::Gzip),
            (b"PK\x03\x04zzz", "a.docx", Kind::Zip),
            (b"\x89PNG\r\n\x1a\n\0\0", "a.txt", Kind::Binary("a PNG image")),
            (b"%PDF-1.7 and more", "a.txt", Kind::Binary("a PDF document")),
            (b"\x7fELF\x02\x01\x01\0", "a", Kind::Binary("an ELF program")),
            (b"BZhang said that he", "a.txt", Kind::Text),
            (b"ID3 is a format", "a.txt", Kind::Text),
            (b"some\0thing", "a.txt", Kind::Binary("not text")),
            (b"\x01\x02\x03\x04\x05\x06\x07\x08", "a.txt", Kind::Binary("not text")),
            (b"\xff\xfea\0b\0", "a.txt", Kind::Text),
            (b"<!DOCTYPE html><html>", "a.txt", Kind::Html),
            (b"\xef\xbb\xbf\n <HTML lang=en>", "a", Kind::Html),
            (b"<!-- saved --><?xml version=\"1.0\"?><html xmlns=''>", "a", Kind::Html),
            (b"<p>Police said", "a", Kind::Html),
            (b"<Police> said", "a", Kind::Text),
            (b"<b", "a", Kind::Text),
            (b"{\"id\": 1}", "a", Kind::JsonLines),
            (b"  { \"id\": 1}", "-", Kind::JsonLines),
            (b"{not json}", "-", Kind::Text),
            (b"{\"id\": 1}", "a.txt", Kind::Text),
            (b"broken", "a.jsonl", Kind::JsonLines),
            (b"broken", "a.jsonl.gz", Kind::JsonLines),
            (b"no tags", "a.HTML", Kind::Html),
            (b"<?xml version='1.0'?><rss version='2.0'>", "a.xml", Kind::Feed),
            (b"{\"version\": \"https://jsonfeed.org/version/1.1\"", "a.json", Kind::Feed),
            ("Полиция".as_bytes(), "a", Kind::Text),
        ];
        for (head, name, expected) in table {
            assert_eq!(sniff(head, name), expected, "{:?} {name}", String::from_utf8_lossy(head));
        }
    }
}
