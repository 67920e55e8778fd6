//! Judgements: an analyst's word on claims, origins, grades and stages.

use super::world::Fresh;
use super::{Pipeline, Work, failed, not_found};
use link::World;
use record::{ClaimId, Judgement, JudgementId, MAX_JUDGED_CLAIMS, Refusal, RefusalKind, SpeakerKind, Subject, Verdict};
use serde_json::json;
use std::collections::BTreeSet;
use std::slice::from_ref;
use store::Change;

fn invalid(message: &str) -> Refusal {
    Refusal::new(RefusalKind::Invalid, message)
}

/// A source that can be rated: somebody speaks under this name, and it is no person's.
fn check_source(world: &World, source: &str) -> Result<(), Refusal> {
    match world.speaker_kind(source) {
        None => Err(not_found("source", source, "forewarn source list")),
        Some(SpeakerKind::Person) => Err(Refusal::new(
            RefusalKind::NotAllowed,
            format!("persons have no record here: rate the outlet or body that {source} spoke to or speaks for"),
        )),
        Some(_) => Ok(()),
    }
}

impl Pipeline {
    pub(super) fn judged(
        &self,
        work: &mut Work<'_>,
        guard: &mut Option<World>,
        subject: Subject,
        verdict: Verdict,
        reason: String,
    ) -> Result<(), Refusal> {
        let by = work.analyst()?.to_owned();
        if reason.trim().is_empty() {
            return Err(invalid("a judgement needs a reason in words: others will rely on it"));
        }
        self.check_subject(&subject)?;
        if let Subject::Reliability { source, .. } = &subject {
            let known = self.store.source_record(&link::canonical_name(source)).map_err(|e| failed(&e))?;
            if known.is_none() {
                check_source(self.world(guard)?, source)?;
            }
        }
        let parts = [json!(subject).to_string(), json!(verdict).to_string(), by.clone(), work.at.to_string()];
        let judgement = Judgement {
            id: JudgementId::derive(&parts.each_ref().map(String::as_str)),
            subject,
            verdict,
            score: 1.0,
            reasons: vec![reason.trim().to_owned()],
            by,
            at: work.at,
        };
        work.outcome.judgement = Some(judgement.id.clone());
        work.log("judgement.made", judgement.id.as_str(), json!(judgement));
        self.judge(work, guard, judgement)
    }

    pub(super) fn judgement_undone(
        &self,
        work: &mut Work<'_>,
        guard: &mut Option<World>,
        id: JudgementId,
    ) -> Result<(), Refusal> {
        let known = self.store.judgements().map_err(|e| failed(&e))?;
        if !known.iter().any(|judgement| judgement.id == id) {
            return Err(not_found("judgement", id.as_str(), "forewarn judgement list"));
        }
        if let Some(by) = record::taken_back(&known).get(&id) {
            return Err(invalid(&format!(
                "judgement `{id}` was taken back already, by {}; to have it count again take back `{}`",
                by.by, by.id
            )));
        }
        let reason = format!("{id} is taken back");
        self.judged(work, guard, Subject::Undo { judgement: id }, Verdict::Positive, reason)
    }

    fn judge(&self, work: &mut Work<'_>, guard: &mut Option<World>, judgement: Judgement) -> Result<(), Refusal> {
        let world = self.world(guard)?;
        let touched = world.judge(&judgement);
        let touched = world.weigh(touched);
        work.put(Change::AddJudgement(judgement));
        let applied = self.apply(work, world, &touched, &Fresh::new());
        if applied.is_err() {
            *guard = None;
        }
        applied
    }

    /// What is judged must exist.
    fn check_subject(&self, subject: &Subject) -> Result<(), Refusal> {
        match subject {
            Subject::SameIncident { left, right } => self.check_claims(from_ref(left), from_ref(right))?,
            Subject::Merge { claims } => match claims.split_first() {
                Some((first, others)) => self.check_claims(from_ref(first), others)?,
                None => return Err(invalid("merging needs the claims of two incidents")),
            },
            Subject::Split { claims, rest } => self.check_claims(claims, rest)?,
            Subject::Credibility { incident, .. } | Subject::Stage { incident, .. } => {
                if self.store.incident(incident).map_err(|e| failed(&e))?.is_none() {
                    return Err(not_found("incident", incident.as_str(), "forewarn incident list"));
                }
            }
            Subject::SameOrigin { left, right } | Subject::Independence { left, right } => {
                if link::canonical_name(left) == link::canonical_name(right) {
                    return Err(invalid("an origin cannot be compared with itself: give two origins"));
                }
            }
            Subject::Reliability { .. } | Subject::Undo { .. } => {}
        }
        Ok(())
    }

    /// Both lists name stored claims, and none twice.
    fn check_claims(&self, some: &[ClaimId], others: &[ClaimId]) -> Result<(), Refusal> {
        if some.is_empty() || others.is_empty() {
            return Err(invalid("give claims for both sides: one side names none"));
        }
        if some.len() + others.len() > MAX_JUDGED_CLAIMS {
            return Err(invalid(&format!(
                "one judgement may name at most {MAX_JUDGED_CLAIMS} claims: judge smaller parts one after the other"
            )));
        }
        let mut seen = BTreeSet::new();
        for id in some.iter().chain(others) {
            if !seen.insert(id) {
                return Err(invalid(&format!("claim `{id}` is named twice: a claim cannot be compared with itself")));
            }
            if self.store.claim(id).map_err(|e| failed(&e))?.is_none() {
                return Err(not_found("claim", id.as_str(), "forewarn incident show"));
            }
        }
        Ok(())
    }
}
