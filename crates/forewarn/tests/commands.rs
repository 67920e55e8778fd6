//! The commands through the binary, as a newcomer would type them.

mod common;

use common::{forewarn, lines};
use std::process::{Output, Stdio};
use tempfile::TempDir;

const PLOT: &str = "Police foil plot to bomb market in Nairobi\n\
    \n\
    NAIROBI, 18 November 2026 - Police in Kenya said on Wednesday that they had foiled a plot by al-Shabaab to bomb a crowded \
    market in Nairobi.\n";

fn text(output: &Output) -> String {
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn plot_file(dir: &TempDir) -> std::path::PathBuf {
    let path = dir.path().join("plot.txt");
    std::fs::write(&path, PLOT).unwrap();
    path
}

#[test]
fn a_report_is_read_in_words() {
    let dir = TempDir::new().unwrap();
    let args = ["read", "--outlet", "Lakeside Courier", "--published", "2026-11-18"];
    let output = forewarn().args(args).arg(plot_file(&dir)).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(text(&output));
}

#[test]
fn a_report_is_explained_on_its_words() {
    let dir = TempDir::new().unwrap();
    let args = ["read", "--explain", "--reader", "fast", "--outlet", "Lakeside Courier", "--published", "2026-11-18"];
    let output = forewarn().args(args).arg(plot_file(&dir)).output().unwrap();
    // Scores change with each model; the words around them do not.
    insta::with_settings!({filters => vec![(r"model [.0-9]+", "model .NN")]}, {
        insta::assert_snapshot!(text(&output));
    });
}

#[test]
fn the_reader_is_chosen_by_option_environment_or_configuration() {
    let dir = TempDir::new().unwrap();
    let config = dir.path().join("forewarn.toml");
    std::fs::write(&config, "reader = \"fast\"\n").unwrap();
    let version = |command: &mut std::process::Command| {
        let output = command.args(["doctor", "--store"]).arg(dir.path().join("store")).output().unwrap();
        let words = text(&output);
        words.lines().find(|line| line.contains("reader  ")).unwrap().to_owned()
    };
    assert!(!version(forewarn().args(["--reader", "fast"])).contains("deep"));
    assert!(!version(forewarn().env("FOREWARN_READER", "fast")).contains("deep"));
    assert!(!version(forewarn().arg("--config").arg(&config)).contains("deep"));
    assert_eq!(version(&mut forewarn()).contains("+deep-"), cfg!(feature = "deep"));
    let wrong = forewarn().args(["doctor", "--reader", "deeper"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn the_bench_has_a_column_for_each_reader() {
    let output = forewarn().args(["bench", "read", "--reports", "3", "--json"]).output().unwrap();
    let figures = &lines(text(&output).as_bytes())[0];
    let readers = figures["readers"].as_array().unwrap();
    let names: Vec<_> = readers.iter().map(|reader| reader["reader"].as_str().unwrap()).collect();
    assert_eq!(names, if cfg!(feature = "deep") { vec!["fast", "deep"] } else { vec!["fast"] });
    for key in ["cores", "reports", "read_reports_per_second", "read_relevant_reports_per_second", "model_bytes"] {
        assert!(figures[key].as_f64().unwrap() > 0.0, "{key}: {figures}");
    }
    for key in ["reports_per_second", "passed_share", "passed_reports_per_second", "milliseconds_p95"] {
        assert!(readers[0][key].as_f64().unwrap() > 0.0, "{key}: {figures}");
    }
}

#[test]
fn the_json_has_the_keys_of_the_contract_in_their_order() {
    let dir = TempDir::new().unwrap();
    let args = ["read", "--format", "jsonl", "--outlet", "Lakeside Courier", "--published", "2026-11-18"];
    let output = forewarn().args(args).arg(plot_file(&dir)).output().unwrap();
    let line = text(&output);
    let keys = [
        "id",
        "outlet",
        "title",
        "published",
        "language",
        "relevant",
        "text",
        "leads",
        "attribution",
        "independent_origin",
        "incidents",
        "faults",
    ];
    let positions: Vec<usize> = keys.iter().map(|key| line.find(&format!("\"{key}\":")).expect(key)).collect();
    assert!(positions.is_sorted(), "{positions:?}");
    let value = &lines(line.as_bytes())[0];
    let incident = &value["incidents"][0];
    assert_eq!((incident["stage"].as_str(), incident["place"]["country_iso2"].as_str()), (Some("foiled"), Some("KE")));
    let (start, end) =
        (incident["evidence"][0]["start"].as_u64().unwrap(), incident["evidence"][0]["end"].as_u64().unwrap());
    let words = &value["text"].as_str().unwrap()[start as usize..end as usize];
    assert_eq!(incident["evidence"][0]["text"].as_str(), Some(words));
    let why = incident["why"].as_array().unwrap();
    let target = why.iter().find(|reason| reason["slot"] == "target").unwrap();
    let (start, end) = (target["start"].as_u64().unwrap(), target["end"].as_u64().unwrap());
    assert_eq!(target["text"].as_str(), value["text"].as_str().unwrap().get(start as usize..end as usize));
    assert!(target["rule"].is_string() || target["score"].is_f64(), "{target}");
}

#[test]
fn readings_link_into_incidents() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("reports.jsonl");
    let line = |id: &str, outlet: &str| {
        serde_json::json!({"id": id, "outlet": outlet, "published": "2026-11-18", "text": PLOT}).to_string()
    };
    std::fs::write(&path, [line("a", "Lakeside Courier"), line("b", "Harbour Post")].join("\n")).unwrap();
    let read = forewarn().args(["read", "--format", "jsonl"]).arg(&path).output().unwrap();
    let readings = dir.path().join("readings.jsonl");
    std::fs::write(&readings, &read.stdout).unwrap();
    let linked = forewarn().args(["link", "--format", "jsonl"]).arg(&readings).output().unwrap();
    let incidents = lines(&linked.stdout);
    assert_eq!(incidents.len(), 1, "{incidents:?}");
    assert_eq!(incidents[0]["reports"], serde_json::json!(["a", "b"]));
    // The second text is a copy of the first: two outlets, one origin.
    assert_eq!(incidents[0]["independent_origins"], 1);
}

#[test]
fn an_import_repeated_stores_nothing_twice() {
    let dir = TempDir::new().unwrap();
    let store = dir.path().join("store");
    let import = || forewarn().arg("--store").arg(&store).arg("import").arg(plot_file(&dir)).output().unwrap();
    assert!(text(&import()).starts_with("1 report stored, 0 known already"));
    assert!(text(&import()).starts_with("0 reports stored, 1 known already"));
    let ledger = forewarn().arg("--store").arg(&store).args(["ledger", "verify"]).output().unwrap();
    assert!(text(&ledger).starts_with("the ledger holds: "));
    let found = forewarn().arg("--store").arg(&store).args(["search", "crowded", "market"]).output().unwrap();
    assert!(text(&found).contains("Police foil plot"));
}

#[test]
fn exit_codes_tell_usage_from_store() {
    let dir = TempDir::new().unwrap();
    let code = |args: &[&str]| {
        let output = forewarn().arg("--store").arg(dir.path().join("store")).args(args).output().unwrap();
        assert!(!output.stderr.is_empty(), "{args:?} must say what is wrong");
        output.status.code()
    };
    assert_eq!(code(&["no-such-command"]), Some(2));
    assert_eq!(code(&["incident", "list"]), Some(2), "no store yet");
    assert_eq!(code(&["partner", "add", "Desk of Nairobi", "--area", "KE"]), Some(2), "a person's act without a name");
    std::fs::create_dir(dir.path().join("store")).unwrap();
    std::fs::write(dir.path().join("store/forewarn.db"), "this is not a database, but it is long enough to look")
        .unwrap();
    assert_eq!(code(&["incident", "list"]), Some(3));
}

#[test]
fn a_warning_goes_from_the_watch_to_its_outcome() {
    let dir = TempDir::new().unwrap();
    let run = |args: &[&str]| {
        let output = forewarn()
            .arg("--store")
            .arg(dir.path().join("store"))
            .args(["--by", "Ana Lind"])
            .args(args)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let id = |text: &str, prefix: &str| {
        let start = text.find(prefix).unwrap_or_else(|| panic!("no {prefix} in {text}"));
        text[start..].chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect::<String>()
    };
    let partner = id(&run(&["partner", "add", "Desk of Nairobi", "--area", "KE:Nairobi"]), "prt-");
    run(&["watch", "add", "Markets", "--area", "KE", "--target", "market"]);
    run(&["import", plot_file(&dir).to_str().unwrap()]);
    let warning = id(&run(&["warning", "list"]), "wrn-");
    let shown = run(&["warning", "show", &warning]);
    assert!(shown.contains("responsible") && shown.contains("Desk of Nairobi"), "{shown}");
    let released = run(&["warning", "release", &warning, "--to", &partner]);
    assert!(released.contains("/w/"), "{released}");
    let refused = forewarn()
        .arg("--store")
        .arg(dir.path().join("store"))
        .args(["--by", "Ana Lind", "warning", "release", &warning, "--to", &partner, "--marking", "clear"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2), "a marking only tightens");
    let closed = run(&["warning", "close", &warning, "--outcome", "prevented", "--event-at", "2099-01-01T00:00Z"]);
    assert!(closed.contains("lead time: "), "{closed}");
    let ledger = run(&["ledger", "show"]);
    for step in ["watch.set", "partner.set", "report.read", "warning.drafted", "warning.released", "warning.closed"] {
        assert!(ledger.contains(step), "{step} is missing from\n{ledger}");
    }
    let replay = run(&["watch", "test", "Markets"]);
    assert!(replay.contains("It would have raised 1 warning over 1 report with claims."), "{replay}");
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let mut child = forewarn().arg("groups").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}
