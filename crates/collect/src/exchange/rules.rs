//! Under which rules a partner's words stand. Several objects may say the same words, one about another, and come in any order,
//! pages and days apart: the strictest rules of all that refer to each other hold for each of them.
//!
//! What was said in one wording is remembered in a record of its own, an [`Article`] without a version: with which objects, by
//! whom, under which rules. So words that are said anew, after others, are under the rules that they were under.

use super::said::Said;
use crate::follow::{Known, words_hash};
use jiff::Timestamp;
use record::{Article, ArticleState, Handling, SaidUnder, Source};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Objects that say the same words and are remembered with their rules; those of more hold together.
pub(super) const MAX_UNDER: usize = 64;
/// Objects that one of them is about and are remembered; with more it is taken to be about all.
const MAX_ABOUT: usize = 32;
/// Rounds of looking up what is known: records, the objects in them, and the records of stores of old.
const MAX_ROUNDS: usize = 4;
/// Stands for every object.
const ALL: &str = "*";

/// What is known of a partner's objects and their words, and which of it has changed.
pub(super) struct Books<'s> {
    source: &'s Source,
    articles: HashMap<String, Article>,
    /// Keys of what has changed, in this order.
    changed: Vec<String>,
    noted: HashSet<String>,
    /// Records whose rules have to be worked out again: wordings.
    unsettled: BTreeSet<String>,
}

/// True if others may say the same words as this object: it is about them, or they may be about it.
fn refers(one: &Said) -> bool {
    !one.about.is_empty() || one.id.starts_with("incident--") || one.id.starts_with("report--")
}

impl<'s> Books<'s> {
    /// What is known of all that concerns `said`.
    pub(super) fn open(source: &'s Source, said: &[Said], known: &dyn Known) -> Self {
        let mut books = Self {
            source,
            articles: HashMap::new(),
            changed: Vec::new(),
            noted: HashSet::new(),
            unsettled: BTreeSet::new(),
        };
        let mut wanted: Vec<String> =
            said.iter().flat_map(|one| one.about.iter().chain([&one.id])).map(|id| books.key(id)).collect();
        wanted.extend(said.iter().filter(|one| refers(one)).map(|one| books.record_key(&words_hash(&one.report))));
        let mut seen = HashSet::new();
        for _ in 0..MAX_ROUNDS {
            wanted.retain(|key| seen.insert(key.clone()));
            if wanted.is_empty() {
                break;
            }
            let found = known.articles(&wanted);
            let more = found.iter().flat_map(|one| books.behind(one)).collect();
            wanted = more;
            books.articles.extend(found.into_iter().map(|one| (one.key.clone(), one)));
        }
        books.modernise();
        books
    }

    /// The key of an object's article.
    pub(super) fn key(&self, id: &str) -> String {
        format!("{} {id}", self.source.id)
    }

    /// The key of the record of a wording: no object's key begins like this, whatever its id is.
    fn record_key(&self, words: &str) -> String {
        format!("words:{} {words}", self.source.id)
    }

    /// What has to be looked up besides: of a record its objects; of an article whose own list is of old its record.
    fn behind(&self, article: &Article) -> Vec<String> {
        if article.key.starts_with("words:") {
            return article.under.iter().map(|one| self.key(&one.object)).collect();
        }
        let words = article.versions.last().filter(|_| !article.under.is_empty());
        words.map(|last| self.record_key(&last.words)).into_iter().collect()
    }

    /// Before there were records an object's article had the list of those that say its words.
    fn modernise(&mut self) {
        let of_old = |(key, one): (&String, &Article)| {
            let words = one.versions.last()?.words.clone();
            (!key.starts_with("words:") && !one.under.is_empty()).then(|| (key.clone(), words))
        };
        let of_old: Vec<_> = self.articles.iter().filter_map(of_old).collect();
        for (key, words) in of_old {
            let Some(article) = self.articles.get_mut(&key) else { continue };
            let (hub, under, at) = (key.clone(), std::mem::take(&mut article.under), article.first_at);
            let hub = hub.strip_prefix(&format!("{} ", self.source.id)).unwrap_or(&hub).to_owned();
            self.note(&key);
            for mut one in under {
                if one.object != hub {
                    one.about = vec![hub.clone()];
                }
                self.put(&words, one, at, false);
            }
        }
    }

    /// What is known of an object.
    pub(super) fn article(&self, id: &str) -> Option<&Article> {
        self.articles.get(&self.key(id))
    }

    /// Takes an object's article to change it; nothing if it is not known.
    pub(super) fn take(&mut self, id: &str) -> Option<Article> {
        self.articles.remove(&self.key(id))
    }

    /// Puts an article that has changed where it belongs.
    pub(super) fn keep(&mut self, article: Article) {
        self.note(&article.key);
        self.articles.insert(article.key.clone(), article);
    }

    /// Remembers that an object says these words under its rules.
    pub(super) fn said(&mut self, one: &Said, words: &str, now: Timestamp) {
        let Some(rules) = one.report.handling.clone().filter(|_| refers(one)) else { return };
        let mut about: Vec<String> = one.about.iter().take(MAX_ABOUT).cloned().collect();
        about.extend((one.about.len() > MAX_ABOUT).then(|| ALL.to_owned()));
        // What was taken in before there were records is remembered now.
        let known = one.about.iter().filter_map(|id| self.under_of_old(id, words)).collect::<Vec<_>>();
        for of_old in known {
            self.put(words, of_old, now, false);
        }
        let (object, maker, version) = (one.id.clone(), one.maker.clone(), one.version);
        self.put(words, SaidUnder { object, maker, version, rules, about }, now, true);
    }

