use super::*;
use crate::SeededEntropy;
use crate::vault::VaultKey;

const CANARY: &[u8] = b"Frau Ottilie Quastenberg keeps bees";

struct Case {
    vault: VaultId,
    keys: KeyRing,
    header: Header,
    bytes: Vec<u8>,
}

fn case(seed: u64) -> Case {
    let mut entropy = SeededEntropy::new(seed);
    let vault = VaultId::from_bytes([7; 16]);
    let key = VaultKey::from_bytes([9; 32]);
    let header = Header {
        kind: Kind::Segment,
        minor: MINOR,
        vault,
        replica: ReplicaId::random(&mut entropy),
        seq: 2,
        prev: FileId::random(&mut entropy),
        key: key.id(),
    };
    let keys = KeyRing::of(key);
    let (_, bytes) = seal(&header, &CANARY.repeat(3), &keys, &mut entropy).unwrap();
    Case { vault, keys, header, bytes }
}

/// Makes the trailer true again, as somebody who holds only the folder could.
fn rehash(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - TRAILER_LEN;
    let id = blake3::hash(&bytes[..body]);
    bytes[body..].copy_from_slice(id.as_bytes());
    bytes
}

impl Case {
    fn open(&self, bytes: &[u8]) -> Result<Envelope, Refusal> {
        open(bytes, self.vault, &self.keys)
    }
}

#[test]
fn what_is_sealed_comes_out_with_its_header() {
    let case = case(1);
    let envelope = case.open(&case.bytes).unwrap();
    assert_eq!(envelope.payload, CANARY.repeat(3));
    assert_eq!(envelope.header, case.header);
    assert_eq!(envelope.id.as_bytes()[..], case.bytes[case.bytes.len() - 32..]);
    assert_eq!(case.bytes.len(), 128 + 1024 + 16 + 32);
}

#[test]
fn the_layout_is_that_of_the_document() {
    let case = case(1);
    let at = |range: std::ops::Range<usize>| &case.bytes[range];
    assert_eq!(at(0..8), b"\x89FHD\r\n\x1a\n");
    assert_eq!(at(8..16), [1, 0, 0, 0, 1, 7, 128, 0]);
    assert_eq!(at(16..32), case.vault.as_bytes());
    assert_eq!(at(32..48), case.header.replica.as_bytes());
    assert_eq!(at(48..56), 2u64.to_le_bytes());
    assert_eq!(at(56..88), case.header.prev.as_bytes());
    assert_eq!(at(88..96), case.header.key.as_bytes());
    assert_eq!(at(120..128), 1040u64.to_le_bytes());
}

#[test]
fn no_word_can_be_read_in_the_bytes_and_no_two_seals_are_alike() {
    let case = case(1);
    for word in CANARY.split(|byte| *byte == b' ') {
        assert!(!case.bytes.windows(word.len()).any(|window| window == word));
    }
    let (_, again) = seal(&case.header, &CANARY.repeat(3), &case.keys, &mut SeededEntropy::new(99)).unwrap();
    assert_eq!(again.len(), case.bytes.len());
    let equal = again[128..].iter().zip(&case.bytes[128..]).filter(|(a, b)| a == b).count();
    assert!(equal < 50, "{equal} bytes of 1072 are equal");
}

#[test]
fn every_truncation_is_arriving() {
    let case = case(1);
    for len in 0..case.bytes.len() {
        assert_eq!(case.open(&case.bytes[..len]), Err(Refusal::Arriving), "{len}");
    }
    for tail in [&[0u8][..], &[0; 4096], &case.bytes] {
        assert_eq!(case.open(&[&case.bytes, tail].concat()), Err(Refusal::Damaged));
    }
}

#[test]
fn every_change_of_one_byte_is_refused() {
    let case = case(1);
    let mut bytes = case.bytes.clone();
    for at in 0..bytes.len() {
        for mask in 1..=255 {
            bytes[at] ^= mask;
            let refusal = case.open(&bytes).expect_err("a changed byte");
            let expected = match at {
                0..8 => matches!(refusal, Refusal::Unrelated),
                14 | 15 | 120..128 => matches!(refusal, Refusal::Damaged | Refusal::Arriving),
                _ => refusal == Refusal::Damaged,
            };
            assert!(expected, "byte {at} ^ {mask}: {refusal:?}");
            bytes[at] ^= mask;
        }
    }
}

