//! Where chains go wrong, by sort of mistake.

use crate::chains::{Told, same};
use read::attribution::Panel;
use record::Speaker;
use std::fmt;

/// Counts of mistakes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Misses {
    reports: usize,
    links: usize,
    /// The text has them, but nobody weighs them.
    no_candidate: usize,
    left_out: usize,
    taken: usize,
    /// Right links in another order.
    turned: usize,
    /// Wrong origins: nobody weighed the right one; it was left out; it stands, but not at the end; a stranger stands behind it.
    origin: [usize; 4],
    /// Chains with nobody in common with the right one.
    other_chain: usize,
    /// Reports for which the candidates would do.
    within_reach: usize,
}

impl Misses {
    /// One further report.
    pub fn add(&mut self, told: &Told, panel: &Panel, chain: &[Speaker]) {
        let is = |names: &[String], speaker: &Speaker| names.iter().any(|name| same(name, &speaker.name));
        let weighed = |names: &[String]| panel.candidates.iter().any(|c| is(names, &c.speaker));
        self.reports += 1;
        let gold = &told.chain[1.min(told.chain.len())..];
        let found = chain.get(1..).unwrap_or_default();
        let mut places = Vec::new();
        for names in gold {
            self.links += 1;
            match found.iter().position(|speaker| is(names, speaker)) {
                Some(place) => places.push(place),
                None if weighed(names) => self.left_out += 1,
                None => self.no_candidate += 1,
            }
        }
        self.taken += found.iter().filter(|speaker| !gold.iter().any(|names| is(names, speaker))).count();
        self.turned += usize::from(!places.is_sorted());
        self.other_chain += usize::from(places.is_empty() && !found.is_empty());
        self.within_reach += usize::from(gold.iter().all(|names| weighed(names)));
        if told.origin_right(chain) {
            return;
        }
        let Some(last) = gold.last() else { return };
        let sort = match found.iter().position(|speaker| is(last, speaker)) {
            None if !weighed(last) => 0,
            None => 1,
            Some(place) if found[place + 1..].iter().any(|s| gold.iter().any(|names| is(names, s))) => 2,
            Some(_) => 3,
        };
        self.origin[sort] += 1;
    }
}

impl fmt::Display for Misses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [unseen, left, order, stranger] = self.origin;
        write!(
            f,
            "of {} links {} are of nobody weighed and {} left out; {} wrong ones taken; {} of {} reports in another order, \
             {} with another chain, {} within reach; wrong origins: {unseen} not weighed, {left} left out, {order} out of \
             order, {stranger} with a stranger behind",
            self.links,
            self.no_candidate,
            self.left_out,
            self.taken,
            self.turned,
            self.reports,
            self.other_chain,
            self.within_reach
        )
    }
}
