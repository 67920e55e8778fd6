//! Partners: who receives warnings, what for, and how.

use crate::code::codes;
use crate::{Area, PartnerId, Quiet, Tlp, sha256_hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Ways of one partner at most, its contacts' included.
pub const MAX_WAYS: usize = 16;

codes! {
    /// What the body of a webhook's message is.
    WebhookBody ("body of a webhook") {
        /// A STIX 2.1 bundle.
        Stix => "stix",
        /// One flat JSON object.
        Json => "json",
    }
}

/// A way to reach a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "channel")]
pub enum Channel {
    /// The page for everybody: the way to the public ([`PartnerId::public`]), and to nobody else.
    PublicPage,
    /// A signed link, opened in a browser without an account. It is made with every release, and goes with every message of
    /// the other channels.
    SignedLink,
    /// An HTTP POST with a signed body (Standard Webhooks).
    Webhook {
        /// Where.
        url: String,
        /// What the partner chose to get.
        body: WebhookBody,
        /// The address may lie on this machine or a private network: the administrator said so.
        #[serde(default)]
        local: bool,
        /// How often its secret was renewed.
        #[serde(default)]
        renewed: u32,
    },
    /// E-mail.
    Mail {
        /// The address of an office.
        to: String,
    },
    /// A Telegram chat.
    Telegram {
        /// Its number, or `@name` of a channel.
        chat: String,
    },
}

impl Channel {
    /// Its kind, as a code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PublicPage => "public_page",
            Self::SignedLink => "signed_link",
            Self::Webhook { .. } => "webhook",
            Self::Mail { .. } => "mail",
            Self::Telegram { .. } => "telegram",
        }
    }

    /// Its name in receipts: the kind and, where there may be several, eight digits that stand for the address.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::PublicPage | Self::SignedLink => self.code().to_owned(),
            _ => format!("{}-{}", self.code(), &sha256_hex(self.address().as_bytes())[..8]),
        }
    }

    /// Where it leads; empty for the public page and the signed link.
    #[must_use]
    pub fn address(&self) -> &str {
        match self {
            Self::PublicPage | Self::SignedLink => "",
            Self::Webhook { url, .. } => url,
            Self::Mail { to } => to,
            Self::Telegram { chat } => chat,
        }
    }

    /// True if the program itself sends something; a signed link is handed over by a person.
    #[must_use]
    pub const fn is_sent(&self) -> bool {
        !matches!(self, Self::PublicPage | Self::SignedLink)
    }

    /// In words: "webhook to partner.example".
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::PublicPage => "public page".to_owned(),
            Self::SignedLink => "signed link".to_owned(),
            // What follows the host may be a secret.
            Self::Webhook { url, .. } => format!("webhook to {}", host(url)),
            Self::Mail { to } => format!("mail to {to}"),
            Self::Telegram { chat } => format!("Telegram to {chat}"),
        }
    }
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// A further office to turn to when the partner itself does not acknowledge in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// As people call it: an office or a duty, not a person.
    pub name: String,
    /// How it is reached, first choice first.
    pub channels: Vec<Channel>,
}

/// The secret address under which a partner's lists lie; of the public, its page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedAddress {
    /// When it was made: an address made anew has a secret part of its own. Nothing for one that is as old as its partner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Taken back: nothing lies there.
    #[serde(default)]
    pub withdrawn: bool,
}

impl FeedAddress {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl PartnerId {
    /// The public: everybody, without an account.
    #[must_use]
    pub fn public() -> Self {
        Self::from("prt-public")
    }

    /// True for the public.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.as_str() == "prt-public"
    }
}

/// An organisation that receives warnings. The contact is an office, not a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    /// Derived from the name.
    pub id: PartnerId,
    /// As people call it.
    pub name: String,
    /// What it answers for.
    pub responsible_for: Vec<Area>,
    /// The strictest marking that it may receive.
    pub clearance: Tlp,
    /// How it is reached, first choice first.
    pub channels: Vec<Channel>,
    /// Who is turned to after that, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// When only what is immediate is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
    /// Where its lists lie.
    #[serde(default, skip_serializing_if = "FeedAddress::is_usual")]
    pub feed: FeedAddress,
    /// The least `renewed` of a webhook that is added: one that was dropped, or whose partner was taken off, comes back with
    /// another secret.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub secrets_from: u32,
}

