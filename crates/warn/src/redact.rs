//! Taking names out of text: the second line of defence behind composing a partner's text from visible claims alone.

use crate::words::{fold, fold_char};
use record::{Claim, Incident, ReportId, SpeakerKind};

/// What stands in place of a name.
pub const WITHHELD: &str = "[withheld]";

/// Folded characters from which a name is taken out with whatever is joined to its end ("Hürriyetin"): leaving out too
/// much is the safe side.
const PREFIX_FROM_CHARS: usize = 5;

/// Characters of a part of a name (a surname, a name without its article or domain) from which it is looked for alone.
const PART_FROM_CHARS: usize = 4;

/// Names that must not appear.
#[derive(Debug, Clone, Default)]
pub struct Forbidden {
    /// Folded character by character, longest first.
    names: Vec<Vec<char>>,
}

impl Forbidden {
    /// The names behind `claims`: their outlets, everybody in their chains who has a name, and the labels and chains of the
    /// incident's origins for the same reports, but none of `allowed` (who did it, and where: told in any case).
    pub fn behind<'c>(
        claims: impl Iterator<Item = &'c Claim> + Clone,
        incident: Option<&Incident>,
        outlet: &dyn Fn(&ReportId) -> String,
        allowed: &[String],
    ) -> Self {
        let mut names: Vec<String> = Vec::new();
        for claim in claims.clone() {
            names.extend(variants(&outlet(&claim.report), false));
            for speaker in claim.said_by.iter().filter(|speaker| speaker.kind != SpeakerKind::Unnamed) {
                names.extend(variants(&speaker.name, speaker.kind == SpeakerKind::Person));
            }
        }
        for origin in incident.iter().flat_map(|incident| &incident.origins) {
            if !claims.clone().any(|claim| origin.reports.contains(&claim.report)) {
                continue;
            }
            // "Hürriyet (Hande Fırat)": the whole, and each of the two.
            let parts = origin.label.split(['(', ')']).map(str::trim).filter(|part| !part.is_empty());
            names.extend(parts.flat_map(|part| variants(part, false)));
            for speaker in origin.chain.iter().filter(|speaker| speaker.kind != SpeakerKind::Unnamed) {
                names.extend(variants(&speaker.name, speaker.kind == SpeakerKind::Person));
            }
        }
        Self::of(&names, allowed)
    }

    /// The given names but for those allowed.
    pub fn of(names: &[String], allowed: &[String]) -> Self {
        let allowed: Vec<String> = allowed.iter().map(|name| fold(name)).collect();
        let mut folded: Vec<Vec<char>> = names
            .iter()
            .filter(|name| !allowed.contains(&fold(name)))
            .map(|name| name.trim().chars().flat_map(fold_char).collect())
            .filter(|name: &Vec<char>| name.len() > 1)
            .collect();
        folded.sort_by(|left, right| (right.len(), left).cmp(&(left.len(), right)));
        folded.dedup();
        Self { names: folded }
    }

    /// Those of `self` that `other` does not name.
    pub fn without(mut self, other: &Self) -> Self {
        self.names.retain(|name| !other.names.contains(name));
        self
    }

    /// `text` with every forbidden name replaced by [`WITHHELD`].
    pub fn scrub(&self, text: &str) -> String {
        if self.names.is_empty() {
            return text.to_owned();
        }
        // Each folded character with the range of bytes of the character that it comes from.
        let folded: Vec<(char, usize, usize)> = text
            .char_indices()
            .flat_map(|(at, c)| fold_char(c).map(move |folded| (folded, at, at + c.len_utf8())))
            .collect();
        let mut scrubbed = String::with_capacity(text.len());
        let (mut at, mut copied) = (0, 0);
        while at < folded.len() {
            match self.names.iter().find(|name| stands_at(&folded, at, name)) {
                Some(name) => {
                    scrubbed.push_str(text.get(copied..folded[at].1).unwrap_or_default());
                    scrubbed.push_str(WITHHELD);
                    at += name.len();
                    copied = folded[at - 1].2;
                }
                None => at += 1,
            }
        }
        scrubbed.push_str(text.get(copied..).unwrap_or_default());
        scrubbed
    }
}

fn stands_at(text: &[(char, usize, usize)], at: usize, name: &[char]) -> bool {
    let Some(window) = text.get(at..at + name.len()) else { return false };
    if !window.iter().zip(name).all(|((c, _, _), n)| c == n || (c.is_whitespace() && n.is_whitespace())) {
        return false;
    }
    let word = |index: usize| text.get(index).is_some_and(|(c, _, _)| c.is_alphanumeric() && !runs_together(*c));
    let starts = at == 0 || !word(at - 1) || runs_together(name[0]);
    starts && (name.len() >= PREFIX_FROM_CHARS || !word(at + name.len()) || runs_together(name[0]))
}

/// Scripts written without spaces, where a name has no edges: Thai to Khmer, and Han, kana and hangul.
const fn runs_together(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{20000}'..='\u{3ffff}')
}

/// A name and its shorter forms: a person's last name, an outlet without "The" and without its domain.
fn variants(name: &str, person: bool) -> Vec<String> {
    let name = name.trim();
    let mut names = vec![name.to_owned()];
    if person && let Some(last) = name.split_whitespace().last() {
        names.push(last.to_owned());
    }
    if let Some(bare) = name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")) {
        names.push(bare.to_owned());
    }
    if !name.contains(' ')
        && let Some((stem, _)) = name.rsplit_once('.')
    {
        names.push(stem.trim_start_matches("www.").to_owned());
    }
    let long_enough = |part: &String| part == name || part.chars().count() >= PART_FROM_CHARS;
    names.into_iter().filter(long_enough).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_whatever_their_spelling() {
        let forbidden = Forbidden::of(&["Hürriyet".to_owned(), "Hande Fırat".to_owned(), "AP".to_owned()], &[]);
        for (text, expected) in [
            ("HURRIYET's columnist Hande Firat wrote", "[withheld]'s columnist [withheld] wrote"),
            ("AP: the capital, Apia", "[withheld]: the capital, Apia"),
            ("Hürriyetin dediği", "[withheld]in dediği"),
            ("Hu\u{308}rriyet", "[withheld]"),
            ("nothing here \u{1f642}", "nothing here \u{1f642}"),
            ("", ""),
        ] {
            assert_eq!(forbidden.scrub(text), expected);
        }
    }
}
