//! The search index is merged in quiet moments, never while a save waits.
//!
//! FTS5 writes a segment for each transaction and merges segments of one level into one of the next. Left to itself it does so inside the
//! transactions that add words, some of which then take a hundred times as long as the others. Here it merges only when asked to, a few
//! pages at a time, and inside a transaction only when a level has so many segments that searching them would be felt.

use crate::{Result, Store};
use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior, params};
use std::time::Duration;

/// The tables of the search index.
const TABLES: [&str; 2] = ["names", "words"];
/// A transaction merges a level of the index itself once it has so many segments. Below it, a search looks at 500 segments at the very
/// most; FTS5 refuses to write more than 2,000.
const CRISIS: i64 = 128;
/// About so many pages of the index are written in one step, which takes a few milliseconds.
const PAGES: i64 = 16;
/// How long other operations wait for another program.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Sees to it that the index is merged by [`Store::tidy`] alone. The setting lies in the database, and is written where it differs.
pub(crate) fn configure(sql: &Connection) -> Result<()> {
    for table in TABLES {
        for (name, value) in [("automerge", 0), ("crisismerge", CRISIS)] {
            let found = format!("SELECT v FROM {table}_config WHERE k = ?1");
            let found: Option<i64> = sql.query_row(&found, [name], |row| row.get(0)).optional()?;
            if found != Some(value) {
                sql.execute(&format!("INSERT INTO {table} ({table}, rank) VALUES (?1, ?2)"), params![name, value])?;
            }
        }
    }
    Ok(())
}

impl Store {
    /// Merges a few pages of the search index, and tells whether there is more to merge. What is found stays the same.
    ///
    /// Where another program is writing, nothing is done and nothing more is to do for now.
    ///
    /// # Errors
    /// The database's failures.
    pub fn tidy(&mut self) -> Result<bool> {
        self.sql.busy_timeout(Duration::ZERO)?;
        let done = merge(&mut self.sql);
        self.sql.busy_timeout(PATIENCE)?;
        match done {
            Err(rusqlite::Error::SqliteFailure(error, _))
                if matches!(error.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) =>
            {
                Ok(false)
            }
            done => Ok(done?),
        }
    }
}

/// Merges a few pages of each table, each in a transaction of its own.
fn merge(sql: &mut Connection) -> rusqlite::Result<bool> {
    let mut more = false;
    for table in TABLES {
        let tx = sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = tx.total_changes();
        let merge = format!("INSERT INTO {table} ({table}, rank) VALUES ('merge', ?1)");
        tx.prepare_cached(&merge)?.execute([PAGES])?;
        // One change is the statement itself; a merge writes rows besides (FTS5, section 6.8).
        more |= tx.total_changes().saturating_sub(before) > 1;
        tx.commit()?;
    }
    Ok(more)
}
