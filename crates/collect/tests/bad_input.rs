//! Bad input: a fault says what and where, and the rest goes on.

mod common;

use collect::{Item, Limits};
use common::{gzip, items, small, told, zip};
use std::io::Write;

/// Writes the bytes under a name, with a good file after it, and reads the directory: what is said of the bad one. The good
/// one must come out.
fn said_of(name: &str, bytes: &[u8], limits: &Limits) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(name), bytes).unwrap();
    std::fs::write(dir.path().join("zz.txt"), "The rest goes on.").unwrap();
    let mut told = told(dir.path(), dir.path(), limits);
    assert_eq!(told.pop().as_deref(), Some("DIR/zz.txt | The rest goes on."), "{told:?}");
    told
}

#[test]
fn what_cannot_be_read_is_said() {
    let truncated_gzip = {
        let packed = gzip(&(0..20_000_u32).flat_map(|n| format!("{n} ").into_bytes()).collect::<Vec<_>>());
        packed[..packed.len() / 2].to_vec()
    };
    let whole_zip = zip(&[("a.txt", b"One.")]);
    let mut damaged_zip = zip(&[("a.txt", &b"words that are packed ".repeat(50)), ("b.txt", b"Two.")]);
    damaged_zip[40..48].fill(0xff);
    let many: Vec<(String, &[u8])> = (0..11).map(|n| (format!("{n}.txt"), &b"x"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let nested = gzip(&gzip(&gzip(b"One.")));
    let table: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.txt", vec![], "empty: DIR/a.txt: it is empty; skipped"),
        ("a.txt", b" \n\t\n".to_vec(), "empty: DIR/a.txt: it holds no text; skipped"),
        (
            "a.txt",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            "binary: DIR/a.txt: it is not text (a PNG image); skipped",
        ),
        ("a.pdf", b"%PDF-1.7\n1 0 obj".to_vec(), "binary: DIR/a.pdf: it is not text (a PDF document); skipped"),
        ("a", b"\x7fELF\x02\x01\x01\0\0".to_vec(), "binary: DIR/a: it is not text (an ELF program); skipped"),
        ("a.txt", b"words, then \0\0\0".to_vec(), "binary: DIR/a.txt: it is not text (not text); skipped"),
        ("a.txt", vec![b'x'; 70_000], "too_large: DIR/a.txt: it has more than 65536 bytes; skipped"),
        (
            "a.zip",
            whole_zip[..whole_zip.len() - 30].to_vec(),
            "truncated: DIR/a.zip: the archive has no end, it was cut off; skipped",
        ),
        ("a.zip", zip(&many), "too_large: DIR/a.zip: it says that it holds 11 members, more than 10; skipped"),
        (
            "a.docx",
            zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]),
            "binary: DIR/a.docx: it is a document of another program, not text; skipped",
        ),
        ("a.gz", nested, "too_deep: DIR/a.gz: archives more than 2 deep within one another; skipped"),
    ];
    for (name, bytes, expected) in table {
        assert_eq!(said_of(name, &bytes, &small()), [expected], "{name}");
    }
    let cut = said_of("a.txt.gz", &truncated_gzip, &small());
    assert_eq!(cut[0], "truncated: DIR/a.txt.gz: it ends in the middle; read as far as it goes");
    assert!(cut[2].starts_with("DIR/a.txt.gz | 0 1 2 3 4"), "{cut:?}");
    let damaged = said_of("a.zip", &damaged_zip, &small());
    assert!(damaged[0].starts_with("malformed: DIR/a.zip!a.txt: its packed form is damaged"), "{damaged:?}");
    assert_eq!(damaged[1], "DIR/a.zip!b.txt | Two.");
}

#[test]
fn what_is_wrong_but_readable_is_read_and_said() {
    let long = format!("{} end", "word ".repeat(2_000));
    let table: Vec<(&str, Vec<u8>, [&str; 2])> = vec![
        (
            "a.txt",
            b"caf\xe9 plot".to_vec(),
            [
                "encoding: DIR/a.txt: byte 3 is not UTF-8; it and all like it were replaced",
                "DIR/a.txt | caf\u{fffd} plot",
            ],
        ),
        (
            "a.html",
            b"<html><head><meta charset=utf-8></head><body><p>caf\xe9 plot</body></html>".to_vec(),
            [
                "encoding: DIR/a.html: byte 51 is not UTF-8; it and all like it were replaced",
                "DIR/a.html | caf\u{fffd} plot",
            ],
        ),
        (
            "a.txt",
            long.clone().into_bytes(),
            [
                "too_large: DIR/a.txt: its text has 10004 bytes; cut to the first 8192",
                "DIR/a.txt | word word word word word word word word word word word word ",
            ],
        ),
        (
            "a.html",
            format!("<html><body><p>start {}</p></body></html>", " ".repeat(40_000)).into_bytes(),
            ["too_large: DIR/a.html: the page has 40039 bytes; only the first 32768 were read", "DIR/a.html | start"],
        ),
        (
            "a.html",
            format!("<html><body>{}A plot was foiled.", "<div>".repeat(5_000)).into_bytes(),
            [
                "too_deep: DIR/a.html: tags nested 5000 deep, more than 512; read without its structure",
                "DIR/a.html | A plot was foiled.",
            ],
        ),
        (
            "a.html",
            b"<html><head><meta name=date content='0000-01-01'></head><body><p>A plot was foiled.</body></html>"
                .to_vec(),
            [
                "date: DIR/a.html: 0000-01-01 cannot be the day of publication; left out",
                "DIR/a.html | A plot was foiled.",
            ],
        ),
    ];
    for (name, bytes, expected) in table {
        assert_eq!(said_of(name, &bytes, &small()), expected, "{name}");
    }
}

