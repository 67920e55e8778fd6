//! Whether the ways to a partner can be used at all, before they are kept.

use jiff::tz::TimeZone;
use record::{Channel, MAX_WAYS, Partner, Refusal, RefusalKind};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Bytes of an address at most.
const MAX_ADDRESS_BYTES: usize = 2_000;

/// Refuses a partner whose ways cannot work.
///
/// # Errors
/// `Invalid`: too many ways, the same twice, an address that is none, a time zone that is not known.
pub(super) fn check(partner: &Partner) -> Result<(), Refusal> {
    let invalid = |message: String| Refusal::new(RefusalKind::Invalid, message);
    let mut keys = BTreeSet::new();
    for (_, channel) in partner.ways() {
        one(channel).map_err(invalid)?;
        if *channel == Channel::PublicPage {
            return Err(invalid("the public page leads to the public alone (forewarn partner public)".to_owned()));
        }
        if !keys.insert(channel.key()) {
            return Err(invalid(format!("{} is there twice", channel.words())));
        }
    }
    if keys.is_empty() {
        return Err(invalid(format!("{} has no channel left: nothing could be released to it", partner.name)));
    }
    if keys.len() > MAX_WAYS {
        return Err(invalid(format!("a partner has at most {MAX_WAYS} channels, its contacts' included")));
    }
    if partner.contacts.iter().any(|contact| contact.name.trim().is_empty()) {
        return Err(invalid("a contact needs a name: an office or a duty, not a person".to_owned()));
    }
    if let Some(quiet) = &partner.quiet
        && TimeZone::get(&quiet.zone).is_err()
    {
        return Err(invalid(format!("`{}` is not a time zone: give its IANA name, such as Europe/Oslo", quiet.zone)));
    }
    Ok(())
}

fn one(channel: &Channel) -> Result<(), String> {
    let address = channel.address();
    if address.len() > MAX_ADDRESS_BYTES || address.chars().any(char::is_control) {
        return Err(format!("an address has at most {MAX_ADDRESS_BYTES} bytes and no control characters"));
    }
    match channel {
        Channel::PublicPage | Channel::SignedLink => Ok(()),
        Channel::Webhook { url, local, .. } => match url::Url::parse(url) {
            Err(error) => {
                Err(format!("`{url}` is not an address ({error}): give one such as https://partner.example/hook"))
            }
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                Err("an address with a user name or password is not kept: the signature says who sends".to_owned())
            }
            Ok(url) if url.scheme() == "https" || (url.scheme() == "http" && *local) => Ok(()),
            Ok(url) => Err(format!(
                "`{url}` is not https: warnings go out in the clear only within your own network (--local)"
            )),
        },
        Channel::Mail { to } => match to.parse::<lettre::message::Mailbox>() {
            Ok(_) => Ok(()),
            Err(_) => Err(format!("`{to}` is not a mail address: give one such as duty@partner.example")),
        },
        Channel::Telegram { chat } => {
            let number = chat.strip_prefix('-').unwrap_or(chat);
            let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
            let is_name = chat
                .strip_prefix('@')
                .is_some_and(|name| name.len() >= 4 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
            if is_number || is_name {
                Ok(())
            } else {
                Err(format!("`{chat}` is not a Telegram chat: give its number, or @name of a channel"))
            }
        }
    }
}

/// The partner as the ledger tells of it: channels by their names in receipts. The ledger is shown to others; an address may
/// be a secret.
pub(super) fn for_the_ledger(partner: &Partner) -> Value {
    let keys = |channels: &[Channel]| channels.iter().map(Channel::key).collect::<Vec<_>>();
    let contacts: Vec<Value> = partner
        .contacts
        .iter()
        .map(|contact| json!({ "name": contact.name, "channels": keys(&contact.channels) }))
        .collect();
    json!({ "id": partner.id, "name": partner.name, "responsible_for": partner.responsible_for,
            "clearance": partner.clearance, "channels": keys(&partner.channels), "contacts": contacts,
            "quiet": partner.quiet })
}
