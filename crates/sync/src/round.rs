//! One round of sync: the thin driver that does what [`plan`] says.

use crate::chain;
use crate::clean::{self, Cleaning, Policy};
use crate::coverage::{self, Coverage, Doubt};
use crate::engine::{self, Action, OnMissing};
use crate::entropy::Entropy;
use crate::envelope::{self, Envelope, Header, Kind, Refusal};
use crate::folder::{self, Entry, Folder, FolderError, Placed};
use crate::health::{FolderHealth, Look};
use crate::id::{DeviceId, FileId, ReplicaId};
use crate::journal::{Ingested, Journal, OpenedFile, OpenedPack, Outgoing, State};
use crate::memory::Memory;
use crate::name;
use crate::opened;
use crate::pack::Pack;
use crate::payload::{Card, Segment};
use crate::repair;
use crate::seal::{Say, Sealer};
use crate::seen::{Outcome, Seen};
use crate::vault::Vault;

/// So many looks are remembered at once.
const NOTES: usize = 256;
/// So many segments, or of so many bytes, are taken in together: their documents are loaded once, and the disk is waited for once.
const TOGETHER: usize = 32;
const TOGETHER_BYTES: usize = 4 << 20;

/// What a round is run with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoundOptions {
    /// The time in milliseconds since 1970: shown to people, and spaces out looks at broken files.
    pub now: i64,
    /// Version of the program.
    pub app: String,
    /// Who writes.
    pub card: Card,
    /// Whether to read every file again; at start, and then every hour or so.
    pub full: bool,
    /// What to do about files that have gone.
    pub missing: OnMissing,
    /// When packs are made and files deleted.
    pub policy: Policy,
}

/// How far the reading of a round has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Files read.
    pub done: usize,
    /// Files to read in this round.
    pub of: usize,
}

/// A file in the folder that is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its path.
    pub path: String,
    /// Why.
    pub outcome: Outcome,
}

/// What a round did, and how things stand after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The state of the folder.
    pub health: FolderHealth,
    /// Files listed.
    pub listed: usize,
    /// Files read in this round.
    pub read: usize,
    /// Files taken in.
    pub ingested: usize,
    /// Changes taken in that were not held before.
    pub changes: usize,
    /// Files sealed.
    pub sealed: usize,
    /// Files published, read back and equal.
    pub published: usize,
    /// Parts of packs made.
    pub packed: usize,
    /// Files deleted because packs hold all that was in them.
    pub cleaned: usize,
    /// Streams of which others have seen more, since longer than files usually travel.
    pub missing: usize,
    /// Whether whoever watches the round has ended it early.
    pub cancelled: bool,
    /// Sealed files that still wait.
    pub waiting: u64,
    /// Changes that are not sealed yet, because the folder cannot be written.
    pub unsealed: u64,
    /// Whether another program wrote under this device's name, so that it took a new one: a restored backup or a copied data folder.
    pub rotated: bool,
    /// Held files that are not whole in the folder any more, and in no pack there.
    pub gone: usize,
    /// Files that are there and not taken in, by path; those that are plainly somebody else's are left out.
    pub problems: Vec<Problem>,
    /// Why publishing stopped, if it was for one file and not for the folder.
    pub stopped: Option<String>,
}

impl Round {
    /// Whether everything of this device stands in the folder and everything in the folder was taken in.
    pub fn is_settled(&self) -> bool {
        self.health == FolderHealth::Ok
            && self.waiting == 0
            && self.unsealed == 0
            && self.problems.is_empty()
            && self.gone == 0
            && self.missing == 0
            && !self.cancelled
    }
}

/// Looks at the folder, takes in what is new, seals and publishes what waits.
///
/// Errors of the folder are part of the report; only the journal's own end the round, and whatever was done before stays done.
pub fn sync_round<J: Journal>(
    folder: &dyn Folder,
    journal: &mut J,
    vault: &Vault,
    options: &RoundOptions,
    entropy: &mut dyn Entropy,
) -> Result<Round, J::Error> {
    sync_round_watched(folder, journal, vault, options, entropy, &mut |_| true)
}

