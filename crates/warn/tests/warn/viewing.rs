use crate::material::*;
use proptest::prelude::*;
use record::{
    Claim, Incident, Marking, Redaction, Release, Report, ReportId, Speaker, SpeakerKind, Tlp, Warning, WarningOutcome,
    WarningState,
};
use warn::draft::draft;
use warn::life::{self, Delivery, Terms};
use warn::view::{Material, PartnerView, view};

const NOW: &str = "2024-06-18T09:00:00Z";

fn released(incident: &Incident, claims: &[Claim], reports: &[Report], redaction: Redaction) -> (Warning, Release) {
    let outlet = |id: &ReportId| {
        reports.iter().find(|report| report.id == *id).map(|report| report.outlet.clone()).unwrap_or_default()
    };
    let warning = draft(incident, claims, &outlet, None, None, Marking::new(Tlp::Green), at(NOW), "ana");
    let terms = Terms { marking: amber(), caveats: vec!["Do not quote.".to_owned()], redaction, valid_days: 30 };
    life::release(&warning, &partner("Moscow liaison", &[], Tlp::Red), &[], &terms, "ana", at(NOW)).unwrap()
}

fn shown(redaction: Redaction) -> PartnerView {
    let (warning, release) = released(&incident(), &claims(), &reports(), redaction);
    let (incident, claims, reports) = (incident(), claims(), reports());
    let material = Material {
        warning: &warning,
        release: &release,
        receipts: &[],
        incident: Some(&incident),
        claims: &claims,
        reports: &reports,
    };
    view(&material).unwrap()
}

fn page(view: &PartnerView) -> String {
    let mut lines = vec![view.headline.clone(), view.handling.clone(), view.text.clone()];
    lines.push(format!("{} origins {:?} grade {}", view.independent_origins, view.origins, view.grade.code()));
    for said in &view.statements {
        let outlet = said.outlet.as_deref().unwrap_or("-");
        lines.push(format!("{outlet} | {} | verbatim {} | {}", said.words, said.verbatim, said.said_by.join(" < ")));
    }
    lines.join("\n\n")
}

#[test]
fn without_redaction_the_partner_reads_what_was_released() {
    let view = shown(Redaction::default());
    let warning = released(&incident(), &claims(), &reports(), Redaction::default()).0;
    assert_eq!((&view.headline, &view.text), (&warning.headline, &warning.text));
    assert_eq!(view.marking, amber(), "the release's marking, not the warning's");
    assert_eq!(view.state, WarningState::Released);
    insta::assert_snapshot!(page(&view));
}

#[test]
fn with_the_origins_withheld_nobody_is_named_or_quoted() {
    let view = shown(Redaction { hide_origins: true, hide_reports: Vec::new() });
    assert!(view.statements.iter().all(|said| !said.verbatim && said.published.is_none()));
    insta::assert_snapshot!(page(&view));
}

#[test]
fn reports_left_out_leave_no_trace() {
    let hide = ["r2", "r3"].map(ReportId::from).to_vec();
    let view = shown(Redaction { hide_origins: false, hide_reports: hide });
    assert_eq!(view.statements.len(), 2);
    insta::assert_snapshot!(page(&view));
}

#[test]
fn confirmation_is_not_shown_by_a_source_that_is_not() {
    let mut incident = incident();
    incident.grade.credibility = record::Credibility::Confirmed;
    incident.independent_origins = 2;
    let mut second = incident.origins[0].clone();
    (second.label, second.reports) = ("Steppe Observer".to_owned(), vec!["r3".into()]);
    incident.origins[0].reports.pop();
    incident.origins.push(second);
    let (claims, reports) = (claims(), reports());
    for (hidden, count, grade) in [(vec![], 2, "C1"), (vec!["r3".into()], 1, "C2"), (vec!["r2".into()], 2, "C1")] {
        let redaction = Redaction { hide_origins: false, hide_reports: hidden };
        let (warning, release) = released(&incident, &claims, &reports, redaction);
        let material = Material {
            warning: &warning,
            release: &release,
            receipts: &[],
            incident: Some(&incident),
            claims: &claims,
            reports: &reports,
        };
        let view = view(&material).unwrap();
        assert_eq!((view.independent_origins, view.grade.code().as_str()), (count, grade));
    }
}

