//! `forewarn partner`: who receives warnings.

mod channels;
mod taxii;

use super::{Global, area, settings};
use crate::config::Config;
use crate::exit::Exit;
use crate::output::{self, table::table};
use anyhow::Result;
use clap::ValueEnum;
use jiff::Timestamp;
use record::{Conductor, Event, Partner, PartnerId, Stamped, Tlp};
use std::sync::Arc;
use store::Store;

/// Partners.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add a partner, or change the one of that name.
    Add {
        /// Its name: an office, not a person.
        name: String,
        /// What it answers for; may be given several times.
        #[arg(long = "area", value_name = "AREA", required = true, help = format!("What it answers for, several times if need be: {}", area::HELP))]
        areas: Vec<String>,
        /// The strictest marking that it may receive.
        #[arg(long, default_value = "TLP:AMBER", value_parser = tlp)]
        clearance: Tlp,
    },
    /// Give a partner an account with the TAXII server, or change it.
    Taxii(taxii::Args),
    #[command(flatten)]
    Ways(channels::Command),
    /// The secret address of a partner's lists (RSS, Atom and others): show it, make another, take it back.
    #[command(after_help = "\
Examples:
  forewarn partner feed \"Nairobi desk\"                    # shows it
  forewarn partner feed \"Nairobi desk\" renew --by \"Ana Lind\"
  forewarn partner feed \"Nairobi desk\" withdraw --by \"Ana Lind\"")]
    Feed {
        /// The partner's id or name.
        partner: String,
        /// show, renew (the address there is now leads nowhere from then on) or withdraw.
        #[arg(value_enum, default_value_t = FeedAct::Show)]
        act: FeedAct,
    },
    /// The page for everybody, without an account: what was released to “The public” (prt-public) under TLP:CLEAR.
    Public {
        /// on or off; off at first. What was released stays so while it is off.
        #[arg(value_enum)]
        switch: Switch,
    },
    /// List the partners.
    List,
    /// Take a partner off: its links stop working.
    Remove {
        /// Its id.
        id: String,
    },
}

/// What is done with a secret address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FeedAct {
    /// Print it.
    Show,
    /// Make another.
    Renew,
    /// Take it back.
    Withdraw,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// `TLP:AMBER` or `amber`.
pub(super) fn tlp(word: &str) -> Result<Tlp, record::UnknownCode> {
    let full = if word.to_ascii_uppercase().starts_with("TLP:") { word.to_owned() } else { format!("TLP:{word}") };
    full.parse()
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    let event = match command {
        Command::Taxii(args) => return taxii::run(global, args),
        Command::List => return list(&global.open_to_read()?),
        Command::Ways(command) => return channels::run(global, command),
        Command::Add { name, areas, clearance } => {
            let areas = areas.iter().map(|words| area::parse(words)).collect::<Result<_>>()?;
            let who = global.analyst()?;
            let pipeline = global.acting(&global.config()?)?;
            let id = PartnerId::derive(&[name.trim()]);
            // Who is added again keeps its channels.
            let known = pipeline.store().partner(&id)?;
            let known = known.unwrap_or_else(|| Partner::reached_by_link(id, name.trim()));
            let event = Event::PartnerSet(Partner { responsible_for: areas, clearance: *clearance, ..known });
            pipeline.handle(Stamped { at: Timestamp::now(), who, event })?;
            return list(pipeline.store().as_ref());
        }
        Command::Feed { partner, act } => return feed(global, partner, *act),
        Command::Public { switch } => return public(global, *switch),
        Command::Remove { id } => Event::PartnerRemoved(PartnerId::from(id.as_str())),
    };
    let who = global.analyst()?;
    let pipeline = global.acting(&global.config()?)?;
    pipeline.handle(Stamped { at: Timestamp::now(), who, event })?;
    list(pipeline.store().as_ref())
}

fn feed(global: &Global, words: &str, act: FeedAct) -> Result<Exit> {
    let config = global.config()?;
    let event: Option<fn(PartnerId) -> Event> = match act {
        FeedAct::Show => None,
        FeedAct::Renew => Some(Event::FeedRenewed),
        FeedAct::Withdraw => Some(Event::FeedWithdrawn),
    };
    let pipeline = match event {
        None => settings::pipeline_over(
            Arc::new(global.open_to_read()?),
            Arc::new(settings::known_groups(&config)?),
            &config,
        )?,
        Some(_) => global.acting(&config)?,
    };
    let id = channels::find(pipeline.store().as_ref(), words)?.id;
    if let Some(event) = event {
        pipeline.handle(Stamped { at: Timestamp::now(), who: global.analyst()?, event: event(id.clone()) })?;
    }
    if act == FeedAct::Withdraw {
        output::say("the address leads nowhere now; `renew` makes another")?;
        return Ok(Exit::Ok);
    }
    let path = pipeline.feed_of(&id)?;
    for name in
        ["rss.xml", "atom.xml", "feed.json", "warnings.geojson", "warnings.csv", "stix.json", "misp/manifest.json"]
    {
        output::say(format_args!("{}{path}/{name}", home(&config)))?;
    }
    Ok(Exit::Ok)
}

fn public(global: &Global, switch: Switch) -> Result<Exit> {
    let (who, config) = (global.analyst()?, global.config()?);
    let open = switch == Switch::On;
    let event = Event::PublicPageSet { open };
    global.acting(&config)?.handle(Stamped { at: Timestamp::now(), who, event })?;
    if open {
        output::say(format_args!("open: {}{}", home(&config), ::desk::public::PATH))?;
        output::say("it shows what you release to it: forewarn warning release ID --to prt-public")?;
    } else {
        output::say("closed: nothing is shown to everybody")?;
    }
    Ok(Exit::Ok)
}

/// Where the desk is reached, without a slash at the end.
pub(super) fn home(config: &Config) -> String {
    let home = config.desk.public_url.clone().unwrap_or_else(|| format!("http://{}", config.desk.listen));
    home.trim_end_matches('/').to_owned()
}

fn list(store: &dyn Store) -> Result<Exit> {
    let mut rows = table(&["ID", "NAME", "ANSWERS FOR", "CLEARANCE", "CHANNELS"]);
    for partner in store.partners()? {
        let areas: Vec<String> = partner.responsible_for.iter().map(area::words).collect();
        let ways: Vec<String> = partner.ways().map(|(_, channel)| channel.words()).collect();
        rows.add_row([
            partner.id.as_str(),
            &partner.name,
            &areas.join(", "),
            partner.clearance.code(),
            &ways.join(", "),
        ]);
    }
    output::say(format_args!("{rows}"))?;
    Ok(Exit::Ok)
}
