//! What services leave in place of a file that they have not brought yet, or keep away to save space.
//!
//! Nothing of this is part of the format. A name that embeds one of ours whole, with something after its extension, stands for that
//! file: `.NAME.icloud`, `NAME.nextcloud` and their like are placeholders, everything else (`NAME.!sync`, `.syncthing.NAME.tmp`) is a
//! transfer that goes on or broke off. Copies after a conflict keep our extension at their end, so they are none of these.

use std::collections::BTreeSet;

use crate::folder::Entry;
use crate::name;

/// What services add to the name of a file that they keep elsewhere: iCloud Drive, Nextcloud, ownCloud, odrive, Resilio Sync.
const PLACEHOLDERS: [&str; 5] = [".icloud", ".nextcloud", ".owncloud", ".cloud", ".rsls"];

/// A file that stands for one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StandIn {
    /// The path of the file that it stands for.
    pub(crate) path: String,
    /// Whether the service keeps that file elsewhere until somebody asks for it; otherwise it is being brought.
    pub(crate) is_placeholder: bool,
}

/// The file of ours that a path stands for, if it does.
pub(crate) fn stands_for(path: &str) -> Option<StandIn> {
    let (dir, last) = path.rsplit_once('/').map_or(("", path), |(dir, last)| (dir, last));
    // Extensions are ASCII, and lower case of ASCII has the same length, so places in one text are places in the other.
    let lower = last.to_ascii_lowercase();
    let end = name::EXTENSIONS.iter().filter_map(|extension| Some(lower.find(extension)? + extension.len())).min()?;
    let after = lower.get(end..).filter(|after| !after.is_empty())?;
    let ours = lower.get(..end)?;
    let start = ours.char_indices().map(|(at, _)| at).find(|at| {
        let is_word = ours.get(..*at).and_then(|before| before.chars().next_back()).is_some_and(char::is_alphanumeric);
        !is_word && ours.get(*at..).is_some_and(name::is_generated)
    })?;
    let name = ours.get(start..)?;
    let path = if dir.is_empty() { name.to_owned() } else { format!("{dir}/{name}") };
    Some(StandIn { path, is_placeholder: PLACEHOLDERS.contains(&after) })
}

/// Whether a path is a placeholder, of which the content says nothing.
pub(crate) fn is_placeholder(path: &str) -> bool {
    // Almost every file is one of ours, whose name ends with its extension.
    !name::claims_to_be_ours(path) && stands_for(path).is_some_and(|found| found.is_placeholder)
}

/// The placeholders in a folder, and the file that each stands for.
fn placeholders(listing: &[Entry]) -> impl Iterator<Item = (&str, String)> {
    let others = listing.iter().map(|entry| entry.path.as_str()).filter(|path| !name::claims_to_be_ours(path));
    others.filter_map(|path| Some((path, stands_for(path).filter(|found| found.is_placeholder)?.path)))
}

/// The paths of files that a service keeps elsewhere, as far as its placeholders say; `stale` ones say nothing.
pub(crate) fn kept_elsewhere(listing: &[Entry], stale: &BTreeSet<String>) -> BTreeSet<String> {
    placeholders(listing).filter(|(path, _)| !stale.contains(*path)).map(|(_, file)| file).collect()
}

/// The placeholders that have become or stay stale: they stand beside their file, or did when they were looked at last.
pub(crate) fn stale(listing: &[Entry], before: &BTreeSet<String>) -> BTreeSet<String> {
    let is_there = |file: &str| listing.binary_search_by(|entry| entry.path.as_str().cmp(file)).is_ok();
    let stale = placeholders(listing).filter(|(path, file)| before.contains(*path) || is_there(file));
    stale.map(|(path, _)| path.to_owned()).collect()
}

