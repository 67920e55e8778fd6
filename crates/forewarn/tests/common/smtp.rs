//! A mail server on loopback: takes letters as RFC 5321 says, in the clear, and keeps them.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A letter as it came: for whom, and its lines.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: Vec<String>,
    pub text: String,
}

impl Letter {
    /// A header, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.text.split("\r\n\r\n").next()?.replace("\r\n ", " ").replace("\r\n\t", " ");
        let line = head
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with(&format!("{}:", name.to_ascii_lowercase())))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    }
}

pub struct MailServer {
    pub address: SocketAddr,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl MailServer {
    /// Listens; an address that holds `nobody` is refused for good, one that holds `busy` for now.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&letters);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let letters = Arc::clone(&kept);
                std::thread::spawn(move || talk(stream, &letters));
            }
        });
        Self { address, letters }
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }
}

fn talk(mut stream: TcpStream, letters: &Mutex<Vec<Letter>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut to = Vec::new();
    stream.write_all(b"220 mail.test ESMTP\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-mail.test\r\n250 8BITMIME",
            "RCPT" if line.contains("nobody") => "550 5.1.1 no such office here",
            "RCPT" if line.contains("busy") => "451 4.3.0 try again later",
            "RCPT" => {
                to.push(line.trim().to_owned());
                "250 OK"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                let mut text = String::new();
                loop {
                    let mut line = String::new();
                    if lines.read_line(&mut line)? == 0 || line == ".\r\n" {
                        break;
                    }
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                letters.lock().unwrap().push(Letter { to: std::mem::take(&mut to), text });
                "250 2.0.0 kept"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => "250 OK",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes())?;
    }
}
