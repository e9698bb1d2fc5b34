//! What the tests of the store share: a device with a clock that only the test moves.
#![allow(dead_code, unreachable_pub, reason = "the unit tests share a part of it")]

use chrono::{DateTime, TimeDelta, Utc};
use firsthand_domain::{Edit, Id};
use firsthand_store::{Applied, Error, Op, Record, Store, StoredChange, Tx};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;

/// One device: a store in a directory of its own.
pub struct Device {
    pub store: Store,
    pub dir: TempDir,
    pub clock: Arc<Mutex<DateTime<Utc>>>,
    sent: Vec<StoredChange>,
}

pub fn start() -> DateTime<Utc> {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

impl Device {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(Mutex::new(start()));
        let store = open(dir.path().join("data.sqlite"), &clock);
        Self { store, dir, clock, sent: Vec::new() }
    }

    /// Copies the database as it is, byte by byte: a backup that is restored, or a machine that is cloned.
    pub fn copied(&self) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let sql = rusqlite::Connection::open(self.path()).unwrap();
        sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        std::fs::copy(self.path(), dir.path().join("data.sqlite")).unwrap();
        let clock = Arc::new(Mutex::new(*self.clock.lock().unwrap()));
        let store = open(dir.path().join("data.sqlite"), &clock);
        Self { store, dir, clock, sent: self.sent.clone() }
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("data.sqlite")
    }

    /// Opens the same database once more, as another program would.
    pub fn second(&self) -> Store {
        open(self.path(), &self.clock)
    }

    /// Closes and opens the database.
    pub fn reopen(&mut self) {
        self.store = open(self.path(), &self.clock);
    }

    pub fn wait(&self, seconds: i64) {
        *self.clock.lock().unwrap() += TimeDelta::seconds(seconds);
    }

    pub fn act<T>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>) -> T {
        self.store.transact(Op::new("act"), f).unwrap().0
    }

    pub fn create(&mut self, kind: &str, id: Id, edits: Vec<Edit>) -> Record {
        self.act(|tx| tx.create(kind, id, edits))
    }

    pub fn edit(&mut self, id: Id, edits: Vec<Edit>) -> Record {
        self.act(|tx| tx.edit(id, edits))
    }

    pub fn record(&self, id: Id) -> Record {
        self.store.record(id).unwrap().unwrap()
    }

    /// Seals all that is unsealed, and returns everything that this device has ever sealed.
    pub fn publish(&mut self) -> Vec<StoredChange> {
        loop {
            let (sealed, _) = self
                .store
                .sync_transact(|tx| {
                    let changes = tx.unsealed(1_000)?;
                    let marks: Vec<_> = changes.iter().map(|change| (change.doc, change.hash)).collect();
                    tx.mark_sealed(&marks)?;
                    Ok::<_, Error>(changes)
                })
                .unwrap();
            if sealed.is_empty() {
                return self.sent.clone();
            }
            self.sent.extend(sealed);
        }
    }

    pub fn apply(&mut self, changes: &[StoredChange]) -> Applied {
        self.store.apply(changes).unwrap().0
    }

    pub fn export(&self) -> String {
        self.store.export().unwrap().to_string()
    }

    #[track_caller]
    pub fn check(&self) {
        let report = self.store.doctor().unwrap();
        assert!(report.is_clean(), "{report:#?}");
    }
}

pub fn open(path: PathBuf, clock: &Arc<Mutex<DateTime<Utc>>>) -> Store {
    let clock = Arc::clone(clock);
    Store::open(&path, move || *clock.lock().unwrap()).unwrap()
}

/// Gives each device what the other has sealed.
pub fn swap(a: &mut Device, b: &mut Device) {
    let (from_a, from_b) = (a.publish(), b.publish());
    a.apply(&from_b);
    b.apply(&from_a);
}

pub fn id(name: &str) -> Id {
    Id::named("test", name)
}
