//! How far an event got, from what its headline, its first sentence and those beside it say of its outcome: "escaped
//! unhurt", "was defused", "were held", "denied reports that". The words at a trigger (`stage`) tell what was meant; these
//! tell what became of it.

use super::Material;
use super::mention::Mention;
use super::merge::Event;
use super::triggers::Grip;
use super::view::View;
use super::vocab::*;
use crate::tag::scores::{STAGES, STAGES_FROM};
use record::{Kind, KindFamily, Stage};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

/// It was begun and came to nothing.
const FAILED: &str = "came to nothing; came to naught; failed to explode; failed to detonate; failed to go off; fails to explode; \
    fails to detonate; did not explode; did not go off; did not detonate; did not burn; did not ignite; \
    without exploding; without detonating; without going off; had not exploded; had not detonated; not gone off; \
    prematurely; too soon; fell off; fallen off; went wide; misfired; fizzled; failed ambush; failed attack; \
    failed assassination; failed attempt; failed raid; failed bombing; failed kidnapping; botched; empty - handed; \
    missed; bomb fails; charges fail; failed both times; without hitting";
/// Whoever it was meant for lives and is free.
const SPARED: &str = "unhurt; unharmed; unscathed; uninjured; without a scratch; survived; survives; escaped with his life; \
    escaped with her life; escaped death; were spared; was spared; narrowly escaped; escapes attempt; \
    escaped injury; cheated death; life is not in danger; out of danger; stable condition; fighting for his life; \
    fighting for her life";
/// The attackers were driven back.
const REPELLED: &str = "repelled; repels; repel; repulsed; repulse; beat back; beaten back; beaten off; beat off; driven back; \
    drove back; drove them back; driven off by; fought off; fights off; fight off; forced back; turned back by; \
    put to flight; pushed back; fended off; fends off; fend off";
/// Others got hold of the device or of the plan before it took effect.
const STOPPED: &str = "defused; defuse; defuses; defusing; disarmed; disarms; dismantled; dismantles; intercepted; intercepts; \
    thwarted; thwarts; thwart; foiled; foils; foil; averted; avert; averts; prevented; disrupted; disrupts; \
    broke up; broken up; breaks up; nipped in the bud; stopped; made harmless; taken apart; busted; shot down; \
    brought down; overpowered; turned back; caught; before it could; before they could; before he could; in time";
/// The device was found and rendered safe; who meant what with it is not said.
const FOUND: &str = "made safe; rendered safe; controlled explosion; neutralised; neutralized; deactivated; was found; were found; \
    was discovered; were discovered; found under; found beneath; found outside; found near; found in; removed; \
    found at; discovered under; discovered in; discovered outside; detonated safely; safely detonated";
/// Those who meant it are held or before a court.
const HELD: &str = "arrest; arrested; arrests; detained; detain; detains; in custody; into custody; apprehended; rounded up; \
    picked up; captured; charged; indicted; indictment; convicted; sentenced; jailed; pleaded; found guilty; \
    on trial; prosecutors; taken in; being held; were held; was held; moved in on";
/// It took effect.
const TOOK_EFFECT: &str = "exploded; explodes; went off; goes off; detonated; blew; blast; blasts; explosion; explosions; ripped; tore; \
    blown; destroyed; damaged; killing; wounding; injuring; destroying; damaging; dynamited; set off; shattered; dropped; \
    shook; shaken; causing damage; caused damage";
/// What denies that anything happened, rather than who did it.
const UNTRUE: &str = "no truth; are false; is false; were false; was false; are untrue; is untrue; pure invention; baseless; rumour; \
    rumours; rumor; rumors; there was no bomb; there was no attack; there had been no attack; there had been no; \
    no attack took place; did not happen; never happened; fabricated; fake news";

/// A device was kept from going off, or did not.
const DISARMED: &str = "defused; defuse; defusing; deactivated; deactivate; disarmed; dismantled; made safe; rendered safe; \
    neutralised; neutralized; failed to explode; failed to go off; failed to detonate; did not explode; did not go off; \
    did not detonate; safely detonated; detonated safely; controlled explosion";
/// What may go off.
const DEVICES: &str = "bomb bombs device devices charge charges explosive explosives dynamite mine mines grenade grenades \
    ied ieds";
/// How far from the device stands what became of it, in tokens.
const DISARMED_TOKENS_MAX: usize = 12;

/// What flies was brought down on its way.
const DOWNED: &str =
    "shot down; shoot down; shoots down; brought down; downed; intercepted; intercepts; jammed; knocked out";
/// What flies.
const FLYING: &str = "drone drones uav uavs unmanned missile missiles rocket rockets quadcopter quadcopters projectile projectiles \
    shaheds";

