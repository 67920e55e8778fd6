//! Sources to captures to raw reports: files, folders, archives, standard input, pages.
//!
//! [`open`] reads any input as a stream of [`Item`]s: reports, and faults for whatever was wrong. Memory stays bounded
//! whatever comes in ([`Limits`]); bad input never ends a run.

mod days;
mod discover;
mod discover_taxii;
mod exchange;
mod feed;
mod fetch;
mod files;
mod follow;
mod html;
mod input;
mod limits;
mod moment;
mod open;

pub use discover::{Beside, Discovered, LIST_TYPES, discover, page_list};
pub use discover_taxii::{Pulls, discover_taxii};
pub use exchange::{
    Envelope, MAX_PAGES_A_LOOK, Place, Round, Said, Speaks, TAXII_TYPE, Taken, Thread, advance, collection_url,
    is_manifest, misp_documents, misp_event, misp_list, page_url, read_envelope, read_objects, read_place, stix_bundle,
    stix_types, take_event, take_said,
};
pub use feed::{Entry, Feed, FeedKind, is_feed, read_feed};
pub use fetch::{
    Answer, Asker, Authorization, Body, Found, Lookup, Post, Posted, Refused, Request, SystemLookup, USER_AGENT,
    follow, wait_of,
};
pub use files::{Seen, page_text, watched_files};
pub use follow::{
    Intake, Job, Known, Look, Outline, Plan, PlanLimits, Robots, Unfetched, after, article_key, catch_up,
    entries_of_page, file_gone, file_key, path_key, read_opml, take_file, take_list, take_page, unfetched, write_opml,
};
pub use html::{Page, read as read_page, read_at as read_page_at, select as select_page};
pub use input::{Defaults, Input, InputFormat, Item};
pub use limits::Limits;
pub use open::{Hint, Items, count_hint, open};
