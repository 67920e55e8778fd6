//! How fast reports go in, for people: `cargo test --release -p store -- --ignored --nocapture speed`.

use super::fresh;
use crate::conformance::fixtures::*;
use crate::{Page, Store};
use std::time::Instant;

/// Reports of one measurement.
const REPORTS: usize = 8_192;

/// Bytes of a report's text.
const TEXT_BYTES: usize = 6 * 1024;

/// Words with a frequency like that of a language: few common ones, many rare ones.
fn text(mut seed: u64) -> String {
    let mut text = String::with_capacity(TEXT_BYTES + 16);
    while text.len() < TEXT_BYTES {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let uniform = (seed >> 11) as f64 / (1_u64 << 53) as f64;
        let rank = (30_000_f64.powf(uniform)) as u64;
        let mut word = rank.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for _ in 0..2 + rank.ilog2() / 2 {
            text.push(char::from(b'a' + (word % 26) as u8));
            word /= 26;
        }
        text.push(if seed.is_multiple_of(97) { '\n' } else { ' ' });
    }
    text
}

#[test]
#[ignore = "prints figures; takes seconds"]
fn speed() {
    let parts: Vec<_> = (0..REPORTS)
        .map(|n| {
            let mut parts = report_with(n, &format!("Report {n}"), &text(n as u64));
            if n % 4 == 0 {
                parts.2.relevant = true;
                parts.2.claims = vec![claim(n, 0), claim(n, 1)];
            }
            parts
        })
        .collect();
    for per_batch in [1, 16, 64, 256] {
        let (store, _dir) = fresh();
        let number = if per_batch == 1 { 512 } else { REPORTS };
        let batches: Vec<_> =
            parts[..number].chunks(per_batch).map(|chunk| batch(chunk.iter().cloned().map(add))).collect();
        let start = Instant::now();
        for batch in batches {
            store.commit(batch).unwrap();
        }
        let seconds = start.elapsed().as_secs_f64();
        let bytes = store.health().unwrap().bytes as f64 / number as f64;
        let start = Instant::now();
        let hits = store.search("report courier", Page::first(20)).unwrap().len();
        println!(
            "batches of {per_batch:>3}: {:>6.0} reports/s, {bytes:.0} bytes each; a search with {hits} hits {:.1} ms",
            number as f64 / seconds,
            start.elapsed().as_secs_f64() * 1e3
        );
    }
}
