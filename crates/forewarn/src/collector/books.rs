//! What is known of sources and articles while a round of answers is handled: what the round itself will write, and behind that
//! the store.

use collect::{Known, Thread};
use record::{Article, Collected, Source, SourceId, SourceState};
use std::cell::Cell;
use std::collections::HashMap;
use store::{Store, StoreError};

/// The books of one round. What it brings is written at its end, all or nothing.
pub(super) struct Books<'s> {
    store: &'s dyn Store,
    collected: Collected,
    /// Where an article stands in `collected`, by its key.
    places: HashMap<String, usize>,
    /// What is not known must not be taken for new: why the store could not be asked.
    failed: Cell<Option<StoreError>>,
    /// Where rounds over collections go on, once this is written; nothing where the date alone leads on.
    threads: Vec<(SourceId, Option<Thread>)>,
}

impl<'s> Books<'s> {
    pub fn new(store: &'s dyn Store) -> Self {
        Self {
            store,
            collected: Collected::default(),
            places: HashMap::new(),
            failed: Cell::new(None),
            threads: Vec::new(),
        }
    }

    /// The article of this key.
    pub fn article(&self, key: &str) -> Result<Option<Article>, StoreError> {
        Ok(self.all(&[key.to_owned()])?.into_iter().next())
    }

    fn all(&self, keys: &[String]) -> Result<Vec<Article>, StoreError> {
        if self.places.is_empty() {
            return self.store.articles(keys);
        }
        let here = |key: &String| self.places.get(key).map(|at| &self.collected.articles[*at]);
        let others: Vec<String> = keys.iter().filter(|key| here(key).is_none()).cloned().collect();
        let mut stored: HashMap<String, Article> =
            self.store.articles(&others)?.into_iter().map(|article| (article.key.clone(), article)).collect();
        Ok(keys.iter().filter_map(|key| here(key).cloned().or_else(|| stored.remove(key))).collect())
    }

    /// What is known of a source; nothing if it was never asked.
    pub fn state(&self, id: &SourceId) -> Result<Option<SourceState>, StoreError> {
        match self.collected.states.iter().find(|state| state.source == *id) {
            Some(state) => Ok(Some(state.clone())),
            None => self.store.source_state(id),
        }
    }

    /// What is known of a source; that it is new, if nothing is.
    pub fn state_of(&self, source: &Source) -> Result<SourceState, StoreError> {
        Ok(self.state(&source.id)?.unwrap_or_else(|| SourceState::fresh(source.id.clone())))
    }

    /// Takes in what an answer brought.
    pub fn take(&mut self, brought: Collected) {
        self.collected.reports.extend(brought.reports);
        self.collected.captures.extend(brought.captures);
        for article in brought.articles {
            match self.places.get(&article.key) {
                Some(at) => self.collected.articles[*at] = article,
                None => {
                    self.places.insert(article.key.clone(), self.collected.articles.len());
                    self.collected.articles.push(article);
                }
            }
        }
        for state in brought.states {
            match self.collected.states.iter_mut().find(|known| known.source == state.source) {
                Some(known) => *known = state,
                None => self.collected.states.push(state),
            }
        }
        self.collected.by_servers.extend(brought.by_servers);
    }

    /// Reports that wait to be written.
    pub fn reports(&self) -> usize {
        self.collected.reports.len()
    }

    /// Why the store could not be asked, if it could not.
    pub fn failed(&self) -> Option<StoreError> {
        self.failed.take()
    }

    /// Notes where a round over a collection goes on; nothing if the date alone leads on.
    pub fn go_on(&mut self, source: SourceId, thread: Option<Thread>) {
        self.threads.push((source, thread));
    }

    /// What is to be written, and where rounds over collections go on once it is.
    pub fn close(self) -> (Collected, Vec<(SourceId, Option<Thread>)>) {
        (self.collected, self.threads)
    }
}

impl Known for Books<'_> {
    fn articles(&self, keys: &[String]) -> Vec<Article> {
        self.all(keys).unwrap_or_else(|error| {
            self.failed.set(Some(error));
            Vec::new()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use record::ArticleState;
    use store::sqlite::SqliteStore;
    use store::{Batch, Change};

    fn article(key: &str, attempts: u32) -> Article {
        let new = Article::new(key.to_owned(), "src-1".into(), None, ArticleState::Wanted, Timestamp::UNIX_EPOCH);
        Article { attempts, ..new }
    }

    #[test]
    fn what_a_round_brought_comes_before_what_is_stored() {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(dir.path()).unwrap();
        let changes = ["a", "b"].map(|key| Change::PutArticle(Box::new(article(key, 1)))).to_vec();
        store.commit(Batch { changes, ..Batch::default() }).unwrap();
        let mut books = Books::new(&store);
        let state = |looks| SourceState { articles: looks, ..SourceState::fresh("src-1".into()) };
        books.take(Collected { articles: vec![article("c", 2), article("b", 2)], ..Collected::default() });
        books.take(Collected {
            articles: vec![article("c", 3)],
            states: vec![state(1), state(2)],
            ..Collected::default()
        });
        let keys = ["c", "a", "x", "b"].map(str::to_owned);
        let found: Vec<(String, u32)> =
            Known::articles(&books, &keys).into_iter().map(|a| (a.key, a.attempts)).collect();
        assert_eq!(found, [("c".to_owned(), 3), ("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(books.state(&"src-1".into()).unwrap(), Some(state(2)));
        assert_eq!(books.state(&"src-2".into()).unwrap(), None);
        let (collected, _) = books.close();
        assert_eq!((collected.articles.len(), collected.states.len()), (2, 1));
    }
}
