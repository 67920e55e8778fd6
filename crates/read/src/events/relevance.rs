//! Whether a report tells of organised violence or only touches on it.

use super::mention::Phase;
use super::merge::Event;
use super::triggers::Grip;
use super::view::View;
use super::vocab::*;
use crate::names::NameKind;
use jiff::civil::Date;
use record::{Kind, KindFamily, Stage, When};

/// The score from which a report counts as relevant.
pub(crate) const RELEVANT_MIN: f32 = 2.7;
/// A date farther back than this before publication makes an event an old case, in days.
const OLD_DAYS: f64 = 200.0;
/// Most that the context can take away.
const CONTEXT_MAX: f32 = 4.0;
/// What a review or a match report loses.
const GENRE: f32 = 4.0;
/// A report of no more sentences is short.
const SHORT_SENTENCES: usize = 8;
/// Sentences that make up headline and lead.
pub(crate) const LEAD_SENTENCES: usize = 4;

/// The prominence of an event within its report: headline and lead count most.
pub(crate) fn prominence(event: &Event) -> f32 {
    let mut score: f32 = 0.0;
    let mut later: f32 = 0.0;
    for mention in &event.mentions {
        let weight = match mention.grip {
            Grip::Firm => 1.0,
            Grip::Loose => 0.6,
            Grip::Faint => 0.35,
        };
        if mention.title {
            score += 2.0 * weight;
        } else if !mention.headed && mention.sentence < 2 {
            // No headline: the first sentences say what the report is about.
            score += 1.5 * weight;
        } else if mention.sentence < LEAD_SENTENCES {
            score += weight;
        } else {
            later += 0.25 * weight;
        }
    }
    score += later.min(1.5);
    if event.phase == Phase::Ahead {
        score += 0.3;
    }
    match event.family() {
        KindFamily::ArrestRaid => score * 0.5,
        KindFamily::Threat => score * 0.8,
        KindFamily::Violent => score,
    }
}

/// Groups and armed people named in headline and lead.
fn armed_lead(view: &View<'_, '_>) -> f32 {
    let mut found: f32 = 0.0;
    for sentence in view.doc.sentences.iter().take(LEAD_SENTENCES) {
        let groups = view.names_in(sentence.tokens.clone()).filter(|n| matches!(n.what, NameKind::Group(_))).count();
        let words = sentence.tokens.clone().filter(|t| view.is(*t, PERP) && !view.is(*t, PEOPLE | COLLECTIVE)).count();
        found += 0.25 * groups.min(2) as f32 + 0.15 * words.min(2) as f32;
    }
    found.min(1.0)
}

/// The relevance of a report, given its main event and a share of the prominence of those beside it.
pub(crate) fn score(
    view: &View<'_, '_>,
    main: &Event,
    beside: f32,
    when: Option<&When>,
    published: Option<Date>,
) -> f32 {
    let mut score = prominence(main).min(4.5);
    let any = |f: &dyn Fn(&super::mention::Mention) -> bool| main.mentions.iter().any(f);
    if any(&|m| m.killed.is_some() || m.injured.is_some()) {
        score += 0.7;
    }
    if any(&|m| !m.slots.actors.is_empty()) {
        score += 0.8;
    }
    if any(&|m| !m.slots.perpetrators.is_empty()) {
        score += 0.4;
    }
    if any(&|m| m.place.as_ref().is_some_and(|p| p.direct)) {
        score += 0.5;
    }
    if any(&|m| !m.slots.targets.is_empty()) {
        score += 0.3;
    }
    if any(&|m| {
        m.grip == Grip::Firm && matches!(m.reading.stage, Some(Stage::Foiled | Stage::Planned | Stage::Attempted))
    }) {
        score += 0.6;
    }
    if view.doc.sentences.len() <= SHORT_SENTENCES && any(&|m| m.sentence < 2 && m.grip == Grip::Firm) {
        // A short report is about what it opens with.
        score += 0.5;
    }
    score += armed_lead(view) + beside.min(1.0);
    if is_old(when, published) {
        score -= 3.0;
    }
    // A foiled plot, victims or armed men are what they are, wherever they were: a stadium, a court, a market.
    let plain = any(&|m| {
        m.grip == Grip::Firm
            && (m.killed.is_some()
                || matches!(m.reading.stage, Some(Stage::Foiled | Stage::Planned))
                || !m.slots.actors.is_empty())
    });
    // Gunmen on a screen and shots on a goal are told with the words of the real thing.
    let told = any(&|m| m.killed.is_some() && m.when.is_some());
    if !told && super::genre::play(view) {
        return (score - GENRE).min(RELEVANT_MIN - 0.1);
    }
    let plan = any(&|m| {
        matches!(m.reading.stage, Some(Stage::Foiled | Stage::Planned))
            && m.sentence < LEAD_SENTENCES
            && !m.slots.targets.is_empty()
            && m.place.as_ref().is_some_and(|p| p.direct)
    });
    if plan {
        // A plan of which target and place are known.
        score += 0.4;
    }
    score - context(view, main).min(if plain { 1.2 } else { CONTEXT_MAX })
}

