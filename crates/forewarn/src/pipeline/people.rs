//! Watches, partners and sources: set and taken off.

use super::world::Fresh;
use super::{Pipeline, Work, failed, not_found};
use crate::collector::same_origin;
use link::Touched;
use record::{
    ByServer, Partner, PartnerId, Refusal, RefusalKind, Source, SourceId, SourceState, TaxiiAccess, Watch, WatchId,
};
use serde_json::json;
use store::{Change, MAX_PAGE, Page, WarningFilter};
use url::Url;

impl Pipeline {
    pub(super) fn watch_set(&self, work: &mut Work<'_>, watch: Watch) -> Result<(), Refusal> {
        if watch.name.trim().is_empty() {
            return Err(Refusal::new(RefusalKind::Invalid, "a watch needs a name"));
        }
        for id in &watch.question.groups {
            if !self.reader.groups().iter().any(|group| group.id == *id) {
                return Err(not_found("group", id.as_str(), "forewarn groups"));
            }
        }
        work.log("watch.set", watch.id.as_str(), json!(watch));
        work.put(Change::PutWatch(watch));
        Ok(())
    }

    pub(super) fn watch_removed(&self, work: &mut Work<'_>, id: &WatchId) -> Result<(), Refusal> {
        if !self.store.watches().map_err(|e| failed(&e))?.iter().any(|watch| watch.id == *id) {
            return Err(not_found("watch", id.as_str(), "forewarn watch list"));
        }
        work.log("watch.removed", id.as_str(), json!({}));
        work.put(Change::DropWatch(id.clone()));
        Ok(())
    }

    pub(super) fn source_set(&self, work: &mut Work<'_>, source: Source) -> Result<(), Refusal> {
        work.analyst()?;
        if source.url.trim().is_empty() {
            return Err(Refusal::new(RefusalKind::Invalid, "a source needs an address"));
        }
        work.log("source.set", source.id.as_str(), json!(source));
        work.put(Change::PutSource(source));
        Ok(())
    }

    /// A source that has moved for good, or is gone: no analyst's act, and written down as what it is. `states`: of the sources that
    /// were asked.
    pub(super) fn changed_by_its_server(
        &self,
        work: &mut Work<'_>,
        change: ByServer,
        states: &mut [SourceState],
    ) -> Result<(), Refusal> {
        let (id, asked) = change.asked();
        let state = states.iter_mut().find(|state| state.source == *id);
        // Taken off meanwhile, it stays off; and what was said of another address is not said of this one.
        let known = self.store.source(id).map_err(|e| failed(&e))?.filter(|source| source.url == asked);
        let Some(mut source) = known else {
            if let Some(state) = state {
                (state.moved_to, state.moves, state.moved_since, state.gone_at) = (None, 0, None, None);
            }
            return Ok(());
        };
        match change {
            ByServer::Moved { from, to, .. } => {
                work.log("source.moved", source.id.as_str(), json!({"from": from, "to": to}));
                if let Some(state) = state {
                    (state.moved_to, state.moves, state.moved_since) = (None, 0, None);
                    state.moved_from = Some(from);
                }
                // "Local" is said of one host and port, and an account opens one: they do not go along to another.
                let own = Url::parse(&to).is_ok_and(|to| same_origin(&source.url, &to));
                source.local &= own;
                source.login = source.login.filter(|_| own);
                source.url = to;
            }
            ByServer::Gone { url, .. } => {
                if !source.paused {
                    work.log("source.gone", source.id.as_str(), json!({"url": url}));
                }
                source.paused = true;
            }
        }
        work.put(Change::PutSource(source));
        Ok(())
    }

    pub(super) fn source_removed(&self, work: &mut Work<'_>, id: &SourceId) -> Result<(), Refusal> {
        work.analyst()?;
        if !self.store.sources().map_err(|e| failed(&e))?.iter().any(|source| source.id == *id) {
            return Err(not_found("source", id.as_str(), "forewarn source list"));
        }
        work.log("source.removed", id.as_str(), json!({}));
        work.put(Change::DropSource(id.clone()));
        Ok(())
    }

    pub(super) fn partner_set(&self, work: &mut Work<'_>, mut partner: Partner) -> Result<(), Refusal> {
        if partner.name.trim().is_empty() {
            return Err(Refusal::new(RefusalKind::Invalid, "a partner needs a name"));
        }
        if partner.id.is_public() {
            let message = "the public is set by opening and closing its page: forewarn partner public on";
            return Err(Refusal::new(RefusalKind::NotAllowed, message));
        }
        super::ways::check(&partner)?;
        // Whoever changes something else may have read the partner before an address or a secret was made anew. One that
        // was taken off and comes again gets another address than it had.
        let known = self.store.partner(&partner.id).map_err(|e| failed(&e))?;
        partner.keep_secrets_of(known.as_ref(), work.at);
        work.log("partner.set", partner.id.as_str(), super::ways::for_the_ledger(&partner));
        work.put(Change::PutPartner(partner));
        Ok(())
    }

