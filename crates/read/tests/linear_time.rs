//! Time grows with the length of a report and not with its square, whatever the report is made of; and a report of the
//! largest size is read within a bound.

use read::Reader;
use record::RawReport;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Bytes of the smaller report.
const SMALL_BYTES: usize = 256 << 10;
/// Bytes of the larger one: as much as the reader takes.
const LARGE_BYTES: usize = 1 << 20;
/// How much longer than linear the larger may take. Measured 0.2 to 1.4 (a larger text leaves the caches); a step that is
/// quadratic throughout would make it 4.
const SLACK: f64 = 1.8;
/// Below this a measurement tells of the machine, not of the reader.
const FLOOR: Duration = Duration::from_millis(60);
/// What the largest report may take without optimisation. Measured 9 s for the dearest, a million bytes of triggers.
const LARGE_MAX: Duration = Duration::from_secs(40);
/// The best of this many.
const TRIES: usize = 3;

static READER: LazyLock<Reader> = LazyLock::new(Reader::embedded);

/// A report of `bytes` bytes made of `piece(0)`, `piece(1)` and so on.
fn made(bytes: usize, piece: impl Fn(usize) -> String) -> String {
    let mut out = String::with_capacity(bytes + 256);
    for number in 0.. {
        out.push_str(&piece(number));
        if out.len() >= bytes {
            break;
        }
    }
    let mut end = bytes;
    while !out.is_char_boundary(end) {
        end -= 1;
    }
    out.truncate(end);
    out
}

/// What this thread has spent on a processor, in nanoseconds, where the system says so (Linux).
fn on_processor() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// Time of this thread on a processor, or by the clock where the system does not say: on a busy machine a reader that waits
/// would look like one that works.
fn spent() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    static SAYS: LazyLock<bool> = LazyLock::new(|| {
        LazyLock::force(&READER);
        on_processor().is_some_and(|nanos| nanos > 0)
    });
    if *SAYS { Duration::from_nanos(on_processor().unwrap_or_default()) } else { START.elapsed() }
}

/// How long the reader takes.
fn time(text: &str) -> Duration {
    let mut raw = RawReport::of_text("long".into(), text);
    raw.title = Some("Gunmen kill two in Kano".to_owned());
    raw.published = "2024-06-18".parse().ok();
    let before = spent();
    let (report, reading) = READER.read(&raw);
    let took = spent().saturating_sub(before);
    assert!(reading.claims.len() <= read::events::CLAIMS_MAX);
    assert!(reading.claims.iter().flat_map(|claim| &claim.evidence).all(|span| span.of(&report.text).is_some()));
    took
}

/// Reads both sizes and compares.
#[track_caller]
fn grows_linearly(name: &str, piece: impl Fn(usize) -> String) {
    // Past the gate, whatever the rest is made of.
    let opening = "Gunmen killed two soldiers and wounded a guard in Kano on Monday, police said. A bomb exploded.\n\n";
    let text = |bytes| opening.to_owned() + &made(bytes - opening.len(), &piece);
    let (small, large) = (text(SMALL_BYTES), text(LARGE_BYTES));
    let (mut less, mut more) = (time(&small), time(&large));
    let ratio = |less: Duration, more: Duration| more.as_secs_f64() / less.max(FLOOR).as_secs_f64();
    let most = SLACK * LARGE_BYTES as f64 / SMALL_BYTES as f64;
    // A good first measurement is enough; a bad one may be another program's fault.
    for _ in 1..TRIES {
        if ratio(less, more) <= most && more <= LARGE_MAX {
            break;
        }
        (less, more) = (less.min(time(&small)), more.min(time(&large)));
    }
    println!("{name}: {less:?} at 256 KiB, {more:?} at 1 MiB: {:.2}", ratio(less, more));
    assert!(ratio(less, more) <= most, "{name}: {less:?} at 256 KiB, {more:?} at 1 MiB");
    assert!(more <= LARGE_MAX, "{name}: {more:?} at 1 MiB");
}

/// One of the words, by number.
fn one_of(words: &[&str], number: usize) -> String {
    format!("{} ", words[number % words.len()])
}

macro_rules! grow {
    ($($name:ident: $piece:expr;)*) => {
        $(#[test]
        fn $name() {
            grows_linearly(stringify!($name), $piece);
        })*
    };
}

