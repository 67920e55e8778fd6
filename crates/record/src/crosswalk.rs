//! Crosswalks from our kinds to the code books of the field, as tables.

use crate::Kind;

/// One row: the codes that other code books give to one of our kinds.
///
/// Sources: GTD Codebook (START, 2021) attack types 1-9; ACLED Codebook (2023) sub-event types; PLOVER (Halterman et
/// al., 2023) event types and modes. Where a code book has no such event the field is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crosswalk {
    /// Ours.
    pub kind: Kind,
    /// GTD attack type, 1 to 9 (9 is "unknown").
    pub gtd: Option<(u8, &'static str)>,
    /// ACLED sub-event type.
    pub acled: Option<&'static str>,
    /// PLOVER event type and mode.
    pub plover: (&'static str, &'static str),
}

const TABLE: &[Crosswalk] = &[
    row(
        Kind::Bombing,
        Some((3, "Bombing/Explosion")),
        Some("Remote explosive/landmine/IED"),
        ("ASSAULT", "explosives"),
    ),
    row(Kind::ArmedAssault, Some((2, "Armed Assault")), Some("Attack"), ("ASSAULT", "firearms")),
    row(Kind::Assassination, Some((1, "Assassination")), Some("Attack"), ("ASSAULT", "assassinate")),
    row(
        Kind::Kidnapping,
        Some((6, "Hostage Taking (Kidnapping)")),
        Some("Abduction/forced disappearance"),
        ("ASSAULT", "abduct"),
    ),
    row(Kind::Hijacking, Some((4, "Hijacking")), Some("Attack"), ("ASSAULT", "hijack")),
    row(
        Kind::Arson,
        Some((7, "Facility/Infrastructure Attack")),
        Some("Looting/property destruction"),
        ("ASSAULT", "property"),
    ),
    row(Kind::Robbery, None, Some("Looting/property destruction"), ("ASSAULT", "property")),
    row(
        Kind::Sabotage,
        Some((7, "Facility/Infrastructure Attack")),
        Some("Looting/property destruction"),
        ("ASSAULT", "property"),
    ),
    row(Kind::Attack, Some((9, "Unknown")), Some("Attack"), ("ASSAULT", "")),
    row(Kind::Threat, None, None, ("THREATEN", "violence")),
    row(Kind::ArrestRaid, None, Some("Arrests"), ("COERCE", "arrest")),
];

const fn row(
    kind: Kind,
    gtd: Option<(u8, &'static str)>,
    acled: Option<&'static str>,
    plover: (&'static str, &'static str),
) -> Crosswalk {
    Crosswalk { kind, gtd, acled, plover }
}

impl Kind {
    /// The codes of this kind in GTD, ACLED and PLOVER.
    #[must_use]
    pub fn crosswalk(self) -> Crosswalk {
        // The table has a row for every kind (tested below); `Attack` is the honest answer if one were forgotten.
        TABLE.iter().copied().find(|row| row.kind == self).unwrap_or(TABLE[8])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_row() {
        for kind in Kind::ALL {
            assert_eq!(kind.crosswalk().kind, *kind);
        }
    }
}
