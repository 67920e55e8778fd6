//! House rules that a program can check; CONTRIBUTING.md gives the reasons.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Lines of a source file: what fits in the head. The aim is 400.
const FILE_LINES_MAX: usize = 500;
/// Bytes of any committed file: history keeps every version.
const FILE_BYTES_MAX: u64 = 9 << 20;
/// The one larger file, and what it may weigh: the weights of the deep model, committed only when they are final.
const WEIGHTS: (&str, u64) = ("crates/read/data/deep.data", 25_000_000);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The committed files; none where this is not a checkout (a source archive), which is then said.
fn committed() -> Vec<PathBuf> {
    let output = Command::new("git").arg("-C").arg(root()).args(["ls-files", "-z"]).output();
    match output {
        Ok(output) if output.status.success() => String::from_utf8(output.stdout)
            .unwrap()
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(|name| root().join(name))
            .filter(|path| path.exists())
            .collect(),
        _ => {
            eprintln!("NOT CHECKED: this is not a git checkout");
            Vec::new()
        }
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let rust = |path: &PathBuf| path.extension().is_some_and(|e| e == "rs");
    committed()
        .into_iter()
        .filter(rust)
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

/// Test code may read its own files and needs no introduction: the module that it belongs to has one.
fn is_test(path: &Path) -> bool {
    path.iter().any(|part| part == "tests")
        || path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests"))
}

#[track_caller]
fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn files_fit_in_the_head() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| text.lines().count() > FILE_LINES_MAX)
        .map(|(path, text)| format!("{} has {} lines", path.display(), text.lines().count()))
        .collect();
    none("split these by purpose", &long);
}

#[test]
fn every_file_says_what_it_is_for() {
    let mute: Vec<String> = sources()
        .iter()
        .filter(|(path, text)| !is_test(path) && !text.starts_with("//!"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    none("begin these with a `//!` line", &mute);
}

#[test]
fn nothing_is_left_to_do_in_the_code() {
    // Put together here, so that this file does not find itself.
    let marks = [
        ["to", "do!("].concat(),
        ["unimple", "mented!("].concat(),
        ["FIX", "ME"].concat(),
        ["thread::", "sleep"].concat(),
    ];
    let found: Vec<String> = sources()
        .iter()
        .flat_map(|(path, text)| {
            let marks = marks.iter().filter(|mark| text.contains(mark.as_str()));
            marks.map(|mark| format!("{}: {mark}", path.display())).collect::<Vec<_>>()
        })
        .collect();
    none("finish these, or say it in an issue", &found);
}

#[test]
fn the_pure_rooms_touch_no_clock_socket_or_file() {
    let pure =
        ["crates/record/src", "crates/read/src", "crates/link/src", "crates/warn/src", "crates/share/src/formats"];
    let impure =
        ["std::fs", "std::net", "std::env::", "Timestamp::now", "SystemTime", "Instant::now", "Zoned::now", "tokio::"];
    let found: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| !is_test(path) && pure.iter().any(|room| path.starts_with(root().join(room))))
        .flat_map(|(path, text)| {
            let words = impure.iter().filter(|word| text.contains(*word));
            words.map(|word| format!("{}: {word}", path.display())).collect::<Vec<_>>()
        })
        .collect();
    none("time and bytes come in as arguments", &found);
}

#[test]
fn rooms_depend_one_way() {
    let allowed: &[(&str, &[&str])] = &[
        ("record", &[]),
        ("collect", &["record"]),
        ("read", &["record"]),
        ("link", &["record"]),
        ("warn", &["record"]),
        ("share", &["record"]),
        ("store", &["record"]),
        ("desk", &["record", "link", "store", "warn", "share"]),
    ];
    let rooms = ["record", "collect", "read", "link", "warn", "share", "store", "desk", "forewarn", "lab", "browser"];
    for (room, may) in allowed {
        let manifest = std::fs::read_to_string(root().join("crates").join(room).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dev-dependencies]").next().unwrap();
        for other in rooms {
            let named = dependencies.lines().any(|line| line.starts_with(&format!("{other} = ")));
            assert!(!named || may.contains(&other), "{room} must not depend on {other}");
        }
    }
}

#[test]
fn no_huge_files_and_no_paths_of_one_machine() {
    let mut found = Vec::new();
    let home = [["/ro", "ot/"].concat(), ["/ho", "me/"].concat(), ["/wo", "rk/"].concat()];
    for path in committed() {
        let bytes = std::fs::read(&path).unwrap();
        let most = if path == root().join(WEIGHTS.0) { WEIGHTS.1 } else { FILE_BYTES_MAX };
        if bytes.len() as u64 > most {
            found.push(format!("{} has {} bytes", path.display(), bytes.len()));
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        found.extend(
            home.iter().filter(|mark| text.contains(mark.as_str())).map(|mark| format!("{}: {mark}", path.display())),
        );
    }
    none("too large, or knows one machine", &found);
}
