//! Writing the rows of a document: appended to, or whole.

use crate::{
    Error, Result,
    document::pack,
    project::Projection,
    work::{Loaded, Work},
};
use automerge::{ActorId, Automerge, Change, ChangeHash};
use firsthand_domain::{Id, Kind};
use rusqlite::params;

impl Work<'_> {
    /// Makes `doc` the stored document, in place of what was stored of it, with the rows that it shows.
    ///
    /// `bytes` must be a save that [loads](crate::document::load) as this very document.
    pub(crate) fn store_whole(
        &mut self,
        id: Id,
        loaded: &mut Loaded,
        doc: Automerge,
        bytes: &[u8],
        new: Projection,
    ) -> Result<()> {
        let stored = self.store_all(id, loaded, doc, bytes).and_then(|()| self.show(id, loaded, new));
        self.broken |= stored.is_err();
        stored
    }

    fn store_all(&self, id: Id, loaded: &mut Loaded, doc: Automerge, bytes: &[u8]) -> Result<()> {
        loaded.doc = doc;
        loaded.version += 1;
        loaded.tails = 0;
        if loaded.row != 0 {
            self.sql.prepare_cached("DELETE FROM change WHERE doc = ?1")?.execute([loaded.row])?;
        }
        self.write_row(id, loaded)?;
        self.write_whole(loaded.row, bytes)?;
        for change in loaded.doc.get_changes_meta(&[]) {
            self.note_change(loaded.row, &change.actor, change.seq, change.hash)?;
        }
        Ok(())
    }

    /// Writes the row of the document itself.
    pub(crate) fn write_row(&self, id: Id, loaded: &mut Loaded) -> Result<()> {
        let heads = pack(&loaded.doc.get_heads());
        if loaded.row == 0 {
            self.sql
                .prepare_cached("INSERT INTO document (id, kind, version, tails, heads) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![id.as_bytes(), loaded.kind.name, loaded.version, loaded.tails, heads])?;
            loaded.row = self.sql.last_insert_rowid();
        } else {
            self.sql
                .prepare_cached("UPDATE document SET version = ?2, tails = ?3, heads = ?4 WHERE doc = ?1")?
                .execute(params![loaded.row, loaded.version, loaded.tails, heads])?;
        }
        Ok(())
    }

    /// Writes a whole save, in place of the one before and of all that was appended to it.
    pub(crate) fn write_whole(&self, row: i64, bytes: &[u8]) -> Result<()> {
        self.sql.prepare_cached("DELETE FROM tail WHERE doc = ?1")?.execute([row])?;
        self.sql
            .prepare_cached(
                "INSERT INTO snapshot (doc, bytes) VALUES (?1, ?2)
                 ON CONFLICT (doc) DO UPDATE SET bytes = excluded.bytes",
            )?
            .execute(params![row, bytes])?;
        Ok(())
    }

    /// Notes which change holds a place of a writer.
    pub(crate) fn note_change(&self, row: i64, actor: &ActorId, seq: u64, hash: ChangeHash) -> Result<()> {
        let seq = i64::try_from(seq).map_err(|_| Error::Internal("a change without a number".to_owned()))?;
        self.sql
            .prepare_cached("INSERT INTO change (doc, actor, seq, hash) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![row, actor.to_bytes(), seq, hash.0])?;
        Ok(())
    }

    /// Puts a change of this device among those that are in no segment yet.
    pub(crate) fn queue(&self, id: Id, kind: &Kind, change: &Change) -> Result<()> {
        self.sql
            .prepare_cached("INSERT OR IGNORE INTO unsealed (id, kind, hash, bytes) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id.as_bytes(), kind.name, change.hash().0, change.raw_bytes()])?;
        Ok(())
    }
}
