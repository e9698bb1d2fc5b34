//! The pairing code that brings a second device into a vault (format, section 11). It contains the key.

use std::cmp::Reverse;
use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use crate::chain::HaveMap;
use crate::id::VaultId;
use crate::key_ring::{KeyRing, MAX_EPOCH, RingEntry, VaultKey};
use crate::vault::Vault;

const PREFIX: &str = "FHD";
const VERSION: u8 = 1;
const CONTEXT: &str = "firsthand sync 2026 pairing code v1";
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP: usize = 5;
const CHECKSUM_LEN: usize = 4;
/// Set in an epoch: the key is read with and never written.
const ONLY_READ: u32 = 1 << 31;
/// Most keys that a code carries.
pub const MAX_KEYS: usize = 16;
/// Most streams that a code carries.
pub const MAX_STREAMS: usize = 32;

/// What a device shows to let another one in. Whoever reads it can read the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairingCode {
    /// The vault.
    pub vault: VaultId,
    /// Its keys.
    pub keys: KeyRing,
    /// What the inviting device held of each stream.
    pub seen: Vec<StreamSeen>,
}

/// A stream as the inviting device had seen it, shortened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StreamSeen {
    /// First bytes of the replica's id.
    pub replica: [u8; 8],
    /// The last seq without a gap.
    pub seq: u64,
    /// First bytes of the file id there.
    pub tip: [u8; 8],
}

/// Why a text is not a pairing code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// It does not begin like one.
    #[error("this is not a pairing code; it begins with FHD1-")]
    NotACode,
    /// A newer version of the program made it.
    #[error("this code was made by a newer version of Firsthand; update this device first")]
    Newer,
    /// A character that no code has.
    #[error("character {at} of the code, “{character}”, does not belong there; copy the code again")]
    Character {
        /// Its place, from 1, counted without spaces and hyphens.
        at: usize,
        /// The character.
        character: char,
    },
    /// Its end is missing.
    #[error("the code is cut off: {have} of {need} characters; copy all of it")]
    CutOff {
        /// Characters that are there, without spaces and hyphens.
        have: usize,
        /// Characters that there should be.
        need: usize,
    },
    /// Something follows its end.
    #[error("the code is longer than it should be: {have} instead of {need} characters; copy only the code")]
    TooLong {
        /// Characters that are there, without spaces and hyphens.
        have: usize,
        /// Characters that there should be.
        need: usize,
    },
    /// A character is wrong somewhere.
    #[error("a character of the code is wrong; copy the code again")]
    Mistyped,
    /// The key is missing on the inviting device.
    #[error("this device does not have the key of the vault, so it cannot let another one in")]
    Locked,
}

impl PairingCode {
    /// The code of a vault, with what this device holds.
    pub fn of(vault: &Vault, have: &HaveMap) -> Self {
        let mut seen: Vec<_> = have
            .iter()
            .map(|(replica, have)| StreamSeen { replica: replica.prefix(), seq: have.seq, tip: first(&have.tip) })
            .collect();
        seen.sort_by_key(|stream| Reverse(stream.seq));
        seen.truncate(MAX_STREAMS);
        Self { vault: vault.id, keys: vault.keys.clone(), seen }
    }

    /// Whether a device that holds `have` has reached all that the inviting device had seen.
    pub fn is_reached_by(&self, have: &HaveMap) -> bool {
        reached(&self.seen, have)
    }

