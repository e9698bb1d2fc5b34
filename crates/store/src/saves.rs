//! Whole documents, as packs carry them.
//!
//! Saving is not canonical: equal documents may have different bytes. What a save holds is named by its heads, and it is
//! loaded strictly wherever it passes.

use crate::{
    Applied, Aside, Error, Result, StoredChange, SyncTx, Why,
    arrival::apply_to,
    document::{load, load_any, unpack},
    project::{Projection, project},
    query::id_at,
    work::{Work, read},
};
use automerge::{ActorId, Automerge, ChangeHash, ReadDoc};
use firsthand_domain::{Id, Kind};
use rusqlite::{OptionalExtension, params};
use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// A document with its whole history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Save {
    /// The document.
    pub doc: Id,
    /// Its kind.
    pub kind: String,
    /// The hashes of its newest changes, sorted.
    pub heads: Vec<[u8; 32]>,
    /// The document, as automerge saves it.
    pub bytes: Vec<u8>,
}

/// Which version of a document there is: its id, its kind, and the hashes of its newest changes, sorted.
pub type DocumentHeads = (Id, String, Vec<[u8; 32]>);

/// A save that has been loaded and looked at, which takes most of the time of taking it in and needs no database.
pub struct OpenedSave {
    save: Save,
    found: Result<Opened, String>,
}

struct Opened {
    doc: Automerge,
    hashes: BTreeSet<[u8; 32]>,
    /// Whether every writer's changes are numbered without a gap or a double.
    linear: bool,
    /// What its rows would show; nothing where its kind is unknown or it cannot be shown.
    projection: Option<Projection>,
}

impl OpenedSave {
    /// Loads a save strictly and compares its heads with those that are stated. What is wrong with it is told when it is taken in.
    pub fn new(save: Save) -> Self {
        let found = open(&save.bytes).and_then(|doc| {
            if heads(&doc) != save.heads {
                return Err("its heads are not those that were stated".to_owned());
            }
            let hashes = doc.get_changes_meta(&[]).iter().map(|change| change.hash.0).collect();
            let linear = is_linear(&doc);
            let projection = Kind::named(&save.kind).and_then(|kind| shown(&doc, kind, save.doc));
            Ok(Opened { doc, hashes, linear, projection })
        });
        Self { save, found }
    }
}

/// Loads a save strictly; returns its heads, sorted, and all its changes, each after those that it builds on.
///
/// The kind need not be known.
///
/// # Errors
/// What is wrong with the bytes.
pub fn open_save(doc: Id, kind: &str, bytes: &[u8]) -> Result<(Vec<[u8; 32]>, Vec<StoredChange>), String> {
    let opened = open(bytes)?;
    let changes = changes(doc, kind, &opened)?;
    Ok((heads(&opened), changes))
}

