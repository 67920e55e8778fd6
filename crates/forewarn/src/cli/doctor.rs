//! `forewarn doctor`: is everything as it should be?

use super::Global;
use super::settings::has_store;
use crate::config::Config;
use crate::exit::Exit;
use crate::output::{self, style};
use anyhow::Result;
use read::inside::ModelCard;
use record::RawReport;
use store::Store;

/// Check the store, the configuration and the built-in tables.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print a configuration file with every setting at its default, and stop.
    #[arg(long)]
    config_example: bool,
}

/// A short report of our own: if this is not read as it should be, the built-in tables are damaged.
const PROBE: &str = "Police foil plot to bomb market in Nairobi\n\
    Police in Kenya said on Monday that they had foiled a plot by al-Shabaab to bomb a crowded market in Nairobi.";

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    if args.config_example {
        output::say(format_args!("{}", toml::to_string(&Config::default())?.trim_end()))?;
        return Ok(Exit::Ok);
    }
    let mut checks = Checks { bad: 0 };
    let config = global.config()?;
    let file = global.config.as_ref().map_or_else(|| "built-in defaults".to_owned(), |path| path.display().to_string());
    checks.say("configuration", Ok(file))?;
    let reader = global.reader(&config)?;
    checks.say("groups", Ok(format!("{} known", reader.groups().len())))?;
    let (_, reading) = reader.read(&RawReport::of_text("doctor".into(), PROBE));
    let seen =
        reading.main_claim().map(|claim| (claim.stage, claim.place.as_ref().and_then(|p| p.country_iso2.clone())));
    checks.say(
        "reader",
        match seen {
            Some((record::Stage::Foiled, Some(country))) if country == "KE" => {
                Ok(format!("{}, reads its probe", reading.reader_version))
            }
            other => Err(format!("read its probe as {other:?}: this binary is damaged; build or download it again")),
        },
    )?;
    for card in read::inside::models() {
        checks.say("model", Ok(in_words(&card)))?;
    }
    checks.say("gazetteer", Ok(format!("{:.1} MB", read::inside::GAZETTEER_BYTES as f64 / 1e6)))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    checks.say("machine", Ok(format!("{cores} cores")))?;
    let dir = global.store_dir()?;
    if has_store(&dir) {
        store(&mut checks, &global.open_to_read()?)?;
    } else {
        checks.say("store", Ok(format!("none at {} yet; it is made when first needed", dir.display())))?;
    }
    Ok(if checks.bad > 0 { Exit::Faults } else { Exit::Ok })
}

/// "linear-1, 5.1 MB; made from train.jsonl 12ab34cd56ef; scores: roles 0.54".
fn in_words(card: &ModelCard) -> String {
    let data = card.data.iter().map(|(name, hash)| format!("{name} {}", hash.get(..12).unwrap_or(hash)));
    let scores = card.scores.iter().map(|(name, score)| format!("{name} {score}"));
    let data = data.collect::<Vec<_>>().join(", ");
    let scores = scores.collect::<Vec<_>>().join(", ");
    let mut words = format!("{}, {:.1} MB", card.id, card.bytes as f64 / 1e6);
    if !data.is_empty() {
        words += &format!("; made from {data}");
    }
    if !scores.is_empty() {
        words += &format!("; scores: {scores}");
    }
    words
}

fn store(checks: &mut Checks, store: &dyn Store) -> Result<()> {
    let health = store.health()?;
    checks.say(
        "store",
        Ok(format!("{}, schema {}, {:.1} MB", health.backend, health.schema, health.bytes as f64 / 1e6)),
    )?;
    let integrity = if health.integrity == "ok" {
        Ok("every page holds".to_owned())
    } else {
        Err(format!("{}: copy the directory before anything else, then restore a backup", health.integrity))
    };
    checks.say("integrity", integrity)?;
    let counts = store.counts()?;
    checks.say("holds", Ok(format!(
        "{} reports ({} relevant), {} claims, {} incidents, {} warnings ({} need a decision), {} watches, {} partners",
        counts.reports, counts.relevant, counts.claims, counts.incidents, counts.warnings, counts.drafts, counts.watches, counts.partners,
    )))?;
    checks.say("ledger", Ok(format!("{} entries; `forewarn ledger verify` checks the chain", counts.entries)))?;
    Ok(())
}

struct Checks {
    bad: u32,
}

impl Checks {
    fn say(&mut self, what: &str, result: std::result::Result<String, String>) -> Result<()> {
        match result {
            Ok(words) => output::say(format_args!("{}ok{:#}   {what:<14} {words}", style::GOOD, style::GOOD))?,
            Err(words) => {
                self.bad += 1;
                output::say(format_args!("{}BAD{:#}  {what:<14} {words}", style::BAD, style::BAD))?;
            }
        }
        Ok(())
    }
}
