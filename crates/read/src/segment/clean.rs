//! Takes off what a reader cannot see: control, zero-width and direction-changing characters; cuts what is too long.

use record::{Fault, FaultKind};

/// Reports longer than this (bytes, 1 MiB) are cut: no article is, and work stays bounded.
pub const REPORT_BYTES_MAX: usize = 1 << 20;

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
    let (mut hidden, mut controls) = (Found::default(), Found::default());
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
            _ if is_hidden(c) => hidden.add(byte),
            _ if c.is_control() || c == '\u{fffe}' || c == '\u{ffff}' => controls.add(byte),
            _ => {
                joined_script = c >= '\u{600}' && (c.is_alphanumeric() || c > '\u{ffff}' || c >= '\u{fe00}');
                out.push(c);
            }
        }
    }
    hidden.report("zero-width or direction-changing", faults);
    controls.report("control", faults);
    out
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

    fn report(&self, what: &str, faults: &mut Vec<Fault>) {
        if self.count > 0 {
            let s = if self.count == 1 { "" } else { "s" };
            let detail = format!("{} {what} character{s} removed", self.count);
            faults.push(Fault::new(FaultKind::Controls, format!("byte {}", self.first), detail));
        }
    }
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
        check("می\u{200c}خواهم", "می\u{200c}خواهم", &[]);
    }

    #[test]
    fn a_text_over_the_limit_is_cut_on_a_boundary() {
        let mut faults = Vec::new();
        let raw = "é".repeat(REPORT_BYTES_MAX);
        assert_eq!(clean(&raw, &mut faults).len(), REPORT_BYTES_MAX);
        assert_eq!(faults[0].kind, FaultKind::TooLarge);
    }
}
