//! The language of a text.

use std::ops::RangeInclusive;

/// Bytes of the text that are looked at.
const SAMPLE_BYTES: usize = 2_000;
/// Shorter texts (letters) tell nothing.
const LETTERS_MIN: usize = 20;
/// Up to this many characters (a headline) the detector must be sure of what it says.
const SURE_CHARS: usize = 80;
/// Small words that only English has so many of.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "in", "that", "was", "is", "for", "on", "with", "by", "said", "were", "has", "from",
    "have", "been",
];
/// Share of such words (percent) in English prose.
const ENGLISH_PERCENT: RangeInclusive<usize> = 18..=70;

/// ISO 639-1 code of the language of `text`, or "" if it cannot be told.
pub(crate) fn of(text: &str) -> String {
    let sample = crate::tokens::head(text, SAMPLE_BYTES);
    if sample.chars().filter(|c| c.is_alphabetic()).take(LETTERS_MIN).count() < LETTERS_MIN {
        return String::new();
    }
    if is_english(sample) {
        return "en".to_owned();
    }
    // The detector goes by letters in lower case; an all-capitals wire would mislead it.
    let lower = sample.to_lowercase();
    let short = lower.chars().take(SURE_CHARS + 1).count() <= SURE_CHARS;
    let found =
        whatlang::detect(&lower).filter(|found| !short || found.is_reliable() || found.lang() == whatlang::Lang::Eng);
    found.map_or("", |found| iso_639_1(found.lang())).to_owned()
}

/// Most reports are English: seen at once by its small words.
fn is_english(sample: &str) -> bool {
    let (mut hits, mut words) = (0, 0);
    for word in sample.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        words += 1;
        hits += usize::from(word.len() <= 4 && ENGLISH.iter().any(|small| word.eq_ignore_ascii_case(small)));
    }
    words >= 10 && ENGLISH_PERCENT.contains(&(hits * 100 / words))
}

/// ISO 639-3 codes of the detector and their ISO 639-1 codes.
const CODES: &str = "\
    afr:af aka:ak amh:am ara:ar aze:az bel:be ben:bn bul:bg cat:ca ces:cs cmn:zh dan:da deu:de ell:el eng:en \
    epo:eo est:et fin:fi fra:fr guj:gu heb:he hin:hi hrv:hr hun:hu hye:hy ind:id ita:it jav:jv jpn:ja kan:kn \
    kat:ka khm:km kor:ko lat:la lav:lv lit:lt mal:ml mar:mr mkd:mk mya:my nep:ne nld:nl nob:nb ori:or pan:pa \
    pes:fa pol:pl por:pt ron:ro rus:ru sin:si slk:sk slv:sl sna:sn spa:es srp:sr swe:sv tam:ta tel:te tgl:tl \
    tha:th tuk:tk tur:tr ukr:uk urd:ur uzb:uz vie:vi yid:yi zul:zu";

/// The two-letter code; "" for a language that has none.
fn iso_639_1(lang: whatlang::Lang) -> &'static str {
    let long = lang.code();
    CODES
        .split(' ')
        .filter_map(|pair| pair.split_once(':'))
        .find(|(code, _)| *code == long)
        .map_or("", |(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told() {
        for (text, expected) in [
            ("Police said on Monday that two men had been arrested in the north of the country.", "en"),
            ("POLICE SAID ON MONDAY THAT TWO MEN HAD BEEN ARRESTED IN THE NORTH OF THE COUNTRY.", "en"),
            ("Polis, pazartesi günü ülkenin kuzeyinde iki kişinin gözaltına alındığını açıkladı.", "tr"),
            ("La police a annoncé lundi que deux hommes avaient été arrêtés dans le nord du pays.", "fr"),
            ("Полиция сообщила в понедельник, что на севере страны задержаны двое мужчин.", "ru"),
            ("Bomb destroys bridge on Tarn railway", ""),
            ("12:30", ""),
            ("", ""),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
