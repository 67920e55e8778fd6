//! What a partner said, held against what is known: new, changed, taken back, or the same in another object.

use crate::follow::{Known, add_version, gone, words_hash};
use jiff::Timestamp;
use record::{Article, ArticleState, Capture, Collected, RawReport, Source};
use std::collections::{HashMap, HashSet};

/// One object that tells of something.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What the partner calls it; one object through all its versions.
    pub id: String,
    /// When this version was made; later ones stand in for earlier ones.
    pub version: Timestamp,
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
}

/// Takes objects in, in the order in which the partner added them. What is known already changes nothing.
#[must_use]
pub fn take_said(source: &Source, said: Vec<Said>, known: &dyn Known, now: Timestamp) -> Taken {
    let key = |id: &str| format!("{} {id}", source.id);
    let mut wanted: Vec<String> =
        said.iter().flat_map(|one| one.about.iter().chain([&one.id])).map(|id| key(id)).collect();
    let mut seen = HashSet::new();
    wanted.retain(|key| seen.insert(key.clone()));
    let mut articles: HashMap<String, Article> =
        known.articles(&wanted).into_iter().map(|article| (article.key.clone(), article)).collect();
    let mut taken = Taken::default();
    let mut changed: Vec<String> = Vec::new();
    for one in said {
        let own = key(&one.id);
        let version = one.version.to_string();
        let article = articles.get(&own);
        if article.is_some_and(|article| !is_later(&article.fingerprint, one.version)) {
            continue;
        }
        if one.revoked && article.is_none() {
            continue;
        }
        // A report and the incident that it is about often have the same words: that is one thing said, not two.
        let words = words_hash(&one.report);
        let same = |id: &String| {
            let versions = articles.get(&key(id)).map(|article| article.versions.as_slice()).unwrap_or_default();
            versions.last().is_some_and(|last| last.words == words)
        };
        if article.is_none() && one.about.iter().any(same) {
            continue;
        }
        taken.new += 1;
        taken.fresh += u64::from(article.is_none());
        let fresh = || Article::new(own.clone(), source.id.clone(), None, ArticleState::Read, now);
        let mut article = articles.remove(&own).unwrap_or_else(fresh);
        article.fingerprint = version;
        if one.revoked {
            gone(&mut article, now);
        } else {
            let (media_type, bytes) = one.raw;
            let address = format!("{}#{}", source.url, one.id);
            let capture = Capture::new(source.id.clone(), &address, now, media_type, bytes);
            add_version(&mut taken.collected, &mut article, capture, one.report, now);
        }
        if !changed.contains(&own) {
            changed.push(own.clone());
        }
        articles.insert(own, article);
    }
    taken.collected.articles = changed.iter().filter_map(|key| articles.remove(key)).collect();
    taken
}

fn is_later(known: &str, version: Timestamp) -> bool {
    known.parse::<Timestamp>().is_ok_and(|known| version > known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Handling, Marking, ReportId, SourceKind, Tlp};

    fn one(id: &str, version: i64, text: &str, tlp: Tlp) -> Said {
        let handling = Handling { marking: Marking::new(tlp), originator: "Coast desk".to_owned(), graded: None };
        let report = RawReport { handling: Some(handling), ..RawReport::of_text(ReportId::from(""), text) };
        let raw = ("application/stix+json", format!("{id} {version}").into_bytes());
        let version = Timestamp::from_second(version).unwrap();
        Said { id: id.to_owned(), version, revoked: false, about: Vec::new(), raw, report }
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
}
