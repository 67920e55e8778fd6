//! Acts handed to the desk that runs: the store has one writer, and while a desk runs it is that desk. A command that changes
//! something beside it sends the event to the desk, over a Unix socket in the store's directory, and the desk handles it as
//! if it had come from its own pages: in the same order, by the same rules, on disk before the command hears of it.
//!
//! Only the owner of the store gets an answer, as the system says who asks: whoever can read that file could read
//! every secret in it anyway. On systems without such sockets a command says that the store is in use.

use record::{Outcome, Refusal, RefusalKind, Stamped};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The socket's name in the store's directory.
pub const SOCKET_NAME: &str = "desk.sock";

/// Bytes of an event, and of an answer, at most.
const MAX_BYTES: u64 = 1 << 20;

/// Seconds for which either side waits for the other at most.
const WAIT_SECONDS_MAX: u64 = 60;

/// Acts handled at one time; more wait their turn.
#[cfg(unix)]
const MAX_UNDER_WAY: usize = 16;

/// What the desk answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Done(Box<Outcome>),
    Refused(Refusal),
}

/// The desk that runs over a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningDesk {
    socket: std::path::PathBuf,
}

impl RunningDesk {
    /// The desk that runs over the store in `dir`, if one does and listens.
    #[must_use]
    pub fn of(dir: &Path) -> Option<Self> {
        let socket = dir.join(SOCKET_NAME);
        wire::listens(&socket).then_some(Self { socket })
    }

    /// Hands an event to it.
    ///
    /// # Errors
    /// What the desk refuses; `Store` if the desk cannot be asked, or gives no answer: then nobody knows whether it was done.
    pub fn hand(&self, event: &Stamped) -> Result<Outcome, Refusal> {
        let lost = |why: String| {
            let message = format!(
                "the desk that runs over this store did not answer ({why}); look whether it was done before trying again"
            );
            Refusal::new(RefusalKind::Store, message)
        };
        let Ok(mut line) = serde_json::to_vec(event) else {
            let message = "this cannot be handed to the desk that runs over this store: stop the desk first";
            return Err(Refusal::new(RefusalKind::NotAllowed, message));
        };
        if line.len() as u64 >= MAX_BYTES {
            return Err(Refusal::new(RefusalKind::Invalid, format!("an act has at most {MAX_BYTES} bytes")));
        }
        line.push(b'\n');
        let answer = wire::ask(&self.socket, &line).map_err(|error| lost(error.to_string()))?;
        match serde_json::from_slice(&answer).map_err(|error| lost(error.to_string()))? {
            Answer::Done(outcome) => Ok(*outcome),
            Answer::Refused(refusal) => Err(refusal),
        }
    }
}

#[cfg(unix)]
mod wire {
    use super::{MAX_BYTES, WAIT_SECONDS_MAX};
    use std::io::{Error, ErrorKind, Read, Result, Write};
    use std::os::unix::net::UnixStream;
    use std::path::{Path, PathBuf};
    use std::sync::mpsc::channel;
    use std::time::Duration;

    pub(super) fn listens(socket: &Path) -> bool {
        let wait = Duration::from_secs(WAIT_SECONDS_MAX);
        // One that hangs is there all the same: whoever hands it something hears that it does not answer.
        within(socket, wait, UnixStream::connect).map_or_else(|error| error.kind() == ErrorKind::TimedOut, |_| true)
    }

    pub(super) fn ask(socket: &Path, line: &[u8]) -> Result<Vec<u8>> {
        ask_within(socket, line, Duration::from_secs(WAIT_SECONDS_MAX))
    }

    pub(super) fn ask_within(socket: &Path, line: &[u8], wait: Duration) -> Result<Vec<u8>> {
        let line = line.to_vec();
        within(socket, wait, move |socket| {
            let mut stream = UnixStream::connect(socket)?;
            stream.write_all(&line)?;
            let mut answer = Vec::new();
            stream.take(MAX_BYTES).read_to_end(&mut answer)?;
            Ok(answer)
        })
    }

    /// Does it on a thread of its own, for so long at most: connecting waits for ever where a desk hangs and takes nobody any more,
    /// and neither that nor writing has a time limit that covers the whole. The thread ends with the program.
    fn within<T: Send + 'static>(
        socket: &Path,
        wait: Duration,
        act: impl FnOnce(PathBuf) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (tell, told) = channel();
        let socket = socket.to_owned();
        std::thread::spawn(move || {
            // Nobody listens any more once the time is over.
            let _ = tell.send(act(socket));
        });
        told.recv_timeout(wait)
            .map_err(|_| Error::new(ErrorKind::TimedOut, format!("it hangs: no answer in {} s", wait.as_secs())))?
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::os::unix::net::UnixListener;

