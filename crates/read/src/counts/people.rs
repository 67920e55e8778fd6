//! How many people the subject or the object of a verb of harm stands for.

use super::number::number;
use crate::doc::TokenKind;
use crate::events::view::{Phrase, View};
use crate::events::vocab::*;

/// How many phrases joined by commas and "and" are added up.
const COORDINATED_MAX: usize = 6;
/// How far back a clause may begin before its verb, in tokens.
const CLAUSE_TOKENS_MAX: usize = 26;

/// A phrase with one of these as its head is no single person.
const THINGS: Bits = SITE | VEHICLE | WEAPON | TIME | UNIT | ANIMAL | ORG | ACCIDENT | KILL | INJURE | MARKET;

/// How many people a phrase stands for: its number, or one for "a policeman".
fn people(view: &View<'_, '_>, phrase: &Phrase) -> Option<u32> {
    if age(view, phrase) {
        return None;
    }
    // "a total of 19".
    if view.norm(phrase.head) == "total" && view.norm(phrase.head + 1) == "of" {
        return number(view, phrase.head + 2).map(|(value, _)| value);
    }
    if view.norm(phrase.tokens.start) == "both"
        || view.norm(phrase.head) == "couple" && view.norm(phrase.head + 1) != "of" && !several_before(view, phrase)
    {
        return Some(2);
    }
    for token in phrase.tokens.clone() {
        if view.norm(token) == "of" && token > phrase.head {
            break;
        }
        if (view.doc.tokens[token].kind == TokenKind::Number || view.is(token, NUM))
            && let Some((value, _)) = number(view, token)
        {
            return Some(value);
        }
        if token > phrase.head {
            break;
        }
    }
    one(view, phrase).then_some(1)
}

/// "three couples" are no couple.
fn several_before(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    (phrase.tokens.start..phrase.head).any(|t| view.is(t, NUM) || view.doc.tokens[t].kind == TokenKind::Number)
}

/// "Sipho Zungu, 34, died": a number behind a name is an age; so is each of "cousins of 19 and 22 from the village".
fn age(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    let at = phrase.tokens.start;
    if at >= 2 && (ages(view, at - 1) || at >= 4 && ages(view, at - 3)) {
        return true;
    }
    phrase.tokens.len() == 1
        && view.doc.tokens[at].kind == TokenKind::Number
        && at >= 2
        && view.norm(at - 1) == ","
        && view.norm(at + 1) == ","
        && view.proper(at - 2)
        && view.name(at - 2).is_none()
        && !view.is(at - 2, TIME)
}

/// "cousins of 19 and 22", where `of` is the small word; not "a total of 19 and 22 were hurt".
fn ages(view: &View<'_, '_>, of: usize) -> bool {
    let digits = |t: usize| view.doc.tokens.get(t).is_some_and(|token| token.kind == TokenKind::Number);
    let two = digits(of + 1) && view.norm(of + 2) == "and" && digits(of + 3);
    let several = view.is(of - 1, PEOPLE | FORCES | PERP) || view.norm(of - 1).ends_with('s');
    let counted = view.norm(of) == "of" && view.is(of + 4, AUX | KILL | INJURE | PEOPLE | FORCES);
    two && among(view.norm(of), "of aged") && several && !counted
}

/// "a policeman", "his driver", "a street vendor": one person.
fn one(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    let (first, head) = (view.norm(phrase.tokens.start), view.norm(phrase.head));
    let plural = head.ends_with("men") || head.ends_with('s') && !matches!(head, "boss" | "hostess" | "waitress");
    let many = among(
        head,
        "people police children troops crew family staff personnel army crowd military congregation forces couple \
            group number clergy patrol team party convoy unit pair handful rest dozen majority",
    );
    let known = view.is(phrase.head, PEOPLE | FORCES | PERP);
    let described =
        among(first, "a an another his her") && !view.is(phrase.head, THINGS) && view.name(phrase.head).is_none();
    among(first, "a an another the his her its their") && !plural && !many && (known || described)
}

fn attackers(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    view.is(phrase.head, PERP) && !view.is(phrase.head, PEOPLE)
}

