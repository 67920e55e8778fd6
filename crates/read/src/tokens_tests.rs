use super::*;
use proptest::prelude::*;

fn words(text: &str) -> String {
    let doc = Doc::new(text, false);
    (0..doc.tokens.len()).map(|t| doc.word(t)).collect::<Vec<_>>().join(" ")
}

fn norms(text: &str) -> String {
    let doc = Doc::new(text, false);
    (0..doc.tokens.len()).map(|t| doc.norm(t)).collect::<Vec<_>>().join(" ")
}

fn sentences(text: &str) -> Vec<String> {
    let doc = Doc::new(text, false);
    doc.sentences.iter().map(|s| doc.slice(s.tokens.clone()).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn tokens_are_as_the_rules_expect_them() {
    for (text, expected) in [
        ("al-Shabab in Saint-Etienne", "al - Shabab in Saint - Etienne"),
        ("Turkey's plan, the Turks' plan", "Turkey 's plan , the Turks ' plan"),
        ("TURKEY'S plan; O’Brien didn't", "TURKEY 'S plan ; O’Brien didn't"),
        ("the U.S.-led force in the U.S", "the U.S. - led force in the U.S"),
        ("Mr. Smith of St. Mary, J. Doe", "Mr. Smith of St. Mary , J. Doe"),
        ("1,200 at 14:34, 3.5%; 26.06.2024.", "1,200 at 14:34 , 3.5 % ; 26.06.2024 ."),
        ("the 22nd, 1990s, M16 and 9/11", "the 22nd , 1990s , M16 and 9 / 11"),
        ("``Stop'' -- he said...", "`` Stop '' -- he said ..."),
        ("on Jan. 28 and in Sept. No. 7", "on Jan. 28 and in Sept. No. 7"),
        ("$1.5m (AP) — [25 MAR]", "$ 1.5m ( AP ) — [ 25 MAR ]"),
        ("He said no. Then", "He said no . Then"),
        ("'s own", "'s own"),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn folded_forms_are_plain() {
    for (text, expected) in [
        ("Hürriyet Fırat TÜRKİYE Łódź", "hurriyet firat turkiye lodz"),
        ("U.S. U.S Mr. Mr Sept. a.m.", "u.s. u.s. mr mr sept a.m."),
        ("“Stop” – he’d — said…", "\" stop \" - he'd -- said ..."),
        ("Straße Ærø Groß", "strasse aero gross"),
    ] {
        assert_eq!(norms(text), expected, "{text}");
    }
}

#[test]
fn sentences_end_where_a_reader_would_end_them() {
    let check = |text: &str, expected: &[&str]| assert_eq!(sentences(text), expected, "{text}");
    check("He left the U.S. The next day he was back.", &["He left the U.S.", "The next day he was back."]);
    check("The U.S. Army said Mr. Smith left. Police agree.", &["The U.S. Army said Mr. Smith left.", "Police agree."]);
    check("\"We will attack.\" He left.", &["\"We will attack.\"", "He left."]);
    check("\"Who did it?\" Smith asked. Nobody knew.", &["\"Who did it?\" Smith asked.", "Nobody knew."]);
    check("“Why?” he asked.", &["“Why?” he asked."]);
    check("It blew up at 5 p.m. on Monday. Two died", &["It blew up at 5 p.m. on Monday.", "Two died"]);
    check("A headline without a stop\nA sentence.", &["A headline without a stop", "A sentence."]);
    check("It is the attack.The next came later.", &["It is the attack.", "The next came later."]);
    check("Read it at Example.Org today.", &["Read it at Example.Org today."]);
    check("GUERRILLAS ATTACKED. THE ARMY SAID SO.", &["GUERRILLAS ATTACKED.", "THE ARMY SAID SO."]);
    check(
        "He waited... and left. (They did not.) Then 12 came.",
        &["He waited... and left.", "(They did not.)", "Then 12 came."],
    );
    check(
        "Three died, among them J. K. Doe and Col. Roe. 14 lived.",
        &["Three died, among them J. K. Doe and Col. Roe.", "14 lived."],
    );
}

#[test]
fn all_capitals_are_noticed() {
    for (text, expected) in [
        ("GUERRILLAS ATTACKED THE FARM LAST NIGHT", true),
        ("Guerrillas attacked the farm last night", false),
        ("ELN", false),
        ("guerrillas attacked the farm near the river last night and took two of the men away", true),
        ("attacked the farm last night", false),
        ("BOGOTA, 3 FEB 90 (EFE) -- [Text] GUERRILLAS ATTACKED THE FARM LAST NIGHT", true),
    ] {
        assert_eq!(Doc::new(text, false).all_caps, expected, "{text}");
    }
}

#[test]
fn a_million_characters_without_a_break_are_one_token() {
    let doc_text = "x".repeat(1_000_000);
    assert_eq!(Doc::new(&doc_text, false).tokens.len(), 1);
    let brackets = "(".repeat(100_000);
    let doc = Doc::new(&brackets, false);
    assert_eq!(doc.tokens.len(), 100_000);
    assert!(doc.sentences.iter().all(|s| s.tokens.len() <= crate::sentences::SENTENCE_TOKENS_MAX));
}

proptest! {
    #[test]
    fn spans_lie_on_boundaries_and_cover_all_but_white_space(text in "([A-Za-zéıß0-9.,:'’\"“”?! \n\u{301}-]|\\PC){0,200}") {
        let doc = Doc::new(&text, false);
        let mut covered = 0;
        for t in 0..doc.tokens.len() {
            let token = &doc.tokens[t];
            prop_assert!(token.start as usize >= covered && token.end > token.start);
            prop_assert!(text.get(token.start as usize..token.end as usize).is_some());
            prop_assert!(text[covered..token.start as usize].chars().all(|c| c.is_whitespace() || c.is_control()));
            covered = token.end as usize;
            let _ = doc.norm(t);
        }
        prop_assert!(text[covered..].chars().all(|c| c.is_whitespace() || c.is_control()));
        let mut next = 0;
        for sentence in &doc.sentences {
            prop_assert_eq!(sentence.tokens.start, next);
            prop_assert!(sentence.tokens.end > next);
            next = sentence.tokens.end;
        }
        prop_assert_eq!(next, doc.tokens.len());
    }
}
