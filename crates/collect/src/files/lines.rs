//! Lines with a maximum length: a longer one is passed over without being held.

use std::io::{BufRead, Result};

/// One line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Its bytes are in the buffer, without the line's end.
    Whole,
    /// It was longer than the maximum; so many bytes were passed over.
    TooLong(u64),
    /// There is none left.
    End,
}

/// Reads the next line into `buffer`, which never grows beyond `max` bytes by more than one read.
pub(crate) fn next_line(reader: &mut impl BufRead, max: usize, buffer: &mut Vec<u8>) -> Result<Line> {
    buffer.clear();
    let mut passed = 0_u64;
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            return Ok(match passed {
                0 if buffer.is_empty() => Line::End,
                0 => Line::Whole,
                passed => Line::TooLong(passed),
            });
        }
        let end = memchr::memchr(b'\n', chunk);
        let part = &chunk[..end.unwrap_or(chunk.len())];
        if passed > 0 || buffer.len() + part.len() > max {
            passed += (buffer.len() + part.len()) as u64;
            *buffer = Vec::new();
        } else {
            buffer.extend_from_slice(part);
        }
        let used = end.map_or(chunk.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(if passed > 0 { Line::TooLong(passed) } else { Line::Whole });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Read};

    fn lines(input: &[u8], max: usize, chunk: usize) -> Vec<(Line, String)> {
        let mut reader = BufReader::with_capacity(chunk, input);
        let mut buffer = Vec::new();
        let mut found = Vec::new();
        loop {
            let line = next_line(&mut reader, max, &mut buffer).unwrap();
            if line == Line::End {
                return found;
            }
            found.push((line, String::from_utf8_lossy(&buffer).into_owned()));
        }
    }

    #[test]
    fn lines_end_as_they_should_whatever_the_chunks() {
        for chunk in [1, 2, 3, 64] {
            let whole = |text: &str| (Line::Whole, text.to_owned());
            assert_eq!(lines(b"a\nbc\n\nd", 4, chunk), [whole("a"), whole("bc"), whole(""), whole("d")]);
            assert_eq!(
                lines(b"12345\nab\n123456789", 4, chunk),
                [(Line::TooLong(5), String::new()), whole("ab"), (Line::TooLong(9), String::new())]
            );
            assert_eq!(lines(b"", 4, chunk), []);
            assert_eq!(lines(b"\n", 4, chunk), [whole("")]);
        }
    }

    /// Gives 200 MB of one letter, then a line, without holding either.
    struct LongLine {
        left: usize,
        tail: &'static [u8],
    }

    impl Read for LongLine {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
            if self.left == 0 {
                return self.tail.read(buffer);
            }
            let length = buffer.len().min(self.left);
            buffer[..length].fill(b'x');
            self.left -= length;
            Ok(length)
        }
    }

    #[test]
    fn a_200_mb_line_is_never_held() {
        let mut reader = BufReader::with_capacity(64 << 10, LongLine { left: 200_000_000, tail: b"\nnext\n" });
        let mut buffer = Vec::new();
        assert_eq!(next_line(&mut reader, 8 << 20, &mut buffer).unwrap(), Line::TooLong(200_000_000));
        assert!(buffer.capacity() < 16 << 20, "{}", buffer.capacity());
        assert_eq!(next_line(&mut reader, 8 << 20, &mut buffer).unwrap(), Line::Whole);
        assert_eq!(buffer, b"next");
    }
}
