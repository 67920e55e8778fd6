//! Words around names that tell what kind of name it is. All folded.

/// Before a person's name.
#[rustfmt::skip]
pub(super) const HONORIFICS: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lady", "lord", "prof", "professor", "judge", "justice", "sen", "rep", "gov",
    "lt", "sgt", "sergeant", "capt", "captain", "col", "colonel", "gen", "general", "maj", "major", "cpl", "pvt", "lieutenant",
    "officer", "detective", "deputy", "rev", "reverend", "pastor", "bishop", "cardinal", "pope", "coach", "brigadier", "admiral",
    "senator", "congressman", "congresswoman", "attorney", "sheikh", "imam", "mullah", "ayatollah", "prince", "princess", "queen",
    "king", "don", "sheriff", "chancellor", "president", "commander", "comandante", "trooper", "cllr", "councillor", "premier",
    "det", "insp", "inspector", "constable", "chief", "secretary", "minister", "governor", "mayor", "representative", "chairman",
    "director", "spokesman", "spokeswoman", "activist", "author", "actor", "actress", "singer", "father", "mother", "brother", "sister",
    "saint", "st",
];
/// After a place: the two name a newspaper, an agency or a station.
#[rustfmt::skip]
pub(super) const PRESS: &[&str] = &[
    "post", "times", "tribune", "herald", "gazette", "journal", "news", "star", "sun", "globe", "daily", "observer", "chronicle",
    "examiner", "telegraph", "guardian", "mirror", "mail", "weekly", "magazine", "independent", "today", "courier", "dispatch",
    "sentinel", "register", "bee", "review", "echo", "inquirer", "advertiser", "mercury", "monitor", "newswire", "monthly",
    "standard", "bulletin", "enterprise", "ledger", "argus",
];
/// Before a place.
#[rustfmt::skip]
pub(super) const LOCATIVES: &[&str] = &[
    "in", "near", "from", "at", "outside", "around", "inside", "across", "throughout", "into", "toward", "towards", "via", "within",
    "between", "northern", "southern", "eastern", "western", "central", "downtown", "nearby", "northeastern", "northwestern",
    "southeastern", "southwestern", "northeast", "northwest", "southeast", "southwest", "suburban", "upstate", "southernmost",
    "neighbouring", "neighboring", "occupied", "rural", "metro", "metropolitan", "coastal", "onto", "visiting", "leaving",
];
/// Before a place or anything else.
#[rustfmt::skip]
pub(super) const GOVERNED: &[&str] = &["of", "to", "for", "against", "with", "through", "over", "and", "off", "the", "on", "by"];
/// After a place.
#[rustfmt::skip]
pub(super) const LOCAL_NEXT: &[&str] = &[
    "police", "mayor", "residents", "resident", "suburb", "suburbs", "area", "city", "town", "village", "airport", "neighborhood",
    "neighbourhood", "district", "province", "region", "state", "county", "university", "man", "woman", "hospital", "street", "river",
    "school", "schools", "high", "court", "firefighters", "fire", "council", "border", "native", "metro", "office", "embassy",
    "officials", "authorities", "government", "department", "parish", "township", "borough", "island", "peninsula", "valley",
    "governorate", "prefecture", "municipality", "oblast", "stadium", "port", "bridge",
];
/// Before a place as part of a phrase rather than of a person's name.
#[rustfmt::skip]
pub(super) const BEFORE_PLACE: &[&str] = &[
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "downtown", "greater", "upper", "lower",
    "new", "old", "city", "town", "village", "county", "province", "state", "district", "region", "university", "port", "lake",
    "mount", "fort", "republic", "municipality", "metro", "inner", "outer", "mid", "former", "embassy", "bank", "department",
];
/// Towns and divisions bear these names too, but text hardly ever means them: only a division right after can tell.
#[rustfmt::skip]
pub(super) const HARDLY_PLACES: &[&str] = &[
    "north", "south", "east", "west", "central", "centre", "center", "northern", "southern", "eastern", "western", "northeast",
    "northwest", "southeast", "southwest", "north west", "north east", "south west", "south east", "upper", "lower", "man", "miss",
    "mary", "god", "la", "el", "los", "las", "san", "santa", "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "congress", "police", "union", "federal", "national", "of", "most", "best", "much", "along", "male", "same", "as",
    "is", "us", "he", "she", "we", "they", "you", "but", "and", "or", "in", "on", "at", "by", "so", "no", "not", "christian",
    "muslim", "jesus", "allah", "muhammad", "mohammed", "bible", "internet", "english", "republican", "democrat", "democratic",
    "capital", "islam", "media", "independence", "liberty", "justice", "hope", "price", "sale", "bar", "university", "school",
    "church", "hospital", "street", "river", "lake", "valley", "mountain", "island", "new", "old", "great", "big", "little", "red",
    "green", "black", "white", "blue", "brown", "gray", "young", "king", "queen", "prince", "duke", "pope", "bishop", "general",
    "major", "sergeant", "captain", "doctor", "judge", "mayor", "president", "senator", "minister", "governor", "airport", "base",
    "city", "town", "village", "county", "district", "province", "region", "state", "division", "territory", "republic",
    "olympic", "olympics", "toyota", "honda", "duma", "supreme", "mart", "rodeo", "swat", "delta", "mound", "catholic", "latino",
    "arab", "arabs", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "jew", "jews", "jewish",
    "euro", "facebook", "twitter", "google", "apple", "amazon", "ford", "walmart", "moody", "dow", "nasa", "nato", "super bowl",
];
