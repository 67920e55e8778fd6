//! A page's HTML to its article, and that to a reading.
#![no_main]

use collect::{Limits, read_page};
use forewarn_fuzz::invariants;
use libfuzzer_sys::fuzz_target;
use read::Reader;
use record::RawReport;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(Reader::embedded);

fuzz_target!(|bytes: &[u8]| {
    let html = String::from_utf8_lossy(bytes);
    let limits = Limits::default();
    let page = read_page(&html, Some("https://herald.example/world/2024/06/18/a"), &limits);
    assert!(page.leads.len() <= limits.leads);
    let raw = RawReport {
        title: page.title,
        outlet: page.outlet,
        published: page.published,
        leads: page.leads,
        ..RawReport::of_text("fuzz".into(), page.text)
    };
    invariants::read(&READER, &raw);
});
