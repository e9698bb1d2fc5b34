use super::*;
use std::sync::Arc;

use crate::{FileId, KeyRing, MemoryFolder, Outcome, ReplicaId, SeededEntropy, Seen};
use std::collections::BTreeSet;

struct Case {
    folder: MemoryFolder,
    vault: Vault,
    state: State,
}

/// A vault with so many known files, the first `own` of them sealed here.
fn case(files: u8, own: u8) -> Case {
    let folder = MemoryFolder::new();
    let vault = Vault::generate(&mut SeededEntropy::new(1), 0, "test").unwrap();
    vault.install(&folder).unwrap();
    let mut state = State::default();
    for n in 0..files {
        let path = format!("log/{n}.fhd");
        folder.put_raw(&path, vec![n; 10]);
        let outcome = Outcome::Held {
            id: FileId::from_bytes([n; 32]),
            own: n < own,
            replica: ReplicaId::ZERO,
            seq: n.into(),
            pack: false,
        };
        Arc::make_mut(&mut state.seen).insert(path, Seen::new(10, outcome, 0, None));
    }
    Case { folder, vault, state }
}

impl Case {
    fn health(&self) -> FolderHealth {
        let before = self.folder.files();
        let health = Look::at(&self.folder, &self.vault, &self.state, 0).health;
        assert_eq!(self.folder.files(), before, "a look writes nothing");
        health
    }

    fn marker(&self) -> String {
        name::marker_path(self.vault.id)
    }
}

#[test]
fn a_folder_that_is_all_there_is_ok() {
    assert_eq!(case(20, 5).health(), FolderHealth::Ok);
    assert_eq!(case(0, 0).health(), FolderHealth::Ok);
}

#[test]
fn missing_empty_and_without_marker_are_three_things() {
    let case = case(3, 1);
    case.folder.set_missing(true);
    assert_eq!(case.health(), FolderHealth::Missing);
    case.folder.set_missing(false);
    let marker = case.folder.take_raw(&case.marker());
    assert!(marker.is_some());
    assert_eq!(case.health(), FolderHealth::MarkerLost);
    case.folder.wipe();
    case.folder.put_raw(".stfolder/x", vec![1]);
    assert_eq!(case.health(), FolderHealth::Empty);
}

#[test]
fn a_marker_must_be_read_and_equal() {
    let case = case(3, 1);
    case.folder.flip(&case.marker(), 200, 1);
    assert_eq!(case.health(), FolderHealth::MarkerDamaged);
    case.folder.put_raw(&case.marker(), Vec::new());
    assert_eq!(case.health(), FolderHealth::NotDownloaded, "space that a service has reserved, or a placeholder");
    case.folder.take_raw(&case.marker());
    case.folder.put_raw(&format!(".{}.icloud", case.marker()), vec![7; 170]);
    assert_eq!(case.health(), FolderHealth::NotDownloaded);
    case.folder.put_raw(&case.marker(), vec![1]);
    case.folder.set_busy(&case.marker(), true);
    assert!(matches!(case.health(), FolderHealth::Unreadable { .. }));
    case.folder.set_busy(&case.marker(), false);
    // Another seal of the same vault by somebody who has the key is still not the marker that we know.
    let again = Vault::generate(&mut SeededEntropy::new(2), 0, "test").unwrap();
    case.folder.put_raw(&case.marker(), again.marker);
    assert_eq!(case.health(), FolderHealth::OtherVault { vault: again.id });
}

#[test]
fn a_renamed_marker_is_still_ours_and_a_second_vault_beside_it_does_not_matter() {
    let case = case(3, 1);
    case.folder.rename(&case.marker(), "vault-1 (1).fhd");
    assert_eq!(case.health(), FolderHealth::Ok);
    let other = Vault::generate(&mut SeededEntropy::new(2), 0, "test").unwrap();
    case.folder.put_raw(&name::marker_path(other.id), other.marker.clone());
    assert_eq!(case.health(), FolderHealth::Ok);
    case.folder.take_raw("vault-1 (1).fhd");
    assert_eq!(case.health(), FolderHealth::OtherVault { vault: other.id });
}

