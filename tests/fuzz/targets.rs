//! What the fuzzer does with bytes that anybody may have put into a folder or typed. `crates/sync/tests/decoding` does the same with the
//! committed corpus, so that every finding stays found without the fuzzer.
//!
//! Hashes and encryption stop a fuzzer at the door. So the first byte says how far the rest is brought in: as it is, or sealed as only a
//! holder of the key could, because a broken or hostile device of the same vault must do no harm either.

use std::sync::OnceLock;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use firsthand_sync::envelope::{self, HEADER_LEN, MAGIC};
use firsthand_sync::{
    AgeIdentity, Card, DeviceKeys, FileId, MemoryFolder, Pack, PairingCode, Refusal, Secret, SeededEntropy, Segment,
    SlotError, Vault, VaultError, name, recovery, slot,
};

/// The vault that everything is sealed for.
pub(crate) fn vault() -> &'static Vault {
    static VAULT: OnceLock<Vault> = OnceLock::new();
    VAULT.get_or_init(|| Vault::generate(&mut SeededEntropy::new(7), 0, "fuzz").expect("a vault"))
}

/// The identity that slots are sealed for.
pub(crate) fn identity() -> &'static AgeIdentity {
    static IDENTITY: OnceLock<AgeIdentity> = OnceLock::new();
    IDENTITY.get_or_init(|| AgeIdentity::random(&mut SeededEntropy::new(8)))
}

/// An envelope: as it is (0), with a true trailer (1), as header and content sealed with the key (2).
pub(crate) fn envelope(data: &[u8]) {
    let Some((how, data)) = data.split_first() else { return };
    let bytes = match how {
        0 => data.to_vec(),
        1 => with_trailer(with_length(data.to_vec())),
        _ => sealed_with_key(data),
    };
    let vault = vault();
    let outside = envelope::inspect(&bytes);
    let opened = envelope::open(&bytes, vault.id, &vault.keys);
    match (&outside, &opened) {
        (Ok(outside), Ok(opened)) => {
            // What opens is what somebody has sealed: no other bit will do, with a true trailer or without.
            let at = data.iter().fold(0, |sum: usize, byte| sum * 31 % bytes.len() + usize::from(*byte)) % bytes.len();
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert!(envelope::open(&other, vault.id, &vault.keys).is_err(), "byte {at}");
            other.truncate(other.len() - 32);
            if at < other.len() {
                assert!(envelope::open(&with_trailer(other), vault.id, &vault.keys).is_err(), "byte {at}");
            }
            assert_eq!((outside.id, &outside.header), (opened.id, &opened.header));
            assert!(bytes.len() <= opened.header.kind.max_file());
            assert!(opened.payload.len() <= opened.header.kind.max_payload());
        }
        (Err(outside), opened) => assert_eq!(opened.as_ref().err(), Some(outside), "no key makes it better"),
        (Ok(_), Err(refusal)) => {
            assert!(!matches!(refusal, Refusal::Unrelated | Refusal::Arriving | Refusal::Damaged), "{refusal:?}");
        }
    }
    // The same file where a marker may lie.
    let folder = MemoryFolder::new();
    folder.put_raw("vault.fhd", bytes);
    match Vault::found_in(&folder) {
        Ok(found) => assert!(found.len() <= 1),
        Err(VaultError::NotDownloaded) => assert!(data.is_empty(), "only an empty file is one that is still to come"),
        Err(error) => panic!("a folder in memory: {error}"),
    }
    let _ = Vault::join(&folder, &PairingCode { vault: vault.id, keys: vault.keys.clone(), seen: Vec::new() });
}

/// The payload of a segment, and what is made of it again.
pub(crate) fn payload(data: &[u8]) {
    if let Ok(segment) = Segment::decode(data) {
        let bytes = segment.encode();
        let again = Segment::decode(&bytes).expect("what was read can be written and read");
        assert_eq!(again.encode(), bytes);
        assert_eq!((again.changes, again.have, again.want), (segment.changes, segment.have, segment.want));
    }
    if let Ok(card) = Card::from_bytes(data) {
        let bytes = card.to_bytes();
        assert_eq!(Card::from_bytes(&bytes).expect("a card").to_bytes(), bytes);
    }
}

/// The payload of a pack, and what is made of it again.
pub(crate) fn pack(data: &[u8]) {
    if let Ok(pack) = Pack::decode(data) {
        let bytes = pack.encode();
        let again = Pack::decode(&bytes).expect("what was read can be written and read");
        assert_eq!(again.encode(), bytes);
        assert_eq!((again.documents, again.changes), (pack.documents, pack.changes));
        assert_eq!((again.covers, again.with), (pack.covers, pack.with));
    }
}

