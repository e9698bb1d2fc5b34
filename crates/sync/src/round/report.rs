//! What a round tells about itself.

use super::Work;
use crate::health::FolderHealth;
use crate::journal::Journal;
use crate::repair;
use crate::seen::Outcome;

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

impl<J: Journal> Work<'_, J> {
    pub(super) fn report(self) -> Round {
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
