//! The reader: all steps in order.

use crate::attribution::learned::Listener;
use crate::doc::Doc;
use crate::events::judge::{self, Facts, Open};
use crate::events::{self, Material};
use crate::matter::Matter;
use crate::names::{Name, Names};
use crate::tag::linear::Linear;
use crate::tag::scores::{Guidance, Scores};
use crate::tag::{Input, Model};
use crate::{attribution, dates, gate, segment};
use record::{Claim, ClaimId, Group, RawReport, Reading, Report, Span, Speaker};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Changes whenever the rules may read the same report differently; the models carry versions of their own.
pub const VERSION: &str = "10";

/// The weight of the transformer's voice where the linear model's is 1.
#[cfg(feature = "deep")]
const DEEP_WEIGHT: f32 = 1.5;

/// How much work a reader puts into a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Depth {
    /// Rules and the linear model: for archives.
    Fast,
    /// With the small transformer and the listener voting: for a desk. In a program built without the transformer the listener
    /// alone is added to [`Depth::Fast`].
    #[default]
    Deep,
}

/// How far a report went through a reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trace {
    /// It passed the gate.
    pub passed: bool,
    /// The transformer was asked about it.
    pub deep: bool,
}

/// Reads reports. Cheap to clone: the lists and models behind it are shared.
#[derive(Clone)]
pub struct Reader {
    names: Arc<Names>,
    /// Asked of every report that passes the gate, each with the weight of its voice.
    models: Vec<(f32, Arc<dyn Model>)>,
    /// Asked only where the others find something.
    deep: Option<(f32, Arc<dyn Model>)>,
    guidance: Guidance,
    /// Hears who says what; left out of the fast reader, where its time would show.
    listener: Option<&'static Listener>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("version", &self.version()).field("groups", &self.names.groups().len()).finish()
    }
}

impl Reader {
    /// A reader with the models, gazetteer and groups inside the program, and further groups if there are any.
    #[must_use]
    pub fn new(depth: Depth, groups: Vec<Group>) -> Self {
        let names = if groups.is_empty() { Names::embedded() } else { Arc::new(Names::with_groups(groups)) };
        let deep = match depth {
            Depth::Fast => None,
            Depth::Deep => transformer(),
        };
        let linear: Arc<dyn Model> = Linear::embedded();
        let listener = if depth == Depth::Deep { Listener::embedded() } else { None };
        Self { names, models: vec![(1.0, linear)], deep, guidance: Guidance::default(), listener }
    }

    /// A fast reader with what is inside the program.
    #[must_use]
    pub fn embedded() -> Self {
        Self::new(Depth::Fast, Vec::new())
    }

    /// A reader by rules alone, with no model: what the models are measured against.
    #[must_use]
    pub fn by_rules() -> Self {
        Self::embedded().with_models(Vec::new(), Guidance::NONE)
    }

    /// Which reader this is, models included: "9+gate-2+linear-1+deep-2+hearsay-1+matter-3+listener-1+chains-5+about-2+beside-3+tolls-3". The same
    /// version reads the same report the same way.
    #[must_use]
    pub fn version(&self) -> String {
        let models = self.models.iter().chain(&self.deep).map(|(_, model)| format!("+{}", model.id()));
        let matter = (self.guidance.matter_weight > 0.0).then(|| format!("+{}", Matter::embedded().header.id));
        let listener = self.listener.map(|listener| format!("+{}", listener.header.id));
        let passing = if self.guidance == Guidance::IN_PASSING { "+in-passing" } else { "" };
        let models: String = models.chain(matter).chain(listener).collect();
        // What a report is about is decided by a forest only where the transformer was asked.
        let about = self.deep.as_ref().and_then(|_| judge::about_forest());
        let forests = [about, judge::beside_forest(), judge::tolls_forest()].into_iter().flatten();
        let judged = forests.filter(|_| self.guidance.judged).map(|forest| format!("+{}", forest.header.id));
        let judged: String = judged.collect();
        format!("{VERSION}+{}{models}+{}{judged}{passing}", gate::weights().id, attribution::cast::weights().id)
    }

    /// The same reader with other models, each with the weight of its voice, followed as far as `guidance` says.
    #[must_use]
    pub fn with_models(self, models: Vec<(f32, Arc<dyn Model>)>, guidance: Guidance) -> Self {
        Self { models, deep: None, guidance, listener: None, ..self }
    }

    /// How much work this reader puts into a report: [`Depth::Deep`] only where there is a transformer to ask.
    #[must_use]
    pub fn depth(&self) -> Depth {
        if self.deep.is_some() { Depth::Deep } else { Depth::Fast }
    }

    /// The same reader, following its models differently: for tuning.
    #[must_use]
    pub fn guided(self, guidance: Guidance) -> Self {
        Self { guidance, ..self }
    }

    /// The same reader, taking also reports that tell of an incident only in passing. A reader without models stays as it is.
    #[must_use]
    pub fn in_passing(self) -> Self {
        if self.models.is_empty() { self } else { self.guided(Guidance::IN_PASSING) }
    }

