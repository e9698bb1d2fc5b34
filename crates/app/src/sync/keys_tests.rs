use super::*;
use crate::api::{
    notes::{JotRow, Saved},
    system::{PairingCode, SyncState},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

struct Device {
    app: App,
    _dir: TempDir,
}

fn device() -> Device {
    let dir = TempDir::new().unwrap();
    Device { app: App::open(dir.path()).unwrap(), _dir: dir }
}

impl Device {
    fn call<T: DeserializeOwned>(&self, name: &str, args: Value) -> T {
        match self.app.dispatch(name, args) {
            Ok(answer) => serde_json::from_value(answer).unwrap(),
            Err(error) => panic!("{name}: {error:?}"),
        }
    }

    fn refused(&self, name: &str, args: Value) -> ApiError {
        self.app.dispatch(name, args).expect_err("this must be refused")
    }

    fn jot(&self, text: &str) {
        let _: Saved = self.call("jot_save", json!({"text": text}));
    }

    fn jots(&self) -> Vec<String> {
        let rows: Vec<JotRow> = self.call("jots", json!({}));
        let mut texts: Vec<String> = rows.into_iter().map(|row| row.jot.text).collect();
        texts.sort();
        texts
    }

    fn sync(&self) -> SyncStatus {
        self.call("sync_now", json!({}))
    }

    fn create(&self, folder: &TempDir) -> String {
        let _: SyncStatus = self.call("vault_create", json!({"folder": folder.path(), "device": "Laptop"}));
        self.call::<RecoveryCode>("recovery_code", json!({})).code
    }

    fn join(&self, folder: &TempDir, inviter: &Self) -> SyncStatus {
        let code: PairingCode = inviter.call("pairing_code", json!({}));
        self.call("vault_join", json!({"folder": folder.path(), "code": code.code, "device": "Phone"}))
    }

    fn recover(&self, folder: &TempDir, secret: &str) -> SyncStatus {
        self.call("vault_recover", json!({"folder": folder.path(), "secret": secret, "device": "New"}))
    }

    fn keys(&self) -> KeyStatus {
        self.app.key_status().unwrap().unwrap()
    }

    /// The id that other devices know this one by.
    fn id(&self) -> String {
        self.sync().devices.into_iter().find(|row| row.this).unwrap().id
    }

    fn key_file(&self) -> PathBuf {
        let is_key = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "keys");
        let files = std::fs::read_dir(self.app.data_dir()).unwrap().map(|entry| entry.unwrap().path());
        files.into_iter().find(is_key).expect("a key file")
    }

    /// What the key store holds.
    fn secrets(&self) -> DeviceKeys {
        self.app.device_keys(self.app.vault_id().unwrap().unwrap()).unwrap().unwrap()
    }
}

fn settle(devices: &[&Device]) {
    for _ in 0..3 {
        for device in devices {
            device.sync();
        }
    }
}

fn key_folder(folder: &TempDir) -> PathBuf {
    folder.path().join("Firsthand/keys")
}

fn slot_files(folder: &TempDir) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = std::fs::read_dir(key_folder(folder)).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

