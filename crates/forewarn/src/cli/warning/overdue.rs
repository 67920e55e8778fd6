//! `forewarn warning overdue` and `ack`: who did not acknowledge in the time set, and who did, in CAP.

use crate::cli::Global;
use crate::exit::Exit;
use crate::output::{self, table::table};
use anyhow::{Context, Result};
use jiff::Timestamp;
use record::{Conductor, Event, Stamped, WarningState, Who};
use std::path::Path;
use store::{MAX_PAGE, Page, WarningFilter};
use warn::life::{self, Duty};

/// Takes a CAP `Ack`: what it acknowledges is recorded as the partner's act.
pub(super) fn ack(global: &Global, file: &Path) -> Result<Exit> {
    let config = global.config()?;
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let by = global.analyst()?;
    let pipeline = global.pipeline(&config)?;
    let events = desk::told::acks(pipeline.store().as_ref(), &config.sender()?, &bytes)
        .with_context(|| format!("in {}", file.display()))?;
    for (release, event) in events {
        pipeline.handle(Stamped { at: Timestamp::now(), who: by.clone(), event })?;
        output::say(format_args!("warning {} is acknowledged by {}", release.warning, release.partner))?;
    }
    Ok(Exit::Ok)
}

pub(super) fn run(global: &Global) -> Result<Exit> {
    let config = global.config()?;
    let pipeline = global.pipeline(&config)?;
    let now = Timestamp::now();
    pipeline.handle(Stamped { at: now, who: Who::Forewarn, event: Event::TimePassed })?;
    let store = pipeline.store().as_ref();
    let clock = pipeline.rules().clock;
    let mut rows = table(&["WARNING", "URGENCY", "PARTNER", "RELEASE", "VERSION", "OVERDUE SINCE"]);
    let mut open = 0_u32;
    let partners = store.partners()?;
    let states = vec![WarningState::Released, WarningState::Delivered, WarningState::Acknowledged];
    for warning in store.warnings(&WarningFilter { states, incident: None }, Page::first(MAX_PAGE))? {
        for release in store.releases_of(&warning.id)? {
            let Some(partner) = partners.iter().find(|partner| partner.id == release.partner) else { continue };
            let receipts = store.receipts_of(&release.id)?;
            let sendings = store.sendings_of(&release.id)?;
            let duty = life::duty(&warning, &release, partner, &receipts, &sendings, &clock, now);
            let Duty::Alarm { since, .. } = duty else { continue };
            open += 1;
            rows.add_row([
                warning.id.as_str(),
                warning.urgency.code(),
                &partner.name,
                release.id.as_str(),
                &release.version().to_string(),
                &since.to_string(),
            ]);
        }
    }
    if open == 0 {
        output::say(format_args!("Everything that was released is acknowledged, or has time left."))?;
        return Ok(Exit::Ok);
    }
    output::say(format_args!("{rows}"))?;
    Ok(Exit::Faults)
}