/// A key slot: as it is (0), or its content sealed for a device by somebody without a key of the vault (1).
pub(crate) fn slot(data: &[u8]) {
    let Some((how, data)) = data.split_first() else { return };
    if *how == 0 {
        let _ = slot::open(data, std::slice::from_ref(identity()));
        let _ = slot::is_for_passphrase(data);
        return;
    }
    let to: age::x25519::Recipient = identity().recipient().parse().expect("a recipient");
    let bytes = age::encrypt(&to, data).expect("sealing in memory");
    match slot::open(&bytes, std::slice::from_ref(identity())) {
        Ok(slot) => {
            let mut ring = vault().keys.clone();
            let before = ring.clone();
            let (standing, changed) = slot::admit(&mut ring, vault().id, &slot);
            let is_proven = standing != slot::Standing::Unproven;
            assert!(is_proven || !changed && ring == before, "what is not proven changes nothing");
            assert_eq!(ring.active(), before.active().filter(|_| !is_proven).or(ring.active()));
            assert!(before.all().all(|key| ring.get(key.id()).is_some()), "no key is ever lost");
        }
        Err(SlotError::NotForUs) => panic!("it was made for us"),
        Err(_) => {}
    }
    let _ = DeviceKeys::decode(data);
}

/// Words that somebody types, and names that a folder shows: as they are (0), as a pairing code with a true checksum (1).
pub(crate) fn words(data: &[u8]) {
    let Some((how, data)) = data.split_first() else { return };
    let text = if *how == 0 { String::from_utf8_lossy(data).into_owned() } else { pairing_text(data) };
    if let Ok(code) = PairingCode::parse(&text)
        && let Ok(shown) = code.to_text()
    {
        let again = PairingCode::parse(&shown).expect("what is shown can be typed");
        assert_eq!(again.keys.active(), code.keys.active());
        assert_eq!(again.to_text().ok(), Some(shown));
    }
    if let Ok(code) = recovery::parse_code(&text) {
        assert_eq!(recovery::parse_code(&recovery::write_code(&code)), Ok(code));
    }
    let _ = Secret::parse(&text);
    let _ = AgeIdentity::parse(&text);
    let _ = (name::is_marker_like(&text), name::claims_to_be_ours(&text), slot::is_candidate(&text, 1));
    if name::is_relative(&text) {
        assert!(!text.starts_with('/') && text.split('/').all(|part| part != ".."));
    }
    if !name::is_skipped(&text) {
        assert!(text.split('/').count() <= name::MAX_DEPTH);
    }
    // A file under such a name is listed and looked at by a whole round elsewhere; here it must not be in the way of a marker.
    let folder = MemoryFolder::new();
    folder.put_raw(&text, vault().marker.clone());
    assert!(Vault::found_in(&folder).expect("a folder in memory").len() <= 1);
}

/// Says the true length of a file in its header, so that it counts as whole.
fn with_length(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() >= HEADER_LEN {
        bytes[..MAGIC.len()].copy_from_slice(&MAGIC);
        let header_len = usize::from(u16::from_le_bytes([bytes[14], bytes[15]]));
        let body_len = bytes.len().saturating_sub(header_len) as u64;
        bytes[120..128].copy_from_slice(&body_len.to_le_bytes());
    }
    bytes
}

fn with_trailer(mut bytes: Vec<u8>) -> Vec<u8> {
    let id = blake3::hash(&bytes);
    bytes.extend_from_slice(id.as_bytes());
    bytes
}

/// Takes major, minor, kind and flags from the first six bytes, and the rest as the content under the encryption.
fn sealed_with_key(data: &[u8]) -> Vec<u8> {
    let Some((free, content)) = data.split_first_chunk::<6>() else { return data.to_vec() };
    let vault = vault();
    let key = vault.keys.active().expect("a key");
    let mut content = content.to_vec();
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(free);
    bytes.extend_from_slice(&(HEADER_LEN as u16).to_le_bytes());
    bytes.extend_from_slice(vault.id.as_bytes());
    bytes.extend_from_slice(&[3; 16]);
    bytes.extend_from_slice(&1u64.to_le_bytes());
    bytes.extend_from_slice(FileId::ZERO.as_bytes());
    bytes.extend_from_slice(key.id().as_bytes());
    bytes.extend_from_slice(&[5; 24]);
    bytes.extend_from_slice(&(content.len() as u64 + 16).to_le_bytes());
    XChaCha20Poly1305::new(key.as_bytes().into())
        .encrypt_in_place(&XNonce::from([5; 24]), &bytes, &mut content)
        .expect("sealing in memory");
    bytes.extend_from_slice(&content);
    with_trailer(bytes)
}

/// Puts version, length and checksum around bytes and writes them as a pairing code.
fn pairing_text(data: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let len = u16::try_from(data.len() + 7).unwrap_or(u16::MAX);
    let mut bytes = vec![1];
    bytes.extend_from_slice(&len.to_le_bytes());
    bytes.extend_from_slice(data);
    let sum = blake3::Hasher::new_derive_key("firsthand sync 2026 pairing code v1").update(&bytes).finalize();
    bytes.extend_from_slice(&sum.as_bytes()[..4]);
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let digits =
        (0..(bytes.len() * 8).div_ceil(5)).map(|digit| (0..5).fold(0, |value, at| value << 1 | bit(digit * 5 + at)));
    let text: String = digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect();
    format!("FHD1-{text}")
}
