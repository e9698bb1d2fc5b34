//! Is this folder ours, is it all there, can it be written? (Format, section 10.)

use std::collections::BTreeMap;

use crate::coverage::Coverage;
use crate::envelope::{self, Kind, Refusal};
use crate::folder::{Entry, Folder, FolderError};
use crate::id::VaultId;
use crate::journal::State;
use crate::name;
use crate::vault::{self, Vault};

/// So many known files gone at once need the user's word.
const MANY: usize = 50;
/// Below so many known files, a share says nothing.
const SHARE_FROM: usize = 10;
/// One in so many known files gone needs the user's word.
const SHARE: usize = 5;

/// The state of a folder. Each has a stable [`code`](Self::code); plain words are made elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderHealth {
    /// The marker was read and is ours, and what we know of is there.
    Ok,
    /// The folder does not exist: moved, deleted, or on a drive that is away.
    Missing,
    /// It cannot be listed or its marker cannot be read.
    Unreadable {
        /// What the system says.
        detail: String,
    },
    /// There is nothing in it: wiped, or a drive that is not mounted.
    Empty,
    /// Files are there, but the marker is gone.
    MarkerLost,
    /// The marker's bytes are not those that it was made with.
    MarkerDamaged,
    /// It belongs to another vault.
    OtherVault {
        /// That vault.
        vault: VaultId,
    },
    /// The vault was moved on to a newer format.
    NewerFormat {
        /// Its major version.
        major: u16,
    },
    /// This device has no key for the vault.
    Locked,
    /// The marker is there, but none of the files that this device published.
    Emptied {
        /// Files that should be there.
        known: usize,
    },
    /// Many files have gone at once.
    ManyGone {
        /// Files that have gone.
        gone: usize,
        /// Files that should be there.
        known: usize,
    },
    /// The last write was refused.
    ReadOnly {
        /// What the system says.
        detail: String,
    },
    /// The last write found no space.
    Full {
        /// What the system says.
        detail: String,
    },
}

impl FolderHealth {
    /// Stable code, for words made elsewhere.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Missing => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::Empty => "empty",
            Self::MarkerLost => "marker-lost",
            Self::MarkerDamaged => "marker-damaged",
            Self::OtherVault { .. } => "other-vault",
            Self::NewerFormat { .. } => "newer-format",
            Self::Locked => "locked",
            Self::Emptied { .. } => "emptied",
            Self::ManyGone { .. } => "many-gone",
            Self::ReadOnly { .. } => "read-only",
            Self::Full { .. } => "full",
        }
    }

    /// Details by name, for words made elsewhere.
    pub fn parameters(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Unreadable { detail } | Self::ReadOnly { detail } | Self::Full { detail } => {
                BTreeMap::from([("detail", detail.clone())])
            }
            Self::OtherVault { vault } => BTreeMap::from([("vault", vault.to_string())]),
            Self::NewerFormat { major } => BTreeMap::from([("major", major.to_string())]),
            Self::Emptied { known } => BTreeMap::from([("known", known.to_string())]),
            Self::ManyGone { gone, known } => {
                BTreeMap::from([("gone", gone.to_string()), ("known", known.to_string())])
            }
            Self::Ok | Self::Missing | Self::Empty | Self::MarkerLost | Self::MarkerDamaged | Self::Locked => {
                BTreeMap::new()
            }
        }
    }

    /// Whether files may be read: reading never harms, so only where it makes no sense it is left out.
    pub fn may_read(&self) -> bool {
        !matches!(self, Self::Missing | Self::Unreadable { .. } | Self::Empty | Self::OtherVault { .. } | Self::Locked)
    }

    /// Whether files may be written: only into a folder that is ours beyond doubt. After a refused write the next round tries again.
    pub fn may_write(&self) -> bool {
        matches!(self, Self::Ok | Self::ReadOnly { .. } | Self::Full { .. })
    }

    /// Whether the user's word "restore" helps: the folder may be the right one, only what we put there is gone.
    pub fn can_be_restored(&self) -> bool {
        matches!(self, Self::Empty | Self::MarkerLost | Self::Emptied { .. } | Self::ManyGone { .. })
    }

    /// The state that a failed write means, if it is one of the folder and not of one file.
    pub(crate) fn of_failed_write(error: &FolderError) -> Option<Self> {
        match error {
            FolderError::Missing => Some(Self::Missing),
            FolderError::ReadOnly { detail } => Some(Self::ReadOnly { detail: detail.clone() }),
            FolderError::Full { detail } => Some(Self::Full { detail: detail.clone() }),
            _ => None,
        }
    }
}

/// What a look at a folder gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its state.
    pub health: FolderHealth,
    /// Its files, by path; none where it could not be listed.
    pub listing: Vec<Entry>,
    /// What of them is held, and what the packs among them cover.
    pub(crate) coverage: Coverage,
    marker: Marker,
}

