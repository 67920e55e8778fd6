//! Mail: one message (RFC 5322, `.eml`) and archives of many (mbox, RFC 4155).

use super::lines::{Line, next_line};
use super::run::{Flow, Given, Run};
use super::stream::At;
use crate::html;
use jiff::civil::Date;
use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};
use record::{FaultKind, RawReport, ReportId};
use std::io::BufRead;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Messages within one another, as digests hold them.
const MAX_NESTED: usize = 3;

/// Messages that one message may hold.
const MAX_INNER: usize = 200;

/// Whether a line of an mbox begins a message: `From ADDRESS DATE` (RFC 4155, Appendix A). The date in the form of `asctime`
/// shows that it is no sentence.
pub(super) fn begins_message(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let Some(rest) = rest.get(..rest.len().min(300)).and_then(|rest| std::str::from_utf8(rest).ok()) else {
        return false;
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let is_clock =
        |word: &&str| word.split(':').count() >= 2 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let is_weekday = |word: &&str| ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(word);
    words.iter().any(is_weekday)
        && words.iter().any(is_clock)
        && words.iter().any(|word| word.len() == 4 && word.parse::<u16>().is_ok())
}

impl Run<'_> {
    /// Reads an mbox message by message; one that is too large is passed over.
    pub(crate) fn mbox(&mut self, mut reader: impl BufRead, at: At<'_>) -> Flow {
        let max = usize::try_from(self.limits.file_bytes).unwrap_or(usize::MAX);
        let (mut line, mut message) = (Vec::new(), Vec::new());
        let (mut number, mut too_large, mut blank) = (0_u64, false, true);
        loop {
            let read = next_line(&mut reader, self.limits.line_bytes, &mut line);
            let ended = !matches!(read, Ok(Line::Whole | Line::TooLong(_)));
            let begins = blank && matches!(read, Ok(Line::Whole)) && begins_message(&line);
            if (ended || begins) && number > 0 {
                let place = format!("{}#{number}", at.name);
                if too_large {
                    let detail = format!("the message has more than {max} bytes; skipped");
                    self.fault(FaultKind::TooLarge, &place, detail)?;
                } else {
                    self.mail(std::mem::take(&mut message), &place, &Given::default())?;
                }
            }
            match read {
                Ok(Line::End) => return ControlFlow::Continue(()),
                Err(error) => {
                    let place = format!("{}#{number}", at.name);
                    return self.read_fault(&place, &error, &format!("read up to message {number}"));
                }
                Ok(Line::TooLong(_)) => (too_large, blank) = (true, false),
                Ok(Line::Whole) if begins => {
                    number += 1;
                    message.clear();
                    (too_large, blank) = (false, false);
                }
                Ok(Line::Whole) => {
                    blank = line.trim_ascii().is_empty();
                    // `>From ` stands for a line of the message that begins with `From `.
                    let quoted = line.iter().take_while(|byte| **byte == b'>').count();
                    let text = if quoted > 0 && line[quoted..].starts_with(b"From ") { &line[1..] } else { &line[..] };
                    if !too_large && message.len() + text.len() < max {
                        message.extend_from_slice(text);
                        message.push(b'\n');
                    } else {
                        too_large = true;
                        message = Vec::new();
                    }
                }
            }
        }
    }

    /// Reads one message: its text, its subject as the title, and its day; messages within it are reports of their own.
    pub(crate) fn mail(&mut self, bytes: Vec<u8>, at: &str, given: &Given) -> Flow {
        // The parser is not ours; should it give up on a message, the others are not lost.
        let told = catch_unwind(AssertUnwindSafe(|| {
            let mut found = Vec::new();
            if let Some(message) = MessageParser::default().parse(&bytes) {
                told(&message, 0, &mut found);
            }
            found
        }));
        let Ok(found) = told else {
            return self.fault(FaultKind::Malformed, at, "the message cannot be read; skipped");
        };
        if found.is_empty() {
            return self.fault(FaultKind::Empty, at, "the message holds no text; skipped");
        }
        for (number, raw) in found.into_iter().enumerate() {
            let place = if number == 0 { at.to_owned() } else { format!("{at}/{number}") };
            let capture = self.capture(&place, "message/rfc822", bytes.clone());
            self.hand_on(capture, raw, &place, given)?;
        }
        ControlFlow::Continue(())
    }
}

