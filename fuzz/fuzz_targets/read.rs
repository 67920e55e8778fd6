//! The whole reader on any bytes.
#![no_main]

use forewarn_fuzz::{input, invariants};
use libfuzzer_sys::fuzz_target;
use read::Reader;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(Reader::embedded);

fuzz_target!(|bytes: &[u8]| {
    invariants::read(&READER, &input::report(bytes));
});