impl SyncTx<'_> {
    /// Returns id, kind and sorted heads of every document, by id; nothing is loaded.
    ///
    /// # Errors
    /// The database's failures.
    pub fn document_heads(&self) -> Result<Vec<DocumentHeads>> {
        let mut statement = self.work.sql.prepare_cached("SELECT id, kind, heads FROM document ORDER BY id")?;
        let mut rows = statement.query([])?;
        let mut documents = Vec::new();
        while let Some(row) = rows.next()? {
            let heads: Vec<u8> = row.get(2)?;
            documents.push((id_at(row, 0)?, row.get(1)?, plain(unpack(&heads))));
        }
        Ok(documents)
    }

    /// Saves a document whole; none if there is none. The bytes have been loaded again, and give the same heads.
    ///
    /// # Errors
    /// [`Error::Document`] when it cannot be read, or does not come out of its save as it went in; the database's
    /// failures.
    pub fn save(&mut self, id: Id) -> Result<Option<Save>> {
        let found = self
            .work
            .sql
            .prepare_cached("SELECT doc, kind, heads FROM document WHERE id = ?1")?
            .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?)))
            .optional()?;
        let Some((row, kind, stored)) = found else { return Ok(None) };
        let doc = read(self.work.sql, row, &unpack(&stored)).map_err(|error| error.of(id))?;
        let bytes = catch_unwind(AssertUnwindSafe(|| doc.save()))
            .map_err(|_| Error::Document { id, detail: "it cannot be saved".to_owned() })?;
        load(&bytes, &doc.get_heads()).map_err(|detail| Error::Document { id, detail })?;
        Ok(Some(Save { doc: id, kind, heads: heads(&doc), bytes }))
    }

    /// Returns all changes that are kept beside the documents and that another device must get too, by document: those
    /// that wait, those of unknown kinds, and those that stand in their document rewritten.
    ///
    /// # Errors
    /// The database's failures.
    pub fn carried(&self) -> Result<Vec<StoredChange>> {
        let mut statement = self
            .work
            .sql
            .prepare_cached("SELECT id, kind, hash, bytes FROM aside WHERE why <> ?1 ORDER BY id, hash")?;
        let mut rows = statement.query([Why::Refused.word()])?;
        let mut carried = Vec::new();
        while let Some(row) = rows.next()? {
            carried.push(StoredChange {
                doc: id_at(row, 0)?,
                kind: row.get(1)?,
                hash: row.get(2)?,
                bytes: row.get(3)?,
            });
        }
        Ok(carried)
    }

    /// Takes in whole documents from other devices, in any order, once or repeatedly.
    ///
    /// A save that does not load strictly, or has other heads than stated, is reported as refused (under the BLAKE3 hash
    /// of its bytes) and nothing of it is kept; the others go on.
    ///
    /// # Errors
    /// The database's failures; never anything about the saves.
    pub fn apply_saves(&mut self, saves: &[Save]) -> Result<Applied> {
        self.apply_opened(saves.iter().cloned().map(OpenedSave::new))
    }

    /// Takes in whole documents like [`SyncTx::apply_saves`], loaded beforehand.
    ///
    /// # Errors
    /// As [`SyncTx::apply_saves`].
    pub fn apply_opened(&mut self, saves: impl IntoIterator<Item = OpenedSave>) -> Result<Applied> {
        let mut applied = Applied::default();
        for save in saves {
            take_in(&mut self.work, save, &mut applied)?;
        }
        Ok(applied)
    }
}

fn take_in(work: &mut Work<'_>, opened: OpenedSave, applied: &mut Applied) -> Result<()> {
    let OpenedSave { save, found } = opened;
    let save = &save;
    let Opened { doc, hashes, linear, projection } = match found {
        Ok(opened) => opened,
        Err(detail) => {
            refuse(save, detail, applied);
            return Ok(());
        }
    };
    let stored = work
        .sql
        .prepare_cached("SELECT doc, kind, heads FROM document WHERE id = ?1")?
        .query_row([save.doc.as_bytes()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?))
        })
        .optional()?;
    let mut held = BTreeSet::new();
    match stored {
        Some((row, kind, heads)) if kind == save.kind => {
            if plain(unpack(&heads)) == save.heads {
                applied.known += count(&doc);
                return Ok(());
            }
            held = hashes_of(work, row)?;
            // Where the save holds all that is here, it takes the place of what is here, which need not be loaded.
            if linear
                && held.is_subset(&hashes)
                && !beside(work, save.doc)?
                && let Some(projection) = projection
                && let Some(mut loaded) = work.take_row(save.doc)?
            {
                applied.new += hashes.len() - held.len();
                applied.known += held.len();
                let doc = doc.with_actor(work.actor.clone());
                work.store_whole(save.doc, &mut loaded, doc, &save.bytes, projection)?;
                return work.ease();
            }
        }
        Some(_) => {}
        None => {
            if linear
                && let Some(kind) = Kind::named(&save.kind)
                && let Some(projection) = projection
                && !beside(work, save.doc)?
            {
                applied.new += count(&doc);
                let mut loaded = work.fresh(kind);
                let doc = doc.with_actor(work.actor.clone());
                work.store_whole(save.doc, &mut loaded, doc, &save.bytes, projection)?;
                return work.ease();
            }
        }
    }
    if hashes.is_subset(&held) {
        applied.known += count(&doc);
        return Ok(());
    }
    match changes(save.doc, &save.kind, &doc) {
        Ok(mut changes) => {
            let all = changes.len();
            changes.retain(|change| !held.contains(&change.hash));
            applied.known += all - changes.len();
            apply_to(work, save.doc, &changes, applied)
        }
        Err(detail) => {
            refuse(save, detail, applied);
            Ok(())
        }
    }
}

