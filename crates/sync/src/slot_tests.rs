use super::*;
use crate::{MemoryFolder, SeededEntropy};
use proptest::prelude::*;

const VAULT: VaultId = VaultId::from_bytes([7; 16]);

fn key(n: u8) -> VaultKey {
    VaultKey::from_bytes([n; 32])
}

fn identity(seed: u64) -> AgeIdentity {
    AgeIdentity::random(&mut SeededEntropy::new(seed))
}

fn device(seed: u64) -> Recipient {
    let device = DeviceId::random(&mut SeededEntropy::new(seed));
    Recipient { what: Holder::Device, device: Some(device), age: identity(seed).recipient() }
}

fn recipients(seeds: &[u64]) -> BTreeSet<Recipient> {
    seeds.iter().copied().map(device).collect()
}

fn ring(keys: &[(u32, u8)]) -> KeyRing {
    let mut ring = KeyRing::default();
    for (epoch, n) in keys {
        ring.add(*epoch, key(*n));
    }
    ring
}

/// A slot of a ring for device 1, opened by it.
fn slot(keys: &KeyRing) -> Slot {
    open(&seal(VAULT, keys, &recipients(&[1])).unwrap(), &[identity(1)]).unwrap()
}

#[test]
fn every_recipient_opens_a_slot_and_nobody_else_does() {
    let mut to = recipients(&[1, 2]);
    to.insert(Recipient { what: Holder::Recovery, device: None, age: identity(3).recipient() });
    let keys = ring(&[(0, 1), (1, 2)]);
    let bytes = seal(VAULT, &keys, &to).unwrap();
    for seed in 1..=3 {
        let slot = open(&bytes, &[identity(9), identity(seed)]).unwrap();
        assert_eq!((slot.vault, &slot.keys, &slot.recipients), (VAULT, &keys, &to));
        assert_eq!(slot.identity, None);
    }
    assert_eq!(open(&bytes, &[identity(4)]), Err(SlotError::NotForUs));
    assert_eq!(open(&bytes, &[]), Err(SlotError::NotForUs));
    let member = member_identity(&key(2)).unwrap();
    assert_eq!(open(&bytes, &[member]).unwrap().recipients, to, "a holder of the key to write with reads it");
    let older = member_identity(&key(1)).unwrap();
    assert_eq!(open(&bytes, &[older]), Err(SlotError::NotForUs), "an older key is not enough");
}

#[test]
fn a_slot_is_a_file_that_any_age_opens() {
    let bytes = seal(VAULT, &ring(&[(0, 1)]), &recipients(&[1])).unwrap();
    let secret: age::x25519::Identity = identity(1).to_text().parse().unwrap();
    let plain = age::decrypt(&secret, &bytes).unwrap();
    let value: Value = ciborium::from_reader(plain.as_slice()).unwrap();
    let map = value.as_map().unwrap();
    let words: Vec<_> = map.iter().map(|(name, _)| name.as_text().unwrap()).collect();
    assert_eq!(words, ["v", "keys", "vault", "proofs", "recipients"], "sorted by encoded bytes, the shorter first");
    assert_eq!(canonical(&value), plain, "what is written is in its deterministic form");
}

#[test]
fn a_new_key_is_taken_with_a_proof_under_the_key_to_write_with() {
    let mut held = ring(&[(0, 1)]);
    let brought = slot(&ring(&[(0, 1), (1, 2)]));
    assert_eq!(admit(&mut held, VAULT, &brought), (Standing::Proven, true));
    assert_eq!(held, ring(&[(0, 1), (1, 2)]));
    assert_eq!(admit(&mut held, VAULT, &brought), (Standing::Proven, false));
}

#[test]
fn a_planted_slot_never_becomes_active() {
    let before = ring(&[(0, 1), (1, 2)]);
    let mut held = before.clone();
    // Somebody who knows the vault's id and the recipients, and no key.
    let planted = slot(&ring(&[(7, 66)]));
    assert_eq!(admit(&mut held, VAULT, &planted), (Standing::Unproven, false));
    // Somebody who copies the names of keys and makes up the proofs.
    let mut forged = slot(&ring(&[(7, 66)]));
    forged.proofs = vec![(key(1).id(), [0; 32]), (key(2).id(), *proof(&key(66), &forged.proven.0).as_bytes())];
    assert_eq!(admit(&mut held, VAULT, &forged), (Standing::Unproven, false));
    // Somebody who takes true proofs over from another slot.
    forged.proofs = slot(&before).proofs;
    assert_eq!(admit(&mut held, VAULT, &forged), (Standing::Unproven, false));
    // A true slot of another vault.
    let other = VaultId::from_bytes([8; 16]);
    let foreign = open(&seal(other, &before, &recipients(&[1])).unwrap(), &[identity(1)]).unwrap();
    assert_eq!(admit(&mut held, VAULT, &foreign), (Standing::Unproven, false));
    assert_eq!(held, before);
    // A device without any key is locked and stays so.
    let mut locked = KeyRing::default();
    assert_eq!(admit(&mut locked, VAULT, &slot(&before)), (Standing::Unproven, false));
    assert!(locked.is_locked());
}

