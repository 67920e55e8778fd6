//! What can be read, and what comes out.

use jiff::civil::Date;
use record::{Capture, Fault, RawReport, Source, SourceKind};
use std::path::{Path, PathBuf};

/// Where to read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file: text, HTML, JSON lines, or a zip or gzip archive of these.
    File(PathBuf),
    /// All files in a directory and below, in the order of their names.
    Dir(PathBuf),
    /// Standard input, as a file.
    Stdin,
    /// A page, by `http` or `https`.
    Url(String),
}

impl Input {
    /// What an argument of the command line stands for: `-`, an address, a directory, else a file.
    #[must_use]
    pub fn of(argument: &str) -> Self {
        let scheme = argument.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("http" | "https") => Self::Url(argument.to_owned()),
            _ if argument == "-" => Self::Stdin,
            _ if Path::new(argument).is_dir() => Self::Dir(argument.into()),
            _ => Self::File(argument.into()),
        }
    }

    /// The address as people write it.
    #[must_use]
    pub fn address(&self) -> String {
        match self {
            Self::File(path) | Self::Dir(path) => path.display().to_string(),
            Self::Stdin => "-".to_owned(),
            Self::Url(url) => url.clone(),
        }
    }

    /// The source that captures from here belong to: the file or directory, or the site that a page is on. Nobody has judged
    /// it yet, so its reliability is `F`.
    #[must_use]
    pub fn source(&self) -> Source {
        let (kind, url) = match self {
            Self::Url(url) => (SourceKind::Page, site(url)),
            _ => (SourceKind::File, self.address()),
        };
        Source::new(kind, &url)
    }
}

/// Scheme, host and port of an address.
fn site(url: &str) -> String {
    match url::Url::parse(url).map(|url| url.origin()) {
        Ok(origin) if origin.is_tuple() => origin.ascii_serialization(),
        _ => url.to_owned(),
    }
}

/// What the bytes are taken for. Archives are recognised and opened in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum InputFormat {
    /// By content, then by the file's name.
    #[default]
    Auto,
    /// Plain text, one report a file.
    Text,
    /// A page, one report a file.
    Html,
    /// One report a line: `{"id","text" or "path","title"?,"outlet"?,"url"?,"published"?}`.
    Jsonl,
}

/// What is taken for a report that does not say so itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    /// Publisher.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
}

/// One thing that came out of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A report, with the bytes it came from.
    Report(Box<(Capture, RawReport)>),
    /// Something that was wrong; the rest goes on.
    Fault(Fault),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_say_what_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().display().to_string();
        let table = [
            ("-", Input::Stdin),
            ("https://a.example/b", Input::Url("https://a.example/b".to_owned())),
            ("HTTP://a.example", Input::Url("HTTP://a.example".to_owned())),
            ("ftp://a.example", Input::File("ftp://a.example".into())),
            (at.as_str(), Input::Dir(dir.path().into())),
            ("a.txt", Input::File("a.txt".into())),
        ];
        for (argument, expected) in table {
            assert_eq!(Input::of(argument), expected, "{argument}");
        }
    }

    #[test]
    fn pages_of_one_site_have_one_source() {
        let source = |url: &str| Input::Url(url.to_owned()).source();
        assert_eq!(source("https://a.example/1").id, source("https://a.example/2?x").id);
        assert_ne!(source("https://a.example/1").id, source("https://b.example/1").id);
        assert_eq!(source("https://a.example/1").url, "https://a.example");
    }
}
