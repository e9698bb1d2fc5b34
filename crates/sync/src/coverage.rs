//! What packs hold, and so which files the folder can do without (format, section 14).
//!
//! Places say it of almost all files: what a chain covers, it holds. Only where two programs wrote one stream, a place has two files and
//! the chain maybe one of them; so a file that has gone is compared by content before it is forgotten ([`Coverage::doubtful`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::chain::{self, HaveMap};
use crate::compared::{Compared, compared};
use crate::folder::Entry;
use crate::id::{FileId, ReplicaId};
use crate::journal::State;
use crate::seen::{Outcome, Seen};
use crate::stand_in;

/// A held file that stands in the folder, under one path or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// The same, but under their names stands something else, such as a damaged copy.
    pub broken: BTreeSet<FileId>,
    /// Held files that their service keeps elsewhere: they count as present, for others get them, though they cannot be read here.
    pub away: BTreeSet<FileId>,
    /// All held files that were seen in this folder.
    pub known: BTreeSet<FileId>,
    /// Of those, the ones of this device's streams that should still be there.
    pub own: BTreeSet<FileId>,
    /// Whole chains of packs, the one that covers most last.
    pub chains: Vec<Chain>,
    /// Files that have gone, each with a whole chain that may hold what it held.
    pub doubtful: Vec<Doubt>,
}

/// A file that need not be missed if a chain holds what it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The file.
    pub file: FileId,
    /// What is to be looked for: the file itself, or all packs of the chain that it headed.
    pub content: Vec<FileId>,
    /// The head of the chain.
    pub head: FileId,
    /// The packs of the chain.
    pub packs: Vec<FileId>,
}

#[derive(Clone, Copy)]
struct Place {
    replica: ReplicaId,
    seq: u64,
    own: bool,
    pack: bool,
    /// As it stands there, if it does.
    there: Option<Present>,
    /// Whether something else stands under one of its names.
    replaced: bool,
}

impl Coverage {
    /// Compares what is remembered with what is listed.
    pub fn of(state: &State, listing: &[Entry]) -> Self {
        let (places, away) = places(state, listing);
        let mut coverage = Self {
            away,
            present: places.iter().filter_map(|(id, place)| Some((*id, place.there?))).collect(),
            known: places.iter().map(|(id, _)| *id).collect(),
            ..Self::default()
        };
        coverage.chains = chains(state, |id| coverage.present.contains_key(id));
        for (id, place) in places {
            let is_there = place.there.is_some();
            let needed = coverage.is_needed(state, id, place);
            if place.own && (needed || is_there) {
                coverage.own.insert(id);
            }
            if is_there {
                continue;
            }
            match (needed, place.replaced) {
                (true, false) => coverage.gone.insert(id),
                (true, true) => coverage.broken.insert(id),
                (false, _) => continue,
            };
        }
        coverage
    }

    /// Whether no whole chain is known to hold what the file holds. What is to be compared to know better is noted for files that have gone.
    fn is_needed(&mut self, state: &State, id: FileId, place: Place) -> bool {
        let is_there = place.there.is_some();
        if !place.pack {
            let chain = self.stands_for(state, id, place.replica, place.seq);
            // What stands behind a gap that nobody can fill is covered by no place for ever, and may be in a pack all the same.
            let doubt = chain.or(self.best()).filter(|chain| !is_there && holds(state, id, chain.head).is_none());
            let (needed, doubt) = (chain.is_none(), doubt.map(|chain| chain.doubt(id, vec![id])));
            self.doubtful.extend(doubt);
            return needed;
        }
        // A pack is needed for the sake of each chain that it belongs to; a part of none that is known is only on its way.
        let heads = state
            .packs
            .iter()
            .filter(|(head, pack)| !pack.covers.is_empty() && (**head == id || pack.with.contains(&id)));
        let mut needed = false;
        for (head, pack) in heads {
            if self.chains.iter().any(|chain| chain.head == *head) {
                continue;
            }
            let chain = self.chains.iter().rev().find(|chain| {
                chain::includes(&chain.covers, &pack.covers) && holds(state, *head, chain.head) != Some(false)
            });
            needed |= chain.is_none();
            let content = || pack.with.iter().copied().chain([*head]).collect();
            let doubt = chain.filter(|chain| !is_there && holds(state, *head, chain.head).is_none());
            let doubt = doubt.map(|chain| chain.doubt(*head, content()));
            self.doubtful.extend(doubt);
        }
        needed
    }