/// Which of the lists of phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Failed,
    Spared,
    Repelled,
    Stopped,
    Found,
    Held,
    TookEffect,
    Untrue,
    Downed,
    Disarmed,
}

/// All lists of phrases.
const LISTS: [(Said, &str); 10] = [
    (Said::Failed, FAILED),
    (Said::Spared, SPARED),
    (Said::Repelled, REPELLED),
    (Said::Stopped, STOPPED),
    (Said::Found, FOUND),
    (Said::Held, HELD),
    (Said::TookEffect, TOOK_EFFECT),
    (Said::Untrue, UNTRUE),
    (Said::Downed, DOWNED),
    (Said::Disarmed, DISARMED),
];

/// The phrases of all lists by their first words, split once.
fn index() -> &'static FxHashMap<&'static str, Vec<(Said, &'static str)>> {
    static INDEX: OnceLock<FxHashMap<&'static str, Vec<(Said, &'static str)>>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index: FxHashMap<&'static str, Vec<(Said, &'static str)>> = FxHashMap::default();
        for (said, phrases) in LISTS {
            for phrase in phrases.split("; ") {
                let first = phrase.split(' ').next().unwrap_or_default();
                index.entry(first).or_default().push((said, phrase));
            }
        }
        index
    })
}

/// A model's score of a stage that is enough where the words point the same way.
const LEANS_MIN: f32 = 0.25;
/// The same for a denial: most are about who did it, or about another matter.
const DENIAL_LEANS_MIN: f32 = 0.12;
/// What is denied where somebody did it: "denied any part in it", "rejected the charge".
const PART: &str = "role part involvement responsibility involved link links connection hand charge charges behind \
    accusation accusations wrongdoing appeal bail demand demands offer request plea failed failings negligence";
/// Tokens from a verb of denying to what is denied.
const DENIED_TOKENS_MAX: usize = 12;

/// The stage of an event, given the one that its triggers tell.
pub(super) fn outcome(
    view: &View<'_, '_>,
    event: &Event,
    stage: Stage,
    kind: Kind,
    material: Material<'_, '_>,
) -> Stage {
    let told = Told::new(view, event);
    match stage {
        Stage::Accomplished if kind.family() == KindFamily::Violent => told.of_done(kind, material),
        Stage::Planned if told.stopped() => Stage::Foiled,
        _ => stage,
    }
}

/// True if something of an event went off or did harm.
pub(super) fn took_effect(view: &View<'_, '_>, event: &Event) -> bool {
    Told::new(view, event).took_effect()
}

/// The device of which a sentence says that it was kept from going off; nothing where anything went off.
pub(super) fn disarmed_device(view: &View<'_, '_>, sentence: &Range<usize>) -> Option<usize> {
    let end = sentence.end;
    if sentence.clone().any(|t| goes_off(view, t, end)) {
        return None;
    }
    let disarmed = sentence.clone().find(|t| begins(view, *t, end, Said::Disarmed))?;
    let near = |t: &usize| t.abs_diff(disarmed) <= DISARMED_TOKENS_MAX && among(view.norm(*t), DEVICES);
    sentence.clone().filter(near).min_by_key(|t| t.abs_diff(disarmed))
}

/// "No arrests have been made", "nobody was detained".
pub(super) fn none_before(view: &View<'_, '_>, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|t| among(view.norm(t), "no not nobody without never"))
}

/// A word of effect that nothing before it takes back.
fn goes_off(view: &View<'_, '_>, at: usize, end: usize) -> bool {
    let undone = "not never without have to failed before controlled could would safely premature n't";
    begins(view, at, end, Said::TookEffect) && !(at.saturating_sub(3)..at).any(|k| among(view.norm(k), undone))
}

/// The sentences that tell an event.
struct Told<'v, 'd, 't> {
    view: &'v View<'d, 't>,
    event: &'v Event,
    /// The headline if it tells the event, and the first sentence that surely does.
    lead: Vec<usize>,
    /// The lead and what follows it.
    near: Vec<usize>,
}

impl<'v, 'd, 't> Told<'v, 'd, 't> {
    fn new(view: &'v View<'d, 't>, event: &'v Event) -> Self {
        let body = |m: &&Mention| !m.title && !m.reading.negated;
        let firm = event.mentions.iter().filter(body).find(|m| m.grip == Grip::Firm);
        let first = firm.or_else(|| event.mentions.iter().find(body));
        let title = event.mentions.iter().find(|m| m.title);
        let mut lead: Vec<usize> = title.into_iter().chain(first).map(|m| m.sentence).collect();
        lead.dedup();
        let mut near = lead.clone();
        near.extend(first.map(|m| m.sentence + 1).filter(|n| *n < view.doc.sentences.len()));
        Self { view, event, lead, near }
    }

