//! A journal in memory, for tests and simulations: it keeps the promises of [`Journal`], or fails at a chosen step.
//!
//! Its documents are grow-only sets of changes, so that it can be asked at any time which changes it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::chain::{self, Have, HaveMap, Link, advance};
use crate::id::{DeviceId, DocId, FileId, ReplicaId};
use crate::journal::{HeldPack, Ingested, Journal, OpenedFile, OpenedPack, Outgoing, Peer, State};
use crate::memory::Memory;
use crate::pack::{Document, part};
use crate::payload::{Card, Change, batch};
use crate::seal::{Draft, PackDraft, SealError, Sealed, Sealer};
use crate::seen::Seen;
use crate::standing::{self, Standing, Standings};

/// Why the journal stops.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The step was reached at which it was to stop.
    #[error("stopped, as the test wanted")]
    Crash,
    /// A file could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// The database of a device, in memory. A clone of it is what a copy of the data folder is.
#[derive(Clone, Debug, Default)]
pub struct MemoryJournal {
    /// Steps until it stops, each just before or just after a transaction; never if `None`.
    pub crash_in: Option<usize>,
    /// Whether the device's name has changed since the last card.
    pub card_changed: bool,
    replica: ReplicaId,
    device: Option<DeviceId>,
    own: BTreeSet<ReplicaId>,
    seq: u64,
    packs_made: u64,
    last: Option<FileId>,
    links: BTreeMap<(ReplicaId, u64), Vec<Link>>,
    files: BTreeSet<FileId>,
    sealed: BTreeMap<FileId, Stored>,
    order: u64,
    held: BTreeMap<[u8; 32], Arc<Change>>,
    docs: BTreeMap<DocId, BTreeSet<[u8; 32]>>,
    applied: Vec<[u8; 32]>,
    unsealed: Vec<Arc<Change>>,
    have: HaveMap,
    seen: Arc<BTreeMap<String, Seen>>,
    peers: BTreeMap<ReplicaId, Peer>,
    cards: BTreeMap<ReplicaId, (u64, Card)>,
    packs: BTreeMap<FileId, HeldPack>,
    packed: BTreeMap<FileId, BTreeMap<DocId, Vec<[u8; 32]>>>,
    contents: BTreeMap<FileId, Arc<BTreeSet<[u8; 32]>>>,
    acks: BTreeMap<FileId, BTreeSet<ReplicaId>>,
    standings: Standings,
    memory: Memory,
}

#[derive(Clone, Debug)]
struct Stored {
    sealed: Arc<Sealed>,
    published: bool,
    pack: bool,
    order: u64,
}

impl MemoryJournal {
    /// The database of a new device that writes the stream `replica`.
    pub fn new(replica: ReplicaId, device: Option<DeviceId>) -> Self {
        Self { replica, device, own: BTreeSet::from([replica]), ..Self::default() }
    }

    /// Keeps a change that was made here; gives its hash, by which it is acknowledged.
    pub fn edit(&mut self, doc: DocId, kind: &str, bytes: Vec<u8>) -> [u8; 32] {
        let hash = *blake3::hash(&bytes).as_bytes();
        let change = Arc::new(Change { doc, kind: kind.to_owned(), hash, bytes });
        self.unsealed.push(Arc::clone(&change));
        self.hold(change);
        hash
    }

    /// The stream that is written.
    pub const fn replica(&self) -> ReplicaId {
        self.replica
    }

    /// The last seq that was sealed in it.
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// The hashes of all changes that are held.
    pub fn hashes(&self) -> BTreeSet<[u8; 32]> {
        self.held.keys().copied().collect()
    }

    /// How many changes are held.
    pub fn count(&self) -> usize {
        self.held.len()
    }

    /// The hashes of all changes in the order in which they were applied; each only once, if all is well.
    pub fn applied(&self) -> &[[u8; 32]] {
        &self.applied
    }

    /// A change that is held.
    pub fn change(&self, hash: &[u8; 32]) -> Option<&Change> {
        self.held.get(hash).map(AsRef::as_ref)
    }

    /// What is held of each stream.
    pub const fn have(&self) -> &HaveMap {
        &self.have
    }

