//! What an event comes to: stage, kind, date and casualties out of all its mentions.

use super::Material;
use super::dated;
use super::mention::{Mention as EventMention, Phase};
use super::merge::Event;
use super::outcome;
use super::triggers::Grip;
use super::view::View;
use super::vocab::*;
use crate::dates::DateMention;
use crate::tag::scores::SENTENCE_KINDS;
use record::{Assertion, Claim, DatePrecision, Kind, KindFamily, Stage, When};
use std::ops::Range;

/// A plan whose makers were arrested was foiled, where the report tells the two together.
pub(super) fn foiled_by_arrest(mut claim: Claim, event: &Event, view: &View<'_, '_>) -> Claim {
    let arrest = |t: usize| {
        among(view.norm(t), "arrested arrest arrests detained custody indicted apprehended jailed charged")
            && !outcome::none_before(view, t)
    };
    let near = |m: &EventMention| {
        let sentences = view
            .doc
            .sentences
            .get(m.sentence.saturating_sub(1)..view.doc.sentences.len().min(m.sentence + 2))
            .unwrap_or_default();
        sentences.iter().flat_map(|s| s.tokens.clone()).any(arrest)
    };
    if claim.stage == Stage::Planned
        && event.mentions.iter().filter(|m| m.reading.stage == Some(Stage::Planned)).any(near)
    {
        claim.stage = Stage::Foiled;
    }
    claim
}

pub(super) fn stage(view: &View<'_, '_>, event: &Event) -> Stage {
    let said = |stage: Stage| event.mentions.iter().any(|m| m.reading.stage == Some(stage));
    if event.phase == Phase::Ahead {
        for stage in [Stage::Denied, Stage::Foiled, Stage::Attempted, Stage::Planned] {
            if said(stage) {
                return stage;
            }
        }
        return if said(Stage::Threatened) { Stage::Threatened } else { Stage::Planned };
    }
    let plain =
        event.mentions.iter().any(|m| m.reading.stage.is_none() && m.phase() == Phase::Done && !m.names_people(view));
    let bombs_only = event.mentions.iter().filter(|m| m.grip >= Grip::Loose).all(|m| m.names_device(view))
        && event.mentions.iter().all(|m| m.killed.is_none() && m.injured.is_none());
    // "The bomb failed to explode. Experts defused it": what was tried first stays an attempt.
    let first =
        event.mentions.iter().filter_map(|m| m.reading.stage).find(|s| matches!(s, Stage::Attempted | Stage::Foiled));
    match () {
        () if bombs_only && !outcome::took_effect(view, event) => Stage::Attempted,
        () if !plain => first.unwrap_or(Stage::Accomplished),
        () => Stage::Accomplished,
    }
}

/// The kind that the words of its mentions speak for, unless the models are surer of another.
pub(super) fn kind(event: &Event, material: Material<'_, '_>) -> Kind {
    let kind = told_kind(event);
    let rows = || event.mentions.iter().filter_map(|m| material.scores.sentences.get(m.sentence));
    let sure = |column: usize| rows().map(|row| row[column]).fold(0.0, f32::max);
    let (Some(own), KindFamily::Violent) = (coarse(kind), kind.family()) else { return kind };
    let best = (0..SENTENCE_KINDS.len()).reduce(|a, b| if sure(b) > sure(a) { b } else { a }).unwrap_or(own);
    if sure(best) - sure(own) >= material.guidance.kind_margin { SENTENCE_KINDS[best] } else { kind }
}

/// The column of the models' coarse kinds that a kind falls under.
fn coarse(kind: Kind) -> Option<usize> {
    let wide = match kind {
        Kind::ArmedAssault | Kind::Assassination | Kind::Hijacking => Kind::Attack,
        other => other,
    };
    SENTENCE_KINDS.iter().position(|k| *k == wide)
}

fn told_kind(event: &Event) -> Kind {
    let mut votes: Vec<(Kind, f32)> = Vec::new();
    for mention in &event.mentions {
        let weight = match mention.grip {
            Grip::Firm => 1.0,
            Grip::Loose => 0.5,
            Grip::Faint => 0.2,
        } * if mention.kind == Kind::Attack { 0.3 } else { 1.0 }
            * if mention.title { 1.5 } else { 1.0 }
            * match mention.kind {
                Kind::Assassination | Kind::Hijacking => 1.8,
                _ => 1.0,
            };
        match votes.iter_mut().find(|(k, _)| *k == mention.kind) {
            Some((_, v)) => *v += weight,
            None => votes.push((mention.kind, weight)),
        }
    }
    votes.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a }).map_or(Kind::Attack, |(k, _)| k)
}

/// The most precise date, the earliest mention first.
pub(super) fn when(event: &Event) -> Option<When> {
    let rank = |w: &When| match w.precision {
        DatePrecision::Time | DatePrecision::Day => 0,
        DatePrecision::Week => 1,
        DatePrecision::Month => 2,
        DatePrecision::Year => 3,
    };
    let firm = |m: &&EventMention| m.grip == Grip::Firm;
    let best = |list: Vec<&When>| list.into_iter().min_by_key(|w| rank(w)).cloned();
    best(event.mentions.iter().filter(firm).filter_map(|m| m.when.as_ref()).collect())
        .or_else(|| best(event.mentions.iter().filter_map(|m| m.when.as_ref()).collect()))
}

