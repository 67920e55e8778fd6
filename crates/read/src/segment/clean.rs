//! Takes off what a reader cannot see: control, zero-width and direction-changing characters; cuts what is too long.

use record::{Fault, FaultKind};

/// Reports longer than this (bytes, 1 MiB) are cut: no article is, and work stays bounded.
pub const REPORT_BYTES_MAX: usize = 1 << 20;

/// Bytes of a headline that the input gives; longer ones are cut.
const TITLE_BYTES_MAX: usize = 2 << 10;
/// One control character in this many bytes makes a text binary data.
const BINARY_SHARE: usize = 4;
/// Fewer control characters tell nothing about the whole.
const BINARY_CONTROLS_MIN: usize = 16;

/// Printable text with `\n` line ends and plain spaces, and what had to be done to get there.
pub(crate) fn clean(raw: &str, faults: &mut Vec<Fault>) -> String {
    let head = crate::tokens::head(raw, REPORT_BYTES_MAX);
    if head.len() < raw.len() {
        faults.push(Fault::new(
            FaultKind::TooLarge,
            format!("byte {}", head.len()),
            format!("the text has {} bytes; cut at the limit of {REPORT_BYTES_MAX} bytes", raw.len()),
        ));
    }
    let mut out = String::with_capacity(head.len());
    let (mut hidden, mut controls, mut foreign) = (Found::default(), Found::default(), Found::default());
    let mut joined_script = false;
    for (byte, c) in head.char_indices() {
        match c {
            '\n' => out.push('\n'),
            '\r' => {
                if !head[byte + 1..].starts_with('\n') {
                    out.push('\n');
                }
            }
            '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{0b}' | '\u{0c}' => out.push('\n'),
            '\t' => out.push('\t'),
            '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{2009}' | '\u{200a}' | '\u{2003}' | '\u{2002}' => out.push(' '),
            // A soft hyphen and a byte order mark at the start are a typesetter's, nobody's trick.
            '\u{ad}' => {}
            '\u{feff}' if byte == 0 => {}
            // Between letters of scripts that join, these two are spelling.
            '\u{200c}' | '\u{200d}' if joined_script => out.push(c),
            '\u{80}'..='\u{9f}' => {
                foreign.add(byte);
                out.push(windows_1252(c));
            }
            _ if is_hidden(c) => hidden.add(byte),
            _ if c.is_control() || c == '\u{fffe}' || c == '\u{ffff}' => controls.add(byte),
            _ => {
                joined_script = c >= '\u{600}' && (c.is_alphanumeric() || c > '\u{ffff}' || c >= '\u{fe00}');
                out.push(c);
            }
        }
    }
    hidden.report(FaultKind::Controls, "zero-width or direction-changing character", "removed", faults);
    controls.report(FaultKind::Controls, "control character", "removed", faults);
    foreign.report(FaultKind::Encoding, "Windows-1252 character", "repaired", faults);
    if controls.count >= BINARY_CONTROLS_MIN && controls.count * BINARY_SHARE > out.len() {
        faults.push(Fault::new(FaultKind::Binary, "text", "most of this looks like binary data, not text"));
    }
    out
}

/// A headline that the input gives, as clean as the text and on one line; `None` if nothing is left of it.
pub(crate) fn title(raw: &str, faults: &mut Vec<Fault>) -> Option<String> {
    let mut found = Vec::new();
    let cut = crate::tokens::head(raw.trim(), TITLE_BYTES_MAX);
    if cut.len() < raw.trim().len() {
        let detail = format!("the headline has {} bytes; cut at the limit of {TITLE_BYTES_MAX} bytes", raw.len());
        found.push(Fault::new(FaultKind::TooLarge, "title", detail));
    }
    let title = clean(cut, &mut found).split_whitespace().collect::<Vec<_>>().join(" ");
    faults.extend(found.into_iter().map(|fault| Fault { at: "title".to_owned(), ..fault }));
    (!title.is_empty()).then_some(title)
}

/// Bidirectional controls (Unicode 9.0 UAX #9) and characters without width.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}' | '\u{180e}' | '\u{fff9}'..='\u{fffb}')
}

#[derive(Default)]
struct Found {
    count: usize,
    first: usize,
}

impl Found {
    fn add(&mut self, byte: usize) {
        if self.count == 0 {
            self.first = byte;
        }
        self.count += 1;
    }

    fn report(&self, kind: FaultKind, what: &str, done: &str, faults: &mut Vec<Fault>) {
        if self.count > 0 {
            let s = if self.count == 1 { "" } else { "s" };
            let detail = format!("{} {what}{s} {done}", self.count);
            faults.push(Fault::new(kind, format!("byte {}", self.first), detail));
        }
    }
}

/// The character that a page in Windows-1252 meant where it claims to be ISO 8859-1 (WHATWG Encoding Standard).
fn windows_1252(c: char) -> char {
    const TABLE: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    let index = (u32::from(c) as usize).saturating_sub(0x80);
    TABLE.chars().nth(index).filter(|c| !c.is_control()).unwrap_or(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str, faults: &[&str]) {
        let mut found = Vec::new();
        assert_eq!(clean(raw, &mut found), expected, "{raw:?}");
        assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), faults, "{raw:?}");
    }

    #[test]
    fn what_cannot_be_seen_is_taken_off_and_said() {
        check("One\r\ntwo\rthree\u{2028}four", "One\ntwo\nthree\nfour", &[]);
        check("\u{feff}A\u{a0}b\u{ad}c", "A bc", &[]);
        check(
            "a\u{202e}b\u{200b}c",
            "abc",
            &["byte 1: 2 zero-width or direction-changing characters removed (controls)"],
        );
        check("a\0b", "ab", &["byte 1: 1 control character removed (controls)"]);
        check("it\u{92}s", "it’s", &["byte 2: 1 Windows-1252 character repaired (encoding)"]);
        check("می\u{200c}خواهم", "می\u{200c}خواهم", &[]);
    }

    #[test]
    fn a_headline_is_as_clean_as_the_text_and_bounded() {
        let mut found = Vec::new();
        assert_eq!(title(" Two\0 held\u{202e}\r\nin Kano ", &mut found).as_deref(), Some("Two held in Kano"));
        assert!(found.len() == 2 && found.iter().all(|fault| fault.at == "title"), "{found:?}");
        assert_eq!(title(" \u{200b} ", &mut found), None);
        assert_eq!(title(&"é".repeat(TITLE_BYTES_MAX), &mut found).map(|t| t.len()), Some(TITLE_BYTES_MAX));
    }

    #[test]
    fn a_text_over_the_limit_is_cut_on_a_boundary() {
        let mut faults = Vec::new();
        let raw = "é".repeat(REPORT_BYTES_MAX);
        assert_eq!(clean(&raw, &mut faults).len(), REPORT_BYTES_MAX);
        assert_eq!(faults[0].kind, FaultKind::TooLarge);
    }
}
