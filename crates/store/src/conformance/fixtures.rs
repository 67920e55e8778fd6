//! Small, valid examples of every noun. `n` tells them apart.

use crate::{Batch, Change, LedgerDraft};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use record::{
    Area, Article, ArticleState, Assertion, Borne, Capture, CaptureId, Certainty, Channel, Claim, ClaimId, Credibility,
    Grade, Held, HistoryStep, Incident, IncidentId, Judgement, JudgementId, Kind, Lead, Marking, Mention, Origin,
    Partner, PartnerId, Place, Question, Reading, Receipt, ReceiptOutcome, Redaction, Release, ReleaseId, Reliability,
    Report, ReportId, Severity, Source, SourceId, SourceKind, SourceState, Span, Speaker, SpeakerKind, Stage, Subject,
    Testimony, Tlp, UpdateOffer, Urgency, Verdict, Version, Warning, WarningId, WarningState, Watch, WatchId,
};

/// `n` seconds into the examples' time.
#[must_use]
pub fn at(n: i64) -> Timestamp {
    Timestamp::constant(1_718_000_000 + n, 123_456_789)
}

/// A batch of changes without ledger entries.
#[must_use]
pub fn batch(changes: impl IntoIterator<Item = Change>) -> Batch {
    Batch { changes: changes.into_iter().collect(), ledger: Vec::new() }
}

/// A ledger draft about `subject`.
#[must_use]
pub fn draft(n: i64, subject: &str) -> LedgerDraft {
    LedgerDraft {
        at: at(n),
        who: "ana".to_owned(),
        what: "report.read".to_owned(),
        subject: subject.to_owned(),
        detail: serde_json::json!({"n": n, "a": "ö"}),
    }
}

/// A source.
#[must_use]
pub fn source(name: &str) -> Source {
    Source {
        id: SourceId::derive(&["feed", name]),
        name: name.to_owned(),
        kind: SourceKind::Feed,
        url: format!("https://{name}.example/feed"),
        reliability: Reliability::C,
        country: Some("NO".to_owned()),
        language: None,
        schedule_minutes: Some(15),
        local: false,
        paused: false,
        select: None,
        login: None,
        unmarked: None,
    }
}

/// What is known of a source after so many looks.
pub fn source_state(name: &str, looks: u64) -> SourceState {
    SourceState {
        etag: Some("\"7\"".to_owned()),
        asked_at: Some(at(60)),
        next_at: Some(at(3_600)),
        listing: vec!["a".to_owned(), "b".to_owned()],
        looks,
        ..SourceState::fresh(source(name).id)
    }
}

/// An article with the `n`-th report as its only version, or none yet.
pub fn article(n: usize, state: ArticleState) -> Article {
    let version =
        Version { report: report_id(n), capture: capture_id(n), at: at(60), words: "00".to_owned(), rules: None };
    Article {
        key: format!("courier.example/{n}"),
        source: source("fjord-courier").id,
        url: Some(format!("https://courier.example/{n}")),
        state,
        fingerprint: "f".to_owned(),
        first_at: at(i64::try_from(n).unwrap()),
        attempts: 1,
        next_at: Some(at(90)),
        held: (state == ArticleState::Wanted).then(|| Held { text: "Teaser.".to_owned(), ..Held::default() }),
        versions: if state == ArticleState::Wanted { Vec::new() } else { vec![version] },
        sightings: Vec::new(),
        deleted_at: None,
        handling: None,
        maker: None,
        under: Vec::new(),
    }
}

/// The id of the `n`-th report.
#[must_use]
pub fn report_id(n: usize) -> ReportId {
    ReportId::derive(&[&n.to_string()])
}

/// The `n`-th report with a text of one's own and no claims.
#[must_use]
pub fn report_with(n: usize, title: &str, text: &str) -> (Capture, Report, Reading) {
    let url = format!("https://fjord-courier.example/{n}");
    let body = format!("<html><h1>{title}</h1><p>{text}</html>").into_bytes();
    let capture = Capture::new(SourceId::from("src-1"), &url, at(0), "text/html", body);
    let report = Report {
        id: report_id(n),
        capture: capture.id.clone(),
        outlet: "The Fjord Courier".to_owned(),
        title: title.to_owned(),
        byline: Some("A. Writer".to_owned()),
        section: None,
        published: Some(date(2024, 6, 1)),
        url: Some(url),
        language: "en".to_owned(),
        text: text.to_owned(),
        leads: vec![Lead {
            title: "Harbour talks go on".to_owned(),
            published: Some(date(2024, 5, 30)),
            time: Some("14:34".to_owned()),
            url: None,
        }],
    };
    let reading = Reading {
        report: report.id.clone(),
        relevant: false,
        claims: Vec::new(),
        attribution: vec![Speaker::outlet("The Fjord Courier")],
        independent_origin: None,
        faults: Vec::new(),
        reader_version: "test-1".to_owned(),
    };
    (capture, report, reading)
}

