//! What happened ([`Kind`]), how far it got ([`Stage`]) and how firmly it is said ([`Assertion`]): three separate axes.

use crate::code::codes;

codes! {
    /// The kind of incident. Crosswalks to GTD, ACLED and PLOVER are in [`crate::Crosswalk`].
    Kind ("kind of incident") {
        /// Explosives, suicide bombing, mortar, missile or drone strike with a warhead.
        Bombing => "bombing",
        /// Shooting, stabbing, vehicle ramming, storming of a building.
        ArmedAssault => "armed_assault",
        /// Killing of a particular, usually prominent, person.
        Assassination => "assassination",
        /// Abduction or the taking of hostages.
        Kidnapping => "kidnapping",
        /// Seizing an aircraft, ship, bus or train.
        Hijacking => "hijacking",
        /// Setting fire.
        Arson => "arson",
        /// Armed robbery, looting, cattle raids.
        Robbery => "robbery",
        /// Damage to things without aiming at people: pipelines, power lines, rails, vandalism.
        Sabotage => "sabotage",
        /// Violence whose means are not stated.
        Attack => "attack",
        /// Words only: a threat, a call for attacks.
        Threat => "threat",
        /// Arrest, raid or search by the authorities.
        ArrestRaid => "arrest_raid",
    }
}

codes! {
    /// Kinds that reports of one event commonly confuse; candidates for linking are looked for within a family.
    KindFamily ("family of kinds") {
        /// Everything that is violence done or meant.
        Violent => "violent",
        /// Words only.
        Threat => "threat",
        /// Acts of the authorities.
        ArrestRaid => "arrest_raid",
    }
}

impl Kind {
    /// The family that the kind belongs to.
    #[must_use]
    pub const fn family(self) -> KindFamily {
        match self {
            Self::Threat => KindFamily::Threat,
            Self::ArrestRaid => KindFamily::ArrestRaid,
            _ => KindFamily::Violent,
        }
    }

    /// The kind in words for people: "armed assault".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ArmedAssault => "armed assault",
            Self::ArrestRaid => "arrest or raid",
            other => other.code(),
        }
    }
}

codes! {
    /// How far the act got. Kept apart from the kind: "a bombing, foiled".
    Stage ("stage") {
        /// Announced in words by those who would do it.
        Threatened => "threatened",
        /// Being prepared.
        Planned => "planned",
        /// Stopped by somebody before it was carried out.
        Foiled => "foiled",
        /// Tried, and failed by itself.
        Attempted => "attempted",
        /// Carried out.
        Accomplished => "accomplished",
        /// Said not to have happened or not to be planned.
        Denied => "denied",
    }
}

impl Stage {
    /// True while something may still be prevented: the reason for warnings.
    #[must_use]
    pub const fn lies_ahead(self) -> bool {
        matches!(self, Self::Threatened | Self::Planned)
    }
}

codes! {
    /// How firmly the text asserts a claim.
    Assertion ("assertion") {
        /// In the reporter's own voice, without hedging.
        Fact => "fact",
        /// Attributed to somebody.
        Reported => "reported",
        /// "allegedly", "accused of".
        Alleged => "alleged",
        /// "suspected", "believed to".
        Suspected => "suspected",
        /// Said not to be so.
        Denied => "denied",
        /// "if", "could", drills and fiction: not an incident.
        Hypothetical => "hypothetical",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_parses_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.code().parse::<Kind>().as_ref(), Ok(kind));
        }
        for stage in Stage::ALL {
            assert_eq!(stage.code().parse::<Stage>().as_ref(), Ok(stage));
        }
    }

    #[test]
    fn an_unknown_code_names_the_known_ones() {
        let error = "boom".parse::<Stage>().unwrap_err().to_string();
        assert_eq!(
            error,
            "`boom` is not a stage; one of: threatened, planned, foiled, attempted, accomplished, denied"
        );
    }
}