fn new_files(folder: &TempDir, before: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<Vec<u8>> {
    slot_files(folder).into_iter().filter(|(path, _)| !before.contains_key(path)).map(|(_, bytes)| bytes).collect()
}

fn is_locked_file(problem: &str) -> bool {
    problem.contains("locked with a key")
}

fn root(folder: &TempDir) -> FsFolder {
    FsFolder::in_picked(Path::new(folder.path()))
}

#[test]
fn all_devices_are_lost_and_the_recovery_code_brings_everything_back() {
    let folder = TempDir::new().unwrap();
    let (laptop, phone) = (device(), device());
    let code = laptop.create(&folder);
    assert_eq!(laptop.keys().recovery, RecoveryState::Unconfirmed);
    phone.join(&folder, &laptop);
    assert_eq!(phone.keys().recovery, RecoveryState::Elsewhere, "it cannot know whether the code is written down");
    laptop.jot("from the laptop");
    phone.jot("from the phone");
    settle(&[&laptop, &phone]);
    drop((laptop, phone));

    let new = device();
    let wrong: String = code.chars().rev().collect();
    assert_eq!(
        new.refused("vault_recover", json!({"folder": folder.path(), "secret": wrong, "device": ""})).code,
        "recovery"
    );
    let mut typo: Vec<char> = code.chars().collect();
    let last = typo.last_mut().unwrap();
    *last = if *last == 'Q' { 'P' } else { 'Q' };
    let typo: String = typo.into_iter().collect();
    let refused = new.refused("vault_recover", json!({"folder": folder.path(), "secret": typo, "device": ""}));
    assert!(refused.message.contains("A character of the code is wrong"), "{}", refused.message);

    let status = new.recover(&folder, &code.to_lowercase());
    assert_eq!(status.state, SyncState::UpToDate, "{status:?}");
    assert_eq!(new.jots(), ["from the laptop", "from the phone"]);
    assert_eq!(new.keys().recovery, RecoveryState::Confirmed, "the code still opens the folder");
    // The new device is let in for good, and what it writes opens with the code as well.
    new.jot("from the new one");
    new.sync();
    let newest = device();
    newest.recover(&folder, &code);
    assert_eq!(newest.jots().len(), 3);
}

#[test]
fn the_recovery_code_is_kept_only_until_it_is_typed_back() {
    let folder = TempDir::new().unwrap();
    let laptop = device();
    let code = laptop.create(&folder);
    assert_eq!(laptop.call::<RecoveryCode>("recovery_code", json!({})).code, code);
    let refused = laptop.refused("recovery_confirm", json!({"code": "AGE-SECRET-KEY-1 QQQQQ"}));
    assert!(refused.message.contains("cut off"), "{}", refused.message);
    let other = recovery::write_code(&AgeIdentity::random(&mut OsEntropy));
    assert_eq!(laptop.refused("recovery_confirm", json!({"code": *other})).code, "recovery");
    assert_eq!(laptop.keys().recovery, RecoveryState::Unconfirmed);

    let status: SyncStatus = laptop.call("recovery_confirm", json!({"code": code}));
    assert_eq!(status.keys.unwrap().recovery, RecoveryState::Confirmed);
    assert!(laptop.secrets().recovery.is_none());
    assert_eq!(laptop.refused("recovery_code", json!({})).code, "recovery");

    // A new code replaces it: the old one opens what was, and nothing that comes.
    let new: RecoveryCode = laptop.call("recovery_renew", json!({}));
    assert_eq!(laptop.keys().recovery, RecoveryState::Unconfirmed);
    laptop.jot("after the change");
    laptop.sync();
    let (with_old, with_new) = (device(), device());
    let status = with_old.recover(&folder, &code);
    assert!(with_old.jots().is_empty() && status.problems.iter().any(|problem| is_locked_file(problem)), "{status:?}");
    with_new.recover(&folder, &new.code);
    assert_eq!(with_new.jots(), ["after the change"]);
}

#[test]
fn a_lost_device_reads_nothing_that_is_written_after_it_was_left_out() {
    let folder = TempDir::new().unwrap();
    let (laptop, phone, lost) = (device(), device(), device());
    laptop.create(&folder);
    phone.join(&folder, &laptop);
    lost.join(&folder, &laptop);
    laptop.jot("before");
    settle(&[&laptop, &phone, &lost]);
    assert_eq!(lost.jots(), ["before"]);
    let before = slot_files(&folder);
    let opener = lost.secrets();

    let id = laptop.id();
    assert_eq!(laptop.refused("vault_rotate", json!({"without": [id]})).code, "invalid");
    let _: SyncStatus = laptop.call("vault_rotate", json!({"without": [lost.id()]}));
    laptop.jot("after, from the laptop");
    settle(&[&laptop, &phone]);
    phone.jot("after, from the phone");
    settle(&[&laptop, &phone]);
    assert_eq!(phone.jots(), ["after, from the laptop", "after, from the phone", "before"]);
    assert_eq!(laptop.jots(), phone.jots());

    // The stock implementation agrees: neither its identity nor anything that follows from its key opens the new slots.
    let new = new_files(&folder, &before);
    assert!(!new.is_empty());
    for bytes in &new {
        assert_eq!(slot::open(bytes, &identities(&opener)), Err(SlotError::NotForUs));
        assert!(slot::open(bytes, &identities(&phone.secrets())).is_ok());
    }
    for _ in 0..3 {
        let status = lost.sync();
        assert!(status.problems.iter().any(|problem| is_locked_file(problem)), "{status:?}");
    }
    assert_eq!(lost.jots(), ["before"]);

    // What it goes on to write with the old key cannot take the new one away from the others.
    lost.jot("from the lost one");
    let _: SyncStatus = lost.call("vault_rotate", json!({"without": [laptop.id(), phone.id()]}));
    settle(&[&lost, &laptop, &phone]);
    laptop.jot("still closed");
    settle(&[&laptop, &phone, &lost]);
    assert!(phone.jots().contains(&"still closed".to_owned()));
    assert!(!lost.jots().contains(&"still closed".to_owned()));

    // Let in again, it reads everything.
    lost.join(&folder, &laptop);
    settle(&[&laptop, &phone, &lost]);
    assert_eq!(lost.jots(), laptop.jots());
    assert_eq!(phone.jots(), laptop.jots());
}

#[test]
fn joining_again_brings_nobody_back() {
    let folder = TempDir::new().unwrap();
    let (laptop, phone, lost) = (device(), device(), device());
    laptop.create(&folder);
    phone.join(&folder, &laptop);
    lost.join(&folder, &laptop);
    settle(&[&laptop, &phone, &lost]);
    // An old code, a change that leaves one out, and then the code is used.
    let code: PairingCode = laptop.call("pairing_code", json!({}));
    let _: SyncStatus = laptop.call("vault_rotate", json!({"without": [lost.id()]}));
    let _: SyncStatus =
        phone.call("vault_join", json!({"folder": folder.path(), "code": code.code, "device": "Phone"}));
    settle(&[&phone, &laptop]);
    phone.join(&folder, &laptop);
    let _: SyncStatus = phone.call("vault_rotate", json!({}));
    settle(&[&phone, &laptop]);
    let age = lost.secrets().identity.recipient();
    for device in [&laptop, &phone] {
        let (.., readers) = device.app.opened().unwrap();
        assert!(readers.iter().all(|reader| reader.age != age), "{readers:?}");
        assert_eq!(readers.len(), 3, "two devices and the recovery code");
    }
    phone.jot("closed");
    settle(&[&phone, &laptop, &lost]);
    assert_eq!(laptop.jots(), ["closed"]);
    assert!(lost.jots().is_empty());
}

#[test]
fn two_devices_change_the_key_at_the_same_time() {
    let folder = TempDir::new().unwrap();
    let (laptop, phone, tablet) = (device(), device(), device());
    laptop.create(&folder);
    phone.join(&folder, &laptop);
    tablet.join(&folder, &laptop);
    settle(&[&laptop, &phone, &tablet]);
    // Neither sees what the other does: the folder is away.
    let away = folder.path().join("Firsthand");
    let aside = folder.path().join("aside");
    std::fs::rename(&away, &aside).unwrap();
    for device in [&laptop, &phone] {
        let _: SyncStatus = device.call("vault_rotate", json!({}));
    }
    laptop.jot("one");
    phone.jot("two");
    std::fs::rename(&aside, &away).unwrap();
    settle(&[&laptop, &phone, &tablet]);
    tablet.jot("three");
    settle(&[&laptop, &phone, &tablet]);
    for device in [&laptop, &phone, &tablet] {
        assert_eq!(device.jots(), ["one", "three", "two"]);
        assert_eq!(device.sync().state, SyncState::UpToDate);
        assert_eq!(device.secrets().keys.len(), 3, "both changes survive");
    }
    assert!(laptop.keys().contested);
    let _: SyncStatus = tablet.call("vault_rotate", json!({}));
    settle(&[&tablet, &laptop, &phone]);
    let active = |device: &Device| device.secrets().keys.active().map(VaultKey::id);
    for device in [&laptop, &phone, &tablet] {
        assert!(!device.keys().contested);
        assert_eq!(active(device), active(&tablet), "the next change joins them");
    }
}

#[test]
fn slots_that_were_deleted_or_damaged_come_back() {
    let folder = TempDir::new().unwrap();
    let (laptop, phone) = (device(), device());
    let code = laptop.create(&folder);
    phone.join(&folder, &laptop);
    settle(&[&laptop, &phone]);
    std::fs::remove_dir_all(key_folder(&folder)).unwrap();
    phone.sync();
    assert!(!slot_files(&folder).is_empty(), "any member puts them back");
    device().recover(&folder, &code);

    for path in slot_files(&folder).into_keys() {
        std::fs::write(path, b"age-encryption.org/v1\n").unwrap();
    }
    let refused = device().refused("vault_recover", json!({"folder": folder.path(), "secret": code, "device": ""}));
    assert_eq!(refused.code, "recovery");
    laptop.sync();
    device().recover(&folder, &code);
    // And a quiet round writes nothing.
    let before = slot_files(&folder);
    settle(&[&laptop, &phone]);
    let after = slot_files(&folder);
    settle(&[&laptop, &phone]);
    assert!(before.iter().all(|(path, bytes)| after.get(path) == Some(bytes)));
    assert_eq!(slot_files(&folder), after);
}

#[test]
fn a_planted_slot_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let (laptop, phone) = (device(), device());
    laptop.create(&folder);
    phone.join(&folder, &laptop);
    settle(&[&laptop, &phone]);
    let (vault, keys, readers) = laptop.app.opened().unwrap();
    let mut foreign = KeyRing::default();
    foreign.add(7, VaultKey::from_bytes([66; 32]));
    slot::publish(&root(&folder), &slot::seal(vault, &foreign, &readers).unwrap()).unwrap();
    settle(&[&laptop, &phone]);
    for device in [&laptop, &phone] {
        assert_eq!(device.secrets().keys, keys.keys);
        assert!(!device.keys().contested);
    }
}

