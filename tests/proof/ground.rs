//! The ground that a proof stands on: folders of its own, in memory where the system has such a place.

use anyhow::{Context as _, Result};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

use crate::device::Device;

/// A place for devices and the folders between them, thrown away at the end.
#[derive(Debug)]
pub(crate) struct Ground {
    folder: TempDir,
}

impl Ground {
    /// Makes an empty ground.
    pub(crate) fn new() -> Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("firsthand-proof-");
        // Thousands of small runs that fsync: in memory they take a tenth of the time, and a killed process leaves
        // the same bytes behind.
        let folder = builder.tempdir_in("/dev/shm").or_else(|_| builder.tempdir()).context("making a place")?;
        Ok(Self { folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns a folder of the ground, made on first use.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.path().join(name);
        fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        Ok(path)
    }

    /// Returns a device with the data folder of that name, which need not be there yet.
    pub(crate) fn device(&self, name: &str) -> Result<Device> {
        Device::new(self.path().join(name), self.folder("home")?)
    }
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("making {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("copying {}", entry.path().display()))?;
        }
    }
    Ok(())
}

/// Reads all files below a folder, by their path in it.
pub(crate) fn read_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).with_context(|| format!("reading {}", dir.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                let bytes = match fs::read(&path) {
                    Ok(bytes) => bytes,
                    // A service moves its temporary files while they are looked at.
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error).with_context(|| format!("reading {}", path.display())),
                };
                files.insert(name, bytes);
            }
        }
    }
    Ok(files)
}
