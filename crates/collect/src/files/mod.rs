//! Files, directories, archives and standard input.

mod archive;
mod decode;
mod document;
mod jsonl;
mod lines;
mod run;
mod sniff;
mod stream;
mod unpack;
mod walk;

pub(crate) use run::{Flow, Given, Run};
pub(crate) use stream::At;
pub(crate) use walk::measure;