    /// The text to show and paste: `FHD1-` and groups of five characters.
    pub fn to_text(&self) -> Result<Zeroizing<String>, PairingError> {
        let bytes = self.to_bytes()?;
        let mut text = Zeroizing::new(format!("{PREFIX}{VERSION}"));
        for (at, digit) in digits(&bytes).enumerate() {
            if at % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET.get(usize::from(digit)).copied().unwrap_or(b'0')));
        }
        Ok(text)
    }

    /// Reads what somebody pasted: any case, any spaces, hyphens and line ends, `O` for `0`, `I` and `L` for `1`.
    pub fn parse(text: &str) -> Result<Self, PairingError> {
        let mut letters = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
            .map(|c| c.to_ascii_uppercase());
        if !PREFIX.chars().all(|want| letters.next() == Some(want)) {
            return Err(PairingError::NotACode);
        }
        match letters.next().and_then(|c| c.to_digit(10)) {
            Some(version) if version == u32::from(VERSION) => {}
            Some(version) if version > u32::from(VERSION) => return Err(PairingError::Newer),
            _ => return Err(PairingError::NotACode),
        }
        let mut values = Zeroizing::new(Vec::new());
        for (at, character) in letters.enumerate() {
            values.push(value(character).ok_or(PairingError::Character { at: at + PREFIX.len() + 2, character })?);
        }
        Self::from_bytes(&undigits(&values), values.len())
    }

    /// The key to write with, the first one, which opens the marker, then the newest. A slot in the folder brings the others.
    fn keys_to_carry(&self) -> Vec<RingEntry<'_>> {
        let active = self.keys.active().map(VaultKey::id);
        let first = self.keys.entries().map(|entry| (entry.epoch, entry.key.id())).min().map(|(_, id)| id);
        let mut entries: Vec<_> = self.keys.entries().collect();
        entries.sort_by_key(|entry| {
            let id = entry.key.id();
            (Some(id) != active, Some(id) != first, Reverse(entry.epoch), id)
        });
        entries.truncate(MAX_KEYS);
        entries
    }

    #[expect(
        clippy::expect_used,
        reason = "a wrong count would make a code that opens nothing, and types cannot say that both lists are short"
    )]
    fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, PairingError> {
        let keys = self.keys_to_carry();
        if self.keys.is_locked() {
            return Err(PairingError::Locked);
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
        bytes.extend_from_slice(&[VERSION, 0, 0]);
        bytes.extend_from_slice(self.vault.as_bytes());
        bytes.push(u8::try_from(keys.len()).expect("at most MAX_KEYS were picked"));
        for entry in keys {
            let only_read = if entry.writes { 0 } else { ONLY_READ };
            bytes.extend_from_slice(&(entry.epoch | only_read).to_le_bytes());
            bytes.extend_from_slice(entry.key.as_bytes());
        }
        bytes.push(u8::try_from(self.seen.len().min(MAX_STREAMS)).expect("MAX_STREAMS fits"));
        for stream in self.seen.iter().take(MAX_STREAMS) {
            bytes.extend_from_slice(&stream.replica);
            let seq = stream.seq.min((1 << 48) - 1).to_le_bytes();
            bytes.extend(seq.iter().take(6));
            bytes.extend_from_slice(&stream.tip);
        }
        let len =
            u16::try_from(bytes.len() + CHECKSUM_LEN).expect("16 keys and 32 streams take 1,300 bytes").to_le_bytes();
        for (to, from) in bytes.iter_mut().skip(1).zip(len) {
            *to = from;
        }
        let sum = checksum(&bytes);
        bytes.extend_from_slice(&sum);
        Ok(bytes)
    }

    fn from_bytes(bytes: &[u8], characters: usize) -> Result<Self, PairingError> {
        let lead = PREFIX.len() + 1;
        let cut_off = |need| PairingError::CutOff { have: characters + lead, need };
        let mut reader = Reader(bytes);
        let (Some([version]), Some(len)) = (reader.take::<1>(), reader.take::<2>()) else {
            return Err(cut_off(lead + 5));
        };
        if version != VERSION {
            return Err(PairingError::Mistyped);
        }
        let len = usize::from(u16::from_le_bytes(len));
        let need = (len * 8).div_ceil(5) + lead;
        if characters + lead < need {
            return Err(cut_off(need));
        }
        if characters + lead > need {
            return Err(PairingError::TooLong { have: characters + lead, need });
        }
        let whole = bytes.get(..len).ok_or(PairingError::Mistyped)?;
        let (body, sum) =
            whole.len().checked_sub(CHECKSUM_LEN).map(|at| whole.split_at(at)).ok_or(PairingError::Mistyped)?;
        // The last digit may hold bits beyond the last byte; a code has zeros there.
        if sum != checksum(body) || bytes.iter().skip(len).any(|byte| *byte != 0) {
            return Err(PairingError::Mistyped);
        }
        Reader(body.get(3..).unwrap_or_default()).contents().ok_or(PairingError::Mistyped)
    }
}