    /// True if a token of these sentences, given the end of its own, is one for which `holds`.
    fn any(&self, sentences: impl IntoIterator<Item = usize>, holds: impl Fn(usize, usize) -> bool) -> bool {
        let sentences = sentences.into_iter().filter_map(|n| self.view.doc.sentences.get(n));
        sentences.map(|s| s.tokens.clone()).any(|tokens| tokens.clone().any(|t| holds(t, tokens.end)))
    }

    fn says(&self, sentences: &[usize], said: Said) -> bool {
        self.any(sentences.iter().copied(), |t, end| begins(self.view, t, end, said))
    }

    /// The models' surest score of a stage over the sentences of the event.
    fn leans(&self, stage: Stage, material: Material<'_, '_>) -> f32 {
        let Some(column) = STAGES.iter().position(|s| *s == stage) else { return 0.0 };
        let rows = self.event.mentions.iter().filter_map(|m| material.scores.sentences.get(m.sentence));
        rows.map(|row| row[STAGES_FROM + column]).fold(0.0, f32::max)
    }

    /// What became of an event that by its triggers took place.
    fn of_done(&self, kind: Kind, material: Material<'_, '_>) -> Stage {
        let killed = self.event.mentions.iter().any(|m| m.killed.as_ref().is_some_and(|toll| toll.value > 0));
        let doubted = !killed && self.leans(Stage::Denied, material) >= DENIAL_LEANS_MIN;
        if doubted && self.denied() || self.story_denied() || !killed && self.story_untrue() {
            return Stage::Denied;
        }
        let hurt = self.event.mentions.iter().any(|m| m.injured.as_ref().is_some_and(|toll| toll.value > 0));
        // Who was abducted and came home unhurt was abducted; a wounded man out of danger was shot.
        let fits = kind == Kind::Assassination || kind != Kind::Kidnapping && !hurt;
        let spared = fits && self.says(&self.near, Said::Spared);
        if kind == Kind::Assassination && spared {
            // Guards may have died; the one who was meant did not.
            return Stage::Attempted;
        }
        if killed {
            return Stage::Accomplished;
        }
        let tried = self.event.mentions.iter().find(|m| self.lead.contains(&m.sentence) && m.grip >= Grip::Loose);
        let tried = tried.and_then(|m| m.reading.stage).filter(|s| matches!(s, Stage::Attempted | Stage::Foiled));
        let bombing = kind == Kind::Bombing;
        let leans = self.leans(Stage::Attempted, material) >= LEANS_MIN;
        if self.downed() {
            return Stage::Attempted;
        }
        let failed = self.says(&self.lead, Said::Failed) || self.says(&self.near, Said::Failed) && !self.took_effect();
        if self.says(&self.lead, Said::Repelled) || failed || spared && (!bombing || leans) {
            return Stage::Attempted;
        }
        if bombing && !self.took_effect() {
            if self.says(&self.lead, Said::Stopped) {
                return Stage::Foiled;
            }
            if self.says(&self.lead, Said::Found) {
                return Stage::Attempted;
            }
        }
        tried.unwrap_or(Stage::Accomplished)
    }

    /// Drones, missiles or rockets were brought down on their way, and nothing says that any of them hit.
    fn downed(&self) -> bool {
        let view = self.view;
        let hurt = self.event.mentions.iter().any(|m| m.injured.as_ref().is_some_and(|toll| toll.value > 0));
        let own: BTreeSet<usize> = self.event.mentions.iter().map(|m| m.sentence).take(8).collect();
        let flying = |t: usize| among(view.norm(t), FLYING);
        // "Drones were shot down", "shot down four drones"; not the drone that rebels shot down.
        let down = |t: usize, end: usize| {
            let before = t.saturating_sub(8)..t;
            let passive = view.is(t.saturating_sub(1), AUX);
            let by_rebels = !passive && before.clone().any(|k| view.is(k, PERP));
            let object = t + 1..end.min(t + 6);
            begins(view, t, end, Said::Downed) && !by_rebels && before.chain(object).any(flying)
        };
        let hit = |t: usize, end: usize| {
            among(view.norm(t), "hit struck slammed crashed landed fell damaged debris wreckage fragments")
                || begins(view, t, end, Said::TookEffect)
        };
        !hurt && self.any(own.iter().copied(), down) && !self.any(own, hit)
    }

