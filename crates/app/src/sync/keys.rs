//! The vault's keys on this device: kept in the key store, carried by slots in the folder, changed on the user's word.
//!
//! A slot is stored here before its key is, and lies in the folder before anything is sealed with its key: whoever may read
//! the vault can then read every file in it, whatever breaks off in between.

use super::{
    Membership,
    key_store::{FileStore, Item, Kept, KeyStore as _, Stores, system_store, untried_store},
    names, sentence,
};
use crate::{
    api::{
        ApiError,
        system::{KeyPlace, KeyStatus, RecoveryCode, RecoveryState, SyncStatus},
    },
    app::App,
    journal::JournalError,
};
use firsthand_store::Mailbox;
use firsthand_sync::{
    AgeIdentity, DeviceId, DeviceKeys, Folder, FsFolder, Holder, KeyId, KeyRing, OsEntropy, Recipient, Slot, SlotError,
    Vault, VaultId, VaultKey, key_ring::MAX_EPOCH, name, recovery, slot, slot::Standing,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
};

/// Names of the vault's values in the database.
mod values {
    /// Where the keys lie, and why not in a better place.
    pub(super) const PLACE: &str = "keys.place";
    pub(super) const WHY: &str = "keys.why";
    /// Counts the writes of the keys, so that another program on the same data notices.
    pub(super) const TURN: &str = "keys.turn";
    /// The id of the key to write with, for what must be known while the keys cannot be had.
    pub(super) const ACTIVE: &str = "keys.active";
    /// The key that this device wrote with when a code let it in again, and the one that the code brought, if they differ:
    /// until a slot says that both belong together.
    pub(super) const JOINED: &str = "keys.joined";
    /// The address of the recovery code that the user has typed in on this device.
    pub(super) const CONFIRMED: &str = "recovery.confirmed";
    /// What was found at which path in the folder.
    pub(super) const SEEN: &str = "slots.seen";
    /// Followed by the name of a slot: its bytes, and what is known of it.
    pub(super) const BYTES: &str = "slot.bytes.";
    pub(super) const ABOUT: &str = "slot.about.";
}

/// Shortest passphrase that is taken, in characters.
const SHORTEST: usize = 12;

/// Keys that were read, with what is computed from them.
#[derive(Debug)]
pub(super) struct Cached {
    vault: VaultId,
    source: Source,
    keys: Arc<OwnKeys>,
}

impl Cached {
    pub(super) fn of(&self, vault: VaultId, source: &Source) -> Option<Arc<OwnKeys>> {
        (self.vault == vault && self.source == *source).then(|| Arc::clone(&self.keys))
    }
}

/// What keys were read from; while it is the same, so are they.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The system's store, as of a turn.
    Keychain(Option<Vec<u8>>),
    /// A file with bytes of this BLAKE3 hash. It is quick enough to be read each time; what is in it is not.
    File([u8; 32]),
}

/// This device's keys, and how others address it: computing an address takes as long as everything else in a quiet look at keys.
#[derive(Debug)]
pub(super) struct OwnKeys {
    pub(super) keys: DeviceKeys,
    /// The address of the device's identity.
    pub(super) address: String,
    /// The address of a recovery code that is not confirmed yet.
    recovery: Option<String>,
}

impl From<DeviceKeys> for OwnKeys {
    fn from(keys: DeviceKeys) -> Self {
        let address = keys.identity.recipient();
        let recovery = keys.recovery.as_ref().map(AgeIdentity::recipient);
        Self { keys, address, recovery }
    }
}

/// What is known of a slot that this device made or could prove.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct About {
    /// The keys that it carries.
    keys: BTreeSet<KeyId>,
    recipients: BTreeSet<Recipient>,
    /// In a passphrase slot: the recipient whose identity it holds.
    opener: Option<String>,
    /// The path at which its bytes were last known to lie.
    path: Option<String>,
}

/// What a file was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Looked {
    /// A slot that is proven and kept.
    Known,
    /// One that another key, or a later look, may make sense of.
    Closed,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SeenSlot {
    size: u64,
    looked: Looked,
}

/// All slots that are kept, by name.
pub(super) type Slots = BTreeMap<String, About>;

pub(super) fn slots(mailbox: &Mailbox<'_>) -> Result<Slots, firsthand_store::Error> {
    let stored = mailbox.values(values::ABOUT)?;
    // What cannot be read is looked at again in the folder.
    let read = |(key, bytes): (String, Vec<u8>)| {
        Some((key.strip_prefix(values::ABOUT)?.to_owned(), serde_json::from_slice(&bytes).ok()?))
    };
    Ok(stored.into_iter().filter_map(read).collect())
}

