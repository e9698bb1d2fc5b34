//! The few documents that were used last, loaded.

use crate::work::Loaded;
use firsthand_domain::Id;
use std::collections::BTreeMap;

/// How many documents stay loaded.
const CAPACITY: usize = 32;

/// Keeps loaded documents of committed transactions.
///
/// Another program may write to the same database, so what is taken out must be of the version that stands there.
#[derive(Default)]
pub(crate) struct Cache {
    entries: BTreeMap<Id, (u64, Loaded)>,
    clock: u64,
}

impl Cache {
    /// Takes a document out, if it is held in this version.
    pub(crate) fn take(&mut self, id: Id, version: i64) -> Option<Loaded> {
        self.entries.remove(&id).map(|(_, loaded)| loaded).filter(|loaded| loaded.version == version)
    }

    /// Puts a document in, and the one that was used longest ago out when there are too many.
    pub(crate) fn put(&mut self, id: Id, loaded: Loaded) {
        self.clock += 1;
        self.entries.insert(id, (self.clock, loaded));
        if self.entries.len() > CAPACITY {
            let oldest = self.entries.iter().min_by_key(|(_, (used, _))| *used).map(|(id, _)| *id);
            oldest.and_then(|id| self.entries.remove(&id));
        }
    }
}
