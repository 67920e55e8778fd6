//! Decisions that a report leaves open, by forests of what is seen of each: whether it is about organised violence at all, which
//! events beside the main one it tells of, and which number of dead and injured is an event's.
//!
//! `lab fit judge` fits them on annotated reports; the rules' own answer is one of the facts. What was seen, and what each
//! fact brought, can be told ([`forest::Forest::reasons`]).

pub mod about;
pub(crate) mod beside;
pub mod forest;
pub(crate) mod tolls;

use super::merge::Event;
use super::view::View;
use super::{Material, tally};
use crate::counts::Harm;
use forest::Forest;
use record::{Claim, Reason, Slot, Stage};
use std::ops::Range;
use std::sync::OnceLock;
use tolls::{Ask, Tolls};

/// The events of a report, and the one that it is about.
#[derive(Clone, Copy)]
pub(crate) struct Case<'b, 'd, 't> {
    pub view: &'b View<'d, 't>,
    pub events: &'b [Event],
    pub main: usize,
    pub material: Material<'b, 't>,
}

/// What was looked at and how much of it was seen.
pub type Facts = Vec<(&'static str, f32)>;

/// An event beside the main one is told from this share of trees on: rather one too many than one missed.
pub const BESIDE_MIN: f32 = 0.45;
/// A number is believed from this share of trees on; else it is not said how many.
pub const TOLL_MIN: f32 = 0.35;
/// An event that the rules tell of, of these days and with people hurt in it, is told from this share on.
pub const HURT_MIN: f32 = 0.2;

/// A number is not an event's where it is another's by so much more.
const TAKEN_MARGIN: f32 = 0.15;

static ABOUT: &[u8] = include_bytes!("../../../data/about.bin");
static BESIDE: &[u8] = include_bytes!("../../../data/beside.bin");
static TOLLS: &[u8] = include_bytes!("../../../data/tolls.bin");

/// The forest that says whether a report is about organised violence; `None` as for [`beside_forest`].
#[must_use]
pub fn about_forest() -> Option<&'static Forest> {
    static FOREST: OnceLock<Option<Forest>> = OnceLock::new();
    FOREST.get_or_init(|| Forest::decode(ABOUT).ok()).as_ref()
}

/// The forest that says which events beside the main one a report tells of; `None` if the program's own cannot be read, which
/// a test rules out.
#[must_use]
pub fn beside_forest() -> Option<&'static Forest> {
    static FOREST: OnceLock<Option<Forest>> = OnceLock::new();
    FOREST.get_or_init(|| Forest::decode(BESIDE).ok()).as_ref()
}

/// The forest that says which number of dead or injured is an event's.
#[must_use]
pub fn tolls_forest() -> Option<&'static Forest> {
    static FOREST: OnceLock<Option<Forest>> = OnceLock::new();
    FOREST.get_or_init(|| Forest::decode(TOLLS).ok()).as_ref()
}

/// How surely a report is about organised violence, 0 to 1, by what is seen of it.
pub(crate) fn about_share(facts: &Facts) -> Option<f32> {
    about_forest().map(|forest| forest.share(&values(facts)))
}

/// The facts that spoke most for or against a report's being about organised violence.
pub(crate) fn about_reasons(facts: &Facts) -> String {
    const FACTS_SHOWN: usize = 4;
    let Some(forest) = about_forest() else { return String::new() };
    let told = forest.reasons(&values(facts)).into_iter().take(FACTS_SHOWN);
    told.map(|(fact, brought)| format!("{fact} {brought:+.2}")).collect::<Vec<_>>().join(", ")
}

pub(crate) fn flag(seen: bool) -> f32 {
    f32::from(u8::from(seen))
}

/// Tokens before and behind one whose words are looked at.
const AROUND: usize = 40;

/// The tokens around one in its sentence.
pub(crate) fn around(view: &View<'_, '_>, token: usize) -> Range<usize> {
    let sentence = view.sentence(token);
    sentence.start.max(token.saturating_sub(AROUND))..sentence.end.min(token + AROUND)
}

