//! One transaction's work on documents: loading, recording changes, keeping the projected rows in step.

use crate::{
    Changes, Error, Result, Why,
    cache::Cache,
    document::{DELETE, empty, load, unpack},
    genesis,
    index::{Before, Index},
    marks::Marks,
    project::{Projection, project},
    write::Trouble,
};
use automerge::{
    ActorId, Automerge, Change, ChangeHash,
    transaction::{CommitOptions, Transactable, Transaction},
};
use chrono::{DateTime, Utc};
use firsthand_domain::{Id, Kind};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// After so many appended changes a document is saved whole: each slows the next load by about a tenth of a millisecond,
/// while saving and verifying 2 kB of prose takes three, which only one edit in twenty-five should bear.
const TAIL_LIMIT: i64 = 24;
/// How many loaded documents a transaction holds.
const OPEN_LIMIT: usize = 64;
/// The largest change that a user may make; a segment of the sync folder must be able to carry it.
const CHANGE_LIMIT: usize = 3 << 20;
/// After so many documents in one operation, "everything" is noted instead of each.
const TOUCHED_LIMIT: usize = 2_000;
/// How many notes of touched documents are kept.
const TOUCHED_KEPT: i64 = 20_000;

/// A document in memory.
pub(crate) struct Loaded {
    /// Its row.
    pub(crate) row: i64,
    /// Its kind.
    pub(crate) kind: &'static Kind,
    /// Counts up with every change in the database.
    pub(crate) version: i64,
    /// The document.
    pub(crate) doc: Automerge,
    /// How many changes stand after its whole save.
    pub(crate) tails: i64,
    /// What its rows show.
    pub(crate) shown: Shown,
}

/// What is known of the rows of a document in memory.
pub(crate) enum Shown {
    /// There are none.
    Nothing,
    /// Nothing.
    Unknown,
    /// What they show.
    Known(Box<Projection>),
}

/// Where a change comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// This device: it is to be put into a segment.
    Here,
    /// Another device's file.
    Elsewhere,
}

/// What one operation did to one document, for undo.
pub(crate) struct Part {
    /// The heads before; empty for a document that was not there.
    pub(crate) before: Vec<ChangeHash>,
    /// The heads after.
    pub(crate) after: Vec<ChangeHash>,
}

/// Where random bytes come from.
pub(crate) type Draw = dyn Fn() -> [u8; 16] + Send;

/// The state of a transaction.
pub(crate) struct Work<'a> {
    /// The open transaction's connection.
    pub(crate) sql: &'a Connection,
    /// The moment of the operation.
    pub(crate) now: DateTime<Utc>,
    /// What each document was and is.
    pub(crate) parts: BTreeMap<Id, Part>,
    cache: &'a mut Cache,
    /// What of sync's tables is written.
    pub(crate) marks: &'a Marks,
    /// The writer of this device's changes.
    pub(crate) actor: ActorId,
    draw: &'a Draw,
    /// Whether a step failed in such a way that nothing of the transaction may be kept.
    pub(crate) broken: bool,
    open: BTreeMap<Id, Loaded>,
    index: Index,
    touched: BTreeMap<Id, &'static str>,
}

impl<'a> Work<'a> {
    /// Begins.
    pub(crate) fn new(
        sql: &'a Connection,
        cache: &'a mut Cache,
        marks: &'a Marks,
        (actor, draw): (ActorId, &'a Draw),
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            sql,
            now,
            draw,
            cache,
            marks,
            actor,
            parts: BTreeMap::new(),
            open: BTreeMap::new(),
            index: Index::default(),
            touched: BTreeMap::new(),
            broken: false,
        }
    }

