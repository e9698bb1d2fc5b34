//! The folder of one round: listed once, and asked for no more than it takes to notice what has changed.

use firsthand_sync::{Entry, Folder, FolderError, FsFolder, Outcome, Put, Seen};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The size of a file that is held is asked for at one in so many looks. That the file is there is seen at every look, and what was cut
/// off afterwards is put back some minutes later at most; taken together, sizes take longer to find out than everything else in a look.
const TURNS: u64 = 16;

/// Hands the list of the last look out once more, unless something was written since. A round and the keys that are tended before it
/// need one look between them.
#[derive(Debug)]
pub(super) struct Listed {
    folder: FsFolder,
    known: Mutex<Option<Known>>,
    list: Mutex<Option<Vec<Entry>>>,
}

/// What is remembered of the folder's paths, and which files' turn it is all the same.
#[derive(Debug)]
struct Known {
    seen: Arc<BTreeMap<String, Seen>>,
    turn: u64,
}

impl Known {
    /// Returns the size that a file had, unless it is to be asked for.
    fn size(&self, path: &str) -> Option<u64> {
        let seen = self.seen.get(path)?;
        let Outcome::Held { id, .. } = &seen.outcome else { return None };
        let [first, ..] = id.as_bytes();
        (u64::from(*first) % TURNS != self.turn).then_some(seen.size)
    }
}

impl Listed {
    /// The folder with what is remembered of its paths, as of the `look`-th look at it. At the first one all sizes are asked for.
    pub(super) fn new(folder: FsFolder, seen: Arc<BTreeMap<String, Seen>>, look: u64) -> Self {
        let known = (look > 0).then_some(Known { seen, turn: look % TURNS });
        Self { folder, known: Mutex::new(known), list: Mutex::new(None) }
    }

    fn take(&self) -> Option<Vec<Entry>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Folder for Listed {
    fn list(&self) -> Result<Vec<Entry>, FolderError> {
        if let Some(list) = self.take() {
            return Ok(list);
        }
        // Used once and let go: what the round finds is added to the same memory, which would be copied for that.
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).take();
        let list = self.folder.list_knowing(&|path| known.as_ref()?.size(path))?;
        drop(known);
        *self.list.lock().unwrap_or_else(PoisonError::into_inner) = Some(list.clone());
        Ok(list)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        self.folder.read(path)
    }

    fn create_new(&self, path: &str, bytes: &[u8]) -> Result<Put, FolderError> {
        self.take();
        self.folder.create_new(path, bytes)
    }

    fn remove(&self, path: &str) -> Result<(), FolderError> {
        self.take();
        self.folder.remove(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use firsthand_sync::{FileId, ReplicaId};
    use std::fs;

    fn paths(folder: &dyn Folder) -> Vec<String> {
        let mut paths: Vec<String> = folder.list().unwrap().into_iter().map(|entry| entry.path).collect();
        paths.sort();
        paths
    }

    #[test]
    fn a_list_serves_twice_and_never_after_a_write() {
        let dir = tempfile::tempdir().unwrap();
        let inner = FsFolder::at_root(dir.path());
        let folder = Listed::new(inner.clone(), Arc::default(), 0);
        inner.create_new("a", b"1").unwrap();
        assert_eq!(paths(&folder), ["a"]);
        inner.create_new("b", b"1").unwrap();
        assert_eq!(paths(&folder), ["a"], "the same look");
        assert_eq!(paths(&folder), ["a", "b"], "the next one");
        folder.create_new("c", b"1").unwrap();
        assert_eq!(paths(&folder), ["a", "b", "c"]);
        folder.remove("a").unwrap();
        assert_eq!(paths(&folder), ["b", "c"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_was_cut_off_is_noticed_at_the_first_look_and_within_all_turns() {
        let dir = tempfile::tempdir().unwrap();
        let inner = FsFolder::at_root(dir.path());
        let mut held = BTreeMap::new();
        for n in 0..40_u8 {
            let path = format!("{n}.fhd");
            inner.create_new(&path, b"1234").unwrap();
            let id = FileId::from_bytes([n.wrapping_mul(7); 32]);
            let outcome =
                Outcome::Held { id, own: false, replica: ReplicaId::from_bytes([1; 16]), seq: 1, pack: false };
            // One is still on its way, and so looked at each time.
            let outcome = if n == 3 { Outcome::Arriving } else { outcome };
            held.insert(path.clone(), Seen { size: 4, outcome, at: 0, tries: 0, reader: 1, was: None });
            fs::write(dir.path().join(path), b"12").unwrap();
        }
        let held = Arc::new(held);
        let shorter = |look| {
            let list = Listed::new(inner.clone(), Arc::clone(&held), look).list().unwrap();
            assert_eq!(list.len(), 40, "names are listed at every look");
            let found = list.into_iter().filter(|entry| entry.size == 2).map(|entry| entry.path);
            found.collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(shorter(0).len(), 40);
        let turns: Vec<_> = (9..9 + TURNS).map(shorter).collect();
        assert!(turns.iter().all(|found| found.contains("3.fhd") && found.len() < 10), "{turns:?}");
        assert_eq!(turns.into_iter().flatten().collect::<std::collections::BTreeSet<_>>().len(), 40);
    }
}
