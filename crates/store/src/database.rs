//! The database file: its tables, its versions, its opening.

use crate::{Error, Result, project::PROJECTION, tidy};
use firsthand_domain::KINDS;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, config::DbConfig};
use std::{io::Read, path::Path};

/// "FHnd": marks the file as ours in its SQLite header.
const APPLICATION: u32 = 0x4648_6e64;
/// The format of the documents' tables. A program reads its own and lower ones, and leaves higher ones alone.
const FORMAT: u32 = 3;

const SQLITE_MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// How a journal begins that is to be rolled back (SQLite's file format, section 3).
const JOURNAL_MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// What must last: documents, what is on its way, what the user set.
const LASTING: &str = "
CREATE TABLE document (
    doc INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    tails INTEGER NOT NULL,
    heads BLOB NOT NULL
) STRICT;
CREATE TABLE snapshot (doc INTEGER PRIMARY KEY REFERENCES document, bytes BLOB NOT NULL) STRICT;
CREATE TABLE tail (
    doc INTEGER NOT NULL REFERENCES document, n INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE change (
    doc INTEGER NOT NULL REFERENCES document, actor BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (doc, actor, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE unsealed (
    n INTEGER PRIMARY KEY, id BLOB NOT NULL, kind TEXT NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL,
    UNIQUE (id, hash)
) STRICT;
CREATE TABLE aside (
    id BLOB NOT NULL, hash BLOB NOT NULL, kind TEXT NOT NULL, why TEXT NOT NULL, detail TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX aside_by_why ON aside (why, kind);
CREATE TABLE undo_step (
    step INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL, merge_key TEXT, at INTEGER NOT NULL, undone INTEGER NOT NULL
) STRICT;
CREATE TABLE undo_part (
    step INTEGER NOT NULL REFERENCES undo_step ON DELETE CASCADE,
    id BLOB NOT NULL, before BLOB NOT NULL, after BLOB NOT NULL,
    PRIMARY KEY (step, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE touched (seq INTEGER PRIMARY KEY, kind TEXT, id BLOB) STRICT;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// What sync remembers: the state of this replica, what waits to go out, what was read, who was heard.
const MAILBOX: &str = "
CREATE TABLE sync_value (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sync_held (
    file BLOB PRIMARY KEY, replica BLOB NOT NULL, seq INTEGER NOT NULL, prev BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_held_by_seq ON sync_held (replica, seq);
CREATE TABLE sync_file (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, outcome TEXT NOT NULL, file BLOB, detail BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sync_heard (
    replica BLOB PRIMARY KEY, seq INTEGER NOT NULL, chain BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sync_card (
    replica BLOB PRIMARY KEY, name TEXT NOT NULL, seen TEXT NOT NULL, bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What waits to go out, or went: segments and packs, each numbered by itself within a writer's stream. Since format 2.
const OUTBOX: &str = "
CREATE TABLE sync_outbox (
    n INTEGER PRIMARY KEY, file BLOB NOT NULL UNIQUE, replica BLOB NOT NULL, pack INTEGER NOT NULL,
    seq INTEGER NOT NULL, name TEXT NOT NULL, published INTEGER NOT NULL, bytes BLOB NOT NULL,
    UNIQUE (replica, pack, seq)
) STRICT;
CREATE INDEX sync_outbox_pending ON sync_outbox (n) WHERE published = 0;
";

/// What is known of packs: which there are, which versions of documents they hold, who has confirmed them. Since
/// format 2.
const PACKS: &str = "
CREATE TABLE sync_pack (file BLOB PRIMARY KEY, own INTEGER NOT NULL, detail BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sync_packed (
    file BLOB NOT NULL, doc BLOB NOT NULL, heads BLOB NOT NULL,
    PRIMARY KEY (file, doc, heads)
) STRICT, WITHOUT ROWID;
CREATE TABLE sync_ack (
    pack BLOB NOT NULL, device BLOB NOT NULL,
    PRIMARY KEY (pack, device)
) STRICT, WITHOUT ROWID;
";

/// What the files of the folder brought, so that one that has gone can be compared with packs; and which documents only a
/// newer version may edit. Since format 3; of files before that, nothing is known, and their places count.
const BROUGHT: &str = "
DROP TABLE IF EXISTS sync_want;
ALTER TABLE sync_held ADD COLUMN changes BLOB NOT NULL DEFAULT x'';
CREATE TABLE sync_packed_change (
    file BLOB NOT NULL, doc BLOB NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (file, doc, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE newer (id BLOB PRIMARY KEY, needs INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX sync_file_by_id ON sync_file (file) WHERE file IS NOT NULL;
";

/// Finds a change of a document by its hash. Any version of format 2 can do without it, and keeps it where it is.
const CHANGE_BY_HASH: &str = "CREATE INDEX IF NOT EXISTS change_by_hash ON change (doc, hash)";

/// A document that comes in rewritten takes its steps of undo with it; without this index all steps are gone through for each.
const UNDO_BY_DOCUMENT: &str = "CREATE INDEX IF NOT EXISTS undo_part_by_id ON undo_part (id)";

/// What is computed from the documents and can be made anew.
const PROJECTED: &str = "
DROP TABLE IF EXISTS entity;
DROP TABLE IF EXISTS link;
DROP TABLE IF EXISTS moment;
DROP TABLE IF EXISTS names;
DROP TABLE IF EXISTS words;
CREATE TABLE entity (
    doc INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    fold TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    created INTEGER,
    updated INTEGER,
    brief TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX entity_list ON entity (kind, deleted, fold, id, title, brief);
CREATE INDEX entity_by_time ON entity (coalesce(created, updated, 0));
CREATE TABLE link (
    source INTEGER NOT NULL, field TEXT NOT NULL, target BLOB NOT NULL,
    PRIMARY KEY (source, field, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_to ON link (target, field, source);
CREATE TABLE moment (
    source INTEGER NOT NULL, field TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (source, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX moment_at ON moment (field, at, source);
CREATE VIRTUAL TABLE names USING fts5 (
    title, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii tokenchars ''+#'''
);
CREATE VIRTUAL TABLE words USING fts5 (
    body, pairs, content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'ascii tokenchars ''+#'''
);
";

/// The setting that says how the projected tables were made.
const PROJECTED_AS: &str = "projection";

/// Opens the database, making it if there is none.
///
/// The second value tells whether the projected tables are to be filled anew.
pub(crate) fn open(path: &Path) -> Result<(Connection, bool)> {
    look(path)?;
    let mut sql = Connection::open(path)?;
    sql.busy_timeout(tidy::PATIENCE)?;
    sql.set_prepared_statement_cache_capacity(128);
    // Otherwise a prepared statement is prepared anew whenever a value is bound that a plan might depend on: a quarter of a search.
    sql.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if !is_new(&sql)? {
        check(pragma(&sql, "application_id")?, pragma(&sql, "user_version")?)?;
    }
    // On macOS, fsync alone may leave data in the disk's cache; `fullfsync` flushes that, too. Other systems ignore it.
    sql.execute_batch(
        "PRAGMA fullfsync = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;",
    )?;
    let tx = sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if is_new(&tx)? {
        tx.execute_batch(LASTING)?;
        tx.execute_batch(MAILBOX)?;
        tx.execute_batch(OUTBOX)?;
        tx.execute_batch(PACKS)?;
        tx.execute_batch(BROUGHT)?;
        tx.execute_batch(PROJECTED)?;
        tx.pragma_update(None, "application_id", APPLICATION)?;
        tx.pragma_update(None, "user_version", FORMAT)?;
        mark_projected(&tx)?;
    } else {
        migrate(&tx)?;
    }
    tx.execute_batch(CHANGE_BY_HASH)?;
    tx.execute_batch(UNDO_BY_DOCUMENT)?;
    let made = projected_as(&tx)?;
    // Tables of another program version are made anew, with this setting.
    if made.as_deref() == Some(projection().as_str()) {
        tidy::configure(&tx)?;
    }
    tx.commit()?;
    Ok((sql, made != Some(projection())))
}

/// Brings the tables of an earlier format to this one.
fn migrate(tx: &Transaction<'_>) -> Result<()> {
    let found = pragma(tx, "user_version")?;
    // Another program may have been at work since the first look.
    check(pragma(tx, "application_id")?, found)?;
    if found < 2 {
        tx.execute_batch("DROP INDEX sync_outbox_pending; ALTER TABLE sync_outbox RENAME TO sync_outbox_before")?;
        tx.execute_batch(OUTBOX)?;
        tx.execute_batch(
            "INSERT INTO sync_outbox (n, file, replica, pack, seq, name, published, bytes)
             SELECT n, file, replica, 0, seq, name, published, bytes FROM sync_outbox_before ORDER BY n;
             DROP TABLE sync_outbox_before",
        )?;
        tx.execute_batch(PACKS)?;
        // What format 1 had set aside as forked is looked at anew when the rows are.
        tx.execute("DELETE FROM setting WHERE key = ?1", [PROJECTED_AS])?;
        tx.pragma_update(None, "user_version", 2)?;
    }
    if found < 3 {
        tx.execute_batch(BROUGHT)?;
        tx.pragma_update(None, "user_version", 3)?;
    }
    Ok(())
}

/// Empties the projected tables, whatever their shape was.
pub(crate) fn clear_projected(tx: &Transaction<'_>) -> Result<()> {
    tx.execute_batch(PROJECTED)?;
    tidy::configure(tx)
}

/// Notes that the projected tables are as this version makes them.
pub(crate) fn mark_projected(tx: &Transaction<'_>) -> Result<()> {
    let sql = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2";
    tx.execute(sql, [PROJECTED_AS, &projection()])?;
    Ok(())
}

fn projected_as(sql: &Connection) -> Result<Option<String>> {
    let value = sql.query_row("SELECT value FROM setting WHERE key = ?1", [PROJECTED_AS], |row| row.get(0));
    Ok(value.optional()?)
}

/// Names the projection: the code's number, and a hash of the schema that it follows.
fn projection() -> String {
    let mut hasher = blake3::Hasher::new();
    for kind in KINDS {
        hasher.update(format!("{kind:?}").as_bytes());
    }
    hasher.update(PROJECTED.as_bytes());
    format!("{PROJECTION} {}", hasher.finalize())
}

fn is_new(sql: &Connection) -> Result<bool> {
    Ok(sql.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?)
}

fn pragma(sql: &Connection, name: &str) -> Result<u32> {
    let value: i64 = sql.pragma_query_value(None, name, |row| row.get(0))?;
    Ok(u32::try_from(value).unwrap_or(u32::MAX))
}

fn check(application: u32, format: u32) -> Result<()> {
    match (application, format) {
        (APPLICATION, found) if found > FORMAT => Err(Error::Newer { found, known: FORMAT }),
        (APPLICATION, _) => Ok(()),
        _ => Err(Error::NotOurs),
    }
}

/// Looks at the file's header before SQLite does, so that a file that is not for us is not touched at all.
fn look(path: &Path) -> Result<()> {
    let mut header = Vec::with_capacity(100);
    match std::fs::File::open(path) {
        Ok(file) => file.take(100).read_to_end(&mut header)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if header.is_empty() {
        return Ok(());
    }
    if !header.starts_with(SQLITE_MAGIC) {
        return if is_broken_off(path)? { Ok(()) } else { Err(Error::NotOurs) };
    }
    let number =
        |at: usize| header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_be_bytes);
    // Both are 0 while the first transaction of a new file still waits in its log.
    match (number(68), number(60)) {
        (0, 0) => Ok(()),
        (application, format) => check(application, format),
    }
}

/// Whether a journal beside the file says that SQLite was at work on it when the power went; then SQLite knows what belongs there, and
/// whose it is shows after that. So a new file can come to be whose first page never reached the disk.
fn is_broken_off(path: &Path) -> Result<bool> {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    let mut magic = Vec::with_capacity(JOURNAL_MAGIC.len());
    match std::fs::File::open(journal) {
        Ok(file) => file.take(JOURNAL_MAGIC.len() as u64).read_to_end(&mut magic)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    Ok(magic == JOURNAL_MAGIC)
}
