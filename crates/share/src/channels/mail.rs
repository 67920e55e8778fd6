//! E-mail: what a letter says and how it hangs together with the ones before. Pure; the program hands it to a mail server.

use crate::channels::telegram::unspoken;
use crate::formats::Told;
use quick_xml::escape::escape;
use record::{Notice, Tlp};

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// `<…@DOMAIN>`: the same whenever it is sent again, so that a mailbox can tell.
    pub message_id: String,
    /// The letter that it continues.
    pub in_reply_to: Option<String>,
    /// All letters before it, oldest first.
    pub references: Vec<String>,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// The letter that tells of a copy. `domain` is that of the sender's address.
///
/// Versions of one copy are one thread: each names those before it (RFC 5322, 3.6.4), whether or not they went by mail; a
/// client shows what it has. What is marked TLP:RED is not told in a letter: only that it waits behind the link.
#[must_use]
pub fn letter(told: &Told, notice: Notice, domain: &str) -> Letter {
    let id = |version: u32, notice: Notice| {
        let end = if notice == Notice::Cancellation { ".end" } else { "" };
        format!("<{}.{version}{end}@{domain}>", told.warning.key)
    };
    let mut references: Vec<String> = (1..told.version).map(|version| id(version, Notice::Update)).collect();
    if notice == Notice::Cancellation {
        references.push(id(told.version, Notice::Update));
    }
    let red = told.warning.marking.tlp == Tlp::Red;
    let marking = told.warning.marking.tlp.code();
    let told_as = if red { unspoken(notice).to_owned() } else { told.body() };
    let title = if red { "Warning".to_owned() } else { told.warning.headline.clone() };
    let state = match notice {
        Notice::Warning => "",
        Notice::Update => "Update: ",
        Notice::Cancellation => "Taken back: ",
    };
    let mut text = told_as.clone();
    let mut html = format!("<h1>{}</h1>{}", escape(&title), html_paragraphs(&told_as));
    if let Some(link) = &told.link {
        text.push_str(&format!("\n\nRead it all, acknowledge, answer:\n{link}\n"));
        html.push_str(&format!("<p><a href=\"{}\">Read it all, acknowledge, answer</a></p>", escape(link)));
    }
    Letter {
        message_id: id(told.version, notice),
        in_reply_to: references.last().cloned(),
        references,
        subject: one_line(&format!("[{marking}] {state}{title}")),
        text,
        html: format!("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><body>{html}</body></html>"),
    }
}

/// A text whose paragraphs are separated by an empty line, as HTML.
pub(super) fn html_paragraphs(text: &str) -> String {
    text.split("\n\n").map(|paragraph| format!("<p>{}</p>", escape(paragraph).replace('\n', "<br>"))).collect()
}

/// Without anything that could end a header.
pub(super) fn one_line(words: &str) -> String {
    words.split(|c: char| c.is_control() || c.is_whitespace()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}
