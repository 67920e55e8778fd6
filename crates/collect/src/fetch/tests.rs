//! Fetching from a server of ours on this machine.

use super::guard::GuardedResolver;
use super::{Answer, Asker, Body, Found, Lookup, Refused, Request, follow, wait_of};
use crate::{Defaults, Input, InputFormat, Item, Limits, open};
use flate2::{Compression, write::GzEncoder};
use jiff::Timestamp;
use reqwest::dns::{Name, Resolve};
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use url::Url;

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
        "/to-other-port" => to("http://127.0.0.1:9/"),
        "/many-headers" => {
            let headers: String = (0..90).map(|n| format!("X-{n}: {}\r\n", "x".repeat(1_000))).collect();
            format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
        }
        "/brotli" => {
            b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx".to_vec()
        }
        "/unasked-304" => b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec(),
        // Promises much and gives a byte.
        "/drip" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx")?;
            let mut rest = Vec::new();
            std::io::Read::read_to_end(stream, &mut rest)?;
            return Ok(());
        }
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

/// A resolver of ours: each name has its answers, one for each time that it is asked; the last one stays.
struct Liar {
    answers: Vec<Vec<IpAddr>>,
    asked: Arc<AtomicUsize>,
}

impl Lookup for Liar {
    fn lookup(&self, _: &str) -> Found {
        let time = self.asked.fetch_add(1, Ordering::SeqCst);
        let found = self.answers[time.min(self.answers.len() - 1)].clone();
        Box::pin(async move { Ok(found) })
    }
}

fn liar(answers: &[&[&str]]) -> (Arc<Liar>, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let answers = answers.iter().map(|one| one.iter().map(|address| address.parse().unwrap()).collect()).collect();
    (Arc::new(Liar { answers, asked: Arc::clone(&asked) }), asked)
}

