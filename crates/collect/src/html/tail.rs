//! Lines that belong to no article though they stand within it: what to read next, who wrote it, what to buy.

use super::meta::folded;

/// A longer line, in bytes, is prose and stays.
const MAX_LINE_BYTES: usize = 120;

/// Share of the text that may come after a heading which ends the article.
const MAX_TAIL_SHARE: f64 = 0.3;

/// Headings after which no article goes on; folded (letters and digits, lower case).
const ENDS: &[&str] = &[
    "relatedarticles",
    "relatedcontent",
    "relatednews",
    "relatedposts",
    "relatedreading",
    "relatedstories",
    "relatedtopics",
    "related",
    "readmore",
    "readnext",
    "readthisnext",
    "recentposts",
    "latestnews",
    "lateststories",
    "mostread",
    "mostpopular",
    "morearticles",
    "morestories",
    "morenews",
    "moretoread",
    "recommended",
    "recommendedforyou",
    "recommendedreading",
    "youmayalsolike",
    "youmightalsolike",
    "youmightalsoenjoy",
    "upnext",
    "discovermore",
    "keepreading",
    "furtherreading",
    "abouttheauthor",
    "abouttheauthors",
    "abouttheeditor",
    "comments",
    "leaveacomment",
    "leaveareply",
    "postnavigation",
    "sharethis",
    "sharethisarticle",
    "sharethisstory",
    "tags",
    "nocomments",
    "noposts",
];

/// Beginnings of such headings.
const ENDS_BEGIN: &[&str] = &[
    "more articles you",
    "more stories you",
    "more from ",
    "more on this",
    "more about this",
    "you may be interested in",
    "you might be interested in",
    "you may also ",
    "you might also ",
    "articles you may",
    "read more about ",
];

/// Beginnings of short lines that are none of the article, lower case.
const ASIDES: &[&str] = &[
    "also read:",
    "read also:",
    "read also ",
    "read more:",
    "read more about:",
    "read next:",
    "read our full ",
    "see also:",
    "related:",
    "related article:",
    "related story:",
    "related reading:",
    "more:",
    "watch:",
    "listen:",
    "image:",
    "image credit",
    "image source",
    "image via",
    "photo:",
    "photo by",
    "photo credit",
    "photograph by",
    "photography by",
    "picture:",
    "credit:",
    "courtesy of ",
    "last updated",
    "updated on ",
    "published on ",
    "published:",
    "posted on ",
    "reading time:",
    "estimated reading time",
    "article continues below",
    "story continues below",
    "check price",
    "sign up for ",
    "sign up to ",
    "back to top",
];

/// Lines that are none of the article, whole and folded.
const WHOLE: &[&str] = &[
    "advertisement",
    "advertisment",
    "sponsored",
    "tableofcontents",
    "contents",
    "inthisarticle",
    "onthispage",
    "jumpto",
    "share",
    "print",
    "email",
    "facebook",
    "twitter",
    "whatsapp",
    "copylink",
    "learnmore",
    "readmore",
    "showmore",
    "seemore",
    "seemorereviews",
    "subscribe",
    "subscribenow",
    "signup",
    "signin",
    "login",
    "backtotop",
    "previouspost",
    "nextpost",
    "loading",
    "writtenby",
    "reviewedby",
    "article",
];

/// The text without them. `byline` are those who signed it.
pub(super) fn off(text: &str, byline: Option<&str>) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut done = 0;
    for line in text.lines() {
        let after = text.len() - done;
        if (after as f64) < text.len() as f64 * MAX_TAIL_SHARE && (ends(line) || is_about(line, byline)) {
            break;
        }
        done += line.len() + 1;
        if !is_aside(line) {
            kept.push(line);
        }
    }
    kept.join("\n")
}

fn ends(line: &str) -> bool {
    if line.len() > MAX_LINE_BYTES {
        return false;
    }
    let (low, letters) = (line.to_lowercase(), folded(line));
    ENDS.contains(&letters.as_str()) || ENDS_BEGIN.iter().any(|begin| low.starts_with(begin))
}

/// "Ana Lind is a reporter in Nordvik", or only the name: about who signed.
fn is_about(line: &str, byline: Option<&str>) -> bool {
    let names = byline.unwrap_or_default().split(", ").filter(|name| name.len() > 4);
    let mut rest = names.filter_map(|name| line.trim_start_matches(['*', ' ']).strip_prefix(name));
    rest.any(|rest| rest.is_empty() || [" is ", ", ", " has ", " was "].iter().any(|next| rest.starts_with(next)))
}

fn is_aside(line: &str) -> bool {
    if line.len() > MAX_LINE_BYTES {
        return false;
    }
    let low = line.to_lowercase();
    ASIDES.iter().any(|begin| low.starts_with(begin)) || WHOLE.contains(&folded(line).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "Police in Nordvik said on Tuesday that they had stopped a plot against the ferry terminal, and that nobody was hurt.";

    #[test]
    fn lines_of_others_go() {
        let article = [PROSE; 8].join("\n");
        let table = [
            ("Related articles\nHarbour closed\nFerry late", ""),
            ("You may also like:\nHarbour closed", ""),
            ("Ana Lind is a reporter in Nordvik.", ""),
            ("*Ana Lind", ""),
            ("Read more: Harbour closed\nThe trial begins in May.", "\nThe trial begins in May."),
            ("ADVERTISEMENT\nThe trial begins in May.", "\nThe trial begins in May."),
            ("Ana Lindberg was hurt.", "\nAna Lindberg was hurt."),
        ];
        for (tail, expected) in table {
            let text = off(&format!("{article}\n{tail}"), Some("Ana Lind"));
            assert_eq!(text.strip_prefix(&article), Some(expected), "{tail}");
        }
    }

    #[test]
    fn an_article_goes_on_after_a_box_of_links() {
        let text = format!("{PROSE}\nRelated articles\n{PROSE}\n{PROSE}");
        assert_eq!(off(&text, None), text);
    }
}
