//! What an operation of the user can do.

use crate::{
    Error, Record, Result,
    base::{self, Sorted},
    document::CREATED,
    genesis::is_genesis,
    query,
    work::{Loaded, Origin, Work},
    write::{Trouble, bin, unbin, write, write_beside},
};
use automerge::{Change, ChangeHash, ROOT, ScalarValue, transaction::Transactable};
use chrono::{DateTime, Utc};
use firsthand_domain::{Edit, Id, Kind};

/// An operation of the user under way; see [`Store::transact`](crate::Store::transact).
///
/// What it has written is seen by its own reads, and by nobody else until it has succeeded.
pub struct Tx<'a> {
    pub(crate) work: Work<'a>,
}

impl Tx<'_> {
    /// Returns the moment of the operation.
    pub const fn now(&self) -> DateTime<Utc> {
        self.work.now
    }

    /// Returns the mark of what the log of changes held when the operation began, as [`Store::mark`](crate::Store::mark).
    ///
    /// # Errors
    /// The database's failures.
    pub fn mark(&self) -> Result<i64> {
        query::mark(self.work.sql)
    }

    /// Makes a document.
    ///
    /// # Errors
    /// [`Error::Exists`] when there is one with this id, be it in the bin; [`Error::NoKind`]; [`Error::Invalid`].
    pub fn create(&mut self, kind: &str, id: Id, edits: Vec<Edit>) -> Result<Record> {
        let kind = Kind::named(kind).ok_or_else(|| Error::NoKind { kind: kind.to_owned() })?;
        let loaded = self.work.take(id)?;
        match loaded {
            None => {
                let loaded = self.work.fresh(kind);
                self.make(id, loaded, edits)
            }
            Some(mut loaded) => {
                if loaded.kind != kind || self.work.shown(id, &mut loaded)?.begun {
                    self.work.keep(id, loaded);
                    return Err(Error::Exists { id });
                }
                self.make(id, loaded, edits)
            }
        }
    }

    /// Returns the document with this id, making it with `edits_if_new` if there is none.
    ///
    /// # Errors
    /// [`Error::Exists`] when there is one of another kind; [`Error::NoKind`]; [`Error::Invalid`].
    pub fn ensure(&mut self, kind: &str, id: Id, edits_if_new: Vec<Edit>) -> Result<Record> {
        match self.record(id)? {
            Some(record) if record.kind() == kind => Ok(record),
            Some(_) => Err(Error::Exists { id }),
            None => self.create(kind, id, edits_if_new),
        }
    }

    /// Edits a document; one that lies in the bin comes out of it.
    ///
    /// # Errors
    /// [`Error::NoDocument`]; [`Error::Invalid`], and then none of the edits was written.
    pub fn edit(&mut self, id: Id, edits: Vec<Edit>) -> Result<Record> {
        let mut loaded = self.work.take(id)?.ok_or(Error::NoDocument { id })?;
        let edits = match checked(loaded.kind, edits) {
            Ok(edits) => edits,
            Err(error) => {
                self.work.keep(id, loaded);
                return Err(error);
            }
        };
        let before = loaded.doc.get_heads();
        let mut changes = Vec::new();
        if !edits.is_empty() {
            // Asked before anything is written: what is projected here is what the rows are compared with afterwards.
            let binned = self.work.shown(id, &mut loaded)?.deleted;
            changes = self.work.begin(id, &mut loaded)?;
            let Sorted { earlier, present, beside } = base::sort(&loaded, edits)?;
            let kind = loaded.kind;
            for (base, edits) in earlier {
                let change = self.work.change_at(&mut loaded.doc, &base, |tx| write_all(tx, kind, &edits));
                changes.extend(change.map_err(|trouble| trouble.of(id))?);
            }
            let plainly = self.work.change(&mut loaded.doc, false, |tx| {
                write_all(tx, kind, &present)?;
                beside.iter().try_for_each(|edit| write_beside(tx, kind, edit))?;
                if binned || tx.pending_ops() > 0 { unbin(tx) } else { Ok(()) }
            });
            changes.extend(plainly.map_err(|trouble| trouble.of(id))?);
        }
        self.settle(id, loaded, before, &changes)
    }

    /// Moves a document to the bin.
    ///
    /// # Errors
    /// [`Error::NoDocument`].
    pub fn delete(&mut self, id: Id) -> Result<Record> {
        let mut loaded = self.work.take(id)?.ok_or(Error::NoDocument { id })?;
        let before = loaded.doc.get_heads();
        let mut changes = Vec::new();
        if !self.work.shown(id, &mut loaded)?.deleted {
            changes = self.work.begin(id, &mut loaded)?;
            let now = self.work.now;
            let change = self.work.change(&mut loaded.doc, true, |tx| bin(tx, now));
            changes.extend(change.map_err(|trouble| trouble.of(id))?);
        }
        self.settle(id, loaded, before, &changes)
    }

    /// Takes a document out of the bin.
    ///
    /// # Errors
    /// [`Error::NoDocument`].
    pub fn restore(&mut self, id: Id) -> Result<Record> {
        let mut loaded = self.work.take(id)?.ok_or(Error::NoDocument { id })?;
        let before = loaded.doc.get_heads();
        let mut changes = Vec::new();
        if self.work.shown(id, &mut loaded)?.deleted {
            changes = self.work.begin(id, &mut loaded)?;
            let change = self.work.change(&mut loaded.doc, false, |tx| unbin(tx));
            changes.extend(change.map_err(|trouble| trouble.of(id))?);
        }
        self.settle(id, loaded, before, &changes)
    }

    /// Reads a document.
    ///
    /// # Errors
    /// The database's failures.
    pub fn record(&self, id: Id) -> Result<Option<Record>> {
        query::record(self.work.sql, id)
    }

    /// Reads all documents of a kind, by folded title, then by id.
    ///
    /// # Errors
    /// The database's failures.
    pub fn records(&self, kind: &str, include_deleted: bool) -> Result<Vec<Record>> {
        query::records(self.work.sql, kind, include_deleted)
    }

    /// Reads all documents that link to `to`, as [`Store::linked`](crate::Store::linked).
    ///
    /// # Errors
    /// The database's failures.
    pub fn linked(&self, to: Id, field: Option<&str>) -> Result<Vec<Record>> {
        query::linked(self.work.sql, to, field)
    }

    fn make(&mut self, id: Id, mut loaded: Loaded, edits: Vec<Edit>) -> Result<Record> {
        let edits = checked(loaded.kind, edits)?;
        let mut changes = self.work.begin(id, &mut loaded)?;
        let kind = loaded.kind;
        let now = self.work.now.timestamp_millis();
        let change = self.work.change(&mut loaded.doc, false, |tx| {
            tx.put(ROOT, CREATED, ScalarValue::Timestamp(now))?;
            write_all(tx, kind, &edits)
        });
        changes.extend(change.map_err(|trouble| trouble.of(id))?);
        self.settle(id, loaded, Vec::new(), &changes)
    }

    /// Records what was done to a document, gives it back and reads it.
    fn settle(&mut self, id: Id, mut loaded: Loaded, before: Vec<ChangeHash>, changes: &[Change]) -> Result<Record> {
        if !changes.is_empty() {
            self.work.record(id, &mut loaded, changes, Origin::Here)?;
            if changes.iter().any(|change| !is_genesis(loaded.kind, &change.hash())) {
                self.work.note_part(id, before, loaded.doc.get_heads());
            }
        }
        let record = self.work.shown(id, &mut loaded)?.record.clone();
        self.work.keep(id, loaded);
        self.work.ease()?;
        Ok(record)
    }
}

fn checked(kind: &Kind, edits: Vec<Edit>) -> Result<Vec<Edit>> {
    Ok(edits.into_iter().map(|edit| edit.checked(kind)).collect::<Result<_, _>>()?)
}

/// Writes edits one after the other.
pub(crate) fn write_all(tx: &mut impl Transactable, kind: &Kind, edits: &[Edit]) -> Result<(), Trouble> {
    edits.iter().try_for_each(|edit| write(tx, kind, edit))
}
