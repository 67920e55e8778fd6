//! `forewarn partner webhook`, `mail`, `telegram`, `quiet`, `secret`, `test`, `drop`: the ways to a partner.

use crate::cli::Global;
use crate::deliverer::Deliverer;
use crate::exit::Exit;
use crate::output::{self, style, table::table};
use crate::pipeline::Pipeline;
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use jiff::civil::Time;
use record::{Channel, Conductor, Event, Met, Partner, Quiet, Stamped, WebhookBody};
use std::sync::Arc;
use store::Store;

/// The ways to a partner.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Send to an address of the partner's as signed JSON or STIX: prints the secret, and tries it with a test message.
    #[command(after_help = "\
The signature follows Standard Webhooks (docs/channels.md). Example:
  forewarn partner webhook \"Nairobi desk\" https://ops.example/warnings --by \"Ana Lind\"")]
    Webhook {
        /// The partner's id or name.
        partner: String,
        /// Where to post to: https://…
        url: String,
        /// What to send: json or stix.
        #[arg(long, default_value = "json")]
        body: WebhookBody,
        /// The address lies on this machine or a private network: you allow that.
        #[arg(long)]
        local: bool,
        #[command(flatten)]
        to: To,
    },
    /// Send mail to an office of the partner's ([mail] in the configuration names the server).
    Mail {
        /// The partner's id or name.
        partner: String,
        /// The address: duty@partner.example
        address: String,
        #[command(flatten)]
        to: To,
    },
    /// Send to a Telegram chat ([telegram] in the configuration names the bot).
    Telegram {
        /// The partner's id or name.
        partner: String,
        /// The chat's number, or @name of a channel.
        #[arg(allow_hyphen_values = true)]
        chat: String,
        #[command(flatten)]
        to: To,
    },
    /// Hold back what is not immediate at these hours: it goes out at their end. The same time twice: once a day.
    #[command(after_help = "\
Examples:
  forewarn partner quiet \"Nairobi desk\" 22:00 06:00 Africa/Nairobi
  forewarn partner quiet \"Nairobi desk\" 07:00 07:00 Africa/Nairobi --digest   # a digest, each day at seven
  forewarn partner quiet \"Nairobi desk\" off")]
    Quiet {
        /// The partner's id or name.
        partner: String,
        /// First minute of the quiet hours, or `off`.
        from: String,
        /// First minute after them.
        #[arg(default_value = "")]
        to: String,
        /// The partner's time zone, by its IANA name.
        #[arg(default_value = "UTC")]
        zone: String,
        /// What was held goes out as one message for each channel.
        #[arg(long)]
        digest: bool,
    },
    /// Show the ways to a partner in the order in which they are tried.
    Show {
        /// The partner's id or name.
        partner: String,
    },
    /// Print the secret of a webhook, or renew it.
    Secret {
        /// The partner's id or name.
        partner: String,
        /// The webhook's name, as `forewarn partner show` prints it.
        channel: String,
        /// Make another: what is sent from now on is signed with it.
        #[arg(long)]
        renew: bool,
    },
    /// Send a test message, without a warning in it, through every channel.
    Test {
        /// The partner's id or name.
        partner: String,
    },
    /// Take a channel off.
    Drop {
        /// The partner's id or name.
        partner: String,
        /// The channel's name, as `forewarn partner show` prints it.
        channel: String,
    },
}

/// Whose channel it is, and whether it is tried at once.
#[derive(Debug, clap::Args)]
pub struct To {
    /// A further office, turned to when the partner itself does not acknowledge in time.
    #[arg(long, value_name = "NAME")]
    contact: Option<String>,
    /// Do not send a test message now.
    #[arg(long)]
    no_test: bool,
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    match command {
        Command::Webhook { partner, url, body, local, to } => {
            let channel = Channel::Webhook { url: url.clone(), body: *body, local: *local, renewed: 0 };
            add(global, partner, channel, to)
        }
        Command::Mail { partner, address, to } => add(global, partner, Channel::Mail { to: address.clone() }, to),
        Command::Telegram { partner, chat, to } => add(global, partner, Channel::Telegram { chat: chat.clone() }, to),
        Command::Quiet { partner, from, to, zone, digest } => {
            let quiet = quiet(from, to, zone, *digest)?;
            change(global, partner, |partner| {
                partner.quiet = quiet;
                Ok(())
            })
        }
        Command::Show { partner } => {
            let store = global.open_to_read()?;
            show(&find(&store, partner)?)
        }
        Command::Secret { partner, channel, renew } => secret(global, partner, channel, *renew),
        Command::Test { partner } => test(global, partner),
        Command::Drop { partner, channel } => {
            change(
                global,
                partner,
                |partner| {
                    if partner.drop_way(channel) { Ok(()) } else { Err(no_channel(partner, channel)) }
                },
            )
        }
    }
}

/// The partner of this id or name.
pub(super) fn find(store: &dyn Store, words: &str) -> Result<Partner> {
    let named = |partner: &Partner| partner.id.as_str() == words || partner.name.eq_ignore_ascii_case(words.trim());
    let found = store.partners()?.into_iter().find(named);
    found.with_context(|| format!("there is no partner `{words}`; `forewarn partner list` shows those there are"))
}

fn no_channel(partner: &Partner, channel: &str) -> anyhow::Error {
    let ways: Vec<String> = partner.ways().map(|(_, way)| way.key()).collect();
    anyhow::anyhow!("{} has no channel `{channel}`; it has {}", partner.name, ways.join(", "))
}

