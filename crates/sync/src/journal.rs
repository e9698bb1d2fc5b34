//! What the engine needs from the database of a device. The application implements it over its store; [`crate::MemoryJournal`] is one
//! in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::chain::HaveMap;
use crate::envelope::{Header, Kind};
use crate::id::{DeviceId, FileId, ReplicaId};
use crate::memory::Memory;
use crate::pack::{Document, Pack};
use crate::payload::{Segment, Want};
use crate::seal::{SealError, Sealer};
use crate::seen::{Outcome, Seen};
use crate::standing::Standings;

/// Where a device stands, as its database says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The stream that it writes.
    pub replica: ReplicaId,
    /// The device itself, as its card says.
    pub device: Option<DeviceId>,
    /// All streams that it writes or has written.
    pub own: BTreeSet<ReplicaId>,
    /// The last seq that it has sealed; 0 at the start.
    pub seq: u64,
    /// Changes made here and not sealed yet.
    pub unsealed: u64,
    /// Sealed files not published yet.
    pub waiting: u64,
    /// Whether the device's name has changed since the last card.
    pub card_changed: bool,
    /// What it holds of each stream.
    pub have: HaveMap,
    /// Its sealed segments that have been published and are still kept here, with their places.
    pub published: BTreeMap<FileId, (ReplicaId, u64)>,
    /// Packs whose content it holds.
    pub packs: BTreeMap<FileId, HeldPack>,
    /// Who says to hold which packs.
    pub acks: BTreeMap<FileId, BTreeSet<ReplicaId>>,
    /// What the writers of the other streams said last.
    pub peers: BTreeMap<ReplicaId, Peer>,
    /// What is known about devices out of use.
    pub standings: Standings,
    /// What is remembered about the paths of the folder in use. A cache. It grows with the folder, so states that say the same share it.
    pub seen: Arc<BTreeMap<String, Seen>>,
    /// What the engine asked to keep; see [`Journal::remember`].
    pub memory: Memory,
}

/// A pack whose content is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HeldPack {
    /// What whoever holds it and all of `with` holds; empty for a part that is not the last.
    #[serde(with = "crate::chain::as_list")]
    pub covers: HaveMap,
    /// Packs that belong to it.
    pub with: Vec<FileId>,
    /// Its length in bytes.
    pub size: u64,
}

/// What the writer of a stream said last.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Peer {
    /// The device that writes it, if its card is known.
    pub device: Option<DeviceId>,
    /// The greatest seq that was taken in.
    pub seq: u64,
    /// What it holds.
    #[serde(with = "crate::chain::as_list")]
    pub have: HaveMap,
    /// What it lacks.
    pub want: Vec<Want>,
    /// When that was taken in, in milliseconds since 1970 on this device's clock.
    pub at: i64,
    /// And on which of the days counted here, see [`Memory::day`].
    pub day: u32,
}

impl Peer {
    /// Takes in what a segment says. Of segments out of order, the one with the greatest seq counts.
    pub fn hear(&mut self, header: &Header, segment: &Segment, at: i64, day: u32) {
        if let Some(device) = segment.card.as_ref().and_then(|card| card.device) {
            self.device = Some(device);
        }
        if header.seq >= self.seq {
            (self.seq, self.at, self.day) = (header.seq, at, day);
            (self.have, self.want) = (segment.have.clone(), segment.want.clone());
        }
    }
}

/// A whole, authentic segment.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedFile {
    /// Its hash; a copy under another name has the same.
    pub id: FileId,
    /// Where it was found.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its authenticated header.
    pub header: Header,
    /// What it says.
    pub segment: Segment,
    /// A fresh replica id, to be adopted if this file shows that somebody else writes as we do; see [`Journal::ingest`].
    pub successor: ReplicaId,
    /// The time of reading, in milliseconds since 1970 on this device's clock.
    pub at: i64,
    /// The day of reading, as counted here.
    pub day: u32,
}

/// A whole, authentic pack.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedPack {
    /// Its hash.
    pub id: FileId,
    /// Where it was found.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its authenticated header.
    pub header: Header,
    /// What it says.
    pub pack: Pack,
    /// The time of reading, in milliseconds since 1970 on this device's clock.
    pub at: i64,
    /// The day of reading, as counted here.
    pub day: u32,
}

impl OpenedFile {
    /// What is remembered about its path once it is held; `own` says whether this device writes or has written its stream.
    pub fn seen(&self, own: bool) -> Seen {
        held_at(self.id, &self.header, self.size, self.at, own)
    }
}

impl OpenedPack {
    /// What is remembered about its path once it is held; `own` says whether this device writes or has written its stream.
    pub fn seen(&self, own: bool) -> Seen {
        held_at(self.id, &self.header, self.size, self.at, own)
    }
}

fn held_at(id: FileId, header: &Header, size: u64, at: i64, own: bool) -> Seen {
    let pack = header.kind == Kind::Pack;
    Seen::new(size, Outcome::Held { id, own, replica: header.replica, seq: header.seq, pack }, at, None)
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
        /// Whether its stream is this device's.
        own: bool,
    },
    /// It is a pack of which some document could not be taken in; the pack does not count as held, the rest of it does.
    Unusable,
}

