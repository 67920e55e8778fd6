//! Quiet hours of a partner, and whether what they held goes out as one message.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// Hours in which only what is immediate is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// First minute of the quiet hours, at the partner's.
    pub from: Time,
    /// First minute after them: what was held goes out then. The same as `from`: all day, so that what is held goes out once
    /// a day.
    pub to: Time,
    /// The partner's time zone, by its IANA name: `Europe/Oslo`.
    pub zone: String,
    /// What was held goes out as one message for each channel.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub digest: bool,
}

impl Quiet {
    /// In words: "What is not immediate waits from 22:00 to 06:00 (Europe/Oslo), and goes out then."
    #[must_use]
    pub fn words(&self) -> String {
        let (from, to, zone) = (self.from.strftime("%H:%M"), self.to.strftime("%H:%M"), &self.zone);
        let together = if self.digest { ", all of it in one message" } else { "" };
        if self.from == self.to {
            return format!("What is not immediate goes out once a day, at {to} ({zone}){together}.");
        }
        format!("What is not immediate waits from {from} to {to} ({zone}), and goes out then{together}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_are_told_in_words() {
        let quiet = |from: &str, digest| Quiet {
            from: from.parse().unwrap(),
            to: "06:00".parse().unwrap(),
            zone: "Europe/Oslo".to_owned(),
            digest,
        };
        let night = "What is not immediate waits from 22:00 to 06:00 (Europe/Oslo), and goes out then.";
        assert_eq!(quiet("22:00", false).words(), night);
        let daily = "What is not immediate goes out once a day, at 06:00 (Europe/Oslo), all of it in one message.";
        assert_eq!(quiet("06:00", true).words(), daily);
        let of_old = r#"{"from":"22:00:00","to":"06:00:00","zone":"UTC"}"#;
        assert!(!serde_json::from_str::<Quiet>(of_old).unwrap().digest);
    }
}
