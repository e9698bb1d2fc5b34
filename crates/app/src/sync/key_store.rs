//! Where this device keeps its keys: the key store of the operating system if it works, else a file beside the database.
//!
//! The database holds the same words in the clear, so the file guards nothing that the disk's own protection does not;
//! it only must not lie in the sync folder. Which of the two it is, and why, is part of what the user can see.

use crate::api::system::KeyPlace;
use firsthand_sync::{DeviceId, DeviceKeys, KeyRing, OsEntropy, VaultId, VaultKey};
use std::{
    fmt::Debug,
    io::Write as _,
    path::{Path, PathBuf},
};
use zeroize::{Zeroize as _, Zeroizing};

/// Set to `file`, it keeps the keys out of the system's store.
pub(crate) const CHOICE: &str = "FIRSTHAND_KEY_STORE";

/// Names one item: one device's keys of one vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) vault: VaultId,
    pub(crate) device: DeviceId,
}

/// Why a store does not do what was asked, in the system's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct StoreError(pub(crate) String);

/// A place for secrets.
pub(crate) trait KeyStore: Debug + Send + Sync {
    /// Reads an item; none if it was never there or is gone.
    fn read(&self, item: Item) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError>;
    /// Writes an item, durably.
    fn write(&self, item: Item, bytes: &[u8]) -> Result<(), StoreError>;
    /// Takes an item away; one that is not there counts as taken away.
    fn remove(&self, item: Item) -> Result<(), StoreError>;
}

/// The two places, as far as they can be had.
#[derive(Debug)]
pub(crate) struct Stores<'a> {
    pub(crate) file: FileStore,
    /// The system's store, or why it is not used.
    pub(crate) system: Result<&'a dyn KeyStore, String>,
}

/// Where keys came to lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) place: KeyPlace,
    /// Why it is not the system's store.
    pub(crate) why: Option<String>,
}

impl Stores<'_> {
    /// Reads the keys from where they are; none when the item is missing, which means locked. `place` is where they were put last.
    pub(crate) fn read(&self, item: Item, place: KeyPlace) -> Result<Option<DeviceKeys>, StoreError> {
        // Written after the item in the system's store, a file is always the newer one.
        let bytes = match (self.file.read(item)?, place) {
            (Some(bytes), _) => Some(bytes),
            (None, KeyPlace::File) => None,
            (None, KeyPlace::Keychain) => self.system.clone().map_err(StoreError)?.read(item)?,
        };
        let Some(bytes) = bytes else { return Ok(self.file.read_first_version(item)) };
        DeviceKeys::decode(&bytes).map(Some).map_err(|error| StoreError(format!("the kept keys are damaged: {error}")))
    }

    /// Writes the keys to the best place that takes them, and reads them back.
    pub(crate) fn write(&self, item: Item, keys: &DeviceKeys) -> Result<Kept, StoreError> {
        let bytes = keys.encode();
        let why = match self.system.as_ref().map_err(Clone::clone).and_then(|system| put(*system, item, &bytes)) {
            Ok(()) => {
                // The file would be read first, and it would guard less.
                self.file.remove(item)?;
                return Ok(Kept { place: KeyPlace::Keychain, why: None });
            }
            Err(why) => why,
        };
        put(&self.file, item, &bytes).map_err(StoreError)?;
        self.file.remove_first_version(item)?;
        if let Ok(system) = self.system {
            // An older state of the keys may lie there; where it cannot be removed it is never read before the file.
            let _ = system.remove(item);
        }
        Ok(Kept { place: KeyPlace::File, why: Some(why) })
    }
}

fn put(store: &dyn KeyStore, item: Item, bytes: &[u8]) -> Result<(), String> {
    store.write(item, bytes).map_err(|error| error.0)?;
    match store.read(item) {
        Ok(Some(back)) if back.as_slice() == bytes => Ok(()),
        Ok(_) => Err("it did not give back what was put into it".to_owned()),
        Err(error) => Err(error.0),
    }
}

/// A file beside the database that only its owner may read.
#[derive(Clone, Debug)]
pub(crate) struct FileStore {
    dir: PathBuf,
}

impl FileStore {
    pub(crate) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    fn path(&self, item: Item) -> PathBuf {
        self.dir.join(format!("vault-{}.keys", item.vault))
    }

    fn first_version(&self, item: Item) -> PathBuf {
        self.dir.join(format!("vault-{}.key", item.vault))
    }

    /// Whether all that is there of an item is what the first version kept.
    pub(crate) fn is_of_first_version(&self, item: Item) -> bool {
        !self.path(item).exists() && self.first_version(item).exists()
    }

    /// Takes over what the first version kept: the one data key, bare.
    fn read_first_version(&self, item: Item) -> Option<DeviceKeys> {
        let bytes = Zeroizing::new(std::fs::read(self.first_version(item)).ok()?);
        let mut key: [u8; 32] = bytes.as_slice().try_into().ok()?;
        let keys = KeyRing::of(VaultKey::from_bytes(key));
        key.zeroize();
        Some(DeviceKeys::new(keys, &mut OsEntropy))
    }