/// A day told beside an event whose own clauses tell none: in its sentences, else in those next to them.
pub(super) fn when_nearby(view: &View<'_, '_>, event: &Event, dates: &[DateMention]) -> Option<When> {
    const STEPS: [isize; 4] = [0, 1, -1, 2];
    /// A day longer before the report is another story's.
    const NEWS_DAYS: f64 = 12.0;
    let published = view.published.as_ref()?;
    let fits = |date: &&DateMention, sentence: &Range<usize>| {
        let day = matches!(date.when.precision, DatePrecision::Time | DatePrecision::Day);
        let past = date.when.start < published.end && date.when.gap_days(published) <= NEWS_DAYS;
        let before = date.tokens.start.checked_sub(1).map_or("", |t| view.norm(t));
        let bounds = among(before, "since until till before by after");
        let saying = dated::of_saying(view, date, sentence) || dated::of_dateline(view, date, sentence);
        day && past && !bounds && !saying && !dated::event_name(view, date)
    };
    let firm = event.mentions.iter().filter(|m| m.grip >= Grip::Loose);
    let sentences: Vec<usize> = firm.map(|m| m.sentence).collect();
    STEPS.iter().find_map(|step| {
        sentences.iter().find_map(|n| {
            let sentence = &view.doc.sentences.get(n.checked_add_signed(*step)?)?.tokens;
            let from = dates.partition_point(|d| d.tokens.start < sentence.start);
            let mut own = dates[from..].iter().take_while(|d| d.tokens.start < sentence.end);
            own.find(|d| fits(d, sentence)).map(|d| d.when.clone())
        })
    })
}

/// The day on which a threat was made: the latest day told beside it that is not ahead of the report.
pub(super) fn said_on(view: &View<'_, '_>, event: &Event, dates: &[DateMention]) -> Option<When> {
    const STEPS: [isize; 3] = [0, 1, -1];
    const NEWS_DAYS: f64 = 20.0;
    let published = view.published.as_ref()?;
    let fits = |date: &&DateMention| {
        let day = matches!(date.when.precision, DatePrecision::Time | DatePrecision::Day);
        let before = date.tokens.start.checked_sub(1).map_or("", |t| view.norm(t));
        day && date.when.start < published.end
            && date.when.gap_days(published) <= NEWS_DAYS
            && !among(before, "since until till before by from after")
    };
    let told = event.mentions.iter().filter(|m| m.reading.stage == Some(Stage::Threatened) || m.kind == Kind::Threat);
    let sentences: Vec<usize> = told.map(|m| m.sentence).collect();
    STEPS.iter().find_map(|step| {
        sentences.iter().find_map(|n| {
            let sentence = &view.doc.sentences.get(n.checked_add_signed(*step)?)?.tokens;
            let from = dates.partition_point(|d| d.tokens.start < sentence.start);
            let own = dates[from..].iter().take_while(|d| d.tokens.start < sentence.end);
            let lines = |d: &&DateMention| !dated::of_dateline(view, d, sentence);
            own.filter(fits).filter(lines).max_by_key(|d| d.when.start).map(|d| d.when.clone())
        })
    })
}

pub(super) fn assertion(event: &Event, stage: Stage) -> Assertion {
    if stage == Stage::Denied {
        return Assertion::Denied;
    }
    let firm = event.mentions.iter().filter(|m| m.grip == Grip::Firm && m.reading.assertion != Assertion::Hypothetical);
    firm.map(|m| m.reading.assertion).min().unwrap_or(Assertion::Reported)
}

/// One person is named or described as the one killed, and no other.
pub(super) fn one_dead(view: &View<'_, '_>, event: &Event, claim: &Claim) -> Option<u32> {
    let lethal = |t: usize| {
        among(
            view.norm(t),
            "killed assassinated murdered dead lynched slain gunned assassination murder executed beheaded hacked",
        )
    };
    let told = event.mentions.iter().filter(|m| m.grip == Grip::Firm && m.reading.stage.is_none());
    let killed = claim.kind == Kind::Assassination || told.flat_map(|m| m.trigger.tokens.clone()).any(lethal);
    let described = || match claim.victim_descriptions.as_slice() {
        [one] => {
            let words = one.text.to_lowercase();
            let last = words.split_whitespace().last().unwrap_or_default();
            let several = last.ends_with('s') || last.ends_with("men") || last == "people" || words.contains(" and ");
            !several && !words.chars().any(|c| c.is_ascii_digit())
        }
        _ => false,
    };
    (killed && (claim.victims.len() == 1 || claim.victims.is_empty() && described())).then_some(1)
}

/// "beheaded X", "X was shot dead": one person by name.
pub(super) fn one_killed(view: &View<'_, '_>, event: &Event) -> Option<u32> {
    let lethal = |m: &&EventMention| {
        m.trigger.tokens.clone().any(|t| {
            among(
                view.norm(t),
                "killed kills kill beheaded assassinated murdered dead lynched slain gunned death \
                assassination murder executed died",
            )
        })
    };
    let single = |m: &EventMention| matches!(m.slots.victims.as_slice(), [one] if view.proper(one.head) && !view.norm(one.head).ends_with('s') || one.tokens.len() < 8 && matches!(view.norm(one.tokens.start), "a" | "an"));
    let named = |m: &EventMention| {
        m.slots.victims.len() <= 2
            && (m.slots.victims.iter().any(|v| view.proper(v.head) && !view.is(v.head, PEOPLE | FORCES))
                || m.slots.named.len() == 1)
    };
    let stage = |m: &&EventMention| m.reading.stage.is_none();
    event.mentions.iter().filter(lethal).filter(stage).any(|m| single(m) || named(m)).then_some(1)
}
