//! The ways to a partner: in words, added, taken off; and where each message stands.

use super::go;
use crate::{app::App, app::Inner, fail::Fail, fields::Fields};
use axum::{
    extract::{Path, State},
    response::Response,
};
use record::{Channel, Event, Partner, PartnerId, Quiet, Release, SendingState, WebhookBody};
use store::{Store, StoreError};
use warn::life;

/// All ways in the order in which they are tried: "webhook to a.example, then signed link".
pub(crate) fn in_order(partner: &Partner) -> String {
    let way = |(contact, channel): (&str, &Channel)| match contact {
        "" => channel.words(),
        contact => format!("{contact}: {}", channel.words()),
    };
    partner.ways().map(way).collect::<Vec<_>>().join(", then ")
}

/// Name and words of each channel that the program sends through.
pub(crate) fn named(partner: &Partner) -> Vec<(String, String)> {
    let sent = partner.ways().filter(|(_, channel)| channel.is_sent());
    sent.map(|(_, channel)| (channel.key(), channel.words())).collect()
}

/// Where each message of a release stands, in words, and whether that is bad news.
pub(crate) fn standing(store: &dyn Store, release: &Release) -> Result<Vec<(String, bool)>, StoreError> {
    let partner = store.partner(&release.partner)?;
    let line = |sending: &record::Sending| {
        let waits = sending.state == SendingState::Waiting && !sending.last_error.is_empty();
        (life::standing(sending, &sending.way_words(partner.as_ref())), waits || sending.state == SendingState::Failed)
    };
    Ok(store.sendings_of(&release.id)?.iter().map(line).collect())
}

/// Adds a channel. Addresses on private networks are for the command line: whoever uses the desk need not be who
/// administers the machine.
pub(crate) async fn add(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let address = fields.required("address", "the address")?;
        let hook = |body| Channel::Webhook { url: address.clone(), body, local: false, renewed: 0 };
        let channel = match fields.get("kind") {
            "webhook-json" => hook(WebhookBody::Json),
            "webhook-stix" => hook(WebhookBody::Stix),
            "mail" => Channel::Mail { to: address.clone() },
            "telegram" => Channel::Telegram { chat: address.clone() },
            _ => return Err(Fail::invalid("Please choose what kind of channel it is.")),
        };
        let mut partner = find(inner, id)?;
        partner.put_way(channel, Some(fields.get("contact")));
        inner.act(fields.analyst()?, Event::PartnerSet(partner))?;
        Ok(go("/partners?done=partner-set"))
    })
    .await
}

/// Takes a channel off.
pub(crate) async fn drop_one(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let mut partner = find(inner, id)?;
        if !partner.drop_way(fields.get("channel")) {
            return Err(Fail::invalid("This partner has no such channel any more."));
        }
        inner.act(fields.analyst()?, Event::PartnerSet(partner))?;
        Ok(go("/partners?done=partner-set"))
    })
    .await
}

/// Quiet hours as the form has them: from, to, zone, together.
pub(crate) fn hours(quiet: Option<&Quiet>) -> (String, String, String, bool) {
    let time = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    match quiet {
        Some(quiet) => (time(quiet.from), time(quiet.to), quiet.zone.clone(), quiet.digest),
        None => (String::new(), String::new(), "UTC".to_owned(), false),
    }
}

/// Sets quiet hours; without times there are none.
pub(crate) async fn quiet(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let time = |name: &str| -> Result<Option<jiff::civil::Time>, Fail> {
            let words = fields.get(name);
            let wrong = |_| Fail::invalid("Please write times as 22:00.");
            if words.is_empty() { Ok(None) } else { words.parse().map(Some).map_err(wrong) }
        };
        let quiet = match (time("from")?, time("to")?) {
            (None, None) => None,
            (Some(from), Some(to)) => {
                let (zone, digest) = (fields.required("zone", "the time zone")?, fields.get("digest") == "yes");
                Some(Quiet { from, to, zone, digest })
            }
            _ => return Err(Fail::invalid("Please give both times, or neither.")),
        };
        let partner = Partner { quiet, ..find(inner, id)? };
        inner.act(fields.analyst()?, Event::PartnerSet(partner))?;
        Ok(go("/partners?done=partner-set"))
    })
    .await
}

fn find(inner: &Inner, id: String) -> Result<Partner, Fail> {
    inner.desk.store.partner(&PartnerId(id.clone()))?.ok_or_else(|| Fail::missing("partner", &id))
}
