//! What must hold, after every step and at the end.

use crate::{
    blob::{Blob, Place, contains},
    chance::Chance,
    folder::{Act, Files, SimFolder, View},
    fuse::Fuse,
    node::{Node, Wish},
    tokens::{CANARY, NAME_CANARY, Tokens},
    trace::told,
    world::{REBUILDS, Verdict, World},
};
use firsthand_sync::{FileId, HaveMap, OnMissing, Policy, name};
use std::{collections::BTreeMap, sync::Arc};

/// What the world knows and no device.
#[derive(Default)]
pub(crate) struct Oracle {
    tokens: u32,
    acknowledged: Tokens,
    /// Stood only on a device that was lost or put back, or in a file that was destroyed after the device was.
    excused: Tokens,
    /// Every file that an engine ever handed over, by its name.
    pub(crate) archive: Files,
    nonces: BTreeMap<[u8; 24], FileId>,
    places: BTreeMap<Place, FileId>,
    /// Whether a data folder was copied or put back, so that two programs may have written as one.
    pub(crate) forked: bool,
    /// How many files engines have created or removed.
    pub(crate) acts: usize,
    /// What a new device read last out of these files.
    readable: (Vec<FileId>, Tokens),
}

impl Oracle {
    pub(crate) fn next_token(&mut self) -> u32 {
        self.tokens += 1;
        self.tokens
    }

    pub(crate) fn acknowledge(&mut self, token: u32) {
        self.acknowledged.insert(token);
    }

    /// What every device must hold in the end.
    pub(crate) fn owed(&self) -> Tokens {
        self.acknowledged.without(&self.excused)
    }

    /// Judges a file that an engine has handed over to a folder.
    fn judge_created(&mut self, path: &str, blob: &Arc<Blob>) -> Verdict {
        for word in [CANARY, NAME_CANARY] {
            if path.contains(word) || blob.contains(word.as_bytes()) {
                return Err(format!("{word} can be read in {path}"));
            }
        }
        if path == name::README || name::is_skipped(path) {
            return Ok(());
        }
        let id = blob.id.ok_or_else(|| format!("{path} is not whole as it was handed over"))?;
        if blob.flags() & 7 != 7 {
            return Err(format!("{path} is not encrypted and padded"));
        }
        let before = self.archive.insert(path.to_owned(), Arc::clone(blob));
        if before.is_some_and(|before| before.bytes != blob.bytes) {
            return Err(format!("the name {path} has had other bytes before"));
        }
        if self.nonces.insert(blob.nonce(), id).is_some_and(|before| before != id) {
            return Err(format!("the nonce of {path} was used before"));
        }
        if blob.kind() == Some(1) {
            let before = self.places.insert(blob.place(), id);
            if before.is_some_and(|before| before != id) && !self.forked {
                return Err(format!("the place of {path} in its stream was taken by another file"));
            }
        }
        Ok(())
    }
}

