//! `forewarn groups`: the groups that watches may name.

use super::Global;
use super::settings::known_groups;
use crate::exit::Exit;
use crate::output::{self, table::table};
use anyhow::Result;
use clap::ValueEnum;
use record::Group;

/// List the groups: id, name, parent, countries, years, who lists it, other names. Add your own with `groups_file` in the
/// configuration.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  forewarn groups tupac

Who lists a group: UN, EU, UK, US-FTO, US-SDGT, US-OFAC and so on are sanctions lists; two letters are a country's own list or
ban; UCDP, GTD and ACLED are data sets; TRUTH is a truth commission; WIRE is the press of its time. A listing that was lifted
counts.")]
pub struct Args {
    /// Only groups whose id, name or alias holds these words.
    words: Vec<String>,
    /// What to print: a table for people, or one JSON array.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// For people.
    Text,
    /// One JSON array.
    Json,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let reader = known_groups(&global.config()?)?;
    let wanted = read::fold(&args.words.join(" "));
    let found: Vec<&Group> = reader.groups().iter().filter(|group| holds(group, &wanted)).collect();
    match args.format {
        OutputFormat::Json => output::say(serde_json::to_string_pretty(&found)?)?,
        OutputFormat::Text => {
            let mut rows = table(&["ID", "NAME", "PART OF", "COUNTRIES", "ACTIVE", "LISTED BY", "ALSO"]);
            for group in found {
                rows.add_row([
                    group.id.as_str(),
                    &group.name,
                    group.parent.as_ref().map_or("", |parent| parent.as_str()),
                    &group.countries.join(" "),
                    &group.active.map_or_else(String::new, |years| years.to_string()),
                    &group.listed_by.join(" "),
                    &group.aliases.join(", "),
                ]);
            }
            output::say(format_args!("{rows}"))?;
        }
    }
    Ok(Exit::Ok)
}

/// `wanted` is folded as the names are, so that "tupac" finds "Túpac".
fn holds(group: &Group, wanted: &str) -> bool {
    let names = [group.id.as_str(), group.name.as_str()].into_iter().chain(group.aliases.iter().map(String::as_str));
    names.into_iter().any(|name| read::fold(name).contains(wanted))
}