impl Look {
    /// Lists the folder, reads the marker and judges. Writes nothing.
    pub fn at(folder: &dyn Folder, vault: &Vault, state: &State) -> Self {
        let mut listing = match folder.list() {
            Ok(listing) => listing,
            Err(FolderError::Missing) => return Self::failed(FolderHealth::Missing),
            Err(error) => return Self::failed(FolderHealth::Unreadable { detail: error.to_string() }),
        };
        listing.sort_by(|a, b| a.path.cmp(&b.path));
        let marker = Marker::find(folder, vault, &listing);
        let coverage = Coverage::of(state, &listing);
        let health = judge(vault, &marker, &listing, &coverage);
        Self { health, listing, coverage, marker }
    }

    /// Judges the same look again, after files have been taken in.
    pub(crate) fn judge_again(&mut self, vault: &Vault) {
        self.health = judge(vault, &self.marker, &self.listing, &self.coverage);
    }

    /// Adds a file that was written since.
    pub(crate) fn add(&mut self, entry: Entry) {
        let place = self.listing.partition_point(|listed| listed.path < entry.path);
        match self.listing.get_mut(place).filter(|listed| listed.path == entry.path) {
            Some(listed) => *listed = entry,
            None => self.listing.insert(place, entry),
        }
    }

    fn failed(health: FolderHealth) -> Self {
        Self { health, listing: Vec::new(), coverage: Coverage::default(), marker: Marker::Lost }
    }
}

/// What was found where the marker should be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Marker {
    Good,
    Lost,
    Damaged,
    Other(VaultId),
    Newer(u16),
    Unreadable(String),
}

impl Marker {
    fn find(folder: &dyn Folder, vault: &Vault, listing: &[Entry]) -> Self {
        let path = name::marker_path(vault.id);
        if !listing.iter().any(|entry| entry.path == path) {
            return Self::elsewhere(folder, vault, listing).unwrap_or(Self::Lost);
        }
        let refusal = match folder.read(&path) {
            Ok(bytes) if bytes == vault.marker => return Self::Good,
            Ok(bytes) => envelope::open(&bytes, vault.id, &vault.keys).err(),
            Err(FolderError::NotFound { .. }) => return Self::elsewhere(folder, vault, listing).unwrap_or(Self::Lost),
            Err(error) => return Self::Unreadable(error.to_string()),
        };
        match (Self::elsewhere(folder, vault, listing), refusal) {
            (Some(Self::Good), _) => Self::Good,
            (_, Some(Refusal::Newer { major })) => Self::Newer(major),
            (_, Some(Refusal::OtherVault { vault })) => Self::Other(vault),
            _ => Self::Damaged,
        }
    }

    /// Looks for our marker under another name, and for another vault's.
    fn elsewhere(folder: &dyn Folder, vault: &Vault, listing: &[Entry]) -> Option<Self> {
        let found = match vault::markers_in(folder, listing) {
            Ok(found) => found,
            Err(error) => return Some(Self::Unreadable(error.to_string())),
        };
        if found.iter().any(|found| found.bytes == vault.marker) {
            return Some(Self::Good);
        }
        let other = found.iter().filter_map(|found| envelope::inspect(&found.bytes).ok());
        other
            .map(|outside| outside.header)
            .find(|header| header.kind == Kind::Marker && header.vault != vault.id)
            .map(|header| Self::Other(header.vault))
    }
}

fn judge(vault: &Vault, marker: &Marker, listing: &[Entry], coverage: &Coverage) -> FolderHealth {
    if listing.iter().all(|entry| name::is_skipped(&entry.path) && entry.path != name::README) {
        return FolderHealth::Empty;
    }
    match marker {
        Marker::Good => {}
        Marker::Lost => return FolderHealth::MarkerLost,
        Marker::Damaged => return FolderHealth::MarkerDamaged,
        Marker::Other(vault) => return FolderHealth::OtherVault { vault: *vault },
        Marker::Newer(major) => return FolderHealth::NewerFormat { major: *major },
        Marker::Unreadable(detail) => return FolderHealth::Unreadable { detail: detail.clone() },
    }
    if vault.keys.is_locked() {
        return FolderHealth::Locked;
    }
    let Coverage { own, known, gone, .. } = coverage;
    if !own.is_empty() && own.is_subset(gone) {
        return FolderHealth::Emptied { known: known.len() };
    }
    if gone.len() >= MANY || (known.len() >= SHARE_FROM && gone.len() * SHARE >= known.len()) {
        return FolderHealth::ManyGone { gone: gone.len(), known: known.len() };
    }
    FolderHealth::Ok
}

#[cfg(test)]
#[path = "health_tests.rs"]
mod tests;
