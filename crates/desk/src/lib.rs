//! The web desk: pages for analysts, the signed link's page for partners, and a small JSON API.
//!
//! Every page works without JavaScript and fetches nothing from elsewhere. Pages are read from the [`store`] and change
//! things only by handing an [`record::Event`] to the [`record::Conductor`].
//!
//! # The JSON API
//! With the desk's cookie, or with `Authorization: Bearer KEY`, where KEY is the key in the printed address:
//! - `GET /api/incidents?stage=&kind=&country=&min_origins=&offset=&limit=`: incidents as stored.
//! - `GET /api/incidents/{id}`: an incident as stored, and why: each link's and each origin's features.
//! - `GET /api/warnings?state=&offset=&limit=`: warnings as stored.
//! - `GET /api/reports/{id}`: a report with its reading.
//! - `POST /api/warnings/{id}/release` with `{"partner", "marking", "originator_control"?, "caveats"?, "hide_origins"?,
//!   "hide_reports"?, "released_by"}`: gives `{"release", "link"}`.
//! - `GET /export/stix?partner=ID`: a STIX 2.1 bundle of what was released to that partner, as that partner may see it.
//!
//! Partners need no key; the address is the secret:
//! - `GET /f/TOKEN/{rss.xml,atom.xml,feed.json,warnings.geojson,warnings.csv,stix.json}`: what was released to that partner.
//! - `GET /f/TOKEN/cap/IDENTIFIER.xml`: one of its CAP messages; `/f/TOKEN/misp/manifest.json`: its MISP feed.
//! - `POST /w/TOKEN/cap` with a CAP 1.2 `Ack`: acknowledges the release of that signed link.
//!
//! - `GET /public` and below: what was released to everybody under TLP:CLEAR, while the public page is open ([`public`]).
//!
//! Partners' programs use the TAXII 2.1 server under `/taxii2/` ([`taxii`]).
//!
//! - `GET /healthz`: `{"status": "ok", …}`; needs no key.

mod api;
mod app;
mod assets;
pub mod changes;
mod fail;
mod feed;
mod fields;
mod guard;
pub mod held;
mod highlight;
mod live;
mod locator;
mod pages;
pub mod public;
pub mod taxii;
mod tls;
pub mod told;
mod tree;
mod words;

use app::App;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    routing::{any, get, post},
};
use jiff::Timestamp;
use record::{Conductor, Group};
use std::{future::Future, io, sync::Arc, time::Duration};
use store::Store;
pub use taxii::API_ROOT as TAXII_ROOT;
pub use tls::Tls;
use tower_http::{CompressionLevel, compression::CompressionLayer, timeout::TimeoutLayer};

/// Largest body of a request, in bytes.
pub const MAX_BODY_BYTES: usize = 64 * 1024;
/// Time after which a request is given up, in seconds.
pub const REQUEST_TIMEOUT_SECONDS: u64 = 30;

/// What the desk needs from outside.
#[derive(Clone)]
pub struct Desk {
    /// Where everything is read from.
    pub store: Arc<dyn Store>,
    /// Who handles what people do here.
    pub conductor: Arc<dyn Conductor>,
    /// The time now.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// The name that forms suggest for the person who acts.
    pub analyst: String,
    /// Secret of the desk's session: the printed address carries it once (`/?key=…`). With an empty key nobody gets in.
    pub key: String,
    /// The address under which partners reach the desk, without a slash at the end: `http://127.0.0.1:8750`.
    pub base_url: String,
    /// The desk as the sender of messages.
    pub sender: share::formats::cap::Desk,
    /// The groups that a watch may name.
    pub groups: Arc<[Group]>,
}

/// The desk as a service. Live updates end with the process; use [`serve`] to have them end with the desk.
pub fn router(desk: Desk) -> Router {
    routes(App::new(desk))
}