#[test]
fn a_declared_encoding_is_used() {
    let page = b"<html><head><meta charset=windows-1251></head><body><p>\xcf\xee\xeb\xe8\xf6\xe8\xff</body></html>";
    assert_eq!(said_of("a.html", page, &small()), ["DIR/a.html | Полиция"]);
    assert_eq!(said_of("a.txt", b"\xff\xfeP\0l\0o\0t\0", &small()), ["DIR/a.txt | Plot"]);
}

#[test]
fn json_lines_go_on_after_each_bad_line() {
    let long = format!(r#"{{"id":"l","text":"{}"}}"#, "x".repeat(5_000));
    let lines: Vec<&[u8]> = vec![
        b"\xef\xbb\xbf{\"id\":\"a\",\"text\":\"One.\"}",
        b"",
        b"not json",
        b"{\"id\":\"b\"}",
        b"{\"id\":\"c\",\"text\":\"\"}",
        b"{\"id\":\"d\",\"text\":5}",
        b"[1, 2]",
        long.as_bytes(),
        b"{\"id\":\"e\",\"text\":\"caf\xe9\"}",
        b"{\"id\":\"f\",\"text\":\"Two.\",\"published\":\"0000-01-01\"}",
        b"{\"id\":\"g\",\"text\":\"Three.\",\"published\":\"soon\"}",
        b"{\"id\":\"h\",\"text\":\"\\ud800\"}",
        b"{\"id\":\"i\",\"path\":\"../secret.txt\"}",
        b"{\"id\":\"j\",\"path\":\"/etc/passwd\"}",
        b"{\"id\":\"k\",\"path\":\"none.txt\"}",
        b"{\"id\":\"m\",\"path\":\"a.jsonl\"}",
        b"{\"id\":\"n\",\"text\":\"Four.\"}",
        b"{\"id\":\"o\",\"text\":\"cut",
    ];
    insta::assert_snapshot!(said_of("a.jsonl", &lines.join(&b'\n'), &small()).join("\n"), @r"
    DIR/a.jsonl#1 | One.
    malformed: DIR/a.jsonl#3: line 3 is not a JSON object; skipped
    malformed: DIR/a.jsonl#4: line 4 has neither `text` nor `path`; skipped
    empty: DIR/a.jsonl#5: it holds no text; skipped
    malformed: DIR/a.jsonl#6: line 6 is not a report (invalid type: integer `5`, expected a string at line 1 column 18); skipped
    malformed: DIR/a.jsonl#7: line 7 is not a JSON object; skipped
    too_large: DIR/a.jsonl#8: line 8 has 5020 bytes, more than 4096; skipped
    encoding: DIR/a.jsonl#9: byte 21 is not UTF-8; it and all like it were replaced
    DIR/a.jsonl#9 | caf�
    date: DIR/a.jsonl#10: 0000-01-01 cannot be the day of publication; left out
    DIR/a.jsonl#10 | Two.
    date: DIR/a.jsonl#11: `published` is no date (soon); left out
    DIR/a.jsonl#11 | Three.
    malformed: DIR/a.jsonl#12: line 12 is not a report (unexpected end of hex escape at line 1 column 25); skipped
    forbidden: DIR/a.jsonl#13: `path` leads out of the file's directory (../secret.txt); skipped
    forbidden: DIR/a.jsonl#14: `path` leads out of the file's directory (/etc/passwd); skipped
    unreachable: DIR/a.jsonl#15: none.txt: No such file or directory (os error 2); skipped
    malformed: DIR/a.jsonl: `path` must name a text or a page, this is JSON lines; skipped
    DIR/a.jsonl#17 | Four.
    truncated: DIR/a.jsonl#18: line 18 ends in the middle (EOF while parsing a string at line 1 column 21); skipped
    ");
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    let dir = tempfile::tempdir().unwrap();
    let inside = dir.path().join("in");
    std::fs::create_dir(&inside).unwrap();
    std::fs::write(dir.path().join("secret.txt"), "secret").unwrap();
    std::os::unix::fs::symlink(dir.path().join("secret.txt"), inside.join("link.txt")).unwrap();
    std::os::unix::fs::symlink(dir.path(), inside.join("round")).unwrap();
    std::fs::write(inside.join("a.jsonl"), "{\"id\":\"a\",\"path\":\"link.txt\"}\n").unwrap();
    let said = told(&inside.join("a.jsonl"), &inside, &small());
    assert_eq!(said, ["forbidden: DIR/a.jsonl#1: `path` leads out of the file's directory (link.txt); skipped"]);
    // A walk does not follow links to directories.
    assert_eq!(told(&inside, &inside, &small()).len(), 2);
}

#[test]
fn bombs_are_stopped_while_they_go_off() {
    let zeros = vec![b'0'; 3 << 20];
    let small_ratio = "it unpacks to more than 200 times its size";
    let lines = {
        let mut lines = b"{\"id\":\"a\",\"text\":\"One.\"}\n".to_vec();
        lines.extend(&zeros);
        lines
    };
    let table: Vec<(&str, Vec<u8>, String)> = vec![
        ("a.txt.gz", gzip(&zeros), "too_large: DIR/a.txt.gz: it has more than 65536 bytes; skipped".to_owned()),
        (
            "a.zip",
            zip(&[("b.txt", &zeros)]),
            "too_large: DIR/a.zip!b.txt: it has more than 65536 bytes; skipped".to_owned(),
        ),
        ("a.jsonl.gz", gzip(&lines), format!("too_large: DIR/a.jsonl.gz#2: {small_ratio}; read up to line 2")),
        (
            "a.zip",
            zip(&[("b.jsonl", &lines)]),
            format!("too_large: DIR/a.zip!b.jsonl#2: {small_ratio}; read up to line 2"),
        ),
    ];
    for (name, bytes, expected) in table {
        assert!(bytes.len() < 16 << 10, "a bomb is small: {}", bytes.len());
        let said = said_of(name, &bytes, &small());
        assert_eq!(said.last(), Some(&expected), "{name}: {said:?}");
    }
    // All together may not unpack to more than the total, however honest each one is.
    let noise: Vec<u8> = (0..600_000_u32)
        .flat_map(|n| format!("{{\"text\":\"{}\"}}\n", n.wrapping_mul(2_654_435_761)).into_bytes())
        .collect();
    let said = said_of("a.jsonl.gz", &gzip(&noise), &small());
    assert!(said.last().unwrap().contains("the input unpacks to more than the allowed total"), "{:?}", said.last());
}

#[test]
fn a_huge_word_and_a_deep_page_pass_at_the_real_limits() {
    let word = "x".repeat(1_000_000);
    assert_eq!(said_of("a.txt", word.as_bytes(), &Limits::default()).len(), 1);
    let deep = format!("{}A plot was foiled.{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(
        said_of("a.html", deep.as_bytes(), &Limits::default()),
        [
            "too_deep: DIR/a.html: tags nested 100000 deep, more than 512; read without its structure",
            "DIR/a.html | A plot was foiled."
        ]
    );
    // As deep as is allowed goes through the parser.
    let allowed = format!("<html><body>{}<p>A plot was foiled.</p>", "<div>".repeat(500));
    assert_eq!(said_of("a.html", allowed.as_bytes(), &Limits::default()), ["DIR/a.html | A plot was foiled."]);
}

#[test]
fn a_file_of_200_mb_on_one_line_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    let mut file = std::fs::File::create(&path).unwrap();
    let chunk = vec![b'x'; 1 << 20];
    file.write_all(b"{\"id\":\"a\",\"text\":\"").unwrap();
    for _ in 0..200 {
        file.write_all(&chunk).unwrap();
    }
    file.write_all(b"\"}\n{\"id\":\"b\",\"text\":\"Two.\"}\n").unwrap();
    drop(file);
    let said = told(&path, dir.path(), &Limits::default());
    assert_eq!(
        said,
        ["too_large: DIR/a.jsonl#1: line 1 has 209715220 bytes, more than 8388608; skipped", "DIR/a.jsonl#2 | Two."]
    );
}

#[test]
fn what_is_not_there_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let found = items(&dir.path().join("none.txt"), &Limits::default());
    assert!(matches!(&found[..], [Item::Fault(fault)] if fault.kind == record::FaultKind::Unreachable), "{found:?}");
    assert!(items(dir.path(), &Limits::default()).is_empty());
}
