//! One event told by thousands, each in words and with sources of its own: what an incident costs that is as large as they come.

use super::{Mini, MiniPlace, Places};
use jiff::civil::date;
use link::{Config, World};
use record::PlacePrecision;
use std::fmt::Write;

/// A claim of the `n`-th report. Every fourth names nobody, the others a person, a body or an outlet before them.
fn claim(n: usize) -> Mini {
    let mut text = String::new();
    for word in 0..16 {
        let _ = write!(text, "word{} ", n * 16 + word);
    }
    Mini {
        id: format!("claim-{n}"),
        by: format!("Outlet {n}"),
        on: Some(date(2026, 3, 2)),
        is: "bombing accomplished".to_owned(),
        at: Some("Oria".to_owned()),
        when: Some("2026-03-01".to_owned()),
        target: vec![format!("the market hall of quarter{}", n)],
        killed: Some(12 + n as u32 % 3),
        says: match n % 4 {
            0 => Vec::new(),
            1 => vec![format!("person:Given{n} Family{n}")],
            2 => vec![format!("authority:police of District{n}")],
            _ => vec![format!("press:Outlet {}", n - 3)],
        },
        text,
        ..Mini::default()
    }
}

/// A world with one event in so many reports.
pub fn world(reports: usize) -> World {
    of(reports, claim)
}

/// The same event in so many reports that took over one long text, each with a headline and an end of its own and with one word in
/// thirty replaced; their evidence is their own.
pub fn world_of_copies(reports: usize) -> World {
    of(reports, |n| {
        let mut told = claim(n);
        let own = told.text.len();
        for word in 0..480 + n % 60 {
            let of = if (word + n) % 30 == 0 { n % 97 } else { 0 };
            let _ = write!(told.text, "story{word}of{of} ");
        }
        told.evidence = Some(own);
        told
    })
}

fn of(reports: usize, claim: impl Fn(usize) -> Mini) -> World {
    let oria = MiniPlace("OA".to_owned(), 10.0, 10.0, PlacePrecision::City, 1, String::new());
    let places = Places::from([("Oria".to_owned(), oria)]);
    let all: Vec<_> = (0..reports).map(claim).map(|mini| (mini.report(), mini.reading(&places))).collect();
    let mut world = World::new(Config::default());
    world.add_all(all.iter().map(|(report, reading)| (report, reading)));
    world
}
