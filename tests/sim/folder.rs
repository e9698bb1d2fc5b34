//! A folder of one node, which lies about itself in every way that services and drives do.

use crate::{blob::Blob, fuse::Fuse};
use firsthand_sync::{Entry, Folder, FolderError, Put, name};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub(crate) type Files = BTreeMap<String, Arc<Blob>>;

/// What stands where the folder should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum View {
    #[default]
    Right,
    /// Nothing: the drive is away.
    Missing,
    /// An empty directory where a drive should be mounted.
    MountPoint,
    /// The folder of somebody else's vault.
    Stranger,
}

/// What is wrong with reading one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sickness {
    Busy,
    Error,
    Zeros,
}

/// What the engine did in a folder.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// It handed over these bytes, whatever became of them.
    Created {
        path: String,
        blob: Arc<Blob>,
        view: View,
    },
    Removed {
        path: String,
        view: View,
    },
}

#[derive(Debug, Default)]
struct Inner {
    files: Files,
    view: View,
    read_only: bool,
    capacity: Option<usize>,
    sick: BTreeMap<String, Sickness>,
    list_fails: bool,
    /// Files that the service keeps elsewhere: the node sees a placeholder.
    evicted: BTreeSet<String>,
    /// The next file is torn to this length though the write is reported as done.
    spoil: Option<usize>,
    fuse: Option<Fuse>,
    /// Whether a program that dies while it writes leaves a torn file under the final name.
    in_place: bool,
    acts: Vec<Act>,
    reads: usize,
}

/// Clones are views of the same folder.
#[derive(Clone, Debug, Default)]
pub(crate) struct SimFolder(Arc<Mutex<Inner>>);

impl SimFolder {
    pub(crate) fn with(files: Files) -> Self {
        let folder = Self::default();
        folder.lock().files = files;
        folder
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the files as a service does, whatever the node sees.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Files) -> T) -> T {
        look(&self.lock().files)
    }

    /// Changes files as a service does.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Files) -> T) -> T {
        change(&mut self.lock().files)
    }

    pub(crate) fn files(&self) -> Files {
        self.lock().files.clone()
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.lock().files.keys().cloned().collect()
    }

    pub(crate) fn put(&self, path: &str, blob: &Arc<Blob>) {
        self.lock().files.insert(path.to_owned(), Arc::clone(blob));
    }

    pub(crate) fn take_acts(&self) -> Vec<Act> {
        std::mem::take(&mut self.lock().acts)
    }

    pub(crate) fn view(&self) -> View {
        self.lock().view
    }

    pub(crate) fn set_view(&self, view: View) {
        self.lock().view = view;
    }

    pub(crate) fn set_read_only(&self) {
        self.lock().read_only = true;
    }

    /// Leaves room for so many more bytes.
    pub(crate) fn fill_up_to(&self, room: usize) {
        let mut inner = self.lock();
        inner.capacity = Some(inner.files.values().map(|blob| blob.len()).sum::<usize>() + room);
    }

    pub(crate) fn sicken(&self, path: &str, sickness: Sickness) {
        self.lock().sick.insert(path.to_owned(), sickness);
    }

    pub(crate) fn fail_listing(&self) {
        self.lock().list_fails = true;
    }

    /// The service keeps a file elsewhere until the folder is mended.
    pub(crate) fn evict(&self, path: &str) {
        self.lock().evicted.insert(path.to_owned());
    }

    pub(crate) fn spoil_next_write(&self, len: usize) {
        self.lock().spoil = Some(len);
    }

    /// The program that uses the folder dies with this fuse.
    pub(crate) fn attach(&self, fuse: &Fuse, in_place: bool) {
        let mut inner = self.lock();
        (inner.fuse, inner.in_place) = (Some(fuse.clone()), in_place);
    }

    pub(crate) fn detach(&self) {
        self.lock().fuse = None;
    }

    /// Everything works again; the files stay as they are.
    pub(crate) fn mend(&self) {
        let mut inner = self.lock();
        inner.view = View::Right;
        inner.read_only = false;
        inner.capacity = None;
        inner.sick.clear();
        inner.list_fails = false;
        inner.evicted.clear();
        inner.spoil = None;
    }
}

impl Inner {
    fn begin(&mut self, path: &str) -> Result<(), FolderError> {
        if !name::is_relative(path) {
            return Err(FolderError::BadPath { path: path.to_owned() });
        }
        self.step(path)
    }

    fn step(&mut self, path: &str) -> Result<(), FolderError> {
        if self.fuse.as_ref().is_some_and(|fuse| !fuse.lives()) {
            return Err(broken(path, "the program is dead"));
        }
        if self.view == View::Missing { Err(FolderError::Missing) } else { Ok(()) }
    }

    fn begin_writing(&mut self, path: &str) -> Result<(), FolderError> {
        self.begin(path)?;
        match self.sick.get(path) {
            Some(Sickness::Busy) => return Err(FolderError::Busy { path: path.to_owned() }),
            Some(Sickness::Error) => return Err(broken(path, "a failing disk")),
            Some(Sickness::Zeros) | None => {}
        }
        if self.read_only {
            return Err(FolderError::ReadOnly { detail: "simulated".to_owned() });
        }
        Ok(())
    }

