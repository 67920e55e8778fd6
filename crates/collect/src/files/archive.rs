//! Zip archives: their members in order, each as a stream of its own.

use super::run::{Flow, Given, Run};
use super::stream::At;
use super::unpack::Unpacked;
use record::FaultKind;
use std::cell::Cell;
use std::io::{ErrorKind, Read, Result, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;
use zip::ZipArchive;
use zip::result::ZipError;

/// The end record of a zip file and the longest comment that may follow it (APPNOTE 4.3.16).
const END_BYTES: u64 = 22 + 0xffff;

/// Bytes of directory for each member at most, on average: names are rarely longer.
const DIRECTORY_BYTES_PER_MEMBER: u64 = 512;

/// Members that show that a zip is a document of another program.
const DOCUMENT_MARKS: &[&str] = &["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"];

impl Run<'_> {
    /// Reads the members of an archive.
    pub(crate) fn zip(&mut self, mut file: impl Read + Seek, at: At<'_>, given: &Given) -> Flow {
        if at.level >= self.limits.archive_depth {
            return self.nested_too_deep(at.name);
        }
        // The directory is held in memory, so its size is looked at before it is read.
        let max = self.limits.archive_members;
        match directory(&mut file) {
            Ok(Some((members, bytes))) if members > max || bytes > max.saturating_mul(DIRECTORY_BYTES_PER_MEMBER) => {
                let detail = format!("it says that it holds {members} members, more than {max}; skipped");
                return self.fault(FaultKind::TooLarge, at.name, detail);
            }
            Ok(Some(_)) => {}
            Ok(None) => {
                return self.fault(FaultKind::Truncated, at.name, "the archive has no end, it was cut off; skipped");
            }
            Err(error) => return self.read_fault(at.name, &error, "skipped"),
        }
        let mut archive = match ZipArchive::new(file) {
            Ok(archive) => archive,
            Err(error) => return self.zip_fault(at.name, &error),
        };
        if DOCUMENT_MARKS.iter().any(|mark| archive.index_for_name(mark).is_some()) {
            return self.fault(FaultKind::Binary, at.name, "it is a document of another program, not text; skipped");
        }
        for index in 0..archive.len() {
            let member = match archive.by_index(index) {
                Ok(member) => member,
                Err(error) => {
                    self.zip_fault(&format!("{}!{index}", at.name), &error)?;
                    continue;
                }
            };
            let inner: String =
                String::from_utf8_lossy(member.name_raw()).chars().filter(|c| !c.is_control()).collect();
            if member.is_dir() || inner.split('/').any(|part| part.starts_with('.') || part == "__MACOSX") {
                continue;
            }
            let packed = Rc::new(Cell::new(member.compressed_size()));
            let name = format!("{}!{inner}", at.name);
            let unpacked = Unpacked::new(member, packed, self.budget());
            self.stream(Box::new(unpacked), At { name: &name, base: None, level: at.level + 1 }, given)?;
        }
        ControlFlow::Continue(())
    }

    fn zip_fault(&mut self, at: &str, error: &ZipError) -> Flow {
        match error {
            ZipError::Io(error) => self.read_fault(at, error, "skipped"),
            other => self.fault(FaultKind::Malformed, at, format!("the archive cannot be read ({other}); skipped")),
        }
    }
}

/// Number of members and bytes of the directory, as the end record says. `None` if there is no end record.
fn directory(file: &mut (impl Read + Seek)) -> Result<Option<(u64, u64)>> {
    let length = file.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(END_BYTES);
    let tail = read_at(file, start, length - start)?;
    let Some(at) = tail.windows(4).rposition(|window| window == b"PK\x05\x06") else { return Ok(None) };
    let Some(end) = tail.get(at..at + 22) else { return Ok(None) };
    let (members, bytes) = (u64::from(u16_at(end, 10)), u64::from(u32_at(end, 12)));
    if members != 0xffff && bytes != 0xffff_ffff {
        return Ok(Some((members, bytes)));
    }
    // Zip64: a locator stands right before the end record (APPNOTE 4.3.15, 4.3.14).
    let locator = at.checked_sub(20).and_then(|from| tail.get(from..at)).filter(|l| l.starts_with(b"PK\x06\x07"));
    let Some(locator) = locator else { return Ok(Some((members, bytes))) };
    let end = match read_at(file, u64_at(locator, 8), 56) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    };
    Ok(end.starts_with(b"PK\x06\x06").then(|| (u64_at(&end, 32), u64_at(&end, 40))))
}

fn read_at(file: &mut (impl Read + Seek), from: u64, length: u64) -> Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
