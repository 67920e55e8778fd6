//! Warnings and incidents out, and readings in and out.
//!
//! [`formats`] turn nouns into bytes and back (`encode`, `decode`); they are pure. [`channels`] bring a release to its
//! partner (a configuration, and `send`). Every format and every channel has the same shape: one teaches the rest.

pub mod channels;
pub mod formats;