fn routes(app: App) -> Router {
    use pages::{
        channels, front, incident, incidents, ledger, link, partners, reports, sources, warning, warnings, watches,
    };
    Router::new()
        .route("/", get(front::show))
        .route("/incidents", get(incidents::list))
        .route("/incidents/{id}", get(incident::show))
        .route("/incidents/{id}/draft", post(incident::acts::draft))
        .route("/incidents/{id}/judge", post(incident::acts::judge))
        .route("/judgements/{id}/undo", post(incident::acts::undo))
        .route("/sources", get(sources::list))
        .route("/sources/{key}", get(sources::show))
        .route("/sources/{key}/grade", post(sources::grade))
        .route("/reports", get(reports::list))
        .route("/reports/{id}", get(reports::show))
        .route("/captures/{id}", get(reports::capture))
        .route("/search", get(reports::search))
        .route("/warnings", get(warnings::list))
        .route("/warnings/{id}", get(warning::show))
        .route("/warnings/{id}/preview", post(warning::acts::preview_form))
        .route("/warnings/{id}/preview/{partner}", get(warning::acts::preview))
        .route("/warnings/{id}/release", post(warning::acts::release))
        .route("/warnings/{id}/update", post(warning::holders::update))
        .route("/warnings/{id}/share", post(warning::holders::answer))
        .route("/warnings/{id}/close", post(warning::acts::close))
        .route("/warnings/{id}/cancel", post(warning::acts::cancel))
        .route("/watches", get(watches::list).post(watches::add))
        .route("/watches/{id}/remove", post(watches::remove))
        .route("/partners", get(partners::list).post(partners::add))
        .route("/partners/{id}/remove", post(partners::remove))
        .route("/partners/{id}/feed", post(partners::feed))
        .route("/partners/public", post(partners::public))
        .route("/partners/{id}/quiet", post(channels::quiet))
        .route("/partners/{id}/channels", post(channels::add))
        .route("/partners/{id}/channels/drop", post(channels::drop_one))
        .route("/ledger", get(ledger::list))
        .route("/live", get(live::stream))
        .route("/w/{token}", get(link::show))
        .route("/w/{token}/cap", post(link::cap))
        .route("/w/{token}/{act}", post(link::act))
        .route("/f/{token}/{*name}", get(feed::file))
        .route("/public", get(public::show))
        .route("/public/{*rest}", get(public::show))
        .route("/public/", get(public::show))
        .route("/api/incidents", get(api::incidents))
        .route("/api/incidents/{id}", get(api::incident))
        .route("/api/warnings", get(api::warnings))
        .route("/api/reports/{id}", get(api::report))
        .route("/api/warnings/{id}/release", post(api::release))
        .route("/export/stix", get(api::stix))
        .route("/healthz", get(api::health))
        .merge(exchange())
        .route("/assets/{name}", get(assets::serve))
        .fallback(fail::no_such_page)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(REQUEST_TIMEOUT_SECONDS),
        ))
        .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}

/// The TAXII server; long answers are packed for whoever asks.
fn exchange() -> Router<App> {
    Router::new()
        .route("/taxii2", any(taxii::serve))
        .route("/taxii2/", any(taxii::serve))
        .route("/taxii2/{*rest}", any(taxii::serve))
        .layer(CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest))
}

/// Serves the desk until `shutdown` is done, under TLS if there is a certificate; requests under way are finished.
///
/// # Errors
/// If the listener fails.
pub async fn serve(
    listener: tokio::net::TcpListener,
    tls: Option<Tls>,
    desk: Desk,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    match tls {
        None => serve_on(listener, desk, shutdown).await,
        Some(tls) => serve_on(tls.listen(listener)?, desk, shutdown).await,
    }
}

async fn serve_on<L>(listener: L, desk: Desk, shutdown: impl Future<Output = ()> + Send + 'static) -> io::Result<()>
where
    L: axum::serve::Listener,
    L::Addr: std::fmt::Debug,
{
    let app = App::new(desk);
    let ticker = tokio::spawn(live::follow(app.clone()));
    let publisher = tokio::spawn(taxii::follow(app.clone()));
    let closing = app.clone();
    let result = axum::serve(listener, routes(app))
        .with_graceful_shutdown(async move {
            shutdown.await;
            // Open event streams would keep the server waiting for ever.
            closing.end_streams();
        })
        .await;
    ticker.abort();
    publisher.abort();
    result
}
