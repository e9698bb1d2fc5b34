//! One round of sync: the thin driver that does what [`plan`] says.

use std::collections::BTreeMap;

use crate::engine::{Action, OnMissing, plan};
use crate::entropy::Entropy;
use crate::envelope::{self, Envelope, Kind, Refusal};
use crate::folder::{self, Entry, Folder, FolderError, Placed};
use crate::health::{FolderHealth, Known, Look};
use crate::id::ReplicaId;
use crate::journal::{Ingested, Journal, OpenedFile, Outgoing, State};
use crate::name;
use crate::payload::{Card, Segment};
use crate::seal::Sealer;
use crate::seen::{Outcome, Seen};
use crate::vault::Vault;

/// So many looks are remembered at once.
const NOTES: usize = 256;

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
    /// Sealed files that still wait.
    pub waiting: u64,
    /// Changes that are not sealed yet, because the folder cannot be written.
    pub unsealed: u64,
    /// Whether another program wrote under this device's name, so that it took a new one: a restored backup or a copied data folder.
    pub rotated: bool,
    /// Held files that are not in the folder any more.
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
    let state = journal.state()?;
    let look = Look::at(folder, vault, &state.seen);
    let mut work =
        Work { folder, journal, vault, options, entropy, state, look, notes: Vec::new(), done: Done::default() };
    work.restore_if_wished()?;
    if work.take_in()? {
        work.state = work.journal.state()?;
        work.look.judge_again(vault, &work.state.seen);
        // What was taken in may show that more has gone than could be known before; the user's word counts for that too.
        work.restore_if_wished()?;
    }
    work.send()?;
    work.remember()?;
    Ok(work.report())
}

#[derive(Default)]
struct Done {
    read: usize,
    ingested: usize,
    changes: usize,
    sealed: usize,
    published: usize,
    rotated: bool,
    stopped: Option<String>,
}

struct Work<'a, J: Journal> {
    folder: &'a dyn Folder,
    journal: &'a mut J,
    vault: &'a Vault,
    options: &'a RoundOptions,
    entropy: &'a mut dyn Entropy,
    state: State,
    look: Look,
    notes: Vec<(String, Seen)>,
    done: Done,
}

