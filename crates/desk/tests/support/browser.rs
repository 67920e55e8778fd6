//! A browser for tests: requests to the router, with or without the desk's session.

use super::KEY;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use tower::ServiceExt;

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub struct Browser {
    router: Router,
    cookie: Option<String>,
}

impl Browser {
    pub fn new(desk: desk::Desk) -> Self {
        Self { router: desk::router(desk), cookie: None }
    }

    /// Opens the printed address and keeps the cookie.
    pub async fn enter(desk: desk::Desk) -> Self {
        let mut browser = Self::new(desk);
        let answer = browser.get(&format!("/?key={KEY}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        browser.cookie = Some(answer.header("set-cookie").split(';').next().unwrap().to_owned());
        browser
    }

    /// The same router without a session.
    pub fn stranger(&self) -> Self {
        Self { router: self.router.clone(), cookie: None }
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "127.0.0.1:8750");
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 16 << 20).await.unwrap();
        Answer { status, headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], String::new()).await
    }

    /// Sends a form as a page of the desk would.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send("POST", path, &[FORM, ("sec-fetch-site", "same-origin")], form(fields)).await
    }

    /// Sends a form with the desk's token, as found on a page.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get("/watches").await.body;
        let token = between(&page, "name=\"form_token\" value=\"", "\"").to_owned();
        let mut fields = fields.to_vec();
        fields.push(("form_token", &token));
        self.post(path, &fields).await
    }
}

pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

pub fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// The text between two marks.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let start = text.find(before).unwrap_or_else(|| panic!("no {before:?} in the page")) + before.len();
    let end = text[start..].find(after).unwrap_or_else(|| panic!("no {after:?} after {before:?}"));
    &text[start..start + end]
}

/// The words of a page, one line for each block: what a person reads, for snapshots.
pub fn words(page: &str) -> String {
    let main = page.split("<main").nth(1).map_or(page, |rest| rest.split_once('>').map_or(rest, |(_, rest)| rest));
    let main = main.split("</main>").next().unwrap_or(main);
    let mut out = String::new();
    let mut rest = main;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = rest[at..end].trim_start_matches(['<', '/']);
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let inline = ["a", "b", "mark", "abbr", "code", "time", "em", "strong"];
        match name {
            "span" | "dt" | "dd" | "td" | "th" | "option" | "label" => out.push_str(" | "),
            name if inline.contains(&name) => {}
            _ => out.push('\n'),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    let unescaped = out
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&");
    let squeeze = |line: &str| {
        let parts = line.split('|').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" | ")
    };
    unescaped.lines().map(squeeze).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
