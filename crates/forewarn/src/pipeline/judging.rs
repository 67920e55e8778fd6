//! Judgements: an analyst's word on claims, origins, grades and stages.

use super::world::Fresh;
use super::{Pipeline, Work, failed, not_found};
use link::World;
use record::{Judgement, JudgementId, Refusal, RefusalKind, Subject, Verdict};
use serde_json::json;
use store::Change;

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
            return Err(Refusal::new(
                RefusalKind::Invalid,
                "a judgement needs a reason in words: others will rely on it",
            ));
        }
        self.check_subject(&subject)?;
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
            return Err(not_found("judgement", id.as_str(), "forewarn incident show"));
        }
        let reason = format!("{id} is taken back");
        self.judged(work, guard, Subject::Undo { judgement: id }, Verdict::Positive, reason)
    }

    fn judge(&self, work: &mut Work<'_>, guard: &mut Option<World>, judgement: Judgement) -> Result<(), Refusal> {
        let world = self.world(guard)?;
        let touched = world.judge(&judgement);
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
            Subject::SameIncident { left, right } => {
                for id in [left, right] {
                    if self.store.claim(id).map_err(|e| failed(&e))?.is_none() {
                        return Err(not_found("claim", id.as_str(), "forewarn incident show"));
                    }
                }
                if left == right {
                    return Err(Refusal::new(
                        RefusalKind::Invalid,
                        "a claim cannot be compared with itself: give two claims",
                    ));
                }
            }
            Subject::Credibility { incident, .. } | Subject::Stage { incident, .. } => {
                if self.store.incident(incident).map_err(|e| failed(&e))?.is_none() {
                    return Err(not_found("incident", incident.as_str(), "forewarn incident list"));
                }
            }
            Subject::SameOrigin { .. } | Subject::Reliability { .. } | Subject::Undo { .. } => {}
        }
        Ok(())
    }
}
