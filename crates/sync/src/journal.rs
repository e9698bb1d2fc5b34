//! What the engine needs from the database of a device. The application implements it over its store.

use std::collections::BTreeMap;

use crate::envelope::Header;
use crate::id::{FileId, ReplicaId};
use crate::payload::Segment;
use crate::seal::{SealError, Sealer};
use crate::seen::Seen;

/// Where a device stands, as its database says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The stream that it writes.
    pub replica: ReplicaId,
    /// The last seq that it has sealed there; 0 at the start.
    pub seq: u64,
    /// Changes made here and not sealed yet.
    pub unsealed: u64,
    /// Sealed files not published yet.
    pub waiting: u64,
    /// Whether the device's name has changed since the last card.
    pub card_changed: bool,
    /// What is remembered about the paths of the folder in use. A cache.
    pub seen: BTreeMap<String, Seen>,
}

/// A whole, authentic segment.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedFile {
    /// Its hash; a copy under another name has the same.
    pub id: FileId,
    /// Where it was found.
    pub path: String,
    /// Its authenticated header.
    pub header: Header,
    /// What it says.
    pub segment: Segment,
    /// A fresh replica id, to be adopted if this file shows that somebody else writes as we do; see [`Journal::ingest`].
    pub successor: ReplicaId,
}

/// What became of an opened file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ingested {
    /// It was new and is held now.
    New {
        /// Changes in it that were not held before.
        changes: usize,
        /// Whether the replica was rotated.
        rotated: bool,
    },
    /// It was held already.
    Duplicate {
        /// Whether this device sealed it.
        own: bool,
    },
}

/// A sealed file that waits for publishing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its hash.
    pub id: FileId,
    /// The path from [`crate::Sealed`].
    pub path: String,
}

/// The database of a device as the engine sees it.
///
/// Every method that writes is one transaction, durable when it returns (`synchronous=FULL`). The promise of the whole rests on
/// three of them: [`Journal::ingest`], [`Journal::seal`], [`Journal::sealed_bytes`].
pub trait Journal {
    /// What can go wrong; ends the round.
    type Error: std::error::Error + From<SealError>;

    /// Where the device stands. Called a few times in a round.
    fn state(&mut self) -> Result<State, Self::Error>;

    /// Takes a segment in, **in one transaction**:
    ///
    /// 1. If the file id is held (taken in or sealed here): nothing, [`Ingested::Duplicate`].
    /// 2. Stores the file id with replica, seq and prev, and the segment's `have` and card as the writer's latest (by seq).
    /// 3. Stores every change that is not held, by its hash; applies those whose dependencies are held, keeps the others waiting. A
    ///    change that does not decode or has another hash is set aside alone. Unknown kinds are kept.
    /// 4. Moves the own `have` forward with [`crate::chain::advance`].
    /// 5. If `file.header.replica` is the *current* replica, this device did not seal the file and yet it carries its name: adopts
    ///    `file.successor` as the current replica with seq 0 and no predecessor. What is sealed already stays as it is.
    ///
    /// An error means that nothing was stored.
    fn ingest(&mut self, file: &OpenedFile) -> Result<Ingested, Self::Error>;

    /// Remembers what paths turned out to be; may be lost without harm.
    fn note(&mut self, notes: &[(String, Seen)]) -> Result<(), Self::Error>;

    /// Forgets paths.
    fn forget(&mut self, paths: &[String]) -> Result<(), Self::Error>;

    /// Makes one segment of the oldest unsealed changes, as many as [`crate::payload::batch`] says (maybe none), **in one transaction**:
    /// allocates the next seq, calls [`Sealer::seal`], stores the bytes, the id, the seq and the path, marks the changes as sealed.
    /// The own file counts as held, for `have` too. Gives the number of changes that are still unsealed.
    fn seal(&mut self, sealer: &mut Sealer<'_>) -> Result<u64, Self::Error>;

    /// Sealed files that are not published, each predecessor before its successor.
    fn outbox(&mut self) -> Result<Vec<Outgoing>, Self::Error>;

    /// The bytes of a file that was sealed here, the same for ever.
    fn sealed_bytes(&mut self, id: FileId) -> Result<Vec<u8>, Self::Error>;

    /// Notes that a sealed file stands in the folder under `path`, read back and equal.
    fn mark_published(&mut self, id: FileId, path: &str) -> Result<(), Self::Error>;

    /// Puts published files back into the outbox, because they have gone from the folder or the folder is a new one.
    fn requeue(&mut self, ids: &[FileId]) -> Result<(), Self::Error>;
}
