//! Sync as the app runs it: which folder, whose vault, one round at a time, and what to tell the user.

use crate::{
    api::{
        ApiError,
        system::{PairingCode as PairingWords, SyncStatus},
    },
    app::App,
    event::Event,
    journal::{AppJournal, JournalError, Stream},
};
use firsthand_sync::{
    Card, DeviceId, FsFolder, KeyRing, OnMissing, OsEntropy, PairingCode, ReplicaId, Round, RoundOptions, Vault,
    VaultId, sync_round,
};
use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use tokio::sync::Notify;

mod key_file;
mod status;

/// Names of this device's settings and of the vault's values in the database.
pub(crate) mod names {
    pub(crate) const FOLDER: &str = "sync.folder";
    pub(crate) const DEVICE: &str = "sync.device";
    pub(crate) const VAULT: &str = "vault.id";
    pub(crate) const MARKER: &str = "vault.marker";
    pub(crate) const DEVICE_ID: &str = "device.id";
}

/// The running state of sync; everything lasting lies in the database.
#[derive(Debug, Default)]
pub(crate) struct Syncing {
    /// Held during a round: rounds do not overlap.
    turn: Mutex<()>,
    last: Mutex<Option<Last>>,
    /// Something was written here.
    pub(crate) written: Notify,
    /// Somebody asked for a round, or the folder has stirred.
    pub(crate) asked: Notify,
}

/// The last round.
#[derive(Clone, Debug)]
pub(crate) struct Last {
    pub(crate) round: Result<Round, String>,
    pub(crate) at: chrono::DateTime<chrono::Utc>,
}

impl Syncing {
    /// Lets the background know that there is something to send.
    pub(crate) fn wake(&self) {
        self.written.notify_one();
    }

    pub(crate) fn last(&self) -> Option<Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_last(&self, last: Option<Last>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = last;
    }
}

/// Which vault this device belongs to, and where its folder is.
struct Membership {
    folder: PathBuf,
    vault: Vault,
}

impl App {
    /// Returns the folder in use; none when sync is off.
    pub(crate) fn sync_folder(&self) -> Result<Option<PathBuf>, ApiError> {
        Ok(self.store().setting(names::FOLDER)?.map(PathBuf::from))
    }

    pub(crate) fn device_name(&self) -> Result<String, ApiError> {
        Ok(self.store().setting(names::DEVICE)?.unwrap_or_default())
    }

    fn membership(&self) -> Result<Option<Membership>, ApiError> {
        let Some(folder) = self.sync_folder()? else { return Ok(None) };
        let (id, marker) = {
            let store = self.store();
            let mailbox = store.mailbox();
            let id = mailbox.value(names::VAULT)?.and_then(|bytes| VaultId::from_slice(&bytes));
            (id, mailbox.value(names::MARKER)?)
        };
        let (Some(id), Some(marker)) = (id, marker) else { return Ok(None) };
        // No key means locked: the round says so, and nothing is made up in its place.
        let keys = key_file::read(self.data_dir(), id).map(KeyRing::of).unwrap_or_default();
        Ok(Some(Membership { folder, vault: Vault { id, keys, marker } }))
    }

    /// Runs one round of sync; does nothing when sync is off.
    ///
    /// # Errors
    /// [`ApiError`] when the database fails. Whatever is wrong with the folder is part of the status.
    pub fn sync_round(&self, full: bool) -> Result<SyncStatus, ApiError> {
        self.round(full, OnMissing::default())
    }

    /// Puts what this device wrote back into a folder that was emptied, by the user's word that it is the right one.
    pub(crate) fn restore_folder(&self) -> Result<SyncStatus, ApiError> {
        let folder = self.sync_folder()?;
        let folder = folder.ok_or_else(|| ApiError::new("sync_off", "Sync is not set up on this device."))?;
        if !folder.is_dir() {
            return Err(ApiError::new("folder", "The folder is not there.")
                .hint("Connect its drive, or choose another folder."));
        }
        FsFolder::in_picked(folder).create_root().map_err(|error| ApiError::new("folder", sentence(&error)))?;
        self.round(true, OnMissing::Restore)
    }

