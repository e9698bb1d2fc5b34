//! A directory of the file system as a [`Folder`].

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::envelope::MAX_FILE;
use crate::folder::{Entry, Folder, FolderError, Put};
use crate::name;

/// Another program (a virus scanner, a sync client) may hold a file for a moment: so often it is tried again…
const TRIES: u32 = 6;
/// …after this pause, which doubles each time.
const PAUSE: Duration = Duration::from_millis(20);

/// A directory on a disk or a mounted drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FsFolder {
    root: PathBuf,
}

impl FsFolder {
    /// The directory itself as root.
    pub fn at_root(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The root that belongs to a folder that the user picked: the `Firsthand` folder in it, or itself if a vault lies right there.
    pub fn in_picked(picked: impl AsRef<Path>) -> Self {
        let picked = picked.as_ref();
        let names = fs::read_dir(picked).into_iter().flatten().flatten().map(|entry| entry.file_name());
        let is_root = names.filter_map(|name| name.into_string().ok()).any(|name| name::tells_a_vault(&name));
        Self { root: if is_root { picked.to_path_buf() } else { picked.join(name::ROOT) } }
    }

    /// Where the files lie.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the root, when a vault is created. The picked folder must exist: it may be the place of a drive that is away.
    pub fn create_root(&self) -> Result<(), FolderError> {
        match fs::create_dir(&self.root) {
            Ok(()) => match self.root.parent() {
                Some(parent) => keep_dir(&self.root, parent).map_err(|error| writing("", error)),
                None => Ok(()),
            },
            Err(error) if error.kind() == ErrorKind::AlreadyExists && self.root.is_dir() => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(FolderError::Missing),
            Err(error) => Err(writing("", error)),
        }
    }

    fn resolve(&self, path: &str) -> Result<PathBuf, FolderError> {
        if name::is_relative(path) {
            Ok(self.root.join(path))
        } else {
            Err(FolderError::BadPath { path: path.to_owned() })
        }
    }

    fn ensure_root(&self) -> Result<(), FolderError> {
        if self.root.is_dir() { Ok(()) } else { Err(FolderError::Missing) }
    }

    /// Lists the files as [`Folder::list`] does, and takes the size that `known` says of a file instead of asking for it.
    ///
    /// Asking takes three times as long as listing does; where a listing tells sizes by itself, `known` is not used.
    pub fn list_knowing(&self, known: &dyn Fn(&str) -> Option<u64>) -> Result<Vec<Entry>, FolderError> {
        let mut found = Vec::new();
        self.walk(&self.root, "", 1, known, &mut found)?;
        Ok(found)
    }

    /// Collects the files of a directory, `prefix` being its path with a final `/`.
    fn walk(
        &self,
        dir: &Path,
        prefix: &str,
        depth: usize,
        known: &dyn Fn(&str) -> Option<u64>,
        found: &mut Vec<Entry>,
    ) -> Result<(), FolderError> {
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                // A directory that goes while it is looked at has no files; a root that is not there is another matter.
                return if prefix.is_empty() { Err(FolderError::Missing) } else { Ok(()) };
            }
            Err(error) => return Err(reading(prefix, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| reading(prefix, error))?;
            // A name that is not Unicode cannot come from a file of ours, under no service.
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = format!("{prefix}{name}");
            // Windows tells the size with the name.
            let is_file = || cfg!(unix) && entry.file_type().is_ok_and(|kind| kind.is_file());
            if let Some(size) = known(&path).filter(|_| is_file()) {
                found.push(Entry { path, size });
                continue;
            }
            let Some(metadata) = unless_gone(entry.metadata()).map_err(|error| reading(&path, error))? else {
                continue;
            };
            if metadata.is_dir() {
                if depth < name::MAX_DEPTH && !name.starts_with('.') {
                    self.walk(&entry.path(), &format!("{path}/"), depth + 1, known, found)?;
                }
            } else if metadata.is_file() {
                found.push(Entry { path, size: metadata.len() });
            }
        }
        Ok(())
    }

