//! `/partners`: who receives warnings, set and taken off.

use super::{Choice, Frame, Params, go, html, watches::areas};
use crate::{app::App, app::Inner, fail::Fail, fields::Fields, words};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use record::{Event, Partner, PartnerId, Quiet, Tlp};

struct Row {
    id: String,
    /// The public: its page is opened and closed, and nothing else is set.
    public: bool,
    name: String,
    responsible_for: Vec<String>,
    clearance: String,
    clearance_class: &'static str,
    channels: String,
    /// Name and words of each channel that can be taken off.
    ways: Vec<(String, String)>,
    /// Its quiet hours in words.
    quiet: Option<String>,
    /// Their fields in the form.
    hours: (String, String, String, bool),
    /// What was released to it, as STIX.
    stix: String,
    /// The start of its secret address; its lists lie under it.
    feed: Option<String>,
}

#[derive(Template)]
#[template(path = "partners.html")]
struct Partners {
    frame: Frame,
    rows: Vec<Row>,
    clearances: Vec<Choice>,
    /// The page for everybody is open.
    public_open: bool,
}

/// The list, with the form for a new one.
pub(crate) async fn list(State(app): State<App>, Query(params): Query<Params>) -> Result<Response, Fail> {
    app.page(move |inner| {
        let partners = inner.desk.store.partners()?;
        html(&Partners {
            frame: Frame::new(inner, "partners", "Partners")?.with_notice(&params),
            public_open: partners.iter().any(|partner| partner.id.is_public() && !partner.feed.withdrawn),
            rows: partners.iter().map(|partner| row(inner, partner)).collect(),
            clearances: Tlp::ALL.iter().map(|t| Choice::new(t.code(), t.code(), *t == Tlp::Amber)).collect(),
        })
    })
    .await
}

fn row(inner: &Inner, partner: &Partner) -> Row {
    Row {
        id: words::encode(partner.id.as_str()),
        public: partner.id.is_public(),
        stix: format!("/export/stix?partner={}", words::encode(partner.id.as_str())),
        feed: inner.desk.conductor.feed_of(&partner.id).ok(),
        name: partner.name.clone(),
        responsible_for: partner.responsible_for.iter().map(words::area).collect(),
        clearance: partner.clearance.to_string(),
        clearance_class: words::tlp_class(partner.clearance),
        channels: super::channels::in_order(partner),
        ways: super::channels::named(partner),
        quiet: partner.quiet.as_ref().map(Quiet::words),
        hours: super::channels::hours(partner.quiet.as_ref()),
    }
}

/// Sets a partner.
pub(crate) async fn add(State(app): State<App>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let name = fields.required("name", "the partner's name")?;
        let id = PartnerId::derive(&[&name]);
        // Who is added again keeps its channels.
        let known = inner.desk.store.partner(&id)?.unwrap_or_else(|| Partner::reached_by_link(id, &name));
        let clearance = fields.code("clearance")?;
        let partner = Partner { responsible_for: areas(fields.get("areas"))?, clearance, ..known };
        inner.act(fields.analyst()?, Event::PartnerSet(partner))?;
        Ok(go("/partners?done=partner-set"))
    })
    .await
}

/// Makes the secret address of a partner's lists anew, or takes it back.
pub(crate) async fn feed(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let (id, who) = (PartnerId(id), fields.analyst()?);
        let (event, done) = match fields.get("act") {
            "renew" => (Event::FeedRenewed(id), "feed-renewed"),
            "withdraw" => (Event::FeedWithdrawn(id), "feed-withdrawn"),
            _ => return Err(Fail::invalid("Please choose whether the address is made anew or taken back.")),
        };
        inner.act(who, event)?;
        Ok(go(&format!("/partners?done={done}")))
    })
    .await
}

/// Opens or closes the page for everybody.
pub(crate) async fn public(State(app): State<App>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let open = match fields.get("act") {
            "open" => true,
            "close" => false,
            _ => return Err(Fail::invalid("Please choose whether the public page is opened or closed.")),
        };
        inner.act(fields.analyst()?, Event::PublicPageSet { open })?;
        Ok(go(if open { "/partners?done=public-opened" } else { "/partners?done=public-closed" }))
    })
    .await
}

/// Takes a partner off.
pub(crate) async fn remove(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        inner.act(fields.analyst()?, Event::PartnerRemoved(PartnerId(id)))?;
        Ok(go("/partners?done=partner-removed"))
    })
    .await
}
