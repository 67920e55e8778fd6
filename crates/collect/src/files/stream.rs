//! A stream of bytes under a name: what it is decides how it is read.

use super::run::{Flow, Given, Run};
use super::sniff::{Kind, SNIFF_BYTES};
use super::unpack::{Counted, Unpacked};
use flate2::read::MultiGzDecoder;
use record::FaultKind;
use std::io::{BufReader, Cursor, Error, ErrorKind, Read};
use std::ops::ControlFlow;
use std::path::Path;

/// Bytes read from a stream at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// Where a stream stands.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    /// Its address, for captures and faults.
    pub name: &'a str,
    /// The directory that `path` in JSON lines is relative to.
    pub base: Option<&'a Path>,
    /// Archives around it.
    pub level: usize,
}

impl Run<'_> {
    /// Reads a stream to its end.
    pub(crate) fn stream(&mut self, mut reader: Box<dyn Read + '_>, at: At<'_>, given: &Given) -> Flow {
        let mut head = Vec::new();
        let started = reader.by_ref().take(SNIFF_BYTES as u64).read_to_end(&mut head);
        if let (Err(error), true) = (&started, head.is_empty()) {
            return self.read_fault(at.name, error, "skipped");
        }
        let kind = self.kind(&head, at.name, given);
        // What failed after the first bytes fails again behind them, where the reader below can say what was lost.
        let rest: Box<dyn Read + '_> = match started {
            Ok(_) => reader,
            Err(error) => Box::new(Failing(Some(error))),
        };
        let reader: Box<dyn Read + '_> = Box::new(Cursor::new(head).chain(rest));
        match kind {
            Kind::Empty => self.fault(FaultKind::Empty, at.name, "it is empty; skipped"),
            Kind::Binary(what) => self.fault(FaultKind::Binary, at.name, format!("it is not text ({what}); skipped")),
            Kind::Gzip => self.gzip(reader, at, given),
            Kind::Zip => match self.whole(reader, at.name, None)? {
                Some(bytes) => self.zip(Cursor::new(bytes), at, given),
                None => ControlFlow::Continue(()),
            },
            Kind::JsonLines if given.from_line => self.fault(
                FaultKind::Malformed,
                at.name,
                "`path` must name a text or a page, this is JSON lines; skipped",
            ),
            Kind::JsonLines => self.json_lines(BufReader::with_capacity(BUFFER_BYTES, reader), at),
            Kind::Mbox | Kind::Warc if given.from_line => self.fault(
                FaultKind::Malformed,
                at.name,
                "`path` must name a text or a page, this is an archive; skipped",
            ),
            Kind::Mbox => self.mbox(BufReader::with_capacity(BUFFER_BYTES, reader), at),
            Kind::Warc => self.warc(BufReader::with_capacity(BUFFER_BYTES, reader), at),
            Kind::Html | Kind::Feed | Kind::Exchange | Kind::Mail | Kind::Text => {
                match self.whole(reader, at.name, Some(kind))? {
                    Some(bytes) => self.document(bytes, kind, at.name, given),
                    None => ControlFlow::Continue(()),
                }
            }
        }
    }

    fn gzip(&mut self, reader: Box<dyn Read + '_>, at: At<'_>, given: &Given) -> Flow {
        if at.level >= self.limits.archive_depth {
            return self.nested_too_deep(at.name);
        }
        let (packed, count) = Counted::new(reader);
        let unpacked = Unpacked::new(MultiGzDecoder::new(BufReader::new(packed)), count, self.budget());
        self.stream(Box::new(unpacked), At { level: at.level + 1, ..at }, given)
    }

    pub(crate) fn nested_too_deep(&mut self, name: &str) -> Flow {
        let max = self.limits.archive_depth;
        self.fault(FaultKind::TooDeep, name, format!("archives more than {max} deep within one another; skipped"))
    }

    /// Reads a document to its end. `None` if it was too large or could not be read; then a fault has said so. A document
    /// that ends in the middle is given as far as it goes; an archive is not.
    pub(crate) fn whole(
        &mut self,
        reader: Box<dyn Read + '_>,
        name: &str,
        kind: Option<Kind>,
    ) -> ControlFlow<(), Option<Vec<u8>>> {
        let max = self.limits.file_bytes;
        let mut bytes = Vec::new();
        let read = reader.take(max + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > max {
            self.fault(FaultKind::TooLarge, name, format!("it has more than {max} bytes; skipped"))?;
            return ControlFlow::Continue(None);
        }
        match read {
            Ok(_) => ControlFlow::Continue(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof && kind.is_some() => {
                self.read_fault(name, &error, "read as far as it goes")?;
                ControlFlow::Continue(Some(bytes))
            }
            Err(error) => {
                self.read_fault(name, &error, "skipped")?;
                ControlFlow::Continue(None)
            }
        }
    }
}

/// Gives one error, then nothing.
struct Failing(Option<Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
