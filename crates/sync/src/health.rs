//! Is this folder ours, is it all there, can it be written? (Format, section 10.)

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::Coverage;
use crate::envelope::{self, Kind, Refusal};
use crate::folder::{Entry, Folder, FolderError};
use crate::id::{FileId, VaultId};
use crate::journal::State;
use crate::name;
use crate::stand_in;
use crate::vault::{self, Vault};

/// So many known files gone at once are looked for a second time before anything is written.
const MANY: usize = 50;
/// Below so many known files, a share says nothing.
const SHARE_FROM: usize = 10;
/// One in so many known files gone is looked for a second time, too.
const SHARE: usize = 5;
/// A file has gone for good once two looks at least so far apart, in milliseconds, did not find it, and no look between them did.
/// A service that is still bringing a folder back, or a drive that is being mounted, is done by then or goes on to add files.
pub const AGREE_MS: i64 = 10 * 60 * 1000;

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
    /// The marker has not been brought to this device: its service has left a placeholder or an empty file.
    NotDownloaded,
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
    /// The marker is there, but none of the files that this device published. They are put back once a later look agrees.
    Emptied {
        /// Files that should be there.
        known: usize,
    },
    /// Many files have gone at once. They are put back once a later look agrees.
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
            Self::NotDownloaded => "not-downloaded",
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
            Self::Ok
            | Self::Missing
            | Self::Empty
            | Self::MarkerLost
            | Self::MarkerDamaged
            | Self::NotDownloaded
            | Self::Locked => BTreeMap::new(),
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
        let lacks_marker = matches!(self, Self::Empty | Self::MarkerLost | Self::MarkerDamaged | Self::NotDownloaded);
        lacks_marker || self.heals_itself()
    }

    /// Whether the folder needs no word of the user: the marker is right, so what has gone is put back once a later look agrees.
    pub fn heals_itself(&self) -> bool {
        matches!(self, Self::Emptied { .. } | Self::ManyGone { .. })
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
    /// Lists the folder, reads the marker and judges. Writes nothing. `now` is in milliseconds since 1970 on this device's clock.
    pub fn at(folder: &dyn Folder, vault: &Vault, state: &State, now: i64) -> Self {
        let mut listing = match folder.list() {
            Ok(listing) => listing,
            Err(FolderError::Missing) => return Self::failed(FolderHealth::Missing),
            Err(error) => return Self::failed(FolderHealth::Unreadable { detail: error.to_string() }),
        };
        listing.sort_by(|a, b| a.path.cmp(&b.path));
        let marker = Marker::find(folder, vault, &listing);
        let coverage = Coverage::of(state, &listing);
        let mut look = Self { health: FolderHealth::Ok, listing, coverage, marker };
        look.judge(vault, state, now);
        look
    }

    /// Judges what was found, also again after files have been taken in.
    pub(crate) fn judge(&mut self, vault: &Vault, state: &State, now: i64) {
        self.health =
            judge(vault, &self.marker, &self.listing, &self.coverage, |id| !has_gone_for_good(state, id, now));
    }

    /// Whether so much has gone that a second look was waited for, whether or not that look has agreed.
    pub(crate) fn has_lost_much(&self) -> bool {
        loss(&self.coverage, |_| true).is_some()
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
    Away,
    Other(VaultId),
    Newer(u16),
    Unreadable(String),
}

impl Marker {
    fn find(folder: &dyn Folder, vault: &Vault, listing: &[Entry]) -> Self {
        let path = name::marker_path(vault.id);
        let Some(listed) = listing.iter().find(|entry| entry.path == path) else {
            let is_away = || stand_in::kept_elsewhere(listing, &BTreeSet::new()).contains(&path);
            let otherwise = || if is_away() { Self::Away } else { Self::Lost };
            return Self::elsewhere(folder, vault, listing).unwrap_or_else(otherwise);
        };
        if listed.size == 0 {
            return Self::elsewhere(folder, vault, listing).unwrap_or(Self::Away);
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

fn judge(
    vault: &Vault,
    marker: &Marker,
    listing: &[Entry],
    coverage: &Coverage,
    may_come_back: impl Fn(&FileId) -> bool,
) -> FolderHealth {
    if listing.iter().all(|entry| name::is_skipped(&entry.path) && entry.path != name::README) {
        return FolderHealth::Empty;
    }
    match marker {
        Marker::Good => {}
        Marker::Lost => return FolderHealth::MarkerLost,
        Marker::Damaged => return FolderHealth::MarkerDamaged,
        Marker::Away => return FolderHealth::NotDownloaded,
        Marker::Other(vault) => return FolderHealth::OtherVault { vault: *vault },
        Marker::Newer(major) => return FolderHealth::NewerFormat { major: *major },
        Marker::Unreadable(detail) => return FolderHealth::Unreadable { detail: detail.clone() },
    }
    if vault.keys.is_locked() {
        return FolderHealth::Locked;
    }
    loss(coverage, may_come_back).unwrap_or(FolderHealth::Ok)
}

/// The state of a folder that has lost much, counting only files that `counts`.
fn loss(coverage: &Coverage, counts: impl Fn(&FileId) -> bool) -> Option<FolderHealth> {
    let Coverage { own, known, gone, .. } = coverage;
    if own.is_subset(gone) && own.iter().any(&counts) {
        return Some(FolderHealth::Emptied { known: known.len() });
    }
    let gone = gone.iter().filter(|id| counts(id)).count();
    let is_much = gone >= MANY || (known.len() >= SHARE_FROM && gone * SHARE >= known.len());
    is_much.then_some(FolderHealth::ManyGone { gone, known: known.len() })
}

/// Whether an earlier look, long enough ago, did not find the file either. On a clock that was put back nothing is long ago; the next
/// look begins to count anew.
fn has_gone_for_good(state: &State, id: &FileId, now: i64) -> bool {
    state.memory.gone.get(id).is_some_and(|since| now.saturating_sub(*since) >= AGREE_MS)
}

#[cfg(test)]
#[path = "health_tests.rs"]
mod tests;
