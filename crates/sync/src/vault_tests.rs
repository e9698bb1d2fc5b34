use super::*;
use crate::{MemoryFolder, PairingError, SeededEntropy};

fn vault(seed: u64) -> Vault {
    Vault::generate(&mut SeededEntropy::new(seed), 1_700_000_000_000, "0.1.0").unwrap()
}

fn code(vault: &Vault) -> PairingCode {
    PairingCode::of(vault, &Default::default())
}

#[test]
fn a_vault_is_made_once_and_joined_with_its_code() {
    let (folder, vault) = (MemoryFolder::new(), vault(1));
    vault.install(&folder).unwrap();
    vault.install(&folder).unwrap();
    assert_eq!(folder.files().into_keys().collect::<Vec<_>>(), [name::README.to_owned(), name::marker_path(vault.id)]);
    assert_eq!(Vault::join(&folder, &code(&vault)).unwrap(), vault);
}

#[test]
fn a_folder_of_another_vault_is_not_taken_over() {
    let (folder, ours, theirs) = (MemoryFolder::new(), vault(1), vault(2));
    theirs.install(&folder).unwrap();
    let before = folder.files();
    assert!(matches!(ours.install(&folder), Err(VaultError::Taken { vault }) if vault == theirs.id));
    assert_eq!(folder.files(), before);
    assert!(matches!(Vault::join(&folder, &code(&ours)), Err(VaultError::OtherVault { found }) if found == theirs.id));
}

#[test]
fn joining_says_what_is_wrong() {
    let (folder, ours) = (MemoryFolder::new(), vault(1));
    assert!(matches!(Vault::join(&folder, &code(&ours)), Err(VaultError::NotHere)));
    folder.put_raw("holiday.jpg", vec![1, 2, 3]);
    assert!(matches!(Vault::join(&folder, &code(&ours)), Err(VaultError::NotHere)));

    ours.install(&folder).unwrap();
    let wrong = PairingCode { keys: KeyRing::of(VaultKey::from_bytes([1; 32])), ..code(&ours) };
    assert!(matches!(Vault::join(&folder, &wrong), Err(VaultError::WrongKey)));

    let path = name::marker_path(ours.id);
    folder.tear(&path, 200);
    assert!(matches!(Vault::join(&folder, &code(&ours)), Err(VaultError::Marker(Refusal::Arriving))));
    folder.put_raw(&path, ours.marker.clone());
    folder.flip(&path, 300, 1);
    assert!(matches!(Vault::join(&folder, &code(&ours)), Err(VaultError::Marker(Refusal::Damaged))));
    folder.set_missing(true);
    assert!(matches!(Vault::join(&folder, &code(&ours)), Err(VaultError::Folder(FolderError::Missing))));
}

#[test]
fn a_marker_that_a_service_renamed_is_still_found() {
    let (folder, ours) = (MemoryFolder::new(), vault(1));
    ours.install(&folder).unwrap();
    folder.rename(&name::marker_path(ours.id), "vault-x (conflicted copy 2026-11-22).fhd");
    assert_eq!(Vault::join(&folder, &code(&ours)).unwrap(), ours);
}

#[test]
fn a_segment_called_a_marker_does_not_open_a_folder() {
    let (folder, ours) = (MemoryFolder::new(), vault(1));
    let key = ours.keys.active().unwrap().id();
    let header = Header {
        kind: Kind::Segment,
        minor: 0,
        vault: ours.id,
        replica: ReplicaId::from_bytes([1; 16]),
        seq: 1,
        prev: FileId::ZERO,
        key,
    };
    let (_, bytes) = envelope::seal(&header, b"x", &ours.keys, &mut SeededEntropy::new(3)).unwrap();
    folder.put_raw(&name::marker_path(ours.id), bytes);
    assert!(matches!(Vault::join(&folder, &code(&ours)), Err(VaultError::NotHere)));
}

#[test]
fn a_folder_that_cannot_be_written_says_so() {
    let (folder, ours) = (MemoryFolder::new(), vault(1));
    folder.set_read_only(true);
    assert!(matches!(ours.install(&folder), Err(VaultError::Folder(FolderError::ReadOnly { .. }))));
    folder.set_read_only(false);
    folder.set_capacity(Some(100));
    assert!(matches!(ours.install(&folder), Err(VaultError::Folder(FolderError::Full { .. }))));
    assert!(folder.files().is_empty());
}

#[test]
fn a_readme_that_somebody_changed_is_left_alone() {
    let (folder, ours) = (MemoryFolder::new(), vault(1));
    folder.put_raw(name::README, b"mine".to_vec());
    ours.install(&folder).unwrap();
    assert_eq!(folder.read(name::README).unwrap(), b"mine");
}

#[test]
fn a_key_is_never_printed() {
    let ours = vault(1);
    let key = ours.keys.active().unwrap();
    let shown = format!("{ours:?} {key:?} {:?}", code(&ours));
    assert!(!shown.contains(&crate::id::hex(key.as_bytes())));
    let as_list: Vec<String> = key.as_bytes().iter().take(4).map(ToString::to_string).collect();
    assert!(!shown.contains(&as_list.join(", ")));
    assert!(shown.contains("secret"));
}

#[test]
fn a_vault_without_its_key_gives_no_code() {
    let locked = Vault { keys: KeyRing::default(), ..vault(1) };
    assert!(locked.keys.is_locked());
    assert_eq!(code(&locked).to_text().unwrap_err(), PairingError::Locked);
}