fn lists(partner: &mut Partner) -> impl Iterator<Item = &mut Vec<Channel>> {
    std::iter::once(&mut partner.channels).chain(partner.contacts.iter_mut().map(|contact| &mut contact.channels))
}

fn add(global: &Global, words: &str, channel: Channel, to: &To) -> Result<Exit> {
    let who = global.analyst()?;
    let config = global.config()?;
    let pipeline = Arc::new(global.acting(&config)?);
    let mut partner = find(pipeline.store().as_ref(), words)?;
    partner.put_way(channel.clone(), to.contact.as_deref());
    pipeline.handle(Stamped { at: Timestamp::now(), who, event: Event::PartnerSet(partner) })?;
    // As it was kept: a new webhook's secret is one that none had before.
    let partner = find(pipeline.store().as_ref(), words)?;
    show(&partner)?;
    let Some((_, channel)) = partner.way(&channel.key()) else { return Ok(Exit::Ok) };
    if let Channel::Webhook { url, renewed, .. } = channel {
        say_secret(&pipeline.webhook_secret(&partner.id, url, *renewed))?;
    }
    if to.no_test {
        return Ok(Exit::Ok);
    }
    tried(pipeline.clone(), &config, &partner, |known| known.key() == channel.key())
}

fn say_secret(secret: &str) -> Result<()> {
    output::say(format_args!(
        "\nsecret of the webhook, for the partner alone (it checks `webhook-signature` with it):"
    ))?;
    Ok(output::say(format_args!("  {secret}"))?)
}

fn quiet(from: &str, to: &str, zone: &str, digest: bool) -> Result<Option<Quiet>> {
    if from == "off" {
        return Ok(None);
    }
    let time = |words: &str| -> Result<Time> {
        words.parse().with_context(|| format!("`{words}` is not a time: write it as 22:00"))
    };
    Ok(Some(Quiet { from: time(from)?, to: time(to)?, zone: zone.to_owned(), digest }))
}

fn change(global: &Global, words: &str, act: impl FnOnce(&mut Partner) -> Result<()>) -> Result<Exit> {
    let who = global.analyst()?;
    let pipeline = global.acting(&global.config()?)?;
    let mut partner = find(pipeline.store().as_ref(), words)?;
    act(&mut partner)?;
    pipeline.handle(Stamped { at: Timestamp::now(), who, event: Event::PartnerSet(partner.clone()) })?;
    show(&partner)
}

fn show(partner: &Partner) -> Result<Exit> {
    let mut rows = table(&["ORDER", "CHANNEL", "TO", "CONTACT"]);
    for (place, (contact, channel)) in partner.ways().enumerate() {
        rows.add_row([&(place + 1).to_string(), &channel.key(), &channel.words(), contact]);
    }
    output::say(format_args!("{} ({})\n{rows}", partner.name, partner.id))?;
    if let Some(quiet) = &partner.quiet {
        output::say(quiet.words())?;
    }
    Ok(Exit::Ok)
}

fn secret(global: &Global, words: &str, name: &str, renew: bool) -> Result<Exit> {
    let config = global.config()?;
    let pipeline = global.acting(&config)?;
    let mut partner = find(pipeline.store().as_ref(), words)?;
    let missing = no_channel(&partner, name);
    let found = lists(&mut partner).flatten().find(|channel| channel.key() == name);
    let Some(Channel::Webhook { url, renewed, .. }) = found else {
        if found.is_some() {
            bail!("{name} is not a webhook: it has no secret");
        }
        return Err(missing);
    };
    *renewed += u32::from(renew);
    let (url, renewed) = (url.clone(), *renewed);
    if renew {
        let who = global.analyst()?;
        pipeline.handle(Stamped { at: Timestamp::now(), who, event: Event::PartnerSet(partner.clone()) })?;
    }
    say_secret(&pipeline.webhook_secret(&partner.id, &url, renewed))?;
    Ok(Exit::Ok)
}

fn test(global: &Global, words: &str) -> Result<Exit> {
    let config = global.config()?;
    let pipeline = Arc::new(global.acting(&config)?);
    let partner = find(pipeline.store().as_ref(), words)?;
    if !partner.ways().any(|(_, channel)| channel.is_sent()) {
        bail!("{} is reached by signed links alone: `forewarn partner webhook` adds a channel", partner.name);
    }
    tried(pipeline, &config, &partner, Channel::is_sent)
}

/// Sends a test message through some channels and says what came of each. Exit code 1 if one failed.
fn tried(
    pipeline: Arc<Pipeline>,
    config: &crate::config::Config,
    partner: &Partner,
    which: impl Fn(&Channel) -> bool,
) -> Result<Exit> {
    let deliverer = Deliverer::new(pipeline, Arc::new(Timestamp::now), config, None)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut exit = Exit::Ok;
    for (_, channel) in partner.ways().filter(|(_, channel)| which(channel)) {
        let words = channel.words();
        match runtime.block_on(deliverer.ping(partner, channel)) {
            Met::Taken { detail, .. } => {
                output::say(format_args!("{}test:{:#} {words}: {detail}", style::GOOD, style::GOOD))?;
            }
            Met::Failed { why, .. } | Met::Held { why } | Met::Dropped { why } => {
                exit = Exit::Faults;
                output::say(format_args!("{}test failed:{:#} {words}: {why}", style::BAD, style::BAD))?;
            }
        }
    }
    Ok(exit)
}