grow! {
    one_word: |_| "attack ".to_owned();
    one_word_without_space: |_| "a".to_owned();
    no_sentence_end: |n| format!("{} then gunmen attacked the market in Kano and ", n);
    a_line_each: |n| format!("Gunmen attacked village number {n} near Kano.\n");
    quotes: |_| "\"".to_owned();
    quotes_apart: |_| "\u{201c} ".to_owned();
    nested_quotes: |n| format!("\"'\u{201c}he said {n} \u{2018}they said ");
    commas: |_| ", ".to_owned();
    lists_of_victims: |_| "two men, three women, a child, and seven farmers, ".to_owned();
    brackets: |_| "(".to_owned();
    numbers: |n| format!("{} ", n * 7919 % 100_000);
    digits: |_| "12345".to_owned();
    number_words: |n| one_of(&["two", "hundred", "thousand", "and", "million", "twenty-five", "dozen"], n);
    capitals: |n| format!("GUNMEN ATTACKED VILLAGE {n} IN KANO PROVINCE AND KILLED MAYOR JUAN GARCIA ");
    triggers: |n| one_of(&["attacked", "bombed", "killed", "kidnapped", "explosion", "ambush", "shot", "threatened"], n);
    trigger_sentences: |n| format!("Rebels bombed bridge {n} in Kano on Friday, killing {} people. ", n % 40);
    one_place: |_| "to Kano and ".to_owned();
    one_doubtful_group: |_| "the ETA and ".to_owned();
    places: |n| one_of(&["Kano", "Lagos", "San", "Salvador", "Paris", "Washington", "Georgia", "Jordan", "Santa Ana,"], n);
    place_lines: |n| format!("{} and {}\n", ["Kano", "Lagos", "Lima"][n % 3], ["Springfield", "San Jose", "Victoria"][n % 3]);
    places_in_sentences: |n| format!("He went to {} and San Jose in Springfield {n}. ", ["Kano", "Santa Ana", "Lima"][n % 3]);
    groups_in_sentences: |n| format!("Men of the {} fought the FMLN {n}. ", ["ELN", "ETA", "Islamic State"][n % 3]);
    groups: |n| one_of(&["Boko", "Haram", "Islamic", "State", "al-Shabaab", "FMLN", "PKK", "Shining", "Path", "ETA"], n);
    dates: |n| format!("on {} June {}, last Friday, three days ago, ", n % 30 + 1, 1980 + n % 50);
    stamps: |n| format!("{:02}.06.2024 14:{:02}\n", n % 30 + 1, n % 60);
    headlines_with_dates: |n| format!("Gunmen attack market number {n} in the north\n{} June 2024 - 14:34\n", n % 30 + 1);
    one_headline_again: |_| "Gunmen attack market in the north\n18 June 2024 - 14:34\n".to_owned();
    attribution_verbs: |n| one_of(&["said", "told", "according to", "reports", "quoted", "wrote", "citing", "claimed"], n);
    chains_of_sources: |n| format!("Agency {n} reported, citing Paper {n}, which quoted Minister Adam Orlo as saying that ");
    names_of_people: |n| format!("Colonel Juan Garcia{} and Maria Lopez, ", n % 500);
    combining_marks: |_| "e\u{301}\u{302}\u{303}".to_owned();
    marks_alone: |_| "\u{301}".to_owned();
    emoji: |_| "👩\u{200d}👧".to_owned();
    new_lines: |_| "\n".to_owned();
    lines_of_one_letter: |n| format!("{}\n", char::from(b'a' + (n % 26) as u8));
    spaces: |_| " ".to_owned();
    addresses: |n| format!("https://example.org/2024/06/18/{n}?a=b&c=d#e https://x.example/{n} ");
    dotted_letters: |_| "A.B.C.D.".to_owned();
    hyphens: |_| "al-Shabab-linked-".to_owned();
    stops: |_| ". ".to_owned();
    dots: |_| ".".to_owned();
    menus: |n| format!("Home {n} | World | Sport | Video | Live | Weather\n");
    wire_of_fixed_width: |_| "GUERRILLAS BLEW UP TWO PYLONS IN THE NORTH OF THE COUNTRY LAST NIGHT,\n".to_owned();
    relative_clauses: |_| "who said that which the police whose ".to_owned();
    conjunctions: |_| "and or but and by of the ".to_owned();
}