#[test]
fn a_lost_key_locks_the_folder_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let (laptop, phone) = (device(), device());
    let code = laptop.create(&folder);
    phone.join(&folder, &laptop);
    laptop.jot("before");
    settle(&[&laptop, &phone]);
    std::fs::remove_file(laptop.key_file()).unwrap();

    let status = laptop.sync();
    assert_eq!(status.folder_state, "locked");
    let keys = status.keys.unwrap();
    assert!(keys.locked && keys.recovery == RecoveryState::Elsewhere, "{keys:?}");
    assert_eq!(laptop.refused("pairing_code", json!({})).code, "locked");
    assert_eq!(laptop.refused("vault_rotate", json!({})).code, "locked");
    laptop.jot("while locked");
    assert_eq!(laptop.jots(), ["before", "while locked"]);
    laptop.sync();
    let has_key = std::fs::read_dir(laptop.app.data_dir()).unwrap().any(|entry| {
        entry.unwrap().path().extension().is_some_and(|extension| extension == "keys" || extension == "key")
    });
    assert!(!has_key, "no key is made up");

    laptop.recover(&folder, &code);
    settle(&[&laptop, &phone]);
    assert_eq!(phone.jots(), ["before", "while locked"]);
    assert!(!laptop.keys().locked);
    // A pairing code does it as well.
    std::fs::remove_file(laptop.key_file()).unwrap();
    assert!(laptop.keys().locked);
    laptop.join(&folder, &phone);
    laptop.jot("again");
    settle(&[&laptop, &phone]);
    assert_eq!(phone.jots(), ["again", "before", "while locked"]);
}

