//! `forewarn watch`: standing questions, and what they would have raised.

use super::settings::known_groups;
use super::{Global, area};
use crate::exit::Exit;
use crate::output::{self, count, style, table::table};
use crate::pipeline::each_page_of_readings;
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use record::{
    Claim, ClaimId, Conductor, Credibility, Event, GroupId, Kind, PartnerId, Question, Reliability, Stage, Stamped,
    Watch, WatchId, When, Who,
};
use std::collections::{BTreeMap, BTreeSet};
use store::Store;

/// Watches.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Set a watch, or change yours of that name. What is already stored is looked at once with `--apply`.
    Add {
        /// What people call it.
        name: String,
        #[command(flatten)]
        question: QuestionArgs,
        /// Draft the warnings that it would raise over what is already stored.
        #[arg(long)]
        apply: bool,
    },
    /// List the watches.
    List,
    /// Run a watch over what is stored, in the order in which it was published: what it would have raised, and when.
    Test {
        /// Id or name of a watch that is set; without it, the question given by the options.
        watch: Option<String>,
        #[command(flatten)]
        question: QuestionArgs,
    },
    /// What the watches and the partners made of their warnings: outcomes, misses, lead time, time to acknowledge.
    Score {
        /// Print JSON for programs.
        #[arg(long)]
        json: bool,
    },
    /// Take a watch off; its warnings stay.
    Remove {
        /// Its id.
        id: String,
    },
}

/// A question. What is left out means "any"; everything given must be met.
#[derive(Debug, Clone, clap::Args)]
pub struct QuestionArgs {
    /// A group by its id (`forewarn groups`); its affiliates count too.
    #[arg(long = "group", value_name = "ID")]
    groups: Vec<String>,
    /// An area.
    #[arg(long = "area", value_name = "AREA", help = format!("An area: {}", area::HELP))]
    areas: Vec<String>,
    /// A kind: bombing, armed_assault, kidnapping, threat, …
    #[arg(long = "kind")]
    kinds: Vec<Kind>,
    /// A stage: threatened, planned, foiled, attempted, accomplished, denied.
    #[arg(long = "stage")]
    stages: Vec<Stage>,
    /// A word that must stand in a target: school, market, …
    #[arg(long = "target", value_name = "WORD")]
    targets: Vec<String>,
    /// The poorest grade that still raises a warning.
    #[arg(long, default_value = "F6", value_parser = grade)]
    threshold: (Reliability, Credibility),
    /// A partner to propose besides those responsible for the place, by id.
    #[arg(long = "partner", value_name = "ID")]
    partners: Vec<String>,
}

/// `B2`.
fn grade(word: &str) -> Result<(Reliability, Credibility), String> {
    let parts = word.split_at_checked(1).map(|(letter, digit)| (letter.parse(), digit.parse()));
    match parts {
        Some((Ok(reliability), Ok(credibility))) => Ok((reliability, credibility)),
        _ => Err(format!("`{word}` is not a grade: a letter A to F and a digit 1 to 6, such as B2")),
    }
}

impl QuestionArgs {
    fn watch(&self, name: &str, owner: &str) -> Result<Watch> {
        Ok(Watch {
            id: WatchId::derive(&[owner, name.trim()]),
            name: name.trim().to_owned(),
            owner: owner.to_owned(),
            question: Question {
                groups: self.groups.iter().map(|id| GroupId::from(id.as_str())).collect(),
                areas: self.areas.iter().map(|words| area::parse(words)).collect::<Result<_>>()?,
                kinds: self.kinds.clone(),
                stages: self.stages.clone(),
                target_words: self.targets.clone(),
            },
            threshold: self.threshold,
            partners: self.partners.iter().map(|id| PartnerId::from(id.as_str())).collect(),
            created_at: Timestamp::now(),
        })
    }
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    match command {
        Command::List => list(&global.open_to_read()?),
        Command::Test { watch, question } => test(global, watch.as_deref(), question),
        Command::Score { json } => super::score::run(global, *json),
        Command::Remove { id } => {
            let pipeline = global.acting(&global.config()?)?;
            let event = Event::WatchRemoved(WatchId::from(id.as_str()));
            pipeline.handle(Stamped { at: Timestamp::now(), who: global.analyst()?, event })?;
            list(pipeline.store().as_ref())
        }
        Command::Add { name, question, apply } => {
            let who = global.analyst()?;
            let watch = question.watch(name, &who.to_string())?;
            let pipeline = global.acting(&global.config()?)?;
            pipeline.handle(Stamped { at: Timestamp::now(), who, event: Event::WatchSet(watch) })?;
            if *apply {
                let event = Event::WatchesApplied;
                let outcome = pipeline.handle(Stamped { at: Timestamp::now(), who: Who::Forewarn, event })?;
                let drafted = outcome.warnings.len() as u64;
                output::say(format_args!("{} drafted or changed", count(drafted, "warning", "warnings")))?;
            }
            list(pipeline.store().as_ref())
        }
    }
}

