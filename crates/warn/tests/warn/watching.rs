use crate::material::*;
use record::{Area, Assertion, Credibility, GroupId, Kind, Question, Reliability, Stage};
use warn::watch::{hit, near_miss, old_case};

fn ids(groups: &[&str]) -> Vec<GroupId> {
    groups.iter().map(|id| GroupId::from(*id)).collect()
}

fn area(country: &str) -> Area {
    Area::Country(country.to_owned())
}

#[test]
fn all_lists_must_be_met_and_each_says_why() {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let none = Question::default;
    let table: Vec<(Question, Result<&str, &str>)> = vec![
        (none(), Ok("The watch asks for every incident.")),
        (
            Question { groups: ids(&["islamic-state"]), ..none() },
            Ok(
                "The actor “Wilayat Khorasan” (Islamic State Khorasan) is an affiliate of the watched group Islamic State.",
            ),
        ),
        (
            Question { groups: ids(&["islamic-state-khorasan"]), ..none() },
            Ok("The actor “Wilayat Khorasan” is the watched group Islamic State Khorasan."),
        ),
        (
            Question { groups: ids(&["al-qaeda"]), ..none() },
            Err("The actor is Wilayat Khorasan; the watch asks for Al-Qaeda."),
        ),
        (Question { areas: vec![area("RU")], ..none() }, Ok("The place Moscow, RU lies in RU.")),
        (Question { areas: vec![area("TR")], ..none() }, Ok("Istanbul, TR is tied to it and lies in TR.")),
        (
            Question { areas: vec![area("FR"), area("NO")], ..none() },
            Err("The place Moscow, RU does not lie in FR and NO."),
        ),
        (Question { kinds: vec![Kind::Bombing], ..none() }, Ok("The kind is bombing.")),
        (Question { kinds: vec![Kind::Arson], ..none() }, Err("The kind is bombing; the watch asks for arson.")),
        (Question { stages: vec![Stage::Planned, Stage::Threatened], ..none() }, Ok("The stage is planned.")),
        (
            Question { stages: vec![Stage::Accomplished], ..none() },
            Err("The stage is planned; the watch asks for accomplished."),
        ),
        (
            Question { target_words: words(&["school", "markets"]), ..none() },
            Ok("The target “crowded harbour market” has the word “markets”."),
        ),
        (
            Question { target_words: words(&["school"]), ..none() },
            Err("The target is “crowded harbour market”; the watch asks for “school”."),
        ),
    ];
    for (question, expected) in table {
        // Beside the condition under test one that is met, so that a miss is a near miss.
        let with_kind = |question: &Question| {
            let kinds = if question.kinds.is_empty() { vec![Kind::Bombing] } else { question.kinds.clone() };
            let stages = if question.stages.is_empty() { vec![Stage::Planned] } else { question.stages.clone() };
            watch(Question { kinds, stages, ..question.clone() })
        };
        match expected {
            Ok(reason) => {
                let hit = hit(&watch(question), &incident(), &claims(), &groups()).unwrap();
                assert_eq!(hit.reasons, [reason]);
            }
            Err(reason) => {
                assert_eq!(hit(&watch(question.clone()), &incident(), &claims(), &groups()), None, "{reason}");
                let miss = near_miss(&with_kind(&question), &incident(), &claims(), &groups()).unwrap();
                assert_eq!(miss.missed, [reason]);
            }
        }
    }
}

#[test]
fn a_cycle_of_parents_ends() {
    let mut groups = groups();
    groups[0].parent = Some(GroupId::from("islamic-state-khorasan"));
    let other = watch(Question { groups: ids(&["al-qaeda"]), ..Question::default() });
    assert_eq!(hit(&other, &incident(), &claims(), &groups), None);
    let own = watch(Question { groups: ids(&["islamic-state"]), ..Question::default() });
    assert!(hit(&own, &incident(), &claims(), &groups).is_some());
}

#[test]
fn an_actor_known_by_alias_or_by_its_parent_in_words_is_seen() {
    let state = watch(Question { groups: ids(&["islamic-state"]), ..Question::default() });
    let mut incident = incident();
    incident.actors[0].group = None;
    incident.actor_parent = None;
    assert!(hit(&state, &incident, &[], &groups()).is_some(), "by alias");
    incident.actors[0].text = "a cell nobody knows".to_owned();
    assert!(hit(&state, &incident, &[], &groups()).is_none());
    incident.actor_parent = Some("DAESH".to_owned());
    let hit = hit(&state, &incident, &[], &groups()).unwrap();
    assert_eq!(hit.reasons, ["The actor is said to belong to DAESH: the watched group is Islamic State."]);
}

#[test]
fn the_threshold_and_age_hold_back() {
    let mut graded = watch(Question { kinds: vec![Kind::Bombing], ..Question::default() });
    for (threshold, expected) in [
        ((Reliability::C, Credibility::ProbablyTrue), true),
        ((Reliability::C, Credibility::Confirmed), false),
        ((Reliability::B, Credibility::CannotBeJudged), false),
        ((Reliability::F, Credibility::PossiblyTrue), true),
    ] {
        graded.threshold = threshold;
        assert_eq!(hit(&graded, &incident(), &claims(), &groups()).is_some(), expected, "{threshold:?}");
    }
    for (as_of, expected) in [
        ("2024-06-18T00:00:00Z", true),
        ("2024-08-21T00:00:00Z", true),
        ("2024-08-23T00:00:00Z", false),
        ("2034-06-18T00:00:00Z", false),
    ] {
        assert_eq!(old_case(&incident(), at(as_of)).is_none(), expected, "{as_of}");
    }
}

#[test]
fn denied_and_hypothetical_claims_meet_nothing() {
    let arson = watch(Question { kinds: vec![Kind::Arson], ..Question::default() });
    let mut claims = claims();
    claims[2].kind = Kind::Arson;
    assert_eq!(hit(&arson, &incident(), &claims, &groups()).unwrap().reasons, ["At least one report calls it: arson."]);
    for assertion in [Assertion::Denied, Assertion::Hypothetical] {
        claims[2].assertion = assertion;
        assert_eq!(hit(&arson, &incident(), &claims, &groups()), None);
    }
}