#[test]
fn a_passphrase_opens_the_folder_until_it_is_taken_away() {
    let folder = TempDir::new().unwrap();
    let laptop = device();
    laptop.create(&folder);
    assert_eq!(laptop.refused("passphrase_set", json!({"passphrase": "short"})).code, "invalid");
    assert_eq!(laptop.refused("passphrase_remove", json!({})).code, "missing");
    let status: SyncStatus = laptop.call("passphrase_set", json!({"passphrase": "correct horse battery"}));
    assert!(status.keys.unwrap().passphrase);
    let with_passphrase = |bytes: &Vec<u8>| slot::is_for_passphrase(bytes);
    assert_eq!(slot_files(&folder).values().filter(|bytes| with_passphrase(bytes)).count(), 1);
    // After another change of the key it still opens what is new.
    let _: SyncStatus = laptop.call("vault_rotate", json!({}));
    laptop.jot("first");
    laptop.sync();
    let first = device();
    first.recover(&folder, " correct  horse battery\n");
    assert_eq!(first.jots(), ["first"]);
    let wrong = json!({"folder": folder.path(), "secret": "correct house battery", "device": ""});
    assert!(device().refused("vault_recover", wrong).message.contains("passphrase"));

    let _: SyncStatus = laptop.call("passphrase_set", json!({"passphrase": "another staple word"}));
    assert_eq!(
        slot_files(&folder).values().filter(|bytes| with_passphrase(bytes)).count(),
        1,
        "the old one is deleted"
    );
    let old = json!({"folder": folder.path(), "secret": "correct horse battery", "device": ""});
    assert!(device().refused("vault_recover", old).message.contains("passphrase"));
    let second = device();
    second.recover(&folder, "another staple word");
    assert_eq!(second.jots(), ["first"]);

    let kept = slot_files(&folder);
    let status: SyncStatus = laptop.call("passphrase_remove", json!({}));
    assert!(!status.keys.unwrap().passphrase);
    assert!(!slot_files(&folder).values().any(with_passphrase));
    laptop.jot("second");
    laptop.sync();
    // An older copy of the folder still opens with it, and shows nothing that came after.
    for (path, bytes) in kept {
        std::fs::write(path, bytes).unwrap();
    }
    let with_copy = device();
    with_copy.recover(&folder, "another staple word");
    assert_eq!(with_copy.jots(), ["first"]);
}

