//! Where: which of the places named around a trigger is the place of the event, and which are only tied to it.

use super::slots::Slots;
use super::triggers::Trigger;
use super::view::View;
use super::vocab::*;
use crate::doc::TokenKind;
use crate::names::{Name, NameKind};
use record::{Place, PlacePrecision};
use std::ops::Range;

/// Places tied to an event without being where it was; more are left out.
const LINKED_MAX: usize = 6;

/// A place with how it was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Located {
    /// The place.
    pub place: Place,
    /// True where the words tie it to the trigger; false where it only stands in the same sentence.
    pub direct: bool,
    /// How strongly.
    pub score: i32,
}

/// The place of a mention and the places linked to it.
pub(crate) fn locate(
    view: &View<'_, '_>,
    trigger: &Trigger,
    slots: &Slots,
    sentence: &Range<usize>,
    neighbours: &[Range<usize>],
) -> (Option<Located>, Vec<Place>) {
    let mut best: Option<Located> = None;
    let mut linked = Vec::new();
    for name in view.names_in(sentence.clone()) {
        if let NameKind::Place(place) = &name.what {
            if is_link(view, name, sentence) {
                if linked.len() < LINKED_MAX && !linked.contains(place) {
                    linked.push(place.clone());
                }
                continue;
            }
        }
        let Some(candidate) = candidate(view, trigger, slots, sentence, neighbours, name) else { continue };
        if best.as_ref().is_none_or(|b| candidate.score > b.score) {
            best = Some(candidate);
        }
    }
    (best, linked)
}

fn candidate(
    view: &View<'_, '_>,
    trigger: &Trigger,
    slots: &Slots,
    sentence: &Range<usize>,
    neighbours: &[Range<usize>],
    name: &Name,
) -> Option<Located> {
    let at = name.tokens.start;
    if slots.actors.iter().any(|a| a.contains(&at)) || slots.agents.iter().any(|a| a.tokens.contains(&at)) {
        return None;
    }
    let in_target = slots.targets.iter().chain(&slots.victims).any(|p| p.tokens.contains(&at));
    let place = match &name.what {
        NameKind::Group(_) => return None,
        NameKind::Demonym { country } => {
            // "a Turkish nightclub": the people's country, if the word describes what was hit.
            let noun = trigger.entry.shape == super::triggers::Shape::Noun;
            let beside =
                (name.tokens.end..trigger.tokens.start).all(|t| view.nounish(t) && !view.is(t, PERP | FORCES | VERB));
            if abroad(view, name) || (gap_before(name, trigger) == Some(0) && military(view, trigger)) {
                return None;
            }
            let described =
                in_target || (noun && at < trigger.tokens.start && trigger.tokens.start - at <= 3 && beside);
            if !described {
                return None;
            }
            let score = 14;
            return Some(Located { place: country_place(view, country), direct: true, score });
        }
        NameKind::Place(place) => place,
    };
    if matches!(
        view.norm(at),
        "northern" | "southern" | "eastern" | "western" | "central" | "north" | "south" | "east" | "west"
    ) && name.tokens.len() == 1
    {
        return None;
    }
    let year_after = view.doc.tokens.get(name.tokens.end).is_some_and(|t| t.kind == TokenKind::Number)
        && view.norm(name.tokens.end).len() == 4;
    if year_after && !super::slots::year_is_date(view, name.tokens.end) {
        // "Rio 2016": an event's name.
        return Some(Located { place: place.clone(), direct: false, score: -5 });
    }
    if !view.trusted(place) {
        return Some(Located { place: place.clone(), direct: false, score: -12 });
    }
    if of_speaker(view, name, sentence) {
        return Some(Located { place: place.clone(), direct: false, score: 0 });
    }
    let after = at >= trigger.tokens.end;
    let gap = if after { at - trigger.tokens.end } else { trigger.tokens.start.saturating_sub(name.tokens.end) };
    let between = if after { trigger.tokens.end..at } else { name.tokens.end..trigger.tokens.start };
    let crossed = neighbours.iter().filter(|n| between.contains(&n.start)).count();
    let preposition = preposition(view, at, sentence);
    let mut score = 10;
    if abroad(view, name)
        || (!after && gap == 0 && place.precision == PlacePrecision::Country && military(view, trigger))
    {
        return Some(Located { place: place.clone(), direct: false, score: -10 });
    }
    let heading =
        at == sentence.start && view.norm(name.tokens.end) == ":" && view.doc.has_title && sentence.start == 0;
    if heading {
        score += 14;
    }
    let locative = matches!(
        preposition,
        "in" | "at" | "near" | "outside" | "of" | "inside" | "around" | "across" | "on" | "throughout" | "against"
    );
    if in_target {
        score += 22;
    }
    if locative {
        score += 10;
    }
    if after {
        score += 4;
    }
    let premodifier = !after
        && gap <= 4
        && (name.tokens.end..trigger.tokens.start).all(|t| {
            view.nounish(t) && !view.is(t, VERB) || view.possessive(t) || view.hyphen(t) || view.is(t, QUALIFIER)
        });
    if premodifier {
        score += 16;
    }
    if view.norm(name.tokens.end) == "," && view.names_in(name.tokens.end..name.tokens.end + 2).next().is_some() {
        // "Kuriga, Kaduna": the first is the narrower.
        score += 3;
    }
    score += precision_bonus(place);
    score -= i32::try_from(gap.min(40)).unwrap_or(40) / 2;
    score -= 6 * i32::try_from(crossed.min(4)).unwrap_or(4);
    if matches!(view.norm(at.saturating_sub(1)), "by") {
        score -= 12;
    }
    if place.precision != PlacePrecision::Country && super::slots::part_of_site(view, name) {
        return Some(Located { place: place.clone(), direct: false, score: -10 });
    }
    // Over a comma or a verb to the left a place belongs to another clause, unless it opens the sentence ("In Kaduna, …").
    let left = !after
        && !premodifier
        && !in_target
        && (name.tokens.end..trigger.tokens.start)
            .any(|t| matches!(view.norm(t), "," | "--" | ";" | "that") || view.is(t, REPORT));
    let fronted = at <= sentence.start + 3 || at >= 2 && view.punct(at - 2);
    let apart = left && !fronted && !heading;
    if apart {
        score -= 12;
    }
    let direct = !apart && (in_target || premodifier || heading || (locative && crossed == 0));
    Some(Located { place: place.clone(), direct, score })
}