impl<N: Node> World<'_, N> {
    /// Judges what an engine did in its folder.
    pub(crate) fn judge_acts(&mut self, at: usize) -> Verdict {
        for act in self.slots[at].folder.take_acts() {
            self.oracle.acts += 1;
            let (path, view) = match &act {
                Act::Created { path, view, .. } | Act::Removed { path, view, .. } => (path, *view),
            };
            self.trace.feed(path.as_bytes());
            if path.contains("-r1.") {
                self.trace.meet("another name");
            }
            self.trace.say(|| match &act {
                Act::Created { .. } => format!("   creates {path}"),
                Act::Removed { .. } => format!("   removes {path}"),
            });
            if view != View::Right {
                return Err(format!("device {at} touched {path} in a folder that is not ours ({view:?})"));
            }
            match &act {
                Act::Created { blob, .. } => {
                    self.removed.remove(path);
                    self.oracle.judge_created(path, blob)?;
                }
                // What is whole may go only with proof; that its tokens still stand elsewhere is judged by `look_at`.
                Act::Removed { .. } => drop(self.removed.insert(path.clone())),
            }
        }
        Ok(())
    }

    /// Looks at a device after it has done something: nothing it had may have gone.
    pub(crate) fn look_at(&mut self, at: usize) -> Verdict {
        let slot = &mut self.slots[at];
        let node = slot.node.as_mut().unwrap();
        let (held, have, documents) = (node.tokens(), node.have(), node.documents());
        let gone = slot.held.without(&held);
        if !gone.is_empty() {
            return Err(format!("device {at} has lost the tokens {gone:?}"));
        }
        if documents < slot.documents {
            return Err(format!("device {at} had {} documents and has {documents}", slot.documents));
        }
        for (replica, before) in &slot.have {
            if have.get(replica).is_none_or(|now| now.seq < before.seq) {
                return Err(format!("device {at} had {replica} up to {} and has {:?}", before.seq, have.get(replica)));
            }
        }
        self.trace.feed(&at.to_le_bytes());
        held.feed(self.trace);
        for (replica, have) in &have {
            self.trace.feed(replica.as_bytes());
            self.trace.feed(&have.seq.to_le_bytes());
            self.trace.feed(&have.tip);
        }
        (slot.held, slot.have, slot.documents) = (held, have, documents);
        let uncovered = self.uncovered();
        if uncovered.is_empty() {
            return Ok(());
        }
        let lost = uncovered.without(&self.readable());
        if lost.is_empty() { Ok(()) } else { Err(format!("the tokens {lost:?} stand nowhere any more")) }
    }

    /// What is owed and held by no living device.
    fn uncovered(&self) -> Tokens {
        let mut held = Tokens::default();
        self.slots.iter().filter(|slot| slot.node.is_some()).for_each(|slot| held.add(&slot.held));
        self.oracle.owed().without(&held)
    }

    /// What a new device reads out of all whole files together, whatever their names.
    fn readable(&mut self) -> Tokens {
        let seed = self.next_seed();
        let files = self.whole_files();
        let ids: Vec<FileId> = files.iter().filter_map(|blob| blob.id).collect();
        // The same files read the same; for many steps only what is on devices changes.
        if self.oracle.readable.0 != ids {
            let folder = SimFolder::default();
            let (path, marker) = self.ground.marker();
            folder.put(&path, &marker);
            for (number, blob) in files.iter().enumerate() {
                folder.put(&format!("found/{number}.fhd"), blob);
            }
            let tokens = self.read_all(folder, seed).unwrap_or_default().0;
            self.oracle.readable = (ids, tokens);
        }
        self.oracle.readable.1.clone()
    }

    /// What a new device reads in a folder, and how it shows it.
    fn read_all(&self, folder: SimFolder, seed: u64) -> Verdict<(Tokens, String)> {
        let mut reader = N::create(&self.ground, seed);
        let wish = Wish {
            now: crate::ground::BEGIN,
            full: true,
            missing: OnMissing::Stop,
            policy: Policy::default(),
            fuse: Fuse::never(),
        };
        reader.round(&folder, &wish)?;
        Ok((reader.tokens(), reader.export()))
    }

    /// After something was destroyed from outside: what now stands nowhere is nobody's fault.
    pub(crate) fn oracle_after_strike(&mut self) -> Verdict {
        let uncovered = self.uncovered();
        if !uncovered.is_empty() {
            let lost = uncovered.without(&self.readable());
            self.trace.say(|| format!("   excused: {lost:?}"));
            self.trace.meet(if lost.is_empty() { "only in files" } else { "excused" });
            self.oracle.excused.add(&lost);
        }
        Ok(())
    }

    /// What a device has newly taken for published must stand in its folder, whole.
    pub(crate) fn judge_publishing(&mut self, at: usize) -> Verdict {
        let slot = &mut self.slots[at];
        let published: std::collections::BTreeSet<FileId> =
            slot.node.as_mut().unwrap().published().into_iter().collect();
        let missing = slot.folder.look(|files| {
            let mut new = published.difference(&slot.published);
            new.find(|id| !files.values().any(|blob| blob.id == Some(**id))).copied()
        });
        if let Some(id) = missing {
            return Err(format!("device {at} takes {id} for published, and it does not stand in its folder"));
        }
        slot.written.extend(&published);
        slot.published = published;
        Ok(())
    }

    /// Everything works and has come to rest: all devices must hold all, and the same.
    pub(crate) fn judge(&mut self) -> Verdict {
        let (owed, living) = (self.oracle.owed(), self.living());
        let may_wait = !self.oracle.excused.is_empty();
        let first = living[0];
        let expected = self.slots[first].node.as_mut().unwrap().export();
        let have = self.slots[first].have.clone();
        for at in &living {
            let slot = &mut self.slots[*at];
            let node = slot.node.as_mut().unwrap();
            let lacks = owed.without(&node.tokens());
            if !lacks.is_empty() {
                return Err(format!("device {at} lacks the tokens {lacks:?}"));
            }
            // Of two files at one place, a pack names the one that its writer has.
            let seqs = |have: &HaveMap| have.iter().map(|(replica, have)| (*replica, have.seq)).collect::<Vec<_>>();
            if slot.have != have && !(self.oracle.forked && seqs(&slot.have) == seqs(&have)) {
                return Err(format!("devices {first} and {at} differ in have: {have:?} and {:?}", slot.have));
            }
            if node.export() != expected {
                return Err(format!("devices {first} and {at} show different things"));
            }
            node.check(may_wait).map_err(|error| format!("device {at}: {error}"))?;
        }
        self.trace.feed(expected.as_bytes());
        self.judge_streams(&living)?;
        self.judge_joining(&living, &owed, &expected)?;
        if REBUILDS {
            self.judge_rebuilding(&living, &owed, &expected)?;
        }
        self.judge_secrets(&living)
    }

    /// Two programs that have written as one must have noticed; copies that have written nothing since cannot.
    fn judge_streams(&mut self, living: &[usize]) -> Verdict {
        let mut writers = BTreeMap::new();
        for at in living {
            let slot = &mut self.slots[*at];
            let replica = slot.node.as_mut().unwrap().replica();
            if let Some((other, written)) = writers.insert(replica, (*at, slot.written.clone()))
                && written != slot.written
            {
                return Err(format!("devices {other} and {at} both write as {replica}"));
            }
        }
        Ok(())
    }

    /// A new device gets everything out of any folder.
    fn judge_joining(&mut self, living: &[usize], owed: &Tokens, expected: &str) -> Verdict {
        let seed = self.next_seed();
        let at = living[usize::try_from(self.history.seed % living.len() as u64).unwrap()];
        let folder = SimFolder::with(self.slots[at].folder.files());
        let (tokens, export) = self.read_all(folder, seed)?;
        let lacks = owed.without(&tokens);
        if !lacks.is_empty() {
            return Err(format!("a new device in the folder of device {at} lacks the tokens {lacks:?}"));
        }
        if export != expected {
            return Err(format!("a new device in the folder of device {at} shows something else"));
        }
        Ok(())
    }

    /// Any one device gives a new one everything: over an empty folder, and over its own folder with any one file gone.
    fn judge_rebuilding(&mut self, living: &[usize], owed: &Tokens, expected: &str) -> Verdict {
        const CYCLES: usize = 6;
        let mut chance = Chance::new(self.history.seed);
        let at = chance.pick(living).unwrap();
        let (what, folder) = if chance.percent(50) {
            self.slots[at].node.as_mut().unwrap().enter_other_folder()?;
            ("an empty folder", self.ground.folder())
        } else {
            let folder = SimFolder::with(self.slots[at].folder.files());
            let (marker, _) = self.ground.marker();
            let paths: Vec<String> = folder.paths().into_iter().filter(|path| *path != marker).collect();
            let lost = chance.pick(&paths).unwrap();
            folder.change(|files| files.remove(&lost));
            self.trace.say(|| format!("   {lost} is taken out"));
            ("its folder without one file", folder)
        };
        let seed = self.next_seed();
        let mut reader = N::create(&self.ground, seed);
        let mut now = self.slots[at].clock;
        for cycle in 0..CYCLES {
            for node in [self.slots[at].node.as_mut().unwrap(), &mut reader] {
                // Others than the writer wait a day before they bring something back.
                now += 5 * 61 * 60_000;
                let policy = crate::ground::policy(self.history.seed);
                let wish = |missing| Wish { now, full: cycle == 0, missing, policy, fuse: Fuse::never() };
                let round = node.round(&folder, &wish(OnMissing::Stop))?;
                self.trace.say(|| round.as_ref().map_or_else(String::new, told));
                if round.is_some_and(|round| round.health.can_be_restored() && !round.health.heals_itself()) {
                    node.round(&folder, &wish(OnMissing::Restore))?;
                }
            }
        }
        folder.take_acts();
        let lacks = owed.without(&reader.tokens());
        if !lacks.is_empty() {
            return Err(format!("over {what} device {at} does not give a new device the tokens {lacks:?}"));
        }
        if reader.export() != expected {
            return Err(format!("over {what} device {at} gives a new device something else"));
        }
        Ok(())
    }

    fn judge_secrets(&mut self, living: &[usize]) -> Verdict {
        // Costs more than all else together, and is the same in every history.
        if !self.history.seed.is_multiple_of(16) {
            return Ok(());
        }
        let secrets = self.slots[living[0]].node.as_mut().unwrap().secrets();
        for (path, blob) in &self.oracle.archive {
            if let Some(secret) = secrets.iter().find(|secret| contains(&blob.bytes, *secret)) {
                return Err(format!("the id of a document, {secret:02x?}, can be read in {path}"));
            }
        }
        Ok(())
    }
}
