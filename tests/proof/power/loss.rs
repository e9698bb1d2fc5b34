//! The states that a file system may leave when the power goes.

use anyhow::Result;
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use super::{
    disk::{Disk, Fate, NodeId, Op},
    tear::Tear,
};
use crate::extent::{Extent, mixed};

/// One state: the power goes before call `at`, and this became of the changes that were not synced by then. Those without a fate
/// are lost.
#[derive(Clone, Debug)]
pub(crate) struct Loss {
    pub(crate) at: usize,
    /// How the state was thought of, for a message.
    pub(crate) how: &'static str,
    fates: BTreeMap<usize, Fate>,
    /// Whether SQLite's memory between processes is left behind as a file of junk.
    pub(crate) junk_memory: bool,
}

/// More calls than this make a log long…
const LONG: usize = 1000;
/// …and the power then goes so many calls beside those that matter, with one of about so many changes having a fate of its own.
const NEAR: usize = 2;
const MANY: usize = 40;

/// A state in which one change has a fate of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Single {
    at: usize,
    one: usize,
    fate: Fate,
    others: Others,
}

/// What became of the other changes that may be lost.
#[derive(Clone, Copy, Debug)]
enum Others {
    Kept,
    Lost,
    /// Those before are there, those after are lost.
    InOrder,
}

/// A recorded run, with what lasts when.
pub(crate) struct Log<'a> {
    ops: &'a [Op],
    /// How everything stood before, with all nodes that the run makes.
    start: &'a Disk,
    /// For each change, the call that made it last.
    synced: Vec<usize>,
}

impl<'a> Log<'a> {
    pub(crate) fn new(start: &'a Disk, ops: &'a [Op]) -> Self {
        let mut synced = vec![usize::MAX; ops.len()];
        let mut last: BTreeMap<NodeId, usize> = BTreeMap::new();
        for (place, op) in ops.iter().enumerate().rev() {
            if let Op::Sync { node } = op {
                last.insert(*node, place);
            } else if let Some(at) = op.changes().and_then(|node| last.get(&node)) {
                synced[place] = *at;
            }
        }
        Self { ops, start, synced }
    }

    /// Returns the changes made before call `at` that may be lost.
    fn pending(&self, at: usize) -> impl DoubleEndedIterator<Item = usize> {
        (0..at).filter(move |&place| self.ops[place].changes().is_some() && self.synced[place] >= at)
    }

    /// Says whether there are too many calls for each to be a place where the power goes.
    pub(crate) fn is_long(&self) -> bool {
        self.ops.len() > LONG
    }

    /// Returns the calls before which the power goes: all, or in a long log those near a sync, an answer or a change of names.
    fn places(&self) -> Vec<usize> {
        let is_near = |at: usize| {
            let near = &self.ops[at.saturating_sub(NEAR)..(at + NEAR).min(self.ops.len())];
            near.iter().any(|op| !is_content(op))
        };
        (0..=self.ops.len()).filter(|&at| !self.is_long() || is_near(at)).collect()
    }

    /// Builds a state.
    pub(crate) fn build(&self, loss: &Loss) -> Result<Disk> {
        let mut disk = self.start.clone();
        for (place, op) in self.ops.iter().enumerate().take(loss.at) {
            let fate = if self.synced[place] < loss.at { Fate::Kept } else { loss.fate(place) };
            disk.apply(op, fate)?;
        }
        Ok(disk)
    }

    /// Returns the states that are thought of as a whole: at every call everything there, only what was synced, names without
    /// content, content without names.
    pub(crate) fn plain(&self) -> Vec<Loss> {
        let mut all = Vec::new();
        for at in self.places() {
            all.push(self.state(at, "nothing is lost", |_, _| Fate::Kept));
            all.push(self.state(at, "only what was synced is there", |_, _| Fate::Lost));
            all.push(
                self.state(at, "lengths and names are there, content is zeros", |_, op| whole_or(op, Tear::ZEROS)),
            );
            all.push(self.state(at, "lengths and names are there, content is junk", |_, op| whole_or(op, Tear::JUNK)));
            all.push(self.state(at, "names are there, content is lost", |_, op| kept_if(!is_content(op))));
            all.push(self.state(at, "content is there, names are lost", |_, op| kept_if(is_content(op))));
        }
        self.distinct(all)
    }

    /// Returns the states with one half of the folders as it was and only what was synced in the other.
    pub(crate) fn halves(&self, is_shared: impl Fn(NodeId) -> bool) -> Vec<Loss> {
        let mut all = Vec::new();
        for at in self.places() {
            let shared = |op: &Op| op.changes().is_some_and(&is_shared);
            all.push(self.state(at, "the sync folder is there, the data as synced", |_, op| kept_if(shared(op))));
            all.push(self.state(at, "the data is there, the sync folder as synced", |_, op| kept_if(!shared(op))));
        }
        self.distinct(all)
    }

