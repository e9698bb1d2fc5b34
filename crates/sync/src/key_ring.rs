//! The keys of a vault that a device holds, each with the epoch that it was made in (format, section 14).

use std::collections::BTreeMap;
use std::fmt;

use ciborium::Value;
use zeroize::{Zeroize, Zeroizing};

use crate::cbor::{NotAsAgreed, array, bytes, uint};
use crate::entropy::Entropy;
use crate::id::{FileId, KeyId};

/// Highest epoch that is believed. A vault that changes its key every hour comes here after 1,900 years.
pub const MAX_EPOCH: u32 = (1 << 24) - 1;
/// Most keys in a ring that comes from outside.
pub const MAX_KEYS: usize = 4096;

const KEY_CONTEXT: &str = "firsthand sync 2026 key id v1";

/// A data key. Its bytes are never printed, and wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct VaultKey(Zeroizing<[u8; 32]>);

impl VaultKey {
    /// Draws a new key.
    pub fn random(entropy: &mut dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(bytes.as_mut());
        Self(bytes)
    }

    /// Takes the bytes of a stored key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, to be kept in the device's key store.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The id that names the key in headers and betrays nothing of it.
    pub fn id(&self) -> KeyId {
        KeyId::from_bytes(FileId::from_bytes(*self.derive(KEY_CONTEXT)).prefix())
    }

    /// Another secret, for one purpose, from which the key cannot be told.
    pub(crate) fn derive(&self, context: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(*blake3::Hasher::new_derive_key(context).update(self.0.as_ref()).finalize().as_bytes())
    }
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultKey({}, secret)", self.id())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    epoch: u32,
    /// Whether it may be written with; otherwise files under it are read, and that is all.
    writes: bool,
    key: VaultKey,
}

/// The keys that a device has for a vault; one of them is written with. Without any, the vault is locked.
///
/// Rings only grow, and the order in which keys come does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRing {
    keys: BTreeMap<KeyId, Held>,
}

/// One key of a ring with what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingEntry<'a> {
    /// The epoch that it was made in.
    pub epoch: u32,
    /// Whether it may be written with.
    pub writes: bool,
    /// The key.
    pub key: &'a VaultKey,
}

impl KeyRing {
    /// A ring with one key, the vault's first.
    pub fn of(key: VaultKey) -> Self {
        let mut ring = Self::default();
        ring.add(0, key);
        ring
    }

    /// Adds a key that may be written with; says whether that is new. An epoch above [`MAX_EPOCH`] is taken as that.
    pub fn add(&mut self, epoch: u32, key: VaultKey) -> bool {
        self.hold(epoch, true, key)
    }

    /// Adds a key that files are read with and never written; says whether that is new. A key that may be written with stays so.
    pub fn add_for_reading(&mut self, epoch: u32, key: VaultKey) -> bool {
        self.hold(epoch, false, key)
    }

    fn hold(&mut self, epoch: u32, writes: bool, key: VaultKey) -> bool {
        let epoch = epoch.min(MAX_EPOCH);
        match self.keys.get_mut(&key.id()) {
            Some(held) => {
                let before = (held.epoch, held.writes);
                held.epoch = held.epoch.max(epoch);
                held.writes |= writes;
                before != (held.epoch, held.writes)
            }
            None => {
                self.keys.insert(key.id(), Held { epoch, writes, key });
                true
            }
        }
    }

    /// Adds all keys of another ring as they are held there; says whether anything is new.
    pub fn unite(&mut self, other: &Self) -> bool {
        other.entries().fold(false, |any, entry| self.hold(entry.epoch, entry.writes, entry.key.clone()) | any)
    }

    /// The same keys, of which `id` is only read with as long as there is another to write with.
    #[must_use]
    pub fn not_writing_with(&self, id: KeyId) -> Self {
        let mut ring = self.clone();
        if ring.keys.iter().any(|(other, held)| *other != id && held.writes)
            && let Some(held) = ring.keys.get_mut(&id)
        {
            held.writes = false;
        }
        ring
    }

    /// All keys, the one to write with first.
    pub fn all(&self) -> impl Iterator<Item = &VaultKey> {
        let active = self.active().map(VaultKey::id);
        let rest = self.keys.iter().filter(move |(id, _)| Some(**id) != active).map(|(_, held)| &held.key);
        self.active().into_iter().chain(rest)
    }

