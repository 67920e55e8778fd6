//! Lists and pages that came, held against what is known: what is new, what was edited, what is the same by another way.

use super::key::article_key;
use crate::feed::{Entry, Feed, FeedKind};
use crate::{Limits, read_page, read_page_at, select_page};
use jiff::{SignedDuration, Timestamp};
use record::{
    Article, ArticleState, Capture, Collected, Fault, Held, RawReport, ReportId, Sighting, Source, SourceKind,
    SourceState, Version, sha256_hex,
};
use std::collections::{HashMap, HashSet};

/// Bytes of text from which a list is taken to hold the article itself; with less its page is fetched.
const FULL_TEXT_BYTES: usize = 1_200;

/// Ends of texts that go on elsewhere.
const GOES_ON: &[&str] = &["…", "...", "[…]", "[...]", "Read more", "Continue reading", "Read More", "more »"];

/// Articles that one look can bring; the rest waits for the next.
const MAX_NEW: usize = 1_000;

/// Ways by which one article came that are kept.
const MAX_SIGHTINGS: usize = 50;

/// Times that a page is tried before the article is made of what its list holds.
const MAX_ATTEMPTS: u32 = 5;

/// Time before an edited page is fetched once more.
const EDIT_PAUSE: SignedDuration = SignedDuration::from_mins(30);

/// What is known of articles.
pub trait Known {
    /// Those of these keys that are known.
    fn articles(&self, keys: &[String]) -> Vec<Article>;
}

impl Known for HashMap<String, Article> {
    fn articles(&self, keys: &[String]) -> Vec<Article> {
        keys.iter().filter_map(|key| self.get(key).cloned()).collect()
    }
}

/// What a list came to.
#[derive(Debug, Default)]
pub struct Intake {
    /// What is to be written.
    pub collected: Collected,
    /// The list's entries, hashed, for the next time.
    pub listing: Vec<String>,
    /// Entries that were not in the last list.
    pub new: usize,
    /// Articles that nobody had brought before.
    pub fresh: u64,
    /// Articles that others had brought before.
    pub copies: u64,
    /// Nothing of the last list is in this one.
    pub overrun: bool,
    /// More was new than one look takes: the list is to be read whole again.
    pub more: bool,
}

/// The headlines of a section page, as entries of a list: the dated ones, or those that a CSS selector names.
///
/// # Errors
/// The selector cannot be understood; in words.
pub fn entries_of_page(
    html: &str,
    url: &str,
    select: Option<&str>,
    now: Timestamp,
    limits: &Limits,
) -> Result<(Option<String>, Vec<Entry>), String> {
    let page = match select {
        Some(selector) => select_page(html, url, selector, Some(now), limits)?,
        None => read_page_at(html, Some(url), Some(now), limits),
    };
    let entries = page.leads.into_iter().filter(|lead| lead.url.is_some()).map(|lead| Entry {
        raw: format!("{} {}", lead.published.map_or(String::new(), |day| day.to_string()), lead.title)
            .trim()
            .to_owned(),
        link: lead.url,
        title: Some(lead.title),
        published: lead.published,
        ..Entry::default()
    });
    Ok((page.outlet.or(page.title), entries.collect()))
}

/// The key of each entry: its address; where the list gives one address to several, its id; where that is no help either,
/// its words.
fn keys(source: &Source, entries: &[Entry]) -> Vec<String> {
    let count = |values: Vec<Option<String>>| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for value in values.into_iter().flatten() {
            *counts.entry(value).or_default() += 1;
        }
        counts
    };
    let links: Vec<Option<String>> = entries.iter().map(|entry| entry.link.as_deref().map(article_key)).collect();
    let (link_counts, ids) = (count(links.clone()), count(entries.iter().map(|entry| entry.id.clone()).collect()));
    // Another source that lists a partner's event must not take it over, nor its marking off.
    let of_partner = source.kind == SourceKind::Misp;
    let each = entries.iter().zip(links).map(|(entry, link)| match (link, &entry.id) {
        (Some(link), _) if of_partner => format!("{} {link}", source.id),
        (Some(link), _) if link_counts.get(&link) == Some(&1) => link,
        (_, Some(id)) if ids.get(id) == Some(&1) => format!("{} {id}", source.id),
        _ => format!("{} {}", source.id, fingerprint(entry)),
    });
    each.collect()
}