#[test]
fn a_lost_device_cannot_undo_the_change_that_left_it_out() {
    let mut held = ring(&[(0, 1), (1, 2)]);
    // It holds the old key, so its proof under that is true.
    let lost = slot(&ring(&[(0, 1), (9, 66)]));
    assert_eq!(admit(&mut held, VAULT, &lost), (Standing::Late, true));
    assert_eq!(held.active(), Some(&key(2)), "what is written stays closed to it");
    assert!(held.is_contested() && held.get(key(66).id()).is_some());
    // And a slot proven only under that key brings nothing to write with either.
    let more = slot(&ring(&[(9, 66), (10, 67)]));
    assert_eq!(admit(&mut held, VAULT, &more).0, Standing::Late);
    assert_eq!(held.active(), Some(&key(2)));
}

#[test]
fn two_changes_at_once_both_survive() {
    let old = ring(&[(0, 1)]);
    let (mut a, mut b, mut c) = (ring(&[(0, 1), (1, 2)]), ring(&[(0, 1), (1, 3)]), old);
    let (from_a, from_b) = (slot(&a), slot(&b));
    admit(&mut a, VAULT, &from_b);
    admit(&mut b, VAULT, &from_a);
    admit(&mut c, VAULT, &from_b);
    admit(&mut c, VAULT, &from_a);
    for ring in [&a, &b, &c] {
        assert!([1, 2, 3].iter().all(|n| ring.get(key(*n).id()).is_some()), "each reads what the others write");
        assert!(!ring.is_locked());
    }
    // The next change joins them again.
    let mut next = c.clone();
    next.add(2, key(4));
    for ring in [&mut a, &mut b, &mut c] {
        assert_eq!(admit(ring, VAULT, &slot(&next)).0, Standing::Proven);
        assert_eq!(ring.active(), Some(&key(4)));
        assert!(!ring.is_contested());
    }
}

#[test]
fn a_device_that_was_away_takes_many_changes_at_once_in_any_order() {
    let slots = [ring(&[(0, 1), (1, 2)]), ring(&[(0, 1), (1, 2), (2, 3)]), ring(&[(0, 1), (1, 2), (2, 3), (3, 4)])];
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]] {
        let mut held = ring(&[(0, 1)]);
        for at in order {
            admit(&mut held, VAULT, &slot(&slots[at]));
        }
        assert_eq!(held, slots[2], "{order:?}");
    }
}

#[test]
fn a_passphrase_opens_its_slot_and_the_ones_to_come() {
    let keys = ring(&[(0, 1)]);
    let opener = identity(5);
    let mut to = recipients(&[1]);
    to.insert(Recipient { what: Holder::Passphrase, device: None, age: opener.recipient() });
    let bytes = seal_with_passphrase(VAULT, &keys, &to, &opener, "correct horse").unwrap();
    assert!(is_for_passphrase(&bytes) && !is_for_passphrase(&seal(VAULT, &keys, &to).unwrap()));
    assert_eq!(open(&bytes, &[identity(1)]), Err(SlotError::NotForUs));
    assert_eq!(open_with_passphrase(&bytes, "correct house"), Err(SlotError::NotForUs));
    let slot = open_with_passphrase(&bytes, "correct horse").unwrap();
    assert_eq!((&slot.keys, &slot.identity), (&keys, &Some(opener.clone())));
    let later = seal(VAULT, &ring(&[(0, 1), (1, 2)]), &to).unwrap();
    assert!(open(&later, &[slot.identity.unwrap()]).is_ok());
    let head = String::from_utf8_lossy(&bytes[..80]).into_owned();
    assert!(head.lines().nth(1).unwrap().ends_with(" 16"), "{head}");
}

