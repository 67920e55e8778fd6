//! Mentions to events: which mentions of a report speak of the same event.
//!
//! Greedy, in the order of the text. A mention joins the event it fits best, unless something speaks against it: another
//! place, another day, another stage, "a second attack". What carries nothing of its own ("the attack") joins the last
//! event that it could mean.

use super::mention::{Mention, Phase};
use super::triggers::{Grip, Shape};
use super::view::{Phrase, View};
use super::vocab::*;
use record::{DatePrecision, Kind, KindFamily, PlacePrecision, Stage};

/// Mentions of one report that are looked at; the rest of a longer report adds nothing new.
pub(crate) const MENTIONS_MAX: usize = 400;
/// Events of one report.
pub(crate) const EVENTS_MAX: usize = 24;
/// Faint mentions that wait for an event.
const WAITING_MAX: usize = 32;
/// News is about what happened within these many days, unless it says otherwise.
const NEWS_DAYS: f64 = 60.0;
/// Two cities of one country farther apart than this are two places.
const SAME_PLACE_KM: f64 = 60.0;

/// An event: the mentions that speak of it.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// In the order of the text.
    pub mentions: Vec<Mention>,
    /// Done or ahead.
    pub phase: Phase,
}

impl Event {
    fn new(mention: Mention) -> Self {
        let phase = mention.phase();
        Self { mentions: vec![mention], phase }
    }

    /// The family of its kinds.
    pub fn family(&self) -> KindFamily {
        self.mentions.first().map_or(KindFamily::Violent, |m| m.kind.family())
    }

    /// The strongest grip of its mentions.
    pub fn grip(&self) -> Grip {
        self.mentions.iter().map(|m| m.grip).max().unwrap_or(Grip::Faint)
    }

    fn last_sentence(&self) -> usize {
        self.mentions.last().map_or(0, |m| m.sentence)
    }

    fn add(&mut self, mention: Mention) {
        if self.phase == Phase::Open {
            self.phase = mention.phase();
        }
        self.mentions.push(mention);
    }
}

/// Groups mentions into events.
pub(crate) fn merge(view: &View<'_, '_>, mentions: Vec<Mention>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    // Faint mentions before the first firm one of their sentence: "12 people were killed when gunmen attacked".
    let mut waiting: Vec<Mention> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    for mention in mentions.into_iter().take(MENTIONS_MAX) {
        let told_on = last.filter(|(sentence, n)| {
            mention.relative
                && !mention.other
                && mention.phase() != Phase::Ahead
                && *sentence == mention.sentence
                && events[*n].family() == mention.kind.family()
        });
        if let Some((_, n)) = told_on {
            events[n].add(mention);
            continue;
        }
        let sentence = mention.sentence;
        if mention.reading.negated && mention.reading.stage != Some(Stage::Denied) {
            continue;
        }
        let best = events
            .iter()
            .enumerate()
            .filter_map(|(n, event)| fit(view, event, &mention, n == 0).map(|score| (score, n)))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(events[a.1].last_sentence().cmp(&events[b.1].last_sentence())));
        match best {
            Some((score, n)) if score > 0.0 => {
                last = Some((sentence, n));
                events[n].add(mention);
            }
            _ if starts_event(view, &mention) && events.len() < EVENTS_MAX => {
                let mut event = Event::new(mention);
                for faint in waiting.drain(..).filter(|m| m.sentence == sentence || m.title && sentence <= 2) {
                    if fit(view, &event, &faint, true).is_some_and(|score| score > 0.0) {
                        event.mentions.insert(event.mentions.len() - 1, faint);
                    }
                }
                last = Some((sentence, events.len()));
                events.push(event);
            }
            _ if mention.grip == Grip::Faint && waiting.len() < WAITING_MAX => waiting.push(mention),
            _ => {}
        }
    }
    events
}

/// True if a mention that fits no event makes one.
fn starts_event(view: &View<'_, '_>, mention: &Mention) -> bool {
    mention.grip >= Grip::Firm || (mention.title && mention.grip == Grip::Loose) || mention.is_arrest_in_lead(view)
}