    /// The chain that covers most of those that hold a segment: as far as is known by comparing, else by its place.
    fn stands_for(&self, state: &State, id: FileId, replica: ReplicaId, seq: u64) -> Option<&Chain> {
        let stands = |chain: &&Chain| {
            holds(state, id, chain.head).unwrap_or_else(|| chain::reaches(&chain.covers, replica, seq))
        };
        self.chains.iter().rev().find(stands)
    }

    /// Whether a chain covers the place of a segment and is not known to hold something else there. A chain that only happens to hold
    /// what was in the segment, which may be nothing, does not let others go on behind it.
    pub fn is_covered(&self, state: &State, id: FileId, replica: ReplicaId, seq: u64) -> bool {
        self.chains.iter().any(|chain| chain.may_stand_for(state, id, replica, seq))
    }

    /// Files that others miss or will.
    pub fn missed(&self) -> impl Iterator<Item = &FileId> {
        self.gone.iter().chain(&self.broken)
    }

    /// Whether others miss a file or will.
    pub fn is_missed(&self, id: &FileId) -> bool {
        self.gone.contains(id) || self.broken.contains(id)
    }

    /// The chain that covers most.
    pub fn best(&self) -> Option<&Chain> {
        self.chains.last()
    }

    /// Segments that stand in the folder and in no pack, as far as this device could put them into one: how many, and their bytes.
    pub fn loose(&self, state: &State) -> (usize, u64) {
        let loose = self.present.iter().filter(|(id, file)| {
            !file.pack
                && chain::reaches(&state.have, file.replica, file.seq)
                && self.stands_for(state, **id, file.replica, file.seq).is_none()
        });
        loose.fold((0, 0), |(count, bytes), (_, file)| (count + 1, bytes + file.size))
    }
}

/// What is known of each held file, by its id.
fn places(state: &State, listing: &[Entry]) -> (Vec<(FileId, Place)>, BTreeSet<FileId>) {
    let elsewhere = stand_in::kept_elsewhere(listing, &state.memory.stale_placeholders);
    let mut away = BTreeSet::new();
    let mut places = Vec::with_capacity(state.seen.len());
    for Compared { path, seen, entry } in compared(&state.seen, listing) {
        let Some(seen) = seen else { continue };
        let Some(&Outcome::Held { id, own, replica, seq, pack }) = seen.held() else { continue };
        let is_held = matches!(seen.outcome, Outcome::Held { .. });
        let present = Present { replica, seq, own, pack, size: seen.size };
        let is_away = entry.is_none() && elsewhere.contains(path);
        if is_away {
            away.insert(id);
        }
        let there = (is_away || stands(seen, entry)).then_some(present);
        places.push((id, Place { replica, seq, own, pack, there, replaced: entry.is_some() && !is_held }));
    }
    places.sort_by_key(|(id, _)| *id);
    places.dedup_by(|(later, more), (first, place)| {
        if later == first {
            place.there = place.there.or(more.there);
            place.replaced |= more.replaced;
        }
        later == first
    });
    (places, away)
}

/// Whether the file that is held stands under its path, as far as a listing tells.
fn stands(seen: &Seen, entry: Option<&Entry>) -> bool {
    matches!(seen.outcome, Outcome::Held { .. }) && entry.is_some_and(|entry| entry.size == seen.size)
}

/// All paths under which held files stand, by file.
pub(crate) fn paths(state: &State, listing: &[Entry]) -> BTreeMap<FileId, Vec<String>> {
    let mut paths: BTreeMap<FileId, Vec<String>> = BTreeMap::new();
    for Compared { path, seen, entry } in compared(&state.seen, listing) {
        let Some(seen) = seen.filter(|seen| stands(seen, entry)) else { continue };
        if let Outcome::Held { id, .. } = seen.outcome {
            paths.entry(id).or_default().push(path.to_owned());
        }
    }
    paths
}

impl Chain {
    /// Whether the chain covers the place of a segment and is not known to hold something else there.
    pub(crate) fn may_stand_for(&self, state: &State, id: FileId, replica: ReplicaId, seq: u64) -> bool {
        chain::reaches(&self.covers, replica, seq) && holds(state, id, self.head) != Some(false)
    }

    fn doubt(&self, file: FileId, content: Vec<FileId>) -> Doubt {
        Doubt { file, content, head: self.head, packs: self.packs.iter().copied().collect() }
    }
}

/// Whether a chain holds all of a file, if they have been compared.
pub(crate) fn holds(state: &State, file: FileId, head: FileId) -> Option<bool> {
    state.memory.weighed.get(&file)?.get(&head).copied()
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