    /// Takes a document out of the store; it must be given back with [`Work::keep`] unless something fails.
    pub(crate) fn take(&mut self, id: Id) -> Result<Option<Loaded>> {
        if let Some(loaded) = self.open.remove(&id) {
            return Ok(Some(loaded));
        }
        let row = self
            .sql
            .prepare_cached("SELECT doc, kind, version, tails, heads FROM document WHERE id = ?1")?
            .query_row([id.as_bytes()], |row| {
                let kind: String = row.get(1)?;
                let heads: Vec<u8> = row.get(4)?;
                Ok((row.get(0)?, kind, row.get(2)?, row.get(3)?, heads))
            })
            .optional()?;
        let Some((row, kind, version, tails, heads)) = row else { return Ok(None) };
        let kind = Kind::named(&kind).ok_or(Error::NoKind { kind })?;
        if let Some(loaded) = self.cache.take(id, version) {
            return Ok(Some(loaded));
        }
        let doc = read(self.sql, row, &unpack(&heads)).map_err(|error| error.of(id))?;
        let doc = doc.with_actor(self.writer(id)?);
        Ok(Some(Loaded { row, kind, version, doc, tails, shown: Shown::Unknown }))
    }

    /// Takes a document out of the store to put another in its place: what is loaded of it already is left out, and nothing is loaded.
    pub(crate) fn take_row(&mut self, id: Id) -> Result<Option<Loaded>> {
        self.open.remove(&id);
        let found = self
            .sql
            .prepare_cached("SELECT doc, kind, version, tails FROM document WHERE id = ?1")?
            .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        let Some((row, kind, version, tails)) = found else { return Ok(None) };
        let kind: String = kind;
        let loaded = |kind| Loaded { row, kind, version, doc: empty(&self.actor), tails, shown: Shown::Unknown };
        Ok(Kind::named(&kind).map(loaded))
    }

    /// Returns the writer for a document that has been read: a new one if changes stand in it rewritten, because numbers
    /// that look free may have been used.
    fn writer(&self, id: Id) -> Result<ActorId> {
        let mut statement =
            self.sql.prepare_cached("SELECT EXISTS (SELECT 1 FROM aside WHERE id = ?1 AND +why = ?2)")?;
        let forked: bool = statement.query_row(params![id.as_bytes(), Why::Forked.word()], |row| row.get(0))?;
        Ok(if forked { self.new_actor() } else { self.actor.clone() })
    }

    /// Draws an identity for a further writer.
    pub(crate) fn new_actor(&self) -> ActorId {
        ActorId::from((self.draw)())
    }

    /// Makes a document without any change; it is there as soon as one is [recorded](Work::record).
    pub(crate) fn fresh(&self, kind: &'static Kind) -> Loaded {
        Loaded { row: 0, kind, version: 0, doc: empty(&self.actor), tails: 0, shown: Shown::Nothing }
    }

    /// Loads a document anew from what is stored, forgetting what was done in memory.
    pub(crate) fn reload(&mut self, id: Id, loaded: Loaded) -> Result<Loaded> {
        let Loaded { row, kind, version, tails, shown, .. } = loaded;
        let doc = if row == 0 {
            empty(&self.actor)
        } else {
            let heads: Vec<u8> = self
                .sql
                .prepare_cached("SELECT heads FROM document WHERE doc = ?1")?
                .query_row([row], |row| row.get(0))?;
            read(self.sql, row, &unpack(&heads)).map_err(|error| error.of(id))?.with_actor(self.writer(id)?)
        };
        Ok(Loaded { row, kind, version, doc, tails, shown })
    }

    /// Gives a document back.
    pub(crate) fn keep(&mut self, id: Id, loaded: Loaded) {
        if self.open.len() >= OPEN_LIMIT {
            self.open.pop_first();
        }
        self.open.insert(id, loaded);
    }

