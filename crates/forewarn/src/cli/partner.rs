//! `forewarn partner`: who receives warnings.

mod channels;
mod taxii;

use super::{Global, area};
use crate::exit::Exit;
use crate::output::{self, table::table};
use anyhow::Result;
use jiff::Timestamp;
use record::{Conductor, Event, Partner, PartnerId, Stamped, Tlp};
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
    /// List the partners.
    List,
    /// Take a partner off: its links stop working.
    Remove {
        /// Its id.
        id: String,
    },
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
            let pipeline = global.pipeline(&global.config()?)?;
            let id = PartnerId::derive(&[name.trim()]);
            // Who is added again keeps its channels.
            let known = pipeline.store().partner(&id)?;
            let known = known.unwrap_or_else(|| Partner::reached_by_link(id, name.trim()));
            let event = Event::PartnerSet(Partner { responsible_for: areas, clearance: *clearance, ..known });
            pipeline.handle(Stamped { at: Timestamp::now(), who, event })?;
            return list(pipeline.store().as_ref());
        }
        Command::Remove { id } => Event::PartnerRemoved(PartnerId::from(id.as_str())),
    };
    let who = global.analyst()?;
    let pipeline = global.pipeline(&global.config()?)?;
    pipeline.handle(Stamped { at: Timestamp::now(), who, event })?;
    list(pipeline.store().as_ref())
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