    fn remove_first_version(&self, item: Item) -> Result<(), StoreError> {
        remove(&self.first_version(item))
    }
}

impl KeyStore for FileStore {
    fn read(&self, item: Item) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        match std::fs::read(self.path(item)) {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError(error.to_string())),
        }
    }

    fn write(&self, item: Item, bytes: &[u8]) -> Result<(), StoreError> {
        let write = || {
            // A named temporary file is made readable for its owner only.
            let mut file = tempfile::NamedTempFile::new_in(&self.dir)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(self.path(item)).map_err(|error| error.error)?;
            sync_folder(&self.dir)
        };
        write().map_err(|error: std::io::Error| StoreError(error.to_string()))
    }

    fn remove(&self, item: Item) -> Result<(), StoreError> {
        remove(&self.path(item))?;
        remove(&self.first_version(item))
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError(error.to_string())),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

pub(crate) use system::{store as system_store, untried as untried_store};

/// The store of the operating system: Keychain, Credential Manager, or the Secret Service of a Linux desktop.
#[cfg(not(any(target_os = "android", target_os = "ios")))]
mod system {
    use super::{CHOICE, Item, KeyStore, StoreError};
    use std::{
        sync::{OnceLock, mpsc},
        thread,
        time::Duration,
    };
    use zeroize::Zeroizing;

    const SERVICE: &str = "app.firsthand.Firsthand";
    /// The user may be asked to unlock the store; somebody who is not there must not hold up sync for ever.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// Returns the store if it may be used and gives back what is put into it; else why not. It is tried once.
    pub(crate) fn store() -> Result<&'static dyn KeyStore, String> {
        static STORE: OnceLock<Result<SystemStore, String>> = OnceLock::new();
        let tried = STORE.get_or_init(|| {
            untried()?;
            probe().map(|()| SystemStore).map_err(|error| error.0)
        });
        tried.as_ref().map(|store| store as &dyn KeyStore).map_err(Clone::clone)
    }

    /// Returns the store without trying it, unless it must not be used.
    pub(crate) fn untried() -> Result<&'static dyn KeyStore, String> {
        if cfg!(test) || std::env::var_os(CHOICE).is_some_and(|choice| choice == "file") {
            return Err(format!("{CHOICE} says so"));
        }
        Ok(&SystemStore)
    }

    fn probe() -> Result<(), StoreError> {
        let name = format!("probe-{}", uuid::Uuid::new_v4());
        within(move || {
            let entry = keyring::Entry::new(SERVICE, &name)?;
            entry.set_secret(name.as_bytes())?;
            let back = entry.get_secret();
            let removed = entry.delete_credential();
            let same = back? == name.as_bytes();
            removed?;
            Ok(same)
        })?
        .then_some(())
        .ok_or_else(|| StoreError("it did not give back what was put into it".to_owned()))
    }

    /// Does something with the store on a thread of its own, and does not wait for ever.
    fn within<T: Send + 'static>(act: impl FnOnce() -> keyring::Result<T> + Send + 'static) -> Result<T, StoreError> {
        let (say, hear) = mpsc::channel();
        let asking = thread::Builder::new().name("key store".to_owned()).spawn(move || {
            if let Err(error) = keyring::Entry::store_status() {
                let _ = say.send(Err(error.to_string()));
                return;
            }
            // Nobody listens any more if it took too long.
            let _ = say.send(act().map_err(|error| error.to_string()));
        });
        asking.map_err(|error| StoreError(error.to_string()))?;
        match hear.recv_timeout(PATIENCE) {
            Ok(answer) => answer.map_err(StoreError),
            Err(_) => Err(StoreError("the system's key store does not answer".to_owned())),
        }
    }

    #[derive(Debug)]
    struct SystemStore;

    fn entry(item: Item) -> keyring::Result<keyring::Entry> {
        keyring::Entry::new(SERVICE, &format!("vault-{}-{}", item.vault, item.device))
    }

    impl KeyStore for SystemStore {
        fn read(&self, item: Item) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
            within(move || match entry(item)?.get_secret() {
                Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
                Err(keyring::Error::NoEntry) => Ok(None),
                Err(error) => Err(error),
            })
        }

        fn write(&self, item: Item, bytes: &[u8]) -> Result<(), StoreError> {
            let bytes = Zeroizing::new(bytes.to_vec());
            within(move || entry(item)?.set_secret(&bytes))
        }

        fn remove(&self, item: Item) -> Result<(), StoreError> {
            within(move || match entry(item)?.delete_credential() {
                Err(keyring::Error::NoEntry) => Ok(()),
                other => other,
            })
        }
    }
}

/// On a phone the app's own folder is closed to every other app; its key store comes with the phone's own parts.
#[cfg(any(target_os = "android", target_os = "ios"))]
mod system {
    use super::KeyStore;

