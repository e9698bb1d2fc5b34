//! A vault: its id, its keys and the marker that says "this folder is ours" (format, section 5).

use std::collections::BTreeSet;

use crate::cbor::Fields;
use crate::entropy::Entropy;
use crate::envelope::{self, EnvelopeError, Header, Kind, Refusal};
use crate::folder::{self, Entry, Folder, FolderError, Placed, Put};
use crate::id::{FileId, ReplicaId, VaultId};
pub use crate::key_ring::{KeyRing, VaultKey};
use crate::name;
use crate::pairing::PairingCode;
use crate::stand_in;

/// A vault as a member keeps it: store all three parts locally before writing anything to a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vault {
    /// Its id.
    pub id: VaultId,
    /// Its keys on this device.
    pub keys: KeyRing,
    /// The bytes of its marker, the same for ever and on every member.
    pub marker: Vec<u8>,
}

/// Why a vault could not be made or joined in a folder.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The folder belongs to a vault already.
    #[error(
        "this folder already belongs to a vault ({vault}); join it from a device that has it, or pick another folder"
    )]
    Taken {
        /// That vault.
        vault: VaultId,
    },
    /// There is no vault in the folder, or it has not arrived yet.
    #[error(
        "no vault is in this folder yet; wait until the service has brought it, or pick the folder that your other device uses"
    )]
    NotHere,
    /// The folder's files are there by name only: its service has not brought them to this device.
    #[error(
        "the files in this folder are not downloaded yet; have the program that brings the folder keep them on this device, then try again"
    )]
    NotDownloaded,
    /// The folder has a vault, but not the one of the code.
    #[error(
        "this folder belongs to another vault ({found}) than the code; pick the folder that your other device uses"
    )]
    OtherVault {
        /// The vault that was found.
        found: VaultId,
    },
    /// The vault is there, but the code's key does not open it.
    #[error("the code's key does not open this vault; make a new code on your other device")]
    WrongKey,
    /// The marker cannot be used.
    #[error("the vault's marker in this folder cannot be used: {0}")]
    Marker(Refusal),
    /// The marker could not be sealed.
    #[error(transparent)]
    Seal(#[from] EnvelopeError),
    /// The folder failed.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// A marker found at the top level of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

impl Vault {
    /// Draws a vault with its key and seals its marker; nothing is written. `now` is in milliseconds since 1970, `app` the version of the program.
    pub fn generate(entropy: &mut dyn Entropy, now: i64, app: &str) -> Result<Self, VaultError> {
        let id = VaultId::random(entropy);
        let key = VaultKey::random(entropy);
        let header = Header {
            kind: Kind::Marker,
            minor: envelope::MINOR,
            vault: id,
            replica: ReplicaId::ZERO,
            seq: 0,
            prev: FileId::ZERO,
            key: key.id(),
        };
        let keys = KeyRing::of(key);
        let mut payload = Fields::default();
        payload.put("made", now.into());
        payload.put("app", app.into());
        let (_, marker) = envelope::seal(&header, &payload.encode(), &keys, entropy)?;
        Ok(Self { id, keys, marker })
    }

    /// The vaults of which markers lie in a folder.
    ///
    /// Where there is none, but files that have not been brought to this device, a marker may be among those: then this is
    /// [`VaultError::NotDownloaded`], so that nobody sets up a second vault over a first.
    pub fn found_in(folder: &dyn Folder) -> Result<BTreeSet<VaultId>, VaultError> {
        let listing = folder.list()?;
        let markers = markers_in(folder, &listing)?;
        let outside = markers.iter().filter_map(|found| envelope::inspect(&found.bytes).ok());
        let found: BTreeSet<VaultId> = outside
            .map(|outside| outside.header)
            .filter(|header| header.kind == Kind::Marker)
            .map(|header| header.vault)
            .collect();
        if found.is_empty() && stand_in::waits_for_files(&listing) {
            return Err(VaultError::NotDownloaded);
        }
        Ok(found)
    }

    /// Writes the marker and the text for people into a folder that belongs to no other vault; does nothing where they already are.
    pub fn install(&self, folder: &dyn Folder) -> Result<(), VaultError> {
        for found in markers(folder)? {
            match envelope::inspect(&found.bytes) {
                Ok(outside) if outside.header.kind == Kind::Marker && outside.header.vault != self.id => {
                    return Err(VaultError::Taken { vault: outside.header.vault });
                }
                _ => {}
            }
        }
        self.restore_marker(folder)?;
        match folder.create_new(name::README, README_TEXT.as_bytes()) {
            Ok(Put::Created | Put::AlreadyThere) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the marker back where it has gone. What stands under its name and is damaged is left alone: a marker counts under any
    /// name.
    pub(crate) fn restore_marker(&self, folder: &dyn Folder) -> Result<(), VaultError> {
        for rename in 0..=name::MAX_RENAMES {
            let path = name::renamed(&name::marker_path(self.id), rename);
            match folder::put_verified(folder, &path, &self.marker)? {
                Placed::There => return Ok(()),
                Placed::OtherBytes => {}
            }
        }
        Err(VaultError::Marker(Refusal::Damaged))
    }

    /// Joins the vault of a pairing code that lies in this folder. Nothing is written.
    pub fn join(folder: &dyn Folder, code: &PairingCode) -> Result<Self, VaultError> {
        let mut other = None;
        let mut refused = None;
        let listing = folder.list()?;
        for found in markers_in(folder, &listing)? {
            match envelope::open(&found.bytes, code.vault, &code.keys) {
                Ok(opened) if opened.header.kind == Kind::Marker => {
                    return Ok(Self { id: code.vault, keys: code.keys.clone(), marker: found.bytes });
                }
                Ok(_) | Err(Refusal::Unrelated) => {}
                Err(Refusal::OtherVault { vault }) => other = Some(vault),
                Err(refusal) => refused = Some(refusal),
            }
        }
        Err(match (refused, other) {
            (Some(Refusal::Locked { .. } | Refusal::Tampered { .. }), _) => VaultError::WrongKey,
            (Some(refusal), _) => VaultError::Marker(refusal),
            (None, Some(found)) => VaultError::OtherVault { found },
            (None, None) => Self::not_found(&listing),
        })
    }
}

impl Vault {
    /// Why no marker was found.
    pub(crate) fn not_found(listing: &[Entry]) -> VaultError {
        if stand_in::waits_for_files(listing) { VaultError::NotDownloaded } else { VaultError::NotHere }
    }
}

/// All files at the top level that may be markers, by their size and place.
pub(crate) fn markers(folder: &dyn Folder) -> Result<Vec<Found>, FolderError> {
    markers_in(folder, &folder.list()?)
}

pub(crate) fn markers_in(folder: &dyn Folder, listing: &[Entry]) -> Result<Vec<Found>, FolderError> {
    let mut found = Vec::new();
    let small = |entry: &&Entry| entry.size > 0 && entry.size <= Kind::Marker.max_file() as u64;
    for Entry { path, .. } in
        listing.iter().filter(small).filter(|entry| !entry.path.contains('/') && !name::is_skipped(&entry.path))
    {
        match folder.read(path) {
            Ok(bytes) => found.push(Found { path: path.clone(), bytes }),
            // One file that cannot be read hides no marker beside it.
            Err(
                FolderError::NotFound { .. }
                | FolderError::Busy { .. }
                | FolderError::Io { .. }
                | FolderError::BadPath { .. }
                | FolderError::TooLarge { .. },
            ) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// The text for people beside the files.
pub const README_TEXT: &str = "\
This folder belongs to Firsthand.

It carries what you write from one of your devices to the others. Everything in
it is encrypted: the words can be read only on a device that you have joined.

- Please do not edit, rename or delete files here by hand. If it happened, open
  Firsthand: your devices keep everything themselves, nothing is lost with this
  folder, and the app says what to do.
- You may copy or back up the whole folder as often as you like.
- Files with odd names, made by a sync service when two things happened at once,
  do no harm. Leave them.

How the files are made is described in docs/sync-format.md of the program.
";

#[cfg(test)]
#[path = "vault_tests.rs"]
mod tests;
