//! Bytes to text: byte-order mark, declared encoding, UTF-8, and what cannot be decoded is replaced and said.

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes at the beginning of a page in which it may declare its encoding (HTML asks for 1,024; many pages need more).
const DECLARATION_BYTES: usize = 4 * 1024;

/// Text, and the first byte that could not be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub text: String,
    /// Encoding that was used.
    pub encoding: &'static str,
    /// Offset of the first bad byte; it and all like it were replaced by U+FFFD.
    pub bad_at: Option<usize>,
}

/// Decodes. `declared` is an encoding's label from outside (HTTP) or inside ([`declared_in_page`]); a byte-order mark wins
/// over it, and bytes that are valid UTF-8 are UTF-8 whatever is declared.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, bytes, mark);
    }
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Decoded { text: text.to_owned(), encoding: UTF_8.name(), bad_at: None },
        Err(error) => error,
    };
    match declared.and_then(|label| Encoding::for_label(label.trim().as_bytes())) {
        // A page that can say so in ASCII is not UTF-16.
        Some(encoding) if ![UTF_8, UTF_16BE, UTF_16LE].contains(&encoding) => decode_as(encoding, bytes, 0),
        _ => Decoded {
            text: String::from_utf8_lossy(bytes).into_owned(),
            encoding: UTF_8.name(),
            bad_at: Some(error.valid_up_to()),
        },
    }
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], skip: usize) -> Decoded {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut read, mut bad_at) = (skip, None);
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    loop {
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(bytes.len() - read).unwrap_or(16).max(16));
        let (result, taken) = decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += taken;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => {
                bad_at.get_or_insert(read.saturating_sub(usize::from(length) + usize::from(after)));
                text.push('\u{fffd}');
            }
        }
    }
    Decoded { text, encoding: encoding.name(), bad_at }
}

/// The encoding that a page declares: `<meta charset=…>`, `<meta http-equiv … charset=…>` or an XML declaration.
pub(crate) fn declared_in_page(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION_BYTES)]).to_ascii_lowercase();
    let label = |after: &str| {
        let value = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(value.len());
        (end > 0).then(|| value[..end].to_owned())
    };
    if let Some(declaration) = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next())
        && let Some(found) = declaration.split_once("encoding").and_then(|(_, after)| label(after))
    {
        return Some(found);
    }
    head.split("<meta").skip(1).find_map(|tag| {
        let tag = tag.split('>').next()?;
        tag.split("charset").skip(1).find_map(label)
    })
}

/// The beginning as text, good enough to look at.
pub(crate) fn peek(head: &[u8]) -> String {
    match Encoding::for_bom(head) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&head[mark..]).0.into_owned(),
        None => String::from_utf8_lossy(head).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found_and_bad_bytes_are_said() {
        type Case<'a> = (&'a [u8], Option<&'a str>, &'a str, &'a str, Option<usize>);
        let table: [Case<'_>; 9] = [
            ("Ålesfjord".as_bytes(), None, "Ålesfjord", "UTF-8", None),
            (b"\xef\xbb\xbfabc", None, "abc", "UTF-8", None),
            (b"\xff\xfea\0b\0", None, "ab", "UTF-16LE", None),
            (b"\xfe\xff\0a\xd8", None, "a\u{fffd}", "UTF-16BE", Some(4)),
            (b"caf\xe9", Some("iso-8859-1"), "café", "windows-1252", None),
            (b"\xcf\xee\xeb", Some("windows-1251"), "Пол", "windows-1251", None),
            (b"caf\xe9 bar", None, "caf\u{fffd} bar", "UTF-8", Some(3)),
            (b"caf\xe9", Some("no-such-label"), "caf\u{fffd}", "UTF-8", Some(3)),
            ("Ålesfjord".as_bytes(), Some("iso-8859-1"), "Ålesfjord", "UTF-8", None),
        ];
        for (bytes, declared, text, encoding, bad_at) in table {
            let expected = Decoded { text: text.to_owned(), encoding, bad_at };
            assert_eq!(decode(bytes, declared), expected, "{bytes:?}");
        }
        assert_eq!(decode(b"a\x81\x40\xff b", Some("shift_jis")).bad_at, Some(3));
    }

    #[test]
    fn pages_declare_their_encoding() {
        let table = [
            (r#"<html><meta charset="windows-1251">"#, Some("windows-1251")),
            ("<META http-equiv=Content-Type content='text/html; charset=ISO-8859-2'>", Some("iso-8859-2")),
            ("<?xml version='1.0' encoding=\"koi8-r\"?><html>", Some("koi8-r")),
            ("<meta name=description content='the charset of a page'><meta charset=gbk>", Some("gbk")),
            ("<p>charset=gbk", None),
            ("<meta charset=", None),
        ];
        for (page, expected) in table {
            assert_eq!(declared_in_page(page.as_bytes()).as_deref(), expected, "{page}");
        }
    }
}
