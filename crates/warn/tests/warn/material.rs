//! The incident that the tests share: a plot against a harbour market, told by four outlets that go back to one columnist.

use jiff::Timestamp;
use jiff::civil::date;
use record::{
    Area, Assertion, CaptureId, Channel, Claim, ClaimId, Credibility, Grade, Group, GroupId, Incident, IncidentId,
    Kind, Marking, Mention, Origin, Partner, PartnerId, Place, PlacePrecision, Question, Reliability, Report, ReportId,
    Span, Speaker, SpeakerKind, Stage, Tlp, Watch, WatchId, When,
};

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn city(name: &str, country: &str, admin1: &str, lat: f64, lon: f64) -> Place {
    Place {
        country_iso2: Some(country.to_owned()),
        admin1: Some(admin1.to_owned()),
        lat: Some(lat),
        lon: Some(lon),
        precision_m: Some(10_000),
        precision: PlacePrecision::City,
        ..Place::named(name)
    }
}

pub fn moscow() -> Place {
    city("Moscow", "RU", "Moscow", 55.7522, 37.6156)
}

pub fn istanbul() -> Place {
    city("Istanbul", "TR", "Istanbul", 41.0138, 28.9497)
}

pub fn country(name: &str, iso: &str) -> Place {
    Place {
        country_iso2: Some(iso.to_owned()),
        precision: PlacePrecision::Country,
        precision_m: Some(1_000_000),
        lat: Some(60.0),
        lon: Some(100.0),
        ..Place::named(name)
    }
}

pub fn group(id: &str, name: &str, aliases: &[&str], parent: Option<&str>) -> Group {
    Group {
        id: GroupId::from(id),
        name: name.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        parent: parent.map(GroupId::from),
        countries: Vec::new(),
        active: None,
        listed_by: Vec::new(),
        ucdp: None,
    }
}

pub fn groups() -> Vec<Group> {
    vec![
        group("islamic-state", "Islamic State", &["ISIS", "Daesh"], None),
        group(
            "islamic-state-khorasan",
            "Islamic State Khorasan",
            &["Wilayat Khorasan", "ISIS-K"],
            Some("islamic-state"),
        ),
        group("al-qaeda", "Al-Qaeda", &[], None),
    ]
}

/// The outlets of the four reports, in order of publication; each cites the one before, the first a columnist.
pub const OUTLETS: [&str; 4] = ["Bosphorus Ledger", "Volga Wire", "The Caspian Courier", "Steppe Observer"];

pub fn report(n: usize) -> Report {
    let cites = if n == 0 { "columnist Selin Aktas wrote".to_owned() } else { format!("{} reports", OUTLETS[n - 1]) };
    let text =
        format!("Plot against market\nA plan to bomb a crowded harbour market was stopped, {cites}. It was late.");
    Report {
        id: ReportId::from(format!("r{n}")),
        capture: CaptureId::derive(&[&n.to_string()]),
        outlet: OUTLETS[n].to_owned(),
        title: "Plot against market".to_owned(),
        byline: None,
        section: None,
        published: Some(date(2024, 6, 15 + n as i8)),
        url: None,
        language: "en".to_owned(),
        text,
        leads: Vec::new(),
    }
}

pub fn claim(n: usize) -> Claim {
    let report = report(n);
    let start = report.text.find("A plan").unwrap();
    let end = report.text.find(" It was").unwrap();
    let mut said_by: Vec<Speaker> = (0..=n).rev().map(|n| Speaker::outlet(OUTLETS[n])).collect();
    for speaker in said_by.iter_mut().skip(1) {
        speaker.kind = SpeakerKind::Press;
    }
    said_by.push(Speaker { kind: SpeakerKind::Person, ..Speaker::outlet("Selin Aktas") });
    let actor =
        Mention { group: Some(GroupId::from("islamic-state-khorasan")), ..Mention::new("Wilayat Khorasan", None) };
    Claim {
        id: ClaimId::derive(&[report.id.as_str(), "0"]),
        report: report.id,
        kind: Kind::Bombing,
        stage: Stage::Planned,
        assertion: Assertion::Reported,
        main: true,
        actors: vec![actor],
        actor_parent: Some("Islamic State".to_owned()),
        perpetrators: Vec::new(),
        targets: vec![Mention::new("crowded harbour market", None)],
        victims: Vec::new(),
        victim_descriptions: Vec::new(),
        weapons: Vec::new(),
        killed: None,
        injured: None,
        place: Some(moscow()),
        linked_places: vec![istanbul()],
        when: When::day(date(2024, 6, 22)),
        said_by,
        evidence: vec![Span::new(start, end)],
        why: Vec::new(),
        weighed: None,
    }
}

pub fn claims() -> Vec<Claim> {
    (0..4).map(claim).collect()
}

pub fn reports() -> Vec<Report> {
    (0..4).map(report).collect()
}

pub fn outlet(id: &ReportId) -> String {
    reports().into_iter().find(|report| report.id == *id).map(|report| report.outlet).unwrap_or_default()
}

pub fn grade(reliability: Reliability, credibility: Credibility) -> Grade {
    Grade {
        reliability,
        credibility,
        reliability_reasons: vec!["Bosphorus Ledger was right in most earlier cases".to_owned()],
        credibility_reasons: vec!["four outlets, but one origin".to_owned()],
    }
}

pub fn incident() -> Incident {
    let claims = claims();
    Incident {
        id: IncidentId::from("inc-plot"),
        claims: claims.iter().map(|claim| claim.id.clone()).collect(),
        reports: claims.iter().map(|claim| claim.report.clone()).collect(),
        kind: Kind::Bombing,
        stage: Stage::Planned,
        place: Some(moscow()),
        linked_places: vec![istanbul()],
        when: When::day(date(2024, 6, 22)),
        actors: claims[0].actors.clone(),
        actor_parent: Some("Islamic State".to_owned()),
        targets: claims[0].targets.clone(),
        killed: None,
        injured: None,
        origins: vec![Origin {
            label: "Bosphorus Ledger (Selin Aktas)".to_owned(),
            reports: claims.iter().map(|claim| claim.report.clone()).collect(),
            chain: claims[3].said_by.clone(),
            independent: true,
            reasons: vec!["Volga Wire cites Bosphorus Ledger".to_owned()],
            copies: Vec::new(),
        }],
        independent_origins: 1,
        circular: true,
        grade: grade(Reliability::C, Credibility::ProbablyTrue),
        conflicts: Vec::new(),
        links: Vec::new(),
        testimony: Vec::new(),
        headline: "Bombing of a crowded harbour market, Moscow, RU: planned".to_owned(),
    }
}

pub fn watch(question: Question) -> Watch {
    Watch {
        id: WatchId::from("wch-1"),
        name: "Khorasan abroad".to_owned(),
        owner: "ana".to_owned(),
        question,
        threshold: (Reliability::F, Credibility::CannotBeJudged),
        partners: Vec::new(),
        created_at: at("2024-01-01T00:00:00Z"),
    }
}

pub fn partner(name: &str, areas: &[Area], clearance: Tlp) -> Partner {
    Partner {
        id: PartnerId::derive(&[name]),
        name: name.to_owned(),
        responsible_for: areas.to_vec(),
        clearance,
        channels: vec![Channel::SignedLink],
        contacts: Vec::new(),
        quiet: None,
        feed: record::FeedAddress::default(),
        secrets_from: 0,
    }
}

pub fn amber() -> Marking {
    Marking::new(Tlp::Amber)
}