/// What an entry says, without its id and dates, which some lists change at every look.
fn fingerprint(entry: &Entry) -> String {
    if let Some(version) = &entry.version {
        return quick_hash([version]);
    }
    let parts = [&entry.title, &entry.summary, &entry.text];
    quick_hash(parts.map(|part| part.as_deref().unwrap_or_default()))
}

/// FNV-1a, 64 bits: every entry of every list is hashed at every look, and nothing but the same article is compared by it.
fn quick_hash<const PARTS: usize>(parts: [&str; PARTS]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0xff])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{hash:016x}")
}

/// Takes a list in.
#[must_use]
pub fn take_list(source: &Source, state: &SourceState, feed: &Feed, known: &dyn Known, now: Timestamp) -> Intake {
    let mut intake = Intake::default();
    let keys = keys(source, &feed.entries);
    let last: HashSet<&str> = state.listing.iter().map(String::as_str).collect();
    let mut todo: Vec<(&Entry, String, String)> = Vec::new();
    let mut taken = HashSet::new();
    let mut again = 0;
    for (entry, key) in feed.entries.iter().zip(keys) {
        if !taken.insert(key.clone()) {
            continue;
        }
        let print = fingerprint(entry);
        let line = quick_hash([&key, &print]);
        if last.contains(line.as_str()) {
            again += 1;
            intake.listing.push(line);
        } else if todo.len() < MAX_NEW {
            todo.push((entry, key, print));
            intake.listing.push(line);
        } else {
            intake.more = true;
        }
    }
    let wanted: Vec<String> = todo.iter().map(|(_, key, _)| key.clone()).collect();
    let mut articles: HashMap<String, Article> =
        known.articles(&wanted).into_iter().map(|article| (article.key.clone(), article)).collect();
    for (entry, key, print) in todo {
        match articles.remove(&key) {
            None => {
                intake.new += 1;
                intake.fresh += 1;
                new_article(&mut intake, source, feed, entry, key, print, now);
            }
            Some(article) if article.source == source.id => {
                edited(&mut intake, source, feed, entry, article, print, now)
            }
            Some(article) => {
                intake.new += 1;
                seen_again(&mut intake, source, feed, entry, article, now);
            }
        }
    }
    deleted(&mut intake, source, feed, known, now);
    // Keys of an edited entry are known too: only a list without any of the last one's articles was overrun.
    intake.overrun = !state.listing.is_empty() && again == 0 && intake.new == intake.listing.len() && intake.new > 1;
    intake
}

fn capture_of(source: &Source, feed: &Feed, entry: &Entry, key: &str, now: Timestamp) -> Capture {
    let media_type = match feed.kind {
        FeedKind::Json => "application/json",
        _ => "application/xml",
    };
    let url = entry.link.clone().unwrap_or_else(|| format!("{}#{key}", source.url));
    Capture::new(source.id.clone(), &url, now, media_type, entry.raw.clone().into_bytes())
}

/// Whether a list holds an article whole.
fn is_whole(entry: &Entry) -> bool {
    let Some(text) = entry.text.as_deref().or(entry.summary.as_deref()).map(str::trim_end) else { return false };
    entry.link.is_none() || (text.len() >= FULL_TEXT_BYTES && !GOES_ON.iter().any(|end| text.ends_with(end)))
}

fn held(feed: &Feed, entry: &Entry) -> Held {
    let report = entry.report(feed.title.as_deref());
    Held {
        raw: entry.raw.clone(),
        media_type: if feed.kind == FeedKind::Json { "application/json" } else { "application/xml" }.to_owned(),
        outlet: report.outlet,
        title: report.title,
        byline: report.byline,
        section: report.section,
        published: report.published,
        text: report.text,
    }
}