/// The `n`-th report, relevant, with two claims.
#[must_use]
pub fn report(n: usize) -> (Capture, Report, Reading) {
    let text = format!("Plot {n} against the ferry terminal foiled\nPolice in Nordvik said that they had stopped it.");
    let (capture, report, mut reading) = report_with(n, &format!("Plot {n} foiled"), &text);
    reading.relevant = true;
    reading.claims = vec![claim(n, 0), claim(n, 1)];
    (capture, report, reading)
}

/// The change that adds the `n`-th report.
#[must_use]
pub fn add_report(n: usize) -> Change {
    Change::AddReport(Box::new(report(n)))
}

/// The change that adds a report of one's own.
#[must_use]
pub fn add(parts: (Capture, Report, Reading)) -> Change {
    Change::AddReport(Box::new(parts))
}

/// The same report with another day of publication.
#[must_use]
pub fn published(mut parts: (Capture, Report, Reading), day: Option<Date>) -> (Capture, Report, Reading) {
    parts.1.published = day;
    parts
}

/// The id of a claim.
#[must_use]
pub fn claim_id(n: usize, position: usize) -> ClaimId {
    ClaimId::derive(&[report_id(n).as_str(), &position.to_string()])
}

/// A claim of the `n`-th report.
#[must_use]
pub fn claim(n: usize, position: usize) -> Claim {
    Claim {
        id: claim_id(n, position),
        report: report_id(n),
        kind: Kind::Bombing,
        stage: Stage::Foiled,
        assertion: Assertion::Reported,
        main: position == 0,
        actors: vec![Mention::new("the Northern Cell", Some(Span::new(0, 4)))],
        actor_parent: None,
        perpetrators: Vec::new(),
        targets: vec![Mention::new("ferry terminal", None)],
        victims: Vec::new(),
        victim_descriptions: Vec::new(),
        weapons: Vec::new(),
        killed: None,
        injured: Some(0),
        place: Some(place("Nordvik", "NO")),
        linked_places: Vec::new(),
        when: record::When::day(date(2024, 5, 31)),
        said_by: vec![Speaker::outlet("The Fjord Courier")],
        evidence: vec![Span::new(0, 6)],
        why: Vec::new(),
        weighed: None,
    }
}

/// A place with coordinates.
#[must_use]
pub fn place(name: &str, country: &str) -> Place {
    Place { country_iso2: Some(country.to_owned()), lat: Some(69.1), lon: Some(17.4), ..Place::named(name) }
}

/// An incident over the first claims of these reports.
#[must_use]
pub fn incident(n: usize, reports: &[usize]) -> Incident {
    Incident {
        id: IncidentId::derive(&[&n.to_string()]),
        claims: reports.iter().map(|report| claim_id(*report, 0)).collect(),
        reports: reports.iter().map(|report| report_id(*report)).collect(),
        kind: Kind::Bombing,
        stage: Stage::Foiled,
        place: Some(place("Nordvik", "NO")),
        linked_places: vec![place("Sørhavn", "DK")],
        when: None,
        actors: vec![Mention::new("the Northern Cell", None)],
        actor_parent: None,
        targets: Vec::new(),
        killed: Some((0, 3)),
        injured: None,
        origins: vec![Origin {
            label: "The Fjord Courier".to_owned(),
            reports: reports.iter().map(|report| report_id(*report)).collect(),
            chain: vec![Speaker::outlet("The Fjord Courier")],
            independent: true,
            reasons: vec!["it spoke to the police itself".to_owned()],
            copies: Vec::new(),
        }],
        independent_origins: 1,
        circular: false,
        grade: Grade::unjudged(),
        conflicts: Vec::new(),
        links: Vec::new(),
        testimony: Vec::new(),
        headline: format!("Plot {n}, Nordvik, NO — foiled"),
    }
}

/// What the source of this key stood for on a day of October 2026; settled on the day after.
#[must_use]
pub fn testimony(source: &str, day: i8, outcome: Borne) -> Testimony {
    let settled = matches!(outcome, Borne::Confirmed | Borne::Denied);
    Testimony {
        source: source.to_owned(),
        name: format!("The {source}"),
        kind: SpeakerKind::Press,
        said_on: Some(date(2026, 10, day)),
        supports: true,
        outcome,
        settled_on: settled.then(|| date(2026, 10, day + 1)),
        settled_by: settled.then(|| "harbour police".to_owned()).into_iter().collect(),
    }
}

