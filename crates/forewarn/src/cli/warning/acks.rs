//! `forewarn warning ack` and `acknowledge`: CAP 1.2 acknowledgements, those that come and those that go.

use crate::cli::Global;
use crate::exit::Exit;
use crate::output;
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use record::{Conductor, Event, Stamped};
use share::formats::cap::{self, MsgType};
use std::path::Path;

/// Takes a CAP `Ack`: what it acknowledges is recorded as the partner's act.
pub(super) fn ack(global: &Global, file: &Path) -> Result<Exit> {
    let config = global.config()?;
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let by = global.analyst()?;
    let pipeline = global.acting(&config)?;
    let events = desk::told::acks(pipeline.store().as_ref(), &config.sender()?, &bytes, None)
        .with_context(|| format!("in {}", file.display()))?;
    for (release, event) in events {
        pipeline.handle(Stamped { at: Timestamp::now(), who: by.clone(), event })?;
        output::say(format_args!("warning {} is acknowledged by {}", release.warning, release.partner))?;
    }
    Ok(Exit::Ok)
}

/// Acknowledges a CAP message that somebody else's desk sent: it is recorded, and the `Ack` to send back is written.
pub(super) fn acknowledge(global: &Global, file: &Path, note: &str, to: Option<&Path>) -> Result<Exit> {
    let (who, config) = (global.analyst()?, global.config()?);
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let message = cap::decode(&bytes).with_context(|| format!("in {}", file.display()))?;
    if matches!(message.msg_type, MsgType::Ack | MsgType::Error) {
        bail!("this is of the type {}: only an Alert, Update or Cancel is acknowledged", message.msg_type.word());
    }
    let desk = config.sender()?;
    if message.sender == desk.sender {
        bail!("this desk sent that message itself (`{}`); `forewarn warning ack` takes an answer to it", desk.sender);
    }
    let at = Timestamp::now();
    let ack = cap::ack(&message, &desk.sender, note.trim(), at);
    let event = Event::MessageAcknowledged {
        sender: message.sender,
        identifier: message.identifier,
        sent: message.sent,
        note: note.trim().to_owned(),
    };
    global.acting(&config)?.handle(Stamped { at, who, event })?;
    let text = cap::encode(&ack);
    match to {
        None => output::say(text)?,
        Some(path) => {
            std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
            output::say(format_args!("{}: send it to {}", path.display(), ack.addresses.join(", ")))?;
        }
    }
    Ok(Exit::Ok)
}