#[test]
fn what_joined_later_and_what_others_did_is_not_shown() {
    let (mut warning, release) = released(&incident(), &claims()[..2], &reports(), Redaction::default());
    warning.claims.truncate(2);
    let other = Release { id: "rel-other".into(), partner: "prt-other".into(), ..release.clone() };
    let delivery = Delivery { warning: &warning, release: &other, receipts: &[], partner: "Another" };
    let step = life::acknowledged(&delivery, "", at(NOW)).unwrap().unwrap();
    let delivery = Delivery { warning: &step.warning, ..delivery };
    let closed = life::outcome(&delivery, WarningOutcome::Prevented, None, "secret", at(NOW)).unwrap().unwrap();
    let receipts = [step.receipt.clone(), closed.receipt.clone()];
    let (incident, claims, reports) = (incident(), claims(), reports());
    for (warning, state) in [(&step.warning, WarningState::Released), (&closed.warning, WarningState::Closed)] {
        let material = Material {
            warning,
            release: &release,
            receipts: &receipts,
            incident: Some(&incident),
            claims: &claims,
            reports: &reports,
        };
        let view = view(&material).unwrap();
        assert_eq!((view.state, view.outcome, view.statements.len()), (state, None, 2));
        let json = serde_json::to_string(&view).unwrap();
        assert!(!json.contains("Another") && !json.contains("secret"), "{json}");
        assert!(!serde_json::to_string(&view.statements).unwrap().contains("Steppe Observer"), "it joined later");
    }
    let desk = life::closed(&step.warning, WarningOutcome::FalseAlarm, None, "", "ana", at(NOW)).unwrap().unwrap();
    let material =
        Material { warning: &desk, release: &release, receipts: &[], incident: None, claims: &claims, reports: &[] };
    assert_eq!(view(&material).unwrap().outcome, Some(WarningOutcome::FalseAlarm));
    let cancelled = life::cancelled(&step.warning, "A drill", "ana", at(NOW)).unwrap().unwrap();
    let shown = view(&Material { warning: &cancelled, ..material }).unwrap();
    assert_eq!((shown.state, shown.cancelled_because.as_deref()), (WarningState::Cancelled, Some("A drill")));
    let revoked = Release { revoked: true, ..release.clone() };
    assert!(view(&Material { release: &revoked, ..material }).is_err());
}

/// Names that occur nowhere else, so that finding one means that it got through.
const NAMES: [&str; 8] = [
    "Qorvex Daily",
    "The Zyndral Post",
    "WKJ",
    "Blixham.Example",
    "Üskwort Ajansı",
    "Vrix Tolmandt",
    "Ministry of Jorv",
    "Nuqqel",
];

/// Four reports with outlets, citations and words that use the names freely.
fn scene(names: &[usize], speaker_kinds: &[usize]) -> (Incident, Vec<Claim>, Vec<Report>) {
    let kinds = [SpeakerKind::Press, SpeakerKind::Person, SpeakerKind::Authority, SpeakerKind::Organisation];
    let (mut incident, mut claims, mut reports) = (incident(), claims(), reports());
    for n in 0..4 {
        let (outlet, cited) = (NAMES[names[2 * n]], NAMES[names[2 * n + 1]]);
        let text = format!("{outlet}: bomb plan, {} said. {cited}'s man agreed", cited.to_uppercase());
        claims[n].evidence = vec![record::Span::new(0, text.len())];
        claims[n].killed = Some(n as u32);
        claims[n].targets[0].text = format!("the {outlet} building");
        claims[n].said_by =
            vec![Speaker::outlet(outlet), Speaker { kind: kinds[speaker_kinds[n]], ..Speaker::outlet(cited) }];
        (reports[n].outlet, reports[n].title, reports[n].text) = (outlet.to_owned(), format!("{cited} says"), text);
    }
    incident.origins = (0..4)
        .map(|n| record::Origin {
            label: format!("{} ({})", claims[n].said_by[1].name, claims[n].said_by[0].name),
            reports: vec![reports[n].id.clone()],
            chain: claims[n].said_by.clone(),
            independent: n % 2 == 0,
            reasons: vec![format!("{} cites {}", NAMES[names[2 * n]], NAMES[names[2 * n + 1]])],
            copies: Vec::new(),
        })
        .collect();
    incident.independent_origins = 2;
    incident.grade.credibility_reasons = vec![format!("{} was first", NAMES[names[0]])];
    incident.headline = format!("{} tells of a bombing", NAMES[names[3]]);
    incident.targets = claims[1].targets.clone();
    (incident, claims, reports)
}

fn mentions(haystack: &str, name: &str) -> bool {
    haystack.to_lowercase().contains(&name.to_lowercase())
}

proptest! {
    /// Invariant 4: no outlet or origin that was redacted appears in any string of the view.
    #[test]
    fn a_view_names_nobody_who_was_redacted(
        names in proptest::collection::vec(0..NAMES.len(), 8),
        kinds in proptest::collection::vec(0usize..4, 4),
        hide_origins in any::<bool>(),
        hidden in proptest::collection::vec(any::<bool>(), 4),
        with_incident in any::<bool>(),
    ) {
        let (incident, claims, reports) = scene(&names, &kinds);
        let hide_reports: Vec<ReportId> = (0..4).filter(|n| hidden[*n]).map(|n| reports[n].id.clone()).collect();
        let redaction = Redaction { hide_origins, hide_reports };
        let (warning, release) = released(&incident, &claims, &reports, redaction);
        let material = Material {
            warning: &warning, release: &release, receipts: &[], claims: &claims, reports: &reports,
            incident: with_incident.then_some(&incident),
        };
        let view = view(&material).unwrap();
        let json = serde_json::to_string(&view).unwrap();
        for (index, name) in NAMES.iter().enumerate() {
            let behind = |n: usize| names[2 * n] == index || names[2 * n + 1] == index;
            let seen = (0..4).any(|n| !hidden[n] && behind(n));
            let used = (0..4).any(behind);
            if used && (hide_origins || !seen) {
                prop_assert!(!mentions(&json, name), "{} in {}", name, json);
            }
        }
        let visible = hidden.iter().filter(|hidden| !**hidden).count();
        prop_assert_eq!(view.statements.len(), visible);
        prop_assert!(view.independent_origins as usize <= visible, "sources are counted among those visible");
        if let Some((low, high)) = view.killed {
            prop_assert!(!hidden[low as usize] && !hidden[high as usize], "figures come from visible claims");
        }
    }
}
