//! Watches meet incidents: matching, drafting, routing, the life of a warning, and what a partner may see of it.
//!
//! Everything here is pure: no clock, no file, no socket. Times come in as arguments and the same input gives the same
//! output, so a desk can show beforehand what a step would do and a test can replay what it did.
//!
//! The modules stand in the order of a warning's life: a [`mod@watch`] meets an incident, a warning is written
//! ([`mod@draft`], with [`estimate`] for its CAP values and its likelihood), [`mod@route`] proposes the partners, a person
//! releases it ([`life`]) where partners' rules let it out ([`passing`]), each partner sees its own [`mod@view`] of it and nothing else, and [`score`]
//! tells afterwards what the watches were worth.

mod compose;
pub mod draft;
pub mod estimate;
mod facts;
pub mod life;
pub mod passing;
mod redact;
pub mod route;
pub mod score;
pub mod view;
pub mod watch;
mod words;
