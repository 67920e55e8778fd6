//! A conductor for tests: the life of a warning by the rules of `warn`, without collecting, reading and linking.

use jiff::Timestamp;
use record::{
    Capture, Claim, Conductor, Event, Incident, Judgement, JudgementId, Outcome, Refusal, RefusalKind, Release,
    ReleaseId, Report, Stamped, Subject, Verdict, Warning, Who,
};
use std::sync::Arc;
use store::{Batch, Change, LedgerDraft, Store};
use warn::life::{self, Delivery, Step, Terms};

pub struct Double {
    store: Arc<dyn Store>,
}

fn missing(noun: &str) -> Refusal {
    Refusal::new(RefusalKind::NotFound, format!("There is no such {noun}."))
}

impl Double {
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    fn commit(&self, changes: Vec<Change>, at: Timestamp, who: &Who, what: &str, subject: &str) {
        let entry = LedgerDraft {
            at,
            who: who.to_string(),
            what: what.to_owned(),
            subject: subject.to_owned(),
            detail: serde_json::json!({}),
        };
        self.store.commit(Batch { changes, ledger: vec![entry] }).unwrap();
    }

    fn warning(&self, id: &record::WarningId) -> Result<Warning, Refusal> {
        self.store.warning(id).unwrap().ok_or_else(|| missing("warning"))
    }

