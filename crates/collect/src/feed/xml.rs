//! XML as feeds have it: read event by event, bounded, mended where it is broken.
//!
//! Entities are never expanded beyond the characters that XML and HTML name themselves, and nothing outside the document is
//! ever asked for: declarations in a DOCTYPE are passed over, whatever they promise.

use crate::Limits;
use crate::html::entity;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use record::FaultKind;
use std::borrow::Cow;
use std::ops::Range;

/// Times that reading goes on behind an error; then the rest is left.
const MAX_RESTARTS: usize = 200;

/// Attributes of one element that are looked at.
const MAX_ATTRIBUTES: usize = 64;

/// Attributes of an element, names as written.
pub(super) type Attributes = Vec<(String, String)>;

/// What reading meets, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'x> {
    /// An element begins. An empty one begins and ends.
    Start(&'x str, Attributes),
    /// An element ends.
    End(&'x str),
    /// Text, references resolved.
    Text(Cow<'x, str>),
    /// The document goes on behind something unreadable: elements that were open may never end.
    Lost,
}

/// Takes what is met, with the bytes that it stands in; `false` ends the reading.
pub(super) type Each<'e> = &'e mut dyn FnMut(Piece<'_>, Range<usize>) -> bool;

/// What was wrong with the markup.
pub(super) type Complaint = (FaultKind, String);

/// Reads all of a text that was mended ([`mend`]); `each` gets what is met and where it stands, and may end it early by
/// returning `false`. Gives what was wrong.
pub(super) fn pieces(mended: &str, limits: &Limits, each: Each<'_>) -> Vec<Complaint> {
    let mut run =
        Run { depth: 0, root: None, limits, unknown: 0, first_unknown: String::new(), complaints: Vec::new() };
    let mut from = 0;
    for restart in 0..=MAX_RESTARTS {
        match run.stretch(&mended[from..], from, each) {
            Ended::Done => break,
            Ended::Broken(at) if restart < MAX_RESTARTS => {
                // Entries begin afresh: what lies between is lost, the rest is not.
                let Some(next) = next_entry(mended, from + at) else { break };
                from = next;
                run.depth = 0;
                run.root = None;
                if !each(Piece::Lost, next..next) {
                    break;
                }
            }
            Ended::Broken(_) => {
                run.complaints
                    .push((FaultKind::Malformed, "the markup is broken in many places; the rest was left".to_owned()));
                break;
            }
        }
    }
    if run.unknown > 0 {
        let detail = format!(
            "{} with unknown names (&{};) were left as they are: entities that a document declares are not expanded",
            if run.unknown == 1 { "a reference".to_owned() } else { format!("{} references", run.unknown) },
            run.first_unknown
        );
        run.complaints.push((FaultKind::Malformed, detail));
    }
    run.complaints
}

/// How a stretch ended.
enum Ended {
    Done,
    /// At this byte of the stretch, or shortly after, it cannot be read.
    Broken(usize),
}

struct Run<'l> {
    depth: usize,
    /// Name of the outermost element: once it has ended, nothing is missing.
    root: Option<String>,
    limits: &'l Limits,
    unknown: usize,
    first_unknown: String,
    complaints: Vec<Complaint>,
}

impl Run<'_> {
    fn stretch(&mut self, text: &str, offset: usize, each: Each<'_>) -> Ended {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let begun = offset + usize::try_from(reader.buffer_position()).unwrap_or(0);
            let event = reader.read_event();
            let at = begun..offset + usize::try_from(reader.buffer_position()).unwrap_or(0);
            let goes_on = match event {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    self.root.get_or_insert_with(|| start.name().as_ref().to_owned());
                    if self.depth > self.limits.tag_nesting {
                        let max = self.limits.tag_nesting;
                        let detail = format!("elements more than {max} deep within one another; the rest was left");
                        self.complaints.push((FaultKind::TooDeep, detail));
                        return Ended::Done;
                    }
                    each(Piece::Start(start.name().as_ref(), self.attributes(&start)), at)
                }
                Ok(Event::Empty(start)) => {
                    each(Piece::Start(start.name().as_ref(), self.attributes(&start)), at.clone())
                        && each(Piece::End(start.name().as_ref()), at)
                }
                Ok(Event::End(end)) => {
                    let is_root = self.root.as_deref() == Some(end.name().as_ref());
                    self.depth = if is_root { 0 } else { self.depth.saturating_sub(1) };
                    each(Piece::End(end.name().as_ref()), at)
                }
                Ok(Event::Text(words)) => each(Piece::Text(Cow::Borrowed(&words)), at),
                Ok(Event::CData(words)) => each(Piece::Text(Cow::Borrowed(&words)), at),
                Ok(Event::GeneralRef(name)) => each(Piece::Text(Cow::Owned(self.reference(&name))), at),
                Ok(Event::Eof) => {
                    if self.depth > 0 {
                        self.complaints.push((FaultKind::Truncated, "it ends in the middle".to_owned()));
                    }
                    return Ended::Done;
                }
                Ok(Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_)) => true,
                Err(error) => {
                    let at = usize::try_from(reader.error_position()).unwrap_or(0).min(text.len());
                    let detail = format!("byte {}: {error}; read on behind it", offset + at);
                    self.complaints.push((FaultKind::Malformed, detail));
                    return Ended::Broken(at.max(1).min(text.len()));
                }
            };
            if !goes_on {
                return Ended::Done;
            }
        }
    }

    fn attributes(&self, start: &BytesStart<'_>) -> Attributes {
        let mut given = start.html_attributes();
        let given = given.with_checks(false).take(MAX_ATTRIBUTES).flatten();
        given.map(|attribute| (attribute.key.as_ref().to_owned(), resolved(&attribute.value))).collect()
    }

    fn reference(&mut self, name: &str) -> String {
        let whole = format!("&{name};");
        match entity(&whole) {
            Some((used, written)) if used == whole.len() => written,
            _ => {
                if self.unknown == 0 {
                    self.first_unknown = name.chars().take(40).collect();
                }
                self.unknown += 1;
                whole
            }
        }
    }
}

