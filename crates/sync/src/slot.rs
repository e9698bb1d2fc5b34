//! Key slots: the key ring, sealed by `age` for every device in use and for the recovery code (format, section 14).
//!
//! Anybody who knows a recipient can make a file that it opens, so what a slot says counts only with a proof: a keyed hash under
//! a key that the reader already holds. [`admit`] is the one place where a slot changes a ring.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{Read as _, Write as _};

use age::secrecy::SecretString;
use ciborium::Value;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use crate::cbor::{self, Fields, NotAsAgreed, array, bytes, text, uint};
use crate::folder::{self, Folder, FolderError, Placed};
use crate::id::{DeviceId, KeyId, VaultId, hex};
use crate::identity::AgeIdentity;
use crate::key_ring::{KeyRing, VaultKey, wipe};
use crate::name;

/// Largest slot that is opened, in bytes.
pub const MAX_SLOT: u64 = 256 << 10;
/// Work factor of a new passphrase slot: scrypt with N = 2^16, r = 8, p = 1 takes 64 MiB, which a phone has.
pub const WORK_FACTOR: u8 = 16;
/// Highest work factor that is accepted; more would only be an attack on the reader's memory.
pub const MAX_WORK_FACTOR: u8 = 18;

const VERSION: u64 = 1;
const MAGIC: &[u8] = b"age-encryption.org/v1\n";
const PASSPHRASE_STANZA: &[u8] = b"age-encryption.org/v1\n-> scrypt ";
const PROOF_CONTEXT: &str = "firsthand sync 2026 key slot proof v1";
const MEMBER_CONTEXT: &str = "firsthand sync 2026 key slot member v1";
const MAX_RECIPIENTS: usize = 1024;

/// What a recipient of a slot belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holder {
    /// A device in use.
    Device,
    /// The recovery code.
    Recovery,
    /// The passphrase: its slot holds the identity of this recipient.
    Passphrase,
}

impl Holder {
    const fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Recovery => "recovery",
            Self::Passphrase => "passphrase",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        [Self::Device, Self::Recovery, Self::Passphrase].into_iter().find(|holder| holder.word() == word)
    }
}

/// Somebody that slots are sealed for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Recipient {
    /// What it belongs to.
    pub what: Holder,
    /// The device, if it is one.
    pub device: Option<DeviceId>,
    /// The public half of its identity, `age1…`.
    pub age: String,
}

/// The content of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The vault that it belongs to.
    pub vault: VaultId,
    /// All keys that its writer held.
    pub keys: KeyRing,
    /// All that the writer's slots are sealed for.
    pub recipients: BTreeSet<Recipient>,
    /// In a passphrase slot: the identity that opens the other slots.
    pub identity: Option<AgeIdentity>,
    proofs: Vec<(KeyId, [u8; 32])>,
    proven: Proven,
}

/// The bytes that the proofs are made over; they hold keys.
#[derive(Clone, PartialEq, Eq)]
struct Proven(Zeroizing<Vec<u8>>);

impl fmt::Debug for Proven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secret bytes", self.0.len())
    }
}

/// Why a file is not used as a key slot. Nothing is ever done to the file for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlotError {
    /// It is not a file of `age`, or too large.
    #[error("not a key slot")]
    Unrelated,
    /// It was not made for this secret.
    #[error("not made for this device, code or passphrase")]
    NotForUs,
    /// It asks for more work than a device may be asked for.
    #[error("asks for too much work (2^{factor})")]
    TooMuchWork {
        /// Its work factor.
        factor: u8,
    },
    /// Its bytes are not those that were written, or not all there yet.
    #[error("damaged, or still arriving")]
    Damaged,
    /// What it holds does not read as the format says.
    #[error("{0}")]
    Malformed(#[from] NotAsAgreed),
    /// It could not be sealed: a recipient is not one of `age`'s.
    #[error("{recipient} is not a recipient of age")]
    BadRecipient {
        /// That recipient.
        recipient: String,
    },
    /// There is no key to put into it.
    #[error("this device does not have the key of the vault")]
    Locked,
    /// Sealing failed, as when memory runs out.
    #[error("sealing failed")]
    Failed,
}

