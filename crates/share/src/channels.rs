//! Channels: ways to bring a release to its partner. Each has a configuration and `send`.

pub mod feed_address;
pub mod signed_link;