/// The other matter that a report is about, whatever the words of violence in it: a film or match, a drill, an accident, a
/// labour dispute. `None` where its main event has armed doers or a group behind it.
pub(crate) fn other_matter(view: &View<'_, '_>, main: &Event) -> Option<&'static str> {
    let any = |f: &dyn Fn(&super::mention::Mention) -> bool| main.mentions.iter().any(f);
    let dead = any(&|m| m.killed.is_some());
    if !(dead && any(&|m| m.when.is_some())) && super::genre::play(view) {
        return Some("a review or a match");
    }
    let ahead = any(&|m| matches!(m.reading.stage, Some(Stage::Foiled | Stage::Planned | Stage::Threatened)));
    let group = view.names.iter().any(|n| matches!(n.what, NameKind::Group(_)));
    if group || ahead {
        return None;
    }
    super::genre::told_of(view)
}

/// Dead from which on no choice of words makes a bombing or shooting another matter.
const MANY_KILLED: u32 = 10;

/// True of a bombing, a shooting or another named kind of violence with many dead, and of a plan of which it is said whose it
/// was: to leave that unread is worse than any false alarm.
pub(crate) fn too_grave(event: &Event) -> bool {
    let any = |f: &dyn Fn(&super::mention::Mention) -> bool| event.mentions.iter().any(f);
    let violent = any(&|m| m.grip == Grip::Firm && m.kind != Kind::Attack && m.kind.family() == KindFamily::Violent);
    let many = any(&|m| m.killed.as_ref().is_some_and(|toll| toll.value >= MANY_KILLED));
    let plan = any(&|m| m.grip == Grip::Firm && matches!(m.reading.stage, Some(Stage::Foiled | Stage::Planned)));
    violent && many || plan && any(&|m| !m.slots.actors.is_empty())
}

/// True if the event lay long before the report.
pub(crate) fn is_old(when: Option<&When>, published: Option<Date>) -> bool {
    let published = published.and_then(When::day);
    match (when, published) {
        (Some(when), Some(published)) => when.end <= published.start && when.gap_days(&published) > OLD_DAYS,
        _ => false,
    }
}

/// What speaks against violence: sport, markets, drills, courts, commemoration, accidents, computers in headline and lead.
fn context(view: &View<'_, '_>, main: &Event) -> f32 {
    // The market that was hit speaks of no stocks, the stadium of no match.
    let hit =
        |t: usize| main.mentions.iter().any(|m| m.slots.targets.iter().any(|p| view.is(p.head, SITE) && p.head == t));
    let mut against: f32 = 0.0;
    for (n, sentence) in view.doc.sentences.iter().take(LEAD_SENTENCES + 2).enumerate() {
        let weight = if n == 0 && view.doc.has_title { 0.8 } else { 0.3 };
        let count =
            |bits: Bits| sentence.tokens.clone().filter(|t| view.is(*t, bits) && !hit(*t)).count().min(2) as f32;
        against += weight
            * (count(PLAY)
                + count(MARKET)
                + 1.5 * count(CYBER)
                + 1.2 * count(DRILL)
                + 0.8 * count(ACCIDENT)
                + 0.7 * count(COURT)
                + count(MEMORY)
                + 0.5 * count(POLITICS));
    }
    against
}
