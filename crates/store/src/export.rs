//! Everything as one JSON value.

use crate::{Record, Result, Store, write::canonical};
use firsthand_domain::KINDS;
use rusqlite::Connection;
use serde_json::{Value, json};

/// The name of the format.
const FORMAT: &str = "firsthand";
/// Its version.
const VERSION: u32 = 1;

impl Store {
    /// Returns all documents: by kind in the order of [`KINDS`], then by id; those in the bin and all conflicting values
    /// included, keys sorted.
    ///
    /// There is nothing of this device in it: two devices that hold the same changes return the same value, and its text
    /// is the same to the byte.
    ///
    /// # Errors
    /// The database's failures.
    pub fn export(&self) -> Result<Value> {
        export(&self.sql)
    }
}

pub(crate) fn export(sql: &Connection) -> Result<Value> {
    let read = sql.unchecked_transaction()?;
    let mut documents = Vec::new();
    for kind in KINDS {
        let mut statement = read.prepare_cached("SELECT record FROM entity WHERE kind = ?1 ORDER BY id")?;
        let mut rows = statement.query([kind.name])?;
        while let Some(row) = rows.next()? {
            let record: Record = serde_json::from_str(&row.get::<_, String>(0)?)?;
            documents.push(canonical(&record.into_value()));
        }
    }
    Ok(canonical(&json!({ "format": FORMAT, "version": VERSION, "documents": documents })))
}
