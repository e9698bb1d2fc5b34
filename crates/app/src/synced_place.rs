//! Whether a folder lies where a program copies files between devices. A database must not: it would be copied in the middle of a write,
//! and two devices would write over each other.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

/// What the programs leave at the top of a folder that they sync.
const MARKS: [(&str, &str); 6] = [
    (".stfolder", "Syncthing"),
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".owncloudsync.log", "Nextcloud or ownCloud"),
    (".tmp.drivedownload", "Google Drive"),
    (".sync", "Resilio Sync"),
];

/// Names of folders that belong to such a program wherever they lie.
const NAMES: [(&str, &str); 5] = [
    ("Mobile Documents", "iCloud Drive"),
    ("iCloudDrive", "iCloud Drive"),
    ("CloudStorage", "a cloud program"),
    ("OneDrive", "OneDrive"),
    ("Dropbox", "Dropbox"),
];

/// A place that is copied between devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Synced {
    /// The folder.
    pub(crate) root: PathBuf,
    /// By which program.
    pub(crate) by: &'static str,
}

/// Finds the synced folder that `place` is in, if there is one. `place` need not exist yet.
pub(crate) fn find(place: &Path) -> Option<Synced> {
    let place = existing(place);
    place.ancestors().find_map(|folder| {
        let by = MARKS.iter().find(|(mark, _)| folder.join(mark).exists()).map(|(_, by)| *by);
        let by = by.or_else(|| named(folder.file_name()?)).or_else(|| is_vault(folder).then_some("Firsthand itself"));
        by.map(|by| Synced { root: folder.to_owned(), by })
    })
}

fn named(name: &OsStr) -> Option<&'static str> {
    let name = name.to_str()?;
    // Programs add the name of the account: "OneDrive - School", "Dropbox (Private)".
    let is = |known: &str| name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-']));
    NAMES.iter().find(|(known, _)| is(known)).map(|(_, by)| *by)
}

/// Whether the folder that a user picked for sync is this one.
fn is_vault(folder: &Path) -> bool {
    let root = folder.join(firsthand_sync::name::ROOT);
    let has_marker = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .any(|name| firsthand_sync::name::is_marker_like(&name))
    };
    has_marker(&root) || has_marker(folder)
}

/// The real path of the part that exists, and the rest as it is.
fn existing(place: &Path) -> PathBuf {
    let place = std::path::absolute(place).unwrap_or_else(|_| place.to_owned());
    let known = place.ancestors().find_map(|folder| Some((folder.canonicalize().ok()?, folder)));
    match known {
        Some((real, folder)) => place.strip_prefix(folder).map_or(place.clone(), |rest| real.join(rest)),
        None => place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_below_a_synced_one_is_found_and_others_are_not() {
        let dir = tempfile::tempdir().unwrap();
        let below = dir.path().join("a/b/data");
        assert_eq!(find(&below), None);
        std::fs::create_dir_all(dir.path().join("a/.stfolder")).unwrap();
        let found = find(&below).unwrap();
        assert_eq!((found.by, found.root), ("Syncthing", dir.path().canonicalize().unwrap().join("a")));
        assert_eq!(find(&dir.path().join("c")), None);
    }

    #[test]
    fn names_of_programs_count_whole_and_with_an_account() {
        for (path, by) in [
            ("/home/ana/OneDrive - School/x", Some("OneDrive")),
            ("/home/ana/Dropbox/x", Some("Dropbox")),
            ("/Users/ana/Library/Mobile Documents/x", Some("iCloud Drive")),
            ("/home/ana/Dropboxes/x", None),
            ("/home/ana/documents", None),
        ] {
            assert_eq!(find(Path::new(path)).map(|found| found.by), by, "{path}");
        }
    }

    #[test]
    fn a_vault_of_our_own_counts() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("Firsthand")).unwrap();
        std::fs::write(dir.path().join("Firsthand/vault-01010101.fhd"), b"x").unwrap();
        assert_eq!(find(&dir.path().join("data")).map(|found| found.by), Some("Firsthand itself"));
    }
}
