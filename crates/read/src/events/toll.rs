//! Which of the numbers told beside an event are its own dead and injured.
//!
//! A report tells the toll first and most often in its headline or lead. What it counts later on may be of an attack of last
//! year, of a whole war, or a part; so the first telling wins, unless a later one says that it is the total.

use super::view::View;
use super::vocab::among;
use crate::counts::{self, Count};
use crate::dates::DateMention;
use record::When;
use std::ops::Range;

/// Numbers of another time than the event lie at least so far from it, in days.
const SAME_STORY_DAYS: f64 = 4.0;
/// Where an event has no day of its own, numbers of more than so many days before the report are of another time.
const NEWS_DAYS: f64 = 60.0;
/// Sentences after the first one with a number that still belong to the first telling.
const FIRST_SENTENCES: usize = 1;

/// More dead than these, told after one of them by name, are a war's.
const ONE_EVENT_MAX: u32 = 100;

/// A number of dead or injured beside a mention of an event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Toll {
    /// How many.
    pub value: u32,
    /// The words call it the total.
    pub total: bool,
    /// The sentence that tells it.
    pub sentence: usize,
    /// The date that stands nearest to it in that sentence.
    pub when: Option<When>,
}

impl Toll {
    /// True where its sentence speaks of another time than an event's; `published` is asked where the event has no day.
    pub fn of_another_time(&self, event: Option<&When>, published: Option<&When>) -> bool {
        let Some(own) = &self.when else { return false };
        match (event, published) {
            (Some(event), _) => own.gap_days(event) > SAME_STORY_DAYS,
            (None, Some(published)) => own.end < published.start && own.gap_days(published) > NEWS_DAYS,
            (None, None) => false,
        }
    }
}

/// The date that stands nearest to a token of a sentence; "the deadliest since August" dates nothing.
fn date_beside(view: &View<'_, '_>, dates: &[DateMention], sentence: &Range<usize>, token: usize) -> Option<When> {
    let from = dates.partition_point(|d| d.tokens.start < sentence.start);
    let bound = |d: &&DateMention| {
        d.tokens.start > sentence.start
            && among(view.norm(d.tokens.start - 1), "since until till before after")
            && !(sentence.start..token).any(|t| matches!(view.norm(t), "have" | "has" | "had"))
    };
    let told = dates[from..].iter().take_while(|d| d.tokens.start < sentence.end).filter(|d| !bound(d));
    told.min_by_key(|d| d.tokens.start.abs_diff(token)).map(|d| d.when.clone())
}

/// Every statement of casualties in sentence `n`, with its date.
pub(super) fn in_sentence(
    view: &View<'_, '_>,
    dates: &[DateMention],
    n: usize,
    sentence: &Range<usize>,
) -> Vec<(Count, Toll)> {
    let found = counts::find(view, sentence.clone());
    found.into_iter().map(|count| told(view, dates, n, sentence, count)).collect()
}

/// A statement of casualties of sentence `n` with its date.
pub(super) fn told(
    view: &View<'_, '_>,
    dates: &[DateMention],
    n: usize,
    sentence: &Range<usize>,
    count: Count,
) -> (Count, Toll) {
    let when = date_beside(view, dates, sentence, count.cue);
    let toll = Toll { value: count.value, total: count.total, sentence: n, when };
    (count, toll)
}

/// The number to believe: a total, else the largest of the first telling.
pub(super) fn believed(tolls: &[&Toll]) -> Option<u32> {
    let first = tolls.iter().map(|toll| toll.sentence).min()?;
    let early = |toll: &Toll| toll.sentence <= first + FIRST_SENTENCES;
    // A report may open with one of its dead; what it counts after that is the toll, if it can be that of one event.
    let one = tolls.iter().all(|toll| !early(toll) || toll.value == 1);
    let rank = |toll: &&&Toll| (toll.total, early(toll) || one && toll.value <= ONE_EVENT_MAX, toll.value);
    tolls.iter().max_by_key(rank).map(|toll| toll.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toll(value: u32, sentence: usize, total: bool) -> Toll {
        Toll { value, total, sentence, when: None }
    }

    #[test]
    fn the_first_telling_wins_unless_a_later_one_is_the_total() {
        let check = |tolls: &[Toll], expected: Option<u32>| {
            assert_eq!(believed(&tolls.iter().collect::<Vec<_>>()), expected, "{tolls:?}")
        };
        check(&[], None);
        check(&[toll(4, 0, false), toll(13, 1, false), toll(1200, 9, false)], Some(13));
        check(&[toll(4, 0, false), toll(7, 9, true), toll(1200, 9, false)], Some(7));
        check(&[toll(3, 12, false), toll(5, 11, false)], Some(5));
        check(&[toll(1, 0, false), toll(19, 9, false), toll(1200, 12, false)], Some(19));
    }

    #[test]
    fn a_number_of_another_year_is_not_the_events() {
        let day = |y, m, d| When::day(jiff::civil::date(y, m, d));
        let old = Toll { when: day(2021, 4, 3), ..toll(22, 6, false) };
        assert!(old.of_another_time(day(2026, 5, 4).as_ref(), None));
        assert!(old.of_another_time(None, day(2026, 5, 5).as_ref()));
        assert!(!old.of_another_time(day(2021, 4, 5).as_ref(), day(2026, 5, 5).as_ref()));
        assert!(!toll(22, 6, false).of_another_time(day(2026, 5, 4).as_ref(), None));
    }
}
