//! Words by which a line of a page gives itself away as furniture.

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// What a line of furniture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Share and print buttons, counters, reading time, font size: stands anywhere, tells nothing about what follows.
    Button,
    /// An invitation to subscribe, follow, donate, install.
    Subscribe,
    /// "Advertisement", "Story continues below".
    Advert,
    /// A link to one other report: "Read more: …".
    Link,
    /// Heads a list of other reports: "Read also", "Latest news".
    Related,
    /// Heads readers' comments.
    Comments,
    /// Cookies, terms, copyright.
    Legal,
    /// A photo's caption or credit.
    Caption,
    /// "Tags: …", "Topics".
    Tags,
    /// "Source: …", "Reporting by …": no furniture, it says whose words these are.
    Credit,
    /// "PHOTO/VIDEO", "Expert opinions": a badge beside a headline.
    Badge,
}

/// The words, see the head of the file.
const WORDS: &str = include_str!("cues.txt");
/// Whole lines are looked up only up to this many words.
const WHOLE_WORDS_MAX: usize = 6;
/// Longer lines (words) are not searched for parts.
const PART_WORDS_MAX: usize = 60;
/// Longer lines (words) have no label and call nobody.
const LABEL_LINE_WORDS_MAX: usize = 30;
/// A label before a colon has at most this many words.
const LABEL_WORDS_MAX: usize = 5;
/// In a call to join, number and noun stand among this many words.
const INVITATION_WORDS: usize = 7;
/// Captions are not longer (words).
const CAPTION_WORDS_MAX: usize = 45;
/// A credit stands this near (bytes) to the end of its line: "…, April 28, 2020. REUTERS/A. Name".
const CREDIT_TAIL_BYTES: usize = 60;

/// How a line may start.
struct Start {
    cue: Cue,
    words_max: usize,
    words: String,
}

struct Lexicon {
    whole: FxHashMap<&'static str, Cue>,
    /// By first byte, in the order of the file.
    starts: Vec<Vec<Start>>,
    parts: Option<AhoCorasick>,
    credits: usize,
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(load)
}

fn load() -> Lexicon {
    let mut whole = FxHashMap::default();
    let mut starts: Vec<Vec<Start>> = (0..256).map(|_| Vec::new()).collect();
    let (mut credits, mut notices) = (Vec::new(), Vec::new());
    let mut heading: Vec<&str> = Vec::new();
    for line in WORDS.lines().filter(|line| !line.starts_with("# ")) {
        if let Some(inner) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            heading = inner.split(' ').collect();
            continue;
        }
        for words in line.split('|').map(str::trim).filter(|w| !w.is_empty()) {
            let spaced = || words.replace('~', " ");
            match heading.as_slice() {
                ["whole", kind] => drop(code(kind).and_then(|cue| whole.insert(words, cue))),
                ["start", kind, max] => {
                    if let (Some(cue), Ok(words_max)) = (code(kind), max.parse()) {
                        starts[usize::from(words.as_bytes()[0])].push(Start { cue, words_max, words: spaced() });
                    }
                }
                ["credit"] => credits.push(spaced()),
                ["notice"] => notices.push(spaced()),
                _ => {}
            }
        }
    }
    let count = credits.len();
    credits.extend(notices);
    Lexicon { whole, starts, parts: AhoCorasick::new(&credits).ok(), credits: count }
}

fn code(kind: &str) -> Option<Cue> {
    Some(match kind {
        "button" => Cue::Button,
        "subscribe" => Cue::Subscribe,
        "advert" => Cue::Advert,
        "link" => Cue::Link,
        "related" => Cue::Related,
        "comments" => Cue::Comments,
        "legal" => Cue::Legal,
        "caption" => Cue::Caption,
        "tags" => Cue::Tags,
        "credit" => Cue::Credit,
        "badge" => Cue::Badge,
        _ => return None,
    })
}

/// What kind of furniture a line is by its words; `None` if they do not say. `folded` is the folded line.
pub(crate) fn cue(folded: &str, words: usize) -> Option<Cue> {
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '\u{a9}'));
    let Some(first) = folded.bytes().next().filter(|_| !bare.is_empty()) else { return Some(Cue::Button) };
    // A gallery run together into one paragraph, however long.
    if folded.starts_with("photos: ") && folded.contains(" hide caption") {
        return Some(Cue::Caption);
    }
    let lexicon = lexicon();
    if words <= WHOLE_WORDS_MAX {
        if let Some(cue) = lexicon.whole.get(bare) {
            return Some(*cue);
        }
        if is_counter(bare, words) {
            // "12 comments" heads the comments or links to them.
            return Some(if bare.contains("comment") { Cue::Comments } else { Cue::Button });
        }
    }
    let starts = lexicon.starts[usize::from(first)].iter();
    if let Some(start) = { starts }.find(|start| words <= start.words_max && folded.starts_with(start.words.as_str())) {
        return Some(start.cue);
    }
    if words <= LABEL_LINE_WORDS_MAX
        && let Some(cue) = labelled(folded).or_else(|| invitation(folded))
    {
        return Some(cue);
    }
    if words <= PART_WORDS_MAX { parts(lexicon, folded, words) } else { None }
}

/// `Local advertisement: …`, `Recipe of the week: …`: the label before the colon names what no article is.
fn labelled(folded: &str) -> Option<Cue> {
    let (label, _) = folded.split_once(':')?;
    let words: Vec<&str> = label.split(' ').collect();
    if words.len() > LABEL_WORDS_MAX {
        return None;
    }
    let of_the_week = matches!(words.as_slice(), [_, .., "of", "the", "day" | "week" | "month" | "year"]);
    // A programme's announcement: "Next on Radio X: …".
    if of_the_week || matches!(words.as_slice(), ["next" | "later" | "tomorrow", "on", _, ..] | ["coming", "up", _, ..])
    {
        return Some(Cue::Link);
    }
    let advert = |word: &&str| matches!(*word, "advertisement" | "advert" | "sponsored" | "advertorial");
    words.iter().any(advert).then_some(Cue::Advert)
}

