//! JSON lines: one report a line, read line by line.

use super::lines::{Line, next_line};
use super::run::{Flow, Given, Run};
use super::stream::At;
use super::walk::{Progressing, path_key};
use crate::days::{self, Found};
use crate::html;
use jiff::civil::Date;
use record::FaultKind;
use serde::Deserialize;
use serde_json::Value;
use std::fs::File;
use std::io::BufRead;
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};

/// A line as it is written. Members of other names are ignored; `null` stands for nothing.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    id: Value,
    text: Option<String>,
    path: Option<String>,
    title: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    #[serde(default)]
    published: Value,
}

impl Run<'_> {
    /// Reads all lines.
    pub(crate) fn json_lines(&mut self, mut reader: impl BufRead, at: At<'_>) -> Flow {
        let max = self.limits.line_bytes;
        let mut line = Vec::new();
        for number in 1_u64.. {
            let place = format!("{}#{number}", at.name);
            match next_line(&mut reader, max, &mut line) {
                Ok(Line::End) => break,
                Ok(Line::TooLong(bytes)) => {
                    let detail = format!("line {number} has {bytes} bytes, more than {max}; skipped");
                    self.fault(FaultKind::TooLarge, &place, detail)?;
                }
                Ok(Line::Whole) => self.line(&line, number, &place, at)?,
                Err(error) => return self.read_fault(&place, &error, &format!("read up to line {number}")),
            }
        }
        ControlFlow::Continue(())
    }

    fn line(&mut self, line: &[u8], number: u64, place: &str, at: At<'_>) -> Flow {
        let start = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        if start.trim_ascii().is_empty() {
            return ControlFlow::Continue(());
        }
        let text = match std::str::from_utf8(start) {
            Ok(text) => std::borrow::Cow::Borrowed(text),
            Err(error) => {
                self.encoding_fault(Some(error.valid_up_to()), "UTF-8", place)?;
                String::from_utf8_lossy(start)
            }
        };
        if !text.trim_start().starts_with('{') {
            return self.fault(FaultKind::Malformed, place, format!("line {number} is not a JSON object; skipped"));
        }
        let written: Written = match serde_json::from_str(&text) {
            Ok(written) => written,
            Err(error) => {
                let (kind, what) = if error.is_eof() {
                    (FaultKind::Truncated, "ends in the middle")
                } else {
                    (FaultKind::Malformed, "is not a report")
                };
                return self.fault(kind, place, format!("line {number} {what} ({error}); skipped"));
            }
        };
        let published = self.published(&written.published, written.url.as_deref(), place)?;
        let given = Given {
            id: id(&written.id),
            title: filled(written.title),
            outlet: filled(written.outlet),
            url: filled(written.url),
            published,
            charset: None,
            from_line: true,
        };
        match (written.text, written.path) {
            (Some(text), _) => {
                let capture = self.capture(place, "application/json", line.to_vec());
                self.line_text(capture, text, place, &given)
            }
            (None, Some(path)) => self.line_path(&path, place, at, &given),
            (None, None) => {
                let detail = format!("line {number} has neither `text` nor `path`; skipped");
                self.fault(FaultKind::Malformed, place, detail)
            }
        }
    }

    /// The day that `published` gives. Where it can be read two ways, the day in the address decides; where there is none, it
    /// is read day first, as most of the world writes it, and a fault says so.
    fn published(&mut self, value: &Value, url: Option<&str>, place: &str) -> ControlFlow<(), Option<Date>> {
        let written = match value {
            Value::Null => return ControlFlow::Continue(None),
            Value::String(text) if text.trim().is_empty() => return ControlFlow::Continue(None),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let shown: String = written.chars().take(40).collect();
        match days::find(&written) {
            Some(Found::One(day)) => self.plausible(day, place),
            Some(Found::Two { day_first, month_first }) => {
                let said = url.and_then(html::in_url).filter(|day| [day_first, month_first].contains(day));
                if said.is_none() {
                    let detail = format!("`published` can be read two ways ({shown}); taken as {day_first}, day first");
                    self.fault(FaultKind::Date, place, detail)?;
                }
                self.plausible(said.unwrap_or(day_first), place)
            }
            None => {
                self.fault(FaultKind::Date, place, format!("`published` is no date ({shown}); left out"))?;
                ControlFlow::Continue(None)
            }
        }
    }

    /// Reads the file that a line names, which must lie in the directory of the JSON lines or below.
    fn line_path(&mut self, path: &str, place: &str, at: At<'_>, given: &Given) -> Flow {
        let Some(base) = at.base else {
            return self.fault(FaultKind::Forbidden, place, "`path` needs JSON lines that lie in a directory; skipped");
        };
        match resolve(base, path) {
            Ok(file) => match File::open(&file) {
                Ok(reader) => {
                    if self.named.len() < self.limits.directory_entries {
                        self.named.insert(path_key(&file));
                    }
                    let name = file.display().to_string();
                    let reader = Progressing::new(reader, self);
                    self.stream(Box::new(reader), At { name: &name, base: None, level: at.level }, given)
                }
                Err(error) => self.fault(FaultKind::Unreachable, place, format!("{path}: {error}; skipped")),
            },
            Err((kind, detail)) => self.fault(kind, place, detail),
        }
    }
}

/// The file, if it lies below `base` once links are followed.
fn resolve(base: &Path, path: &str) -> Result<PathBuf, (FaultKind, String)> {
    let outside = || (FaultKind::Forbidden, format!("`path` leads out of the file's directory ({path}); skipped"));
    if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(outside());
    }
    let base = if base.as_os_str().is_empty() { Path::new(".") } else { base };
    let unreachable = |error: std::io::Error| (FaultKind::Unreachable, format!("{path}: {error}; skipped"));
    let real_base = base.canonicalize().map_err(unreachable)?;
    let file = base.join(path);
    let real = file.canonicalize().map_err(unreachable)?;
    if !real.starts_with(&real_base) {
        return Err(outside());
    }
    if !real.is_file() {
        return Err((FaultKind::Unreachable, format!("{path} is not a file; skipped")));
    }
    Ok(file)
}

fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(id) => filled(Some(id.clone())),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
