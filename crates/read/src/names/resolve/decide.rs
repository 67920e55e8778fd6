//! Deciding: which spots are names where they stand, and what each of them names there.

use super::super::lexicon::Sense;
use super::super::table::{Level, WordFlags};
use super::super::{Name, NameKind, place};
use super::{Mention, Resolver, SPEAKS, Spelling};
use record::{Group, Place, PlacePrecision};

/// Below this a name is left alone.
const ACCEPT: f64 = 4.4;
/// What a smaller place loses in a country that the report does not play in.
const ABROAD: f64 = 1.5;

impl Resolver<'_> {
    pub(super) fn collect(self) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        for at in 0..self.mentions.len() {
            if let Some(name) = self.capital_phrase(at).or_else(|| self.name(at)) {
                // The phrase before may have taken this one in.
                if names.last().is_none_or(|last| last.tokens.end <= name.tokens.start) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// "the Russian capital", "Burkina Faso's capital", "the capital of Mali": the city.
    fn capital_phrase(&self, at: usize) -> Option<Name> {
        let mention = &self.mentions[at];
        let country = mention.spot.country().or(mention.spot.people())?;
        let capital = (*self.names.lexicon.capitals.get(country as usize)?)?;
        let (start, end) = (mention.spot.tokens.start, mention.spot.tokens.end);
        let norm = |at: usize| self.doc.norm_at(at as isize);
        let other = |at: usize| {
            matches!(
                norm(at),
                "punishment" | "market" | "markets" | "gains" | "city" | "letters" | "flight" | "expenditure" | "goods"
            )
        };
        let tokens = if norm(end) == "capital" && mention.spot.people().is_some() && !other(end + 1) {
            start..end + 1
        } else if norm(end) == "'s" && norm(end + 1) == "capital" && !other(end + 2) {
            start..end + 2
        } else {
            let of = start.checked_sub(2).filter(|of| norm(of + 1) == "of" && norm(*of) == "capital")?;
            of..end
        };
        let place = place::of_table(&self.names.table, capital, None);
        Some(Name { tokens, what: NameKind::Place(place) })
    }

    fn name(&self, at: usize) -> Option<Name> {
        let mention = &self.mentions[at];
        let spot = &mention.spot;
        let tokens = spot.tokens.clone();
        if let Some(group) = spot.group().filter(|group| self.is_group(mention, *group)) {
            return Some(Name { tokens, what: NameKind::Group(self.names.groups[group].id.clone()) });
        }
        if let Some(country) = spot.people() {
            let country = self.names.table.iso2(country).to_owned();
            return (!mention.clues.person).then_some(Name { tokens, what: NameKind::Demonym { country } });
        }
        let place = self.place(mention)?;
        let end = self.name_end(mention, &place);
        Some(Name { tokens: tokens.start..end, what: NameKind::Place(place) })
    }

    /// Where a place's name ends: "County" belongs to a county's, the full stop to "Ind.".
    fn name_end(&self, mention: &Mention, place: &Place) -> usize {
        let end = mention.spot.tokens.end;
        let short = mention.spot.senses.iter().any(|s| matches!(s, Sense::Abbreviation(_)));
        let stop = short
            && !self.doc.slice(mention.spot.tokens.clone()).ends_with('.')
            && self.doc.norm_at(end as isize) == "."
            && !self.doc.tokens[end].space_before;
        let iso2 = place.country_iso2.as_deref().unwrap_or_default();
        let kind = mention.end > end
            && place.precision == PlacePrecision::Division
            && place::is_division_kind(self.doc.norm(end), iso2);
        if stop || kind { end + 1 } else { end }
    }

    fn is_group(&self, mention: &Mention, group: usize) -> bool {
        let written = self.doc.slice(mention.spot.tokens.clone());
        let group = &self.names.groups[group];
        let letters = written.chars().filter(|c| c.is_alphanumeric()).count();
        let single = mention.spot.tokens.len() == 1;
        let doubtful = single && (letters <= 3 || mention.clues.word.has(WordFlags::SURNAME | WordFlags::COMMON));
        let place_too = mention.spot.entry.is_some() || mention.spot.country().is_some();
        (!doubtful && !place_too && !mention.clues.press) || self.is_supported(mention, group)
    }

    /// The group's country, or its name in full, stands elsewhere in the report.
    fn is_supported(&self, mention: &Mention, group: &Group) -> bool {
        let table = &self.names.table;
        let known =
            |iso2: &String| table.country(iso2).is_some_and(|c| self.countries.get(&c).is_some_and(|w| *w > 0.0));
        let own = |g: usize| mention.spot.tokens.len() > 1 && self.names.groups[g].id == group.id;
        let itself = usize::from(mention.spot.group().is_some_and(own));
        let full = || self.in_full.get(group.id.as_str()).is_some_and(|times| *times > itself);
        group.countries.iter().any(known) || full()
    }

    fn place(&self, mention: &Mention) -> Option<Place> {
        let spelling = &self.spellings[mention.spelling];
        let written = self.doc.slice(mention.spot.tokens.clone());
        let table = &self.names.table;
        if mention.clues.press && !mention.container {
            return None;
        }
        if let Some(country) = mention.spot.country()
            && !self.is_division_instead(mention, country)
        {
            let person = mention.clues.person && !mention.clues.locative;
            // "REUNION", "Reunion Tour": small countries called like ordinary words.
            let ordinary = mention.clues.word.has(WordFlags::COMMON) && self.people(country) < 2e6;
            return (!person && (!ordinary || (mention.clues.locative && !self.doc.all_caps)))
                .then(|| place::of_table(table, country, Some(written)));
        }
        if let Some(number) = mention.fixed {
            return Some(place::of_table(table, number, Some(written)));
        }
        for sense in &mention.spot.senses {
            match sense {
                Sense::Abbreviation(division) => return Some(place::of_table(table, *division, Some(written))),
                Sense::Site(site) if !mention.clues.person && self.site_wins(spelling, *site) => {
                    return self.names.lexicon.sites.get(*site).map(|site| place::of_site(site, written));
                }
                _ => {}
            }
        }
        let apt = if mention.division { spelling.division } else { spelling.town };
        let number = apt.or(spelling.chosen)?;
        (self.evidence(mention, spelling) >= ACCEPT).then(|| place::of_table(table, number, Some(written)))
    }

    /// "Georgia" is the state where the report plays in the United States.
    fn is_division_instead(&self, mention: &Mention, country: u32) -> bool {
        let Some(&(division, false)) = self.spellings[mention.spelling].choices.first() else { return false };
        let elsewhere = self.names.table.country_of(division) != country;
        if self.names.table.level(division) != Level::Division || !elsewhere {
            return false;
        }
        if mention.fixed.is_some() || mention.container {
            return mention.fixed != Some(country);
        }
        let weight = |c: u32| self.countries.get(&c).copied().unwrap_or(0.0);
        let own = self.spellings[mention.spelling].mentions.len() as f64;
        weight(self.names.table.country_of(division)) > weight(country) - own
    }

    /// A site kept by hand is what is meant, unless a town of that name is named with its division or is much better placed.
    fn site_wins(&self, spelling: &Spelling, site: usize) -> bool {
        let Some(site) = self.names.lexicon.sites.get(site) else { return false };
        if spelling.fixed {
            return false;
        }
        let Some(country) = site.iso2.and_then(|iso2| self.names.table.country(iso2)) else { return true };
        let here = self.countries.get(&country).copied().unwrap_or(0.0) > 0.0;
        here || spelling.chosen.is_none() || spelling.prior < 5.0 || spelling.context < 0.5
    }

    /// In a country that nothing else speaks for, while much speaks for others. A small town there is rather an unknown one here.
    fn is_abroad(&self, number: u32) -> bool {
        let country = self.names.table.country_of(number);
        let own = self.countries.get(&country).copied().unwrap_or(0.0);
        own <= SPEAKS && self.country_weight_max >= 1.5
    }

    /// How likely a mention names a place at all.
    fn evidence(&self, mention: &Mention, spelling: &Spelling) -> f64 {
        let clues = &mention.clues;
        let abroad = spelling.chosen.is_some_and(|number| self.is_abroad(number));
        if clues.person || (mention.hardly && (!mention.division || abroad)) {
            return 0.0;
        }
        let flag = |bits: u8, weight: f64| if clues.word.has(bits) { weight } else { 0.0 };
        let when = |holds: bool, weight: f64| if holds { weight } else { 0.0 };
        spelling.prior
            + spelling.context.min(4.0) * 0.7
            + when(mention.spot.tokens.len() > 1, 0.8)
            + when(clues.locative, 2.0)
            + when(clues.governed, 0.3)
            + when(clues.local_next, 1.0)
            + when(clues.dateline, 2.0)
            + when(mention.container || mention.division, 1.5)
            + when(spelling.fixed, 2.0)
            + when(clues.headline, -0.4)
            + when(clues.first, -0.4)
            + when(clues.embedded, -1.2)
            + when(spelling.person, -4.5)
            + when(clues.acronym && spelling.prior < 6.0, -4.0)
            + when(spelling.embedded && !clues.locative, -1.5)
            + when(self.doc.all_caps, -0.5)
            + when(abroad && spelling.prior < 6.3, -ABROAD)
            + when(abroad && spelling.prior < 4.8, -ABROAD)
            + flag(WordFlags::COMMON, -4.0)
            + flag(WordFlags::SURNAME, -0.6)
            + flag(WordFlags::FREQUENT_SURNAME, -0.6)
            + flag(WordFlags::FIRST_NAME, -0.8)
    }
}
