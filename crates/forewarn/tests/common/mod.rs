//! What tests of the whole program share.

#![allow(dead_code)] // each test file uses its part

pub mod collecting;
pub mod receiver;
pub mod smtp;

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

/// The built program, away from the user's own store and settings.
pub fn forewarn() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forewarn"));
    for name in ["FOREWARN_STORE", "FOREWARN_CONFIG", "FOREWARN_BY", "FOREWARN_READER"] {
        command.env_remove(name);
    }
    command.env("NO_COLOR", "1");
    command
}

/// A server on a port of its own and its address; it ends with the test's process. `answer` gets what the test shares with it.
pub fn serve<S: Default + Send + 'static>(
    answer: fn(&Arc<Mutex<S>>, &mut TcpStream) -> std::io::Result<()>,
) -> (Arc<Mutex<S>>, String) {
    let ours = Arc::<Mutex<S>>::default();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let shared = Arc::clone(&ours);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            // The other side may leave early; that is its affair.
            let _ = answer(&shared, &mut stream);
        }
    });
    (ours, address)
}

/// The program with a bound on its address space: if it held a huge input whole, it would die.
pub fn forewarn_capped(memory_kb: u64) -> Command {
    if !cfg!(target_os = "linux") {
        return forewarn();
    }
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {memory_kb}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_forewarn")]);
    command.env("NO_COLOR", "1").env_remove("FOREWARN_CONFIG");
    command
}

/// A number that the environment may set.
pub fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

/// JSON lines.
pub fn lines(stdout: &[u8]) -> Vec<serde_json::Value> {
    let text = String::from_utf8(stdout.to_vec()).expect("the program prints UTF-8");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

/// An archive with one member of so many equal bytes.
pub fn zip_of(out: &mut Vec<u8>, byte: u8, bytes: usize) {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(out));
    writer.start_file("report.txt", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![byte; 1 << 20];
    for _ in 0..bytes >> 20 {
        writer.write_all(&block).unwrap();
    }
    writer.finish().unwrap();
}