    /// The latest card of each stream.
    pub const fn cards(&self) -> &BTreeMap<ReplicaId, (u64, Card)> {
        &self.cards
    }

    /// The segments sealed here and kept, in their order.
    pub fn sealed(&self) -> Vec<Arc<Sealed>> {
        let mut stored: Vec<&Stored> = self.sealed.values().filter(|stored| !stored.pack).collect();
        stored.sort_by_key(|stored| stored.order);
        stored.into_iter().map(|stored| Arc::clone(&stored.sealed)).collect()
    }

    /// The segments that have been published and are still kept.
    pub fn published(&self) -> Vec<FileId> {
        let published = self.sealed.values().filter(|stored| stored.published && !stored.pack);
        published.map(|stored| stored.sealed.id).collect()
    }

    /// What is remembered about paths.
    pub fn seen(&mut self) -> &mut BTreeMap<String, Seen> {
        Arc::make_mut(&mut self.seen)
    }

    /// Says that a device is out of use, or in use again.
    pub fn set_standing(&mut self, device: DeviceId, retired: bool) {
        let n = self.standings.get(&device).map_or(1, |word| word.n + 1);
        let upto = self.have.clone();
        standing::merge(&mut self.standings, [Standing { device, n, retired, upto }]);
    }

    /// Moves to another, empty folder: everything of this device is published there again, and all else in a pack.
    pub fn move_to_new_folder(&mut self) {
        self.seen().clear();
        self.sealed.values_mut().for_each(|stored| stored.published = false);
        self.memory.pack_all = true;
    }

    /// Forgets a document and still says to hold it: a fault that no journal may have, for tests of what others make of it.
    pub fn lose_document(&mut self) {
        if let Some((_, hashes)) = self.docs.pop_first() {
            hashes.iter().for_each(|hash| {
                self.held.remove(hash);
            });
        }
    }

