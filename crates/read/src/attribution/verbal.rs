//! Is this form a verb here, and which words belong to it?

use super::lexicon::{Act, Cue, Form};
use super::phrase::View;
use super::words::{
    is_adverb, is_auxiliary, is_be, is_determiner, is_document, is_preposition, is_press_word, is_release,
    is_saying_noun, is_title, is_unnamed,
};
use std::ops::Range;

/// The verb with its auxiliaries and adverbs.
pub(crate) struct Group {
    pub start: usize,
    pub be: bool,
    pub aux: bool,
    pub infinitive: bool,
    pub negated: bool,
}

pub(crate) fn group(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Group {
    let mut group = Group { start: t, be: false, aux: false, infinitive: false, negated: false };
    while group.start > sentence.start {
        let p = group.start - 1;
        let word = view.norm(p);
        let adverb = is_adverb(word)
            || word.ends_with("ly")
                && word.len() > 4
                && !matches!(
                    word,
                    "family" | "italy" | "daily" | "weekly" | "assembly" | "monthly" | "ally" | "rally" | "july"
                );
        // A possessive is no verb: "last week's attack".
        let possessive = word == "'s"
            && !(p > sentence.start
                && matches!(view.norm(p - 1), "he" | "she" | "it" | "who" | "that" | "there" | "what" | "this"));
        if possessive {
            break;
        }
        if !(is_auxiliary(word) || adverb) || view.capitalised(p) && p > sentence.start && adverb {
            break;
        }
        group.be |= is_be(word);
        group.aux |= is_auxiliary(word);
        group.infinitive |= word == "to";
        group.negated |= matches!(word, "not" | "never") || word.ends_with("n't");
        group.start = p;
        if group.infinitive {
            break;
        }
    }
    // Adverbs that open the sentence are no part of the verb.
    while group.start < t && is_adverb(view.norm(group.start)) && group.start == sentence.start {
        group.start += 1;
    }
    group
}

/// Whether the form is a verb here.
pub(crate) fn plausible(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, cue: &Cue, group: &Group) -> bool {
    let first = group.start == sentence.start;
    let before = if first { "" } else { view.norm(group.start - 1) };
    let after = view.norm(t + 1);
    if group.infinitive || after == "-" && !view.is_dash(t + 1) {
        return false;
    }
    if before == "-" && !view.is_dash(group.start - 1) {
        return false;
    }
    // "a video posted on Monday": the participle tells which video.
    if cue.form == Form::Past && !group.aux && is_document(before) && is_release(view.norm(t)) {
        return false;
    }
    match cue.form {
        Form::Past if !group.aux && !first && view.is_verb(group.start - 1) => false,
        Form::Past => {
            group.aux
                || !(is_determiner(before)
                    && before != "that"
                    && before != "this"
                    && before != "some"
                    && before != "many"
                    && before != "others"
                    && before != "all"
                    && before != "both"
                    || is_preposition(before)
                    || before == "'s")
        }
        Form::Base => {
            let plural = matches!(
                before,
                "i" | "we" | "you" | "they" | "who" | "police" | "people" | "some" | "many" | "others" | "which"
            );
            let ends_s = before.ends_with('s')
                && !before.ends_with("ss")
                && !matches!(before, "his" | "its" | "this" | "was" | "is" | "has" | "'s");
            !first && (group.aux && !group.be || plural || ends_s && !cue.noun && !view.capitalised(t))
        }
        Form::Third => {
            if !cue.noun {
                return !is_determiner(before) && before != "to";
            }
            let singular = matches!(before, "he" | "she" | "it" | "who" | "which");
            let named = !first
                && view.capitalised(group.start - 1)
                && !view.doc.all_caps
                && !view.capitalised(t)
                && !is_title(before);
            let noun = is_press_word(before)
                || is_saying_noun(before)
                || (is_title(before) || is_unnamed(before))
                    && !before.ends_with('s')
                    && !view.capitalised(group.start - 1);
            let verb_like = !matches!(
                after,
                "of" | "for" | "were" | "are" | "was" | "from" | "have" | "said" | "by" | "about" | "and"
            );
            // `"…," reports Example Post.`
            let turned = cue.inverts && matches!(before, "\"" | ",") && view.capitalised(t + 1);
            if turned {
                return true;
            }
            let title = view.doc.has_title && sentence.start == 0 && verb_like;
            (singular || named || noun || title && !after.is_empty()) && verb_like && !is_determiner(before)
        }
        Form::Ing => ing_plausible(cue, before, first, group),
    }
}

fn ing_plausible(cue: &Cue, before: &str, first: bool, group: &Group) -> bool {
    if group.be {
        return true;
    }
    let speech = matches!(cue.act, Act::Say | Act::Cite);
    if before == "," || matches!(before, "and" | "--" | "-" | "\"") {
        return true;
    }
    if first {
        return cue.act == Act::Cite;
    }
    // "a video threatening to".
    if is_document(before) && cue.act == Act::Will {
        return true;
    }
    // "a letter warning that", not "of reporting".
    speech && !is_preposition(before) && !is_determiner(before) && !is_auxiliary(before)
}
