use super::*;
use crate::names::Names;
use proptest::prelude::*;
use record::{CaptureId, Report, ReportId};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    outlet: String,
    text: String,
    about: Option<String>,
    chain: Vec<String>,
}

fn report(outlet: &str, text: &str) -> Report {
    Report {
        id: ReportId::derive(&[text]),
        capture: CaptureId::derive(&[text]),
        outlet: outlet.to_owned(),
        title: text.lines().next().unwrap_or_default().to_owned(),
        byline: None,
        section: None,
        published: None,
        url: None,
        language: "en".to_owned(),
        text: text.to_owned(),
        leads: Vec::new(),
    }
}

/// The chain of a case, by the rules alone and with everybody weighed.
fn chains_of(case: &Case) -> [Vec<String>; 2] {
    let text = case.text.trim();
    let doc = Doc::new(text, text.contains('\n'));
    let names = Names::embedded().find(&doc);
    let found = statements(&doc, &names);
    let about = match &case.about {
        Some(words) => {
            let at = text.find(words.as_str()).expect("the claim's words stand in the text");
            let first = doc.tokens.partition_point(|t| (t.start as usize) < at);
            first..doc.tokens.partition_point(|t| (t.end as usize) <= at + words.len())
        }
        None => {
            let body = doc.sentences.iter().position(|s| s.paragraph > 0).unwrap_or(0);
            0..doc.sentences[body].tokens.end
        }
    };
    let panel = Panel::new(&doc, &report(&case.outlet, text), &names, &found, about.clone());
    let hearsay = hearsay(&doc, &names);
    let woven = chains(&doc, &report(&case.outlet, text), &names, &found, &hearsay, &[about]).remove(0);
    [panel.by_rules, woven.chain].map(|chain| chain.into_iter().map(|s| s.name).collect())
}

#[cfg(feature = "deep")]
fn hearsay(doc: &Doc<'_>, names: &[crate::names::Name]) -> Vec<crate::tag::hearsay::Row> {
    use crate::tag::{Input, Model, deep::Deep};
    Deep::embedded().expect("the files belong together").score(Input { doc, names }).hearsay
}

#[cfg(not(feature = "deep"))]
fn hearsay(_: &Doc<'_>, _: &[crate::names::Name]) -> Vec<crate::tag::hearsay::Row> {
    Vec::new()
}

#[test]
fn chains_are_those_a_desk_would_give() {
    let cases: Cases = toml::from_str(include_str!("../../testdata/attribution/chains.toml")).unwrap();
    assert!(cases.case.len() >= 80);
    // The rules were made on these; the weights were not, and may take somebody more.
    for (which, most) in [(0, 0), (1, 5)] {
        let wrong: Vec<String> = cases
            .case
            .iter()
            .filter_map(|case| {
                let found = &chains_of(case)[which];
                let told = || format!("{}\n  expected {:?}\n  found    {:?}", case.text, case.chain, found);
                (*found != case.chain).then(told)
            })
            .collect();
        assert!(wrong.len() <= most, "{} of {} wrong:\n{}", wrong.len(), cases.case.len(), wrong.join("\n"));
    }
}

#[test]
fn a_name_that_a_rule_cut_short_is_weighed_whole() {
    let check = |text: &str, whole: &[&str]| {
        let doc = Doc::new(text, true);
        let names = Names::embedded().find(&doc);
        let about = 0..doc.sentences[1].tokens.end;
        let panel = Panel::new(&doc, &report("Harbour Post", text), &names, &statements(&doc, &names), about);
        let weighed: Vec<&str> = panel.candidates.iter().map(|c| c.speaker.name.as_str()).collect();
        assert!(whole.iter().all(|name| weighed.contains(name)), "{whole:?} are not all among {weighed:?}");
    };
    check(
        "Cell held in Velm\nA cell planned to seize a police station, the newspaper Zhany Kabar wrote on Wednesday, citing the State \
         Committee for National Security.\nTwelve people were held.",
        &["State Committee for National Security"],
    );
    check(
        "Ports at risk\nGroups are weighing attacks on ports, according to a study published by the Institute for Littoral Security.",
        &["Institute for Littoral Security"],
    );
    check(
        "Attack on plant planned\nA cell planned to attack a power plant, Corriere della Costa reported on Monday.",
        &["Corriere della Costa"],
    );
}

/// One expected statement: source, cue, content, speaker.
struct Expected<'t> {
    source: &'t str,
    cue: &'t str,
    content: Vec<&'t str>,
    speaker: &'t str,
}

impl<'t> Expected<'t> {
    fn parse(line: &'t str) -> Self {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        Self { source: parts[0], cue: parts[1], content: parts[2].split(" + ").collect(), speaker: parts[3] }
    }

    fn is(&self, doc: &Doc<'_>, s: &Statement) -> bool {
        let same = |range: &Range<usize>, words: &str| match words.split_once(" ... ") {
            Some((first, last)) => {
                doc.slice(range.clone()).starts_with(first) && doc.slice(range.clone()).ends_with(last)
            }
            None => doc.slice(range.clone()) == words,
        };
        same(&s.source, self.source)
            && same(&s.cue, self.cue)
            && s.content.len() == self.content.len()
            && s.content.iter().zip(&self.content).all(|(range, words)| same(range, words))
            && s.speaker.name == self.speaker
    }
}

