//! What the fuzz targets and the tests that replay their corpus share. The tests include these files by path, so that they
//! need nothing of this crate's dependencies.

#[path = "input.rs"]
pub mod input;
#[path = "invariants.rs"]
pub mod invariants;
#[path = "structured.rs"]
pub mod structured;
