//! What was released to a partner as STIX 2.1: made from the partner's views, so that a bundle can say no more than the
//! signed link does.

use crate::{app::Inner, fail::Fail, pages::copy::gather};
use record::{Group, PartnerId, ReleaseId, WarningState};
use share::formats::stix::{StixActor, StixStatement, StixWarning, encode};
use std::collections::BTreeSet;
use store::{MAX_PAGE, Page, WarningFilter};
use warn::view::PartnerView;

/// Name of the desk in bundles.
const PRODUCER: &str = "Forewarn desk";

/// The bundle of all releases to `partner` that are not revoked, of the latest [`MAX_PAGE`] warnings.
pub(crate) fn bundle(inner: &Inner, partner: &PartnerId) -> Result<serde_json::Value, Fail> {
    let store = &inner.desk.store;
    if store.partner(partner)?.is_none() {
        return Err(Fail::missing("partner", partner.as_str()));
    }
    let mut seen: BTreeSet<ReleaseId> = BTreeSet::new();
    let mut out = Vec::new();
    for warning in store.warnings(&WarningFilter::default(), Page::first(MAX_PAGE))? {
        if warning.state == WarningState::Draft {
            continue;
        }
        let modified = warning.history.last().map(|step| step.at);
        let releases = store.releases_of(&warning.id)?;
        let theirs: Vec<_> = releases.into_iter().filter(|r| r.partner == *partner && !r.revoked).collect();
        if theirs.is_empty() {
            continue;
        }
        let gathered = gather(inner, warning)?;
        for release in theirs {
            if seen.insert(release.id.clone()) {
                let view = gathered.view(&release, &store.receipts_of(&release.id)?)?;
                // Others' steps would show in the time of the last change: only the end of the warning is everyone's.
                let over = matches!(view.state, WarningState::Closed | WarningState::Cancelled);
                let own = view.receipts.iter().map(|receipt| receipt.at).max().unwrap_or(release.at);
                let modified = if over { modified.unwrap_or(own) } else { own };
                out.push(object(&view, &inner.desk.groups, modified.max(release.at)));
            }
        }
    }
    Ok(encode(&out, PRODUCER))
}

fn object(view: &PartnerView, groups: &[Group], modified: jiff::Timestamp) -> StixWarning {
    StixWarning {
        key: view.release.to_string(),
        headline: view.headline.clone(),
        text: view.text.clone(),
        marking: view.marking.clone(),
        caveats: view.caveats.clone(),
        kind: view.kind,
        stage: view.stage,
        place: view.place.clone(),
        linked_places: view.linked_places.clone(),
        when: view.when.clone(),
        urgency: view.urgency,
        severity: view.severity,
        certainty: view.certainty,
        grade: view.grade.clone(),
        independent_origins: view.independent_origins,
        origins: view.origins.clone(),
        actors: view.actors.iter().map(|name| actor(name, groups)).collect(),
        targets: view.targets.clone(),
        killed: view.killed,
        injured: view.injured,
        statements: view
            .statements
            .iter()
            .map(|said| StixStatement {
                key: said.claim.to_string(),
                outlet: said.outlet.clone(),
                title: said.title.clone(),
                published: said.published,
                words: said.words.clone(),
                said_by: said.said_by.clone(),
            })
            .collect(),
        outcome: view.outcome,
        cancelled: view.state == WarningState::Cancelled,
        created: view.released_at,
        modified,
    }
}

/// The group of this name where the list knows it; else the words alone.
fn actor(name: &str, groups: &[Group]) -> StixActor {
    let known = groups.iter().find(|group| {
        group.name.eq_ignore_ascii_case(name) || group.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    });
    let mention = record::Mention { text: name.to_owned(), span: None, group: known.map(|group| group.id.clone()) };
    StixActor::of(&mention, None, groups)
}