    fn round(&self, full: bool, missing: OnMissing) -> Result<SyncStatus, ApiError> {
        let turn = self.syncing.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.sync_status()?;
        if let Some(Membership { folder, vault }) = self.membership()? {
            let device = self.store().mailbox().value(names::DEVICE_ID)?;
            let options = RoundOptions {
                now: self.now().timestamp_millis(),
                app: env!("CARGO_PKG_VERSION").to_owned(),
                card: Card {
                    device: device.and_then(|bytes| DeviceId::from_slice(&bytes)),
                    name: self.device_name()?,
                    os: std::env::consts::OS.to_owned(),
                    max: firsthand_sync::envelope::MAJOR,
                    ..Card::default()
                },
                full,
                missing,
            };
            let mut journal = AppJournal::new(self);
            let round = sync_round(&FsFolder::in_picked(folder), &mut journal, &vault, &options, &mut OsEntropy);
            self.syncing.set_last(Some(Last { round: round.map_err(|error| error.to_string()), at: self.now() }));
            self.notice()?;
        }
        drop(turn);
        let status = self.sync_status()?;
        if status != (SyncStatus { looked_at: status.looked_at, ..before }) {
            self.emit(&Event::Sync(status.clone()));
        }
        Ok(status)
    }

    pub(crate) fn create_vault(&self, folder: &str, device: &str) -> Result<SyncStatus, ApiError> {
        let folder = self.usable_folder(folder)?;
        let now = self.now().timestamp_millis();
        let vault = Vault::generate(&mut OsEntropy, now, env!("CARGO_PKG_VERSION")).map_err(vault_error)?;
        let place = FsFolder::in_picked(folder.clone());
        // Kept here before anything lies in the folder: a vault whose key nobody has would be worse than none.
        self.become_member(&folder, &vault, device)?;
        let installed =
            place.create_root().map_err(firsthand_sync::VaultError::from).and_then(|()| vault.install(&place));
        if let Err(error) = installed {
            self.leave()?;
            return Err(vault_error(error));
        }
        self.round(true, OnMissing::default())
    }

    pub(crate) fn join_vault(&self, folder: &str, code: &str, device: &str) -> Result<SyncStatus, ApiError> {
        let folder = self.usable_folder(folder)?;
        let code = PairingCode::parse(code).map_err(|error| {
            ApiError::new("pairing", sentence(&error)).hint("Copy the whole code again from your other device.")
        })?;
        let vault = Vault::join(&FsFolder::in_picked(folder.clone()), &code).map_err(vault_error)?;
        self.become_member(&folder, &vault, device)?;
        self.round(true, OnMissing::default())
    }

    /// Checks that a folder can carry the vault: it is there, and it does not hold this device's own data.
    fn usable_folder(&self, folder: &str) -> Result<PathBuf, ApiError> {
        let path = Path::new(folder);
        let refused = |message: String, hint: &str| Err(ApiError::new("folder", message).hint(hint.to_owned()));
        if folder.trim().is_empty() || !path.is_dir() {
            return refused(format!("There is no folder {folder}."), "Choose a folder that is there.");
        }
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let data = self.data_dir().canonicalize().unwrap_or_else(|_| self.data_dir().to_owned());
        if data.starts_with(&path) || path.starts_with(&data) {
            return refused(
                "This folder holds Firsthand's own data on this device, which must never be synced as files."
                    .to_owned(),
                "Choose another folder.",
            );
        }
        Ok(path)
    }

