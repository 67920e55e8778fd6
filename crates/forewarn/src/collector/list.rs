//! What follows from a source's list: what is new in it, and whether it still lies where it lay.

use super::Tally;
use super::books::Books;
use super::moved::{Way, gone, moved};
use super::work::{Again, Handled, Work, wanted};
use collect::{
    Answer, Body, FeedKind, Intake, Look, after, entries_of_page, is_feed, misp_list, page_list, page_text, read_feed,
    take_list, wait_of,
};
use jiff::Timestamp;
use record::{ByServer, Collected, Source, SourceKind, SourceState};
use url::Url;

impl Work {
    /// Takes what a source answered into the books.
    pub(super) fn list(
        &self,
        books: &mut Books<'_>,
        (task, source): (&str, &Source),
        mut state: SourceState,
        (url, way): (&Url, Way),
        answer: &Answer,
        now: Timestamp,
    ) -> Result<Handled, String> {
        let mut collected = Collected::default();
        // Behind a redirect for now, "gone" is said of another address than the source's.
        let is_gone = matches!(answer, Answer::Refused(refused) if refused.status == Some(410)) && way.permanent;
        let look = match answer {
            Answer::Body(body) => match self.intake(books, source, &state, url, body, now) {
                Ok((intake, every_minutes)) => taken(&mut state, body, intake, every_minutes, &mut collected),
                Err(error) => Look::Failed { error, retry_after: None },
            },
            Answer::Refused(refused) => {
                let retry_after = refused.retry_after.as_deref().and_then(|wait| wait_of(wait, now));
                Look::Failed { error: refused.detail.clone(), retry_after }
            }
            _ => Look::Same,
        };
        let failed = matches!(look, Look::Failed { .. });
        after(source, &mut state, now, look);
        if is_gone {
            collected.by_servers.push(gone(source, &mut state, now));
        } else if !failed {
            let others = || self.store.sources().ok();
            collected.by_servers.extend(moved(source, &mut state, (url, way), now, others));
        }
        let wanted = wanted(&collected.articles, now);
        let address = match collected.by_servers.first() {
            Some(ByServer::Moved { to, .. }) => to,
            _ => &source.url,
        };
        let next = state.next_at.filter(|_| !is_gone);
        let next = next.map(|due| (Url::parse(address).unwrap_or_else(|_| url.clone()), due, Way::default()));
        collected.states = vec![state];
        books.take(collected);
        let mut again = vec![Again { task: task.to_owned(), next }];
        again.extend(wanted);
        Ok((again, Tally { looks: 1, failed: u64::from(failed), ..Tally::default() }))
    }

    /// Reads a list and holds it against what is known.
    fn intake(
        &self,
        books: &Books<'_>,
        source: &Source,
        state: &SourceState,
        url: &Url,
        body: &Body,
        now: Timestamp,
    ) -> Result<(Intake, Option<u32>), String> {
        let list = if source.kind == SourceKind::Misp {
            misp_list(&body.bytes, url, &self.limits)?
        } else if source.kind == SourceKind::Page && !is_feed(&body.bytes) {
            let text = page_text(&body.bytes, body.charset.as_deref());
            let select = source.select.as_deref();
            let (_, entries) = entries_of_page(&text, url.as_str(), select, now, &self.limits)?;
            if entries.is_empty() && select.is_some() {
                return Err("its selector matches nothing any more: the page's form may have changed".to_owned());
            }
            if entries.is_empty() {
                return Err("the page has no dated headlines any more: its form may have changed".to_owned());
            }
            page_list(Some(source.name.clone()), entries)
        } else {
            read_feed(&body.bytes, url.as_str(), body.charset.as_deref(), now, &self.limits)
        };
        if list.entries.is_empty() && list.deleted.is_empty() && !list.faults.is_empty() {
            let words: Vec<&str> = list.faults.iter().map(|fault| fault.detail.as_str()).collect();
            return Err(words.join("; "));
        }
        if list.kind == FeedKind::SitemapIndex {
            return Err("it is a list of sitemaps: follow one of those (`forewarn source add` finds it)".to_owned());
        }
        let intake = take_list(source, state, &list, books, now);
        if let Some(error) = books.failed() {
            return Err(error.to_string());
        }
        Ok((intake, list.every_minutes))
    }
}

/// Brings what is known of a source in line with a list that was taken in.
fn taken(
    state: &mut SourceState,
    body: &Body,
    intake: Intake,
    every_minutes: Option<u32>,
    collected: &mut Collected,
) -> Look {
    // A list of which something is left for the next time must come whole again.
    state.etag = body.etag.clone().filter(|_| !intake.more);
    state.last_modified = body.last_modified.clone().filter(|_| !intake.more);
    state.articles += intake.fresh;
    state.copies += intake.copies;
    let look = Look::List { entries: intake.listing.len(), new: intake.new, overrun: intake.overrun, every_minutes };
    state.listing = intake.listing;
    *collected = intake.collected;
    look
}
