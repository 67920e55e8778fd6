use super::*;
use record::{Assertion, ClaimId, Kind, Span, Stage};

/// A chain written `Outlet < Press < @Person`; `~` before a name marks it as inferred, `?` as nobody by name.
fn said_by(words: &str) -> Vec<Speaker> {
    let link = |(n, word): (usize, &str)| {
        let (inferred, word) = word.strip_prefix('~').map_or((false, word), |rest| (true, rest));
        let (kind, name) = match word.split_at_checked(1) {
            Some(("@", name)) => (SpeakerKind::Person, name),
            Some(("?", name)) => (SpeakerKind::Unnamed, name),
            _ if n == 0 => (SpeakerKind::Outlet, word),
            _ => (SpeakerKind::Press, word),
        };
        Speaker { name: name.to_owned(), kind, span: None, cue: None, inferred }
    };
    words.split(" < ").enumerate().map(link).collect()
}

fn claim(n: usize, chain: &str) -> Claim {
    Claim {
        id: ClaimId(format!("c{n}")),
        report: ReportId(format!("r{n}")),
        kind: Kind::Bombing,
        stage: Stage::Planned,
        assertion: Assertion::Reported,
        main: true,
        actors: Vec::new(),
        actor_parent: None,
        perpetrators: Vec::new(),
        targets: Vec::new(),
        victims: Vec::new(),
        victim_descriptions: Vec::new(),
        weapons: Vec::new(),
        killed: None,
        injured: None,
        place: None,
        linked_places: Vec::new(),
        when: None,
        said_by: said_by(chain),
        evidence: vec![Span::new(0, 1)],
        why: Vec::new(),
        weighed: None,
    }
}

/// The tree of one origin as lines: `-` cites, `~` inferred, `=` copied, `!` in a circle, `^name` cites back.
fn drawn(label: &str, chains: &[&str]) -> String {
    drawn_with(label, chains, &[])
}

/// The same, where some reports (by number) are copies of others.
fn drawn_with(label: &str, chains: &[&str], copies: &[(usize, usize)]) -> String {
    let claims: Vec<Claim> = chains.iter().enumerate().map(|(n, chain)| claim(n, chain)).collect();
    let all: Vec<&Claim> = claims.iter().collect();
    let longest = claims.iter().map(|c| c.said_by.clone()).max_by_key(Vec::len).unwrap_or_default();
    let origin = Origin {
        label: label.to_owned(),
        reports: claims.iter().map(|c| c.report.clone()).collect(),
        chain: longest,
        independent: true,
        reasons: Vec::new(),
        copies: copies.iter().map(|(l, r)| (claims[*l].report.clone(), claims[*r].report.clone())).collect(),
    };
    let outlet = |report: &ReportId| {
        claims.iter().find(|c| c.report == *report).map_or(String::new(), |c| c.said_by[0].name.clone())
    };
    let tree = Graph::of(&origin, &by_report(&all), &outlet).tree(&origin);
    let mut out = Vec::new();
    lines(&tree.root, 0, &mut out);
    out.join("\n")
}

fn lines(limb: &Limb, depth: usize, out: &mut Vec<String>) {
    let tie = match limb.tie {
        Tie::Root => "",
        Tie::Stated => "- ",
        Tie::Inferred => "~ ",
        Tie::Copied => "= ",
    };
    let circle = if limb.circular { "! " } else { "" };
    let back: String = limb.cites_back.iter().map(|name| format!(" ^{name}")).collect();
    let reports = if limb.reports.is_empty() { String::new() } else { format!(" ({})", limb.reports.len()) };
    out.push(format!("{}{tie}{circle}{}{reports}{back}", "  ".repeat(depth), limb.name));
    limb.children.iter().for_each(|child| lines(child, depth + 1, out));
}

#[test]
fn four_outlets_and_one_columnist_are_one_line_of_four() {
    let chains = ["Caliber < TASS", "TASS < Hürriyet", "Hürriyet < ~@Hande Fırat", "Evening Post < Caliber"];
    let expected = "Hande Fırat\n  ~ Hürriyet (1)\n    - TASS (1)\n      - Caliber (1)\n        - Evening Post (1)";
    assert_eq!(drawn("Hürriyet (Hande Fırat)", &chains), expected);
}

#[test]
fn a_citation_stated_once_is_not_inferred_and_spellings_are_one() {
    let chains = ["A Post < ~Volna < @Derya Aksoy", "B Post < Volna < @Aksoy", "C Post < the Volna news agency"];
    let expected = "Derya Aksoy\n  - Volna\n    - B Post (1)\n    - C Post (1)\n    ~ A Post (1)";
    let mut found: Vec<String> = drawn("Derya Aksoy", &chains).lines().map(str::to_owned).collect();
    let mut expected: Vec<String> = expected.lines().map(str::to_owned).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn copies_without_a_chain_are_collapsed() {
    let chains = ["Harbour Wire < @Ines Roth", "One", "Two", "Three"];
    assert_eq!(drawn("Ines Roth", &chains), "Ines Roth\n  - Harbour Wire (1)\n  = 3 copies (3)");
    assert_eq!(drawn("Ines Roth", &chains[..2]), "Ines Roth\n  - Harbour Wire (1)\n  = One (1)");
}

#[test]
fn a_copy_hangs_on_the_text_that_it_copies() {
    let chains = ["Harbour Wire < @Ines Roth", "One < Harbour Wire", "Two", "Three", "Four"];
    let expected = "Ines Roth\n  - Harbour Wire (1)\n    - One (1)\n      = Two (1)\n        = Four (1)\n  = Three (1)";
    assert_eq!(drawn_with("Ines Roth", &chains, &[(2, 1), (4, 2)]), expected);
    // Two that copy one another: neither hangs on itself.
    let round = drawn_with("Ines Roth", &chains[..4], &[(2, 3), (3, 2)]);
    assert!(round.contains("= Two") && round.contains("= Three"), "{round}");
}

#[test]
fn who_cites_itself_through_others_is_a_loop() {
    let chains = ["A Post < B Post", "B Post < C Post", "C Post < A Post", "D Post < C Post"];
    let expected = "A Post (1) ^B Post\n  - ! C Post (1)\n    - ! B Post (1)\n    - D Post (1)";
    assert_eq!(drawn("A Post", &chains), expected);
}

#[test]
fn unnamed_sources_belong_to_whoever_spoke_to_them() {
    let chains = ["Relay < Harbour Wire < ?officials", "Harbour Wire < ?two officials", "Other < ?officials"];
    let found = drawn("Harbour Wire (officials)", &chains);
    assert!(found.contains("- Harbour Wire (1)\n    - Relay (1)"), "{found}");
    assert!(found.contains("= officials\n    - Other (1)"), "{found}");
}

#[test]
fn an_origin_without_claims_and_a_chain_without_end_are_drawn_too() {
    assert_eq!(drawn("Nobody", &[]), "Nobody");
    let endless = (0..40).map(|n| format!("P{n}")).collect::<Vec<_>>().join(" < ");
    assert_eq!(drawn("P11", &[&endless]).lines().count(), MAX_CHAIN);
}
