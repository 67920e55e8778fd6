//! Who asks: HTTP Basic with the partner's id as the user, or the same password as a Bearer token.
//!
//! A password has 256 random bits, so its SHA-256 is kept and looked up: there is nothing that could be guessed, and no slow
//! hash to pay for with each request. The table is read again when accounts have changed.

use super::answer::{No, failed, problem, put};
use crate::app::App;
use axum::http::{HeaderMap, StatusCode, header};
use data_encoding::BASE64;
use record::{PartnerId, sha256_hex};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::OpenCollection;

/// Bytes of an `Authorization` header that are looked at.
const MAX_HEADER_BYTES: usize = 1_024;

/// A partner that may come in.
pub(crate) struct Account {
    pub(super) partner: PartnerId,
    pub(super) collections: Vec<OpenCollection>,
}

impl Account {
    /// Its collection of this id or alias.
    pub(super) fn collection(&self, name: &str) -> Option<&OpenCollection> {
        self.collections.iter().find(|open| open.collection.id == name || open.collection.alias == name)
    }
}

/// The accounts by the hash of their password.
#[derive(Default)]
pub(crate) struct Doors(RwLock<Option<Known>>);

struct Known {
    generation: u64,
    accounts: Arc<HashMap<String, Arc<Account>>>,
}

impl Doors {
    fn known(&self, generation: u64) -> Option<Arc<HashMap<String, Arc<Account>>>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|known| known.generation == generation).map(|known| Arc::clone(&known.accounts))
    }
}

/// The account that a request comes from.
///
/// # Errors
/// None: 401 with the ways to say who one is.
pub(super) async fn open(app: &App, headers: &HeaderMap) -> Result<Arc<Account>, No> {
    let accounts = accounts(app).await?;
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    header.filter(|value| value.len() <= MAX_HEADER_BYTES).and_then(|value| find(&accounts, value)).ok_or_else(|| {
        let advice = "Send the user and password that this desk gave you, or the password as a Bearer token.";
        let mut response = problem(StatusCode::UNAUTHORIZED, "Who is asking?", advice);
        put(&mut response, header::WWW_AUTHENTICATE, "Basic realm=\"Forewarn TAXII\", charset=\"UTF-8\", Bearer");
        response
    })
}

fn find(accounts: &HashMap<String, Arc<Account>>, header: &str) -> Option<Arc<Account>> {
    let (scheme, rest) = header.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return accounts.get(&sha256_hex(rest.trim().as_bytes())).cloned();
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64.decode(rest.trim().as_bytes()).ok()?).ok()?;
    let (user, password) = pair.split_once(':')?;
    accounts.get(&sha256_hex(password.as_bytes())).filter(|account| account.partner.as_str() == user).cloned()
}

async fn accounts(app: &App) -> Result<Arc<HashMap<String, Arc<Account>>>, No> {
    let generation = app.0.desk.store.taxii_generation();
    if let Some(known) = app.0.doors.known(generation) {
        return Ok(known);
    }
    let read = app.block(|inner| Ok(inner.desk.store.taxii_accounts()?)).await.map_err(|_| failed())?;
    let accounts: HashMap<_, _> = read
        .into_iter()
        .map(|account| {
            let known = Account { partner: account.partner, collections: account.collections };
            (account.secret_sha256, Arc::new(known))
        })
        .collect();
    let accounts = Arc::new(accounts);
    let known = Known { generation, accounts: Arc::clone(&accounts) };
    *app.0.doors.0.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
    Ok(accounts)
}