    fn shown(&self) -> Files {
        match self.view {
            View::Right => {
                let shown = |(path, blob): (&String, &Arc<Blob>)| match self.evicted.contains(path) {
                    true => (placeholder(path), Blob::new(vec![7; 170])),
                    false => (path.clone(), Arc::clone(blob)),
                };
                self.files.iter().map(shown).collect()
            }
            View::Missing | View::MountPoint => Files::new(),
            View::Stranger => crate::ground::strangers_files(),
        }
    }

    fn get(&self, path: &str) -> Option<Arc<Blob>> {
        match self.view {
            View::Right if self.evicted.is_empty() => self.files.get(path).cloned(),
            _ => self.shown().remove(path),
        }
    }
}

/// What a service shows in place of a file: one of two forms, the same each time.
fn placeholder(path: &str) -> String {
    let (dir, name) = path.rsplit_once('/').map_or((String::new(), path), |(dir, name)| (format!("{dir}/"), name));
    if name.len().is_multiple_of(2) { format!("{dir}.{name}.icloud") } else { format!("{dir}{name}.nextcloud") }
}

fn broken(path: &str, why: &str) -> FolderError {
    FolderError::Io { path: path.to_owned(), source: io::Error::other(why.to_owned()) }
}

impl Folder for SimFolder {
    fn list(&self) -> Result<Vec<Entry>, FolderError> {
        let mut inner = self.lock();
        inner.step("")?;
        if inner.list_fails {
            return Err(broken("", "a failing drive"));
        }
        let entry = |(path, blob): (&String, &Arc<Blob>)| Entry { path: path.clone(), size: blob.len() as u64 };
        let near = |(path, _): &(&String, &Arc<Blob>)| path.split('/').count() <= name::MAX_DEPTH;
        Ok(match inner.view {
            View::Right if inner.evicted.is_empty() => inner.files.iter().filter(near).map(entry).collect(),
            _ => inner.shown().iter().filter(near).map(entry).collect(),
        })
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        let mut inner = self.lock();
        inner.begin(path)?;
        inner.reads += 1;
        let Some(blob) = inner.get(path) else { return Err(FolderError::NotFound { path: path.to_owned() }) };
        match inner.sick.get(path) {
            Some(Sickness::Busy) => Err(FolderError::Busy { path: path.to_owned() }),
            Some(Sickness::Error) => Err(broken(path, "a failing disk")),
            Some(Sickness::Zeros) => Ok(vec![0; blob.len()]),
            None => Ok(blob.bytes.clone()),
        }
    }

    fn create_new(&self, path: &str, bytes: &[u8]) -> Result<Put, FolderError> {
        let mut inner = self.lock();
        inner.begin_writing(path)?;
        if inner.get(path).is_some() {
            return Ok(Put::AlreadyThere);
        }
        let used: usize = inner.files.values().map(|blob| blob.len()).sum();
        if inner.capacity.is_some_and(|capacity| used + bytes.len() > capacity) {
            return Err(FolderError::Full { detail: "simulated".to_owned() });
        }
        let (blob, view) = (Blob::new(bytes.to_vec()), inner.view);
        inner.acts.push(Act::Created { path: path.to_owned(), blob: Arc::clone(&blob), view });
        if view != View::Right {
            return Ok(Put::Created);
        }
        // A program may die in the middle of this.
        if inner.fuse.as_ref().is_some_and(|fuse| !fuse.lives()) {
            if inner.in_place {
                let torn = Blob::new(bytes[..bytes.len() / 2].to_vec());
                inner.files.insert(path.to_owned(), torn);
            } else {
                inner.files.insert(".~0123456789ab.tmp".to_owned(), blob);
            }
            return Err(broken(path, "the program is dead"));
        }
        inner.evicted.remove(path);
        let blob = match inner.spoil.take() {
            Some(len) => Blob::new(bytes[..len.min(bytes.len())].to_vec()),
            None => blob,
        };
        inner.files.insert(path.to_owned(), blob);
        Ok(Put::Created)
    }

    fn remove(&self, path: &str) -> Result<(), FolderError> {
        let mut inner = self.lock();
        inner.begin_writing(path)?;
        let view = inner.view;
        inner.acts.push(Act::Removed { path: path.to_owned(), view });
        if view == View::Right {
            inner.files.remove(path);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_conforms_as_long_as_nothing_is_wrong() {
        assert_eq!(firsthand_sync::conformance::check(&SimFolder::default()), Vec::<String>::new());
    }

    #[test]
    fn nothing_gets_through_to_a_folder_behind_an_empty_mount_point_and_the_attempt_is_known() {
        let folder = SimFolder::default();
        folder.put("x", &Blob::new(vec![1]));
        folder.set_view(View::MountPoint);
        assert!(folder.list().unwrap().is_empty());
        folder.create_new("y", &[2]).unwrap();
        assert!(matches!(folder.take_acts().as_slice(), [Act::Created { view: View::MountPoint, .. }]));
        folder.mend();
        assert_eq!(folder.paths(), ["x"]);
    }
}