/// The reports of a message and of those within it.
fn told(message: &Message<'_>, depth: usize, found: &mut Vec<RawReport>) {
    let text = text(message);
    if !text.trim().is_empty() {
        let from = message.from().and_then(Address::first);
        let name = from.and_then(|from| from.name.as_deref()).map(str::trim).filter(|name| !name.is_empty());
        let list = message.header_raw("List-Id").and_then(|id| id.split('<').next());
        let list = list.map(|name| name.trim().trim_matches('"').to_owned()).filter(|name| !name.is_empty());
        let domain = from.and_then(|from| from.address.as_deref()).and_then(|address| address.rsplit_once('@'));
        let outlet = list.or_else(|| domain.map(|(_, domain)| domain.to_owned()));
        let archived = message.header_raw("Archived-At").map(|url| url.trim().trim_matches(['<', '>']).to_owned());
        found.push(RawReport {
            title: message.subject().map(|subject| subject.split_whitespace().collect::<Vec<_>>().join(" ")),
            byline: name.map(str::to_owned),
            outlet,
            published: message.date().and_then(|date| {
                Date::new(date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
            }),
            url: archived.filter(|url| url.starts_with("http")),
            ..RawReport::of_text(ReportId::from(""), text)
        });
    }
    let inner = message.parts.iter().filter_map(|part| match &part.body {
        PartType::Message(inner) => Some(inner),
        _ => None,
    });
    for inner in inner {
        if depth < MAX_NESTED && found.len() < MAX_INNER {
            told(inner, depth + 1, found);
        }
    }
}

/// What a reader of the message sees: its plain text, or that of its HTML.
fn text(message: &Message<'_>) -> String {
    let parts = message.text_bodies().filter(|part| part.attachment_name().is_none());
    let texts = parts.filter_map(|part| match &part.body {
        PartType::Text(text) => Some(text.trim().to_owned()),
        PartType::Html(text) => Some(html::plain(text)),
        _ => None,
    });
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Whether a text begins with the headers of a message: three at least that every message may have, and nothing else.
pub(super) fn is_mail(head: &str) -> bool {
    const KNOWN: &[&str] = &[
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "received",
        "return-path",
        "mime-version",
        "delivered-to",
        "reply-to",
        "content-type",
        "list-id",
        "dkim-signature",
        "sender",
        "cc",
    ];
    let mut known = 0;
    for line in head.lines() {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        known += usize::from(KNOWN.iter().any(|header| header.eq_ignore_ascii_case(name)));
        if known >= 3 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_begin_as_they_should() {
        for line in ["From ana@courier.example Tue Jun 18 18:04:00 2024", "From - Tue Jun 18 18:04:00 2024"] {
            assert!(begins_message(line.as_bytes()), "{line}");
        }
        for line in [
            "From Nordvik to Halden",
            "From: Ana",
            "From Nordvik, 18 June 2024: at 18:04 police came",
            ">From ana@courier.example Tue Jun 18 18:04:00 2024",
        ] {
            assert!(!begins_message(line.as_bytes()), "{line}");
        }
        assert!(is_mail("Received: from a\n\tby b\nDate: x\nSubject: y\n\nText"));
        assert!(is_mail("From: a\nTo: b\nDate: c\n\nx"));
        assert!(!is_mail("Subject: y\n\nDate: x\nFrom: z"));
        assert!(!is_mail("Police said: two men\nwere held"));
    }
}
