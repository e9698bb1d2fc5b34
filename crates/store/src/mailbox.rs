//! What sync remembers, as plain data; the store gives it no meaning. What it remembers of packs is in `packs`.

use crate::{Error, Result, marks::Marks};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// A file's id: the hash of its bytes.
pub(crate) type FileId = [u8; 32];
/// A writer's id.
pub(crate) type Replica = [u8; 16];

/// Sealed bytes on their way to the folder, or there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The file's id.
    pub file_id: FileId,
    /// The writer's id they were sealed under.
    pub replica: Replica,
    /// Whether they are a pack; packs are numbered apart from segments.
    pub pack: bool,
    /// Their number in that writer's stream.
    pub seq: u64,
    /// The name to publish under.
    pub name: String,
    /// The bytes; the same for ever.
    pub bytes: Vec<u8>,
}

/// A file that has been taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The file's id.
    pub file_id: FileId,
    /// Its writer.
    pub replica: Replica,
    /// Its number in that writer's stream.
    pub seq: u64,
    /// The id of the file before it; zeros at the first.
    pub prev: FileId,
}

/// What is remembered of a path in the folder. Losing it costs reading, nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The size it had.
    pub size: u64,
    /// What came of it, in a word.
    pub outcome: String,
    /// The file's id, if it was whole.
    pub file_id: Option<FileId>,
    /// Anything else, such as when to look again.
    pub detail: Vec<u8>,
}

/// What a writer says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The device's name.
    pub name: String,
    /// When it was last heard of, by its own clock, to be shown.
    pub seen: String,
    /// The rest, as the sync format has it.
    pub bytes: Vec<u8>,
}

/// Sync's own tables.
///
/// From [`SyncTx::mailbox`](crate::SyncTx::mailbox), everything belongs to that transaction; from
/// [`Store::mailbox`](crate::Store::mailbox), each call stands by itself. All errors are the database's failures.
#[derive(Clone, Copy)]
pub struct Mailbox<'a> {
    pub(crate) sql: &'a Connection,
    pub(crate) marks: &'a Marks,
}

#[expect(clippy::missing_errors_doc, reason = "stated once, for the whole type")]
impl<'a> Mailbox<'a> {
    pub(crate) const fn new(sql: &'a Connection, marks: &'a Marks) -> Self {
        Self { sql, marks }
    }

