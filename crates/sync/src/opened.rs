//! What a file holds once it is opened.
//!
//! That depends on nothing but its bytes and the vault, so files that were opened before on this thread can be remembered, for
//! simulations: dozens of devices open the same bytes with the same key, and none can tell whether it was opened for another one.
//! A program never turns this on: it would keep what it has read in memory.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::envelope::{self, Envelope, Kind, Refusal};
use crate::pack::Pack;
use crate::payload::Segment;
use crate::vault::Vault;

#[derive(Clone)]
pub(crate) enum Opened {
    Segment(Box<Envelope>, Box<Segment>),
    Pack(Box<Envelope>, Box<Pack>),
    Marker,
    Unknown,
}

pub(crate) fn open_file(bytes: &[u8], vault: &Vault) -> Result<Opened, Refusal> {
    recall(bytes, vault, open_anew)
}

fn open_anew(bytes: &[u8], vault: &Vault) -> Result<Opened, Refusal> {
    let envelope = envelope::open(bytes, vault.id, &vault.keys)?;
    let header = &envelope.header;
    match header.kind {
        Kind::Marker => Ok(Opened::Marker),
        Kind::Segment => {
            if header.replica.is_zero() || header.seq == 0 || (header.seq == 1) != header.prev.is_zero() {
                return Err(Refusal::Malformed { what: "its place in its stream" });
            }
            let segment = Segment::decode(&envelope.payload).map_err(|error| Refusal::Malformed { what: error.0 })?;
            Ok(Opened::Segment(Box::new(envelope), Box::new(segment)))
        }
        Kind::Pack => {
            if header.replica.is_zero() || header.seq == 0 || !header.prev.is_zero() {
                return Err(Refusal::Malformed { what: "its place among the packs" });
            }
            let pack = Pack::decode(&envelope.payload).map_err(|error| Refusal::Malformed { what: error.0 })?;
            Ok(Opened::Pack(Box::new(envelope), Box::new(pack)))
        }
        Kind::Blob | Kind::Other(_) => Ok(Opened::Unknown),
    }
}

thread_local! {
    static MEMORY: RefCell<Option<Memory>> = const { RefCell::new(None) };
}

struct Memory {
    vault: Vault,
    /// By the hash that stands at the end of a file; only equal bytes are the same file.
    files: HashMap<[u8; 32], (Box<[u8]>, Opened)>,
}

/// From now on, opens each file of this vault only once on this thread; `None` ends that and forgets all of them.
#[doc(hidden)]
pub fn remember_opened(vault: Option<&Vault>) {
    MEMORY.set(vault.map(|vault| Memory { vault: vault.clone(), files: HashMap::new() }));
}

/// Gives what was opened before, or opens it. Only what could be opened is remembered.
fn recall(
    bytes: &[u8],
    vault: &Vault,
    open: impl FnOnce(&[u8], &Vault) -> Result<Opened, Refusal>,
) -> Result<Opened, Refusal> {
    MEMORY.with_borrow_mut(|memory| {
        // The keys, too: with others a file is refused, or waits.
        let Some(memory) = memory.as_mut().filter(|memory| memory.vault == *vault) else { return open(bytes, vault) };
        let Some(end) = bytes.last_chunk() else { return open(bytes, vault) };
        if let Some((_, opened)) = memory.files.get(end).filter(|(before, _)| **before == *bytes) {
            return Ok(opened.clone());
        }
        let opened = open(bytes, vault)?;
        memory.files.insert(*end, (bytes.into(), opened.clone()));
        Ok(opened)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        FileId, ReplicaId, SeededEntropy,
        envelope::{Header, Kind, MINOR, seal},
        payload::Segment,
    };
    use std::cell::Cell;

    #[test]
    fn bytes_are_opened_once_by_those_who_hold_the_same_vault_and_damage_is_always_seen() {
        let mut entropy = SeededEntropy::new(1);
        let [vault, other] = [(); 2].map(|()| Vault::generate(&mut entropy, 0, "test").unwrap());
        let header = Header {
            kind: Kind::Segment,
            minor: MINOR,
            vault: vault.id,
            replica: ReplicaId::from_bytes([1; 16]),
            seq: 1,
            prev: FileId::ZERO,
            key: vault.keys.active().unwrap().id(),
        };
        let (_, bytes) = seal(&header, &Segment::default().encode(), &vault.keys, &mut entropy).unwrap();
        let opened = Cell::new(0);
        let look = |bytes: &[u8], vault: &Vault| {
            let result = recall(bytes, vault, |bytes, vault| {
                opened.set(opened.get() + 1);
                open_anew(bytes, vault)
            });
            result.map(|opened| matches!(opened, Opened::Segment(envelope, _) if envelope.header == header))
        };
        assert_eq!((look(&bytes, &vault), look(&bytes, &vault), opened.get()), (Ok(true), Ok(true), 2));
        remember_opened(Some(&vault));
        assert_eq!((look(&bytes, &vault), look(&bytes, &vault), opened.get()), (Ok(true), Ok(true), 3));
        assert!(matches!(look(&bytes, &other), Err(Refusal::OtherVault { .. })));
        for at in [9, 40, bytes.len() - 40, bytes.len() - 1] {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(look(&damaged, &vault).is_err() && look(&damaged, &vault).is_err(), "{at}");
        }
        remember_opened(None);
        let before = opened.get();
        assert_eq!((look(&bytes, &vault), opened.get()), (Ok(true), before + 1));
    }
}
