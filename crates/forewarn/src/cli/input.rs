//! Where reports come from on the command line.

use super::Global;
use crate::config::Limits;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use collect::{Input, InputFormat};
use jiff::{Timestamp, civil::Date};
use std::path::PathBuf;

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
    /// The inputs, sorted out.
    pub(super) fn inputs(&self) -> Vec<Input> {
        let one = |name: &String| match name.as_str() {
            "-" => Input::Stdin,
            url if url.starts_with("http://") || url.starts_with("https://") => Input::Url(url.to_owned()),
            path => {
                let path = PathBuf::from(path);
                if path.is_dir() { Input::Dir(path) } else { Input::File(path) }
            }
        };
        self.inputs.iter().map(one).collect()
    }

    /// Everything that the inputs hold, one after the other; memory stays bounded.
    pub(super) fn items(&self, global: &Global) -> Result<impl Iterator<Item = collect::Item> + use<>> {
        let limits = limits(&global.config()?.limits);
        let defaults = collect::Defaults { outlet: self.outlet.clone(), published: self.date()? };
        let format = match self.input_format {
            Format::Auto => InputFormat::Auto,
            Format::Text => InputFormat::Text,
            Format::Html => InputFormat::Html,
            Format::Jsonl => InputFormat::Jsonl,
        };
        let now = Timestamp::now();
        Ok(self.inputs().into_iter().flat_map(move |input| collect::open(&input, format, &defaults, &limits, now)))
    }

    fn date(&self) -> Result<Option<Date>> {
        let parse = |text: &String| {
            text.parse::<Date>().with_context(|| format!("`--published {text}` is not a date: write it as 2024-06-18"))
        };
        self.published.as_ref().map(parse).transpose()
    }
}

/// The collector's limits from the configuration.
fn limits(limits: &Limits) -> collect::Limits {
    collect::Limits {
        file_bytes_max: limits.file_bytes_max,
        line_bytes_max: limits.line_bytes_max,
        page_bytes_max: limits.page_bytes_max,
        redirects_max: limits.redirects_max,
        fetch_seconds_max: limits.fetch_seconds_max,
        ..collect::Limits::default()
    }
}
