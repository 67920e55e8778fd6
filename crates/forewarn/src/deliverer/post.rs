//! One attempt at one message: made from what the store says now, and sent.

use super::mail::Mailer;
use crate::config::Config;
use crate::pipeline::Pipeline;
use anyhow::{Context, Result};
use collect::{Asker, Post, Refused, wait_of};
use desk::told::{self, Word};
use jiff::Timestamp;
use record::{Attempt, Channel, FaultKind, Group, Met, Notice, Partner, Sending, WarningState};
use share::channels::mail::{self, Letter};
use share::channels::{telegram, webhook};
use share::formats::message;
use std::sync::Arc;
use store::{Store, StoreError};
use url::Url;

/// What every attempt needs.
pub(super) struct Sender {
    pub(super) store: Arc<dyn Store>,
    pub(super) pipeline: Arc<Pipeline>,
    pub(super) clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    asker: Asker,
    mailer: Option<Mailer>,
    bot: Option<Bot>,
    groups: Vec<Group>,
    /// The desk's name.
    producer: String,
    /// Where partners reach the desk, if they can.
    base_url: Option<String>,
}

/// The Telegram bot.
struct Bot {
    address: Url,
    local: bool,
}

/// A message on its way out.
enum Packet {
    Hook(Post),
    Letter(String, Letter),
    Chat(Post),
    /// Nothing is sent; this is what was met.
    Nothing(Met),
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
            Ok(Ok(packet)) => self.send(packet).await,
            Ok(Err(error)) => failed(format!("the message could not be made: {error}")),
            Err(error) => failed(format!("the message could not be made: {error}")),
        };
        Attempt { sending: id, at: (self.clock)(), met }
    }

    /// Makes the message of a sending.
    fn pack(&self, sending: &Sending) -> Result<Packet, StoreError> {
        let dropped = |why: &str| Ok(Packet::Nothing(Met::Dropped { why: why.to_owned() }));
        let Some(release) = self.store.release(&sending.release)? else { return dropped("its release is gone") };
        let Some(partner) = self.store.partner(&sending.partner)? else { return dropped("the partner was taken off") };
        if release.revoked {
            return dropped("the release was taken back");
        }
        let Some((_, channel)) = partner.way(&sending.channel) else {
            return dropped("the partner no longer has this channel");
        };
        let link = self.base_url.as_ref().map(|base| format!("{base}{}", self.pipeline.link_path(&release)));
        let link = link.filter(|_| release.expires_at > (self.clock)());
        let word = match told::message_of(self.store.as_ref(), &release, &partner, &self.groups, link) {
            Ok(word) => word,
            Err(refusal) => return Ok(Packet::Nothing(failed(refusal.message))),
        };
        let cancelled = self.store.warning(&release.warning)?.is_some_and(|now| now.state == WarningState::Cancelled);
        // Between the first look and this one an update, or a cancellation, may have come.
        if release.version() != sending.version
            || self.store.release(&sending.release)?.as_ref() != Some(&release)
            || cancelled != (sending.notice == Notice::Cancellation)
        {
            return dropped("a later version took its place");
        }
        let told = match word {
            Word::Told(told) => told,
            Word::Held(_) if cancelled => {
                return dropped("it was taken back, and no version of it is known to have come");
            }
            Word::Held(why) => return Ok(Packet::Nothing(Met::Held { why })),
        };
        Ok(match channel {
            Channel::PublicPage | Channel::SignedLink => {
                Packet::Nothing(Met::Dropped { why: "a person hands over the link".to_owned() })
            }
            Channel::Webhook { url, body, local, renewed } => {
                let body = webhook::body(&told, sending.notice, *body, &self.producer);
                self.hook(&partner, (url.as_str(), *local, *renewed), sending.id.as_str(), body)
            }
            Channel::Mail { to } => match &self.mailer {
                Some(mailer) => Packet::Letter(to.clone(), mail::letter(&told, sending.notice, mailer.domain())),
                None => Packet::Nothing(no_mail()),
            },
            Channel::Telegram { chat } => self.chat(chat, &telegram::text(&told, sending.notice)),
        })
    }

    /// A signed message for a webhook: address, whether it may be local, how often its secret was renewed.
    fn hook(&self, partner: &Partner, to: (&str, bool, u32), id: &str, body: webhook::Body) -> Packet {
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

    fn chat(&self, chat: &str, text: &str) -> Packet {
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
                return Met::Dropped { why: "a person hands over the link".to_owned() };
            }
            Channel::Webhook { url, local, renewed, .. } => {
                let id = format!("ping-{}", now.as_millisecond());
                self.hook(partner, (url.as_str(), *local, *renewed), &id, webhook::json(&message::ping(now)))
            }
            Channel::Telegram { chat } => self.chat(chat, &words),
            Channel::Mail { to } => match &self.mailer {
                Some(mailer) => {
                    let letter = Letter {
                        message_id: format!("<test.{}@{}>", now.as_millisecond(), mailer.domain()),
                        in_reply_to: None,
                        references: Vec::new(),
                        subject: "A test of this way to you".to_owned(),
                        html: format!("<!DOCTYPE html><html lang=\"en\"><body><p>{words}</p></body></html>"),
                        text: words,
                    };
                    Packet::Letter(to.clone(), letter)
                }
                None => Packet::Nothing(no_mail()),
            },
        };
        self.send(packet).await
    }

    async fn send(&self, packet: Packet) -> Met {
        match packet {
            Packet::Nothing(met) => met,
            Packet::Letter(to, letter) => match &self.mailer {
                Some(mailer) => mailer.send(&to, letter).await,
                None => no_mail(),
            },
            Packet::Hook(post) => match self.asker.post(post).await {
                Ok(posted) => {
                    let wait = posted.retry_after.as_deref().and_then(|words| wait_of(words, (self.clock)()));
                    webhook::met(posted.status, wait, &posted.body)
                }
                Err(refused) => not_posted(refused),
            },
            Packet::Chat(post) => match self.asker.post(post).await {
                Ok(posted) => telegram::met(posted.status, &posted.body),
                Err(refused) => not_posted(refused),
            },
        }
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

fn not_posted(refused: Refused) -> Met {
    // An address that is closed to us stays so until somebody changes the channel.
    let for_good = refused.kind == FaultKind::Forbidden;
    let hint = if for_good { "; if that is right, the administrator can allow it (--local)" } else { "" };
    Met::Failed { why: format!("{}{hint}", refused.detail), retry_after: None, for_good }
}

fn failed(why: String) -> Met {
    Met::Failed { why, retry_after: None, for_good: false }
}

fn gave_up(why: String) -> Met {
    Met::Failed { why, retry_after: None, for_good: true }
}

fn no_mail() -> Met {
    gave_up("no mail server is set: name one in the configuration ([mail] server, from)".to_owned())
}
