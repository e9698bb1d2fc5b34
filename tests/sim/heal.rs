//! The end of a history: everything works again, and the fleet comes to rest.

use crate::{
    carrier::deliver_due,
    folder::Files,
    fuse::Fuse,
    node::Node,
    world::{MINUTE, REPAIRS, Verdict, World},
};
use std::sync::Arc;

/// Rounds of all devices within which a healed fleet must come to rest.
const MOST_CYCLES: usize = 14;

impl<N: Node> World<'_, N> {
    /// All services work, all folders are the right ones, all devices are back: the fleet must come to rest.
    pub(crate) fn heal(&mut self) -> Verdict {
        deliver_due(&mut self.parcels, usize::MAX);
        for slot in &mut self.slots {
            slot.folder.mend();
            slot.away = false;
        }
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
                let full = cycle == 1;
                self.round(at, full, false, Fuse::never())?;
                if self.slots[at].wants_restore {
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

    /// Brings every whole file to every folder; says whether anything was missing.
    fn carry_everything(&mut self) -> bool {
        let mut best: Files = if REPAIRS { Files::new() } else { self.oracle.archive.clone() };
        for folder in self.all_folders() {
            folder.look(|files| {
                for (path, blob) in files.iter().filter(|(_, blob)| blob.id.is_some()) {
                    best.entry(path.clone()).or_insert_with(|| Arc::clone(blob));
                }
            });
        }
        let mut moved = false;
        for at in self.living() {
            self.slots[at].folder.change(|files| {
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
