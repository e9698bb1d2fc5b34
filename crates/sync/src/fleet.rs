//! Devices in memory for tests: a journal that keeps its promises, or fails at a chosen step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::chain::{Have, HaveMap, Link, advance};
use crate::payload::{Card, Change, batch};
use crate::{
    DocId, Draft, FileId, Folder, Ingested, Journal, OnMissing, OpenedFile, Outgoing, ReplicaId, Round, RoundOptions,
    SealError, Sealed, Sealer, SeededEntropy, Seen, State, Vault, sync_round,
};

/// Why the journal of a test stops.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stopped {
    #[error("crashed, as the test wanted")]
    Crash,
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// What survives a crash of a device. Cloning it copies the data folder.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    pub(crate) replica: ReplicaId,
    pub(crate) seq: u64,
    last: Option<FileId>,
    files: BTreeMap<FileId, (ReplicaId, Link)>,
    sealed: Vec<(Arc<Sealed>, bool)>,
    pub(crate) held: BTreeMap<[u8; 32], Change>,
    pub(crate) applied: Vec<[u8; 32]>,
    unsealed: Vec<Change>,
    pub(crate) have: HaveMap,
    pub(crate) seen: BTreeMap<String, Seen>,
    pub(crate) peers: BTreeMap<ReplicaId, (u64, HaveMap)>,
    pub(crate) cards: BTreeMap<ReplicaId, Card>,
}

#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) disk: Disk,
    pub(crate) vault: Vault,
    pub(crate) now: i64,
    /// Steps of the journal until it crashes, each before or after its transaction.
    pub(crate) crash_in: Option<usize>,
    pub(crate) card_changed: bool,
    name: String,
    entropy: SeededEntropy,
    edits: u64,
}

impl Device {
    pub(crate) fn new(vault: &Vault, seed: u64) -> Self {
        let mut entropy = SeededEntropy::new(seed);
        let disk = Disk {
            replica: ReplicaId::random(&mut entropy),
            seq: 0,
            last: None,
            files: BTreeMap::new(),
            sealed: Vec::new(),
            held: BTreeMap::new(),
            applied: Vec::new(),
            unsealed: Vec::new(),
            have: HaveMap::new(),
            seen: BTreeMap::new(),
            peers: BTreeMap::new(),
            cards: BTreeMap::new(),
        };
        Self {
            disk,
            vault: vault.clone(),
            now: 1_700_000_000_000,
            crash_in: None,
            card_changed: false,
            name: format!("device {seed}"),
            entropy,
            edits: 0,
        }
    }

    /// A second program on a copy of the same data.
    pub(crate) fn cloned(&self, seed: u64) -> Self {
        let mut copy = Self::new(&self.vault, seed);
        copy.disk = self.disk.clone();
        copy
    }

    /// A change that the user made here and the database has acknowledged; gives its hash.
    pub(crate) fn edit(&mut self) -> [u8; 32] {
        self.edits += 1;
        self.edit_with(format!("{} wrote sentence {}", self.name, self.edits).into_bytes())
    }

    pub(crate) fn edit_with(&mut self, bytes: Vec<u8>) -> [u8; 32] {
        let hash = *blake3::hash(&bytes).as_bytes();
        let change = Change { doc: DocId::from_bytes([(self.edits % 5) as u8; 16]), kind: "jot".into(), hash, bytes };
        self.disk.held.insert(hash, change.clone());
        self.disk.applied.push(hash);
        self.disk.unsealed.push(change);
        hash
    }

    pub(crate) fn round(&mut self, folder: &dyn Folder) -> Result<Round, Stopped> {
        self.round_with(folder, false, OnMissing::Stop)
    }

    pub(crate) fn round_with(&mut self, folder: &dyn Folder, full: bool, missing: OnMissing) -> Result<Round, Stopped> {
        let card = Card { device: None, name: self.name.clone(), os: "test".into(), max: 1, ..Card::default() };
        let options = RoundOptions { now: self.now, app: "test".into(), card, full, missing };
        let vault = self.vault.clone();
        let mut source = [0; 8];
        crate::Entropy::fill(&mut self.entropy, &mut source);
        sync_round(folder, self, &vault, &options, &mut SeededEntropy::new(u64::from_le_bytes(source)))
    }

    /// The bytes that were sealed here, by place in the stream.
    pub(crate) fn sealed(&self) -> impl Iterator<Item = &Sealed> {
        self.disk.sealed.iter().map(|(sealed, _)| sealed.as_ref())
    }

