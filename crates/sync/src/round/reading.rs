//! The reading half of a round: what is new in the folder is taken in, and what has gone is weighed before it is forgotten.

use super::{NOTES, Progress, Work};
use crate::chain;
use crate::clean;
use crate::coverage::{self, Doubt};
use crate::engine::{self, Action};
use crate::envelope::{Envelope, Header, Kind};
use crate::folder::{Entry, FolderError};
use crate::health::Look;
use crate::id::{DeviceId, FileId, ReplicaId};
use crate::journal::{Ingested, Journal, OpenedFile, OpenedPack, State};
use crate::name;
use crate::opened::{Opened, open_file};
use crate::pack::Pack;
use crate::payload::Segment;
use crate::repair;
use crate::seen::Outcome;
use crate::stand_in;
use crate::vault::Vault;

/// So many segments, or of so many bytes, are taken in together: their documents are loaded once, and the disk is waited for once.
const TOGETHER: usize = 32;
const TOGETHER_BYTES: usize = 4 << 20;

impl<J: Journal> Work<'_, J> {
    /// Compares files that have gone with the chains that may hold what they held, before they are forgotten.
    fn weigh(&mut self) -> Result<(), J::Error> {
        self.freshen();
        // Where one chain lacks something, the next is looked at.
        while !self.look.coverage.doubtful.is_empty() {
            for Doubt { file, content, head, packs } in &self.look.coverage.doubtful {
                let holds = self.journal.hold_all(packs, content)?;
                self.state.memory.weighed.entry(*file).or_default().insert(*head, holds);
            }
            self.stale = true;
            self.freshen();
        }
        Ok(())
    }

    /// Does the reading half of the plan; says whether anything was done.
    pub(super) fn take_in(&mut self) -> Result<bool, J::Error> {
        if self.look.health.may_read() {
            self.weigh()?;
        }
        let mut forgotten = Vec::new();
        let has_key = |key| self.vault.keys.get(key).is_some();
        self.freshen();
        let Look { listing, health, coverage, .. } = &self.look;
        let plan =
            engine::reading(&self.state, coverage, listing, health, has_key, self.options.now, self.options.full);
        let of = plan.iter().filter(|action| matches!(action, Action::Read(_))).count();
        for action in plan {
            match action {
                Action::Forget { path } => forgotten.push(path),
                Action::Note { path, seen } => self.notes.push((path, seen)),
                Action::Read(entry) => {
                    if !(self.watch)(Progress { done: self.done.read, of }) {
                        self.done.cancelled = true;
                        break;
                    }
                    self.read(&entry)?;
                }
                // The writing half is planned anew when everything has been read.
                _ => {}
            }
            if self.notes.len() >= NOTES {
                self.settle()?;
            }
        }
        self.take_in_read()?;
        let any = !forgotten.is_empty() || !self.notes.is_empty() || self.done.read > 0;
        if !forgotten.is_empty() {
            let settled = self.settled_elsewhere(&forgotten);
            if !settled.is_empty() {
                self.journal.discard(&settled)?;
            }
            self.journal.forget(&forgotten)?;
        }
        if any {
            self.reload()?;
            self.cover()?;
            if self.look.health.may_read() {
                self.weigh()?;
            }
        }
        Ok(any)
    }

    /// Own files that somebody else has deleted and whose places packs cover: another program on a copy of this data, which wrote the same
    /// stream. Put back, they would be deleted again the next day.
    fn settled_elsewhere(&self, forgotten: &[String]) -> Vec<FileId> {
        let coverage = &self.look.coverage;
        let is_settled = |path: &String| match self.state.seen.get(path)?.held()? {
            Outcome::Held { id, replica, seq, pack: false, .. } => {
                let published = self.state.published.contains_key(id) && !coverage.present.contains_key(id);
                (published && coverage.is_covered(&self.state, *id, *replica, *seq)).then_some(*id)
            }
            _ => None,
        };
        forgotten.iter().filter_map(is_settled).collect()
    }

    /// Counts what whole chains of packs cover as held.
    fn cover(&mut self) -> Result<(), J::Error> {
        for chain in coverage::chains(&self.state, |_| true) {
            if !chain::includes(&self.state.have, &chain.covers) {
                self.journal.cover(&chain.covers)?;
                self.reload()?;
            }
        }
        Ok(())
    }

    /// Notes what is missing, what has gone, and which packs everybody holds.
    pub(super) fn take_stock(&mut self) {
        self.freshen();
        let (now, coverage) = (self.options.now, &self.look.coverage);
        self.state.memory.missing = repair::missing(&self.state, now);
        let acknowledged = clean::acknowledged(&self.state, coverage, &self.options.policy);
        let memory = &mut self.state.memory;
        let is_missed = coverage.missed().next().is_some();
        if self.look.health.may_write() || self.look.health.heals_itself() {
            let since = |id: &FileId| memory.gone.get(id).map_or(now, |since| (*since).min(now));
            memory.gone = coverage.gone.iter().map(|id| (*id, since(id))).collect();
        }
        let day = memory.day;
        let left = self.look.listing.iter().map(|entry| &entry.path).filter(|path| name::is_temporary_of_ours(path));
        memory.left = left.map(|path| (path.clone(), memory.left.get(path).copied().unwrap_or(day))).collect();
        memory.stale_placeholders = stand_in::stale(&self.look.listing, &memory.stale_placeholders);
        memory.asked = repair::asked(&self.state.peers, &memory.asked, day);
        memory.gone_since = is_missed.then(|| memory.gone_since.map_or(now, |since| since.min(now)));
        memory.weighed.retain(|file, _| coverage.known.contains(file));
        memory.acked = acknowledged.iter().map(|id| (*id, memory.acked.get(id).copied().unwrap_or(day))).collect();
        let retired = self.state.standings.values().filter(|word| word.retired).map(|word| word.device);
        memory.retired = retired.map(|id| (id, memory.retired.get(&id).copied().unwrap_or(day))).collect();
        memory.said_packs.retain(|id| self.state.packs.contains_key(id));
    }

    fn read(&mut self, entry: &Entry) -> Result<(), J::Error> {
        self.done.read += 1;
        let outcome = match self.folder.read(&entry.path) {
            Ok(bytes) => match open_file(&bytes, self.vault) {
                Ok(Opened::Segment(envelope, segment)) => {
                    let device = segment.card.as_ref().and_then(|card| card.device);
                    if !is_withheld(&self.state, self.vault, &envelope, device) {
                        return self.ingest(entry, *envelope, *segment, bytes.len());
                    }
                    Outcome::Withheld
                }
                Ok(Opened::Pack(envelope, _)) if is_withheld(&self.state, self.vault, &envelope, None) => {
                    Outcome::Withheld
                }
                Ok(Opened::Pack(envelope, pack)) => self.ingest_pack(entry, *envelope, *pack)?,
                Ok(Opened::Marker) => Outcome::Marker,
                Ok(Opened::Unknown) => Outcome::Newer,
                Err(refusal) => Outcome::of(&refusal, &entry.path),
            },
            // It has gone since it was listed; the next listing tells.
            Err(FolderError::NotFound { .. } | FolderError::Missing) => return Ok(()),
            Err(FolderError::TooLarge { .. }) => Outcome::TooLarge,
            Err(_) => Outcome::Unreadable,
        };
        self.note(entry, outcome);
        Ok(())
    }

    fn ingest(&mut self, entry: &Entry, envelope: Envelope, segment: Segment, bytes: usize) -> Result<(), J::Error> {
        let Envelope { id, header, .. } = envelope;
        let (at, day) = (self.options.now, self.state.memory.day);
        let successor = ReplicaId::random(self.entropy);
        let file = OpenedFile { id, path: entry.path.clone(), size: entry.size, header, segment, successor, at, day };
        self.read.push((entry.clone(), file));
        self.done.read_bytes += bytes;
        if self.read.len() >= TOGETHER || self.done.read_bytes >= TOGETHER_BYTES { self.take_in_read() } else { Ok(()) }
    }

    /// Takes in the segments that were read.
    fn take_in_read(&mut self) -> Result<(), J::Error> {
        self.done.read_bytes = 0;
        let (entries, files): (Vec<Entry>, Vec<OpenedFile>) = self.read.drain(..).unzip();
        if files.is_empty() {
            return Ok(());
        }
        let ingested = self.journal.ingest_all(&files)?;
        for ((entry, file), ingested) in entries.iter().zip(&files).zip(ingested) {
            if matches!(ingested, Ingested::New { .. }) {
                self.state.memory.ack_due |= !file.segment.changes.is_empty();
            }
            let outcome = self.count(ingested, file.id, &file.header);
            self.note(entry, outcome);
        }
        Ok(())
    }

    fn ingest_pack(&mut self, entry: &Entry, envelope: Envelope, pack: Pack) -> Result<Outcome, J::Error> {
        self.take_in_read()?;
        let Envelope { id, header, .. } = envelope;
        let (at, day, size) = (self.options.now, self.state.memory.day, entry.size);
        let path = entry.path.clone();
        let ingested =
            self.journal.ingest_pack(&OpenedPack { id, path, size, header: header.clone(), pack, at, day })?;
        if matches!(ingested, Ingested::New { changes, .. } if changes > 0) {
            self.state.memory.ack_due = true;
        }
        Ok(self.count(ingested, id, &header))
    }

    fn count(&mut self, ingested: Ingested, id: FileId, header: &Header) -> Outcome {
        let own = match ingested {
            Ingested::New { changes, rotated } => {
                self.done.ingested += 1;
                self.done.changes += changes;
                self.done.rotated |= rotated;
                // A stream that was ours until this moment, too.
                rotated || self.state.own.contains(&header.replica)
            }
            Ingested::Duplicate { own } => own,
            Ingested::Unusable => return Outcome::Malformed,
        };
        Outcome::Held { id, own, replica: header.replica, seq: header.seq, pack: header.kind == Kind::Pack }
    }
}

/// Whether a file waits for the user's word: it comes from a device out of use and was not held when that was said, or it was sealed
/// with a key from before by a stream that nobody had heard of then. `device` is what the file's own card says.
fn is_withheld(state: &State, vault: &Vault, envelope: &Envelope, device: Option<DeviceId>) -> bool {
    let Header { replica, seq, key, kind, .. } = envelope.header;
    if state.own.contains(&replica) {
        return false;
    }
    let peer = state.peers.get(&replica);
    let writer = device.or(peer.and_then(|peer| peer.device));
    state.standings.values().filter(|word| word.retired).any(|word| {
        let held = kind == Kind::Segment && chain::reaches(&word.upto, replica, seq);
        let is_strange = peer.is_none() && !word.upto.contains_key(&replica);
        let is_old_key = vault.keys.active().is_some_and(|active| active.id() != key);
        !held && (writer == Some(word.device) || (is_strange && is_old_key))
    })
}
