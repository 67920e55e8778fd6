use crate::material::*;
use jiff::civil::date;
use record::{
    Conflict, ConflictSide, Credibility, DatePrecision, Grade, Incident, Kind, Marking, Question, Reliability,
    Severity, Stage, Tlp, Urgency, WarningState, When,
};
use warn::draft::{MAX_DRAFT_STEPS, draft, refresh};
use warn::estimate::{Harm, certainty, likelihood, severity, urgency};
use warn::watch::hit;

const NOW: &str = "2024-06-18T09:00:00Z";

#[test]
fn a_watch_hit_becomes_a_draft_in_plain_words() {
    let watch = watch(Question { kinds: vec![Kind::Bombing], ..Question::default() });
    let hit = hit(&watch, &incident(), &claims(), &groups()).unwrap();
    let warning =
        draft(&incident(), &claims(), &outlet, Some((&watch, &hit)), None, amber(), at(NOW), "watch Khorasan abroad");
    assert_eq!(warning.state, WarningState::Draft);
    assert_eq!((warning.urgency, warning.severity), (Urgency::Future, Severity::Extreme));
    assert_eq!(warning.reasons, ["The kind is bombing."]);
    insta::assert_snapshot!(format!("{}\n\n{}", warning.headline, warning.text));
}

/// An incident of which next to nothing is known.
fn bare(kind: Kind, stage: Stage) -> Incident {
    Incident {
        kind,
        stage,
        place: None,
        linked_places: Vec::new(),
        when: None,
        actors: Vec::new(),
        actor_parent: None,
        targets: Vec::new(),
        origins: Vec::new(),
        reports: Vec::new(),
        independent_origins: 0,
        circular: false,
        grade: Grade::unjudged(),
        headline: String::new(),
        ..incident()
    }
}

#[test]
fn the_text_is_good_english_whatever_is_missing() {
    let mut texts = Vec::new();
    for (kind, stage) in [
        (Kind::Threat, Stage::Threatened),
        (Kind::Sabotage, Stage::Planned),
        (Kind::ArmedAssault, Stage::Foiled),
        (Kind::Assassination, Stage::Attempted),
        (Kind::Attack, Stage::Accomplished),
        (Kind::ArrestRaid, Stage::Accomplished),
        (Kind::Arson, Stage::Denied),
    ] {
        let warning = draft(&bare(kind, stage), &[], &outlet, None, Some("  "), amber(), at(NOW), "ana");
        texts.push(format!("## {}\n{}", warning.headline, warning.text));
    }
    insta::assert_snapshot!(texts.join("\n\n"));
}

#[test]
fn casualties_conflicts_and_several_origins_are_told() {
    let mut incident = incident();
    incident.stage = Stage::Accomplished;
    incident.killed = Some((9, 12));
    incident.injured = Some((1, 1));
    incident.when = When::days(date(2024, 6, 1), date(2024, 7, 1), DatePrecision::Month);
    incident.circular = false;
    incident.independent_origins = 2;
    let mut copy = incident.origins[0].clone();
    let mut second = incident.origins[0].clone();
    (second.label, second.reports) = ("Steppe Observer".to_owned(), vec!["r3".into()]);
    (copy.label, copy.independent) = ("The Caspian Courier".to_owned(), false);
    (copy.reports, copy.reasons) = (vec!["r2".into()], vec!["near-copy of Volga Wire".to_owned()]);
    incident.origins.extend([second, copy]);
    let side = |value: &str, said_by: &str| ConflictSide {
        value: value.to_owned(),
        claims: Vec::new(),
        said_by: vec![said_by.to_owned()],
    };
    incident.conflicts = vec![Conflict {
        field: "killed".to_owned(),
        sides: vec![side("12", "Bosphorus Ledger"), side("9", "Steppe Observer")],
    }];
    incident.grade = grade(Reliability::B, Credibility::Confirmed);
    let warning = draft(&incident, &claims(), &outlet, None, Some("Market attacked"), amber(), at(NOW), "ana");
    insta::assert_snapshot!(format!("{}\n\n{}", warning.headline, warning.text));
}

#[test]
fn likelihood_follows_grade_and_stage() {
    for (reliability, credibility, stage, expected) in [
        (Reliability::A, Credibility::Confirmed, Stage::Planned, Some("very likely")),
        (Reliability::B, Credibility::Confirmed, Stage::Threatened, Some("likely")),
        (Reliability::B, Credibility::ProbablyTrue, Stage::Foiled, Some("likely")),
        (Reliability::F, Credibility::ProbablyTrue, Stage::Planned, Some("likely")),
        (Reliability::E, Credibility::ProbablyTrue, Stage::Planned, Some("roughly even chance")),
        (Reliability::C, Credibility::Doubtful, Stage::Denied, Some("almost no chance")),
        (Reliability::E, Credibility::Improbable, Stage::Denied, Some("almost no chance")),
        (Reliability::A, Credibility::CannotBeJudged, Stage::Planned, None),
    ] {
        let words = likelihood(&grade(reliability, credibility), stage).map(|likely| likely.words());
        assert_eq!(words, expected, "{reliability}{credibility} {stage}");
    }
}

