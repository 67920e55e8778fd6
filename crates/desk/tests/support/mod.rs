//! A made-up world for the desk's tests and its preview: outlets, places' roles and events are invented.
#![allow(dead_code)]

pub mod browser;
pub mod conductor;
pub mod digests;
pub mod exchange;
pub mod tell;
pub mod world;

use desk::Desk;
use jiff::Timestamp;
use std::sync::{Arc, Mutex};
use store::{Store, sqlite::SqliteStore};

pub const KEY: &str = "k3y0123456789abcdef";

/// A desk over a store of its own in a temporary directory.
pub struct Fixture {
    pub dir: tempfile::TempDir,
    pub store: Arc<dyn Store>,
    /// The same, for counting what is asked of it.
    pub sqlite: Arc<SqliteStore>,
    pub desk: Desk,
    pub clock: Arc<Mutex<Timestamp>>,
}

pub fn time(words: &str) -> Timestamp {
    words.parse().unwrap()
}

impl Fixture {
    /// A desk with nothing in it.
    pub fn empty() -> Self {
        Self::in_dir(tempfile::tempdir().unwrap())
    }

    /// A desk with nothing in it, for tests that write thousands of times and need none of it to survive.
    pub fn fleeting() -> Self {
        Self::in_dir(tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap())
    }

    fn in_dir(dir: tempfile::TempDir) -> Self {
        let sqlite = Arc::new(SqliteStore::open(dir.path()).unwrap());
        // From now on it counts what is asked of it.
        let _ = sqlite.steps();
        let store: Arc<dyn Store> = sqlite.clone();
        let clock = Arc::new(Mutex::new(time("2031-05-14T09:30:00Z")));
        let now = Arc::clone(&clock);
        let desk = Desk {
            store: Arc::clone(&store),
            conductor: Arc::new(conductor::Double::new(Arc::clone(&store))),
            clock: Arc::new(move || *now.lock().unwrap()),
            analyst: "Ana Duty".to_owned(),
            key: KEY.to_owned(),
            base_url: "http://127.0.0.1:8750".to_owned(),
            sender: share::formats::cap::Desk {
                name: "Forewarn desk".to_owned(),
                sender: "desk.example".to_owned(),
                status: share::formats::cap::Status::Exercise,
            },
            groups: world::groups().into(),
        };
        Self { dir, store, sqlite, desk, clock }
    }

    /// A desk with the whole made-up world.
    pub fn full() -> Self {
        let fixture = Self::empty();
        world::fill(&fixture.store);
        fixture
    }
}
