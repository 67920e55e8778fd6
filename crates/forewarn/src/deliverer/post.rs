//! One attempt at one message: made from what the store says now, and sent.

use super::mail::Mailer;
use crate::config::Config;
use crate::pipeline::Pipeline;
use anyhow::{Context, Result};
use collect::{Asker, Post, Posted, Refused, wait_of};
use desk::told::{self, Word};
use jiff::{SignedDuration, Timestamp};
use record::{Attempt, Channel, FaultKind, Group, Met, Notice, Partner, Sending, SendingId, WarningState};
use share::channels::mail::{self, Letter};
use share::channels::{telegram, webhook};
use share::formats::{Told, message};
use std::sync::Arc;
use store::{Store, StoreError};
use url::Url;

/// What every attempt needs.
pub(super) struct Sender {
    pub(super) store: Arc<dyn Store>,
    pub(super) pipeline: Arc<Pipeline>,
    pub(super) clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub(super) asker: Asker,
    mailer: Option<Mailer>,
    bot: Option<Bot>,
    groups: Vec<Group>,
    /// The desk's name.
    pub(super) producer: String,
    /// Where partners reach the desk, if they can.
    base_url: Option<String>,
}

/// The Telegram bot.
struct Bot {
    address: Url,
    local: bool,
}

/// A message on its way out.
pub(super) enum Packet {
    Hook(Post),
    Letter(String, Letter),
    Chat(Post),
    /// Nothing is sent; this is what was met.
    Nothing(Met),
}

impl Packet {
    /// Nothing that the program sends.
    pub(super) fn by_hand() -> Self {
        Self::Nothing(Met::Dropped { why: "a person hands over the link".to_owned() })
    }
}

/// A message that may leave: its words, to whom, and through what.
pub(super) struct Ready {
    pub(super) told: Box<Told>,
    pub(super) partner: Partner,
    pub(super) channel: Channel,
}

impl Sender {
    pub(super) fn new(
        pipeline: Arc<Pipeline>,
        clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
        config: &Config,
        base_url: Option<String>,
    ) -> Result<Self> {
        let limits = collect::Limits { fetch_time: config.delivery.attempt(), ..config.limits.collect() };
        let asker = Asker::new(&limits).map_err(|refused| anyhow::anyhow!("{}", refused.detail))?;
        Ok(Self {
            store: Arc::clone(pipeline.store()),
            clock,
            asker,
            mailer: Mailer::new(&config.mail, config.delivery.attempt())?,
            bot: Bot::new(config)?,
            groups: pipeline.reader().groups().to_vec(),
            producer: config.desk_name.clone(),
            base_url: base_url.map(|url| url.trim_end_matches('/').to_owned()),
            pipeline,
        })
    }

    /// Tries a message once.
    pub(super) async fn attempt(self: Arc<Self>, sending: Sending) -> Attempt {
        let id = sending.id.clone();
        let sender = Arc::clone(&self);
        let packed = tokio::task::spawn_blocking(move || sender.pack(&sending)).await;
        let met = match packed {
            Ok(packet) => self.send(packet).await,
            Err(error) => failed(format!("the message could not be made: {error}")),
        };
        Attempt { sending: id, at: (self.clock)(), met }
    }

    /// Makes the message of a sending.
    fn pack(&self, sending: &Sending) -> Packet {
        match self.ready(sending) {
            Ok(Ready { told, partner, channel }) => self.packet(&sending.id, sending.notice, &told, &partner, &channel),
            Err(met) => Packet::Nothing(*met),
        }
    }

    /// What a sending says, if it may leave; else what it met.
    pub(super) fn ready(&self, sending: &Sending) -> Result<Ready, Box<Met>> {
        let said = |met: Met| Box::new(met);
        let looked = self.look(sending).map_err(|error| failed(format!("the message could not be made: {error}")));
        looked.map_err(said)?.map_err(said)
    }

    /// The outer error is the store's.
    fn look(&self, sending: &Sending) -> Result<Result<Ready, Met>, StoreError> {
        let dropped = |why: &str| Ok(Err(Met::Dropped { why: why.to_owned() }));
        let Some(release) = self.store.release(&sending.release)? else { return dropped("its release is gone") };
        let Some(partner) = self.store.partner(&sending.partner)? else { return dropped("the partner was taken off") };
        if release.revoked {
            return dropped("the release was taken back");
        }
        let Some((_, channel)) = partner.way(&sending.channel) else {
            return dropped("the partner no longer has this channel");
        };
        let channel = channel.clone();
        let link = self.base_url.as_ref().map(|base| format!("{base}{}", self.pipeline.link_path(&release)));
        let link = link.filter(|_| release.expires_at > (self.clock)());
        let word = match told::message_of(self.store.as_ref(), &release, &partner, &self.groups, link) {
            Ok(word) => word,
            Err(refusal) => return Ok(Err(failed(refusal.message))),
        };
        let cancelled = self.store.warning(&release.warning)?.is_some_and(|now| now.state == WarningState::Cancelled);
        // Between the first look and this one an update, or a cancellation, may have come.
        if release.version() != sending.version
            || self.store.release(&sending.release)?.as_ref() != Some(&release)
            || cancelled != (sending.notice == Notice::Cancellation)
        {
            return dropped("a later version took its place");
        }
        Ok(match word {
            Word::Told(told) => Ok(Ready { told, partner, channel }),
            Word::Held(_) if cancelled => {
                return dropped("it was taken back, and no version of it is known to have come");
            }
            Word::Held(why) => Err(Met::Held { why }),
        })
    }

