use crate::material::*;
use proptest::prelude::*;
use record::{PlacePrecision, SpeakerKind};
use share::formats::{incidents, readings};

#[test]
fn a_reading_is_one_line_in_the_order_of_the_format() {
    let line = readings::encode(&report(), &reading());
    assert!(!line.contains('\n'));
    insta::assert_snapshot!(line);
}

#[test]
fn a_reading_comes_back_from_its_line() {
    let (report, reading) = (report(), reading());
    let (got_report, got) = readings::decode(&readings::encode(&report, &reading)).unwrap();
    // The hour of a lead and the places of names in a chain are not in the line.
    assert_eq!(got_report.leads[0].title, report.leads[0].title);
    assert_eq!((got_report.text, got_report.published), (report.text, report.published));
    assert_eq!(got.claims, reading.claims);
    assert_eq!(got.attribution, reading.attribution);
    assert_eq!(got, reading);
}

#[test]
fn a_poor_line_is_enough_and_a_bad_value_is_a_fault() {
    let (report, reading) = readings::decode(r#" {"id":"a","text":"x y"} "#).unwrap();
    assert_eq!((report.text.as_str(), reading.relevant, reading.claims.len()), ("x y", false, 0));
    let line = r#"{"id":"a","text":"Öl\nhere","published":"0000-99-99","incidents":[
        {"type":"bombing","stage":"planned","date":"soon","said_by":["Volga Wire","Interior Ministry","officials"],
         "place":{"name":"X","lat":95.0,"lon":1.0,"country_iso2":"ru"},
         "evidence":[{"start":1,"end":3,"text":""},{"start":0,"end":4,"text":"here"}]}]}"#
        .replace('\n', "");
    let (report, reading) = readings::decode(&line).unwrap();
    let faults: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "published: `0000-99-99` is not a date; left out (date)",
            "incidents[0]: `soon` is not a date; left out (date)",
            "incidents[0].evidence: bytes 1 to 3 are not words of the text; left out (malformed)",
        ]
    );
    let claim = &reading.claims[0];
    let place = claim.place.as_ref().unwrap();
    assert_eq!((place.lat, place.lon, place.country_iso2.as_deref()), (None, None, Some("RU")));
    assert_eq!(place.precision, PlacePrecision::Region);
    assert_eq!(claim.evidence[0].of(&report.text), Some("here"));
    let kinds: Vec<SpeakerKind> = claim.said_by.iter().map(|speaker| speaker.kind).collect();
    assert_eq!(kinds, [SpeakerKind::Outlet, SpeakerKind::Authority, SpeakerKind::Unnamed]);
    assert!(claim.main && reading.relevant);
}

#[test]
fn scores_of_reasons_have_three_digits() {
    let mut reading = reading();
    reading.claims[0].why[0].score = Some(0.123_456_7);
    let line = readings::encode(&report(), &reading);
    assert!(line.contains(r#""rule":"a word that names it","score":0.123}"#), "{line}");
}

#[test]
fn a_reason_whose_words_or_score_cannot_be_stays_without_them() {
    let line = r#"{"id":"a","text":"Öl here","incidents":[{"type":"bombing","stage":"planned",
        "evidence":[{"start":0,"end":3,"text":""}],
        "why":[{"slot":"target","start":1,"end":3,"score":7.5},{"slot":"place","start":0,"end":9,"text":"here"}]}]}"#;
    let (report, reading) = readings::decode(&line.replace('\n', "")).unwrap();
    let why = &reading.claims[0].why;
    assert_eq!((why[0].span, why[0].score), (None, None));
    assert_eq!(why[1].span.and_then(|span| span.of(&report.text)), Some("here"));
    let faults: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults, ["incidents[0].why: bytes 1 to 3 are not words of the text; left out (malformed)"]);
}

#[test]
fn what_is_not_a_line_is_told_so() {
    for (line, expected) in [
        (
            "",
            "not a line of this format: EOF while parsing a value at line 1 column 0; expected one JSON object such as `forewarn read --format jsonl` prints",
        ),
        (
            "{}",
            "not a line of this format: missing field `id` at line 1 column 2; expected one JSON object such as `forewarn read --format jsonl` prints",
        ),
        (r#"{"id":" "}"#, "the line has no `id`: incidents name their reports by it"),
    ] {
        assert_eq!(readings::decode(line).unwrap_err().to_string(), expected);
    }
    assert!(incidents::decode("[]").is_err());
}

#[test]
fn an_incident_is_one_line_and_comes_back() {
    let line = incidents::encode(&incident());
    insta::assert_snapshot!(line);
    assert_eq!(incidents::decode(&line).unwrap(), incidents::line(&incident()));
}

proptest! {
    #[test]
    fn decoding_never_panics_and_spans_always_hold(
        text in ".{0,40}", start in 0usize..60, end in 0usize..60, words in ".{0,5}", date in "[-0-9a-z]{0,12}",
    ) {
        let line = serde_json::json!({"id": "a", "text": text, "published": date, "incidents": [
            {"type": "attack", "stage": "planned", "date": date, "evidence": [{"start": start, "end": end, "text": words}]}]});
        let (report, reading) = readings::decode(&line.to_string()).unwrap();
        for span in &reading.claims[0].evidence {
            prop_assert!(span.of(&report.text).is_some());
        }
        let again = readings::decode(&readings::encode(&report, &reading)).unwrap();
        prop_assert_eq!(again.1.claims, reading.claims);
    }
}
