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
        if let NameKind::Place(place) = &name.what
            && is_link(view, name, sentence)
        {
            if linked.len() < LINKED_MAX && !linked.contains(place) {
                linked.push(place.clone());
            }
            continue;
        }
        let Some(candidate) = candidate(view, trigger, slots, sentence, neighbours, name) else { continue };
        if best.as_ref().is_none_or(|b| candidate.score > b.score) {
            best = Some(candidate);
        }
    }
    (best, linked)
}

/// "a Barbados-flagged freighter", "Iran-backed fighters": whose it is, not where.
fn belonging(view: &View<'_, '_>, name: &Name) -> bool {
    let whose = "flagged registered owned operated built made backed led linked trained funded born controlled run";
    view.hyphen(name.tokens.end) && among(view.norm(name.tokens.end + 1), whose)
}

/// "the wars in Afghanistan and Iraq", "the war in Syria": what an attack is said to be about, or background.
fn war(view: &View<'_, '_>, name: &Name) -> bool {
    let led = |at: usize| at >= 2 && view.norm(at - 1) == "in" && among(view.norm(at - 2), "war wars");
    let at = name.tokens.start;
    let joined = at >= 2 && view.norm(at - 1) == "and";
    led(at) || joined && view.name(at - 2).is_some_and(|other| led(other.tokens.start))
}

/// "Sen. Ada Lorne (R-La.)", "Piet Haan, D-Ohio", "Ohio Republican": whom a member of a parliament sits for.
fn party(view: &View<'_, '_>, name: &Name) -> bool {
    let at = name.tokens.start;
    let member =
        among(view.norm(name.tokens.end), "rep rep. sen sen. congressman congresswoman senator republican democrat");
    let sits = view.norm(at.saturating_sub(1)) == "of"
        && (at.saturating_sub(5)..at.saturating_sub(1))
            .any(|t| among(view.norm(t), "rep rep. sen sen. congressman congresswoman senator"));
    member
        || sits
        || at >= 3
            && view.hyphen(at - 1)
            && matches!(view.norm(at - 2), "r" | "d" | "i")
            && matches!(view.norm(at - 3), "(" | ",")
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
    if belonging(view, name) || party(view, name) || war(view, name) {
        return None;
    }
    let in_target = slots.targets.iter().chain(&slots.victims).any(|p| p.tokens.contains(&at));
    let place = match &name.what {
        NameKind::Group(_) => return None,
        NameKind::Demonym { country } => {
            let described = describes(view, trigger, name, in_target);
            return described.then(|| Located { place: country_place(view, country), direct: true, score: DEMONYM });
        }
        NameKind::Place(place) if adjective(view, name) => {
            let described = describes(view, trigger, name, in_target);
            return described.then(|| Located { place: place.clone(), direct: true, score: DEMONYM });
        }
        // "the Tuscany Casino": a whole province's name says little of where a house is.
        NameKind::Place(place)
            if matches!(place.precision, PlacePrecision::Division | PlacePrecision::Region)
                && super::sites::part_of_site(view, name) =>
        {
            return None;
        }
        NameKind::Place(place) => place,
    };
    if among(view.norm(at), "northern southern eastern western central north south east west") && name.tokens.len() == 1
    {
        return None;
    }
    if let Some(score) = hardly(view, trigger, sentence, name, place) {
        return Some(Located { place: place.clone(), direct: false, score });
    }
    let (score, direct) = weigh(view, trigger, sentence, neighbours, name, place, in_target);
    Some(Located { place: place.clone(), direct, score })
}

/// Score of the place of a dateline.
pub(super) const DATELINE: i32 = 2;

/// What a city loses outside of which something was.
const OUTSIDE: i32 = 8;

/// Score of a country that only a people's name gives.
const DEMONYM: i32 = 14;

/// "a Greek theatre": the people's country, if the word describes what was hit.
fn describes(view: &View<'_, '_>, trigger: &Trigger, name: &Name, in_target: bool) -> bool {
    let at = name.tokens.start;
    if abroad(view, name) || (gap_before(name, trigger) == Some(0) && military(view, trigger)) {
        return false;
    }
    let noun = trigger.entry.shape == super::triggers::Shape::Noun;
    let beside = (name.tokens.end..trigger.tokens.start).all(|t| view.nounish(t) && !view.is(t, PERP | FORCES | VERB));
    in_target || (noun && at < trigger.tokens.start && trigger.tokens.start - at <= 3 && beside)
}