/// Whether a file can be a slot, by its name and size; services may have changed both name and place.
pub fn is_candidate(path: &str, size: u64) -> bool {
    !name::is_skipped(path)
        && (1..=MAX_SLOT).contains(&size)
        && path.to_ascii_lowercase().ends_with(name::SLOT_EXTENSION)
}

/// Whether the bytes are those of a slot that only a passphrase opens.
pub fn is_for_passphrase(bytes: &[u8]) -> bool {
    bytes.starts_with(PASSPHRASE_STANZA)
}

/// The identity that every holder of a data key has, so that a device that was let in with a pairing code can read who else is.
pub fn member_identity(key: &VaultKey) -> Option<AgeIdentity> {
    AgeIdentity::from_secret(&key.derive(MEMBER_CONTEXT)).ok()
}

/// Seals a ring for all recipients, and for all who hold its key to write with.
pub fn seal(vault: VaultId, keys: &KeyRing, recipients: &BTreeSet<Recipient>) -> Result<Vec<u8>, SlotError> {
    let member = keys.active().and_then(member_identity).ok_or(SlotError::Locked)?;
    let mut to: Vec<age::x25519::Recipient> = vec![member.as_age().to_public()];
    for recipient in recipients {
        to.push(recipient.age.parse().map_err(|_| SlotError::BadRecipient { recipient: recipient.age.clone() })?);
    }
    let payload = encode(vault, keys, recipients, None);
    encrypt(to.iter().map(|to| to as &dyn age::Recipient), &payload)
}

/// Seals a ring under a passphrase, with the `identity` that opens the slots to come.
pub fn seal_with_passphrase(
    vault: VaultId,
    keys: &KeyRing,
    recipients: &BTreeSet<Recipient>,
    identity: &AgeIdentity,
    passphrase: &str,
) -> Result<Vec<u8>, SlotError> {
    if keys.is_locked() {
        return Err(SlotError::Locked);
    }
    let mut to = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    to.set_work_factor(WORK_FACTOR);
    let payload = encode(vault, keys, recipients, Some(identity));
    encrypt(std::iter::once(&to as &dyn age::Recipient), &payload)
}

/// Opens a slot with one of several identities.
pub fn open(bytes: &[u8], identities: &[AgeIdentity]) -> Result<Slot, SlotError> {
    if is_for_passphrase(bytes) {
        return Err(SlotError::NotForUs);
    }
    decode(&decrypt(bytes, identities.iter().map(|identity| identity.as_age() as &dyn age::Identity))?)
}

/// Opens a passphrase slot. This takes as much work as its writer chose, within [`MAX_WORK_FACTOR`].
pub fn open_with_passphrase(bytes: &[u8], passphrase: &str) -> Result<Slot, SlotError> {
    if !is_for_passphrase(bytes) {
        return Err(SlotError::NotForUs);
    }
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    decode(&decrypt(bytes, std::iter::once(&identity as &dyn age::Identity))?)
}

/// What a slot is worth to a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nothing proves that a holder of a key made it; it changes nothing.
    Unproven,
    /// A holder of an older key made it: its keys are read with and never written.
    ///
    /// Two devices that change the key at the same time come here, and so does a lost device after the change that left it out.
    Late,
    /// A holder of the key to write with made it: its keys are taken as they are held there.
    Proven,
}

/// Says what a slot is worth to a ring.
pub fn standing(ring: &KeyRing, vault: VaultId, slot: &Slot) -> Standing {
    if slot.vault != vault {
        return Standing::Unproven;
    }
    let epoch = ring.epoch();
    let proven = slot.proofs.iter().filter_map(|(id, mac)| {
        let held = ring.entry(*id)?;
        // The comparison of these hashes takes the same time wherever they differ.
        (proof(held.key, &slot.proven.0) == blake3::Hash::from_bytes(*mac)).then_some(held)
    });
    let worth = proven.map(|held| if held.writes && held.epoch == epoch { Standing::Proven } else { Standing::Late });
    worth.max().unwrap_or(Standing::Unproven)
}

/// Takes the keys of a slot into a ring as far as its [`standing`] allows; says what that was and whether anything was new.
pub fn admit(ring: &mut KeyRing, vault: VaultId, slot: &Slot) -> (Standing, bool) {
    let standing = standing(ring, vault, slot);
    let changed = match standing {
        Standing::Unproven => false,
        Standing::Proven => ring.unite(&slot.keys),
        Standing::Late => {
            slot.keys.entries().fold(false, |any, entry| ring.add_for_reading(entry.epoch, entry.key.clone()) | any)
        }
    };
    (standing, changed)
}

