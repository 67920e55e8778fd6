//! What follows from an answer: taken in, and written.

use super::books::Books;
use super::moved::Way;
use super::pull::authorization;
use super::rounds::Rounds;
use super::{Tally, same_origin};
use collect::{
    Answer, Asker, LIST_TYPES, Limits, Look, Refused, Request, Thread, Unfetched, after, page_text, take_event,
    take_page, unfetched, wait_of,
};
use jiff::{SignedDuration, Timestamp};
use record::{
    Article, ArticleState, Collected, Conductor, Event, Source, SourceId, SourceKind, SourceState, Stamped, Who,
};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Store, StoreError};
use url::Url;

/// Reports from which a round is written, and the answers after it wait for the next.
const ROUND_REPORTS: usize = 500;

/// How long a task waits whose answer could not be written.
pub(super) const AFTER_STORE_FAILURE: SignedDuration = SignedDuration::from_mins(1);

/// How long a source waits that its host's robots.txt forbids: the rules are read again after a day.
const AFTER_FORBIDDEN: SignedDuration = SignedDuration::from_hours(24);

/// How long it waits where robots.txt could not be had.
const AFTER_UNREACHABLE: SignedDuration = SignedDuration::from_mins(61);

/// A task that has ended, and whether it is to be asked again: where, when, behind how many redirects.
pub(super) struct Again {
    pub task: String,
    pub next: Option<(Url, Timestamp, Way)>,
}

/// An answer that is to be handled.
pub(super) struct Asked {
    pub task: String,
    pub url: Url,
    /// Redirects behind it.
    pub way: Way,
    pub answer: Answer,
}

impl Asked {
    /// Bytes of what came back.
    pub fn bytes(&self) -> usize {
        match &self.answer {
            Answer::Body(body) => body.bytes.len(),
            _ => 0,
        }
    }
}

/// What came of an answer: what is to be asked again, and its numbers.
pub(super) type Handled = (Vec<Again>, Tally);

/// What handling needs.
pub(super) struct Work {
    pub store: Arc<dyn Store>,
    pub conductor: Arc<dyn Conductor>,
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub limits: Limits,
    pub asker: Asker,
    /// One round of answers is handled at a time: two lists that bring the same article are one article.
    pub one: Mutex<()>,
    pub rounds: Rounds,
    /// Where rounds over collections go on, by source.
    pub threads: Mutex<HashMap<SourceId, Thread>>,
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// What a task is about.
enum About {
    Source(Source, Box<SourceState>),
    Article(Source, Box<Article>),
}

impl Work {
    /// What is known of a source; that it is new, if nothing is.
    pub(super) fn state_of(&self, source: &Source) -> Result<SourceState, StoreError> {
        Books::new(self.store.as_ref()).state_of(source)
    }

    fn about(&self, books: &Books<'_>, task: &str) -> Result<Option<About>, StoreError> {
        if let Some(id) = task.strip_prefix("s:") {
            let Some(source) = self.store.source(&id.into())? else { return Ok(None) };
            let state = books.state_of(&source)?;
            return Ok(Some(About::Source(source, Box::new(state))));
        }
        let key = task.strip_prefix("a:").unwrap_or(task);
        let Some(article) = books.article(key)? else { return Ok(None) };
        if article.state != ArticleState::Wanted {
            return Ok(None);
        }
        let followed = self.store.source(&article.source)?;
        Ok(followed.map(|source| About::Article(source, Box::new(article))))
    }

    /// The request for a task; `None` if nobody wants it any more, a refusal if it cannot be made.
    pub fn request(&self, task: &str, url: &Url) -> Result<Option<Result<Request, Refused>>, StoreError> {
        let page = Request::page(url.clone(), &self.limits);
        let books = Books::new(self.store.as_ref());
        let Some(about) = self.about(&books, task)? else { return Ok(None) };
        let (About::Source(source, _) | About::Article(source, _)) = &about;
        // What opens a source, its account too, opens its own host and nothing behind it.
        let own = same_origin(&source.url, url);
        let local = page.local || (source.local && own);
        let authorization = match source.login.as_ref().filter(|_| own).map(authorization).transpose() {
            Ok(authorization) => authorization,
            Err(why) => return Ok(Some(Err(Refused::new(record::FaultKind::Forbidden, why)))),
        };
        let page = Request { local, authorization, ..page };
        Ok(Some(Ok(match about {
            About::Source(source, state) if source.kind == SourceKind::Taxii => self.page_of(url, &state, page),
            About::Source(_, state) => Request {
                accept: LIST_TYPES,
                etag: state.etag,
                last_modified: state.last_modified,
                bytes_max: self.limits.feed_bytes,
                ..page
            },
            About::Article(..) => page,
        })))
    }

