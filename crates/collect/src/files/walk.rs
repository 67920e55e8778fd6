//! Files and directories.

use super::run::{Flow, Given, Run};
use super::stream::At;
use crate::Limits;
use record::FaultKind;
use std::ffi::OsString;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

impl Run<'_> {
    /// Reads one file.
    pub(crate) fn file(&mut self, path: &Path) -> Flow {
        let name = path.display().to_string();
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) => return self.fault(FaultKind::Unreachable, &name, format!("{error}; skipped")),
        };
        let length = file.metadata().map_or(0, |meta| meta.len());
        let at = At { name: &name, base: path.parent(), level: 0 };
        let mut magic = [0; 4];
        // A zip that is a file need not be held: its members are found by seeking. Pipes cannot seek.
        let is_zip = length > 0 && matches!(file.read_exact(&mut magic), Ok(()) if magic.starts_with(b"PK"));
        if length > 0 && file.seek(SeekFrom::Start(0)).is_err() {
            return self.fault(FaultKind::Unreachable, &name, "it could not be read; skipped");
        }
        if is_zip && matches!(magic[2..], [3, 4] | [5, 6] | [7, 8]) {
            self.zip(file, at, &Given::default())?;
            self.advance(length);
            return ControlFlow::Continue(());
        }
        let reader = Progressing::new(file, self);
        self.stream(Box::new(reader), at, &Given::default())
    }

    /// Reads standard input.
    pub(crate) fn stdin(&mut self) -> Flow {
        let reader = Progressing::new(std::io::stdin(), self);
        self.stream(Box::new(reader), At { name: "-", base: Some(Path::new(".")), level: 0 }, &Given::default())
    }

    /// Reads all files of a directory and below, in the order of their names, JSON lines first: a file that they name is
    /// theirs, and is not read once more by itself. Hidden files are left out; links to directories are not followed, so that
    /// no walk goes round in circles.
    pub(crate) fn directory(&mut self, dir: &Path, depth: usize) -> Flow {
        let at = dir.display().to_string();
        if depth > self.limits.directory_depth {
            let max = self.limits.directory_depth;
            return self.fault(FaultKind::TooDeep, &at, format!("directories more than {max} deep; skipped"));
        }
        let names = match names(dir, &self.limits) {
            Ok((names, left_out)) => {
                if left_out > 0 {
                    let detail = format!("{left_out} entries beyond the first {} were left out", names.len());
                    self.fault(FaultKind::TooLarge, &at, detail)?;
                }
                names
            }
            Err(error) => return self.fault(FaultKind::Unreachable, &at, format!("{error}; skipped")),
        };
        let (first, rest): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| names_json_lines(name));
        for name in first.into_iter().chain(rest) {
            let path = dir.join(name);
            match path.symlink_metadata() {
                Ok(meta) if meta.is_dir() => self.directory(&path, depth + 1)?,
                Ok(_) if self.named.contains(&path_key(&path)) => {}
                // Through links: to a file it is a file; to a directory, a device or nothing it is left out.
                Ok(_) if path.is_file() => self.file(&path)?,
                _ => {}
            }
        }
        ControlFlow::Continue(())
    }
}

/// Whether a file is JSON lines by its name.
fn names_json_lines(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    [".jsonl", ".ndjson", ".jl"].iter().any(|ending| name.trim_end_matches(".gz").ends_with(ending))
}

/// Stands for a file, however its path is written.
pub(super) fn path_key(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.canonicalize().unwrap_or_else(|_| path.to_owned()).hash(&mut hasher);
    hasher.finish()
}

/// Names in a directory, sorted, without hidden ones; and how many were left out beyond the limit.
pub(super) fn names(dir: &Path, limits: &Limits) -> std::io::Result<(Vec<OsString>, u64)> {
    let (mut names, mut left_out) = (Vec::new(), 0);
    for entry in std::fs::read_dir(dir)? {
        let name = entry?.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if names.len() < limits.directory_entries {
            names.push(name);
        } else {
            left_out += 1;
        }
    }
    names.sort();
    Ok((names, left_out))
}

/// Counts files and bytes below a directory, as [`Run::directory`] would read them.
pub(crate) fn measure(dir: &Path, limits: &Limits, depth: usize) -> (u64, u64) {
    let Ok((names, _)) = names(dir, limits) else { return (0, 0) };
    let (mut files, mut bytes) = (0, 0);
    for name in names {
        let path = dir.join(name);
        match path.symlink_metadata() {
            Ok(meta) if meta.is_dir() && depth < limits.directory_depth => {
                let below = measure(&path, limits, depth + 1);
                (files, bytes) = (files + below.0, bytes + below.1);
            }
            Ok(_) => {
                if let Some(meta) = path.metadata().ok().filter(std::fs::Metadata::is_file) {
                    (files, bytes) = (files + 1, bytes + meta.len());
                }
            }
            Err(_) => {}
        }
    }
    (files, bytes)
}

/// Adds what passes to the run's progress.
pub(super) struct Progressing<R> {
    inner: R,
    progress: Arc<AtomicU64>,
}

impl<R> Progressing<R> {
    pub(super) fn new(inner: R, run: &Run<'_>) -> Self {
        Self { inner, progress: Arc::clone(&run.progress) }
    }
}

impl<R: Read> Read for Progressing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.progress.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
