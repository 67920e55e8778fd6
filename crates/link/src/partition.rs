//! From scored pairs to incidents: groups join along the best pairs first, unless something forbids it.
//!
//! Works on one connected component of the pairs at a time. The result depends only on the claims, their pairs and the
//! judgements: pairs are taken by score and then by the claims' ids.

use crate::facts::Facts;
use crate::{Config, score};
use rustc_hash::{FxHashMap, FxHashSet};

/// A pair worth joining.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub left: usize,
    pub right: usize,
    pub score: f64,
}

/// What analysts have said about pairs of claims.
pub(crate) trait Ruling {
    /// True if an analyst keeps the two apart.
    fn apart(&self, left: usize, right: usize) -> bool;
    /// True if any analyst has kept anything apart from this claim.
    fn any_apart(&self, claim: usize) -> bool;
}

struct Group {
    /// Claims, in shown order.
    claims: Vec<usize>,
    reports: FxHashSet<usize>,
}

/// Groups the claims of one component. `together` are the pairs that analysts joined, in the order in which they apply.
/// Gives groups of claims in shown order, and for each claim index the pair along which it joined.
pub(crate) fn partition(
    facts: &[Facts],
    claims: &[usize],
    mut pairs: Vec<Pair>,
    together: &[(usize, usize)],
    ruling: &dyn Ruling,
    config: &Config,
) -> Vec<(Vec<usize>, Vec<Pair>)> {
    let mut group_of: FxHashMap<usize, usize> =
        claims.iter().enumerate().map(|(group, claim)| (*claim, group)).collect();
    let mut groups: Vec<Option<Group>> = claims
        .iter()
        .map(|claim| Some(Group { claims: vec![*claim], reports: std::iter::once(facts[*claim].report).collect() }))
        .collect();
    let mut used: Vec<Pair> = Vec::new();
    // An analyst's word comes first and is checked only against other analysts' words.
    for (left, right) in together {
        let pair = Pair { left: *left, right: *right, score: f64::INFINITY };
        join(&mut groups, &mut group_of, &mut used, facts, pair, |l, r| !kept_apart(l, r, ruling));
    }
    pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| ids(facts, a).cmp(&ids(facts, b))));
    // Two groups that did not fit are not tried again before one of them has grown.
    let mut refused: FxHashSet<(usize, usize, usize, usize)> = FxHashSet::default();
    for pair in pairs {
        let (Some(l), Some(r)) = (group_of.get(&pair.left).copied(), group_of.get(&pair.right).copied()) else {
            continue;
        };
        let (l, r) = (l.min(r), l.max(r));
        let size = |n: usize| groups[n].as_ref().map_or(0, |g| g.claims.len());
        let attempt = (l, size(l), r, size(r));
        if l == r || refused.contains(&attempt) {
            continue;
        }
        refused.insert(attempt);
        join(&mut groups, &mut group_of, &mut used, facts, pair, |l, r| {
            l.reports.is_disjoint(&r.reports) && !kept_apart(l, r, ruling) && fit(l, r, facts, config)
        });
    }
    let mut links: FxHashMap<usize, Vec<Pair>> = FxHashMap::default();
    for pair in used {
        links.entry(group_of[&pair.left]).or_default().push(pair);
    }
    groups
        .into_iter()
        .enumerate()
        .filter_map(|(number, group)| Some((group?.claims, links.remove(&number).unwrap_or_default())))
        .collect()
}

fn ids<'f>(facts: &'f [Facts], pair: &Pair) -> (&'f record::ClaimId, &'f record::ClaimId) {
    let (l, r) = (facts[pair.left].id(), facts[pair.right].id());
    if l <= r { (l, r) } else { (r, l) }
}

fn join(
    groups: &mut [Option<Group>],
    group_of: &mut FxHashMap<usize, usize>,
    used: &mut Vec<Pair>,
    facts: &[Facts],
    pair: Pair,
    allowed: impl Fn(&Group, &Group) -> bool,
) {
    let (Some(l), Some(r)) = (group_of.get(&pair.left).copied(), group_of.get(&pair.right).copied()) else { return };
    if l == r {
        return;
    }
    let ok = matches!((&groups[l], &groups[r]), (Some(left), Some(right)) if allowed(left, right));
    if !ok {
        return;
    }
    let (Some(mut left), Some(right)) = (groups[l].take(), groups[r].take()) else { return };
    for claim in &right.claims {
        group_of.insert(*claim, l);
    }
    left.claims.extend(right.claims);
    left.claims.sort_by(|a, b| facts[*a].shown_order().cmp(&facts[*b].shown_order()));
    left.reports.extend(right.reports);
    groups[l] = Some(left);
    used.push(pair);
}

fn kept_apart(left: &Group, right: &Group, ruling: &dyn Ruling) -> bool {
    left.claims.iter().filter(|l| ruling.any_apart(**l)).any(|l| right.claims.iter().any(|r| ruling.apart(*l, *r)))
}

/// Whether two groups agree on the whole, judged by a bounded sample of each.
fn fit(left: &Group, right: &Group, facts: &[Facts], config: &Config) -> bool {
    let (mut sum, mut against, mut n) = (0.0, 0.0, 0.0);
    for l in left.claims.iter().take(config.group_sample) {
        for r in right.claims.iter().take(config.group_sample) {
            let total = score(&facts[*l], &facts[*r]).total.max(-6.0);
            sum += total;
            against += f64::from(u8::from(total <= config.against_at));
            n += 1.0;
        }
    }
    n > 0.0 && sum / n >= config.join_mean && against / n <= config.against_share
}
