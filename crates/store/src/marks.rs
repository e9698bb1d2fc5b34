//! What of sync's tables has been written since somebody last read them, so that nothing else need be read again.
//!
//! A mark says that a row *may* be another one: what was rolled back stays marked, and is read again as it was.

use crate::mailbox::FileId;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

/// More rows than this are not told apart any more.
const LIMIT: usize = 4_096;

/// Rows that may differ from what was read before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows<K> {
    /// Any.
    All,
    /// These.
    Some(BTreeSet<K>),
}

impl<K: Ord> Rows<K> {
    const fn none() -> Self {
        Self::Some(BTreeSet::new())
    }

    fn add(&mut self, key: K) {
        if let Self::Some(keys) = self {
            keys.insert(key);
            if keys.len() > LIMIT {
                *self = Self::All;
            }
        }
    }
}

/// What of sync's tables may differ from what was read before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// What is remembered of paths in the folder, by path.
    pub files: Rows<String>,
    /// What is kept of sealed files, by file.
    pub outbox: Rows<FileId>,
    /// The values.
    pub values: bool,
    /// How far the writers' streams are complete here.
    pub heard: bool,
    /// What the writers say about themselves.
    pub cards: bool,
    /// Packs, and who has confirmed them.
    pub packs: bool,
}

impl Stale {
    const fn nothing() -> Self {
        Self { files: Rows::none(), outbox: Rows::none(), values: false, heard: false, cards: false, packs: false }
    }

    const fn everything() -> Self {
        Self { files: Rows::All, outbox: Rows::All, values: true, heard: true, cards: true, packs: true }
    }
}

/// The marks of one connection.
#[derive(Debug)]
pub(crate) struct Marks {
    stale: RefCell<Stale>,
    /// What the database's `data_version` was when the marks were last taken; another one means another connection's writing.
    version: Cell<Option<i64>>,
}

impl Default for Marks {
    fn default() -> Self {
        Self { stale: RefCell::new(Stale::everything()), version: Cell::new(None) }
    }
}

impl Marks {
    /// Takes the marks off. Until they are [settled](Marks::settle), everything counts as marked.
    pub(crate) fn take(&self, version: i64) -> Stale {
        let stale = self.stale.replace(Stale::nothing());
        if self.version.replace(None) == Some(version) { stale } else { Stale::everything() }
    }

    /// Notes that whatever was marked has been read as of this version.
    pub(crate) fn settle(&self, version: i64) {
        self.version.set(Some(version));
    }

    pub(crate) fn everything(&self) {
        self.stale.replace(Stale::everything());
    }

    pub(crate) fn file(&self, path: &str) {
        self.stale.borrow_mut().files.add(path.to_owned());
    }

    pub(crate) fn all_files(&self) {
        self.stale.borrow_mut().files = Rows::All;
    }

    pub(crate) fn outgoing(&self, file_id: &FileId) {
        self.stale.borrow_mut().outbox.add(*file_id);
    }

    pub(crate) fn all_outgoing(&self) {
        self.stale.borrow_mut().outbox = Rows::All;
    }

    pub(crate) fn values(&self) {
        self.stale.borrow_mut().values = true;
    }

    pub(crate) fn heard(&self) {
        self.stale.borrow_mut().heard = true;
    }

    pub(crate) fn cards(&self) {
        self.stale.borrow_mut().cards = true;
    }

    pub(crate) fn packs(&self) {
        self.stale.borrow_mut().packs = true;
    }
}
