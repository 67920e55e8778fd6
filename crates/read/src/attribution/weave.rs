//! The chains of a report's claims: what the rules find, and everybody named nearby weighed beside it.

use super::Statement;
use super::cast::{Candidate, Cast, Fact, Pair, Weights, is_taken, order, weights};
use super::chain::{LINKS_MAX, by_rules};
use super::phrase::View;
use super::weight::{Claim, WEIGHT_MIN};
use crate::doc::Doc;
use crate::names::Name;
use record::{Report, Speaker};
use std::ops::Range;

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
        let cast = Cast::new(&view, names, statements, &report.outlet, std::slice::from_ref(&about));
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

    /// The chain by these weights.
    #[must_use]
    pub fn chain(&self, weights: &Weights) -> Vec<Speaker> {
        let order = order(&self.candidates, weights, |a, b| self.pair(a, b).clone());
        links(&self.by_rules[0], &self.candidates, &order)
    }
}

fn within(doc: &Doc<'_>, about: &Range<usize>) -> Range<usize> {
    about.start.min(doc.tokens.len())..about.end.min(doc.tokens.len())
}

fn links(outlet: &Speaker, candidates: &[Candidate], order: &[usize]) -> Vec<Speaker> {
    // Where there are too many, the origin stays: it is what the chain is for.
    let (first, last) = order.split_at(order.len().saturating_sub(1));
    let others = first.iter().take(LINKS_MAX - 2).chain(last).map(|n| candidates[*n].speaker.clone());
    std::iter::once(outlet.clone()).chain(others).collect()
}

/// The chains for the claims whose words are the tokens `abouts`: the report's outlet first, the origin last.
///
/// `statements` are those of the whole text, `names` must be sorted by start. A link that no rule found, or that is not stated next
/// to the claim, is marked `inferred`. Nobody unnamed becomes a link; a chain that ends with the outlet itself is circular.
#[must_use]
pub fn chains(
    doc: &Doc<'_>,
    report: &Report,
    names: &[Name],
    statements: &[Statement],
    abouts: &[Range<usize>],
) -> Vec<Vec<Speaker>> {
    let view = View::new(doc);
    let abouts: Vec<_> = abouts.iter().map(|about| within(doc, about)).collect();
    let cast = Cast::new(&view, names, statements, &report.outlet, &abouts);
    let chain = |about: &Range<usize>| {
        let claim = Claim::new(&view, about.clone(), report);
        let weighed = claim.weigh_all(statements);
        let by_rules = by_rules(&view, report, statements, &claim, &weighed);
        if weights().is_empty() {
            return by_rules;
        }
        let candidates = cast.candidates(&claim, &weighed, &by_rules);
        let order = order(&candidates, weights(), |a, b| cast.pair(&candidates[a], &candidates[b]));
        links(&by_rules[0], &candidates, &order)
    };
    abouts.iter().map(chain).collect()
}

/// The same for one claim.
#[must_use]
pub fn chain(
    doc: &Doc<'_>,
    report: &Report,
    names: &[Name],
    statements: &[Statement],
    about: Range<usize>,
) -> Vec<Speaker> {
    chains(doc, report, names, statements, std::slice::from_ref(&about)).pop().unwrap_or_default()
}

/// Why the chain of a claim ends where it does: the statements that could stand for the claim, the weightiest first, each with
/// its speaker, its cue and what every feature brings to its weight; then everybody weighed for the chain, likeliest first.
#[must_use]
pub fn reasons(
    doc: &Doc<'_>,
    report: &Report,
    names: &[Name],
    statements: &[Statement],
    about: Range<usize>,
) -> Vec<String> {
    const SHOWN_MAX: usize = 3;
    let view = View::new(doc);
    let claim = Claim::new(&view, within(doc, &about), report);
    let mut weighed = claim.weigh_all(statements);
    weighed.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let line = |(n, weight): &(usize, f64)| {
        let s = &statements[*n];
        let features = claim.features(s).unwrap_or_default();
        let told: Vec<String> =
            features.iter().filter(|(_, v)| v.abs() >= 0.005).map(|(name, v)| format!("{name} {v:+.2}")).collect();
        let via: Vec<&str> = s.via.iter().map(|v| v.name.as_str()).collect();
        let through = if via.is_empty() { String::new() } else { format!(" through {}", via.join(", ")) };
        let stands = if *weight >= WEIGHT_MIN { "" } else { " (too little to stand for the claim)" };
        let cue = doc.slice(s.cue.clone());
        format!("who said so: {}{through} by \"{cue}\": {weight:.2}{stands} = {}", s.speaker.name, told.join(", "))
    };
    let mut lines: Vec<String> = weighed.iter().take(SHOWN_MAX).map(line).collect();
    lines.extend(weighed_for_chain(&Panel::new(doc, report, names, statements, about)));
    lines
}

/// Everybody weighed for a chain in words, the likeliest first.
fn weighed_for_chain(panel: &Panel) -> Vec<String> {
    const SHOWN_MAX: usize = 6;
    const FACTS_MAX: usize = 6;
    let taken = is_taken(&panel.candidates, weights());
    let mut all: Vec<_> =
        panel.candidates.iter().zip(taken).map(|(c, t)| (weights().belongs(&c.facts), t, c)).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.total_cmp(&a.0)));
    let line = |(belongs, taken, candidate): (f32, bool, &Candidate)| {
        let told: Vec<String> = weights().told(&candidate.facts).iter().take(FACTS_MAX).map(in_words).collect();
        let verdict = if taken { "a link" } else { "no link" };
        format!("chain: {} {verdict} {belongs:.2} = {}", candidate.speaker.name, told.join(", "))
    };
    all.into_iter().take(SHOWN_MAX).map(line).collect()
}

fn in_words((fact, weight): &(&Fact, f32)) -> String {
    format!("{}: {} {weight:+.2}", fact.what, fact.seen)
}
