//! Files of watched folders as articles: a changed file is a new version, one that is gone is marked.

use super::intake::{add_version, gone};
use jiff::Timestamp;
use record::{Article, ArticleState, Capture, Collected, RawReport, Source, SourceId, sha256_hex};

/// The key of a file.
#[must_use]
pub fn path_key(source: &SourceId, path: &str) -> String {
    format!("{source} {path}")
}

/// The key of what a file holds: the file itself; of many in one archive each by its words, so that an archive that grows brings
/// only what is new.
#[must_use]
pub fn file_key(source: &Source, path: &str, capture: &Capture, raw: &RawReport) -> String {
    if capture.url == path {
        return path_key(&source.id, path);
    }
    let words = [raw.title.as_deref().unwrap_or_default(), raw.text.as_str()].join("\n");
    format!("{} {}", source.id, sha256_hex(words.as_bytes()))
}

/// Takes in one report of a file. `known` is what is known of its key.
#[must_use]
pub fn take_file(
    source: &Source,
    key: String,
    known: Option<Article>,
    (capture, raw): (Capture, RawReport),
    now: Timestamp,
) -> Collected {
    let mut collected = Collected::default();
    let new = || Article::new(key, source.id.clone(), raw.url.clone(), ArticleState::Read, now);
    let mut article = known.unwrap_or_else(new);
    let (versions, deleted, handling) = (article.versions.len(), article.deleted_at, article.handling.clone());
    add_version(&mut collected, &mut article, capture, raw, now);
    // The same words under another marking are news too.
    if article.versions.len() > versions || deleted.is_some() || article.handling != handling {
        collected.articles.push(article);
    }
    collected
}

/// Marks the article of a file that is gone; what was read stays.
#[must_use]
pub fn file_gone(mut article: Article, now: Timestamp) -> Option<Article> {
    if article.deleted_at.is_some() {
        return None;
    }
    gone(&mut article, now);
    Some(article)
}