/// A sealed file that waits for publishing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its hash.
    pub id: FileId,
    /// The path from [`crate::Sealed`].
    pub path: String,
    /// Whose stream it belongs to.
    pub replica: ReplicaId,
    /// Its place there.
    pub seq: u64,
    /// Whether it is a pack.
    pub pack: bool,
}

/// The database of a device as the engine sees it.
///
/// What a method writes is durable when it returns (`synchronous=FULL`), and is one transaction unless the method says otherwise. The promise of the whole rests on
/// four of them: [`Journal::ingest`], [`Journal::seal`], [`Journal::sealed_bytes`], [`Journal::contents`].
pub trait Journal {
    /// What can go wrong; ends the round.
    type Error: std::error::Error + From<SealError>;

    /// Where the device stands. Called a few times in a round.
    fn state(&mut self) -> Result<State, Self::Error>;

    /// Takes a segment in. The file becomes held in one transaction, the last; its changes may be stored in several before that, if a
    /// pack of everything is due from the first of these until the last:
    ///
    /// 1. If the file id is held (taken in or sealed here): nothing, [`Ingested::Duplicate`].
    /// 2. Stores the file id with replica, seq and prev; what the writer says with [`Peer::hear`]; its card; who acknowledges which
    ///    packs; its words about devices with [`crate::standing::merge`].
    /// 3. Stores every change that is not held, by its hash; applies those whose dependencies are held, keeps the others waiting. A
    ///    change that does not decode or has another hash is set aside alone. Unknown kinds are kept.
    ///    Which changes the file brought is remembered for [`Journal::hold_all`], at least as long as one of its paths is.
    /// 4. Moves the own `have` forward with [`crate::chain::advance`].
    /// 5. If `file.header.replica` is the *current* replica, this device did not seal the file and yet it carries its name: adopts
    ///    `file.successor` as the current replica with seq 0 and no predecessor. What is sealed already stays as it is.
    /// 6. Remembers its path with [`OpenedFile::seen`]. A program that is killed before the round ends must know that the file was there:
    ///    should it vanish meanwhile, it is this device that brings back what it holds.
    ///
    /// An error means that the file is not held.
    fn ingest(&mut self, file: &OpenedFile) -> Result<Ingested, Self::Error>;

    /// Takes several segments in, in this order; to each happens what [`Journal::ingest`] says. A journal may do it **together**,
    /// so that a document that many of them go on with is loaded once; the first of them that was new then counts the changes of all. An
    /// error means that none of those that were taken in together is held.
    fn ingest_all(&mut self, files: &[OpenedFile]) -> Result<Vec<Ingested>, Self::Error> {
        files.iter().map(|file| self.ingest(file)).collect()
    }

    /// Takes a pack in, in one transaction or several as in [`Journal::ingest`]: every document is loaded strictly and its heads are compared with those stated; its
    /// changes, and those beside the documents, are stored as in [`Journal::ingest`]; cards and words about devices are kept where they
    /// are later than the known ones. Only if every document was usable does the pack count as held, and is its path remembered with
    /// [`OpenedPack::seen`]. `have` is not touched.
    fn ingest_pack(&mut self, pack: &OpenedPack) -> Result<Ingested, Self::Error>;

    /// Moves `have` forward to what a whole chain of held packs covers, and on from there with [`crate::chain::advance`].
    fn cover(&mut self, covers: &HaveMap) -> Result<(), Self::Error>;

    /// Remembers what paths turned out to be; may be lost without harm.
    fn note(&mut self, notes: &[(String, Seen)]) -> Result<(), Self::Error>;

    /// Forgets paths.
    fn forget(&mut self, paths: &[String]) -> Result<(), Self::Error>;

    /// Keeps the engine's memory; losing it costs time, repetition and nothing else.
    fn remember(&mut self, memory: &Memory) -> Result<(), Self::Error>;

