//! What sync remembers of packs; plain data, as the rest of the [mailbox](crate::mailbox).

use crate::{Mailbox, Result, mailbox::FileId, query::id_at};
use firsthand_domain::Id;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// A pack in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackRow {
    /// The file's id.
    pub file_id: FileId,
    /// Whether this device made it.
    pub own: bool,
    /// The rest, as sync has it.
    pub detail: Vec<u8>,
}

#[expect(clippy::missing_errors_doc, reason = "stated once, for the whole type")]
impl Mailbox<'_> {
    /// Notes a pack, in place of what was noted of it.
    pub fn pack_put(&self, pack: &PackRow) -> Result<()> {
        self.sql
            .prepare_cached("INSERT OR REPLACE INTO sync_pack (file, own, detail) VALUES (?1, ?2, ?3)")?
            .execute(params![pack.file_id, pack.own, pack.detail])?;
        self.marks.packs();
        Ok(())
    }

    /// Returns all packs, by file.
    pub fn packs(&self) -> Result<Vec<PackRow>> {
        let mut statement = self.sql.prepare_cached("SELECT file, own, detail FROM sync_pack ORDER BY file")?;
        let rows = statement.query_map([], pack)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns what is noted of a pack.
    pub fn pack(&self, file_id: &FileId) -> Result<Option<PackRow>> {
        let mut statement = self.sql.prepare_cached("SELECT file, own, detail FROM sync_pack WHERE file = ?1")?;
        Ok(statement.query_row([file_id], pack).optional()?)
    }

    /// Forgets a pack, what it holds and who confirmed it.
    pub fn pack_forget(&self, file_id: &FileId) -> Result<()> {
        for delete in [
            "DELETE FROM sync_pack WHERE file = ?1",
            "DELETE FROM sync_packed WHERE file = ?1",
            "DELETE FROM sync_packed_change WHERE file = ?1",
            "DELETE FROM sync_ack WHERE pack = ?1",
        ] {
            self.sql.prepare_cached(delete)?.execute([file_id])?;
        }
        self.marks.packs();
        Ok(())
    }

    /// Notes that a pack holds a document in the version of these heads, which are to be sorted.
    pub fn packed_put(&self, file_id: &FileId, doc: Id, heads: &[[u8; 32]]) -> Result<()> {
        self.sql
            .prepare_cached("INSERT OR IGNORE INTO sync_packed (file, doc, heads) VALUES (?1, ?2, ?3)")?
            .execute(params![file_id, doc.as_bytes(), heads.as_flattened()])?;
        Ok(())
    }

    /// Returns the versions, each as its heads, in which these packs hold documents.
    pub fn packed_in(&self, files: &[FileId]) -> Result<BTreeMap<Id, BTreeSet<Vec<[u8; 32]>>>> {
        let mut statement = self.sql.prepare_cached("SELECT doc, heads FROM sync_packed WHERE file = ?1")?;
        let mut packed: BTreeMap<Id, BTreeSet<Vec<[u8; 32]>>> = BTreeMap::new();
        for file in files {
            let mut rows = statement.query([file])?;
            while let Some(row) = rows.next()? {
                let heads: Vec<u8> = row.get(1)?;
                packed.entry(id_at(row, 0)?).or_default().insert(heads.as_chunks().0.to_vec());
            }
        }
        Ok(packed)
    }

    /// Notes that a device has confirmed a pack.
    pub fn ack_put(&self, pack: &FileId, device: &[u8; 16]) -> Result<()> {
        self.sql
            .prepare_cached("INSERT OR IGNORE INTO sync_ack (pack, device) VALUES (?1, ?2)")?
            .execute(params![pack, device])?;
        self.marks.packs();
        Ok(())
    }

    /// Returns which devices have confirmed which packs.
    pub fn acks(&self) -> Result<BTreeMap<FileId, BTreeSet<[u8; 16]>>> {
        let mut statement = self.sql.prepare_cached("SELECT pack, device FROM sync_ack")?;
        let mut rows = statement.query([])?;
        let mut acks: BTreeMap<FileId, BTreeSet<[u8; 16]>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            acks.entry(row.get(0)?).or_default().insert(row.get(1)?);
        }
        Ok(acks)
    }
}

fn pack(row: &Row<'_>) -> rusqlite::Result<PackRow> {
    Ok(PackRow { file_id: row.get(0)?, own: row.get(1)?, detail: row.get(2)? })
}
