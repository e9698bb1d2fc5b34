//! When a pack is made, and which files the folder can do without (format, section 14).

use std::collections::{BTreeMap, BTreeSet};

use crate::chain::{self, HaveMap};
use crate::compared::{Compared, compared};
use crate::coverage::{self, Chain, Coverage, Present, holds};
use crate::folder::{Entry, Folder, FolderError};
use crate::id::{DeviceId, DocId, FileId, ReplicaId};
use crate::journal::{Journal, State};
use crate::opened::{Opened, open_file};
use crate::pack::Pack;
use crate::payload::Change;
use crate::repair;
use crate::seen::Outcome;
use crate::standing::is_retired;
use crate::vault::Vault;

/// At most so many files are deleted at once, or a fifth of all.
const MOST: usize = 200;
const LEAST: usize = 20;

/// When packs are made and files deleted. Not part of the format: devices may differ in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// So many segments outside of packs make a pack worth while, and up to half as many more, other for each device, so that one of
    /// them is first.
    pub loose_files: usize,
    /// Or so many bytes, and up to an eighth more.
    pub loose_bytes: u64,
    /// After so many packs upon a pack of everything, a new one of everything is made; or when they have grown to its size.
    pub steps: usize,
    /// All devices must have held a chain for so many counted days before it stands for the files that it holds.
    pub keep_days: u32,
    /// A device that was not heard of for so many counted days is not waited for. Packs keep all history, so it loses nothing.
    pub away_days: u32,
    /// The files of a device out of use may be deleted by others after so many counted days.
    pub retired_days: u32,
    /// What a device has lacked for so many counted days without anybody bringing it does not hold up deleting any longer. What is
    /// deleted is still proven to be in a chain that every device in use holds.
    pub stuck_days: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            loose_files: 64,
            loose_bytes: 1 << 20,
            steps: 8,
            keep_days: 3,
            away_days: 60,
            retired_days: 90,
            stuck_days: 30,
        }
    }
}

/// The packs that a due pack belongs to; none of them for a pack of everything.
pub(crate) fn pack_is_due(state: &State, coverage: &Coverage, policy: &Policy, now: i64) -> Option<Vec<FileId>> {
    if state.memory.pack_all || repair::is_long_gone(state, coverage, now) {
        return Some(Vec::new());
    }
    let share = u64::from(state.replica.prefix::<1>()[0]);
    let files_due = policy.loose_files + usize::try_from(share).unwrap_or(0) * policy.loose_files / 512;
    let bytes_due = policy.loose_bytes + share * policy.loose_bytes / 2048;
    let (files, bytes) = coverage.loose(state);
    if files < files_due && bytes < bytes_due {
        return None;
    }
    Some(coverage.best().map(|chain| upon(state, chain, policy)).unwrap_or_default())
}

/// The packs to build upon: those of the chain, unless it has become long or heavy.
fn upon(state: &State, chain: &Chain, policy: &Policy) -> Vec<FileId> {
    // Each step is the head of a chain of its own; what belongs to a step without being one is a part of the first.
    let is_step = |id: &&FileId| state.packs.get(id).is_some_and(|pack| !pack.covers.is_empty());
    let size = |id: &FileId| state.packs.get(id).map_or(0, |pack| pack.size);
    let steps: Vec<&FileId> = chain.packs.iter().filter(is_step).collect();
    let first = steps.iter().min_by_key(|id| state.packs.get(id).map_or(0, |pack| pack.with.len()));
    let first: BTreeSet<FileId> = first
        .and_then(|id| state.packs.get(id).map(|pack| pack.with.iter().copied().chain([**id]).collect()))
        .unwrap_or_default();
    let base: u64 = first.iter().map(size).sum();
    let added: u64 = chain.packs.iter().filter(|id| !first.contains(id)).map(size).sum();
    if steps.len() > policy.steps || added > base.max(1 << 16) {
        Vec::new()
    } else {
        chain.packs.iter().copied().collect()
    }
}

/// The devices in use but this one, each by any of its streams; whoever has no card stands for itself.
fn living(state: &State, policy: &Policy) -> BTreeMap<[u8; 16], BTreeSet<ReplicaId>> {
    let mut living: BTreeMap<[u8; 16], (u32, BTreeSet<ReplicaId>)> = BTreeMap::new();
    for (replica, peer) in &state.peers {
        let is_this = state.own.contains(replica) || (peer.device.is_some() && peer.device == state.device);
        if is_this || is_retired(&state.standings, peer.device) {
            continue;
        }
        let device = peer.device.map_or(*replica.as_bytes(), |device: DeviceId| *device.as_bytes());
        let (day, streams) = living.entry(device).or_default();
        *day = (*day).max(peer.day);
        streams.insert(*replica);
    }
    living.retain(|_, (day, _)| state.memory.day.saturating_sub(*day) <= policy.away_days);
    living.into_iter().map(|(device, (_, streams))| (device, streams)).collect()
}