    fn step(&mut self) -> Result<(), Stopped> {
        match &mut self.crash_in {
            Some(0) => Err(Stopped::Crash),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// One transaction that cannot fail in itself, and maybe a crash just before or just after.
    fn transact<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> Result<T, Stopped> {
        self.step()?;
        let value = act(self);
        self.step()?;
        Ok(value)
    }

    fn hold(&mut self, change: Arc<Change>) -> bool {
        if self.held.contains_key(&change.hash) {
            return false;
        }
        self.applied.push(change.hash);
        self.docs.entry(change.doc).or_default().insert(change.hash);
        self.held.insert(change.hash, change);
        true
    }

    fn hold_file(&mut self, id: FileId, replica: ReplicaId, link: Link) {
        self.files.insert(id);
        self.links.entry((replica, link.seq)).or_default().push(link);
        self.advance(replica);
    }

    fn advance(&mut self, replica: ReplicaId) {
        let links = &self.links;
        let at = |seq| Ok::<_, std::convert::Infallible>(links.get(&(replica, seq)).cloned().unwrap_or_default());
        let before: Option<Have> = self.have.get(&replica).copied();
        if let Ok(Some(have)) = advance(before, at) {
            self.have.insert(replica, have);
        }
    }

    fn take(&mut self, changes: &[Change]) -> usize {
        changes.iter().filter(|change| self.hold(Arc::new((*change).clone()))).count()
    }

    fn know(&mut self, replica: ReplicaId, seq: u64, card: &Card) {
        if self.cards.get(&replica).is_none_or(|(known, _)| *known <= seq) {
            self.cards.insert(replica, (seq, card.clone()));
        }
    }

    fn store(&mut self, sealed: Sealed, pack: bool) {
        self.order += 1;
        let stored = Stored { sealed: Arc::new(sealed), published: false, pack, order: self.order };
        self.sealed.insert(stored.sealed.id, stored);
    }

    fn document(&self, doc: DocId, hashes: &BTreeSet<[u8; 32]>) -> Document {
        let changes: Vec<&Arc<Change>> = hashes.iter().filter_map(|hash| self.held.get(hash)).collect();
        let mut save = Vec::new();
        for change in &changes {
            save.extend_from_slice(&u32::try_from(change.bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
            save.extend_from_slice(&change.bytes);
        }
        let kind = changes.first().map_or_else(String::new, |change| change.kind.clone());
        Document { doc, kind, heads: heads(hashes), save }
    }
}

/// The set of changes is its own history; one hash over all of them stands for its heads.
fn heads(hashes: &BTreeSet<[u8; 32]>) -> Vec<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    hashes.iter().for_each(|hash| {
        hasher.update(hash);
    });
    vec![*hasher.finalize().as_bytes()]
}

/// Reads a document strictly.
fn open(document: &Document) -> Option<Vec<Change>> {
    let mut rest = document.save.as_slice();
    let mut changes = Vec::new();
    while !rest.is_empty() {
        let (len, after) = rest.split_first_chunk::<4>()?;
        let (bytes, after) = after.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        let hash = *blake3::hash(bytes).as_bytes();
        changes.push(Change { doc: document.doc, kind: document.kind.clone(), hash, bytes: bytes.to_vec() });
        rest = after;
    }
    let hashes = changes.iter().map(|change| change.hash).collect();
    (heads(&hashes) == document.heads).then_some(changes)
}

/// What a damaged database does.
#[cfg(test)]
impl MemoryJournal {
    /// Changes the bytes of every sealed file.
    pub(crate) fn damage_sealed(&mut self, damage: impl Fn(&mut Vec<u8>)) {
        for stored in self.sealed.values_mut() {
            let mut sealed = stored.sealed.as_ref().clone();
            damage(&mut sealed.bytes);
            stored.sealed = sealed.into();
        }
    }
}

impl Journal for MemoryJournal {
    type Error = Stopped;

    fn state(&mut self) -> Result<State, Stopped> {
        let segments = self.sealed.values().filter(|stored| stored.published && !stored.pack);
        Ok(State {
            replica: self.replica,
            device: self.device,
            own: self.own.clone(),
            seq: self.seq,
            unsealed: self.unsealed.len() as u64,
            waiting: self.sealed.values().filter(|stored| !stored.published).count() as u64,
            card_changed: self.card_changed,
            have: self.have.clone(),
            published: segments.map(|stored| (stored.sealed.id, (stored.sealed.replica, stored.sealed.seq))).collect(),
            packs: self.packs.clone(),
            acks: self.acks.clone(),
            peers: self.peers.clone(),
            standings: self.standings.clone(),
            seen: Arc::clone(&self.seen),
            memory: self.memory.clone(),
        })
    }

    fn ingest(&mut self, file: &OpenedFile) -> Result<Ingested, Stopped> {
        self.transact(|journal| {
            let header = &file.header;
            if journal.files.contains(&file.id) {
                return Ingested::Duplicate { own: journal.own.contains(&header.replica) };
            }
            let link = Link { seq: header.seq, id: file.id, prev: header.prev };
            journal.hold_file(file.id, header.replica, link);
            journal.peers.entry(header.replica).or_default().hear(header, &file.segment, file.at, file.day);
            if let Some(card) = &file.segment.card {
                journal.know(header.replica, header.seq, card);
            }
            for pack in &file.segment.packs {
                journal.acks.entry(*pack).or_default().insert(header.replica);
            }
            standing::merge(&mut journal.standings, file.segment.standings.clone());
            let changes = journal.take(&file.segment.changes);
            let hashes = file.segment.changes.iter().map(|change| change.hash).collect();
            journal.contents.insert(file.id, Arc::new(hashes));
            let rotated = header.replica == journal.replica;
            if rotated {
                (journal.replica, journal.seq, journal.packs_made, journal.last) = (file.successor, 0, 0, None);
                journal.own.insert(file.successor);
            }
            let seen = file.seen(journal.own.contains(&header.replica));
            journal.seen().insert(file.path.clone(), seen);
            Ingested::New { changes, rotated }
        })
    }

    fn ingest_pack(&mut self, opened: &OpenedPack) -> Result<Ingested, Stopped> {
        self.transact(|journal| {
            let (pack, header) = (&opened.pack, &opened.header);
            if journal.packs.contains_key(&opened.id) {
                return Ingested::Duplicate { own: journal.own.contains(&header.replica) };
            }
            let mut changes = journal.take(&pack.changes);
            let mut hashes: BTreeSet<[u8; 32]> = pack.changes.iter().map(|change| change.hash).collect();
            let mut packed = BTreeMap::new();
            for document in &pack.documents {
                if let Some(found) = open(document) {
                    changes += journal.take(&found);
                    hashes.extend(found.iter().map(|change| change.hash));
                    packed.insert(document.doc, document.heads.clone());
                }
            }
            for (replica, (seq, card)) in &pack.cards {
                journal.know(*replica, *seq, card);
                let peer = journal.peers.entry(*replica).or_default();
                if peer.seq == 0 {
                    (peer.at, peer.day) = (opened.at, opened.day);
                }
                peer.device = peer.device.or(card.device);
            }
            standing::merge(&mut journal.standings, pack.standings.clone());
            if packed.len() != pack.documents.len() {
                return Ingested::Unusable;
            }
            let held = HeldPack { covers: pack.covers.clone(), with: pack.with.clone(), size: opened.size };
            journal.packs.insert(opened.id, held);
            journal.packed.insert(opened.id, packed);
            journal.contents.insert(opened.id, Arc::new(hashes));
            let seen = opened.seen(journal.own.contains(&header.replica));
            journal.seen().insert(opened.path.clone(), seen);
            Ingested::New { changes, rotated: false }
        })
    }

    fn cover(&mut self, covers: &HaveMap) -> Result<(), Stopped> {
        self.transact(|journal| {
            chain::raise(&mut journal.have, covers);
            covers.keys().for_each(|replica| journal.advance(*replica));
        })
    }

    fn note(&mut self, notes: &[(String, Seen)]) -> Result<(), Stopped> {
        self.transact(|journal| journal.seen().extend(notes.iter().cloned()))
    }

    fn forget(&mut self, paths: &[String]) -> Result<(), Stopped> {
        self.transact(|journal| {
            for path in paths {
                journal.seen().remove(path);
            }
        })
    }

    fn remember(&mut self, memory: &Memory) -> Result<(), Stopped> {
        self.transact(|journal| journal.memory = memory.clone())
    }

    fn seal(&mut self, sealer: &mut Sealer<'_>) -> Result<u64, Stopped> {
        self.step()?;
        let taken = batch(self.unsealed.iter().map(|change| change.bytes.len())).min(self.unsealed.len());
        let draft = Draft {
            replica: Some(self.replica),
            seq: self.seq + 1,
            prev: self.last,
            have: self.have.clone(),
            with_card: self.card_changed,
            schema: 1,
            needs: 1,
            changes: self.unsealed.iter().take(taken).map(|change| change.as_ref().clone()).collect(),
        };
        let hashes = draft.changes.iter().map(|change| change.hash).collect();
        let sealed = sealer.seal(draft)?;
        self.contents.insert(sealed.id, Arc::new(hashes));
        self.unsealed.drain(..taken);
        (self.seq, self.last) = (sealed.seq, Some(sealed.id));
        self.hold_file(sealed.id, sealed.replica, Link { seq: sealed.seq, id: sealed.id, prev: sealed.prev });
        self.know(sealed.replica, sealed.seq, &sealer.card().clone());
        self.store(sealed, false);
        self.card_changed = false;
        self.step()?;
        Ok(self.unsealed.len() as u64)
    }

    fn pack(&mut self, sealer: &mut Sealer<'_>, with: &[FileId]) -> Result<usize, Stopped> {
        self.step()?;
        let is_packed = |doc: &DocId, heads: &Vec<[u8; 32]>| {
            with.iter().any(|pack| self.packed.get(pack).and_then(|docs| docs.get(doc)) == Some(heads))
        };
        let documents = self.docs.iter().map(|(doc, hashes)| self.document(*doc, hashes));
        let mut documents: Vec<Document> =
            documents.filter(|document| !is_packed(&document.doc, &document.heads)).collect();
        let mut with = with.to_vec();
        let mut parts = Vec::new();
        loop {
            let rest =
                documents.split_off(part(documents.iter().map(|document| document.save.len())).min(documents.len()));
            let docs: BTreeMap<_, _> = documents.iter().map(|doc| (doc.doc, doc.heads.clone())).collect();
            let mut draft = PackDraft {
                replica: Some(self.replica),
                seq: self.packs_made + parts.len() as u64 + 1,
                schema: 1,
                needs: 1,
                documents,
                ..PackDraft::default()
            };
            if rest.is_empty() {
                (draft.covers, draft.with) = (self.have.clone(), with.clone());
                (draft.cards, draft.standings) = (self.cards.clone(), self.standings.values().cloned().collect());
            }
            let of = |doc: &DocId| self.docs.get(doc).into_iter().flatten().copied();
            let hashes: BTreeSet<[u8; 32]> = docs.keys().flat_map(of).collect();
            let (covers, belonging) = (draft.covers.clone(), draft.with.clone());
            let sealed = sealer.seal_pack(draft)?;
            with.push(sealed.id);
            parts.push((HeldPack { covers, with: belonging, size: sealed.bytes.len() as u64 }, docs, hashes, sealed));
            if rest.is_empty() {
                break;
            }
            documents = rest;
        }
        let made = parts.len();
        self.packs_made += made as u64;
        for (held, docs, hashes, sealed) in parts {
            self.packs.insert(sealed.id, held);
            self.contents.insert(sealed.id, Arc::new(hashes));
            self.packed.insert(sealed.id, docs);
            self.store(sealed, true);
        }
        self.step()?;
        Ok(made)
    }

    fn outbox(&mut self) -> Result<Vec<Outgoing>, Stopped> {
        let mut waiting: Vec<&Stored> = self.sealed.values().filter(|stored| !stored.published).collect();
        waiting.sort_by_key(|stored| stored.order);
        let outgoing = |stored: &Stored| {
            let Sealed { id, path, replica, seq, .. } = stored.sealed.as_ref();
            Outgoing { id: *id, path: path.clone(), replica: *replica, seq: *seq, pack: stored.pack }
        };
        Ok(waiting.into_iter().map(outgoing).collect())
    }

    fn sealed_bytes(&mut self, id: FileId) -> Result<Option<Vec<u8>>, Stopped> {
        self.step()?;
        Ok(self.sealed.get(&id).map(|stored| stored.sealed.bytes.clone()))
    }

    fn mark_published(&mut self, id: FileId, _: &str) -> Result<(), Stopped> {
        self.transact(|journal| {
            if journal.sealed.get(&id).is_some_and(|stored| stored.pack) {
                journal.sealed.remove(&id);
            } else if let Some(stored) = journal.sealed.get_mut(&id) {
                stored.published = true;
            }
        })
    }

    fn requeue(&mut self, ids: &[FileId]) -> Result<(), Stopped> {
        self.transact(|journal| {
            for id in ids {
                if let Some(stored) = journal.sealed.get_mut(id) {
                    stored.published = false;
                }
            }
        })
    }

    fn contents(&mut self, document: &Document) -> Result<Option<BTreeSet<[u8; 32]>>, Stopped> {
        Ok(open(document).map(|changes| changes.iter().map(|change| change.hash).collect()))
    }

    fn hold_all(&mut self, packs: &[FileId], files: &[FileId]) -> Result<bool, Stopped> {
        let packs: Vec<_> = packs.iter().filter_map(|pack| self.contents.get(pack)).collect();
        let mut hashes = files.iter().filter_map(|file| self.contents.get(file)).flat_map(|hashes| hashes.iter());
        Ok(hashes.all(|hash| !self.held.contains_key(hash) || packs.iter().any(|pack| pack.contains(hash))))
    }

    fn discard(&mut self, ids: &[FileId]) -> Result<(), Stopped> {
        self.transact(|journal| {
            let is_it = |seen: &Seen| matches!(seen.outcome, crate::Outcome::Held { id, .. } if ids.contains(&id));
            journal.seen().retain(|_, seen| !is_it(seen));
            for id in ids {
                journal.sealed.remove(id);
                journal.packs.remove(id);
                journal.packed.remove(id);
                journal.acks.remove(id);
            }
        })
    }
}
