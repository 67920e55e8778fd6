//! Reads a report into claims: who did what to whom, where and when, how far it got, and who really says so.
//!
//! Pure: no clock, no network, no store. The same report and [`VERSION`] give the same reading. Every step may be used by
//! itself; [`Reader`] runs them in order: gate, segment, names, tag, events, details, attribution.

pub mod attribution;
pub mod chain;
pub mod counts;
pub mod dates;
pub mod doc;
pub mod events;
pub mod gate;
pub mod inside;
pub mod matter;
pub mod names;
mod paragraphs;
mod reader;
pub mod segment;
mod sentences;
pub mod tag;
mod tokens;

pub use reader::{Depth, Reader, Trace, VERSION, tokens_of};
pub use tokens::fold;