/// Runs a round like [`sync_round`] and tells `watch` before each file that it reads; `false` ends the round there. What was taken in
/// stays, and the next round goes on.
pub fn sync_round_watched<J: Journal>(
    folder: &dyn Folder,
    journal: &mut J,
    vault: &Vault,
    options: &RoundOptions,
    entropy: &mut dyn Entropy,
    watch: &mut dyn FnMut(Progress) -> bool,
) -> Result<Round, J::Error> {
    let mut state = journal.state()?;
    let before = state.memory.clone();
    state.memory.count_day(options.now);
    let look = Look::at(folder, vault, &state);
    let (notes, published, read) = (Vec::new(), Vec::new(), Vec::new());
    let done = Done::default();
    let mut work = Work {
        folder,
        journal,
        vault,
        options,
        entropy,
        watch,
        state,
        look,
        stale: false,
        notes,
        published,
        read,
        before,
        done,
    };
    work.restore_if_wished()?;
    if work.take_in()? {
        work.freshen();
        work.look.judge_again(vault);
        // What was taken in may show that more has gone than could be known before; the user's word counts for that too.
        work.restore_if_wished()?;
    }
    if work.look.health.may_read() && !work.done.cancelled {
        work.take_stock();
        work.send()?;
    }
    work.settle()?;
    work.freshen();
    Ok(work.report())
}

#[derive(Default)]
struct Done {
    read: usize,
    /// Bytes of the segments that were read and are not taken in yet.
    read_bytes: usize,
    ingested: usize,
    changes: usize,
    sealed: usize,
    published: usize,
    packed: usize,
    cleaned: usize,
    rotated: bool,
    cancelled: bool,
    stopped: Option<String>,
}

struct Work<'a, J: Journal> {
    folder: &'a dyn Folder,
    journal: &'a mut J,
    vault: &'a Vault,
    options: &'a RoundOptions,
    entropy: &'a mut dyn Entropy,
    watch: &'a mut dyn FnMut(Progress) -> bool,
    state: State,
    look: Look,
    /// Whether the state or the listing has changed since what the packs cover was found.
    stale: bool,
    /// Looks that are not in the database yet.
    notes: Vec<(String, Seen)>,
    /// Files that were published, and that the database does not know of yet.
    published: Vec<(FileId, String)>,
    /// Segments that were read and are not taken in yet.
    read: Vec<(Entry, OpenedFile)>,
    /// The memory as the database has it.
    before: Memory,
    done: Done,
}

