//! Sources to captures to raw reports: files, folders, archives, standard input, pages.
//!
//! [`open`] reads any input as a stream of [`Item`]s: reports, and faults for whatever was wrong. Memory stays bounded
//! whatever comes in ([`Limits`]); bad input never ends a run.

mod days;
mod fetch;
mod files;
mod html;
mod input;
mod limits;
mod open;

pub use html::{Page, read as read_page};
pub use input::{Defaults, Input, InputFormat, Item};
pub use limits::Limits;
pub use open::{Hint, Items, count_hint, open};
