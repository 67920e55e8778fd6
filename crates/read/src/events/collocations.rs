//! Fixed phrases in which a word of violence means something else.

use super::vocab::among;

/// Collocations, by the words on either side.
pub(super) fn fixed_phrase(before: &str, first: &str, word: &str, after: &str) -> bool {
    match word {
        "strike" | "strikes" | "struck" | "striking" => {
            among(
                before,
                "hunger lightning rent general nationwide union transport sympathy wildcat bird rail \
                railway walkout postal nurses teachers doctors pay climate school lecturers",
            ) || among(after, "deal price action out balance force rate zone fund pay ballot gold rates")
        }
        "attack" | "attacks" | "attacking" => {
            among(
                before,
                "heart panic anxiety asthma shark counter verbal personal political scathing twitter \
                online cyber media virtual ad sexual brute ddos phishing malware ransomware",
            ) || among(
                after,
                "ad ads dog dogs helicopter helicopters line lines midfielder submarine submarines \
                aircraft jet jets surface vector zone",
            )
        }
        "assault" | "assaults" | "assaulted" => {
            among(
                before,
                "sexual sexually indecent common verbal simple aggravated felony verbally misdemeanor \
                alleged of",
            ) || among(after, "rifle rifles weapon weapons charge charges allegations course")
        }
        "shooting" | "shootings" => {
            among(after, "guard guards star stars range percentage location script schedule games")
                || among(before, "trouble free sharp finished began film started target clay")
        }
        "shot" => {
            matches!(after, "at" if before == "a")
                || among(before, "a parting long big mug slap first penalty screen jump free best booster flu covid")
                || matches!(after, "put" | "up" | "putter" | "clock" | "stopper" | "glass") && first == "shot"
        }
        "blast" | "blasts" | "blasted" => {
            matches!(before, "full" | "a" | "arctic" | "winter" | "cold")
                && matches!(after, "from" | "of" | "" | "." | "at" | "for")
                || after == "off"
        }
        "explosion" | "explosions" => {
            (after == "of" && matches!(before, "an" | "the" | "this"))
                || matches!(before, "population" | "gas" | "cambrian" | "boiler" | "volcanic")
        }
        "raid" | "raids" => matches!(before, "tax" | "dawn" | "takeover" | "bear" | "air") && before != "air",
        "target" | "targets" => {
            among(before, "inflation price on sales growth a emission emissions its the of climate")
                || matches!(after, "market" | "price" | "rate")
        }
        "hit" | "hits" | "hitting" => {
            matches!(before, "greatest" | "big" | "a" | "box" | "smash" | "chart")
                || matches!(after, "song" | "show" | "single" | "movie" | "film" | "by" | "record" | "new" | "back" | "out" | "the" if before == "which")
        }
        "murder" | "murders" => among(after, "mystery charge charges trial rate case suspect rates conviction"),
        "killed" | "killing" | "kill" => matches!(after, "bill" | "off" | "time" | "it"),
        "executed" if after == "by" || matches!(before, "those" | "be" | "people" | "prisoners") => true,
        "execution" | "executed" => matches!(after, "plan" | "order"),
        "fired" | "fires" | "firing" => matches!(after, "back" | "up" | "squad" | "off"),
        "siege" => matches!(before, "under") && after != "by",
        "storm" | "storms" | "stormed" => matches!(after, "off" | "out" | "to" | "back" | "ashore" | "clouds"),
        "threat" | "threats" => {
            matches!(after, "level" | "assessment" | "actor" | "actors" | "intelligence" | "levels")
        }
        "captured" | "capture" => !matches!(after, "suspect" | "suspects"),
        _ => false,
    }
}
