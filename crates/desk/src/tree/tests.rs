use super::*;
use record::{Assertion, ClaimId, Grade, IncidentId, Kind, Span, Stage};

fn speaker(name: &str, kind: SpeakerKind, inferred: bool) -> Speaker {
    Speaker { name: name.to_owned(), kind, span: None, cue: None, inferred }
}

/// A chain written `Outlet < Press < Person`; `~` before a name marks it as inferred.
fn chain(words: &str) -> Vec<Speaker> {
    words
        .split(" < ")
        .enumerate()
        .map(|(i, name)| {
            let kind = if i == 0 { SpeakerKind::Outlet } else { SpeakerKind::Press };
            speaker(name.trim_start_matches('~'), kind, name.starts_with('~'))
        })
        .collect()
}

fn claim(report: &str, said_by: &str) -> Claim {
    Claim {
        id: ClaimId::derive(&[report]),
        report: report.into(),
        kind: Kind::Bombing,
        stage: Stage::Planned,
        assertion: Assertion::Reported,
        main: true,
        actors: vec![],
        actor_parent: None,
        perpetrators: vec![],
        targets: vec![],
        victims: vec![],
        victim_descriptions: vec![],
        weapons: vec![],
        killed: None,
        injured: None,
        place: None,
        linked_places: vec![],
        when: None,
        said_by: chain(said_by),
        evidence: vec![Span::new(0, 1)],
        why: Vec::new(),
    }
}

fn incident(origins: Vec<Origin>) -> Incident {
    Incident {
        id: IncidentId::from("inc-1"),
        claims: vec![],
        reports: vec![],
        kind: Kind::Bombing,
        stage: Stage::Planned,
        place: None,
        linked_places: vec![],
        when: None,
        actors: vec![],
        actor_parent: None,
        targets: vec![],
        killed: None,
        injured: None,
        origins,
        independent_origins: 1,
        circular: false,
        grade: Grade::unjudged(),
        conflicts: vec![],
        links: vec![],
        headline: String::new(),
    }
}

fn outlets(number: usize) -> BTreeMap<ReportId, String> {
    (0..number).map(|i| (ReportId(format!("r{i}")), String::new())).collect()
}

/// Draws the tree of one origin with the given chains; gives "names by row; edges".
fn drawn(origin_chain: &str, chains: &[&str]) -> String {
    let claims: Vec<Claim> = chains.iter().enumerate().map(|(i, c)| claim(&format!("r{i}"), c)).collect();
    let claims: Vec<&Claim> = claims.iter().collect();
    let origin = Origin {
        label: origin_chain.split(" < ").last().unwrap_or_default().trim_start_matches('~').to_owned(),
        reports: (0..chains.len()).map(|i| ReportId(format!("r{i}"))).collect(),
        chain: chain(origin_chain),
        independent: true,
        reasons: vec![],
    };
    let trees = trees(&incident(vec![origin]), &claims, &outlets(chains.len()));
    let mut lines = vec![trees[0].caption.clone()];
    lines.extend(trees[0].edges.iter().map(|e| format!("{} [{}]", e.title, e.classes)));
    lines.join("\n")
}

#[test]
fn chains_meet_in_their_origin() {
    insta::assert_snapshot!(
        drawn("A < B < C", &["A < B < C", "D < B < C", "E < C"]),
        @r"
    3 outlets, 1 origin: C.
    B cites C [edge]
    E cites C [edge]
    A cites B [edge]
    D cites B [edge]
    "
    );
}

#[test]
fn inferred_links_and_copies_are_told_apart() {
    insta::assert_snapshot!(
        drawn("A < ~C", &["A < ~C", "Copyist"]),
        @r"
    2 outlets, 1 origin: C. 1 copy.
    A cites C (inferred) [edge inferred]
    Copyist repeats the words of C (its own text does not name it) [edge copied]
    "
    );
}

#[test]
fn a_circle_is_marked() {
    let got = drawn("A < B", &["A < B", "B < A"]);
    assert!(got.contains("Circular reporting."), "{got}");
    assert!(got.contains("A cites B (part of a circle) [edge loop]"), "{got}");
}

#[test]
fn a_single_outlet_is_its_own_origin() {
    assert_eq!(drawn("A", &["A"]), "1 outlet, 1 origin: A.");
}

#[test]
fn boxes_do_not_overlap_and_stay_inside() {
    let chains: Vec<String> = (0..300).map(|i| format!("Outlet {i} < Agency {} < Root", i % 7)).collect();
    let claims: Vec<Claim> = chains.iter().enumerate().map(|(i, c)| claim(&format!("r{i}"), c)).collect();
    let claims: Vec<&Claim> = claims.iter().collect();
    let origin = Origin {
        label: "Root".to_owned(),
        reports: (0..300).map(|i| ReportId(format!("r{i}"))).collect(),
        chain: chain("Outlet 0 < Agency 0 < Root"),
        independent: true,
        reasons: vec![],
    };
    let tree = &trees(&incident(vec![origin]), &claims, &outlets(300))[0];
    assert_eq!(tree.nodes.len(), MAX_BOXES);
    assert_eq!(tree.left_out, 308 - MAX_BOXES);
    for (i, a) in tree.nodes.iter().enumerate() {
        assert!(a.x >= 0.0 && a.x + a.width <= tree.width && a.y + BOX_HEIGHT <= tree.height + 1.0);
        for b in &tree.nodes[i + 1..] {
            let apart = a.x + a.width <= b.x || b.x + b.width <= a.x || (a.y - b.y).abs() >= BOX_HEIGHT;
            assert!(apart, "{} and {} overlap", a.label, b.label);
        }
    }
}

#[test]
fn reports_that_were_not_loaded_are_counted() {
    let origin = Origin {
        label: "A".to_owned(),
        reports: (0..5).map(|i| ReportId(format!("r{i}"))).collect(),
        chain: chain("A"),
        independent: true,
        reasons: vec![],
    };
    let claim = claim("r0", "A");
    let tree = &trees(&incident(vec![origin]), &[&claim], &outlets(1))[0];
    assert_eq!((tree.nodes.len(), tree.left_out), (1, 4));
}