/// A low score for a name that is hardly the place: an event's name, a namesake, where the speaker is, part of a site's name.
fn hardly(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, name: &Name, place: &Place) -> Option<i32> {
    let end = name.tokens.end;
    let year = view.doc.tokens.get(end).is_some_and(|t| t.kind == TokenKind::Number) && view.norm(end).len() == 4;
    if year && !super::sites::year_is_date(view, end) {
        // "Rio 2016".
        return Some(-5);
    }
    if !view.trusted(place) {
        return Some(-12);
    }
    // "Magdeburg-style", "a Brussels-based group", "the Quetta-bound express".
    let likened = view.hyphen(end)
        && among(view.norm(end + 1), "style like type based born bound backed led run educated trained");
    if likened {
        return Some(-10);
    }
    if of_speaker(view, name, sentence) {
        return Some(0);
    }
    if super::home::is_dateline(view, name, sentence) {
        // Where the wire was written: what else the sentence names is nearer to the event.
        return Some(DATELINE);
    }
    let country = place.precision == PlacePrecision::Country;
    let whose = gap_before(name, trigger) == Some(0) && country && military(view, trigger);
    (whose || abroad(view, name) || !country && super::sites::part_of_site(view, name)).then_some(-10)
}

/// How strongly a place is tied to a trigger, and whether the words themselves tie it.
fn weigh(
    view: &View<'_, '_>,
    trigger: &Trigger,
    sentence: &Range<usize>,
    neighbours: &[Range<usize>],
    name: &Name,
    place: &Place,
    in_target: bool,
) -> (i32, bool) {
    let at = name.tokens.start;
    let after = at >= trigger.tokens.end;
    let between = if after { trigger.tokens.end..at } else { name.tokens.end..trigger.tokens.start };
    let gap = between.len();
    let crossed = neighbours.iter().filter(|n| between.contains(&n.start)).count();
    let heading = at == 0 && view.norm(name.tokens.end) == ":" && view.doc.has_title;
    let locative =
        among(preposition(view, at, sentence), "in at near outside of inside around across on off throughout against")
            || bearing(view, at);
    let inner = |t: usize| {
        view.nounish(t) && !view.is(t, VERB) || view.possessive(t) || view.hyphen(t) || view.is(t, QUALIFIER)
    };
    let premodifier = !after && gap <= 4 && between.clone().all(inner);
    // "Bari, Puglia": the first is the narrower.
    let narrower =
        view.norm(name.tokens.end) == "," && view.names_in(name.tokens.end..name.tokens.end + 2).next().is_some();
    // Over a comma or a verb to the left a place belongs to another clause, unless it opens the sentence ("In Bari, …").
    let left = !after
        && !premodifier
        && !in_target
        && between.clone().any(|t| matches!(view.norm(t), "," | "--" | ";" | "that") || view.is(t, REPORT));
    let fronted = at <= sentence.start + 3 || at >= 2 && view.punct(at - 2);
    let apart = left && !fronted && !heading;
    let points = [
        (true, 10 + precision_bonus(place)),
        (heading, 14),
        (in_target, 22),
        (locative, 10),
        (after, 4),
        (premodifier, 16),
        (narrower, 3),
        (view.norm(at.saturating_sub(1)) == "by", -12),
        // "killed outside Moscow": another town's name follows.
        (view.norm(at.saturating_sub(1)) == "outside" && place.precision == PlacePrecision::City, -OUTSIDE),
        (apart, -12),
    ];
    let score: i32 = points.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum();
    let distance = i32::try_from(gap.min(40)).unwrap_or(40) / 2 + 6 * i32::try_from(crossed.min(4)).unwrap_or(4);
    (score - distance, !apart && (in_target || premodifier || heading || (locative && crossed == 0)))
}

/// "380 nautical miles east of X", "south of X".
fn bearing(view: &View<'_, '_>, at: usize) -> bool {
    at >= 2
        && view.norm(at - 1) == "of"
        && among(view.norm(at - 2), "east west north south northeast northwest southeast southwest")
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
        among(
            view.norm(t),
            "strike strikes airstrike airstrikes raid raids shelling bombardment drone missile \
                offensive gunfire rocket artillery operation bombing",
        )
    })
}

