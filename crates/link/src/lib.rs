//! Links claims into incidents, works out who really said so, and grades the result.
//!
//! Pure: no clock, no network, no store. A [`World`] holds claims and judgements; the incidents are a function of the *set* of
//! both, never of the order in which they came, so they can be rebuilt at any time and come out the same to the byte.
//!
//! The steps, in order: [`Facts`] of each claim, what it sees in bounded cells, a pair's [`Score`] feature by
//! feature, the strand that it joins, strands to incidents, and for each incident its origins, grade, conflicts and headline.

mod assemble;
mod card;
mod cells;
mod chunks;
mod config;
mod conflicts;
pub mod copies;
mod facts;
mod grade;
mod groups;
mod headline;
mod judged;
pub mod made_up;
mod named;
mod nearness;
mod numbers;
mod origins;
mod score;
mod speakers;
mod standing;
mod strands;
mod target;
mod testimony;
pub mod tree;
mod view;
pub mod why;
mod words;
mod world;

pub use config::Config;
pub use facts::Facts;
pub use headline::headline;
pub use score::{Score, explain, score};
pub use speakers::canonical_name;
pub use world::{Touched, World};
