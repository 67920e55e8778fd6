//! The three CAP 1.2 values of a warning (OASIS Common Alerting Protocol 1.2, section 3.2.2).

use crate::code::codes;

codes! {
    /// How soon to act.
    Urgency ("CAP urgency") {
        /// At once.
        Immediate => "Immediate",
        /// Within the next hour in CAP's words; we use it for a day.
        Expected => "Expected",
        /// In the near future.
        Future => "Future",
        /// No longer needed.
        Past => "Past",
        /// Not known.
        Unknown => "Unknown",
    }
}

codes! {
    /// How bad it would be.
    Severity ("CAP severity") {
        /// Extraordinary threat to life or property.
        Extreme => "Extreme",
        /// Significant threat.
        Severe => "Severe",
        /// Possible threat.
        Moderate => "Moderate",
        /// Minimal threat.
        Minor => "Minor",
        /// Not known.
        Unknown => "Unknown",
    }
}

codes! {
    /// How sure it is.
    Certainty ("CAP certainty") {
        /// Happened, or is happening.
        Observed => "Observed",
        /// More likely than not (p > 50 %).
        Likely => "Likely",
        /// Possible (p <= 50 %).
        Possible => "Possible",
        /// Not expected to occur.
        Unlikely => "Unlikely",
        /// Not known.
        Unknown => "Unknown",
    }
}
