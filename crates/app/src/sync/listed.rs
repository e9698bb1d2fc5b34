//! A folder that was just listed: who asks next is given the same list.

use firsthand_sync::{Entry, Folder, FolderError, Put};
use std::sync::{Mutex, PoisonError};

/// Hands the list of the last look out once more, unless something was written since. A round and the keys that are tended before it
/// need one look between them.
#[derive(Debug)]
pub(super) struct Listed<F> {
    folder: F,
    list: Mutex<Option<Vec<Entry>>>,
}

impl<F: Folder> Listed<F> {
    pub(super) const fn new(folder: F) -> Self {
        Self { folder, list: Mutex::new(None) }
    }

    fn take(&self) -> Option<Vec<Entry>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<F: Folder> Folder for Listed<F> {
    fn list(&self) -> Result<Vec<Entry>, FolderError> {
        if let Some(list) = self.take() {
            return Ok(list);
        }
        let list = self.folder.list()?;
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
    use firsthand_sync::MemoryFolder;

    fn paths(folder: &dyn Folder) -> Vec<String> {
        folder.list().unwrap().into_iter().map(|entry| entry.path).collect()
    }

    #[test]
    fn a_list_serves_twice_and_never_after_a_write() {
        let inner = MemoryFolder::new();
        let folder = Listed::new(&inner);
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
}