impl<J: Journal> Work<'_, J> {
    fn plan(&self, full: bool) -> Vec<Action> {
        let has_key = |key| self.vault.keys.get(key).is_some();
        plan(&self.state, &self.look.listing, &self.look.health, has_key, self.options.now, full)
    }

    /// Does the reading half of the plan; says whether anything was done.
    fn take_in(&mut self) -> Result<bool, J::Error> {
        let mut forgotten = Vec::new();
        for action in self.plan(self.options.full) {
            match action {
                Action::Forget { path } => forgotten.push(path),
                Action::Note { path, seen } => self.notes.push((path, seen)),
                Action::Read(entry) => self.read(&entry)?,
                Action::Seal | Action::Publish => {}
            }
            if self.notes.len() >= NOTES {
                self.remember()?;
            }
        }
        let any = !forgotten.is_empty() || !self.notes.is_empty() || self.done.read > 0;
        if !forgotten.is_empty() {
            self.journal.forget(&forgotten)?;
        }
        self.remember()?;
        Ok(any)
    }

    fn read(&mut self, entry: &Entry) -> Result<(), J::Error> {
        self.done.read += 1;
        let bytes = match self.folder.read(&entry.path) {
            Ok(bytes) => bytes,
            // It has gone since it was listed; the next listing tells.
            Err(FolderError::NotFound { .. } | FolderError::Missing) => return Ok(()),
            Err(FolderError::TooLarge { .. }) => return self.note(entry, Outcome::TooLarge),
            Err(_) => return self.note(entry, Outcome::Unreadable),
        };
        let outcome = match open_file(&bytes, self.vault) {
            Ok(Opened::Segment(envelope, segment)) => self.ingest(entry, *envelope, *segment)?,
            Ok(Opened::Marker) => Outcome::Marker,
            Ok(Opened::Unknown) => Outcome::Newer,
            Err(refusal) => Outcome::of(&refusal, &entry.path),
        };
        self.note(entry, outcome)
    }

    fn ingest(&mut self, entry: &Entry, envelope: Envelope, segment: Segment) -> Result<Outcome, J::Error> {
        let Envelope { id, header, .. } = envelope;
        let file =
            OpenedFile { id, path: entry.path.clone(), header, segment, successor: ReplicaId::random(self.entropy) };
        match self.journal.ingest(&file)? {
            Ingested::New { changes, rotated } => {
                self.done.ingested += 1;
                self.done.changes += changes;
                self.done.rotated |= rotated;
                Ok(Outcome::Held { id, own: false })
            }
            Ingested::Duplicate { own } => Ok(Outcome::Held { id, own }),
        }
    }

    fn note(&mut self, entry: &Entry, outcome: Outcome) -> Result<(), J::Error> {
        let seen = Seen::new(entry.size, outcome, self.options.now, self.state.seen.get(&entry.path));
        self.notes.push((entry.path.clone(), seen));
        Ok(())
    }

    fn remember(&mut self) -> Result<(), J::Error> {
        if !self.notes.is_empty() {
            self.journal.note(&self.notes)?;
            self.state.seen.extend(self.notes.drain(..));
        }
        Ok(())
    }

    /// Does the writing half of the plan.
    fn send(&mut self) -> Result<(), J::Error> {
        let actions = self.plan(false);
        if actions.contains(&Action::Seal) {
            let options = self.options;
            let mut sealer = Sealer::new(self.vault, self.entropy, &options.app, &options.card, options.now);
            loop {
                let left = self.journal.seal(&mut sealer)?;
                self.done.sealed += 1;
                if left == 0 {
                    break;
                }
            }
        }
        if actions.contains(&Action::Publish) {
            self.publish()?;
        }
        if self.done.sealed > 0 || self.done.published > 0 {
            let seen = std::mem::take(&mut self.state.seen);
            self.state = State { seen, ..self.journal.state()? };
        }
        Ok(())
    }

    fn publish(&mut self) -> Result<(), J::Error> {
        for Outgoing { id, path } in self.journal.outbox()? {
            let bytes = self.journal.sealed_bytes(id)?;
            match place(self.folder, &path, &bytes) {
                Ok(Some(path)) => {
                    self.journal.mark_published(id, &path)?;
                    self.done.published += 1;
                    let entry = Entry { path, size: bytes.len() as u64 };
                    self.note(&entry, Outcome::Held { id, own: true })?;
                    self.look.listing.push(entry);
                }
                Ok(None) => {
                    self.done.stopped = Some(format!("every name for {path} is taken by other bytes"));
                    break;
                }
                Err(error) => {
                    match FolderHealth::of_failed_write(&error) {
                        Some(health) => self.look.health = health,
                        None => self.done.stopped = Some(error.to_string()),
                    }
                    break;
                }
            }
        }
        Ok(())
    }

    fn restore_if_wished(&mut self) -> Result<(), J::Error> {
        if self.options.missing == OnMissing::Restore && self.look.health.can_be_restored() {
            self.restore()?;
        }
        Ok(())
    }

    /// The user says that this is the right folder: what this device put there comes back.
    fn restore(&mut self) -> Result<(), J::Error> {
        if let Err(error) = self.vault.restore_marker(self.folder) {
            self.done.stopped = Some(error.to_string());
            return Ok(());
        }
        let known = Known::of(&self.look.listing, &self.state.seen);
        let own: Vec<_> = known.gone.intersection(&known.own).copied().collect();
        if !own.is_empty() {
            self.journal.requeue(&own)?;
        }
        let is_gone = |seen: &Seen| matches!(seen.outcome, Outcome::Held { id, .. } if known.gone.contains(&id));
        let paths: Vec<String> =
            self.state.seen.iter().filter(|(_, seen)| is_gone(seen)).map(|(path, _)| path.clone()).collect();
        self.journal.forget(&paths)?;
        self.state = self.journal.state()?;
        self.look = Look::at(self.folder, self.vault, &self.state.seen);
        Ok(())
    }

    fn report(self) -> Round {
        let Self { state, look, done, .. } = self;
        let sizes: BTreeMap<&str, u64> = look.listing.iter().map(|entry| (entry.path.as_str(), entry.size)).collect();
        let is_problem = |path: &str, seen: &Seen| {
            sizes.contains_key(path)
                && !matches!(seen.outcome, Outcome::Held { .. } | Outcome::Marker | Outcome::Unrelated)
        };
        let problems = state.seen.iter().filter(|(path, seen)| is_problem(path, seen));
        let problems =
            problems.map(|(path, seen)| Problem { path: path.clone(), outcome: seen.outcome.clone() }).collect();
        let gone = if look.health.may_read() { Known::of(&look.listing, &state.seen).gone.len() } else { 0 };
        Round {
            listed: look.listing.len(),
            health: look.health,
            read: done.read,
            ingested: done.ingested,
            changes: done.changes,
            sealed: done.sealed,
            published: done.published,
            waiting: state.waiting,
            unsealed: state.unsealed,
            rotated: done.rotated,
            gone,
            problems,
            stopped: done.stopped,
        }
    }
}

enum Opened {
    Segment(Box<Envelope>, Box<Segment>),
    Marker,
    Unknown,
}

fn open_file(bytes: &[u8], vault: &Vault) -> Result<Opened, Refusal> {
    let envelope = envelope::open(bytes, vault.id, &vault.keys)?;
    match envelope.header.kind {
        Kind::Marker => return Ok(Opened::Marker),
        Kind::Segment => {}
        Kind::Pack | Kind::Blob | Kind::Other(_) => return Ok(Opened::Unknown),
    }
    let header = &envelope.header;
    if header.replica.is_zero() || header.seq == 0 || (header.seq == 1) != header.prev.is_zero() {
        return Err(Refusal::Malformed { what: "its place in its stream" });
    }
    let segment = Segment::decode(&envelope.payload).map_err(|error| Refusal::Malformed { what: error.0 })?;
    Ok(Opened::Segment(Box::new(envelope), Box::new(segment)))
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
