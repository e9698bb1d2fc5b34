//! What packs hold, and so which files the folder can do without (format, section 14).

use std::collections::{BTreeMap, BTreeSet};

use crate::chain::{self, HaveMap};
use crate::folder::Entry;
use crate::id::{FileId, ReplicaId};
use crate::journal::State;
use crate::seen::Outcome;

/// A held file that stands in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Whose stream it belongs to.
    pub replica: ReplicaId,
    /// Its place there.
    pub seq: u64,
    /// Whether the stream is this device's.
    pub own: bool,
    /// Whether it is a pack.
    pub pack: bool,
    /// Its length in bytes.
    pub size: u64,
    /// All paths under which it stands.
    pub paths: Vec<String>,
}

/// A pack with all that belongs to it, whole in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The pack whose `covers` counts.
    pub head: FileId,
    /// It and those that it names.
    pub packs: BTreeSet<FileId>,
    /// What whoever reads it holds.
    pub covers: HaveMap,
}

/// The folder as this device knows it: what stands there of what it holds, and what of that is in packs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Held files that stand in the folder.
    pub present: BTreeMap<FileId, Present>,
    /// Held files that do not stand there, though they did, and though no pack holds what they hold.
    pub gone: BTreeSet<FileId>,
    /// All held files that were seen in this folder.
    pub known: BTreeSet<FileId>,
    /// Of those, the ones of this device's streams that should still be there.
    pub own: BTreeSet<FileId>,
    /// Whole chains of packs, the one that covers most last.
    pub chains: Vec<Chain>,
    /// What the chains cover together.
    pub covers: HaveMap,
}

impl Coverage {
    /// Compares what is remembered with what is listed.
    pub fn of(state: &State, listing: &[Entry]) -> Self {
        let sizes: BTreeMap<&str, u64> = listing.iter().map(|entry| (entry.path.as_str(), entry.size)).collect();
        let mut coverage = Self::default();
        let mut places = BTreeMap::new();
        for (path, seen) in &state.seen {
            let Outcome::Held { id, own, replica, seq, pack } = seen.outcome else { continue };
            places.insert(id, (replica, seq, own, pack));
            if sizes.get(path.as_str()) == Some(&seen.size) {
                let new = || Present { replica, seq, own, pack, size: seen.size, paths: Vec::new() };
                coverage.present.entry(id).or_insert_with(new).paths.push(path.clone());
            }
        }
        coverage.chains = chains(state, |id| coverage.present.contains_key(id));
        for chain in &coverage.chains {
            chain::raise(&mut coverage.covers, &chain.covers);
        }
        for (id, (replica, seq, own, pack)) in places {
            let needed = if pack {
                let covers = state.packs.get(&id).map(|pack| &pack.covers);
                !covers.is_some_and(|covers| chain::includes(&coverage.covers, covers))
            } else {
                !chain::reaches(&coverage.covers, replica, seq)
            };
            coverage.known.insert(id);
            if own && (needed || coverage.present.contains_key(&id)) {
                coverage.own.insert(id);
            }
            if needed && !coverage.present.contains_key(&id) {
                coverage.gone.insert(id);
            }
        }
        coverage
    }

    /// The chain that covers most.
    pub fn best(&self) -> Option<&Chain> {
        self.chains.last()
    }

    /// Whether a segment's content stands in a whole chain.
    pub fn has(&self, replica: ReplicaId, seq: u64) -> bool {
        chain::reaches(&self.covers, replica, seq)
    }

    /// Segments that stand in the folder and in no pack, as far as this device could put them into one: how many, and their bytes.
    pub fn loose(&self, have: &HaveMap) -> (usize, u64) {
        let loose = self.present.values().filter(|file| {
            !file.pack && !self.has(file.replica, file.seq) && chain::reaches(have, file.replica, file.seq)
        });
        loose.fold((0, 0), |(count, bytes), file| (count + 1, bytes + file.size))
    }
}

/// Chains of which every pack is held and passes `is_there`, the one that covers most last.
pub(crate) fn chains(state: &State, is_there: impl Fn(&FileId) -> bool) -> Vec<Chain> {
    let whole = |id: &FileId| state.packs.contains_key(id) && is_there(id);
    let mut chains: Vec<Chain> = Vec::new();
    for (id, pack) in &state.packs {
        if pack.covers.is_empty() || !whole(id) || !pack.with.iter().all(whole) {
            continue;
        }
        let packs = pack.with.iter().copied().chain([*id]).collect();
        chains.push(Chain { head: *id, packs, covers: pack.covers.clone() });
    }
    // Of two that cover as much, the one of fewer packs is dearer to lose and quicker to read.
    let total = |chain: &Chain| chain.covers.values().fold(0u64, |sum, have| sum.saturating_add(have.seq));
    chains.sort_by_key(|chain| (total(chain), std::cmp::Reverse(chain.packs.len()), chain.head));
    chains
}

#[cfg(test)]
#[path = "coverage_tests.rs"]
mod tests;
