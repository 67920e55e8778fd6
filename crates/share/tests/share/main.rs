//! Tests of the room `share`, by module. Outlets, people and incidents are invented; groups and places are facts.

mod channels;
mod digests;
mod lines;
mod links;
mod material;
mod outward;
mod stix;
