//! How a followed source is, in words: for the terminal and the desk alike.

use crate::{Source, SourceState};
use jiff::{SignedDuration, Timestamp};

/// Silence is an alarm after so many usual gaps, and never before [`MIN_SILENCE_S`].
const SILENT_GAPS: i64 = 10;

/// Seconds of silence that are no alarm for anybody.
const MIN_SILENCE_S: i64 = 2 * 24 * 3600;

/// How a source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHealth {
    /// In words.
    pub words: String,
    /// Somebody must look.
    pub alarm: bool,
}

impl SourceHealth {
    /// What is known of a source, held against its habit. `state` is `None` for one that was never asked.
    #[must_use]
    pub fn of(source: &Source, state: Option<&SourceState>, now: Timestamp) -> Self {
        let calm = |words: &str| Self { words: words.to_owned(), alarm: false };
        if let (true, Some(at)) = (source.paused, state.and_then(|state| state.gone_at)) {
            let words =
                format!("its server said on {at:.0} that it is gone for good (410): paused, resume it to ask again");
            return Self { words, alarm: true };
        }
        if source.paused {
            return calm("paused");
        }
        let Some(state) = state else { return calm("not asked yet") };
        let mut words = Vec::new();
        if let Some(error) = &state.error {
            let times = if state.failures == 1 { "failure" } else { "failures in a row" };
            words.push(format!("{error} ({} {times})", state.failures));
        }
        if let Some(silent) = silence(state, now) {
            let usual = span(SignedDuration::from_secs(i64::from(state.gap_s)));
            words.push(format!("silent for {}, usually something new every {usual}", span(silent)));
        }
        let alarm = !words.is_empty();
        if let Some(to) = &state.moved_to {
            words.push(format!("it has moved to {to}"));
        }
        if let Some(from) = &state.moved_from {
            words.push(format!("moved here from {from}"));
        }
        if state.overruns > 0 {
            let looks = if state.overruns == 1 { "look" } else { "looks" };
            words.push(format!(
                "{} {looks} found nothing of the look before: something may have been missed",
                state.overruns
            ));
        }
        if words.is_empty() { calm("well") } else { Self { words: words.join("; "), alarm } }
    }
}

/// How long a source has been silent, where that is against its habit.
#[must_use]
pub fn silence(state: &SourceState, now: Timestamp) -> Option<SignedDuration> {
    let silent = now.duration_since(state.new_at?);
    let usual = i64::from(state.gap_s) * SILENT_GAPS;
    (state.gap_s > 0 && silent.as_secs() > usual.max(MIN_SILENCE_S)).then_some(silent)
}

/// "5 min", "3 h", "12 d".
#[must_use]
pub fn span(duration: SignedDuration) -> String {
    match duration.as_secs().max(0) {
        seconds @ 0..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds / 60),
        seconds @ 7_200..=172_799 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

/// A share in percent; "–" of nothing.
#[must_use]
pub fn share(part: u64, whole: u64) -> String {
    (part * 100).checked_div(whole).map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceKind;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3_600).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        let source = Source::new(SourceKind::Feed, "https://a.example/feed");
        let told = |source: &Source, state: Option<&SourceState>, hours| {
            let health = SourceHealth::of(source, state, at(hours));
            (health.words, health.alarm)
        };
        let mut state = SourceState::fresh(source.id.clone());
        assert_eq!(told(&source, None, 1), ("not asked yet".to_owned(), false));
        assert_eq!(told(&source, Some(&state), 100), ("well".to_owned(), false));
        (state.gap_s, state.new_at) = (3_600, Some(at(0)));
        let silent = "silent for 4 d, usually something new every 60 min";
        assert_eq!(told(&source, Some(&state), 100), (silent.to_owned(), true));
        (state.error, state.failures) = (Some("the server answers 503".to_owned()), 3);
        let both = format!("the server answers 503 (3 failures in a row); {silent}");
        assert_eq!(told(&source, Some(&state), 100), (both, true));
        let paused = Source { paused: true, ..source.clone() };
        assert_eq!(told(&paused, Some(&state), 100), ("paused".to_owned(), false));
        state.gone_at = Some(at(0));
        let (words, alarm) = told(&paused, Some(&state), 100);
        assert!(alarm && words.contains("1970-01-01T00:00:00Z that it is gone for good (410)"), "{words}");
        assert_eq!((share(1, 4), share(0, 0)), ("25 %".to_owned(), "–".to_owned()));
    }

    #[test]
    fn silence_against_the_habit_is_an_alarm() {
        let mut state = SourceState::fresh("src-1".into());
        (state.gap_s, state.new_at) = (3600, Some(Timestamp::UNIX_EPOCH));
        assert_eq!(silence(&state, at(47)), None);
        assert_eq!(silence(&state, at(49)), Some(SignedDuration::from_hours(49)));
        state.gap_s = 7 * 24 * 3600;
        assert_eq!(silence(&state, at(49)), None);
    }
}
