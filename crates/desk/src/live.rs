//! News by server-sent events: a page learns that the ledger has moved on and offers to reload. Only the number of the last
//! entry is sent, so a slow page can miss steps but never fall behind.

use crate::{app::App, fail::Fail};
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::OwnedSemaphorePermit;

/// How often the desk looks where the ledger stands.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Silence after which a comment keeps the connection open.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Watches the ledger for all open pages together, for as long as the desk is open.
pub(crate) async fn follow(app: App) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // Nobody looks: nothing to do.
        if app.listeners() == 0 {
            continue;
        }
        if let Ok(seq) = app.block(|inner| Ok(inner.desk.store.ledger_head()?.0)).await {
            app.publish_head(seq);
        }
    }
}

/// `/live`: one event for each time the ledger has moved on.
pub(crate) async fn stream(State(app): State<App>) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Fail> {
    let place: OwnedSemaphorePermit = Arc::clone(app.streams()).try_acquire_owned().map_err(|_| {
        Fail::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "Too many open pages", "Close some of them.")
    })?;
    let heads = app.heads();
    let events = stream::unfold((heads, place, true), |(mut heads, place, first)| async move {
        if !first && heads.changed().await.is_err() {
            return None;
        }
        let seq = (*heads.borrow_and_update())?;
        let event = Event::default().event("head").data(seq.to_string());
        Some((Ok(event), (heads, place, false)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}