/// Chains that every device in use says to hold, by their heads.
pub(crate) fn acknowledged(state: &State, coverage: &Coverage, policy: &Policy) -> BTreeSet<FileId> {
    let living = living(state, policy);
    let by_all = |id: &FileId| {
        let by = state.acks.get(id);
        living.values().all(|streams| by.is_some_and(|by| !by.is_disjoint(streams)))
    };
    coverage.chains.iter().filter(|chain| chain.packs.iter().all(by_all)).map(|chain| chain.head).collect()
}

/// What to delete, and the chain that must prove to hold all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaning {
    /// The chain's head.
    pub head: FileId,
    /// The chain, each pack with a path.
    pub chain: BTreeMap<FileId, String>,
    /// What it covers.
    pub covers: HaveMap,
    /// Files to delete, each with its paths.
    pub files: BTreeMap<FileId, Vec<String>>,
}

/// Files that the folder can do without, once a day.
pub(crate) fn cleaning(state: &State, coverage: &Coverage, listing: &[Entry], policy: &Policy) -> Option<Cleaning> {
    let memory = &state.memory;
    if memory.cleaned >= memory.day || !coverage.gone.is_empty() {
        return None;
    }
    let is_old = |chain: &&Chain| {
        memory.acked.get(&chain.head).is_some_and(|since| memory.day.saturating_sub(*since) >= policy.keep_days)
    };
    let chain = coverage.chains.iter().rev().find(is_old)?;
    if is_unclear(state, listing, policy) {
        return None;
    }
    let last = state.have.get(&state.replica).map(|have| have.seq);
    let may = |file: &Present| file.own || is_long_retired(state, file.replica, policy);
    let most = MOST.min(LEAST.max(listing.len() / 5));
    let can_go = |(id, file): &(&FileId, &Present)| {
        let superseded = if file.pack {
            is_superseded(state, coverage, chain, id)
        } else {
            chain.may_stand_for(state, **id, file.replica, file.seq)
                && !(file.replica == state.replica && Some(file.seq) == last)
        };
        may(file) && superseded
    };
    // What its service keeps elsewhere cannot be read, and so not be proven; it must not take the place of what can.
    let can_go = coverage.present.iter().filter(can_go).filter(|(id, _)| !coverage.away.contains(id));
    let files: Vec<FileId> = can_go.take(most).map(|(id, _)| *id).collect();
    if files.is_empty() {
        return None;
    }
    let paths = coverage::paths(state, listing);
    let packs = chain.packs.iter().map(|id| Some((*id, paths.get(id)?.first()?.clone()))).collect::<Option<_>>()?;
    let files = files.into_iter().map(|id| (id, paths.get(&id).cloned().unwrap_or_default())).collect();
    Some(Cleaning { head: chain.head, chain: packs, covers: chain.covers.clone(), files })
}

/// A pack is superseded if the chain covers it and nobody can be building upon it.
fn is_superseded(state: &State, coverage: &Coverage, chain: &Chain, id: &FileId) -> bool {
    let covered =
        |pack: &FileId| state.packs.get(pack).is_some_and(|pack| chain::includes(&chain.covers, &pack.covers));
    let users = coverage.chains.iter().filter(|other| other.packs.contains(id));
    !chain.packs.contains(id)
        && holds(state, *id, chain.head) != Some(false)
        && covered(id)
        && users.into_iter().all(|other| covered(&other.head))
}

fn is_long_retired(state: &State, replica: ReplicaId, policy: &Policy) -> bool {
    let device = state.peers.get(&replica).and_then(|peer| peer.device);
    let since = device.and_then(|device| state.memory.retired.get(&device));
    is_retired(&state.standings, device)
        && since.is_some_and(|since| state.memory.day.saturating_sub(*since) >= policy.retired_days)
}

/// Whether something in the folder is not understood, or somebody lacks something: then nothing is deleted.
fn is_unclear(state: &State, listing: &[Entry], policy: &Policy) -> bool {
    let is_not_understood = |one: Compared<'_>| {
        let outcome = one.entry.and(one.seen).map(|seen| &seen.outcome);
        matches!(outcome, Some(Outcome::Newer | Outcome::Locked { .. } | Outcome::Withheld))
    };
    let unclear = compared(&state.seen, listing).any(is_not_understood);
    let is_stuck = |since: u32| state.memory.day.saturating_sub(since) >= policy.stuck_days;
    let asked = state.peers.iter().any(|(replica, peer)| {
        !peer.want.is_empty()
            && !is_retired(&state.standings, peer.device)
            && state.memory.day.saturating_sub(peer.day) <= policy.away_days
            && !state.memory.asked.get(replica).is_some_and(|asked| is_stuck(asked.day))
    });
    unclear || asked || state.memory.missing.values().any(|missing| !is_stuck(missing.day))
}

