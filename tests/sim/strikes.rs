//! What befalls folders and devices.

use crate::{
    blob::Blob,
    carrier::{conflict_name, flipped},
    chance::Chance,
    folder::{Files, Sickness, SimFolder, View},
    fuse::Fuse,
    history::Fault,
    node::Node,
    tokens::NAME_CANARY,
    world::{MOST_NODES, Verdict, World, YEAR},
};
use firsthand_sync::FileId;
use std::collections::BTreeSet;

impl<N: Node> World<'_, N> {
    pub(crate) fn strike_folder(&mut self, fault: Fault, at: usize, chance: &mut Chance) {
        let folder = self.slots[at].folder.clone();
        let paths = folder.paths();
        let some = |chance: &mut Chance| {
            let mut some = paths.clone();
            chance.shuffle(&mut some);
            some.truncate(chance.between(1, 4));
            some
        };
        match fault {
            Fault::Delete => some(chance).iter().for_each(|path| drop(folder.change(|files| files.remove(path)))),
            Fault::DeleteEverywhere => {
                for path in some(chance) {
                    self.slots.iter().for_each(|slot| drop(slot.folder.change(|files| files.remove(&path))));
                }
            }
            Fault::Resurrect => {
                let old: Vec<_> = self.oracle.archive.iter().collect();
                for _ in 0..chance.between(1, 6) {
                    if let Some((path, blob)) = chance.pick(&old) {
                        folder.put(path, blob);
                    }
                }
            }
            Fault::RollBack => match self.slots[at].snapshot.take() {
                Some(snapshot) => folder.change(|files| *files = snapshot),
                None => self.slots[at].snapshot = Some(folder.files()),
            },
            Fault::Wipe => folder.change(Files::clear),
            Fault::Gut => folder.change(|files| files.retain(|path, _| !path.contains('/'))),
            Fault::Missing => folder.set_view(View::Missing),
            Fault::MountPoint => folder.set_view(View::MountPoint),
            Fault::Stranger => folder.set_view(View::Stranger),
            Fault::ReadOnly => folder.set_read_only(),
            Fault::Full => folder.fill_up_to(chance.below(3000)),
            Fault::Busy => some(chance).iter().for_each(|path| folder.sicken(path, Sickness::Busy)),
            Fault::ReadError => some(chance).iter().for_each(|path| folder.sicken(path, Sickness::Error)),
            Fault::ReadZeros => some(chance).iter().for_each(|path| folder.sicken(path, Sickness::Zeros)),
            Fault::Evict => some(chance).iter().for_each(|path| folder.evict(path)),
            Fault::ListError => folder.fail_listing(),
            Fault::Spoil => folder.spoil_next_write(chance.below(1200)),
            Fault::Foreign => {
                let names = ["log/holiday.jpg", "desktop.ini", "log/.~lock.x#", "log/notes.fhd", "a/b/c/d/e/f.fhd"];
                let name = chance.pick(&names).unwrap();
                let mut bytes = vec![7; chance.below(2000)];
                if chance.percent(30) {
                    bytes.splice(..0, *b"\x89FHD\r\n\x1a\n");
                }
                folder.put(name, &Blob::new(bytes));
            }
            Fault::Rot => {
                for path in some(chance) {
                    let Some(blob) = folder.look(|files| files.get(&path).cloned()) else { continue };
                    let blob = flipped(&blob, chance);
                    // Sometimes the good bytes stay beside, under the name of a conflict copy.
                    if chance.percent(20) {
                        let copy = conflict_name(&path, chance);
                        folder.change(|files| files.get(&path).cloned().map(|good| files.insert(copy, good)));
                    }
                    folder.put(&path, &blob);
                }
            }
            Fault::ZeroAtRest => {
                for path in some(chance) {
                    folder.change(|files| {
                        if let Some(blob) = files.get_mut(&path) {
                            *blob = Blob::new(vec![0; blob.len()]);
                        }
                    });
                }
            }
            Fault::Marker => {
                let (path, marker) = self.ground.marker();
                if chance.percent(50) {
                    folder.change(|files| files.remove(&path));
                } else {
                    folder.put(&path, &flipped(&marker, chance));
                }
            }
            _ => {}
        }
    }

    pub(crate) fn strike_device(&mut self, fault: Fault, at: usize, chance: &mut Chance) -> Verdict {
        match fault {
            Fault::Kill => self.round(at, chance.percent(20), false, Fuse::after(chance.below(45))),
            Fault::Clone | Fault::Fork if self.living().len() < MOST_NODES => {
                let seed = self.next_seed();
                let slot = &self.slots[at];
                let node = slot.node.as_ref().unwrap();
                let copy = match fault {
                    Fault::Clone => N::wake(&self.ground, &node.disk(), seed),
                    _ => node.fork(&self.ground, seed),
                };
                let (files, clock, written) = (slot.folder.files(), slot.clock, slot.written.clone());
                self.oracle.forked = true;
                self.add(copy, SimFolder::with(files), clock, written);
                Ok(())
            }
            Fault::Backup => {
                let slot = &mut self.slots[at];
                let node = slot.node.as_ref().unwrap();
                match &slot.backup {
                    Some(backup) if chance.percent(60) => {
                        let (disk, written) = backup.clone();
                        self.put_back(at, &disk, written)
                    }
                    _ => {
                        slot.backup = Some((node.disk(), slot.written.clone()));
                        Ok(())
                    }
                }
            }
            Fault::Clock => {
                self.slots[at].clock += (chance.next() % (20 * YEAR as u64)) as i64 - 10 * YEAR;
                Ok(())
            }
            Fault::Away => {
                self.slots[at].away = true;
                self.slots[at].clock += YEAR;
                Ok(())
            }
            Fault::Lose if self.living().len() > 2 => {
                self.slots[at].node = None;
                self.slots[at].folder.mend();
                self.oracle_after_strike()
            }
            Fault::Join if self.living().len() < MOST_NODES => {
                self.join();
                Ok(())
            }
            Fault::Switch => {
                let fresh = self.ground.folder();
                let slot = &mut self.slots[at];
                let old = std::mem::replace(&mut slot.folder, fresh);
                old.mend();
                slot.node.as_mut().unwrap().enter_other_folder()?;
                slot.published.clear();
                self.attic.push(old);
                Ok(())
            }
            Fault::NewName => {
                let name = format!("{NAME_CANARY}'s {} thing", chance.below(100));
                self.slots[at].node.as_mut().unwrap().rename(&name)
            }
            _ => Ok(()),
        }
    }

    fn put_back(&mut self, at: usize, backup: &N::Disk, written: BTreeSet<FileId>) -> Verdict {
        let seed = self.next_seed();
        let mut node = N::wake(&self.ground, backup, seed);
        let slot = &mut self.slots[at];
        // What it lost by this it may not count for; everything else it must hold for ever again.
        (slot.held, slot.have, slot.documents) = (node.tokens(), node.have(), node.documents());
        slot.published = node.published().into_iter().collect();
        slot.written = written;
        slot.node = Some(node);
        self.oracle.forked = true;
        self.oracle_after_strike()
    }
}
