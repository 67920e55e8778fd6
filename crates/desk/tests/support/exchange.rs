//! A partner's program at the TAXII server.

use super::browser::{Answer, Browser};
use record::{PartnerId, TaxiiAccess, TaxiiCollection, sha256_hex};
use store::{Batch, Change, Store};

pub const MEDIA_TYPE: &str = "application/taxii+json;version=2.1";

/// An account with two collections, whose ids are made from the partner's.
pub fn open_account(store: &dyn Store, partner: &PartnerId) {
    let collection = |alias: &str, released: bool| TaxiiCollection {
        id: collection_id(partner, alias),
        alias: alias.to_owned(),
        title: alias.to_owned(),
        description: String::new(),
        released,
        can_read: true,
        can_write: !released,
    };
    let access = TaxiiAccess {
        partner: partner.clone(),
        secret_sha256: Some(sha256_hex(password(partner).as_bytes())),
        collections: vec![collection("released", true), collection("sent", false)],
    };
    store.commit(Batch { changes: vec![Change::PutTaxii(Box::new(access))], ledger: Vec::new() }).unwrap();
}

pub fn collection_id(partner: &PartnerId, alias: &str) -> String {
    let hash = sha256_hex(format!("{partner} {alias}").as_bytes());
    format!("{}-{}-4{}-8{}-{}", &hash[..8], &hash[8..12], &hash[12..15], &hash[15..18], &hash[18..30])
}

pub fn password(partner: &PartnerId) -> String {
    format!("password of {partner}")
}

pub async fn ask(browser: &Browser, who: Option<&PartnerId>, method: &str, path: &str, body: &str) -> Answer {
    let bearer = who.map(|partner| format!("Bearer {}", password(partner)));
    let mut headers = vec![("accept", MEDIA_TYPE), ("content-type", MEDIA_TYPE)];
    headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
    browser.send(method, &format!("/taxii2/{path}"), &headers, body.to_owned()).await
}
