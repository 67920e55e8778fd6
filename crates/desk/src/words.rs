//! Words for people: counts, dates, durations, grades. Every page says the same thing in the same way.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use record::{
    Area, Assertion, Borne, DatePrecision, Grade, Incident, ReceiptOutcome, Stage, Tlp, WarningOutcome, WarningState,
    When,
};

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
    let behind = behind(incident);
    let (reports, names) = behind.split_once(':').unwrap_or((&behind, ""));
    let rest = if names.is_empty() { String::new() } else { format!(":{names}") };
    format!("{reports}, {}{rest}", sources(incident.independent_origins))
}

/// What the sources stand behind, and who they are: "4 reports: Hürriyet". More names than three are counted.
pub(crate) fn behind(incident: &Incident) -> String {
    let reports = count(incident.reports.len() as u64, "report", "reports");
    let labels: Vec<&str> = incident.origins.iter().filter(|o| o.independent).map(|o| o.label.as_str()).collect();
    let shown = labels.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    match labels.len() {
        0 => reports,
        1..=3 => format!("{reports}: {shown}"),
        n => format!("{reports}: {shown} and {} more", n - 3),
    }
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

/// How a report puts a claim.
pub(crate) const fn assertion(assertion: Assertion) -> &'static str {
    match assertion {
        Assertion::Fact => "stated as fact",
        Assertion::Reported => "as reported",
        Assertion::Alleged => "alleged",
        Assertion::Suspected => "suspected",
        Assertion::Denied => "denied",
        Assertion::Hypothetical => "hypothetical",
    }
}

/// A reason for a grade without the axis that it begins with, for a list under that axis: "F: nobody rated it" as "nobody
/// rated it".
pub(crate) fn reason(reason: &str) -> &str {
    reason.split_once(": ").filter(|(axis, _)| axis.len() == 1).map_or(reason, |(_, rest)| rest)
}

/// What became of what a source said.
pub(crate) const fn borne(outcome: Borne) -> &'static str {
    match outcome {
        Borne::Open => "not confirmed or denied so far",
        Borne::Confirmed => "confirmed",
        Borne::Denied => "denied",
        Borne::Contested => "confirmed by some and denied by others",
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

/// A time in words, with how many days it is until then where it lies ahead and the day is known.
pub(crate) fn due(time: &When, now: Timestamp) -> String {
    let exact = matches!(time.precision, DatePrecision::Time | DatePrecision::Day);
    let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
    match day(time.start).duration_since(day(now)).as_hours() / 24 {
        days @ 1.. if exact => format!("{} (in {})", when(time), count(days.unsigned_abs(), "day", "days")),
        0 if exact && time.end > now => format!("{} (today)", when(time)),
        _ => when(time),
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

/// Who may see what, in a few words for a choice: TLP 2.0 has the full sense.
pub(crate) const fn tlp(tlp: Tlp) -> &'static str {
    match tlp {
        Tlp::Clear => "no limit",
        Tlp::Green => "their community",
        Tlp::Amber => "their organisation and clients",
        Tlp::AmberStrict => "their organisation only",
        Tlp::Red => "the named recipients only",
    }
}

/// What a receipt says.
const fn receipt(outcome: ReceiptOutcome) -> &'static str {
    match outcome {
        ReceiptOutcome::Sent => "sent",
        ReceiptOutcome::Delivered => "delivered",
        ReceiptOutcome::Read => "opened",
        ReceiptOutcome::Acknowledged => "acknowledged",
        ReceiptOutcome::NotMine => "says it is not theirs",
        ReceiptOutcome::AskedToShare => "asks to share",
        ReceiptOutcome::OutcomeGiven => "gave the outcome",
        ReceiptOutcome::Failed => "failed",
        ReceiptOutcome::ShareAllowed => "may share it as asked",
        ReceiptOutcome::ShareRefused => "may not share it as asked",
        ReceiptOutcome::Unanswered => "ALARM",
    }
}

/// A receipt as what happened and its particulars. What was sent is said by the channel's own words, where it has some.
pub(crate) fn receipt_line(outcome: ReceiptOutcome, detail: &str) -> (String, String) {
    match outcome {
        ReceiptOutcome::Sent if !detail.trim().is_empty() => (detail.to_owned(), String::new()),
        _ => (receipt(outcome).to_owned(), detail.to_owned()),
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
    fn what_lies_ahead_says_how_far() {
        let time = |precision| When {
            start: "2031-05-18T00:00:00Z".parse().unwrap(),
            end: "2031-05-19T00:00:00Z".parse().unwrap(),
            precision,
        };
        let table = [
            (DatePrecision::Day, "2031-05-13T23:00:00Z", "2031-05-18 (in 5 days)"),
            (DatePrecision::Day, "2031-05-17T23:59:00Z", "2031-05-18 (in 1 day)"),
            (DatePrecision::Day, "2031-05-18T12:00:00Z", "2031-05-18 (today)"),
            (DatePrecision::Day, "2031-05-19T12:00:00Z", "2031-05-18"),
            (DatePrecision::Month, "2031-01-01T00:00:00Z", "2031-05"),
        ];
        for (precision, now, expected) in table {
            assert_eq!(due(&time(precision), now.parse().unwrap()), expected, "{now}");
        }
    }

    #[test]
    fn a_reason_stands_under_its_axis() {
        for (given, expected) in
            [("F: not rated yet.", "not rated yet."), ("Note: one origin", "Note: one origin"), ("", "")]
        {
            assert_eq!(reason(given), expected);
        }
    }

    #[test]
    fn lead_time_says_which_side_of_the_event() {
        assert_eq!(lead(SignedDuration::from_hours(30)), "1 d 6 h before the event");
        assert_eq!(lead(SignedDuration::from_hours(-2)), "2 h too late");
    }
}