    /// Returns the states that differ in one change from "nothing is lost" and from "only what was synced is there", and those in
    /// which the changes are there in their order up to one that is torn.
    pub(crate) fn singles(&self) -> Vec<Single> {
        let mut all = Vec::new();
        for at in self.places() {
            // Without what came last, the state of the call before is the same, unless that call changed what lasts.
            let is_new =
                |one: usize| one + 1 == at || at.checked_sub(1).is_some_and(|last| self.ops[last].changes().is_none());
            let pending: Vec<usize> = self.pending(at).collect();
            let step = if self.is_long() { 1 + pending.len() / MANY } else { 1 };
            for one in pending.into_iter().rev().step_by(step) {
                for fate in fates(&self.ops[one]) {
                    all.push(Single { at, one, fate, others: Others::Kept });
                    if is_new(one) {
                        all.push(Single { at, one, fate, others: Others::Lost });
                        all.push(Single { at, one, fate, others: Others::InOrder });
                    }
                }
                if is_new(one) {
                    all.push(Single { at, one, fate: Fate::Kept, others: Others::Lost });
                }
            }
        }
        all
    }

    pub(crate) fn single(&self, single: Single) -> Loss {
        let Single { at, one, fate, others } = single;
        match others {
            Others::Kept => {
                self.state(at, "one is lost or torn", |place, _| if place == one { fate } else { Fate::Kept })
            }
            Others::Lost => self.state(at, "one is there", |place, _| if place == one { fate } else { Fate::Lost }),
            Others::InOrder => self.state(at, "in order up to one that is torn", |place, _| match place.cmp(&one) {
                Ordering::Less => Fate::Kept,
                Ordering::Equal => fate,
                Ordering::Greater => Fate::Lost,
            }),
        }
    }

    /// Returns so many states that chance thinks of.
    pub(crate) fn random(&self, extent: Extent, count: usize) -> Vec<Loss> {
        // Where little waits, little can be lost.
        let places: Vec<usize> = (0..=self.ops.len()).filter(|&at| self.pending(at).nth(1).is_some()).collect();
        let states = (0..count).filter_map(|number| {
            let at = *places.get(extent.draw(number, places.len().max(1)))?;
            let seed = mixed(extent.seed ^ mixed(number as u64));
            let mut state = self.state(at, "by chance", |place, op| chance(op, mixed(seed.wrapping_add(place as u64))));
            state.junk_memory = seed.is_multiple_of(2);
            Some(state)
        });
        self.distinct(states.collect())
    }

    fn state(&self, at: usize, how: &'static str, fate: impl Fn(usize, &Op) -> Fate) -> Loss {
        let fates = self.pending(at).map(|place| (place, fate(place, &self.ops[place])));
        let fates = fates.filter(|(_, fate)| *fate != Fate::Lost).collect();
        Loss { at, how, fates, junk_memory: false }
    }

    /// Leaves out what was thought of twice.
    fn distinct(&self, mut all: Vec<Loss>) -> Vec<Loss> {
        let mut seen = BTreeSet::new();
        all.retain(|loss| {
            let mut hasher = DefaultHasher::new();
            for place in 0..loss.at {
                let fate = if self.synced[place] < loss.at { Fate::Kept } else { loss.fate(place) };
                // An answer counts: what may be lost before it may not be lost after.
                if self.ops[place].changes().is_some() && fate != Fate::Lost || matches!(self.ops[place], Op::Said) {
                    (place, format!("{fate:?}")).hash(&mut hasher);
                }
            }
            loss.junk_memory.hash(&mut hasher);
            seen.insert(hasher.finish())
        });
        all
    }
}

impl Loss {
    fn fate(&self, place: usize) -> Fate {
        self.fates.get(&place).copied().unwrap_or(Fate::Lost)
    }

    /// Says what the state is, for a message.
    pub(crate) fn describe(&self) -> String {
        let Self { at, how, fates, .. } = self;
        let torn = fates.values().filter(|fate| matches!(fate, Fate::Torn(_))).count();
        let few: Vec<_> = fates.iter().take(FEW).collect();
        let more = if fates.len() > FEW { " …" } else { "" };
        format!(
            "the power goes before call {at}, {how}: of what was not synced {} are there whole and {torn} torn {few:?}{more}",
            fates.len() - torn
        )
    }
}

/// So many changes are named in a message.
const FEW: usize = 6;

