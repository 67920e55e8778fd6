//! The desk on a real socket: news reach an open page, and an open page does not keep the desk from closing.

mod support;

use record::{Event, Stamped, Who};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};
use support::{Fixture, KEY, time, world};
use tokio::{net::TcpListener, time::timeout};

/// More than enough for the desk to look at the ledger.
const PATIENCE: Duration = Duration::from_secs(20);

fn connect(address: std::net::SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Reads until `words` have come.
fn until(stream: &mut TcpStream, words: &str) -> String {
    let mut seen = String::new();
    let mut buffer = [0_u8; 4096];
    while !seen.contains(words) {
        let n = stream.read(&mut buffer).expect("in time");
        assert!(n > 0, "closed before {words:?} came: {seen}");
        seen.push_str(&String::from_utf8_lossy(&buffer[..n]));
    }
    seen
}

// The test itself blocks on its sockets, so the desk needs a thread of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_reach_an_open_page() {
    let fixture = Fixture::full();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (close, closing) = tokio::sync::oneshot::channel::<()>();
    let desk = tokio::spawn(desk::serve(listener, None, fixture.desk.clone(), async {
        let _ = closing.await;
    }));

    let mut door = connect(address);
    let enter = format!("GET /?key={KEY} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    door.write_all(enter.as_bytes()).unwrap();
    let answer = until(&mut door, "\r\n\r\n");
    let cookie = answer.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap().to_owned();

    let mut page = connect(address);
    let listen = format!("GET /live HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n");
    page.write_all(listen.as_bytes()).unwrap();
    let first = until(&mut page, "data: 13");
    assert!(first.contains("text/event-stream"), "{first}");

    let event = Event::PartnerSet(world::partner("New Office", vec![], record::Tlp::Green));
    let who = Who::Analyst("Ana".to_owned());
    fixture.desk.conductor.handle(Stamped { at: time("2031-05-14T10:00:00Z"), who, event }).unwrap();
    until(&mut page, "data: 14");

    close.send(()).unwrap();
    timeout(PATIENCE, desk).await.expect("the desk closes with a page open").unwrap().unwrap();
}
