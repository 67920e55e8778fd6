//! Words for people: counts, dates, durations, grades. Every page says the same thing in the same way.

use jiff::{SignedDuration, Timestamp, civil::Date};
use record::{Area, DatePrecision, Grade, Incident, ReceiptOutcome, Stage, Tlp, WarningOutcome, WarningState, When};

/// "1 report", "3 reports".
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", thousands(n)) }
}

/// 12345 as "12,345".
pub(crate) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "2024-06-18 14:34 UTC".
pub(crate) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// "2024-06-18", or a dash where the date is not known.
pub(crate) fn day(date: Option<Date>) -> String {
    date.map_or_else(|| "–".to_owned(), |d| d.to_string())
}

/// The two largest units of a duration: "2 d 4 h", "35 min", "12 s". The sign is left to the sentence around it.
pub(crate) fn duration(length: SignedDuration) -> String {
    let seconds = length.as_secs().unsigned_abs();
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let first = units.iter().position(|(size, _)| seconds >= *size).unwrap_or(units.len() - 1);
    let (size, name) = units[first];
    let mut words = format!("{} {name}", seconds / size);
    if let Some((next, name)) = units.get(first + 1)
        && first < 2
        && seconds % size / next > 0
    {
        words.push_str(&format!(" {} {name}", seconds % size / next));
    }
    words
}

/// "3 h ago", "in 2 d", "just now".
pub(crate) fn ago(at: Timestamp, now: Timestamp) -> String {
    let gone = now.duration_since(at);
    match gone.as_secs() {
        -59..=59 => "just now".to_owned(),
        60.. => format!("{} ago", duration(gone)),
        _ => format!("in {}", duration(gone)),
    }
}

/// A lead time in words: before, at or after the event.
pub(crate) fn lead(time: SignedDuration) -> String {
    if time.is_negative() {
        format!("{} too late", duration(time))
    } else {
        format!("{} before the event", duration(time))
    }
}

/// Both axes of a grade in the words of the standard.
pub(crate) fn grade(grade: &Grade) -> String {
    format!(
        "Source {}: {}. Information {}: {}.",
        grade.reliability,
        grade.reliability.words(),
        grade.credibility,
        grade.credibility.words()
    )
}

/// "1 independent source".
pub(crate) fn sources(n: u32) -> String {
    count(u64::from(n), "independent source", "independent sources")
}

/// How many reports stand on how few origins: "4 reports, 1 independent source: Hürriyet".
pub(crate) fn standing(incident: &Incident) -> String {
    let reports = count(incident.reports.len() as u64, "report", "reports");
    let labels: Vec<&str> = incident.origins.iter().filter(|o| o.independent).map(|o| o.label.as_str()).collect();
    let shown = labels.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    let rest = match labels.len() {
        0 => String::new(),
        1..=3 => format!(": {shown}"),
        n => format!(": {shown} and {} more", n - 3),
    };
    format!("{reports}, {}{rest}", sources(incident.independent_origins))
}

/// What a stage means, for tooltips.
pub(crate) const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Threatened => "Announced in words by those who would do it",
        Stage::Planned => "Being prepared; may still be prevented",
        Stage::Foiled => "Stopped before it was carried out",
        Stage::Attempted => "Tried, and failed by itself",
        Stage::Accomplished => "Carried out",
        Stage::Denied => "Said not to have happened or not to be planned",
    }
}

/// What a state of a warning means for the desk.
pub(crate) const fn state(state: WarningState) -> &'static str {
    match state {
        WarningState::Draft => "needs a decision",
        WarningState::Released => "released, not yet opened",
        WarningState::Delivered => "opened, awaiting acknowledgement",
        WarningState::Acknowledged => "acknowledged, awaiting outcome",
        WarningState::Closed => "closed",
        WarningState::Cancelled => "taken back",
    }
}