    /// Handles answers: when this returns, what they led to is on disk. One result for each.
    pub fn answered(&self, round: &[Arc<Asked>]) -> Vec<Handled> {
        let _one = self.one.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (self.clock)();
        let mut all = Vec::with_capacity(round.len());
        while let Some(rest) = round.get(all.len()..).filter(|rest| !rest.is_empty()) {
            match self.together(rest, now) {
                Ok(handled) => all.extend(handled),
                // What cannot be kept holds up nothing else.
                Err(_) if rest.len() > 1 => all.extend(rest.iter().map(|asked| self.alone(asked, now))),
                Err(error) => all.push(self.later(&rest[0], &error, now)),
            }
        }
        all
    }

    /// Handles the first of these answers, as many as one event takes, and writes what they led to. All of that is kept, or nothing.
    fn together(&self, round: &[Arc<Asked>], now: Timestamp) -> Result<Vec<Handled>, String> {
        let mut books = Books::new(self.store.as_ref());
        let mut all = Vec::new();
        for asked in round {
            all.push(self.one(&mut books, asked, now)?);
            if books.reports() >= ROUND_REPORTS {
                break;
            }
        }
        let (collected, threads) = books.close();
        let written = self.write(collected, now)?;
        let mut known = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for (source, thread) in threads {
            match thread {
                Some(thread) => known.insert(source, thread),
                None => known.remove(&source),
            };
        }
        drop(known);
        if let Some((_, tally)) = all.last_mut() {
            tally.add(written);
        }
        Ok(all)
    }

    fn alone(&self, asked: &Arc<Asked>, now: Timestamp) -> Handled {
        let handled = self.together(std::slice::from_ref(asked), now).map(|mut handled| handled.pop());
        match handled {
            Ok(handled) => handled.unwrap_or_default(),
            Err(error) => self.later(asked, &error, now),
        }
    }

    /// An answer that could not be kept is asked for again.
    fn later(&self, asked: &Asked, error: &str, now: Timestamp) -> Handled {
        tracing::error!(error, task = asked.task, "an answer could not be kept; it is asked for again");
        self.lose_thread(&asked.task);
        let at = now.checked_add(AFTER_STORE_FAILURE).unwrap_or(now);
        (vec![Again { task: asked.task.clone(), next: Some((asked.url.clone(), at, asked.way)) }], Tally::default())
    }

    /// What a task brought is lost: the date of what was kept leads on, and not the server's word.
    pub(super) fn lose_thread(&self, task: &str) {
        if let Some(id) = task.strip_prefix("s:") {
            self.threads.lock().unwrap_or_else(PoisonError::into_inner).remove(&id.into());
        }
    }

    /// Enters into the books what follows from one answer.
    fn one(&self, books: &mut Books<'_>, asked: &Asked, now: Timestamp) -> Result<Handled, String> {
        let Asked { task, url, way, answer } = asked;
        let about = self.about(books, task).map_err(|error| error.to_string())?;
        let pulls = matches!(&about, Some(About::Source(source, _)) if source.kind == SourceKind::Taxii);
        let refused;
        let answer = match answer {
            Answer::Moved { to, .. } if !is_web(to) => {
                let detail = format!("it points to {to}, which is no address of the web");
                refused = Answer::Refused(Refused::new(record::FaultKind::Forbidden, detail));
                &refused
            }
            Answer::Moved { to, .. } if pulls => {
                let detail = format!("the server points to {to}: add that address if it is right");
                refused = Answer::Refused(Refused::new(record::FaultKind::Unreachable, detail));
                &refused
            }
            Answer::Moved { to, permanent } if way.hops < self.limits.redirects => {
                let next = Some((to.clone(), now, way.on(to, *permanent)));
                return Ok((vec![Again { task: task.clone(), next }], Tally::default()));
            }
            Answer::Moved { .. } => {
                let detail = format!("more than {} redirects", self.limits.redirects);
                refused = Answer::Refused(Refused::new(record::FaultKind::Unreachable, detail));
                &refused
            }
            other => other,
        };
        match about {
            Some(About::Source(source, state)) if pulls => self.pulled(books, (task, &source), *state, answer, now),
            None => Ok((vec![Again { task: task.clone(), next: None }], Tally::default())),
            Some(About::Source(source, state)) => self.list(books, (task, &source), *state, (url, *way), answer, now),
            Some(About::Article(source, article)) => self.page(books, (task, &source), *article, url, answer, now),
        }
    }