/// The places of a sentence that suspects came from or had been to.
pub(crate) fn linked(view: &View<'_, '_>, sentence: &Range<usize>) -> Vec<Place> {
    let places = view.names_in(sentence.clone()).filter_map(|name| match &name.what {
        NameKind::Place(place) if is_link(view, name, sentence) => Some(place.clone()),
        _ => None,
    });
    places.take(LINKED_MAX).collect()
}

fn gap_before(name: &Name, trigger: &Trigger) -> Option<usize> {
    trigger.tokens.start.checked_sub(name.tokens.end)
}

/// "U.S. drone strike", "Israeli raid": the word before says whose it was, not where.
fn military(view: &View<'_, '_>, trigger: &Trigger) -> bool {
    trigger.tokens.clone().any(|t| {
        matches!(
            view.norm(t),
            "strike"
                | "strikes"
                | "airstrike"
                | "airstrikes"
                | "raid"
                | "raids"
                | "shelling"
                | "bombardment"
                | "drone"
                | "missile"
                | "offensive"
                | "gunfire"
                | "rocket"
                | "artillery"
                | "operation"
                | "bombing"
        )
    })
}

/// "the Saudi embassy", "French soldiers", "an Israeli airliner": such things are often in another country.
fn abroad(view: &View<'_, '_>, name: &Name) -> bool {
    (name.tokens.end..name.tokens.end + 2).any(|t| {
        matches!(
            view.norm(t),
            "embassy"
                | "consulate"
                | "ambassador"
                | "ambassadors"
                | "diplomat"
                | "diplomats"
                | "consul"
                | "airliner"
                | "flight"
                | "plane"
                | "jet"
                | "troops"
                | "soldiers"
                | "forces"
                | "tourists"
                | "tourist"
                | "citizens"
                | "citizen"
                | "nationals"
                | "national"
                | "ship"
                | "tanker"
                | "vessel"
                | "journalist"
                | "base"
                | "missionaries"
                | "contractor"
                | "contractors"
                | "officials"
                | "interests"
        )
    })
}

/// A city beats a country.
pub(crate) fn precision_bonus(place: &Place) -> i32 {
    match place.precision {
        PlacePrecision::Site | PlacePrecision::City => 6,
        PlacePrecision::Division => 3,
        PlacePrecision::Country => 0,
        PlacePrecision::Region => -8,
    }
}

/// The preposition that governs the noun phrase around a name: "in the small town of X".
fn preposition<'v>(view: &'v View<'_, '_>, at: usize, sentence: &Range<usize>) -> &'v str {
    let low = sentence.start.max(at.saturating_sub(7));
    for t in (low..at).rev() {
        if view.is(t, PREP) && view.name(t).is_none() {
            return view.norm(t);
        }
        let chain = view.norm(t) == "," && view.name(t.saturating_sub(1)).is_some();
        if view.is(t, VERB | AUX | CONJ | REL) && !view.is(t, SITE) || view.punct(t) && !view.hyphen(t) && !chain {
            return "";
        }
    }
    ""
}

/// "had recently visited X", "came from X", "fled to X", "trained in X".
fn is_link(view: &View<'_, '_>, name: &Name, sentence: &Range<usize>) -> bool {
    let low = sentence.start.max(name.tokens.start.saturating_sub(5));
    for t in (low..name.tokens.start).rev() {
        match view.norm(t) {
            "visited" | "visit" | "travelled" | "traveled" | "travel" | "trips" | "trip" | "fled" | "arrived"
            | "trained" | "training" | "smuggled" | "entered" | "flown" | "flew" | "returned" | "crossed"
            | "deported" | "extradited" | "from" => {
                return view.norm(t) != "from"
                    || !matches!(
                        view.norm(t.saturating_sub(1)),
                        "miles" | "km" | "kilometers" | "kilometres" | "far" | "minutes"
                    );
            }
            _ if view.punct(t) || view.is(t, KILL | INJURE | SITE) => return false,
            _ => {}
        }
    }
    false
}

