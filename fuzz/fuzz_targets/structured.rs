//! The whole reader on texts of a news grammar; what it explains as well.
#![no_main]

use forewarn_fuzz::{invariants, structured};
use libfuzzer_sys::fuzz_target;
use read::Reader;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(Reader::embedded);

fuzz_target!(|bytes: &[u8]| {
    let raw = structured::report(bytes);
    invariants::read(&READER, &raw);
    if bytes.last().is_some_and(|last| last % 8 == 0) {
        let _ = READER.explain(&raw);
    }
});
