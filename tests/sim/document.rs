//! A device as it is: the app, its database, automerge documents.

use crate::{
    fuse::{Fused, Stopped},
    ground::{BEGIN, Ground, place},
    node::{Node, Wish},
    tokens::{self, NAME_CANARY, Tokens},
};
use chrono::DateTime;
use firsthand_app::{App, Clock, Draw};
use firsthand_domain::{Edit, Id, Profile};
use firsthand_sync::{Entropy as _, FileId, Folder, Have, HaveMap, ReplicaId, Round, SeededEntropy, Vault, sync_round};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};
use tempfile::TempDir;

const DATABASE: &str = "firsthand.sqlite";
const LOG: &str = "firsthand.sqlite-wal";

/// A database as a first start leaves it: making the tables costs more than a whole history.
static TEMPLATE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let dir = TempDir::new_in(place()).unwrap();
    drop(App::open_with(dir.path(), clock(&Arc::new(AtomicI64::new(BEGIN))), None).unwrap());
    assert!(!dir.path().join(LOG).exists(), "closing writes the log back");
    fs::read(dir.path().join(DATABASE)).unwrap()
});

/// Documents that are taken in in one transaction.
const SLICE: usize = 3;

/// The files of a data folder.
#[derive(Clone)]
pub(crate) struct Disk(Arc<[(&'static str, Vec<u8>)]>);

pub(crate) struct DocumentNode {
    /// `None` only while the program is restarted.
    app: Option<App>,
    sql: Connection,
    data: PathBuf,
    vault: Vault,
    now: Arc<AtomicI64>,
    entropy: Arc<Mutex<SeededEntropy>>,
    /// The identity that the running program writes documents under.
    actor: [u8; 16],
    held: Option<(i64, Held)>,
}

/// What is read from the rows.
#[derive(Clone, Default)]
struct Held {
    tokens: Tokens,
    twice: Vec<u32>,
    documents: usize,
}

fn clock(now: &Arc<AtomicI64>) -> Clock {
    let now = Arc::clone(now);
    Arc::new(move || DateTime::from_timestamp_millis(now.load(Ordering::Relaxed)).unwrap())
}

/// Random bytes for an app: first those of its writer, then what the seed gives.
fn draw(first: [u8; 16], entropy: &Arc<Mutex<SeededEntropy>>) -> Draw {
    let (first, entropy) = (Mutex::new(Some(first)), Arc::clone(entropy));
    Arc::new(move || {
        first.lock().unwrap().take().unwrap_or_else(|| {
            let mut bytes = [0; 16];
            entropy.lock().unwrap().fill(&mut bytes);
            bytes
        })
    })
}

fn new_actor(entropy: &Arc<Mutex<SeededEntropy>>) -> [u8; 16] {
    let mut actor = [0; 16];
    entropy.lock().unwrap().fill(&mut actor);
    actor
}

impl DocumentNode {
    fn open(ground: &Ground, disk: &Disk, seed: u64, actor: Option<[u8; 16]>) -> Self {
        let data = ground.fresh_dir();
        for (name, bytes) in disk.0.iter() {
            fs::write(data.join(name), bytes).unwrap();
        }
        let entropy = Arc::new(Mutex::new(SeededEntropy::new(seed)));
        let (now, actor) = (Arc::new(AtomicI64::new(BEGIN)), actor.unwrap_or_else(|| new_actor(&entropy)));
        let app = App::open_with(&data, clock(&now), Some(draw(actor, &entropy))).unwrap();
        let sql = Connection::open_with_flags(data.join(DATABASE), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        Self { app: Some(app), sql, data, vault: ground.vault.clone(), now, entropy, actor, held: None }
    }

    fn app(&self) -> &App {
        self.app.as_ref().unwrap()
    }

    pub(crate) fn set_clock(&self, now: i64) {
        self.now.store(now, Ordering::Relaxed);
    }

    /// The length of all documents with their history, as they are kept.
    pub(crate) fn stored_bytes(&self) -> usize {
        let sum =
            "SELECT (SELECT sum(length(bytes)) FROM snapshot) + (SELECT coalesce(sum(length(bytes)), 0) FROM tail)";
        self.column::<i64>(sum).iter().map(|bytes| usize::try_from(*bytes).unwrap()).sum()
    }

    pub(crate) fn call(&self, command: &str, args: Value) -> Result<Value, String> {
        self.app().dispatch(command, args).map_err(|error| format!("{command}: {error:?}"))
    }

    /// The id and record of each document of a kind, by id.
    fn records(&self, kind: &str) -> Vec<Value> {
        let mut statement = self.sql.prepare_cached("SELECT record FROM entity WHERE kind = ?1 ORDER BY id").unwrap();
        let rows = statement.query_map([kind], |row| row.get::<_, String>(0)).unwrap();
        rows.map(|record| serde_json::from_str(&record.unwrap()).unwrap()).collect()
    }

    fn column<T: rusqlite::types::FromSql>(&self, sql: &str) -> Vec<T> {
        let mut statement = self.sql.prepare_cached(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Reads the rows again if the database has changed.
    fn held(&mut self) -> &Held {
        let version: i64 =
            self.sql.prepare_cached("PRAGMA data_version").unwrap().query_row([], |row| row.get(0)).unwrap();
        if self.held.as_ref().is_none_or(|(before, _)| *before != version) {
            let mut held = Held::default();
            for record in self.column::<String>("SELECT record FROM entity") {
                held.documents += 1;
                for token in tokens::find(&record) {
                    if !held.tokens.insert(token) {
                        held.twice.push(token);
                    }
                }
            }
            self.held = Some((version, held));
        }
        &self.held.as_ref().unwrap().1
    }

    /// Adds a token at the end of a text, as typing does.
    fn append(&self, record: &Value, field: &str, token: u32) -> (String, Value) {
        let before = record[field].as_str().unwrap_or_default();
        (format!("{before}\n{}", tokens::text(token)), record["version"].clone())
    }
}

impl Node for DocumentNode {
    type Disk = Disk;

    const KIND: &'static str = "document";

    fn create(ground: &Ground, seed: u64) -> Self {
        let node = Self::open(ground, &Disk(Arc::new([(DATABASE, TEMPLATE.clone())])), seed, None);
        node.app().enter_vault(&node.vault, &mut *node.entropy.lock().unwrap()).unwrap();
        node.call("device_rename", json!({"device": format!("{NAME_CANARY}'s laptop")})).unwrap();
        node
    }

    fn edit(&mut self, now: i64, token: u32, salt: u64) -> Result<(), String> {
        self.now.store(now, Ordering::Relaxed);
        let pick = |records: &[Value]| records.get(usize::try_from(salt >> 8).unwrap() % records.len().max(1)).cloned();
        let id = |record: &Value| record["id"].as_str().unwrap().parse::<Id>().unwrap();
        match salt % 10 {
            0..3 => {
                if let Some(jot) = pick(&self.records("jot")) {
                    let (text, base) = self.append(&jot, "text", token);
                    self.call("jot_save", json!({"id": id(&jot), "text": text, "base": base}))?;
                    return Ok(());
                }
            }
            3..5 => {
                let people = self.records("person");
                let Some(person) = pick(&people) else {
                    let name = json!({"name": tokens::text(token)});
                    self.call("person_add", name)?;
                    return Ok(());
                };
                let (text, base) = self.append(&person, "notes", token);
                let write = Edit::Write { field: "notes".to_owned(), text, base: base.as_str().map(str::to_owned) };
                let tag = Edit::Add { field: "tags".to_owned(), member: format!("tag {}", salt >> 20 & 3) };
                self.call("edit", json!({"kind": "person", "id": id(&person), "edits": [write, tag]}))?;
                return Ok(());
            }
            // A document that each device makes by itself under one id.
            5 => {
                let profile = self.records("profile").pop().unwrap_or_default();
                let (text, base) = self.append(&profile, "skills", token);
                let write = Edit::Write { field: "skills".to_owned(), text, base: base.as_str().map(str::to_owned) };
                self.call("edit", json!({"kind": "profile", "id": Profile::the_id(), "edits": [write]}))?;
                return Ok(());
            }
            // To the bin and, by the edit, out of it again.
            6 => {
                if let Some(jot) = pick(&self.records("jot")) {
                    self.call("delete", json!({"id": id(&jot)}))?;
                }
            }
            _ => {}
        }
        self.call("jot_save", json!({"text": tokens::text(token)}))?;
        Ok(())
    }

    fn round(&mut self, folder: &dyn Folder, wish: &Wish) -> Result<Option<Round>, String> {
        self.now.store(wish.now, Ordering::Relaxed);
        let mut bytes = [0; 8];
        self.entropy.lock().unwrap().fill(&mut bytes);
        let mut entropy = SeededEntropy::new(u64::from_le_bytes(bytes));
        let app = self.app();
        let mut options = app.round_options(wish.full, wish.missing).map_err(|error| format!("{error:?}"))?;
        options.policy = wish.policy;
        // So few that files are taken in in several transactions, and programs die between these.
        let fuse = wish.fuse.clone();
        let journal = app.journal().in_slices(SLICE, move || fuse.lives());
        let mut journal = Fused::new(journal, &wish.fuse);
        match sync_round(folder, &mut journal, &self.vault, &options, &mut entropy) {
            Ok(round) => Ok(Some(round)),
            Err(Stopped::Killed) => Ok(None),
            Err(Stopped::Failed(error)) => Err(error.to_string()),
        }
    }

    fn restart(&mut self) -> Result<(), String> {
        self.app = None;
        self.actor = new_actor(&self.entropy);
        let app = App::open_with(&self.data, clock(&self.now), Some(draw(self.actor, &self.entropy)));
        self.app = Some(app.map_err(|error| error.to_string())?);
        Ok(())
    }

    fn disk(&self) -> Disk {
        let read = |name| {
            let path: &Path = &self.data.join(name);
            fs::read(path).ok().map(|bytes| (name, bytes))
        };
        Disk([DATABASE, LOG].into_iter().filter_map(read).collect())
    }

    fn wake(ground: &Ground, disk: &Disk, seed: u64) -> Self {
        Self::open(ground, disk, seed, None)
    }

    fn fork(&self, ground: &Ground, seed: u64) -> Self {
        Self::open(ground, &self.disk(), seed, Some(self.actor))
    }

    fn enter_other_folder(&mut self) -> Result<(), String> {
        let entropy = Arc::clone(&self.entropy);
        let mut entropy = entropy.lock().unwrap();
        self.app().enter_vault(&self.vault, &mut *entropy).map_err(|error| format!("{error:?}"))
    }

    fn rename(&mut self, name: &str) -> Result<(), String> {
        self.call("device_rename", json!({"device": name})).map(drop)
    }

    fn tokens(&mut self) -> Tokens {
        self.held().tokens.clone()
    }

    fn documents(&mut self) -> usize {
        self.held().documents
    }

    fn replica(&mut self) -> ReplicaId {
        let replica = self.column::<[u8; 16]>("SELECT value FROM sync_value WHERE key = 'replica.id'");
        ReplicaId::from_bytes(replica[0])
    }

    fn have(&mut self) -> HaveMap {
        let mut statement = self.sql.prepare_cached("SELECT replica, seq, chain FROM sync_heard").unwrap();
        let rows = statement.query_map([], |row| {
            let (replica, seq, tip): ([u8; 16], i64, [u8; 16]) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((ReplicaId::from_bytes(replica), Have { seq: u64::try_from(seq).unwrap(), tip }))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    fn published(&mut self) -> Vec<FileId> {
        let files = self.column::<[u8; 32]>("SELECT file FROM sync_outbox WHERE published = 1 ORDER BY n");
        files.into_iter().map(FileId::from_bytes).collect()
    }

    fn export(&mut self) -> String {
        self.app().export_text().unwrap()
    }

    fn check(&mut self, may_wait: bool) -> Result<(), String> {
        if let Some(token) = self.held().twice.first() {
            return Err(format!("token {token} stands there twice"));
        }
        let aside = self.column::<String>("SELECT why || ' ' || kind || ' ' || detail FROM aside ORDER BY id, hash");
        let is_fine = |aside: &&String| aside.starts_with("forked") || (may_wait && aside.starts_with("waiting"));
        if let Some(aside) = aside.iter().find(|aside| !is_fine(aside)) {
            return Err(format!("a change is set aside: {aside}"));
        }
        let health = self.call("doctor", json!({}))?;
        if health["ok"] == json!(true) { Ok(()) } else { Err(format!("the rows are not as the documents: {health}")) }
    }

    fn secrets(&mut self) -> Vec<[u8; 16]> {
        self.column("SELECT id FROM entity")
    }
}