    pub(crate) fn hashes(&self) -> BTreeSet<[u8; 32]> {
        self.disk.held.keys().copied().collect()
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

    /// One transaction: all of it or nothing, and maybe a crash just before or just after.
    fn transact<T>(&mut self, act: impl FnOnce(&mut Disk) -> Result<T, Stopped>) -> Result<T, Stopped> {
        self.step()?;
        let mut copy = self.disk.clone();
        let value = act(&mut copy)?;
        self.disk = copy;
        self.step()?;
        Ok(value)
    }
}

impl Disk {
    fn hold(&mut self, id: FileId, replica: ReplicaId, link: Link) {
        self.files.insert(id, (replica, link));
        let at = |seq| {
            Ok::<_, Stopped>(
                self.files
                    .values()
                    .filter(|(of, link)| *of == replica && link.seq == seq)
                    .map(|(_, link)| *link)
                    .collect(),
            )
        };
        let have: Option<Have> = advance(self.have.get(&replica).copied(), at).unwrap();
        if let Some(have) = have {
            self.have.insert(replica, have);
        }
    }
}

impl Journal for Device {
    type Error = Stopped;

    fn state(&mut self) -> Result<State, Stopped> {
        let Disk { replica, seq, unsealed, sealed, seen, .. } = &self.disk;
        let waiting = sealed.iter().filter(|(_, published)| !published).count() as u64;
        let unsealed = unsealed.len() as u64;
        Ok(State {
            replica: *replica,
            seq: *seq,
            unsealed,
            waiting,
            card_changed: self.card_changed,
            seen: seen.clone(),
        })
    }

    fn ingest(&mut self, file: &OpenedFile) -> Result<Ingested, Stopped> {
        self.transact(|disk| {
            if disk.files.contains_key(&file.id) {
                return Ok(Ingested::Duplicate { own: disk.sealed.iter().any(|(sealed, _)| sealed.id == file.id) });
            }
            let header = &file.header;
            disk.hold(file.id, header.replica, Link { seq: header.seq, id: file.id, prev: header.prev });
            let latest = disk.peers.entry(header.replica).or_default();
            if header.seq >= latest.0 {
                *latest = (header.seq, file.segment.have.clone());
            }
            if let Some(card) = &file.segment.card {
                disk.cards.insert(header.replica, card.clone());
            }
            let mut changes = 0;
            for change in &file.segment.changes {
                if disk.held.insert(change.hash, change.clone()).is_none() {
                    disk.applied.push(change.hash);
                    changes += 1;
                }
            }
            let rotated = header.replica == disk.replica;
            if rotated {
                (disk.replica, disk.seq, disk.last) = (file.successor, 0, None);
            }
            Ok(Ingested::New { changes, rotated })
        })
    }

    fn note(&mut self, notes: &[(String, Seen)]) -> Result<(), Stopped> {
        self.transact(|disk| {
            disk.seen.extend(notes.iter().cloned());
            Ok(())
        })
    }

    fn forget(&mut self, paths: &[String]) -> Result<(), Stopped> {
        self.transact(|disk| {
            disk.seen.retain(|path, _| !paths.contains(path));
            Ok(())
        })
    }

    fn seal(&mut self, sealer: &mut Sealer<'_>) -> Result<u64, Stopped> {
        let with_card = self.card_changed;
        let left = self.transact(|disk| {
            let taken = batch(disk.unsealed.iter().map(|change| change.bytes.len())).min(disk.unsealed.len());
            let changes: Vec<Change> = disk.unsealed.drain(..taken).collect();
            let draft = Draft {
                replica: Some(disk.replica),
                seq: disk.seq + 1,
                prev: disk.last,
                have: disk.have.clone(),
                with_card,
                schema: 1,
                needs: 1,
                changes,
                ..Draft::default()
            };
            let sealed = sealer.seal(draft)?;
            (disk.seq, disk.last) = (sealed.seq, Some(sealed.id));
            disk.hold(sealed.id, sealed.replica, Link { seq: sealed.seq, id: sealed.id, prev: sealed.prev });
            disk.sealed.push((Arc::new(sealed), false));
            Ok(disk.unsealed.len() as u64)
        })?;
        self.card_changed = false;
        Ok(left)
    }

    fn outbox(&mut self) -> Result<Vec<Outgoing>, Stopped> {
        let waiting = self.disk.sealed.iter().filter(|(_, published)| !published);
        Ok(waiting.map(|(sealed, _)| Outgoing { id: sealed.id, path: sealed.path.clone() }).collect())
    }

    fn sealed_bytes(&mut self, id: FileId) -> Result<Vec<u8>, Stopped> {
        self.step()?;
        Ok(self.disk.sealed.iter().find(|(sealed, _)| sealed.id == id).map(|(sealed, _)| sealed.bytes.clone()).unwrap())
    }

    fn mark_published(&mut self, id: FileId, _: &str) -> Result<(), Stopped> {
        self.transact(|disk| {
            disk.sealed.iter_mut().filter(|(sealed, _)| sealed.id == id).for_each(|(_, published)| *published = true);
            Ok(())
        })
    }

    fn requeue(&mut self, ids: &[FileId]) -> Result<(), Stopped> {
        self.transact(|disk| {
            disk.sealed
                .iter_mut()
                .filter(|(sealed, _)| ids.contains(&sealed.id))
                .for_each(|(_, published)| *published = false);
            Ok(())
        })
    }
}
