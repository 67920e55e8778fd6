//! A grammar of news in bytes: each byte chooses a word, a mark or something odd. Random changes of such bytes stay close to
//! what reports look like and so get deeper into the reader than random text does.

use record::RawReport;

/// Bytes of text after which the rest of the input is left out: repetition makes much of little.
const TEXT_BYTES_MAX: usize = 64 << 10;
/// Words that one byte may say again.
const AGAIN_MAX: usize = 16;

/// Words that begin an event or say how far it got.
const DEEDS: &str = "attacked killed bombed kidnapped exploded ambushed shot stabbed stormed raided torched hijacked seized \
    threatened planned foiled plotted vowed warned denied claimed arrested detained wounded injured abducted beheaded \
    detonated robbed sabotaged blew opened went fired struck hit clashed executed freed released assassinated attempted \
    attack bombing explosion blast ambush raid plot kidnapping assassination massacre arson hijacking sabotage robbery shooting \
    threat bomb grenade mortar rocket rifle machete explosives mine siege assault strike killing death dead wounded toll victims \
    killing wounding injuring leaving burning";
/// Who and what.
const WHO: &str = "gunmen militants police soldiers guerrillas rebels bandits terrorists suspects attackers men women children \
    peasants farmers students villagers tourists worshippers officers guards passengers troops commandos bomber mayor judge \
    priest journalist minister president governor colonel general ambassador group organisation army ministry court prosecutor \
    spokesman witnesses officials residents sources market church mosque school station bus train airport embassy bridge \
    pipeline pylon barracks checkpoint hotel village town city capital province district border office house home vehicle car";
/// Names of places, groups, outlets and nobody.
const NAMES: &str = "Kano Lagos Maiduguri Kabul Baghdad Mogadishu Moscow Paris London Bogota Medellin Lima Ayacucho San Salvador \
    Santa Ana Guatemala Beirut Gaza Karachi Istanbul Turkiye Nigeria Afghanistan Iraq Somalia Russia France Colombia Peru \
    El Guatemalan Iraqi Russian Nigerian U.S. UN EU Boko Haram al-Shabaab ISIS Islamic State Khorasan Taliban FMLN ELN FARC \
    Shining Path ETA PKK Hamas Hezbollah Reuters TASS AFP Xinhua Hürriyet Washington Georgia Jordan Chad Mali Niger Mr. Gen. \
    Dr. Mary John St. Mount Lake River North Western Upper Côte d'Ivoire Düsseldorf São Łódź İzmir";
/// What holds sentences together.
const SMALL: &str = "the a an of in on at to by from with for and or but that which who whose was were is are had has have been be \
    not no if would could may might will after before during since until near outside inside between against over under \
    into his her their its this these those such as one two three seven dozen dozens scores several many at least more than up \
    said says told according reported added quoted citing wrote announced confirmed allegedly reportedly suspected";
/// When and how many.
const TIMES: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday today yesterday tomorrow last next this week month \
    year night morning evening ago earlier later Ramadan Easter Christmas January February March April May June July August \
    September October November December 1989 2016 2024 1,200 12 14:34 3.5 22nd 05/06/2024 18.06.2024 2024-06-18 thirty hundred \
    thousand million half 99999999999 0 -1 31";
/// Marks; each is put without a space before it.
const MARKS: &[&str] = &[
    ".", ",", ";", ":", "?", "!", "\"", "'", "(", ")", "[", "]", "-", "--", "...", "/", "'s", "\u{201c}", "\u{201d}",
    "\u{2018}", "\u{2019}", "\u{2014}", "\u{2026}", "\u{ab}", "\u{bb}", "\u{b7}", "|", "*", "&", "%", "$", "@", "#",
    "\u{2022}", "\u{a0}", "\t", "\n", "\n\n", ". ", ", ", " - ", " -- ", "\n- ", "\n1. ", "\n   ",
];
/// What a page may hold besides: furniture, odd letters, addresses.
const ODD: &[&str] = &[
    "Read also",
    "Advertisement",
    "By ",
    "Home | World | Sport",
    "18 June 2024 - 12:17",
    "2 hours ago",
    "(Reuters)",
    "PHOTO:",
    "https://example.org/2024/06/18/a?b=c#d",
    "x@example.org",
    "\u{301}",
    "e\u{301}\u{301}\u{301}",
    "\u{200d}",
    "\u{200f}",
    "\u{202e}",
    "\u{feff}",
    "İ",
    "ı",
    "ß",
    "ŉ",
    "ǅ",
    "\u{fb01}",
    "Ⅳ",
    "１２",
    "٣",
    "½",
    "²",
    "漢字",
    "かな",
    "한국",
    "русские",
    "العربية",
    "עברית",
    "ไทย",
    "👨\u{200d}👩\u{200d}👧",
    "🇷🇺",
    "\u{e000}",
    "\u{fffd}",
    "\u{10ffff}",
    "\u{85}",
    "\u{2028}",
    "\u{0b}",
    "\u{1b}",
    "a.b.c.d.e.f",
    "A. B. C.",
    "don't",
    "O'Brien",
    "Qa'ida",
    "al-",
    "-al",
];

