//! What partners' platforms hand on: STIX objects of a TAXII 2.1 collection, events of a MISP feed. Each becomes a report of
//! the partner, under the partner's marking. Pure: answers and what is known come in.

mod marking;
mod misp;
mod rules;
mod said;
mod stix;
mod taxii;

pub use misp::{is_manifest, misp_documents, misp_event, misp_list, take_event};
pub use said::{Said, Taken, take_said};
pub use stix::{Speaks, read_objects, stix_bundle, stix_types};
pub use taxii::{
    Envelope, MAX_PAGES_A_LOOK, Place, Round, TAXII_TYPE, Thread, advance, collection_url, page_url, read_envelope,
    read_place,
};
