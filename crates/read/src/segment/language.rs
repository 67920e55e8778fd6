//! The language of a text.

use std::ops::RangeInclusive;

/// Bytes of the text that are looked at.
const SAMPLE_BYTES: usize = 2_000;
/// Shorter texts (letters) tell nothing.
const LETTERS_MIN: usize = 20;
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
    whatlang::detect(&lower).map_or("", |found| iso_639_1(found.lang())).to_owned()
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

/// The two-letter code; "" for a language that has none.
fn iso_639_1(lang: whatlang::Lang) -> &'static str {
    use whatlang::Lang as L;
    match lang {
        L::Afr => "af",
        L::Aka => "ak",
        L::Amh => "am",
        L::Ara => "ar",
        L::Aze => "az",
        L::Bel => "be",
        L::Ben => "bn",
        L::Bul => "bg",
        L::Cat => "ca",
        L::Ces => "cs",
        L::Cmn => "zh",
        L::Dan => "da",
        L::Deu => "de",
        L::Ell => "el",
        L::Eng => "en",
        L::Epo => "eo",
        L::Est => "et",
        L::Fin => "fi",
        L::Fra => "fr",
        L::Guj => "gu",
        L::Heb => "he",
        L::Hin => "hi",
        L::Hrv => "hr",
        L::Hun => "hu",
        L::Hye => "hy",
        L::Ind => "id",
        L::Ita => "it",
        L::Jav => "jv",
        L::Jpn => "ja",
        L::Kan => "kn",
        L::Kat => "ka",
        L::Khm => "km",
        L::Kor => "ko",
        L::Lat => "la",
        L::Lav => "lv",
        L::Lit => "lt",
        L::Mal => "ml",
        L::Mar => "mr",
        L::Mkd => "mk",
        L::Mya => "my",
        L::Nep => "ne",
        L::Nld => "nl",
        L::Nob => "nb",
        L::Ori => "or",
        L::Pan => "pa",
        L::Pes => "fa",
        L::Pol => "pl",
        L::Por => "pt",
        L::Ron => "ro",
        L::Rus => "ru",
        L::Sin => "si",
        L::Slk => "sk",
        L::Slv => "sl",
        L::Sna => "sn",
        L::Spa => "es",
        L::Srp => "sr",
        L::Swe => "sv",
        L::Tam => "ta",
        L::Tel => "te",
        L::Tgl => "tl",
        L::Tha => "th",
        L::Tuk => "tk",
        L::Tur => "tr",
        L::Ukr => "uk",
        L::Urd => "ur",
        L::Uzb => "uz",
        L::Vie => "vi",
        L::Yid => "yi",
        L::Zul => "zu",
        _ => "",
    }
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
            ("12:30", ""),
            ("", ""),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