fn keep_slot(mailbox: &Mailbox<'_>, bytes: &[u8], about: &About) -> Result<(), JournalError> {
    let name = name::slot_path(bytes, 0);
    mailbox.set_value(&format!("{}{name}", values::BYTES), Some(bytes))?;
    keep_about(mailbox, &name, about)
}

fn keep_about(mailbox: &Mailbox<'_>, name: &str, about: &About) -> Result<(), JournalError> {
    let about = serde_json::to_vec(about)?;
    Ok(mailbox.set_value(&format!("{}{name}", values::ABOUT), Some(&about))?)
}

fn forget_slot(mailbox: &Mailbox<'_>, name: &str) -> Result<(), ApiError> {
    mailbox.set_value(&format!("{}{name}", values::BYTES), None)?;
    Ok(mailbox.set_value(&format!("{}{name}", values::ABOUT), None)?)
}

fn slot_bytes(mailbox: &Mailbox<'_>, name: &str) -> Result<Option<Vec<u8>>, ApiError> {
    Ok(mailbox.value(&format!("{}{name}", values::BYTES))?)
}

/// Those who can read what is written with a key: all whom a slot with that key names. Under one key they only grow.
fn readers(slots: &Slots, active: KeyId) -> BTreeSet<Recipient> {
    let carrying = slots.values().filter(|about| about.keys.contains(&active));
    carrying.flat_map(|about| about.recipients.iter().cloned()).collect()
}

fn holder(readers: &BTreeSet<Recipient>, what: Holder) -> Option<&Recipient> {
    readers.iter().find(|recipient| recipient.what == what)
}

/// Whether a slot still serves: it carries the key to write with, or opens those that do.
fn is_current(about: &About, active: KeyId, readers: &BTreeSet<Recipient>) -> bool {
    let opens =
        |opener: &String| readers.iter().any(|reader| reader.what == Holder::Passphrase && reader.age == *opener);
    match &about.opener {
        Some(opener) => opens(opener),
        None => about.keys.contains(&active),
    }
}

fn about(slot_keys: &KeyRing, recipients: &BTreeSet<Recipient>, opener: Option<String>) -> About {
    let keys = slot_keys.entries().map(|entry| entry.key.id()).collect();
    About { keys, recipients: recipients.clone(), opener, path: None }
}

/// Another set of recipients, and what must come with it.
struct Change {
    recipients: BTreeSet<Recipient>,
    /// Whether somebody is left out, which takes a new key.
    new_key: bool,
    recovery: Option<AgeIdentity>,
    /// A new passphrase with the identity behind it.
    passphrase: Option<(AgeIdentity, zeroize::Zeroizing<String>)>,
}