    fn answer(
        &self,
        at: Timestamp,
        who: &Who,
        what: &str,
        id: &ReleaseId,
        step: impl FnOnce(&Delivery<'_>) -> Result<Option<Step>, Refusal>,
    ) -> Result<Outcome, Refusal> {
        let release = self.store.release(id).unwrap().ok_or_else(|| missing("release"))?;
        let warning = self.warning(&release.warning)?;
        let receipts = self.store.receipts_of(id).unwrap();
        let partner = self.store.partner(&release.partner).unwrap().ok_or_else(|| missing("partner"))?;
        let delivery = Delivery { warning: &warning, release: &release, receipts: &receipts, partner: &partner.name };
        if let Some(step) = step(&delivery)? {
            let subject = step.warning.id.to_string();
            let changes = vec![Change::PutWarning(Box::new(step.warning)), Change::AddReceipt(step.receipt)];
            self.commit(changes, at, who, what, &subject);
        }
        Ok(Outcome { warnings: vec![release.warning], ..Outcome::default() })
    }

    fn feed(&self, id: &record::PartnerId, at: Timestamp, who: &Who, withdrawn: bool) {
        let mut partner = self.store.partner(id).unwrap().unwrap();
        partner.feed = record::FeedAddress { since: Some(at), withdrawn };
        self.commit(vec![Change::PutPartner(partner)], at, who, "partner.feed", id.as_str());
    }

    /// What a partner does through its link; anything else changes nothing here.
    fn partner_answers(&self, event: Event, at: Timestamp, who: &Who) -> Result<Outcome, Refusal> {
        match event {
            Event::LinkOpened(id) => self.answer(at, who, "link.opened", &id, |d| life::opened(d, at)),
            Event::Acknowledged { release, note } => {
                self.answer(at, who, "warning.acknowledged", &release, |d| life::acknowledged(d, &note, at))
            }
            Event::AckReceived { release, version, channel, note } => {
                self.answer(at, who, "warning.acknowledged", &release, |d| {
                    life::acknowledged_through(d, &channel, version, &note, at)
                })
            }
            Event::NotMine { release, forward_to } => {
                self.answer(at, who, "warning.not_mine", &release, |d| life::not_mine(d, &forward_to, at))
            }
            Event::AskedToShare { release, with_whom } => {
                self.answer(at, who, "warning.ask", &release, |d| life::asked_to_share(d, &with_whom, at))
            }
            Event::OutcomeGiven { release, outcome, event_at, note } => {
                self.answer(at, who, "warning.outcome", &release, |d| life::outcome(d, outcome, event_at, &note, at))
            }
            _ => Ok(Outcome::default()),
        }
    }

    fn draft(&self, incident: &Incident, headline: &str, marking: record::Marking, at: Timestamp, by: &str) -> Warning {
        let claims: Vec<Claim> = incident.claims.iter().filter_map(|id| self.store.claim(id).unwrap()).collect();
        let outlet =
            |id: &record::ReportId| self.store.report(id).unwrap().map_or(String::new(), |stored| stored.report.outlet);
        warn::draft::draft(incident, &claims, &outlet, None, Some(headline), marking, at, by)
    }
}

impl Conductor for Double {
    fn handle(&self, Stamped { at, who, event }: Stamped) -> Result<Outcome, Refusal> {
        let by = who.to_string();
        let mut outcome = Outcome::default();
        match event {
            Event::WatchSet(watch) => {
                let id = watch.id.to_string();
                self.commit(vec![Change::PutWatch(watch)], at, &who, "watch.set", &id);
            }
            Event::WatchRemoved(id) => {
                self.commit(vec![Change::DropWatch(id.clone())], at, &who, "watch.removed", id.as_str());
            }
            Event::PartnerSet(partner) => {
                let id = partner.id.to_string();
                self.commit(vec![Change::PutPartner(partner)], at, &who, "partner.set", &id);
            }
            Event::PartnerRemoved(id) => {
                self.commit(vec![Change::DropPartner(id.clone())], at, &who, "partner.removed", id.as_str());
            }
            Event::FeedRenewed(id) | Event::FeedWithdrawn(id) if self.store.partner(&id).unwrap().is_none() => {
                return Err(missing("partner"));
            }
            Event::FeedRenewed(id) => self.feed(&id, at, &who, false),
            Event::FeedWithdrawn(id) => self.feed(&id, at, &who, true),
            Event::PublicPageSet { open } => {
                let known = self.store.partner(&record::PartnerId::public()).unwrap();
                let mut public = known.unwrap_or_else(record::Partner::the_public);
                public.feed.withdrawn = !open;
                self.commit(vec![Change::PutPartner(public)], at, &who, "public.set", "prt-public");
            }
            Event::Judged { subject, verdict, reason } => {
                let judgement = judgement(subject, verdict, reason, &by, at);
                outcome.judgement = Some(judgement.id.clone());
                let id = judgement.id.to_string();
                self.commit(vec![Change::AddJudgement(judgement)], at, &who, "judged", &id);
            }
            Event::JudgementUndone(id) => {
                let subject = Subject::Undo { judgement: id };
                let judgement = judgement(subject, Verdict::Positive, "Taken back.".to_owned(), &by, at);
                let id = judgement.id.to_string();
                self.commit(vec![Change::AddJudgement(judgement)], at, &who, "judgement.undone", &id);
            }
            Event::WarningDrafted { incident, headline, marking } => {
                let incident = self.store.incident(&incident).unwrap().ok_or_else(|| missing("incident"))?;
                let warning = self.draft(&incident, &headline, marking, at, &by);
                outcome.warnings = vec![warning.id.clone()];
                let id = warning.id.to_string();
                self.commit(vec![Change::PutWarning(Box::new(warning))], at, &who, "warning.drafted", &id);
            }
            Event::WarningReleased { warning, partner, marking, caveats, redaction } => {
                let old = self.warning(&warning)?;
                let partner = self.store.partner(&partner).unwrap().ok_or_else(|| missing("partner"))?;
                let earlier = self.store.releases_of(&warning).unwrap();
                let terms = Terms { marking, caveats, redaction, valid_days: 30 };
                let (new, release): (Warning, Release) = life::release(&old, &partner, &earlier, &terms, &by, at)?;
                outcome.release = Some(release.id.clone());
                outcome.link = self.link_of(&release.id).ok();
                let changes = vec![Change::PutWarning(Box::new(new)), Change::PutRelease(release)];
                self.commit(changes, at, &who, "warning.released", warning.as_str());
            }
            Event::WarningClosed { warning, outcome, event_at, note } => {
                let old = self.warning(&warning)?;
                if let Some(new) = life::closed(&old, outcome, event_at, &note, &by, at)? {
                    self.commit(vec![Change::PutWarning(Box::new(new))], at, &who, "warning.closed", warning.as_str());
                }
            }
            Event::WarningCancelled { warning, reason } => {
                let old = self.warning(&warning)?;
                if let Some(new) = life::cancelled(&old, &reason, &by, at)? {
                    self.commit(
                        vec![Change::PutWarning(Box::new(new))],
                        at,
                        &who,
                        "warning.cancelled",
                        warning.as_str(),
                    );
                }
            }
            other => return self.partner_answers(other, at, &who),
        }
        Ok(outcome)
    }