#[test]
fn statements_have_the_right_spans_and_speakers() {
    let blocks = include_str!("../../testdata/attribution/statements.txt");
    for block in blocks.split("\n\n").filter(|b| !b.starts_with('#') && !b.trim().is_empty()) {
        let (expected, text): (Vec<&str>, Vec<&str>) = block.lines().partition(|l| l.starts_with('>'));
        let text = text.join(" ");
        let doc = Doc::new(&text, false);
        let found = statements(&doc, &Names::embedded().find(&doc));
        for line in expected {
            let wanted = Expected::parse(line.trim_start_matches('>'));
            assert!(found.iter().any(|s| wanted.is(&doc, s)), "{text}\n{line}\n{}", shown(&doc, &found));
        }
    }
}

fn shown(doc: &Doc<'_>, found: &[Statement]) -> String {
    let lines: Vec<String> = found
        .iter()
        .map(|s| {
            let content: Vec<&str> = s.content.iter().map(|r| doc.slice(r.clone())).collect();
            let (source, cue) = (doc.slice(s.source.clone()), doc.slice(s.cue.clone()));
            format!("{source} | {cue} | {} | {}", content.join(" + "), s.speaker.name)
        })
        .collect();
    lines.join("\n")
}

#[test]
fn cues_carry_how_firmly_they_hold() {
    for (text, cue, firmness) in [
        ("Police said four had died.", "said", Assertion::Reported),
        ("Prosecutors allege that he planned it.", "allege", Assertion::Alleged),
        ("The army denied the attack.", "denied", Assertion::Denied),
        ("Officials believe the group did it.", "believe", Assertion::Suspected),
        ("The mayor hopes the road will open.", "hopes", Assertion::Hypothetical),
        ("He allegedly planned an attack.", "allegedly", Assertion::Alleged),
    ] {
        let doc = Doc::new(text, false);
        let found = statements(&doc, &[]);
        let one = found.iter().find(|s| doc.slice(s.cue.clone()) == cue);
        assert_eq!(one.map(|s| s.firmness), Some(firmness), "{text}\n{}", shown(&doc, &found));
    }
}

#[test]
fn links_far_from_the_claim_are_inferred() {
    let text = "Bomb found near school\nA bomb was found near a school in Velm.\nThe weather was fine.\nColonel Petr Vance said the bomb near the school had been made safe.";
    let doc = Doc::new(text, true);
    let found = statements(&doc, &[]);
    let links = chain(&doc, &report("Harbour Post", text), &[], &found, 0..12);
    assert_eq!(
        links.iter().map(|l| (l.name.as_str(), l.inferred)).collect::<Vec<_>>(),
        [("Harbour Post", false), ("Petr Vance", true)]
    );
    assert_eq!(links[1].span.and_then(|s| s.of(text)), Some("Petr Vance"));
    assert_eq!(links[1].cue.and_then(|s| s.of(text)), Some("said"));
}

#[test]
fn hostile_text_is_read_in_bounded_work() {
    for text in [
        "said ".repeat(50_000),
        ", ".repeat(100_000),
        "(".repeat(100_000),
        "\"he said, ".repeat(20_000),
        "According to ".repeat(20_000),
        "Smith said. ".repeat(20_000),
        "X, a Y, ".repeat(20_000),
        "x".repeat(1_000_000),
    ] {
        let doc = Doc::new(&text, true);
        let found = statements(&doc, &[]);
        let _ = chain(&doc, &report("Harbour Post", &text), &[], &found, 0..doc.tokens.len());
        assert!(found.len() <= 5_000);
    }
}

proptest! {
    #[test]
    fn spans_lie_in_the_text(words in proptest::collection::vec(
        prop_oneof![
            Just("said"), Just("according to"), Just("\""), Just(","), Just("."), Just("\n"), Just("Reuters"), Just("reports"), Just("citing"),
            Just("the"), Just("police"), Just("who"), Just("he"), Just("was quoted"), Just("by"), Just("as saying"), Just("told"), Just("-"), Just("("),
            Just(")"), Just("claimed responsibility"), Just("Ada Lowe"), Just("a columnist for"), Just("that"), Just("'s"), Just("in a statement"),
            Just("released a video threatening"), Just("Émile"), Just(":"), Just("allegedly"), Just("on Monday"), Just("and"), Just("to"),
        ],
        0..40,
    )) {
        let text = words.join(" ");
        let doc = Doc::new(&text, true);
        let found = statements(&doc, &[]);
        for s in &found {
            for range in s.content.iter().chain([&s.source, &s.cue, &s.hearer]) {
                prop_assert!(range.start <= range.end && range.end <= doc.tokens.len());
            }
            prop_assert!(!s.cue.is_empty() && !s.content.is_empty());
            prop_assert!(s.speaker.span.is_none_or(|span| span.of(&text).is_some()));
        }
        let links = chain(&doc, &report("Harbour Post", &text), &[], &found, 0..doc.tokens.len() / 2);
        prop_assert_eq!(&links[0].name, "Harbour Post");
        prop_assert!(links.iter().skip(1).all(|l| !l.name.is_empty()));
    }
}
