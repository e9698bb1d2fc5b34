//! Changes to and from other devices.

use crate::{
    Changes, Error, Mailbox, Result, Stale, Store, arrival,
    document::unpack,
    query::id_at,
    work::{Work, read},
};
use firsthand_domain::Id;
use rusqlite::{Connection, params};

/// A change as it travels: one automerge change of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChange {
    /// The document.
    pub doc: Id,
    /// The document's kind.
    pub kind: String,
    /// The change's hash, by automerge's definition.
    pub hash: [u8; 32],
    /// The change.
    pub bytes: Vec<u8>,
}

/// Why a change is not part of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Changes that it builds on have not arrived. It is used as soon as they have.
    Waiting,
    /// This version does not know the document's kind. It is used when a later version does.
    UnknownKind,
    /// Two changes claim the same place of one writer: a device was copied while running. The document holds this one
    /// rewritten; as it was written, it is kept for what builds on it and for other devices.
    Forked,
    /// Its bytes are not what they should be.
    Refused,
}

impl Why {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::UnknownKind => "kind",
            Self::Forked => "forked",
            Self::Refused => "refused",
        }
    }

    fn named(word: &str) -> Self {
        [Self::Waiting, Self::UnknownKind, Self::Forked]
            .into_iter()
            .find(|why| why.word() == word)
            .unwrap_or(Self::Refused)
    }
}

/// A change that is kept beside the documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The document.
    pub doc: Id,
    /// Its kind, as stated by the sender.
    pub kind: String,
    /// The change's hash, as stated by the sender.
    pub hash: [u8; 32],
    /// Why it is kept aside.
    pub why: Why,
    /// What was found, for a report; empty where `why` says all.
    pub detail: String,
}

/// What became of arrived changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// How many became part of their documents, among them ones that had waited and ones that had to be rewritten.
    pub new: usize,
    /// How many were there already.
    pub known: usize,
    /// How many were newly set aside, and why.
    pub aside: Vec<Aside>,
    /// In how many documents changes were rewritten, because a device was copied while running and both went on.
    pub salvaged: usize,
}

/// A step of sync under way; see [`Store::sync_transact`].
pub struct SyncTx<'a> {
    pub(crate) work: Work<'a>,
}

impl SyncTx<'_> {
    /// Takes in changes from other devices, in any order, once or repeatedly.
    ///
    /// # Errors
    /// The database's failures; never anything about the changes.
    pub fn apply(&mut self, changes: &[StoredChange]) -> Result<Applied> {
        arrival::apply(&mut self.work, changes)
    }

    /// Returns changes of this device that are in no segment yet, oldest first, up to about `limit_bytes`; at least one
    /// if there is any.
    ///
    /// # Errors
    /// The database's failures.
    pub fn unsealed(&self, limit_bytes: usize) -> Result<Vec<StoredChange>> {
        unsealed(self.work.sql, limit_bytes)
    }

    /// Counts changes of this device that are in no segment yet.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_unsealed(&self) -> Result<u64> {
        count_unsealed(self.work.sql)
    }

    /// Notes changes as being in a segment.
    ///
    /// # Errors
    /// The database's failures.
    pub fn mark_sealed(&mut self, changes: &[(Id, [u8; 32])]) -> Result<()> {
        let mut delete = self.work.sql.prepare_cached("DELETE FROM unsealed WHERE id = ?1 AND hash = ?2")?;
        for (id, hash) in changes {
            delete.execute(params![id.as_bytes(), hash])?;
        }
        Ok(())
    }

    /// Notes every change that this device holds, whoever made it, as being in no segment yet: for another folder.
    /// Returns how many there are.
    ///
    /// # Errors
    /// The database's failures; a document that cannot be read.
    pub fn unseal_all(&mut self) -> Result<usize> {
        let sql = self.work.sql;
        let put = "INSERT OR IGNORE INTO unsealed (id, kind, hash, bytes) VALUES (?1, ?2, ?3, ?4)";
        let mut statement = sql.prepare_cached("SELECT doc, id, kind, heads FROM document ORDER BY doc")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, kind, heads): (Id, String, Vec<u8>) = (id_at(row, 1)?, row.get(2)?, row.get(3)?);
            let doc = read(sql, row.get(0)?, &unpack(&heads)).map_err(|error| error.of(id))?;
            for change in doc.get_changes(&[]) {
                sql.prepare_cached(put)?.execute(params![id.as_bytes(), kind, change.hash().0, change.raw_bytes()])?;
            }
        }
        sql.execute(
            "INSERT OR IGNORE INTO unsealed (id, kind, hash, bytes)
             SELECT id, kind, hash, bytes FROM aside WHERE why <> ?1 ORDER BY id, hash",
            [Why::Refused.word()],
        )?;
        let count: i64 = sql.query_row("SELECT count(*) FROM unsealed", [], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Returns sync's own tables, within this transaction.
    pub const fn mailbox(&self) -> Mailbox<'_> {
        Mailbox::new(self.work.sql, self.work.marks)
    }
}

