//! One open data folder.

use crate::{
    api::{ApiError, dispatch},
    event::{Changed, Event},
    open::{DATABASE, OpenError, make_folder},
    queries::Holds,
    sync::Syncing,
    synced_place,
};
use chrono::{DateTime, Utc};
use firsthand_domain::Id;
use firsthand_store::{Changes, Op, Reader, Store, Tx};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The clock of an app; a test brings its own.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Where an app's random bytes come from; a simulation brings its own, and gets the same ids and writers from the same seed.
pub type Draw = Arc<dyn Fn() -> [u8; 16] + Send + Sync>;

/// How often an act is decided anew because another program wrote meanwhile. Each time it must have come between two calls of one thread.
const DECISIONS: usize = 50;

/// The pause between two steps of work that can wait.
const BREATH: std::time::Duration = std::time::Duration::from_millis(2);
/// So many pauses long work gives way, so that it comes to an end beside somebody who never stops.
const PATIENCE: usize = 50;

type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

/// One open data folder: every command works on it, and it tells its listeners what changed.
///
/// Several apps, in one process or in many, may have the same folder open at the same time.
pub struct App {
    store: Mutex<Store>,
    /// How many threads wait for the store.
    waiting: AtomicUsize,
    data_dir: PathBuf,
    clock: Clock,
    /// The operating system's randomness, if there is none.
    draw: Option<Draw>,
    listeners: RwLock<Vec<Listener>>,
    /// The last entry of the store's log of changes that the listeners have heard of.
    heard: Mutex<i64>,
    /// The last entry of that log after which the search index was merged.
    tidied: Mutex<i64>,
    pub(crate) syncing: Syncing,
    /// How long what was told to be due is all that is.
    pub(crate) told: Mutex<Option<Holds>>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("data_dir", &self.data_dir).finish_non_exhaustive()
    }
}

impl App {
    /// Opens the data in `data_dir`, which is made if it is not there.
    ///
    /// # Errors
    /// [`OpenError`] in words for the user; nothing in the folder is changed then.
    pub fn open(data_dir: &Path) -> Result<Self, OpenError> {
        Self::open_with_clock(data_dir, Arc::new(Utc::now))
    }