    /// What an object that says these words now would have in their record, if it is not there.
    fn under_of_old(&self, id: &str, words: &str) -> Option<SaidUnder> {
        let article = self.article(id).filter(|article| says_last(article, words))?;
        let record = self.articles.get(&self.record_key(words));
        if record.is_some_and(|record| record.under.iter().any(|known| known.object == id)) {
            return None;
        }
        let version = article.fingerprint.parse().unwrap_or(Timestamp::MIN);
        let maker = article.maker.clone().unwrap_or_default();
        let rules = article.handling.clone()?;
        Some(SaidUnder { object: id.to_owned(), maker, version, rules, about: Vec::new() })
    }

    fn note(&mut self, key: &str) {
        if self.noted.insert(key.to_owned()) {
            self.changed.push(key.to_owned());
        }
    }

    /// `is_vetted`: its maker and its date were looked at, so that it stands in for whatever is known of its object.
    fn put(&mut self, words: &str, under: SaidUnder, now: Timestamp, is_vetted: bool) {
        let key = self.record_key(words);
        let fresh = || Article::new(key.clone(), self.source.id.clone(), None, ArticleState::Read, now);
        let record = self.articles.entry(key.clone()).or_insert_with(fresh);
        put_under(&mut record.under, under, is_vetted);
        self.note(&key);
        self.unsettled.insert(words.to_owned());
    }

    /// Works out what holds for every object that says words of which something was said, and gives what is to be written. `now_said`
    /// are the objects of this page with their words: of those that are remembered together only one has its name in the record.
    pub(super) fn settled(mut self, now_said: &[(String, String)]) -> Vec<Article> {
        for words in std::mem::take(&mut self.unsettled) {
            let Some(record) = self.articles.get(&self.record_key(&words)) else { continue };
            let mut holds = strictest_of_each(&record.under);
            let together = record.under.last().filter(|_| record.under.len() >= MAX_UNDER);
            let together = together.and_then(|last| Some((last.object.clone(), holds.get(&last.object)?.clone())));
            if let Some((_, rules)) = together {
                for (id, _) in now_said.iter().filter(|(_, said)| *said == words) {
                    holds.entry(id.clone()).or_insert_with(|| rules.clone());
                }
            }
            for (object, rules) in holds {
                let key = self.key(&object);
                if self.articles.get_mut(&key).is_some_and(|article| hold(article, &words, &rules)) {
                    self.note(&key);
                }
            }
        }
        let articles = &mut self.articles;
        self.changed.iter().filter_map(|key| articles.remove(key)).collect()
    }
}

fn says_last(article: &Article, words: &str) -> bool {
    article.versions.last().is_some_and(|last| last.words == words)
}

/// Puts these rules over the versions of an article that have these words; true if that changes it.
fn hold(article: &mut Article, words: &str, rules: &Handling) -> bool {
    let mut changed = false;
    if says_last(article, words) && article.handling.as_ref() != Some(rules) {
        (article.handling, changed) = (Some(rules.clone()), true);
    }
    let last = article.versions.len().saturating_sub(1);
    for version in article.versions.iter_mut().take(last).filter(|version| version.words == words) {
        if version.rules.as_ref() != Some(rules) {
            (version.rules, changed) = (Some(rules.clone()), true);
        }
    }
    changed
}

/// Puts an object's rules in the place of its earlier ones: by its maker, and forward, unless that was looked at already. Records of
/// old may name no maker, or a date that never was.
fn put_under(all: &mut Vec<SaidUnder>, under: SaidUnder, is_vetted: bool) {
    let full = all.len() >= MAX_UNDER;
    let last = all.len().saturating_sub(1);
    match all.iter_mut().enumerate().find(|(_, known)| known.object == under.object) {
        Some((_, known)) if !is_vetted && (known.maker != under.maker || known.version >= under.version) => {}
        // The last one may hold what others said too, who do not let it go with this.
        Some((at, known)) if full && at == last => {
            let rules = known.rules.strictest(&under.rules);
            *known = SaidUnder { rules, about: vec![ALL.to_owned()], ..under };
        }
        Some((_, known)) => *known = under,
        None if full => {
            if let Some(last) = all.last_mut() {
                last.rules = last.rules.strictest(&under.rules);
                last.about = vec![ALL.to_owned()];
            }
        }
        None => all.push(under),
    }
}

/// True if one of them is about the other, or both are about a third.
fn tied(left: &SaidUnder, right: &SaidUnder) -> bool {
    let names = |one: &SaidUnder, id: &str| one.object == id || one.about.iter().any(|about| about == id);
    let all = |one: &SaidUnder| one.about.iter().any(|id| id == ALL);
    all(left) || all(right) || left.about.iter().chain([&left.object]).any(|id| names(right, id))
}

/// The strictest rules over each object and all that it is tied to, at whatever remove.
fn strictest_of_each(under: &[SaidUnder]) -> HashMap<String, Handling> {
    let mut holds = HashMap::new();
    for start in under {
        if holds.contains_key(&start.object) {
            continue;
        }
        let (mut group, mut at) = (vec![start], 0);
        while at < group.len() {
            let here = group[at];
            let more =
                under.iter().filter(|one| tied(here, one) && group.iter().all(|known| known.object != one.object));
            let more: Vec<_> = more.collect();
            group.extend(more);
            at += 1;
        }
        let Some(rules) = group.iter().map(|one| one.rules.clone()).reduce(|all, one| all.strictest(&one)) else {
            continue;
        };
        holds.extend(group.iter().map(|one| (one.object.clone(), rules.clone())));
    }
    holds
}
