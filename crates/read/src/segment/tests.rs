use super::*;
use proptest::prelude::*;
use record::ReportId;
use std::fmt::Write as _;
use std::path::Path;

/// A page of `testdata/segment`: lines `%% key: value` say what the input would say, the rest is the page.
fn page(path: &Path) -> RawReport {
    let all = std::fs::read_to_string(path).unwrap();
    let mut raw = RawReport::of_text(ReportId::from("r1"), "");
    for line in all.lines() {
        match line.strip_prefix("%% ").and_then(|said| said.split_once(": ")) {
            Some(("url", url)) => raw.url = Some(url.to_owned()),
            Some(("title", title)) => raw.title = Some(title.to_owned()),
            Some(("outlet", name)) => raw.outlet = Some(name.to_owned()),
            Some(("published", date)) => raw.published = Some(date.parse().unwrap()),
            Some((key, _)) => panic!("unknown key {key}"),
            None => {
                raw.text.push_str(line);
                raw.text.push('\n');
            }
        }
    }
    raw
}

fn shown(raw: &RawReport) -> String {
    let (report, faults) = segment(raw);
    let mut out = String::new();
    let date = report.published.map_or_else(|| "-".to_owned(), |d| d.to_string());
    let or_dash = |text: Option<&str>| text.filter(|t| !t.is_empty()).unwrap_or("-").to_owned();
    let _ = writeln!(out, "title: {}", or_dash(Some(&report.title)));
    let _ = writeln!(
        out,
        "byline: {} | section: {}",
        or_dash(report.byline.as_deref()),
        or_dash(report.section.as_deref())
    );
    let _ = writeln!(
        out,
        "outlet: {} | published: {date} | language: {}",
        or_dash(Some(&report.outlet)),
        or_dash(Some(&report.language))
    );
    for lead in &report.leads {
        let date = lead.published.map_or_else(|| "-".to_owned(), |d| d.to_string());
        let _ = writeln!(out, "lead: {} | {date} | {}", lead.title, or_dash(lead.time.as_deref()));
    }
    for fault in &faults {
        let _ = writeln!(out, "fault: {fault}");
    }
    let _ = write!(out, "text:\n{}", report.text);
    out
}

#[test]
fn pages_give_their_articles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/segment");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 33);
    for path in paths {
        insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), shown(&page(&path)));
    }
}

#[test]
fn what_the_input_says_is_kept() {
    let mut raw = RawReport::of_text(
        ReportId::from("r1"),
        "A bomb went off on Monday, police said. Nobody was hurt.\n\nIt was the second this year.",
    );
    raw.title = Some("Bomb goes off".to_owned());
    raw.outlet = Some("The Gazette".to_owned());
    raw.byline = Some("By A. Lorne".to_owned());
    raw.leads.push(Lead {
        title: "Port opens VIDEO".to_owned(),
        published: None,
        time: None,
        url: Some("https://a.example/1".to_owned()),
    });
    let (report, faults) = segment(&raw);
    assert_eq!(
        report.text,
        "Bomb goes off\nA bomb went off on Monday, police said. Nobody was hurt.\nIt was the second this year."
    );
    assert_eq!(
        (report.title.as_str(), report.outlet.as_str(), report.byline.as_deref()),
        ("Bomb goes off", "The Gazette", Some("A. Lorne"))
    );
    assert_eq!(report.leads[0].title, "Port opens");
    assert!(faults.is_empty());
}