/// How well a mention fits an event: above 0 it joins, `None` where the two cannot be one.
fn fit(view: &View<'_, '_>, event: &Event, mention: &Mention, first: bool) -> Option<f32> {
    if event.family() != mention.kind.family() {
        return None;
    }
    let distance = mention.sentence - event.last_sentence().min(mention.sentence);
    let faint = mention.grip == Grip::Faint;
    let mut score: f32 = if first { 0.6 } else { 0.2 };
    score += match distance {
        0 => 0.8,
        1 => 0.5,
        2 | 3 => 0.2,
        _ => 0.0,
    };
    let shared = places(event, mention)? + dates(event, mention)? + counts(event, mention);
    score += phases(event, mention).or_else(|| contested(view, event, mention))? + shared + stale(view, event, mention);
    score += kinds(event, mention);
    score += aim(view, event, mention, distance);
    score += actors(view, event, mention);
    if answers(view, event, mention) {
        score -= ANSWERED;
    }
    if mention.trigger.entry.refers && mention.definite && mention.bare() {
        score += 1.0;
    }
    let both_ahead = event.phase == Phase::Ahead && mention.phase() == Phase::Ahead;
    if mention.other && !both_ahead && !event.mentions.iter().any(|m| m.other) {
        score -= 3.0;
    }
    if mention.other && event.mentions.iter().any(|m| m.other) {
        score += 1.5;
    }
    if mention.general {
        score -= 1.5;
    }
    let same_sentence = distance == 0;
    if same_sentence && !faint && mention.aside != event.mentions.last().is_some_and(|m| m.aside) {
        let caused = event.mentions.iter().filter(|m| m.sentence == mention.sentence).all(|m| m.grip == Grip::Faint);
        if !caused {
            score -= if mention.bare() { 0.5 } else { 2.5 };
        }
    }
    if indefinite(view, mention)
        && !same_sentence
        && !mention.title
        && event.mentions.iter().any(|m| m.grip == Grip::Firm && !m.title)
    {
        score -= 0.7;
    }
    if distance > 3 && !faint && !mention.trigger.entry.refers && shared <= 0.0 {
        // News of its own, far from what was told before.
        score -= 0.7;
    }
    if faint && distance > 3 {
        score -= 0.8;
    }
    Some(score)
}

/// What an act loses against the act that it answers: they are two.
const ANSWERED: f32 = 4.0;

/// "airstrikes, a response to a rocket attack", "the raid was in retaliation for the bombing": between the mention and the
/// event's last one of the same sentence.
fn answers(view: &View<'_, '_>, event: &Event, mention: &Mention) -> bool {
    let cue = |t: usize| {
        let next = view.norm(t + 1);
        match view.norm(t) {
            "response" => next == "to",
            "retaliation" | "revenge" | "reprisal" => next == "for",
            word => among(word, "avenge avenging"),
        }
    };
    let same = event.mentions.iter().rfind(|m| m.sentence == mention.sentence && !m.title);
    same.is_some_and(|m| {
        let (a, b) = (&m.trigger.tokens, &mention.trigger.tokens);
        (a.end.min(b.end)..a.start.max(b.start)).any(cue)
    })
}

/// What the targets say: those of the event against those of the mention.
fn aim(view: &View<'_, '_>, event: &Event, mention: &Mention, distance: usize) -> f32 {
    let mut target = targets(view, event, mention);
    let detailed = mention.when.is_some() || mention.place.as_ref().is_some_and(|p| p.direct);
    let sited = |p: &Phrase| view.is(p.head, SITE | VEHICLE);
    let both_sited = mention.slots.targets.iter().any(sited)
        && event.mentions.iter().flat_map(|m| &m.slots.targets).any(|p| sited(p) || view.proper(p.head));
    if target <= -1.0 && detailed && both_sited {
        target -= 1.0;
    }
    let both_ahead = event.phase == Phase::Ahead && mention.phase() == Phase::Ahead;
    if target < 0.0 && (both_ahead || distance == 0 && !mention.aside) {
        // Plans are told in many words, and so is one event within a sentence.
        target *= 0.3;
    }
    let open = event.phase == Phase::Ahead && mention.phase() == Phase::Open;
    if open && !mention.slots.targets.is_empty() && target < 0.5 {
        // "the attack on the hall" beside a plan against a mall is another event.
        target -= 1.0;
    }
    target
}

