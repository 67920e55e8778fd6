//! The ledger: whatever is changed, removed, reordered or cut off is found; a third party can check it with `sha256sum`.

mod common;

use common::forewarn;
use rusqlite::Connection;
use std::path::Path;
use std::process::Output;

fn run(store: &Path, args: &[&str]) -> Output {
    forewarn().arg("--store").arg(store).args(["--reader", "fast", "--by", "Ana Lind"]).args(args).output().unwrap()
}

/// A store with a warning that was released and delivered to nobody: a dozen entries.
fn filled(dir: &Path) -> std::path::PathBuf {
    let store = dir.join("store");
    let text = "Al-Shabaab plans attack on Nairobi market, police warn\nPolice in Kenya said on Wednesday that \
                al-Shabaab militants were planning to bomb a crowded market in Nairobi.\n";
    std::fs::write(dir.join("plan.txt"), text).unwrap();
    let file = dir.join("plan.txt");
    let done = |args: &[&str]| {
        let out = run(&store, args);
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    done(&["partner", "add", "Nairobi desk", "--area", "KE"]);
    done(&["watch", "add", "Plans", "--stage", "planned"]);
    done(&["import", file.to_str().unwrap()]);
    let id = |text: &str, prefix: &str| {
        let from = text.find(prefix).unwrap();
        text[from..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>()
    };
    let (warning, partner) = (id(&done(&["warning", "list"]), "wrn-"), id(&done(&["partner", "list"]), "prt-"));
    done(&["warning", "release", &warning, "--to", &partner]);
    done(&["warning", "update", &warning, "--note", "Mind the gates."]);
    done(&["warning", "cancel", &warning, "--reason", "It was a drill."]);
    store
}

/// Writes into the store past its triggers.
fn tamper(store: &Path, sql: &str) {
    let conn = Connection::open(store.join("forewarn.db")).unwrap();
    conn.execute_batch(
        "DROP TRIGGER ledger_keeps_its_entries; DROP TRIGGER ledger_loses_nothing; PRAGMA foreign_keys = OFF;",
    )
    .unwrap();
    conn.execute_batch(sql).unwrap();
}

#[test]
fn every_kind_of_tampering_is_found() {
    let last = "(SELECT max(seq) FROM ledger)";
    let kept = tempfile::tempdir().unwrap();
    let whole = filled(kept.path());
    let untouched = run(&whole, &["ledger", "verify"]);
    assert!(untouched.status.success(), "{}", String::from_utf8_lossy(&untouched.stderr));
    for (what, sql, found) in [
        ("who", "UPDATE ledger SET who = 'Eve' WHERE seq = 3".to_owned(), "entry 3 was changed"),
        ("time", "UPDATE ledger SET at = '2020-01-01T00:00:00Z' WHERE seq = 2".to_owned(), "entry 2 was changed"),
        ("detail", format!("UPDATE ledger SET detail = '{{}}' WHERE seq = {last}"), "was changed"),
        ("hash", format!("UPDATE ledger SET hash = '{}' WHERE seq = 4", "0".repeat(64)), "entry 4 was changed"),
        ("one removed", "DELETE FROM ledger WHERE seq = 3".to_owned(), "entry 3 is missing"),
        ("the first removed", "DELETE FROM ledger WHERE seq = 1".to_owned(), "entry 1 is missing"),
        (
            "one removed, the rest renumbered",
            "DELETE FROM ledger WHERE seq = 3; UPDATE ledger SET seq = seq - 1 WHERE seq > 3".to_owned(),
            "entry 3 does not follow",
        ),
        (
            "two exchanged",
            "UPDATE ledger SET seq = -3 WHERE seq = 3; UPDATE ledger SET seq = 3 WHERE seq = 4; \
             UPDATE ledger SET seq = 4 WHERE seq = -3"
                .to_owned(),
            "entry 3 does not follow",
        ),
        ("a release that nobody made", "UPDATE release SET id = 'rel-00', json = json_set(json, '$.id', 'rel-00')".to_owned(), "knows nothing of release"),
        ("the release cut off with all after it", "DELETE FROM ledger WHERE what = 'warning.released' OR seq > (SELECT seq FROM ledger WHERE what = 'warning.released')".to_owned(), "knows nothing of release"),
    ] {
        let work = tempfile::tempdir().unwrap();
        let store = work.path().to_owned();
        for file in std::fs::read_dir(&whole).unwrap().map(Result::unwrap) {
            std::fs::copy(file.path(), store.join(file.file_name())).unwrap();
        }
        tamper(&store, &sql);
        let out = run(&store, &["ledger", "verify"]);
        let words = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(1), "{what}: {words}");
        assert!(words.contains(found), "{what}: {words}");
    }
}

#[test]
fn a_ledger_that_was_cut_off_is_found_by_a_head_noted_before() {
    let work = tempfile::tempdir().unwrap();
    let store = filled(work.path());
    let said = String::from_utf8(run(&store, &["ledger", "verify"]).stdout).unwrap();
    let head = said.split("head ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    assert!(run(&store, &["ledger", "verify", "--head", &head]).status.success());
    tamper(&store, "DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)");
    let out = run(&store, &["ledger", "verify", "--head", &head]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("cut off"), "{}", String::from_utf8_lossy(&out.stderr));
}

/// Runs the very commands of the page. `None` where there is no `sha256sum`.
#[cfg(target_os = "linux")]
fn checked(dir: &Path) -> String {
    let page = std::fs::read_to_string(dir.join("README.txt")).unwrap();
    let script: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("    ")).skip(1).collect();
    assert!(script[0].starts_with("sha256sum"), "{script:?}");
    let script = script.join("\n").replace("/tmp/", "./");
    let out = std::process::Command::new("sh").current_dir(dir).args(["-c", &script]).output().unwrap();
    String::from_utf8(out.stdout).unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_third_party_checks_the_export_with_sha256sum() {
    let work = tempfile::tempdir().unwrap();
    let store = filled(work.path());
    let export = |name: &str| {
        let dir = work.path().join(name);
        let out = run(&store, &["ledger", "export", "-o", dir.to_str().unwrap()]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        dir
    };
    let (good, bad) = ("no entry was changed", "the chain holds");
    let said = checked(&export("whole"));
    assert!(said.contains(good) && said.contains(bad), "{said}");

    let dir = export("changed");
    let file = dir.join("entries/00000/00000003");
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert!(!checked(&dir).contains(good));

    let dir = export("removed");
    let sums = std::fs::read_to_string(dir.join("SHA256SUMS")).unwrap();
    let without: Vec<_> = sums.lines().enumerate().filter(|(n, _)| *n != 2).map(|(_, line)| line).collect();
    std::fs::write(dir.join("SHA256SUMS"), without.join("\n") + "\n").unwrap();
    assert!(!checked(&dir).contains(bad));

    let again = run(&store, &["ledger", "export", "-o", dir.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(2), "nothing is written over");
}
