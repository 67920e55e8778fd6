//! What the head of a page says: `meta` tags and JSON-LD (schema.org).

use super::meta::clean;
use crate::days;
use dom_query::Document;
use jiff::civil::Date;
use serde_json::Value;

/// JSON-LD blocks, and objects within them, that are looked at.
const MAX_OBJECTS: usize = 400;

/// Values that are looked at for lists of articles.
const MAX_LIST_VALUES: usize = 20_000;

/// Types of JSON-LD objects that stand for an article.
const ARTICLE_TYPES: &[&str] = &["Article", "BlogPosting", "Report", "WebPage", "Recipe", "Review", "VideoObject"];

/// What the head of the page says, ready to be asked.
pub(super) struct Said {
    /// Names (lower case) and contents of `meta` tags, in order.
    pub(super) meta: Vec<(String, String)>,
    /// JSON-LD objects, articles first.
    pub(super) linked: Vec<Value>,
    /// Articles that a list among them names.
    pub(super) listed: Vec<Listed>,
}

/// An article that a JSON-LD `ItemList` names.
pub(super) struct Listed {
    pub(super) url: String,
    pub(super) title: Option<String>,
    pub(super) day: Option<Date>,
}

impl Said {
    pub(super) fn of(document: &Document) -> Self {
        let meta = document
            .select("meta[content]")
            .iter()
            .filter_map(|tag| {
                let name = tag.attr("property").or_else(|| tag.attr("name")).or_else(|| tag.attr("itemprop"))?;
                Some((name.trim().to_ascii_lowercase(), clean(&tag.attr("content")?)?))
            })
            .collect();
        let (mut linked, mut listed) = (Vec::new(), Vec::new());
        for block in document.select("script[type='application/ld+json']").iter() {
            let text = block.text();
            let text = text
                .trim()
                .trim_start_matches("<!--")
                .trim_start_matches("//<![CDATA[")
                .trim_start_matches("<![CDATA[");
            let text =
                text.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim_end_matches(';');
            // Line breaks within strings are the commonest mistake in these blocks.
            let value =
                serde_json::from_str(text).or_else(|_| serde_json::from_str(&text.replace(['\n', '\r', '\t'], " ")));
            if let Ok(value) = value {
                lists(&value, &mut listed);
                objects(value, &mut linked);
            }
        }
        linked.sort_by_key(|object| !is_article(object));
        Self { meta, linked, listed }
    }

    pub(super) fn meta(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .find_map(|name| self.meta.iter().find(|(known, _)| known == name))
            .map(|(_, content)| content.clone())
    }

    /// The first that an article's member gives.
    pub(super) fn linked<T>(&self, member: &str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        self.linked.iter().filter(|object| is_article(object)).find_map(|object| read(object.get(member)?))
    }
}

/// The articles of lists, wherever they are nested.
fn lists(value: &Value, found: &mut Vec<Listed>) {
    // Values to come, and whether they stand in a list.
    let mut queue = vec![(value, false)];
    let mut seen = 0;
    while let Some((value, in_list)) = queue.pop() {
        seen += 1;
        if seen > MAX_LIST_VALUES || found.len() >= MAX_OBJECTS {
            return;
        }
        match value {
            Value::Array(values) => queue.extend(values.iter().rev().map(|value| (value, in_list))),
            Value::Object(object) => {
                let text = |name: &str| object.get(name).and_then(Value::as_str);
                let day = text("datePublished").or_else(|| text("dateCreated")).and_then(days::parse);
                let url = text("url").or_else(|| text("@id")).or_else(|| text("mainEntityOfPage"));
                if let (true, Some(url), Some(_)) = (in_list, url.filter(|url| url.starts_with("http")), day) {
                    let title = text("headline").or_else(|| text("name")).and_then(clean);
                    found.push(Listed { url: url.to_owned(), title, day });
                    continue;
                }
                for (name, inner) in object.iter().filter(|(_, inner)| inner.is_array() || inner.is_object()) {
                    let is_list = matches!(name.as_str(), "itemListElement" | "blogPost" | "blogPosts" | "hasPart");
                    queue.push((inner, in_list || is_list));
                }
            }
            _ => {}
        }
    }
}

/// All objects with a type, wherever they are nested in lists and graphs.
fn objects(value: Value, found: &mut Vec<Value>) {
    let mut queue = vec![value];
    while let Some(value) = queue.pop() {
        match value {
            Value::Array(values) => queue.extend(values.into_iter().rev()),
            Value::Object(mut object) => {
                for member in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    if let Some(inner @ (Value::Array(_) | Value::Object(_))) = object.remove(member) {
                        queue.push(inner);
                    }
                }
                if found.len() < MAX_OBJECTS && object.contains_key("@type") {
                    found.push(Value::Object(object));
                }
            }
            _ => {}
        }
    }
}

fn has_type(object: &Value, wanted: impl Fn(&str) -> bool) -> bool {
    match object.get("@type") {
        Some(Value::String(kind)) => wanted(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(wanted),
        _ => false,
    }
}

fn is_article(object: &Value) -> bool {
    has_type(object, |kind| ARTICLE_TYPES.contains(&kind) || kind.ends_with("Article") || kind.ends_with("Posting"))
}

pub(super) fn site_name(object: &Value) -> Option<String> {
    has_type(object, |kind| ["WebSite", "Organization", "NewsMediaOrganization"].contains(&kind))
        .then(|| name_of(object))
        .flatten()
}

pub(super) fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => clean(text),
        Value::Array(values) => values.iter().find_map(first_text),
        _ => None,
    }
}

/// The name of a person or organisation: a text, an object with a name, or a list of these.
pub(super) fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => clean(text).filter(|name| !name.contains("://")),
        Value::Object(object) => object.get("name").and_then(name_of),
        Value::Array(values) => {
            let mut names: Vec<String> = Vec::new();
            for name in values.iter().filter_map(name_of) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}
