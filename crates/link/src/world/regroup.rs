//! Keeps incidents in step with the strands.

use super::{Held, Touched, World};
use crate::groups::{self, Group};
use crate::strands::Open;
use record::IncidentId;
use rustc_hash::{FxHashMap, FxHashSet};

/// Incidents that were, and whether those that are look different.
#[derive(Default)]
struct Change {
    before: FxHashMap<IncidentId, Option<Held>>,
    after: FxHashMap<IncidentId, bool>,
}

impl World {
    /// Works out again the incidents of the strands that changed, and of all that these may join. A strand that only grew behind its
    /// first claims stays where it is: what may join may be as large as an affair of years, and is looked at only where
    /// something could come of it.
    pub(super) fn regroup(&mut self, open: Open) -> Touched {
        let Open { touched, mut reshaped, joined, .. } = open;
        reshaped.extend(joined.iter().filter(|claim| self.is_crowded(**claim)).map(|claim| self.strands.home(*claim)));
        let mut change = Change::default();
        self.work_out(reshaped, &mut change);
        for claim in joined {
            self.grow(claim, &mut change);
        }
        for strand in touched {
            if let Some(held) = self.holder.get(&strand).map(|holder| &self.held[holder]) {
                change.after.insert(self.facts[held.first as usize].incident.clone(), true);
            }
        }
        let Change { before, after } = change;
        let mut removed: Vec<IncidentId> = before.into_keys().filter(|id| !after.contains_key(id)).collect();
        let mut changed: Vec<IncidentId> =
            after.into_iter().filter(|(_, changed)| *changed).map(|(id, _)| id).collect();
        removed.sort();
        changed.sort();
        Touched { changed, removed }
    }

    /// Groups these strands anew, with all that they may join.
    fn work_out(&mut self, reshaped: FxHashSet<u32>, change: &mut Change) {
        let mut open: Vec<u32> = reshaped.into_iter().collect();
        let mut done: FxHashSet<u32> = FxHashSet::default();
        let mut groups = Vec::new();
        while let Some(strand) = open.pop() {
            // Those that were one incident with it and may be left behind.
            if let Some(held) = self.holder.get(&strand).and_then(|holder| self.held.remove(holder)) {
                for member in &held.group.strands {
                    self.holder.remove(member);
                    open.push(*member);
                }
                change.before.insert(self.facts[held.first as usize].incident.clone(), Some(held));
            }
            if done.contains(&strand) || self.strands.members(strand).is_empty() {
                continue;
            }
            let component = groups::component(&self.strands, &self.joined, strand);
            done.extend(component.iter().copied());
            open.extend(component.iter().copied());
            groups.extend(groups::group(view!(self), &self.strands, &self.joined, &component, &mut self.fits));
        }
        for group in groups {
            let first = self.first_of(&group);
            let id = self.facts[first as usize].incident.clone();
            let held = Held { group, first };
            let changed = change.before.get(&id).and_then(Option::as_ref) != Some(&held);
            change.after.insert(id, changed);
            let strands = &held.group.strands;
            for strand in strands {
                self.holder.insert(*strand, strands[0]);
            }
            self.held.insert(strands[0], held);
        }
    }

    /// A claim came to its strand behind those by which it is grouped: at most it is the one that is shown first now.
    fn grow(&mut self, claim: u32, change: &mut Change) {
        let Some(holder) = self.holder.get(&self.strands.home(claim)) else { return };
        let Some(held) = self.held.get_mut(holder) else { return };
        let shown = |claim: u32| self.facts[claim as usize].shown_order();
        if shown(claim) < shown(held.first) {
            let id = self.facts[held.first as usize].incident.clone();
            // An id that this very change gave was nobody's before it.
            if change.after.remove(&id).is_none() {
                change.before.entry(id).or_default();
            }
            held.first = claim;
            change.after.insert(self.facts[claim as usize].incident.clone(), true);
        }
    }

    /// Whether a report tells of both this claim and another one of its incident, so that they may have to part.
    fn is_crowded(&self, claim: u32) -> bool {
        let (view, holder) = (view!(self), |claim: u32| self.holder.get(&self.strands.home(claim)));
        let own = holder(claim);
        own.is_none()
            || view.siblings(claim).any(|other| holder(other) == own && !view.may_stand_together(claim, other))
    }

    /// The claim of a group that is shown first. Seats go by day as well, so it stands among those of the first day.
    fn first_of(&self, group: &Group) -> u32 {
        let firsts = group.strands.iter().flat_map(|strand| {
            let members = self.strands.members(*strand);
            let day = members.first().map(|seat| self.facts[seat.claim as usize].published_on);
            members.iter().take_while(move |seat| Some(self.facts[seat.claim as usize].published_on) == day)
        });
        let shown = |claim: &u32| self.facts[*claim as usize].shown_order();
        firsts.map(|seat| seat.claim).min_by(|a, b| shown(a).cmp(&shown(b))).unwrap_or(group.strands[0])
    }
}
