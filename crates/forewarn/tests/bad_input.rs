//! Bad input through the whole program: a fault that says what and where, the rest goes on, memory stays bounded.

mod common;

use common::{forewarn_capped, lines};
use std::io::Write;
use std::process::Stdio;
use tempfile::TempDir;

/// Address space that a run may use, in kilobytes: far below what holding the worst inputs whole would take.
const MEMORY_KB: u64 = 700_000;

/// A good report in every input: it must come through whatever stands beside it.
const GOOD: &str = r#"{"id":"good","outlet":"Lakeside Courier","published":"2026-11-18","title":"Police foil plot to bomb market in Nairobi","text":"Police in Kenya said on Monday that they had foiled a plot by al-Shabaab to bomb a crowded market in Nairobi."}"#;

/// Reads a file through the program and gives exit code and lines.
fn read_file(name: &str, bytes: &[u8]) -> (Option<i32>, Vec<serde_json::Value>) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let output = forewarn_capped(MEMORY_KB).args(["read", "--format", "jsonl"]).arg(&path).output().unwrap();
    (output.status.code(), lines(&output.stdout))
}

/// The kinds of all faults in the lines, sorted.
fn kinds(lines: &[serde_json::Value]) -> Vec<String> {
    let faults = lines.iter().flat_map(|line| line["faults"].as_array().cloned().unwrap_or_default());
    let mut kinds: Vec<String> = faults
        .map(|fault| {
            assert!(!fault["at"].as_str().unwrap().is_empty(), "a fault must say where: {fault}");
            assert!(!fault["detail"].as_str().unwrap().is_empty(), "a fault must say what: {fault}");
            fault["kind"].as_str().unwrap().to_owned()
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[track_caller]
fn check(name: &str, bytes: &[u8], expected: &[&str]) -> Vec<serde_json::Value> {
    let (code, lines) = read_file(name, bytes);
    assert_eq!(kinds(&lines), expected, "{name}");
    assert_eq!(code, Some(i32::from(!expected.is_empty())), "{name}: exit code");
    lines
}

#[test]
fn an_empty_file() {
    check("empty.txt", b"", &["empty"]);
    check("spaces.txt", b" \n\t\n", &["empty"]);
}

#[test]
fn a_binary_file() {
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0, 1, 2, 3, 255, 0, 7]].concat();
    check("picture.txt", &png, &["binary"]);
    check("program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0", &["binary"]);
}

#[test]
fn invalid_utf8_is_replaced_and_the_rest_read() {
    let bytes = [b"Police foil plot to bomb market in Nairobi\nPolice in Kenya said they had foiled a plot by al-Shabaab \xff\xfe to bomb a crowded market in Nairobi.".as_slice()].concat();
    let lines = check("latin.txt", &bytes, &["encoding"]);
    assert_eq!(lines[0]["incidents"][0]["stage"], "foiled");
}

#[test]
fn nested_tags_do_not_overflow() {
    let depth = 100_000;
    let text = "<p>Police in Kenya said on Monday that they had foiled a plot by al-Shabaab to bomb a crowded market in Nairobi.</p>";
    let page = format!("<html><body>{}{text}{}</body></html>", "<div>".repeat(depth), "</div>".repeat(depth));
    let lines = check("deep.html", page.as_bytes(), &["too_deep"]);
    assert_eq!(lines[0]["incidents"][0]["place"]["country_iso2"], "KE");
}

#[test]
fn a_truncated_json_line_leaves_the_others() {
    let text = format!("{GOOD}\n{}\n{}", &GOOD[..80], GOOD.replace("\"good\"", "\"last\""));
    let lines = check("reports.jsonl", text.as_bytes(), &["truncated"]);
    let ids: Vec<&str> = lines.iter().filter_map(|line| line["id"].as_str()).collect();
    assert!(ids.contains(&"good") && ids.contains(&"last"), "{ids:?}");
}

#[test]
fn a_date_of_year_zero_and_one_that_cannot_be() {
    for date in ["0000-00-00", "2026-02-31", "0000-01-01"] {
        let lines = check("dates.jsonl", GOOD.replace("2026-11-18", date).as_bytes(), &["date"]);
        assert!(lines[0]["published"].is_null(), "{date}");
        assert_eq!(lines[0]["incidents"][0]["stage"], "foiled");
    }
}

#[test]
fn bidi_controls_are_taken_out() {
    let text = GOOD.replace("crowded market", "crowded \u{202e}market\u{202c}");
    let lines = check("bidi.jsonl", text.as_bytes(), &["controls"]);
    assert!(!lines[0]["text"].as_str().unwrap().contains('\u{202e}'));
}

#[test]
fn a_word_of_a_million_characters() {
    let text = format!("{}\n{GOOD}", GOOD.replace("crowded", &"x".repeat(1_000_000)).replace("\"good\"", "\"long\""));
    let (code, lines) = read_file("word.jsonl", text.as_bytes());
    assert!(code == Some(0) || code == Some(1));
    assert_eq!(lines.iter().find(|line| line["id"] == "good").unwrap()["incidents"][0]["stage"], "foiled");
}

#[test]
fn a_zip_bomb_is_stopped() {
    let mut zip = Vec::new();
    common::zip_of(&mut zip, b'a', 400 << 20);
    let lines = check("bomb.zip", &zip, &["too_large"]);
    assert_eq!(lines.len(), 1);
}

#[test]
fn a_truncated_archive() {
    let mut zip = Vec::new();
    common::zip_of(&mut zip, b'a', 1 << 20);
    zip.truncate(zip.len() / 2);
    let (code, lines) = read_file("half.zip", &zip);
    assert_eq!((code, kinds(&lines).len()), (Some(1), 1), "{lines:?}");
}

#[test]
fn a_line_of_200_mb_is_passed_over_without_holding_it() {
    let mut child = forewarn_capped(MEMORY_KB)
        .args(["read", "--format", "jsonl", "--input-format", "jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        writeln!(stdin, "{GOOD}").unwrap();
        let block = vec![b'a'; 1 << 20];
        for _ in 0..200 {
            stdin.write_all(&block).unwrap();
        }
        writeln!(stdin, "\n{}", GOOD.replace("\"good\"", "\"after\"")).unwrap();
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    let lines = lines(&output.stdout);
    assert_eq!(kinds(&lines), ["too_large"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines.last().unwrap()["id"], "after");
}

#[test]
fn a_file_that_is_not_there() {
    let output = forewarn_capped(MEMORY_KB).args(["read", "--format", "jsonl", "no-such-file.txt"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(kinds(&lines(&output.stdout)), ["unreachable"]);
}
