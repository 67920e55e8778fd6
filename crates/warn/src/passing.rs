//! What partners' rules over their reports let out of the desk. It is asked when a warning is released or updated, and again at
//! every door by which a copy leaves: a partner may have tightened its marking, or taken its report back, since.

use record::{Handling, Marking};

/// The rules over a report, as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// The partner's own rules.
    pub rules: Handling,
    /// The partner has taken the report back.
    pub taken_back: bool,
}

impl Over {
    /// True if nothing of it may go to others before the originator has said so.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.taken_back || self.rules.is_held()
    }

    /// Whether what rests on it may leave under `out`.
    #[must_use]
    pub fn lets_out(&self, out: &Marking) -> bool {
        !self.taken_back && self.rules.lets_out(out)
    }

    /// Why what rests on it may not leave under `out`, and what to do.
    fn why(&self, out: &Marking) -> String {
        let Handling { marking, originator, .. } = &self.rules;
        if self.taken_back {
            return format!(
                "This stands on a report that {originator} has taken back, and that is not ours to pass on any more: ask \
                 {originator}. It can go out once another source tells of it."
            );
        }
        if self.rules.is_held() {
            return format!(
                "This stands on a report that {originator} marked {marking}, and that is not ours to pass on: ask {originator}. It \
                 can go out once {originator} has marked its report wider, or another source tells of it."
            );
        }
        format!(
            "This stands on a report that {originator} marked {marking}, and cannot leave under {out}: release it under \
             {marking} or stricter."
        )
    }
}

/// Why what stands on reports under these rules may not leave under `out`, and what to do; `None` if it may.
pub fn held_back<'o>(over: impl IntoIterator<Item = &'o Over>, out: &Marking) -> Option<String> {
    over.into_iter().find(|over| !over.lets_out(out)).map(|over| over.why(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::Tlp;

    #[test]
    fn what_is_held_back_says_whom_to_ask() {
        let over = |tlp, taken_back| Over {
            rules: Handling { marking: Marking::new(tlp), originator: "Coast desk".to_owned(), graded: None },
            taken_back,
        };
        let table = [
            (over(Tlp::Clear, false), Tlp::Clear, None),
            (over(Tlp::Green, false), Tlp::Clear, Some("cannot leave under TLP:CLEAR")),
            (over(Tlp::Green, false), Tlp::Amber, None),
            (over(Tlp::Red, false), Tlp::Red, Some("ask Coast desk")),
            (over(Tlp::Clear, true), Tlp::Red, Some("Coast desk has taken back")),
        ];
        for (over, out, expected) in table {
            let said = held_back([&over], &Marking::new(out));
            assert_eq!(said.is_some(), expected.is_some(), "{over:?}");
            assert!(said.unwrap_or_default().contains(expected.unwrap_or_default()), "{over:?}");
        }
    }
}
