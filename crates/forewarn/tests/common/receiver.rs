//! A receiver of webhooks on loopback: a real HTTP server that takes, fails, hangs, breaks off or answers twice.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Arrivals, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What came.
#[derive(Debug, Clone)]
pub struct Post {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
    pub at: Instant,
}

impl Post {
    /// The id of the message.
    pub fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

/// What is answered. Whatever it is, the message was taken in before.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Status, further headers, body.
    Status(u16, &'static str, String),
    /// 200, with an acknowledgement in the body, two times over.
    Twice,
    /// Nothing, until the other side gives up.
    Hang,
    /// The connection ends without a word.
    Drop,
}

impl Reply {
    pub fn ok() -> Self {
        Self::Status(200, "", String::new())
    }

    pub fn fails(status: u16) -> Self {
        Self::Status(status, "", "busy".to_owned())
    }
}

type Behaviour = dyn Fn(usize, &Post) -> Reply + Send + Sync;

pub struct Receiver {
    pub address: SocketAddr,
    posts: Arc<Mutex<Vec<Post>>>,
    arrivals: Arrivals<()>,
}

impl Receiver {
    /// Listens; `behaviour` gets the number of the message, from 0, and the message.
    pub fn start(behaviour: impl Fn(usize, &Post) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let posts = Arc::new(Mutex::new(Vec::new()));
        let behaviour: Arc<Behaviour> = Arc::new(behaviour);
        let (told, arrivals) = channel();
        let kept = Arc::clone(&posts);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (posts, behaviour, told) = (Arc::clone(&kept), Arc::clone(&behaviour), told.clone());
                std::thread::spawn(move || {
                    // Whoever was killed while it sent is no failure of the receiver's.
                    let _ = answer(stream, &posts, &*behaviour, &told);
                });
            }
        });
        Self { address, posts, arrivals }
    }

    /// Everything that came so far.
    pub fn posts(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }

    /// Waits until another message comes, or the time is over.
    pub fn wait(&self, at_most: Duration) -> bool {
        self.arrivals.recv_timeout(at_most).is_ok()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

fn answer(
    mut stream: TcpStream,
    posts: &Mutex<Vec<Post>>,
    behaviour: &Behaviour,
    told: &Sender<()>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.trim().to_owned()),
            None => break,
        };
    }
    let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let post = Post { path, headers, body, at: Instant::now() };
    let number = {
        let mut posts = posts.lock().unwrap();
        posts.push(post.clone());
        posts.len() - 1
    };
    let _ = told.send(());
    match behaviour(number, &post) {
        Reply::Status(status, more, body) => {
            let length = body.len();
            let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n");
            stream.write_all(format!("{head}{body}").as_bytes())
        }
        Reply::Twice => {
            let body = "{\"acknowledged\": true, \"note\": \"We have it\"}";
            let one = format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            stream.write_all(format!("{one}{one}").as_bytes())
        }
        Reply::Hang => reader.read(&mut [0]).map(drop),
        Reply::Drop => Ok(()),
    }
}