/// The change that puts an incident.
#[must_use]
pub fn put_incident(incident: Incident) -> Change {
    Change::PutIncident(Box::new(incident))
}

/// A judgement on many claims at once.
#[must_use]
pub fn split_judgement() -> Judgement {
    let subject = Subject::Split { claims: vec![claim_id(1, 0)], rest: vec![claim_id(1, 1), claim_id(2, 0)] };
    Judgement { id: JudgementId::derive(&["split"]), subject, verdict: Verdict::Negative, ..judgement(2) }
}

/// A judgement.
#[must_use]
pub fn judgement(n: i64) -> Judgement {
    Judgement {
        id: JudgementId::derive(&[&n.to_string()]),
        subject: Subject::SameIncident { left: claim_id(1, 0), right: claim_id(2, 0) },
        verdict: Verdict::Positive,
        score: 0.875,
        reasons: vec!["same place".to_owned()],
        by: "ana".to_owned(),
        at: at(n),
    }
}

/// A watch.
#[must_use]
pub fn watch(name: &str) -> Watch {
    Watch {
        id: WatchId::derive(&["ana", name]),
        name: name.to_owned(),
        owner: "ana".to_owned(),
        question: Question {
            areas: vec![Area::Circle { lat: 69.1, lon: 17.4, radius_km: 50.5 }],
            stages: vec![Stage::Planned],
            ..Question::default()
        },
        threshold: (Reliability::F, Credibility::CannotBeJudged),
        partners: vec![PartnerId::derive(&["Harbour Office"])],
        created_at: at(0),
    }
}

/// A partner.
#[must_use]
pub fn partner(name: &str) -> Partner {
    Partner {
        id: PartnerId::derive(&[name]),
        name: name.to_owned(),
        responsible_for: vec![Area::Country("NO".to_owned())],
        clearance: Tlp::Amber,
        channels: vec![Channel::SignedLink],
        contacts: Vec::new(),
        quiet: None,
        feed: record::FeedAddress::default(),
        secrets_from: 0,
    }
}

/// A warning in a state that it reached at `at(second)`.
#[must_use]
pub fn warning(n: usize, state: WarningState, second: i64) -> Warning {
    let incident = incident(n, &[n]);
    Warning {
        id: WarningId::derive(&[incident.id.as_str()]),
        incident: incident.id,
        claims: incident.claims,
        watch: None,
        headline: incident.headline,
        text: "A plot is reported.".to_owned(),
        reasons: Vec::new(),
        stage: incident.stage,
        place: incident.place,
        when: None,
        urgency: Urgency::Expected,
        severity: Severity::Severe,
        certainty: Certainty::Possible,
        grade: Grade::unjudged(),
        independent_origins: 1,
        marking: Marking::new(Tlp::Green),
        state,
        outcome: None,
        event_at: None,
        history: vec![HistoryStep { state, at: at(second), by: "ana".to_owned(), note: String::new() }],
        offer: Some(UpdateOffer { at: at(second), changes: vec!["place".to_owned()] }),
        latest_update: None,
        held: None,
        counts_from: None,
        proposals: Vec::new(),
    }
}

/// The change that puts a warning.
#[must_use]
pub fn put_warning(warning: Warning) -> Change {
    Change::PutWarning(Box::new(warning))
}

/// The release of the `n`-th warning to a partner.
#[must_use]
pub fn release(n: usize, partner_name: &str) -> Release {
    let warning = warning(n, WarningState::Draft, 0).id;
    let partner = PartnerId::derive(&[partner_name]);
    Release {
        id: ReleaseId::derive(&[warning.as_str(), partner.as_str()]),
        warning,
        partner,
        marking: Marking { tlp: Tlp::Amber, originator_control: true },
        caveats: vec!["One source".to_owned()],
        redaction: Redaction::default(),
        approved_by: "ana".to_owned(),
        at: at(1),
        expires_at: at(1_000_000),
        revoked: false,
        updates: vec![at(2)],
        proposed_by: None,
        held_s: 0,
        let_go_at: None,
    }
}

/// A receipt of a release.
#[must_use]
pub fn receipt(release: &Release, outcome: ReceiptOutcome, second: i64) -> Receipt {
    Receipt {
        release: release.id.clone(),
        channel: "signed_link".to_owned(),
        outcome,
        at: at(second),
        detail: "seen".to_owned(),
        version: 1,
    }
}

/// The id of the capture of the `n`-th report.
#[must_use]
pub fn capture_id(n: usize) -> CaptureId {
    report(n).0.id
}