#[test]
fn a_marker_of_a_newer_major_asks_for_an_update() {
    let case = case(3, 1);
    let mut bytes = case.vault.marker.clone();
    bytes[8] = 2;
    let body = bytes.len() - 32;
    let id = blake3::hash(&bytes[..body]);
    bytes[body..].copy_from_slice(id.as_bytes());
    case.folder.put_raw(&case.marker(), bytes);
    assert_eq!(case.health(), FolderHealth::NewerFormat { major: 2 });
}

#[test]
fn without_a_key_the_folder_is_locked() {
    let mut case = case(3, 1);
    case.vault.keys = KeyRing::default();
    assert_eq!(case.health(), FolderHealth::Locked);
}

#[test]
fn a_good_marker_with_none_of_our_files_is_an_emptied_folder() {
    let case = case(6, 2);
    case.folder.take_raw("log/0.fhd");
    assert_eq!(case.health(), FolderHealth::Ok);
    case.folder.take_raw("log/1.fhd");
    assert_eq!(case.health(), FolderHealth::Emptied { known: 6 });
}

#[test]
fn a_fifth_gone_is_many_and_so_are_fifty() {
    let small = case(9, 1);
    for n in 1..9 {
        small.folder.take_raw(&format!("log/{n}.fhd"));
    }
    assert_eq!(small.health(), FolderHealth::Ok, "of so few files a share says nothing");

    let medium = case(20, 1);
    for n in 10..13 {
        medium.folder.take_raw(&format!("log/{n}.fhd"));
    }
    assert_eq!(medium.health(), FolderHealth::Ok);
    medium.folder.take_raw("log/13.fhd");
    assert_eq!(medium.health(), FolderHealth::ManyGone { gone: 4, known: 20 });

    let large = case(255, 1);
    for n in 100..149 {
        large.folder.take_raw(&format!("log/{n}.fhd"));
    }
    assert_eq!(large.health(), FolderHealth::Ok);
    large.folder.tear("log/149.fhd", 5);
    assert_eq!(
        large.health(),
        FolderHealth::ManyGone { gone: 50, known: 255 },
        "another length is not the file that we know"
    );
}

#[test]
fn a_file_known_under_a_second_name_is_not_gone() {
    let mut case = case(2, 1);
    case.folder.rename("log/0.fhd", "log/0 (1).fhd");
    assert!(matches!(case.health(), FolderHealth::Emptied { .. }), "not known yet under its new name");
    let seen = case.state.seen["log/0.fhd"].clone();
    Arc::make_mut(&mut case.state.seen).insert("log/0 (1).fhd".into(), seen);
    assert_eq!(case.health(), FolderHealth::Ok);
}

#[test]
fn every_state_has_its_own_code_and_only_three_allow_writing() {
    let detail = String::new;
    let states = [
        FolderHealth::Ok,
        FolderHealth::Missing,
        FolderHealth::Unreadable { detail: detail() },
        FolderHealth::Empty,
        FolderHealth::MarkerLost,
        FolderHealth::MarkerDamaged,
        FolderHealth::NotDownloaded,
        FolderHealth::OtherVault { vault: VaultId::ZERO },
        FolderHealth::NewerFormat { major: 2 },
        FolderHealth::Locked,
        FolderHealth::Emptied { known: 1 },
        FolderHealth::ManyGone { gone: 1, known: 2 },
        FolderHealth::ReadOnly { detail: detail() },
        FolderHealth::Full { detail: detail() },
    ];
    let codes: BTreeSet<_> = states.iter().map(FolderHealth::code).collect();
    assert_eq!(codes.len(), states.len());
    let writable: Vec<_> = states.iter().filter(|state| state.may_write()).map(FolderHealth::code).collect();
    assert_eq!(writable, ["ok", "read-only", "full"]);
    assert!(states.iter().all(|state| !state.may_write() || state.may_read()));
    let known = FolderHealth::ManyGone { gone: 3, known: 9 }.parameters();
    assert_eq!(known, BTreeMap::from([("gone", "3".to_owned()), ("known", "9".to_owned())]));
}