impl<J: Journal> Work<'_, J> {
    /// Reads the state again; the memory of this round goes on.
    fn reload(&mut self) -> Result<(), J::Error> {
        let memory = std::mem::take(&mut self.state.memory);
        self.state = State { memory, ..self.journal.state()? };
        self.state.seen.extend(self.notes.iter().cloned());
        self.stale = true;
        Ok(())
    }

    /// Finds anew what the packs cover, if anything has changed.
    fn freshen(&mut self) {
        if std::mem::take(&mut self.stale) {
            self.look.coverage = Coverage::of(&self.state, &self.look.listing);
        }
    }

    /// Writes down what may be lost without harm, all at once.
    fn settle(&mut self) -> Result<(), J::Error> {
        let memory = (self.state.memory != self.before).then_some(&self.state.memory);
        if memory.is_none() && self.notes.is_empty() && self.published.is_empty() {
            return Ok(());
        }
        self.journal.settle(&self.published, &self.notes, memory)?;
        self.published.clear();
        self.stale |= !self.notes.is_empty();
        self.state.seen.extend(self.notes.drain(..));
        self.before.clone_from(&self.state.memory);
        Ok(())
    }

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
    fn take_in(&mut self) -> Result<bool, J::Error> {
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
    fn take_stock(&mut self) {
        self.freshen();
        let (now, coverage) = (self.options.now, &self.look.coverage);
        self.state.memory.missing = repair::missing(&self.state, now);
        let acknowledged = clean::acknowledged(&self.state, coverage, &self.options.policy);
        let memory = &mut self.state.memory;
        let is_missed = coverage.missed().next().is_some();
        memory.gone_since = is_missed.then(|| memory.gone_since.map_or(now, |since| since.min(now)));
        memory.weighed.retain(|file, _| coverage.known.contains(file));
        let day = memory.day;
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

    fn note(&mut self, entry: &Entry, outcome: Outcome) {
        let seen = Seen::new(entry.size, outcome, self.options.now, self.state.seen.get(&entry.path));
        self.notes.push((entry.path.clone(), seen));
    }

    /// Does the writing half of the plan. Nothing may have changed since stock was taken.
    fn send(&mut self) -> Result<(), J::Error> {
        let Look { listing, health, coverage, .. } = &self.look;
        let actions = engine::writing(&self.state, coverage, listing, health, self.options.now, &self.options.policy);
        // A quiet round has nothing here, and nothing to read again.
        if actions.is_empty() {
            return Ok(());
        }
        for action in actions {
            match action {
                Action::Requeue(ids) => self.journal.requeue(&ids)?,
                Action::Answer(answer) => {
                    if !self.send_again(&answer.again)? {
                        continue;
                    }
                    self.state.memory.answered.insert(answer.to.0, answer.to.1);
                }
                Action::Seal(say) => self.seal(say)?,
                Action::Pack(with) => self.pack(&with)?,
                Action::Publish => self.publish()?,
                Action::Clean(cleaning) => self.clean(&cleaning)?,
                Action::Forget { .. } | Action::Note { .. } | Action::Read(_) => {}
            }
        }
        self.settle()?;
        self.reload()
    }

    fn seal(&mut self, say: Say) -> Result<(), J::Error> {
        let options = self.options;
        let mut sealer = Sealer::new(self.vault, self.entropy, &options.app, &options.card, options.now);
        sealer = sealer.saying(say.clone());
        loop {
            let left = self.journal.seal(&mut sealer)?;
            self.done.sealed += 1;
            if left == 0 {
                break;
            }
        }
        let memory = &mut self.state.memory;
        (memory.sealed_at, memory.ack_due) = (Some(options.now), false);
        memory.said_packs.extend(say.packs);
        memory.said_want = say.want;
        memory.said_standings.extend(say.standings.iter().map(|word| (word.device, word.n)));
        Ok(())
    }

    fn pack(&mut self, with: &[FileId]) -> Result<(), J::Error> {
        let options = self.options;
        let mut sealer = Sealer::new(self.vault, self.entropy, &options.app, &options.card, options.now);
        self.done.packed = self.journal.pack(&mut sealer, with)?;
        // What is gone is in it; should it still be missed, others get as much time again.
        (self.state.memory.pack_all, self.state.memory.gone_since) = (false, None);
        Ok(())
    }

    fn clean(&mut self, cleaning: &Cleaning) -> Result<(), J::Error> {
        if self.done.stopped.is_some() || self.look.health != FolderHealth::Ok {
            return Ok(());
        }
        match clean::clean(self.folder, self.journal, self.vault, cleaning)? {
            Ok(cleaned) => {
                self.done.cleaned = cleaned.deleted.len();
                for file in cleaned.refuted {
                    self.state.memory.weighed.entry(file).or_default().insert(cleaning.head, false);
                }
            }
            Err(error) => self.done.stopped = Some(error.to_string()),
        }
        self.look.listing.retain(|entry| !cleaning.files.values().flatten().any(|path| *path == entry.path));
        self.state.memory.cleaned = self.state.memory.day;
        Ok(())
    }

    /// Publishes own files once more under a further name: somebody has something else under the first. Says whether all stand there.
    fn send_again(&mut self, ids: &[FileId]) -> Result<bool, J::Error> {
        for id in ids {
            let Some((replica, seq)) = self.state.published.get(id).copied() else { continue };
            let bytes = self.journal.sealed_bytes(*id)?;
            let taken = |path: &str| self.look.listing.iter().any(|entry| entry.path == path);
            let mut names = (1..=name::MAX_RENAMES).map(|rename| name::segment_path(replica, seq, *id, rename));
            let Some(path) = names.find(|path| !taken(path)) else { continue };
            match folder::put_verified(self.folder, &path, &bytes) {
                Ok(Placed::There) => {
                    let entry = Entry { path, size: bytes.len() as u64 };
                    self.note(&entry, Outcome::Held { id: *id, own: true, replica, seq, pack: false });
                    self.look.listing.push(entry);
                    self.done.published += 1;
                }
                Ok(Placed::OtherBytes) => {}
                Err(error) => {
                    self.stop(&error);
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn stop(&mut self, error: &FolderError) {
        match FolderHealth::of_failed_write(error) {
            Some(health) => self.look.health = health,
            None => self.done.stopped = Some(error.to_string()),
        }
    }

    fn publish(&mut self) -> Result<(), J::Error> {
        for Outgoing { id, path, replica, seq, pack } in self.journal.outbox()? {
            let bytes = self.journal.sealed_bytes(id)?;
            match place(self.folder, &path, &bytes) {
                Ok(Some(path)) => {
                    self.published.push((id, path.clone()));
                    if self.published.len() >= NOTES {
                        self.settle()?;
                    }
                    self.done.published += 1;
                    let entry = Entry { path, size: bytes.len() as u64 };
                    self.note(&entry, Outcome::Held { id, own: true, replica, seq, pack });
                    self.look.listing.push(entry);
                }
                Ok(None) => {
                    self.done.stopped = Some(format!("every name for {path} is taken by other bytes"));
                    break;
                }
                Err(error) => {
                    self.stop(&error);
                    break;
                }
            }
        }
        Ok(())
    }

    fn restore_if_wished(&mut self) -> Result<(), J::Error> {
        if self.options.missing != OnMissing::Restore {
            return Ok(());
        }
        if self.look.health.can_be_restored() {
            return self.restore();
        }
        // By the user's word nobody waits for whoever else might bring it back.
        if self.look.health == FolderHealth::Ok {
            self.freshen();
            self.state.memory.pack_all |=
                self.look.coverage.gone.iter().any(|id| !self.state.published.contains_key(id));
        }
        Ok(())
    }

    /// The user says that this is the right folder: what this device put there comes back.
    fn restore(&mut self) -> Result<(), J::Error> {
        if let Err(error) = self.vault.restore_marker(self.folder) {
            self.done.stopped = Some(error.to_string());
            return Ok(());
        }
        self.freshen();
        let Coverage { gone, known, .. } = &self.look.coverage;
        // What others put there can come back from here only as a pack; what this device published is put back in any case.
        let of_others = gone.iter().any(|id| !self.state.published.contains_key(id));
        self.state.memory.pack_all |= of_others || gone.len() == known.len();
        let is_gone = |seen: &Seen| matches!(seen.held(), Some(Outcome::Held { id, .. }) if gone.contains(id));
        let paths: Vec<String> =
            self.state.seen.iter().filter(|(_, seen)| is_gone(seen)).map(|(path, _)| path.clone()).collect();
        self.journal.forget(&paths)?;
        self.reload()?;
        self.look = Look::at(self.folder, self.vault, &self.state);
        self.stale = false;
        Ok(())
    }

    fn report(self) -> Round {
        let Self { state, look, done, options, .. } = self;
        let is_listed = |path: &str| look.listing.iter().any(|entry| entry.path == path);
        let is_problem =
            |outcome: &Outcome| !matches!(outcome, Outcome::Held { .. } | Outcome::Marker | Outcome::Unrelated);
        let problems = state.seen.iter().filter(|(path, seen)| is_problem(&seen.outcome) && is_listed(path));
        let problems =
            problems.map(|(path, seen)| Problem { path: path.clone(), outcome: seen.outcome.clone() }).collect();
        let gone = if look.health.may_read() { look.coverage.missed().count() } else { 0 };
        let missing = repair::wants(&state, options.now).len();
        Round {
            listed: look.listing.len(),
            health: look.health,
            read: done.read,
            ingested: done.ingested,
            changes: done.changes,
            sealed: done.sealed,
            published: done.published,
            packed: done.packed,
            cleaned: done.cleaned,
            missing,
            cancelled: done.cancelled,
            waiting: state.waiting,
            unsealed: state.unsealed,
            rotated: done.rotated,
            gone,
            problems,
            stopped: done.stopped,
        }
    }
}

#[derive(Clone)]
pub(crate) enum Opened {
    Segment(Box<Envelope>, Box<Segment>),
    Pack(Box<Envelope>, Box<Pack>),
    Marker,
    Unknown,
}

pub(crate) fn open_file(bytes: &[u8], vault: &Vault) -> Result<Opened, Refusal> {
    opened::recall(bytes, vault, open_anew)
}

pub(crate) fn open_anew(bytes: &[u8], vault: &Vault) -> Result<Opened, Refusal> {
    let envelope = envelope::open(bytes, vault.id, &vault.keys)?;
    let header = &envelope.header;
    match header.kind {
        Kind::Marker => Ok(Opened::Marker),
        Kind::Segment => {
            if header.replica.is_zero() || header.seq == 0 || (header.seq == 1) != header.prev.is_zero() {
                return Err(Refusal::Malformed { what: "its place in its stream" });
            }
            let segment = Segment::decode(&envelope.payload).map_err(|error| Refusal::Malformed { what: error.0 })?;
            Ok(Opened::Segment(Box::new(envelope), Box::new(segment)))
        }
        Kind::Pack => {
            if header.replica.is_zero() || header.seq == 0 || !header.prev.is_zero() {
                return Err(Refusal::Malformed { what: "its place among the packs" });
            }
            let pack = Pack::decode(&envelope.payload).map_err(|error| Refusal::Malformed { what: error.0 })?;
            Ok(Opened::Pack(Box::new(envelope), Box::new(pack)))
        }
        Kind::Blob | Kind::Other(_) => Ok(Opened::Unknown),
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

/// Writes bytes under the first name that is free or has them; `None` if all are taken by other bytes.
fn place(folder: &dyn Folder, path: &str, bytes: &[u8]) -> Result<Option<String>, FolderError> {
    for rename in 0..=name::MAX_RENAMES {
        let path = name::renamed(path, rename);
        match folder::put_verified(folder, &path, bytes)? {
            Placed::There => return Ok(Some(path)),
            Placed::OtherBytes => {}
        }
    }
    Ok(None)
}

#[cfg(test)]
#[path = "round_tests.rs"]
mod tests;
