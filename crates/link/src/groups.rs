//! From strands to incidents: strands join along the best bridges first, unless something forbids it.
//!
//! Works on one connected component of the bridges at a time. The result depends only on the strands, their bridges and the
//! judgements: bridges are taken by score and then by the seats of their claims.

use crate::cells::Seat;
use crate::score;
use crate::strands::Strands;
use crate::view::View;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Pairs of claims that analysts have joined, in the order in which they apply, and the strands that they touch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Joined {
    pub pairs: Vec<(u32, u32)>,
    by_strand: FxHashMap<u32, Vec<usize>>,
}

impl Joined {
    /// Where the pairs lie now.
    pub fn place(&mut self, strands: &Strands) {
        self.by_strand.clear();
        for (n, (left, right)) in self.pairs.iter().enumerate() {
            for claim in [left, right] {
                self.by_strand.entry(strands.home(*claim)).or_default().push(n);
            }
        }
    }

    fn of(&self, strand: u32) -> impl Iterator<Item = (usize, (u32, u32))> + '_ {
        self.by_strand.get(&strand).into_iter().flatten().map(|n| (*n, self.pairs[*n]))
    }
}

/// One incident as strands, and the pairs of claims along which they joined.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Group {
    pub strands: Vec<u32>,
    pub joints: Vec<(u32, u32)>,
}

