//! Where reports come from on the command line.

use crate::config::Config;
use crate::output::count;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use collect::{Defaults, Input, InputFormat, Item, Items, Limits, count_hint};
use indicatif::ProgressBar;
use jiff::{Timestamp, civil::Date};
use std::collections::VecDeque;

/// What to read.
#[derive(Debug, Clone, Args)]
pub struct InputArgs {
    /// Files, folders, archives (.jsonl, .gz, .zip), addresses (https://…), or - for standard input.
    #[arg(required = true, value_name = "FILE|DIR|-|URL")]
    pub inputs: Vec<String>,
    /// What the input is. Lines of `jsonl` are {"id", "text" or "path", "title"?, "outlet"?, "url"?, "published"?}.
    #[arg(long, value_enum, default_value_t = Format::Auto)]
    pub input_format: Format,
    /// Who published it, where the input does not say.
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// Day of publication, where the input does not say: relative dates are counted from it.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub published: Option<String>,
}

/// Format of the input.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    /// By name and content.
    Auto,
    /// Plain text, or a page copied as text.
    Text,
    /// A web page.
    Html,
    /// One report a line.
    Jsonl,
}

impl InputArgs {
    /// Everything that the inputs hold, one after the other; memory stays bounded. `bar` moves as it is read.
    pub(super) fn items(&self, config: &Config, bar: ProgressBar) -> Result<Reports> {
        let format = match self.input_format {
            Format::Auto => InputFormat::Auto,
            Format::Text => InputFormat::Text,
            Format::Html => InputFormat::Html,
            Format::Jsonl => InputFormat::Jsonl,
        };
        let parse = |text: &String| {
            text.parse::<Date>().with_context(|| format!("`--published {text}` is not a date: write it as 2024-06-18"))
        };
        let defaults =
            Defaults { outlet: self.outlet.clone(), published: self.published.as_ref().map(parse).transpose()? };
        let inputs = self.inputs.iter().map(|argument| Input::of(argument)).collect();
        Ok(Reports::new(inputs, format, defaults, config.limits.collect(), bar))
    }
}

/// The items of several inputs, one after the other.
pub(super) struct Reports {
    waiting: VecDeque<Input>,
    open: Option<Items>,
    format: InputFormat,
    defaults: Defaults,
    limits: Limits,
    fetched_at: Timestamp,
    bar: ProgressBar,
    bytes_done: u64,
    reports: u64,
}

impl Reports {
    pub(super) fn new(
        inputs: Vec<Input>,
        format: InputFormat,
        defaults: Defaults,
        limits: Limits,
        bar: ProgressBar,
    ) -> Self {
        // A length is shown only where every input has one: half a total would mislead.
        let bytes: Option<u64> = inputs.iter().map(|input| count_hint(input, &limits).bytes).sum();
        if let Some(bytes) = bytes.filter(|bytes| *bytes > 0) {
            bar.set_length(bytes);
        }
        let fetched_at = Timestamp::now();
        Self {
            waiting: inputs.into(),
            open: None,
            format,
            defaults,
            limits,
            fetched_at,
            bar,
            bytes_done: 0,
            reports: 0,
        }
    }
}

impl Iterator for Reports {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(open) = &mut self.open {
                if let Some(item) = open.next() {
                    self.reports += u64::from(matches!(item, Item::Report(_)));
                    self.bar.set_position(self.bytes_done + open.bytes_read());
                    self.bar.set_message(count(self.reports, "report", "reports"));
                    return Some(item);
                }
                self.bytes_done += open.bytes_read();
            }
            let input = self.waiting.pop_front()?;
            self.open = Some(collect::open(&input, self.format, &self.defaults, &self.limits, self.fetched_at));
        }
    }
}
