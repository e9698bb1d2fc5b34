//! Sync as the app runs it: which folder, whose vault, one round at a time, and what to tell the user.

use crate::{
    api::{
        ApiError,
        folder::SyncProgress,
        system::{Earlier, PairingCode as PairingWords, SyncStatus},
    },
    app::App,
    event::Event,
    journal::{AppJournal, JournalError, Stream},
};
use firsthand_store::Mailbox;
use firsthand_sync::{
    AgeIdentity, Card, DeviceId, DeviceKeys, Entropy, FolderError, FsFolder, OnMissing, OsEntropy, PairingCode,
    Progress, RecoverError, ReplicaId, Round, RoundOptions, Secret, Vault, VaultError, VaultId, folder::probe_write,
    recover, sync_round_watched,
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use tokio::sync::Notify;

use key_store::Item;
use listed::Listed;

mod check;
mod devices;
mod key_store;
mod keys;
mod known;
mod listed;
mod moving;
mod notices;
mod qr;
mod status;

/// Names of this device's settings and of the vault's values in the database.
pub(crate) mod names {
    pub(crate) const FOLDER: &str = "sync.folder";
    pub(crate) const DEVICE: &str = "sync.device";
    pub(crate) const VAULT: &str = "vault.id";
    pub(crate) const MARKER: &str = "vault.marker";
    pub(crate) const DEVICE_ID: &str = "device.id";
    pub(crate) const COPY_NOTICED: &str = "copy.noticed";
    /// What was put back into the folder, until the user has read of it.
    pub(crate) const PUT_BACK: &str = "put_back";
    /// Vaults beside this one in the folder that the user knows of. A setting, since it outlives this vault.
    pub(crate) const KNOWN_VAULTS: &str = "sync.known_vaults";
}

/// So many files to read take so long that it is shown how far it has come.
const MUCH: usize = 30;
/// It is shown after each so many.
const STEP: usize = 5;

/// The running state of sync; everything lasting lies in the database.
#[derive(Debug, Default)]
pub(crate) struct Syncing {
    /// Held during a round: rounds do not overlap.
    turn: Mutex<()>,
    last: Mutex<Option<Last>>,
    keys: Mutex<Option<keys::Cached>>,
    /// Held while the keys are read, which takes as long as the system's store takes to answer.
    reading_keys: Mutex<()>,
    known: Mutex<known::Known>,
    /// Something was written here.
    pub(crate) written: Notify,
    /// Somebody asked for a round, or the folder has stirred.
    pub(crate) asked: Notify,
    /// How far the round that runs has come, if it has much to read.
    progress: Mutex<Option<SyncProgress>>,
    /// Whether the round that runs is to stop reading.
    cancelled: AtomicBool,
    /// How often the folder was looked at.
    looks: AtomicU64,
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

    pub(crate) fn progress(&self) -> Option<SyncProgress> {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the keys of a vault that were read from a place before.
    fn read_keys(&self, vault: VaultId, source: &keys::Source) -> Option<Arc<keys::OwnKeys>> {
        let cached = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        cached.as_ref().and_then(|cached| cached.of(vault, source))
    }

    fn set_keys(&self, cached: Option<keys::Cached>) {
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = cached;
    }

    fn set_progress(&self, progress: Option<SyncProgress>) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
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
        let keys = self.device_keys(id)?.map(|keys| keys.keys).unwrap_or_default();
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
        let folder = folder.ok_or_else(sync_off)?;
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
        if let Some(Membership { folder, mut vault }) = self.membership()? {
            let is_thorough = full || missing != OnMissing::default();
            let look = self.syncing.looks.fetch_add(1, Ordering::Relaxed);
            let held = self.known(|_, known| Ok(Arc::clone(&known.state.seen)))?;
            let folder = Listed::new(FsFolder::in_picked(folder), held, if is_thorough { 0 } else { look });
            self.tend_keys(&folder, &mut vault, full)?;
            let mut options = self.round_options(full, missing)?;
            options.card.age = self.own_keys(vault.id)?.map(|own| own.address.clone());
            let mut journal = AppJournal::new(self);
            self.syncing.cancelled.store(false, Ordering::SeqCst);
            let mut watch = |progress| self.watch_round(progress);
            let round = sync_round_watched(&folder, &mut journal, &vault, &options, &mut OsEntropy, &mut watch);
            self.syncing.set_progress(None);
            if options.missing == OnMissing::Restore {
                // The marker was not there before, so the slots could not be put back.
                self.tend_keys(&folder, &mut vault, full)?;
            }
            if let Ok(round) = &round {
                self.note_put_back(round.put_back)?;
            }
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

    /// Shows how far a round has come that has much to read; tells whether it is to go on.
    fn watch_round(&self, progress: Progress) -> bool {
        let small = |count| u32::try_from(count).unwrap_or(u32::MAX);
        if progress.of >= MUCH && progress.done.is_multiple_of(STEP) {
            self.syncing.set_progress(Some(SyncProgress { done: small(progress.done), of: small(progress.of) }));
            if let Err(error) = self.tell_status().and_then(|_| self.notice()) {
                tracing::warn!(%error, "The progress cannot be shown");
            }
        }
        !self.syncing.cancelled.load(Ordering::SeqCst)
    }

    /// Ends the reading that is under way; what was read stays.
    pub(crate) fn cancel_round(&self) -> Result<SyncStatus, ApiError> {
        self.syncing.cancelled.store(true, Ordering::SeqCst);
        self.sync_status()
    }

    /// Returns what a round of this app is run with, now.
    ///
    /// # Errors
    /// [`ApiError`] when the database cannot be read.
    pub fn round_options(&self, full: bool, missing: OnMissing) -> Result<RoundOptions, ApiError> {
        let device = self.store().mailbox().value(names::DEVICE_ID)?;
        Ok(RoundOptions {
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
            policy: firsthand_sync::Policy::default(),
        })
    }

    /// Returns the database as the sync engine sees it, for rounds over a folder that is no directory: a simulated one.
    pub fn journal(&self) -> AppJournal<'_> {
        AppJournal::new(self)
    }

    pub(crate) fn create_vault(
        &self,
        folder: &str,
        device: &str,
        earlier: Option<Earlier>,
    ) -> Result<SyncStatus, ApiError> {
        let folder = self.usable_folder(folder)?;
        let place = FsFolder::in_picked(folder.clone());
        let found = Vault::found_in(&place).or_else(|error| match error {
            VaultError::Folder(FolderError::Missing) => Ok(BTreeSet::new()),
            error => Err(vault_error(error)),
        })?;
        let own = self.store().mailbox().value(names::VAULT)?.and_then(|bytes| VaultId::from_slice(&bytes));
        // Looked at before anything is changed here, so that a folder that is taken costs nobody the folder in use.
        if let Some(id) = own.filter(|id| found.contains(id)) {
            return self.resume(id, &folder, device);
        }
        if let Some(vault) = found.into_iter().next() {
            return Err(vault_error(VaultError::Taken { vault }));
        }
        if let Some(id) = own
            && let Some(status) = self.settle_earlier(id, &folder, device, earlier)?
        {
            return Ok(status);
        }
        place
            .create_root()
            .and_then(|()| probe_write(&place, &mut OsEntropy))
            .map_err(|error| vault_error(error.into()))?;
        let now = self.now().timestamp_millis();
        let vault = Vault::generate(&mut OsEntropy, now, env!("CARGO_PKG_VERSION")).map_err(vault_error)?;
        // Kept here before anything lies in the folder: a vault whose key nobody has would be worse than none.
        let recovery = AgeIdentity::random(&mut OsEntropy);
        self.become_member(&folder, &vault, device, Some(recovery))?;
        if let Err(error) = vault.install(&place) {
            self.leave()?;
            return Err(vault_error(error));
        }
        self.round(true, OnMissing::default())
    }

    /// Goes on with the own vault in a folder that has it: set up again, or broken off in the middle.
    fn resume(&self, id: VaultId, folder: &Path, device: &str) -> Result<SyncStatus, ApiError> {
        let marker = self.store().mailbox().value(names::MARKER)?;
        let keys = self.device_keys(id)?.map(|keys| keys.keys).unwrap_or_default();
        let Some(marker) = marker else { return Err(sync_off()) };
        if self.sync_folder()?.as_deref() != Some(folder) {
            self.become_member(folder, &Vault { id, keys, marker }, device, None)?;
        }
        self.round(true, OnMissing::default())
    }

    pub(crate) fn join_vault(&self, folder: &str, code: &str, device: &str) -> Result<SyncStatus, ApiError> {
        let folder = self.usable_folder(folder)?;
        let code = PairingCode::parse(code).map_err(|error| {
            ApiError::new("pairing", sentence(&error)).hint("Copy the whole code again from your other device.")
        })?;
        let vault = Vault::join(&FsFolder::in_picked(folder.clone()), &code).map_err(vault_error)?;
        self.become_member(&folder, &vault, device, None)?;
        self.round(true, OnMissing::default())
    }

    /// Joins with the recovery code or the passphrase alone.
    pub(crate) fn recover_vault(&self, folder: &str, secret: &str, device: &str) -> Result<SyncStatus, ApiError> {
        let folder = self.usable_folder(folder)?;
        let secret = Secret::parse(secret).map_err(|error| ApiError::new("recovery", sentence(&error)))?;
        let recovered = recover(&FsFolder::in_picked(folder.clone()), &secret).map_err(|error| match error {
            RecoverError::Vault(error) => vault_error(error),
            error => ApiError::new("recovery", sentence(&error)),
        })?;
        self.become_member(&folder, &recovered.vault, device, None)?;
        if let Secret::Code(code) = &secret {
            self.has_recovery_code(code)?;
        }
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

    fn become_member(
        &self,
        folder: &Path,
        vault: &Vault,
        device: &str,
        recovery: Option<AgeIdentity>,
    ) -> Result<(), ApiError> {
        let turn = self.syncing.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if vault.keys.is_locked() {
            return Err(ApiError::new("pairing", "The code holds no key."));
        }
        let (former, known) = {
            let store = self.store();
            let mailbox = store.mailbox();
            let former = mailbox.value(names::VAULT)?.and_then(|bytes| VaultId::from_slice(&bytes));
            (former, mailbox.value(names::DEVICE_ID)?.and_then(|bytes| DeviceId::from_slice(&bytes)))
        };
        let is_same = former == Some(vault.id);
        let id = known.filter(|_| is_same).unwrap_or_else(|| DeviceId::random(&mut OsEntropy));
        if let Some(former) = former.filter(|_| !is_same) {
            // What this device put into the folder for that vault may lie there still; nobody need be told of it.
            self.know_vaults(&BTreeSet::from([former]))?;
        }
        let kept_before = if is_same { self.device_keys(vault.id)? } else { None };
        let mut keys = kept_before.unwrap_or_else(|| DeviceKeys::new(vault.keys.clone(), &mut OsEntropy));
        keys.keys.unite(&vault.keys);
        keys.recovery = recovery.or(keys.recovery);
        let kept = self.keep_keys(Item { vault: vault.id, device: id }, &keys)?;
        let name = match device.split_whitespace().collect::<Vec<_>>().join(" ") {
            name if name.is_empty() => default_device_name(),
            name => name,
        };
        self.enter(vault, id, &mut OsEntropy, |mailbox| {
            Self::note_keys(mailbox, &kept, &keys)?;
            Ok(Self::note_joined(mailbox, &keys.keys, &vault.keys)?)
        })?;
        let mut store = self.store();
        store.set_setting(names::DEVICE, Some(&name))?;
        store.set_setting(names::FOLDER, Some(&folder.to_string_lossy()))?;
        drop(store);
        self.syncing.set_last(None);
        drop(turn);
        self.syncing.asked.notify_one();
        Ok(())
    }

    /// Notes in the database that this device belongs to a vault; if it did already, that the folder is another one. The key is
    /// kept elsewhere.
    ///
    /// # Errors
    /// [`ApiError`] when the database fails; nothing is stored then.
    pub fn enter_vault(&self, vault: &Vault, entropy: &mut dyn Entropy) -> Result<(), ApiError> {
        let id = DeviceId::random(entropy);
        self.enter(vault, id, entropy, |_| Ok(()))
    }

    fn enter(
        &self,
        vault: &Vault,
        id: DeviceId,
        entropy: &mut dyn Entropy,
        note: impl FnOnce(&Mailbox<'_>) -> Result<(), JournalError>,
    ) -> Result<(), ApiError> {
        self.store()
            .sync_transact::<_, JournalError>(|tx| {
                let is_same = tx.mailbox().value(names::VAULT)?.as_deref() == Some(vault.id.as_bytes().as_slice());
                if is_same {
                    // The same vault in another folder: what stands in the old one must stand in the new one too.
                    tx.mailbox().files_forget_all()?;
                    tx.mailbox().outbox_unpublish()?;
                    // And what other devices wrote: nobody else may ever use the new one.
                    let mut memory = crate::journal::memory(&tx.mailbox())?;
                    memory.pack_all = true;
                    crate::journal::set_memory(&tx.mailbox(), &memory)?;
                    Self::forget_slot_paths(&tx.mailbox())?;
                } else {
                    tx.mailbox().clear()?;
                    tx.unseal_all()?;
                    let mailbox = tx.mailbox();
                    mailbox.set_value(names::VAULT, Some(vault.id.as_bytes()))?;
                    mailbox.set_value(names::MARKER, Some(&vault.marker))?;
                    mailbox.set_value(names::DEVICE_ID, Some(id.as_bytes()))?;
                    Stream::begin(&mailbox, ReplicaId::random(entropy))?;
                }
                note(&tx.mailbox())
            })
            .map_err(ApiError::from)?;
        Ok(())
    }

    /// Stops using the folder. The vault's key and what is still to be sent stay, so that joining again goes on.
    pub(crate) fn leave(&self) -> Result<SyncStatus, ApiError> {
        let turn = self.syncing.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.store().set_setting(names::FOLDER, None)?;
        self.syncing.set_last(None);
        drop(turn);
        self.tell_status()
    }

    fn tell_status(&self) -> Result<SyncStatus, ApiError> {
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
        let Membership { vault, .. } = self.membership()?.ok_or_else(sync_off)?;
        if vault.keys.is_locked() {
            return Err(keys::locked());
        }
        let have = crate::journal::have(&self.store().mailbox())?;
        let code = PairingCode::of(&vault, &have).to_text();
        let code = code.map_err(|error| ApiError::new("pairing", format!("A code cannot be made: {error}.")))?;
        Ok(PairingWords { code: code.to_string(), qr: qr::svg(&code)? })
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

fn sync_off() -> ApiError {
    ApiError::new("sync_off", "Sync is not set up on this device.").hint("Choose a folder first.")
}

fn vault_error(error: VaultError) -> ApiError {
    let code = if matches!(error, VaultError::NotHere | VaultError::NotDownloaded) { "no_vault" } else { "folder" };
    ApiError::new(code, sentence(&error))
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
