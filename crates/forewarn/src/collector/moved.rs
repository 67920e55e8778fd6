//! A source that its server moves for good, or takes away for good.

use super::same_origin;
use jiff::Timestamp;
use record::{Source, SourceState};
use url::Url;

/// Looks in a row that must be sent to one address, by permanent redirects alone, before it becomes the source's own: a
/// server that is being mended may redirect for an hour.
const STEADY_MOVES: u32 = 3;

/// The redirects behind a task that is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    /// How many.
    pub hops: usize,
    /// All of them are permanent (301, 308).
    pub permanent: bool,
}

impl Default for Way {
    fn default() -> Self {
        Self { hops: 0, permanent: true }
    }
}

impl Way {
    /// One further redirect.
    pub fn on(self, permanent: bool) -> Self {
        Self { hops: self.hops + 1, permanent: self.permanent && permanent }
    }
}

/// Notes at which address a source's list was read. Gives the source with its new address once the move is steady; `others` are
/// the addresses of all other sources.
pub(super) fn moved(
    source: &Source,
    state: &mut SourceState,
    url: &Url,
    way: Way,
    others: impl Fn(&str) -> bool,
) -> Option<Source> {
    state.gone_at = None;
    let own = Url::parse(&source.url).ok()?;
    if own == *url || !way.permanent {
        (state.moved_to, state.moves) = (None, 0);
        return None;
    }
    let is_same = state.moved_to.as_deref() == Some(url.as_str());
    state.moves = if is_same { state.moves.saturating_add(1) } else { 1 };
    state.moved_to = Some(url.to_string());
    // Nobody is moved from a safe connection to an open one, or to where another source is.
    let is_weaker = own.scheme() == "https" && url.scheme() != "https";
    if state.moves < STEADY_MOVES || is_weaker || others(url.as_str()) {
        return None;
    }
    (state.moved_to, state.moves, state.moved_from) = (None, 0, Some(source.url.clone()));
    // "Local" is said of one host and port, and an account opens one: they do not go along to another.
    let own = same_origin(&source.url, url);
    let login = source.login.clone().filter(|_| own);
    Some(Source { url: url.to_string(), local: source.local && own, login, ..source.clone() })
}

/// Its server says that it is gone for good: it is asked no more until somebody goes on with it.
pub(super) fn gone(source: &Source, state: &mut SourceState, now: Timestamp) -> Source {
    state.gone_at = Some(now);
    Source { paused: true, ..source.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::SourceKind;

    fn look(source: &Source, state: &mut SourceState, to: &str, permanent: bool) -> Option<Source> {
        moved(source, state, &Url::parse(to).unwrap(), Way::default().on(permanent), |url| url.contains("taken"))
    }

    #[test]
    fn only_a_steady_permanent_redirect_moves_a_source() {
        let from = "https://a.example/feed";
        // What each look was sent to, by which kind of redirect; and where the source is in the end.
        let (to, other) = ("https://b.example/feed", "https://c.example/feed");
        type Looks<'t> = &'t [(&'t str, bool)];
        let table: [(&str, Looks<'_>, &str); 7] = [
            ("three", &[(to, true), (to, true), (to, true)], to),
            ("two", &[(to, true), (to, true)], from),
            ("temporary", &[(to, false); 9], from),
            ("one of them temporary", &[(to, true), (to, true), (to, false), (to, true)], from),
            ("here and there", &[(to, true), (other, true), (to, true), (other, true)], from),
            ("to an open connection", &[("http://a.example/feed", true); 9], from),
            ("to another source's", &[("https://taken.example/feed", true); 9], from),
        ];
        for (name, looks, expected) in table {
            let mut source = Source::new(SourceKind::Feed, from);
            let id = source.id.clone();
            let mut state = SourceState::fresh(id.clone());
            for (url, permanent) in looks {
                source = look(&source, &mut state, url, *permanent).unwrap_or(source);
            }
            assert_eq!((source.url.as_str(), &source.id), (expected, &id), "{name}");
            assert_eq!(state.moved_from.is_some(), expected != from, "{name}");
        }
    }

    #[test]
    fn what_is_open_for_one_host_is_not_open_for_the_next() {
        let mut source = Source::new(SourceKind::Feed, "http://127.0.0.1:8080/feed");
        source.local = true;
        for (to, local) in [("http://127.0.0.1:8080/new", true), ("http://127.0.0.1:9090/feed", false)] {
            let mut state = SourceState::fresh(source.id.clone());
            let moved = (0..3).find_map(|_| look(&source, &mut state, to, true)).unwrap();
            assert_eq!((moved.url.as_str(), moved.local), (to, local));
        }
    }
}
