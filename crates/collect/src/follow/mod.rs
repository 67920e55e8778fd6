//! Following sources: what is asked when, and what becomes of what comes. Pure: time, answers and what is known come in.

mod folder;
mod habit;
mod intake;
mod key;
mod opml;
mod pattern;
mod plan;
mod robots;

pub use folder::{file_gone, file_key, path_key, take_file};
pub use habit::{Look, after, catch_up};
pub use intake::{Intake, Known, Unfetched, entries_of_page, take_list, take_page, unfetched};
pub(crate) use intake::{add_version, gone, words_hash};
pub use key::article_key;
pub use opml::{Outline, read_opml, write_opml};
pub use plan::{Job, Plan, PlanLimits};
pub use robots::Robots;
