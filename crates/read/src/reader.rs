//! The reader.
/// Changes whenever the same report may be read differently.
pub const VERSION: &str = "rules-1";
/// Reads reports.
pub struct Reader;
