//! The made-up world: a plot told by four outlets that go back to one columnist, an attack told by three with different
//! tolls, a threat, and reports of other things.

use super::{
    tell::{Told, add_report, tell},
    time,
};
use record::{
    Area, Borne, Channel, Claim, ClaimId, Conflict, ConflictSide, Credibility, Grade, Group, Incident, IncidentId,
    Kind, LinkReason, Marking, Origin, Partner, PartnerId, Place, PlacePrecision, Question, Reliability, ReportId,
    Speaker, SpeakerKind, Stage, Testimony, Tlp, Watch, WatchId,
};
use std::sync::Arc;
use store::{Batch, Change, LedgerDraft, Store};

/// A script in a headline: it must reach no page as markup.
pub const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>";

pub fn groups() -> Vec<Group> {
    let group = |id: &str, name: &str, parent: Option<&str>| Group {
        id: id.into(),
        name: name.to_owned(),
        aliases: vec![],
        parent: parent.map(Into::into),
        countries: vec!["GE".to_owned()],
        active: None,
        listed_by: Vec::new(),
        ucdp: None,
    };
    vec![
        group("ember-column", "Ember Column", None),
        group("ember-column-south", "Ember Column South", Some("ember-column")),
    ]
}

fn place(name: &str, country: &str, id: u32, lat: f64, lon: f64) -> Place {
    Place {
        gazetteer_id: Some(id),
        name: name.to_owned(),
        country_iso2: Some(country.to_owned()),
        admin1: None,
        lat: Some(lat),
        lon: Some(lon),
        precision_m: Some(15_000),
        precision: PlacePrecision::City,
    }
}

pub fn tbilisi() -> Place {
    place("Tbilisi", "GE", 611_717, 41.69, 44.83)
}

pub fn yerevan() -> Place {
    place("Yerevan", "AM", 616_052, 40.18, 44.51)
}

fn origin(label: &str, reports: &[&str], chain: Vec<Speaker>, independent: bool, reasons: &[&str]) -> Origin {
    Origin {
        label: label.to_owned(),
        reports: reports.iter().map(|id| ReportId::from(*id)).collect(),
        chain,
        independent,
        reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
        copies: Vec::new(),
    }
}

fn incident(claims: &[Claim], headline: &str, origins: Vec<Origin>, grade: (Reliability, Credibility)) -> Incident {
    let first = &claims[0];
    Incident {
        id: IncidentId::derive(&[first.id.as_str()]),
        claims: claims.iter().map(|claim| claim.id.clone()).collect(),
        reports: claims.iter().map(|claim| claim.report.clone()).collect(),
        kind: first.kind,
        stage: first.stage,
        place: first.place.clone(),
        linked_places: first.linked_places.clone(),
        when: first.when.clone(),
        actors: first.actors.clone(),
        actor_parent: first.actor_parent.clone(),
        targets: first.targets.clone(),
        killed: claims.iter().filter_map(|c| c.killed).min().zip(claims.iter().filter_map(|c| c.killed).max()),
        injured: None,
        independent_origins: u32::try_from(origins.iter().filter(|origin| origin.independent).count()).unwrap(),
        circular: origins.iter().any(|origin| origin.reports.len() > 1),
        origins,
        grade: Grade {
            reliability: grade.0,
            credibility: grade.1,
            reliability_reasons: vec!["No source behind it has been used before.".to_owned()],
            credibility_reasons: vec!["It agrees with what is known of the group.".to_owned()],
        },
        conflicts: vec![],
        testimony: Vec::new(),
        links: claims
            .windows(2)
            .map(|pair| LinkReason {
                left: pair[0].id.clone(),
                right: pair[1].id.clone(),
                score: 6.5,
                features: vec![("place".to_owned(), 2.5), ("actor".to_owned(), 3.0), ("date".to_owned(), 1.0)],
            })
            .collect(),
        headline: headline.to_owned(),
    }
}

