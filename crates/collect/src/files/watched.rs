//! The files of a watched folder, as far as they can be told apart without being read.

use super::walk::names;
use crate::Limits;
use jiff::Timestamp;
use std::io::Result;
use std::path::{Path, PathBuf};

/// A file in a watched folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size and the instant of its last change: as long as these stay, it is the same.
    pub stamp: String,
    /// When it was changed last, if the system says.
    pub changed: Option<Timestamp>,
}

impl Seen {
    /// A line of a source's list: by it the file is known at the next look.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.stamp, self.path.display())
    }

    /// The path in such a line.
    #[must_use]
    pub fn path_of(line: &str) -> Option<&str> {
        line.split_once(' ').map(|(_, path)| path)
    }
}

/// The files of a folder and below, in the order of their names, hidden ones left out, links to folders not followed.
///
/// # Errors
/// The folder cannot be read.
pub fn watched_files(dir: &Path, limits: &Limits) -> Result<Vec<Seen>> {
    let mut found = Vec::new();
    below(dir, limits, 0, &mut found)?;
    Ok(found)
}

fn below(dir: &Path, limits: &Limits, depth: usize, found: &mut Vec<Seen>) -> Result<()> {
    for name in names(dir, limits)?.0 {
        let path = dir.join(name);
        let Ok(meta) = path.symlink_metadata() else { continue };
        if meta.is_dir() {
            // A folder within it that cannot be read does not hide the others.
            if depth < limits.directory_depth {
                let _ = below(&path, limits, depth + 1, found);
            }
        } else if let Some(meta) = path.metadata().ok().filter(std::fs::Metadata::is_file) {
            if found.len() >= limits.directory_entries {
                return Ok(());
            }
            let changed = meta.modified().ok().and_then(|at| Timestamp::try_from(at).ok());
            let stamp = format!("{}-{}", meta.len(), changed.map_or(0, Timestamp::as_nanosecond));
            found.push(Seen { path, stamp, changed });
        }
    }
    Ok(())
}
