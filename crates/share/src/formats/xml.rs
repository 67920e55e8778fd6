//! Small XML documents: written by hand, read into a bounded tree. No document type, no entities but the five of XML.

use quick_xml::XmlVersion;
use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

/// Bytes of a document at most.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Elements within one another at most.
const MAX_DEPTH: usize = 16;
/// Elements of a document at most.
const MAX_ELEMENTS: usize = 10_000;

/// Writes a document.
pub struct Xml(String);

impl Xml {
    pub fn new() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">\n");
    }

    pub fn close(&mut self, name: &str) {
        self.0.push_str(&format!("</{name}>\n"));
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, "/>\n");
    }

    /// An element with text and nothing else.
    pub fn text(&mut self, name: &str, text: &str) {
        self.text_with(name, &[], text);
    }

    pub fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.tag(name, attributes, ">");
        self.0.push_str(&escape(clean(text)));
        self.close(name);
    }

    /// [`Self::text`] unless it is empty.
    pub fn some(&mut self, name: &str, text: &str) {
        if !text.trim().is_empty() {
            self.text(name, text);
        }
    }

    pub fn finish(self) -> String {
        self.0
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.0.push_str(&format!("<{name}"));
        for (name, value) in attributes {
            self.0.push_str(&format!(" {name}=\"{}\"", escape(clean(value))));
        }
        self.0.push_str(end);
    }
}

/// Without the characters that XML 1.0 cannot hold (section 2.2).
pub fn clean(text: &str) -> String {
    let held = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(held).collect()
}

/// An element as read.
#[derive(Debug, Default)]
pub struct Element {
    /// Local name; an element of another namespace has an empty one.
    pub name: String,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// The text of the first child of this name, trimmed; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.children.iter().find(|child| child.name == name).map_or("", |child| child.text.trim())
    }

    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e str> {
        self.children(name).map(|child| child.text.trim())
    }

    pub fn children<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// Reads a document whose elements of interest are in `namespace`.
///
/// # Errors
/// What is wrong, and where in bytes.
pub fn parse(bytes: &[u8], namespace: &str) -> Result<Element, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("the document has {} bytes; at most {MAX_BYTES} are read", bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))?;
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Element> = vec![Element::default()];
    let mut elements = 0_usize;
    loop {
        let at = reader.buffer_position();
        let fail = |what: &dyn std::fmt::Display| format!("{what}, at byte {at}");
        let (resolved, event) = reader.read_resolved_event().map_err(|error| fail(&error))?;
        let ours = matches!(&resolved, ResolveResult::Bound(bound) if bound.as_ref() == namespace);
        match event {
            Event::Start(start) => {
                elements += 1;
                if open.len() > MAX_DEPTH || elements > MAX_ELEMENTS {
                    return Err(fail(&"more or deeper elements than are read"));
                }
                let name = if ours { start.local_name().as_ref().to_owned() } else { String::new() };
                open.push(Element { name, ..Element::default() });
            }
            Event::Empty(start) => {
                elements += 1;
                let name = if ours { start.local_name().as_ref().to_owned() } else { String::new() };
                if let Some(parent) = open.last_mut() {
                    parent.children.push(Element { name, ..Element::default() });
                }
            }
            Event::End(_) => {
                let done = open.pop().unwrap_or_default();
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Err(fail(&"an end without a start")),
                }
            }
            Event::Text(words) => add(&mut open, &words.xml_content(XmlVersion::Explicit1_0)),
            Event::CData(words) => add(&mut open, &words.xml_content(XmlVersion::Explicit1_0)),
            Event::GeneralRef(name) => {
                let char = name.resolve_char_ref().map_err(|error| fail(&error))?;
                let known = char.map(String::from).or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                add(&mut open, &known.ok_or_else(|| fail(&"an entity that XML does not define"))?);
            }
            Event::DocType(_) => return Err(fail(&"a document type; it is not read")),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    let mut root = open.pop().unwrap_or_default();
    if !open.is_empty() {
        return Err("the document ends before its last element does".to_owned());
    }
    if root.children.len() != 1 || !root.text.trim().is_empty() {
        return Err("not an XML document with one root".to_owned());
    }
    Ok(root.children.remove(0))
}

fn add(open: &mut [Element], words: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(words);
    }
}