/// Puts a slot into a folder unless it is there; gives the path under which its bytes were read back.
pub fn publish(folder: &dyn Folder, bytes: &[u8]) -> Result<Option<String>, FolderError> {
    for rename in 0..=name::MAX_RENAMES {
        let path = name::slot_path(bytes, rename);
        match folder::put_verified(folder, &path, bytes)? {
            Placed::There => return Ok(Some(path)),
            Placed::OtherBytes => {}
        }
    }
    Ok(None)
}

fn encode(
    vault: VaultId,
    keys: &KeyRing,
    recipients: &BTreeSet<Recipient>,
    identity: Option<&AgeIdentity>,
) -> Zeroizing<Vec<u8>> {
    let mut fields = vec![
        (Value::from("v"), Value::from(VERSION)),
        (Value::from("vault"), Value::Bytes(vault.as_bytes().to_vec())),
        (Value::from("keys"), keys.to_value()),
        (Value::from("recipients"), Value::Array(recipients.iter().map(encode_recipient).collect())),
    ];
    if let Some(identity) = identity {
        fields.push((Value::from("identity"), Value::Text(identity.to_text().as_str().to_owned())));
    }
    let mut value = Value::Map(fields);
    let proven = Zeroizing::new(canonical(&value));
    let proofs = keys.entries().map(|entry| {
        let mac = proof(entry.key, &proven);
        let id = Value::Bytes(entry.key.id().as_bytes().to_vec());
        Value::Array(vec![id, Value::Bytes(mac.as_bytes().to_vec())])
    });
    let proofs = Value::Array(proofs.collect());
    if let Value::Map(fields) = &mut value {
        fields.push((Value::from("proofs"), proofs));
    }
    let bytes = Zeroizing::new(canonical(&value));
    wipe(&mut value);
    bytes
}

fn proof(key: &VaultKey, proven: &[u8]) -> blake3::Hash {
    blake3::keyed_hash(&key.derive(PROOF_CONTEXT), proven)
}

fn encode_recipient(recipient: &Recipient) -> Value {
    let mut fields = vec![
        (Value::from("what"), Value::from(recipient.what.word())),
        (Value::from("age"), Value::from(recipient.age.as_str())),
    ];
    if let Some(device) = recipient.device {
        fields.push((Value::from("id"), Value::Bytes(device.as_bytes().to_vec())));
    }
    Value::Map(fields)
}

fn decode(payload: &[u8]) -> Result<Slot, SlotError> {
    let mut value = Fields::decode(payload)?.into_value();
    let slot = decode_value(&value);
    wipe(&mut value);
    Ok(slot?)
}

fn decode_value(value: &Value) -> Result<Slot, NotAsAgreed> {
    let mut fields = Fields::from_value(value.clone())?;
    let mut required = |key, place| fields.take(key).ok_or(NotAsAgreed(place));
    if uint(required("v", "v is missing")?, "v")? != VERSION {
        return Err(NotAsAgreed("the version of the slot"));
    }
    let vault = VaultId::from_bytes(bytes(&required("vault", "vault is missing")?, "vault")?);
    let keys = KeyRing::from_value(required("keys", "keys are missing")?)?;
    let mut proofs = Vec::new();
    for entry in array(required("proofs", "proofs are missing")?, "proofs")? {
        let mut entry = array(entry, "proofs")?.into_iter();
        let (Some(id), Some(mac)) = (entry.next(), entry.next()) else { return Err(NotAsAgreed("proofs")) };
        proofs.push((KeyId::from_bytes(bytes(&id, "proofs")?), bytes(&mac, "proofs")?));
    }
    let mut recipients = BTreeSet::new();
    let list = fields.take("recipients").map_or(Ok(Vec::new()), |value| array(value, "recipients"))?;
    if list.len() > MAX_RECIPIENTS {
        return Err(NotAsAgreed("too many recipients"));
    }
    for recipient in list {
        // A kind of recipient that this version does not know is not carried on; it can seal for nobody it cannot name.
        recipients.extend(decode_recipient(recipient)?);
    }
    let identity = match fields.take("identity") {
        Some(value) => {
            let secret = Zeroizing::new(text(value, "identity")?);
            Some(AgeIdentity::parse(&secret).map_err(|_| NotAsAgreed("identity"))?)
        }
        None => None,
    };
    let proven = match value {
        Value::Map(fields) => {
            let rest = fields.iter().filter(|(key, _)| key.as_text() != Some("proofs")).cloned().collect();
            let mut rest = Value::Map(rest);
            let proven = Zeroizing::new(canonical(&rest));
            wipe(&mut rest);
            proven
        }
        _ => return Err(NotAsAgreed("a map is expected")),
    };
    Ok(Slot { vault, keys, recipients, identity, proofs, proven: Proven(proven) })
}

