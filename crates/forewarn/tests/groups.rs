//! `forewarn groups`, as people and programs see it.

mod common;

use common::forewarn;

fn groups(args: &[&str]) -> String {
    let output = forewarn().arg("groups").args(args).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn groups_are_shown_with_their_years_and_who_lists_them() {
    // Accents and capitals of the list do not matter.
    insta::assert_snapshot!(groups(&["tupac", "AMARU"]));
}

#[test]
fn the_json_of_a_group_has_every_field() {
    insta::assert_snapshot!(groups(&["--format", "json", "extraditables"]));
}

#[test]
fn no_group_is_an_empty_array() {
    assert_eq!(groups(&["--format", "json", "no such group anywhere"]), "[]\n");
}
