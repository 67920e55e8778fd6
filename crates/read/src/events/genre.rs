//! What a document is when it is no news of violence: a review, a report of a match.

use super::view::View;
use super::vocab::among;

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
    distinct(view, OFFICIAL, OFFICIAL_WORDS_MIN) < OFFICIAL_WORDS_MIN
        && [REVIEW, SPORT].iter().any(|list| distinct(view, list, WORDS_MIN) >= WORDS_MIN)
}

/// Different words of a list in the document, counted up to `most`.
fn distinct(view: &View<'_, '_>, list: &str, most: usize) -> usize {
    let mut seen: Vec<&str> = Vec::with_capacity(most);
    for token in 0..view.doc.tokens.len() {
        let word = view.norm(token);
        if among(word, list) && !seen.contains(&word) {
            seen.push(word);
            if seen.len() >= most {
                break;
            }
        }
    }
    seen.len()
}
