//! Strands: claims that joined one another one by one, in the order of their [`Seat`]s.
//!
//! Each claim is decided by what stands before it and by nothing else: it joins the strand that fits it best, or begins one. So
//! strands are a function of the set of claims and judgements. When a claim comes in late, those after it that it could
//! concern are decided again, in order, until nothing changes. A strand is represented in cells by its first claims only, so a
//! strand of thousands costs a new claim no more than one of thirty. docs/decisions/0011 tells why.

use crate::cells::{Cells, MAX_CELLS, Seat, Slot, slots};
use crate::view::View;
use crate::{Config, score};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// No claim.
pub(crate) const NONE: u32 = u32::MAX;
/// Strands that a claim remembers to have found near, at most; with more it is decided again whenever in doubt.
const MAX_NEAR: usize = 4;

/// A strand that a claim fits about as well as its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bridge {
    /// The other strand.
    pub to: u32,
    /// The claim there that fits best.
    pub via: u32,
    pub score: f64,
}

/// What is known of a claim besides its facts.
#[derive(Debug, Clone, Copy, PartialEq)]
struct State {
    /// The first claim of its strand; itself if it began one.
    home: u32,
    /// The claim along which it joined.
    via: u32,
    /// In which of its cells it is shown, by position.
    shown: u32,
    /// Strands with a claim that scores well, whether or not it could join.
    near: [u32; MAX_NEAR],
}

/// What a claim decides.
struct Decision {
    home: u32,
    via: u32,
    near: [u32; MAX_NEAR],
    bridge: Option<Bridge>,
}

/// A strand as one claim sees it.
struct Fit {
    home: u32,
    best: f64,
    via: Seat,
    sum: f64,
    against: u32,
    n: u32,
    leader_seen: bool,
}

/// All strands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strands {
    cells: Cells,
    seats: Vec<Seat>,
    states: Vec<State>,
    /// By first claim: the claims in order.
    members: FxHashMap<u32, Vec<Seat>>,
    bridges: FxHashMap<u32, Bridge>,
    /// By strand: claims here or elsewhere that bridge it with another.
    bridged: FxHashMap<u32, BTreeSet<u32>>,
}

/// What is still to be decided, and which strands have changed.
#[derive(Debug, Default)]
pub(crate) struct Open {
    dirty: BTreeSet<Seat>,
    /// Strands that look different.
    pub touched: FxHashSet<u32>,
    /// Of these, strands that may group otherwise than before: another of their first claims, a bridge, a claim that left.
    pub reshaped: FxHashSet<u32>,
    /// Claims that came to a strand behind those by which it is grouped.
    pub joined: Vec<u32>,
}

impl Strands {
    /// A new claim, the last of the facts. It is decided by [`Strands::settle`].
    pub fn put(&mut self, view: View, open: &mut Open) {
        let claim = self.seats.len() as u32;
        let facts = &view.facts[claim as usize];
        let seat = Seat::of(facts, claim);
        self.seats.push(seat);
        self.states.push(State { home: NONE, via: NONE, shown: 0, near: [NONE; MAX_NEAR] });
        for key in &facts.cells {
            self.cells.enter(*key, seat);
        }
        open.dirty.insert(seat);
    }

    /// A claim is to be decided again.
    pub fn doubt(&self, claim: u32, open: &mut Open) {
        open.dirty.insert(self.seats[claim as usize]);
        open.touched.insert(self.states[claim as usize].home);
    }

    /// Decides all that is open, in order.
    pub fn settle(&mut self, view: View, open: &mut Open) {
        while let Some(seat) = open.dirty.pop_first() {
            let decision = self.decide(view, seat);
            self.adopt(view, seat, decision, open);
        }
        open.touched.remove(&NONE);
        open.reshaped.remove(&NONE);
    }

    pub fn home(&self, claim: u32) -> u32 {
        self.states[claim as usize].home
    }

    /// The claim along which this one joined its strand; `None` for the first.
    pub fn via(&self, claim: u32) -> Option<u32> {
        Some(self.states[claim as usize].via).filter(|via| *via != NONE)
    }

    pub fn seat(&self, claim: u32) -> Seat {
        self.seats[claim as usize]
    }

    /// The claims of a strand, in order; none if there is no such strand.
    pub fn members(&self, strand: u32) -> &[Seat] {
        self.members.get(&strand).map_or(&[], Vec::as_slice)
    }