        #[test]
        fn a_desk_that_hangs_does_not_hang_whoever_asks() {
            let dir = tempfile::tempdir().unwrap();
            let socket = dir.path().join("desk.sock");
            assert!(!listens(&socket));
            let listener = UnixListener::bind(&socket).unwrap();
            assert!(listens(&socket), "it is there, though it takes nobody");
            let long = vec![b'x'; 1 << 20];
            let error = ask_within(&socket, &long, Duration::from_millis(200)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
            drop(listener);
        }
    }
}

#[cfg(not(unix))]
mod wire {
    use std::io::{Error, ErrorKind, Result};
    use std::path::Path;

    pub(super) fn listens(_: &Path) -> bool {
        false
    }

    pub(super) fn ask(_: &Path, _: &[u8]) -> Result<Vec<u8>> {
        Err(Error::from(ErrorKind::Unsupported))
    }
}

#[cfg(unix)]
pub use door::Door;

#[cfg(unix)]
mod door {
    use super::{Answer, MAX_BYTES, MAX_UNDER_WAY, SOCKET_NAME, WAIT_SECONDS_MAX};
    use jiff::Timestamp;
    use record::{Conductor, Refusal, RefusalKind, Stamped};
    use std::fs::{Permissions, metadata, remove_file, set_permissions};
    use std::io;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::time::Duration;
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
    use tokio::net::{UnixListener, UnixStream};
    use tokio::sync::{OwnedSemaphorePermit, Semaphore};

    /// Where the running desk takes acts; its socket goes with it.
    pub struct Door {
        listener: UnixListener,
        path: PathBuf,
        /// Who alone is answered.
        owner: u32,
    }

    impl Drop for Door {
        fn drop(&mut self) {
            // One that cannot be taken away is taken away by the next desk: nobody listens to it.
            let _ = remove_file(&self.path);
        }
    }

    impl Door {
        /// Listens in the store's directory. Only whoever holds the store's lock may: a socket that is there is an old one.
        ///
        /// # Errors
        /// The socket cannot be made: the path is too long for one, or the directory cannot be written.
        pub fn open(dir: &Path) -> io::Result<Self> {
            let path = dir.join(SOCKET_NAME);
            match remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let listener = UnixListener::bind(&path)?;
            set_permissions(&path, Permissions::from_mode(0o600))?;
            let owner = metadata(&path)?.uid();
            Ok(Self { listener, path, owner })
        }

        /// Takes acts for as long as it is polled.
        pub async fn serve(self, conductor: Arc<dyn Conductor>, clock: Arc<dyn Fn() -> Timestamp + Send + Sync>) {
            let turns = Arc::new(Semaphore::new(MAX_UNDER_WAY));
            loop {
                let Ok(turn) = Arc::clone(&turns).acquire_owned().await else { return };
                let stream = match self.listener.accept().await {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        tracing::warn!(%error, "an act could not be taken");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                        continue;
                    }
                };
                let known = |uid: u32| uid == self.owner || uid == 0;
                if !stream.peer_cred().is_ok_and(|who| known(who.uid())) {
                    continue;
                }
                let (conductor, clock) = (Arc::clone(&conductor), Arc::clone(&clock));
                tokio::spawn(async move {
                    let wait = Duration::from_secs(WAIT_SECONDS_MAX);
                    if !matches!(tokio::time::timeout(wait, take(stream, conductor, clock, turn)).await, Ok(Ok(()))) {
                        tracing::warn!("an act that was handed over broke off");
                    }
                });
            }
        }
    }

    async fn take(
        mut stream: UnixStream,
        conductor: Arc<dyn Conductor>,
        clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
        turn: OwnedSemaphorePermit,
    ) -> io::Result<()> {
        let mut line = Vec::new();
        BufReader::new((&mut stream).take(MAX_BYTES)).read_until(b'\n', &mut line).await?;
        if line.is_empty() {
            // Somebody looked whether a desk runs.
            return Ok(());
        }
        let handled = tokio::task::spawn_blocking(move || {
            // Whoever handed it over may have given up: the place is free only when the work is done.
            let _turn = turn;
            let wrong = |error: serde_json::Error| {
                let message =
                    format!("the desk that runs does not know this act ({error}): is it of the same version?");
                Refusal::new(RefusalKind::Invalid, message)
            };
            let event: Stamped = serde_json::from_slice(&line).map_err(wrong)?;
            conductor.handle(Stamped { at: clock(), ..event })
        });
        let answer = match handled.await {
            Ok(Ok(outcome)) => Answer::Done(Box::new(outcome)),
            Ok(Err(refusal)) => Answer::Refused(refusal),
            Err(error) => Answer::Refused(Refusal::new(RefusalKind::Store, error.to_string())),
        };
        stream.write_all(&serde_json::to_vec(&answer)?).await?;
        stream.shutdown().await
    }
}
