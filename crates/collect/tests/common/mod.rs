//! What the tests of this crate share.

use collect::{Defaults, Input, InputFormat, Item, Limits, open};
use jiff::Timestamp;
use record::RawReport;
use std::io::Write;
use std::path::Path;

/// Limits small enough to be reached by small files.
#[allow(dead_code)]
pub fn small() -> Limits {
    Limits {
        file_bytes: 64 << 10,
        line_bytes: 4 << 10,
        page_bytes: 32 << 10,
        text_bytes: 8 << 10,
        archive_members: 10,
        unpacked_bytes: 4 << 20,
        ..Limits::default()
    }
}

pub fn at() -> Timestamp {
    Timestamp::constant(1_718_700_000, 0)
}

pub fn items(input: &Path, limits: &Limits) -> Vec<Item> {
    let input = Input::of(&input.display().to_string());
    open(&input, InputFormat::Auto, &Defaults::default(), limits, at()).collect()
}

/// One line an item: `ID | TEXT` or `KIND: PLACE: DETAIL`, the directory written as `DIR`.
#[allow(dead_code)]
pub fn told(input: &Path, dir: &Path, limits: &Limits) -> Vec<String> {
    let dir = dir.display().to_string();
    items(input, limits)
        .into_iter()
        .map(|item| match item {
            Item::Report(parts) => {
                let (capture, raw) = *parts;
                let text: String = raw.text.chars().take(60).collect();
                format!("{} | {}", capture.url, text.replace('\n', " / "))
            }
            Item::Fault(fault) => format!("{}: {}: {}", fault.kind, fault.at, fault.detail),
        })
        .map(|line| line.replace(&dir, "DIR"))
        .collect()
}

#[allow(dead_code)]
pub fn reports(input: &Path) -> Vec<RawReport> {
    let only = items(input, &Limits::default()).into_iter().filter_map(|item| match item {
        Item::Report(parts) => Some(parts.1),
        Item::Fault(_) => None,
    });
    only.collect()
}

#[allow(dead_code)]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[allow(dead_code)]
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
