//! What the machine itself costs: the least that any program must pay for the same promise.

use std::{fs, path::Path};

use anyhow::Result;
use rusqlite::{Connection, params};

/// A database with one table and no purpose, under the same settings for durability as the app's.
pub(crate) struct Bare {
    sql: Connection,
}

impl Bare {
    /// Makes one in a folder, which should be on the disk that is measured.
    pub(crate) fn new(folder: &Path) -> Result<Self> {
        let sql = Connection::open(folder.join("bare.sqlite"))?;
        sql.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
             INSERT INTO note (id, text) VALUES (1, '');",
        )?;
        Ok(Self { sql })
    }

    /// Keeps a text, durably.
    pub(crate) fn commit(&self, text: &str) -> Result<()> {
        self.sql.prepare_cached("UPDATE note SET text = ?1 WHERE id = 1")?.execute(params![text])?;
        Ok(())
    }
}

/// Reads the names of everything in a folder, and counts the files.
pub(crate) fn read_names(folder: &Path) -> Result<usize> {
    let mut files = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files += if entry.file_type()?.is_dir() { read_names(&entry.path())? } else { 1 };
    }
    Ok(files)
}
