//! What a partner said, held against what is known: new, changed, taken back, or the same in another object.

use crate::follow::{Known, add_version, gone, words_hash};
use jiff::{SignedDuration, Timestamp};
use record::{Article, ArticleState, Capture, Collected, Fault, FaultKind, Handling, RawReport, SaidUnder, Source};
use std::collections::{HashMap, HashSet};

/// How far past the desk's clock a version may be dated: clocks differ, and nobody speaks from the day after tomorrow.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(24);
/// Objects that say the words of one article and are remembered with their rules; those of more hold together.
const MAX_UNDER: usize = 32;

/// One object that tells of something.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What the partner calls it; one object through all its versions.
    pub id: String,
    /// When this version was made; later ones stand in for earlier ones.
    pub version: Timestamp,
    /// Who made it, as it says (`created_by_ref`); empty where it does not.
    pub maker: String,
    /// The partner has taken it back.
    pub revoked: bool,
    /// Ids of the objects that it is about.
    pub about: Vec<String>,
    /// The bytes as they came, and their media type.
    pub raw: (&'static str, Vec<u8>),
    /// The report that it makes, with the partner's rules. Its ids are given when it is taken in.
    pub report: RawReport,
}

/// What objects came to.
#[derive(Debug, Default)]
pub struct Taken {
    /// What is to be written; the source's state is the caller's.
    pub collected: Collected,
    /// Objects that were new or said something new.
    pub new: u64,
    /// Articles that were not known.
    pub fresh: u64,
    /// Versions that were passed over, and why.
    pub faults: Vec<Fault>,
}

/// Takes objects in, in the order in which the partner added them. What is known already changes nothing.
///
/// Whoever can write into a partner's collection can write under another's id. So a later version counts from the maker of the
/// first one alone, and one dated more than a day past `now` counts for nothing: it would stand before every real one.
#[must_use]
pub fn take_said(source: &Source, mut said: Vec<Said>, known: &dyn Known, now: Timestamp) -> Taken {
    let key = |id: &str| format!("{} {id}", source.id);
    let mut wanted: Vec<String> =
        said.iter().flat_map(|one| one.about.iter().chain([&one.id])).map(|id| key(id)).collect();
    let mut seen = HashSet::new();
    wanted.retain(|key| seen.insert(key.clone()));
    let mut articles: HashMap<String, Article> =
        known.articles(&wanted).into_iter().map(|article| (article.key.clone(), article)).collect();
    let mut taken = Taken::default();
    let mut changed: Vec<String> = Vec::new();
    // What others are about comes before them, so that the same words are one thing in whatever order they came. The versions of
    // one object stay together, as they came: a later one that is about nothing does not come before the first.
    let about: HashSet<String> = said.iter().filter(|one| !one.about.is_empty()).map(|one| one.id.clone()).collect();
    said.sort_by_key(|one| about.contains(&one.id));
    let ahead = now.checked_add(AHEAD_MAX).unwrap_or(Timestamp::MAX);
    for one in said {
        let own = key(&one.id);
        if let Some((kind, why)) = refused(&one, articles.get(&own), ahead) {
            taken.faults.push(Fault::new(kind, format!("{}#{}", source.url, one.id), why));
            continue;
        }
        let article = articles.get(&own);
        if article.is_some_and(|article| !is_later(&article.fingerprint, one.version, ahead)) {
            continue;
        }
        if one.revoked && article.is_none() {
            continue;
        }
        // A report and the incident that it is about often have the same words: that is one thing said, not two.
        let words = words_hash(&one.report);
        let same = |key: &String| {
            let versions = articles.get(key).map(|article| article.versions.as_slice()).unwrap_or_default();
            versions.last().is_some_and(|last| last.words == words)
        };
        let said_already = one.about.iter().map(|id| key(id)).find(|about| *about != own && same(about));
        let known = article.is_some();
        if let Some(about) = said_already.filter(|_| !one.revoked) {
            if articles.get_mut(&about).is_some_and(|article| say_also(article, source, &one)) {
                note(&mut changed, &about);
            }
            // One that has said other words before goes on as itself too.
            if !known {
                continue;
            }
        }
        taken.new += 1;
        taken.fresh += u64::from(!known);
        let fresh = || Article::new(own.clone(), source.id.clone(), None, ArticleState::Read, now);
        let mut article = articles.remove(&own).unwrap_or_else(fresh);
        article.fingerprint = one.version.to_string();
        article.maker.get_or_insert_with(|| one.maker.clone());
        if one.revoked {
            gone(&mut article, now);
        } else {
            say(&mut article, &mut taken.collected, source, one, &words, now);
        }
        note(&mut changed, &own);
        articles.insert(own, article);
    }
    taken.collected.articles = changed.iter().filter_map(|key| articles.remove(key)).collect();
    taken
}