/// An outcome in words.
pub(crate) const fn outcome(outcome: WarningOutcome) -> &'static str {
    match outcome {
        WarningOutcome::Prevented => "prevented",
        WarningOutcome::Occurred => "occurred",
        WarningOutcome::FalseAlarm => "false alarm",
        WarningOutcome::Unknown => "unknown",
    }
}

/// A time in words, no more precise than it is.
pub(crate) fn when(when: &When) -> String {
    match when.precision {
        DatePrecision::Time => moment(when.start),
        DatePrecision::Week => format!("week of {}", when.iso()),
        DatePrecision::Day | DatePrecision::Month | DatePrecision::Year => when.iso(),
    }
}

/// The CSS class of a marking.
pub(crate) const fn tlp_class(tlp: Tlp) -> &'static str {
    match tlp {
        Tlp::Clear => "tlp-clear",
        Tlp::Green => "tlp-green",
        Tlp::Amber => "tlp-amber",
        Tlp::AmberStrict => "tlp-amber-strict",
        Tlp::Red => "tlp-red",
    }
}

/// Who may see what, in the words of TLP 2.0 shortened.
pub(crate) const fn tlp(tlp: Tlp) -> &'static str {
    match tlp {
        Tlp::Clear => "May be passed on without limit.",
        Tlp::Green => "May be passed on within your community, not through publicly accessible channels.",
        Tlp::Amber => "For your organisation and its clients who need to know it, to protect themselves.",
        Tlp::AmberStrict => "For your organisation only.",
        Tlp::Red => "For the eyes and ears of the named recipients only. Do not pass it on.",
    }
}

/// What a receipt says.
pub(crate) const fn receipt(outcome: ReceiptOutcome) -> &'static str {
    match outcome {
        ReceiptOutcome::Sent => "link made",
        ReceiptOutcome::Delivered => "delivered",
        ReceiptOutcome::Read => "opened",
        ReceiptOutcome::Acknowledged => "acknowledged",
        ReceiptOutcome::NotMine => "says it is not theirs",
        ReceiptOutcome::AskedToShare => "asks to share",
        ReceiptOutcome::OutcomeGiven => "gave the outcome",
        ReceiptOutcome::Failed => "failed",
    }
}

/// An area: "world", "RU", "Moscow, RU", "30 km around 55.75, 37.62".
pub(crate) fn area(area: &Area) -> String {
    match area {
        Area::World => "world".to_owned(),
        Area::Country(country) => country.clone(),
        Area::Division { country, name } => format!("{name} (division), {country}"),
        Area::City { country, name } => format!("{name}, {country}"),
        Area::Circle { lat, lon, radius_km } => format!("{radius_km} km around {lat}, {lon}"),
    }
}

/// `prefix/id`, the id percent-encoded: ids that came with the input may hold anything.
pub(crate) fn href(prefix: &str, id: &str) -> String {
    format!("{prefix}/{}", encode(id))
}

/// Percent-encoding of everything but unreserved characters (RFC 3986, section 2.3).
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// "12", or "9–12" where sources differ.
pub(crate) fn range(values: Option<(u32, u32)>) -> Option<String> {
    values.map(|(low, high)| if low == high { low.to_string() } else { format!("{low}–{high}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_their_noun() {
        for (n, expected) in [(0, "0 reports"), (1, "1 report"), (2, "2 reports"), (1_234_567, "1,234,567 reports")] {
            assert_eq!(count(n, "report", "reports"), expected);
        }
    }

    #[test]
    fn durations_keep_two_units() {
        let table = [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_600, "1 h"),
            (9_000, "2 h 30 min"),
            (86_400, "1 d"),
            (187_200, "2 d 4 h"),
            (-187_200, "2 d 4 h"),
        ];
        for (seconds, expected) in table {
            assert_eq!(duration(SignedDuration::from_secs(seconds)), expected, "{seconds}");
        }
    }

    #[test]
    fn lead_time_says_which_side_of_the_event() {
        assert_eq!(lead(SignedDuration::from_hours(30)), "1 d 6 h before the event");
        assert_eq!(lead(SignedDuration::from_hours(-2)), "2 h too late");
    }
}
