//! TLP 2.0 marking definitions, with the ids and times that OASIS fixed for them, and statements for what TLP cannot say.

use record::Tlp;
use serde_json::{Value, json};

/// The extension that declares TLP 2.0 (`cti-stix-common-objects`, OASIS). Every reader knows it: it is not repeated.
const TLP_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

/// When OASIS made the definitions.
const TLP_CREATED: &str = "2022-10-01T00:00:00.000Z";

const TABLE: [(Tlp, &str, &str); 5] = [
    (Tlp::Clear, "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", "clear"),
    (Tlp::Green, "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"),
    (Tlp::Amber, "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"),
    (Tlp::AmberStrict, "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict"),
    (Tlp::Red, "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "red"),
];

/// The statement that stands for originator control.
pub const ORIGINATOR_CONTROL: &str =
    "Originator controlled: do not pass this on, in whole or in part, without the originator's permission.";

/// The definition of a label.
pub fn tlp(label: Tlp) -> Value {
    // The table has every label, in their order.
    let (_, id, word) = TABLE[label as usize];
    json!({
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": id,
        "created": TLP_CREATED,
        "name": label.code(),
        "extensions": { TLP_EXTENSION: { "extension_type": "property-extension", "tlp_2_0": word } },
    })
}

/// The label that a marking definition's id stands for.
pub fn label(id: &str) -> Option<Tlp> {
    TABLE.iter().find(|(_, known, _)| *known == id).map(|(label, _, _)| *label)
}

/// A marking in words.
pub fn statement(id: &str, created: &str, words: &str) -> Value {
    json!({
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": id,
        "created": created,
        "definition_type": "statement",
        "definition": { "statement": words },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_its_row() {
        for label in Tlp::ALL {
            assert_eq!(TABLE[*label as usize].0, *label);
            assert_eq!(tlp(*label)["name"], label.code());
            assert_eq!(super::label(TABLE[*label as usize].1), Some(*label));
        }
        assert_eq!(super::label("marking-definition--unknown"), None);
    }
}