fn note(changed: &mut Vec<String>, key: &str) {
    if !changed.iter().any(|known| known == key) {
        changed.push(key.to_owned());
    }
}

/// Why a version is not taken; `None` if it may be.
fn refused(one: &Said, article: Option<&Article>, ahead: Timestamp) -> Option<(FaultKind, String)> {
    if one.version > ahead {
        let why = format!("a version dated {}, more than a day ahead of this desk's clock; passed over", one.version);
        return Some((FaultKind::Date, why));
    }
    let first = article?.maker.as_ref()?;
    (*first != one.maker).then(|| {
        let named = |maker: &str| if maker.is_empty() { "nobody".to_owned() } else { maker.to_owned() };
        let why = format!(
            "a version by {}, where the first is by {}: only its maker makes later ones (STIX 2.1, 3.6.1); passed over",
            named(&one.maker),
            named(first)
        );
        (FaultKind::Malformed, why)
    })
}

/// Takes a version in.
fn say(article: &mut Article, collected: &mut Collected, source: &Source, one: Said, words: &str, now: Timestamp) {
    let same = article.versions.last().is_some_and(|last| last.words == words);
    if !same {
        // Other words: what others said was said of those before, which keep their rules (`Handling::over_earlier`).
        article.under.clear();
    }
    let under = (!article.under.is_empty()).then(|| under_of(&one)).flatten();
    let (media_type, bytes) = one.raw;
    let address = format!("{}#{}", source.url, one.id);
    let capture = Capture::new(source.id.clone(), &address, now, media_type, bytes);
    add_version(collected, article, capture, one.report, now);
    if let Some(under) = under {
        put_under(article, under);
    }
}

/// Another object says the words of `article`: the strictest rules of all hold. True if that changed anything.
fn say_also(article: &mut Article, source: &Source, one: &Said) -> bool {
    let (Some(under), Some(own)) = (under_of(one), article.handling.clone()) else { return false };
    let known = article.under.iter().find(|known| known.object == under.object);
    // An object's rules change as the object does: by its maker, and forward.
    if known.is_some_and(|known| known.maker != under.maker || known.version >= under.version) {
        return false;
    }
    if article.under.is_empty() {
        let object = article.key.strip_prefix(&format!("{} ", source.id)).unwrap_or(&article.key).to_owned();
        let version = article.fingerprint.parse().unwrap_or(Timestamp::MIN);
        let maker = article.maker.clone().unwrap_or_default();
        article.under.push(SaidUnder { object, maker, version, rules: own });
    }
    put_under(article, under);
    true
}

fn under_of(one: &Said) -> Option<SaidUnder> {
    let rules = one.report.handling.clone()?;
    Some(SaidUnder { object: one.id.clone(), maker: one.maker.clone(), version: one.version, rules })
}

/// Puts an object's rules in the place of its earlier ones, and works out what holds for the words.
fn put_under(article: &mut Article, under: SaidUnder) {
    let full = article.under.len() >= MAX_UNDER;
    let last = article.under.len().saturating_sub(1);
    match article.under.iter_mut().enumerate().find(|(_, known)| known.object == under.object) {
        // The last one may hold what others said too, who do not let it go with this.
        Some((at, known)) if full && at == last => {
            *known = SaidUnder { rules: known.rules.strictest(&under.rules), ..under };
        }
        Some((_, known)) => *known = under,
        None if full => {
            if let Some(last) = article.under.last_mut() {
                last.rules = last.rules.strictest(&under.rules);
            }
        }
        None => article.under.push(under),
    }
    let rules = article.under.iter().map(|known| &known.rules);
    article.handling = rules.fold(None, |all: Option<Handling>, rules| match all {
        Some(all) => Some(all.strictest(rules)),
        None => Some(rules.clone()),
    });
}

