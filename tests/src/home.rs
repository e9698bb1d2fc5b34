//! One person's device: the folders that belong to one installation, thrown away at the end.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

/// The folders of one installation. It outlives its windows, so that a test can close one and open another.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// Makes an empty home.
    ///
    /// # Errors
    /// Fails if its folders cannot be made.
    pub fn new() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("firsthand-home-").tempdir().context("making a home")?;
        let home = Self { folder };
        for (_, path) in home.folders() {
            std::fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        }
        Ok(home)
    }

    /// Returns the folder of the app's data.
    pub fn data_dir(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Returns the folder that holds all the others.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the variables that keep everything a window writes inside this home.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let mut variables = self.folders().to_vec();
        variables.push(("FIRSTHAND_DATA_DIR", self.data_dir()));
        variables
    }

    fn folders(&self) -> [(&'static str, PathBuf); 5] {
        [
            ("HOME", self.path().join("home")),
            ("XDG_DATA_HOME", self.path().join("share")),
            ("XDG_CONFIG_HOME", self.path().join("config")),
            ("XDG_CACHE_HOME", self.path().join("cache")),
            ("XDG_RUNTIME_DIR", self.path().join("run")),
        ]
    }
}
