//! Getting back in when every device is gone: with the recovery code, or with the passphrase (format, section 14).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use zeroize::Zeroizing;

use crate::envelope::{self, Kind, Refusal};
use crate::folder::{Folder, FolderError};
use crate::id::VaultId;
use crate::identity::AgeIdentity;
use crate::key_ring::KeyRing;
use crate::slot::{self, Recipient, Slot, SlotError, Standing};
use crate::vault::{self, Found, Vault, VaultError};

const START: &str = "AGESECRETKEY1";
const SHOWN_START: &str = "AGE-SECRET-KEY-1";
/// Characters of a recovery code after its start.
const LEN: usize = 58;
const GROUP: usize = 5;
/// The characters of Bech32.
const ALPHABET: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// Why a text is not a recovery code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It does not begin like one.
    #[error("this is not a recovery code; it begins with AGE-SECRET-KEY-1")]
    NotACode,
    /// A character that no code has.
    #[error(
        "character {at} after the start of the code, “{character}”, does not belong there; compare it with your copy"
    )]
    Character {
        /// Its place, from 1, counted after `AGE-SECRET-KEY-1`, without spaces and hyphens.
        at: usize,
        /// The character.
        character: char,
    },
    /// Its end is missing.
    #[error("the code is cut off: {have} of {LEN} characters after its start")]
    CutOff {
        /// Characters that are there.
        have: usize,
    },
    /// Something follows its end.
    #[error("the code is longer than it should be: {have} instead of {LEN} characters after its start")]
    TooLong {
        /// Characters that are there.
        have: usize,
    },
    /// A character is wrong somewhere: the checksum says so.
    #[error("a character of the code is wrong; compare it with your copy")]
    Mistyped,
}

/// Writes a recovery code in groups. Without its spaces it is a secret key that the `age` command takes.
pub fn write_code(identity: &AgeIdentity) -> Zeroizing<String> {
    let plain = identity.to_text();
    let mut text = Zeroizing::new(String::with_capacity(96));
    text.push_str(SHOWN_START);
    for (at, character) in plain.strip_prefix(SHOWN_START).unwrap_or_default().chars().enumerate() {
        if at % GROUP == 0 {
            text.push(' ');
        }
        text.push(character);
    }
    text
}

/// Reads a recovery code as somebody typed it: any case, any spaces and hyphens, and letters that look alike.
pub fn parse_code(text: &str) -> Result<AgeIdentity, CodeError> {
    let letters = plain(text);
    let Some(rest) = letters.strip_prefix(START) else { return Err(CodeError::NotACode) };
    let mut code = Zeroizing::new(String::with_capacity(SHOWN_START.len() + LEN));
    code.push_str(SHOWN_START);
    for (at, character) in rest.chars().enumerate() {
        // Four characters that no code has, each for one that looks like it.
        let meant = match character {
            'O' => '0',
            'I' | '1' => 'L',
            'B' => '8',
            other => other,
        };
        if !ALPHABET.contains(meant) {
            return Err(CodeError::Character { at: at + 1, character });
        }
        code.push(meant);
    }
    match rest.chars().count() {
        have if have < LEN => Err(CodeError::CutOff { have }),
        have if have > LEN => Err(CodeError::TooLong { have }),
        _ => AgeIdentity::parse(&code).map_err(|_| CodeError::Mistyped),
    }
}

fn plain(text: &str) -> Zeroizing<String> {
    let letters = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'));
    Zeroizing::new(letters.flat_map(char::to_uppercase).collect())
}

/// What opens a vault without another device.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// The recovery code.
    Code(AgeIdentity),
    /// The passphrase.
    Passphrase(Zeroizing<String>),
}

impl Secret {
    /// Takes what somebody typed: a recovery code if it begins like one, otherwise a passphrase.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        match parse_code(text) {
            Ok(identity) => Ok(Self::Code(identity)),
            Err(CodeError::NotACode) => Ok(Self::Passphrase(normal_passphrase(text))),
            Err(error) => Err(error),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code(_) => "Code(secret)",
            Self::Passphrase(_) => "Passphrase(secret)",
        })
    }
}

/// A passphrase as it is sealed with: without space around it, and with one blank wherever white space stands.
pub fn normal_passphrase(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Why a vault could not be opened with a code or passphrase.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    /// The folder or its marker.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// There are no key slots, or none for a passphrase.
    #[error("the keys of this folder have not arrived yet; wait until the service has brought everything")]
    NoSlots,
    /// There is no slot for a passphrase.
    #[error("this folder has no passphrase; type the recovery code, which begins with AGE-SECRET-KEY-1")]
    NoPassphrase,
    /// No slot opens with the code.
    #[error("this recovery code does not open the folder; a newer code may have replaced it")]
    WrongCode,
    /// No slot opens with the passphrase.
    #[error("this passphrase does not open the folder")]
    WrongPassphrase,
    /// A slot opens, but not with the keys of the vault that lies here.
    #[error("the keys that were found belong to another folder than this one")]
    OtherVault,
}

impl From<FolderError> for RecoverError {
    fn from(error: FolderError) -> Self {
        Self::Vault(error.into())
    }
}

