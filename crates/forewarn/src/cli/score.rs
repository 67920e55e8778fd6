//! `forewarn watch score`: what the watches and the partners made of their warnings.

use super::Global;
use super::settings::known_groups;
use super::warning::duration;
use crate::exit::Exit;
use crate::output::{self, table::table};
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use record::{Claim, Group, WatchId};
use std::collections::BTreeMap;
use std::io::Write;
use store::{IncidentFilter, MAX_PAGE, Page, Store, WarningFilter};
use warn::score::{Case, Tally, by_partner, by_watch, missed};

/// Columns after the name.
const COLUMNS: [&str; 13] = [
    "NAME",
    "WARNINGS",
    "RELEASED",
    "ACKED",
    "PREVENTED",
    "OCCURRED",
    "FALSE",
    "UNKNOWN",
    "MISSED",
    "PRECISION",
    "RECALL",
    "LEAD",
    "TO ACK",
];

pub(super) fn run(global: &Global, json: bool) -> Result<Exit> {
    let store = global.open_to_read()?;
    let reader = known_groups(&global.config()?)?;
    let cases = cases(&store)?;
    let mut watches = by_watch(&cases);
    let known = store.watches()?;
    for watch in &known {
        watches.entry(Some(watch.id.clone())).or_default();
    }
    count_missed(&store, &cases, reader.groups(), &mut watches)?;
    let partners = by_partner(&cases);
    let names = store.partners()?;
    let watch_name = |id: &Option<WatchId>| match id {
        None => "by hand".to_owned(),
        Some(id) => {
            known.iter().find(|watch| watch.id == *id).map_or_else(|| format!("{id} (removed)"), |w| w.name.clone())
        }
    };
    let watches: Vec<(String, Tally)> = watches.into_iter().map(|(id, tally)| (watch_name(&id), tally)).collect();
    let partner_name = |id: &record::PartnerId| {
        names.iter().find(|partner| partner.id == *id).map_or_else(|| format!("{id} (removed)"), |p| p.name.clone())
    };
    let partners: Vec<(String, Tally)> = partners.into_iter().map(|(id, tally)| (partner_name(&id), tally)).collect();
    if json {
        let board = serde_json::json!({ "watches": as_json(&watches), "partners": as_json(&partners) });
        writeln!(std::io::stdout(), "{board:#}")?;
        return Ok(Exit::Ok);
    }
    output::say(format_args!("Watches\n{}", board(&watches)))?;
    output::say(format_args!("Partners\n{}", board(&partners)))?;
    output::say(format_args!(
        "Lead and time to acknowledge are medians. Missed: events that the watch asks for and no released warning came before."
    ))?;
    Ok(Exit::Ok)
}

/// Every warning with its releases and receipts.
fn cases(store: &dyn Store) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut offset = 0;
    loop {
        let page = store.warnings(&WarningFilter::default(), Page { offset, limit: MAX_PAGE })?;
        if page.is_empty() {
            return Ok(cases);
        }
        offset += page.len() as u64;
        for warning in page {
            let releases = store.releases_of(&warning.id)?;
            let mut receipts = Vec::new();
            for release in &releases {
                receipts.extend(store.receipts_of(&release.id)?);
            }
            cases.push(Case { warning, releases, receipts });
        }
    }
}

/// Counts, for every watch, the events that no warning came before.
fn count_missed(
    store: &dyn Store,
    cases: &[Case],
    groups: &[Group],
    board: &mut BTreeMap<Option<WatchId>, Tally>,
) -> Result<()> {
    let watches = store.watches()?;
    let filter = IncidentFilter { stages: vec![record::Stage::Accomplished], ..IncidentFilter::default() };
    let mut offset = 0;
    loop {
        let page = store.incidents(&filter, Page { offset, limit: MAX_PAGE })?;
        if page.is_empty() {
            return Ok(());
        }
        offset += page.len() as u64;
        for incident in page {
            let about = cases.iter().filter(|case| case.warning.incident == incident.id);
            let released: Vec<Timestamp> = about.filter_map(|case| case.warning.released_at()).collect();
            let claims: Vec<Claim> =
                incident.claims.iter().filter_map(|id| store.claim(id).transpose()).collect::<Result<_, _>>()?;
            for watch in &watches {
                if missed(watch, &incident, &claims, groups, &released) {
                    board.entry(Some(watch.id.clone())).or_default().missed += 1;
                }
            }
        }
    }
}

fn board(rows: &[(String, Tally)]) -> comfy_table::Table {
    let mut out = table(&COLUMNS);
    let share = |part: Option<f64>| part.map_or_else(|| "–".to_owned(), |part| format!("{part:.2}"));
    let time = |time: Option<SignedDuration>| time.map_or_else(|| "–".to_owned(), duration);
    for (name, tally) in rows {
        let counts = [
            tally.warnings,
            tally.released,
            tally.acknowledged,
            tally.prevented,
            tally.occurred,
            tally.false_alarms,
            tally.unknown,
            tally.missed,
        ];
        let mut row = vec![name.clone()];
        row.extend(counts.iter().map(u32::to_string));
        row.extend([share(tally.precision()), share(tally.recall())]);
        row.extend([time(tally.median_lead()), time(tally.median_acknowledge())]);
        out.add_row(row);
    }
    out
}

fn as_json(rows: &[(String, Tally)]) -> Vec<serde_json::Value> {
    rows.iter()
        .map(|(name, tally)| {
            serde_json::json!({
                "name": name, "warnings": tally.warnings, "released": tally.released,
                "acknowledged": tally.acknowledged, "prevented": tally.prevented, "occurred": tally.occurred,
                "false_alarms": tally.false_alarms, "unknown": tally.unknown, "cancelled": tally.cancelled,
                "missed": tally.missed, "precision": tally.precision(), "recall": tally.recall(),
                "median_lead_seconds": tally.median_lead().map(|time| time.as_secs()),
                "median_acknowledge_seconds": tally.median_acknowledge().map(|time| time.as_secs()),
            })
        })
        .collect()
}
