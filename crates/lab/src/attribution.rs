//! Task `attribution`: source, cue and content spans as the PolNeAR scorer reads them; for news inputs (lines with a
//! `path` or an `outlet` and no gold) the chain of what the headline and the lead say.

use crate::input::{CodePoints, rows};
use anyhow::{Context, Result};
use read::attribution::learned::Listener;
use read::attribution::{SURE_MIN, Statement, chain, lead, origin_label, statements, statements_by};
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
    shown(&item.id, &Doc::new(text, titled), Listener::embedded(), SURE_MIN)
}

/// The attributions that this listener is surer of than `sure_min`, in the scorer's format; all of the rules' without one.
pub fn shown(id: &str, doc: &Doc<'_>, listener: Option<&Listener>, sure_min: f32) -> Value {
    let points = CodePoints::new(doc.text);
    let found = statements_by(doc, &Names::embedded().find(doc), listener);
    let list =
        |range: &Range<usize>| if range.is_empty() { json!([]) } else { json!([points_of(&points, doc, range)]) };
    let row = |source: &Range<usize>, cue: &Range<usize>, content: &[Range<usize>], sure: f32| {
        let content: Vec<_> = content.iter().map(|r| points_of(&points, doc, r)).collect();
        json!({ "source": list(source), "cue": list(cue), "content": content, "sure": sure })
    };
    let rows: Vec<Value> = found
        .iter()
        .filter_map(|s| match (listener, &s.heard) {
            (None, _) => Some(row(&s.source, &s.cue, &s.content, 1.0)),
            (Some(_), Some(h)) if h.sure >= sure_min => Some(row(&h.source, &h.cue, &h.content, h.sure)),
            _ => None,
        })
        .collect();
    json!({ "id": id, "attributions": rows })
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
    let names = Names::embedded().find(&doc);
    let found = statements(&doc, &names);
    let links = chain(&doc, &report, &names, &found, lead(&doc));
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