/// Adds up the phrases from `start`: "three women and six children". A list that only spells the first number out
/// ("two men, a farmer and his son") counts once.
pub(super) fn object(view: &View<'_, '_>, start: usize, limit: usize) -> Option<(u32, bool)> {
    let mut at = start;
    while at < limit
        && (view.is(at, ADV) && !view.is(at, DET | NUM)
            || view.norm(start + 1) == "lives" && matches!(view.norm(at), "the" | "lives" | "of") && at < start + 3)
    {
        at += 1;
    }
    let mut values: Vec<u32> = Vec::new();
    let mut all_attackers = true;
    for _ in 0..COORDINATED_MAX {
        let Some(phrase) = view.phrase_from(at, limit) else { break };
        // "shot both brothers": those told of before, attackers more often than victims.
        let both = view.norm(phrase.tokens.start) == "both";
        let Some(value) = people(view, &phrase).filter(|_| !both) else { break };
        let after = phrase.tokens.end;
        if !values.is_empty() {
            // "killed 12 people and 30 were wounded", "wounding six, an officer said": it belongs to its own verb.
            let own_verb = view.is(after, AUX | INJURE | KILL | REPORT)
                || view.is(after, VERB) && !view.norm(after).ends_with("ing")
                || (view.norm(after) == "more" && view.is(after + 1, AUX | INJURE));
            if own_verb || view.is(phrase.head, INJURE | KILL) {
                break;
            }
        }
        values.push(value);
        all_attackers &= attackers(view, &phrase);
        at = after;
        if view.is(at, ADV) || matches!(view.norm(at), "dead") {
            break;
        }
        // "the ambassador to Libya and three other Americans".
        if among(view.norm(at), "to of from")
            && let Some(whose) = view.phrase_from(at + 1, limit)
            && view.norm(whose.tokens.end) == "and"
            && number(view, whose.tokens.end + 1).is_some()
        {
            at = whose.tokens.end;
        }
        match (view.norm(at), view.norm(at + 1)) {
            (",", "and") => at += 2,
            ("and", _) => at += 1,
            (",", next) if next != "including" && (number(view, at + 1).is_some() || matches!(next, "a" | "an")) => {
                at += 1
            }
            _ => break,
        }
    }
    let first = *values.first()?;
    let rest = values[1..].iter().fold(0_u32, |sum, v| sum.saturating_add(*v));
    let spelled_out = first > 1 && values.len() > 2 && rest == first;
    Some((if spelled_out { first } else { first.saturating_add(rest) }, all_attackers))
}

/// The number of people in the phrase or coordinated phrases before the verb.
pub(super) fn subject(view: &View<'_, '_>, verb: usize, from: usize) -> Option<(u32, bool)> {
    let k = view.before_auxiliaries(verb, from);
    let told = match clause(view, k, from) {
        Some((phrase, true)) => people(view, &phrase)
            .map(|value| (value + joined(view, phrase.tokens.start, from), attackers(view, &phrase))),
        other => near(view, verb, from).or_else(|| {
            other.and_then(|(phrase, _)| {
                let value = people(view, &phrase)?.saturating_add(joined(view, phrase.tokens.start, from));
                Some((value, attackers(view, &phrase)))
            })
        }),
    };
    told.or_else(|| of_them(view, k, from)).or_else(|| singular(view, k, verb, from))
}

/// "one of them died", "two of whom were wounded", "both were killed".
fn of_them(view: &View<'_, '_>, k: usize, from: usize) -> Option<(u32, bool)> {
    if k > from && view.norm(k - 1) == "both" {
        return Some((2, false));
    }
    let number_at = k.checked_sub(3).filter(|t| *t >= from)?;
    let of_them = view.norm(k - 2) == "of" && matches!(view.norm(k - 1), "them" | "whom" | "these" | "those");
    if of_them { number(view, number_at).map(|(value, _)| (value, false)) } else { None }
}

/// "The school's vice principal was wounded", "Luis Gomez was shot dead", "she was hurt": the verb says that it is one.
fn singular(view: &View<'_, '_>, first: usize, verb: usize, from: usize) -> Option<(u32, bool)> {
    let died = among(view.norm(verb), "died dies perished succumbed");
    let was = (died || (first..verb).any(|t| matches!(view.norm(t), "was" | "is" | "has")))
        && !(first..verb).any(|t| among(view.norm(t), "were are have will would may could"));
    let end = first.checked_sub(1).filter(|t| *t >= from)?;
    let pronoun = matches!(view.norm(end), "he" | "she");
    let phrase = view.subject(verb, from);
    let person = phrase.is_some_and(|phrase| {
        let head = view.norm(phrase.head);
        let known = view.is(phrase.head, PEOPLE | FORCES | TITLE);
        let name = view.proper(phrase.head) && view.name(phrase.head).is_none();
        let numbered = phrase.tokens.clone().any(|t| view.is(t, NUM) || view.doc.tokens[t].kind == TokenKind::Number);
        let single = name || known && !head.ends_with('s');
        single && !numbered && !view.is(phrase.head, THINGS) && head != "people"
    });
    (was && (pronoun || person)).then_some((1, false))
}

fn near(view: &View<'_, '_>, verb: usize, from: usize) -> Option<(u32, bool)> {
    let last = view.subject(verb, from)?;
    let phrase = if people(view, &last).is_some() { last } else { whose(view, &last, from)? };
    let mut sum = people(view, &phrase)?;
    let all_attackers = attackers(view, &phrase);
    sum = sum.saturating_add(joined(view, phrase.tokens.start, from));
    Some((sum, all_attackers))
}

/// "one member of the guard": the people who stand before what they belong to.
fn whose(view: &View<'_, '_>, group: &Phrase, from: usize) -> Option<Phrase> {
    let of = group.tokens.start.checked_sub(1).filter(|t| *t > from && view.norm(*t) == "of")?;
    let phrase = view.phrase_before(of, from)?;
    let person = view.is(phrase.head, PEOPLE | FORCES | PERP) || among(view.norm(phrase.head), "member members");
    (person && numbered(view, &phrase)).then_some(phrase)
}

