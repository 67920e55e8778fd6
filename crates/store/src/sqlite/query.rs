//! What a person types into a search box, as an FTS5 query that cannot be wrong.

/// Words and phrases of a query that count; the rest is left out.
const MAX_PIECES: usize = 32;

/// Bytes of a query that are looked at.
const MAX_QUERY_BYTES: usize = 4 * 1024;

/// The FTS5 query: every word and every `"phrase"` quoted, so that nothing is read as an operator, and all of them asked
/// for (AND). `None` if there is nothing to look for.
pub(super) fn fts_query(typed: &str) -> Option<String> {
    let mut end = typed.len().min(MAX_QUERY_BYTES);
    while !typed.is_char_boundary(end) {
        end -= 1;
    }
    let mut pieces = Vec::new();
    // Outside and inside of quotation marks take turns; a mark that is never closed reaches to the end.
    for (number, part) in typed[..end].split(['"', '“', '”', '„', '«', '»']).enumerate() {
        if number % 2 == 1 {
            pieces.push(part);
        } else {
            pieces.extend(part.split(|c: char| c.is_whitespace() || c.is_control()));
        }
    }
    let query = pieces
        .into_iter()
        .filter(|piece| piece.contains(char::is_alphanumeric))
        .take(MAX_PIECES)
        .map(|piece| format!("\"{}\"", piece.replace(char::is_control, " ")))
        .collect::<Vec<_>>()
        .join(" ");
    (!query.is_empty()).then_some(query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rusqlite::Connection;

    #[test]
    fn words_are_joined_and_operators_are_only_words() {
        let table = [
            ("bomb market", Some(r#""bomb" "market""#)),
            (r#"the "shopping centre" plot"#, Some(r#""the" "shopping centre" "plot""#)),
            ("“shopping centre”", Some(r#""shopping centre""#)),
            (r#"never "closed mark"#, Some(r#""never" "closed mark""#)),
            ("NOT title:x OR (a* ^b)", Some(r#""NOT" "title:x" "OR" "(a*" "^b)""#)),
            ("nul\0byte", Some(r#""nul" "byte""#)),
            ("  -- !!! ", None),
            ("", None),
            ("\"\"", None),
        ];
        for (typed, expected) in table {
            assert_eq!(fts_query(typed).as_deref(), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_long_query_is_cut() {
        let typed = "é ".repeat(10_000);
        assert_eq!(fts_query(&typed).unwrap().split(' ').count(), MAX_PIECES);
    }

    fn index() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2');
             INSERT INTO words VALUES ('a plot against the market was foiled');",
        )
        .unwrap();
        conn
    }

    proptest! {
        #[test]
        fn no_input_is_an_error(typed in "(\\PC|[\"'*^:(){}+\\-\0\n]| |AND|OR|NEAR){0,40}") {
            if let Some(query) = fts_query(&typed) {
                let found = index().query_row("SELECT count(*) FROM words WHERE words MATCH ?", [&query], |row| row.get::<_, i64>(0));
                prop_assert!(found.is_ok(), "{typed:?} -> {query:?}: {found:?}");
            }
        }
    }
}
