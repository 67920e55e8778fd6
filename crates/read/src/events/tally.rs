//! Casualties of an event that no mention of it counted: told in a later sentence, told of the attackers, or none at all.

use super::merge::Event;
use super::toll::{self, Toll};
use super::triggers::Grip;
use super::view::View;
use super::{COUNT_SENTENCES_MAX, SENTENCES_MAX};
use crate::counts::{Count, Harm};
use crate::dates::DateMention;
use record::{Claim, Kind, KindFamily, Stage, When};

/// How many sentences after its event "nobody was hurt" may stand.
const NOBODY_SENTENCES_MAX: usize = 5;

/// Every statement of casualties in a document, with the event that it belongs to.
pub(super) struct Tally {
    counts: Vec<(usize, Count, Toll)>,
}

/// True of what somebody can have been hurt in.
pub(super) fn happened(claim: &Claim) -> bool {
    matches!(claim.stage, Stage::Accomplished | Stage::Attempted | Stage::Foiled) && claim.kind != Kind::Threat
}

impl Tally {
    /// Gives each statement to the event whose mention stands nearest to it in its sentence, else to the one told last before
    /// it. `told` are the events that the report tells of; others own nothing.
    pub fn new(view: &View<'_, '_>, events: &[Event], dates: &[DateMention], told: impl Fn(usize) -> bool) -> Self {
        let days: Vec<Option<When>> = events.iter().map(super::details::when).collect();
        let mut places: Vec<(usize, usize, usize)> = Vec::new();
        // Nobody is counted beside arrests that are told of in passing.
        let counted = |n: usize| told(n) && events[n].grip() > Grip::Faint;
        for (n, event) in events.iter().enumerate().filter(|(n, _)| counted(*n)) {
            let real = event.mentions.iter().filter(|m| !m.reading.negated);
            places.extend(real.map(|m| (m.sentence, m.trigger.tokens.start, n)));
        }
        places.sort_unstable();
        let mut counts = Vec::new();
        for (s, sentence) in view.doc.sentences.iter().enumerate().take(SENTENCES_MAX) {
            for (count, toll) in toll::in_sentence(view, dates, s, &sentence.tokens) {
                let here = places.iter().filter(|p| p.0 == s).min_by_key(|p| p.1.abs_diff(count.cue));
                let before = || {
                    let last = places[..places.partition_point(|p| p.0 < s)].last()?;
                    let reach = if count.value == 0 { NOBODY_SENTENCES_MAX } else { COUNT_SENTENCES_MAX };
                    (s - last.0 <= reach).then_some(last)
                };
                if let Some((_, _, n)) = here.or_else(before)
                    && !toll.of_another_time(days[*n].as_ref(), view.published.as_ref())
                {
                    counts.push((*n, count, toll));
                }
            }
        }
        Self { counts }
    }

    /// Fills in what the claim of event `n` lacks.
    pub fn fill(&self, n: usize, claim: &mut Claim) {
        if !happened(claim) {
            return;
        }
        let repelled = claim.stage != Stage::Accomplished || claim.kind.family() == KindFamily::ArrestRaid;
        for (harm, slot) in [(Harm::Killed, &mut claim.killed), (Harm::Injured, &mut claim.injured)] {
            if slot.is_none() {
                *slot = self.of(n, harm, repelled);
            }
        }
    }

    /// The dead or the injured of an event. Where an attack was driven back, the attackers' losses are part of them.
    fn of(&self, n: usize, harm: Harm, repelled: bool) -> Option<u32> {
        let own = || self.counts.iter().filter(|(event, c, _)| *event == n && c.harm == harm);
        let most = |attackers: bool| {
            let some = own().filter(|(_, c, _)| c.value > 0 && c.attackers == attackers);
            toll::believed(&some.map(|(_, _, toll)| toll).collect::<Vec<_>>())
        };
        match (most(false), most(true)) {
            (Some(victims), Some(attackers)) if repelled => Some(victims.saturating_add(attackers)),
            (victims, attackers) => victims.or(attackers).or_else(|| own().next().map(|(_, c, _)| c.value)),
        }
    }
}