pub fn partner(name: &str, areas: Vec<Area>, clearance: Tlp) -> Partner {
    Partner {
        id: PartnerId::derive(&[name]),
        name: name.to_owned(),
        responsible_for: areas,
        clearance,
        channels: vec![Channel::SignedLink],
        contacts: Vec::new(),
        quiet: None,
        feed: record::FeedAddress::default(),
        secrets_from: 0,
    }
}

pub fn plot_id() -> IncidentId {
    IncidentId::derive(&[ClaimId::derive(&["rep-plot-1", "0"]).as_str()])
}

pub fn attack_id() -> IncidentId {
    IncidentId::derive(&[ClaimId::derive(&["rep-attack-1", "0"]).as_str()])
}

/// Puts everything into the store.
pub fn fill(store: &Arc<dyn Store>) {
    let plot = plot(store);
    let attack = attack(store);
    let threat = threat(store);
    for (i, title) in
        ["Markets: oil strikes a new high", "Striker's late attack sinks Harbour FC", HOSTILE].iter().enumerate()
    {
        let told = Told {
            id: &format!("rep-other-{i}"),
            outlet: "Harbour Courier",
            title,
            day: "2031-05-13",
            chain: &[],
            text: title,
            killed: None,
        };
        add_report(store, &told, format!("{title}\nNothing of that sort happened <b>here</b>."), vec![]);
    }
    let country = |code: &str| Area::Country(code.to_owned());
    let partners = [
        partner(
            "Tbilisi City Safety Office",
            vec![Area::City { country: "GE".into(), name: "Tbilisi".into() }],
            Tlp::Amber,
        ),
        partner("Armenia Border Desk", vec![country("AM")], Tlp::Red),
        partner("Open Newsroom Circle", vec![country("GE")], Tlp::Clear),
        partner("Lisbon Port Authority", vec![country("PT")], Tlp::Amber),
    ];
    let watch = Watch {
        id: WatchId::derive(&["Ana Duty", "Plans in the Caucasus"]),
        name: "Plans in the Caucasus".to_owned(),
        owner: "Ana Duty".to_owned(),
        question: Question {
            groups: vec!["ember-column".into()],
            areas: vec![country("GE"), country("AM")],
            stages: vec![Stage::Planned, Stage::Threatened],
            ..Question::default()
        },
        threshold: (Reliability::F, Credibility::CannotBeJudged),
        partners: vec![],
        created_at: time("2031-05-01T08:00:00Z"),
    };
    let mut changes: Vec<Change> =
        [&plot, &attack, &threat].iter().map(|i| Change::PutIncident(Box::new((*i).clone()))).collect();
    changes.extend(partners.into_iter().map(Change::PutPartner));
    changes.push(Change::PutWatch(watch.clone()));
    for incident in [&plot, &threat] {
        changes.push(Change::PutWarning(Box::new(draft(store, incident, &watch))));
    }
    let entry = |what: &str| LedgerDraft {
        at: time("2031-05-14T06:05:00Z"),
        who: "watch Plans in the Caucasus".to_owned(),
        what: what.to_owned(),
        subject: plot.id.to_string(),
        detail: serde_json::json!({"reports": 4}),
    };
    store.commit(Batch { changes, ledger: vec![entry("incident.linked"), entry("warning.drafted")] }).unwrap();
}

fn draft(store: &Arc<dyn Store>, incident: &Incident, watch: &Watch) -> record::Warning {
    let claims: Vec<Claim> = incident.claims.iter().filter_map(|id| store.claim(id).unwrap()).collect();
    let outlet = |id: &ReportId| store.report(id).unwrap().map_or(String::new(), |stored| stored.report.outlet);
    let hit = warn::watch::Hit {
        reasons: vec![
            "Tbilisi, GE lies in the watched area GE.".to_owned(),
            format!("The stage is {}, which is watched.", incident.stage),
        ],
    };
    let (marking, at) = (Marking::new(Tlp::Amber), time("2031-05-14T06:05:00Z"));
    let by = format!("watch {}", watch.name);
    warn::draft::draft(incident, &claims, &outlet, Some((watch, &hit)), None, marking, at, &by)
}