fn new_article(
    intake: &mut Intake,
    source: &Source,
    feed: &Feed,
    entry: &Entry,
    key: String,
    print: String,
    now: Timestamp,
) {
    let mut article = Article::new(key, source.id.clone(), entry.link.clone(), ArticleState::Wanted, now);
    article.fingerprint = print;
    if is_whole(entry) || entry.link.is_none() {
        let capture = capture_of(source, feed, entry, &article.key, now);
        add_version(&mut intake.collected, &mut article, capture, entry.report(feed.title.as_deref()), now);
    } else {
        article.held = Some(held(feed, entry));
    }
    intake.collected.articles.push(article);
}

fn edited(
    intake: &mut Intake,
    source: &Source,
    feed: &Feed,
    entry: &Entry,
    mut article: Article,
    print: String,
    now: Timestamp,
) {
    if article.fingerprint == print {
        return;
    }
    article.fingerprint = print;
    if is_whole(entry) || entry.link.is_none() {
        let capture = capture_of(source, feed, entry, &article.key, now);
        add_version(&mut intake.collected, &mut article, capture, entry.report(feed.title.as_deref()), now);
    } else if article.state != ArticleState::Deleted {
        let pause = article.versions.last().and_then(|last| last.at.checked_add(EDIT_PAUSE).ok());
        article.state = ArticleState::Wanted;
        article.attempts = 0;
        article.next_at = pause.filter(|pause| *pause > now);
        article.held = Some(held(feed, entry));
    }
    intake.collected.articles.push(article);
}

/// An article that another source brought first: one report, one more capture.
fn seen_again(intake: &mut Intake, source: &Source, feed: &Feed, entry: &Entry, mut article: Article, now: Timestamp) {
    intake.copies += 1;
    if article.sightings.len() >= MAX_SIGHTINGS || article.sightings.iter().any(|sighting| sighting.source == source.id)
    {
        return;
    }
    let capture = capture_of(source, feed, entry, &article.key, now);
    article.sightings.push(Sighting { source: source.id.clone(), capture: capture.id.clone(), at: now });
    intake.collected.captures.push(capture);
    intake.collected.articles.push(article);
}

/// Entries that the feed itself says were deleted: marked, not forgotten.
fn deleted(intake: &mut Intake, source: &Source, feed: &Feed, known: &dyn Known, now: Timestamp) {
    let keys = feed.deleted.iter().flat_map(|id| [article_key(id), format!("{} {id}", source.id)]);
    for mut article in known.articles(&keys.collect::<Vec<_>>()) {
        if article.deleted_at.is_none() && article.source == source.id {
            gone(&mut article, now);
            intake.collected.articles.push(article);
        }
    }
}

pub(crate) fn gone(article: &mut Article, now: Timestamp) {
    article.state = ArticleState::Deleted;
    article.deleted_at = Some(now);
    article.held = None;
    article.next_at = None;
}

/// Words of a report, whatever lines they stand in, as a hash.
pub(crate) fn words_hash(raw: &RawReport) -> String {
    let words: Vec<&str> =
        raw.title.iter().flat_map(|title| title.split_whitespace()).chain(raw.text.split_whitespace()).collect();
    sha256_hex(words.join(" ").as_bytes())
}

/// Makes a report of what came, unless its words are those of the last version.
pub(crate) fn add_version(
    collected: &mut Collected,
    article: &mut Article,
    capture: Capture,
    mut raw: RawReport,
    now: Timestamp,
) {
    let words = words_hash(&raw);
    article.state = ArticleState::Read;
    article.held = None;
    article.attempts = 0;
    article.next_at = None;
    article.deleted_at = None;
    // The latest word about passing it on holds for these words, and tightens those before: see `Handling::over_earlier`.
    article.handling.clone_from(&raw.handling);
    if article.versions.last().is_some_and(|last| last.words == words) {
        return;
    }
    // Words that come back, after an edit was taken back, are the version that they were.
    raw.id = ReportId::derive(&[&article.key, &words]);
    raw.capture = capture.id.clone();
    raw.url = raw.url.or_else(|| article.url.clone());
    article.versions.push(Version { report: raw.id.clone(), capture: capture.id.clone(), at: now, words, rules: None });
    collected.reports.push((capture, raw));
}