fn values(facts: &Facts) -> Vec<f32> {
    facts.iter().map(|(_, value)| *value).collect()
}

/// True where the forest says how many were hurt. Of what was stopped only the rules' own count holds: numbers beside it are
/// mostly another event's.
fn counted(claim: &Claim) -> bool {
    tally::happened(claim) && claim.stage != Stage::Foiled
}

fn slot(claim: &mut Claim, harm: Harm) -> &mut Option<u32> {
    match harm {
        Harm::Killed => &mut claim.killed,
        Harm::Injured => &mut claim.injured,
    }
}

/// Everything that one event leaves open: what models are fitted on.
#[derive(Debug, Clone)]
pub struct Open {
    /// What the event would be told as.
    pub claim: Claim,
    /// The report is about it.
    pub main: bool,
    /// The rules tell of it.
    pub kept: bool,
    /// What is seen of it.
    pub beside: Facts,
    /// Numbers that may be its dead or injured, with what is seen of each.
    pub tolls: Vec<(Harm, u32, Facts)>,
}

/// A number that may be an event's.
struct Answer {
    share: f32,
    /// Which claim.
    at: usize,
    value: u32,
    facts: Vec<f32>,
}

/// The models' answers for one report.
pub(crate) struct Judge<'b, 'd, 't> {
    tolls: Tolls<'b, 'd, 't>,
    case: Case<'b, 'd, 't>,
}

impl<'b, 'd, 't> Judge<'b, 'd, 't> {
    pub fn new(view: &'b View<'d, 't>, events: &'b [Event], main: usize, material: Material<'b, 't>) -> Self {
        let tolls = Tolls::new(view, events, main, material.dates);
        Self { tolls, case: Case { view, events, main, material } }
    }

    /// Whether the report tells of event `n` beside the main one, and why; `kept` is the rules' answer.
    pub fn tells(&self, n: usize, kept: bool) -> (bool, Option<Reason>) {
        let Some(forest) = beside_forest() else { return (kept, None) };
        let facts = values(&self.case.beside(n, kept));
        let share = forest.share(&facts);
        let least = if kept && self.case.hurt_these_days(n) { HURT_MIN } else { BESIDE_MIN };
        if share < least {
            return (false, None);
        }
        let rule = format!("told beside the main event: {}", most(forest, &facts));
        (true, Some(Reason { slot: Slot::Event, span: None, rule: Some(rule), score: Some(share) }))
    }

    /// Puts the likeliest numbers of dead and injured in the place of the rules', for the claims of all events that are told
    /// of: the surest first. What is surely one event's is not also another's. Gives the share of trees and the heaviest
    /// facts behind each number, with the place of its claim in `claims`.
    pub fn count(&self, claims: &mut [(usize, Claim)]) -> Vec<(usize, Reason)> {
        let Some(forest) = tolls_forest() else { return Vec::new() };
        let mut why = Vec::new();
        for (harm, name) in [(Harm::Killed, Slot::Killed), (Harm::Injured, Slot::Injured)] {
            let answers = self.answers(forest, harm, claims);
            for (_, claim) in claims.iter_mut().filter(|(_, claim)| counted(claim)) {
                *slot(claim, harm) = None;
            }
            let mut owners: Vec<(f32, u32)> = Vec::new();
            for Answer { share, at, value, facts } in answers {
                let surer = owners.iter().any(|(owner, v)| *v == value && value > 0 && owner - share > TAKEN_MARGIN);
                let slot = slot(&mut claims[at].1, harm);
                if slot.is_none() && !surer {
                    *slot = Some(value);
                    owners.push((share, value));
                    let rule = Some(format!("the likeliest number: {}", most(forest, &facts)));
                    why.push((at, Reason { slot: name, span: None, rule, score: Some(share) }));
                }
            }
        }
        why
    }

