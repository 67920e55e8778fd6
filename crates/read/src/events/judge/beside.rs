//! What is seen of an event beside the one that a report is about: whether the report tells of it, or only touches on it.

use super::{Case, Facts, around, flag};
use crate::events::details::when;
use crate::events::finish::{against_militants, arrest_in_lead, of_threat};
use crate::events::mention::{Mention, Phase};
use crate::events::merge::Event;
use crate::events::relevance::{is_old, prominence};
use crate::events::triggers::{Grip, Shape};
use crate::events::vocab::*;
use crate::tag::scores::{AHEAD, ANY, ARREST};
use record::{Assertion, Kind, KindFamily, Place, Stage};

/// Days before a report up to which an event is of these days, of these weeks, of this year.
const DAYS: [f64; 3] = [4.0, 31.0, 200.0];

impl Case<'_, '_, '_> {
    /// Looks at event `n`; `kept` is what the rules would do with it.
    pub fn beside(&self, n: usize, kept: bool) -> Facts {
        let look = Look { case: self, event: &self.events[n], chief: &self.events[self.main] };
        let mut out = vec![("kept by rules", flag(kept))];
        look.position(&mut out);
        look.models(&mut out);
        look.wording(&mut out);
        look.details(&mut out);
        look.time(&mut out);
        look.kinds(&mut out);
        look.stages(&mut out);
        look.words(&mut out);
        out
    }

    /// True of an event of the days before the report in which people were killed or injured.
    pub fn hurt_these_days(&self, n: usize) -> bool {
        let event = &self.events[n];
        let recent = when(event)
            .zip(self.view.published.clone())
            .is_some_and(|(day, published)| day.end >= published.start || day.gap_days(&published) <= DAYS[0]);
        recent && event.mentions.iter().any(|m| m.killed.is_some() || m.injured.is_some())
    }
}

/// One event and the main one.
struct Look<'l, 'b, 'd, 't> {
    case: &'l Case<'b, 'd, 't>,
    event: &'l Event,
    chief: &'l Event,
}

/// Where the words put an event.
fn place(event: &Event) -> Option<&Place> {
    event.mentions.iter().filter_map(|m| m.place.as_ref()).find(|p| p.direct).map(|p| &p.place)
}

impl Look<'_, '_, '_, '_> {
    fn any(&self, is: impl Fn(&Mention) -> bool) -> f32 {
        flag(self.event.mentions.iter().any(is))
    }

    fn all(&self, is: impl Fn(&Mention) -> bool) -> f32 {
        flag(self.event.mentions.iter().all(is))
    }

    fn position(&self, out: &mut Facts) {
        let mentions = &self.event.mentions;
        let headed = usize::from(self.case.view.doc.has_title);
        let first = mentions.iter().map(|m| m.sentence).min().unwrap_or(0);
        let sentences = self.case.view.doc.sentences.len();
        let steps = |m: &Mention| self.chief.mentions.iter().map(move |c| m.sentence.abs_diff(c.sentence)).min();
        let near = mentions.iter().filter_map(steps).min().unwrap_or(usize::MAX);
        let firm = mentions.iter().filter(|m| m.grip == Grip::Firm).count();
        let body = first.saturating_sub(headed);
        out.extend([
            ("firm", flag(self.event.grip() == Grip::Firm)),
            ("firm mentions, two or more", flag(firm > 1)),
            ("mentions, two or more", flag(mentions.len() > 1)),
            ("mentions, four or more", flag(mentions.len() > 3)),
            ("in the headline", self.any(|m| m.title)),
            ("first sentence", flag(body == 0)),
            ("second sentence", flag(body == 1)),
            ("third or fourth sentence", flag((2..4).contains(&body))),
            ("last third", flag(first * 3 > sentences * 2)),
            ("in main's sentence", flag(near == 0)),
            ("beside main's sentence", flag(near == 1)),
            ("far from main", flag(near > 4)),
            ("prominence", prominence(self.event)),
            ("main's prominence", prominence(self.chief)),
            ("events", self.case.events.len().min(10) as f32),
            ("short report", flag(sentences <= 8)),
            ("long report", flag(sentences > 20)),
        ]);
    }

    fn models(&self, out: &mut Facts) {
        let rows = &self.case.material.scores.sentences;
        let most = |column: usize| {
            let said = self.event.mentions.iter().filter_map(|m| rows.get(m.sentence)).map(|row| row[column]);
            said.fold(0.0, f32::max)
        };
        out.extend([
            ("told", self.event.mentions.iter().map(|m| m.told).fold(0.0, f32::max)),
            ("models: ahead", most(AHEAD)),
            ("models: arrest", most(ARREST)),
            ("models: any", most(ANY)),
            ("by models alone", self.all(|m| m.made)),
        ]);
    }

    fn wording(&self, out: &mut Facts) {
        let unreal = |m: &Mention| m.reading.assertion == Assertion::Hypothetical;
        out.extend([
            ("hypothetical", self.all(unreal)),
            ("partly hypothetical", self.any(unreal)),
            ("many at once", self.all(|m| m.general)),
            ("aside", self.any(|m| m.aside)),
            ("always aside", self.all(|m| m.aside)),
            ("another", self.any(|m| m.other)),
            ("definite", self.all(|m| m.definite)),
            ("noun", self.all(|m| m.trigger.entry.shape == Shape::Noun)),
            ("plural", self.all(|m| m.trigger.entry.plural)),
            ("relative", self.any(|m| m.relative)),
        ]);
    }