    pub(crate) fn store() -> Result<&'static dyn KeyStore, String> {
        Err("on a phone, no other app can read this app's files".to_owned())
    }

    pub(crate) fn untried() -> Result<&'static dyn KeyStore, String> {
        store()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeMap, sync::Mutex};

    /// A store in memory that can be broken.
    #[derive(Debug, Default)]
    struct Memory {
        items: Mutex<BTreeMap<String, Vec<u8>>>,
        broken: Mutex<Option<&'static str>>,
    }

    impl Memory {
        fn name(item: Item) -> String {
            format!("{}/{}", item.vault, item.device)
        }

        fn answer(&self) -> Result<(), StoreError> {
            self.broken.lock().unwrap().map_or(Ok(()), |why| Err(StoreError(why.to_owned())))
        }
    }

    impl KeyStore for Memory {
        fn read(&self, item: Item) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
            self.answer()?;
            Ok(self.items.lock().unwrap().get(&Self::name(item)).cloned().map(Zeroizing::new))
        }

        fn write(&self, item: Item, bytes: &[u8]) -> Result<(), StoreError> {
            self.answer()?;
            self.items.lock().unwrap().insert(Self::name(item), bytes.to_vec());
            Ok(())
        }

        fn remove(&self, item: Item) -> Result<(), StoreError> {
            self.answer()?;
            self.items.lock().unwrap().remove(&Self::name(item));
            Ok(())
        }
    }

    fn item() -> Item {
        Item { vault: VaultId::from_bytes([7; 16]), device: DeviceId::from_bytes([8; 16]) }
    }

    fn keys(n: u8) -> DeviceKeys {
        DeviceKeys::new(KeyRing::of(VaultKey::from_bytes([n; 32])), &mut OsEntropy)
    }

    #[test]
    fn the_file_is_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let stores = Stores { file: FileStore::new(dir.path()), system: Err("none".to_owned()) };
        assert_eq!(stores.read(item(), KeyPlace::File), Ok(None));
        let kept = stores.write(item(), &keys(1)).unwrap();
        assert_eq!(kept, Kept { place: KeyPlace::File, why: Some("none".to_owned()) });
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(stores.file.path(item())).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "nobody else may read it");
        }
    }

    #[test]
    fn a_store_that_works_is_used_and_nothing_stays_in_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let system = Memory::default();
        let stores = Stores { file: FileStore::new(dir.path()), system: Ok(&system) };
        std::fs::write(stores.file.first_version(item()), [9; 32]).unwrap();
        assert!(stores.file.is_of_first_version(item()));
        let taken_over = stores.read(item(), KeyPlace::File).unwrap().unwrap();
        assert_eq!(taken_over.keys, KeyRing::of(VaultKey::from_bytes([9; 32])));
        assert_eq!(stores.write(item(), &taken_over).unwrap(), Kept { place: KeyPlace::Keychain, why: None });
        assert!(!stores.file.is_of_first_version(item()));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "the first version's file is taken over");
        assert_eq!(stores.read(item(), KeyPlace::Keychain), Ok(Some(taken_over)));
        let other = Item { device: DeviceId::from_bytes([1; 16]), ..item() };
        assert_eq!(stores.read(other, KeyPlace::Keychain), Ok(None));
    }

    #[test]
    fn a_store_that_fails_is_replaced_by_the_file_and_says_why() {
        let dir = tempfile::tempdir().unwrap();
        let system = Memory::default();
        let stores = Stores { file: FileStore::new(dir.path()), system: Ok(&system) };
        let (first, second) = (keys(1), keys(2));
        stores.write(item(), &first).unwrap();
        *system.broken.lock().unwrap() = Some("it is closed");
        assert_eq!(stores.read(item(), KeyPlace::Keychain), Err(StoreError("it is closed".to_owned())), "not: no key");
        let kept = stores.write(item(), &second).unwrap();
        assert_eq!(kept, Kept { place: KeyPlace::File, why: Some("it is closed".to_owned()) });
        *system.broken.lock().unwrap() = None;
        assert_eq!(stores.read(item(), KeyPlace::Keychain), Ok(Some(second.clone())), "the newer of the two");
        assert_eq!(stores.write(item(), &second).unwrap().place, KeyPlace::Keychain);
        assert_eq!(stores.read(item(), KeyPlace::Keychain), Ok(Some(second)));
    }

    #[test]
    fn a_damaged_item_is_an_error_and_never_a_new_key() {
        let dir = tempfile::tempdir().unwrap();
        let stores = Stores { file: FileStore::new(dir.path()), system: Err(String::new()) };
        std::fs::write(stores.file.path(item()), b"nonsense").unwrap();
        assert!(stores.read(item(), KeyPlace::File).is_err());
        std::fs::remove_file(stores.file.path(item())).unwrap();
        std::fs::write(stores.file.first_version(item()), [9; 31]).unwrap();
        assert_eq!(stores.read(item(), KeyPlace::File), Ok(None));
    }
}
