//! One round of sync: the thin driver that does what [`plan`](crate::plan) says.

use std::sync::Arc;

use crate::clean::Policy;
use crate::coverage::Coverage;
use crate::engine::OnMissing;
use crate::entropy::Entropy;
use crate::folder::{Entry, Folder};
use crate::health::Look;
use crate::id::FileId;
use crate::journal::{Journal, OpenedFile, State};
use crate::memory::Memory;
use crate::payload::Card;
use crate::seen::{Outcome, Seen};
use crate::vault::Vault;

mod reading;
mod report;
mod restoring;
mod writing;

pub use report::{Problem, Round};

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
    let look = Look::at(folder, vault, &state, options.now);
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
        work.look.judge(vault, &work.state, options.now);
        // What was taken in may show that more has gone than could be known before; the user's word counts for that too.
        work.restore_if_wished()?;
    }
    let health = &work.look.health;
    if !health.may_write() && !health.heals_itself() {
        // A look at a folder that may be the wrong one says nothing about files; nothing has been gone since before it.
        work.state.memory.gone.clear();
    }
    if health.may_read() && !work.done.cancelled {
        work.take_stock();
        work.send()?;
    }
    work.settle()?;
    // What was published and packed takes nothing away: where nothing was missed before and nothing was deleted, nothing is missed now.
    if work.done.cleaned > 0 || work.look.coverage.missed().next().is_some() {
        work.freshen();
    }
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
    put_back: usize,
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
        // Nothing of the old state is kept beside, so that the journal may go on with what it shares with it.
        let State { memory, .. } = std::mem::take(&mut self.state);
        self.state = State { memory, ..self.journal.state()? };
        let notes = std::mem::take(&mut self.notes);
        self.know(&notes);
        self.notes = notes;
        self.stale = true;
        Ok(())
    }

    /// Adds looks to what is remembered of the folder, which is shared with the journal as long as there is nothing to add.
    fn know(&mut self, notes: &[(String, Seen)]) {
        for (path, seen) in notes {
            if self.state.seen.get(path) != Some(seen) {
                Arc::make_mut(&mut self.state.seen).insert(path.clone(), seen.clone());
                self.stale = true;
            }
        }
    }

    /// Finds anew what the packs cover, if anything has changed.
    fn freshen(&mut self) {
        if std::mem::take(&mut self.stale) {
            self.look.coverage = Coverage::of(&self.state, &self.look.listing);
        }
    }

    /// Writes down what may be lost without harm, all at once.
    fn settle(&mut self) -> Result<(), J::Error> {
        let notes = self.write_down()?;
        self.know(&notes);
        Ok(())
    }

    /// Writes down the same, and leaves it to the next reading of the state to know of it; gives the looks that were written.
    fn write_down(&mut self) -> Result<Vec<(String, Seen)>, J::Error> {
        let memory = (self.state.memory != self.before).then_some(&self.state.memory);
        if memory.is_none() && self.notes.is_empty() && self.published.is_empty() {
            return Ok(Vec::new());
        }
        self.journal.settle(&self.published, &self.notes, memory)?;
        self.published.clear();
        self.before.clone_from(&self.state.memory);
        Ok(std::mem::take(&mut self.notes))
    }

    fn note(&mut self, entry: &Entry, outcome: Outcome) {
        let seen = Seen::new(entry.size, outcome, self.options.now, self.state.seen.get(&entry.path));
        self.notes.push((entry.path.clone(), seen));
    }
}

#[cfg(test)]
#[path = "round_tests.rs"]
mod tests;
