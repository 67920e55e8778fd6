//! `/public/…`: what was released to everybody under TLP:CLEAR, for people and for programs, without an account.
//!
//! The public is a partner ([`PartnerId::public`]): a warning comes here by a release to it, under the rules of every
//! release, and all that is shown is made from that partner's copies ([`told`]). There is no second cut. While the page is
//! closed its addresses answer like any other without the desk's key.

mod page;

use crate::{
    app::{App, Inner},
    fail::{self, Fail},
    feed::{self as lists, answered},
    guard, told,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use record::{Entry, Kind, PartnerId};
use share::formats::{Told, feed};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Store, StoreError};

/// Where the public page begins.
pub const PATH: &str = "/public";

/// The lists, in the order in which the page names them, with their words.
const LISTS: [(&str, &str); 5] = [
    ("rss.xml", "RSS"),
    ("atom.xml", "Atom"),
    ("feed.json", "JSON Feed"),
    ("warnings.geojson", "GeoJSON"),
    ("warnings.csv", "CSV"),
];

/// True for the paths of the public page.
pub(crate) fn is_under(path: &str) -> bool {
    path.strip_prefix(PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Entries of the ledger that are looked through for one that may have changed a copy; behind more the copies are made anew.
const MAX_ENTRIES: u32 = 500;

/// True if what an entry tells of may have changed what everybody sees. Whatever changes a copy writes an entry; most entries tell
/// of what others did with theirs, or of reports that tell of nothing.
fn may_change(entry: &Entry) -> bool {
    const NEVER: [&str; 14] = [
        "link.opened",
        "warning.acknowledged",
        "warning.asked_to_share",
        "warning.delivered",
        "warning.drafted",
        "warning.not_delivered",
        "warning.not_mine",
        "warning.passed_on",
        "warning.refreshed",
        "warning.share_answered",
        "warning.unanswered",
        "warning.update_offered",
        "partner.taxii",
        "watch.set",
    ];
    if entry.what == "report.read" {
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        return detail["claims"].as_u64() != Some(0);
    }
    !NEVER.contains(&entry.what.as_str())
}

/// The copies as they were at an entry of the ledger.
#[derive(Default)]
pub(crate) struct Copies(Mutex<Option<(u64, Arc<Vec<Told>>)>>);

impl Copies {
    /// The copies, where nothing that the ledger tells of up to `head` may have changed them.
    fn at(&self, store: &dyn Store, head: u64) -> Result<Option<Arc<Vec<Told>>>, StoreError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((known, copies)) = kept.filter(|(known, _)| *known <= head) else { return Ok(None) };
        if known < head {
            if head - known > u64::from(MAX_ENTRIES) || store.ledger_after(known, MAX_ENTRIES)?.iter().any(may_change) {
                return Ok(None);
            }
            self.keep(head, &copies);
        }
        Ok(Some(copies))
    }

    fn keep(&self, head: u64, copies: &Arc<Vec<Told>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((head, Arc::clone(copies)));
    }
}

/// One address of the public page.
pub(crate) async fn show(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Response {
    let analyst = guard::session(&app.0, &headers);
    let made = app.block_public(move |inner| {
        let Some(copies) = copies(inner)? else { return Ok(None) };
        let desk = &inner.desk;
        Ok(Some(render(&desk.sender.name, &desk.base_url, &copies, uri.path())))
    });
    match made.await {
        Ok(Some(Some((kind, body)))) => answered(&headers, kind, body, "public, no-cache"),
        // One answer for what was not released to everybody and for what never was.
        Ok(Some(None)) => fail::plain(StatusCode::NOT_FOUND, "Not found", "There is nothing here.", false),
        Ok(None) if analyst => fail::no_such_page().await,
        Ok(None) => guard::locked(false),
        Err(error) => error.into_response(),
    }
}

/// What was released to everybody; `None` while the page is closed.
fn copies(inner: &Inner) -> Result<Option<Arc<Vec<Told>>>, Fail> {
    let (desk, store) = (&inner.desk, inner.desk.store.as_ref());
    let public = store.partner(&PartnerId::public())?.filter(|public| !public.feed.withdrawn);
    let Some(public) = public else { return Ok(None) };
    let (head, _) = store.ledger_head()?;
    if let Some(known) = inner.public.at(store, head)? {
        return Ok(Some(known));
    }
    let base = desk.base_url.trim_end_matches('/');
    let link = |release: &record::Release| Some(format!("{base}{PATH}/warning/{}", release.id));
    let copies = Arc::new(told::told(store, &public, &desk.groups, &link)?);
    inner.public.keep(head, &copies);
    Ok(Some(copies))
}

/// Which of the warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section<'p> {
    All,
    /// ISO 3166-1 alpha-2.
    Country(&'p str),
    Kind(Kind),
}

impl Section<'_> {
    fn holds(self, told: &Told) -> bool {
        match self {
            Self::All => true,
            Self::Country(code) => country(told) == Some(code),
            Self::Kind(kind) => told.warning.kind == kind,
        }
    }

    /// Its path, without a slash at the end.
    fn path(self) -> String {
        match self {
            Self::All => PATH.to_owned(),
            Self::Country(code) => format!("{PATH}/country/{code}"),
            Self::Kind(kind) => format!("{PATH}/kind/{}", kind.code()),
        }
    }

    /// In words; empty for all.
    fn words(self) -> String {
        match self {
            Self::All => String::new(),
            Self::Country(code) => code.to_owned(),
            Self::Kind(kind) => kind.words().to_owned(),
        }
    }
}

fn country(told: &Told) -> Option<&str> {
    told.warning.place.as_ref().and_then(|place| place.country_iso2.as_deref())
}

/// The media type and the content of an address of the public page, from the copies that everybody may see and from nothing
/// else; `None` if there is nothing of this address. `base_url` is the desk's own address.
#[must_use]
pub fn render(desk: &str, base_url: &str, copies: &[Told], path: &str) -> Option<(&'static str, String)> {
    let parts: Vec<&str> = path.strip_prefix(PATH)?.trim_matches('/').split('/').take(5).collect();
    let (section, file) = match parts[..] {
        ["warning", key] => {
            let told = copies.iter().find(|told| told.warning.key == key)?;
            return page::one(desk, copies, told);
        }
        [file] => (Section::All, file),
        ["country", code] => (Section::Country(code), ""),
        ["country", code, file] => (Section::Country(code), file),
        ["kind", code] => (Section::Kind(code.parse().ok()?), ""),
        ["kind", code, file] => (Section::Kind(code.parse().ok()?), file),
        _ => return None,
    };
    if section == Section::All && file.is_empty() {
        return page::list(desk, copies, section);
    }
    if !file.is_empty() && !LISTS.iter().any(|(name, _)| *name == file) {
        return None;
    }
    let some: Vec<Told> = copies.iter().filter(|told| section.holds(told)).cloned().collect();
    // A section with nothing in it is not there.
    if section != Section::All && some.is_empty() {
        return None;
    }
    if file.is_empty() {
        return page::list(desk, &some, section);
    }
    let (base, words) = (base_url.trim_end_matches('/'), section.words());
    let about = feed::Feed {
        title: [format!("{desk}: public warnings"), words].join(", ").trim_end_matches(", ").to_owned(),
        author: desk.to_owned(),
        home: format!("{base}{}", section.path()),
        address: format!("{base}{}/{file}", section.path()),
        public: true,
    };
    lists::list(&about, &some, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_do_leaves_the_public_copies_as_they_are() {
        let entry = |what: &str, detail: &str| Entry::after("", 1, jiff::Timestamp::UNIX_EPOCH, "x", what, "y", detail);
        for (what, detail, expected) in [
            ("link.opened", "{}", false),
            ("warning.acknowledged", "{}", false),
            ("report.read", "{\"claims\":0}", false),
            ("report.read", "{\"claims\":2}", true),
            ("report.read", "?", true),
            ("warning.held_back", "{}", true),
            ("warning.closed", "{}", true),
            ("warning.outcome_given", "{}", true),
            ("what.nobody.knows", "{}", true),
        ] {
            assert_eq!(may_change(&entry(what, detail)), expected, "{what}");
        }
    }
}
