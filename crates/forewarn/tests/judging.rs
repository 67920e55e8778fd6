//! Judgements over a real store: one act and one undo for each, and the same incidents from any history.

use forewarn::pipeline::Pipeline;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use read::{Depth, Reader};
use record::{
    Capture, Conductor, Credibility, Event, Incident, JudgementId, Outcome, RawReport, Refusal, RefusalKind,
    Reliability, ReportId, SourceId, Stage, Stamped, Subject, Verdict, Who,
};
use std::sync::{Arc, OnceLock};
use store::sqlite::SqliteStore;
use store::{IncidentFilter, Page, Store};
use tempfile::TempDir;

/// Reports in our own words: two of one blast, one that denies it, a plan, and another blast in the same town.
const REPORTS: [(&str, &str, &str, &str); 6] = [
    (
        "toll-1",
        "Coast Gazette",
        "2026-11-18",
        "Nine killed in bombing of Mogadishu hotel\nA car bomb killed nine people at a hotel in Mogadishu on Tuesday, the \
         ministry of health said. Al-Shabaab claimed responsibility for the bombing.\n",
    ),
    (
        "toll-2",
        "Gulf Ledger",
        "2026-11-19",
        "Twelve dead after hotel blast\nTwelve people were killed when a car bomb exploded at a hotel in Mogadishu on Tuesday, \
         witnesses told the Gulf Ledger.\n",
    ),
    (
        "toll-3",
        "Inland Post",
        "2026-11-19",
        "Hotel bombing in Mogadishu kills at least ten\nAt least ten people died when a car bomb exploded at a hotel in \
         Mogadishu on Tuesday, police said.\n",
    ),
    (
        "denied",
        "Harbour Radio",
        "2026-11-20",
        "Army denies bombing of Mogadishu hotel\nThe army denied on Friday that a hotel in Mogadishu had been bombed on \
         Tuesday.\n",
    ),
    (
        "plan",
        "Lakeside Courier",
        "2026-11-18",
        "Al-Shabaab plans attack on Nairobi market, police warn\nPolice in Kenya said on Wednesday that al-Shabaab militants \
         were planning to bomb a crowded market in Nairobi.\n",
    ),
    (
        "other",
        "Evening Star",
        "2026-11-18",
        "Gunmen kill three at Mogadishu police station\nGunmen attacked a police station in Mogadishu on Monday and killed \
         three officers, residents said.\n",
    ),
];

struct Desk {
    pipeline: Pipeline,
    store: Arc<SqliteStore>,
    now: Timestamp,
    _dir: TempDir,
}

fn reader() -> Arc<Reader> {
    static READER: OnceLock<Arc<Reader>> = OnceLock::new();
    READER.get_or_init(|| Arc::new(Reader::new(Depth::Fast, Vec::new()))).clone()
}

