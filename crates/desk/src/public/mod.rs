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
use record::{Kind, PartnerId};
use share::formats::{Told, feed};
use std::sync::{Arc, Mutex, PoisonError};

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

/// The copies as they were at an entry of the ledger. Whatever changes one of them writes an entry.
#[derive(Default)]
pub(crate) struct Copies(Mutex<Option<(u64, Arc<Vec<Told>>)>>);

impl Copies {
    fn at(&self, head: u64) -> Option<Arc<Vec<Told>>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(known, _)| *known == head).map(|(_, copies)| Arc::clone(copies))
    }

    fn keep(&self, head: u64, copies: &Arc<Vec<Told>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((head, Arc::clone(copies)));
    }
}

/// One address of the public page.
pub(crate) async fn show(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Response {
    let analyst = guard::session(&app.0, &headers);
    let made = app.block(move |inner| {
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
    if let Some(known) = inner.public.at(head) {
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
