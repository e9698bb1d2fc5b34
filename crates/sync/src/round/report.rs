//! What a round tells about itself.

use super::Work;
use crate::coverage::Coverage;
use crate::folder::Entry;
use crate::health::FolderHealth;
use crate::id::FileId;
use crate::journal::{Journal, State};
use crate::name;
use crate::repair;
use crate::seen::{Outcome, Seen};
use crate::stand_in;

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
    /// Files of this device that had gone with many others and are put back without the user's word.
    pub put_back: usize,
    /// Streams of which others have seen more, since longer than files usually travel.
    pub missing: usize,
    /// Streams of which others have seen more, however short a time ago.
    pub behind: usize,
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
            && self.behind == 0
            && !self.cancelled
    }
}

impl<J: Journal> Work<'_, J> {
    pub(super) fn report(self) -> Round {
        let Self { state, look, done, options, .. } = self;
        let problems =
            if look.health.may_read() { problems(&state, &look.coverage, &look.listing) } else { Vec::new() };
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
            put_back: done.put_back,
            missing,
            behind: state.memory.missing.len(),
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

/// What stands in the folder and is not taken in, or stands for what is not there yet.
fn problems(state: &State, coverage: &Coverage, listing: &[Entry]) -> Vec<Problem> {
    let is_problem =
        |outcome: &Outcome| !matches!(outcome, Outcome::Held { .. } | Outcome::Marker | Outcome::Unrelated);
    let is_listed = |path: &str| listing.iter().any(|entry| entry.path == path);
    let read = state.seen.iter().filter(|(path, seen)| {
        is_problem(&seen.outcome) && is_listed(path) && !is_litter(path, &seen.outcome, coverage)
    });
    let mut problems: Vec<Problem> =
        read.map(|(path, seen)| Problem { path: path.clone(), outcome: stalled(seen) }).collect();
    let others = listing.iter().filter(|entry| !name::claims_to_be_ours(&entry.path));
    let lacked =
        others.filter_map(|entry| stand_in::stands_for(&entry.path)).filter(|found| is_lacked(&found.path, state));
    problems.extend(lacked.map(|found| {
        let outcome = if found.is_placeholder { Outcome::NotDownloaded } else { Outcome::Arriving };
        Problem { path: found.path, outcome }
    }));
    problems.sort_by(|a, b| a.path.cmp(&b.path));
    problems.dedup_by(|later, first| later.path == first.path);
    problems
}

/// Whether a file that cannot be used is what a service has left beside one that stands here whole, by the id that its name claims.
fn is_litter(path: &str, outcome: &Outcome, coverage: &Coverage) -> bool {
    let is_broken = matches!(outcome, Outcome::Arriving | Outcome::Damaged | Outcome::Unreadable | Outcome::TooLarge);
    is_broken && name::claimed_id(path).is_some_and(|claimed| has_prefix(coverage.present.keys(), &claimed))
}

fn has_prefix<'a>(mut ids: impl Iterator<Item = &'a FileId>, prefix: &[u8; 8]) -> bool {
    ids.any(|id| id.prefix::<8>() == *prefix)
}

/// The outcome of a look, which after looking for long in vain is another: what is still empty, or can still not be read, is no transfer
/// that goes on.
fn stalled(seen: &Seen) -> Outcome {
    match seen.outcome {
        Outcome::Arriving if seen.size == 0 && seen.is_stalled() => Outcome::NotDownloaded,
        Outcome::Unreadable if seen.is_stalled() => Outcome::NotDownloaded,
        ref outcome => outcome.clone(),
    }
}

/// Whether the file that a stand-in names is not held. The names of key slots and markers do not say what is in them, so they are not
/// counted here; if one is missing, the state of the folder tells.
fn is_lacked(path: &str, state: &State) -> bool {
    let Some(id) = name::claimed_id(path) else { return false };
    let held = state.seen.values().filter_map(|seen| match seen.held() {
        Some(Outcome::Held { id, .. }) => Some(id),
        _ => None,
    });
    let is_reached = name::claim(path).is_some_and(|(writer, seq)| {
        state.have.iter().any(|(replica, have)| replica.prefix::<4>() == writer && have.seq >= seq)
    });
    !is_reached && !has_prefix(held.chain(state.packs.keys()), &id)
}