impl App {
    fn key_stores(&self) -> Stores<'static> {
        Stores { file: FileStore::new(self.data_dir()), system: system_store() }
    }

    fn key_item(&self, vault: VaultId) -> Result<Option<Item>, ApiError> {
        let device = self.store().mailbox().value(names::DEVICE_ID)?.and_then(|bytes| DeviceId::from_slice(&bytes));
        Ok(device.map(|device| Item { vault, device }))
    }

    /// Reads this device's keys of a vault. None means locked: they are never made up.
    pub(super) fn device_keys(&self, vault: VaultId) -> Result<Option<DeviceKeys>, ApiError> {
        Ok(self.own_keys(vault)?.map(|own| own.keys.clone()))
    }

    /// Reads this device's keys of a vault, with what is computed from them. None means locked.
    pub(super) fn own_keys(&self, vault: VaultId) -> Result<Option<Arc<OwnKeys>>, ApiError> {
        let Some(item) = self.key_item(vault)? else { return Ok(None) };
        let (place, turn) = self.keys_kept()?;
        let file = FileStore::new(self.data_dir());
        let mut bytes = None;
        let source = match place {
            KeyPlace::Keychain => Source::Keychain(turn),
            KeyPlace::File => {
                bytes = file.read(item).ok().flatten();
                match &bytes {
                    Some(bytes) => Source::File(*blake3::hash(bytes).as_bytes()),
                    None => {
                        // What cannot be read, or is of the first version, is not kept in memory.
                        let keys = self.stores_read(item, place);
                        if let Some(keys) = keys.as_ref().filter(|_| file.is_of_first_version(item)) {
                            // It had no identity of its own; the one that was just drawn must stay.
                            self.save_keys(vault, keys)?;
                        }
                        return Ok(keys.map(|keys| Arc::new(keys.into())));
                    }
                }
            }
        };
        if let Some(keys) = self.syncing.read_keys(vault, &source) {
            return Ok(Some(keys));
        }
        // One after the other, because the system's store may ask the user each time. The status never waits for this.
        let _reading = self.syncing.reading_keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keys) = self.syncing.read_keys(vault, &source) {
            return Ok(Some(keys));
        }
        let keys = match bytes {
            // These very bytes, whatever stands in the file by now.
            Some(bytes) => {
                DeviceKeys::decode(&bytes).inspect_err(|error| tracing::warn!(%error, "The keys cannot be read")).ok()
            }
            None => self.stores_read(item, place),
        };
        let keys = keys.map(|keys| Arc::new(OwnKeys::from(keys)));
        self.syncing.set_keys(keys.clone().map(|keys| Cached { vault, source, keys }));
        Ok(keys)
    }

    /// Returns this device's keys of a vault without waiting for the system's store; the outer option is none while it has not
    /// answered.
    fn keys_at_hand(&self, vault: VaultId) -> Result<Option<Option<Arc<OwnKeys>>>, ApiError> {
        let (place, turn) = self.keys_kept()?;
        match place {
            KeyPlace::File => Ok(Some(self.own_keys(vault)?)),
            KeyPlace::Keychain => Ok(self.syncing.read_keys(vault, &Source::Keychain(turn)).map(Some)),
        }
    }

    /// Returns where the keys lie, and which turn of them that is.
    fn keys_kept(&self) -> Result<(KeyPlace, Option<Vec<u8>>), ApiError> {
        let store = self.store();
        let mailbox = store.mailbox();
        Ok((place(&mailbox)?, mailbox.value(values::TURN)?))
    }

    fn stores_read(&self, item: Item, place: KeyPlace) -> Option<DeviceKeys> {
        // To read, the system's store is neither tried out nor even asked where the file is the place.
        let system = if place == KeyPlace::Keychain { untried_store() } else { Err(String::new()) };
        let read = Stores { file: FileStore::new(self.data_dir()), system }.read(item, place);
        read.unwrap_or_else(|error| {
            tracing::warn!(%error, "The keys cannot be read");
            None
        })
    }

    /// Writes this device's keys, before anything depends on them; notes where they came to lie.
    pub(super) fn keep_keys(&self, item: Item, keys: &DeviceKeys) -> Result<Kept, ApiError> {
        let kept = self.key_stores().write(item, keys);
        kept.map_err(|error| ApiError::new("storage", format!("The key cannot be kept on this device: {error}.")))
    }

    /// Notes where the keys lie and which one is written with.
    pub(super) fn note_keys(
        mailbox: &Mailbox<'_>,
        kept: &Kept,
        keys: &DeviceKeys,
    ) -> Result<(), firsthand_store::Error> {
        let turn = mailbox.value(values::TURN)?.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?)));
        mailbox.set_value(values::TURN, Some(&turn.unwrap_or(0).wrapping_add(1).to_be_bytes()))?;
        mailbox.set_value(values::PLACE, Some(kept.place.word().as_bytes()))?;
        mailbox.set_value(values::WHY, kept.why.as_ref().map(|why| why.as_bytes()))?;
        let active = keys.keys.active().map(VaultKey::id);
        mailbox.set_value(values::ACTIVE, active.as_ref().map(|id| id.as_bytes().as_slice()))?;
        // A key that is new here may open what was closed.
        mailbox.set_value(values::SEEN, None)
    }

    fn save_keys(&self, vault: VaultId, keys: &DeviceKeys) -> Result<(), ApiError> {
        let item = self.key_item(vault)?.ok_or_else(locked)?;
        let kept = self.keep_keys(item, keys)?;
        Ok(Self::note_keys(&self.store().mailbox(), &kept, keys)?)
    }

    /// Takes in keys that slots bring, puts slots into the folder that are missing there, and gives the ring to work with.
    /// Cheap when nothing is new.
    pub(super) fn tend_keys(&self, folder: &dyn Folder, vault: &mut Vault, full: bool) -> Result<(), ApiError> {
        let Some(own) = self.own_keys(vault.id)? else { return Ok(()) };
        let mut keys = own.keys.clone();
        // What is wrong with the folder is found again, and said, by the round itself.
        if let Ok(listing) = folder.list() {
            let candidates: BTreeMap<String, u64> = listing
                .into_iter()
                .filter(|entry| slot::is_candidate(&entry.path, entry.size))
                .map(|entry| (entry.path, entry.size))
                .collect();
            self.take_in_slots(folder, vault.id, &mut keys, &candidates, full)?;
            self.be_a_reader(vault.id, &keys, &own.address)?;
            self.publish_slots(folder, vault, &keys.keys, &candidates, full)?;
        }
        vault.keys = self.ring_to_use(&keys.keys)?;
        Ok(())
    }

    /// Returns all slots that are kept.
    fn slots(&self) -> Result<Slots, JournalError> {
        self.known(|_, known| Ok(known.slots.clone()))
    }

    fn take_in_slots(
        &self,
        folder: &dyn Folder,
        vault: VaultId,
        keys: &mut DeviceKeys,
        candidates: &BTreeMap<String, u64>,
        full: bool,
    ) -> Result<(), ApiError> {
        let (before, stored) = self.known(|mailbox, known| {
            let seen = mailbox.value(values::SEEN)?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            let seen: BTreeMap<String, SeenSlot> = seen.unwrap_or_default();
            Ok((seen, known.slots.clone()))
        })?;
        let mut seen = BTreeMap::new();
        let mut fresh = Vec::new();
        for (path, size) in candidates {
            match before.get(path) {
                Some(known) if known.size == *size && !(full && known.looked == Looked::Closed) => {
                    seen.insert(path.clone(), SeenSlot { size: *size, looked: known.looked });
                }
                _ => fresh.extend(folder.read(path).ok().map(|bytes| (Some(path.clone()), bytes))),
            }
        }
        // A key that a kept slot carries and the ring lacks: a change broke off before its key was written, or the ring came back older.
        let lacking = |about: &About| about.keys.iter().any(|id| keys.keys.get(*id).is_none());
        for (name, _) in stored.iter().filter(|(_, about)| about.opener.is_none() && lacking(about)) {
            fresh.extend(slot_bytes(&self.store().mailbox(), name)?.map(|bytes| (None, bytes)));
        }
        if fresh.is_empty() && seen == before {
            return Ok(());
        }

        let ring_before = keys.keys.clone();
        let mut proven: Vec<(Vec<u8>, Slot)> = Vec::new();
        let mut known_paths = BTreeSet::new();
        loop {
            let ring = keys.keys.clone();
            let identities = identities(keys);
            let mut opened: Vec<(&Option<String>, &Vec<u8>, Slot)> = Vec::new();
            for (path, bytes) in &fresh {
                match slot::open(bytes, &identities) {
                    Ok(slot) => opened.push((path, bytes, slot)),
                    Err(SlotError::NotForUs) => {}
                    Err(error) => tracing::debug!(%error, ?path, "A key slot is left alone"),
                }
            }
            // Epoch after epoch, so that each key is proven by the one before it.
            opened.sort_by_key(|(_, _, slot)| slot.keys.epoch());
            for (path, bytes, slot) in opened {
                let (standing, _) = slot::admit(&mut keys.keys, vault, &slot);
                if standing == Standing::Proven {
                    known_paths.extend(path.clone());
                    if !proven.iter().any(|(known, _)| known == bytes) {
                        proven.push((bytes.clone(), slot));
                    }
                }
            }
            if keys.keys == ring {
                break;
            }
        }
        if keys.keys != ring_before {
            self.save_keys(vault, keys)?;
            // What was closed before may open now; the next round looks.
            seen.retain(|_, known| known.looked == Looked::Known);
        }
        for (path, bytes) in fresh {
            let Some(path) = path else { continue };
            let name = name::slot_path(&bytes, 0);
            let is_known = known_paths.contains(&path) || stored.contains_key(&name);
            let looked = if is_known { Looked::Known } else { Looked::Closed };
            seen.insert(path, SeenSlot { size: bytes.len() as u64, looked });
        }
        let store = self.store();
        let mailbox = store.mailbox();
        for (bytes, slot) in &proven {
            if !stored.contains_key(&name::slot_path(bytes, 0)) {
                keep_slot(&mailbox, bytes, &about(&slot.keys, &slot.recipients, None))?;
            }
        }
        let seen = serde_json::to_vec(&seen).map_err(JournalError::from)?;
        mailbox.set_value(values::SEEN, Some(&seen))?;
        Ok(())
    }

    /// Makes a slot that names this device, if none with the key to write with does: the vault is new, or from before there were slots,
    /// or this device was let in with a code.
    fn be_a_reader(&self, vault: VaultId, keys: &DeviceKeys, address: &str) -> Result<(), ApiError> {
        let Some(active) = keys.keys.active().map(VaultKey::id) else { return Ok(()) };
        let (slots, joined) = self.known(|mailbox, known| Ok((known.slots.clone(), mailbox.value(values::JOINED)?)))?;
        if joined.is_some() {
            self.store().mailbox().set_value(values::JOINED, None)?;
        }
        let mut recipients = readers(&slots, active);
        // Only if no later key has come meanwhile, which may leave out some of those readers.
        let joined = joined.as_deref().and_then(|both| both.strip_prefix(active.as_bytes().as_slice()));
        let joined = joined.and_then(KeyId::from_slice);
        if joined.is_none() && recipients.iter().any(|reader| reader.age == address) {
            return Ok(());
        }
        // This device had gone a way of its own; those who let it in again must be able to follow.
        recipients.extend(joined.map(|joined| readers(&slots, joined)).unwrap_or_default());
        recipients.insert(self.own_recipient(keys)?);
        if holder(&recipients, Holder::Recovery).is_none() {
            recipients.extend(keys.recovery.as_ref().map(of_recovery));
        }
        self.make_slot(vault, &keys.keys, &recipients)
    }

    fn own_recipient(&self, keys: &DeviceKeys) -> Result<Recipient, ApiError> {
        let device = self.store().mailbox().value(names::DEVICE_ID)?.and_then(|bytes| DeviceId::from_slice(&bytes));
        Ok(Recipient { what: Holder::Device, device, age: keys.identity.recipient() })
    }

    fn make_slot(&self, vault: VaultId, ring: &KeyRing, recipients: &BTreeSet<Recipient>) -> Result<(), ApiError> {
        let bytes = slot::seal(vault, ring, recipients).map_err(slot_error)?;
        Ok(keep_slot(&self.store().mailbox(), &bytes, &about(ring, recipients, None))?)
    }

    /// Puts every slot that still serves into the folder where it is missing, in this vault's own folder only.
    fn publish_slots(
        &self,
        folder: &dyn Folder,
        vault: &Vault,
        ring: &KeyRing,
        candidates: &BTreeMap<String, u64>,
        full: bool,
    ) -> Result<(), ApiError> {
        let Some(active) = ring.active().map(VaultKey::id) else { return Ok(()) };
        let all = self.slots()?;
        let readers = readers(&all, active);
        let mut is_ours = None;
        for (name, mut about) in all.into_iter().filter(|(_, about)| is_current(about, active, &readers)) {
            let Some(bytes) = slot_bytes(&self.store().mailbox(), &name)? else { continue };
            let stem = name.strip_suffix(name::SLOT_EXTENSION).unwrap_or(&name);
            let stem = stem.rsplit('/').next().unwrap_or(stem);
            let there = candidates.iter().find(|(path, size)| path.contains(stem) && **size == bytes.len() as u64);
            let there = there.filter(|(path, _)| {
                let is_sure = about.path.as_ref() == Some(*path) && !full;
                is_sure || folder.read(path).is_ok_and(|read| read == bytes)
            });
            let path = match there {
                Some((path, _)) => Some(path.clone()),
                None => {
                    let is_ours = is_ours.get_or_insert_with(|| {
                        folder.read(&name::marker_path(vault.id)).is_ok_and(|marker| marker == vault.marker)
                    });
                    // A folder that refuses the slot refuses the rest as well, and the round says why.
                    if *is_ours { slot::publish(folder, &bytes).unwrap_or_default() } else { continue }
                }
            };
            if path.is_some() && path != about.path {
                about.path = path;
                keep_about(&self.store().mailbox(), &name, &about)?;
            }
        }
        Ok(())
    }

    /// The ring to seal with: a key of which no slot lies in the folder yet is held back, or nobody could read what it seals.
    fn ring_to_use(&self, ring: &KeyRing) -> Result<KeyRing, ApiError> {
        let Some(active) = ring.active().map(VaultKey::id) else { return Ok(ring.clone()) };
        let is_there = |about: &About| about.keys.contains(&active) && about.path.is_some();
        let lies_there = self.known(|_, known| Ok(known.slots.values().any(is_there)))?;
        Ok(if lies_there { ring.clone() } else { ring.not_writing_with(active) })
    }

    /// Notes that a code or a recovery brought another key to write with than this device went on with.
    pub(super) fn note_joined(
        mailbox: &Mailbox<'_>,
        own: &KeyRing,
        brought: &KeyRing,
    ) -> Result<(), firsthand_store::Error> {
        let ids = [own, brought].map(|ring| ring.active().map(VaultKey::id));
        let both = match ids {
            [Some(own), Some(brought)] if own != brought => Some([*own.as_bytes(), *brought.as_bytes()].concat()),
            _ => None,
        };
        mailbox.set_value(values::JOINED, both.as_deref())
    }

    /// Forgets that slots lie anywhere: for another folder.
    pub(super) fn forget_slot_paths(mailbox: &Mailbox<'_>) -> Result<(), JournalError> {
        mailbox.set_value(values::SEEN, None)?;
        for (name, mut about) in slots(mailbox)? {
            about.path = None;
            keep_about(mailbox, &name, &about)?;
        }
        Ok(())
    }

    /// How the keys stand; none when sync is off.
    pub(super) fn key_status(&self) -> Result<Option<KeyStatus>, ApiError> {
        let Some(vault) = self.vault_id()? else { return Ok(None) };
        let at_hand = self.keys_at_hand(vault)?;
        let own = at_hand.as_ref().and_then(Option::as_ref);
        let keys = own.map(|own| &own.keys.keys);
        let status = self.known(|mailbox, known| {
            let noted = mailbox.value(values::ACTIVE)?.and_then(|bytes| KeyId::from_slice(&bytes));
            let active = keys.and_then(|keys| keys.active().map(VaultKey::id)).or(noted);
            let readers = active.map(|active| readers(&known.slots, active)).unwrap_or_default();
            let unconfirmed = own.and_then(|own| own.recovery.as_ref());
            let confirmed = mailbox.value(values::CONFIRMED)?;
            let recovery = match holder(&readers, Holder::Recovery) {
                None => RecoveryState::None,
                Some(recovery) if unconfirmed == Some(&recovery.age) => RecoveryState::Unconfirmed,
                Some(recovery) if confirmed.as_deref() == Some(recovery.age.as_bytes()) => RecoveryState::Confirmed,
                Some(_) => RecoveryState::Elsewhere,
            };
            let why = mailbox.value(values::WHY)?.map(|why| String::from_utf8_lossy(&why).into_owned());
            Ok(KeyStatus {
                kept: place(mailbox)?,
                why,
                recovery,
                passphrase: holder(&readers, Holder::Passphrase).is_some(),
                locked: at_hand.is_some() && keys.is_none_or(KeyRing::is_locked),
                contested: keys.is_some_and(KeyRing::is_contested),
            })
        })?;
        Ok(Some(status))
    }

    fn vault_id(&self) -> Result<Option<VaultId>, ApiError> {
        if self.sync_folder()?.is_none() {
            return Ok(None);
        }
        Ok(self.store().mailbox().value(names::VAULT)?.and_then(|bytes| VaultId::from_slice(&bytes)))
    }

    /// The vault, its keys here, and all who can read what is written now.
    fn opened(&self) -> Result<(VaultId, DeviceKeys, BTreeSet<Recipient>), ApiError> {
        let vault = self.vault_id()?.ok_or_else(super::sync_off)?;
        let keys = self.device_keys(vault)?.ok_or_else(locked)?;
        let active = keys.keys.active().map(VaultKey::id).ok_or_else(locked)?;
        let mut readers = readers(&self.slots()?, active);
        readers.insert(self.own_recipient(&keys)?);
        Ok((vault, keys, readers))
    }

    /// Does what `change` says with the recipients; keeps slots first, then keys.
    fn change_readers(
        &self,
        change: impl FnOnce(&DeviceKeys, &BTreeSet<Recipient>) -> Result<Change, ApiError>,
    ) -> Result<(), ApiError> {
        let turn = self.syncing.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.look_before_change()?;
        let (vault, mut keys, readers) = self.opened()?;
        let Change { recipients, new_key, recovery, passphrase } = change(&keys, &readers)?;
        if recovery.is_some() {
            // Before a slot says that there is such a code: until then it counts for nothing.
            keys.recovery = recovery;
            self.save_keys(vault, &keys)?;
        }
        if new_key {
            let epoch = keys.keys.epoch() + 1;
            if epoch > MAX_EPOCH {
                return Err(ApiError::new("storage", "The key of this folder cannot be changed any more.")
                    .hint("Set up a new folder."));
            }
            keys.keys.add(epoch, VaultKey::random(&mut OsEntropy));
        }
        self.make_slot(vault, &keys.keys, &recipients)?;
        if let Some((identity, passphrase)) = passphrase {
            let bytes = slot::seal_with_passphrase(vault, &keys.keys, &recipients, &identity, &passphrase);
            let about = about(&keys.keys, &recipients, Some(identity.recipient()));
            keep_slot(&self.store().mailbox(), &bytes.map_err(slot_error)?, &about)?;
        }
        if new_key {
            self.save_keys(vault, &keys)?;
            self.drop_passphrases(&recipients)?;
        }
        drop(turn);
        Ok(())
    }

    /// Looks for slots of others first, so that nobody who has just come is left out unawares.
    fn look_before_change(&self) -> Result<(), ApiError> {
        if let Some(Membership { folder, mut vault }) = self.membership()? {
            self.tend_keys(&FsFolder::in_picked(folder), &mut vault, false)?;
        }
        Ok(())
    }

    /// Deletes the passphrase slots of this device that serve no more. Nothing else in a folder's `keys` is ever deleted.
    fn drop_passphrases(&self, readers: &BTreeSet<Recipient>) -> Result<(), ApiError> {
        let Some(Membership { folder, vault }) = self.membership()? else { return Ok(()) };
        let folder = FsFolder::in_picked(folder);
        let serves = |opener: &String| readers.iter().any(|reader| reader.age == *opener);
        let all = self.slots()?;
        for (name, about) in all {
            if about.opener.as_ref().is_none_or(serves) {
                continue;
            }
            let bytes = slot_bytes(&self.store().mailbox(), &name)?;
            let is_ours = folder.read(&name::marker_path(vault.id)).is_ok_and(|marker| marker == vault.marker);
            let path = about.path.filter(|path| is_ours && folder.read(path).ok() == bytes);
            if let Some(Err(error)) = path.map(|path| folder.remove(&path)) {
                tracing::warn!(%error, "An old passphrase slot stays in the folder");
            }
            forget_slot(&self.store().mailbox(), &name)?;
        }
        Ok(())
    }

    /// Shows the recovery code while it waits to be confirmed.
    pub(crate) fn recovery_code(&self) -> Result<RecoveryCode, ApiError> {
        let (_, keys, readers) = self.opened()?;
        let waiting = keys.recovery.filter(|identity| {
            holder(&readers, Holder::Recovery).is_some_and(|recovery| recovery.age == identity.recipient())
        });
        let identity = waiting.ok_or_else(|| {
            ApiError::new("recovery", "The recovery code is not kept on this device after it has been confirmed.")
                .hint("If yours is lost, make a new one; the old one then opens nothing that comes after.")
        })?;
        shown(&identity)
    }

    /// Compares what the user copied with the recovery code, and forgets the code.
    pub(crate) fn recovery_confirm(&self, code: &str) -> Result<SyncStatus, ApiError> {
        let typed = recovery::parse_code(code).map_err(|error| ApiError::new("recovery", sentence(&error)))?;
        {
            let _turn = self.syncing.turn.lock().unwrap_or_else(PoisonError::into_inner);
            let (vault, mut keys, readers) = self.opened()?;
            if holder(&readers, Holder::Recovery).is_none_or(|recovery| recovery.age != typed.recipient()) {
                return Err(ApiError::new("recovery", "This is a recovery code, but not the one of this folder.")
                    .hint("An older code does not open what was written after it was replaced."));
            }
            if keys.recovery.take().is_some() {
                self.save_keys(vault, &keys)?;
            }
            self.has_recovery_code(&typed)?;
        }
        self.tell_status()
    }

    /// Notes that the user has this recovery code: they typed it in here.
    pub(super) fn has_recovery_code(&self, code: &AgeIdentity) -> Result<(), ApiError> {
        Ok(self.store().mailbox().set_value(values::CONFIRMED, Some(code.recipient().as_bytes()))?)
    }

    /// Makes a new recovery code; the old one opens nothing that comes after.
    pub(crate) fn recovery_renew(&self) -> Result<RecoveryCode, ApiError> {
        let identity = AgeIdentity::random(&mut OsEntropy);
        self.change_readers(|_, readers| {
            let mut recipients = readers.clone();
            recipients.retain(|recipient| recipient.what != Holder::Recovery);
            let new_key = recipients.len() != readers.len();
            recipients.insert(of_recovery(&identity));
            Ok(Change { recipients, new_key, recovery: Some(identity.clone()), passphrase: None })
        })?;
        self.sync_round(false)?;
        shown(&identity)
    }

    /// Lets a passphrase open the vault, instead of the one that did before.
    pub(crate) fn passphrase_set(&self, passphrase: &str) -> Result<SyncStatus, ApiError> {
        let passphrase = recovery::normal_passphrase(passphrase);
        if passphrase.chars().count() < SHORTEST {
            return Err(ApiError::new("invalid", format!("A passphrase needs at least {SHORTEST} characters."))
                .hint("Four or five words that nobody would expect together are good."));
        }
        if recovery::parse_code(&passphrase) != Err(recovery::CodeError::NotACode) {
            return Err(ApiError::new("invalid", "A passphrase must not look like a recovery code.")
                .hint("Choose words of your own."));
        }
        let identity = AgeIdentity::random(&mut OsEntropy);
        self.change_readers(|_, readers| {
            let mut recipients = readers.clone();
            recipients.retain(|recipient| recipient.what != Holder::Passphrase);
            let new_key = recipients.len() != readers.len();
            let age = identity.recipient();
            recipients.insert(Recipient { what: Holder::Passphrase, device: None, age });
            Ok(Change { recipients, new_key, recovery: None, passphrase: Some((identity, passphrase)) })
        })?;
        self.sync_round(false)
    }

    /// Takes the passphrase away: what comes after opens without it no more.
    pub(crate) fn passphrase_remove(&self) -> Result<SyncStatus, ApiError> {
        self.change_readers(|_, readers| {
            let mut recipients = readers.clone();
            recipients.retain(|recipient| recipient.what != Holder::Passphrase);
            if recipients.len() == readers.len() {
                return Err(ApiError::new("missing", "There is no passphrase."));
            }
            Ok(Change { recipients, new_key: true, recovery: None, passphrase: None })
        })?;
        self.sync_round(false)
    }

    /// Makes a new key for all who can read now, but for the devices that are left out: they can read nothing that comes after.
    ///
    /// # Errors
    /// [`ApiError`] when this device itself is to be left out, or has no key.
    pub(crate) fn rotate_vault(&self, without: &[DeviceId]) -> Result<SyncStatus, ApiError> {
        self.change_readers(|keys, readers| {
            let is_left_out = |recipient: &Recipient| {
                recipient.what == Holder::Device && recipient.device.is_some_and(|device| without.contains(&device))
            };
            if readers.iter().any(|reader| reader.age == keys.identity.recipient() && is_left_out(reader)) {
                return Err(ApiError::new("invalid", "This device cannot leave itself out.")
                    .hint("Do it on a device that stays."));
            }
            let recipients = readers.iter().filter(|recipient| !is_left_out(recipient)).cloned().collect();
            Ok(Change { recipients, new_key: true, recovery: None, passphrase: None })
        })?;
        self.sync_round(false)
    }
}

