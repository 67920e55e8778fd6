//! A source that its server moves for good, or takes away for good.

use jiff::{SignedDuration, Timestamp};
use record::{ByServer, Source, SourceState};
use url::Url;

/// Looks in a row that must be sent to one address, by permanent redirects alone, before it becomes the source's own.
const STEADY_MOVES: u32 = 3;

/// And the time between the first and the last of them, at least: a server that is being mended may redirect for some hours.
const STEADY_FOR: SignedDuration = SignedDuration::from_hours(24);

/// The redirects behind a task that is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    /// How many.
    pub hops: usize,
    /// All of them are permanent (301, 308).
    pub permanent: bool,
    /// One of them leads over an open connection, where anybody on the way can say what comes next.
    pub open: bool,
}

impl Default for Way {
    fn default() -> Self {
        Self { hops: 0, permanent: true, open: false }
    }
}

impl Way {
    /// One further redirect.
    pub fn on(self, to: &Url, permanent: bool) -> Self {
        Self { hops: self.hops + 1, permanent: self.permanent && permanent, open: self.open || to.scheme() != "https" }
    }
}

/// An address without its fragment, which no server hears of.
fn page(url: &Url) -> &str {
    &url[..url::Position::AfterQuery]
}

/// Whether two addresses, however written, lead to one page.
fn same_page(address: &str, url: &Url) -> bool {
    Url::parse(address).is_ok_and(|address| page(&address) == page(url))
}

/// Notes at which address a source's list was read. Gives the move once it is steady; `others` are the other sources, asked for
/// only then.
pub(super) fn moved(
    source: &Source,
    state: &mut SourceState,
    (url, way): (&Url, Way),
    now: Timestamp,
    others: impl FnOnce() -> Option<Vec<Source>>,
) -> Option<ByServer> {
    state.gone_at = None;
    let own = Url::parse(&source.url).ok()?;
    if page(&own) == page(url) || !way.permanent {
        (state.moved_to, state.moves, state.moved_since) = (None, 0, None);
        return None;
    }
    let is_same = state.moved_to.as_deref().is_some_and(|to| same_page(to, url));
    state.moves = if is_same { state.moves.saturating_add(1) } else { 1 };
    // A state written before this was noted begins anew.
    let since = state.moved_since.filter(|_| is_same).unwrap_or(now);
    (state.moved_since, state.moved_to) = (Some(since), Some(page(url).to_owned()));
    // Nobody is moved from a safe connection to an open one, or over one, or to where another source is.
    let is_weaker = own.scheme() == "https" && way.open;
    if state.moves < STEADY_MOVES || now.duration_since(since) < STEADY_FOR || is_weaker {
        return None;
    }
    // Where the store cannot tell, the source stays where it is.
    let is_taken = others()?.iter().any(|other| other.id != source.id && same_page(&other.url, url));
    let (from, to) = (source.url.clone(), page(url).to_owned());
    (!is_taken).then(|| ByServer::Moved { source: source.id.clone(), from, to })
}

/// Its server says that it is gone for good: it is asked no more until somebody goes on with it.
pub(super) fn gone(source: &Source, state: &mut SourceState, now: Timestamp) -> ByServer {
    state.gone_at = Some(now);
    ByServer::Gone { source: source.id.clone(), url: source.url.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::SourceKind;

    /// A look some hours after the first, which was sent through these addresses.
    fn look(source: &Source, state: &mut SourceState, hours: i64, to: &[&str], permanent: bool) -> Option<String> {
        let hops: Vec<Url> = to.iter().map(|to| Url::parse(to).unwrap()).collect();
        let way = hops.iter().fold(Way::default(), |way, to| way.on(to, permanent));
        let now = Timestamp::from_second(hours * 3_600).unwrap();
        let others = || Some(vec![source.clone(), Source::new(SourceKind::Feed, "HTTPS://Taken.example:443/feed#top")]);
        moved(source, state, (hops.last().unwrap(), way), now, others).map(|change| match change {
            ByServer::Moved { to, .. } => to,
            ByServer::Gone { .. } => unreachable!("no look gives this"),
        })
    }

    #[test]
    fn only_a_steady_permanent_redirect_moves_a_source() {
        const TO: &[&str] = &["https://b.example/feed"];
        const OTHER: &[&str] = &["https://c.example/feed"];
        const OPEN: &[&str] = &["http://a.example/feed", "https://b.example/feed"];
        const TAKEN: &[&str] = &["https://taken.example/feed"];
        // The hours of the looks, with where each was sent and by which kind of redirect; and where the source is in the end.
        type Looks<'t> = &'t [(i64, &'t [&'t str], bool)];
        let table: [(&str, Looks<'_>, Option<&str>); 11] = [
            ("three over a day", &[(0, TO, true), (5, TO, true), (24, TO, true)], Some(TO[0])),
            ("within some hours", &[(0, TO, true), (1, TO, true), (2, TO, true), (23, TO, true)], None),
            ("two", &[(0, TO, true), (48, TO, true)], None),
            ("temporary", &[(0, TO, false), (24, TO, false), (48, TO, false), (72, TO, false)], None),
            ("one of them temporary", &[(0, TO, true), (20, TO, true), (21, TO, false), (30, TO, true)], None),
            ("here and there", &[(0, TO, true), (12, OTHER, true), (24, TO, true), (36, OTHER, true)], None),
            ("here, then there", &[(0, OTHER, true), (1, TO, true), (12, TO, true), (24, TO, true)], None),
            (
                "fragments are nothing",
                &[(0, TO, true), (12, &["https://B.example/feed#new"], true), (24, TO, true)],
                Some(TO[0]),
            ),
            ("to itself", &[(0, &["https://a.example/feed#x"], true), (24, &["https://a.example/feed"], true)], None),
            ("over an open connection", &[(0, OPEN, true), (24, OPEN, true), (48, OPEN, true)], None),
            ("to another source's", &[(0, TAKEN, true), (24, TAKEN, true), (48, TAKEN, true)], None),
        ];
        for (name, looks, expected) in table {
            let source = Source::new(SourceKind::Feed, "https://a.example/feed");
            let mut state = SourceState::fresh(source.id.clone());
            let steps = looks.iter().map(|(hours, to, permanent)| look(&source, &mut state, *hours, to, *permanent));
            assert_eq!(steps.last().flatten().as_deref(), expected, "{name}");
        }
    }
}