    /// All keys with what is known of them, by id.
    pub fn entries(&self) -> impl Iterator<Item = RingEntry<'_>> {
        self.keys.values().map(|held| RingEntry { epoch: held.epoch, writes: held.writes, key: &held.key })
    }

    /// The key to write with: of the highest epoch, and with the largest id where several were made at once.
    pub fn active(&self) -> Option<&VaultKey> {
        let writing = self.keys.iter().filter(|(_, held)| held.writes);
        writing.max_by_key(|(id, held)| (held.epoch, **id)).map(|(_, held)| &held.key)
    }

    /// The epoch of the key to write with; 0 when there is none.
    pub fn epoch(&self) -> u32 {
        self.keys.values().filter(|held| held.writes).map(|held| held.epoch).max().unwrap_or(0)
    }

    /// The key of an id.
    pub fn get(&self, id: KeyId) -> Option<&VaultKey> {
        self.keys.get(&id).map(|held| &held.key)
    }

    /// The key of an id with what is known of it.
    pub fn entry(&self, id: KeyId) -> Option<RingEntry<'_>> {
        self.keys.get(&id).map(|held| RingEntry { epoch: held.epoch, writes: held.writes, key: &held.key })
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether there is no key to write with, so that the vault is closed to this device.
    pub fn is_locked(&self) -> bool {
        self.active().is_none()
    }

    /// Whether a key came from a change of keys that did not know of this ring's own: two devices changed it at once, or a lost one tried to.
    pub fn is_contested(&self) -> bool {
        let epoch = self.epoch();
        self.keys.values().any(|held| !held.writes && held.epoch >= epoch)
    }

    /// `[[epoch, key], …]`, with a third entry `true` where a key is only read with.
    pub(crate) fn to_value(&self) -> Value {
        let entry = |held: &Held| {
            let mut entry = vec![Value::from(held.epoch), Value::Bytes(held.key.as_bytes().to_vec())];
            if !held.writes {
                entry.push(Value::Bool(true));
            }
            Value::Array(entry)
        };
        Value::Array(self.keys.values().map(entry).collect())
    }

    pub(crate) fn from_value(value: Value) -> Result<Self, NotAsAgreed> {
        const PLACE: &str = "keys";
        let mut ring = Self::default();
        let entries = array(value, PLACE)?;
        if entries.len() > MAX_KEYS {
            return Err(NotAsAgreed("too many keys"));
        }
        for entry in entries {
            let mut entry = array(entry, PLACE)?.into_iter();
            let (Some(epoch), Some(mut key)) = (entry.next(), entry.next()) else { return Err(NotAsAgreed(PLACE)) };
            let epoch = uint(epoch, PLACE)?;
            let epoch = u32::try_from(epoch).ok().filter(|epoch| *epoch <= MAX_EPOCH).ok_or(NotAsAgreed("an epoch"))?;
            let reads_only = match entry.next() {
                Some(Value::Bool(only)) => only,
                Some(_) => return Err(NotAsAgreed(PLACE)),
                None => false,
            };
            let parsed = bytes(&key, PLACE).map(VaultKey::from_bytes);
            wipe(&mut key);
            ring.hold(epoch, !reads_only, parsed?);
        }
        Ok(ring)
    }
}

/// Overwrites every byte string and text of a value that held secrets.
pub(crate) fn wipe(value: &mut Value) {
    match value {
        Value::Bytes(bytes) => bytes.zeroize(),
        Value::Text(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, value)| wipe(value)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(n: u8) -> VaultKey {
        VaultKey::from_bytes([n; 32])
    }

    #[test]
    fn the_highest_epoch_is_written_with_and_ties_go_to_the_larger_id() {
        let mut ring = KeyRing::of(key(1));
        assert_eq!(ring.active(), Some(&key(1)));
        let (a, b) = (key(2), key(3));
        let larger = if a.id() > b.id() { a.clone() } else { b.clone() };
        assert!(ring.add(1, a.clone()) && ring.add(1, b.clone()));
        assert!(!ring.add(1, a.clone()), "the second time is nothing new");
        assert_eq!(ring.active(), Some(&larger));
        assert!(ring.add_for_reading(9, key(4)));
        assert_eq!((ring.active(), ring.epoch(), ring.len()), (Some(&larger), 1, 4));
        assert!(ring.is_contested());
        assert_eq!(ring.all().next(), Some(&larger));
        assert_eq!(ring.all().count(), 4);
        assert!(ring.add(9, key(4)), "a word for it lets it be written with");
        assert_eq!(ring.active(), Some(&key(4)));
        assert!(!ring.is_contested());
        assert!(!ring.add_for_reading(9, key(4)) && ring.active() == Some(&key(4)), "and nothing takes that away");
    }

    #[test]
    fn a_key_can_be_held_back_but_not_the_last_one() {
        let mut ring = KeyRing::of(key(1));
        assert_eq!(ring.not_writing_with(key(1).id()).active(), Some(&key(1)));
        ring.add(1, key(2));
        assert_eq!(ring.not_writing_with(key(2).id()).active(), Some(&key(1)));
        assert_eq!(ring.not_writing_with(key(2).id()).len(), 2);
    }

    #[test]
    fn only_reading_keys_leave_a_vault_closed() {
        let mut ring = KeyRing::default();
        assert!(ring.is_locked() && ring.is_empty());
        ring.add_for_reading(3, key(1));
        assert!(ring.is_locked() && !ring.is_empty());
    }

    #[test]
    fn a_foreign_ring_is_refused() {
        for wrong in [
            Value::Null,
            Value::Array(vec![Value::Null]),
            Value::Array(vec![Value::Array(vec![Value::from(1)])]),
            Value::Array(vec![Value::Array(vec![Value::from(1), Value::Bytes(vec![0; 31])])]),
            Value::Array(vec![Value::Array(vec![Value::from(MAX_EPOCH + 1), Value::Bytes(vec![0; 32])])]),
            Value::Array(vec![Value::Array(vec![Value::from(1), Value::Bytes(vec![0; 32]), Value::from(1)])]),
        ] {
            assert!(KeyRing::from_value(wrong.clone()).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn rings_unite_in_any_order_to_the_same(keys in proptest::collection::vec((0u32..4, any::<bool>(), 0u8..6), 0..12), at in 0usize..12) {
            let ring = |keys: &[(u32, bool, u8)]| {
                let mut ring = KeyRing::default();
                for (epoch, writes, n) in keys {
                    ring.hold(*epoch, *writes, key(*n));
                }
                ring
            };
            let (a, b) = keys.split_at(at.min(keys.len()));
            let (mut left, mut right) = (ring(a), ring(b));
            let before = right.clone();
            left.unite(&before);
            right.unite(&ring(a));
            prop_assert_eq!(&left, &right);
            prop_assert_eq!(&left, &ring(&keys));
            prop_assert!(!left.unite(&right));
            prop_assert_eq!(KeyRing::from_value(left.to_value()), Ok(left));
        }
    }
}