/// Whether `have` reaches all of `seen`. At a seq that is just reached the file must be the same; a fork counts as not reached.
pub fn reached(seen: &[StreamSeen], have: &HaveMap) -> bool {
    seen.iter().all(|stream| {
        have.iter().any(|(replica, have)| {
            replica.prefix::<8>() == stream.replica
                && (have.seq > stream.seq || (have.seq == stream.seq && first(&have.tip) == stream.tip))
        })
    })
}

fn first(tip: &[u8; 16]) -> [u8; 8] {
    tip.first_chunk().copied().unwrap_or_default()
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM_LEN] {
    let hash = blake3::Hasher::new_derive_key(CONTEXT).update(bytes).finalize();
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*field)
    }

    fn contents(mut self) -> Option<PairingCode> {
        let vault = VaultId::from_bytes(self.take()?);
        let [keys] = self.take()?;
        if keys == 0 {
            return None;
        }
        let mut ring = KeyRing::default();
        for _ in 0..keys {
            let epoch = u32::from_le_bytes(self.take()?);
            let mut bytes = self.take::<32>()?;
            let key = VaultKey::from_bytes(bytes);
            bytes.zeroize();
            let (epoch, only_read) = (epoch & !ONLY_READ, epoch & ONLY_READ != 0);
            if epoch > MAX_EPOCH {
                return None;
            }
            if only_read {
                ring.add_for_reading(epoch, key)
            } else {
                ring.add(epoch, key)
            };
        }
        let [streams] = self.take()?;
        let mut seen = Vec::new();
        for _ in 0..streams {
            let replica = self.take()?;
            let [a, b, c, d, e, f] = self.take()?;
            seen.push(StreamSeen { replica, seq: u64::from_le_bytes([a, b, c, d, e, f, 0, 0]), tip: self.take()? });
        }
        self.0.is_empty().then_some(PairingCode { vault, keys: ring, seen })
    }
}

/// Base-32 digits, most significant bit first, the last one filled with zeros.
fn digits(bytes: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    (0..(bytes.len() * 8).div_ceil(5)).map(move |digit| (0..5).fold(0, |value, at| value << 1 | bit(digit * 5 + at)))
}

/// Bytes of base-32 digits; bits that fill no byte become a last byte of their own unless they are zero.
fn undigits(values: &[u8]) -> Zeroizing<Vec<u8>> {
    let bit = |at: usize| values.get(at / 5).map_or(0, |value| value >> (4 - at % 5) & 1);
    let mut bytes: Zeroizing<Vec<u8>> = Zeroizing::new(
        (0..(values.len() * 5).div_ceil(8))
            .map(|byte| (0..8).fold(0, |value, at| value << 1 | bit(byte * 8 + at)))
            .collect(),
    );
    if !(values.len() * 5).is_multiple_of(8) && bytes.last() == Some(&0) {
        bytes.pop();
    }
    bytes
}

fn value(character: char) -> Option<u8> {
    let byte = match character {
        'O' => b'0',
        'I' | 'L' => b'1',
        other => u8::try_from(other).ok()?,
    };
    ALPHABET.iter().position(|letter| *letter == byte).and_then(|at| u8::try_from(at).ok())
}

impl fmt::Display for StreamSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…@{}", crate::id::hex(&self.replica), self.seq)
    }
}

#[cfg(test)]
#[path = "pairing_tests.rs"]
mod tests;
