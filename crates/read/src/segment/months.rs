//! Names of months in the languages of news pages, and the words that go with a printed date.

/// Month names and abbreviations, folded, in English, German, French, Spanish, Portuguese, Italian, Turkish, Azerbaijani,
/// Russian, Dutch, Polish, Czech, Romanian and Norwegian.
const MONTHS: &[&str] = &[
    "january jan januar janvier enero janeiro gennaio ocak января january jän jaenner janv ene gen januari yanvar januarie styczen stycznia leden ledna januar ianuarie",
    "february feb februar fevrier febrero fevereiro febbraio subat февраля fev febr februari fevral luty lutego unor unora februarie fevr",
    "march mar marz mars marzo marco mart марта maart mrt marzec marca brezen brezna martie",
    "april apr avril abril aprile nisan апреля avr abr aprel kwiecien kwietnia duben dubna aprilie",
    "may mai mayo maio maggio mayis мая mei maj maja mag kveten kvetna",
    "june jun juni juin junio junho giugno haziran июня giu iyun czerwiec czerwca cerven cervna iunie",
    "july jul juli juillet julio julho luglio temmuz июля lug iyul lipiec lipca cervenec cervence iulie juil",
    "august aug aout agosto agustos августа ago avg avqust sierpien sierpnia srpen srpna augustus",
    "september sep sept septembre septiembre setembro settembre eylul сентября set sentyabr wrzesien wrzesnia zari septembrie",
    "october oct oktober octobre octubre outubro ottobre ekim октября okt out ott oktyabr pazdziernik pazdziernika rijen rijna octombrie",
    "november nov novembre noviembre novembro kasim ноября noyabr listopad listopada listopadu noiembrie",
    "december dec dezember decembre diciembre dezembro dicembre aralik декабря dez dic dekabr grudzien grudnia prosinec prosince decembrie desember",
];

/// Words that belong to a stamp and not to a headline.
const FILLERS: &str = "\
    publish published posted publication date on at updated update last modified edited first created added monday tuesday \
    wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun gmt utc est edt et pst \
    pdt pt cet cest bst ist pkt msk eat wat cat sast aest aedt jst kst hkt sgt trt am pm a p m z t hrs uhr h of \
    the de le el view views read reads min mins minute minutes issued time local publie mis jour veroffentlicht um \
    stand actualizado publicado yayinlanma guncelleme tarihi опубликовано г в since as by \
";

/// The month a folded word names, 1 to 12.
pub(crate) fn month(word: &str) -> Option<i8> {
    (1..).zip(MONTHS).find(|(_, names)| names.split(' ').any(|name| name == word)).map(|(month, _)| month)
}

/// True for words such as "published", "on", "Monday", "GMT".
pub(crate) fn is_filler(word: &str) -> bool {
    FILLERS.split(' ').any(|filler| filler == word)
}
