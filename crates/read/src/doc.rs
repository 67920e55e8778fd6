//! The text as the later steps see it: paragraphs, sentences, tokens, each with byte spans into the report's text.

use record::Span;
use std::ops::Range;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with inner apostrophes and hyphens left to the tokenizer's rules.
    Word,
    /// Digits, with separators: `1,200`, `3.5`, `14:34`.
    Number,
    /// One punctuation mark or symbol.
    Punct,
}

/// One token.
#[derive(Debug, Clone)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// First byte after.
    pub end: u32,
    /// Where its folded form lies in [`Doc`]'s own buffer.
    pub(crate) folded: Range<u32>,
    /// What it is made of.
    pub kind: TokenKind,
    /// First letter is upper case.
    pub capitalised: bool,
    /// All letters are upper case and there are at least two.
    pub all_caps: bool,
    /// White space stands before it.
    pub space_before: bool,
}

/// One sentence.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its paragraph (line), from 0.
    pub paragraph: usize,
}

/// A tokenised text.
#[derive(Debug, Clone)]
pub struct Doc<'t> {
    /// The text.
    pub text: &'t str,
    /// All tokens in order.
    pub tokens: Vec<Token>,
    /// All sentences in order.
    pub sentences: Vec<Sentence>,
    /// Byte ranges of the paragraphs (non-empty lines).
    pub paragraphs: Vec<Range<usize>>,
    /// True where the text is all capitals or has none, so that case tells nothing.
    pub all_caps: bool,
    /// True if the first paragraph is a headline.
    pub has_title: bool,
    pub(crate) folded: String,
}

impl Doc<'_> {
    /// The token's words as written.
    #[must_use]
    pub fn word(&self, token: usize) -> &str {
        let t = &self.tokens[token];
        &self.text[t.start as usize..t.end as usize]
    }

    /// The token's words folded: lower case, without diacritics, typographic apostrophes and dashes made plain.
    #[must_use]
    pub fn norm(&self, token: usize) -> &str {
        let t = &self.tokens[token];
        &self.folded[t.folded.start as usize..t.folded.end as usize]
    }

    /// The folded form, or "" past either end: rules may look around without checks.
    #[must_use]
    pub fn norm_at(&self, token: isize) -> &str {
        usize::try_from(token).ok().filter(|t| *t < self.tokens.len()).map_or("", |t| self.norm(t))
    }

    /// The byte span of a range of tokens; an empty range gives an empty span.
    #[must_use]
    pub fn span(&self, tokens: Range<usize>) -> Span {
        if tokens.is_empty() || tokens.end > self.tokens.len() {
            return Span::new(0, 0);
        }
        Span::new(self.tokens[tokens.start].start as usize, self.tokens[tokens.end - 1].end as usize)
    }

    /// The words of a range of tokens, as written.
    #[must_use]
    pub fn slice(&self, tokens: Range<usize>) -> &str {
        self.span(tokens).of(self.text).unwrap_or_default()
    }

    /// The sentence that holds a token.
    #[must_use]
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|s| s.tokens.end <= token)
    }
}
