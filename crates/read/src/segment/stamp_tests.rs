use super::*;

/// `date | time | before | after`
fn check(line: &str, expected: &str) {
    let found = parse(line, Order::DayFirst).map_or_else(
        || "none".to_owned(),
        |s| {
            let date = s.date.map(|d| d.to_string()).or(s.impossible.map(|w| format!("impossible {w}")));
            let date =
                date.or(s.day_month.map(|(m, d)| format!("{m}-{d}"))).or(s.relative.then(|| "relative".to_owned()));
            format!("{} | {} | {} | {}", date.unwrap_or_default(), s.time.unwrap_or_default(), s.before, s.after)
        },
    );
    assert_eq!(found, expected, "{line}");
}

#[test]
fn stamps_are_found_in_the_ways_pages_print_them() {
    check("REGION  18 June 2024 - 12:17", "2024-06-18 | 12:17 | REGION | ");
    check("Published on 30/04/2024 - 16:38", "2024-04-30 | 16:38 |  | ");
    check("Posted May 24, 2026 10:05 am", "2026-05-24 | 10:05 am |  | ");
    check("2025-05-06 23:58 38 view", "2025-05-06 | 23:58 |  | ");
    check("2024-06-18T12:17:00Z", "2024-06-18 | 12:17:00 |  | ");
    check("Tue, 3rd of March 2020, 4 p.m. GMT", "2020-03-03 | 4 p.m |  | ");
    check("12. März 2021 | 18:05 Uhr", "2021-03-12 | 18:05 |  | ");
    check("14 Haziran 2023 Çarşamba", "2023-06-14 |  |  | Çarşamba");
    check("26.06.24, 09:10", "2024-06-26 | 09:10 |  | ");
    check("3 hours ago", "relative |  |  | ");
    check("Yesterday", "relative |  |  | ");
    check("14:34 \"Free\" port opens after storm", " | 14:34 |  | \"Free\" port opens after storm");
    check("Port opens after storm - 26 June 2024", "2024-06-26 |  | Port opens after storm | ");
    check("31 February 2024", "impossible 31 February 2024 |  |  | ");
    check("00/00/0000", "impossible 00/00/0000 |  |  | ");
    check("Jun 26, 14:34", "6-26 | 14:34 |  | ");
    check("9 November 2025  The stone by the gate", "2025-11-09 |  |  | The stone by the gate");
    check("14 killed in Tarn raid - 26 June 2024", "2024-06-26 |  | 14 killed in Tarn raid | ");
    check("07/11/2025 The 14 steps of the town hall", "2025-11-07 |  |  | The 14 steps of the town hall");
    check("06.10.2026 20.47 Icebreaker leaves yard", "2026-10-06 |  |  | Icebreaker leaves yard");
    check("By Ada Lorne, 3 May 2026", "2026-05-03 |  | By Ada Lorne | ");
    check("A plain headline without any", "none");
    check("Twelve killed in 3 attacks", "none");
}

#[test]
fn the_order_of_numbers_is_learnt_from_the_page() {
    assert_eq!(order_of(["05/06/2024", "25/06/2024"].into_iter()), Some(Order::DayFirst));
    assert_eq!(order_of(["06/25/2024"].into_iter()), Some(Order::MonthFirst));
    assert_eq!(order_of(["05/06/2024"].into_iter()), None);
}