fn list(store: &dyn Store) -> Result<Exit> {
    let mut rows = table(&["ID", "NAME", "OWNER", "ASKS", "FROM GRADE"]);
    for watch in store.watches()? {
        let threshold = format!("{}{}", watch.threshold.0, watch.threshold.1);
        rows.add_row([watch.id.as_str(), &watch.name, &watch.owner, &asks(&watch.question), &threshold]);
    }
    output::say(format_args!("{rows}"))?;
    Ok(Exit::Ok)
}

/// A question in words.
fn asks(question: &Question) -> String {
    let list = |items: Vec<String>| if items.is_empty() { None } else { Some(items.join(" or ")) };
    let parts = [
        list(question.groups.iter().map(ToString::to_string).collect()),
        list(question.kinds.iter().map(|kind| kind.words().to_owned()).collect()),
        list(question.stages.iter().map(ToString::to_string).collect()),
        list(question.target_words.clone()).map(|words| format!("target {words}")),
        list(question.areas.iter().map(area::words).collect()).map(|areas| format!("in {areas}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "anything".to_owned() } else { parts.join("; ") }
}

fn test(global: &Global, name: Option<&str>, question: &QuestionArgs) -> Result<Exit> {
    let store = global.open_to_read()?;
    let reader = known_groups(&global.config()?)?;
    let watch = match name {
        None => question.watch("test", "test")?,
        Some(name) => store
            .watches()?
            .into_iter()
            .find(|watch| watch.id.as_str() == name || watch.name == name)
            .with_context(|| format!("there is no watch `{name}`; `forewarn watch list` shows those there are"))?,
    };
    for id in &watch.question.groups {
        if !reader.groups().iter().any(|group| group.id == *id) {
            bail!("there is no group `{id}`; `forewarn groups` shows those there are");
        }
    }
    let (raised, seen) = replay(&store, &watch, reader.groups())?;
    let mut rows = table(&["WHEN", "WHAT", "GRADE", "WHY"]);
    for hit in &raised {
        rows.add_row([hit.when.clone(), hit.headline.clone(), hit.grade.clone(), hit.reasons.join("; ")]);
    }
    output::say(format_args!("{rows}"))?;
    output::say(format_args!(
        "{}`{}` asks: {}{:#}\nIt would have raised {} over {}.",
        style::DIM,
        watch.name,
        asks(&watch.question),
        style::DIM,
        count(raised.len() as u64, "warning", "warnings"),
        count(seen, "report with claims", "reports with claims")
    ))?;
    Ok(Exit::Ok)
}

/// One warning that a watch would have raised.
struct Raised {
    when: String,
    headline: String,
    grade: String,
    reasons: Vec<String>,
}

/// Lets the stored reports arrive once more, in order of publication, and looks at every incident that each one changes.
fn replay(store: &dyn Store, watch: &Watch, groups: &[record::Group]) -> Result<(Vec<Raised>, u64)> {
    let mut stored = Vec::new();
    each_page_of_readings(store, |page| stored.extend(page))?;
    stored.sort_by_key(|one| (one.report.published, one.seq));
    let bar = output::progress(Some(stored.len() as u64), "reports");
    let mut world = link::World::new(link::Config::default());
    let mut claims: BTreeMap<ClaimId, Claim> = BTreeMap::new();
    // By claim, because an incident that merges into another takes the other's id.
    let mut done: BTreeSet<ClaimId> = BTreeSet::new();
    let mut raised = Vec::new();
    for one in &stored {
        claims.extend(one.reading.claims.iter().map(|claim| (claim.id.clone(), claim.clone())));
        for id in world.add(&one.report, &one.reading).changed {
            let Some(incident) = world.incident(&id) else { continue };
            if incident.claims.iter().any(|claim| done.contains(claim)) {
                continue;
            }
            let told_at = one.report.published.and_then(When::day).map_or(watch.created_at, |day| day.end);
            if warn::watch::old_case(&incident, told_at).is_some() {
                continue;
            }
            let theirs: Vec<Claim> = incident.claims.iter().filter_map(|id| claims.get(id).cloned()).collect();
            let Some(hit) = warn::watch::hit(watch, &incident, &theirs, groups) else { continue };
            done.extend(incident.claims.iter().cloned());
            raised.push(Raised {
                when: one.report.published.map_or_else(|| "no date".to_owned(), |date| date.to_string()),
                headline: incident.headline.clone(),
                grade: incident.grade.code(),
                reasons: hit.reasons,
            });
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((raised, stored.len() as u64))
}
