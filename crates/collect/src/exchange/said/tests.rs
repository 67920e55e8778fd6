//! One thing said in several objects, versions, pages and orders.

use super::*;
use crate::exchange::rules::MAX_UNDER;
use record::{Handling, Marking, RawReport, ReportId, SourceKind, Tlp};
use std::collections::HashMap;

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

/// The markings of the objects that have reports, by object.
fn tlps(known: &HashMap<String, Article>) -> Vec<Tlp> {
    let own = known.values().filter(|one| !one.versions.is_empty());
    let mut all: Vec<_> = own.map(|one| (&one.key, one.handling.as_ref().unwrap().marking.tlp)).collect();
    all.sort();
    all.into_iter().map(|(_, tlp)| tlp).collect()
}

fn report_of(known: &HashMap<String, Article>, id: &str) -> Article {
    known.values().find(|one| one.key.ends_with(id)).unwrap().clone()
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
    assert_eq!(tlps(known).len(), 2);
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
    let about = |version, words: &str| Said {
        about: vec!["incident--1".to_owned()],
        ..one("report--1", version, words, Tlp::Green)
    };
    let both = vec![one("incident--1", 1, "Words.", Tlp::Green), about(1, "Words.")];
    assert_eq!(take(known, both), (1, 1));
    assert_eq!(take(known, vec![about(1, "Words.")]), (0, 0), "also on another page");
    let strange = Said { maker: "identity--9".to_owned(), ..about(2, "Stolen words.") };
    assert_eq!(take(known, vec![strange]), (0, 0), "it has a maker, though it made no report");
    assert_eq!(take(known, vec![about(2, "More words.")]), (1, 1));
}

