//! What must hold after whatever was done to a device.

use anyhow::{Context as _, Result, bail, ensure};
use firsthand_app::{
    App,
    api::system::{Health, SyncState, SyncStatus},
};
use firsthand_sync::envelope;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::{device::Device, ground::read_folder};

/// So many rounds are enough for everybody to hear of everything, and of each other's having heard.
const ROUNDS: usize = 6;

/// The files of a sync folder under final names, by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Reads the files under final names and makes sure that each of ours is whole.
pub(crate) fn whole_files(folder: &Path) -> Result<Files> {
    let mut files = read_folder(folder)?;
    files.retain(|name, _| !name.rsplit('/').next().is_some_and(|last| last.starts_with(".~")));
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(firsthand_sync::name::EXTENSION)) {
        envelope::inspect(bytes)
            .with_context(|| format!("{name} lies half written under its final name, {} bytes of it", bytes.len()))?;
    }
    Ok(files)
}

/// Makes sure that no file changed its bytes, and that none went.
pub(crate) fn assert_kept(before: &Files, after: &Files) -> Result<()> {
    for (name, bytes) in before {
        let now = after.get(name).with_context(|| format!("{name} is gone from the folder"))?;
        ensure!(now == bytes, "{name} has changed its bytes");
    }
    Ok(())
}

/// What a device's database says of the files that it has sealed.
#[derive(Debug, Default)]
pub(crate) struct Sealed {
    /// The bytes of those that it counts as published, by name.
    pub(crate) published: BTreeMap<String, Vec<u8>>,
    /// The bytes of all that it still keeps, by name, and the ids of the packs that it knows.
    all: BTreeMap<String, Vec<u8>>,
    packs: BTreeSet<Vec<u8>>,
    /// How many wait, and how many changes wait to be sealed.
    pub(crate) waiting: u64,
}

impl Sealed {
    /// Looks into a copy of a device's database, so that the device itself finds what was left behind.
    pub(crate) fn of(device: &Device, copy: &Path) -> Result<Self> {
        let database = "firsthand.sqlite";
        if !device.data().join(database).exists() {
            return Ok(Self::default());
        }
        let _ = fs::remove_dir_all(copy);
        fs::create_dir_all(copy)?;
        for end in ["", "-wal"] {
            let name = format!("{database}{end}");
            let from = device.data().join(&name);
            if from.exists() {
                fs::copy(&from, copy.join(&name)).with_context(|| format!("copying {name}"))?;
            }
        }
        let sql = rusqlite::Connection::open(copy.join(database))?;
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'sync_outbox'";
        if sql.query_row(tables, [], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(Self::default());
        }
        let files = |wanted: &str| -> Result<Files> {
            let mut files = sql.prepare(&format!("SELECT name, bytes FROM sync_outbox WHERE {wanted}"))?;
            let files = files.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(files.collect::<Result<_, _>>()?)
        };
        let (published, all) = (files("published <> 0")?, files("true")?);
        let waiting = "SELECT (SELECT count(*) FROM sync_outbox WHERE published = 0) + (SELECT count(*) FROM unsealed)";
        let waiting = sql.query_row(waiting, [], |row| row.get::<_, i64>(0))?;
        let mut packs = sql.prepare("SELECT file FROM sync_pack")?;
        let packs = packs.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Self { published, all, packs, waiting: u64::try_from(waiting)? })
    }

    /// Tells whether a file of this name counts as published.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.published.keys().any(|path| path.rsplit('/').next() == Some(name))
    }

    /// Says whether the database knows a file: it keeps its bytes or, of a pack that is published, its id.
    pub(crate) fn knows(&self, bytes: &[u8]) -> Result<bool> {
        let id = envelope::inspect(bytes).context("a damaged file")?.id;
        Ok(self.packs.contains(id.as_bytes().as_slice()) || self.all.values().any(|known| known == bytes))
    }

    /// Makes sure that all that counts as published stands in the folder, byte for byte.
    pub(crate) fn assert_there(&self, files: &Files) -> Result<()> {
        for (name, bytes) in &self.published {
            ensure!(files.values().any(|file| file == bytes), "{name} counts as published, and is not in the folder");
        }
        Ok(())
    }
}

/// Syncs devices until all are content and equal, then makes sure that they are sound and hold all the words.
pub(crate) fn assert_settled(devices: &[&Device], words: &[String]) -> Result<()> {
    let apps = devices.iter().map(|device| device.app()).collect::<Result<Vec<App>>>()?;
    let mut last = Vec::new();
    for _ in 0..ROUNDS {
        last.clear();
        for app in &apps {
            let status: SyncStatus = serde_json::from_value(app.dispatch("sync_now", json!({}))?)?;
            last.push(status);
        }
        let content = last.iter().all(|status| status.state == SyncState::UpToDate && status.unsent == 0);
        let exports = apps.iter().map(App::export_text).collect::<Result<Vec<_>, _>>()?;
        if content && exports.windows(2).all(|pair| pair[0] == pair[1]) {
            return assert_holds(&apps, exports.first().context("no device")?, words);
        }
    }
    bail!("after {ROUNDS} rounds they are not content and equal: {last:#?}")
}

fn assert_holds(apps: &[App], export: &str, words: &[String]) -> Result<()> {
    for word in words {
        ensure!(export.contains(word.as_str()), "the acknowledged words \"{word}\" are lost");
    }
    for app in apps {
        let health: Health = serde_json::from_value(app.dispatch("doctor", json!({}))?)?;
        ensure!(health.ok, "the data is not sound: {health:?}");
    }
    Ok(())
}
