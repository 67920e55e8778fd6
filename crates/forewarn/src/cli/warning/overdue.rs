//! `forewarn warning overdue`: who did not acknowledge in the time set.

use crate::cli::Global;
use crate::exit::Exit;
use crate::output::{self, table::table};
use anyhow::Result;
use jiff::Timestamp;
use record::{Conductor, Event, Stamped, WarningState, Who};
use store::{MAX_PAGE, Page, WarningFilter};
use warn::life::{self, Duty};

pub(super) fn run(global: &Global) -> Result<Exit> {
    let config = global.config()?;
    let pipeline = global.acting(&config)?;
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