fn ask(asker: &Asker, url: &str, local: bool) -> Answer {
    let limits = Limits { fetch_time: Duration::from_secs(20), ..Limits::default() };
    let request = Request { local, ..Request::page(Url::parse(url).unwrap(), &limits) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(asker.ask(&request))
}

#[track_caller]
fn forbidden(answer: &Answer, what: &str) {
    assert!(
        matches!(answer, Answer::Refused(Refused { kind: record::FaultKind::Forbidden, .. })),
        "{what}: {answer:?}"
    );
}

/// A listener that must never hear anything, and its port.
fn trap() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

#[test]
fn a_name_that_leads_inside_is_refused_however_it_is_mixed() {
    let (trap, port) = trap();
    let inside = [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "100.64.7.7",
        "169.254.169.254",
        "192.168.1.1",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "2001:0:7f00:1::",
        "fe80::1",
        "fd00:ec2::254",
        "224.0.0.1",
    ];
    for address in inside {
        for answers in [vec![address], vec!["8.8.8.8", address], vec![address, "2606:4700::1111"]] {
            let (lookup, _) = liar(&[&answers]);
            let asker = Asker::with_lookup(&Limits::default(), lookup).unwrap();
            forbidden(&ask(&asker, &format!("http://news.example:{port}/"), false), &format!("{answers:?}"));
        }
    }
    assert!(trap.accept().is_err(), "somebody was connected to");
}

#[test]
fn an_answer_that_changes_between_check_and_use_changes_nothing() {
    let (trap, port) = trap();
    // The first answer is open, the second leads inside: who looks twice is caught.
    let (lookup, asked) = liar(&[&["8.8.8.8"], &["127.0.0.1"]]);
    let resolver = GuardedResolver { allow_local: false, lookup };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found = |resolver: &GuardedResolver| {
        let name: Name = "news.example".parse().unwrap();
        runtime.block_on(resolver.resolve(name)).map(|found| found.map(|address| address.ip()).collect::<Vec<_>>())
    };
    assert_eq!(found(&resolver).unwrap(), ["8.8.8.8".parse::<IpAddr>().unwrap()]);
    assert_eq!(asked.load(Ordering::SeqCst), 1, "what is checked is what is connected to");
    assert!(found(&resolver).is_err());
    // The next request, with the name now inside, reaches nobody.
    let (lookup, asked) = liar(&[&["127.0.0.1"]]);
    let asker = Asker::with_lookup(&Limits::default(), lookup).unwrap();
    forbidden(&ask(&asker, &format!("http://news.example:{port}/"), false), "rebinding");
    assert_eq!((asked.load(Ordering::SeqCst), trap.accept().is_err()), (1, true));
}

#[test]
fn what_an_administrator_opens_is_one_host_and_nothing_behind_it() {
    let server = serve();
    let local = |path: &str, local| {
        let limits = Limits { fetch_time: Duration::from_secs(20), ..Limits::default() };
        let request = Request { local, ..Request::page(Url::parse(&format!("{server}{path}")).unwrap(), &limits) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { follow(&Asker::new(&limits).unwrap(), request, &limits).await })
    };
    assert!(local("/moved", true).is_ok());
    let kind = |result: Result<(Url, Body), Refused>| result.unwrap_err().kind;
    assert_eq!(kind(local("/page", false)), record::FaultKind::Forbidden);
    assert_eq!(kind(local("/to-metadata", true)), record::FaultKind::Forbidden);
    assert_eq!(kind(local("/to-file", true)), record::FaultKind::Forbidden);
    // Another service of the same machine is another host.
    assert_eq!(kind(local("/to-other-port", true)), record::FaultKind::Forbidden);
}

#[test]
fn answers_are_bounded_each_by_its_own_limit() {
    let server = serve();
    let answer = |path: &str, limits: Limits| {
        let limits = Limits { allow_local: true, fetch_time: Duration::from_secs(20), ..limits };
        let request = Request::page(Url::parse(&format!("{server}{path}")).unwrap(), &limits);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        match runtime.block_on(async { follow(&Asker::new(&limits).unwrap(), request, &limits).await }) {
            Ok((_, body)) => format!("{} bytes", body.bytes.len()),
            Err(refused) => format!("{}: {}", refused.kind, refused.detail),
        }
    };
    let table = [
        (
            "/bomb",
            Limits { compression_ratio: 50, ..Limits::default() },
            "too_large: it unpacks to more than 50 times its size",
        ),
        ("/bomb", Limits { compression_ratio: 5_000, ..Limits::default() }, "3145728 bytes"),
        ("/page", Limits { file_bytes: 100, ..Limits::default() }, "too_large: the answer has more than 100 bytes"),
        ("/many-headers", Limits::default(), "too_large: the head of the answer"),
        ("/moved", Limits { redirects: 1, ..Limits::default() }, "unreachable: more than 1 redirects"),
        ("/brotli", Limits::default(), "malformed: the answer is packed in a way not asked for (br)"),
        ("/unasked-304", Limits::default(), "malformed: the server says that nothing changed"),
    ];
    for (path, limits, expected) in table {
        let found = answer(path, limits);
        assert!(found.starts_with(expected), "{path}: {found}");
    }
    let limits = Limits { fetch_time: Duration::from_millis(300), allow_local: true, ..Limits::default() };
    let slow = read(&format!("{server}/drip"), &limits);
    assert!(slow[0].contains("no complete answer within 0.3 seconds"), "{slow:?}");
}

#[test]
fn servers_say_when_to_come_again() {
    let now = "2024-06-18T18:00:00Z".parse().unwrap();
    let table = [
        ("120", Some(120)),
        ("Tue, 18 Jun 2024 18:04:00 GMT", Some(240)),
        ("Tue, 18 Jun 2024 17:00:00 GMT", None),
        ("soon", None),
        ("-5", None),
    ];
    for (text, seconds) in table {
        assert_eq!(wait_of(text, now).map(|wait| wait.as_secs()), seconds, "{text}");
    }
}