fn identities(keys: &DeviceKeys) -> Vec<AgeIdentity> {
    let members = keys.keys.all().filter_map(slot::member_identity);
    std::iter::once(keys.identity.clone()).chain(members).collect()
}

fn of_recovery(identity: &AgeIdentity) -> Recipient {
    Recipient { what: Holder::Recovery, device: None, age: identity.recipient() }
}

fn shown(identity: &AgeIdentity) -> Result<RecoveryCode, ApiError> {
    let code = recovery::write_code(identity).to_string();
    // Without blanks, the picture holds what the `age` command takes.
    let qr = super::qr::svg(&code.replace(' ', ""))?;
    Ok(RecoveryCode { code, qr })
}

fn place(mailbox: &Mailbox<'_>) -> Result<KeyPlace, firsthand_store::Error> {
    let word = mailbox.value(values::PLACE)?;
    Ok(if word.as_deref() == Some(KeyPlace::Keychain.word().as_bytes()) { KeyPlace::Keychain } else { KeyPlace::File })
}

pub(super) fn locked() -> ApiError {
    ApiError::new("locked", "The key to this folder is missing on this device.")
        .hint("Join again with a pairing code from another device, or with your recovery code.")
}

fn slot_error(error: SlotError) -> ApiError {
    ApiError::new("storage", sentence(&error))
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