#[test]
fn a_vault_of_the_first_version_gets_its_slot() {
    let folder = TempDir::new().unwrap();
    let laptop = device();
    laptop.create(&folder);
    laptop.jot("old");
    laptop.sync();
    // As the first version left it: one bare key beside the database, no slots and no word of them.
    let keys = laptop.secrets();
    std::fs::remove_file(laptop.key_file()).unwrap();
    let vault = laptop.app.vault_id().unwrap().unwrap();
    let bare = laptop.app.data_dir().join(format!("vault-{vault}.key"));
    std::fs::write(&bare, keys.keys.active().unwrap().as_bytes()).unwrap();
    std::fs::remove_dir_all(key_folder(&folder)).unwrap();
    {
        let store = laptop.app.store();
        let mailbox = store.mailbox();
        for prefix in ["keys.", "slot"] {
            for key in mailbox.values(prefix).unwrap().into_keys() {
                mailbox.set_value(&key, None).unwrap();
            }
        }
    }
    assert!(!laptop.keys().locked);
    assert_eq!(laptop.sync().state, SyncState::UpToDate);
    assert_eq!(laptop.secrets().keys, keys.keys);
    assert!(!bare.exists(), "it is taken over");
    assert_eq!(laptop.secrets(), laptop.secrets(), "with an identity that stays");
    assert_eq!(laptop.keys().recovery, RecoveryState::None);
    let code: RecoveryCode = laptop.call("recovery_renew", json!({}));
    let new = device();
    new.recover(&folder, &code.code);
    assert_eq!(new.jots(), ["old"]);
}

#[test]
fn a_change_that_broke_off_is_finished_or_never_was() {
    let folder = TempDir::new().unwrap();
    let (laptop, phone) = (device(), device());
    laptop.create(&folder);
    phone.join(&folder, &laptop);
    settle(&[&laptop, &phone]);
    // The slot is stored, and then the program ends before the key is written.
    let old = laptop.secrets();
    let file = laptop.key_file();
    let bytes = std::fs::read(&file).unwrap();
    std::fs::rename(folder.path().join("Firsthand"), folder.path().join("aside")).unwrap();
    let _: SyncStatus = laptop.call("vault_rotate", json!({}));
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(laptop.secrets(), old);
    std::fs::rename(folder.path().join("aside"), folder.path().join("Firsthand")).unwrap();
    laptop.jot("after");
    settle(&[&laptop, &phone]);
    assert_eq!(phone.jots(), ["after"]);
    assert_eq!(laptop.secrets().keys, phone.secrets().keys);
    assert_eq!(laptop.secrets().keys.len(), 2);
}

