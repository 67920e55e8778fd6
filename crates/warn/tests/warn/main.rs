//! Tests of the room `warn`, by module. Outlets, people and incidents are invented; groups and places are facts.

mod drafting;
mod holding;
mod living;
mod material;
mod routing;
mod sending;
mod viewing;
mod watching;
