use super::*;
use crate::slot::Holder;
use crate::{DeviceId, MemoryFolder, SeededEntropy, VaultKey};

fn identity(seed: u64) -> AgeIdentity {
    AgeIdentity::random(&mut SeededEntropy::new(seed))
}

fn code(seed: u64) -> Secret {
    Secret::Code(identity(seed))
}

fn recipient(what: Holder, seed: u64) -> Recipient {
    let device = (what == Holder::Device).then(|| DeviceId::from_bytes([1; 16]));
    Recipient { what, device, age: identity(seed).recipient() }
}

/// A vault in a folder with a slot for device 1 and recovery code 2.
fn made() -> (MemoryFolder, Vault, BTreeSet<Recipient>) {
    let (folder, vault) = (MemoryFolder::new(), Vault::generate(&mut SeededEntropy::new(1), 0, "test").unwrap());
    vault.install(&folder).unwrap();
    let to = BTreeSet::from([recipient(Holder::Device, 1), recipient(Holder::Recovery, 2)]);
    slot::publish(&folder, &slot::seal(vault.id, &vault.keys, &to).unwrap()).unwrap();
    (folder, vault, to)
}

#[test]
fn a_code_is_an_age_key_in_groups() {
    let text = write_code(&identity(1));
    let groups: Vec<_> = text.split(' ').collect();
    assert_eq!(groups[0], "AGE-SECRET-KEY-1");
    assert!(groups[1..groups.len() - 1].iter().all(|group| group.len() == GROUP));
    let stock: age::x25519::Identity = text.replace(' ', "").parse().unwrap();
    assert_eq!(stock.to_public().to_string(), identity(1).recipient());
    assert_eq!(parse_code(&text), Ok(identity(1)));
}

#[test]
fn a_typed_code_may_be_messy() {
    let text = write_code(&identity(1));
    let (start, rest) = text.split_once(' ').unwrap();
    let alike = rest.replace('0', "o").replace('8', "b").replace('L', "1");
    for messy in [
        text.to_lowercase(),
        text.replace(' ', ""),
        text.replace(['-', ' '], ""),
        text.replace(' ', "-"),
        text.replace(' ', "\r\n"),
        text.replace('-', "–"),
        format!("  {start} {alike} \n"),
    ] {
        assert_eq!(parse_code(&messy), Ok(identity(1)), "{messy}");
    }
}

#[test]
fn each_mistake_has_its_own_message() {
    let text = write_code(&identity(1));
    for other in ["", "hello", "FHD1-AAAAA", "AGE-SECRET-KEY-", &identity(1).recipient()] {
        assert_eq!(parse_code(other), Err(CodeError::NotACode), "{other}");
    }
    assert_eq!(parse_code("AGE-SECRET-KEY-1"), Err(CodeError::CutOff { have: 0 }));
    assert_eq!(parse_code(text.strip_suffix(|_| true).unwrap()), Err(CodeError::CutOff { have: LEN - 1 }));
    assert_eq!(parse_code(&format!("{}Q", *text)), Err(CodeError::TooLong { have: LEN + 1 }));
    assert_eq!(parse_code("AGE-SECRET-KEY-1 QQ*"), Err(CodeError::Character { at: 3, character: '*' }));
}

#[test]
fn every_wrong_character_and_every_swap_is_noticed() {
    let clean: Vec<char> = write_code(&identity(1)).replace(' ', "").chars().collect();
    let parse = |chars: &[char]| parse_code(&chars.iter().collect::<String>());
    for at in SHOWN_START.len()..clean.len() {
        for letter in ALPHABET.chars() {
            let mut wrong = clean.clone();
            wrong[at] = letter;
            assert_eq!(parse(&wrong).is_ok(), wrong == clean, "{at} {letter}");
        }
        let mut swapped = clean.clone();
        if at > SHOWN_START.len() {
            swapped.swap(at - 1, at);
            assert_eq!(parse(&swapped) == Err(CodeError::Mistyped), swapped != clean, "{at}");
        }
    }
}

