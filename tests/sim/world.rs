//! A fleet of devices, their folders, what carries files between them, and what befalls all of these.

use crate::{
    blob::Blob,
    carrier::{Carrier, Parcel, deliver_due},
    chance::Chance,
    folder::{Files, SimFolder, View},
    fuse::Fuse,
    ground::{BEGIN, Ground, policy},
    history::{Deed, History, Step},
    node::{Node, Wish},
    oracle::Oracle,
    tokens::Tokens,
    trace::{Trace, told},
};
use firsthand_sync::{FileId, HaveMap, OnMissing, remember_opened};
use std::{collections::BTreeSet, sync::Arc};

/// Whether the engine publishes again what another device lacks and a folder has lost.
///
/// Where it does not, the carriers keep every file that they ever saw, and bring it back at the end.
pub(crate) const REPAIRS: bool = true;
/// Whether any one device can give a new one everything, over an empty folder or one that lacks a file.
pub(crate) const REBUILDS: bool = true;
/// Whether both branches of a forked writer of documents are kept.
pub(crate) const SALVAGES: bool = true;

/// Most devices, the copied and the late ones included.
pub(crate) const MOST_NODES: usize = 10;
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const YEAR: i64 = 365 * 24 * 60 * MINUTE;
pub(crate) type Verdict<T = ()> = Result<T, String>;

/// A device in the world.
pub(crate) struct Slot<N: Node> {
    /// `None` when it is lost.
    pub(crate) node: Option<N>,
    pub(crate) folder: SimFolder,
    pub(crate) clock: i64,
    pub(crate) away: bool,
    /// A copy of its data folder, and what it had written until then.
    pub(crate) backup: Option<(N::Disk, BTreeSet<FileId>)>,
    pub(crate) snapshot: Option<Files>,
    /// What it held, had and took for published when it was looked at last.
    pub(crate) held: Tokens,
    pub(crate) have: HaveMap,
    pub(crate) published: BTreeSet<FileId>,
    /// All that its data folder ever took for published, whether or not it still keeps it.
    pub(crate) written: BTreeSet<FileId>,
    pub(crate) documents: usize,
    pub(crate) wants_restore: bool,
    pub(crate) heals_itself: bool,
    /// Files that it said to miss in the folder, and streams of which it lacks something.
    pub(crate) misses: (usize, usize),
}

pub(crate) struct World<'a, N: Node> {
    pub(crate) history: &'a History,
    pub(crate) ground: Ground,
    pub(crate) slots: Vec<Slot<N>>,
    /// Folders that nobody uses any more, but services still carry.
    pub(crate) attic: Vec<SimFolder>,
    pub(crate) parcels: Vec<Parcel>,
    pub(crate) oracle: Oracle,
    /// Paths that engines have deleted, since the healing began.
    pub(crate) removed: BTreeSet<String>,
    seeds: u64,
    now: usize,
    pub(crate) trace: &'a mut Trace,
}

impl<'a, N: Node> World<'a, N> {
    pub(crate) fn new(history: &'a History, trace: &'a mut Trace) -> Verdict<Self> {
        let mut world = Self {
            history,
            ground: Ground::new(history.seed),
            slots: Vec::new(),
            attic: Vec::new(),
            parcels: Vec::new(),
            oracle: Oracle::default(),
            removed: BTreeSet::new(),
            seeds: 0,
            now: 0,
            trace,
        };
        // All devices stand on one thread and hold one key; what one of them has opened is opened for all.
        remember_opened(Some(&world.ground.vault));
        for _ in 0..history.nodes {
            world.join();
        }
        Ok(world)
    }

    /// A seed that nothing else in this history has.
    pub(crate) fn next_seed(&mut self) -> u64 {
        self.seeds += 1;
        self.history.seed.wrapping_mul(1000).wrapping_add(self.seeds)
    }

    pub(crate) fn join(&mut self) {
        let seed = self.next_seed();
        let node = N::create(&self.ground, seed);
        self.add(node, self.ground.folder(), BEGIN, BTreeSet::new());
    }

    pub(crate) fn add(&mut self, mut node: N, folder: SimFolder, clock: i64, written: BTreeSet<FileId>) {
        let (held, have, documents) = (node.tokens(), node.have(), node.documents());
        let published = node.published().into_iter().collect();
        self.slots.push(Slot {
            node: Some(node),
            folder,
            clock,
            away: false,
            backup: None,
            snapshot: None,
            held,
            have,
            published,
            written,
            documents,
            wants_restore: false,
            heals_itself: false,
            misses: (0, 0),
        });
    }

    pub(crate) fn living(&self) -> Vec<usize> {
        self.slots.iter().enumerate().filter(|(_, slot)| slot.node.is_some()).map(|(at, _)| at).collect()
    }

    pub(crate) fn all_folders(&self) -> impl Iterator<Item = &SimFolder> {
        self.slots.iter().map(|slot| &slot.folder).chain(&self.attic)
    }

    /// Every whole file that stands anywhere or is on its way.
    pub(crate) fn whole_files(&self) -> Vec<Arc<Blob>> {
        let mut whole = std::collections::BTreeMap::new();
        let mut note = |blob: &Arc<Blob>| {
            if let Some(id) = blob.id {
                whole.entry(id).or_insert_with(|| Arc::clone(blob));
            }
        };
        // What a killed write left under its temporary name was never put there: no device reads it, and its writer has it still.
        let is_left = |path: &str| path.rsplit('/').next().is_some_and(|name| name.starts_with(".~"));
        self.all_folders().for_each(|folder| {
            folder.look(|files| files.iter().filter(|(path, _)| !is_left(path)).for_each(|(_, blob)| note(blob)));
        });
        self.parcels.iter().for_each(|parcel| note(&parcel.blob));
        if !REPAIRS {
            self.oracle.archive.values().for_each(&mut note);
        }
        whole.into_values().collect()
    }

