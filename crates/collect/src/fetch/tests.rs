//! Fetching from a server of ours on this machine.

use crate::{Defaults, Input, InputFormat, Item, Limits, open};
use flate2::{Compression, write::GzEncoder};
use jiff::Timestamp;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// What is answered to a path.
fn answer(path: &str, stream: &mut TcpStream) -> std::io::Result<()> {
    let ok = |kind: &str, body: &[u8]| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
        [format!("{head}Connection: close\r\n\r\n").as_bytes(), body].concat()
    };
    let to = |target: &str| {
        format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .into_bytes()
    };
    let page = format!("<html><head><title>Plot foiled</title></head><body><h1>Plot foiled</h1>{}</body></html>", "<p>Police in Nordvik said on Tuesday that they had stopped a plot against the ferry terminal before it began.</p>".repeat(5));
    let response = match path {
        "/page" => ok("text/html", page.as_bytes()),
        "/cyrillic" => {
            ok("text/html; charset=windows-1251", b"<html><body><p>\xcf\xee\xeb\xe8\xf6\xe8\xff</p></body></html>")
        }
        "/lines" => {
            ok("application/json", b"{\"id\": \"a\", \"text\": \"One.\"}\n{\"id\": \"b\", \"text\": \"Two.\"}\n")
        }
        "/moved" => to("/moved-again"),
        "/moved-again" => to("page"),
        "/round" => to("/round"),
        "/to-file" => to("file:///etc/passwd"),
        "/to-metadata" => to("http://169.254.169.254/latest/"),
        "/missing" => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
        "/cut" => b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nonly this".to_vec(),
        "/image" => ok("text/html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        "/bomb" => {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
            gzip.write_all(&vec![b'x'; 3 << 20])?;
            let body = gzip.finish()?;
            let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", body.len());
            [head.as_bytes(), &body].concat()
        }
        // Answers nothing and holds the line until the other side gives up.
        _ => {
            let mut rest = Vec::new();
            std::io::Read::read_to_end(stream, &mut rest)?;
            return Ok(());
        }
    };
    stream.write_all(&response)
}

/// A server on a port of its own; it ends with the test's process.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            std::thread::spawn(move || {
                let Ok(reader) = stream.try_clone() else { return };
                let mut lines = BufReader::new(reader).lines().map_while(Result::ok);
                let request = lines.next().unwrap_or_default();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                lines.find(String::is_empty);
                // The other side may leave early; that is its affair.
                let _ = answer(&path, &mut stream);
            });
        }
    });
    address
}

fn read(address: &str, limits: &Limits) -> Vec<String> {
    let input = Input::Url(address.to_owned());
    let items = open(&input, InputFormat::Auto, &Defaults::default(), limits, Timestamp::UNIX_EPOCH);
    items
        .map(|item| match item {
            Item::Report(parts) => {
                let (capture, raw) = *parts;
                format!(
                    "{} | {} | {}",
                    capture.url,
                    raw.title.unwrap_or_default(),
                    raw.text.lines().last().unwrap_or_default()
                )
            }
            Item::Fault(fault) => format!("{}: {}: {}", fault.kind, fault.at, fault.detail),
        })
        .collect()
}

fn local() -> Limits {
    Limits { allow_local: true, fetch_time: Duration::from_secs(20), file_bytes: 1 << 20, ..Limits::default() }
}

#[test]
fn pages_come_through_redirects_and_everything_else_is_a_fault() {
    let server = serve();
    let story =
        "Police in Nordvik said on Tuesday that they had stopped a plot against the ferry terminal before it began.";
    let table: Vec<(&str, Vec<String>)> = vec![
        ("/page", vec![format!("SERVER/page | Plot foiled | {story}")]),
        ("/moved", vec![format!("SERVER/page | Plot foiled | {story}")]),
        ("/cyrillic", vec!["SERVER/cyrillic |  | Полиция".to_owned()]),
        ("/lines", vec!["SERVER/lines#1 |  | One.".to_owned(), "SERVER/lines#2 |  | Two.".to_owned()]),
        ("/round", vec!["unreachable: SERVER/round: more than 5 redirects; skipped".to_owned()]),
        (
            "/to-file",
            vec![
                "forbidden: SERVER/to-file: `file:` is not an address that is fetched; use http or https; skipped"
                    .to_owned(),
            ],
        ),
        ("/missing", vec!["unreachable: SERVER/missing: the server answers 404 Not Found; skipped".to_owned()]),
        ("/image", vec!["binary: SERVER/image: it is not text (a PNG image); skipped".to_owned()]),
        ("/bomb", vec!["too_large: SERVER/bomb: the answer has more than 1048576 bytes; skipped".to_owned()]),
    ];
    for (path, expected) in table {
        let found: Vec<String> =
            read(&format!("{server}{path}"), &local()).iter().map(|line| line.replace(&server, "SERVER")).collect();
        assert_eq!(found, expected, "{path}");
    }
    let cut = read(&format!("{server}/cut"), &local());
    assert!(cut.len() == 1 && cut[0].starts_with("truncated: "), "{cut:?}");
}

#[test]
fn a_silent_server_is_left_after_a_while() {
    let limits = Limits { fetch_time: Duration::from_millis(300), ..local() };
    let found = read(&format!("{}/silent", serve()), &limits);
    assert!(found.len() == 1 && found[0].contains("no complete answer within 0.3 seconds"), "{found:?}");
}

#[test]
fn this_machine_is_out_of_reach_by_number_and_by_name() {
    let server = serve();
    let port = server.rsplit_once(':').unwrap().1;
    for host in ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost"] {
        let found = read(&format!("http://{host}:{port}/page"), &Limits::default());
        assert!(found.len() == 1 && found[0].starts_with("forbidden: "), "{host}: {found:?}");
    }
    // A redirect is checked like the first address: `check` is asked for every hop.
    let found = read(&format!("{server}/to-metadata"), &Limits { redirects: 0, ..local() });
    assert!(found[0].contains("more than 0 redirects"), "{found:?}");
}
