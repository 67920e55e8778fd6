//! The deep model in the program against what Python said of the same inputs.

use super::windows::{PIECES_MAX, Pieces, WINDOW_PIECES, select, windows};
use super::*;
use crate::doc::Doc;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Parity {
    version: String,
    words: Vec<(String, Vec<i32>)>,
    windows: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    ids: Vec<i32>,
    step: usize,
    exact: Said,
    file: Said,
}

#[derive(Deserialize)]
struct Said {
    /// Of every `step`th piece.
    labels: Vec<Vec<f32>>,
    /// Of the window as one sentence.
    sentence: Vec<f32>,
}

#[derive(Deserialize)]
struct Sidecar {
    version: String,
    files: BTreeMap<String, String>,
}

fn parity() -> Parity {
    serde_json::from_str(include_str!("../../../testdata/deep/parity.json")).unwrap()
}

fn deep() -> Arc<Deep> {
    Deep::embedded().unwrap()
}

/// Mean and greatest difference of a probability, over the rows: of each row its greatest.
fn difference(pick: impl Fn(&Case) -> &Said) -> (f32, f32) {
    let mut rows: Vec<f32> = Vec::new();
    let row = |found: &[f32], expected: &[f32]| {
        assert_eq!(found.len(), expected.len());
        found.iter().zip(expected).map(|(f, e)| (f - e).abs()).fold(0.0, f32::max)
    };
    for case in &parity().windows {
        let said = pick(case);
        let (found, _) = deep().network.run(&case.ids).unwrap();
        assert_eq!(found.len(), case.ids.len());
        let labels = found.iter().step_by(case.step).zip(&said.labels);
        rows.extend(labels.map(|(f, e)| row(&softmax(f.labels), e)));
        rows.push(row(&pooled(&found[1..found.len() - 1]), &said.sentence));
    }
    let (sum, most) = (rows.iter().sum::<f32>(), rows.iter().copied().fold(0.0, f32::max));
    println!("mean {:.5}, most {most:.5} of {} rows", sum / rows.len() as f32, rows.len());
    (sum / rows.len() as f32, most)
}

#[test]
fn the_program_says_what_the_checkpoint_says_but_for_int8() {
    let (mean, most) = difference(|case| &case.exact);
    assert!(mean < 0.02 && most < 0.3, "mean {mean}, most {most}");
}

#[test]
fn the_program_runs_the_file_as_python_does() {
    // Values on the border of two int8 steps may fall on either side: that is all that differs.
    let (mean, most) = difference(|case| &case.file);
    assert!(mean < 0.002 && most < 0.05, "mean {mean}, most {most}");
}

#[derive(Deserialize)]
struct Heard {
    version: String,
    windows: Vec<Columns>,
}

#[derive(Deserialize)]
struct Columns {
    ids: Vec<i32>,
    step: usize,
    /// Of every `step`th piece, by the checkpoint in float.
    exact: Vec<Vec<f32>>,
}

fn heard() -> Heard {
    serde_json::from_str(include_str!("../../../testdata/deep/hearsay.json")).unwrap()
}

#[test]
fn hearsay_is_what_the_checkpoint_says_but_for_int8() {
    let (mut sum, mut size, mut count) = (0.0_f32, 0.0_f32, 0.0_f32);
    for case in heard().windows {
        let (_, shared) = deep().network.run(&case.ids).unwrap();
        let found = deep().hearsay.run(shared, case.ids.len()).unwrap();
        assert_eq!(found.len(), case.ids.len());
        for (row, expected) in found.iter().step_by(case.step).zip(&case.exact) {
            assert_eq!(row.len(), expected.len());
            for (f, e) in row.iter().zip(expected) {
                (sum, size, count) = (sum + (f - e).abs(), size + e.abs(), count + 1.0);
            }
        }
    }
    println!("columns differ by {:.4} on average, their size is {:.4}", sum / count, size / count);
    assert!(count > 1_000.0 && sum < 0.15 * size, "they differ by {} of their size", sum / size);
}

#[test]
fn short_reports_alone_are_asked_who_has_it_from_whom() {
    let rows = |text: &str| {
        let doc = Doc::new(text, false);
        (deep().score(Input { doc: &doc, names: &[] }).hearsay, doc.tokens.len())
    };
    let (short, tokens) = rows(&[LOUD, QUIET].join(" "));
    assert!(short.len() == tokens && short.iter().flatten().all(|value| value.is_finite()));
    assert!(rows(&[LOUD; 30].join(" ")).0.is_empty());
}

#[test]
fn words_are_cut_as_in_training() {
    for (word, expected) in parity().words {
        let mut ids = Vec::new();
        deep().vocabulary().word(&word, &mut ids);
        assert_eq!(ids, expected, "{word:?}");
    }
}