    /// Makes one segment of the oldest unsealed changes, as many as [`crate::payload::batch`] says (maybe none), **in one transaction**:
    /// allocates the next seq, calls [`Sealer::seal`], stores the bytes, the id, the seq and the path, marks the changes as sealed.
    /// The own file counts as held, for `have` too. Gives the number of changes that are still unsealed.
    fn seal(&mut self, sealer: &mut Sealer<'_>) -> Result<u64, Self::Error>;

    /// Makes a pack **in one transaction**: of all documents if `with` is empty, else of those whose heads are in none of the packs
    /// `with`; and of all changes kept beside documents. Cuts it into parts with [`crate::pack::part`], seals each with
    /// [`Sealer::seal_pack`], stores the bytes, and counts the packs as held. The last part covers `have` and names the other parts
    /// and `with`. Gives the number of parts.
    fn pack(&mut self, sealer: &mut Sealer<'_>, with: &[FileId]) -> Result<usize, Self::Error>;

    /// Sealed files that are not published, each predecessor before its successor.
    fn outbox(&mut self) -> Result<Vec<Outgoing>, Self::Error>;

    /// The bytes of a file that was sealed here, the same for ever; none if they are not kept, as those of a published pack.
    fn sealed_bytes(&mut self, id: FileId) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Notes that a sealed file stands in the folder under `path`, read back and equal. The bytes of a pack need not be kept any longer.
    fn mark_published(&mut self, id: FileId, path: &str) -> Result<(), Self::Error>;

    /// Does what [`Journal::mark_published`], [`Journal::note`] and [`Journal::remember`] do, as much of it as there is; a journal may do
    /// it **in one transaction**. All of it may be lost in a crash without harm: what stands in the folder is found there again.
    fn settle(
        &mut self,
        published: &[(FileId, String)],
        notes: &[(String, Seen)],
        memory: Option<&Memory>,
    ) -> Result<(), Self::Error> {
        published.iter().try_for_each(|(id, path)| self.mark_published(*id, path))?;
        if !notes.is_empty() {
            self.note(notes)?;
        }
        memory.map_or(Ok(()), |memory| self.remember(memory))
    }

    /// Puts published files back into the outbox, because they have gone from the folder or the folder is a new one.
    fn requeue(&mut self, ids: &[FileId]) -> Result<(), Self::Error>;

    /// The hashes of all changes in a document of a pack, loaded strictly; `None` if it does not load or has other heads than stated.
    /// Takes part in the proof that lets a file be deleted, so it must look at the bytes given and at nothing else.
    fn contents(&mut self, document: &Document) -> Result<Option<BTreeSet<[u8; 32]>>, Self::Error>;

    /// Whether these packs together hold all that is in `files`, each a held segment or pack: every change of a segment, every document of
    /// a pack in its version or a later one, every change beside them. What this device could not use and cannot pass on does not count.
    fn hold_all(&mut self, packs: &[FileId], files: &[FileId]) -> Result<bool, Self::Error>;

    /// Forgets files that were deleted from the folder with proof: their paths, their bytes, packs. That they were held stays known.
    fn discard(&mut self, ids: &[FileId]) -> Result<(), Self::Error>;
}

impl<J: Journal + ?Sized> Journal for &mut J {
    type Error = J::Error;

    fn state(&mut self) -> Result<State, Self::Error> {
        (**self).state()
    }

    fn ingest(&mut self, file: &OpenedFile) -> Result<Ingested, Self::Error> {
        (**self).ingest(file)
    }

    fn ingest_all(&mut self, files: &[OpenedFile]) -> Result<Vec<Ingested>, Self::Error> {
        (**self).ingest_all(files)
    }

    fn ingest_pack(&mut self, pack: &OpenedPack) -> Result<Ingested, Self::Error> {
        (**self).ingest_pack(pack)
    }

    fn cover(&mut self, covers: &HaveMap) -> Result<(), Self::Error> {
        (**self).cover(covers)
    }

    fn note(&mut self, notes: &[(String, Seen)]) -> Result<(), Self::Error> {
        (**self).note(notes)
    }

    fn forget(&mut self, paths: &[String]) -> Result<(), Self::Error> {
        (**self).forget(paths)
    }

    fn remember(&mut self, memory: &Memory) -> Result<(), Self::Error> {
        (**self).remember(memory)
    }

    fn seal(&mut self, sealer: &mut Sealer<'_>) -> Result<u64, Self::Error> {
        (**self).seal(sealer)
    }

    fn pack(&mut self, sealer: &mut Sealer<'_>, with: &[FileId]) -> Result<usize, Self::Error> {
        (**self).pack(sealer, with)
    }

    fn outbox(&mut self) -> Result<Vec<Outgoing>, Self::Error> {
        (**self).outbox()
    }

    fn sealed_bytes(&mut self, id: FileId) -> Result<Option<Vec<u8>>, Self::Error> {
        (**self).sealed_bytes(id)
    }

    fn mark_published(&mut self, id: FileId, path: &str) -> Result<(), Self::Error> {
        (**self).mark_published(id, path)
    }

    fn settle(
        &mut self,
        published: &[(FileId, String)],
        notes: &[(String, Seen)],
        memory: Option<&Memory>,
    ) -> Result<(), Self::Error> {
        (**self).settle(published, notes, memory)
    }

    fn requeue(&mut self, ids: &[FileId]) -> Result<(), Self::Error> {
        (**self).requeue(ids)
    }

    fn contents(&mut self, document: &Document) -> Result<Option<BTreeSet<[u8; 32]>>, Self::Error> {
        (**self).contents(document)
    }

    fn hold_all(&mut self, packs: &[FileId], files: &[FileId]) -> Result<bool, Self::Error> {
        (**self).hold_all(packs, files)
    }

    fn discard(&mut self, ids: &[FileId]) -> Result<(), Self::Error> {
        (**self).discard(ids)
    }
}