/// What a clean-up did.
#[derive(Default)]
pub(crate) struct Cleaned {
    /// Files that are deleted.
    pub(crate) deleted: Vec<FileId>,
    /// Files of which the chain does not hold all.
    pub(crate) refuted: Vec<FileId>,
}

/// Deletes what the chain, read from the folder now, proves to hold.
pub(crate) fn clean<J: Journal>(
    folder: &dyn Folder,
    journal: &mut J,
    vault: &Vault,
    cleaning: &Cleaning,
) -> Result<Result<Cleaned, FolderError>, J::Error> {
    let mut done = Cleaned::default();
    let Some(contents) = read_chain(folder, journal, vault, cleaning)? else { return Ok(Ok(done)) };
    for (id, paths) in &cleaning.files {
        match is_held(folder, journal, vault, &contents, *id, paths)? {
            Some(true) => {}
            Some(false) => {
                done.refuted.push(*id);
                continue;
            }
            None => continue,
        }
        for path in paths {
            if let Err(error) = folder.remove(path) {
                return Ok(if done.deleted.is_empty() { Err(error) } else { Ok(done) });
            }
        }
        journal.discard(&[*id])?;
        done.deleted.push(*id);
    }
    Ok(Ok(done))
}

/// Every change that the packs of a chain hold.
#[derive(Default)]
struct Contents {
    documents: BTreeMap<DocId, BTreeSet<[u8; 32]>>,
    covers: HaveMap,
}

impl Contents {
    fn has(&self, doc: DocId, hash: &[u8; 32]) -> bool {
        self.documents.get(&doc).is_some_and(|hashes| hashes.contains(hash))
    }
}

fn read_pack(folder: &dyn Folder, vault: &Vault, id: FileId, path: &str) -> Option<Pack> {
    match open_file(&folder.read(path).ok()?, vault) {
        Ok(Opened::Pack(envelope, pack)) if envelope.id == id => Some(*pack),
        _ => None,
    }
}

fn read_chain<J: Journal>(
    folder: &dyn Folder,
    journal: &mut J,
    vault: &Vault,
    cleaning: &Cleaning,
) -> Result<Option<Contents>, J::Error> {
    let mut contents = Contents { covers: cleaning.covers.clone(), ..Contents::default() };
    for (id, path) in &cleaning.chain {
        let Some(pack) = read_pack(folder, vault, *id, path) else { return Ok(None) };
        for document in &pack.documents {
            let Some(hashes) = journal.contents(document)? else { return Ok(None) };
            contents.documents.entry(document.doc).or_default().extend(hashes);
        }
        for change in pack.changes {
            contents.documents.entry(change.doc).or_default().insert(change.hash);
        }
    }
    Ok(Some(contents))
}

/// Whether the file, as it lies in the folder, has nothing that is not in `contents`; `None` if something else lies there.
fn is_held<J: Journal>(
    folder: &dyn Folder,
    journal: &mut J,
    vault: &Vault,
    contents: &Contents,
    id: FileId,
    paths: &[String],
) -> Result<Option<bool>, J::Error> {
    let mut opened = None;
    for path in paths {
        // Each path is looked at: a service may have put something else there since it was listed.
        let Ok(bytes) = folder.read(path) else { return Ok(None) };
        match open_file(&bytes, vault) {
            Ok(Opened::Segment(envelope, segment)) if envelope.id == id => opened = Some(Ok(segment)),
            Ok(Opened::Pack(envelope, pack)) if envelope.id == id => opened = Some(Err(pack)),
            _ => return Ok(None),
        }
    }
    let has_all = |changes: &[Change]| changes.iter().all(|change| contents.has(change.doc, &change.hash));
    match opened {
        Some(Ok(segment)) => Ok(Some(has_all(&segment.changes))),
        Some(Err(pack)) => {
            for document in &pack.documents {
                let Some(hashes) = journal.contents(document)? else { return Ok(None) };
                if !hashes.iter().all(|hash| contents.has(document.doc, hash)) {
                    return Ok(Some(false));
                }
            }
            Ok(Some(chain::includes(&contents.covers, &pack.covers) && has_all(&pack.changes)))
        }
        None => Ok(None),
    }
}

#[cfg(test)]
#[path = "clean_tests.rs"]
mod tests;
