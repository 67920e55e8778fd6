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

/// What came with a report about passing it on: a partner's report stays under the partner's rules. Text gathered from open
/// sources has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    /// The partner's own marking, or the strictest one where it could not be made out.
    pub marking: Marking,
    /// Who set it and has to be asked: an organisation.
    pub originator: String,
    /// How the partner itself grades it (STANAG 2511: `B2`), where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graded: Option<String>,
}

impl Handling {
    /// True if nothing of it may go to others before the originator has said so: from TLP:AMBER on (partners are neither of
    /// this desk's organisation nor its clients), and under originator control.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.marking.tlp >= Tlp::Amber || self.marking.originator_control
    }

    /// These rules where `before` were in force over other words of the same thing: a wider marking is said of the words that it
    /// came with, a tighter one of all.
    #[must_use]
    pub fn over_earlier(&self, before: &Self) -> Self {
        Self { marking: self.marking.tightest(&before.marking), ..self.clone() }
    }

    /// The rules over words that came under both: the strictest on each axis, and whoever set the stricter one is asked.
    #[must_use]
    pub fn strictest(&self, other: &Self) -> Self {
        let asked = if other.marking.may_become(&self.marking) { self } else { other };
        Self { marking: self.marking.tightest(&other.marking), ..asked.clone() }
    }

    /// Whether what rests on it may leave under `out`.
    #[must_use]
    pub fn lets_out(&self, out: &Marking) -> bool {
        !self.is_held() && self.marking.may_become(out)
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

    #[test]
    fn a_wider_marking_is_said_of_its_own_words() {
        let rules = |tlp| Handling { marking: Marking::new(tlp), originator: "Coast".to_owned(), graded: None };
        assert_eq!(rules(Tlp::Clear).over_earlier(&rules(Tlp::Red)).marking.tlp, Tlp::Red);
        assert_eq!(rules(Tlp::Red).over_earlier(&rules(Tlp::Clear)).marking.tlp, Tlp::Red);
    }

    #[test]
    fn of_two_rules_the_strictest_holds_and_its_originator_is_asked() {
        let rules = |tlp, originator_control, originator: &str| Handling {
            marking: Marking { tlp, originator_control },
            originator: originator.to_owned(),
            graded: None,
        };
        let (green, amber) = (rules(Tlp::Green, false, "Coast"), rules(Tlp::Amber, false, "Harbour"));
        assert_eq!(green.strictest(&amber), amber);
        assert_eq!(amber.strictest(&green), amber);
        let both = rules(Tlp::Clear, true, "Ferry").strictest(&amber);
        assert_eq!(both.marking, Marking { tlp: Tlp::Amber, originator_control: true });
    }

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
    fn what_partners_hold_back_does_not_go_on() {
        let of = |tlp, originator_control| Handling {
            marking: Marking { tlp, originator_control },
            originator: "Coast desk".to_owned(),
            graded: None,
        };
        let table =
            [(Tlp::Clear, false), (Tlp::Green, false), (Tlp::Amber, true), (Tlp::AmberStrict, true), (Tlp::Red, true)];
        for (tlp, held) in table {
            assert_eq!(of(tlp, false).is_held(), held, "{tlp}");
            assert!(of(tlp, true).is_held(), "{tlp}");
        }
        assert!(!of(Tlp::Green, false).lets_out(&Marking::new(Tlp::Clear)));
        assert!(of(Tlp::Green, false).lets_out(&Marking::new(Tlp::Red)));
        assert!(!of(Tlp::Amber, false).lets_out(&Marking::new(Tlp::Red)));
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
