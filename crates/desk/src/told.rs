//! What was released to a partner, for every format that is made for partners: from the partner's views, so that no way out
//! says more than the signed link does. And the acknowledgements that come back in CAP.

use crate::{held, pages::copy::gather};
use jiff::Timestamp;
use record::{
    Certainty, Event, Grade, Group, Kind, Partner, PartnerId, Refusal, RefusalKind, Release, ReleaseId, Severity,
    Stage, Urgency, Warning, WarningState,
};
use share::formats::Told;
use share::formats::cap::{self, Desk as Sender, MsgType};
use share::formats::stix::{self, StixActor, StixStatement, StixWarning};
use store::{MAX_PAGE, Page, Store, StoreError};
use warn::view::PartnerView;

/// The copies that `partner` holds, but for those that other partners' rules hold back now ([`crate::held`]): of the latest
/// [`MAX_PAGE`] that were released to it, however many others there are. Of one that is held back and taken back there is only
/// that: it may have been read before. `link` gives the whole address of a release's signed link, where it has one that can be
/// reached.
///
/// # Errors
/// The store fails.
pub fn told(
    store: &dyn Store,
    partner: &Partner,
    groups: &[Group],
    link: &dyn Fn(&Release) -> Option<String>,
) -> Result<Vec<Told>, Refusal> {
    let mut copies = Vec::new();
    // Everybody has no name.
    let name = if partner.id.is_public() { String::new() } else { partner.name.clone() };
    for release in store.releases_to(&partner.id, Page::first(MAX_PAGE)).map_err(|e| failed(&e))? {
        let Some(warning) = store.warning(&release.warning).map_err(|e| failed(&e))? else { continue };
        if warning.state != WarningState::Draft && !release.revoked {
            let gathered = gather(store, warning).map_err(|e| failed(&e))?;
            let is_held = gathered.held_back(&release.marking).is_some();
            if is_held && gathered.warning.state != WarningState::Cancelled {
                continue;
            }
            let receipts = store.receipts_of(&release.id).map_err(|e| failed(&e))?;
            let told = copy(&gathered.view(&release, &receipts)?, &name, groups, link(&release));
            copies.push(if is_held { bare(told) } else { told });
        }
    }
    Ok(copies)
}

/// What the collection of one holder is to have of a warning.
pub struct Collected {
    /// Whose.
    pub partner: PartnerId,
    /// The copy; while other partners' rules hold it back nothing, or that it was taken back.
    pub told: Option<Told>,
    /// Objects of which nothing but the copy's own versions may stay: they say, or said, what is held back. Ids of STIX.
    pub only_now: Vec<String>,
    /// The copy is held back: versions of its own that the collection has already may say more than it does now.
    pub is_held: bool,
}

/// The copies of one warning that are held by partners for whom `name` gives a name, in the order in which they were released.
///
/// # Errors
/// The store fails.
pub fn copies(
    store: &dyn Store,
    warning: Warning,
    name: &dyn Fn(&PartnerId) -> Option<String>,
    groups: &[Group],
    link: &dyn Fn(&Release) -> Option<String>,
) -> Result<Vec<Collected>, Refusal> {
    let releases = store.releases_of(&warning.id).map_err(|e| failed(&e))?;
    let named = releases.into_iter().filter(|release| !release.revoked);
    let held: Vec<_> = named.filter_map(|release| Some((name(&release.partner)?, release))).collect();
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let gathered = gather(store, warning).map_err(|e| failed(&e))?;
    let mut copies = Vec::new();
    for (name, release) in held {
        let claims = gathered.claims_held(&release.marking);
        let is_held = gathered.held_back(&release.marking).is_some();
        let mut only_now = Vec::new();
        if is_held || !claims.is_empty() {
            // What a copy said of a report that is held back now stands in its former versions too.
            let all = if is_held { gathered.claims.iter().collect() } else { claims };
            only_now = stix::own_ids(release.id.as_str(), all.iter().map(|claim| claim.id.as_str()));
        }
        let told = if is_held && gathered.warning.state != WarningState::Cancelled {
            None
        } else {
            let receipts = store.receipts_of(&release.id).map_err(|e| failed(&e))?;
            let told = copy(&gathered.view(&release, &receipts)?, &name, groups, link(&release));
            Some(if is_held { bare(told) } else { told })
        };
        copies.push(Collected { partner: release.partner, told, only_now, is_held });
    }
    Ok(copies)
}

/// What a message is to say.
pub enum Word {
    /// The copy.
    Told(Box<Told>),
    /// It may not leave now: why, and what to do.
    Held(String),
}