    /// Something went off or did harm.
    fn took_effect(&self) -> bool {
        let own = self.event.mentions.iter().map(|m| m.sentence);
        let sentences: BTreeSet<usize> = own.chain(self.near.iter().copied()).collect();
        self.any(sentences, |t, end| goes_off(self.view, t, end))
    }

    /// The report's point is that it did not happen: "denied reports that", "denied that a bomb", "is pure invention".
    fn denied(&self) -> bool {
        let view = self.view;
        let denies = |t: usize, end: usize| {
            if !view.is(t, DENY) {
                return false;
            }
            let high = end.min(t + DENIED_TOKENS_MAX);
            let what = t + 1..high;
            let who = what.clone().find(|k| among(view.norm(*k), PART));
            let thing = what
                .clone()
                .find(|k| among(view.norm(*k), "reports report claims claim that allegations rumours rumors story"));
            let doing = view.norm(t + 1).ends_with("ing") || among(view.norm(t + 1), "it they");
            match (thing, who) {
                (Some(thing), Some(who)) => thing < who,
                (Some(_), None) => true,
                (None, None) => doing,
                (None, Some(_)) => false,
            }
        };
        self.any(self.lead.iter().copied(), denies) || self.says(&self.lead, Said::Untrue)
    }

    /// "Reports that X had … are false": the sentence that tells it calls it a story, and untrue.
    fn story_untrue(&self) -> bool {
        let view = self.view;
        let story = "reports report claims claim allegations rumours rumors rumour rumor posts stories story talk";
        let untrue = |t: usize| {
            among(view.norm(t), "false untrue baseless unfounded fake fabricated invented wrong incorrect")
                && among(view.norm(t - 1), "are were as")
        };
        // "There was no truth in reports that …"
        let no_truth =
            |t: usize| matches!((view.norm(t), view.norm(t + 1)), ("no", "truth")) && among(view.norm(t + 3), story);
        let mut lead = self.lead.iter().filter_map(|n| view.doc.sentences.get(*n)).map(|s| s.tokens.clone());
        lead.any(|tokens| {
            if tokens.clone().any(no_truth) && !tokens.clone().any(|t| among(view.norm(t), PART)) {
                return true;
            }
            // The story opens the sentence: "Reuters reports that" tells one.
            let said = tokens.clone().take(2).find(|t| among(view.norm(*t), story) && view.norm(*t + 1) == "that");
            let what = |at: usize| at + 2..tokens.end.min(at + 60);
            let blame = |at: usize| what(at).any(|t| among(view.norm(t), PART));
            said.is_some_and(|at| what(at).any(untrue) && !blame(at))
        })
    }

    /// "rejects claim that", "dismissed as invention reports that": the headline or first sentence is about a story that
    /// somebody calls untrue, whatever dead the story has.
    fn story_denied(&self) -> bool {
        let view = self.view;
        let story = "reports report claims claim allegation allegations rumours rumors";
        let denies = |t: usize, end: usize| {
            let mut what = t + 1..end.min(t + DENIED_TOKENS_MAX);
            let by_others =
                among(view.norm(t), "denied denies rejected rejects dismissed dismisses rejecting dismissing");
            // "Rejected claims that it was behind the attack" is about who did it.
            let blamed = (t + 1..end).any(|k| among(view.norm(k), PART));
            by_others && !blamed && what.any(|k| among(view.norm(k), story) && view.norm(k + 1) == "that")
        };
        self.any(self.lead.iter().copied().filter(|n| *n <= 1), denies)
    }

    /// A plan that others know of because they stopped it.
    fn stopped(&self) -> bool {
        let own: BTreeSet<usize> = self.event.mentions.iter().map(|m| m.sentence).collect();
        let near: BTreeSet<usize> = own.iter().flat_map(|n| n.saturating_sub(1)..=n + 1).collect();
        let list = |sentences: BTreeSet<usize>| sentences.into_iter().collect::<Vec<_>>();
        let held = |t: usize, end: usize| begins(self.view, t, end, Said::Held) && !none_before(self.view, t);
        self.says(&list(own), Said::Stopped) || self.any(near, held)
    }
}

/// True if a phrase of a list begins at a token.
fn begins(view: &View<'_, '_>, at: usize, end: usize, said: Said) -> bool {
    let phrases = index().get(view.norm(at));
    phrases.is_some_and(|all| all.iter().any(|(list, phrase)| *list == said && stands_at(view, at, end, phrase)))
}

/// True if the words of a phrase stand at a token.
fn stands_at(view: &View<'_, '_>, at: usize, end: usize, phrase: &str) -> bool {
    (at..).zip(phrase.split(' ')).all(|(token, word)| token < end && view.norm(token) == word)
}