/// A place that tells where the speaker is or holds office: "officials in Ankara said", "told reporters in Paris".
fn of_speaker(view: &View<'_, '_>, name: &Name, sentence: &Range<usize>) -> bool {
    let before = name.tokens.start.checked_sub(1).filter(|t| *t >= sentence.start);
    let Some(before) = before else { return false };
    if view.norm(before) != "in" {
        return false;
    }
    let low = sentence.start.max(before.saturating_sub(3));
    let speaker = (low..before).any(|t| {
        view.is(t, REPORT)
            || matches!(view.norm(t), "officials" | "reporters" | "police" | "authorities" | "prosecutors")
    });
    speaker
        && (view.is(name.tokens.end, REPORT)
            || (low..before).any(|t| matches!(view.norm(t), "reporters" | "told" | "conference" | "statement")))
}

/// A country known by its code alone.
fn country_place(view: &View<'_, '_>, code: &str) -> Place {
    if let Some(place) = view.lists.and_then(|lists| lists.country(code)) {
        return place;
    }
    let mut place = Place::named(code);
    place.country_iso2 = Some(code.to_owned());
    place.precision = PlacePrecision::Country;
    place
}

/// The places that stand for a whole document: the dateline, and the place named most.
#[derive(Debug, Clone, Default)]
pub(crate) struct Home {
    /// From the dateline.
    pub dateline: Option<Place>,
    /// The one named most in headline and lead.
    pub chief: Option<Place>,
    /// Places narrower than a country, the one named most first.
    pub narrow: Vec<Place>,
    /// Cities named anywhere, in the order of the text.
    pub cities: Vec<Place>,
    /// Country of a people named in the headline ("Turkish nightclub").
    pub people: Option<Place>,
}

/// Weight that a place needs to stand for a whole country's event.
const NARROW_MIN: i32 = 10;
/// Sentences looked at for the chief place.
const LEAD_SENTENCES: usize = 12;

/// Cities of a document that are kept.
const CITIES_MAX: usize = 40;

/// Finds the document's own places.
pub(crate) fn home(view: &View<'_, '_>) -> Home {
    let mut home = Home::default();
    let mut scores: Vec<(Place, i32)> = Vec::new();
    for (n, sentence) in view.doc.sentences.iter().take(LEAD_SENTENCES).enumerate() {
        for name in view.names_in(sentence.tokens.clone()) {
            match &name.what {
                NameKind::Place(place) => {
                    if home.dateline.is_none() && n <= 4 && is_dateline(view, name, &sentence.tokens) {
                        home.dateline = Some(place.clone());
                    }
                    if is_link(view, name, &sentence.tokens)
                        || super::slots::part_of_site(view, name)
                        || !view.trusted(place)
                    {
                        continue;
                    }
                    let weight = precision_bonus(place)
                        + if n == 0 {
                            12
                        } else if n < 4 {
                            6
                        } else {
                            2
                        };
                    match scores.iter_mut().find(|(p, _)| p.name == place.name && p.country_iso2 == place.country_iso2)
                    {
                        Some((_, score)) => *score += weight,
                        None => scores.push((place.clone(), weight)),
                    }
                }
                NameKind::Demonym { country } if home.people.is_none() => {
                    home.people = Some(country_place(view, country))
                }
                _ => {}
            }
        }
    }
    for name in view.names {
        if let NameKind::Place(place) = &name.what {
            if place.precision == PlacePrecision::City && !home.cities.contains(place) && home.cities.len() < CITIES_MAX
            {
                home.cities.push(place.clone());
            }
        }
    }
    let mut narrow: Vec<&(Place, i32)> = scores
        .iter()
        .filter(|(p, _)| {
            !matches!(p.precision, PlacePrecision::Country | PlacePrecision::Region | PlacePrecision::Site)
        })
        .collect();
    // Named in the lead, or more than once: not somebody's home town.
    narrow.retain(|(_, score)| *score >= NARROW_MIN);
    narrow.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    home.narrow = narrow.into_iter().map(|(p, _)| p.clone()).collect();
    home.chief = scores.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a }).map(|(place, _)| place);
    home
}

/// "ANKARA (Reuters) -", "LONDON, 3 May --".
fn is_dateline(view: &View<'_, '_>, name: &Name, sentence: &Range<usize>) -> bool {
    if name.tokens.start != sentence.start
        || !(name.tokens.clone().all(|t| view.doc.tokens[t].all_caps) || view.norm(name.tokens.end) == "(")
    {
        return false;
    }
    let high = sentence.end.min(name.tokens.end + 10);
    (name.tokens.end..high).any(|t| matches!(view.norm(t), "(" | "-" | "--"))
}