/// A report made of the bytes. The first tells what is known besides the text.
#[must_use]
pub fn report(bytes: &[u8]) -> RawReport {
    let (known, rest) = bytes.split_first().map_or((0, bytes), |(known, rest)| (*known, rest));
    let (head, body) = if known & 1 == 1 { rest.split_at(rest.len().min(12)) } else { (&rest[..0], rest) };
    let mut raw = RawReport::of_text("fuzz".into(), text(body));
    raw.title = (known & 1 == 1).then(|| text(head));
    raw.outlet = (known & 2 == 2).then(|| "The Test Herald".to_owned());
    raw.published = (known & 4 == 4).then(|| jiff_date(known)).flatten();
    raw.url = (known & 8 == 8).then(|| "https://herald.example/world/2024/06/18/a".to_owned());
    if known & 16 == 16 {
        raw.text = raw.text.to_uppercase();
    }
    raw
}

fn jiff_date<T: std::str::FromStr>(known: u8) -> Option<T> {
    let dates = [
        "2024-06-18",
        "2024-02-29",
        "1989-12-31",
        "-9999-01-01",
        "9999-12-31",
        "2023-01-01",
        "1980-03-01",
        "2199-12-31",
    ];
    dates[usize::from(known >> 5)].parse().ok()
}

/// The text that the bytes choose.
#[must_use]
pub fn text(bytes: &[u8]) -> String {
    let lists: Vec<Vec<&str>> =
        [DEEDS, WHO, NAMES, SMALL, TIMES].iter().map(|l| l.split_whitespace().collect()).collect();
    let mut out = String::new();
    let mut words: Vec<usize> = Vec::new();
    let mut rest = bytes.iter().copied();
    let mut glued = true;
    while let Some(op) = rest.next().filter(|_| out.len() < TEXT_BYTES_MAX) {
        let mut next = || usize::from(rest.next().unwrap_or(0));
        let list = match op % 16 {
            0 | 1 => Some(0),
            2 | 3 => Some(1),
            4 | 5 => Some(2),
            6..=8 => Some(3),
            9 => Some(4),
            _ => None,
        };
        let piece = match (op % 16, list) {
            (_, Some(list)) => {
                if !glued {
                    out.push(' ');
                }
                words.push(out.len());
                cased(lists[list][next() % lists[list].len()], op / 16)
            }
            (10 | 11, _) => MARKS[next() % MARKS.len()].to_owned(),
            (12, _) => ODD[next() % ODD.len()].to_owned(),
            (13, _) => char::from_u32((next() as u32) << 8 | next() as u32).map_or_else(String::new, String::from),
            (14, _) => format!(" {}", next() << (op / 16)),
            _ => {
                // Says the last words again.
                let from = words.len().saturating_sub(1 + usize::from(op / 16) % AGAIN_MAX);
                let tail = words.get(from).map_or_else(String::new, |start| out[*start..].to_owned());
                format!(" {}", tail.repeat(1 + next() % 8))
            }
        };
        glued = piece.ends_with(char::is_whitespace) || (list.is_none() && op / 16 == 15);
        out.push_str(&piece);
    }
    out
}

/// The word as it is, in capitals, with a capital or glued to nothing.
fn cased(word: &str, how: u8) -> String {
    match how {
        13 => word.to_uppercase(),
        14 => word.to_lowercase(),
        15 => {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
        _ => word.to_owned(),
    }
}