/// How many people the phrases stand for that are joined before one: "three women and" six children.
fn joined(view: &View<'_, '_>, mut start: usize, from: usize) -> u32 {
    let mut sum = 0_u32;
    for _ in 0..COORDINATED_MAX {
        while start > from && among(view.norm(start - 1), "least at than more about some nearly to up") {
            start -= 1;
        }
        if start <= from || !matches!(view.norm(start - 1), "and" | ",") {
            break;
        }
        let Some((value, at)) = conjunct(view, start - 1, from) else { break };
        sum = sum.saturating_add(value);
        start = at;
    }
    sum
}

/// How many people the phrase before "and" stands for, and where it begins. "A peacekeeper from Zambia", "the vice mayor of
/// a town in Lanao": the person stands before the places.
fn conjunct(view: &View<'_, '_>, end: usize, from: usize) -> Option<(u32, usize)> {
    const PREPOSITIONS_MAX: usize = 2;
    let last = view.phrase_before(end, from)?;
    let whose = |phrase: &Phrase| {
        let prep = phrase.tokens.start.checked_sub(1).filter(|t| *t > from && among(view.norm(*t), "of from in at"))?;
        view.phrase_before(prep, from)
    };
    let mut phrase = whose(&last);
    for _ in 0..PREPOSITIONS_MAX {
        let Some(head) = phrase.take() else { break };
        // Only what opens the clause: "fired on the house of the mayor and two guards were hurt".
        let start = head.tokens.start;
        if opens_clause(view, start, from) && (one(view, &head) || numbered(view, &head)) {
            return people(view, &head).map(|value| (value, start));
        }
        phrase = whose(&head);
    }
    let start = last.tokens.start;
    // "one hundred and" twelve.
    if among(view.norm(end - 1), "hundred thousand") {
        let whole = number(view, start).filter(|(_, at)| *at > end)?.0;
        return Some((whole.saturating_sub(number(view, end + 1).map_or(0, |(rest, _)| rest)), start));
    }
    // "the driver and" a passenger.
    if opens_clause(view, start, from) && one(view, &last) && !view.is(last.head, THINGS) {
        return people(view, &last).map(|value| (value, start));
    }
    let several = !view.is(last.head, THINGS) && view.norm(last.head).ends_with('s');
    let harmed = view.is(last.head, PEOPLE | FORCES | PERP) || one(view, &last) || several;
    // "six dead and three children were hurt" is not nine hurt.
    let value = people(view, &last).filter(|_| harmed && numbered(view, &last))?;
    Some((value, last.tokens.start))
}

/// What stands here opens a clause.
fn opens_clause(view: &View<'_, '_>, at: usize, from: usize) -> bool {
    at == from || view.punct(at - 1) || among(view.norm(at - 1), "and that when but while")
}

/// "two men", "a farmer".
fn numbered(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    phrase.tokens.clone().any(|t| view.is(t, NUM)) || matches!(view.norm(phrase.tokens.start), "a" | "an")
}

/// The phrase that opens the clause of a verb group at `k`, where something stands between the two; true where what
/// stands between is a clause of its own: "a guard who was escorting teachers was shot dead".
fn clause(view: &View<'_, '_>, k: usize, from: usize) -> Option<(Phrase, bool)> {
    let low = from.max(k.saturating_sub(CLAUSE_TOKENS_MAX));
    for at in (low..k).rev() {
        let opens =
            at == from || among(view.norm(at - 1), "; : -- - — – ) \" and but that while") && !view.hyphen(at - 1);
        if !opens {
            continue;
        }
        let Some(phrase) = view.phrase_from(at, k) else { continue };
        let gap = phrase.tokens.end;
        if gap >= k || people(view, &phrase).is_none() {
            continue;
        }
        let comma = usize::from(among(view.norm(gap), ", - – —"));
        let who = matches!(view.norm(gap + comma), "who" | "whom" | "whose");
        let doing = view.norm(gap).ends_with("ing") && !view.is(gap, PREP);
        let aged = view.norm(gap) == "aged" || view.norm(gap - 1) == "aged";
        let acts = |t: usize| view.is(t, AUX | MODAL | VERB | REPORT) && !view.norm(t).ends_with("ing");
        let finite = |t: usize| view.is(t, CONJ) || acts(t);
        // "A motorist, Sipho Zungu, 34, who drove into the crossfire, died"; not "A gunman burst in where six, all old, died".
        let relative = |t: &usize| among(view.norm(*t), "who whom whose which where when");
        let aside = comma == 1 && gap + 1 < k && view.norm(k - 1) == view.norm(gap);
        let other = |t: &usize| among(view.norm(*t), "where when which");
        let remark = aside && !(gap..k).any(|t| other(&t)) && !(gap..(gap..k).find(relative).unwrap_or(k)).any(acts);
        if remark || who || aged || doing && !(gap..k).any(finite) {
            return Some((phrase, true));
        }
        if view.is(gap, PREP) && !(gap..k).any(finite) {
            return Some((phrase, false));
        }
    }
    None
}
