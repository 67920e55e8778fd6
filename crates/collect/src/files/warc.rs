//! WARC 1.0 and 1.1 (ISO 28500): what web archives keep, record by record. Responses, resources and conversions (WET) of text,
//! pages and feeds become reports; the rest is passed over.

use super::lines::{Line, next_line};
use super::run::{Flow, Given, Run};
use super::sniff::{Kind, SNIFF_BYTES, sniff};
use super::stream::At;
use super::unpack::Unpacked;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use jiff::Timestamp;
use record::FaultKind;
use std::cell::Cell;
use std::io::{BufRead, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

/// Bytes of one line of a record's head.
const HEAD_LINE_BYTES: usize = 64 << 10;

/// Lines of a record's head.
const MAX_HEAD_LINES: usize = 200;

/// Lines between two records: two empty ones (ISO 28500, 4), and what damaged writers add.
const MAX_GAP_LINES: usize = 1_000;

/// Headers of a record or a response, names in lower case.
#[derive(Debug, Default)]
struct Head {
    first: String,
    fields: Vec<(String, String)>,
}

impl Head {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn push(&mut self, line: &str) {
        if let Some((name, value)) = line.split_once(':') {
            self.fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        } else if self.first.is_empty() {
            self.first = line.trim().to_owned();
        }
    }
}

/// Whether these are the first bytes of a WARC file.
pub(super) fn is_warc(head: &[u8]) -> bool {
    head.starts_with(b"WARC/1.") || head.starts_with(b"WARC/0.")
}

impl Run<'_> {
    /// Reads all records.
    pub(crate) fn warc(&mut self, mut reader: impl BufRead, at: At<'_>) -> Flow {
        for number in 1_u64.. {
            let place = format!("{}#{number}", at.name);
            let head = match head(&mut reader) {
                Ok(Some(head)) => head,
                Ok(None) => break,
                Err(error) => return self.read_fault(&place, &error, &format!("read up to record {number}")),
            };
            let length = head.get("content-length").and_then(|length| length.parse::<u64>().ok());
            let (true, Some(length)) = (is_warc(head.first.as_bytes()), length) else {
                let detail = format!("record {number} has no head; what follows it was not read");
                return self.fault(FaultKind::Malformed, &place, detail);
            };
            let mut block = Vec::new();
            let wanted = is_wanted(&head);
            let is_large = length > self.limits.file_bytes;
            let read = if wanted && !is_large {
                reader.by_ref().take(length).read_to_end(&mut block).map(|read| read as u64)
            } else {
                std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink())
            };
            match read {
                Err(error) => return self.read_fault(&place, &error, &format!("read up to record {number}")),
                Ok(read) if read < length => {
                    return self.fault(FaultKind::Truncated, &place, "the record ends in the middle; it was left out");
                }
                Ok(_) => {}
            }
            if wanted && is_large {
                let max = self.limits.file_bytes;
                self.fault(
                    FaultKind::TooLarge,
                    &place,
                    format!("the record has {length} bytes, more than {max}; skipped"),
                )?;
            } else if wanted {
                self.record(&head, block, &place)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// One record that may hold a report.
    fn record(&mut self, head: &Head, block: Vec<u8>, place: &str) -> Flow {
        let kind = head.get("warc-type").unwrap_or_default();
        let (media_type, body) = if kind == "response" {
            let Some((response, body)) = response(&block) else {
                return self.fault(FaultKind::Malformed, place, "its HTTP answer has no head; skipped");
            };
            // Only what was really there: no redirects, no errors.
            if response.first.split(' ').nth(1).is_none_or(|status| status != "200")
                || !is_text(response.get("content-type"))
            {
                return ControlFlow::Continue(());
            }
            match self.decoded(&response, body) {
                Ok(body) => (response.get("content-type").unwrap_or_default().to_owned(), body),
                Err(detail) => return self.fault(FaultKind::Malformed, place, format!("{detail}; skipped")),
            }
        } else {
            let media_type = head.get("content-type").unwrap_or("text/plain");
            if !is_text(Some(media_type)) {
                return ControlFlow::Continue(());
            }
            (media_type.to_owned(), block)
        };
        let url = head.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
        let address = url.clone().unwrap_or_else(|| place.to_owned());
        let kind = match sniff(&body[..body.len().min(SNIFF_BYTES)], "") {
            kind @ (Kind::Html | Kind::Feed) => kind,
            Kind::Empty | Kind::Binary(_) | Kind::Gzip | Kind::Zip => return ControlFlow::Continue(()),
            _ if media_type.contains("html") => Kind::Html,
            _ => Kind::Text,
        };
        let charset = media_type
            .split(';')
            .find_map(|part| part.trim().strip_prefix("charset="))
            .map(|name| name.trim_matches('"').to_owned());
        let now = self.fetched_at;
        // It was fetched when the archive says, not now.
        self.fetched_at = head
            .get("warc-date")
            .and_then(|date| date.parse::<Timestamp>().ok())
            .filter(|at| *at <= now)
            .unwrap_or(now);
        let done = self.document(body, kind, &address, &Given { url, charset, ..Given::default() });
        self.fetched_at = now;
        done
    }

    /// The body of an answer without its transfer and content encoding, within the limits of what may be unpacked.
    fn decoded(&self, response: &Head, body: &[u8]) -> Result<Vec<u8>, String> {
        let has =
            |name: &str, word: &str| response.get(name).is_some_and(|value| value.to_ascii_lowercase().contains(word));
        let body = if has("transfer-encoding", "chunked") { dechunked(body) } else { body.to_vec() };
        let packed = Rc::new(Cell::new(body.len() as u64));
        // Some archives keep the header and unpack the body.
        let is_gzip = body.starts_with(b"\x1f\x8b");
        let reader: Box<dyn Read> = match response.get("content-encoding").map(str::to_ascii_lowercase).as_deref() {
            Some("gzip" | "x-gzip") if is_gzip => Box::new(MultiGzDecoder::new(&body[..])),
            Some("deflate") if body.first().is_some_and(|byte| byte & 0x0f == 8) => {
                Box::new(ZlibDecoder::new(&body[..]))
            }
            Some("deflate") => Box::new(DeflateDecoder::new(&body[..])),
            Some(other @ ("br" | "zstd")) if std::str::from_utf8(&body).is_err() => {
                return Err(format!("its content is packed as {other}, which is not read"));
            }
            _ => return Ok(body),
        };
        let mut text = Vec::new();
        let max = self.limits.page_bytes as u64 + 1;
        let mut reader = Unpacked::new(reader, packed, self.budget()).take(max);
        match reader.read_to_end(&mut text) {
            Err(error) if text.is_empty() => Err(format!("its content cannot be unpacked ({error})")),
            _ => Ok(text),
        }
    }
}

fn is_wanted(head: &Head) -> bool {
    match head.get("warc-type") {
        Some("response") => head.get("content-type").is_none_or(|kind| kind.contains("http")),
        Some("resource" | "conversion") => is_text(head.get("content-type")),
        _ => false,
    }
}

/// Pages, plain text and feeds; scripts and styles are text to a computer only.
fn is_text(media_type: Option<&str>) -> bool {
    let Some(media_type) = media_type else { return true };
    let plain = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(
        plain.as_str(),
        "text/html" | "application/xhtml+xml" | "text/plain" | "text/xml" | "application/xml" | "application/feed+json"
    ) || plain.ends_with("rss+xml")
        || plain.ends_with("atom+xml")
}

/// A record's head; `None` at the end.
fn head(reader: &mut impl BufRead) -> std::io::Result<Option<Head>> {
    let mut head = Head::default();
    let (mut line, mut gap) = (Vec::new(), 0);
    for _ in 0..MAX_HEAD_LINES + MAX_GAP_LINES {
        if next_line(reader, HEAD_LINE_BYTES, &mut line)? == Line::End {
            return Ok((!head.first.is_empty()).then_some(head));
        }
        let text = String::from_utf8_lossy(&line);
        match (text.trim().is_empty(), head.first.is_empty() && head.fields.is_empty()) {
            (true, true) if gap < MAX_GAP_LINES => gap += 1,
            (true, _) => return Ok(Some(head)),
            _ => head.push(&text),
        }
    }
    Ok(Some(head))
}

/// The head of an HTTP answer, and its body.
fn response(block: &[u8]) -> Option<(Head, &[u8])> {
    let end = memchr::memmem::find(block, b"\r\n\r\n").map(|at| (at, at + 4));
    let (end, body) = end.or_else(|| memchr::memmem::find(block, b"\n\n").map(|at| (at, at + 2)))?;
    let mut head = Head::default();
    String::from_utf8_lossy(&block[..end.min(HEAD_LINE_BYTES)])
        .lines()
        .take(MAX_HEAD_LINES)
        .for_each(|line| head.push(line));
    head.first.starts_with("HTTP/").then_some((head, &block[body..]))
}

/// A chunked body (RFC 9112, 7.1) put together; one that is not chunked after all stays as it is.
fn dechunked(body: &[u8]) -> Vec<u8> {
    let (mut rest, mut whole) = (body, Vec::with_capacity(body.len()));
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let size = String::from_utf8_lossy(&rest[..end]);
        let size = size.split(';').next().unwrap_or_default().trim();
        let Ok(size) = usize::from_str_radix(size, 16) else { break };
        let after = &rest[end + 1..];
        if size == 0 {
            return whole;
        }
        whole.extend_from_slice(&after[..size.min(after.len())]);
        let Some(next) = after.get(size..) else { return whole };
        rest = next.strip_prefix(b"\r\n").or_else(|| next.strip_prefix(b"\n")).unwrap_or(next);
    }
    if whole.is_empty() { body.to_vec() } else { whole }
}