#[test]
fn every_change_of_one_byte_is_refused_though_the_trailer_is_made_true_again() {
    let case = case(1);
    for at in 8..case.bytes.len() - TRAILER_LEN {
        for mask in [1, 2, 0x10, 0x80, 0xff] {
            let mut bytes = case.bytes.clone();
            bytes[at] ^= mask;
            let refusal = case.open(&rehash(bytes)).expect_err("a forged byte");
            let expected = match at {
                8..10 => matches!(refusal, Refusal::Newer { .. } | Refusal::Tampered { .. }),
                // A larger limit of another kind does not help: the kind is authenticated.
                10..13 => matches!(refusal, Refusal::Tampered { .. }),
                13 => matches!(refusal, Refusal::Newer { .. } | Refusal::Tampered { .. }),
                14 | 15 | 120..128 => matches!(refusal, Refusal::Damaged | Refusal::Arriving),
                16..32 => matches!(refusal, Refusal::OtherVault { .. }),
                88..96 => matches!(refusal, Refusal::Locked { .. }),
                _ => matches!(refusal, Refusal::Tampered { .. }),
            };
            assert!(expected, "byte {at} ^ {mask}: {refusal:?}");
        }
    }
}

#[test]
fn runs_of_zeros_are_refused() {
    let case = case(1);
    for start in (0..case.bytes.len()).step_by(64) {
        let mut bytes = case.bytes.clone();
        let end = (start + 64).min(bytes.len());
        bytes[start..end].fill(0);
        assert!(case.open(&bytes).is_err(), "{start}");
    }
    assert_eq!(case.open(&vec![0; case.bytes.len()]), Err(Refusal::Unrelated));
}

#[test]
fn headers_and_bodies_of_two_files_cannot_be_mixed() {
    let (one, two) = (case(1), case(2));
    let spliced = |at: usize| rehash([&one.bytes[..at], &two.bytes[at..]].concat());
    for at in [56, 88, 120, 128, 500, one.bytes.len() - 48] {
        assert!(matches!(one.open(&spliced(at)), Err(Refusal::Tampered { .. })), "{at}");
    }
    // From the tag on, the second file's tag belongs to the second file's body.
    assert!(one.open(&spliced(16)).is_ok(), "everything after the vault id is the second file, whole");
}

#[test]
fn another_key_is_locked_and_another_vault_is_another_vault() {
    let case = case(1);
    let other = KeyRing::of(VaultKey::from_bytes([8; 32]));
    assert_eq!(open(&case.bytes, case.vault, &other), Err(Refusal::Locked { key: case.header.key }));
    assert_eq!(open(&case.bytes, case.vault, &KeyRing::default()), Err(Refusal::Locked { key: case.header.key }));
    assert_eq!(open(&case.bytes, VaultId::ZERO, &case.keys), Err(Refusal::OtherVault { vault: case.vault }));
}

#[test]
fn a_planted_file_without_encryption_is_refused() {
    let case = case(1);
    for flags in [0, 2, 4, 6] {
        let mut bytes = Vec::new();
        let content = frame::wrap(b"{}").unwrap();
        write_header(&mut bytes, &case.header, &[0; 24], content.len());
        bytes[13] = flags;
        bytes.extend(content);
        bytes.extend([0; TRAILER_LEN]);
        assert!(matches!(case.open(&rehash(bytes)), Err(Refusal::Tampered { .. })), "{flags}");
    }
}

#[test]
fn a_newer_major_is_left_alone_only_if_it_is_whole() {
    let case = case(1);
    let mut bytes = case.bytes.clone();
    bytes[8] = 2;
    assert_eq!(case.open(&bytes), Err(Refusal::Damaged));
    assert_eq!(case.open(&rehash(bytes)), Err(Refusal::Newer { major: 2 }));
    let mut bytes = case.bytes.clone();
    bytes[13] |= 8;
    assert_eq!(case.open(&rehash(bytes)), Err(Refusal::Newer { major: 1 }));
}