    fn open_link(&self, token: &str, at: Timestamp) -> Result<ReleaseId, Refusal> {
        let not_ours = || Refusal::new(RefusalKind::NotAllowed, "This link is not one of ours, or is cut off.");
        let id = ReleaseId(token.strip_prefix("tok-").ok_or_else(not_ours)?.to_owned());
        let release = self.store.release(&id).unwrap().ok_or_else(not_ours)?;
        if release.revoked || at >= release.expires_at {
            let message = "This link has expired. Ask the desk that sent it for a new one.";
            return Err(Refusal::new(RefusalKind::NotAllowed, message));
        }
        Ok(id)
    }

    fn link_of(&self, release: &ReleaseId) -> Result<String, Refusal> {
        Ok(format!("/w/tok-{release}"))
    }

    fn feed_of(&self, partner: &record::PartnerId) -> Result<String, Refusal> {
        let known = self.store.partner(partner).unwrap().filter(|known| !known.feed.withdrawn && !partner.is_public());
        Ok(match known.ok_or_else(|| missing("address"))?.feed.since {
            None => format!("/f/feed-{partner}"),
            Some(since) => format!("/f/feed-{partner}~{}", since.as_second()),
        })
    }

    fn open_feed(&self, token: &str) -> Result<record::PartnerId, Refusal> {
        let rest = token.strip_prefix("feed-").ok_or_else(|| missing("address"))?;
        let id = record::PartnerId::from(rest.split('~').next().unwrap_or_default());
        if self.feed_of(&id)?.strip_prefix("/f/") == Some(token) { Ok(id) } else { Err(missing("address")) }
    }
}

fn judgement(subject: Subject, verdict: Verdict, reason: String, by: &str, at: Timestamp) -> Judgement {
    Judgement {
        id: JudgementId::derive(&[&format!("{subject:?}"), by, &at.to_string()]),
        subject,
        verdict,
        score: 1.0,
        reasons: vec![reason],
        by: by.to_owned(),
        at,
    }
}

/// Stores a report with its claims.
pub fn add(store: &Arc<dyn Store>, report: Report, capture: Capture, claims: Vec<Claim>) {
    let main = claims.iter().find(|claim| claim.main);
    let reading = record::Reading {
        report: report.id.clone(),
        relevant: !claims.is_empty(),
        attribution: main.map(|claim| claim.said_by.clone()).unwrap_or_default(),
        independent_origin: main.and_then(|claim| claim.origin()).map(|speaker| speaker.name.clone()),
        claims,
        faults: vec![],
        reader_version: "test".to_owned(),
    };
    let change = Change::AddReport(Box::new((capture, report, reading)));
    let entry = LedgerDraft {
        at: "2031-05-14T06:00:00Z".parse().unwrap(),
        who: "forewarn".to_owned(),
        what: "reports.arrived".to_owned(),
        subject: "rep".to_owned(),
        detail: serde_json::json!({"reports": 1}),
    };
    store.commit(Batch { changes: vec![change], ledger: vec![entry] }).unwrap();
}