/// Takes in the page of an article that was wanted. Gives faults of reading it.
#[must_use]
pub fn take_page(
    source: &Source,
    mut article: Article,
    (address, media_type): (&str, &str),
    (bytes, text): (Vec<u8>, &str),
    now: Timestamp,
    limits: &Limits,
) -> (Collected, Vec<Fault>) {
    let mut collected = Collected::default();
    let page = read_page(text, Some(address), limits);
    let faults = page
        .unparsed
        .iter()
        .map(|(kind, detail)| Fault::new(*kind, address, format!("{detail}; read without its structure")));
    let faults = faults.collect();
    let held = article.held.take().unwrap_or_default();
    // A wall in front of the article says less than the list did.
    if page.text.trim().len() < held.text.len() {
        article.held = Some(held);
        from_held(&mut collected, source, &mut article, now);
    } else {
        let latest = now.to_zoned(jiff::tz::TimeZone::UTC).date().tomorrow().unwrap_or(jiff::civil::Date::MAX);
        let raw = RawReport {
            outlet: page.outlet.or(held.outlet).or_else(|| Some(source.name.clone())),
            title: page.title.or(held.title),
            byline: page.byline.or(held.byline),
            section: page.section.or(held.section),
            published: held.published.or(page.published.filter(|day| *day <= latest)),
            url: article.url.clone(),
            leads: page.leads,
            ..RawReport::of_text(ReportId::from(""), page.text)
        };
        let capture = Capture::new(source.id.clone(), address, now, media_type, bytes);
        add_version(&mut collected, &mut article, capture, raw, now);
    }
    collected.articles.push(article);
    (collected, faults)
}

/// Makes the report of what the list held.
fn from_held(collected: &mut Collected, source: &Source, article: &mut Article, now: Timestamp) {
    let held = article.held.take().unwrap_or_default();
    if held.text.trim().is_empty() && held.title.is_none() {
        article.state = if article.versions.is_empty() { ArticleState::Lost } else { ArticleState::Read };
        return;
    }
    let url = article.url.clone().unwrap_or_else(|| source.url.clone());
    let capture = Capture::new(source.id.clone(), &url, now, &held.media_type, held.raw.into_bytes());
    let text = if held.text.trim().is_empty() { held.title.clone().unwrap_or_default() } else { held.text };
    let raw = RawReport {
        outlet: held.outlet.or_else(|| Some(source.name.clone())),
        title: held.title,
        byline: held.byline,
        section: held.section,
        published: held.published,
        url: article.url.clone(),
        ..RawReport::of_text(ReportId::from(""), text)
    };
    add_version(collected, article, capture, raw, now);
}

/// Why a page did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfetched {
    /// It is gone (404, 410).
    Gone,
    /// Nobody may ask for it: robots.txt, the guard, a wall.
    Closed,
    /// Perhaps later.
    Later(Option<SignedDuration>),
}

/// An article whose page did not come: tried again later; in the end made of what its list held. One that was read before and
/// is now gone is marked deleted.
#[must_use]
pub fn unfetched(source: &Source, mut article: Article, why: Unfetched, now: Timestamp) -> Collected {
    let mut collected = Collected::default();
    article.attempts += 1;
    match why {
        Unfetched::Gone if !article.versions.is_empty() => gone(&mut article, now),
        Unfetched::Later(wait) if article.attempts < MAX_ATTEMPTS => {
            let usual = SignedDuration::from_mins(5) * 4i32.pow(article.attempts - 1);
            let wait = wait.map_or(usual, |wait| wait.max(usual)).min(SignedDuration::from_hours(24));
            article.next_at = now.checked_add(wait).ok();
        }
        _ if !article.versions.is_empty() => {
            article.state = ArticleState::Read;
            article.held = None;
            article.next_at = None;
        }
        _ => from_held(&mut collected, source, &mut article, now),
    }
    collected.articles.push(article);
    collected
}