    /// Writes one change with `f`; returns it unless nothing was written.
    pub(crate) fn change(
        &self,
        doc: &mut Automerge,
        delete: bool,
        f: impl FnOnce(&mut Transaction<'_>) -> Result<(), Trouble>,
    ) -> Result<Option<Change>, Trouble> {
        let mut options = CommitOptions::default().with_time(self.now.timestamp());
        if delete {
            options.set_message(DELETE);
        }
        let mut tx = doc.transaction();
        f(&mut tx)?;
        if tx.pending_ops() == 0 {
            tx.rollback();
            return Ok(None);
        }
        tx.commit_with(options);
        Ok(doc.get_last_local_change())
    }

    /// Writes one change onto an earlier version, as a writer who knows nothing of what came since, and merges it.
    pub(crate) fn change_at(
        &self,
        doc: &mut Automerge,
        base: &[ChangeHash],
        f: impl FnOnce(&mut Transaction<'_>) -> Result<(), Trouble>,
    ) -> Result<Option<Change>, Trouble> {
        let mut fork = doc.fork_at(base)?.with_actor(self.new_actor());
        let change = self.change(&mut fork, false, f)?;
        if let Some(change) = &change {
            doc.apply_changes([change.clone()])?;
        }
        Ok(change)
    }

    /// Begins an edit by the user: applies the genesis changes that a document lacks, and returns them to be recorded.
    pub(crate) fn begin(&self, id: Id, loaded: &mut Loaded) -> Result<Vec<Change>> {
        self.may_edit(id)?;
        let missing = genesis::missing(loaded.kind, &loaded.doc)?;
        if !missing.is_empty() {
            loaded.doc.apply_changes(missing.iter().cloned()).map_err(|error| Trouble::from(error).of(id))?;
        }
        Ok(missing)
    }

    /// Stores changes that the document in memory already has, and writes its rows anew.
    pub(crate) fn record(&mut self, id: Id, loaded: &mut Loaded, changes: &[Change], origin: Origin) -> Result<()> {
        let new = project(&loaded.doc, loaded.kind, id).map_err(|error| Trouble::from(error).of(id))?;
        self.record_shown(id, loaded, changes, origin, new)
    }

    /// Does the same for a document whose new projection is known.
    pub(crate) fn record_shown(
        &mut self,
        id: Id,
        loaded: &mut Loaded,
        changes: &[Change],
        origin: Origin,
        new: Projection,
    ) -> Result<()> {
        let recorded = self.store(id, loaded, changes, origin).and_then(|()| self.show(id, loaded, new));
        self.broken |= recorded.is_err();
        recorded
    }

    fn store(&mut self, id: Id, loaded: &mut Loaded, changes: &[Change], origin: Origin) -> Result<()> {
        let sizes = changes.iter().map(|change| change.raw_bytes().len());
        if let Some(bytes) = sizes.max().filter(|bytes| *bytes > CHANGE_LIMIT && origin == Origin::Here) {
            return Err(Error::TooLarge { bytes, limit: CHANGE_LIMIT });
        }
        loaded.version += 1;
        loaded.tails += i64::try_from(changes.len()).unwrap_or(TAIL_LIMIT);
        let whole = if loaded.tails > TAIL_LIMIT { verified_save(&loaded.doc) } else { None };
        if whole.is_some() {
            loaded.tails = 0;
        }
        self.write_row(id, loaded)?;
        match whole {
            Some(bytes) => self.write_whole(loaded.row, &bytes)?,
            None => {
                let bytes: Vec<u8> = changes.iter().flat_map(|change| change.raw_bytes()).copied().collect();
                self.sql.prepare_cached("INSERT INTO tail (doc, n, bytes) VALUES (?1, ?2, ?3)")?.execute(params![
                    loaded.row,
                    loaded.version,
                    bytes
                ])?;
            }
        }
        for change in changes {
            self.note_change(loaded.row, change.actor_id(), change.seq(), change.hash())?;
            if origin == Origin::Here {
                self.queue(id, loaded.kind, change)?;
            }
        }
        Ok(())
    }

    /// Writes the projected rows of a document.
    pub(crate) fn show(&mut self, id: Id, loaded: &mut Loaded, new: Projection) -> Result<()> {
        if !new.begun {
            return Ok(());
        }
        let before = match &loaded.shown {
            Shown::Nothing => Before::Nothing,
            Shown::Known(old) if !old.begun => Before::Nothing,
            Shown::Known(old) => Before::Known(old),
            Shown::Unknown => {
                let deleted: Option<bool> = self
                    .sql
                    .prepare_cached("SELECT deleted FROM entity WHERE doc = ?1")?
                    .query_row([loaded.row], |row| row.get(0))
                    .optional()?;
                deleted.map_or(Before::Nothing, |deleted| Before::Unknown { indexed: !deleted })
            }
        };
        self.index.show(self.sql, (loaded.row, id), &before, &new)?;
        loaded.shown = Shown::Known(Box::new(new));
        self.touched.insert(id, loaded.kind.name);
        Ok(())
    }

    /// Returns the projection of a document that was just written, or computes it.
    pub(crate) fn shown<'l>(&self, id: Id, loaded: &'l mut Loaded) -> Result<&'l Projection> {
        if !matches!(loaded.shown, Shown::Known(_)) {
            let new = project(&loaded.doc, loaded.kind, id).map_err(|error| Trouble::from(error).of(id))?;
            loaded.shown = Shown::Known(Box::new(new));
        }
        match &loaded.shown {
            Shown::Known(projection) => Ok(projection),
            _ => Err(Error::Internal("a projection vanished".to_owned())),
        }
    }

