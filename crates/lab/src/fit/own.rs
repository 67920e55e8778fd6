//! Our own annotated reports as something to fit on (format: `testdata/reports/README.md`).

use super::data::Example;
use crate::input::rows;
use crate::muc::gold::Incident;
use crate::news::{Case, reports};
use anyhow::Result;
use read::segment;
use read::tag::Role;
use read::tag::scores::SENTENCE_KINDS;
use record::{Kind, Stage};
use serde::Deserialize;
use std::path::Path;

/// The share of the reports that may be fitted on.
const SPLIT: &str = "fit";

/// What is read of a report besides its words.
#[derive(Debug, Deserialize)]
struct Row {
    split: String,
    #[serde(default)]
    incidents: Vec<Told>,
    #[serde(default)]
    optional_incidents: Vec<Told>,
}

/// One incident. The strings of a slot are alternatives for one filler.
#[derive(Debug, Deserialize)]
struct Told {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    stage: String,
    actor: Option<Vec<String>>,
    perpetrator: Option<Vec<String>>,
    target: Option<Vec<String>>,
    victim: Option<Vec<String>>,
    victim_description: Option<Vec<String>>,
    weapon: Option<Vec<String>>,
}

impl From<&Told> for Incident {
    fn from(told: &Told) -> Self {
        let kind = told.kind.parse::<Kind>().unwrap_or(Kind::Attack);
        let stage = told.stage.parse::<Stage>().unwrap_or(Stage::Accomplished);
        let slots = [
            (Role::Perpetrator, &told.perpetrator),
            (Role::Organisation, &told.actor),
            (Role::Target, &told.target),
            (Role::Victim, &told.victim),
            (Role::VictimDescription, &told.victim_description),
            (Role::Weapon, &told.weapon),
        ];
        Self {
            // Whatever is no kind of its own among the columns counts as an attack.
            kinds: vec![SENTENCE_KINDS.iter().position(|k| *k == kind).unwrap_or(0)],
            ahead: !matches!(stage, Stage::Accomplished | Stage::Denied),
            entities: slots
                .into_iter()
                .filter_map(|(role, strings)| Some((role, strings.clone()?)))
                .filter(|(_, strings)| !strings.is_empty())
                .collect(),
        }
    }
}

/// The reports of a file that may be fitted on, each as it is and in capitals: the model shall not lean on case.
pub fn own(path: &Path, off: u32, out: &mut Vec<Example>) -> Result<()> {
    let told: Vec<Row> = rows(path)?.collect::<Result<_>>()?;
    for case in [Case::AsIs, Case::Upper] {
        for (row, raw) in told.iter().zip(reports(path, case)?) {
            let raw = raw?;
            if row.split == SPLIT {
                let incidents: Vec<Incident> =
                    row.incidents.iter().chain(&row.optional_incidents).map(Incident::from).collect();
                out.push(Example::new(raw.id.as_str().to_owned(), segment::segment(&raw).0, &incidents, off));
            }
        }
    }
    Ok(())
}