#[test]
fn short_articles_come_through_whole() {
    let headline = "Bomb kills nine at livestock market in Sarra";
    let first = "A bomb exploded at the livestock market in Sarra on Wednesday and killed nine people.";
    let second = "No group has claimed the attack.";
    let third = "The market was closed.";
    for lines in [
        vec![first],
        vec![first, second],
        vec![first, second, third],
        vec![third],
        vec![headline, first],
        vec![headline, first, second, third],
        vec!["Market bomb", first, second],
        vec!["Nine dead", "The worst attack of the year", first],
    ] {
        let titled = lines.len() > 1 && !lines[0].ends_with('.');
        for gap in ["\n", "\n\n"] {
            let text = lines.join(gap);
            let (report, faults) = segment(&RawReport::of_text(ReportId::from("r1"), text.clone()));
            assert_eq!(report.text, lines.join("\n"), "{text}");
            assert_eq!(report.title, if titled { lines[0] } else { "" }, "{text}");
            assert!(faults.is_empty() && report.leads.is_empty(), "{text}");
        }
    }
    let (report, _) = segment(&RawReport::of_text(ReportId::from("r1"), format!("{first} {second} {third}")));
    assert_eq!((report.title.as_str(), report.text), ("", format!("{first} {second} {third}")));
}

#[test]
fn bad_input_gives_faults() {
    let faults = |text: &str, published: Option<Date>| {
        let mut raw = RawReport::of_text(ReportId::from("r1"), text);
        raw.published = published;
        segment(&raw).1.into_iter().map(|fault| fault.kind).collect::<Vec<_>>()
    };
    assert_eq!(faults("", None), [FaultKind::Empty]);
    assert_eq!(faults(" \n\t\n", None), [FaultKind::Empty]);
    assert_eq!(faults("Two died.", Some(jiff::civil::date(0, 1, 1))), [FaultKind::Date]);
    assert_eq!(faults(&"\u{1}\u{2}".repeat(100), None), [FaultKind::Controls, FaultKind::Binary, FaultKind::Empty]);
    assert_eq!(faults(&"x".repeat(REPORT_BYTES_MAX + 1), None), [FaultKind::TooLarge]);
    assert_eq!(faults(&"(\n".repeat(100_000), None), []);
}

#[test]
fn a_wire_dateline_gives_the_day_without_its_century() {
    let day = |text: &str| {
        let raw = RawReport::of_text(ReportId::from("r1"), text);
        segment(&raw).0.published.map(|day| day.to_string())
    };
    let wire = |line: &str| format!("{line} -- THE HARBOUR MASTER SAID THAT TWO SHIPS HAD LEFT THE PORT IN THE NIGHT.");
    assert_eq!(day(&wire("PORT KESSIM, 4 FEB 90 (TARN NEWS)")), Some("1990-02-04".into()));
    assert_eq!(day(&wire("PORT KESSIM (TARN), JUNE 11 89")), Some("1989-06-11".into()));
    assert_eq!(day(&wire("PORT KESSIM, 4 FEB 07")), Some("2007-02-04".into()));
    assert_eq!(day(&wire("PORT KESSIM, NO DATE")), None);
    assert_eq!(day(&wire("PORT KESSIM, 12 NOV (TARN NEWS)")), None);
}

proptest! {
    #[test]
    fn no_page_makes_it_panic_and_no_line_is_invented(lines in prop::collection::vec(prop::sample::select(vec![
        "Home", "Read also", "Latest news", "Comments", "18 June 2024 - 12:17", "14:34", "3 hours ago", "PHOTO", "By A. Name", "31/02/2020",
        "Two men held over plot", "Police said on Monday that two men had been held.", "A very long day came to its end in the old town of Kessim.", "- item one",
        "\u{202e}x", "", "é", "(AP) --", "© 2024 Example", "2:34",
    ]), 0..60)) {
        let raw = RawReport::of_text(ReportId::from("r1"), lines.join("\n"));
        let (report, _) = segment(&raw);
        for line in report.text.lines() {
            prop_assert!(raw.text.replace('\u{202e}', "").lines().any(|l| l.contains(line)), "{}", line);
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,400}") {
        let (report, _) = segment(&RawReport::of_text(ReportId::from("r1"), text));
        prop_assert!(report.text.len() <= REPORT_BYTES_MAX);
    }
}
