//! Plain tables that fit the terminal.

use comfy_table::{ContentArrangement, Table, presets};

/// A table with these headings, without lines, folded to the width of the terminal.
#[must_use]
pub fn table(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(headings);
    table
}
