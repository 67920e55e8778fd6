//! What the fuzzer has found interesting is read again: no panic, and what holds for every reading holds.

#[path = "../../../fuzz/src/input.rs"]
mod input;
#[path = "../../../fuzz/src/invariants.rs"]
mod invariants;
#[path = "../../../fuzz/src/structured.rs"]
mod structured;

use read::Reader;
use record::RawReport;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(Reader::embedded);

/// The files of one target, in order.
fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 20, "{} holds {} files", folder.display(), files.len());
    files
}

fn replay(target: &str, report: fn(&[u8]) -> RawReport) {
    let mut claims = 0;
    for file in corpus(target) {
        // Printed where the test fails.
        println!("{}", file.display());
        let raw = report(&std::fs::read(&file).unwrap());
        let reading = invariants::read(&READER, &raw);
        assert_eq!(reading, READER.read(&raw), "the same report gives the same reading");
        let _ = READER.explain(&raw);
        claims += reading.1.claims.len();
    }
    assert!(claims > 0, "no file of the corpus gets as far as a claim");
}

#[test]
fn the_corpus_of_any_bytes_is_read() {
    replay("read", input::report);
}

#[test]
fn the_corpus_of_structured_texts_is_read() {
    replay("structured", structured::report);
}

#[test]
fn a_report_of_several_fields_is_taken_apart() {
    let raw = input::report(b"Two held\x1fHerald\x1f2024-06-18\x1f\x1fGunmen fled.\xff");
    assert_eq!((raw.title.as_deref(), raw.url, raw.text.as_str()), (Some("Two held"), None, "Gunmen fled.\u{fffd}"));
    assert_eq!(raw.published, "2024-06-18".parse().ok());
    assert_eq!(input::report(b"Gunmen fled.").text, "Gunmen fled.");
    assert!(structured::text(&[0, 0, 6, 0, 10, 0]).starts_with("attacked the."));
}