    /// Lets all steps happen, heals the world, and judges.
    pub(crate) fn run(&mut self, steps: &[Step]) -> Verdict {
        for (number, step) in steps.iter().enumerate() {
            self.now = number;
            self.trace.say(|| format!("{number}: {step}"));
            self.trace.feed(&step.salt.to_le_bytes());
            deliver_due(&mut self.parcels, number);
            self.step(step).map_err(|error| format!("step {number} ({step}): {error}"))?;
        }
        self.trace.say(|| "healing".to_owned());
        self.heal().map_err(|error| format!("while healing: {error}"))?;
        self.judge().map_err(|error| format!("after healing: {error}"))
    }

    fn step(&mut self, step: &Step) -> Verdict {
        let mut chance = Chance::new(step.salt);
        let living = self.living();
        let Some(at) = chance.pick(&living) else { return Ok(()) };
        self.trace.say(|| format!("   device {at}"));
        self.slots[at].clock += chance.below(90_000) as i64;
        match step.deed {
            Deed::Edit => self.edit(at, chance.next()),
            Deed::Round => {
                let slot = &self.slots[at];
                let (full, word) = (chance.percent(8), chance.percent(30));
                let restore = slot.wants_restore && slot.folder.view() == View::Right && word;
                self.round(at, full, restore, Fuse::never())
            }
            Deed::Carry => {
                let to = chance.pick(&living).unwrap_or(at);
                self.carry(at, to, &mut chance);
                Ok(())
            }
            Deed::Spread => {
                living.iter().for_each(|to| self.carry(at, *to, &mut chance));
                Ok(())
            }
            Deed::Wait => {
                let time = if chance.percent(50) { chance.below(3600) * 1000 } else { chance.below(40) * 86_400_000 };
                self.slots.iter_mut().for_each(|slot| slot.clock += time as i64);
                Ok(())
            }
            Deed::Mend => {
                self.slots[at].folder.mend();
                self.slots[at].away = false;
                Ok(())
            }
            Deed::Fault(fault) if fault.is_of_device() => self.strike_device(fault, at, &mut chance),
            Deed::Fault(fault) => {
                self.strike_folder(fault, at, &mut chance);
                self.oracle_after_strike()
            }
        }
    }

    fn edit(&mut self, at: usize, salt: u64) -> Verdict {
        let token = self.oracle.next_token();
        let slot = &mut self.slots[at];
        slot.node.as_mut().unwrap().edit(slot.clock, token, salt)?;
        self.oracle.acknowledge(token);
        self.look_at(at)
    }

    /// One round of a device, and all that must hold after it.
    pub(crate) fn round(&mut self, at: usize, full: bool, restore: bool, fuse: Fuse) -> Verdict {
        let slot = &mut self.slots[at];
        if slot.away {
            return Ok(());
        }
        let missing = if restore { OnMissing::Restore } else { OnMissing::Stop };
        let policy = policy(self.history.seed);
        let wish = Wish { now: slot.clock, full, missing, policy, fuse: fuse.clone() };
        let marked = slot.folder.look(|files| files.values().any(|blob| blob.bytes == self.ground.vault.marker));
        slot.folder.attach(&fuse, self.now.is_multiple_of(2));
        let node = slot.node.as_mut().unwrap();
        let round = node.round(&slot.folder, &wish);
        slot.folder.detach();
        let round = round.map_err(|error| format!("the round of device {at} failed: {error}"))?;
        slot.wants_restore = round.as_ref().is_some_and(|round| round.health.can_be_restored());
        slot.heals_itself = round.as_ref().is_some_and(|round| round.health.heals_itself());
        slot.misses = round.as_ref().map_or((0, 0), |round| (round.gone, round.missing));
        if round.is_none() {
            node.restart()?;
        }
        self.trace.say(|| match &round {
            Some(round) => told(round),
            None => "   killed".to_owned(),
        });
        match &round {
            Some(round) => self.trace.meet_in(round),
            None => self.trace.meet("killed"),
        }
        if restore {
            self.trace.meet("restored");
        }
        if round.is_some_and(|round| round.rotated) && !self.oracle.forked {
            return Err(format!("device {at} takes a new stream, and nobody else writes in its own"));
        }
        let acts = self.oracle.acts;
        self.judge_acts(at)?;
        if self.oracle.acts > acts && !marked && !restore {
            return Err(format!("device {at} has written into a folder without our marker"));
        }
        self.look_at(at)?;
        self.judge_publishing(at)
    }

    fn carry(&mut self, from: usize, to: usize, chance: &mut Chance) {
        let carrier = Carrier { faults: &self.history.carrying, rate: self.history.rate, now: self.now };
        let (from_folder, to_folder) = (&self.slots[from].folder, &self.slots[to].folder);
        if from == to || from_folder.view() != View::Right || to_folder.view() != View::Right {
            return;
        }
        let most = chance.between(1, 12);
        let carried = carrier.carry(from_folder, to_folder, most, chance, &mut self.parcels);
        self.trace.say(|| format!("   {carried} files to {to}"));
    }
}
