//! Task `dates`: dates with values, in the manner of TimeML's TIMEX3.
//!
//! Input lines are `{"id", "dct", "text", "timex"?}`; output lines `{"id", "dates": [{"start", "end", "text", "value"}]}` with
//! offsets in code points. Where the input has gold `timex`, precision, recall and F over those of type DATE and TIME go to
//! the error stream.

use crate::input::{CodePoints, rows};
use crate::tally::Tally;
use anyhow::Result;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use read::dates::{Vague, find, vague};
use read::doc::Doc;
use record::{DatePrecision, When};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;

#[derive(Debug, Deserialize)]
struct Input {
    id: String,
    dct: Option<String>,
    text: String,
    #[serde(default)]
    timex: Vec<Gold>,
}

#[derive(Debug, Deserialize)]
struct Gold {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct Output<'i> {
    id: &'i str,
    dates: Vec<Found>,
}

#[derive(Debug, Serialize)]
struct Found {
    start: usize,
    end: usize,
    text: String,
    value: String,
}

/// Prints predictions for every line of `input`.
pub fn predict(input: &Path, out: &mut dyn Write) -> Result<()> {
    let mut score = Score::default();
    for row in rows::<Input>(input)? {
        let input = row?;
        let dates = dates_of(&input);
        score.add(&input.timex, &dates);
        serde_json::to_writer(&mut *out, &Output { id: &input.id, dates })?;
        out.write_all(b"\n")?;
    }
    if score.exact.gold > 0 {
        eprintln!("{score}");
    }
    Ok(())
}

fn dates_of(input: &Input) -> Vec<Found> {
    let doc = Doc::new(&input.text, false);
    let published = input.dct.as_deref().and_then(day);
    let mut spans: Vec<(std::ops::Range<usize>, String)> =
        find(&doc, published).into_iter().map(|mention| (mention.tokens, value(&mention.when))).collect();
    for mention in vague(&doc) {
        let points = match mention.points {
            Vague::Present => "PRESENT_REF",
            Vague::Past => "PAST_REF",
            Vague::Future => "FUTURE_REF",
        };
        spans.push((mention.tokens, points.to_owned()));
    }
    spans.sort_by_key(|(tokens, _)| tokens.start);
    let points = CodePoints::new(&input.text);
    spans
        .into_iter()
        .map(|(tokens, value)| {
            let span = doc.span(tokens);
            Found {
                start: points.at(span.start),
                end: points.at(span.end),
                text: span.of(&input.text).unwrap_or_default().to_owned(),
                value,
            }
        })
        .collect()
}

/// The day of `2024-03-22`, `2024-03-22T14:57` and `19980807`.
fn day(dct: &str) -> Option<Date> {
    dct.parse::<Date>()
        .or_else(|_| dct.parse::<DateTime>().map(|at| at.date()))
        .or_else(|_| dct.get(..10).unwrap_or(dct).parse())
        .ok()
}

/// The TIMEX3 value of an interval.
fn value(when: &When) -> String {
    let first = when.first_day();
    let after = when.end.to_zoned(TimeZone::UTC).date();
    let months =
        (i32::from(after.year()) - i32::from(first.year())) * 12 + i32::from(after.month()) - i32::from(first.month());
    match when.precision {
        DatePrecision::Week => {
            let week = first.iso_week_date();
            let end = if first.weekday() == Weekday::Saturday { "-WE" } else { "" };
            format!("{:04}-W{:02}{end}", week.year(), week.week())
        }
        DatePrecision::Month if months == 3 => {
            let part = match first.month() {
                3 => "SP".to_owned(),
                6 => "SU".to_owned(),
                9 => "FA".to_owned(),
                12 => "WI".to_owned(),
                month => format!("Q{}", (month - 1) / 3 + 1),
            };
            format!("{:04}-{part}", first.year())
        }
        DatePrecision::Time => {
            let part = match when.start.to_zoned(TimeZone::UTC).hour() {
                6 => "TMO",
                18 => "TEV",
                20 => "TNI",
                12 if when.end.duration_since(when.start).as_hours() > 1 => "TAF",
                _ => "T12:00",
            };
            format!("{first}{part}")
        }
        _ => when.iso(),
    }
}

/// Counts over the DATE and TIME expressions of all texts.
#[derive(Debug, Default)]
pub struct Score {
    /// Exact spans.
    pub exact: Tally,
    /// Overlapping spans.
    pub overlapping: Tally,
    /// Overlapping spans with the right value.
    pub value: Tally,
}

/// Scores every line of `input` that has gold expressions.
pub fn score(input: &Path) -> Result<Score> {
    let mut score = Score::default();
    for row in rows::<Input>(input)? {
        let input = row?;
        score.add(&input.timex, &dates_of(&input));
    }
    Ok(score)
}

impl Score {
    fn add(&mut self, gold: &[Gold], found: &[Found]) {
        let gold: Vec<&Gold> = gold.iter().filter(|g| matches!(g.kind.as_str(), "DATE" | "TIME")).collect();
        for tally in [&mut self.exact, &mut self.overlapping, &mut self.value] {
            tally.gold += gold.len();
            tally.found += found.len();
        }
        for g in gold {
            self.exact.hit += usize::from(found.iter().any(|f| f.start == g.start && f.end == g.end));
            let Some(hit) = found.iter().find(|f| f.start < g.end && g.start < f.end) else { continue };
            self.overlapping.hit += 1;
            self.value.hit += usize::from(hit.value == g.value);
        }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "DATE and TIME: {} gold, {} found", self.exact.gold, self.exact.found)?;
        for (name, tally) in [
            ("span, exact", self.exact),
            ("span, overlapping", self.overlapping),
            ("value (overlapping span)", self.value),
        ] {
            let (p, r, score) = (tally.precision(), tally.recall(), tally.f());
            writeln!(f, "  {name}: P {p:.3}  R {r:.3}  F {score:.3}")?;
        }
        Ok(())
    }
}
