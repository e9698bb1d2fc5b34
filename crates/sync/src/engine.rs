//! What to do next, decided without doing anything: from what the database says and what the folder lists to a list of actions.

use crate::clean::{self, Cleaning, Policy};
use crate::compared::{Compared, compared};
use crate::coverage::Coverage;
use crate::envelope::MAX_FILE;
use crate::folder::Entry;
use crate::health::FolderHealth;
use crate::id::{FileId, KeyId};
use crate::journal::State;
use crate::memory;
use crate::name;
use crate::repair::{self, Answer};
use crate::seal::Say;
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
    /// Put own files that have gone back into the outbox.
    Requeue(Vec<FileId>),
    /// Answer what another device lacks.
    Answer(Answer),
    /// Seal all changes that wait, and say this with them.
    Seal(Say),
    /// Put documents into a pack that belongs to these; into one of its own, with everything, if there are none.
    Pack(Vec<FileId>),
    /// Publish all files that wait.
    Publish,
    /// Delete temporary files that writes of ours, cut off days ago, have left.
    Sweep(Vec<String>),
    /// Delete files of which a chain of packs holds all, if reading that chain from the folder proves it.
    Clean(Cleaning),
}

/// What to do about files that have gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnMissing {
    /// Stop and say so.
    #[default]
    Stop,
    /// The user says that the folder is the right one: write the marker back, publish this device's own files again, and a pack of
    /// everything that it holds.
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
    policy: &Policy,
) -> Plan {
    let coverage = Coverage::of(state, listing);
    let mut plan = reading(state, &coverage, listing, health, has_key, now, full);
    plan.extend(writing(state, &coverage, listing, health, now, policy));
    plan
}

/// The reading half of a plan; `coverage` is of this state and listing.
pub(crate) fn reading(
    state: &State,
    coverage: &Coverage,
    listing: &[Entry],
    health: &FolderHealth,
    has_key: impl Fn(KeyId) -> bool,
    now: i64,
    full: bool,
) -> Plan {
    let mut plan = Plan::new();
    if !health.may_read() {
        return plan;
    }
    let mut looks = Plan::new();
    // By path: our own names bring a stream in its order, and packs ('p') before segments ('s').
    for Compared { path, seen, entry } in compared(&state.seen, listing) {
        let Some(entry) = entry else {
            plan.extend(seen.filter(|seen| !must_stay_known(seen, coverage)).map(|_| forget(path)));
            continue;
        };
        let is_due = full || seen.is_none_or(|seen| seen.is_due(entry.size, now, &has_key));
        if is_due && !name::is_skipped(path) {
            looks.push(look(entry, seen, now));
        }
    }
    plan.append(&mut looks);
    plan
}

/// The writing half of a plan; `coverage` is of this state and listing.
pub(crate) fn writing(
    state: &State,
    coverage: &Coverage,
    listing: &[Entry],
    health: &FolderHealth,
    now: i64,
    policy: &Policy,
) -> Plan {
    let mut plan = Plan::new();
    if !health.may_write() {
        return plan;
    }
    let is_whole = *health == FolderHealth::Ok;
    let mut pack_all = false;
    if is_whole {
        let gone: Vec<FileId> =
            state.published.keys().filter(|id| !coverage.present.contains_key(id)).copied().collect();
        if !gone.is_empty() {
            plan.push(Action::Requeue(gone));
        }
        let answers = repair::answers(state, now);
        pack_all = answers.iter().any(|answer| answer.pack_all);
        plan.extend(answers.into_iter().map(Action::Answer));
    }
    let say = say(state, coverage, now);
    let seal = state.unsealed > 0 || state.seq == 0 || state.card_changed || say.is_some();
    if seal {
        plan.push(Action::Seal(say.unwrap_or_else(|| everything_to_say(state, coverage, now))));
    }
    let due = || if pack_all { Some(Vec::new()) } else { clean::pack_is_due(state, coverage, policy, now) };
    let pack = is_whole.then(due).flatten();
    let packs = pack.is_some();
    plan.extend(pack.map(Action::Pack));
    if !plan.is_empty() || state.waiting > 0 {
        plan.push(Action::Publish);
    }
    if is_whole {
        let is_old = |(_, day): &(&String, &u32)| state.memory.day.saturating_sub(**day) >= SWEEP_DAYS;
        let left: Vec<String> = state.memory.left.iter().filter(is_old).map(|(path, _)| path.clone()).collect();
        plan.extend((!left.is_empty()).then_some(Action::Sweep(left)));
    }
    if is_whole && !packs {
        plan.extend(clean::cleaning(state, coverage, listing, policy).map(Action::Clean));
    }
    plan
}

/// A temporary file of ours that is seen for so many counted days belongs to no write that is going on: those take seconds. Two, since one
/// may be over a minute after the file was first seen.
const SWEEP_DAYS: u32 = 2;

/// So long this device waits before it tells the others again what it has read, in milliseconds. An empty segment says so; without this
/// pause two devices that write all day would answer each word with a file.
const SAY_PAUSE_MS: i64 = 10 * 60 * 1000;

/// What there is to say though nothing was written, if it is time for that.
fn say(state: &State, coverage: &Coverage, now: i64) -> Option<Say> {
    let say = everything_to_say(state, coverage, now);
    let news = !say.packs.is_empty() || say.want != state.memory.said_want || state.memory.ack_due;
    let is_time = state.memory.sealed_at.is_none_or(|at| memory::has_passed(now, at, SAY_PAUSE_MS));
    ((news && is_time) || !say.standings.is_empty()).then_some(say)
}

fn everything_to_say(state: &State, coverage: &Coverage, now: i64) -> Say {
    let State { packs, memory, standings, .. } = state;
    let is_new = |id: &&FileId| !memory.said_packs.contains(id) && coverage.present.contains_key(id);
    let unsaid = standings.values().filter(|word| memory.said_standings.get(&word.device) != Some(&word.n));
    Say {
        packs: packs.keys().filter(is_new).copied().collect(),
        want: repair::wants(state, now),
        standings: unsaid.cloned().collect(),
    }
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

fn forget(path: &str) -> Action {
    Action::Forget { path: path.to_owned() }
}

/// A path that is gone is forgotten, unless it is all that is known of a held file: that this is missing, or kept elsewhere, must stay
/// known.
fn must_stay_known(seen: &Seen, coverage: &Coverage) -> bool {
    matches!(seen.held(), Some(Outcome::Held { id, .. }) if coverage.is_missed(id) || coverage.away.contains(id))
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