impl Store {
    /// Takes in changes from other devices, by itself; see [`SyncTx::apply`].
    ///
    /// # Errors
    /// The database's failures; never anything about the changes.
    pub fn apply(&mut self, changes: &[StoredChange]) -> Result<(Applied, Changes)> {
        self.sync_transact(|tx| tx.apply(changes))
    }

    /// Returns changes that are in no segment yet; see [`SyncTx::unsealed`].
    ///
    /// # Errors
    /// The database's failures.
    pub fn unsealed(&self, limit_bytes: usize) -> Result<Vec<StoredChange>> {
        unsealed(&self.sql, limit_bytes)
    }

    /// Counts changes that are in no segment yet.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_unsealed(&self) -> Result<u64> {
        count_unsealed(&self.sql)
    }

    /// Returns what is kept beside the documents.
    ///
    /// # Errors
    /// The database's failures.
    pub fn aside(&self) -> Result<Vec<Aside>> {
        aside(&self.sql)
    }

    /// Reads sync's tables as they stand at one moment. `f` is told what of them may differ from what it could read the last time it
    /// succeeded, whoever has written since; the first time, and after a failure, everything.
    ///
    /// # Errors
    /// What `f` returns, and the database's failures.
    pub fn sync_read<T, E: From<Error>>(&self, f: impl FnOnce(&Mailbox<'_>, &Stale) -> Result<T, E>) -> Result<T, E> {
        let tx = self.sql.unchecked_transaction().map_err(Error::from)?;
        // Within the transaction, so that it is the version of what is read.
        let version = self.data_version()?;
        let read = f(&self.mailbox(), &self.marks.take(version))?;
        self.marks.settle(version);
        tx.finish().map_err(Error::from)?;
        Ok(read)
    }

    /// Returns sync's own tables.
    pub const fn mailbox(&self) -> Mailbox<'_> {
        Mailbox::new(&self.sql, &self.marks)
    }
}

pub(crate) fn aside(sql: &Connection) -> Result<Vec<Aside>> {
    let mut statement = sql.prepare_cached("SELECT id, hash, kind, why, detail FROM aside ORDER BY id, hash")?;
    let mut rows = statement.query([])?;
    let mut aside = Vec::new();
    while let Some(row) = rows.next()? {
        let why: String = row.get(3)?;
        aside.push(Aside {
            doc: id_at(row, 0)?,
            kind: row.get(2)?,
            hash: row.get(1)?,
            why: Why::named(&why),
            detail: row.get(4)?,
        });
    }
    Ok(aside)
}

fn unsealed(sql: &Connection, limit_bytes: usize) -> Result<Vec<StoredChange>> {
    let mut statement = sql.prepare_cached("SELECT id, kind, hash, bytes FROM unsealed ORDER BY n")?;
    let mut rows = statement.query([])?;
    let mut changes: Vec<StoredChange> = Vec::new();
    let mut size = 0;
    while let Some(row) = rows.next()? {
        let change = StoredChange { doc: id_at(row, 0)?, kind: row.get(1)?, hash: row.get(2)?, bytes: row.get(3)? };
        size += change.bytes.len();
        if size > limit_bytes && !changes.is_empty() {
            break;
        }
        changes.push(change);
    }
    Ok(changes)
}

fn count_unsealed(sql: &Connection) -> Result<u64> {
    let count: i64 = sql.prepare_cached("SELECT count(*) FROM unsealed")?.query_row([], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or_default())
}