/// `Join 40,000 readers.`: a call to do as many others do.
fn invitation(folded: &str) -> Option<Cue> {
    let mut words = folded.split([' ', ',', '.', '!']).filter(|word| !word.is_empty());
    let calls = matches!(words.next(), Some("join" | "become" | "meet"));
    let mut head = words.take(INVITATION_WORDS);
    let number =
        head.by_ref().take(3).any(|word| word.starts_with(|c: char| c.is_ascii_digit()) || word == "thousands");
    let many = |word: &str| {
        matches!(
            word,
            "readers"
                | "subscribers"
                | "followers"
                | "members"
                | "others"
                | "listeners"
                | "viewers"
                | "supporters"
                | "people"
        )
    };
    (calls && number && head.any(many)).then_some(Cue::Subscribe)
}

fn parts(lexicon: &Lexicon, folded: &str, words: usize) -> Option<Cue> {
    let mut notice: Option<usize> = None;
    for hit in lexicon.parts.as_ref()?.find_overlapping_iter(folded) {
        let part = hit.pattern().as_usize();
        if part < lexicon.credits {
            // "a Reuters/Ipsos poll" credits no photo.
            let poll = folded[hit.end()..].starts_with("ipsos");
            if words <= CAPTION_WORDS_MAX && hit.start() + CREDIT_TAIL_BYTES >= folded.len() && !poll {
                return Some(Cue::Caption);
            }
        } else if notice.is_some_and(|other| other != part) {
            return Some(Cue::Subscribe);
        } else {
            notice = Some(part);
        }
    }
    None
}

/// "38 views", "4 min read", "6,384 Read", "2:34", "1 comment", "12": numbers with a counter's noun.
fn is_counter(bare: &str, words: usize) -> bool {
    let mut digits = false;
    for word in bare
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '.' | '/' | '|' | '-' | '(' | ')'))
        .filter(|w| !w.is_empty())
    {
        let number = word.trim_end_matches(['k', 'm', '+']).bytes().all(|b| b.is_ascii_digit());
        digits |= number && word.bytes().any(|b| b.is_ascii_digit());
        let noun = matches!(
            word,
            "view"
                | "views"
                | "read"
                | "reads"
                | "min"
                | "mins"
                | "minute"
                | "minutes"
                | "comment"
                | "comments"
                | "share"
                | "shares"
                | "like"
                | "likes"
                | "shared"
                | "of"
                | "sec"
                | "seconds"
                | "votes"
                | "reactions"
                | "hits"
                | "listen"
                | "watch"
        );
        if !number && !noun {
            return false;
        }
    }
    digits && words <= 5
}

/// Badges printed before or after a headline on its own line, in capitals.
pub(crate) const BADGE_WORDS: &[&str] = &[
    "PHOTO",
    "PHOTOS",
    "VIDEO",
    "VIDEOS",
    "UPDATED",
    "UPDATE",
    "EXCLUSIVE",
    "LIVE",
    "BREAKING",
    "GALLERY",
    "INFOGRAPHIC",
    "INFOGRAPHICS",
    "AUDIO",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold;

    #[test]
    fn furniture_gives_itself_away_and_prose_does_not() {
        let check = |line: &str, expected: Option<Cue>| {
            assert_eq!(cue(&fold(line), line.split_whitespace().count()), expected, "{line}");
        };
        check("Subscribe to our Telegram channel", Some(Cue::Subscribe));
        check("Read also", Some(Cue::Related));
        check("Most Read:", Some(Cue::Related));
        check("PHOTO/VIDEO", Some(Cue::Badge));
        check("UPDATED / PHOTO", Some(Cue::Badge));
        check("Review by Example.Org", Some(Cue::Badge));
        check("38 views", Some(Cue::Button));
        check("2:34", Some(Cue::Button));
        check("Comments (12)", Some(Cue::Comments));
        check("READ MORE: The bridge that never was", Some(Cue::Link));
        check("A policeman stands guard near the bridge, May 3. REUTERS/A. Name", Some(Cue::Caption));
        check("We use cookies to make this page better.", Some(Cue::Legal));
        check("Accept cookies to watch this video of the attack", Some(Cue::Legal));
        check("We and our 842 partners store and read data on your device to show adverts.", Some(Cue::Legal));
        check("Get the day's news delivered to your inbox with our newsletter.", Some(Cue::Subscribe));
        check("LOCAL ADVERTISEMENT: Boat for sale, engine rebuilt.", Some(Cue::Advert));
        check("Recipe of the week: soup", Some(Cue::Link));
        check("Join 12,000 readers. Our letter comes on Fridays.", Some(Cue::Subscribe));
        check("Next on Radio Kessim: The hour of the flute, 19:00", Some(Cue::Link));
        check("Join the army, he told 300 members of the club.", None);
        check("Poll: most want the toll bridge", None);
        check("Editor: bomb was meant for my paper, not for me", None);
        check("Police: man of the house was the bomber", None);
        check("Police said that two men had been arrested near the bridge.", None);
        check("Reuters reported that the blast killed two.", None);
        check("(Reuters) - Two people died on Monday, police said.", None);
        check("The share of votes fell to 12 percent.", None);
        check("More than 30 people died.", None);
    }
}