/// Whether a folder in which no marker can be read may have one all the same: some of its files have not been brought.
pub(crate) fn waits_for_files(listing: &[Entry]) -> bool {
    listing
        .iter()
        .any(|Entry { path, size }| (*size == 0 && name::claims_to_be_ours(path)) || stands_for(path).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{FileId, ReplicaId, VaultId};
    use proptest::prelude::*;

    fn ours() -> Vec<String> {
        let (replica, id) = (ReplicaId::from_bytes([0xab; 16]), FileId::from_bytes([0xcd; 32]));
        vec![
            name::segment_path(replica, 18, id, 0),
            name::segment_path(replica, 18, id, 3),
            name::pack_path(replica, 2, id),
            name::marker_path(VaultId::from_bytes([7; 16])),
            name::slot_path(b"slot", 0),
        ]
    }

    fn in_its_directory(path: &str, name: impl FnOnce(&str) -> String) -> String {
        match path.rsplit_once('/') {
            Some((dir, last)) => format!("{dir}/{}", name(last)),
            None => name(path),
        }
    }

    #[test]
    fn placeholders_of_services_stand_for_the_file() {
        for path in ours() {
            for stand_in in [
                in_its_directory(&path, |name| format!(".{name}.icloud")),
                format!("{path}.icloud"),
                format!("{path}.nextcloud"),
                format!("{path}.owncloud"),
                format!("{path}.cloud"),
                format!("{path}.rsls"),
            ] {
                let expected = StandIn { path: path.clone(), is_placeholder: true };
                assert_eq!(stands_for(&stand_in), Some(expected), "{stand_in}");
                assert!(is_placeholder(&stand_in) && name::is_skipped(&stand_in), "{stand_in}");
            }
        }
    }

    #[test]
    fn a_transfer_stands_for_the_file_too() {
        for path in ours() {
            for stand_in in [
                format!("{path}.!sync"),
                format!("{path}.part"),
                format!("{path}.1a2b3c4d.partial"),
                in_its_directory(&path, |name| format!(".syncthing.{name}.tmp")),
                in_its_directory(&path, |name| format!("~syncthing~{name}.tmp")),
                in_its_directory(&path, |name| format!(".{name}.Xk2p9Q")),
            ] {
                let expected = StandIn { path: path.clone(), is_placeholder: false };
                assert_eq!(stands_for(&stand_in), Some(expected), "{stand_in}");
                assert!(!is_placeholder(&stand_in), "{stand_in}");
            }
        }
    }

    #[test]
    fn our_own_files_and_their_copies_stand_for_none() {
        for path in ours() {
            let (stem, extension) = path.rsplit_once('.').unwrap();
            for other in [
                path.clone(),
                format!("{stem} (1).{extension}"),
                format!("{stem} [conflicted].{extension}"),
                format!("{stem}.sync-conflict-20261122-010951-MYC4IAO.{extension}"),
                in_its_directory(&path, |name| format!("._{name}")),
                in_its_directory(&path, |name| {
                    format!("@eaDir/{name}@SynoEAStream").replace(".fhd", "").replace(".age", "")
                }),
            ] {
                assert_eq!(stands_for(&other), None, "{other}");
            }
        }
        for other in ["holiday.jpg.icloud", ".fhd.icloud", "notes.fhd.icloud", "s-1.fhd.part", "ä.fhd.icloud", ""] {
            assert_eq!(stands_for(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_name_is_too_odd(path in "\\PC{0,40}(\\.fhd|\\.age|\\.FHD)?\\PC{0,12}") {
            let _ = stands_for(&path);
            let _ = is_placeholder(&path);
        }

        #[test]
        fn any_addition_after_the_extension_is_seen(replica: [u8; 16], seq: u64, id: [u8; 32], after in "[.~ ][a-z0-9!~]{1,10}") {
            let path = name::segment_path(ReplicaId::from_bytes(replica), seq & 0xffff_ffff, FileId::from_bytes(id), 0);
            let found = stands_for(&format!("{path}{after}"));
            prop_assert_eq!(found.map(|found| found.path), Some(path));
        }
    }
}