#[test]
fn of_the_same_words_in_two_objects_the_strictest_marking_holds() {
    let tlp = |known: &HashMap<String, Article>| {
        let mut all = tlps(known);
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
    let tlp = |known: &HashMap<String, Article>| tlps(known)[0];
    take(known, vec![one("incident--1", 1, "Words.", Tlp::Clear)]);
    take(known, (1..MAX_UNDER).map(|number| report(number, 1, Tlp::Green)).collect());
    assert_eq!(tlp(known), Tlp::Green);
    take(known, vec![report(MAX_UNDER, 1, Tlp::Red)]);
    assert_eq!((tlps(known).len(), tlp(known)), (1, Tlp::Red));
    take(known, (1..MAX_UNDER).map(|number| report(number, 2, Tlp::Clear)).collect());
    assert_eq!(tlp(known), Tlp::Red, "one of them said so, and has not let it go");
}

#[test]
fn one_that_said_other_words_before_holds_back_what_it_says_now() {
    let known = &mut HashMap::new();
    let report =
        |version, words, tlp| Said { about: vec!["incident--1".to_owned()], ..one("report--1", version, words, tlp) };
    take(known, vec![one("incident--1", 1, "Words.", Tlp::Green), report(1, "Other words.", Tlp::Red)]);
    assert_eq!(tlps(known), [Tlp::Green, Tlp::Red]);
    assert_eq!(take(known, vec![report(2, "Words.", Tlp::Amber)]), (1, 1));
    assert_eq!(tlps(known), [Tlp::Amber, Tlp::Amber]);
    take(known, vec![report(3, "Words.", Tlp::Clear)]);
    assert_eq!(tlps(known), [Tlp::Green, Tlp::Green], "its maker lets it go, and the other's words are the same");
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
    let article = report_of(known, "report--1");
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

#[test]
fn a_version_that_is_taken_holds_whatever_the_record_of_old_says() {
    let red = Said { maker: "identity--1".to_owned(), ..one("report--1", 8_000, "Words.", Tlp::Red) };
    let of_old: [fn(&mut record::SaidUnder); 2] =
        [|one| one.maker.clear(), |one| one.version = "2999-01-01T00:00:00Z".parse().unwrap()];
    for change in of_old {
        let known = &mut HashMap::new();
        let clear = Said { maker: "identity--1".to_owned(), ..one("report--1", 1, "Words.", Tlp::Clear) };
        take(known, vec![clear]);
        for article in known.values_mut() {
            article.under.iter_mut().for_each(change);
            if !article.versions.is_empty() {
                let far = "2999-01-01T00:00:00Z".to_owned();
                (article.maker, article.fingerprint) = (None, far);
            }
        }
        assert_eq!(take(known, vec![red.clone()]), (0, 1));
        assert_eq!(tlps(known), [Tlp::Red]);
    }
}

/// All orders of so many things.
fn orders(number: usize) -> Vec<Vec<usize>> {
    if number == 0 {
        return vec![Vec::new()];
    }
    let put_in = |order: Vec<usize>| {
        (0..number).map(move |at| [&order[..at], &[number - 1], &order[at..]].concat()).collect::<Vec<_>>()
    };
    orders(number - 1).into_iter().flat_map(put_in).collect()
}

#[test]
fn in_whatever_order_pages_come_the_strictest_of_what_refers_to_each_other_holds() {
    let about = |id: &str, of: &str, tlp| Said { about: vec![of.to_owned()], ..one(id, 1, "Words.", tlp) };
    let objects = [
        one("incident--1", 1, "Words.", Tlp::Green),
        about("report--1", "incident--1", Tlp::Clear),
        about("note--1", "incident--1", Tlp::Amber),
        about("grouping--1", "report--1", Tlp::Green),
    ];
    for order in orders(objects.len()) {
        let known = &mut HashMap::new();
        for at in &order {
            take(known, vec![objects[*at].clone()]);
        }
        // What refers to nothing of this stays as it is.
        take(known, vec![one("report--9", 1, "Words.", Tlp::Clear)]);
        let mut tlps = tlps(known);
        assert_eq!(tlps.pop(), Some(Tlp::Clear), "{order:?}");
        assert!(!tlps.is_empty() && tlps.iter().all(|tlp| *tlp == Tlp::Amber), "{order:?}: {tlps:?}");
        take(
            known,
            vec![Said { version: Timestamp::from_second(2).unwrap(), ..about("note--1", "incident--1", Tlp::Clear) }],
        );
        let tlps = self::tlps(known);
        assert!(tlps[..tlps.len() - 1].iter().all(|tlp| *tlp == Tlp::Green), "{order:?}: {tlps:?}");
    }
}

#[test]
fn words_that_are_said_anew_are_under_the_rules_that_they_were_under() {
    let known = &mut HashMap::new();
    let about = |words: &str, tlp| Said { about: vec!["incident--1".to_owned()], ..one("note--1", 1, words, tlp) };
    take(known, vec![one("incident--1", 1, "Words.", Tlp::Clear), about("Words.", Tlp::Red)]);
    take(known, vec![one("incident--1", 2, "Other words.", Tlp::Clear)]);
    assert_eq!(tlps(known), [Tlp::Clear]);
    take(known, vec![one("incident--1", 3, "Words.", Tlp::Clear)]);
    assert_eq!(tlps(known), [Tlp::Red], "the note holds these words back still");
    // Words that were replaced already are held back too.
    take(known, vec![one("incident--1", 4, "Third words.", Tlp::Clear)]);
    take(known, vec![Said { id: "note--2".to_owned(), ..about("Other words.", Tlp::Amber) }]);
    let incident = report_of(known, "incident--1");
    let rules: Vec<_> = incident.versions.iter().map(|v| v.rules.as_ref().map(|rules| rules.marking.tlp)).collect();
    assert_eq!(
        rules[1..],
        [Some(Tlp::Amber), None, None],
        "what was said while they were the last ones, the store keeps"
    );
    assert_eq!(tlps(known), [Tlp::Clear]);
}

#[test]
fn what_was_taken_in_before_wordings_had_records_is_known() {
    let known = &mut HashMap::new();
    let about =
        |id: &str, version, tlp| Said { about: vec!["incident--1".to_owned()], ..one(id, version, "Words.", tlp) };
    take(known, vec![one("incident--1", 1, "Words.", Tlp::Green)]);
    known.retain(|_, one| !one.versions.is_empty());
    let incident = known.values_mut().next().unwrap();
    let rules = |tlp| Handling { marking: Marking::new(tlp), originator: "Coast desk".to_owned(), graded: None };
    let under = |object: &str, tlp| record::SaidUnder {
        object: object.to_owned(),
        maker: String::new(),
        version: Timestamp::from_second(1).unwrap(),
        rules: rules(tlp),
        about: Vec::new(),
    };
    incident.under = vec![under("incident--1", Tlp::Green), under("report--1", Tlp::Red)];
    incident.handling = Some(rules(Tlp::Red));
    take(known, vec![about("report--2", 1, Tlp::Clear)]);
    assert_eq!(tlps(known), [Tlp::Red], "the list of old holds");
    take(known, vec![about("report--1", 2, Tlp::Clear)]);
    assert_eq!(tlps(known), [Tlp::Green]);
}