    /// A message alone.
    pub(super) fn packet(
        &self,
        id: &SendingId,
        notice: Notice,
        told: &Told,
        partner: &Partner,
        channel: &Channel,
    ) -> Packet {
        match channel {
            Channel::PublicPage | Channel::SignedLink => Packet::by_hand(),
            Channel::Webhook { url, body, local, renewed } => {
                let body = webhook::body(told, notice, *body, &self.producer);
                self.hook(partner, (url.as_str(), *local, *renewed), id.as_str(), body)
            }
            Channel::Mail { to } => self.mail(to, |domain| mail::letter(told, notice, domain)),
            Channel::Telegram { chat } => self.chat(chat, &telegram::text(told, notice)),
        }
    }

    /// A letter, made for the domain of our own address.
    pub(super) fn mail(&self, to: &str, letter: impl FnOnce(&str) -> Letter) -> Packet {
        match &self.mailer {
            Some(mailer) => Packet::Letter(to.to_owned(), letter(mailer.domain())),
            None => Packet::Nothing(no_mail()),
        }
    }

    /// A signed message for a webhook: address, whether it may be local, how often its secret was renewed.
    pub(super) fn hook(&self, partner: &Partner, to: (&str, bool, u32), id: &str, body: webhook::Body) -> Packet {
        let (address, local, renewed) = to;
        let Ok(url) = Url::parse(address) else {
            return Packet::Nothing(gave_up(format!("`{address}` is no address")));
        };
        let secret = self.pipeline.webhook_secret(&partner.id, address, renewed);
        let headers = webhook::headers(&secret, id, (self.clock)(), &body.bytes);
        Packet::Hook(Post {
            url,
            content_type: body.content_type,
            headers,
            body: body.bytes,
            local,
            answer_bytes: webhook::MAX_ANSWER_BYTES,
        })
    }

    pub(super) fn chat(&self, chat: &str, text: &str) -> Packet {
        let Some(bot) = &self.bot else {
            let why =
                "no Telegram bot is set: name the file with its token in the configuration ([telegram] token_file)";
            return Packet::Nothing(gave_up(why.to_owned()));
        };
        Packet::Chat(Post {
            url: bot.address.clone(),
            content_type: "application/json",
            headers: Vec::new(),
            body: telegram::body(chat, text),
            local: bot.local,
            answer_bytes: webhook::MAX_ANSWER_BYTES,
        })
    }

    /// A message without a warning in it, through one channel: does it work?
    pub(super) async fn ping(&self, partner: &Partner, channel: &Channel) -> Met {
        let now = (self.clock)();
        let words = format!("This is a test by {}. It says nothing but that this way works.", self.producer);
        let packet = match channel {
            Channel::PublicPage | Channel::SignedLink => {
                return self.send(Packet::by_hand()).await;
            }
            Channel::Webhook { url, local, renewed, .. } => {
                let id = format!("ping-{}", now.as_millisecond());
                self.hook(partner, (url.as_str(), *local, *renewed), &id, webhook::json(&message::ping(now)))
            }
            Channel::Telegram { chat } => self.chat(chat, &words),
            Channel::Mail { to } => self.mail(to, |domain| Letter {
                message_id: format!("<test.{}@{domain}>", now.as_millisecond()),
                in_reply_to: None,
                references: Vec::new(),
                subject: "A test of this way to you".to_owned(),
                html: format!("<!DOCTYPE html><html lang=\"en\"><body><p>{words}</p></body></html>"),
                text: words,
            }),
        };
        self.send(packet).await
    }

    pub(super) async fn send(&self, packet: Packet) -> Met {
        match packet {
            Packet::Nothing(met) => met,
            Packet::Letter(to, letter) => match &self.mailer {
                Some(mailer) => mailer.send(&to, letter).await,
                None => no_mail(),
            },
            Packet::Hook(post) => match self.asker.post(post).await {
                Ok(posted) => webhook::met(posted.status, self.wait_of(&posted), &posted.body),
                Err(refused) => not_posted(refused),
            },
            Packet::Chat(post) => match self.asker.post(post).await {
                Ok(posted) => telegram::met(posted.status, &posted.body),
                Err(refused) => not_posted(refused),
            },
        }
    }
}

impl Sender {
    /// For how long a server wants to be left alone.
    pub(super) fn wait_of(&self, posted: &Posted) -> Option<SignedDuration> {
        posted.retry_after.as_deref().and_then(|words| wait_of(words, (self.clock)()))
    }
}

impl Bot {
    fn new(config: &Config) -> Result<Option<Self>> {
        let Some(path) = &config.telegram.token_file else { return Ok(None) };
        let token = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `telegram.token_file` {}", path.display()))?;
        let address = format!("{}/bot{}/sendMessage", config.telegram.api.trim_end_matches('/'), token.trim());
        let address = Url::parse(&address).context("`telegram.api`")?;
        Ok(Some(Self { address, local: config.telegram.local }))
    }
}

pub(super) fn not_posted(refused: Refused) -> Met {
    // An address that is closed to us stays so until somebody changes the channel.
    let for_good = refused.kind == FaultKind::Forbidden;
    let hint = if for_good { "; if that is right, the administrator can allow it (--local)" } else { "" };
    Met::Failed { why: format!("{}{hint}", refused.detail), retry_after: None, for_good }
}

pub(super) fn failed(why: String) -> Met {
    Met::Failed { why, retry_after: None, for_good: false }
}

fn gave_up(why: String) -> Met {
    Met::Failed { why, retry_after: None, for_good: true }
}

fn no_mail() -> Met {
    gave_up("no mail server is set: name one in the configuration ([mail] server, from)".to_owned())
}