    /// Every group that the reader knows by name.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        self.names.groups()
    }

    /// Reads one report: the article without furniture, and what it says. Never fails; what is wrong with the input
    /// stands in the reading's faults.
    #[must_use]
    pub fn read(&self, raw: &RawReport) -> (Report, Reading) {
        let (report, reading, _) = self.read_traced(raw);
        (report, reading)
    }

    /// The same as [`Reader::read`], and how far the report went.
    #[must_use]
    pub fn read_traced(&self, raw: &RawReport) -> (Report, Reading, Trace) {
        let (report, faults) = segment::segment(raw);
        let mut reading = Reading {
            report: report.id.clone(),
            relevant: false,
            claims: Vec::new(),
            attribution: vec![Speaker::outlet(&report.outlet)],
            independent_origin: None,
            faults,
            reader_version: self.version(),
        };
        let passed = gate::passes(&report.text);
        let deep = passed && self.read_events(&report, &mut reading);
        let origin = attribution::origin_label(&reading.attribution);
        reading.independent_origin = (!origin.is_empty()).then_some(origin);
        (report, reading, Trace { passed, deep })
    }

    /// Why a report reads as it does, for people: one line for every mention of an event, then one for each who could be the
    /// origin of its lead, feature by feature.
    #[must_use]
    pub fn explain(&self, raw: &RawReport) -> Vec<String> {
        let (report, _) = segment::segment(raw);
        let lines = |material: Material<'_, '_>| {
            let (doc, names) = (material.doc, material.names);
            let mut lines = vec![Matter::embedded().explain(doc)];
            lines.extend(events::explain(material));
            let statements = attribution::statements_by(doc, names, self.listener);
            lines.extend(attribution::reasons(
                doc,
                &report,
                names,
                &statements,
                &material.scores.hearsay,
                attribution::lead(doc),
            ));
            lines
        };
        self.with_material(&report, lines).0
    }

    /// Why a report without claims is not relevant, in lines for people: what the gate weighed, and how far what is told
    /// reaches. `report` is what [`Reader::read`] gave.
    #[must_use]
    pub fn why_irrelevant(&self, report: &Report) -> Vec<String> {
        const CUES_SHOWN: usize = 8;
        let weighed = gate::weigh(&report.text);
        let cues = weighed.cues.iter().take(CUES_SHOWN).map(|(cue, adds)| format!("{cue} {adds:+.2}"));
        let cues = cues.collect::<Vec<_>>().join(", ");
        let verdict = if weighed.passes { "passed" } else { "left unread" };
        let mut lines =
            vec![format!("gate: {verdict}, {:+.2} where 0 is enough; heaviest cues: {}", weighed.sum, or_none(&cues))];
        if weighed.passes {
            let why = |material: Material<'_, '_>| {
                [Matter::embedded().explain(material.doc), events::why_irrelevant(material)]
            };
            lines.extend(self.with_material(report, why).0);
        }
        lines
    }

    /// What the models say of a report's tokens and sentences, whether or not it passes the gate: for tuning.
    #[must_use]
    pub fn scored(&self, report: &Report) -> Scores {
        self.with_material(report, |material| material.scores.clone()).0
    }

    /// What a report leaves open for models to decide, with what is seen of each; nothing where it is not relevant: for
    /// fitting them.
    #[must_use]
    pub fn open(&self, raw: &RawReport) -> Vec<Open> {
        let (report, _) = segment::segment(raw);
        if gate::passes(&report.text) { self.with_material(&report, events::open).0 } else { Vec::new() }
    }

    /// What is seen of a report as a whole, by which it is judged to be about organised violence or not; nothing where it does
    /// not pass the gate, names no event, or nobody asked the transformer: for fitting.
    #[must_use]
    pub fn about(&self, raw: &RawReport) -> Option<Facts> {
        let (report, _) = segment::segment(raw);
        let look = |material: Material<'_, '_>| events::about(material).filter(|_| material.asked);
        gate::passes(&report.text).then(|| self.with_material(&report, look).0).flatten()
    }

    /// What a step makes of a report, and whether the transformer was asked about it.
    fn with_material<T>(&self, report: &Report, step: impl FnOnce(Material<'_, '_>) -> T) -> (T, bool) {
        let doc = Doc::new(&report.text, !report.title.is_empty());
        let names = self.names.find(&doc);
        let dates = dates::find(&doc, report.published);
        let (scores, asked) = self.scores(&doc, &names);
        let guidance = &self.guidance;
        let lists = &self.names;
        let asked_of_all = guidance.matter_weight > 0.0;
        let matter = if asked_of_all { Matter::embedded().score(&doc) } else { 0.0 };
        let material = Material {
            doc: &doc,
            names: &names,
            dates: &dates,
            scores: &scores,
            asked,
            matter,
            guidance,
            lists,
            report,
        };
        (step(material), asked)
    }

    /// What the models say together, and whether the transformer was one of them.
    fn scores(&self, doc: &Doc<'_>, names: &[Name]) -> (Scores, bool) {
        let input = Input { doc, names };
        let mut said: Vec<(f32, Scores)> =
            self.models.iter().map(|(weight, model)| (*weight, model.score(input))).collect();
        if said.is_empty() {
            return (Scores::nothing(doc.tokens.len(), doc.sentences.len()), false);
        }
        let told = said.iter().any(|(_, scores)| scores.told(usize::MAX) >= self.guidance.asked_min);
        let asked = self.deep.as_ref().filter(|_| told);
        said.extend(asked.map(|(weight, deep)| (*weight, deep.score(input))));
        (Scores::mean(&said.iter().map(|(weight, scores)| (*weight, scores)).collect::<Vec<_>>()), asked.is_some())
    }

    /// Fills a reading; true where the transformer was asked.
    fn read_events(&self, report: &Report, reading: &mut Reading) -> bool {
        let ((), asked) = self.with_material(report, |material| {
            let found = events::find(material);
            reading.relevant = found.relevant;
            reading.claims = found.claims;
            tell_apart(&mut reading.claims);
            let statements = attribution::statements_by(material.doc, material.names, self.listener);
            // Without a claim the report still has its word from somebody: whoever stands behind its lead.
            let lead = attribution::lead(material.doc);
            let about = |claim: &Claim| claim.evidence.first().map_or(0..0, |span| tokens_of(material.doc, *span));
            let abouts: Vec<_> = std::iter::once(lead).chain(reading.claims.iter().map(about)).collect();
            let (doc, names, hearsay) = (material.doc, material.names, &material.scores.hearsay);
            let mut chains = attribution::chains(doc, report, names, &statements, hearsay, &abouts).into_iter();
            reading.attribution = chains.next().map(|woven| woven.chain).unwrap_or_default();
            for (claim, woven) in reading.claims.iter_mut().zip(chains) {
                (claim.said_by, claim.weighed) = (woven.chain, Some(woven.weighed));
            }
            if let Some(main) = reading.claims.iter().find(|claim| claim.main) {
                reading.attribution.clone_from(&main.said_by);
            }
        });
        asked
    }
}

