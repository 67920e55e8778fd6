//! The chains of a report's claims: what the rules find, and everybody named nearby weighed beside it.

use super::Statement;
use super::cast::{Board, Candidate, Cast, Found, Pair, Weights, find, told, weights};
use super::chain::by_rules;
use super::phrase::View;
use super::weight::{Claim, WEIGHT_MIN};
use crate::doc::Doc;
use crate::names::Name;
use crate::tag::hearsay;
use record::{Report, Speaker, Weighed};
use std::ops::Range;

/// Those left out of a chain that are kept with it, the likeliest first.
const LEFT_OUT_MAX: usize = 3;

/// One claim with everybody who may be a link of its chain.
struct Table<'v, 'a, 't> {
    claim: Claim<'v, 'a, 't>,
    /// The statements that could stand for it, by number, with their weights.
    weighed: Vec<(usize, f64)>,
    by_rules: Vec<Speaker>,
    candidates: Vec<Candidate>,
}

impl<'v, 'a, 't> Table<'v, 'a, 't> {
    fn new(
        cast: &Cast<'_, '_, '_>,
        view: &'v View<'a, 't>,
        report: &Report,
        statements: &[Statement],
        about: Range<usize>,
    ) -> Self {
        let claim = Claim::new(view, about, report);
        let weighed = claim.weigh_all(statements);
        let by_rules = by_rules(view, report, statements, &claim, &weighed);
        let candidates = if weights().is_empty() { Vec::new() } else { cast.candidates(&claim, &weighed, &by_rules) };
        Self { claim, weighed, by_rules, candidates }
    }

    /// What each feature brings to the best statement of a speaker; none where nothing they say could stand for the claim.
    fn statement(&self, speaker: &Speaker, statements: &[Statement]) -> Vec<(String, f32)> {
        let theirs = self.weighed.iter().filter(|(n, _)| statements[*n].speaker.name == speaker.name);
        let Some((n, weight)) = theirs.max_by(|a, b| a.1.total_cmp(&b.1)) else { return Vec::new() };
        self.features(*n, *weight, statements).into_iter().map(|(name, v)| (name.to_owned(), hundredths(v))).collect()
    }

    /// What brings something to the weight of a statement.
    fn features(&self, n: usize, weight: f64, statements: &[Statement]) -> Vec<(&'static str, f64)> {
        let mut features = self.claim.features(&statements[n]).unwrap_or_default();
        let sum: f64 = features.iter().map(|(_, value)| value).sum();
        features.push(("named without an office", weight - sum));
        features.retain(|(_, value)| value.abs() >= 0.005);
        features
    }

    /// Everybody in the chain, in its order, and the likeliest of the others.
    fn told(&self, found: &Found, statements: &[Statement]) -> Vec<Weighed> {
        let mut others: Vec<usize> = (0..self.candidates.len()).filter(|n| !found.order.contains(n)).collect();
        others.sort_by(|a, b| found.likely[*b].total_cmp(&found.likely[*a]).then(a.cmp(b)));
        let others = others.into_iter().take(LEFT_OUT_MAX).map(|n| (n, None));
        let links = found.order.iter().enumerate().map(|(place, n)| (*n, Some(place + 1)));
        let one = |(n, link): (usize, Option<usize>)| {
            let candidate = &self.candidates[n];
            Weighed {
                name: candidate.speaker.name.clone(),
                kind: candidate.speaker.kind,
                link,
                by_rule: candidate.rules.is_some(),
                likely: hundredths(f64::from(found.likely[n])),
                facts: told(weights(), &candidate.facts, candidate.heard.as_ref()),
                statement: self.statement(&candidate.speaker, statements),
                left_out: found.left_out(n).map(str::to_owned),
            }
        };
        links.chain(others).map(one).collect()
    }
}

fn hundredths(value: f64) -> f32 {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 { 0.0 } else { rounded as f32 }
}

/// Those who may be links of one claim's chain, for fitting and for explaining.
#[derive(Debug, Clone)]
pub struct Panel {
    /// The chain that the rules find.
    pub by_rules: Vec<Speaker>,
    /// Everybody weighed.
    pub candidates: Vec<Candidate>,
    /// What is seen of every two of them: the lower number first.
    pairs: Vec<Vec<Pair>>,
}

impl Panel {
    /// Everybody near one claim of a text; `about` are its tokens.
    #[must_use]
    pub fn new(doc: &Doc<'_>, report: &Report, names: &[Name], statements: &[Statement], about: Range<usize>) -> Self {
        let view = View::new(doc);
        let about = within(doc, &about);
        let cast = Cast::new(&view, names, statements, &report.outlet, std::slice::from_ref(&about), &[]);
        let claim = Claim::new(&view, about, report);
        let weighed = claim.weigh_all(statements);
        let by_rules = by_rules(&view, report, statements, &claim, &weighed);
        let candidates = cast.candidates(&claim, &weighed, &by_rules);
        let upto = |b: usize| (0..b).map(|a| cast.pair(&candidates[a], &candidates[b])).collect();
        let pairs = (0..candidates.len()).map(upto).collect();
        Self { by_rules, candidates, pairs }
    }

    /// What is seen of two candidates, by number, the lower first.
    #[must_use]
    pub fn pair(&self, a: usize, b: usize) -> &Pair {
        &self.pairs[b][a]
    }

    /// What everybody's steps weigh by these weights.
    #[must_use]
    pub fn board(&self, weights: &Weights) -> Board {
        weights.board(&self.candidates, |a, b| self.pair(a, b).clone())
    }

