//! Tables of figures, for people and for the check that holds their floors.

use crate::tally::Tally;
use serde_json::{Map, Value, json};
use std::fmt;

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    measure: String,
    value: f64,
    shown: String,
    bar: Option<f64>,
}

impl Figure {
    /// A share or an F, 0 to 1.
    pub fn share(measure: impl Into<String>, value: f64) -> Self {
        Self { measure: measure.into(), value, shown: format!("{value:.3}"), bar: None }
    }

    /// A share in per cent, 0 to 100, as the literature on MUC-4 gives it.
    pub fn percent(measure: impl Into<String>, value: f64) -> Self {
        Self { measure: measure.into(), value, shown: format!("{value:.1}"), bar: None }
    }

    /// A number of things.
    pub fn count(measure: impl Into<String>, value: f64) -> Self {
        Self { measure: measure.into(), value, shown: format!("{value:.0}"), bar: None }
    }

    /// An F with its precision and recall.
    pub fn f(measure: impl Into<String>, tally: Tally) -> Self {
        Self::share(measure, tally.f()).with(&format!("P {:.3}, R {:.3}", tally.precision(), tally.recall()))
    }

    /// More words beside the value.
    pub fn with(mut self, words: &str) -> Self {
        self.shown = format!("{} ({words})", self.shown);
        self
    }

    /// The value, as it is printed.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The value that is asked for.
    pub fn bar(mut self, bar: f64) -> Self {
        self.bar = Some(bar);
        self
    }
}

/// The figures of one task.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    title: String,
    figures: Vec<Figure>,
}

impl Table {
    /// A table without figures.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), figures: Vec::new() }
    }

    /// Adds a figure.
    pub fn push(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// Title to measure to value, for programs.
    pub fn json(&self) -> (String, Value) {
        let figures: Map<String, Value> = self.figures.iter().map(|f| (f.measure.clone(), json!(f.value))).collect();
        (self.title.clone(), Value::Object(figures))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bars = self.figures.iter().any(|figure| figure.bar.is_some());
        writeln!(f, "### {}\n", self.title)?;
        writeln!(f, "| measure | value |{}", if bars { " asked for |" } else { "" })?;
        writeln!(f, "|---|---|{}", if bars { "---|" } else { "" })?;
        for figure in &self.figures {
            write!(f, "| {} | {} |", figure.measure, figure.shown)?;
            match figure.bar {
                Some(bar) => write!(f, " {bar} |")?,
                None if bars => write!(f, " |")?,
                None => {}
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_markdown() {
        let mut table = Table::new("Parts");
        table.push(Figure::share("F", 0.5).with("8 texts").bar(0.75));
        table.push(Figure::count("reports", 3.0));
        let shown = table.to_string();
        assert_eq!(
            shown,
            "### Parts\n\n| measure | value | asked for |\n|---|---|---|\n| F | 0.500 (8 texts) | 0.75 |\n| reports | 3 | |\n"
        );
        assert_eq!(table.json().1["F"], 0.5);
    }
}
