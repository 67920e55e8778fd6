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

pub(crate) use run::{Flow, Run};
pub(crate) use walk::measure;
