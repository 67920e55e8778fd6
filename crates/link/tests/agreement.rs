//! How well linking agrees with all cases of which claims are one event: pairwise and B-cubed F.

mod common;

use common::cases::Agreement;

/// What is asked of F over pairs.
const PAIRWISE_F: f64 = 0.90;
/// Cases that there must be, at least.
const CASES: u32 = 80;

#[test]
fn linking_agrees_with_the_cases() {
    let mut all = Agreement::default();
    for (name, text) in [
        ("small cases", include_str!("../testdata/cases.toml")),
        ("hard cases, one", include_str!("../testdata/incidents/one.toml")),
        ("hard cases, two", include_str!("../testdata/incidents/two.toml")),
        ("hard cases, three", include_str!("../testdata/incidents/three.toml")),
    ] {
        let mut one = Agreement::default();
        let wrong = one.add(text).unwrap();
        all.add(text).unwrap();
        println!(
            "{name}: {} of {} cases right, pairwise F {:.3}, B-cubed F {:.3}",
            one.right,
            one.cases,
            one.pairwise_f(),
            one.b_cubed_f()
        );
        wrong.iter().for_each(|case| println!("   {case}"));
    }
    let (precision, recall) = all.pairs();
    println!(
        "all: {} of {} cases right, pairwise F {:.3} (P {precision:.3}, R {recall:.3}), B-cubed F {:.3}",
        all.right,
        all.cases,
        all.pairwise_f(),
        all.b_cubed_f()
    );
    assert!(all.cases >= CASES, "only {} cases", all.cases);
    assert!(all.pairwise_f() >= PAIRWISE_F, "pairwise F {:.3}", all.pairwise_f());
}
