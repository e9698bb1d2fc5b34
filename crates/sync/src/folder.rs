//! What a folder must be able to do: list, read, create-new, remove. Nothing else is assumed, not even a rename.

use std::fmt::Debug;
use std::io;

use crate::name;

/// A file in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path below the root, with `/` between components.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
}

/// What became of a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It was created, with these bytes, durably.
    Created,
    /// A file of that name was there and has not been touched.
    AlreadyThere,
}

/// Why a folder did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder itself is not there: renamed, deleted, or on a drive that is away.
    #[error("the folder is not there")]
    Missing,
    /// No such file.
    #[error("{path} is not there")]
    NotFound {
        /// The file.
        path: String,
    },
    /// Nothing can be written: the folder or its drive is read-only, or the permission is missing.
    #[error("nothing can be written here: {detail}")]
    ReadOnly {
        /// What the system says.
        detail: String,
    },
    /// No space is left, or a quota is used up.
    #[error("no space is left: {detail}")]
    Full {
        /// What the system says.
        detail: String,
    },
    /// Another program holds the file; to be tried again later.
    #[error("{path} is in use by another program")]
    Busy {
        /// The file.
        path: String,
    },
    /// The file is larger than any of ours.
    #[error("{path} is larger than any file of Firsthand")]
    TooLarge {
        /// The file.
        path: String,
    },
    /// The path leads out of the folder.
    #[error("{path} is not a path inside the folder")]
    BadPath {
        /// The path.
        path: String,
    },
    /// Anything else that the system reports.
    #[error("{path}: {source}")]
    Io {
        /// The file, or nothing for the folder itself.
        path: String,
        /// What the system says.
        source: io::Error,
    },
}

/// A directory somewhere: on a disk, behind a phone's document provider, or in memory.
///
/// Implementations are checked by [`crate::conformance::check`].
pub trait Folder: Send + Sync + Debug {
    /// Lists all regular files below the root, down to [`crate::name::MAX_DEPTH`] components, in any order. Links are not followed.
    fn list(&self) -> Result<Vec<Entry>, FolderError>;

    /// Reads a whole file of at most [`crate::envelope::MAX_FILE`] bytes.
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError>;

    /// Creates a file with these bytes, and the directories of its path but never the root. Returns when they are durable. Never replaces.
    fn create_new(&self, path: &str, bytes: &[u8]) -> Result<Put, FolderError>;

    /// Removes a file; one that is not there counts as removed.
    fn remove(&self, path: &str) -> Result<(), FolderError>;
}

impl<F: Folder + ?Sized> Folder for &F {
    fn list(&self) -> Result<Vec<Entry>, FolderError> {
        (**self).list()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        (**self).read(path)
    }

    fn create_new(&self, path: &str, bytes: &[u8]) -> Result<Put, FolderError> {
        (**self).create_new(path, bytes)
    }

    fn remove(&self, path: &str) -> Result<(), FolderError> {
        (**self).remove(path)
    }
}

/// What stands under a name after a verified write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    /// Exactly the bytes; read back, every one.
    There,
    /// Something else, which was left alone.
    OtherBytes,
}

/// Creates a file and reads it back. That the bytes are there already is as good: a crash may have come between writing and noting it.
pub(crate) fn put_verified(folder: &dyn Folder, path: &str, bytes: &[u8]) -> Result<Placed, FolderError> {
    folder.create_new(path, bytes)?;
    Ok(if folder.read(path)? == bytes { Placed::There } else { Placed::OtherBytes })
}

/// Tries whether the folder can be written, with a temporary file that it removes again; for when the user asks or picks a folder.
///
/// A service may notice the file for a moment, so this is not for every round: there, the first real write tells.
pub fn probe_write(folder: &dyn Folder, entropy: &mut dyn crate::Entropy) -> Result<(), FolderError> {
    let path = format!("{}{}{}", name::TEMPORARY_PREFIX, crate::KeyId::random(entropy), name::TEMPORARY_SUFFIX);
    let written = folder.create_new(&path, b"Firsthand looks whether it can write here.\n");
    let removed = folder.remove(&path);
    written?;
    removed
}
