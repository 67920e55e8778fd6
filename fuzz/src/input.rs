//! A fuzzer's bytes as a report: the text, before it what else an input may say.

use record::RawReport;

/// Between the fields. A unit separator: the reader takes it out of texts, so none is lost to it.
const FIELD: char = '\u{1f}';

/// `text`, or `title US outlet US published US url US text` with US for the unit separator (U+001F). Bytes that are not
/// UTF-8 are replaced, as the collectors do.
#[must_use]
pub fn report(bytes: &[u8]) -> RawReport {
    let whole = String::from_utf8_lossy(bytes);
    let parts: Vec<&str> = whole.splitn(5, FIELD).collect();
    let [title, outlet, published, url, text] = parts[..] else {
        return RawReport::of_text("fuzz".into(), whole);
    };
    let said = |field: &str| (!field.is_empty()).then(|| field.to_owned());
    RawReport {
        title: said(title),
        outlet: said(outlet),
        published: published.parse().ok(),
        url: said(url),
        byline: None,
        ..RawReport::of_text("fuzz".into(), text)
    }
}