/// "a US civilian contractor", "US airstrikes targeting": initials have no adjective, and stand for one before people and arms.
/// "US charges", "US prosecutors" say where after all.
fn adjective(view: &View<'_, '_>, name: &Name) -> bool {
    const WORDS_MAX: usize = 2;
    let next = name.tokens.end;
    let after =
        (next..next + WORDS_MAX).take_while(|t| view.nounish(*t) && !view.punct(*t) && !view.is(*t, VERB | AUX));
    among(view.norm(name.tokens.start), "us u.s. uk u.k. uae")
        && after.into_iter().any(|t| {
            view.is(t, FORCES | WEAPON)
                || among(view.norm(t), "airstrike airstrikes strike strikes contractor citizen citizens")
        })
}

/// "the Saudi embassy", "French soldiers", "an Israeli airliner": such things are often in another country.
fn abroad(view: &View<'_, '_>, name: &Name) -> bool {
    (name.tokens.end..name.tokens.end + 2).any(|t| {
        among(
            view.norm(t),
            "embassy consulate ambassador ambassadors diplomat diplomats consul airliner flight plane \
                jet troops soldiers forces tourists tourist citizens citizen nationals national ship \
                tanker vessel journalist base missionaries contractor contractors officials interests workers \
                worker engineers engineer peacekeepers soldier service serviceman servicemen marine marines sailor sailors \
                hostage hostages journalists businessman businessmen pilgrims expatriates",
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
        if view.possessive(t) {
            // "in Russia's Belgorod region".
            continue;
        }
        let chain = view.norm(t) == "," && view.name(t.saturating_sub(1)).is_some();
        if view.is(t, VERB | AUX | CONJ | REL) && !view.is(t, SITE) || view.punct(t) && !view.hyphen(t) && !chain {
            return "";
        }
    }
    ""
}

/// "had recently visited X", "came from X", "fled to X", "trained in X".
pub(super) fn is_link(view: &View<'_, '_>, name: &Name, sentence: &Range<usize>) -> bool {
    if let NameKind::Place(place) = &name.what
        && place.precision == PlacePrecision::Country
        && view.norm(name.tokens.start.saturating_sub(1)) == "in"
        && view.name(name.tokens.start.saturating_sub(2)).is_some()
    {
        // "through Maribor in Slovenia": the country only says which Maribor.
        return false;
    }
    if stayed(view, name, sentence) {
        return true;
    }
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

/// "had spent three nights in a rented flat in X", "had stayed in X before that".
fn stayed(view: &View<'_, '_>, name: &Name, sentence: &Range<usize>) -> bool {
    const BACK_TOKENS_MAX: usize = 12;
    let low = sentence.start.max(name.tokens.start.saturating_sub(BACK_TOKENS_MAX));
    let stay = (low..name.tokens.start)
        .rev()
        .take_while(|t| !view.punct(*t) && !view.is(*t, KILL | INJURE | REPORT))
        .find(|t| among(view.norm(*t), "stayed staying spent slept hid hidden lived lodged"));
    stay.is_some_and(|t| {
        let next = name.tokens.start - t <= 3 || view.norm(t) == "spent";
        let nights =
            (t..name.tokens.start).any(|t| among(view.norm(t), "night nights day days week weeks month months"));
        view.is(name.tokens.start - 1, PREP)
            && if view.norm(t) == "spent" { nights } else { next || nights }
            && sentence.clone().any(|t| view.is(t, PERP | PEOPLE))
    })
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
            || among(
                view.norm(t),
                "officials reporters police authorities prosecutors ministry ministries office department agency \
                    spokesman spokeswoman spokesperson headquarters",
            )
    });
    speaker
        && (view.is(name.tokens.end, REPORT)
            || (low..before).any(|t| matches!(view.norm(t), "reporters" | "told" | "conference" | "statement")))
}

/// A country known by its code alone.
pub(super) fn country_place(view: &View<'_, '_>, code: &str) -> Place {
    if let Some(place) = view.lists.and_then(|lists| lists.country(code)) {
        return place;
    }
    let mut place = Place::named(code);
    place.country_iso2 = Some(code.to_owned());
    place.precision = PlacePrecision::Country;
    place
}