/// Whether a version comes after what is known. What was taken in from too far ahead, before such dates were refused, stands
/// before nothing.
fn is_later(known: &str, version: Timestamp, ahead: Timestamp) -> bool {
    known.parse::<Timestamp>().is_ok_and(|known| version > known || known > ahead)
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Marking, ReportId, SourceKind, Tlp};

    fn one(id: &str, version: i64, text: &str, tlp: Tlp) -> Said {
        let handling = Handling { marking: Marking::new(tlp), originator: "Coast desk".to_owned(), graded: None };
        let report = RawReport { handling: Some(handling), ..RawReport::of_text(ReportId::from(""), text) };
        let raw = ("application/stix+json", format!("{id} {version}").into_bytes());
        let version = Timestamp::from_second(version).unwrap();
        Said { id: id.to_owned(), version, maker: String::new(), revoked: false, about: Vec::new(), raw, report }
    }

    fn take(known: &mut HashMap<String, Article>, said: Vec<Said>) -> (usize, u64) {
        let source = Source::new(SourceKind::Taxii, "https://taxii.example/r/collections/1/");
        let taken = take_said(&source, said, known, Timestamp::from_second(9_000).unwrap());
        let reports = taken.collected.reports.len();
        for article in taken.collected.articles {
            known.insert(article.key.clone(), article);
        }
        (reports, taken.new)
    }

    #[test]
    fn nothing_is_taken_twice_and_versions_follow_one_another() {
        let known = &mut HashMap::new();
        assert_eq!(take(known, vec![one("r--1", 1, "First words.", Tlp::Green)]), (1, 1));
        assert_eq!(take(known, vec![one("r--1", 1, "First words.", Tlp::Green)]), (0, 0), "the same again");
        assert_eq!(take(known, vec![one("r--1", 2, "Other words.", Tlp::Green)]), (1, 1), "a new version");
        assert_eq!(take(known, vec![one("r--1", 1, "First words.", Tlp::Green)]), (0, 0), "an old one comes late");
        let in_one =
            vec![one("r--2", 1, "A.", Tlp::Green), one("r--2", 5, "B.", Tlp::Green), one("r--2", 3, "C.", Tlp::Green)];
        assert_eq!(take(known, in_one), (2, 2), "versions of one page");
        assert_eq!(known.len(), 2);
    }

    #[test]
    fn a_new_marking_holds_for_every_version() {
        let known = &mut HashMap::new();
        take(known, vec![one("r--1", 1, "Words.", Tlp::Amber)]);
        assert_eq!(take(known, vec![one("r--1", 2, "Words.", Tlp::Green)]), (0, 1));
        let article = known.values().next().unwrap();
        assert_eq!((article.versions.len(), article.handling.as_ref().unwrap().marking.tlp), (1, Tlp::Green));
    }

    #[test]
    fn what_is_taken_back_is_marked_and_stays() {
        let known = &mut HashMap::new();
        let back = |version| Said { revoked: true, ..one("r--1", version, "Words.", Tlp::Green) };
        assert_eq!(take(known, vec![back(1)]), (0, 0), "nothing was known of it");
        take(known, vec![one("r--1", 1, "Words.", Tlp::Green)]);
        assert_eq!(take(known, vec![back(2)]), (0, 1));
        let article = known.values().next().unwrap();
        assert_eq!((article.state, article.versions.len()), (ArticleState::Deleted, 1));
        assert!(article.deleted_at.is_some());
    }

    #[test]
    fn one_thing_in_two_objects_is_said_once() {
        let known = &mut HashMap::new();
        let about =
            |words: &str| Said { about: vec!["incident--1".to_owned()], ..one("report--1", 1, words, Tlp::Green) };
        let both = vec![one("incident--1", 1, "Words.", Tlp::Green), about("Words.")];
        assert_eq!(take(known, both), (1, 1));
        assert_eq!(take(known, vec![about("Words.")]), (0, 0), "also on another page");
        assert_eq!(take(known, vec![about("More words.")]), (1, 1));
    }

    #[test]
    fn of_the_same_words_in_two_objects_the_strictest_marking_holds() {
        let tlp = |known: &HashMap<String, Article>| {
            let mut all: Vec<_> = known.values().map(|one| one.handling.as_ref().unwrap().marking.tlp).collect();
            (all.len(), all.pop().unwrap())
        };
        let incident = |version, tlp| one("incident--1", version, "Words.", tlp);
        let report = |version, tlp| Said {
            about: vec!["incident--1".to_owned()],
            maker: "identity--1".to_owned(),
            ..one("report--1", version, "Words.", tlp)
        };
        // On one page, in either order, and on two.
        for said in [
            vec![vec![incident(1, Tlp::Green), report(1, Tlp::Amber)]],
            vec![vec![report(1, Tlp::Amber), incident(1, Tlp::Green)]],
            vec![vec![incident(1, Tlp::Green)], vec![report(1, Tlp::Amber)]],
        ] {
            let known = &mut HashMap::new();
            for page in said {
                take(known, page);
            }
            assert_eq!(tlp(known), (1, Tlp::Amber));
            take(known, vec![incident(2, Tlp::Clear)]);
            assert_eq!(tlp(known), (1, Tlp::Amber), "the other still holds it back");
            take(known, vec![Said { maker: "identity--9".to_owned(), ..report(2, Tlp::Clear) }]);
            take(known, vec![report(1, Tlp::Clear)]);
            assert_eq!(tlp(known), (1, Tlp::Amber), "somebody else, and the same version again");
            take(known, vec![report(3, Tlp::Clear)]);
            assert_eq!(tlp(known), (1, Tlp::Clear), "its maker lets it go");
        }
    }

    #[test]
    fn what_holds_with_the_last_of_many_is_not_let_go_with_it() {
        let known = &mut HashMap::new();
        let report = |number: usize, version, tlp| Said {
            about: vec!["incident--1".to_owned()],
            ..one(&format!("report--{number}"), version, "Words.", tlp)
        };
        let tlp =
            |known: &HashMap<String, Article>| known.values().next().unwrap().handling.clone().unwrap().marking.tlp;
        take(known, vec![one("incident--1", 1, "Words.", Tlp::Clear)]);
        take(known, (1..MAX_UNDER).map(|number| report(number, 1, Tlp::Green)).collect());
        assert_eq!(tlp(known), Tlp::Green);
        take(known, vec![report(MAX_UNDER, 1, Tlp::Red)]);
        assert_eq!((known.len(), tlp(known)), (1, Tlp::Red));
        take(known, (1..MAX_UNDER).map(|number| report(number, 2, Tlp::Clear)).collect());
        assert_eq!(tlp(known), Tlp::Red, "one of them said so, and has not let it go");
    }

    #[test]
    fn one_that_said_other_words_before_holds_back_what_it_says_now() {
        let known = &mut HashMap::new();
        let report = |version, words, tlp| Said {
            about: vec!["incident--1".to_owned()],
            ..one("report--1", version, words, tlp)
        };
        let tlps = |known: &HashMap<String, Article>| {
            let mut all: Vec<_> =
                known.values().map(|one| (one.key.clone(), one.handling.clone().unwrap().marking.tlp)).collect();
            all.sort();
            all.into_iter().map(|(_, tlp)| tlp).collect::<Vec<_>>()
        };
        take(known, vec![one("incident--1", 1, "Words.", Tlp::Green), report(1, "Other words.", Tlp::Red)]);
        assert_eq!(tlps(known), [Tlp::Green, Tlp::Red]);
        assert_eq!(take(known, vec![report(2, "Words.", Tlp::Amber)]), (1, 1));
        assert_eq!(tlps(known), [Tlp::Amber, Tlp::Amber]);
        take(known, vec![report(3, "Words.", Tlp::Clear)]);
        assert_eq!(tlps(known), [Tlp::Green, Tlp::Clear], "its maker lets it go");
    }

    #[test]
    fn the_first_version_is_the_first_whatever_it_is_about() {
        let known = &mut HashMap::new();
        let first = Said {
            about: vec!["incident--1".to_owned()],
            maker: "identity--1".to_owned(),
            ..one("report--1", 1, "Words.", Tlp::Amber)
        };
        let strange = Said { maker: "identity--2".to_owned(), ..one("report--1", 2, "Words.", Tlp::Clear) };
        assert_eq!(take(known, vec![first, strange]), (1, 1));
        let article = known.values().next().unwrap();
        assert_eq!(article.maker.as_deref(), Some("identity--1"));
        assert_eq!(article.handling.as_ref().unwrap().marking.tlp, Tlp::Amber);
    }

    #[test]
    fn a_later_version_is_its_makers() {
        let known = &mut HashMap::new();
        let by = |maker: &str, version, tlp| Said { maker: maker.to_owned(), ..one("r--1", version, "Words.", tlp) };
        take(known, vec![by("identity--1", 1, Tlp::Amber)]);
        for other in ["identity--2", ""] {
            assert_eq!(take(known, vec![by(other, 2, Tlp::Clear)]), (0, 0));
            let back = Said { revoked: true, ..by(other, 3, Tlp::Clear) };
            assert_eq!(take(known, vec![back]), (0, 0));
        }
        assert_eq!(take(known, vec![by("identity--1", 2, Tlp::Green)]), (0, 1));
        let article = known.values().next().unwrap();
        assert_eq!((article.handling.as_ref().unwrap().marking.tlp, article.state), (Tlp::Green, ArticleState::Read));
    }

    #[test]
    fn a_version_from_far_ahead_stands_before_nothing() {
        let known = &mut HashMap::new();
        let day = 24 * 3_600;
        let source = Source::new(SourceKind::Taxii, "https://taxii.example/r/collections/1/");
        let now = Timestamp::from_second(9_000).unwrap();
        let far = vec![one("r--1", 9_001 + day, "Words.", Tlp::Green)];
        let taken = take_said(&source, far, known, now);
        assert_eq!((taken.new, taken.faults.len()), (0, 1));
        assert!(taken.faults[0].to_string().contains("ahead of this desk's clock"), "{}", taken.faults[0]);
        assert_eq!(take(known, vec![one("r--1", 9_000 + day, "Words.", Tlp::Green)]), (1, 1));
        // One that was taken in before such dates were refused.
        known.values_mut().next().unwrap().fingerprint = "2090-01-01T00:00:00Z".to_owned();
        assert_eq!(take(known, vec![one("r--1", 8_000, "Other words.", Tlp::Green)]), (1, 1));
    }
}
