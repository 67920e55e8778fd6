//! Fillers of one role: several wordings of one filler come to one.

use super::Material;
use crate::doc::Doc;
use crate::names::NameKind;
use crate::tag::Role;
use record::Mention;

/// A name scored under this is no victim's.
const UNBELIEVED_MAX: f32 = 0.02;

/// Leaves one wording of each filler: the one that the models are surest of.
pub(super) fn one_each(material: Material<'_, '_>, role: Role, list: &mut Vec<Mention>) {
    let score = |mention: &Mention| {
        let tokens = mention.span.map(|span| crate::reader::tokens_of(material.doc, span)).unwrap_or_default();
        material.scores.mean_role(tokens, &[role])
    };
    let mut kept: Vec<(Mention, f32, Vec<String>)> = Vec::new();
    for mention in list.drain(..) {
        let (own, words) = (score(&mention), words(&mention.text));
        if own < UNBELIEVED_MAX && role == Role::Victim {
            // A name that stands where a victim's would, and that no model takes for one: "Graz".
            continue;
        }
        match kept.iter_mut().find(|(_, _, others)| same(role, &words, others)) {
            Some(known) if own > known.1 => *known = (mention, own, words),
            Some(_) => {}
            None => kept.push((mention, own, words)),
        }
    }
    list.extend(kept.into_iter().map(|(mention, ..)| mention));
}

/// How surely a mention is an organisation behind violence, wherever the report names it.
pub(super) fn behind(material: Material<'_, '_>, mention: &Mention) -> f32 {
    let own = mention.span.map(|span| crate::reader::tokens_of(material.doc, span));
    let named = material.names.iter().filter(|name| match (&name.what, &mention.group) {
        (NameKind::Group(id), Some(group)) => id == group,
        _ => false,
    });
    let places = named.map(|name| name.tokens.clone()).chain(own);
    places.map(|tokens| material.scores.mean_role(tokens, &[Role::Organisation])).fold(0.0, f32::max)
}

/// Folded words without articles and punctuation.
fn words(text: &str) -> Vec<String> {
    let doc = Doc::new(text, false);
    let word = |t: usize| doc.norm(t).trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let all: Vec<String> = (0..doc.tokens.len()).map(word).filter(|word| !word.is_empty()).collect();
    all.into_iter().filter(|word| !matches!(word.as_str(), "a" | "an" | "the")).collect()
}

/// True if one wording holds all words of the other, and for things and people described they end in the same word; an
/// acronym is the same as the name that it abbreviates.
fn same(role: Role, a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return long.is_empty();
    }
    let within = short.iter().all(|word| long.contains(word));
    match role {
        Role::Victim => within,
        Role::Organisation => within || matches!(short, [one] if *one == initials(long)),
        _ => within && short.last() == long.last(),
    }
}

fn initials(words: &[String]) -> String {
    words.iter().filter(|word| word.len() > 2).filter_map(|word| word.chars().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(role: Role, a: &str, b: &str, expected: bool) {
        assert_eq!(same(role, &words(a), &words(b)), expected, "{a} / {b}");
    }

    #[test]
    fn wordings_of_one_filler_are_the_same() {
        check(Role::Victim, "Diaz Perez", "Maria Elena Diaz Perez", true);
        check(Role::Victim, "Diaz Perez", "Alfonso de Lima", false);
        check(Role::Organisation, "FMLN", "Farabundo Marti National Liberation Front", false);
        check(Role::Organisation, "ELN", "National Liberation Army", false);
        check(Role::Organisation, "NLA", "National Liberation Army", true);
        check(Role::Target, "the bus", "a crowded bus", true);
        check(Role::Target, "the bus", "a bus station", false);
    }
}