    /// Makes the address of a partner's lists anew, or takes it back.
    pub(super) fn feed_set(&self, work: &mut Work<'_>, id: &PartnerId, withdrawn: bool) -> Result<(), Refusal> {
        work.analyst()?;
        let known = self.store.partner(id).map_err(|e| failed(&e))?;
        let mut partner = known.ok_or_else(|| not_found("partner", id.as_str(), "forewarn partner list"))?;
        if id.is_public() {
            let message = "the public has no secret address; its page is opened and closed: forewarn partner public";
            return Err(Refusal::new(RefusalKind::NotAllowed, message));
        }
        partner.feed.withdrawn = withdrawn;
        if !withdrawn {
            partner.feed.since = Some(work.at);
        }
        work.log(if withdrawn { "partner.feed_withdrawn" } else { "partner.feed_renewed" }, id.as_str(), json!({}));
        work.put(Change::PutPartner(partner));
        Ok(())
    }

    /// Opens or closes the page for everybody; repeating it changes nothing.
    pub(super) fn public_page_set(&self, work: &mut Work<'_>, open: bool) -> Result<(), Refusal> {
        work.analyst()?;
        let id = PartnerId::public();
        let known = self.store.partner(&id).map_err(|e| failed(&e))?;
        if known.as_ref().map_or(!open, |known| known.feed.withdrawn != open) {
            return Ok(());
        }
        let mut public = known.unwrap_or_else(Partner::the_public);
        public.feed.withdrawn = !open;
        work.log(if open { "public.opened" } else { "public.closed" }, id.as_str(), json!({}));
        work.put(Change::PutPartner(public));
        Ok(())
    }

    /// A partner that is taken off loses its links at once.
    pub(super) fn partner_removed(&self, work: &mut Work<'_>, id: &PartnerId) -> Result<(), Refusal> {
        if self.store.partner(id).map_err(|e| failed(&e))?.is_none() {
            return Err(not_found("partner", id.as_str(), "forewarn partner list"));
        }
        let mut revoked = Vec::new();
        let mut offset = 0;
        loop {
            let page = Page { offset, limit: MAX_PAGE };
            let warnings = self.store.warnings(&WarningFilter::default(), page).map_err(|e| failed(&e))?;
            if warnings.is_empty() {
                break;
            }
            offset += warnings.len() as u64;
            for mut warning in warnings {
                let (gone, left): (Vec<_>, Vec<_>) =
                    self.holders(&warning.id)?.into_iter().partition(|release| release.partner == *id);
                if !gone.is_empty() && self.let_go(work, &mut warning, &left)? {
                    work.put_warning(warning);
                }
                for mut release in gone {
                    release.revoked = true;
                    revoked.push(release.id.clone());
                    work.put(Change::PutRelease(release));
                }
            }
        }
        work.log("partner.removed", id.as_str(), json!({ "links_revoked": revoked }));
        work.put(Change::DropPartner(id.clone()));
        Ok(())
    }

    /// The password's hash stays out of the ledger.
    pub(super) fn taxii_set(&self, work: &mut Work<'_>, access: TaxiiAccess) -> Result<(), Refusal> {
        work.analyst()?;
        if self.store.partner(&access.partner).map_err(|e| failed(&e))?.is_none() {
            return Err(not_found("partner", access.partner.as_str(), "forewarn partner list"));
        }
        if access.partner.is_public() {
            return Err(Refusal::new(RefusalKind::NotAllowed, "the public has no account: its page needs none"));
        }
        if let Some(wrong) = access.collections.iter().find(|one| one.released && one.can_write) {
            let message = format!("`{}` holds what is released: its partner cannot write to it", wrong.alias);
            return Err(Refusal::new(RefusalKind::NotAllowed, message));
        }
        let detail = json!({ "password_changed": access.secret_sha256.is_some(), "collections": access.collections });
        work.log("partner.taxii", access.partner.as_str(), detail);
        work.put(Change::PutTaxii(Box::new(access)));
        Ok(())
    }

    /// Drafts the warnings that the watches would raise over what is already stored.
    pub(super) fn watches_applied(&self, work: &mut Work<'_>, world: &mut Option<link::World>) -> Result<(), Refusal> {
        let world = self.world(world)?;
        let changed = world.ids();
        self.apply(work, world, &Touched { changed, removed: Vec::new() }, &Fresh::new())
    }
}
