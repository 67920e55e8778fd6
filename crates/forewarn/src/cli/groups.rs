//! `forewarn groups`: the groups that watches may name.

use super::Global;
use crate::exit::Exit;
use crate::output::{self, table::table};
use anyhow::Result;

/// List the groups: id, name, parent, countries, other names. Add your own with `groups_file` in the configuration.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only groups whose id, name or alias holds these words.
    words: Vec<String>,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let reader = global.reader(&global.config()?)?;
    let wanted = args.words.join(" ").to_lowercase();
    let mut rows = table(&["ID", "NAME", "PART OF", "COUNTRIES", "ALSO"]);
    for group in reader.groups() {
        let names =
            [group.id.as_str(), group.name.as_str()].into_iter().chain(group.aliases.iter().map(String::as_str));
        if !names.into_iter().any(|name| name.to_lowercase().contains(&wanted)) {
            continue;
        }
        let parent = group.parent.as_ref().map_or("", |parent| parent.as_str());
        rows.add_row([group.id.as_str(), &group.name, parent, &group.countries.join(" "), &group.aliases.join(", ")]);
    }
    output::say(format_args!("{rows}"))?;
    Ok(Exit::Ok)
}