/// One partner's copy, for a message about it. What came back since leaves no trace in it: the message of one version has the
/// same bytes whenever it is made.
///
/// # Errors
/// The store fails, or the warning is not there.
pub fn message_of(
    store: &dyn Store,
    release: &Release,
    partner: &Partner,
    groups: &[Group],
    link: Option<String>,
) -> Result<Word, Refusal> {
    let warning = store.warning(&release.warning).map_err(|e| failed(&e))?;
    let gone = || Refusal::new(RefusalKind::NotFound, format!("there is no warning {}", release.warning));
    let gathered = gather(store, warning.ok_or_else(gone)?).map_err(|e| failed(&e))?;
    let told = copy(&gathered.view(release, &[])?, &partner.name, groups, link);
    let Some(why) = gathered.held_back(&release.marking) else { return Ok(Word::Told(Box::new(told))) };
    // Whoever has any version learns that it was taken back, and no more: the words of the present one may never have come.
    let had_any = held::had_any(release, &store.receipts_of(&release.id).map_err(|e| failed(&e))?);
    let withdrawn = gathered.warning.state == WarningState::Cancelled && had_any;
    Ok(if withdrawn { Word::Told(Box::new(bare(told))) } else { Word::Held(why) })
}

/// Headline of a warning that was taken back while what it says is held back.
pub(crate) const WITHDRAWN: &str = "Warning withdrawn";

/// Which warning was taken back, when and why, and nothing of what it said.
fn bare(told: Told) -> Told {
    let warning = StixWarning {
        headline: WITHDRAWN.to_owned(),
        text: String::new(),
        caveats: Vec::new(),
        // The formats know no "not told": the widest kind, and that it is not to be expected.
        kind: Kind::Attack,
        stage: Stage::Denied,
        place: None,
        linked_places: Vec::new(),
        when: None,
        urgency: Urgency::Unknown,
        severity: Severity::Unknown,
        certainty: Certainty::Unknown,
        grade: Grade::unjudged(),
        independent_origins: 0,
        origins: Vec::new(),
        actors: Vec::new(),
        targets: Vec::new(),
        killed: None,
        injured: None,
        statements: Vec::new(),
        outcome: None,
        ..told.warning
    };
    Told { warning, changes: Vec::new(), likelihood: None, ..told }
}

fn failed(error: &StoreError) -> Refusal {
    Refusal::new(RefusalKind::Store, error.to_string())
}

/// A view as the formats take it.
#[must_use]
pub fn copy(view: &PartnerView, partner: &str, groups: &[Group], link: Option<String>) -> Told {
    let own = view.receipts.iter().map(|receipt| receipt.at).max().unwrap_or(view.updated_at);
    // Others' steps do not show in the time of the last change: only the end of the warning is everyone's.
    let modified = view.ended_at.unwrap_or(own).max(view.updated_at);
    let cancelled = view.cancelled_because.clone().map(|why| (view.ended_at.unwrap_or(modified), why));
    Told {
        warning: warning(view, groups, modified),
        partner: partner.to_owned(),
        version: view.version,
        sent: view.updated_at,
        earlier: view.earlier.clone(),
        changes: view.changes.clone(),
        cancelled,
        expires_at: view.expires_at,
        handling: view.handling.clone(),
        likelihood: view.likelihood.clone(),
        link,
    }
}

fn warning(view: &PartnerView, groups: &[Group], modified: Timestamp) -> StixWarning {
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

/// The events that a CAP `Ack` stands for: one for each version of ours that it names, with the partner's release. Where it came to
/// the link of `only`, every other message is one that never was: nothing is looked up.
///
/// # Errors
/// `Invalid` if it is no CAP `Ack`, or names a message that this desk never sent at that time; `Store` if that fails.
pub fn acks(
    store: &dyn Store,
    sender: &Sender,
    bytes: &[u8],
    only: Option<&ReleaseId>,
) -> Result<Vec<(Release, Event)>, Refusal> {
    let invalid = |message: String| Refusal::new(RefusalKind::Invalid, message);
    let alert = cap::decode(bytes).map_err(|error| invalid(error.to_string()))?;
    if alert.msg_type != MsgType::Ack {
        return Err(invalid(format!("this CAP message is of the type {}; an Ack is expected", alert.msg_type.word())));
    }
    let mut events = Vec::new();
    for reference in &alert.references {
        let unknown = || invalid(format!("this desk never sent the CAP message {}", reference.identifier));
        let (id, version) = cap::release_of(&reference.identifier).ok_or_else(unknown)?;
        if only.is_some_and(|only| *only != id) {
            return Err(unknown());
        }
        let release = store.release(&id).map_err(|e| failed(&e))?.ok_or_else(unknown)?;
        let sent = release.sent_at(version).filter(|sent| sent.as_second() == reference.sent.as_second());
        if reference.sender != sender.sender || sent.is_none() {
            return Err(unknown());
        }
        let event = Event::AckReceived { release: id, version, channel: "cap".to_owned(), note: alert.note.clone() };
        events.push((release, event));
    }
    Ok(events)
}
