//! Why a claim says what it says, as lines for pages.

use crate::highlight::Role;
use record::{Claim, Slot};

/// One reason.
pub(crate) struct WhyLine {
    /// What it is about.
    pub(crate) slot: &'static str,
    /// CSS class of its words.
    pub(crate) class: &'static str,
    /// Its words; empty where there are none.
    pub(crate) words: String,
    /// The rule and the models' score.
    pub(crate) because: String,
}

/// The reasons of a claim in the report with this text.
pub(crate) fn lines(claim: &Claim, text: &str) -> Vec<WhyLine> {
    let told = claim.told_reasons(text).into_iter();
    told.map(|reason| WhyLine {
        slot: reason.slot.words(),
        class: role(reason.slot).class(),
        because: reason.because(),
        words: reason.words,
    })
    .collect()
}

/// The highlight that words of a slot have in the text.
const fn role(slot: Slot) -> Role {
    match slot {
        Slot::Event | Slot::Stage | Slot::Date | Slot::Killed | Slot::Injured => Role::Evidence,
        Slot::Actor => Role::Actor,
        Slot::Perpetrator => Role::Perpetrator,
        Slot::Target => Role::Target,
        Slot::Victim | Slot::VictimDescription => Role::Victim,
        Slot::Weapon => Role::Weapon,
        Slot::Place => Role::Place,
    }
}
