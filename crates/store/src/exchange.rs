//! What a store promises to the TAXII server: objects as they came, in the order in which they were committed.

use crate::StoreError;
use record::{PartnerId, TaxiiCollection, WarningId};
use std::ops::ControlFlow;

/// A collection with the number under which its objects are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCollection {
    /// The store's own number.
    pub num: i64,
    /// The collection.
    pub collection: TaxiiCollection,
}

/// An account as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxiiAccount {
    /// Whose.
    pub partner: PartnerId,
    /// SHA-256 of the password, in hexadecimal.
    pub secret_sha256: String,
    /// What is released first, then in the order in which they were made.
    pub collections: Vec<OpenCollection>,
}

/// One version of a STIX object, to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxiiObject {
    /// STIX id.
    pub id: String,
    /// STIX type.
    pub kind: String,
    /// `2.0` or `2.1`.
    pub spec: String,
    /// `modified`, else `created`, as text and in microseconds of Unix time; without either the date at which it is added.
    pub version: Option<(String, i64)>,
    /// The object, byte for byte.
    pub json: String,
}

/// What became of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectAdded {
    /// It is there now; its version.
    New(String),
    /// It was there already; its version.
    Known(String),
    /// This version is there with other content, which stays; the version.
    Clash(String),
}

/// Objects for collections, written together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObjectsPut {
    /// Microseconds of Unix time now: no object gets an earlier date, and each in a collection one of its own.
    pub now_us: i64,
    /// For each collection (by number) its objects, in order.
    pub into: Vec<(i64, Vec<TaxiiObject>)>,
    /// Entries of [`Exchange::taxii_due`] up to this number are done.
    pub done: Option<i64>,
}

/// Which versions of objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectVersions {
    /// Every one.
    All,
    /// The earliest, the latest, those of these instants (microseconds of Unix time): any of them.
    Some {
        /// The earliest.
        first: bool,
        /// The latest.
        last: bool,
        /// These.
        at_us: Vec<i64>,
    },
}

/// Which objects of a collection. Empty lists mean any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectQuery {
    /// The collection's number.
    pub collection: i64,
    /// Added after this date, in microseconds of Unix time.
    pub after_us: i64,
    /// STIX ids.
    pub ids: Vec<String>,
    /// STIX types.
    pub kinds: Vec<String>,
    /// Versions of STIX.
    pub specs: Vec<String>,
    /// Versions of the objects.
    pub versions: ObjectVersions,
    /// Objects at most.
    pub limit: u32,
}

/// One object found.
#[derive(Debug, Clone, Copy)]
pub struct ObjectFound<'r> {
    /// When it was added, in microseconds of Unix time; unique in its collection.
    pub added_us: i64,
    /// STIX id.
    pub id: &'r str,
    /// Its version as text.
    pub version: &'r str,
    /// `2.0` or `2.1`.
    pub spec: &'r str,
    /// The object.
    pub json: &'r str,
}

/// The TAXII server's part of a store.
pub trait Exchange: Send + Sync {
    /// Moves on whenever accounts or partners may have changed.
    fn taxii_generation(&self) -> u64;
    /// All accounts.
    ///
    /// # Errors
    /// [`StoreError`], as for all below.
    fn taxii_accounts(&self) -> Result<Vec<TaxiiAccount>, StoreError>;
    /// Writes objects: on disk when it returns. What became of each, in the order given. A reader that sees one sees all that
    /// have an earlier date.
    #[allow(missing_docs)]
    fn taxii_put(&self, put: ObjectsPut) -> Result<Vec<ObjectAdded>, StoreError>;
    /// Takes versions of objects off; gives how many.
    fn taxii_delete(&self, which: ObjectQuery) -> Result<u64, StoreError>;
    /// Gives the objects in the order of their dates until `take` breaks; true if there are more.
    fn taxii_find(
        &self,
        which: &ObjectQuery,
        take: &mut dyn FnMut(ObjectFound<'_>) -> ControlFlow<()>,
    ) -> Result<bool, StoreError>;
    /// True if any version of this object is in the collection.
    fn taxii_knows(&self, collection: i64, id: &str) -> Result<bool, StoreError>;
    /// Released warnings that changed since they were last put into their partners' collections, each with its number.
    fn taxii_due(&self, limit: u32) -> Result<Vec<(i64, WarningId)>, StoreError>;
}