    /// The numbers of one harm that are likely enough for one of the claims, the surest first.
    fn answers(&self, forest: &Forest, harm: Harm, claims: &[(usize, Claim)]) -> Vec<Answer> {
        let mut answers = Vec::new();
        for (at, (n, claim)) in claims.iter().enumerate().filter(|(_, (_, claim))| counted(claim)) {
            let ask = self.ask(*n, harm, claim);
            answers.extend(self.tolls.values(&ask).into_iter().map(|value| {
                let facts = values(&self.tolls.facts(&ask, value));
                Answer { share: forest.share(&facts), at, value, facts }
            }));
        }
        answers.retain(|answer| answer.share >= TOLL_MIN);
        answers.sort_by(|a, b| b.share.total_cmp(&a.share).then((a.at, a.value).cmp(&(b.at, b.value))));
        answers
    }

    /// What event `n` leaves open; `claim` is what the rules make of it.
    pub fn open(&self, n: usize, kept: bool, claim: Claim) -> Open {
        let mut tolls = Vec::new();
        for harm in [Harm::Killed, Harm::Injured].into_iter().filter(|_| counted(&claim)) {
            let ask = self.ask(n, harm, &claim);
            tolls.extend(self.tolls.values(&ask).into_iter().map(|v| (harm, v, self.tolls.facts(&ask, v))));
        }
        Open { main: n == self.case.main, kept, beside: self.case.beside(n, kept), tolls, claim }
    }

    fn ask(&self, event: usize, harm: Harm, claim: &Claim) -> Ask {
        let chosen = if harm == Harm::Killed { claim.killed } else { claim.injured };
        Ask { event, harm, chosen, stage: claim.stage }
    }
}

/// The facts that spoke most for an answer: "given to it, in the first sentence".
fn most(forest: &Forest, values: &[f32]) -> String {
    const FACTS_SHOWN: usize = 2;
    let spoke = forest.reasons(values).into_iter().filter(|(_, brought)| *brought > 0.0).map(|(fact, _)| fact);
    spoke.take(FACTS_SHOWN).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forests_in_the_program_know_the_facts_that_are_given() {
        let text = "A bomb killed four people at a market in Kano, Nigeria, on Monday, police said. Boko Haram claimed it.\n\n\
            Police arrested three suspected militants in Abuja on Tuesday.";
        let open = crate::Reader::embedded().open(&record::RawReport::of_text("open".into(), text));
        let names = |facts: &Facts| facts.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>();
        let beside = open.iter().find(|event| !event.main).expect("two events");
        let toll = open.iter().find_map(|event| event.tolls.first()).expect("four killed");
        assert_eq!(beside_forest().expect("whole").facts, names(&beside.beside));
        assert_eq!(tolls_forest().expect("whole").facts, names(&toll.2));
        assert!(about_forest().is_some());
        for forest in [about_forest(), beside_forest(), tolls_forest()].into_iter().flatten() {
            assert!(!forest.trees.is_empty() && !forest.header.sources.is_empty());
        }
    }

    #[cfg(feature = "deep")]
    #[test]
    fn a_film_with_gunmen_is_not_about_violence_and_says_why() {
        let reader = crate::Reader::new(crate::Depth::Deep, Vec::new());
        let about = |text: &str| reader.about(&record::RawReport::of_text("about".into(), text)).expect("an event");
        let attack = about(
            "Gunmen kill nine in attack on market in Kano\n\nGunmen shot dead nine people at a market in Kano, Nigeria, on \
             Monday, police said. Nobody has claimed the attack. The army sent troops to the town.",
        );
        let film = about(
            "Film review: gunmen storm an embassy\n\nIn this thriller gunmen storm an embassy and kill a guard in the opening \
             scene. The director keeps the audience guessing, and the actor who plays the ambassador is a delight.",
        );
        let names: Vec<&str> = attack.iter().map(|(name, _)| *name).collect();
        let forest = about_forest().expect("whole");
        assert_eq!(forest.facts, names);
        let (attack, film) = (about_share(&attack), about_share(&film));
        assert!(attack > Some(0.7) && film < Some(0.3), "{attack:?} {film:?}");
        assert!(!about_reasons(&about("Police said a bomb killed four people in Kano on Monday.")).is_empty());
    }
}
