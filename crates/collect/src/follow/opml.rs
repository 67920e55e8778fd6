//! OPML 2.0: lists of feeds, in and out.

use crate::Limits;
use crate::feed::outlines;
use quick_xml::escape::escape;
use record::{Fault, Source, SourceKind};

/// One feed of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Its name.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The site that it belongs to.
    pub site: Option<String>,
}

/// Reads the feeds of an OPML file, however deep they stand in its folders; each address once.
#[must_use]
pub fn read_opml(body: &[u8], at: &str, limits: &Limits) -> (Vec<Outline>, Vec<Fault>) {
    outlines(body, at, limits)
}

/// Writes feeds and sitemaps as OPML. Pages have no place in it: they are written with `type="page"`, which other programs
/// pass over and this one reads.
#[must_use]
pub fn write_opml(title: &str, sources: &[Source]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head><title>{}</title></head>\n  <body>\n",
        escape(title)
    );
    for source in sources.iter().filter(|source| source.is_followed()) {
        let kind = if source.kind == SourceKind::Feed { "rss" } else { source.kind.code() };
        let (name, url) = (escape(source.name.as_str()), escape(source.url.as_str()));
        out.push_str(&format!("    <outline type=\"{kind}\" text=\"{name}\" title=\"{name}\" xmlUrl=\"{url}\"/>\n"));
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut feed = Source::new(SourceKind::Feed, "https://a.example/feed?x=1&y=2");
        feed.name = "Courier & \"Post\" <1>".to_owned();
        let text = write_opml("Desk", &[feed.clone(), Source::new(SourceKind::File, "/x")]);
        let (outlines, faults) = read_opml(text.as_bytes(), "a.opml", &Limits::default());
        assert_eq!(faults, []);
        assert_eq!(outlines, [Outline { title: feed.name, url: feed.url, site: None }]);
    }

    #[test]
    fn folders_and_faults() {
        let text = "<opml><body><outline text='News'><outline text='A' xmlUrl='https://a.example/f' htmlUrl='https://a.example/'/>\
            <outline title='Again' xmlUrl='https://a.example/f'/><outline text='B' xmlURL='ftp://b.example/f'/>\
            <outline text='C' xmlUrl='https://c.example/f'";
        let (outlines, faults) = read_opml(text.as_bytes(), "a.opml", &Limits::default());
        let site = Some("https://a.example/".to_owned());
        assert_eq!(outlines, [Outline { title: "A".to_owned(), url: "https://a.example/f".to_owned(), site }]);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert_eq!(read_opml(b"no opml", "a.opml", &Limits::default()).1.len(), 1);
    }
}
