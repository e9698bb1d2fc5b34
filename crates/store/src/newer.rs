//! Documents that only a newer version may edit.

use crate::{Error, Result, SyncTx, query::id_at, work::Work};
use firsthand_domain::{Id, schema::SCHEMA};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

impl SyncTx<'_> {
    /// Notes that a document is to be edited by versions of at least this schema only; what was noted before stays if it is more.
    ///
    /// # Errors
    /// The database's failures.
    pub fn note_needs(&mut self, doc: Id, needs: u32) -> Result<()> {
        if needs > SCHEMA {
            self.work
                .sql
                .prepare_cached(
                    "INSERT INTO newer (id, needs) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET needs = max(needs, ?2)",
                )?
                .execute(params![doc.as_bytes(), needs])?;
        }
        Ok(())
    }

    /// Returns the documents that need a newer schema than this version's, each with that schema.
    ///
    /// # Errors
    /// The database's failures.
    pub fn newer(&self) -> Result<BTreeMap<Id, u32>> {
        let mut statement = self.work.sql.prepare_cached("SELECT id, needs FROM newer WHERE needs > ?1")?;
        let mut rows = statement.query([SCHEMA])?;
        let mut newer = BTreeMap::new();
        while let Some(row) = rows.next()? {
            newer.insert(id_at(row, 0)?, row.get(1)?);
        }
        Ok(newer)
    }
}

impl Work<'_> {
    /// Refuses to edit what this version could harm.
    pub(crate) fn may_edit(&self, id: Id) -> Result<()> {
        if is_newer(self.sql, id)? { Err(Error::NewerDocument { id }) } else { Ok(()) }
    }
}

fn is_newer(sql: &Connection, id: Id) -> Result<bool> {
    let needs: Option<u32> = sql
        .prepare_cached("SELECT needs FROM newer WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(needs.is_some_and(|needs| needs > SCHEMA))
}