fn plot(store: &Arc<dyn Store>) -> Incident {
    let tell_one = |told: &Told<'_>| tell(store, told, Kind::Bombing, Stage::Planned, &tbilisi(), Some("2031-05-18"));
    let claims = [
        tell_one(&Told {
            id: "rep-plot-1",
            outlet: "Meridian Post",
            title: "The market plan we were meant not to see",
            day: "2031-05-11",
            chain: &["Ines Aldana"],
            text: "The market plan we were meant not to see\nBy Ines Aldana. I have seen notes of a meeting in the hills. \
                   {evidence:{actor:Ember Column South} means to set off {weapon:two car bombs} at {target:the Dezerter \
                   market} in Tbilisi on Sunday}.\nThree of its {perp:young couriers} had come from Yerevan a week before. \
                   Traders know nothing of it, and the spring fair opens on Saturday.",
            killed: None,
        }),
        tell_one(&Told {
            id: "rep-plot-2",
            outlet: "Northline Wire",
            title: "Columnist tells of bomb plan for Tbilisi market",
            day: "2031-05-12",
            chain: &["Meridian Post", "Ines Aldana"],
            text: "Columnist tells of bomb plan for Tbilisi market\n{evidence:{actor:Ember Column South} is preparing {weapon:car \
                   bombs} against {target:a crowded market} in Tbilisi, according to Ines Aldana of the Meridian Post}.\nThe \
                   interior ministry would not comment.",
            killed: None,
        }),
        tell_one(&Told {
            id: "rep-plot-3",
            outlet: "Harbour Courier",
            title: "Market in Georgian capital said to be a target",
            day: "2031-05-12",
            chain: &["Northline Wire", "Meridian Post", "~Ines Aldana"],
            text: "Market in Georgian capital said to be a target\n{evidence:Armed men of the {actor:Ember Column South} plan to \
                   bomb {target:a market} in Tbilisi}, Northline Wire reports, citing a column in the Meridian Post.",
            killed: None,
        }),
        tell_one(&Told {
            id: "rep-plot-4",
            outlet: "Delta Evening",
            title: "Plan to bomb market in Tbilisi",
            day: "2031-05-13",
            chain: &[],
            text: "Plan to bomb market in Tbilisi\n{evidence:{actor:Ember Column South} is preparing {weapon:car bombs} against \
                   {target:a crowded market} in Tbilisi}.",
            killed: None,
        }),
    ];
    let root = claims[2].said_by.clone();
    let origins = vec![origin(
        "Meridian Post (Ines Aldana)",
        &["rep-plot-1", "rep-plot-2", "rep-plot-3", "rep-plot-4"],
        root,
        true,
        &["Northline Wire cites Meridian Post.", "Delta Evening is a near-copy of Northline Wire."],
    )];
    incident(
        &claims,
        "Bombing of the Dezerter market, Tbilisi, GE — planned",
        origins,
        (Reliability::F, Credibility::PossiblyTrue),
    )
}

