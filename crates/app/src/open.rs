//! Opening a data folder.

use std::path::PathBuf;

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
    pub(crate) fn from_store(data_dir: &std::path::Path, error: firsthand_store::Error) -> Self {
        let path = data_dir.to_owned();
        match error {
            firsthand_store::Error::Newer { .. } => Self::Newer { path },
            firsthand_store::Error::Io { .. } => Self::Folder { path, reason: error.to_string() },
            error => Self::Unreadable { path, reason: error.to_string() },
        }
    }
}