/// Text with its references resolved once: what they stand for is not looked at again.
fn resolved(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let used = match entity(rest) {
            Some((used, written)) => {
                text.push_str(&written);
                used
            }
            None => {
                text.push('&');
                1
            }
        };
        rest = &rest[used..];
    }
    text.push_str(rest);
    text
}

/// The next place behind `from` where an entry begins.
fn next_entry(text: &str, from: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    let begins = |at: usize| {
        ["<item", "<entry", "<url"].iter().any(|tag| {
            rest[at..].get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()))
                && matches!(rest.get(at + tag.len()), Some(b' ' | b'>' | b'\t' | b'\r' | b'\n'))
        })
    };
    memchr::memchr_iter(b'<', rest).find(|at| begins(*at)).map(|at| from + at)
}

/// Escapes each `<` that begins no markup ("5 < 6"), outside CDATA and comments, and drops the characters that XML forbids.
pub(super) fn mend(text: &str) -> Cow<'_, str> {
    let forbidden =
        |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let stray =
        |rest: &str| !rest[1..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '!' | '?' | '_' | ':'));
    let mut out: Option<String> = None;
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = text[at..].find(|c: char| c == '<' || forbidden(c)) {
        at += found;
        let rest = &text[at..];
        let skipped = [("<![CDATA[", "]]>"), ("<!--", "-->")].iter().find_map(|(open, close)| {
            rest.starts_with(open).then(|| rest.find(close).map_or(rest.len(), |end| end + close.len()))
        });
        if let Some(skipped) = skipped {
            at += skipped;
            continue;
        }
        let length = rest.chars().next().map_or(1, char::len_utf8);
        let replacement = match rest.starts_with('<') {
            true if stray(rest) => "&lt;",
            true => {
                at += 1;
                continue;
            }
            false => "",
        };
        let out = out.get_or_insert_with(|| String::with_capacity(text.len() + 64));
        out.push_str(&text[kept..at]);
        out.push_str(replacement);
        at += length;
        kept = at;
    }
    match out {
        None => Cow::Borrowed(text),
        Some(mut out) => {
            out.push_str(&text[kept..]);
            Cow::Owned(out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> (Vec<String>, Vec<FaultKind>) {
        let mut found = Vec::new();
        let complaints = pieces(&mend(text), &Limits::default(), &mut |piece, _| {
            found.push(match piece {
                Piece::Start(name, attributes) => format!("<{name}{attributes:?}>").replace("[]", ""),
                Piece::End(name) => format!("</{name}>"),
                Piece::Text(words) => words.into_owned(),
                Piece::Lost => "!".to_owned(),
            });
            true
        });
        (found, complaints.into_iter().map(|(kind, _)| kind).collect())
    }

    #[test]
    fn broken_markup_is_mended() {
        let table: [(&str, &str, &[FaultKind]); 9] = [
            ("<a>5 < 6 &amp; 7</a>", "<a>|5 |<| 6 |&| 7|</a>", &[]),
            ("<a>AT&T &eacute; &#x2014;</a>", "<a>|AT|&T |é| |—|</a>", &[]),
            ("<a b=c d='x&amp;y'/>", "<a[(\"b\", \"c\"), (\"d\", \"x&y\")]>|</a>", &[]),
            ("<a><b></a>", "<a>|<b>|</a>", &[]),
            ("<a><b></b>", "<a>|<b>|</b>", &[FaultKind::Truncated]),
            ("<a>\u{1}x\u{0}</a>", "<a>|x|</a>", &[]),
            ("<a><![CDATA[5 < 6 &amp;]]></a>", "<a>|5 < 6 &amp;|</a>", &[]),
            ("<a>&nope;</a>", "<a>|&nope;|</a>", &[FaultKind::Malformed]),
            ("<a><!-- never closed <item>x</item>", "<a>|!|<item>|x|</item>", &[FaultKind::Malformed]),
        ];
        for (text, expected, faults) in table {
            let (found, complaints) = told(text);
            assert_eq!((found.join("|").as_str(), complaints.as_slice()), (expected, faults), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_input_is_survived(text in "(<|>|/|&|;|#|!--|-->|<!\\[CDATA\\[|\\]\\]>|item|é| |=|\"|<!DOCTYPE|\\[|\\PC){0,60}") {
            told(&text);
        }
    }
}