#[test]
fn the_files_belong_together() {
    let [sidecar, hearsay]: [Sidecar; 2] =
        [include_str!("../../../data/deep.toml"), include_str!("../../../data/hearsay.toml")]
            .map(|text| toml::from_str(text).unwrap());
    assert_eq!(deep().id(), format!("deep-{}+hearsay-{}", sidecar.version, hearsay.version));
    assert_eq!(parity().version, sidecar.version, "write parity.json again: training/export.py --parity");
    assert_eq!(heard().version, hearsay.version, "write hearsay.json again: training/export_hearsay.py --parity");
    for (name, expected) in sidecar.files.into_iter().chain(hearsay.files) {
        let bytes = std::fs::read(format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert_eq!(data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)), expected, "{name}");
    }
}

#[test]
fn the_same_window_gives_the_same_on_any_thread() {
    let case = parity().windows.pop().unwrap();
    let first = deep().network.run(&case.ids).unwrap();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| deep().network.run(&case.ids).unwrap())).collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), first);
        }
    });
}

#[test]
fn an_unknown_id_is_no_panic() {
    assert_eq!(deep().network.run(&[101, 40_000, 102]), None);
    assert_eq!(deep().network.run(&vec![101; WINDOW_PIECES + 1]), None);
}

const QUIET: &str = "The council met on the new road and the market will open in spring.";
const LOUD: &str = "Gunmen attacked the depot and killed three guards.";

fn chosen(text: &str) -> Vec<usize> {
    select(&Doc::new(text, false), deep().vocabulary()).iter().map(|pieces| pieces.sentence).collect()
}

#[test]
fn a_short_report_is_read_whole() {
    assert_eq!(chosen(&[QUIET, QUIET, LOUD, QUIET].join(" ")), [0, 1, 2, 3]);
    assert_eq!(chosen(QUIET), [0]);
    assert_eq!(chosen(""), [0; 0]);
}

#[test]
fn of_a_long_report_the_lead_and_what_stands_near_a_trigger_is_read() {
    let text = format!("{} {LOUD} {}", [QUIET; 100].join(" "), [QUIET; 100].join(" "));
    let chosen = chosen(&text);
    assert_eq!(chosen[..3], [0, 1, 2]);
    assert!(chosen[3..].contains(&100) && chosen[3..].windows(2).all(|pair| pair[1] == pair[0] + 1), "{chosen:?}");
    assert!(chosen.len() > 20 && chosen.len() < 100, "{chosen:?}");
}

#[test]
fn of_a_long_report_triggers_come_before_what_stands_beside_them() {
    let text = format!("{QUIET} {LOUD} {QUIET} ").repeat(120);
    let doc = Doc::new(&text, false);
    let chosen = select(&doc, deep().vocabulary());
    assert!(chosen.iter().all(|p| p.sentence < 3 || p.sentence % 3 == 1), "{chosen:?}");
    let sum: usize = chosen.iter().map(|p| p.ids.len()).sum();
    assert!(sum <= PIECES_MAX && sum > PIECES_MAX - 20, "{sum}");
    let windows = windows(&doc, &chosen, deep().vocabulary());
    assert_eq!(windows.len(), 2);
    assert!(windows.iter().all(|w| w.ids.len() <= WINDOW_PIECES));
}

#[test]
fn a_sentence_longer_than_a_window_is_cut() {
    let text = format!("Gunmen attacked {} yesterday.", "the depot and ".repeat(400));
    let doc = Doc::new(&text, false);
    let pieces = Pieces::of(&doc, 0, deep().vocabulary());
    let windows = windows(&doc, std::slice::from_ref(&pieces), deep().vocabulary());
    assert_eq!(windows.iter().map(|w| w.ids.len()).collect::<Vec<_>>(), [WINDOW_PIECES]);
    let scores = deep().score_pieces(&doc, &[pieces]);
    assert_eq!(scores.labels.len(), doc.tokens.len());
    assert!(scores.labels.last().is_some_and(|row| row[0].is_nan()), "what was cut off is unknown");
}

#[test]
fn every_row_is_a_probability() {
    let text = format!("{LOUD} {QUIET}\n\n{LOUD}\n\u{301}\u{1f600} {}", "x".repeat(5_000));
    let doc = Doc::new(&text, false);
    let scores = deep().score(Input { doc: &doc, names: &[] });
    assert_eq!((scores.labels.len(), scores.sentences.len()), (doc.tokens.len(), doc.sentences.len()));
    for row in &scores.labels {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-4 && row.iter().all(|p| (0.0..=1.0).contains(p)));
    }
    assert!(scores.sentences.iter().flatten().all(|p| (0.0..=1.0).contains(p)));
}