    /// Reads a value.
    pub fn value(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let mut statement = self.sql.prepare_cached("SELECT value FROM sync_value WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Writes a value, or takes it away. What is there already is not written again: a transaction that changes nothing waits for no
    /// disk.
    pub fn set_value(&self, key: &str, value: Option<&[u8]>) -> Result<()> {
        let written = match value {
            Some(value) => self
                .sql
                .prepare_cached(
                    "INSERT INTO sync_value (key, value) VALUES (?1, ?2)
                     ON CONFLICT DO UPDATE SET value = ?2 WHERE value <> ?2",
                )?
                .execute(params![key, value])?,
            None => self.sql.prepare_cached("DELETE FROM sync_value WHERE key = ?1")?.execute([key])?,
        };
        if written > 0 {
            self.marks.values();
        }
        Ok(())
    }

    /// Reads all values whose key begins with `prefix`.
    pub fn values(&self, prefix: &str) -> Result<BTreeMap<String, Vec<u8>>> {
        // A range and not a comparison of beginnings, which would go through all the others: there is a value for each segment.
        let mut statement =
            self.sql.prepare_cached("SELECT key, value FROM sync_value WHERE key >= ?1 AND key < ?2")?;
        let end = format!("{prefix}{}", char::MAX);
        let rows = statement.query_map([prefix, &end], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes away all values whose key is `from` or above, and below `to`.
    pub fn forget_values(&self, from: &str, to: &str) -> Result<()> {
        let mut delete = self.sql.prepare_cached("DELETE FROM sync_value WHERE key >= ?1 AND key < ?2")?;
        if delete.execute([from, to])? > 0 {
            self.marks.values();
        }
        Ok(())
    }

    /// Keeps sealed bytes. Putting the same file again changes nothing.
    pub fn outbox_put(&self, outgoing: &Outgoing) -> Result<()> {
        let Outgoing { file_id, replica, pack, seq, name, bytes } = outgoing;
        self.sql
            .prepare_cached(
                "INSERT INTO sync_outbox (file, replica, pack, seq, name, published, bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6) ON CONFLICT (file) DO NOTHING",
            )?
            .execute(params![file_id, replica, pack, number(*seq)?, name, bytes])?;
        self.marks.outgoing(file_id);
        Ok(())
    }

    /// Returns what is not published yet, in the order it was sealed.
    pub fn outbox_pending(&self) -> Result<Vec<Outgoing>> {
        let mut statement = self.sql.prepare_cached(
            "SELECT file, replica, pack, seq, name, bytes FROM sync_outbox WHERE published = 0 ORDER BY n",
        )?;
        let rows = statement.query_map([], outgoing)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns the ids and names of what is not published yet, in the order it was sealed.
    pub fn outbox_pending_names(&self) -> Result<Vec<(FileId, String)>> {
        let mut statement =
            self.sql.prepare_cached("SELECT file, name FROM sync_outbox WHERE published = 0 ORDER BY n")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Counts what is not published yet.
    pub fn outbox_pending_count(&self) -> Result<u64> {
        let mut statement = self.sql.prepare_cached("SELECT count(*) FROM sync_outbox WHERE published = 0")?;
        Ok(statement.query_row([], |row| unsigned(row, 0))?)
    }

    /// Returns what is kept of sealed files, all but their bytes, in the order they were sealed: those published, or those not yet.
    pub fn outbox_places(&self, published: bool) -> Result<Vec<Outgoing>> {
        // Two statements: one with a parameter in place of the number could not use the index of what waits, and SQLite would
        // prepare it anew whenever the parameter is set.
        let mut statement = self.sql.prepare_cached(if published {
            "SELECT file, replica, pack, seq, name, x'' FROM sync_outbox WHERE published = 1 ORDER BY n"
        } else {
            "SELECT file, replica, pack, seq, name, x'' FROM sync_outbox WHERE published = 0 ORDER BY n"
        })?;
        let rows = statement.query_map([], outgoing)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns what is kept of one sealed file, all but its bytes, and whether it is published.
    pub fn outbox_place(&self, file_id: &FileId) -> Result<Option<(Outgoing, bool)>> {
        let mut statement = self
            .sql
            .prepare_cached("SELECT file, replica, pack, seq, name, x'', published FROM sync_outbox WHERE file = ?1")?;
        Ok(statement.query_row([file_id], |row| Ok((outgoing(row)?, row.get(6)?))).optional()?)
    }

    /// Notes that a file stands in the folder, verified.
    pub fn outbox_mark_published(&self, file_id: &FileId) -> Result<()> {
        self.sql.prepare_cached("UPDATE sync_outbox SET published = 1 WHERE file = ?1")?.execute([file_id])?;
        self.marks.outgoing(file_id);
        Ok(())
    }

    /// Notes that a file is to be published again: it has gone from the folder.
    pub fn outbox_requeue(&self, file_id: &FileId) -> Result<()> {
        self.sql.prepare_cached("UPDATE sync_outbox SET published = 0 WHERE file = ?1")?.execute([file_id])?;
        self.marks.outgoing(file_id);
        Ok(())
    }

    /// Notes that every file is to be published again: another folder, or this one was emptied.
    pub fn outbox_unpublish(&self) -> Result<()> {
        self.sql.prepare_cached("UPDATE sync_outbox SET published = 0")?.execute([])?;
        self.marks.all_outgoing();
        Ok(())
    }

    /// Returns the sealed bytes of a file.
    pub fn outbox_get(&self, file_id: &FileId) -> Result<Option<Outgoing>> {
        let mut statement =
            self.sql.prepare_cached("SELECT file, replica, pack, seq, name, bytes FROM sync_outbox WHERE file = ?1")?;
        Ok(statement.query_row([file_id], outgoing).optional()?)
    }

    /// Returns the ids and names of all published files, in the order they were sealed.
    pub fn outbox_published(&self) -> Result<Vec<(FileId, String)>> {
        let mut statement =
            self.sql.prepare_cached("SELECT file, name FROM sync_outbox WHERE published = 1 ORDER BY n")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets the sealed bytes of a file: for one that has been removed from the folder.
    pub fn outbox_forget(&self, file_id: &FileId) -> Result<()> {
        self.sql.prepare_cached("DELETE FROM sync_outbox WHERE file = ?1")?.execute([file_id])?;
        self.marks.outgoing(file_id);
        Ok(())
    }

    /// Forgets everything: for a vault that is left.
    pub fn clear(&self) -> Result<()> {
        for table in [
            "sync_value",
            "sync_outbox",
            "sync_held",
            "sync_file",
            "sync_heard",
            "sync_card",
            "sync_pack",
            "sync_packed",
            "sync_packed_change",
            "sync_ack",
        ] {
            self.sql.execute(&format!("DELETE FROM {table}"), [])?;
        }
        self.marks.everything();
        Ok(())
    }

    /// Tells whether a file has been taken in.
    pub fn file_seen(&self, file_id: &FileId) -> Result<bool> {
        let mut statement = self.sql.prepare_cached("SELECT EXISTS (SELECT 1 FROM sync_held WHERE file = ?1)")?;
        Ok(statement.query_row([file_id], |row| row.get(0))?)
    }

    /// Notes a file as taken in; false if it was before.
    pub fn hold(&self, held: &Held) -> Result<bool> {
        let mut statement = self
            .sql
            .prepare_cached("INSERT OR IGNORE INTO sync_held (file, replica, seq, prev) VALUES (?1, ?2, ?3, ?4)")?;
        Ok(statement.execute(params![held.file_id, held.replica, number(held.seq)?, held.prev])? == 1)
    }

    /// Returns the files taken in with this number of this writer: more than one only after a fork.
    pub fn held_at(&self, replica: &Replica, seq: u64) -> Result<Vec<Held>> {
        let mut statement = self.sql.prepare_cached(
            "SELECT file, replica, seq, prev FROM sync_held WHERE replica = ?1 AND seq = ?2 ORDER BY file",
        )?;
        let rows = statement.query_map(params![replica, number(seq)?], held)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns all files taken in, by writer and number.
    pub fn held_all(&self) -> Result<Vec<Held>> {
        let mut statement =
            self.sql.prepare_cached("SELECT file, replica, seq, prev FROM sync_held ORDER BY replica, seq, file")?;
        let rows = statement.query_map([], held)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Remembers a path.
    pub fn file_note(&self, path: &str, noted: &Noted) -> Result<()> {
        let Noted { size, outcome, file_id, detail } = noted;
        self.sql
            .prepare_cached(
                "INSERT OR REPLACE INTO sync_file (path, size, outcome, file, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![path, number(*size)?, outcome, file_id, detail])?;
        self.marks.file(path);
        Ok(())
    }

    /// Returns what is remembered of a path.
    pub fn file(&self, path: &str) -> Result<Option<Noted>> {
        let mut statement =
            self.sql.prepare_cached("SELECT size, outcome, file, detail FROM sync_file WHERE path = ?1")?;
        Ok(statement.query_row([path], |row| noted(row, 0)).optional()?)
    }

    /// Returns what is remembered of all paths.
    pub fn files(&self) -> Result<BTreeMap<String, Noted>> {
        let mut statement = self.sql.prepare_cached("SELECT path, size, outcome, file, detail FROM sync_file")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, noted(row, 1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets a path, and with the last path of a file what that file brought.
    pub fn file_forget(&self, path: &str) -> Result<()> {
        self.sql
            .prepare_cached(
                "UPDATE sync_held SET changes = x'' WHERE file = (SELECT file FROM sync_file WHERE path = ?1) AND NOT EXISTS
                 (SELECT 1 FROM sync_file WHERE file = sync_held.file AND path <> ?1)",
            )?
            .execute([path])?;
        self.sql.prepare_cached("DELETE FROM sync_file WHERE path = ?1")?.execute([path])?;
        self.marks.file(path);
        Ok(())
    }

    /// Forgets all paths: everything is read again.
    pub fn files_forget_all(&self) -> Result<()> {
        self.sql.prepare_cached("DELETE FROM sync_file")?.execute([])?;
        self.marks.all_files();
        Ok(())
    }

    /// Returns how far a writer's stream is complete here: its number, and the beginning of that file's id.
    pub fn heard(&self, replica: &Replica) -> Result<Option<(u64, [u8; 16])>> {
        let mut statement = self.sql.prepare_cached("SELECT seq, chain FROM sync_heard WHERE replica = ?1")?;
        Ok(statement.query_row([replica], |row| Ok((unsigned(row, 0)?, row.get(1)?))).optional()?)
    }

    /// Notes how far a writer's stream is complete here.
    pub fn set_heard(&self, replica: &Replica, seq: u64, chain: &[u8; 16]) -> Result<()> {
        self.sql
            .prepare_cached("INSERT OR REPLACE INTO sync_heard (replica, seq, chain) VALUES (?1, ?2, ?3)")?
            .execute(params![replica, number(seq)?, chain])?;
        self.marks.heard();
        Ok(())
    }

    /// Returns how far every writer's stream is complete here.
    pub fn heard_all(&self) -> Result<BTreeMap<Replica, (u64, [u8; 16])>> {
        let mut statement = self.sql.prepare_cached("SELECT replica, seq, chain FROM sync_heard")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (unsigned(row, 1)?, row.get(2)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns what a writer says about itself.
    pub fn card(&self, replica: &Replica) -> Result<Option<Card>> {
        let mut statement = self.sql.prepare_cached("SELECT name, seen, bytes FROM sync_card WHERE replica = ?1")?;
        Ok(statement.query_row([replica], |row| card(row, 0)).optional()?)
    }

    /// Notes what a writer says about itself.
    pub fn set_card(&self, replica: &Replica, card: &Card) -> Result<()> {
        self.sql
            .prepare_cached("INSERT OR REPLACE INTO sync_card (replica, name, seen, bytes) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![replica, card.name, card.seen, card.bytes])?;
        self.marks.cards();
        Ok(())
    }

    /// Returns what every writer says about itself.
    pub fn cards(&self) -> Result<BTreeMap<Replica, Card>> {
        let mut statement = self.sql.prepare_cached("SELECT replica, name, seen, bytes FROM sync_card")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, card(row, 1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(crate) fn number(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| Error::Internal(format!("the number {value} is too large")))
}

pub(crate) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let stored: i64 = row.get(column)?;
    u64::try_from(stored).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, stored))
}

fn outgoing(row: &Row<'_>) -> rusqlite::Result<Outgoing> {
    Ok(Outgoing {
        file_id: row.get(0)?,
        replica: row.get(1)?,
        pack: row.get(2)?,
        seq: unsigned(row, 3)?,
        name: row.get(4)?,
        bytes: row.get(5)?,
    })
}

fn held(row: &Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held { file_id: row.get(0)?, replica: row.get(1)?, seq: unsigned(row, 2)?, prev: row.get(3)? })
}

fn noted(row: &Row<'_>, first: usize) -> rusqlite::Result<Noted> {
    Ok(Noted {
        size: unsigned(row, first)?,
        outcome: row.get(first + 1)?,
        file_id: row.get(first + 2)?,
        detail: row.get(first + 3)?,
    })
}

fn card(row: &Row<'_>, first: usize) -> rusqlite::Result<Card> {
    Ok(Card { name: row.get(first)?, seen: row.get(first + 1)?, bytes: row.get(first + 2)? })
}
