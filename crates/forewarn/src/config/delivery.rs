//! Sending to partners: how often, through which mail server, with which Telegram bot.

use anyhow::{Result, bail};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use warn::life::Retry;

/// Sending to partners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeliveryConfig {
    /// Messages under way at once.
    pub connections_max: usize,
    /// Of these, to one address: an address that hangs holds up no other.
    pub connections_of_one_max: usize,
    /// Longest time for one attempt.
    pub attempt_seconds_max: u64,
    /// Attempts before a message is given up.
    pub attempts_max: u32,
    /// Wait after the first failed attempt; it doubles with each.
    pub retry_first_seconds: u32,
    /// Longest wait between attempts.
    pub retry_minutes_max: u32,
    /// Longest wait that a receiver can ask for (`Retry-After`).
    pub retry_after_hours_max: u32,
}

impl Default for DeliveryConfig {
    fn default() -> Self {
        let retry = Retry::default();
        Self {
            connections_max: 64,
            connections_of_one_max: 8,
            attempt_seconds_max: 15,
            attempts_max: retry.attempts,
            retry_first_seconds: 5,
            retry_minutes_max: 60,
            retry_after_hours_max: 6,
        }
    }
}

impl DeliveryConfig {
    /// The pipeline's part of it.
    #[must_use]
    pub fn retry(&self) -> Retry {
        Retry {
            first: SignedDuration::from_secs(i64::from(self.retry_first_seconds)),
            longest: SignedDuration::from_mins(i64::from(self.retry_minutes_max)),
            asked_longest: SignedDuration::from_hours(i64::from(self.retry_after_hours_max)),
            attempts: self.attempts_max,
            ..Retry::default()
        }
    }

    /// Longest time for one attempt.
    #[must_use]
    pub const fn attempt(&self) -> Duration {
        Duration::from_secs(self.attempt_seconds_max)
    }

    pub(super) fn check(&self) -> Result<()> {
        let positive = [
            ("connections_max", self.connections_max as u64),
            ("connections_of_one_max", self.connections_of_one_max as u64),
            ("attempt_seconds_max", self.attempt_seconds_max),
            ("attempts_max", u64::from(self.attempts_max)),
        ];
        for (name, value) in positive {
            if value == 0 {
                bail!("`delivery.{name}` is 0: set it to at least 1");
            }
        }
        Ok(())
    }
}

/// How a mail server is spoken to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// STARTTLS, and nothing without it (port 587).
    #[default]
    Starttls,
    /// TLS from the first byte (port 465).
    Implicit,
    /// In the clear: only to a server on this machine.
    None,
}

/// The mail server through which letters go out; without `server`, none do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    /// Its name: `mail.example.org`.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// `starttls`, `implicit` or `none`.
    pub tls: MailTls,
    /// Name to log in with; empty for no login.
    pub user: String,
    /// File with the password, one line.
    pub password_file: Option<PathBuf>,
    /// File with further certificates (PEM) to trust: for a server with one of its own.
    pub ca_file: Option<PathBuf>,
    /// Address of the desk: `Warning desk <desk@example.org>`.
    pub from: String,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            server: String::new(),
            port: 587,
            tls: MailTls::default(),
            user: String::new(),
            password_file: None,
            ca_file: None,
            from: String::new(),
        }
    }
}

impl MailConfig {
    pub(super) fn check(&self) -> Result<()> {
        if self.server.is_empty() {
            return Ok(());
        }
        if self.from.parse::<lettre::message::Mailbox>().is_err() {
            bail!("`mail.from` is `{}`: set it to an address such as `Warning desk <desk@example.org>`", self.from);
        }
        if self.tls == MailTls::None && !matches!(self.server.as_str(), "localhost" | "127.0.0.1" | "::1") {
            bail!("`mail.tls` is none and the server is not on this machine: set it to starttls or implicit");
        }
        if !self.user.is_empty() && self.password_file.is_none() {
            bail!("`mail.user` is set and `mail.password_file` is not: name the file with the password");
        }
        Ok(())
    }

    pub(super) fn beside(&mut self, dir: &Path) {
        for path in [&mut self.password_file, &mut self.ca_file].into_iter().flatten() {
            *path = dir.join(&path);
        }
    }
}

/// The Telegram bot that sends; without `token_file`, none does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TelegramConfig {
    /// Where the Bot API is.
    pub api: String,
    /// File with the bot's token, one line.
    pub token_file: Option<PathBuf>,
    /// The Bot API lies on this machine or a private network (a Bot API server of your own).
    pub local: bool,
}

impl Default for TelegramConfig {
    fn default() -> Self {
        Self { api: "https://api.telegram.org".to_owned(), token_file: None, local: false }
    }
}

impl TelegramConfig {
    pub(super) fn check(&self) -> Result<()> {
        match url::Url::parse(&self.api) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
            _ => bail!("`telegram.api` is `{}`: set it to an address such as https://api.telegram.org", self.api),
        }
    }

    pub(super) fn beside(&mut self, dir: &Path) {
        if let Some(path) = &mut self.token_file {
            *path = dir.join(&path);
        }
    }
}
