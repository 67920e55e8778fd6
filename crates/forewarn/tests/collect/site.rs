//! A site of our own, and the program that follows it.

pub(crate) use crate::common::collecting::{place, run, store};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::sqlite::SqliteStore;

/// What the server answers to each path, and which it was asked for.
#[derive(Default)]
pub(crate) struct Site {
    pub(crate) pages: HashMap<String, (u16, String, String)>,
    pub(crate) asked: Vec<String>,
}

pub(crate) type Shared = Arc<Mutex<Site>>;

pub(crate) fn answer(site: &Shared, stream: &mut TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).map(|line| line.to_lowercase()).collect();
    let (status, kind, body) = {
        let mut site = site.lock().unwrap();
        site.asked.push(path.clone());
        site.pages.get(&path).cloned().unwrap_or((404, "text/plain".to_owned(), "no".to_owned()))
    };
    let tag = format!("\"{}\"", record::sha256_hex(body.as_bytes()).get(..8).unwrap_or_default());
    let known = headers.iter().any(|line| line.starts_with("if-none-match:") && line.contains(&tag));
    let (status, body) = if known { (304, String::new()) } else { (status, body) };
    // The body of a redirect is where it leads.
    let location =
        if matches!(status, 301 | 302 | 307 | 308) { format!("Location: {body}\r\n") } else { String::new() };
    write!(
        stream,
        "HTTP/1.1 {status} X\r\n{location}Content-Type: {kind}\r\nETag: {tag}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

pub(crate) fn put(site: &Shared, path: &str, status: u16, kind: &str, body: &str) {
    site.lock().unwrap().pages.insert(path.to_owned(), (status, kind.to_owned(), body.to_owned()));
}

pub(crate) fn asked(site: &Shared) -> Vec<String> {
    std::mem::take(&mut site.lock().unwrap().asked)
}

pub(crate) fn feed(items: &[(&str, &str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(path, title, text)| {
            format!(
                "<item><guid>{path}</guid><link>{path}</link><title>{title}</title><pubDate>Tue, 18 Jun 2024 18:04:00 GMT</pubDate><description>{text}</description></item>"
            )
        })
        .collect();
    format!(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>The Nordvik Courier</title><link>/</link>{items}</channel></rss>"
    )
}

pub(crate) fn page(title: &str, lead: &str) -> String {
    let filler = "<p>The harbour office said that ferries were running as usual and that more was to be told in the morning.</p>".repeat(4);
    format!(
        "<html><head><title>{title}</title><meta property='og:site_name' content='The Nordvik Courier'></head><body><article><h1>{title}</h1><p>{lead}</p>{filler}</article></body></html>"
    )
}

pub(crate) const BOMB: &str = "A car bomb killed nine people at a hotel in Mogadishu on Tuesday, the ministry of health said. Al-Shabaab claimed responsibility for the bombing.";

/// What `collect --once` does, at another time.
pub(crate) fn collect_at(dir: &Path, now: jiff::Timestamp) -> forewarn::collector::Tally {
    let config = forewarn::config::Config::load(Some(&dir.join("forewarn.toml"))).unwrap();
    let store = Arc::new(SqliteStore::open(&dir.join("store")).unwrap());
    let reader = Arc::new(read::Reader::embedded());
    let pipeline = Arc::new(forewarn::pipeline::Pipeline::new(store.clone(), reader, 30, &[7; 32]).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let collector = forewarn::collector::Collector::new(store, pipeline, Arc::new(move || now), &config).unwrap();
    runtime.block_on(collector.once()).unwrap()
}