    fn create_dirs(&self, path: &str) -> io::Result<()> {
        let mut dir = self.root.clone();
        let (parents, _) = path.rsplit_once('/').unwrap_or_default();
        for part in parents.split('/').filter(|part| !part.is_empty()) {
            let parent = dir.clone();
            dir.push(part);
            match fs::create_dir(&dir) {
                Ok(()) => keep_dir(&dir, &parent)?,
                // An empty one may be from a run that was cut off before its name was durable.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    if fs::read_dir(&dir)?.next().is_none() {
                        sync_dir(&parent)?;
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn create(&self, target: &Path, bytes: &[u8]) -> io::Result<Put> {
        let dir = target.parent().unwrap_or(&self.root);
        if target.symlink_metadata().is_ok() {
            // It may be from a run that was cut off before it was durable.
            sync_existing(target)?;
            sync_dir(dir)?;
            return Ok(Put::AlreadyThere);
        }
        let mut temporary = temporary_in(dir)?;
        temporary.write_all(bytes)?;
        // Before the rename: a new name may otherwise be durable before its bytes. If it fails, the file is dropped and never named.
        temporary.as_file().sync_all()?;
        let put = match temporary.persist_noclobber(target) {
            Ok(_) => Put::Created,
            Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => Put::AlreadyThere,
            Err(refused) if has_no_such_rename(&refused.error) => {
                drop(refused.file);
                create_in_place(target, bytes)?
            }
            Err(refused) => return Err(refused.error),
        };
        sync_dir(dir)?;
        Ok(put)
    }
}

impl Folder for FsFolder {
    fn list(&self) -> Result<Vec<Entry>, FolderError> {
        self.list_knowing(&|_| None)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        let full = self.resolve(path)?;
        let read = || {
            // A pipe or a device would block or never end.
            if !full.symlink_metadata()?.is_file() {
                return Err(io::Error::new(ErrorKind::NotFound, "not a regular file"));
            }
            let mut bytes = Vec::new();
            File::open(&full)?.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        match patiently(read) {
            Ok(bytes) if bytes.len() as u64 > MAX_FILE => Err(FolderError::TooLarge { path: path.to_owned() }),
            Ok(bytes) => Ok(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.ensure_root()?;
                Err(FolderError::NotFound { path: path.to_owned() })
            }
            Err(error) => Err(reading(path, error)),
        }
    }

    fn create_new(&self, path: &str, bytes: &[u8]) -> Result<Put, FolderError> {
        let target = self.resolve(path)?;
        self.ensure_root()?;
        patiently(|| {
            self.create_dirs(path)?;
            self.create(&target, bytes)
        })
        .map_err(|error| writing(path, error))
    }

    fn remove(&self, path: &str) -> Result<(), FolderError> {
        let full = self.resolve(path)?;
        self.ensure_root()?;
        match patiently(|| fs::remove_file(&full)) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(writing(path, error)),
        }
    }
}

fn temporary_in(dir: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(name::TEMPORARY_PREFIX).suffix(name::TEMPORARY_SUFFIX).rand_bytes(name::TEMPORARY_LETTERS);
    // The service that carries the files may run as another user; what they say is encrypted, and the umask still applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(dir)
}

/// For file systems that can neither rename without replacing nor link: a tear shows by the trailer.
fn create_in_place(target: &Path, bytes: &[u8]) -> io::Result<Put> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(target) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(Put::AlreadyThere),
        Err(error) => return Err(error),
    };
    match file.write_all(bytes).and_then(|()| file.sync_all()) {
        Ok(()) => Ok(Put::Created),
        Err(error) => {
            drop(file);
            // It was made by these very lines; if it stays, it is a torn file that readers leave alone.
            let _ = fs::remove_file(target);
            Err(error)
        }
    }
}

fn has_no_such_rename(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied | ErrorKind::InvalidInput)
}

/// Makes the name of a new directory durable; takes the directory back if that fails, so that the next try begins with it again.
fn keep_dir(dir: &Path, parent: &Path) -> io::Result<()> {
    sync_dir(parent).inspect_err(|_| {
        // If it stays, it is empty, and whoever writes into it first looks after its name.
        let _ = fs::remove_dir(dir);
    })
}

#[cfg(unix)]
fn sync_dir(dir: &Path) -> io::Result<()> {
    match File::open(dir)?.sync_all() {
        // Some network and user-space file systems cannot; they order directory changes on their own or not at all.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
fn sync_dir(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn sync_existing(target: &Path) -> io::Result<()> {
    if target.symlink_metadata()?.is_file() { File::open(target)?.sync_all() } else { Ok(()) }
}

#[cfg(not(unix))]
fn sync_existing(_: &Path) -> io::Result<()> {
    Ok(())
}

fn unless_gone<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Tries again for about a second while another program holds the file.
fn patiently<T>(mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let mut pause = PAUSE;
    for _ in 1..TRIES {
        match act() {
            Err(error) if is_busy(&error) => thread::sleep(pause),
            result => return result,
        }
        pause *= 2;
    }
    act()
}

fn is_busy(error: &io::Error) -> bool {
    // Windows: sharing violation, lock violation.
    let held = cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
    held || matches!(
        error.kind(),
        ErrorKind::ResourceBusy | ErrorKind::WouldBlock | ErrorKind::Interrupted | ErrorKind::ExecutableFileBusy
    )
}

fn reading(path: &str, error: io::Error) -> FolderError {
    if is_busy(&error) {
        return FolderError::Busy { path: path.to_owned() };
    }
    FolderError::Io { path: path.to_owned(), source: error }
}

fn writing(path: &str, error: io::Error) -> FolderError {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            FolderError::ReadOnly { detail: error.to_string() }
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FolderError::Full { detail: error.to_string() },
        _ => reading(path, error),
    }
}

#[cfg(test)]
#[path = "fs_folder_tests.rs"]
mod tests;