    fn become_member(&self, folder: &Path, vault: &Vault, device: &str) -> Result<(), ApiError> {
        let turn = self.syncing.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let key = vault.keys.active().ok_or_else(|| ApiError::new("pairing", "The code holds no key."))?;
        key_file::write(self.data_dir(), vault.id, key)
            .map_err(|error| ApiError::new("storage", format!("The key cannot be kept on this device: {error}.")))?;
        let name = match device.split_whitespace().collect::<Vec<_>>().join(" ") {
            name if name.is_empty() => default_device_name(),
            name => name,
        };
        let mut store = self.store();
        store
            .sync_transact::<_, JournalError>(|tx| {
                let same = tx.mailbox().value(names::VAULT)?.as_deref() == Some(vault.id.as_bytes().as_slice());
                if same {
                    // The same vault in another folder: what stands in the old one must stand in the new one too.
                    tx.mailbox().files_forget_all()?;
                    tx.mailbox().outbox_unpublish()?;
                    // And what other devices wrote: nobody else may ever use the new one.
                    let mut memory = crate::journal::memory(&tx.mailbox())?;
                    memory.pack_all = true;
                    crate::journal::set_memory(&tx.mailbox(), &memory)?;
                } else {
                    tx.mailbox().clear()?;
                    tx.unseal_all()?;
                    let mailbox = tx.mailbox();
                    mailbox.set_value(names::VAULT, Some(vault.id.as_bytes()))?;
                    mailbox.set_value(names::MARKER, Some(&vault.marker))?;
                    mailbox.set_value(names::DEVICE_ID, Some(DeviceId::random(&mut OsEntropy).as_bytes()))?;
                    Stream::begin(&mailbox, ReplicaId::random(&mut OsEntropy))?;
                }
                Ok(())
            })
            .map_err(ApiError::from)?;
        store.set_setting(names::DEVICE, Some(&name))?;
        store.set_setting(names::FOLDER, Some(&folder.to_string_lossy()))?;
        drop(store);
        self.syncing.set_last(None);
        drop(turn);
        self.syncing.asked.notify_one();
        Ok(())
    }

    /// Stops using the folder. The vault's key and what is still to be sent stay, so that joining again goes on.
    pub(crate) fn leave(&self) -> Result<SyncStatus, ApiError> {
        let turn = self.syncing.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.store().set_setting(names::FOLDER, None)?;
        self.syncing.set_last(None);
        drop(turn);
        let status = self.sync_status()?;
        self.emit(&Event::Sync(status.clone()));
        Ok(status)
    }

    pub(crate) fn rename_device(&self, name: &str) -> Result<SyncStatus, ApiError> {
        let mut store = self.store();
        store.set_setting(names::DEVICE, Some(name))?;
        store.mailbox().set_value(crate::journal::keys::CARD_CHANGED, Some(&[1]))?;
        drop(store);
        self.syncing.wake();
        self.sync_status()
    }

    pub(crate) fn pairing_code(&self) -> Result<PairingWords, ApiError> {
        let Some(Membership { vault, .. }) = self.membership()? else {
            return Err(ApiError::new("sync_off", "Sync is not set up on this device.").hint("Choose a folder first."));
        };
        if vault.keys.is_locked() {
            return Err(ApiError::new("pairing", "This device has lost the key of its folder.")
                .hint("Make the code on another device."));
        }
        let have = crate::journal::have(&self.store().mailbox())?;
        let code = PairingCode::of(&vault, &have).to_text();
        let code = code.map_err(|error| ApiError::new("pairing", format!("A code cannot be made: {error}.")))?;
        Ok(PairingWords { code: code.to_string() })
    }
}

/// Names the device after its system until the user gives it a better name.
fn default_device_name() -> String {
    match std::env::consts::OS {
        "android" => "Android phone",
        "ios" => "iPhone",
        "macos" => "Mac",
        "windows" => "Windows computer",
        _ => "Linux computer",
    }
    .to_owned()
}

fn vault_error(error: firsthand_sync::VaultError) -> ApiError {
    ApiError::new("folder", sentence(&error))
}

/// Writes a message of the sync crate as a sentence.
fn sentence(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

impl From<JournalError> for ApiError {
    fn from(error: JournalError) -> Self {
        Self::new("storage", error.to_string()).hint("Nothing is lost. Close Firsthand and open it again.")
    }
}
