//! Files, directories, archives and standard input.

mod archive;
mod decode;
mod document;
mod jsonl;
mod lines;
mod mail;
mod run;
mod sniff;
mod stream;
mod unpack;
mod walk;
mod warc;
mod watched;

pub(crate) use decode::{declared_in_page, decode};
pub(crate) use run::{Flow, Given, Run};
pub(crate) use stream::At;
pub(crate) use unpack::{Budget, Counted, Unpacked, is_bomb};
pub(crate) use walk::measure;
pub use watched::{Seen, watched_files};

/// A page's bytes as text: in the encoding that the server named, or the page, or UTF-8.
#[must_use]
pub fn page_text(bytes: &[u8], charset: Option<&str>) -> String {
    let declared = charset.map(str::to_owned).or_else(|| declared_in_page(bytes));
    decode(bytes, declared.as_deref()).text
}