fn decode_recipient(value: Value) -> Result<Option<Recipient>, NotAsAgreed> {
    const PLACE: &str = "recipients";
    let mut fields = Fields::from_value(value)?;
    let what = text(fields.take("what").ok_or(NotAsAgreed(PLACE))?, PLACE)?;
    let age = text(fields.take("age").ok_or(NotAsAgreed(PLACE))?, PLACE)?;
    let device = fields.take("id").map(|value| bytes(&value, PLACE).map(DeviceId::from_bytes)).transpose()?;
    let is_known = age.parse::<age::x25519::Recipient>().is_ok();
    Ok(Holder::of_word(&what).filter(|_| is_known).map(|what| Recipient { what, device, age }))
}

/// The deterministic encoding of RFC 8949, 4.2.1: shortest forms, definite lengths, keys of maps sorted by their bytes.
fn canonical(value: &Value) -> Vec<u8> {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
            Value::Map(entries) => {
                let mut entries: Vec<_> =
                    entries.iter().map(|(key, value)| (plain(key), sorted(key), sorted(value))).collect();
                entries.sort_by(|(a, ..), (b, ..)| a.cmp(b));
                Value::Map(entries.into_iter().map(|(_, key, value)| (key, value)).collect())
            }
            other => other.clone(),
        }
    }
    fn plain(value: &Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        cbor::write(value, &mut bytes);
        bytes
    }
    let mut value = sorted(value);
    let bytes = plain(&value);
    wipe(&mut value);
    bytes
}

fn encrypt<'a>(to: impl Iterator<Item = &'a dyn age::Recipient>, payload: &[u8]) -> Result<Vec<u8>, SlotError> {
    let encryptor = age::Encryptor::with_recipients(to).map_err(|_| SlotError::Failed)?;
    let mut bytes = Vec::with_capacity(payload.len() + 1024);
    let mut writer = encryptor.wrap_output(&mut bytes).map_err(|_| SlotError::Failed)?;
    writer.write_all(payload).and_then(|()| writer.finish()).map_err(|_| SlotError::Failed)?;
    if bytes.len() as u64 > MAX_SLOT {
        return Err(SlotError::Failed);
    }
    Ok(bytes)
}

fn decrypt<'a>(
    bytes: &[u8],
    with: impl Iterator<Item = &'a dyn age::Identity>,
) -> Result<Zeroizing<Vec<u8>>, SlotError> {
    if bytes.len() as u64 > MAX_SLOT || bytes.iter().zip(MAGIC).any(|(have, want)| have != want) {
        return Err(SlotError::Unrelated);
    }
    let refused = |error| match error {
        age::DecryptError::NoMatchingKeys | age::DecryptError::DecryptionFailed => SlotError::NotForUs,
        age::DecryptError::ExcessiveWork { required, .. } => SlotError::TooMuchWork { factor: required },
        age::DecryptError::UnknownFormat => SlotError::Unrelated,
        _ => SlotError::Damaged,
    };
    let mut reader = age::Decryptor::new_buffered(bytes).map_err(refused)?.decrypt(with).map_err(refused)?;
    let mut payload = Zeroizing::new(Vec::with_capacity(bytes.len()));
    if reader.read_to_end(&mut payload).is_err() {
        payload.zeroize();
        return Err(SlotError::Damaged);
    }
    Ok(payload)
}

pub(crate) fn hash16(bytes: &[u8]) -> String {
    hex(blake3::hash(bytes).as_bytes().first_chunk::<8>().map_or(&[], |first| first.as_slice()))
}

#[cfg(test)]
#[path = "slot_tests.rs"]
mod tests;