    /// Bridges that lead from or to this strand, with the claim that makes each.
    pub fn bridges(&self, strand: u32) -> impl Iterator<Item = (u32, Bridge)> + '_ {
        let from = self.bridged.get(&strand).into_iter().flatten();
        from.filter_map(|claim| Some((*claim, *self.bridges.get(claim)?)))
    }

    fn decide(&self, view: View, seat: Seat) -> Decision {
        let claim = seat.claim;
        let options = self.options(view, seat);
        let mut near = [NONE; MAX_NEAR];
        let mut found: Vec<&Fit> = options.iter().filter(|o| o.best >= view.config.link_at).collect();
        found.sort_by(|a, b| b.best.total_cmp(&a.best).then_with(|| self.seat(a.home).cmp(&self.seat(b.home))));
        for (n, option) in found.iter().enumerate() {
            // One too many: the first place says that there is no telling.
            near[if n < MAX_NEAR { n } else { 0 }] = if n < MAX_NEAR { option.home } else { claim };
        }
        let mut fitting = found.into_iter().filter(|option| self.fits(view, seat, option));
        let Some(best) = fitting.next() else { return Decision { home: claim, via: NONE, near, bridge: None } };
        let bridge = fitting
            .next()
            .filter(|second| second.best >= best.best - view.config.bridge_margin)
            .filter(|second| view.alike(best.home, second.home))
            .map(|second| Bridge { to: second.home, via: second.via.claim, score: second.best });
        Decision { home: best.home, via: best.via.claim, near, bridge }
    }

    /// The claims that a claim sees, in order: sums of the same numbers must come out the same.
    fn seen(&self, view: View, seat: Seat) -> Vec<Seat> {
        let own = slots(&view.facts[seat.claim as usize], view.config);
        let mut keys: Vec<u64> = own.into_iter().flat_map(|slot| slot.near).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut seen = self.cells.seen(&keys, seat, view.config.seen_per_cell);
        let beside = view.siblings(seat.claim).filter(|s| view.may_stand_together(seat.claim, *s));
        seen.extend(beside.map(|s| self.seat(s)).filter(|s| *s < seat));
        seen.sort_unstable();
        seen.dedup();
        seen
    }

    /// The strands that a claim sees, with how well it fits them.
    fn options(&self, view: View, seat: Seat) -> Vec<Fit> {
        let seen = self.seen(view, seat);
        let totals = view.totals(seat.claim, &seen);
        let homes: Vec<u32> = seen.iter().map(|other| self.home(other.claim)).collect();
        let mut options: Vec<Fit> = Vec::new();
        for ((other, home), total) in seen.into_iter().zip(homes).zip(totals) {
            let at = options.iter().position(|option| option.home == home).unwrap_or_else(|| {
                options.push(Fit {
                    home,
                    best: f64::NEG_INFINITY,
                    via: other,
                    sum: 0.0,
                    against: 0,
                    n: 0,
                    leader_seen: false,
                });
                options.len() - 1
            });
            let option = &mut options[at];
            option.add(total, view.config);
            option.leader_seen |= other.claim == home;
            if total > option.best {
                (option.best, option.via) = (total, other);
            }
        }
        options
    }

    /// Whether nothing speaks against joining: the strand on the whole agrees, no claim of the same report is in it, and no
    /// analyst keeps them apart.
    fn fits(&self, view: View, seat: Seat, option: &Fit) -> bool {
        let (claim, config) = (seat.claim, view.config);
        let first = view.total(claim, option.home);
        let (mut sum, mut against, mut n) = (option.sum, option.against, option.n);
        if !option.leader_seen {
            sum += first.max(score::FLOOR);
            against += u32::from(first <= config.against_at);
            n += 1;
        }
        let agrees = sum / f64::from(n) >= config.join_mean
            && f64::from(against) <= config.against_share * f64::from(n)
            && (first >= config.link_at || !score::days_differ(view.side(claim), view.side(option.home), 1));
        let before = |other: &u32| self.seat(*other) < seat && self.home(*other) == option.home;
        agrees
            && !view.siblings(claim).filter(before).any(|s| !view.may_stand_together(claim, s))
            && !view.kept_apart(claim).any(|other| before(&other))
    }

    /// Makes a decision so, and puts in doubt what rested on the one before.
    fn adopt(&mut self, view: View, seat: Seat, decision: Decision, open: &mut Open) {
        let claim = seat.claim;
        let before = self.states[claim as usize];
        let state = &mut self.states[claim as usize];
        (state.near, state.via) = (decision.near, decision.via);
        if before.via != decision.via {
            open.touched.extend([before.home, decision.home]);
        }
        self.bridge(claim, decision.home, decision.bridge, open);
        if before.home == decision.home {
            return;
        }
        open.touched.extend([before.home, decision.home]);
        if before.shown != 0 {
            let own = slots(&view.facts[claim as usize], view.config);
            for at in 0..own.len() {
                self.show(view, seat, &own, at, false, open);
            }
        }
        if before.home != NONE {
            self.leave(view, seat, before.home, open);
        }
        self.states[claim as usize].home = decision.home;
        let moved = before.home != NONE || view.judged.names(view.facts[claim as usize].id());
        if moved {
            open.reshaped.extend([before.home, decision.home]);
        }
        let members = self.members.entry(decision.home).or_default();
        if let Err(at) = members.binary_search(&seat) {
            members.insert(at, seat);
            if at < view.config.group_sample {
                open.reshaped.insert(decision.home);
            } else {
                open.joined.push(claim);
            }
            if at < view.config.heads {
                self.represent(view, decision.home, open);
            }
        }
        let later = view.siblings(claim).chain(view.kept_apart(claim)).map(|other| self.seat(other));
        let later: Vec<Seat> = later.filter(|other| *other > seat).collect();
        open.dirty.extend(later);
    }

    /// Takes a claim out of its strand. A strand without its first claim comes apart: all are decided again.
    fn leave(&mut self, view: View, seat: Seat, home: u32, open: &mut Open) {
        let Some(members) = self.members.get_mut(&home) else { return };
        let Ok(at) = members.binary_search(&seat) else { return };
        members.remove(at);
        if home == seat.claim {
            open.dirty.extend(members.iter().copied());
        }
        if members.is_empty() {
            self.members.remove(&home);
        } else if at < view.config.heads {
            self.represent(view, home, open);
        }
    }

    /// Works out which claims of a strand are shown in which cells: of its first ones, in each cell the first that stand there.
    fn represent(&mut self, view: View, home: u32, open: &mut Open) {
        let Some(members) = self.members.get(&home) else { return };
        let heads: Vec<Seat> = members.iter().take(view.config.heads + 1).copied().collect();
        let mut count: FxHashMap<u64, usize> = FxHashMap::default();
        for (n, seat) in heads.into_iter().enumerate() {
            let mut mask = 0_u32;
            if n < view.config.heads {
                for (at, key) in view.facts[seat.claim as usize].cells.iter().enumerate().take(MAX_CELLS) {
                    let there = count.entry(*key).or_default();
                    *there += 1;
                    mask |= u32::from(*there <= view.config.shown_per_cell) << at;
                }
            }
            let now = self.states[seat.claim as usize].shown;
            if now != mask {
                let own = slots(&view.facts[seat.claim as usize], view.config);
                for at in 0..own.len() {
                    self.show(view, seat, &own, at, mask >> at & 1 == 1, open);
                }
            }
        }
    }

    /// Shows or hides a claim in one of its cells, and puts in doubt those after it for whom that matters.
    fn show(&mut self, view: View, seat: Seat, own: &[Slot], at: usize, shown: bool, open: &mut Open) {
        let state = &mut self.states[seat.claim as usize];
        if (state.shown >> at & 1 == 1) == shown {
            return;
        }
        state.shown ^= 1 << at;
        let slot = &own[at];
        for of in &slot.near {
            for (watcher, lost) in self.cells.watchers(slot.own, *of, seat, view.config.seen_per_cell) {
                let matters = |other: u32| {
                    self.knows(watcher.claim, self.home(other))
                        || view.total(watcher.claim, other) >= view.config.link_at
                };
                if !open.dirty.contains(&watcher) && (matters(seat.claim) || lost.is_some_and(|l| matters(l.claim))) {
                    open.dirty.insert(watcher);
                }
            }
        }
        self.cells.set(slot.own, seat, shown);
    }

    /// Whether a claim, when it was decided, had this strand in view.
    fn knows(&self, claim: u32, strand: u32) -> bool {
        let near = &self.states[claim as usize].near;
        near.contains(&strand) || near[0] == claim
    }

    fn bridge(&mut self, claim: u32, home: u32, bridge: Option<Bridge>, open: &mut Open) {
        let before_home = self.home(claim);
        let before = self.bridges.get(&claim).copied();
        if before == bridge && (bridge.is_none() || before_home == home) {
            return;
        }
        if let Some(old) = before {
            for end in [before_home, old.to] {
                open.touched.insert(end);
                open.reshaped.insert(end);
                if let Some(set) = self.bridged.get_mut(&end) {
                    set.remove(&claim);
                    if set.is_empty() {
                        self.bridged.remove(&end);
                    }
                }
            }
            self.bridges.remove(&claim);
        }
        if let Some(new) = bridge {
            for end in [home, new.to] {
                open.touched.insert(end);
                open.reshaped.insert(end);
                self.bridged.entry(end).or_default().insert(claim);
            }
            self.bridges.insert(claim, new);
        }
    }
}

impl Fit {
    fn add(&mut self, total: f64, config: &Config) {
        self.sum += total.max(score::FLOOR);
        self.against += u32::from(total <= config.against_at);
        self.n += 1;
    }
}
