//! What the files of the sync folder brought, and whether packs hold it all.

use crate::{Mailbox, Result, SyncTx, Why, document::unpack, mailbox::FileId, query::id_at, work::read};
use firsthand_domain::Id;
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

/// A change, by its document and its hash.
type Named = (Id, [u8; 32]);

const NAMED: usize = 48;

#[expect(clippy::missing_errors_doc, reason = "stated once, for the whole type")]
impl Mailbox<'_> {
    /// Notes which changes a held segment brought.
    pub fn brought_put(&self, file_id: &FileId, changes: &[(Id, [u8; 32])]) -> Result<()> {
        let mut bytes = Vec::with_capacity(changes.len() * NAMED);
        for (doc, hash) in changes {
            bytes.extend_from_slice(doc.as_bytes());
            bytes.extend_from_slice(hash);
        }
        self.sql
            .prepare_cached("UPDATE sync_held SET changes = ?2 WHERE file = ?1")?
            .execute(params![file_id, bytes])?;
        Ok(())
    }

    /// Notes which changes a pack holds beside its documents.
    pub fn packed_changes_put(&self, file_id: &FileId, changes: &[(Id, [u8; 32])]) -> Result<()> {
        let mut insert = self
            .sql
            .prepare_cached("INSERT OR IGNORE INTO sync_packed_change (file, doc, hash) VALUES (?1, ?2, ?3)")?;
        for (doc, hash) in changes {
            insert.execute(params![file_id, doc.as_bytes(), hash])?;
        }
        Ok(())
    }

    /// Returns what a held file brought: the changes of a segment; of a pack, the newest of each document and those beside them.
    fn brought(&self, file_id: &FileId) -> Result<Vec<Named>> {
        let mut brought = Vec::new();
        let changes: Option<Vec<u8>> = self
            .sql
            .prepare_cached("SELECT changes FROM sync_held WHERE file = ?1")?
            .query_row([file_id], |row| row.get(0))
            .optional()?;
        for named in changes.unwrap_or_default().as_chunks::<NAMED>().0 {
            let (doc, hash) = named.split_at(16);
            brought.extend(Id::from_slice(doc).zip(hash.try_into().ok()));
        }
        for query in [
            "SELECT doc, heads FROM sync_packed WHERE file = ?1",
            "SELECT doc, hash FROM sync_packed_change WHERE file = ?1",
        ] {
            let mut statement = self.sql.prepare_cached(query)?;
            let mut rows = statement.query([file_id])?;
            while let Some(row) = rows.next()? {
                let (doc, hashes): (Id, Vec<u8>) = (id_at(row, 0)?, row.get(1)?);
                brought.extend(hashes.as_chunks::<32>().0.iter().map(|hash| (doc, *hash)));
            }
        }
        Ok(brought)
    }
}

impl SyncTx<'_> {
    /// Tells whether packs together hold all that some held files brought. Of what a file brought, only that counts which this device
    /// could bring again: what stands in its documents or waits beside them.
    ///
    /// # Errors
    /// [`Error::Document`](crate::Error::Document) when a document cannot be read; the database's failures.
    pub fn packs_hold_all(&mut self, packs: &[[u8; 32]], files: &[[u8; 32]]) -> Result<bool> {
        let mut seen = BTreeSet::new();
        let mut documents = BTreeMap::new();
        for file in files {
            for (doc, hash) in self.mailbox().brought(file)? {
                if !seen.insert((doc, hash)) || self.packs_have_beside(packs, doc, &hash)? {
                    continue;
                }
                if self.is_beside(doc, &hash)? {
                    return Ok(false);
                }
                let lacking = match documents.get(&doc) {
                    Some(lacking) => lacking,
                    None => documents.entry(doc).or_insert(self.lacking(packs, doc)?),
                };
                if lacking.contains(&hash) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn packs_have_beside(&self, packs: &[FileId], doc: Id, hash: &[u8; 32]) -> Result<bool> {
        let mut statement = self.work.sql.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM sync_packed_change WHERE file = ?1 AND doc = ?2 AND hash = ?3)",
        )?;
        for pack in packs {
            if statement.query_row(params![pack, doc.as_bytes(), hash], |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_beside(&self, doc: Id, hash: &[u8; 32]) -> Result<bool> {
        let mut statement = self
            .work
            .sql
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM aside WHERE id = ?1 AND hash = ?2 AND why <> ?3)")?;
        Ok(statement.query_row(params![doc.as_bytes(), hash, Why::Refused.word()], |row| row.get(0))?)
    }

    /// Returns the changes of a document that are in none of the versions in these packs.
    fn lacking(&self, packs: &[FileId], doc: Id) -> Result<BTreeSet<[u8; 32]>> {
        let stored = self
            .work
            .sql
            .prepare_cached("SELECT doc, heads FROM document WHERE id = ?1")?
            .query_row([doc.as_bytes()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)))
            .optional()?;
        let Some((row, heads)) = stored else { return Ok(BTreeSet::new()) };
        let mut statement =
            self.work.sql.prepare_cached("SELECT heads FROM sync_packed WHERE file = ?1 AND doc = ?2")?;
        let mut versions: BTreeSet<Vec<u8>> = BTreeSet::new();
        for pack in packs {
            let rows = statement.query_map(params![pack, doc.as_bytes()], |row| row.get(0))?;
            versions.extend(rows.collect::<rusqlite::Result<Vec<Vec<u8>>>>()?);
        }
        if versions.iter().any(|version| sorted(version) == sorted(&heads)) {
            return Ok(BTreeSet::new());
        }
        let document = read(self.work.sql, row, &unpack(&heads)).map_err(|error| error.of(doc))?;
        let all = document.get_changes(&[]);
        let mut lacking: BTreeSet<[u8; 32]> = all.iter().map(|change| change.hash().0).collect();
        let known = lacking.clone();
        for version in versions {
            // A version that this document does not know stands for nothing that it does.
            if version.as_chunks::<32>().0.iter().all(|head| known.contains(head)) {
                let after: BTreeSet<[u8; 32]> =
                    document.get_changes(&unpack(&version)).iter().map(|change| change.hash().0).collect();
                lacking.retain(|hash| after.contains(hash));
            }
        }
        Ok(lacking)
    }
}

fn sorted(heads: &[u8]) -> Vec<[u8; 32]> {
    let mut heads = heads.as_chunks::<32>().0.to_vec();
    heads.sort_unstable();
    heads
}