fn attack(store: &Arc<dyn Store>) -> Incident {
    let tell_one =
        |told: &Told<'_>| tell(store, told, Kind::ArmedAssault, Stage::Accomplished, &yerevan(), Some("2031-05-02"));
    let claims = [
        tell_one(&Told {
            id: "rep-attack-1",
            outlet: "Northline Wire",
            title: "Gunmen storm bus depot, nine dead",
            day: "2031-05-02",
            chain: &["Interior Ministry"],
            text: "Gunmen storm bus depot, nine dead\n{evidence:{perp:Four gunmen} of the {actor:Ember Column} stormed {target:a \
                   bus depot} in Yerevan and killed {victim:nine drivers}}, the Interior Ministry said.",
            killed: Some(9),
        }),
        tell_one(&Told {
            id: "rep-attack-2",
            outlet: "Delta Evening",
            title: "Twelve killed at Yerevan depot",
            day: "2031-05-03",
            chain: &["witnesses"],
            text: "Twelve killed at Yerevan depot\n{evidence:At least {victim:twelve people} died when {perp:men with rifles} \
                   attacked {target:a depot} in Yerevan}, according to witnesses.",
            killed: Some(12),
        }),
        tell_one(&Told {
            id: "rep-attack-3",
            outlet: "Quay Radio",
            title: "Column claims depot attack",
            day: "2031-05-03",
            chain: &["Ember Column"],
            text: "Column claims depot attack\n{evidence:The {actor:Ember Column} said its fighters attacked {target:the depot} in \
                   Yerevan}.",
            killed: None,
        }),
    ];
    let origins = claims
        .iter()
        .map(|claim| {
            let end = claim.said_by.last().unwrap().name.clone();
            let end = if end == "witnesses" { "Delta Evening (witnesses)".to_owned() } else { end };
            origin(&end, &[claim.report.as_str()], claim.said_by.clone(), true, &[])
        })
        .collect();
    let mut attack = incident(
        &claims,
        "Armed assault on a bus depot, Yerevan, AM — accomplished",
        origins,
        (Reliability::F, Credibility::Confirmed),
    );
    let side = |value: &str, claim: usize, by: &str| ConflictSide {
        value: value.to_owned(),
        claims: vec![claims[claim].id.clone()],
        said_by: vec![by.to_owned()],
    };
    attack.conflicts = vec![Conflict {
        field: "killed".to_owned(),
        sides: vec![side("9", 0, "Interior Ministry"), side("12", 1, "Delta Evening (witnesses)")],
    }];
    attack.circular = false;
    attack.testimony = vec![Testimony {
        source: "interior ministry".to_owned(),
        name: "Interior Ministry".to_owned(),
        kind: SpeakerKind::Authority,
        said_on: Some("2031-05-02".parse().unwrap()),
        supports: true,
        outcome: Borne::Confirmed,
        settled_on: Some("2031-05-03".parse().unwrap()),
        settled_by: vec!["Ember Column".to_owned()],
    }];
    attack
}

fn threat(store: &Arc<dyn Store>) -> Incident {
    let told = Told {
        id: "rep-threat-1",
        outlet: "Quay Radio",
        title: "“Your stations will burn”: masked men threaten Batumi",
        day: "2031-05-13",
        chain: &["Ember Column"],
        text: "“Your stations will burn”: masked men threaten Batumi\n{evidence:In a video the {actor:Ember Column} threatened to \
               set fire to {target:railway stations} in Batumi}.",
        killed: None,
    };
    let batumi = place("Batumi", "GE", 615_532, 41.64, 41.64);
    let claim = tell(store, &told, Kind::Threat, Stage::Threatened, &batumi, None);
    let origins = vec![origin("Ember Column", &["rep-threat-1"], claim.said_by.clone(), true, &[])];
    incident(
        &[claim],
        "Threat against railway stations, Batumi, GE — threatened",
        origins,
        (Reliability::F, Credibility::CannotBeJudged),
    )
}

/// Many reports and incidents of no interest, for looking at long lists and at how fast the pages are.
pub fn crowd(store: &Arc<dyn Store>, number: u32) {
    let model = store.incident(&attack_id()).unwrap().unwrap();
    let stored = store.report(&"rep-attack-1".into()).unwrap().unwrap();
    let capture = store.capture(&stored.report.capture).unwrap().unwrap();
    let mut changes = Vec::new();
    for n in 0..number {
        let id = ReportId(format!("rep-crowd-{n}"));
        let mut claim = stored.reading.claims[0].clone();
        (claim.id, claim.report) = (ClaimId::derive(&[id.as_str()]), id.clone());
        let mut report = stored.report.clone();
        report.id = id.clone();
        let mut reading = stored.reading.clone();
        (reading.report, reading.claims) = (id.clone(), vec![claim.clone()]);
        changes.push(Change::AddReport(Box::new((capture.clone(), report, reading))));
        let mut incident = model.clone();
        (incident.id, incident.claims, incident.reports) =
            (IncidentId::derive(&[id.as_str()]), vec![claim.id], vec![id]);
        changes.push(Change::PutIncident(Box::new(incident)));
    }
    store.commit(Batch { changes, ledger: vec![] }).unwrap();
}