    fn details(&self, out: &mut Facts) {
        let (own, chiefs) = (place(self.event), place(self.chief));
        let country = |p: Option<&Place>| p.and_then(|p| p.country_iso2.clone());
        let both = country(own).zip(country(chiefs));
        let told = [
            ("place", flag(own.is_some())),
            ("day", self.any(|m| m.when.is_some())),
            ("target", self.any(|m| !m.slots.targets.is_empty())),
            ("victim", self.any(|m| !m.slots.victims.is_empty())),
            ("killed", self.any(|m| m.killed.is_some())),
            ("doer", self.any(|m| !m.slots.actors.is_empty() || !m.slots.perpetrators.is_empty())),
        ];
        out.extend(told);
        out.extend([
            ("details", told.iter().map(|(_, seen)| seen).sum()),
            ("injured", self.any(|m| m.injured.is_some())),
            ("group", self.any(|m| !m.slots.actors.is_empty())),
            ("main's place", flag(own.is_some() && own.map(|p| &p.name) == chiefs.map(|p| &p.name))),
            ("main's country", flag(both.as_ref().is_some_and(|(a, b)| a == b))),
            ("another country", flag(both.as_ref().is_some_and(|(a, b)| a != b))),
        ]);
    }

    fn time(&self, out: &mut Facts) {
        let (day, chiefs) = (when(self.event), when(self.chief));
        let published = self.case.view.published.as_ref();
        let back = day
            .as_ref()
            .zip(published)
            .map(|(day, published)| if day.end < published.start { day.gap_days(published) } else { 0.0 });
        let within = |from: f64, to: f64| flag(back.is_some_and(|days| days > from && days <= to));
        out.extend([
            ("main's day", flag(day.as_ref().zip(chiefs.as_ref()).is_some_and(|(a, b)| a.overlaps(b)))),
            ("of these days", within(-1.0, DAYS[0])),
            ("of these weeks", within(DAYS[0], DAYS[1])),
            ("of this year", within(DAYS[1], DAYS[2])),
            ("old", within(DAYS[2], f64::INFINITY)),
            ("old case", flag(is_old(day.as_ref(), self.case.material.report.published))),
        ]);
    }

    fn kinds(&self, out: &mut Facts) {
        let all = |kind: Kind| self.all(|m| m.kind == kind);
        let shared = |m: &Mention| self.chief.mentions.iter().any(|c| c.kind == m.kind);
        out.extend([
            ("arrest", flag(self.event.family() == KindFamily::ArrestRaid)),
            ("threat", flag(self.event.family() == KindFamily::Threat)),
            ("attack and nothing finer", all(Kind::Attack)),
            ("bombing", all(Kind::Bombing)),
            ("kidnapping", all(Kind::Kidnapping)),
            ("main's family", flag(self.event.family() == self.chief.family())),
            ("main's kind", self.any(shared)),
            ("main is an arrest", flag(self.chief.family() == KindFamily::ArrestRaid)),
        ]);
    }

    fn stages(&self, out: &mut Facts) {
        let said = |stage: Stage| self.any(|m| m.reading.stage == Some(stage));
        out.extend([
            ("main lies ahead", flag(self.chief.phase == Phase::Ahead)),
            ("lies ahead", flag(self.event.phase == Phase::Ahead)),
            ("open", flag(self.event.phase == Phase::Open)),
            ("threatened", said(Stage::Threatened)),
            ("planned", said(Stage::Planned)),
            ("foiled", said(Stage::Foiled)),
            ("attempted", said(Stage::Attempted)),
            ("denied", said(Stage::Denied)),
            ("arrest in lead", flag(arrest_in_lead(self.case.view, self.event))),
            ("against militants", flag(against_militants(self.event))),
            ("more of the threat", flag(of_threat(self.chief, self.event))),
        ]);
    }

    /// Words around its triggers in their sentences, and of those right before its triggers.
    fn words(&self, out: &mut Facts) {
        const BEFORE: usize = 6;
        let view = self.case.view;
        let sentence = |m: &Mention| around(view, m.trigger.tokens.start);
        let told = |list: &str| self.any(|m| sentence(m).any(|t| among(view.norm(t), list)));
        let before = |list: &str| {
            self.any(|m| {
                let start = m.trigger.tokens.start;
                let from = sentence(m).start.max(start.saturating_sub(BEFORE));
                (from..start).any(|t| among(view.norm(t), list))
            })
        };
        out.extend([
            ("had", before("had")),
            ("to do", before("to")),
            ("against", before("against fight combat prevent counter anti")),
            ("years", told("year years decade decades century month months")),
            ("earlier", told("earlier previous previously past last former once history since ago recent recently")),
            ("also", told("also separately another meanwhile elsewhere same hours later")),
            (
                "court",
                told("accused suspected charged convicted sentenced trial court alleged allegedly wanted blamed links"),
            ),
            ("figures", told("total number figures data according report record average percent tally count")),
            ("if", told("if could may might would should unless")),
        ]);
    }
}
