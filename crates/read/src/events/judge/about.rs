//! What is seen of a report as a whole: whether organised violence is what it is about, or only the words are there.

use super::{Case, Facts, flag};
use crate::events::details::when;
use crate::events::mention::{Mention, Phase};
use crate::events::merge::Event;
use crate::events::relevance::{LEAD_SENTENCES, is_old, other_matter, prominence, too_grave};
use crate::events::triggers::Grip;
use crate::events::vocab::*;
use crate::names::NameKind;
use crate::tag::scores::{AHEAD, ANY, ARREST};
use record::{Kind, KindFamily, Stage};
use std::ops::Range;

/// The fact that says what the model of matters thinks, in log odds.
pub const MATTER: &str = "matter";

/// Sentences from the top whose words are looked at, and words of them.
const SENTENCES: usize = 6;
const WORDS_MAX: usize = 240;

impl Case<'_, '_, '_> {
    /// Looks at the report as a whole; `rules` is the score that the rules give it, without the models' voices.
    pub fn about(&self, rules: f32) -> Facts {
        let mut out = vec![("rules", rules), (MATTER, self.material.matter)];
        self.models(&mut out);
        self.whole(&mut out);
        self.event(&mut out);
        self.fields(&mut out);
        self.words(&mut out);
        out
    }

    fn chief(&self) -> &Event {
        &self.events[self.main]
    }

    fn models(&self, out: &mut Facts) {
        let rows = &self.material.scores.sentences;
        let told = |n: usize| rows.get(n).map_or(0.0, |row| row[ANY].max(row[ARREST]));
        let lead = usize::from(self.view.doc.has_title);
        let most = |column: usize| rows.iter().map(|row| row[column]).fold(0.0, f32::max);
        let sure = (0..rows.len()).filter(|n| told(*n) > 0.5).count();
        out.extend([
            ("told in the lead", self.material.scores.told(LEAD_SENTENCES)),
            ("headline told", if lead == 1 { told(0) } else { 0.0 }),
            ("first sentence told", told(lead)),
            ("second sentence told", told(lead + 1)),
            ("sentences told", sure as f32),
            ("share of sentences told", sure as f32 / rows.len().max(1) as f32),
            ("models: ahead", most(AHEAD)),
            ("models: arrest", most(ARREST)),
            ("models: any", most(ANY)),
        ]);
    }

    fn whole(&self, out: &mut Facts) {
        let view = self.view;
        let group = |n: &crate::names::Name| matches!(n.what, NameKind::Group(_));
        let lead = || view.doc.sentences.iter().take(LEAD_SENTENCES).flat_map(|s| view.names_in(s.tokens.clone()));
        out.extend([
            ("words", (view.doc.tokens.len() as f32 + 1.0).ln()),
            ("sentences", view.doc.sentences.len().min(40) as f32),
            ("headline", flag(view.doc.has_title)),
            ("events", self.events.len().min(10) as f32),
            ("firm events", self.events.iter().filter(|e| e.grip() == Grip::Firm).count().min(10) as f32),
            ("groups in the lead", lead().filter(|n| group(n)).count().min(4) as f32),
            ("groups", view.names.iter().filter(|n| group(n)).count().min(6) as f32),
            ("another matter", flag(other_matter(view, self.chief()).is_some())),
            ("grave", flag(self.events.iter().any(too_grave))),
        ]);
    }

    /// The main event.
    fn event(&self, out: &mut Facts) {
        let chief = self.chief();
        let any = |is: &dyn Fn(&Mention) -> bool| flag(chief.mentions.iter().any(is));
        let all = |kind: Kind| flag(chief.mentions.iter().all(|m| m.kind == kind));
        let said = |stage: Stage| any(&|m: &Mention| m.reading.stage == Some(stage));
        let killed = chief.mentions.iter().filter_map(|m| m.killed.as_ref()).map(|toll| toll.value).max();
        let day = when(chief);
        let published = self.view.published.as_ref();
        let recent = day
            .as_ref()
            .zip(published)
            .is_some_and(|(day, published)| day.end >= published.start || day.gap_days(published) <= 10.0);
        out.extend([
            ("prominence", prominence(chief)),
            ("firm", flag(chief.grip() == Grip::Firm)),
            ("mentions", chief.mentions.len().min(8) as f32),
            ("lies ahead", flag(chief.phase == Phase::Ahead)),
            ("open", flag(chief.phase == Phase::Open)),
            ("in the headline", any(&|m| m.title)),
            ("first told in", chief.mentions.iter().map(|m| m.sentence).min().unwrap_or(0).min(20) as f32),
            ("killed", (killed.unwrap_or(0) as f32 + 1.0).ln()),
            ("injured", any(&|m| m.injured.is_some())),
            ("group behind it", any(&|m| !m.slots.actors.is_empty())),
            ("doers", any(&|m| !m.slots.perpetrators.is_empty())),
            ("target", any(&|m| !m.slots.targets.is_empty())),
            ("victim", any(&|m| !m.slots.victims.is_empty())),
            ("weapon", any(&|m| !m.slots.weapons.is_empty())),
            ("place", any(&|m| m.place.as_ref().is_some_and(|p| p.direct))),
            ("day", flag(day.is_some())),
            ("of these days", flag(recent)),
            ("old", flag(is_old(day.as_ref(), self.material.report.published))),
            ("arrest", flag(chief.family() == KindFamily::ArrestRaid)),
            ("threat", flag(chief.family() == KindFamily::Threat)),
            ("attack and nothing finer", all(Kind::Attack)),
            ("bombing", all(Kind::Bombing)),
            ("assault", all(Kind::ArmedAssault)),
            ("kidnapping", all(Kind::Kidnapping)),
            ("robbery", all(Kind::Robbery)),
            ("arson", all(Kind::Arson)),
            ("planned", said(Stage::Planned)),
            ("foiled", said(Stage::Foiled)),
            ("attempted", said(Stage::Attempted)),
            ("denied", said(Stage::Denied)),
            ("threatened", said(Stage::Threatened)),
            ("definite", flag(chief.mentions.iter().all(|m| m.definite))),
            ("many at once", flag(chief.mentions.iter().all(|m| m.general))),
            ("by models alone", flag(chief.mentions.iter().all(|m| m.made))),
        ]);
    }

    /// The first words, in which a report says what it is about.
    fn lead(&self) -> Range<usize> {
        let sentences = &self.view.doc.sentences;
        let end = sentences.get(SENTENCES.min(sentences.len()).saturating_sub(1)).map_or(0, |s| s.tokens.end);
        0..end.min(WORDS_MAX)
    }

    /// Words of other fields, and of those who fight.
    fn fields(&self, out: &mut Facts) {
        let view = self.view;
        let count = |bits: Bits| self.lead().filter(|t| view.is(*t, bits)).count().min(5) as f32;
        out.extend([
            ("sport", count(PLAY)),
            ("markets", count(MARKET)),
            ("computers", count(CYBER)),
            ("exercise", count(DRILL)),
            ("accident", count(ACCIDENT)),
            ("court", count(COURT)),
            ("remembrance", count(MEMORY)),
            ("politics", count(POLITICS)),
            (
                "those who fight",
                self.lead().filter(|t| view.is(*t, PERP) && !view.is(*t, PEOPLE | COLLECTIVE)).count().min(5) as f32,
            ),
            ("forces", count(FORCES)),
        ]);
    }

    fn words(&self, out: &mut Facts) {
        let view = self.view;
        let told = |list: &str| self.lead().filter(|t| among(view.norm(*t), list)).count().min(4) as f32;
        out.extend([
            (
                "crime of every day",
                told("husband wife girlfriend boyfriend partner domestic neighbour neighbor burglary drug drugs cocaine heroin \
                    cannabis nightclub pub bar brawl feud teenager teenagers pupil stabbing stabbed knife robbers shoplifting \
                    theft stolen fraud mugging rape sexual jealousy quarrel argument dispute murder manslaughter homicide"),
            ),
            (
                "crime with a cause",
                told("terrorism terrorist terrorists militant militants rebel rebels insurgent insurgents insurgency separatist \
                    separatists extremist extremists jihadist jihadists jihadi islamist islamists guerrilla guerrillas paramilitary \
                    paramilitaries militia militias junta warlord cartel cartels supremacist"),
            ),
            (
                "war",
                told("army troops soldiers military forces drone drones missile missiles shelling artillery airstrike airstrikes \
                    mortar mortars rockets rocket warplanes frontline offensive bombardment ceasefire"),
            ),
            (
                "sentence",
                told("sentenced jailed trial jury pleaded guilty convicted verdict appeal judge prosecutor prosecutors charged \
                    acquitted defendant"),
            ),
            (
                "investigators' no",
                told("accidental accident unrelated ruled motive hoax harmless false drill exercise training simulated rehearsal"),
            ),
            (
                "remembers",
                told("anniversary memorial commemorated commemorate commemoration remembered remembrance wreath wreaths tribute \
                    survivors veterans museum history historian documentary plaque obituary funeral"),
            ),
            (
                "culture",
                told("film novel book author director series season episode game games player players exhibition theatre \
                    festival concert album review audience fans coach team league match goal"),
            ),
            (
                "policy",
                told("bill law parliament senate minister budget election campaign vote sanctions summit talks treaty \
                    policy reform strike union unions workers wages protest protesters demonstration"),
            ),
            (
                "nature and mishap",
                told("storm flood floods earthquake wildfire wildfires dog dogs bear shark crocodile gas leak boiler crash collided \
                    derailed collapsed virus disease outbreak vaccine hospital doctors patients"),
            ),
            ("claimed", told("claimed responsibility credit communique manifesto ransom hostage hostages abducted kidnapped")),
            ("plot", told("plot plotting plotted planned planning foiled thwarted prevented averted threatened threat threats warned")),
            ("figures", told("percent figures statistics report rose fell increase decrease average annual index shares")),
        ]);
    }
}
