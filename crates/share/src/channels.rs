//! Channels: ways to bring a release to its partner.