    /// The chain by these weights.
    #[must_use]
    pub fn chain(&self, weights: &Weights) -> Vec<Speaker> {
        let found = find(&self.candidates, weights, |a, b| self.pair(a, b).clone());
        links(&self.by_rules[0], &self.candidates, &found.order)
    }
}

fn within(doc: &Doc<'_>, about: &Range<usize>) -> Range<usize> {
    about.start.min(doc.tokens.len())..about.end.min(doc.tokens.len())
}

fn links(outlet: &Speaker, candidates: &[Candidate], kept: &[usize]) -> Vec<Speaker> {
    std::iter::once(outlet.clone()).chain(kept.iter().map(|n| candidates[*n].speaker.clone())).collect()
}

/// The chain of one claim.
#[derive(Debug, Clone)]
pub struct Woven {
    /// The report's outlet first, the origin last.
    pub chain: Vec<Speaker>,
    /// Its links after the outlet, in order, and the likeliest of those left out.
    pub weighed: Vec<Weighed>,
}

/// The chains for the claims whose words are the tokens `abouts`.
///
/// `statements` are those of the whole text, `names` must be sorted by start, `hearsay` is what the transformer says of each token,
/// empty where it was not asked. A link that no rule found, or that is not stated next
/// to the claim, is marked `inferred`. Nobody unnamed becomes a link; a chain that ends with the outlet itself is circular.
#[must_use]
pub fn chains(
    doc: &Doc<'_>,
    report: &Report,
    names: &[Name],
    statements: &[Statement],
    hearsay: &[hearsay::Row],
    abouts: &[Range<usize>],
) -> Vec<Woven> {
    let view = View::new(doc);
    let abouts: Vec<_> = abouts.iter().map(|about| within(doc, about)).collect();
    let cast = Cast::new(&view, names, statements, &report.outlet, &abouts, hearsay);
    let chain = |about: &Range<usize>| {
        let table = Table::new(&cast, &view, report, statements, about.clone());
        if weights().is_empty() {
            return Woven { chain: table.by_rules, weighed: Vec::new() };
        }
        let all = &table.candidates;
        let found = find(all, weights(), |a, b| cast.pair(&all[a], &all[b]));
        Woven { chain: links(&table.by_rules[0], all, &found.order), weighed: table.told(&found, statements) }
    };
    abouts.iter().map(chain).collect()
}

/// The same for one claim, the chain alone, without the transformer.
#[must_use]
pub fn chain(
    doc: &Doc<'_>,
    report: &Report,
    names: &[Name],
    statements: &[Statement],
    about: Range<usize>,
) -> Vec<Speaker> {
    let woven = chains(doc, report, names, statements, &[], std::slice::from_ref(&about)).pop();
    woven.map(|woven| woven.chain).unwrap_or_default()
}

/// Why the chain of a claim ends where it does: the statements that could stand for the claim, the weightiest first, each with
/// its speaker, its cue and what every feature brings to its weight; then everybody weighed for the chain, likeliest first.
#[must_use]
pub fn reasons(
    doc: &Doc<'_>,
    report: &Report,
    names: &[Name],
    statements: &[Statement],
    hearsay: &[hearsay::Row],
    about: Range<usize>,
) -> Vec<String> {
    const SHOWN_MAX: usize = 3;
    let view = View::new(doc);
    let about = within(doc, &about);
    let cast = Cast::new(&view, names, statements, &report.outlet, std::slice::from_ref(&about), hearsay);
    let table = Table::new(&cast, &view, report, statements, about);
    let mut weighed = table.weighed.clone();
    weighed.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let line = |(n, weight): &(usize, f64)| {
        let s = &statements[*n];
        let features = table.features(*n, *weight, statements);
        let told: Vec<String> = features.iter().map(|(name, v)| format!("{name} {v:+.2}")).collect();
        let via: Vec<&str> = s.via.iter().map(|v| v.name.as_str()).collect();
        let through = if via.is_empty() { String::new() } else { format!(" through {}", via.join(", ")) };
        let stands = if *weight >= WEIGHT_MIN { "" } else { " (too little to stand for the claim)" };
        let cue = doc.slice(s.cue.clone());
        format!("who said so: {}{through} by \"{cue}\": {weight:.2}{stands} = {}", s.speaker.name, told.join(", "))
    };
    let mut lines: Vec<String> = weighed.iter().take(SHOWN_MAX).map(line).collect();
    let all = &table.candidates;
    let found = find(all, weights(), |a, b| cast.pair(&all[a], &all[b]));
    lines.extend(weighed_for_chain(all, &found));
    lines
}

/// Everybody weighed for a chain in words, the likeliest first.
fn weighed_for_chain(candidates: &[Candidate], found: &Found) -> Vec<String> {
    const SHOWN_MAX: usize = 6;
    let mut all: Vec<usize> = (0..candidates.len()).collect();
    let taken = |n: &usize| found.order.contains(n);
    all.sort_by(|a, b| taken(b).cmp(&taken(a)).then(found.likely[*b].total_cmp(&found.likely[*a])));
    let line = |n: usize| {
        let candidate = &candidates[n];
        let told = told(weights(), &candidate.facts, candidate.heard.as_ref())
            .into_iter()
            .map(|(words, weight)| format!("{words} {weight:+.2}"));
        let verdict = if taken(&n) { "a link" } else { "no link" };
        let (name, likely) = (&candidate.speaker.name, found.likely[n]);
        format!("chain: {name} {verdict} {likely:.2} = {}", told.collect::<Vec<_>>().join(", "))
    };
    all.into_iter().take(SHOWN_MAX).map(line).collect()
}
