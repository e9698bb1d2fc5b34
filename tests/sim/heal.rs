//! The end of a history: everything works again, and the fleet comes to rest.

use crate::{
    carrier::deliver_due,
    folder::Files,
    fuse::Fuse,
    node::Node,
    world::{MINUTE, REPAIRS, Verdict, World},
};
use std::sync::Arc;

/// Rounds of all devices within which a healed fleet must come to rest, once before and once after each time that is waited for repair.
const MOST_CYCLES: usize = 14;
/// So often the fleet may need the time that a repair by others takes: for what is gone, and for what only that brings to light.
const MOST_WAITS: usize = 3;

impl<N: Node> World<'_, N> {
    /// All services work, all folders are the right ones, all devices are back: the fleet must come to rest.
    pub(crate) fn heal(&mut self) -> Verdict {
        deliver_due(&mut self.parcels, usize::MAX);
        self.removed.clear();
        for slot in &mut self.slots {
            slot.folder.mend();
            slot.away = false;
        }
        for wait in 0..=MOST_WAITS {
            self.come_to_rest(wait == 0)?;
            let living = || self.slots.iter().filter(|slot| slot.node.is_some());
            if living().all(|slot| slot.misses == (0, 0)) {
                return Ok(());
            }
            // What nobody has any more is lacked for ever; whether anything acknowledged is among it, the judge says.
            if wait == MOST_WAITS && living().any(|slot| slot.misses.0 > 0) {
                return Err(format!("files that have gone are still missed after {MOST_WAITS} days"));
            }
            self.slots.iter_mut().for_each(|slot| slot.clock += 26 * 60 * MINUTE);
        }
        Ok(())
    }

    fn come_to_rest(&mut self, first: bool) -> Verdict {
        let (path, marker) = self.ground.marker();
        for cycle in 0..MOST_CYCLES {
            // Whatever was broken of the marker, the user has put right.
            self.slots.iter().for_each(|slot| slot.folder.put(&path, &marker));
            let mut moved = self.carry_everything();
            let acts = self.oracle.acts;
            for at in self.living() {
                self.slots[at].clock += 61 * MINUTE;
                let before = self.slots[at].have.clone();
                // A real device reads everything again each hour, and this is the round of the next hour.
                let full = first && cycle == 1;
                self.round(at, full, false, Fuse::never())?;
                // What lost files under the right marker heals without the user's word.
                if self.slots[at].wants_restore && !self.slots[at].heals_itself {
                    self.round(at, false, true, Fuse::never())?;
                }
                moved |= before != self.slots[at].have;
            }
            if !moved && self.oracle.acts == acts && cycle > 2 {
                return Ok(());
            }
        }
        Err(format!("the fleet has not come to rest within {MOST_CYCLES} cycles"))
    }

    /// Brings every whole file to every folder, and takes from every folder what a device has deleted; says whether anything was missing.
    fn carry_everything(&mut self) -> bool {
        let mut best: Files = if REPAIRS { Files::new() } else { self.oracle.archive.clone() };
        for folder in self.all_folders() {
            folder.look(|files| {
                for (path, blob) in files.iter().filter(|(_, blob)| blob.id.is_some()) {
                    best.entry(path.clone()).or_insert_with(|| Arc::clone(blob));
                }
            });
        }
        best.retain(|path, _| !self.removed.contains(path));
        let mut moved = false;
        for at in self.living() {
            self.slots[at].folder.change(|files| {
                // A service that works again brings a deletion, too; one that put the file back each day would never be done.
                files.retain(|path, _| !self.removed.contains(path));
                for (path, blob) in &best {
                    if files.get(path).is_none_or(|there| there.id.is_none()) {
                        files.insert(path.clone(), Arc::clone(blob));
                        moved = true;
                    }
                }
            });
        }
        moved
    }
}