fn phases(event: &Event, mention: &Mention) -> Option<f32> {
    match (event.phase, mention.phase()) {
        (Phase::Done, Phase::Ahead) | (Phase::Ahead, Phase::Done) => {
            let attempted = |s: Option<Stage>| matches!(s, Some(Stage::Attempted | Stage::Foiled));
            let near = attempted(mention.reading.stage) && event.mentions.iter().any(|m| attempted(m.reading.stage));
            if near { Some(0.2) } else { None }
        }
        (Phase::Open, _) | (_, Phase::Open) => Some(0.0),
        _ => Some(0.3),
    }
}

/// What one side claims and the other denies is one event.
fn contested(view: &View<'_, '_>, event: &Event, mention: &Mention) -> Option<f32> {
    let denied = event.mentions.iter().any(|m| m.reading.stage == Some(Stage::Denied));
    let same = || {
        targets(view, event, mention) > 0.0
            || places(event, mention).is_some_and(|score| score >= 1.0)
            || event.mentions.iter().any(|m| m.sentence == mention.sentence)
    };
    (denied && mention.reading.stage.is_none() && same()).then_some(0.3)
}

fn places(event: &Event, mention: &Mention) -> Option<f32> {
    let Some(mine) = mention.place.as_ref().filter(|p| p.direct) else { return Some(0.0) };
    let mut score = 0.0_f32;
    for other in event.mentions.iter().filter_map(|m| m.place.as_ref()).filter(|p| p.direct) {
        let (a, b) = (&mine.place, &other.place);
        match (&a.country_iso2, &b.country_iso2) {
            (Some(x), Some(y)) if x != y => return None,
            _ => {}
        }
        let precise = |p: &record::Place| matches!(p.precision, PlacePrecision::City | PlacePrecision::Site);
        if a.name == b.name {
            score = score.max(if precise(a) { 1.2 } else { 0.4 });
        } else if precise(a) && precise(b) {
            if a.distance_km(b).is_some_and(|km| km > SAME_PLACE_KM) {
                return None;
            }
        } else if a.precision == PlacePrecision::Division && b.precision == PlacePrecision::Division {
            score = score.min(-0.8);
        } else if let (Some(x), Some(y)) = (&a.admin1, &b.admin1)
            && x != y
            && a.precision != PlacePrecision::Country
            && b.precision != PlacePrecision::Country
        {
            score = score.min(-0.8);
        }
    }
    Some(score)
}

fn dates(event: &Event, mention: &Mention) -> Option<f32> {
    let Some(mine) = &mention.when else { return Some(0.0) };
    let mut score = 0.0_f32;
    for other in event.mentions.iter().filter_map(|m| m.when.as_ref()) {
        if mine.overlaps(other) {
            score = score.max(if mine.precision == other.precision { 0.9 } else { 0.3 });
            continue;
        }
        let coarse = |w: &record::When| matches!(w.precision, DatePrecision::Year | DatePrecision::Month);
        let gap = mine.gap_days(other);
        if gap > 20.0 {
            return None;
        }
        score = score.min(if coarse(mine) || coarse(other) {
            -1.5
        } else if gap >= 1.0 {
            -1.2
        } else {
            -0.2
        });
    }
    Some(score)
}

/// A date well before publication against an event that has none, and so is news.
fn stale(view: &View<'_, '_>, event: &Event, mention: &Mention) -> f32 {
    let (Some(mine), Some(published)) = (&mention.when, &view.published) else { return 0.0 };
    let dated = event.mentions.iter().any(|m| m.when.is_some());
    if !dated && mine.end < published.start && mine.gap_days(published) > NEWS_DAYS { -1.4 } else { 0.0 }
}

fn kinds(event: &Event, mention: &Mention) -> f32 {
    let general = |k: Kind| matches!(k, Kind::Attack | Kind::ArmedAssault | Kind::Bombing);
    let mine = mention.kind;
    if event.mentions.iter().any(|m| m.kind == mine) {
        return 0.4;
    }
    if mine == Kind::Attack || event.mentions.iter().all(|m| m.kind == Kind::Attack) {
        return 0.1;
    }
    if general(mine) && event.mentions.iter().any(|m| general(m.kind)) { -0.1 } else { -0.5 }
}

