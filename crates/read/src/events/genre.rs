//! What a document is when it is no news of violence: a review, a report of a match.

use super::view::View;
use super::vocab::among;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::sync::OnceLock;

/// Different words of a genre from which a document belongs to it.
const WORDS_MIN: usize = 5;
/// Different words for those who answer for real events from which a document is news, whatever else it speaks of.
const OFFICIAL_WORDS_MIN: usize = 2;

/// Words of reviews of films, plays and books.
const REVIEW: &str = "film films movie movies cinema cinemas screen screenplay script thriller director directed starring \
    stars character characters scene scenes sequel theatre playwright audience audiences review reviews actor actors \
    actress cast drama comedy episode novel novelist author chapter protagonist hero heroine viewers readers popcorn \
    dialogue plot soundtrack camera trilogy debut";

/// Words of sport.
const SPORT: &str = "goal goals striker strikers equaliser equalizer derby defender defenders midfielder goalkeeper winger \
    wingers coach match matches season league cup team teammates players scored scorer whistle crosses header penalty \
    penalties touchdown quarterback innings wicket wickets tournament fixture half kick visitors pitch ball boxer round \
    knockout champion title contest defence offense referee playoff";

/// Those who answer for real events.
const OFFICIAL: &str = "police officials official authorities ministry minister hospital hospitals prosecutors investigators \
    army military soldiers troops security government governor detectives";

/// True for a review or a match report that speaks of no one who would answer for real violence.
pub(super) fn play(view: &View<'_, '_>) -> bool {
    let mut seen: [Vec<&str>; 3] = Default::default();
    for token in 0..view.doc.tokens.len() {
        let word = view.norm(token);
        let Some(lists) = lists().get(word) else { continue };
        for (n, words) in seen.iter_mut().enumerate() {
            if lists & (1 << n) != 0 && words.len() < WORDS_MIN && !words.contains(&word) {
                words.push(word);
            }
        }
        if seen[0].len() >= OFFICIAL_WORDS_MIN {
            return false;
        }
    }
    seen[1..].iter().any(|words| words.len() >= WORDS_MIN)
}

/// Sentences from the top in which an exercise, an accident or a labour dispute says that it is one.
const LEAD_SENTENCES: usize = 5;

/// Words by which a report is about something else: what it is, how many different ones it takes, the words, and those of
/// them that must be among the ones found.
const MATTERS: [(&str, usize, &str, &str); 3] = [
    (
        "an exercise",
        2,
        "drill drills exercise exercises rehearse rehearses rehearsed rehearsal simulated simulation simulate mock scenario \
         volunteers practise practice practised staged role-players actors",
        "drill drills exercise exercises rehearse rehearses rehearsed rehearsal simulated simulation mock",
    ),
    (
        "an accident",
        2,
        "accident accidental accidentally gas leak leaking leaked main boiler cylinder factory fireworks firecracker \
         firecrackers chemicals negligence faulty spark friction workers maintenance refinery plant firefighters \
         welding safety inspection inspectors ammonia chlorine propane butane methane transformer carelessness careless burst \
         overheated wiring circuit firework tank brakes ravine collided collision derailed signal",
        "accident accidental accidentally leak leaking leaked negligence faulty friction fireworks firework firecracker firecrackers \
         boiler ammonia chlorine propane carelessness careless",
    ),
    (
        "a labour dispute",
        4,
        "strike strikes striking strikers walkout walkouts union unions pay wages workers talks pickets picket services \
         employers stoppage miners nurses teachers drivers demands demanded rail",
        "union unions walkout walkouts pickets strikers",
    ),
];

/// Words for those who do violence, and for what only they do.
const ARMED: &str = "gunmen gunman militants militant insurgents rebels terrorists terrorist bomber suicide attackers attacker \
    assailants kidnappers bandits jihadists extremists sabotage saboteurs bomb claimed responsibility arson arsonists arsonist \
    explosives device motive";

/// The matter that title and lead are about, if it is none of violence.
pub(super) fn told_of(view: &View<'_, '_>) -> Option<&'static str> {
    let lead = || view.doc.sentences.iter().take(LEAD_SENTENCES).flat_map(|s| s.tokens.clone());
    // Those who play in an exercise are told of as if they were real; a bang that sounded like a bomb was none.
    let likened = |t: usize| (t.saturating_sub(3)..t).any(|k| matches!(view.norm(k), "like" | "sounded"));
    let armed = OnceCell::new();
    let armed = || *armed.get_or_init(|| lead().any(|t| among(view.norm(t), ARMED) && !likened(t)));
    let gas = |t: usize| view.norm(t) == "gas" && among(view.norm(t + 1), "blast blasts explosion explosions");
    if lead().any(gas) && !armed() {
        return Some(MATTERS[1].0);
    }
    let (matter, ..) = MATTERS.iter().find(|(matter, least, words, needed)| {
        let mut seen: Vec<&str> = Vec::new();
        for word in lead().map(|t| view.norm(t)).filter(|word| among(word, words)) {
            if !seen.contains(&word) {
                seen.push(word);
            }
        }
        let staged = *matter == MATTERS[0].0;
        seen.len() >= *least && seen.iter().any(|word| among(word, needed)) && (staged || !armed())
    })?;
    Some(matter)
}

/// Which of the lists, as bits in the order officials, reviews, sport, a word stands in.
fn lists() -> &'static FxHashMap<&'static str, u8> {
    static LISTS: OnceLock<FxHashMap<&'static str, u8>> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut map = FxHashMap::default();
        for (n, list) in [OFFICIAL, REVIEW, SPORT].into_iter().enumerate() {
            for word in list.split_ascii_whitespace() {
                *map.entry(word).or_insert(0) |= 1 << n;
            }
        }
        map
    })
}
