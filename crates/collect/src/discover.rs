//! Finding what can be followed behind an address: the feed of a page or site, a MISP feed, its sitemap, or the page itself.

use crate::exchange::{is_manifest, misp_list};
use crate::feed::{Feed, FeedKind, is_feed, read_feed};
use crate::fetch::{Asker, Authorization, Body, Refused, Request, follow};
use crate::follow::entries_of_page;
use crate::{Limits, html, page_text};
use jiff::Timestamp;
use record::{FaultKind, SourceKind};
use url::Url;

/// Media types of lists.
pub const LIST_TYPES: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
    text/xml;q=0.9, text/html;q=0.8, */*;q=0.5";

/// Where feeds lie on sites that do not say so.
const USUAL_PATHS: &[&str] = &["/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json"];

/// Addresses that are tried.
const MAX_TRIES: usize = 12;

/// Dated headlines that make a page a list.
const MIN_HEADLINES: usize = 3;

/// What was found.
#[derive(Debug, Clone)]
pub struct Discovered {
    /// How it is to be followed.
    pub kind: SourceKind,
    /// Its address.
    pub url: String,
    /// Where it was found, in words.
    pub how: String,
    /// What it holds now.
    pub list: Feed,
}

/// What is said beside the address.
#[derive(Debug, Clone, Default)]
pub struct Beside<'b> {
    /// The administrator says that it may lie on this machine.
    pub local: bool,
    /// A CSS selector of the entries of a page.
    pub select: Option<&'b str>,
    /// The account there.
    pub authorization: Option<Authorization>,
}

/// Looks for what can be followed behind an address.
///
/// # Errors
/// The address cannot be fetched, or nothing behind it can be followed.
pub async fn discover(
    asker: &Asker,
    url: &Url,
    beside: &Beside<'_>,
    now: Timestamp,
    limits: &Limits,
) -> Result<Discovered, Refused> {
    let select = beside.select;
    let search = Search { asker, beside, first: url.clone(), now, limits };
    let (at, body) = match search.get(url).await {
        // Folders are often closed to readers, and their files open.
        Err(refused) if matches!(refused.status, Some(403 | 404)) => {
            return search.misp(url, "its manifest lies there").await.ok_or(refused);
        }
        got => got?,
    };
    if is_manifest(&body.bytes) {
        return search.events(&at, &body, "it is its manifest");
    }
    if select.is_some() {
        return selected(&at, &body, select, now, limits);
    }
    if is_feed(&body.bytes) {
        return search.list(&at, &body, "it is one itself").await;
    }
    let text = page_text(&body.bytes, body.charset.as_deref());
    let mut tries: Vec<(Url, &str)> =
        html::feed_links(&text, &at, limits).into_iter().map(|url| (url, "the page names it")).collect();
    let usual = USUAL_PATHS.iter().filter_map(|path| at.join(path).ok());
    tries.extend(usual.map(|url| (url, "it lies where feeds usually lie")));
    for (url, how) in tries.into_iter().take(MAX_TRIES) {
        if let Ok((at, body)) = search.get(&url).await
            && is_feed(&body.bytes)
            && let Ok(found) = search.list(&at, &body, how).await
            && !found.list.entries.is_empty()
        {
            return Ok(found);
        }
    }
    if let Some(found) = search.misp(&at, "its manifest lies there").await {
        return Ok(found);
    }
    let (title, entries) = entries_of_page(&text, at.as_str(), None, now, limits).unwrap_or_default();
    if entries.len() >= MIN_HEADLINES {
        let how = format!("no feed was found; the page itself has {} dated headlines", entries.len());
        return Ok(Discovered { kind: SourceKind::Page, url: at.to_string(), how, list: page_list(title, entries) });
    }
    if let Some(found) = search.sitemap(&at).await {
        return Ok(found);
    }
    let detail = "no feed, no sitemap and no dated headlines were found there; give the address of a feed or of a section page, or name \
         the boxes of its list with --select";
    Err(Refused::new(FaultKind::Malformed, detail))
}

/// The entries of a page that a selector names.
fn selected(
    at: &Url,
    body: &Body,
    select: Option<&str>,
    now: Timestamp,
    limits: &Limits,
) -> Result<Discovered, Refused> {
    let text = page_text(&body.bytes, body.charset.as_deref());
    let wrong = |detail: String| Refused::new(FaultKind::Malformed, detail);
    let (title, entries) = entries_of_page(&text, at.as_str(), select, now, limits).map_err(wrong)?;
    if entries.is_empty() {
        let detail =
            "the selector matches no box with a link to an article; it must name each entry of the list, not the list";
        return Err(wrong(detail.to_owned()));
    }
    let how = format!("your selector matches {} headlines", entries.len());
    Ok(Discovered { kind: SourceKind::Page, url: at.to_string(), how, list: page_list(title, entries) })
}

/// The headlines of a section page as a list.
#[must_use]
pub fn page_list(title: Option<String>, entries: Vec<crate::Entry>) -> Feed {
    Feed {
        kind: FeedKind::Rss,
        title,
        site: None,
        language: None,
        every_minutes: None,
        entries,
        deleted: Vec::new(),
        faults: Vec::new(),
    }
}

struct Search<'s> {
    asker: &'s Asker,
    beside: &'s Beside<'s>,
    first: Url,
    now: Timestamp,
    limits: &'s Limits,
}

impl Search<'_> {
    async fn get(&self, url: &Url) -> Result<(Url, Body), Refused> {
        let own = url.origin() == self.first.origin();
        let request = Request {
            accept: LIST_TYPES,
            local: self.limits.allow_local || (self.beside.local && own),
            authorization: self.beside.authorization.clone().filter(|_| own),
            bytes_max: self.limits.feed_bytes,
            ..Request::page(url.clone(), self.limits)
        };
        follow(self.asker, request, self.limits).await
    }

    /// A feed or sitemap; of a list of sitemaps the one with news, else the one that changed last.
    async fn list(&self, at: &Url, body: &Body, how: &str) -> Result<Discovered, Refused> {
        let list = read_feed(&body.bytes, at.as_str(), body.charset.as_deref(), self.now, self.limits);
        let found = |url: &Url, list: Feed| Discovered {
            kind: if list.kind == FeedKind::Sitemap { SourceKind::Sitemap } else { SourceKind::Feed },
            url: url.to_string(),
            how: how.to_owned(),
            list,
        };
        if list.kind != FeedKind::SitemapIndex {
            return Ok(found(at, list));
        }
        let is_news = |entry: &&crate::Entry| entry.link.as_deref().is_some_and(|link| link.contains("news"));
        let chosen = list.entries.iter().filter(is_news).max_by_key(|entry| entry.updated);
        let chosen = chosen.or_else(|| list.entries.iter().max_by_key(|entry| entry.updated));
        let inner = chosen.and_then(|entry| Url::parse(entry.link.as_deref()?).ok());
        let Some(inner) = inner else { return Err(Refused::new(FaultKind::Empty, "the list of sitemaps is empty")) };
        let (at, body) = self.get(&inner).await?;
        let list = read_feed(&body.bytes, at.as_str(), body.charset.as_deref(), self.now, self.limits);
        match list.kind {
            FeedKind::Sitemap => Ok(found(&at, list)),
            _ => Err(Refused::new(FaultKind::TooDeep, "the list of sitemaps leads to another list")),
        }
    }

    /// The MISP feed in this folder.
    async fn misp(&self, folder: &Url, how: &str) -> Option<Discovered> {
        let (at, body) = self.get(&folder.join("manifest.json").ok()?).await.ok()?;
        if is_manifest(&body.bytes) { self.events(&at, &body, how).ok() } else { None }
    }

    fn events(&self, at: &Url, body: &Body, how: &str) -> Result<Discovered, Refused> {
        let list = misp_list(&body.bytes, at, self.limits).map_err(|why| Refused::new(FaultKind::Malformed, why))?;
        Ok(Discovered { kind: SourceKind::Misp, url: at.to_string(), how: how.to_owned(), list })
    }

    /// The sitemap that robots.txt names, where its entries have headlines or dates.
    async fn sitemap(&self, at: &Url) -> Option<Discovered> {
        let (_, robots) = self.get(&at.join("/robots.txt").ok()?).await.ok()?;
        let text = String::from_utf8_lossy(&robots.bytes).into_owned();
        let named = text.lines().filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case("sitemap").then(|| at.join(value.trim()).ok())?
        });
        let mut named: Vec<Url> = named.take(MAX_TRIES).collect();
        named.sort_by_key(|url| !url.as_str().contains("news"));
        for url in named.iter().take(3) {
            if let Ok((at, body)) = self.get(url).await
                && is_feed(&body.bytes)
                && let Ok(found) = self.list(&at, &body, "robots.txt names it").await
                && found.list.entries.iter().any(|entry| entry.title.is_some())
            {
                return Some(found);
            }
        }
        None
    }
}
