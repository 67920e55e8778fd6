//! One run over an input: what every kind of file shares.

use super::unpack::{Budget, is_bomb};
use crate::{Defaults, InputFormat, Item, Limits};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use record::{Capture, Fault, FaultKind, RawReport, ReportId, SourceId};
use std::cell::Cell;
use std::collections::HashSet;
use std::io::{Error, ErrorKind};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// `Break` when nobody wants more.
pub(crate) type Flow = ControlFlow<()>;

/// Earliest year that a report can be of: the first newspaper.
const FIRST_YEAR: i16 = 1605;

/// What is said about a report beside its text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    pub id: Option<String>,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub published: Option<Date>,
    /// Encoding that came with the bytes (HTTP).
    pub charset: Option<String>,
    /// A line of JSON lines asked for this file: it must be one document.
    pub from_line: bool,
}

/// One run.
pub(crate) struct Run<'s> {
    pub format: InputFormat,
    pub defaults: Defaults,
    pub limits: Limits,
    pub fetched_at: Timestamp,
    pub source: SourceId,
    /// Bytes of files read so far, for progress.
    pub progress: Arc<AtomicU64>,
    /// Bytes that may still be unpacked.
    pub unpack_left: Rc<Cell<u64>>,
    /// Files that JSON lines have named, by [`super::walk::path_key`]; kept up to [`Limits::directory_entries`] of them.
    pub named: HashSet<u64>,
    pub sink: &'s mut dyn FnMut(Item) -> Flow,
}

impl Run<'_> {
    pub(crate) fn fault(&mut self, kind: FaultKind, at: &str, detail: impl Into<String>) -> Flow {
        (self.sink)(Item::Fault(Fault::new(kind, at, detail)))
    }

    pub(crate) fn budget(&self) -> Budget {
        Budget { left: Rc::clone(&self.unpack_left), ratio: self.limits.compression_ratio }
    }

    pub(crate) fn advance(&self, bytes: u64) {
        self.progress.fetch_add(bytes, Ordering::Relaxed);
    }

    /// A failure while reading, as a fault. `done` says what became of what had been read.
    pub(crate) fn read_fault(&mut self, at: &str, error: &Error, done: &str) -> Flow {
        let (kind, what) = match error.kind() {
            _ if is_bomb(error) => (FaultKind::TooLarge, error.to_string()),
            ErrorKind::UnexpectedEof => (FaultKind::Truncated, "it ends in the middle".to_owned()),
            ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                (FaultKind::Malformed, format!("its packed form is damaged ({error})"))
            }
            _ => (FaultKind::Unreachable, format!("it could not be read ({error})")),
        };
        self.fault(kind, at, format!("{what}; {done}"))
    }

    /// A day that a report can have been published on; otherwise a fault.
    pub(crate) fn plausible(&mut self, day: Date, at: &str) -> ControlFlow<(), Option<Date>> {
        let last_year = self.fetched_at.to_zoned(TimeZone::UTC).year() + 1;
        if (FIRST_YEAR..=last_year).contains(&day.year()) {
            return ControlFlow::Continue(Some(day));
        }
        let detail = format!("{day} cannot be the day of publication; left out");
        self.fault(FaultKind::Date, at, detail)?;
        ControlFlow::Continue(None)
    }

    /// Hands on a report of plain text.
    pub(crate) fn text_report(&mut self, capture: Capture, text: String, at: &str, given: &Given) -> Flow {
        let raw = RawReport { title: given.title.clone(), ..RawReport::of_text(ReportId::from(""), text) };
        self.hand_on(capture, raw, at, given)
    }

    /// Hands on a report, completed by what is given and what is taken by default; its text cut to the limit.
    pub(crate) fn hand_on(&mut self, capture: Capture, mut raw: RawReport, at: &str, given: &Given) -> Flow {
        if raw.text.trim().is_empty() {
            return self.fault(FaultKind::Empty, at, "it holds no text; skipped");
        }
        let max = self.limits.text_bytes;
        if raw.text.len() > max {
            let detail = format!("its text has {} bytes; cut to the first {max}", raw.text.len());
            let mut end = max;
            while !raw.text.is_char_boundary(end) {
                end -= 1;
            }
            raw.text.truncate(end);
            raw.text.shrink_to_fit();
            self.fault(FaultKind::TooLarge, at, detail)?;
        }
        raw.id = match &given.id {
            Some(id) => ReportId::from(id.as_str()),
            None => ReportId::derive(&[capture.id.as_str()]),
        };
        raw.capture = capture.id.clone();
        raw.title = given.title.clone().or(raw.title);
        raw.outlet = given.outlet.clone().or(raw.outlet).or_else(|| self.defaults.outlet.clone());
        raw.url = given.url.clone().or(raw.url);
        if let Some(day) = raw.published {
            raw.published = self.plausible(day, at)?;
        }
        raw.published = given.published.or(raw.published).or(self.defaults.published);
        (self.sink)(Item::Report(Box::new((capture, raw))))
    }

    pub(crate) fn capture(&self, address: &str, media_type: &str, body: Vec<u8>) -> Capture {
        Capture::new(self.source.clone(), address, self.fetched_at, media_type, body)
    }
}
