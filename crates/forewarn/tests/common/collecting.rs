//! What tests of following sources share: a folder with settings, its store, and the program run in it.

use super::forewarn;
use std::path::Path;
use store::sqlite::SqliteStore;

/// The program with the store and settings of a folder: its exit code and all that it said.
pub fn run(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let output = forewarn()
        .args(["--store", &dir.join("store").display().to_string(), "--by", "Ana Lind", "--reader", "fast"])
        .args(["--config", &dir.join("forewarn.toml").display().to_string()])
        .args(arguments)
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap_or(-1), said)
}

/// A folder with settings under which nobody waits between two requests.
pub fn place() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("forewarn.toml"), "[collect]\nhost_gap_ms_min = 0\n").unwrap();
    dir
}

/// The store of a folder.
pub fn store(dir: &Path) -> SqliteStore {
    SqliteStore::open_read_only(&dir.join("store")).unwrap()
}
