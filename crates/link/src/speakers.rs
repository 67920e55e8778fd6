//! Names of outlets, agencies, authorities and persons, brought to one spelling.

use crate::words::{fold, words};
use record::SpeakerKind;

/// Initials and short names of agencies and papers that the world's press uses without explaining them.
const ALIASES: &[(&str, &str)] = &[
    ("aa", "anadolu"),
    ("afp", "agence france presse"),
    ("ap", "associated press"),
    ("associated", "associated press"),
    ("association", "press association"),
    ("dpa", "deutsche presse agentur"),
    ("itar tass", "tass"),
    ("nyt", "new york times"),
    ("pa", "press association"),
    ("pti", "press trust of india"),
    ("rfe rl", "free europe liberty"),
    ("ria novosti", "ria"),
    ("smh", "sydney morning herald"),
    ("trust of india", "press trust of india"),
    ("united international", "united press international"),
    ("upi", "united press international"),
    ("wsj", "wall street journal"),
    ("isil", "islamic state"),
    ("isis", "islamic state"),
    ("daesh", "islamic state"),
    ("is", "islamic state"),
];

/// Words that describe an outlet or body without naming it.
const DESCRIBING: &[&str] = &[
    "agency",
    "broadcaster",
    "channel",
    "daily",
    "group",
    "magazine",
    "militant",
    "network",
    "news",
    "newspaper",
    "newswire",
    "official",
    "online",
    "outlet",
    "owned",
    "paper",
    "portal",
    "press",
    "privately",
    "radio",
    "run",
    "site",
    "station",
    "television",
    "the",
    "tv",
    "website",
    "weekly",
    "wire",
];

/// Words for speakers without a name.
const VAGUE: &[&str] = &["account", "accounts", "media", "outlets", "report", "reports", "sources"];

/// Words that go with them: "local media", "several unconfirmed reports".
const VAGUE_WITH: &[&str] = &[
    "foreign",
    "international",
    "local",
    "national",
    "news",
    "press",
    "regional",
    "several",
    "social",
    "some",
    "state",
    "the",
    "unconfirmed",
    "various",
];

/// One spelling for one name: without case, accents, articles, top-level domains and words such as "newspaper" or "agency".
#[must_use]
pub fn canonical_name(name: &str) -> String {
    let folded = fold(name.trim());
    let bare = folded.strip_prefix("www.").unwrap_or(&folded);
    // "caliber.az": a domain used as a name.
    let bare = match bare.rsplit_once('.') {
        Some((stem, top))
            if !stem.contains(' ')
                && stem.len() > 2
                && (2..=4).contains(&top.len())
                && top.chars().all(char::is_alphabetic) =>
        {
            stem
        }
        _ => bare,
    };
    let all: Vec<String> = words(bare).collect();
    let whole = all.join(" ");
    if let Some((_, full)) = ALIASES.iter().find(|(short, _)| *short == whole) {
        return (*full).to_owned();
    }
    // "State-run television", but "Islamic State".
    let owned =
        all.first().is_some_and(|w| w == "state") && all.iter().skip(1).any(|w| DESCRIBING.contains(&w.as_str()));
    let kept: Vec<&str> =
        all.iter().map(String::as_str).skip(usize::from(owned)).filter(|w| !DESCRIBING.contains(w)).collect();
    // "The Daily News" is made of describing words only: then they are its name.
    let kept = if kept.is_empty() { whole } else { kept.join(" ") };
    ALIASES.iter().find(|(short, _)| *short == kept).map_or(kept, |(_, full)| (*full).to_owned())
}

/// True for speakers that nobody could ask: "local media", "reports".
pub(crate) fn is_vague(name: &str) -> bool {
    let folded = fold(name);
    let all: Vec<String> = words(&folded).collect();
    let vague = |w: &String| VAGUE.contains(&w.as_str());
    // A demonym names a country, not a speaker.
    let with =
        |w: &String| VAGUE_WITH.contains(&w.as_str()) || ["ian", "ish", "ese"].iter().any(|end| w.ends_with(end));
    all.is_empty() || (all.iter().any(vague) && all.iter().all(|w| vague(w) || with(w)))
}

/// True if two canonical names of one kind mean the same within one incident: equal, or the shorter one's words all stand
/// in the longer ("Firat" in "Hande Firat", "interior ministry" in "French interior ministry").
pub(crate) fn same_speaker(kind: SpeakerKind, left: &str, right: &str) -> bool {
    if left == right {
        return true;
    }
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if short.is_empty() {
        return false;
    }
    match kind {
        // A surname alone stands for the full name: the last words must agree.
        SpeakerKind::Person => long.ends_with(short) && long[..long.len() - short.len()].ends_with([' ', '-']),
        SpeakerKind::Authority | SpeakerKind::Organisation | SpeakerKind::Document => {
            // "Ministry of the Interior" and "French interior minister" speak with one voice.
            let office = |word| if word == "ministry" { "minister" } else { word };
            let long: Vec<&str> = long.split(' ').map(office).collect();
            short.split(' ').map(office).filter(|word| *word != "of").all(|word| long.contains(&word))
        }
        // "Times" is not "Moscow Times".
        SpeakerKind::Outlet | SpeakerKind::Press | SpeakerKind::Unnamed => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        for (name, expected) in [
            ("Hürriyet", "hurriyet"),
            ("the newspaper Hürriyet", "hurriyet"),
            ("TASS news agency", "tass"),
            ("ITAR-TASS", "tass"),
            ("AP", "associated press"),
            ("The Associated Press", "associated press"),
            ("state-run television Kanal Nord", "kanal nord"),
            ("Islamic State", "islamic state"),
            ("Caliber.Az", "caliber"),
            ("www.northgate-post.com", "northgate post"),
            ("The Daily News", "the daily news"),
            ("ISIS", "islamic state"),
            ("", ""),
        ] {
            assert_eq!(canonical_name(name), expected, "{name}");
        }
    }

    #[test]
    fn part_of_a_name() {
        use SpeakerKind::{Authority, Person, Press};
        for (kind, left, right, same) in [
            (Person, "hande firat", "firat", true),
            (Person, "firat", "ali firatli", false),
            (Authority, "french interior ministry", "interior ministry", true),
            (Authority, "defence ministry", "interior ministry", false),
            (Authority, "ministry of interior", "french interior minister", true),
            (Press, "times", "moscow times", false),
        ] {
            assert_eq!(same_speaker(kind, left, right), same, "{left} / {right}");
        }
    }

    #[test]
    fn nobody_in_particular() {
        assert!(
            is_vague("local media") && is_vague("several reports") && is_vague("the Ruritanian media") && is_vague("")
        );
        assert!(!is_vague("Northgate Post") && !is_vague("Canadian Press"));
    }
}
