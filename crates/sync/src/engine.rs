//! What to do next, decided without doing anything: from what the database says and what the folder lists to a list of actions.

use std::collections::{BTreeMap, BTreeSet};

use crate::envelope::MAX_FILE;
use crate::folder::Entry;
use crate::health::{FolderHealth, Known};
use crate::id::KeyId;
use crate::journal::State;
use crate::name;
use crate::seen::{Outcome, Seen};

/// One step of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Forget a path that is not listed any more.
    Forget {
        /// The path.
        path: String,
    },
    /// Remember a file that is not worth reading.
    Note {
        /// Its path.
        path: String,
        /// What it is.
        seen: Seen,
    },
    /// Read a file and take it in if it is whole.
    Read(Entry),
    /// Seal all changes that wait.
    Seal,
    /// Publish all files that wait.
    Publish,
}

/// What to do about files that have gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnMissing {
    /// Stop and say so.
    #[default]
    Stop,
    /// The user says that the folder is the right one: write the marker back and publish this device's own files again.
    Restore,
}

/// The steps of a round, in their order.
pub type Plan = Vec<Action>;

/// Decides what to do. `now` is in milliseconds since 1970 and only spaces out looks at broken files; `full` reads everything again.
pub fn plan(
    state: &State,
    listing: &[Entry],
    health: &FolderHealth,
    has_key: impl Fn(KeyId) -> bool,
    now: i64,
    full: bool,
) -> Plan {
    let mut plan = Plan::new();
    if health.may_read() {
        forget(&mut plan, state, listing);
        // By path: our own names bring a stream in its order, and packs ('p') before segments ('s').
        let files: BTreeMap<&str, &Entry> = listing.iter().map(|entry| (entry.path.as_str(), entry)).collect();
        for (path, entry) in files {
            if name::is_skipped(path) {
                continue;
            }
            let before = state.seen.get(path);
            if full || before.is_none_or(|seen| seen.is_due(entry.size, now, &has_key)) {
                plan.push(look(entry, before, now));
            }
        }
    }
    if health.may_write() {
        let seal = state.unsealed > 0 || state.seq == 0 || state.card_changed;
        if seal {
            plan.push(Action::Seal);
        }
        if seal || state.waiting > 0 {
            plan.push(Action::Publish);
        }
    }
    plan
}

fn look(entry: &Entry, before: Option<&Seen>, now: i64) -> Action {
    let note = |outcome| Action::Note { path: entry.path.clone(), seen: Seen::new(entry.size, outcome, now, before) };
    match entry.size {
        // A service reserves the name before it brings the bytes.
        0 => note(Outcome::Arriving),
        size if size > MAX_FILE => note(Outcome::TooLarge),
        _ => Action::Read(entry.clone()),
    }
}

/// Paths that are gone are forgotten, unless they are all that is known of a held file: that it is missing must stay known.
fn forget(plan: &mut Plan, state: &State, listing: &[Entry]) {
    let listed: BTreeSet<&str> = listing.iter().map(|entry| entry.path.as_str()).collect();
    let mut gone = None;
    for (path, seen) in &state.seen {
        if listed.contains(path.as_str()) {
            continue;
        }
        let keep = match &seen.outcome {
            Outcome::Held { id, .. } => gone.get_or_insert_with(|| Known::of(listing, &state.seen).gone).contains(id),
            _ => false,
        };
        if !keep {
            plan.push(Action::Forget { path: path.clone() });
        }
    }
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
