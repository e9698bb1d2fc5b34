//! Devices in one process: an app each, with a data folder of its own.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use anyhow::{Context, Result, anyhow};
use chrono::{DateTime, Utc};
use firsthand_app::{
    App,
    api::{
        notes::Saved,
        system::{PairingCode, SyncStatus},
    },
};
use firsthand_domain::Id;
use firsthand_store::Store;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::corpus::{DATABASE, Size, copy, copy_all, kept, made};

/// Runs a command.
///
/// # Errors
/// Fails as the command does.
pub(crate) fn call<T: DeserializeOwned>(app: &App, name: &str, args: Value) -> Result<T> {
    let answer = app.dispatch(name, args).map_err(|error| anyhow!("{name}: {}", error.message))?;
    serde_json::from_value(answer).with_context(|| format!("reading the answer of {name}"))
}

/// A jot that is being typed.
#[derive(Debug, Default)]
pub(crate) struct Typing {
    /// The jot, once its first letter is kept.
    pub(crate) id: Option<Id>,
    /// The whole text so far.
    pub(crate) text: String,
    base: Option<String>,
}

impl Typing {
    /// Goes on with a jot that is there.
    pub(crate) const fn on(id: Id, text: String) -> Self {
        Self { id: Some(id), text, base: None }
    }

    /// Types some more and saves as the window does: the whole text, and the version that it was typed onto.
    pub(crate) fn save(&mut self, app: &App, more: &str) -> Result<()> {
        self.text.push_str(more);
        let args = json!({"id": self.id, "text": self.text, "base": self.base});
        let saved: Saved = call(app, "jot_save", args)?;
        self.id = Some(saved.id);
        self.base = Some(saved.version);
        Ok(())
    }
}

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;

/// The time that devices share, in milliseconds since 1970; it moves when it is told to.
#[derive(Clone, Debug)]
pub(crate) struct Calendar(Arc<AtomicI64>);

impl Calendar {
    /// Begins now.
    pub(crate) fn today() -> Self {
        Self(Arc::new(AtomicI64::new(Utc::now().timestamp_millis())))
    }

    /// Moves on, by milliseconds.
    pub(crate) fn pass(&self, time: i64) {
        self.0.fetch_add(time, Ordering::Relaxed);
    }

    /// The time by it.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }

    /// Opens the app on a data folder, under this time.
    pub(crate) fn open(&self, data: &Path) -> Result<App> {
        let calendar = self.clone();
        App::open_with_clock(data, Arc::new(move || calendar.now())).map_err(|error| anyhow!("{error}"))
    }
}

/// Opens the app on a data folder.
pub(crate) fn open(data: &Path) -> Result<App> {
    App::open(data).map_err(|error| anyhow!("{error}"))
}

/// Sets sync up in a folder.
pub(crate) fn create_vault(app: &App, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let _: SyncStatus = call(app, "vault_create", json!({"folder": folder, "device": "Laptop"}))?;
    Ok(())
}

/// Lets another device join.
pub(crate) fn join(first: &App, other: &App, folder: &Path, name: &str) -> Result<()> {
    let code: PairingCode = call(first, "pairing_code", json!({}))?;
    let _: SyncStatus = call(other, "vault_join", json!({"folder": folder, "code": code.code, "device": name}))?;
    Ok(())
}

/// Looks at the folder as the app does by itself every few seconds.
pub(crate) fn round(app: &App) -> Result<SyncStatus> {
    app.sync_round(false).map_err(|error| anyhow!("{}", error.message))
}

/// A device and its sync folder, kept together so that a copy of both can go on where they are.
pub(crate) const DATA: &str = "data";
/// The sync folder beside it.
pub(crate) const SHARED: &str = "folder";

/// Returns a device of a size all of whose words are in its sync folder, built on first use.
pub(crate) fn vault(size: Size) -> Result<std::path::PathBuf> {
    let base = crate::corpus::folder(size)?;
    let name = base.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    made(kept(&format!("{name}-vault"))?, |place| {
        copy(size, &place.join(DATA))?;
        create_vault(&open(&place.join(DATA))?, &place.join(SHARED))
    })
}

/// Copies a device with its sync folder.
pub(crate) fn copy_device(from: &Path, to: &Path) -> Result<()> {
    copy_all(from, to)?;
    move_to(&to.join(DATA), &to.join(SHARED))
}

/// Tells a closed device where its sync folder is now.
pub(crate) fn move_to(data: &Path, folder: &Path) -> Result<()> {
    let mut store = Store::open(&data.join(DATABASE), chrono::Utc::now)?;
    store.set_setting("sync.folder", Some(&folder.to_string_lossy()))?;
    Ok(())
}

/// How the names of packs and of segments begin.
pub(crate) const PACK: &str = "p-";
pub(crate) const SEGMENT: &str = "s-";

/// Lists the packs and segments of a sync folder, with their sizes in bytes.
pub(crate) fn log(folder: &Path) -> Result<Vec<(String, u64)>> {
    let files = fs::read_dir(folder.join("Firsthand/log")).context("listing the sync folder")?;
    let of = |file: fs::DirEntry| Ok((file.file_name().to_string_lossy().into_owned(), file.metadata()?.len()));
    files.map(|file| of(file?)).collect()
}

/// Returns how many packs or segments a sync folder holds, and their bytes together.
pub(crate) fn amount(folder: &Path, sort: &str) -> Result<(usize, u64)> {
    let sizes: Vec<u64> =
        log(folder)?.into_iter().filter(|(name, _)| name.starts_with(sort)).map(|(_, size)| size).collect();
    Ok((sizes.len(), sizes.iter().sum()))
}