#[test]
fn a_longer_header_of_a_newer_minor_is_read_and_authenticated() {
    let case = case(1);
    let forge = |header_len: u16| {
        let mut bytes = Vec::new();
        let mut content = frame::wrap(b"payload").unwrap();
        write_header(&mut bytes, &Header { minor: 7, ..case.header.clone() }, &[3; 24], content.len() + TAG_LEN);
        bytes[14..16].copy_from_slice(&header_len.to_le_bytes());
        bytes.resize(usize::from(header_len), 0x55);
        let key = case.keys.active().unwrap();
        XChaCha20Poly1305::new(key.as_bytes().into())
            .encrypt_in_place(&XNonce::from([3; 24]), &bytes, &mut content)
            .unwrap();
        rehash([bytes, content, vec![0; TRAILER_LEN]].concat())
    };
    let bytes = forge(160);
    let envelope = case.open(&bytes).unwrap();
    assert_eq!((envelope.payload.as_slice(), envelope.header.minor), (&b"payload"[..], 7));
    let mut changed = bytes;
    changed[140] ^= 1;
    assert!(matches!(case.open(&rehash(changed)), Err(Refusal::Tampered { .. })));
    assert_eq!(case.open(&forge(1025)), Err(Refusal::Damaged));
}

#[test]
fn a_segment_over_its_limit_is_neither_written_nor_read() {
    let case = case(1);
    let mut noise = vec![0; (4 << 20) + 1];
    SeededEntropy::new(5).fill(&mut noise);
    let sealed = seal(&case.header, &noise, &case.keys, &mut SeededEntropy::new(1));
    assert!(matches!(sealed, Err(EnvelopeError::TooLarge { .. })));
    // The same bytes as a pack are fine; called a segment afterwards, the size alone refuses them.
    let pack = Header { kind: Kind::Pack, ..case.header.clone() };
    let (_, mut bytes) = seal(&pack, &noise, &case.keys, &mut SeededEntropy::new(1)).unwrap();
    assert!(case.open(&bytes).is_ok());
    bytes[12] = 1;
    assert_eq!(case.open(&rehash(bytes)), Err(Refusal::Tampered { what: "it is larger than its kind may be" }));
    assert!(matches!(
        seal(&case.header, &noise, &KeyRing::default(), &mut SeededEntropy::new(1)),
        Err(EnvelopeError::Locked)
    ));
}

#[test]
fn a_bomb_is_neither_written_nor_read() {
    let case = case(1);
    for kind in [Kind::Segment, Kind::Pack, Kind::Marker, Kind::Other(9)] {
        let header = Header { kind, ..case.header.clone() };
        let most = vec![0; kind.max_payload()];
        let (_, bytes) = seal(&header, &most, &case.keys, &mut SeededEntropy::new(1)).unwrap();
        assert!(bytes.len() < 10_000 && case.open(&bytes).is_ok(), "{kind:?}");
        let zeros = vec![0; kind.max_payload() + 1];
        assert!(matches!(
            seal(&header, &zeros, &case.keys, &mut SeededEntropy::new(1)),
            Err(EnvelopeError::TooLarge { .. })
        ));
        // A holder of the key who does it all the same.
        let mut content = frame::wrap(&zeros).unwrap();
        let mut bomb = Vec::new();
        write_header(&mut bomb, &header, &[1; 24], content.len() + TAG_LEN);
        let key = case.keys.active().unwrap();
        XChaCha20Poly1305::new(key.as_bytes().into())
            .encrypt_in_place(&XNonce::from([1; 24]), &bomb, &mut content)
            .unwrap();
        let bomb = rehash([bomb, content, vec![0; TRAILER_LEN]].concat());
        assert_eq!(
            case.open(&bomb),
            Err(Refusal::Malformed { what: "the content is larger than allowed" }),
            "{kind:?}"
        );
    }
}

mod random {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_open(bytes in proptest::collection::vec(any::<u8>(), 0..2000), with_magic: bool, true_trailer: bool) {
            let case = case(1);
            let mut bytes = if with_magic { [&MAGIC[..], &bytes].concat() } else { bytes };
            if true_trailer && bytes.len() > 200 {
                let body_len = (bytes.len() - HEADER_LEN - TRAILER_LEN) as u64;
                bytes[14..16].copy_from_slice(&128u16.to_le_bytes());
                bytes[120..128].copy_from_slice(&body_len.to_le_bytes());
                bytes = rehash(bytes);
            }
            prop_assert!(case.open(&bytes).is_err());
        }
    }
}