#[test]
fn a_slot_that_asks_for_too_much_work_is_left_alone() {
    // Only the number is raised: the work is refused before it is begun.
    let bytes = seal_with_passphrase(VAULT, &ring(&[(0, 1)]), &recipients(&[1]), &identity(1), "words").unwrap();
    let line = bytes.iter().skip(MAGIC.len()).position(|byte| *byte == b'\n').unwrap() + MAGIC.len();
    let mut greedy = bytes[..line - 2].to_vec();
    greedy.extend_from_slice(b"22");
    greedy.extend_from_slice(&bytes[line..]);
    assert_eq!(open_with_passphrase(&greedy, "words"), Err(SlotError::TooMuchWork { factor: 22 }));
}

#[test]
fn without_a_key_or_with_a_bad_recipient_nothing_is_sealed() {
    assert_eq!(seal(VAULT, &KeyRing::default(), &recipients(&[1])), Err(SlotError::Locked));
    let bad = BTreeSet::from([Recipient { what: Holder::Device, device: None, age: "age1nobody".into() }]);
    assert!(matches!(seal(VAULT, &ring(&[(0, 1)]), &bad), Err(SlotError::BadRecipient { .. })));
}

#[test]
fn every_truncation_and_every_changed_byte_of_a_slot_is_refused() {
    let bytes = seal(VAULT, &ring(&[(0, 1), (1, 2)]), &recipients(&[1])).unwrap();
    let identities = [identity(1)];
    for len in 0..bytes.len() {
        assert!(open(&bytes[..len], &identities).is_err(), "cut at {len}");
    }
    for at in 0..bytes.len() {
        for bit in [0, 3, 7] {
            let mut wrong = bytes.clone();
            wrong[at] ^= 1 << bit;
            assert!(open(&wrong, &identities).is_err(), "byte {at}, bit {bit}");
        }
    }
    let longer = [bytes.as_slice(), b"x"].concat();
    assert!(open(&longer, &identities).is_err());
}

#[test]
fn what_a_newer_version_adds_is_part_of_the_proof() {
    let mut slot = slot(&ring(&[(0, 1), (1, 2)]));
    let mut value: Value = ciborium::from_reader(slot.proven.0.as_slice()).unwrap();
    let Value::Map(fields) = &mut value else { panic!("a map") };
    fields.push((Value::from("later"), Value::from(1)));
    slot.proven = Proven(Zeroizing::new(canonical(&value)));
    assert_eq!(standing(&ring(&[(0, 1)]), VAULT, &slot), Standing::Unproven);
    slot.proofs = vec![(key(1).id(), *proof(&key(1), &slot.proven.0).as_bytes())];
    assert_eq!(standing(&ring(&[(0, 1)]), VAULT, &slot), Standing::Proven);
}

#[test]
fn a_slot_is_published_once_and_never_over_other_bytes() {
    let folder = MemoryFolder::new();
    let bytes = seal(VAULT, &ring(&[(0, 1)]), &recipients(&[1])).unwrap();
    let path = name::slot_path(&bytes, 0);
    assert_eq!(publish(&folder, &bytes).unwrap(), Some(path.clone()));
    assert_eq!(publish(&folder, &bytes).unwrap(), Some(path.clone()));
    folder.tear(&path, 100);
    let second = publish(&folder, &bytes).unwrap().unwrap();
    assert_eq!(second, name::slot_path(&bytes, 1));
    assert_eq!(folder.read(&second).unwrap(), bytes);
    assert_eq!(folder.read(&path).unwrap().len(), 100, "what was there is left alone");
}

#[test]
fn names_of_services_are_followed_and_others_left_alone() {
    for path in ["keys/k-0011223344556677.age", "keys/k-1.sync-conflict-20261122.AGE", "a/b/c/x.age"] {
        assert!(is_candidate(path, 500), "{path}");
    }
    for path in ["keys/.~1.tmp", "keys/k-1.age.tmp", "keys/.k-1.age", "log/s-1.fhd"] {
        assert!(!is_candidate(path, 500), "{path}");
    }
    assert!(!is_candidate("keys/k-1.age", 0) && !is_candidate("keys/k-1.age", MAX_SLOT + 1));
}

#[test]
fn a_slot_is_never_printed() {
    let slot = slot(&ring(&[(0, 1)]));
    let shown = format!("{slot:?}");
    assert!(!shown.contains(&hex(&[1; 32])) && !shown.contains("[1, 1, 1") && shown.contains("secret"), "{shown}");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = open(&bytes, &[identity(1)]);
        let _ = open(&[MAGIC, &bytes].concat(), &[identity(1)]);
        let _ = decode(&bytes);
    }
}
