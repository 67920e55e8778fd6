//! Paths held against patterns of robots.txt: `*` stands for anything, a last `$` for the end.

/// Whether a path begins as the pattern says. Takes time in proportion to pattern and path, whatever stars there are.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut rest = rest;
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !to_end || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() && to_end {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_ends() {
        let table = [
            ("/a", "/abc", true),
            ("/a$", "/abc", false),
            ("/a$", "/a", true),
            ("/*/b", "/x/y/b/c", true),
            ("/*.pdf$", "/x.pdf", true),
            ("/*.pdf$", "/x.pdfx", false),
            ("*", "/x", true),
            ("/a*$", "/abc", true),
            ("/a*b*c", "/a-b", false),
        ];
        for (pattern, path, expected) in table {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
        assert!(!matches(&"*a".repeat(5_000), &"b".repeat(5_000)));
    }
}
