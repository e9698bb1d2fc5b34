//! A folder in memory that can misbehave like the worst service, for tests here and in other crates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::folder::{Entry, Folder, FolderError, Put};
use crate::name;

/// A folder in memory. Clones are views of the same files.
#[derive(Clone, Debug, Default)]
pub struct MemoryFolder {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    files: BTreeMap<String, Vec<u8>>,
    hidden: BTreeSet<String>,
    busy: BTreeSet<String>,
    arrivals: Option<BTreeSet<String>>,
    missing: bool,
    read_only: bool,
    capacity: Option<usize>,
    reads: usize,
    writes: usize,
    spoil_next: Option<usize>,
}

impl MemoryFolder {
    /// An empty folder that behaves.
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All files as they are, hidden ones too.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.lock().files.clone()
    }

    /// Puts bytes under a path, as a service does: replacing what was there.
    pub fn put_raw(&self, path: &str, bytes: Vec<u8>) {
        self.lock().files.insert(path.to_owned(), bytes);
    }

    /// Takes a file away; says whether it was there.
    pub fn take_raw(&self, path: &str) -> Option<Vec<u8>> {
        self.lock().files.remove(path)
    }

    /// Takes all files away.
    pub fn wipe(&self) {
        self.lock().files.clear();
    }

    /// Leaves only the first `len` bytes of a file.
    pub fn tear(&self, path: &str, len: usize) {
        if let Some(bytes) = self.lock().files.get_mut(path) {
            bytes.truncate(len);
        }
    }

    /// Flips the bits of `mask` in one byte of a file.
    pub fn flip(&self, path: &str, at: usize, mask: u8) {
        if let Some(byte) = self.lock().files.get_mut(path).and_then(|bytes| bytes.get_mut(at)) {
            *byte ^= mask;
        }
    }

    /// Copies a file, as a conflict does.
    pub fn duplicate(&self, path: &str, copy: &str) {
        let mut inner = self.lock();
        if let Some(bytes) = inner.files.get(path).cloned() {
            inner.files.insert(copy.to_owned(), bytes);
        }
    }

    /// Renames a file.
    pub fn rename(&self, path: &str, to: &str) {
        let mut inner = self.lock();
        if let Some(bytes) = inner.files.remove(path) {
            inner.files.insert(to.to_owned(), bytes);
        }
    }

    /// Takes a file out of listings and reach, or shows it again.
    pub fn hide(&self, path: &str, hidden: bool) {
        let mut inner = self.lock();
        if hidden {
            inner.hidden.insert(path.to_owned());
        } else {
            inner.hidden.remove(path);
        }
    }

    /// Lets another program hold a path, or let go of it.
    pub fn set_busy(&self, path: &str, busy: bool) {
        let mut inner = self.lock();
        if busy {
            inner.busy.insert(path.to_owned());
        } else {
            inner.busy.remove(path);
        }
    }

    /// From now on new files stay out of sight until [`MemoryFolder::deliver`]; `false` delivers and ends it.
    pub fn set_delay(&self, delay: bool) {
        self.lock().arrivals = delay.then(BTreeSet::new);
    }

    /// Shows all files that were held back.
    pub fn deliver(&self) {
        if let Some(arrivals) = &mut self.lock().arrivals {
            arrivals.clear();
        }
    }

    /// Lets the whole folder vanish, or come back.
    pub fn set_missing(&self, missing: bool) {
        self.lock().missing = missing;
    }

    /// Refuses all writes, or allows them again.
    pub fn set_read_only(&self, read_only: bool) {
        self.lock().read_only = read_only;
    }

    /// Leaves room for so many bytes in all.
    pub fn set_capacity(&self, capacity: Option<usize>) {
        self.lock().capacity = capacity;
    }

    /// Lets the next file created be torn to `len` bytes though the write is reported as done.
    pub fn spoil_next_write(&self, len: usize) {
        self.lock().spoil_next = Some(len);
    }

    /// How often a file was read since the start.
    pub fn reads(&self) -> usize {
        self.lock().reads
    }

    /// How often a file was created since the start.
    pub fn writes(&self) -> usize {
        self.lock().writes
    }
}

impl Inner {
    fn is_visible(&self, path: &str) -> bool {
        !self.hidden.contains(path) && self.arrivals.as_ref().is_none_or(|held| !held.contains(path))
    }

    fn check(&self, path: &str) -> Result<(), FolderError> {
        if !name::is_relative(path) {
            return Err(FolderError::BadPath { path: path.to_owned() });
        }
        if self.missing {
            return Err(FolderError::Missing);
        }
        if self.busy.contains(path) {
            return Err(FolderError::Busy { path: path.to_owned() });
        }
        Ok(())
    }

    fn check_write(&self, path: &str) -> Result<(), FolderError> {
        self.check(path)?;
        if self.read_only {
            return Err(FolderError::ReadOnly { detail: "the folder in memory is set so".into() });
        }
        Ok(())
    }
}

impl Folder for MemoryFolder {
    fn list(&self) -> Result<Vec<Entry>, FolderError> {
        let inner = self.lock();
        if inner.missing {
            return Err(FolderError::Missing);
        }
        let files =
            inner.files.iter().filter(|(path, _)| inner.is_visible(path) && path.split('/').count() <= name::MAX_DEPTH);
        Ok(files.map(|(path, bytes)| Entry { path: path.clone(), size: bytes.len() as u64 }).collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        let mut inner = self.lock();
        inner.check(path)?;
        inner.reads += 1;
        let gone = || FolderError::NotFound { path: path.to_owned() };
        // What this device has just written it can read back, though it is not listed yet.
        if inner.hidden.contains(path) {
            return Err(gone());
        }
        inner.files.get(path).cloned().ok_or_else(gone)
    }

    fn create_new(&self, path: &str, bytes: &[u8]) -> Result<Put, FolderError> {
        let mut inner = self.lock();
        inner.check_write(path)?;
        if inner.files.contains_key(path) {
            return Ok(Put::AlreadyThere);
        }
        let used: usize = inner.files.values().map(Vec::len).sum();
        if inner.capacity.is_some_and(|capacity| used + bytes.len() > capacity) {
            return Err(FolderError::Full { detail: "the folder in memory has no more room".into() });
        }
        let mut bytes = bytes.to_vec();
        if let Some(len) = inner.spoil_next.take() {
            bytes.truncate(len);
        }
        inner.writes += 1;
        inner.files.insert(path.to_owned(), bytes);
        if let Some(held) = &mut inner.arrivals {
            held.insert(path.to_owned());
        }
        Ok(Put::Created)
    }

    fn remove(&self, path: &str) -> Result<(), FolderError> {
        let mut inner = self.lock();
        inner.check_write(path)?;
        inner.files.remove(path);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_conforms() {
        assert_eq!(crate::conformance::check(&MemoryFolder::new()), Vec::<String>::new());
    }

    #[test]
    fn a_delayed_file_is_readable_but_not_listed_until_it_is_delivered() {
        let folder = MemoryFolder::new();
        folder.set_delay(true);
        folder.create_new("a", b"1").unwrap();
        assert!(folder.list().unwrap().is_empty());
        assert_eq!(folder.read("a").unwrap(), b"1");
        folder.deliver();
        assert_eq!(folder.list().unwrap().len(), 1);
    }
}