/// What a recovery gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The vault, with every key that could be had.
    pub vault: Vault,
    /// The slots that opened and are proven, with their paths and bytes.
    pub slots: Vec<(String, Vec<u8>, Slot)>,
}

/// Joins the vault in a folder with the recovery code or the passphrase alone. Nothing is written.
///
/// Keys count only if they open the vault's own marker, or if a slot that brings them is proven under one that does. So a file
/// that somebody made for a recipient they know of opens, and still changes nothing.
pub fn recover(folder: &dyn Folder, secret: &Secret) -> Result<Recovered, RecoverError> {
    let listing = folder.list()?;
    let mut files = BTreeMap::new();
    for entry in listing.iter().filter(|entry| slot::is_candidate(&entry.path, entry.size)) {
        match folder.read(&entry.path) {
            Ok(bytes) => files.insert(entry.path.clone(), bytes),
            // It goes without those that cannot be read now.
            Err(_) => None,
        };
    }
    let markers = vault::markers_in(folder, &listing)?;
    if markers.is_empty() {
        return Err(Vault::not_found(&listing).into());
    }
    let slots = open_all(&files, secret)?;
    let mut ids = BTreeSet::new();
    for Found { bytes, .. } in markers {
        let Ok(outside) = envelope::inspect(&bytes) else { continue };
        let id = outside.header.vault;
        if outside.header.kind != Kind::Marker || !ids.insert(id) {
            continue;
        }
        if let Some((keys, proven)) = unlock(id, &bytes, &slots) {
            let slots = proven.into_iter().filter_map(|path| {
                let (path, slot) = slots.get_key_value(path)?;
                Some((path.clone(), files.get(path)?.clone(), slot.clone()))
            });
            return Ok(Recovered { slots: slots.collect(), vault: Vault { id, keys, marker: bytes } });
        }
    }
    Err(if ids.is_empty() { VaultError::Marker(Refusal::Damaged).into() } else { RecoverError::OtherVault })
}

fn open_all(files: &BTreeMap<String, Vec<u8>>, secret: &Secret) -> Result<BTreeMap<String, Slot>, RecoverError> {
    let mut slots = BTreeMap::new();
    let mut identities = Vec::new();
    match secret {
        Secret::Code(identity) => identities.push(identity.clone()),
        Secret::Passphrase(passphrase) => {
            let mut any = false;
            for (path, bytes) in files.iter().filter(|(_, bytes)| slot::is_for_passphrase(bytes)) {
                any = true;
                match slot::open_with_passphrase(bytes, passphrase) {
                    Ok(slot) => {
                        identities.extend(slot.identity.clone());
                        slots.insert(path.clone(), slot);
                    }
                    Err(SlotError::NotForUs | SlotError::Damaged) => {}
                    Err(_) => any = false,
                }
            }
            if slots.is_empty() {
                return Err(match (any, files.is_empty()) {
                    (true, _) => RecoverError::WrongPassphrase,
                    (false, true) => RecoverError::NoSlots,
                    (false, false) => RecoverError::NoPassphrase,
                });
            }
        }
    }
    for (path, bytes) in files {
        if let Ok(slot) = slot::open(bytes, &identities) {
            slots.insert(path.clone(), slot);
        }
    }
    match (slots.is_empty(), files.is_empty()) {
        (true, true) => Err(RecoverError::NoSlots),
        (true, false) => Err(RecoverError::WrongCode),
        (false, _) => Ok(slots),
    }
}

/// The ring of a vault from slots that opened, and the paths of those that are proven.
fn unlock<'a>(id: VaultId, marker: &[u8], slots: &'a BTreeMap<String, Slot>) -> Option<(KeyRing, Vec<&'a String>)> {
    let opens = |slot: &&Slot| slot.vault == id && envelope::open(marker, id, &slot.keys).is_ok();
    let first = envelope::inspect(marker).ok()?.header.key;
    let key = slots.values().filter(opens).find_map(|slot| slot.keys.get(first))?;
    let mut ring = KeyRing::of(key.clone());
    // Epoch after epoch, so that each key is proven by the one before it.
    let mut order: Vec<_> = slots.iter().collect();
    order.sort_by_key(|(path, slot)| (slot.keys.epoch(), *path));
    let proven = order.into_iter().filter(|(_, slot)| slot::admit(&mut ring, id, slot).0 == Standing::Proven);
    let proven = proven.map(|(path, _)| path).collect();
    Some((ring, proven))
}

/// The recipients of the slots that carry the key which `ring` writes with: those who can read what is written now.
pub fn recipients<'a>(ring: &KeyRing, slots: impl IntoIterator<Item = &'a Slot>) -> BTreeSet<Recipient> {
    let Some(active) = ring.active() else { return BTreeSet::new() };
    let carrying = slots.into_iter().filter(|slot| slot.keys.get(active.id()) == Some(active));
    carrying.flat_map(|slot| slot.recipients.iter().cloned()).collect()
}

#[cfg(test)]
#[path = "recovery_tests.rs"]
mod tests;
