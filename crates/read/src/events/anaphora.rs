//! "such as the one on the church", "after the one at the hall": a word that stands for the noun before it.

use super::triggers::{Entry, Shape, Trigger};
use super::view::View;
use super::vocab::among;

/// Adds a trigger for every "the one on/at/in …" that follows a noun trigger in the same sentence or the one before.
pub(crate) fn resolve(view: &View<'_, '_>, triggers: &mut Vec<Trigger>) {
    let mut added = Vec::new();
    for token in 1..view.doc.tokens.len() {
        let first = view.norm(token) == "one"
            && (view.norm(token - 1) == "the"
                || matches!(view.norm(token - 1), "first" | "previous" | "earlier" | "similar"));
        let ordinal = view.norm(token) == "first" && view.norm(token - 1) == "the";
        if !(first || ordinal) || !among(view.norm(token + 1), "on at in against near outside that") {
            continue;
        }
        let sentence = view.doc.sentence_of(token);
        let before = triggers.partition_point(|t| t.tokens.start < token);
        let antecedent = triggers[..before].iter().rev().find(|t| t.entry.shape == Shape::Noun);
        let Some(antecedent) = antecedent.filter(|t| view.doc.sentence_of(t.tokens.start) + 1 >= sentence) else {
            continue;
        };
        let entry = Entry { refers: false, plural: false, ..antecedent.entry };
        added.push(Trigger { tokens: token..token + 1, entry });
    }
    triggers.extend(added);
    triggers.sort_by_key(|t| t.tokens.start);
}
