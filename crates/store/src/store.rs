//! The store: opening it, and the one door for writing.

use crate::{
    Changes, Error, Result, SyncTx, Tx,
    cache::Cache,
    database, maintain,
    marks::Marks,
    query, undo,
    vocabulary::Vocabulary,
    work::{Draw, Work},
};
use automerge::ActorId;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::{cell::RefCell, path::Path};

/// All documents of this device, in one SQLite database.
///
/// It can be sent between threads; whoever shares it puts it behind a lock. Several programs may hold the same database:
/// each sees the others' committed work at its next call.
pub struct Store {
    pub(crate) sql: Connection,
    pub(crate) cache: Cache,
    /// What of sync's tables was written here.
    pub(crate) marks: Marks,
    /// What is known of the long words in the texts.
    pub(crate) vocabulary: RefCell<Vocabulary>,
    /// Who writes here. It is new at each opening and never stored, so that a copied database cannot write under the same one:
    /// automerge cannot tell two changes of one writer with one number apart from damage.
    actor: ActorId,
    clock: Box<dyn Fn() -> DateTime<Utc> + Send>,
    draw: Box<Draw>,
}

/// Describes an operation of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op {
    /// What it is, to follow the word "Undo": "Edit Ana's notes".
    pub label: String,
    /// Operations with the same key that follow each other within five seconds are undone in one step: typing.
    pub merge_key: Option<String>,
    /// Whether it can be undone at all.
    pub undoable: bool,
}

impl Op {
    /// Describes an operation that is undone by itself.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), merge_key: None, undoable: true }
    }

    /// Describes one pause in typing; `key` names what is typed into.
    pub fn typing(label: impl Into<String>, key: impl Into<String>) -> Self {
        Self { label: label.into(), merge_key: Some(key.into()), undoable: true }
    }

    /// Describes what the program does by itself, which nobody undoes.
    pub fn silent() -> Self {
        Self { label: String::new(), merge_key: None, undoable: false }
    }
}

impl Store {
    /// Opens the database at `path`, making it if there is none; `clock` tells the time.
    ///
    /// When a new version of the program projects documents differently, all rows are made anew here, in one
    /// transaction.
    ///
    /// # Errors
    /// [`Error::Newer`] and [`Error::NotOurs`] leave the file untouched; [`Error::Damaged`] and [`Error::Io`] as they say.
    pub fn open(path: &Path, clock: impl Fn() -> DateTime<Utc> + Send + 'static) -> Result<Self> {
        Self::open_drawing(path, clock, || uuid::Uuid::new_v4().into_bytes())
    }

