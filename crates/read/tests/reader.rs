//! A whole reading as people see it, and what holds for every text.

use proptest::prelude::*;
use read::Reader;
use record::{Claim, Mention, RawReport, Reading, Report};
use std::fmt::Write;
use std::sync::OnceLock;

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(Reader::embedded)
}

fn read(text: &str) -> (Report, Reading) {
    let mut raw = RawReport::of_text("report-1".into(), text);
    raw.outlet = Some("The Test Herald".to_owned());
    raw.published = "2023-09-14".parse().ok();
    reader().read(&raw)
}

fn tell(claim: &Claim) -> String {
    let words = |list: &[Mention]| list.iter().map(|m| m.text.clone()).collect::<Vec<_>>().join("; ");
    let mut out =
        format!("{} {} ({}){}\n", claim.kind, claim.stage, claim.assertion, if claim.main { " main" } else { "" });
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {name}: {value}");
        }
    };
    line("actors", words(&claim.actors));
    line("parent", claim.actor_parent.clone().unwrap_or_default());
    line("perpetrators", words(&claim.perpetrators));
    line("targets", words(&claim.targets));
    line("victims", words(&claim.victim_descriptions));
    line("weapons", words(&claim.weapons));
    line("place", claim.place.as_ref().map_or_else(String::new, record::Place::label));
    line("linked", claim.linked_places.iter().map(record::Place::label).collect::<Vec<_>>().join("; "));
    line("date", claim.when.as_ref().map_or_else(String::new, record::When::iso));
    line("killed", claim.killed.map_or_else(String::new, |n| n.to_string()));
    line("injured", claim.injured.map_or_else(String::new, |n| n.to_string()));
    out
}

#[test]
fn a_report_with_a_plot_and_an_earlier_attack() {
    let (_, reading) = read(
        "Police foil plot to bomb railway station in Lagos\n\
         \n\
         Nigerian police said on Wednesday they had foiled a plot by Boko Haram to bomb a crowded railway station in Lagos.\n\
         \n\
         Three men were arrested. Two of the suspects had recently arrived from Niamey, a spokesman said.\n\
         \n\
         The plot came a month after the attack on a bus park in Maiduguri, in which gunmen killed 14 people and wounded 31.",
    );
    let told: String = reading.claims.iter().map(tell).collect();
    insta::assert_snapshot!(told, @r"
    bombing foiled (fact) main
      actors: Boko Haram
      targets: railway station
      weapons: bomb
      place: Lagos, NG
      linked: Niamey, NE
    armed_assault accomplished (fact)
      perpetrators: gunmen
      targets: bus park
      victims: 14 people
      place: Maiduguri, NG
      killed: 14
      injured: 31
    ");
}

#[test]
fn a_report_that_leaves_at_the_gate_has_no_claims_but_its_outlet() {
    let (report, reading) = read("The council approved the school budget on Monday after a long debate.");
    assert!(!reading.relevant && reading.claims.is_empty());
    assert_eq!(reading.attribution.len(), 1);
    assert_eq!(report.text, "The council approved the school budget on Monday after a long debate.");
}

#[test]
fn long_and_odd_texts_are_read_in_bounded_work() {
    let attack = "Gunmen attacked a market in Kano on Friday, killing 12 people. ";
    for text in [
        attack.repeat(3_000),
        "attack ".repeat(40_000),
        "a".repeat(1_000_000),
        "((((".repeat(25_000),
        "bomb, ".repeat(30_000),
    ] {
        let (report, reading) = read(&text);
        assert!(reading.claims.len() <= read::events::CLAIMS_MAX);
        assert!(reading.claims.iter().all(|c| c.evidence.iter().all(|span| span.of(&report.text).is_some())));
    }
}

/// Words of reports and of none, in any order: most of what the rules look at.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "gunmen",
        "attacked",
        "the",
        "a",
        "market",
        "in",
        "Kano",
        "on",
        "Friday",
        "killing",
        "12",
        "people",
        ",",
        ".",
        "\n\n",
        "\"",
        "bomb",
        "exploded",
        "near",
        "church",
        "of",
        "St",
        "Mary",
        "plot",
        "to",
        "foiled",
        "police",
        "said",
        "that",
        "Boko",
        "Haram",
        "was",
        "were",
        "by",
        "and",
        "two",
        "dozen",
        "-",
        "'s",
        "after",
        "such",
        "as",
        "one",
        "'",
        "\u{201c}",
        "kidnapped",
        "threatened",
        "if",
        "not",
        "no",
        "é",
        "U.S.",
        "2016",
        "dead",
        "from",
    ]);
    prop::collection::vec(word, 0..80).prop_map(|words| words.join(" "))
}

fn holds_together(text: &str) {
    let (report, reading) = read(text);
    let (again, same) = read(text);
    assert_eq!((&report, &reading), (&again, &same));
    assert!(reading.claims.iter().filter(|c| c.main).count() <= 1);
    assert_eq!(reading.relevant, !reading.claims.is_empty());
    let ids: std::collections::BTreeSet<_> = reading.claims.iter().map(|claim| &claim.id).collect();
    assert_eq!(ids.len(), reading.claims.len(), "claims of one report have ids of their own");
    for claim in &reading.claims {
        assert!(!claim.evidence.is_empty());
        assert!(claim.evidence.iter().all(|span| span.of(&report.text).is_some_and(|words| !words.is_empty())));
        let lists = [
            &claim.actors,
            &claim.perpetrators,
            &claim.targets,
            &claim.victims,
            &claim.victim_descriptions,
            &claim.weapons,
        ];
        for mention in lists.into_iter().flatten() {
            assert_eq!(mention.span.and_then(|span| span.of(&report.text)), Some(mention.text.as_str()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_without_panic_and_the_same_twice(text in ".{0,400}") {
        holds_together(&text);
    }

    #[test]
    fn any_order_of_words_is_read_without_panic_and_the_same_twice(text in words()) {
        holds_together(&text);
    }
}