fn or_none(words: &str) -> &str {
    if words.is_empty() { "none" } else { words }
}

#[cfg(feature = "deep")]
fn transformer() -> Option<(f32, Arc<dyn Model>)> {
    // A test proves that the files inside the program belong together; without them the reader is a fast one, and its
    // version says so.
    let model: Arc<dyn Model> = crate::tag::deep::Deep::embedded().ok()?;
    Some((DEEP_WEIGHT, model))
}

#[cfg(not(feature = "deep"))]
fn transformer() -> Option<(f32, Arc<dyn Model>)> {
    None
}

/// Gives claims of one kind and stage that share a sentence ids of their own.
fn tell_apart(claims: &mut [Claim]) {
    let mut taken = BTreeSet::new();
    for claim in claims {
        let (own, mut number) = (claim.id.clone(), 1_u32);
        while !taken.insert(claim.id.clone()) {
            number += 1;
            claim.id = ClaimId::derive(&[own.as_str(), &number.to_string()]);
        }
    }
}

/// The tokens that a span of bytes covers.
#[must_use]
pub fn tokens_of(doc: &Doc<'_>, span: Span) -> Range<usize> {
    let start = doc.tokens.partition_point(|t| (t.end as usize) <= span.start);
    let end = doc.tokens.partition_point(|t| (t.start as usize) < span.end);
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_claims_of_one_kind_in_one_sentence_stay_two() {
        let text = "Gunmen killed four soldiers in Gao on Monday and gunmen killed two traders in Kidal on Monday, the army said.";
        let (_, reading) = Reader::embedded().read(&RawReport::of_text("two".into(), text));
        let mut claims = vec![reading.claims[0].clone(); 3];
        tell_apart(&mut claims);
        let ids: BTreeSet<&ClaimId> = claims.iter().map(|claim| &claim.id).collect();
        assert_eq!(ids.len(), 3);
        assert_eq!(claims[0].id, reading.claims[0].id, "the first keeps its id");
    }

    #[test]
    fn a_fire_told_in_passing_counts_only_where_it_is_asked_for() {
        let text = "The council of Alta voted on Tuesday to widen the ring road and to plant two hundred lime trees along it.\n\n\
            Councillors argued for three hours about parking, bus lanes and the price of the trees.\n\n\
            The mayor said that the work would begin in spring and end before the school year.\n\n\
            The library, closed for repairs since March, opens again in May.\n\n\
            One of the councillors, a baker, lost his shop when it was burned by a gang two years ago.";
        let raw = RawReport::of_text("road".into(), text);
        let reader = Reader::embedded();
        assert!(!reader.read(&raw).1.relevant);
        let reader = reader.in_passing();
        let (_, reading) = reader.read(&raw);
        assert_eq!(reading.claims.len(), 1, "{:?}", reading.claims);
        assert_eq!(reading.claims[0].kind, record::Kind::Arson);
        assert!(reading.reader_version.ends_with("+in-passing"));
    }
}
