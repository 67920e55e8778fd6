//! `forewarn warning`: from draft to outcome.

mod acks;
mod overdue;

use super::Global;
use super::partner::tlp;
use crate::config::Config;
use crate::deliverer::Tally;
use crate::exit::Exit;
use crate::output::{self, style, table::table};
use crate::pipeline::Pipeline;
use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use record::{
    Conductor, Event, IncidentId, Marking, PartnerId, Redaction, ReleaseId, Stamped, Tlp, Warning, WarningId,
    WarningOutcome, WarningState,
};
use std::io::Write;
use store::{Page, Store, WarningFilter};

/// Warnings.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List warnings: those that need a decision first.
    List {
        /// Only these states: draft, released, delivered, acknowledged, closed, cancelled.
        #[arg(long = "state")]
        states: Vec<WarningState>,
        /// Most to print, 1 to 1000.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Show one: its text, who would get it and why, releases, receipts, lead time.
    Show {
        /// Its id.
        id: String,
    },
    /// Draft a warning about an incident by hand.
    Draft {
        /// The incident's id.
        incident: String,
        /// Headline; made from the incident if left out.
        #[arg(long, default_value = "")]
        headline: String,
        /// How far it may go.
        #[arg(long, default_value = "TLP:AMBER", value_parser = tlp)]
        marking: Tlp,
    },
    /// Release a warning to a partner: prints the partner's signed link.
    Release {
        /// The warning's id.
        id: String,
        /// The partner's id.
        #[arg(long = "to", value_name = "PARTNER")]
        partner: String,
        /// At least as strict as the warning's; the warning's own if left out.
        #[arg(long, value_parser = tlp)]
        marking: Option<Tlp>,
        /// Words that go with it; may be given several times.
        #[arg(long = "caveat")]
        caveats: Vec<String>,
        /// Leave out who said so.
        #[arg(long)]
        hide_origins: bool,
    },
    /// Close a warning with its outcome.
    Close {
        /// The warning's id.
        id: String,
        /// prevented, occurred, false_alarm, unknown.
        #[arg(long)]
        outcome: WarningOutcome,
        /// When the event happened or was planned, as 2026-11-22T18:00Z: the lead time runs to it.
        #[arg(long, value_name = "TIME")]
        event_at: Option<Timestamp>,
        /// Words for the record.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Send the update that is offered to everybody who holds an earlier version, and to nobody else.
    Update {
        /// The warning's id.
        id: String,
        /// Words to the holders about the change.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Answer a partner that asked to share a warning. The answer binds.
    Answer {
        /// The release's id: `forewarn warning show` prints it.
        release: String,
        /// yes or no.
        #[arg(long, value_name = "YES|NO", value_parser = yes_or_no)]
        allow: bool,
        /// Words for the partner.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Take a CAP 1.2 `Ack` that a partner sent: you vouch that it is the partner's.
    Ack {
        /// The file.
        file: std::path::PathBuf,
    },
    /// Acknowledge a CAP 1.2 message that another desk sent: recorded, and the `Ack` to send back is written.
    Acknowledge {
        /// The file with the message.
        file: std::path::PathBuf,
        /// Words to the sender.
        #[arg(long, default_value = "")]
        note: String,
        /// Where to write the `Ack`; printed if left out.
        #[arg(long, short, value_name = "FILE")]
        output: Option<std::path::PathBuf>,
    },
    /// Ring the desk's alarm for whoever did not acknowledge in the time set, and list the open alarms. The desk does so by
    /// itself while it runs. Exit code 1 if there are any.
    Overdue,
    /// Take a warning back: every holder sees it on its link.
    Cancel {
        /// The warning's id.
        id: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    let event = match command {
        Command::List { states, limit } => return list(&global.open_to_read()?, states, *limit),
        Command::Show { id } => return show(&global.open_to_read()?, &WarningId::from(id.as_str())),
        Command::Draft { incident, headline, marking } => Event::WarningDrafted {
            incident: IncidentId::from(incident.as_str()),
            headline: headline.clone(),
            marking: Marking::new(*marking),
        },
        Command::Release { id, partner, marking, caveats, hide_origins } => Event::WarningReleased {
            warning: WarningId::from(id.as_str()),
            partner: PartnerId::from(partner.as_str()),
            marking: release_marking(&global.open_to_read()?, id, *marking)?,
            caveats: caveats.clone(),
            redaction: Redaction { hide_origins: *hide_origins, hide_reports: Vec::new() },
        },
        Command::Close { id, outcome, event_at, note } => Event::WarningClosed {
            warning: WarningId::from(id.as_str()),
            outcome: *outcome,
            event_at: *event_at,
            note: note.clone(),
        },
        Command::Update { id, note } => {
            Event::WarningUpdated { warning: WarningId::from(id.as_str()), note: note.clone() }
        }
        Command::Answer { release, allow, note } => {
            Event::ShareAnswered { release: ReleaseId::from(release.as_str()), allowed: *allow, note: note.clone() }
        }
        Command::Ack { file } => return acks::ack(global, file),
        Command::Acknowledge { file, note, output } => {
            return acks::acknowledge(global, file, note, output.as_deref());
        }
        Command::Overdue => return overdue::run(global),
        Command::Cancel { id, reason } => {
            Event::WarningCancelled { warning: WarningId::from(id.as_str()), reason: reason.clone() }
        }
    };
    let who = global.analyst()?;
    let config = global.config()?;
    let pipeline = std::sync::Arc::new(global.acting(&config)?);
    act(&pipeline, Stamped { at: Timestamp::now(), who, event }, &config)
}

fn yes_or_no(word: &str) -> Result<bool, String> {
    match word.to_ascii_lowercase().as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(format!("`{word}` is neither yes nor no")),
    }
}

/// Handles the event and prints what became of it.
fn act(pipeline: &std::sync::Arc<Pipeline>, event: Stamped, config: &Config) -> Result<Exit> {
    let public_url = config.desk.public_url.as_deref();
    let outcome = pipeline.handle(event)?;
    // What this wrote goes out at once; what does not arrive is tried again by the desk or `forewarn deliver`.
    // Beside a running desk that is the desk's to do.
    let tally = if pipeline.is_beside() || pipeline.store().sendings_waiting(Page::first(1))?.is_empty() {
        Tally::default()
    } else {
        super::deliver::once(pipeline.clone(), config)?
    };
    if let Some(path) = &outcome.link {
        output::say(format_args!("signed link for the partner (opens while the desk runs):"))?;
        output::say(format_args!(
            "  {}{path}",
            public_url.unwrap_or("http://ADDRESS-OF-THE-DESK").trim_end_matches('/')
        ))?;
    }
    for id in &outcome.warnings {
        show(pipeline.store().as_ref(), id)?;
    }
    if tally.failed > 0 {
        eprintln!("note: not everything arrived; the desk, or `forewarn deliver`, tries again");
        return Ok(Exit::Faults);
    }
    Ok(Exit::Ok)
}

/// The marking asked for, with the originator control of the warning: releasing never takes that off.
fn release_marking(store: &dyn Store, id: &str, tlp: Option<Tlp>) -> Result<Marking> {
    let warning = find(store, &WarningId::from(id))?;
    Ok(Marking { tlp: tlp.unwrap_or(warning.marking.tlp), ..warning.marking })
}

fn find(store: &dyn Store, id: &WarningId) -> Result<Warning> {
    store
        .warning(id)?
        .with_context(|| format!("there is no warning `{id}`; `forewarn warning list` shows those there are"))
}

fn list(store: &dyn Store, states: &[WarningState], limit: u32) -> Result<Exit> {
    let filter = WarningFilter { states: states.to_vec(), incident: None };
    let mut rows = table(&["ID", "STATE", "HEADLINE", "URGENCY", "GRADE", "SOURCES", "MARKING"]);
    for warning in store.warnings(&filter, Page::first(limit))? {
        rows.add_row([
            warning.id.as_str(),
            warning.state.code(),
            &warning.headline,
            warning.urgency.code(),
            &warning.grade.code(),
            &warning.independent_origins.to_string(),
            &warning.marking.to_string(),
        ]);
    }
    output::say(format_args!("{rows}"))?;
    Ok(Exit::Ok)
}

fn show(store: &dyn Store, id: &WarningId) -> Result<Exit> {
    let warning = find(store, id)?;
    let mut out = anstream::stdout();
    let title = style::TITLE;
    writeln!(
        out,
        "{title}{}{title:#}\n{} · {} · {} · grade {}",
        warning.headline,
        warning.id,
        warning.state,
        warning.marking,
        warning.grade.code()
    )?;
    writeln!(out, "urgency {} · severity {} · certainty {}\n", warning.urgency, warning.severity, warning.certainty)?;
    writeln!(out, "{}\n", warning.text.trim_end())?;
    writeln!(out, "{title}Why it was drafted{title:#}")?;
    for reason in &warning.reasons {
        writeln!(out, "  {reason}")?;
    }
    waiting(&mut out, &warning)?;
    if let Some(incident) = store.incident(&warning.incident)? {
        let watches = store.watches()?;
        let watch = watches.iter().find(|watch| Some(&watch.id) == warning.watch.as_ref());
        writeln!(out, "\n{title}Partners{title:#}")?;
        for route in warn::route::route(&warning, &incident, watch, &store.partners()?) {
            writeln!(
                out,
                "  {:<20} {:<28} {} ({})",
                route.disposition,
                route.name,
                route.reasons.join("; "),
                route.partner
            )?;
        }
    }
    writeln!(out, "\n{title}History{title:#}")?;
    for step in &warning.history {
        writeln!(out, "  {}  {:<13} {:<20} {}", step.at, step.state, step.by, step.note)?;
    }
    for release in store.releases_of(id)? {
        writeln!(
            out,
            "\n{title}Release {}{title:#} to {} · {} · version {} · by {} at {}",
            release.id,
            release.partner,
            release.marking,
            release.version(),
            release.proposed_by.iter().chain([&release.approved_by]).cloned().collect::<Vec<_>>().join(" and "),
            release.at
        )?;
        for receipt in store.receipts_of(&release.id)? {
            writeln!(out, "  {}  {:<14} {}", receipt.at, receipt.outcome, receipt.detail)?;
        }
        let partner = store.partner(&release.partner)?;
        for sending in store.sendings_of(&release.id)? {
            writeln!(out, "  {}", warn::life::standing(&sending, &sending.way_words(partner.as_ref())))?;
        }
    }
    let times = [
        ("lead time", warn::life::lead_time(&warning)),
        ("time to acknowledge", warn::life::time_to_acknowledge(&warning)),
    ];
    for (name, time) in times {
        if let Some(time) = time {
            writeln!(out, "{name}: {}", duration(time))?;
        }
    }
    Ok(Exit::Ok)
}

/// What waits for a person: an update, a second signature.
fn waiting(out: &mut impl Write, warning: &Warning) -> std::io::Result<()> {
    let title = style::TITLE;
    if let Some(held) = &warning.held {
        output::say(format_args!("\n{title}Held back{title:#} since {}: {}", held.at, held.why))?;
    }
    if let Some(offer) = &warning.offer {
        writeln!(
            out,
            "\n{title}An update is offered{title:#} since {} (forewarn warning update {})",
            offer.at, warning.id
        )?;
        for change in &offer.changes {
            writeln!(out, "  {change}")?;
        }
    }
    for proposal in &warning.proposals {
        let what = match &proposal.act {
            record::ProposedAct::Release { partner, marking, .. } => format!("a release to {partner} under {marking}"),
            record::ProposedAct::Update => "the update".to_owned(),
        };
        writeln!(
            out,
            "\n{title}Waits for a second person{title:#}: {what}, proposed by {} at {}",
            proposal.by, proposal.at
        )?;
    }
    Ok(())
}

/// "2 d 3 h", "4 min", "12 s".
pub(super) fn duration(time: SignedDuration) -> String {
    let sign = if time.is_negative() { "minus " } else { "" };
    let seconds = time.as_secs().unsigned_abs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let words = match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    };
    format!("{sign}{words}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_the_largest_units() {
        for (seconds, words) in
            [(12, "12 s"), (250, "4 min"), (7_300, "2 h 1 min"), (183_600, "2 d 3 h"), (-250, "minus 4 min")]
        {
            assert_eq!(duration(SignedDuration::from_secs(seconds)), words);
        }
    }
}
