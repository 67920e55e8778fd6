//! `forewarn partner taxii`: a partner's account with the TAXII server.

use super::channels::find;
use crate::cli::Global;
use crate::cli::settings::{random, random_hex};
use crate::exit::Exit;
use crate::output::{self, table::table};
use anyhow::{Result, bail};
use clap::ValueEnum;
use jiff::Timestamp;
use record::{Conductor, Event, Partner, Stamped, TaxiiAccess, TaxiiCollection, sha256_hex};
use store::{Exchange, Store, TaxiiAccount};

/// Letters of an alias at most.
const MAX_ALIAS_CHARS: usize = 40;

/// Random bytes of a password: 256 bits cannot be guessed, so that its hash may be a quick one.
const PASSWORD_BYTES: usize = 32;

/// What a partner may do with a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Access {
    /// Read it.
    Read,
    /// Put objects into it, and never see them again.
    Write,
    /// Both, and take objects off.
    ReadWrite,
    /// See that it is there.
    None,
}

impl Access {
    const fn rights(self) -> (bool, bool) {
        match self {
            Self::Read => (true, false),
            Self::Write => (false, true),
            Self::ReadWrite => (true, true),
            Self::None => (false, false),
        }
    }

    const fn words(collection: &TaxiiCollection) -> &'static str {
        match (collection.can_read, collection.can_write) {
            (true, true) => "read, write",
            (true, false) => "read",
            (false, true) => "write",
            (false, false) => "none",
        }
    }
}

/// Give a partner an account with the TAXII server, or change it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A new account has two collections: `released`, with what was released to the partner, and `sent`, for what it knows.
The password is shown once. Only its hash is kept; --new-password makes another, and the old one stops working.")]
pub struct Args {
    /// The partner: its id, or its name.
    partner: String,
    /// Make a new password.
    #[arg(long)]
    new_password: bool,
    /// Take the password back: the account is closed at once, and stays so until it gets a new one.
    #[arg(long, conflicts_with_all = ["new_password", "collection"])]
    withdraw: bool,
    /// Add a collection for what the partner sends, or change the one of this short name.
    #[arg(long, value_name = "ALIAS")]
    collection: Option<String>,
    /// Its title.
    #[arg(long, requires = "collection")]
    title: Option<String>,
    /// What the partner may do with it.
    #[arg(long, requires = "collection")]
    access: Option<Access>,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let who = global.analyst()?;
    let config = global.config()?;
    let pipeline = global.acting(&config)?;
    let store = pipeline.store().as_ref();
    let partner = find(store, &args.partner)?;
    let known = account(store, &partner)?;
    if args.withdraw && known.is_none() {
        bail!("{} has no account with the TAXII server: there is nothing to take back", partner.name);
    }
    // Taken back is a password that nobody is told.
    let password = if known.is_none() || args.new_password || args.withdraw {
        Some(random_hex::<PASSWORD_BYTES>()?)
    } else {
        None
    };
    let mut collections = if known.is_none() { first(&partner)? } else { Vec::new() };
    if let Some(alias) = &args.collection {
        let held = known.iter().flat_map(|account| &account.collections).map(|open| &open.collection);
        let old = held.chain(&collections).find(|one| one.alias == *alias).cloned();
        collections.retain(|one| one.alias != *alias);
        collections.push(changed(args, alias, old)?);
    }
    let secret_sha256 = password.as_ref().map(|password| sha256_hex(password.as_bytes()));
    let access = TaxiiAccess { partner: partner.id.clone(), secret_sha256, collections };
    pipeline.handle(Stamped { at: Timestamp::now(), who, event: Event::TaxiiSet(access) })?;

    if args.withdraw {
        output::say("its password opens nothing now; --new-password gives it another")?;
        return Ok(Exit::Ok);
    }
    output::say(format_args!("address   {}/taxii2/", super::home(&config)))?;
    output::say(format_args!("user      {}", partner.id))?;
    match password {
        Some(password) => output::say(format_args!("password  {password}    (shown only now)"))?,
        None => output::say(format_args!("password  as it was"))?,
    }
    let mut rows = table(&["COLLECTION", "ALIAS", "TITLE", "PARTNER MAY"]);
    for open in account(store, &partner)?.into_iter().flat_map(|account| account.collections) {
        let one = open.collection;
        rows.add_row([&one.id, &one.alias, &one.title, Access::words(&one)]);
    }
    output::say(format_args!("{rows}"))?;
    Ok(Exit::Ok)
}

fn account(store: &dyn Store, partner: &Partner) -> Result<Option<TaxiiAccount>> {
    Ok(Exchange::taxii_accounts(store)?.into_iter().find(|account| account.partner == partner.id))
}

/// The collections of a new account.
fn first(partner: &Partner) -> Result<Vec<TaxiiCollection>> {
    Ok(vec![
        TaxiiCollection {
            id: fresh_id()?,
            alias: "released".to_owned(),
            title: format!("Released to {}", partner.name),
            description: "Warnings that this desk released to you, as you may see them.".to_owned(),
            released: true,
            can_read: true,
            can_write: false,
        },
        TaxiiCollection {
            id: fresh_id()?,
            alias: "sent".to_owned(),
            title: format!("Sent by {}", partner.name),
            description: "What you tell this desk. No other partner sees it.".to_owned(),
            released: false,
            can_read: true,
            can_write: true,
        },
    ])
}

fn changed(args: &Args, alias: &str, old: Option<TaxiiCollection>) -> Result<TaxiiCollection> {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if alias.is_empty() || alias.len() > MAX_ALIAS_CHARS || !alias.chars().all(letters) {
        bail!("`{alias}` cannot be a short name: use up to {MAX_ALIAS_CHARS} small letters, digits and hyphens");
    }
    let mut one = match old {
        Some(old) => old,
        None => TaxiiCollection {
            id: fresh_id()?,
            alias: alias.to_owned(),
            title: alias.to_owned(),
            description: "What you tell this desk. No other partner sees it.".to_owned(),
            released: false,
            can_read: true,
            can_write: true,
        },
    };
    if let Some(title) = &args.title {
        one.title.clone_from(title);
    }
    if let Some(access) = args.access {
        (one.can_read, one.can_write) = access.rights();
    }
    Ok(one)
}

/// A version 4 UUID, as TAXII asks for collections.
fn fresh_id() -> Result<String> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid().to_string())
}
