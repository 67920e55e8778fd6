use super::*;
use jiff::civil::date;
use proptest::prelude::*;

/// Words and values of all dates in a text published on a day.
fn found(text: &str, published: Option<Date>) -> Vec<String> {
    let doc = Doc::new(text, false);
    find(&doc, published)
        .into_iter()
        .map(|m| {
            let length = m.when.end.duration_since(m.when.start).as_hours();
            let value = if m.when.precision == DatePrecision::Time {
                format!("{}+{length}h", m.when.start)
            } else {
                m.when.iso()
            };
            format!("{} = {value}", doc.slice(m.tokens))
        })
        .collect()
}

/// A Tuesday.
const PUBLISHED: Date = date(2024, 6, 18);

fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(text, Some(PUBLISHED)), expected, "{text}");
}

#[test]
fn absolute_dates_in_many_forms() {
    check("It blew up on 22 March 2024.", &["22 March 2024 = 2024-03-22"]);
    check("It blew up on March 22, 2024, at dawn.", &["March 22, 2024 = 2024-03-22"]);
    check("It blew up on 3/22/2024 and 22.03.2024.", &["3/22/2024 = 2024-03-22", "22.03.2024 = 2024-03-22"]);
    check("Filed 2024-03-22.", &["2024-03-22 = 2024-03-22"]);
    check("It was on the 22nd of March.", &["the 22nd of March = 2024-03-22"]);
    check("It began in March 2024 and ended in 2013.", &["March 2024 = 2024-03", "2013 = 2013"]);
    check("The Sept 11, 2001 attacks; since 9/11.", &["Sept 11, 2001 = 2001-09-11", "9/11 = 2001-09-11"]);
    // The day is none, the year is one.
    check("Signed on 31 February 2024.", &["2024 = 2024"]);
    check("It happened in early 2015.", &["early 2015 = 2015"]);
    check(
        "BOGOTA, 30 JUN 89 (EXAMPLE) -- [25 MAY] GUERRILLAS ATTACKED A TOWN IN THE NORTH.",
        &["30 JUN 89 = 1989-06-30", "25 MAY = 2024-05-25"],
    );
    check("On Friday, March 22, gunmen came.", &["Friday, March 22 = 2024-03-22"]);
}

#[test]
fn dates_without_a_year_lie_near_the_report() {
    check("He was held on Jan. 28.", &["Jan. 28 = 2024-01-28"]);
    check("It blew up in March.", &["March = 2024-03"]);
    check("It blew up in October.", &["October = 2023-10"]);
    check("The vote will be held in October.", &["October = 2024-10"]);
    check("The vote is set for July 20.", &["July 20 = 2024-07-20"]);
    check("It blew up on Dec. 30.", &["Dec. 30 = 2023-12-30"]);
    check("Two died last May and last July.", &["last May = 2024-05", "last July = 2023-07"]);
}

#[test]
fn relative_dates_go_from_the_day_of_publication() {
    check("Two died yesterday and today.", &["yesterday = 2024-06-17", "today = 2024-06-18"]);
    check("Two died on Friday.", &["Friday = 2024-06-14"]);
    check("Two died on Tuesday.", &["Tuesday = 2024-06-18"]);
    check("Two died last Tuesday.", &["last Tuesday = 2024-06-11"]);
    check("The court will meet on Friday.", &["Friday = 2024-06-21"]);
    check("A march planned for Saturday was called off.", &["Saturday = 2024-06-22"]);
    check("Two died last week.", &["last week = 2024-06-10"]);
    check("Two died earlier this month.", &["earlier this month = 2024-06"]);
    check("Two died last month.", &["last month = 2024-05"]);
    check("Two died two days ago.", &["two days ago = 2024-06-16"]);
    check("Two died a year ago.", &["a year ago = 2023"]);
    check("They will march next week.", &["next week = 2024-06-24"]);
    check("They will march tomorrow.", &["tomorrow = 2024-06-19"]);
    check("Two died this morning.", &["this morning = 2024-06-18T06:00:00Z+6h"]);
    check("Two died overnight.", &["overnight = 2024-06-17T20:00:00Z+8h"]);
    check("Two died on Friday night.", &["Friday night = 2024-06-14T20:00:00Z+8h"]);
    check("Two died over the weekend.", &["the weekend = 2024-06-15"]);
    check("Two died on May 3. Three died the next day.", &["May 3 = 2024-05-03", "the next day = 2024-05-04"]);
    check("Two died last summer.", &["last summer = 2023-06"]);
}

#[test]
fn days_with_names() {
    check("It blew up on Christmas Day.", &["Christmas Day = 2023-12-25"]);
    check("It blew up on Easter Sunday.", &["Easter Sunday = 2024-03-31"]);
    check("It blew up on Easter Sunday 2019.", &["Easter Sunday 2019 = 2019-04-21"]);
    check("It blew up on New Year's Eve.", &["New Year's Eve = 2023-12-31"]);
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "Two may have died in the march.",
        "In the early 1990s and the 1980s.",
        "Every Friday they pray.",
        "About 2000 soldiers came.",
        "It cost $1999.",
        "The Sunday Times reports.",
        "A second man fled.",
        "He sat in the sun.",
        "Black Friday sales.",
        "Over the past three weeks.",
    ] {
        let dates = found(text, Some(PUBLISHED));
        assert!(dates.is_empty(), "{text}: {dates:?}");
    }
}

#[test]
fn without_a_day_of_publication_only_full_dates_count() {
    assert_eq!(found("Two died on Friday, in March, on 3 May and on 4 May 2020.", None), ["4 May 2020 = 2020-05-04"]);
}

#[test]
fn dates_told_from_the_last_day_and_weeks_of_months() {
    check(
        "On Monday a mine went off. That same evening a bridge burned.",
        &["Monday = 2024-06-17", "That same evening = 2024-06-17T18:00:00Z+4h"],
    );
    check("They will strike in the first week of July.", &["the first week of July = 2024-07-01"]);
    check("He called on Memorial Day.", &["Memorial Day = 2024-05-27"]);
    check("The rebels on Friday threatened to strike ships.", &["Friday = 2024-06-14"]);
}

proptest! {
    #[test]
    fn no_date_of_publication_and_no_words_make_it_panic(
        year in -9999_i16..=9999, month in 1_i8..=12, day in 1_i8..=28,
        words in prop::collection::vec(prop::sample::select(vec![
            "last", "this", "next", "the", "week", "month", "year", "Friday", "March", "May", "5000", "9999", "1", "31", "ago", "earlier", "later", "days",
            "years", "weeks", "weekend", "quarter", "third", "overnight", "tonight", "Easter", "Sunday", "summer", "of", ",", "-", "/", "day", "before", "after",
            "yesterday", "tomorrow", "Christmas", "2024", "0000", "Feb.", "29", "early", "noon", "will", "following", "same", "two",
        ]), 0..40),
        glue in prop::sample::select(vec![" ", ""]),
    ) {
        let text = words.join(glue);
        let published = Date::new(year, month, day).unwrap();
        let doc = Doc::new(&text, false);
        for mention in find(&doc, Some(published)) {
            prop_assert!(mention.tokens.end <= doc.tokens.len() && mention.when.start < mention.when.end);
        }
    }
}