fn refuse(save: &Save, detail: String, applied: &mut Applied) {
    let hash = *blake3::hash(&save.bytes).as_bytes();
    applied.aside.push(Aside { doc: save.doc, kind: save.kind.clone(), hash, why: Why::Refused, detail });
}

/// Loads a save whose heads are not known; it must hold something, and all of it must have its place.
fn open(bytes: &[u8]) -> Result<Automerge, String> {
    let doc = load_any(bytes)?;
    if doc.get_heads().is_empty() {
        return Err("nothing is in it".to_owned());
    }
    if !doc.get_missing_deps(&[]).is_empty() {
        return Err("a part of its history is missing".to_owned());
    }
    Ok(doc)
}

fn changes(id: Id, kind: &str, doc: &Automerge) -> Result<Vec<StoredChange>, String> {
    let changes = catch_unwind(AssertUnwindSafe(|| doc.get_changes(&[])));
    let changes = changes.map_err(|_| "its history contradicts itself".to_owned())?;
    let change = |change: &automerge::Change| StoredChange {
        doc: id,
        kind: kind.to_owned(),
        hash: change.hash().0,
        bytes: change.raw_bytes().to_vec(),
    };
    Ok(changes.iter().map(change).collect())
}

fn heads(doc: &Automerge) -> Vec<[u8; 32]> {
    plain(doc.get_heads())
}

fn plain(heads: Vec<ChangeHash>) -> Vec<[u8; 32]> {
    let mut heads: Vec<[u8; 32]> = heads.into_iter().map(|head| head.0).collect();
    heads.sort_unstable();
    heads
}

fn count(doc: &Automerge) -> usize {
    usize::try_from(doc.stats().num_changes).unwrap_or(usize::MAX)
}

/// Returns the changes that stand in a document.
fn hashes_of(work: &Work<'_>, row: i64) -> Result<BTreeSet<[u8; 32]>> {
    let mut statement = work.sql.prepare_cached("SELECT hash FROM change WHERE doc = ?1")?;
    let rows = statement.query_map(params![row], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Tells whether anything is kept beside this document.
fn beside(work: &Work<'_>, id: Id) -> Result<bool> {
    let mut statement = work.sql.prepare_cached("SELECT EXISTS (SELECT 1 FROM aside WHERE id = ?1)")?;
    Ok(statement.query_row([id.as_bytes()], |row| row.get(0))?)
}

/// Tells whether every writer's changes are numbered from one without a gap or a double; else each is to be looked at.
fn is_linear(doc: &Automerge) -> bool {
    let mut numbers: BTreeMap<ActorId, BTreeSet<u64>> = BTreeMap::new();
    let changes = doc.get_changes_meta(&[]);
    let unique =
        changes.iter().all(|change| numbers.entry(change.actor.clone().into_owned()).or_default().insert(change.seq));
    unique && numbers.values().all(|numbers| numbers.last() == u64::try_from(numbers.len()).ok().as_ref())
}

fn shown(doc: &Automerge, kind: &'static Kind, id: Id) -> Option<Projection> {
    catch_unwind(AssertUnwindSafe(|| project(doc, kind, id).ok())).ok().flatten()
}
