//! What can go wrong, in words for people.

use firsthand_domain::{Id, Invalid};
use rusqlite::ErrorCode;

/// Why the store refused or failed. Nothing of the operation has happened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database was written by a later version of the program; it has not been touched.
    #[error(
        "The data was written by a newer version of Firsthand (format {found}; this one reads up to {known}). Update Firsthand on this device; nothing was changed."
    )]
    Newer {
        /// The format of the database.
        found: u32,
        /// The highest format of this version.
        known: u32,
    },
    /// The file is something else than our database; it has not been touched.
    #[error("The data file belongs to another program. Choose another place for the data; nothing was changed.")]
    NotOurs,
    /// SQLite found the database damaged.
    #[error(
        "The data file is damaged ({detail}). Keep a copy of it, then restore a backup or join the sync folder anew."
    )]
    Damaged {
        /// What was found.
        detail: String,
    },
    /// The file system failed.
    #[error("The data file cannot be opened: {0}")]
    Io(#[from] std::io::Error),
    /// Another program holds the database for too long.
    #[error("Another Firsthand is writing at this moment. Try again.")]
    Busy,
    /// No room is left.
    #[error("The disk is full: this was not saved. Free some space and try again.")]
    Full,
    /// SQLite failed otherwise.
    #[error("The data could not be read or saved: {0}")]
    Database(#[source] rusqlite::Error),
    /// The edit does not fit the document's schema.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// No kind of document has this name.
    #[error("There is no kind of document called \"{kind}\".")]
    NoKind {
        /// The name asked for.
        kind: String,
    },
    /// No document has this id.
    #[error("There is no document {id}; it may have been removed.")]
    NoDocument {
        /// The id asked for.
        id: Id,
    },
    /// A document with this id is there already.
    #[error("There is already a document {id}.")]
    Exists {
        /// The id.
        id: Id,
    },
    /// A stored document cannot be read; the others are not touched by it.
    #[error("The document {id} cannot be read ({detail}). Another device's copy, or a backup, still has it.")]
    Document {
        /// The id.
        id: Id,
        /// What was found.
        detail: String,
    },
    /// A newer version wrote the document in a way that this one could harm. It can be read.
    #[error(
        "This was written with a newer Firsthand, and can only be read here. Update Firsthand on this device to change it."
    )]
    NewerDocument {
        /// The id.
        id: Id,
    },
    /// One step would make a change that does not fit into the sync folder's files.
    #[error("That is too much at once ({bytes} bytes; at most {limit}). Save it in smaller parts.")]
    TooLarge {
        /// The size of the change.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A record does not read as the type asked for.
    #[error("A record has an unexpected shape: {0}")]
    Shape(#[from] serde_json::Error),
    /// The program contradicts itself.
    #[error("Firsthand contradicts itself: {0}. Please report this.")]
    Internal(String),
}

/// The outcome of an operation of the store.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { detail: error.to_string() },
            _ => Self::Database(error),
        }
    }
}
