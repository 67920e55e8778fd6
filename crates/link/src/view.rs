//! What a decision may look at: the claims, and what judgements say of them.

use crate::card::{Card, Side};
use crate::cells::Seat;
use crate::chunks::Chunks;
use crate::facts::Facts;
use crate::judged::Judged;
use crate::numbers::Numbers;
use crate::score::Sum;
use crate::world::OfReport;
use crate::{Config, score};
use record::{ClaimId, Stage};
use std::hint::black_box;

/// The claims of a world with what judgements say of them: all that a decision may look at.
#[derive(Clone, Copy)]
pub(crate) struct View<'w> {
    pub facts: &'w Chunks<Facts>,
    pub cards: &'w Chunks<Card>,
    pub of_report: &'w Chunks<OfReport>,
    pub index: &'w Numbers,
    pub judged: &'w Judged,
    pub config: &'w Config,
}

impl View<'_> {
    /// The other claims of a claim's report.
    pub fn siblings(&self, claim: u32) -> impl Iterator<Item = u32> + '_ {
        let all = &self.of_report[self.facts[claim as usize].report];
        all.iter().copied().filter(move |c| *c != claim)
    }

    /// The number of a claim.
    pub fn number(&self, id: &ClaimId) -> Option<usize> {
        self.index.get(id.as_str(), |claim| self.facts[claim].id().as_str())
    }

    /// A denial may stand beside what it denies although one report tells both.
    pub fn may_stand_together(&self, left: u32, right: u32) -> bool {
        let denied = |c: u32| self.facts[c as usize].stage == Stage::Denied;
        denied(left) != denied(right)
    }

    /// Claims that an analyst keeps apart from this one.
    pub fn kept_apart(&self, claim: u32) -> impl Iterator<Item = u32> + '_ {
        let from = self.judged.kept_apart(self.facts[claim as usize].id());
        from.filter_map(|id| self.number(id)).map(|c| c as u32)
    }

    /// Whether two claims say nothing that makes them two events.
    pub fn alike(&self, left: u32, right: u32) -> bool {
        let (l, r) = (self.side(left), self.side(right));
        let told_apart = score::targets_differ(l, r) || score::actors_differ(l, r) || score::days_differ(l, r, 0);
        !told_apart && self.total(left, right) >= self.config.join_mean
    }

    pub fn side(&self, claim: u32) -> Side<'_> {
        Side { card: &self.cards[claim as usize], facts: &self.facts[claim as usize] }
    }

    /// How one claim fits each of these. They lie anywhere among a million, so what is needed of them is fetched for all before
    /// the first is looked at: memory that is far away is then waited for once, not each time.
    pub fn totals(&self, claim: u32, others: &[Seat]) -> Vec<f64> {
        let (own, against) = (self.side(claim), self.config.against_at);
        let cards: Vec<Card> = others.iter().map(|other| self.cards[other.claim as usize]).collect();
        let facts = |other: &Seat| &self.facts[other.claim as usize];
        let sums: Vec<Sum> = others
            .iter()
            .zip(&cards)
            .map(|(other, card)| Sum::of(own, Side { card, facts: facts(other) }, against))
            .collect();
        let open = sums.iter().zip(others).filter(|(sum, _)| sum.open);
        let words: Vec<&[u32]> = open.map(|(_, other)| facts(other).words()).collect();
        black_box(words.iter().filter_map(|words| words.first()).fold(0, |all, word| all ^ word));
        sums.into_iter().zip(others).map(|(sum, other)| sum.total(own.facts, facts(other))).collect()
    }

    pub fn total(&self, left: u32, right: u32) -> f64 {
        score::total(self.side(left), self.side(right), self.config.against_at)
    }
}
