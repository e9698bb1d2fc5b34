//! Reading everything beside the work of others.

use crate::{Report, Result, error::Error, export, maintain};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use std::{path::Path, time::Duration};

/// A read-only connection to a database that a [`Store`](crate::Store) has open, for what reads everything and takes long.
///
/// It has a connection of its own and sees what was committed when a reading began. Nobody waits for it, and it waits for nobody.
pub struct Reader {
    sql: Connection,
}

impl Reader {
    /// Opens the database at `path`, which is to be open in a store of this version: nothing is made and nothing is brought up to date.
    ///
    /// # Errors
    /// The database's failures.
    pub fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let sql = Connection::open_with_flags(path, flags).map_err(Error::from)?;
        sql.busy_timeout(Duration::from_secs(5))?;
        sql.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;")?;
        Ok(Self { sql })
    }

    /// Checks everything; see [`Store::doctor`](crate::Store::doctor).
    ///
    /// # Errors
    /// The database's failures; what is wrong with documents and rows is in the report.
    pub fn doctor(&self) -> Result<Report> {
        maintain::doctor(&self.sql)
    }

    /// Returns all documents; see [`Store::export`](crate::Store::export).
    ///
    /// # Errors
    /// The database's failures.
    pub fn export(&self) -> Result<Value> {
        export::export(&self.sql)
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}
