use super::*;
use proptest::prelude::*;
use record::PlacePrecision;

/// The names of a text as `testdata/names.tsv` writes them.
fn show(text: &str) -> String {
    let doc = Doc::new(text, false);
    let names = Names::embedded().find(&doc);
    let shown = names.iter().map(|name| {
        let what = match &name.what {
            NameKind::Place(place) => {
                let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
                format!("{}, {}, {}", place.name, part(&place.admin1), part(&place.country_iso2))
            }
            NameKind::Demonym { country } => format!("people of {country}"),
            NameKind::Group(id) => format!("group {id}"),
        };
        format!("{} = {what}", doc.slice(name.tokens.clone()))
    });
    shown.collect::<Vec<_>>().join(" | ")
}

fn places(text: &str) -> Vec<Place> {
    let names = Names::embedded().find(&Doc::new(text, false));
    let place = |name: Name| if let NameKind::Place(place) = name.what { Some(place) } else { None };
    names.into_iter().filter_map(place).collect()
}

#[test]
fn names_are_found_and_resolved() {
    let mut wrong = Vec::new();
    for line in include_str!("../../testdata/names.tsv").lines().filter(|line| !line.starts_with('#')) {
        let (text, expected) = line.split_once('\t').expect("a text, a tab, names");
        let found = show(text);
        if found != expected {
            wrong.push(format!("{text}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn coordinates_and_precision_are_those_of_the_place() {
    let check = |text: &str, precision: PlacePrecision, lat: f64, lon: f64, radius_km: std::ops::Range<f64>| {
        let found = places(text);
        let [place] = found.as_slice() else { panic!("{text}: {found:?}") };
        assert_eq!(place.precision, precision, "{text}");
        let at = Place { lat: Some(lat), lon: Some(lon), ..Place::named("") };
        assert!(place.distance_km(&at).is_some_and(|km| km < 30.0), "{text}: {place:?}");
        assert!(radius_km.contains(&(f64::from(place.precision_m.unwrap()) / 1000.0)), "{text}: {place:?}");
    };
    check("A bomb in Moscow.", PlacePrecision::City, 55.75, 37.62, 10.0..60.0);
    check("Fighting in Chibok.", PlacePrecision::City, 10.87, 12.85, 0.5..5.0);
    check("Gunmen in Kaduna State.", PlacePrecision::Division, 10.4, 7.76, 50.0..200.0);
    check("An attack in Mali.", PlacePrecision::Country, 18.0, -2.0, 400.0..900.0);
    check("An attack in the Middle East.", PlacePrecision::Region, 33.14, 35.86, 500.0..3000.0);
    check("The attack on Crocus City Hall.", PlacePrecision::Site, 55.83, 37.39, 0.1..2.0);
}

#[test]
fn the_table_is_whole_and_small() {
    assert!(GAZETTEER.len() < 8_000_000, "{}", GAZETTEER.len());
    let table = Table::new(GAZETTEER).unwrap();
    assert_eq!(table.countries(), 250);
    assert!(table.len() > 150_000);
    for number in 0..table.len() {
        let row = table.row(number).unwrap();
        assert!(row.lat.abs() <= 90.0 && row.lon.abs() <= 180.0, "{number}");
        assert!(!table.name(number).is_empty(), "{number}");
        let country = table.country_of(number);
        assert!(country < table.countries(), "{number}: {} lies in no country", table.name(number));
        assert_eq!(table.iso2(country).len(), 2);
    }
    assert!(table.row(table.len()).is_none());
}

#[test]
fn every_country_but_the_uninhabited_has_its_capital() {
    let names = Names::embedded();
    let without: Vec<&str> = names
        .lexicon
        .countries
        .iter()
        .zip(&names.lexicon.capitals)
        .filter(|(country, capital)| !country.capital.is_empty() && capital.is_none())
        .map(|(country, _)| country.iso2)
        .collect();
    // Seats of a few hundred people that the gazetteer of towns leaves out.
    insta::assert_snapshot!(without.join(" "), @"");
}

#[test]
fn affiliates_are_seen_through_their_parents() {
    let names = Names::embedded();
    let below = names.affiliates(&"islamic-state".into());
    // A province, and an affiliate of a province.
    assert!(below.contains(&"islamic-state-khorasan".into()) && below.contains(&"allied-democratic-forces".into()));
    assert!(!below.contains(&"islamic-state".into()) && !below.contains(&"al-qaeda".into()));
    assert_eq!(names.affiliates(&"no-such-group".into()), []);
    assert_eq!(names.group(&"eln-colombia".into()).unwrap().name, "National Liberation Army");
}

#[test]
fn groups_are_found_as_wires_write_them() {
    let texts = [
        ("THE FARABUNDO MARTI NATIONAL LIBERATION FRONT", "fmln"),
        ("rebels of the FPL in El Salvador", "fpl"),
        ("Sendero Luminoso guerrillas", "shining-path"),
        ("THE CAMILIST UNION", "eln-colombia"),
        ("members of the M-19", "m-19"),
        ("THE ZARATE WILLKA LIBERATION ARMED FORCES", "zarate-willka"),
        ("the Nicaraguan Democratic Force", "fdn-nicaragua"),
        ("the Secret Anti-Communist Army", "esa-central-america"),
        ("the April 25 Popular Forces", "fp-25"),
        ("the Palestine Liberation Front", "palestine-liberation-front"),
        ("LURD rebels", "lurd"),
        ("Kamwina Nsapu militia", "kamuina-nsapu"),
    ];
    for (text, id) in texts {
        assert!(show(text).contains(&format!("= group {id}")), "{text}: {}", show(text));
    }
}

#[test]
fn a_date_is_no_group() {
    for text in
        ["A bomb exploded on 17 November in Athens.", "Two died in Lima on May 15.", "The attack of 11 September."]
    {
        assert!(!show(text).contains("= group"), "{text}: {}", show(text));
    }
}

#[test]
fn the_users_groups_are_found_beside_the_built_in_ones() {
    let extra = groups::parse_toml(
        "[[group]]\nid = \"river-pirates\"\nname = \"River Pirates\"\naliases = [\"RVP\"]\ncountries = [\"NG\"]\n",
    );
    let names = Names::with_groups(extra.unwrap());
    let doc = Doc::new("The River Pirates (RVP) and Boko Haram met in Nigeria.", false);
    let found: Vec<String> = names
        .find(&doc)
        .into_iter()
        .filter_map(|name| if let NameKind::Group(id) = name.what { Some(id.0) } else { None })
        .collect();
    assert_eq!(found, ["river-pirates", "river-pirates", "boko-haram"]);
}

/// Pieces that make up hostile and ordinary texts alike.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "Paris", "Texas", "Walker County", "San", "New York", "al-", "U.S.", "the", "Mr.", ",", "(", ")", "-", ".", "'s", "\n",
            "Georgia", "Islamic State", "IS", "LIMA", "in", "capital of", "Mali", "24", "Republic of", "Ill", "Türkiye", "é", "\u{202e}",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ]
}

proptest! {
    #[test]
    fn names_lie_in_order_within_the_text(pieces in prop::collection::vec(piece(), 0..60), glue in "[ ]?") {
        let text = pieces.join(&glue);
        let doc = Doc::new(&text, false);
        let mut last = 0;
        for name in Names::embedded().find(&doc) {
            prop_assert!(last <= name.tokens.start && name.tokens.start < name.tokens.end && name.tokens.end <= doc.tokens.len());
            last = name.tokens.end;
            let span = doc.span(name.tokens.clone());
            prop_assert!(span.of(&text).is_some_and(|words| !words.is_empty()));
            if let NameKind::Place(place) = name.what {
                prop_assert!(place.lat.is_none_or(|lat| lat.abs() <= 90.0) && place.lon.is_none_or(|lon| lon.abs() <= 180.0));
                prop_assert!(place.country_iso2.is_none_or(|code| code.len() == 2));
            }
        }
    }

    #[test]
    fn a_damaged_table_never_panics(flips in prop::collection::vec((0..GAZETTEER.len(), any::<u8>()), 1..4)) {
        let mut bytes = GAZETTEER.to_vec();
        for (at, byte) in flips {
            // The header and the small sections are hit often, the rest anywhere.
            bytes[at] = byte;
            bytes[at % 100] = byte;
        }
        if let Some(table) = Table::new(&bytes) {
            let entry = table.entry(&key::Key::of("paris"));
            for (place, _) in entry.into_iter().flat_map(|entry| table.places(entry)) {
                let _ = (table.row(place), table.name(place).len(), table.country_of(place), table.division_of(place));
            }
        }
    }
}

#[test]
fn work_stays_in_proportion_to_the_text() {
    // A long list of ambiguous names: were places compared pairwise over the text, this would not end.
    let text = "San Antonio, Springfield County, Georgia, Santa Cruz (".repeat(20_000);
    let doc = Doc::new(&text, false);
    let found = Names::embedded().find(&doc);
    assert!(found.windows(2).all(|pair| pair[0].tokens.end <= pair[1].tokens.start));
}