fn is_content(op: &Op) -> bool {
    matches!(op, Op::Write { .. } | Op::Size { .. })
}

fn kept_if(kept: bool) -> Fate {
    if kept { Fate::Kept } else { Fate::Lost }
}

fn whole_or(op: &Op, tear: Tear) -> Fate {
    if matches!(op, Op::Write { .. }) { Fate::Torn(tear) } else { Fate::Kept }
}

/// Returns what may become of one change, but being kept.
fn fates(op: &Op) -> Vec<Fate> {
    let torn = match op {
        Op::Write { at, bytes, .. } => Tear::all(*at, bytes.len()),
        _ => Vec::new(),
    };
    std::iter::once(Fate::Lost).chain(torn.into_iter().map(Fate::Torn)).collect()
}

fn chance(op: &Op, number: u64) -> Fate {
    match (op, number % 8) {
        (Op::Write { at, bytes, .. }, 0 | 1) => Fate::Torn(Tear::any(*at, bytes.len(), number / 8)),
        (_, 0..=4) => Fate::Kept,
        _ => Fate::Lost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::power::disk::{Node, TOP};

    const FILE: NodeId = 1;
    const WORDS: &[u8] = b"words that somebody typed";

    fn start() -> Disk {
        Disk { nodes: vec![Node::new_folder(), Node::new_file()] }
    }

    fn written() -> [Op; 2] {
        let enter = Op::Enter { folder: TOP, name: "hidden".to_owned(), node: FILE };
        [enter, Op::Write { file: FILE, at: 0, bytes: Arc::new(WORDS.to_vec()) }]
    }

    fn named() -> Op {
        Op::Move { folder: TOP, from: "hidden".to_owned(), to: "final".to_owned(), node: FILE }
    }

    /// What the final name leads to in each state.
    fn found(ops: &[Op]) -> Vec<(usize, Option<Vec<u8>>)> {
        let start = start();
        let log = Log::new(&start, ops);
        let extent = Extent { full: true, seed: 1, rounds: 1 };
        let singles = log.singles().into_iter().map(|single| log.single(single));
        let states = log.plain().into_iter().chain(singles).chain(log.random(extent, 200));
        let read = |loss: Loss| {
            let bytes = log.build(&loss).unwrap().tree().unwrap().get("final").map(|bytes| bytes.to_vec());
            (loss.at, bytes)
        };
        states.map(read).collect()
    }

    #[test]
    fn a_name_given_before_the_bytes_last_may_stand_for_nothing_zeros_or_junk() {
        let found = found(&[&written()[..], &[named(), Op::Sync { node: TOP }]].concat());
        let last: BTreeSet<_> = found.into_iter().filter(|(at, _)| *at == 4).map(|(_, bytes)| bytes.unwrap()).collect();
        assert!(last.contains(&Vec::new()) && last.contains(&vec![0; WORDS.len()]) && last.contains(WORDS), "{last:?}");
        assert!(last.len() >= 4, "junk, too: {last:?}");
    }

    #[test]
    fn a_name_given_after_the_bytes_last_stands_for_them_or_is_not_there() {
        let found = found(&[&written()[..], &[Op::Sync { node: FILE }, named()]].concat());
        assert!(found.iter().any(|(_, bytes)| bytes.is_none()), "the name is not synced");
        assert!(found.iter().any(|(_, bytes)| bytes.is_some()), "it may be there all the same");
        assert!(found.iter().all(|(_, bytes)| bytes.as_ref().is_none_or(|bytes| bytes == WORDS)));
    }

    #[test]
    fn what_is_synced_with_its_name_is_there_in_every_state() {
        let synced = [Op::Sync { node: FILE }, named(), Op::Sync { node: TOP }, Op::Said];
        let found = found(&[&written()[..], &synced].concat());
        let last: Vec<_> = found.into_iter().filter(|(at, _)| *at >= 5).collect();
        assert!(!last.is_empty() && last.iter().all(|(_, bytes)| bytes.as_deref() == Some(WORDS)), "{last:?}");
    }

    #[test]
    fn a_deletion_that_is_not_synced_may_not_have_been() {
        let gone = Op::Leave { folder: TOP, name: "final".to_owned(), node: FILE };
        let synced = [Op::Sync { node: FILE }, named(), Op::Sync { node: TOP }, gone];
        let found = found(&[&written()[..], &synced].concat());
        let last: BTreeSet<_> = found.into_iter().filter(|(at, _)| *at == 6).map(|(_, bytes)| bytes).collect();
        assert_eq!(last, BTreeSet::from([None, Some(WORDS.to_vec())]));
    }
}