    /// Opens the data in `data_dir` under another clock.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn open_with_clock(data_dir: &Path, clock: Clock) -> Result<Self, OpenError> {
        Self::open_with(data_dir, clock, None)
    }

    /// Opens the data in `data_dir` under another clock and, if one is given, with another source of randomness.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn open_with(data_dir: &Path, clock: Clock, draw: Option<Draw>) -> Result<Self, OpenError> {
        let folder = |error: std::io::Error| OpenError::Folder { path: data_dir.to_owned(), reason: error.to_string() };
        if let Some(synced_place::Synced { root, by }) = synced_place::find(data_dir) {
            return Err(OpenError::Synced { path: data_dir.to_owned(), root, by });
        }
        make_folder(data_dir).map_err(folder)?;
        let (ticking, path) = (Arc::clone(&clock), data_dir.join(DATABASE));
        let store = match draw.clone() {
            None => Store::open(&path, move || ticking()),
            Some(draw) => Store::open_drawing(&path, move || ticking(), move || draw()),
        };
        let store = store.map_err(|error| OpenError::from_store(data_dir, error))?;
        let heard = store.mark().map_err(|error| OpenError::from_store(data_dir, error))?;
        Ok(Self {
            store: Mutex::new(store),
            waiting: AtomicUsize::new(0),
            data_dir: data_dir.to_owned(),
            clock,
            draw,
            listeners: RwLock::default(),
            heard: Mutex::new(heard),
            tidied: Mutex::new(heard),
            syncing: Syncing::default(),
            told: Mutex::default(),
        })
    }

    /// Runs a command; see [`crate::COMMANDS`]. Blocks until its effect is durable.
    ///
    /// # Errors
    /// [`ApiError`], in words for the user.
    pub fn dispatch(&self, name: &str, args: serde_json::Value) -> Result<serde_json::Value, ApiError> {
        dispatch(self, name, args)
    }

    /// Calls `listener` after every change, on the thread that made it; it must not block.
    pub fn subscribe(&self, listener: impl Fn(&Event) + Send + Sync + 'static) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(Arc::new(listener));
    }

    /// Returns the folder of this app's data.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Tells listeners what has changed since they last heard, whoever changed it: this app, a round of sync, or another
    /// program on the same data. Cheap when nothing has.
    ///
    /// # Errors
    /// [`ApiError`] when the database cannot be read.
    pub fn notice(&self) -> Result<(), ApiError> {
        let changes = {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            let (mark, changes) = self.store().changes_since(*heard)?;
            *heard = mark;
            changes
        };
        if changes.all {
            self.emit(&Event::Changed(Changed { kinds: changes.kinds, ids: BTreeSet::new() }));
        } else if !changes.is_empty() {
            self.emit(&Event::Changed(Changed { kinds: changes.kinds, ids: changes.ids }));
        }
        Ok(())
    }

    /// Merges the search index, step by step, if anything was written since it was merged last; at most so many steps. For quiet moments: a
    /// save that comes meanwhile waits for one step, a few milliseconds.
    ///
    /// # Errors
    /// [`ApiError`] when the database fails; nothing is lost then.
    pub fn tidy(&self, most: usize) -> Result<(), ApiError> {
        let mut tidied = self.tidied.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = self.store().mark()?;
        if *tidied == mark {
            return Ok(());
        }
        for _ in 0..most {
            if !self.store().tidy()? {
                *tidied = mark;
                break;
            }
            self.give_way();
        }
        Ok(())
    }

    /// Returns everything as JSON text, off the record or not: byte-equal on devices that hold the same changes.
    ///
    /// It stays here; what is handed on is [`App::user_export_text`].
    ///
    /// # Errors
    /// [`ApiError`] when the database cannot be read.
    pub fn export_text(&self) -> Result<String, ApiError> {
        crate::export::text(&self.store().export()?)
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        // A panic while the lock was held rolled its transaction back; the store itself is sound.
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        store
    }

    /// Opens a second, read-only connection, for what reads all data: a save does not wait for it.
    pub(crate) fn reader(&self) -> Result<Reader, ApiError> {
        Ok(Reader::open(&self.data_dir.join(DATABASE))?)
    }

    /// Lets those who wait for the store have it first, for long work between two of its steps: whoever asks for a lock again at once
    /// mostly gets it, however long others have waited.
    pub(crate) fn give_way(&self) {
        for _ in 0..PATIENCE {
            if self.waiting.load(Ordering::SeqCst) == 0 {
                return;
            }
            std::thread::sleep(BREATH);
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    pub(crate) fn new_id(&self) -> Id {
        let Some(draw) = &self.draw else { return Id::new(uuid::Uuid::now_v7()) };
        let [bytes @ .., _, _, _, _, _, _] = draw();
        let now = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        Id::new(uuid::Builder::from_unix_timestamp_millis(now, &bytes).into_uuid())
    }

    /// Runs one act of the user: all of it, or nothing.
    pub(crate) fn transact<T>(
        &self,
        op: Op,
        act: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let (output, changes) = self.store().transact(op, act)?;
        self.wrote(&changes)?;
        Ok(output)
    }

    /// Runs one act of the user that rests on what is stored: `decide` reads and `act` writes, and nobody else's writing comes between
    /// them. What another program writes meanwhile is noticed, and then it is decided anew.
    ///
    /// # Errors
    /// What `decide` or `act` return, and the store's failures; nothing is written then.
    pub(crate) fn decide<D, T>(
        &self,
        decide: impl Fn(&Store) -> Result<(Op, D), ApiError>,
        act: impl FnOnce(&mut Tx<'_>, D) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut act = Some(act);
        for _ in 0..DECISIONS {
            let mut store = self.store();
            let mark = store.mark()?;
            let (op, decided) = decide(&store)?;
            let (output, changes) = store.transact(op, |tx| {
                if tx.mark()? != mark {
                    return Ok::<_, ApiError>(None);
                }
                act.take().map(|act| act(tx, decided)).transpose()
            })?;
            drop(store);
            if let Some(output) = output {
                self.wrote(&changes)?;
                return Ok(output);
            }
        }
        Err(ApiError::new("busy", "Another program keeps writing to your data.")
            .hint("Nothing was changed. Try again."))
    }

    /// Lets listeners and sync know that this app wrote something.
    pub(crate) fn wrote(&self, changes: &Changes) -> Result<(), ApiError> {
        if !changes.is_empty() {
            self.syncing.wake();
            self.notice()?;
        }
        Ok(())
    }

    pub(crate) fn emit(&self, event: &Event) {
        let listeners = self.listeners.read().unwrap_or_else(PoisonError::into_inner).clone();
        for listener in listeners {
            listener(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::cell::Cell;

    #[test]
    fn what_another_program_writes_between_deciding_and_writing_is_decided_anew() {
        let dir = tempfile::tempdir().unwrap();
        let (app, other) = (App::open(dir.path()).unwrap(), App::open(dir.path()).unwrap());
        let decided = Cell::new(0);
        let seen = app.decide(
            |store| {
                let jots = store.records("jot", false)?.len();
                if decided.replace(decided.get() + 1) == 0 {
                    other.dispatch("jot_save", json!({"text": "Meanwhile."})).unwrap();
                }
                Ok((Op::new("Count"), jots))
            },
            |tx, jots| Ok((jots, tx.records("jot", false)?.len())),
        );
        assert_eq!(seen.unwrap(), (1, 1), "it writes on what there is");
        assert_eq!(decided.get(), 2);
    }

    #[test]
    fn doctor_and_export_read_without_the_store() {
        let dir = tempfile::tempdir().unwrap();
        let app = App::open(dir.path()).unwrap();
        app.dispatch("jot_save", json!({"text": "Kept."})).unwrap();
        let path = dir.path().join("export.json");
        let held = app.store();
        std::thread::scope(|scope| {
            let (tell, told) = std::sync::mpsc::channel();
            let (app, path) = (&app, &path);
            scope.spawn(move || {
                let health = app.dispatch("doctor", json!({})).unwrap();
                let export = app.dispatch("export_json", json!({"path": path}));
                tell.send((health, export.is_ok())).unwrap();
            });
            let answer = told.recv_timeout(std::time::Duration::from_secs(60));
            drop(held);
            let (health, exported) = answer.expect("both wait for whoever has the store");
            assert!(exported);
            assert_eq!((&health["ok"], &health["documents"]), (&json!(true), &json!(1)));
        });
        assert!(std::fs::read_to_string(path).unwrap().contains("Kept."));
        assert_eq!(app.reader().unwrap().export().unwrap(), app.store().export().unwrap());
        assert_eq!(app.reader().unwrap().doctor().unwrap(), app.store().doctor().unwrap());
    }

    #[test]
    fn an_act_that_is_never_left_alone_ends_with_words_and_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (app, other) = (App::open(dir.path()).unwrap(), App::open(dir.path()).unwrap());
        let error = app.decide(
            |_| {
                other.dispatch("jot_save", json!({"text": "Again."})).unwrap();
                Ok((Op::new("Never"), ()))
            },
            |_, ()| Ok(()),
        );
        assert_eq!(error.unwrap_err().code, "busy");
    }
}
