//! Starts what a browser test needs, on free loopback ports: the desk with its sample, and Debian's Chromium behind its driver.
//!
//! A crate of its own, so that `cargo test` asks nobody for a browser. Where the browser is absent a test says so
//! loudly; where `CI` is set that is a failure.

use anyhow::{Context, Result, bail};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// Most lines of a program's output that are looked through for its address.
const LINES_MAX: usize = 200;

/// How Chromium is started. The language decides in which order a date is typed.
const CHROMIUM: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--window-size=1400,1600",
    "--lang=en-US",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
];

/// A program that ends with the test.
pub struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    async fn start(program: &Path, args: &[&str]) -> Result<Self> {
        let mut child = Command::new(program)
            .args(args)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let stdout = child.stdout.take().context("no output to read")?;
        Ok(Self { child, lines: BufReader::new(stdout).lines() })
    }

    /// The first line that `find` makes something of.
    async fn line<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        for _ in 0..LINES_MAX {
            let Some(line) = self.lines.next_line().await? else { break };
            if let Some(found) = find(&line) {
                return Ok(found);
            }
        }
        bail!("the program ended, or never said its address")
    }

    /// Ends the program and waits for it.
    ///
    /// # Errors
    /// The system cannot end it.
    pub async fn stop(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// The desk with its sample in a directory of its own.
pub struct SampleDesk {
    /// The process.
    pub running: Running,
    /// The address with its key.
    pub url: String,
    /// Where its store is.
    pub dir: TempDir,
}

impl SampleDesk {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// The program is not built, or does not start.
    pub async fn start() -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let store = dir.path().join("store");
        let args = [
            "desk",
            "--sample",
            "--listen",
            "127.0.0.1:0",
            "--by",
            "Ana Lind",
            "--store",
            store.to_str().context("odd path")?,
        ];
        let mut running = Running::start(&program()?, &args).await?;
        let url = running.line(|line| line.trim().starts_with("http://").then(|| line.trim().to_owned())).await?;
        Ok(Self { running, url, dir })
    }
}

/// The built program: beside the directory that this test runs from.
///
/// # Errors
/// It was not built.
pub fn program() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let target = test.parent().and_then(Path::parent).context("no target directory")?;
    let program = target.join("forewarn");
    if !program.exists() {
        bail!("{} is not there: run `cargo build -p forewarn` first", program.display());
    }
    Ok(program)
}

/// Chromium behind its driver. `None`, loudly, where it is not installed; a failure where `CI` is set.
///
/// # Errors
/// It is installed but does not start; or it is absent and `CI` is set.
pub async fn chromium() -> Result<Option<(Running, Client)>> {
    let Some(driver) =
        ["/usr/bin/chromedriver", "/usr/local/bin/chromedriver"].iter().map(Path::new).find(|p| p.exists())
    else {
        if std::env::var_os("CI").is_some() {
            bail!("chromedriver is not installed: install Debian's `chromium` and `chromium-driver`");
        }
        eprintln!("NOT TESTED: chromedriver is not installed (Debian: chromium, chromium-driver)");
        return Ok(None);
    };
    let mut running = Running::start(driver, &["--port=0"]).await?;
    let port: u16 = running
        .line(|line| {
            let (_, rest) = line.split_once("started successfully on port ")?;
            rest.trim_end_matches('.').parse().ok()
        })
        .await?;
    let options = json!({ "goog:chromeOptions": { "args": CHROMIUM }, "goog:loggingPrefs": { "browser": "ALL" } });
    let capabilities = options.as_object().cloned().context("capabilities")?;
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await?;
    Ok(Some((running, client)))
}

/// What the browser's console has said since it was last asked, warnings and errors only, one line each.
///
/// # Errors
/// The driver does not answer.
pub async fn complaints(client: &Client) -> Result<Vec<String>> {
    let log = Extension { path: "se/log", body: json!({ "type": "browser" }) };
    let entries = client.issue_cmd(log).await?;
    let entries = entries.as_array().context("the console's log is no list")?;
    let bad = entries.iter().filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")));
    Ok(bad.map(|entry| entry["message"].as_str().unwrap_or("?").to_owned()).collect())
}

/// Shows the page as a telephone of this width (CSS pixels) would; `None` goes back to the window. A window itself cannot be
/// made as narrow as that.
///
/// # Errors
/// The driver does not answer.
pub async fn telephone(client: &Client, width: Option<u32>) -> Result<()> {
    let body = match width {
        Some(width) => json!({
            "cmd": "Emulation.setDeviceMetricsOverride",
            "params": { "width": width, "height": 2 * width, "deviceScaleFactor": 1, "mobile": true },
        }),
        None => json!({ "cmd": "Emulation.clearDeviceMetricsOverride", "params": {} }),
    };
    client.issue_cmd(Extension { path: "goog/cdp/execute", body }).await?;
    Ok(())
}

/// A command that Chromium's driver adds to WebDriver.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: serde_json::Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