#[test]
fn cap_values_follow_their_rules() {
    for (reliability, credibility, stage, expected) in [
        (Reliability::B, Credibility::ProbablyTrue, Stage::Accomplished, "Observed"),
        (Reliability::B, Credibility::ProbablyTrue, Stage::Planned, "Likely"),
        (Reliability::B, Credibility::PossiblyTrue, Stage::Planned, "Possible"),
        (Reliability::B, Credibility::Improbable, Stage::Planned, "Unlikely"),
        (Reliability::B, Credibility::CannotBeJudged, Stage::Planned, "Unknown"),
    ] {
        assert_eq!(certainty(&grade(reliability, credibility), stage).code(), expected);
    }
    let day = When::day(date(2024, 6, 22));
    let month = When::month(2024, 6);
    for (stage, when, now, expected) in [
        (Stage::Planned, &day, "2024-06-18T00:00:00Z", "Future"),
        (Stage::Planned, &day, "2024-06-21T06:00:00Z", "Expected"),
        (Stage::Planned, &day, "2024-06-22T06:00:00Z", "Immediate"),
        (Stage::Planned, &day, "2024-06-23T00:00:00Z", "Past"),
        (Stage::Planned, &month, "2024-06-18T00:00:00Z", "Future"),
        (Stage::Threatened, &None, "2024-06-18T00:00:00Z", "Future"),
        (Stage::Accomplished, &day, "2024-06-23T06:00:00Z", "Expected"),
        (Stage::Accomplished, &day, "2024-07-23T06:00:00Z", "Past"),
        (Stage::Attempted, &None, "2024-06-18T00:00:00Z", "Unknown"),
        (Stage::Foiled, &day, "2024-06-18T00:00:00Z", "Past"),
    ] {
        assert_eq!(urgency(stage, when.as_ref(), at(now)).code(), expected, "{stage} {now}");
    }
    for (kind, stage, target, killed, injured, expected) in [
        (Kind::Bombing, Stage::Planned, "railway stations", None, None, "Extreme"),
        (Kind::Bombing, Stage::Planned, "a pipeline", None, None, "Severe"),
        (Kind::Sabotage, Stage::Planned, "a pipeline", None, None, "Moderate"),
        (Kind::Bombing, Stage::Accomplished, "market", Some(0), None, "Moderate"),
        (Kind::Bombing, Stage::Accomplished, "market", Some(3), None, "Severe"),
        (Kind::Arson, Stage::Accomplished, "barn", Some(10), None, "Extreme"),
        (Kind::Arson, Stage::Accomplished, "barn", None, Some(12), "Severe"),
        (Kind::ArrestRaid, Stage::Accomplished, "flat", None, None, "Minor"),
        (Kind::Bombing, Stage::Denied, "market", Some(3), None, "Unknown"),
    ] {
        let targets = [target.to_owned()];
        let harm = Harm { kind, stage, targets: &targets, killed, injured };
        assert_eq!(severity(&harm).code(), expected, "{kind} {stage} {target}");
    }
}

#[test]
fn a_draft_follows_its_incident_and_nothing_else_changes_it() {
    let first = draft(&incident(), &claims(), &outlet, None, None, amber(), at(NOW), "ana");
    let later = at("2024-06-19T09:00:00Z");
    assert_eq!(refresh(&first, &incident(), &claims(), &outlet, None, later), None, "nothing changed");
    let mut changed = incident();
    (changed.stage, changed.independent_origins) = (Stage::Foiled, 2);
    changed.headline = "Bombing of a crowded harbour market, Moscow, RU: foiled".to_owned();
    let second = refresh(&first, &changed, &claims(), &outlet, None, later).unwrap();
    assert_eq!((&second.id, second.stage, second.marking.clone()), (&first.id, Stage::Foiled, amber()));
    assert_eq!(
        second.history[1].note,
        "Brought up to date: stage planned → foiled; independent origins 1 → 2; headline."
    );
    assert_eq!(second.reasons, first.reasons);
    let mut released = first.clone();
    released.state = WarningState::Released;
    assert_eq!(refresh(&released, &changed, &claims(), &outlet, None, later), None, "released stays as released");
}

#[test]
fn a_persons_headline_stays_and_the_history_is_bounded() {
    let marking = Marking::new(Tlp::Green);
    let mut warning = draft(&incident(), &claims(), &outlet, None, Some("Ours"), marking, at(NOW), "ana");
    for n in 0..200 {
        let mut changed = incident();
        changed.independent_origins = n % 7 + 2;
        warning = refresh(&warning, &changed, &claims(), &outlet, None, at(NOW)).unwrap_or(warning);
        assert_eq!(warning.headline, "Ours");
        assert!(warning.history.len() <= MAX_DRAFT_STEPS);
    }
}