#[test]
fn nothing_is_sealed_with_a_key_that_no_slot_in_the_folder_carries() {
    let folder = TempDir::new().unwrap();
    let laptop = device();
    let code = laptop.create(&folder);
    laptop.sync();
    // The slots cannot be written: their place is taken by a file.
    std::fs::remove_dir_all(key_folder(&folder)).unwrap();
    std::fs::write(key_folder(&folder), b"").unwrap();
    let before = laptop.secrets().keys;
    let _: SyncStatus = laptop.call("vault_rotate", json!({}));
    assert_eq!(laptop.secrets().keys.len(), 2);
    let (mut used, vault) = {
        let Membership { vault, .. } = laptop.app.membership().unwrap().unwrap();
        (vault.clone(), vault)
    };
    assert_ne!(vault.keys.active(), before.active());
    laptop.app.tend_keys(&root(&folder), &mut used, true).unwrap();
    assert_eq!(used.keys.active(), before.active(), "the new key waits");
    std::fs::remove_file(key_folder(&folder)).unwrap();
    laptop.app.tend_keys(&root(&folder), &mut used, true).unwrap();
    assert_eq!(used.keys.active(), vault.keys.active(), "now it can be read");
    laptop.jot("new");
    laptop.sync();
    let new = device();
    new.recover(&folder, &code);
    assert_eq!(new.jots(), ["new"]);
}

#[test]
fn keys_are_those_of_the_file_as_it_stands() {
    let (a, folder) = (device(), TempDir::new().unwrap());
    a.create(&folder);
    let vault = a.app.vault_id().unwrap().unwrap();
    if a.keys().kept != KeyPlace::File {
        return;
    }
    let path = a.app.data_dir().join(format!("vault-{vault}.keys"));
    let (before, bytes) = (a.app.own_keys(vault).unwrap().unwrap(), std::fs::read(&path).unwrap());
    assert_eq!(before.address, before.keys.identity.recipient());
    assert!(std::sync::Arc::ptr_eq(&before, &a.app.own_keys(vault).unwrap().unwrap()), "not decoded again");
    // Somebody restores other keys by hand, takes the file away, damages it, and brings it back.
    let other = DeviceKeys::new(before.keys.keys.clone(), &mut OsEntropy);
    std::fs::write(&path, &*other.encode()).unwrap();
    let read = a.app.own_keys(vault).unwrap().unwrap();
    assert_eq!((&read.keys, read.address.clone()), (&other, other.identity.recipient()));
    std::fs::remove_file(&path).unwrap();
    assert!(a.app.own_keys(vault).unwrap().is_none());
    std::fs::write(&path, &bytes[1..]).unwrap();
    assert!(a.app.own_keys(vault).unwrap().is_none());
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(a.app.own_keys(vault).unwrap().unwrap().keys, before.keys);
}

#[test]
fn the_status_answers_while_the_system_s_key_store_does_not() {
    let folder = TempDir::new().unwrap();
    let laptop = device();
    laptop.create(&folder);
    laptop.sync();
    // The keys are said to lie in the system's store, and somebody waits for its answer.
    laptop.app.store().mailbox().set_value(values::PLACE, Some(b"keychain")).unwrap();
    laptop.app.syncing.set_keys(None);
    let _reading = laptop.app.syncing.reading_keys.lock().unwrap();
    let (done, answered) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| done.send(laptop.app.sync_status().unwrap()).unwrap());
        let status = answered.recv_timeout(std::time::Duration::from_secs(30)).expect("the status does not wait");
        let keys = status.keys.unwrap();
        assert!(!keys.locked, "not known to be missing: {keys:?}");
        assert_eq!(keys.recovery, RecoveryState::Elsewhere, "what is not known is not said");
    });
}
