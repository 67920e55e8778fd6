//! Sample reporting inside the binary: reports in our own words from outlets that do not exist, with groups, partners and
//! watches to match. It goes through the same collector, reader and pipeline as everything else.

use crate::pipeline::Pipeline;
use anyhow::{Context, Result, bail};
use collect::{Defaults, Input, InputFormat, Item, Limits};
use jiff::Timestamp;
use read::{Depth, Reader};
use record::{
    Capture, Conductor, Credibility, Event, Partner, PartnerId, Question, RawReport, Reliability, Stamped, Watch,
    WatchId, Who,
};
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The sample's files.
#[derive(RustEmbed)]
#[folder = "sample/"]
struct Files;

/// When the sample's reports arrive, in its own world: the day of its last report. The attack that they tell of then lies
/// ahead, whatever today's date is.
const ARRIVAL: &str = "2026-11-20T12:00:00Z";

#[derive(Deserialize)]
struct Partners {
    partner: Vec<SamplePartner>,
}

#[derive(Deserialize)]
struct SamplePartner {
    name: String,
    responsible_for: Vec<record::Area>,
    clearance: record::Tlp,
    channels: Vec<record::Channel>,
}

#[derive(Deserialize)]
struct Watches {
    watch: Vec<SampleWatch>,
}

#[derive(Deserialize)]
struct SampleWatch {
    name: String,
    owner: String,
    question: Question,
    threshold: (Reliability, Credibility),
    partners: Vec<String>,
}

/// A reader that knows the sample's groups, and puts so much work into a report.
///
/// # Errors
/// The sample inside this binary is damaged.
pub fn reader(depth: Depth) -> Result<Reader> {
    Ok(Reader::new(depth, read::names::groups::parse_toml(&text("groups.toml")?)?))
}

/// Loads everything: partners and watches first, so that the reports meet them. The reports' files are written to
/// `dir/sample`, for whoever wants to look at them.
///
/// # Errors
/// The directory cannot be written, or the pipeline refuses something.
pub fn load(pipeline: &Pipeline, dir: &Path) -> Result<()> {
    let at: Timestamp = ARRIVAL.parse()?;
    let handle = |who: Who, event: Event| pipeline.handle(Stamped { at, who, event }).map(drop);
    for one in toml::from_str::<Partners>(&text("partners.toml")?)?.partner {
        let partner = Partner {
            id: PartnerId::derive(&[&one.name]),
            name: one.name,
            responsible_for: one.responsible_for,
            clearance: one.clearance,
            channels: one.channels,
            contacts: Vec::new(),
            quiet: None,
            feed: record::FeedAddress::default(),
            secrets_from: 0,
        };
        handle(Who::Forewarn, Event::PartnerSet(partner))?;
    }
    for one in toml::from_str::<Watches>(&text("watches.toml")?)?.watch {
        let watch = Watch {
            id: WatchId::derive(&[&one.owner, &one.name]),
            name: one.name,
            question: one.question,
            threshold: one.threshold,
            partners: one.partners.iter().map(|name| PartnerId::derive(&[name])).collect(),
            created_at: at,
            owner: one.owner.clone(),
        };
        handle(Who::Analyst(one.owner), Event::WatchSet(watch))?;
    }
    Ok(handle(Who::Forewarn, Event::ReportsArrived(reports(&dir.join("sample"))?))?)
}

/// The sample's reports as a collector gives them, from files that are written to `dir`.
///
/// # Errors
/// The directory cannot be written, or the sample inside this binary is damaged.
pub fn reports(dir: &Path) -> Result<Vec<(Capture, RawReport)>> {
    let input = Input::File(unpack(dir)?);
    let mut reports = Vec::new();
    for item in collect::open(&input, InputFormat::Jsonl, &Defaults::default(), &Limits::default(), ARRIVAL.parse()?) {
        match item {
            Item::Report(pair) => reports.push(*pair),
            Item::Fault(fault) => bail!("the sample inside this binary is damaged: {fault}"),
        }
    }
    Ok(reports)
}

/// Writes the files to `dir`; gives the path of the index.
fn unpack(dir: &Path) -> Result<PathBuf> {
    for name in Files::iter() {
        let path = dir.join(name.as_ref());
        let folder = path.parent().unwrap_or(dir);
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let file = Files::get(&name).context("a file of the sample is gone")?;
        std::fs::write(&path, file.data).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(dir.join("index.jsonl"))
}

fn text(name: &str) -> Result<String> {
    let file = Files::get(name).with_context(|| format!("the sample inside this binary has no {name}"))?;
    Ok(String::from_utf8(file.data.into_owned())?)
}
