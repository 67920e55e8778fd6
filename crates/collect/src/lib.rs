//! Sources to captures to raw reports: files, folders, archives, standard input, pages.
//!
//! [`open`] reads any input as a stream of [`Item`]s: reports, and faults for whatever was wrong. Memory stays bounded
//! whatever comes in ([`Limits`]); bad input never ends a run.

mod days;
mod discover;
mod feed;
mod fetch;
mod files;
mod follow;
mod html;
mod input;
mod limits;
mod moment;
mod open;

pub use discover::{Discovered, LIST_TYPES, discover, page_list};
pub use feed::{Entry, Feed, FeedKind, is_feed, read_feed};
pub use fetch::{
    Answer, Asker, Body, Found, Lookup, Post, Posted, Refused, Request, SystemLookup, USER_AGENT, follow, wait_of,
};
pub use files::{Seen, page_text, watched_files};
pub use follow::{
    Intake, Job, Known, Look, Outline, Plan, PlanLimits, Robots, Unfetched, after, article_key, catch_up,
    entries_of_page, file_gone, file_key, read_opml, take_file, take_list, take_page, unfetched, write_opml,
};
pub use html::{Page, read as read_page, read_at as read_page_at, select_leads};
pub use input::{Defaults, Input, InputFormat, Item};
pub use limits::Limits;
pub use open::{Hint, Items, count_hint, open};
