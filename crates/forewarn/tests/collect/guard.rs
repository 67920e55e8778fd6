//! No link leads the collector inside.

use crate::common::serve;
use crate::site::{answer, place, put, run, store};
use std::net::TcpListener;
use store::Store;

/// A listener that must never hear anything, and its port.
fn trap() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

#[test]
fn no_link_of_a_list_leads_inside() {
    let (site, address) = serve(answer);
    let (trap, port) = trap();
    put(&site, "/robots.txt", 200, "text/plain", "");
    let spellings = [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "localhost",
    ];
    let mut links: Vec<String> = spellings.iter().map(|host| format!("http://{host}:{port}/")).collect();
    links.extend([
        "http://169.254.169.254/latest/".to_owned(),
        "http://[fd00:ec2::254]/".to_owned(),
        format!("{address}/out"),
    ]);
    for list in ["r", "a", "j", "s", "p"] {
        put(&site, &format!("/out{list}{}", links.len() - 1), 302, "text/plain", &format!("http://127.0.0.1:{port}/"));
    }
    let each = |one: &dyn Fn(usize, &str) -> String| {
        links.iter().enumerate().map(|(n, link)| one(n, link)).collect::<String>()
    };
    let lists = [
        (
            "/rss",
            "application/rss+xml",
            format!("<rss version='2.0'><channel><title>R</title>{}</channel></rss>", each(&|n, link| {
                format!("<item><title>Rumour {n}</title><link>{link}r{n}</link><pubDate>Tue, 18 Jun 2024 18:04:00 GMT</pubDate></item>")
            })),
        ),
        (
            "/atom",
            "application/atom+xml",
            format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title>{}</feed>", each(&|n, link| {
                format!("<entry><id>{n}</id><title>Rumour {n}</title><link href='{link}a{n}'/><updated>2024-06-18T18:04:00Z</updated></entry>")
            })),
        ),
        (
            "/json",
            "application/feed+json",
            format!(
                "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"items\":[{}]}}",
                each(&|n, link| format!("{{\"id\":\"{n}\",\"title\":\"Rumour {n}\",\"url\":\"{link}j{n}\",\"date_published\":\"2024-06-18T18:04:00Z\"}},"))
                    .trim_end_matches(',')
            ),
        ),
        (
            "/sitemap.xml",
            "application/xml",
            format!("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>", each(&|n, link| {
                format!("<url><loc>{link}s{n}</loc><lastmod>2024-06-18T18:04:00Z</lastmod></url>")
            })),
        ),
        (
            "/section",
            "text/html",
            format!("<html><head><title>S</title></head><body><ul>{}</ul></body></html>", each(&|n, link| {
                format!("<li><a href='{link}p{n}'>Ferries of the north stay in harbour {n}</a> <time datetime='2024-06-18'>18 June 2024</time></li>")
            })),
        ),
    ];
    for (path, kind, list) in &lists {
        put(&site, path, 200, kind, list);
        let dir = place();
        let (code, said) = run(dir.path(), &["source", "add", &format!("{address}{path}"), "--local", "--yes"]);
        assert_eq!(code, 0, "{path}: {said}");
        let (_, said) = run(dir.path(), &["collect", "--once"]);
        assert!(said.contains("1 look, 0 failed"), "{path}: {said}");
        let known = store(dir.path()).source_states().unwrap().remove(0).articles;
        assert!(known >= links.len() as u64 - 1, "{path}: only {known} links were taken up: {said}");
        assert!(trap.accept().is_err(), "{path}: somebody was connected to");
    }
}