    /// Opens the database as [`Store::open`] does, with another source of randomness for the writer's identity: a simulation
    /// must run again from its seed. Whoever draws the same bytes twice has forked a writer.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_drawing(
        path: &Path,
        clock: impl Fn() -> DateTime<Utc> + Send + 'static,
        draw: impl Fn() -> [u8; 16] + Send + 'static,
    ) -> Result<Self> {
        let (sql, stale) = database::open(path)?;
        let actor = ActorId::from(draw());
        let (cache, marks) = (Cache::default(), Marks::default());
        let vocabulary = RefCell::default();
        let mut store = Self { sql, cache, marks, vocabulary, actor, clock: Box::new(clock), draw: Box::new(draw) };
        if stale {
            maintain::adopt(&mut store)?;
        }
        Ok(store)
    }

    /// Carries out one operation of the user, whole or not at all, and durably before it returns.
    ///
    /// Nothing has happened when `f` fails. An operation that changed nothing leaves no trace in undo.
    ///
    /// # Errors
    /// What `f` returns, and the store's own failures.
    pub fn transact<T, E: From<Error>>(
        &mut self,
        op: Op,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Changes), E> {
        self.run(|work| {
            let mut tx = Tx { work };
            let value = f(&mut tx)?;
            undo::remember(&tx.work, &op)?;
            Ok((value, tx.work))
        })
    }

    /// Carries out one step of sync: changes, sealed bytes and cursors move together or not at all.
    ///
    /// # Errors
    /// What `f` returns, and the store's own failures.
    pub fn sync_transact<T, E: From<Error>>(
        &mut self,
        f: impl FnOnce(&mut SyncTx<'_>) -> Result<T, E>,
    ) -> Result<(T, Changes), E> {
        self.run(|work| {
            let mut tx = SyncTx { work };
            Ok((f(&mut tx)?, tx.work))
        })
    }

    /// Runs `f` in one immediate transaction.
    pub(crate) fn run<T, E: From<Error>>(
        &mut self,
        f: impl for<'w> FnOnce(Work<'w>) -> Result<(T, Work<'w>), E>,
    ) -> Result<(T, Changes), E> {
        let Self { sql, cache, marks, actor, clock, draw, .. } = self;
        let tx = sql.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Error::from)?;
        let (value, mut work) = f(Work::new(&tx, cache, marks, (actor.clone(), draw), clock()))?;
        let changes = work.finish()?;
        let open = work.release();
        if let Err(error) = tx.commit() {
            // Whether the changes are durable is not known: their numbers must not be used again.
            *actor = ActorId::from(draw());
            *cache = Cache::default();
            return Err(Error::from(error).into());
        }
        for (id, loaded) in open {
            cache.put(id, loaded);
        }
        Ok((value, changes))
    }

    /// Returns a number that differs from the one before when another connection has written to the database.
    ///
    /// # Errors
    /// The database's failures.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.sql.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
    }

    /// Returns the present mark for [`Store::changes_since`].
    ///
    /// # Errors
    /// The database's failures.
    pub fn mark(&self) -> Result<i64> {
        query::mark(&self.sql)
    }

    /// Tells what has changed since `mark`, whoever changed it, and the mark to ask with next time.
    ///
    /// # Errors
    /// The database's failures.
    pub fn changes_since(&self, mark: i64) -> Result<(i64, Changes)> {
        let first: i64 =
            self.sql.prepare_cached("SELECT coalesce(min(seq), 0) FROM touched")?.query_row([], |row| row.get(0))?;
        let mut statement = self.sql.prepare_cached("SELECT seq, kind, id FROM touched WHERE seq > ?1 ORDER BY seq")?;
        let mut rows = statement.query([mark])?;
        let mut changes = if first > mark + 1 { Changes::everything() } else { Changes::default() };
        let mut last = mark;
        while let Some(row) = rows.next()? {
            last = row.get(0)?;
            let (kind, id): (Option<String>, Option<Vec<u8>>) = (row.get(1)?, row.get(2)?);
            match (kind, id.and_then(|id| firsthand_domain::Id::from_slice(&id))) {
                (Some(kind), Some(id)) => changes.touch(&kind, id),
                _ => changes.join(Changes::everything()),
            }
        }
        Ok((last, changes))
    }

    /// Reads a setting of this device; settings are never synced.
    ///
    /// # Errors
    /// The database's failures.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        let mut statement = self.sql.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
        Ok(statement.query_row([format!("user {key}")], |row| row.get(0)).optional()?)
    }

    /// Writes a setting of this device, or takes it away.
    ///
    /// # Errors
    /// The database's failures.
    pub fn set_setting(&mut self, key: &str, value: Option<&str>) -> Result<()> {
        let key = format!("user {key}");
        match value {
            Some(value) => self
                .sql
                .prepare_cached(
                    "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2",
                )?
                .execute(params![key, value])?,
            None => self.sql.prepare_cached("DELETE FROM setting WHERE key = ?1")?.execute([key])?,
        };
        Ok(())
    }
}

#[cfg(test)]
impl Store {
    /// Goes on as this writer, as a program does that was copied while running.
    pub(crate) fn write_as(&mut self, actor: ActorId) {
        self.actor = actor;
        self.cache = Cache::default();
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}
