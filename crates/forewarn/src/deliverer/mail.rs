//! Letters, through the administrator's mail server.

use crate::config::{MailConfig, MailTls};
use anyhow::{Context, Result};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use record::Met;
use share::channels::mail::Letter;
use std::time::Duration;

/// The way to a mail server.
pub(super) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Tells machines that nobody sits behind it (RFC 3834): no answer "I am away" comes back.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Mailer {
    /// The way that the configuration names; `None` if it names none.
    pub(super) fn new(config: &MailConfig, timeout: Duration) -> Result<Option<Self>> {
        if config.server.is_empty() {
            return Ok(None);
        }
        // The first to come sets it for the process; whoever came first set the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut tls = TlsParameters::builder(config.server.clone());
        if let Some(path) = &config.ca_file {
            let pem = std::fs::read(path).with_context(|| format!("cannot read `mail.ca_file` {}", path.display()))?;
            let certificate = Certificate::from_pem(&pem)
                .with_context(|| format!("`mail.ca_file` {} has no certificate in PEM", path.display()))?;
            tls = tls.add_root_certificate(certificate);
        }
        let tls = match config.tls {
            MailTls::Starttls => Tls::Required(tls.build().context("mail.tls")?),
            MailTls::Implicit => Tls::Wrapper(tls.build().context("mail.tls")?),
            MailTls::None => Tls::None,
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.server.clone())
            .port(config.port)
            .tls(tls)
            .timeout(Some(timeout));
        if let Some(path) = config.password_file.as_ref().filter(|_| !config.user.is_empty()) {
            let password = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read `mail.password_file` {}", path.display()))?;
            transport = transport.credentials(Credentials::new(config.user.clone(), password.trim().to_owned()));
        }
        let from: Mailbox = config.from.parse().context("`mail.from`")?;
        Ok(Some(Self { transport: transport.build(), from }))
    }

    /// What stands behind the @ of our own address.
    pub(super) fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// Hands a letter over. What the server refuses for good (5xx) is not tried again.
    pub(super) async fn send(&self, to: &str, letter: Letter) -> Met {
        let message = match self.message(to, letter) {
            Ok(message) => message,
            Err(error) => return Met::Failed { why: format!("{error:#}"), retry_after: None, for_good: true },
        };
        match self.transport.send(message).await {
            Ok(response) => {
                let said = response.message().collect::<Vec<_>>().join(" ");
                Met::Taken {
                    detail: format!("the mail server took it: {} {said}", response.code()),
                    acknowledged: None,
                }
            }
            Err(error) => {
                let mut why = format!("the mail server: {error}");
                let mut source = std::error::Error::source(&error);
                while let Some(inner) = source {
                    let words = inner.to_string();
                    if !why.contains(&words) {
                        why.push_str(&format!(": {words}"));
                    }
                    source = inner.source();
                }
                Met::Failed { why, retry_after: None, for_good: error.is_permanent() }
            }
        }
    }

    fn message(&self, to: &str, letter: Letter) -> Result<Message> {
        let to: Mailbox = to.parse().with_context(|| format!("`{to}` is not a mail address"))?;
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject)
            .message_id(Some(letter.message_id))
            .header(AutoSubmitted);
        if let Some(before) = letter.in_reply_to {
            message = message.in_reply_to(before).references(letter.references.join(" "));
        }
        Ok(message.multipart(MultiPart::alternative_plain_html(letter.text, letter.html))?)
    }
}