const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Partner {
    /// The public: it answers for nothing, receives what is TLP:CLEAR, and is reached by the public page alone.
    #[must_use]
    pub fn the_public() -> Self {
        Self {
            clearance: Tlp::Clear,
            channels: vec![Channel::PublicPage],
            ..Self::reached_by_link(PartnerId::public(), "The public")
        }
    }

    /// A partner that answers for nothing yet and is reached by signed links alone.
    #[must_use]
    pub fn reached_by_link(id: PartnerId, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            responsible_for: Vec::new(),
            clearance: Tlp::Amber,
            channels: vec![Channel::SignedLink],
            contacts: Vec::new(),
            quiet: None,
            feed: FeedAddress::default(),
            secrets_from: 0,
        }
    }

    /// All ways to it, in the order in which they are tried, with the contact's name; empty for the partner itself.
    pub fn ways(&self) -> impl Iterator<Item = (&str, &Channel)> {
        let own = self.channels.iter().map(|channel| ("", channel));
        own.chain(
            self.contacts.iter().flat_map(|contact| contact.channels.iter().map(|way| (contact.name.as_str(), way))),
        )
    }

    /// Puts a channel where it belongs, the partner's own or a contact's: the same address anew in its place, else before the
    /// signed link, which is there anyway. A webhook that is put again keeps its secret: the receiver knows it.
    pub fn put_way(&mut self, mut channel: Channel, contact: Option<&str>) {
        let key = channel.key();
        let known = self.ways().find(|(_, known)| known.key() == key).map(|(_, known)| known.clone());
        if let (Channel::Webhook { renewed, .. }, Some(Channel::Webhook { renewed: before, .. })) =
            (&mut channel, known)
        {
            *renewed = before;
        }
        let channels = match contact.map(str::trim).filter(|name| !name.is_empty()) {
            None => &mut self.channels,
            Some(name) => {
                let place = self.contacts.iter().position(|contact| contact.name == name).unwrap_or_else(|| {
                    self.contacts.push(Contact { name: name.to_owned(), channels: Vec::new() });
                    self.contacts.len() - 1
                });
                &mut self.contacts[place].channels
            }
        };
        match channels.iter_mut().find(|known| known.key() == key) {
            Some(known) => *known = channel,
            None => {
                let place = channels.iter().position(|known| *known == Channel::SignedLink).unwrap_or(channels.len());
                channels.insert(place, channel);
            }
        }
    }

    /// Keeps what only its own acts change: the address of its lists and, of webhooks, the latest secret. `known` is the
    /// partner as it stands; without one it is new at `at`, and so are its address and its secrets. A webhook that is not
    /// `known` gets a secret that no webhook of this partner had before.
    pub fn keep_secrets_of(&mut self, known: Option<&Self>, at: Timestamp) {
        self.feed = known.map_or(FeedAddress { since: Some(at), withdrawn: false }, |known| known.feed.clone());
        // A partner taken off leaves nothing behind: seconds only ever grow, and nobody renews a secret as often.
        let mut from =
            known.map_or_else(|| u32::try_from(at.as_second()).unwrap_or(u32::MAX), |known| known.secrets_from);
        for (_, way) in known.into_iter().flat_map(Self::ways) {
            if let (Channel::Webhook { renewed, .. }, None) = (way, self.way(&way.key())) {
                from = from.max(renewed.saturating_add(1));
            }
        }
        self.secrets_from = from;
        let contacts = self.contacts.iter_mut().flat_map(|contact| &mut contact.channels);
        for channel in self.channels.iter_mut().chain(contacts) {
            let before = known.and_then(|known| known.way(&channel.key())).map(|(_, before)| before);
            match (channel, before) {
                (Channel::Webhook { renewed, .. }, Some(Channel::Webhook { renewed: before, .. })) => {
                    *renewed = (*renewed).max(*before);
                }
                (Channel::Webhook { renewed, .. }, _) => *renewed = (*renewed).max(from),
                _ => {}
            }
        }
    }

    /// Takes the way of this key off; false if there was none.
    pub fn drop_way(&mut self, key: &str) -> bool {
        let known = self.way(key).is_some();
        self.channels.retain(|channel| channel.key() != key);
        for contact in &mut self.contacts {
            contact.channels.retain(|channel| channel.key() != key);
        }
        self.contacts.retain(|contact| !contact.channels.is_empty());
        known
    }

    /// The way of this key ([`Channel::key`]).
    #[must_use]
    pub fn way(&self, key: &str) -> Option<(&str, &Channel)> {
        self.ways().find(|(_, channel)| channel.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_before_channels_is_read_still() {
        let old = r#"{"id":"prt-1","name":"Harbour office","responsible_for":[],"clearance":"TLP:AMBER",
                      "channels":[{"channel":"signed_link"}]}"#;
        let partner: Partner = serde_json::from_str(old).unwrap();
        assert_eq!(partner.channels, [Channel::SignedLink]);
        assert!(partner.contacts.is_empty() && partner.quiet.is_none());
    }

    #[test]
    fn ways_come_in_order_and_have_names_of_their_own() {
        let mail = |to: &str| Channel::Mail { to: to.to_owned() };
        let url = "https://hooks.example/secret-path".to_owned();
        let hook = Channel::Webhook { url, body: WebhookBody::Json, local: false, renewed: 0 };
        let partner = Partner {
            id: PartnerId::from("prt-1"),
            name: "Harbour office".to_owned(),
            responsible_for: Vec::new(),
            clearance: Tlp::Amber,
            channels: vec![hook.clone(), mail("a@harbour.example"), Channel::SignedLink],
            contacts: vec![Contact { name: "Night desk".to_owned(), channels: vec![mail("b@harbour.example")] }],
            quiet: None,
            feed: FeedAddress::default(),
            secrets_from: 0,
        };
        let ways: Vec<_> = partner.ways().map(|(contact, way)| (contact, way.code())).collect();
        assert_eq!(ways, [("", "webhook"), ("", "mail"), ("", "signed_link"), ("Night desk", "mail")]);
        let keys: std::collections::BTreeSet<_> = partner.ways().map(|(_, way)| way.key()).collect();
        assert_eq!(keys.len(), 4);
        assert_eq!(partner.way(&mail("b@harbour.example").key()).unwrap().0, "Night desk");
        assert_eq!(hook.words(), "webhook to hooks.example", "the path may be a secret");
        let mut changed = partner.clone();
        let Channel::Webhook { url, .. } = &hook else { panic!() };
        let renewed = Channel::Webhook { url: url.clone(), body: WebhookBody::Json, local: false, renewed: 3 };
        changed.channels[0] = renewed.clone();
        changed.put_way(hook.clone(), None);
        assert_eq!(changed.channels[0], renewed, "the secret stays");
        changed.put_way(mail("c@harbour.example"), Some("Head office"));
        assert_eq!(changed.contacts[1].name, "Head office");
        changed.put_way(mail("d@harbour.example"), None);
        assert_eq!(changed.channels[2..], [mail("d@harbour.example"), Channel::SignedLink]);
        assert!(changed.drop_way(&mail("c@harbour.example").key()) && !changed.drop_way("mail-none"));
        assert_eq!(changed.contacts.len(), 1, "a contact without a channel goes");
        assert_eq!(serde_json::from_str::<Partner>(&serde_json::to_string(&partner).unwrap()).unwrap(), partner);
    }

    #[test]
    fn a_webhook_that_was_dropped_comes_back_with_another_secret() {
        let at = Timestamp::from_second(1_900_000_000).unwrap();
        let hook = Channel::Webhook {
            url: "https://hooks.example/a".to_owned(),
            body: WebhookBody::Json,
            local: false,
            renewed: 0,
        };
        let number = |partner: &Partner| match partner.way(&hook.key()) {
            Some((_, Channel::Webhook { renewed, .. })) => *renewed,
            _ => panic!("no webhook"),
        };
        let set = |partner: &Partner, known: Option<&Partner>, at| {
            let mut set = partner.clone();
            set.keep_secrets_of(known, at);
            set
        };
        let mut bare = Partner::reached_by_link(PartnerId::from("prt-1"), "Harbour office");
        let mut with = bare.clone();
        with.put_way(hook.clone(), None);
        let first = set(&with, None, at);
        assert_eq!(number(&set(&with, Some(&first), at)), number(&first), "put again it keeps its secret");
        // Within one second, and by somebody who does not send along what was kept.
        let mut seen = vec![number(&first)];
        let mut known = first;
        for _ in 0..3 {
            bare.secrets_from = 0;
            known = set(&bare, Some(&known), at);
            known = set(&with, Some(&known), at);
            assert!(!seen.contains(&number(&known)), "{seen:?}");
            seen.push(number(&known));
        }
        // The partner itself is taken off and comes again.
        let later = set(&with, None, at.checked_add(jiff::SignedDuration::from_secs(600)).unwrap());
        assert!(!seen.contains(&number(&later)));
    }
}
