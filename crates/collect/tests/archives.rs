//! Mail and web archives: every message and page is a report; whatever is broken is a fault, and the rest is read.

mod common;

use collect::Limits;
use common::{gzip, reports, small, told};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn put(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

const PLAIN: &str = "From: Fjord Desk <desk@courier.example>\r\nTo: all@list.example\r\nSubject: =?utf-8?q?Plot_foiled_in_=C3=85lesund?=\r\n\
    Date: Tue, 18 Jun 2024 21:04:00 +0300\r\nMessage-ID: <1@courier.example>\r\nList-Id: \"Coast alerts\" <alerts.list.example>\r\n\
    Archived-At: <https://list.example/alerts/1>\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    Police in =C5lesund held four men on Tuesday.\r\n";

const PARTS: &str = "From: desk@courier.example\nSubject: Two parts\nDate: Mon, 17 Jun 2024 08:00:00 +0000\nMIME-Version: 1.0\n\
    Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n\
    PGh0bWw+PHA+R3VubWVuIGZpcmVkIG9uIGEgYm9hdC48L3A+PHA+Tm9ib2R5IHdhcyBodXJ0LjwvcD48L2h0bWw+\n--b\nContent-Type: image/png\n\
    Content-Disposition: attachment; filename=a.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n";

#[test]
fn a_message_is_a_report() {
    let dir = tempfile::tempdir().unwrap();
    let report = reports(&put(dir.path(), "a.eml", PLAIN.as_bytes())).remove(0);
    assert_eq!(report.text.trim(), "Police in Ålesund held four men on Tuesday.");
    assert_eq!(report.title.as_deref(), Some("Plot foiled in Ålesund"));
    assert_eq!((report.outlet.as_deref(), report.byline.as_deref()), (Some("Coast alerts"), Some("Fjord Desk")));
    assert_eq!(report.published, Some(jiff::civil::date(2024, 6, 18)));
    assert_eq!(report.url.as_deref(), Some("https://list.example/alerts/1"));
    // Without the name of the file as well, and from HTML without a plain text.
    let report = reports(&put(dir.path(), "b", PARTS.as_bytes())).remove(0);
    assert_eq!(report.text, "Gunmen fired on a boat.\nNobody was hurt.");
    assert_eq!(report.outlet.as_deref(), Some("courier.example"));
}

#[test]
fn messages_of_an_mbox_are_reports() {
    let dir = tempfile::tempdir().unwrap();
    let quoted = "From: a@a.example\nSubject: Quoted\nDate: Sun, 16 Jun 2024 08:00:00 +0000\n\nHe wrote:\n\n>From Nordvik Tue Jun 18 10:00:00 2024\nno.\n";
    let empty = "From: a@a.example\nSubject: Nothing\nDate: Sun, 16 Jun 2024 08:00:00 +0000\n\n\n";
    let huge = format!("From: a@a.example\nSubject: Huge\nDate: x\n\n{}", "many words stand here\n".repeat(4_000));
    let line = "From desk@courier.example Tue Jun 18 18:04:00 2024\n";
    let mbox = [PLAIN, quoted, empty, &huge, PARTS].map(|message| format!("{line}{message}\n")).concat();
    let path = put(dir.path(), "archive.mbox", mbox.as_bytes());
    let expected = [
        "DIR/archive.mbox#1 | Police in Ålesund held four men on Tuesday.",
        "DIR/archive.mbox#2 | He wrote: /  / From Nordvik Tue Jun 18 10:00:00 2024 / no.",
        "empty: DIR/archive.mbox#3: the message holds no text; skipped",
        "too_large: DIR/archive.mbox#4: the message has more than 65536 bytes; skipped",
        "DIR/archive.mbox#5 | Gunmen fired on a boat. / Nobody was hurt.",
    ];
    assert_eq!(told(&path, dir.path(), &small()), expected);
    // Packed, it is the same; cut off, it is read as far as it goes.
    let packed = put(dir.path(), "archive.mbox.gz", &gzip(mbox.as_bytes()));
    assert_eq!(reports(&packed).len(), 4);
    let cut = put(dir.path(), "cut.mbox.gz", &gzip(mbox.as_bytes())[..600]);
    let lines = told(&cut, dir.path(), &Limits::default());
    assert!(lines.last().unwrap().contains("it ends in the middle; read up to message"), "{lines:?}");
}

fn record(kind: &str, url: &str, media_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-06-18T18:04:00Z\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {status}\r\n{headers}\r\n\r\n").as_bytes(), body].concat()
}

const HTTP: &str = "application/http; msgtype=response";
const PAGE: &str =
    "<html><head><title>Raid in Halden</title></head><body><p>Police raided a flat in Halden.</p></body></html>";

fn archive() -> Vec<u8> {
    let chunked = format!("{:x}\r\n{PAGE}\r\n0\r\n\r\n", PAGE.len());
    [
        record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
        record("request", "https://a.example/1", "application/http; msgtype=request", b"GET /1 HTTP/1.1\r\n\r\n"),
        record(
            "response",
            "https://a.example/1",
            HTTP,
            &answer("200 OK", "Content-Type: text/html; charset=utf-8", PAGE.as_bytes()),
        ),
        record(
            "response",
            "https://a.example/2",
            HTTP,
            &answer("200 OK", "Content-Type: text/html\r\nTransfer-Encoding: chunked", chunked.as_bytes()),
        ),
        record(
            "response",
            "https://a.example/3",
            HTTP,
            &answer("200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip", &gzip(PAGE.as_bytes())),
        ),
        record(
            "response",
            "https://a.example/4",
            HTTP,
            &answer("404 Not Found", "Content-Type: text/html", PAGE.as_bytes()),
        ),
        record(
            "response",
            "https://a.example/5",
            HTTP,
            &answer("200 OK", "Content-Type: image/png", b"\x89PNG\r\n\x1a\n\0\0"),
        ),
        record("response", "https://a.example/6", HTTP, b"no head"),
        record(
            "response",
            "https://a.example/7",
            HTTP,
            &answer("200 OK", "Content-Type: text/html\r\nContent-Encoding: br", b"\xff\xfe\x01\x02"),
        ),
        record("conversion", "https://a.example/8", "text/plain", "Two men were held in Skar.".as_bytes()),
    ]
    .concat()
}

#[test]
fn pages_of_a_web_archive_are_reports() {
    let dir = tempfile::tempdir().unwrap();
    let path = put(dir.path(), "a.warc", &archive());
    let page = "Police raided a flat in Halden.";
    let expected = [
        format!("https://a.example/1 | {page}"),
        format!("https://a.example/2 | {page}"),
        format!("https://a.example/3 | {page}"),
        "malformed: DIR/a.warc#8: its HTTP answer has no head; skipped".to_owned(),
        "malformed: DIR/a.warc#9: its content is packed as br, which is not read; skipped".to_owned(),
        "https://a.example/8 | Two men were held in Skar.".to_owned(),
    ];
    assert_eq!(told(&path, dir.path(), &small()), expected);
    // As web archives are packed: each record by itself.
    let members = [archive(), archive()].map(|records| gzip(&records)).concat();
    assert_eq!(reports(&put(dir.path(), "a.warc.gz", &members)).len(), 8);
    let report = reports(&path).remove(0);
    assert_eq!((report.title.as_deref(), report.url.as_deref()), (Some("Raid in Halden"), Some("https://a.example/1")));
}

#[test]
fn broken_web_archives_give_faults() {
    let dir = tempfile::tempdir().unwrap();
    let whole = archive();
    let cut = put(dir.path(), "cut.warc", &whole[..whole.len() - 20]);
    let lines = told(&cut, dir.path(), &small());
    assert_eq!(lines.last().unwrap(), "truncated: DIR/cut.warc#10: the record ends in the middle; it was left out");
    let lying = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999999999\r\n\r\nx";
    let lines = told(&put(dir.path(), "lying.warc", lying), dir.path(), &small());
    assert_eq!(lines, ["malformed: DIR/lying.warc#1: record 1 has no head; what follows it was not read"]);
    let large = record("resource", "https://a.example/l", "text/plain", &vec![b'x'; 70 << 10]);
    let lines = told(&put(dir.path(), "large.warc", &[large, archive()].concat()), dir.path(), &small());
    assert_eq!((lines.len(), lines[0].starts_with("too_large: DIR/large.warc#1")), (7, true), "{lines:?}");
    let bomb = answer("200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip", &gzip(&vec![b' '; 8 << 20]));
    let lines = told(
        &put(dir.path(), "bomb.warc", &record("response", "https://a.example/b", HTTP, &bomb)),
        dir.path(),
        &small(),
    );
    assert!(lines.len() <= 2 && lines.iter().all(|line| line.contains("https://a.example/b: ")), "{lines:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_archive_is_survived(
        start in "(WARC/1.0\r\n|From a Tue Jun 18 10:00:00 2024\n|From: a\nDate: b\nSubject: c\n)",
        rest in "(Content-Length: [0-9]{1,9}|WARC-Type: response|Content-Type: (multipart/mixed; boundary=b|text/html|message/rfc822)|--b(--)?|=\\?utf-8\\?[bq]\\?|[ -~]{0,20}|\r\n|\n|\r\n\r\n){0,60}",
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = put(dir.path(), "any", format!("{start}{rest}").as_bytes());
        prop_assert!(!told(&path, dir.path(), &small()).is_empty() || start.starts_with("WARC"));
    }
}