/// Words of the sites and people hit, heads apart from the rest.
fn words<'v>(view: &'v View<'_, '_>, phrases: &[Phrase]) -> Vec<(&'v str, bool)> {
    let mut words = Vec::new();
    for phrase in phrases {
        for token in view.trimmed(phrase) {
            let word = view.norm(token);
            if view.nounish(token) && !view.is(token, QUALIFIER | NUM | TIME) && word.len() > 2 {
                words.push((word, token == phrase.head));
            }
        }
    }
    words
}

fn same_word(a: &str, b: &str) -> bool {
    let stem = |w: &str| w.trim_end_matches('s').to_owned();
    const ALIKE: &[&[&str]] = &[
        &["mall", "center", "centre", "store", "shop", "supermarket", "market", "grocery"],
        &["hall", "venue", "theatre", "theater", "concert", "club", "nightclub", "arena"],
        &["church", "cathedral", "chapel"],
        &["school", "college", "campus", "university", "dormitory"],
        &["hotel", "resort"],
        &["newsroom", "newspaper", "magazine", "offices", "office", "headquarters"],
        &["plane", "flight", "airliner", "jet", "aircraft"],
        &["embassy", "consulate", "mission"],
        &["base", "barracks", "camp", "garrison", "post"],
        &["stadium", "match", "game", "arena", "tournament"],
        &["bus", "minibus", "coach"],
        &["village", "villages", "community", "town", "settlement"],
    ];
    a == b || stem(a) == stem(b) || ALIKE.iter().any(|list| list.contains(&a) && list.contains(&b))
}

fn targets(view: &View<'_, '_>, event: &Event, mention: &Mention) -> f32 {
    let mine = words(view, &mention.slots.targets);
    if mine.is_empty() {
        return 0.0;
    }
    let mut any = false;
    let mut shared = 0;
    let mut heads = false;
    for other in &event.mentions {
        for (word, head) in words(view, &other.slots.targets) {
            any = true;
            for (w, h) in &mine {
                if same_word(w, word) {
                    shared += 1;
                    heads |= head && *h;
                }
            }
        }
    }
    match (any, shared) {
        (false, _) => 0.1,
        (true, 0) if any_general(view, event, mention) => -0.2,
        (true, 0) => -1.3,
        (true, 1) if heads => 1.0,
        (true, 1) => 0.5,
        (true, _) => 1.6,
    }
}

/// Words that fit any site: "the building", "the venue".
fn any_general(view: &View<'_, '_>, event: &Event, mention: &Mention) -> bool {
    let general = |p: &Phrase| {
        among(
            view.norm(p.head),
            "building site venue place complex compound facility area property premises gathering \
                event crowd vehicle vehicles car cars home house houses homes convoy",
        )
    };
    mention.slots.targets.iter().all(general) || event.mentions.iter().flat_map(|m| &m.slots.targets).all(general)
}

fn counts(event: &Event, mention: &Mention) -> f32 {
    let Some(mine) = mention.killed.as_ref().map(|toll| toll.value) else { return 0.0 };
    let others = || event.mentions.iter().filter_map(|m| m.killed.as_ref().map(|toll| toll.value));
    if others().any(|k| k == mine) {
        return 0.8;
    }
    // A much larger toll than any so far is another event's, unless the first number was a part.
    if others().any(|k| k > 3 && mine > k.saturating_mul(6)) { -0.8 } else { 0.0 }
}

fn actors(view: &View<'_, '_>, event: &Event, mention: &Mention) -> f32 {
    let name = |r: &std::ops::Range<usize>| view.group_in(r.clone()).map(|n| n.what.clone());
    let mine: Vec<_> = mention.slots.actors.iter().filter_map(name).collect();
    let theirs: Vec<_> = event.mentions.iter().flat_map(|m| m.slots.actors.iter()).filter_map(name).collect();
    if mine.is_empty() || theirs.is_empty() {
        return 0.0;
    }
    if mine.iter().any(|g| theirs.contains(g)) { 0.4 } else { -0.3 }
}

/// "an attack", "a bombing", or a finite clause: news of its own.
fn indefinite(view: &View<'_, '_>, mention: &Mention) -> bool {
    if mention.trigger.entry.shape != Shape::Noun {
        return false;
    }
    let start = mention.trigger.tokens.start;
    (start.saturating_sub(4)..start)
        .rev()
        .take_while(|t| view.nounish(*t) || view.is(*t, DET))
        .any(|t| matches!(view.norm(t), "a" | "an"))
}
