//! What a partner said, held against what is known: new, changed, taken back, or the same in another object.

use super::rules::Books;
use crate::follow::{Known, add_version, gone, words_hash};
use jiff::{SignedDuration, Timestamp};
use record::{Article, ArticleState, Capture, Collected, Fault, FaultKind, RawReport, Source};
use std::collections::HashSet;

/// How far past the desk's clock a version may be dated: clocks differ, and nobody speaks from the day after tomorrow.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(24);

/// One object that tells of something.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What the partner calls it; one object through all its versions.
    pub id: String,
    /// When this version was made; later ones stand in for earlier ones.
    pub version: Timestamp,
    /// Who made it, as it says (`created_by_ref`); empty where it does not.
    pub maker: String,
    /// The partner has taken it back.
    pub revoked: bool,
    /// Ids of the objects that it is about.
    pub about: Vec<String>,
    /// The bytes as they came, and their media type.
    pub raw: (&'static str, Vec<u8>),
    /// The report that it makes, with the partner's rules. Its ids are given when it is taken in.
    pub report: RawReport,
}

/// What objects came to.
#[derive(Debug, Default)]
pub struct Taken {
    /// What is to be written; the source's state is the caller's.
    pub collected: Collected,
    /// Objects that were new or said something new.
    pub new: u64,
    /// Articles that were not known.
    pub fresh: u64,
    /// Versions that were passed over, and why.
    pub faults: Vec<Fault>,
}

/// Takes objects in, in the order in which the partner added them. What is known already changes nothing.
///
/// Whoever can write into a partner's collection can write under another's id. So a later version counts from the maker of the
/// first one alone, and one dated more than a day past `now` counts for nothing: it would stand before every real one.
#[must_use]
pub fn take_said(source: &Source, mut said: Vec<Said>, known: &dyn Known, now: Timestamp) -> Taken {
    let mut books = Books::open(source, &said, known);
    let mut taken = Taken::default();
    // What others are about comes before them, so that the same words are one thing in whatever order they came. The versions of
    // one object stay together, as they came: a later one that is about nothing does not come before the first.
    let about: HashSet<String> = said.iter().filter(|one| !one.about.is_empty()).map(|one| one.id.clone()).collect();
    said.sort_by_key(|one| about.contains(&one.id));
    let ahead = now.checked_add(AHEAD_MAX).unwrap_or(Timestamp::MAX);
    let mut now_said = Vec::new();
    for one in said {
        let article = books.article(&one.id);
        if let Some((kind, why)) = refused(&one, article, ahead) {
            taken.faults.push(Fault::new(kind, format!("{}#{}", source.url, one.id), why));
            continue;
        }
        if article.is_some_and(|article| !is_later(&article.fingerprint, one.version, ahead)) {
            continue;
        }
        if one.revoked && article.is_none() {
            continue;
        }
        // A report and the incident that it is about often have the same words: that is one thing said, not two. One that has said
        // other words before goes on as itself too.
        let words = words_hash(&one.report);
        let says = |id: &String| {
            *id != one.id && books.article(id).is_some_and(|known| known.versions.iter().any(|v| v.words == words))
        };
        let is_itself = article.is_some_and(|article| !article.versions.is_empty());
        let said_already = !one.revoked && !is_itself && one.about.iter().any(says);
        taken.new += u64::from(!said_already);
        taken.fresh += u64::from(!said_already && !is_itself);
        if !one.revoked {
            books.said(&one, &words, now);
            now_said.push((one.id.clone(), words));
        }
        let key = books.key(&one.id);
        let fresh = || Article::new(key, source.id.clone(), None, ArticleState::Read, now);
        let mut article = books.take(&one.id).unwrap_or_else(fresh);
        article.fingerprint = one.version.to_string();
        article.maker.get_or_insert_with(|| one.maker.clone());
        if one.revoked {
            gone(&mut article, now);
        } else if !said_already {
            let (media_type, bytes) = one.raw;
            let capture =
                Capture::new(source.id.clone(), &format!("{}#{}", source.url, one.id), now, media_type, bytes);
            add_version(&mut taken.collected, &mut article, capture, one.report, now);
        }
        books.keep(article);
    }
    taken.collected.articles = books.settled(&now_said);
    taken
}

/// Why a version is not taken; `None` if it may be.
fn refused(one: &Said, article: Option<&Article>, ahead: Timestamp) -> Option<(FaultKind, String)> {
    if one.version > ahead {
        let why = format!("a version dated {}, more than a day ahead of this desk's clock; passed over", one.version);
        return Some((FaultKind::Date, why));
    }
    let first = article?.maker.as_ref()?;
    (*first != one.maker).then(|| {
        let named = |maker: &str| if maker.is_empty() { "nobody".to_owned() } else { maker.to_owned() };
        let why = format!(
            "a version by {}, where the first is by {}: only its maker makes later ones (STIX 2.1, 3.6.1); passed over",
            named(&one.maker),
            named(first)
        );
        (FaultKind::Malformed, why)
    })
}

/// Whether a version comes after what is known. What was taken in from too far ahead, before such dates were refused, stands
/// before nothing.
fn is_later(known: &str, version: Timestamp, ahead: Timestamp) -> bool {
    known.parse::<Timestamp>().is_ok_and(|known| version > known || known > ahead)
}

#[cfg(test)]
mod tests;