#[test]
fn a_secret_is_a_code_or_a_passphrase() {
    assert_eq!(Secret::parse(&write_code(&identity(1))), Ok(code(1)));
    assert_eq!(Secret::parse("  two \t words "), Ok(Secret::Passphrase(Zeroizing::new("two words".into()))));
    assert!(matches!(Secret::parse("AGE-SECRET-KEY-1QQ"), Err(CodeError::CutOff { .. })), "a typo is not a passphrase");
    assert!(!format!("{:?}{:?}", code(1), Secret::parse("two words")).contains("words"));
}

#[test]
fn the_code_alone_opens_the_vault() {
    let (folder, vault, to) = made();
    let recovered = recover(&folder, &code(2)).unwrap();
    assert_eq!(recovered.vault, vault);
    assert_eq!(recipients(&recovered.vault.keys, recovered.slots.iter().map(|(.., slot)| slot)), to);
    // After a change of the key, the new slot brings both.
    let mut keys = vault.keys.clone();
    keys.add(1, VaultKey::from_bytes([5; 32]));
    let left = BTreeSet::from([recipient(Holder::Recovery, 2)]);
    slot::publish(&folder, &slot::seal(vault.id, &keys, &left).unwrap()).unwrap();
    let recovered = recover(&folder, &code(2)).unwrap();
    assert_eq!((recovered.vault.keys, recovered.slots.len()), (keys, 2));
    assert_eq!(recover(&folder, &code(1)).unwrap().vault, vault, "who was left out gets what was before");
}

#[test]
fn a_slot_planted_for_the_recovery_code_does_not_count() {
    let (folder, vault, to) = made();
    let mut foreign = KeyRing::default();
    foreign.add(9, VaultKey::from_bytes([66; 32]));
    slot::publish(&folder, &slot::seal(vault.id, &foreign, &to).unwrap()).unwrap();
    let recovered = recover(&folder, &code(2)).unwrap();
    assert_eq!((recovered.vault, recovered.slots.len()), (vault.clone(), 1));
    // Alone it opens nothing.
    let bare = MemoryFolder::new();
    vault.install(&bare).unwrap();
    slot::publish(&bare, &slot::seal(vault.id, &foreign, &to).unwrap()).unwrap();
    assert!(matches!(recover(&bare, &code(2)), Err(RecoverError::OtherVault)));
}

#[test]
fn a_lost_devices_far_epoch_does_not_win_a_recovery() {
    let (folder, vault, to) = made();
    let (mut ours, mut lost) = (vault.keys.clone(), vault.keys.clone());
    ours.add(1, VaultKey::from_bytes([5; 32]));
    lost.add(900, VaultKey::from_bytes([66; 32]));
    for keys in [&lost, &ours] {
        slot::publish(&folder, &slot::seal(vault.id, keys, &to).unwrap()).unwrap();
    }
    assert_eq!(recover(&folder, &code(2)).unwrap().vault.keys.active(), ours.active());
}

#[test]
fn what_is_wrong_is_said() {
    let (folder, vault, to) = made();
    assert!(matches!(recover(&folder, &code(3)), Err(RecoverError::WrongCode)));
    let passphrase = Secret::parse("two words").unwrap();
    assert!(matches!(recover(&folder, &passphrase), Err(RecoverError::NoPassphrase)));
    let bytes = slot::seal_with_passphrase(vault.id, &vault.keys, &to, &identity(4), "other words").unwrap();
    slot::publish(&folder, &bytes).unwrap();
    assert!(matches!(recover(&folder, &passphrase), Err(RecoverError::WrongPassphrase)));
    assert_eq!(recover(&folder, &Secret::parse("other  words").unwrap()).unwrap().vault, vault);

    let bare = MemoryFolder::new();
    assert!(matches!(recover(&bare, &code(2)), Err(RecoverError::Vault(VaultError::NotHere))));
    vault.install(&bare).unwrap();
    assert!(matches!(recover(&bare, &code(2)), Err(RecoverError::NoSlots)));
    bare.set_missing(true);
    assert!(matches!(recover(&bare, &code(2)), Err(RecoverError::Vault(VaultError::Folder(FolderError::Missing)))));
}
