//! Task `attribution`: source, cue and content spans as the PolNeAR scorer reads them; for news inputs (lines with a
//! `path` or an `outlet` and no gold) the chain of what the headline and the lead say.

use crate::input::{CodePoints, rows};
use anyhow::{Context, Result};
use read::attribution::{Statement, chain, lead, origin_label, statements};
use read::doc::Doc;
use read::names::Names;
use record::{CaptureId, Report, ReportId};
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::Write;
use std::ops::Range;
use std::path::Path;

#[derive(Debug, Deserialize)]
struct Input {
    id: String,
    text: Option<String>,
    path: Option<String>,
    title: Option<String>,
    #[serde(default)]
    outlet: String,
}

/// Prints predictions for every line of `input`.
pub fn predict(input: &Path, out: &mut dyn Write) -> Result<()> {
    for item in rows::<Input>(input)? {
        let item = item?;
        let value = match (&item.text, &item.path) {
            (Some(text), _) => spans(&item, text),
            (None, Some(path)) => {
                let path = input.parent().unwrap_or(Path::new(".")).join(path);
                let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
                lead_chain(&item, &text)
            }
            (None, None) => json!({ "id": item.id, "attributions": [] }),
        };
        writeln!(out, "{value}")?;
    }
    Ok(())
}

/// All statements with spans in code points.
fn spans(item: &Input, text: &str) -> Value {
    let titled = item.title.as_ref().is_some_and(|title| text.starts_with(title.as_str()));
    let doc = Doc::new(text, titled);
    let points = CodePoints::new(text);
    let found = statements(&doc, &Names::embedded().find(&doc));
    let list =
        |range: &Range<usize>| if range.is_empty() { json!([]) } else { json!([points_of(&points, &doc, range)]) };
    let rows: Vec<Value> = found
        .iter()
        .map(|s| {
            let content: Vec<_> = s.content.iter().map(|r| points_of(&points, &doc, r)).collect();
            json!({ "source": list(&s.source), "cue": list(&s.cue), "content": content })
        })
        .collect();
    json!({ "id": item.id, "attributions": rows })
}

/// The chain of the headline and the first sentences.
fn lead_chain(item: &Input, text: &str) -> Value {
    let report = Report {
        id: ReportId::derive(&[&item.id]),
        capture: CaptureId::derive(&[&item.id]),
        outlet: item.outlet.clone(),
        title: item.title.clone().unwrap_or_default(),
        byline: None,
        section: None,
        published: None,
        url: None,
        language: "en".into(),
        text: text.to_owned(),
        leads: Vec::new(),
    };
    let doc = Doc::new(text, true);
    let found = statements(&doc, &Names::embedded().find(&doc));
    let links = chain(&doc, &report, &found, lead(&doc));
    let names: Vec<&str> = links.iter().map(|l| l.name.as_str()).collect();
    let mut value = json!({ "id": item.id, "attribution": names, "independent_origin": origin_label(&links) });
    if std::env::var_os("LAB_TRACE").is_some() {
        value["statements"] = found.iter().map(|s| trace(&doc, s)).collect();
    }
    value
}

fn trace(doc: &Doc<'_>, s: &Statement) -> Value {
    let content: Vec<&str> = s.content.iter().map(|r| doc.slice(r.clone())).collect();
    let via: Vec<&str> = s.via.iter().map(|v| v.name.as_str()).collect();
    json!({ "speaker": s.speaker.name, "kind": s.speaker.kind, "cue": doc.slice(s.cue.clone()), "content": content, "via": via,
        "behind": s.behind.as_ref().map(|b| b.name.as_str()), "act": format!("{:?}", s.act) })
}

/// The code points that a range of tokens covers.
fn points_of(points: &CodePoints, doc: &Doc<'_>, tokens: &Range<usize>) -> [usize; 2] {
    let span = doc.span(tokens.clone());
    [points.at(span.start), points.at(span.end)]
}
