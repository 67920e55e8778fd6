//! Who may see what: Traffic Light Protocol 2.0 (FIRST, 2022) and originator control.

use crate::code::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// TLP 2.0, from the widest to the narrowest: the order of the variants is the order of strictness.
    Tlp ("TLP 2.0 marking") {
        /// No limit on disclosure.
        Clear => "TLP:CLEAR",
        /// The recipient's community.
        Green => "TLP:GREEN",
        /// The recipient's organisation and its clients, who need to know.
        Amber => "TLP:AMBER",
        /// The recipient's organisation only.
        AmberStrict => "TLP:AMBER+STRICT",
        /// The named recipients only.
        Red => "TLP:RED",
    }
}

/// A TLP label and whether the originator must be asked before the content is passed on (ORCON).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marking {
    /// The label.
    pub tlp: Tlp,
    /// True: passing on needs the originator's permission.
    pub originator_control: bool,
}

impl Marking {
    /// A marking without originator control.
    #[must_use]
    pub const fn new(tlp: Tlp) -> Self {
        Self { tlp, originator_control: false }
    }

    /// The narrower of the two on each axis. Content put together from several sources takes the strictest marking.
    #[must_use]
    pub fn tightest(&self, other: &Self) -> Self {
        Self { tlp: self.tlp.max(other.tlp), originator_control: self.originator_control || other.originator_control }
    }

    /// True if `other` is at least as strict: the only direction in which a marking may change on the way out.
    #[must_use]
    pub fn may_become(&self, other: &Self) -> bool {
        other.tlp >= self.tlp && (other.originator_control || !self.originator_control)
    }
}

impl std::fmt::Display for Marking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.tlp, if self.originator_control { " ORCON" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_marking() -> impl Strategy<Value = Marking> {
        (0..Tlp::ALL.len(), any::<bool>())
            .prop_map(|(tlp, originator_control)| Marking { tlp: Tlp::ALL[tlp], originator_control })
    }

    proptest! {
        #[test]
        fn the_tightest_of_two_is_allowed_from_both(a in any_marking(), b in any_marking()) {
            let both = a.tightest(&b);
            prop_assert!(a.may_become(&both) && b.may_become(&both));
            prop_assert_eq!(both.clone(), b.tightest(&a));
            prop_assert!(both == a || !both.may_become(&a) || a.may_become(&both));
        }
    }

    #[test]
    fn a_marking_never_loosens() {
        let red = Marking::new(Tlp::Red);
        assert!(!red.may_become(&Marking::new(Tlp::Clear)));
        assert!(Marking::new(Tlp::Clear).may_become(&red));
        let held = Marking { tlp: Tlp::Green, originator_control: true };
        assert!(!held.may_become(&Marking::new(Tlp::Red)));
    }
}
