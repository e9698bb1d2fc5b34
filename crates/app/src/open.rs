//! Opening a data folder.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// The name of the database in the data folder.
pub(crate) const DATABASE: &str = "firsthand.sqlite";

/// Why a data folder cannot be opened. Nothing in it is changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The folder cannot be made or written to.
    #[error("The data folder {} cannot be used: {reason}. Choose another folder, or make it writable.", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The folder lies where a program copies files between devices.
    #[error(
        "The data folder {} lies in a folder that {by} copies between devices ({}). A database breaks there. Choose a folder that stays on this device; \
         to share your notes with your other devices, choose the shared folder under Settings.",
        path.display(), root.display()
    )]
    Synced {
        /// The data folder.
        path: PathBuf,
        /// The folder that is copied.
        root: PathBuf,
        /// By which program.
        by: &'static str,
    },
    /// A newer version of the app wrote it.
    #[error(
        "The data in {} was made by a newer version of Firsthand. Nothing was changed. Install the newer version to open it.",
        path.display()
    )]
    Newer {
        /// The folder.
        path: PathBuf,
    },
    /// The file is not a database of this app, or cannot be read.
    #[error("The data in {} cannot be read: {reason}. Nothing was changed. Keep the folder, and bring a copy back or choose another one.", path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
}

impl OpenError {
    /// Returns a stable word for the kind of error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Folder { .. } => "folder",
            Self::Synced { .. } => "synced",
            Self::Newer { .. } => "newer",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

impl OpenError {
    pub(crate) fn from_store(data_dir: &Path, error: firsthand_store::Error) -> Self {
        let path = data_dir.to_owned();
        match error {
            firsthand_store::Error::Newer { .. } => Self::Newer { path },
            firsthand_store::Error::Io { .. } => Self::Folder { path, reason: error.to_string() },
            error => Self::Unreadable { path, reason: error.to_string() },
        }
    }
}

/// Creates a folder and its missing parents, and syncs their names: a file survives a power loss only if the name of its folder does.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) else {
        // The top of the disk, or a name in the working folder.
        return match fs::create_dir(path) {
            Ok(()) => keep_names(Path::new(".")),
            Err(_) if path.is_dir() => Ok(()),
            Err(error) => Err(error),
        };
    };
    match fs::create_dir(path) {
        Ok(()) => keep_names(parent),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make_folder(parent)?;
            make_folder(path)
        }
        // An empty one may be from a program that was ended before its name would last.
        Err(_) if path.is_dir() => match fs::read_dir(path)?.next() {
            None => keep_names(parent),
            Some(_) => Ok(()),
        },
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn keep_names(folder: &Path) -> io::Result<()> {
    use ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        // Whoever may not read a folder cannot make its names last, and some file systems do that on their own or not at all.
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
fn keep_names(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_with_all_that_leads_to_it_and_made_again_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("share/app/data");
        make_folder(&deep).unwrap();
        make_folder(&deep).unwrap();
        fs::write(deep.join("words"), "kept").unwrap();
        make_folder(&deep).unwrap();
        assert_eq!(fs::read_to_string(deep.join("words")).unwrap(), "kept");
        let (file, below) = (deep.join("words"), deep.join("words/below"));
        assert!(make_folder(&file).is_err() && make_folder(&below).is_err(), "a file stands there");
        make_folder(Path::new("/")).unwrap();
    }
}