/// The strands that can be reached from one over bridges and analysts' joins.
pub(crate) fn component(strands: &Strands, joined: &Joined, start: u32) -> Vec<u32> {
    let mut seen: FxHashSet<u32> = std::iter::once(start).collect();
    let mut open = vec![start];
    while let Some(strand) = open.pop() {
        let bridged = strands.bridges(strand).flat_map(|(claim, bridge)| [strands.home(claim), bridge.to]);
        let judged = joined.of(strand).flat_map(|(_, (l, r))| [strands.home(l), strands.home(r)]);
        for next in bridged.chain(judged) {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    let mut found: Vec<u32> = seen.into_iter().filter(|strand| !strands.members(*strand).is_empty()).collect();
    found.sort_by_key(|strand| strands.seat(*strand));
    found
}

/// Whether groups with these first claims agree, as found before. Claims never change, so an answer stays right; the strands of
/// one component are grouped again whenever one of them grows, mostly without any change among the first claims.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fits(FxHashMap<(Vec<u32>, Vec<u32>), bool>);

/// Answers remembered at most; then all are forgotten.
const FITS_MAX: usize = 20_000;

/// Groups the strands of one component.
pub(crate) fn group(view: View, strands: &Strands, joined: &Joined, component: &[u32], fits: &mut Fits) -> Vec<Group> {
    let mut all = Groups {
        view,
        fits,
        strands,
        of: component.iter().enumerate().map(|(n, strand)| (*strand, n)).collect(),
        groups: component.iter().map(|s| Some(Group { strands: vec![*s], joints: Vec::new() })).collect(),
    };
    if let [_] = component {
        return all.groups.into_iter().flatten().collect();
    }
    // An analyst's word comes first and is checked only against other analysts' words.
    let judged: BTreeSet<(usize, (u32, u32))> = component.iter().flat_map(|strand| joined.of(*strand)).collect();
    for (_, (left, right)) in judged {
        all.join(left, right, false);
    }
    let mut bridges: Vec<(f64, Seat, u32)> = component
        .iter()
        .flat_map(|strand| strands.bridges(*strand))
        .map(|(claim, bridge)| (bridge.score, strands.seat(claim), bridge.via))
        .collect();
    bridges.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    bridges.dedup();
    // Two groups that did not fit are not tried again before one of them has grown.
    let mut refused: FxHashSet<(usize, usize, usize, usize)> = FxHashSet::default();
    for (_, seat, via) in bridges {
        let attempt = all.attempt(seat.claim, via);
        if refused.insert(attempt) {
            all.join(seat.claim, via, true);
        }
    }
    all.groups.into_iter().flatten().collect()
}

struct Groups<'w, 'f> {
    view: View<'w>,
    fits: &'f mut Fits,
    strands: &'w Strands,
    of: FxHashMap<u32, usize>,
    groups: Vec<Option<Group>>,
}

impl Groups<'_, '_> {
    fn of_claim(&self, claim: u32) -> Option<usize> {
        self.of.get(&self.strands.home(claim)).copied()
    }

    fn attempt(&self, left: u32, right: u32) -> (usize, usize, usize, usize) {
        let size = |n: Option<usize>| n.and_then(|n| self.groups[n].as_ref()).map_or(0, |g| g.strands.len());
        let (l, r) = (self.of_claim(left), self.of_claim(right));
        let (l, r) = (l.min(r), l.max(r));
        (l.unwrap_or(usize::MAX), size(l), r.unwrap_or(usize::MAX), size(r))
    }

    /// Joins the groups of two claims; with `agreeing` only if they agree and no report tells of both.
    fn join(&mut self, left: u32, right: u32, agreeing: bool) {
        let (Some(l), Some(r)) = (self.of_claim(left), self.of_claim(right)) else { return };
        if l == r {
            return;
        }
        let (Some(mut one), Some(other)) = (self.groups[l].take(), self.groups[r].take()) else { return };
        let fits = |all: &mut Self| !agreeing || all.fit(&one, &other) && !all.one_report(&one, &other);
        if self.kept_apart(&one, &other) || !fits(self) {
            (self.groups[l], self.groups[r]) = (Some(one), Some(other));
            return;
        }
        for strand in &other.strands {
            self.of.insert(*strand, l);
        }
        one.strands.extend(other.strands);
        one.strands.sort_by_key(|strand| self.strands.seat(*strand));
        one.joints.extend(other.joints);
        one.joints.push((left, right));
        self.groups[l] = Some(one);
    }

    fn claims<'s>(&'s self, group: &'s Group) -> impl Iterator<Item = u32> + 's {
        group.strands.iter().flat_map(|strand| self.strands.members(*strand)).map(|seat| seat.claim)
    }

    fn size(&self, group: &Group) -> usize {
        group.strands.iter().map(|strand| self.strands.members(*strand).len()).sum()
    }

    /// True if an analyst keeps a claim of one from a claim of the other.
    fn kept_apart(&self, left: &Group, right: &Group) -> bool {
        let (small, large) = if self.size(left) <= self.size(right) { (left, right) } else { (right, left) };
        self.view.judged.names_any()
            && self
                .claims(small)
                .any(|claim| self.view.kept_apart(claim).any(|other| large.strands.contains(&self.strands.home(other))))
    }

    /// True if a report tells of both, other than by denying what it tells.
    fn one_report(&self, left: &Group, right: &Group) -> bool {
        let (small, large) = if self.size(left) <= self.size(right) { (left, right) } else { (right, left) };
        self.claims(small).any(|claim| {
            self.view.siblings(claim).any(|other| {
                large.strands.contains(&self.strands.home(other)) && !self.view.may_stand_together(claim, other)
            })
        })
    }

    /// Whether two groups agree on the whole, judged by their first claims.
    fn fit(&mut self, left: &Group, right: &Group) -> bool {
        let config = self.view.config;
        let first = |group: &Group| {
            let heads = group.strands.iter().flat_map(|s| self.strands.members(*s).iter().take(config.group_sample));
            let mut heads: Vec<Seat> = heads.copied().collect();
            heads.sort_unstable();
            heads.truncate(config.group_sample);
            heads.into_iter().map(|seat| seat.claim).collect::<Vec<u32>>()
        };
        let key = (first(left), first(right));
        if let Some(known) = self.fits.0.get(&key) {
            return *known;
        }
        let (mut sum, mut against, mut n) = (0.0, 0.0, 0.0);
        for l in &key.0 {
            for r in &key.1 {
                let total = self.view.total(*l, *r);
                sum += total.max(score::FLOOR);
                against += f64::from(u8::from(total <= config.against_at));
                n += 1.0;
            }
        }
        let fit = n > 0.0 && sum / n >= config.join_mean && against / n <= config.against_share;
        if self.fits.0.len() >= FITS_MAX {
            self.fits.0.clear();
        }
        self.fits.0.insert(key, fit);
        fit
    }
}