    /// robots.txt forbids it, or could not be had (`why`): a source says so and waits; an article is made of what its list held.
    pub fn forbidden(&self, task: &str, url: &Url, why: Option<&str>) -> (Again, Tally) {
        let _one = self.one.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (self.clock)();
        let host = url.host_str().unwrap_or_default();
        let error = match why {
            Some(why) => format!("robots.txt of {host} could not be had, so nothing else is asked for: {why}"),
            None => format!("robots.txt of {host} forbids it"),
        };
        let next;
        let mut looks = 0;
        let books = Books::new(self.store.as_ref());
        let collected = match self.about(&books, task) {
            Ok(Some(About::Source(source, mut state))) => {
                let retry_after = Some(if why.is_some() { AFTER_UNREACHABLE } else { AFTER_FORBIDDEN });
                after(&source, &mut state, now, Look::Failed { error, retry_after });
                // From its own address again: by then it may lead elsewhere.
                let own = Url::parse(&source.url).unwrap_or_else(|_| url.clone());
                next = state.next_at.map(|due| (own, due, Way::default()));
                looks = 1;
                Collected { states: vec![*state], ..Collected::default() }
            }
            Ok(Some(About::Article(source, article))) => {
                let why = if why.is_some() { Unfetched::Later(Some(AFTER_UNREACHABLE)) } else { Unfetched::Closed };
                let mut collected = unfetched(&source, *article, why, now);
                // Reports are counted to their source when they have been read.
                if !collected.reports.is_empty() {
                    collected.states = books.state(&source.id).ok().flatten().into_iter().collect();
                }
                next = wanted(&collected.articles, now).into_iter().find_map(|again| again.next);
                collected
            }
            _ => return (Again { task: task.to_owned(), next: None }, Tally::default()),
        };
        let tally = self.write(collected, now).unwrap_or_else(|error| {
            tracing::error!(error, task, "what robots.txt forbids could not be kept");
            Tally::default()
        });
        (Again { task: task.to_owned(), next }, Tally { looks, failed: looks, ..tally })
    }

    pub(super) fn write(&self, collected: Collected, now: Timestamp) -> Result<Tally, String> {
        if collected == Collected::default() {
            return Ok(Tally::default());
        }
        let event = Event::Collected(Box::new(collected));
        let outcome =
            self.conductor.handle(Stamped { at: now, who: Who::Forewarn, event }).map_err(|error| error.to_string())?;
        Ok(Tally { reports: outcome.reports.len() as u64, warnings: outcome.warnings.len() as u64, ..Tally::default() })
    }

    fn page(
        &self,
        books: &mut Books<'_>,
        (task, source): (&str, &Source),
        article: Article,
        url: &Url,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<Handled, String> {
        let mut collected = match answer {
            Answer::Body(body) if source.kind == SourceKind::Misp => {
                let taken = take_event(source, article.clone(), (url.as_str(), body.bytes.clone()), now, &self.limits);
                taken.unwrap_or_else(|why| {
                    tracing::info!(url = url.as_str(), why, "an event could not be read");
                    unfetched(source, article, Unfetched::Later(None), now)
                })
            }
            Answer::Body(body) => {
                let text = page_text(&body.bytes, body.charset.as_deref());
                let media_type = if body.media_type.is_empty() { "text/html" } else { &body.media_type };
                let (collected, faults) = take_page(
                    source,
                    article,
                    (url.as_str(), media_type),
                    (body.bytes.clone(), &text),
                    now,
                    &self.limits,
                );
                faults.iter().for_each(|fault| tracing::info!(%fault, "a page was read with a fault"));
                collected
            }
            Answer::Refused(refused) => {
                let why = match refused.status {
                    Some(404 | 410) => Unfetched::Gone,
                    Some(401..=403 | 451) => Unfetched::Closed,
                    _ if refused.kind == record::FaultKind::Forbidden => Unfetched::Closed,
                    _ => Unfetched::Later(refused.retry_after.as_deref().and_then(|wait| wait_of(wait, now))),
                };
                unfetched(source, article, why, now)
            }
            _ => unfetched(source, article, Unfetched::Later(None), now),
        };
        let again = wanted(&collected.articles, now);
        // Reports are counted to their source when they have been read.
        if !collected.reports.is_empty() {
            collected.states = books.state(&source.id).map_err(|error| error.to_string())?.into_iter().collect();
        }
        books.take(collected);
        let done = again.is_empty().then(|| Again { task: task.to_owned(), next: None });
        Ok((again.into_iter().chain(done).collect(), Tally::default()))
    }
}

/// The pages that are to be fetched now.
pub(super) fn wanted(articles: &[Article], now: Timestamp) -> Vec<Again> {
    let wanted = articles.iter().filter(|article| article.state == ArticleState::Wanted);
    let again = wanted.filter_map(|article| {
        let url = Url::parse(article.url.as_deref()?).ok()?;
        Some(Again {
            task: format!("a:{}", article.key),
            next: Some((url, article.next_at.unwrap_or(now), Way::default())),
        })
    });
    again.collect()
}