impl Desk {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let store = Arc::new(SqliteStore::open(dir.path()).unwrap());
        let pipeline = Pipeline::new(store.clone(), reader(), 30, &[7; 32]).unwrap();
        Self { pipeline, store, now: "2026-11-21T09:00:00Z".parse().unwrap(), _dir: dir }
    }

    fn filled() -> Self {
        let mut desk = Self::new();
        (0..REPORTS.len()).for_each(|n| desk.arrives(n));
        desk
    }

    fn does(&mut self, who: Who, event: Event) -> Result<Outcome, Refusal> {
        self.now = self.now.checked_add(SignedDuration::from_mins(1)).unwrap();
        self.pipeline.handle(Stamped { at: self.now, who, event })
    }

    fn judges(&mut self, subject: Subject, verdict: Verdict) -> Result<Outcome, Refusal> {
        let reason = "Seen on the spot.".to_owned();
        self.does(Who::Analyst("Ana Lind".to_owned()), Event::Judged { subject, verdict, reason })
    }

    fn undoes(&mut self, id: JudgementId) -> Result<Outcome, Refusal> {
        self.does(Who::Analyst("Mira Koval".to_owned()), Event::JudgementUndone(id))
    }

    fn arrives(&mut self, n: usize) {
        let (id, outlet, day, text) = REPORTS[n];
        let url = format!("https://{id}.example/");
        let source = SourceId::derive(&[outlet]);
        let capture = Capture::new(source, &url, Timestamp::UNIX_EPOCH, "text/plain", text.into());
        let raw = RawReport {
            capture: capture.id.clone(),
            outlet: Some(outlet.to_owned()),
            published: Some(day.parse().unwrap()),
            ..RawReport::of_text(ReportId::from(id), text)
        };
        self.does(Who::Forewarn, Event::ReportsArrived(vec![(capture, raw)])).unwrap();
    }

    fn incidents(&self) -> Vec<Incident> {
        let mut all = self.store.incidents(&IncidentFilter::default(), Page::first(100)).unwrap();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    fn bytes(&self) -> String {
        serde_json::to_string_pretty(&self.incidents()).unwrap()
    }

    fn of(&self, report: &str) -> Incident {
        self.store.incidents_of_report(&ReportId::from(report)).unwrap().into_iter().next().unwrap()
    }
}

#[test]
fn several_claims_are_split_off_and_come_back_in_one_act() {
    let mut desk = Desk::filled();
    let before = desk.bytes();
    let hotel = desk.of("toll-1");
    assert!(hotel.claims.len() >= 3, "{hotel:#?}");
    let (claims, rest) = (hotel.claims[1..].to_vec(), hotel.claims[..1].to_vec());
    let entries = desk.store.ledger_head().unwrap().0;
    let made = desk.judges(Subject::Split { claims: claims.clone(), rest }, Verdict::Negative).unwrap();
    assert_eq!(desk.store.ledger_head().unwrap().0, entries + 1);
    let off = desk.of("toll-2");
    assert_eq!(off.claims, claims, "those that leave stay together");
    assert_ne!(off.id, desk.of("toll-1").id);
    desk.undoes(made.judgement.unwrap()).unwrap();
    assert_eq!(desk.bytes(), before);
}

#[test]
fn incidents_are_merged_whole_whatever_the_machine_thinks_of_them() {
    let mut desk = Desk::filled();
    let before = desk.bytes();
    let (hotel, station) = (desk.of("toll-1"), desk.of("other"));
    assert_ne!(hotel.id, station.id);
    let claims: Vec<_> = hotel.claims.iter().chain(&station.claims).cloned().collect();
    let made = desk.judges(Subject::Merge { claims: claims.clone() }, Verdict::Positive).unwrap();
    let merged = desk.of("other");
    assert_eq!(merged.claims.len(), claims.len());
    assert!(merged.links.iter().any(|link| link.features[0].0 == "judged by Ana Lind"), "{:?}", merged.links);
    let undone = desk.undoes(made.judgement.clone().unwrap()).unwrap();
    assert_eq!(desk.bytes(), before);
    let again = desk.undoes(made.judgement.unwrap()).unwrap_err();
    assert!(
        again.kind == RefusalKind::Invalid && again.message.contains("taken back already, by Mira Koval"),
        "{again}"
    );
    desk.undoes(undone.judgement.unwrap()).unwrap();
    assert_eq!(desk.of("other"), merged, "taking back is taken back");
}

