//! `forewarn export partner`: a partner's own copies, in every format that is made for partners.

use crate::cli::Global;
use crate::cli::settings::known_groups;
use crate::exit::Exit;
use crate::output::{self, count};
use anyhow::{Context, Result};
use clap::ValueEnum;
use record::PartnerId;
use share::formats::feed::Feed;
use share::formats::{cap, feed, misp, stix};
use std::path::PathBuf;
use store::Store;

/// Formats for partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// CAP 1.2: one message for each copy, the latest version.
    Cap,
    /// RSS 2.0.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed 1.1.
    JsonFeed,
    /// GeoJSON.
    Geojson,
    /// CSV.
    Csv,
    /// A MISP feed: manifest, hashes and an event for each copy.
    Misp,
    /// STIX 2.1.
    Stix,
}

/// What was released to a partner, as that partner may see it, and nothing else.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The partner's id.
    partner: String,
    /// The format.
    #[arg(long, value_enum)]
    format: Format,
    /// The folder to write into; made if it is not there.
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let config = global.config()?;
    let store = global.open_to_read()?;
    let reader = known_groups(&config)?;
    let desk = config.sender()?;
    let id = PartnerId::from(args.partner.as_str());
    let partner = store
        .partner(&id)?
        .with_context(|| format!("there is no partner `{id}`; `forewarn partner list` shows those there are"))?;
    let copies = desk::told::told(&store, &partner, reader.groups(), &|_| None)?;
    let home = config.desk.public_url.clone().unwrap_or_else(|| format!("http://{}", config.desk.listen));
    let about = Feed {
        title: format!("Warnings for {}", partner.name),
        author: desk.name.clone(),
        address: format!("{}/", home.trim_end_matches('/')),
        home,
        public: id.is_public(),
    };
    let one = |name: &str, text: String| vec![(name.to_owned(), text)];
    let files = match args.format {
        Format::Cap => copies
            .iter()
            .map(|told| cap::message(told, &desk))
            .map(|message| (format!("{}.xml", message.identifier), cap::encode(&message)))
            .collect(),
        Format::Rss => one("rss.xml", feed::rss(&about, &copies)),
        Format::Atom => one("atom.xml", feed::atom(&about, &copies)),
        Format::JsonFeed => one("feed.json", feed::json_feed(&about, &copies).to_string()),
        Format::Geojson => one("warnings.geojson", feed::geojson(&copies).to_string()),
        Format::Csv => one("warnings.csv", feed::csv(&copies)),
        Format::Misp => {
            let whole = misp::feed(&copies, &desk);
            let mut files = whole.events;
            files.push(("manifest.json".to_owned(), whole.manifest));
            files.push(("hashes.csv".to_owned(), whole.hashes));
            files
        }
        Format::Stix => {
            let warnings: Vec<_> = copies.iter().map(|told| told.warning.clone()).collect();
            one("stix.json", stix::encode(&warnings, &desk.name).to_string())
        }
    };
    std::fs::create_dir_all(&args.output).with_context(|| format!("cannot make {}", args.output.display()))?;
    for (name, text) in &files {
        let path = args.output.join(name);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let (copies, files) = (copies.len() as u64, files.len() as u64);
    output::say(format_args!(
        "{} of {} in {} in {}",
        count(copies, "copy", "copies"),
        partner.name,
        count(files, "file", "files"),
        args.output.display()
    ))?;
    Ok(Exit::Ok)
}
