use crate::material::*;
use record::{Area, Disposition, Place, PlacePrecision, Question, Tlp};
use warn::draft::draft;
use warn::route::{area_contains, route};

fn division(country: &str, name: &str) -> Area {
    Area::Division { country: country.to_owned(), name: name.to_owned() }
}

fn city_area(country: &str, name: &str) -> Area {
    Area::City { country: country.to_owned(), name: name.to_owned() }
}

#[test]
fn areas_hold_places() {
    let kaduna = Place { precision: PlacePrecision::Division, ..city("Kaduna State", "NG", "Kaduna State", 10.3, 7.7) };
    let circle = |lat, lon, radius_km| Area::Circle { lat, lon, radius_km };
    for (area, place, expected) in [
        (Area::World, Place::named("somewhere"), true),
        (Area::Country("ru".to_owned()), moscow(), true),
        (Area::Country("RU".to_owned()), Place::named("Moscow"), false),
        (division("NG", "Kaduna"), kaduna.clone(), true),
        (division("NG", "Kaduna State"), city("Zaria", "NG", "Kaduna", 11.1, 7.7), true),
        (division("NG", "Kano"), kaduna.clone(), false),
        (division("NE", "Kaduna"), kaduna.clone(), false),
        (city_area("TR", "İstanbul"), istanbul(), true),
        (city_area("US", "Moscow"), moscow(), false),
        (city_area("NG", "Kaduna State"), kaduna, false),
        (circle(55.7, 37.6, 20.0), moscow(), true),
        (circle(55.7, 37.6, 20.0), istanbul(), false),
        (circle(60.0, 100.0, 50.0), country("Russia", "RU"), false),
        (circle(60.0, 100.0, 2_000.0), country("Russia", "RU"), true),
        (circle(f64::NAN, 0.0, 10.0), moscow(), false),
    ] {
        assert_eq!(area_contains(&area, &place), expected, "{area:?} {}", place.label());
    }
}

#[test]
fn every_partner_appears_with_its_why() {
    let partners = [
        partner("World desk", &[Area::World], Tlp::Red),
        partner("Moscow liaison", &[city_area("RU", "Moscow")], Tlp::Amber),
        partner("Russia liaison", &[Area::Country("RU".to_owned())], Tlp::Red),
        partner("Türkiye liaison", &[Area::Country("TR".to_owned())], Tlp::Amber),
        partner("Retail group", &[], Tlp::Amber),
        partner("Press office", &[Area::Country("RU".to_owned())], Tlp::Clear),
        partner("Norway liaison", &[Area::Country("NO".to_owned())], Tlp::Red),
    ];
    let mut watch = watch(Question::default());
    watch.partners = vec![partners[4].id.clone(), partners[1].id.clone()];
    let warning = draft(&incident(), &claims(), &outlet, None, None, amber(), at("2024-06-18T00:00:00Z"), "ana");
    let routes = route(&warning, &incident(), Some(&watch), &partners);
    let lines: Vec<String> = routes
        .iter()
        .map(|route| format!("{} | {} | {}", route.disposition, route.name, route.reasons.join(" ")))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_place_known_only_as_a_country_concerns_those_within_it() {
    let mut incident = incident();
    incident.place = Some(country("Russia", "RU"));
    incident.linked_places.clear();
    let warning = draft(&incident, &claims(), &outlet, None, None, amber(), at("2024-06-18T00:00:00Z"), "ana");
    let partners = [partner("Moscow liaison", &[city_area("RU", "Moscow")], Tlp::Amber)];
    let routes = route(&warning, &incident, None, &partners);
    assert_eq!(routes[0].disposition, Disposition::Stake);
    assert_eq!(routes[0].reasons, ["The place is known only as Russia; Moscow, RU lies in it."]);
    incident.place = None;
    let warning = draft(&incident, &[], &outlet, None, None, amber(), at("2024-06-18T00:00:00Z"), "ana");
    assert_eq!(route(&warning, &incident, None, &partners)[0].disposition, Disposition::NotConcerned);
}