    /// Notes for undo what a document was before the operation and is now.
    pub(crate) fn note_part(&mut self, id: Id, before: Vec<ChangeHash>, after: Vec<ChangeHash>) {
        self.parts.entry(id).and_modify(|part| part.after.clone_from(&after)).or_insert(Part { before, after });
    }

    /// Writes the search index as far as it has been collected, when that is much.
    pub(crate) fn ease(&mut self) -> Result<()> {
        if self.index.len() >= TOUCHED_LIMIT { self.index.flush(self.sql) } else { Ok(()) }
    }

    /// Ends the work within the transaction: the search index and the note of what was touched.
    ///
    /// The loaded documents are to be [cached](Work::release) once the transaction is committed.
    pub(crate) fn finish(&mut self) -> Result<Changes> {
        if self.broken {
            return Err(Error::Internal("an operation went on after a failure".to_owned()));
        }
        self.index.flush(self.sql)?;
        let touched = std::mem::take(&mut self.touched);
        let mut insert = self.sql.prepare_cached("INSERT INTO touched (kind, id) VALUES (?1, ?2)")?;
        if touched.len() > TOUCHED_LIMIT {
            insert.execute(params![None::<&str>, None::<&[u8]>])?;
        } else {
            for (id, kind) in &touched {
                insert.execute(params![kind, id.as_bytes()])?;
            }
        }
        if !touched.is_empty() {
            self.sql
                .prepare_cached("DELETE FROM touched WHERE seq <= (SELECT max(seq) FROM touched) - ?1")?
                .execute([TOUCHED_KEPT])?;
        }
        let mut changes = Changes::default();
        for (id, kind) in touched {
            changes.touch(kind, id);
        }
        Ok(changes)
    }

    /// Returns the loaded documents.
    pub(crate) fn release(self) -> BTreeMap<Id, Loaded> {
        self.open
    }
}

/// Saves a document whole; none when the saved bytes do not give the same document again.
pub(crate) fn verified_save(doc: &Automerge) -> Option<Vec<u8>> {
    let bytes = doc.save_nocompress();
    load(&bytes, &doc.get_heads()).is_ok().then_some(bytes)
}

/// Why a stored document could not be read.
pub(crate) enum ReadError {
    /// SQLite failed.
    Database(Error),
    /// The bytes are damaged.
    Document(String),
}

impl ReadError {
    /// Says which document it was.
    pub(crate) fn of(self, id: Id) -> Error {
        match self {
            Self::Database(error) => error,
            Self::Document(detail) => Error::Document { id, detail },
        }
    }
}

impl From<rusqlite::Error> for ReadError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Reads a stored document, strictly.
pub(crate) fn read(sql: &Connection, row: i64, heads: &[ChangeHash]) -> Result<Automerge, ReadError> {
    let snapshot: Option<Vec<u8>> = sql
        .prepare_cached("SELECT bytes FROM snapshot WHERE doc = ?1")?
        .query_row([row], |row| row.get(0))
        .optional()?;
    let mut bytes = snapshot.unwrap_or_default();
    let mut tails = sql.prepare_cached("SELECT bytes FROM tail WHERE doc = ?1 ORDER BY n")?;
    let mut rows = tails.query([row])?;
    while let Some(row) = rows.next()? {
        bytes.extend_from_slice(&row.get::<_, Vec<u8>>(0)?);
    }
    load(&bytes, heads).map_err(ReadError::Document)
}