#[test]
fn what_is_judged_must_be_there_and_make_sense() {
    let mut desk = Desk::filled();
    let (hotel, before) = (desk.of("toll-1"), desk.bytes());
    let one = hotel.claims[0].clone();
    let value = Reliability::B;
    let table = [
        (Subject::Merge { claims: vec![] }, RefusalKind::Invalid),
        (Subject::Merge { claims: vec![one.clone(), one.clone()] }, RefusalKind::Invalid),
        (Subject::Split { claims: vec![one.clone()], rest: vec![] }, RefusalKind::Invalid),
        (Subject::Split { claims: vec![one.clone()], rest: vec!["clm-nowhere".into()] }, RefusalKind::NotFound),
        (Subject::SameIncident { left: one.clone(), right: one }, RefusalKind::Invalid),
        (Subject::Independence { left: "police".into(), right: "The Police".into() }, RefusalKind::Invalid),
        (Subject::Stage { incident: "inc-nowhere".into(), value: Stage::Foiled }, RefusalKind::NotFound),
        (Subject::Reliability { source: "Nobody At All".into(), value }, RefusalKind::NotFound),
    ];
    for (subject, expected) in table {
        let refusal = desk.judges(subject.clone(), Verdict::Positive).unwrap_err();
        assert_eq!(refusal.kind, expected, "{subject:?}: {refusal}");
    }
    assert_eq!(desk.bytes(), before);
    assert!(desk.store.judgements().unwrap().is_empty());
}

/// One step of a history: what to do, and on what.
#[derive(Debug, Clone, Copy)]
struct Step(u8, usize, usize);

fn step(desk: &mut Desk, arrived: &mut Vec<usize>, Step(what, left, right): Step) {
    if what < 3 {
        let n = left % REPORTS.len();
        if !arrived.contains(&n) {
            arrived.push(n);
        }
        desk.arrives(n);
        return;
    }
    let incidents = desk.incidents();
    let judgements = desk.store.judgements().unwrap();
    let Some(one) = incidents.get(left % incidents.len().max(1)) else { return };
    let other = &incidents[right % incidents.len()];
    let (origin, another) = (one.origins[0].label.clone(), other.origins[other.origins.len() - 1].label.clone());
    let made = match what {
        3 => desk.judges(
            Subject::Merge { claims: one.claims.iter().chain(&other.claims).cloned().collect() },
            Verdict::Positive,
        ),
        4 => {
            let (claims, rest) = one.claims.split_at(right % one.claims.len());
            desk.judges(Subject::Split { claims: claims.to_vec(), rest: rest.to_vec() }, Verdict::Negative)
        }
        5 => desk.judges(Subject::Independence { left: origin, right: another }, Verdict::Negative),
        6 => desk.judges(Subject::SameOrigin { left: origin, right: another }, Verdict::Positive),
        7 => desk
            .judges(Subject::Credibility { incident: one.id.clone(), value: Credibility::Doubtful }, Verdict::Positive),
        8 => desk.judges(Subject::Reliability { source: origin, value: Reliability::D }, Verdict::Positive),
        _ => match judgements.get(right % judgements.len().max(1)) {
            Some(judgement) => desk.undoes(judgement.id.clone()),
            None => return,
        },
    };
    // Some make no sense here; then nothing has changed, and that is checked at the end like everything else.
    if let Err(refusal) = made {
        assert_ne!(refusal.kind, RefusalKind::Store, "{refusal}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_history_is_rebuilt_to_the_byte(
        steps in prop::collection::vec((0_u8..12, 0_usize..50, 0_usize..50).prop_map(|(a, b, c)| Step(a, b, c)), 1..18),
    ) {
        let (mut desk, mut arrived) = (Desk::new(), Vec::new());
        for one in steps {
            step(&mut desk, &mut arrived, one);
        }
        let stored = desk.bytes();
        desk.does(Who::Forewarn, Event::Relinked).unwrap();
        prop_assert_eq!(&desk.bytes(), &stored, "recomputed from claims and judgements");

        // The same reports in another order, and only then the judgements that were made.
        let mut other = Desk::new();
        arrived.iter().rev().for_each(|n| other.arrives(*n));
        let changes = desk.store.judgements().unwrap().into_iter().map(store::Change::AddJudgement).collect();
        other.store.commit(store::Batch { changes, ledger: Vec::new() }).unwrap();
        other.does(Who::Forewarn, Event::Relinked).unwrap();
        prop_assert_eq!(&other.bytes(), &stored, "in any order of arrival");
    }
}
