//! A device: a data folder, worked by the real command line or, where nothing is to be hurt, by the app in this process.

use anyhow::{Context as _, Result, ensure};
use firsthand_app::{
    App,
    api::{
        notes::Saved,
        system::{PairingCode, SyncStatus},
    },
};
use firsthand_tests::place;
use serde::de::DeserializeOwned;
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use crate::tool::{at_home, done, heard, said};

/// Exit code of the command line for "done, but something is wrong", such as a folder that is full.
const SOMETHING_WRONG: i32 = 3;

/// One device. Nothing of it runs between calls.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    program: PathBuf,
    data: PathBuf,
    home: PathBuf,
}

impl Device {
    pub(crate) fn new(data: PathBuf, home: PathBuf) -> Result<Self> {
        Ok(Self { program: place::built("firsthand")?, data, home })
    }

    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// Returns a call of the command line, ready to be run or wrapped.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = at_home(&self.program, &self.home);
        command.arg("--json").arg("--data-dir").arg(&self.data).args(args);
        command
    }

    /// Opens the data in this process.
    pub(crate) fn app(&self) -> Result<App> {
        App::open(&self.data).with_context(|| format!("opening {}", self.data.display()))
    }

    /// Sets sync up in an empty folder.
    pub(crate) fn init(&self, folder: &Path) -> Result<()> {
        let folder = folder.as_os_str();
        done(&self.command([OsStr::new("init"), OsStr::new("--folder"), folder])).map(drop)
    }

    /// Returns the pairing code.
    pub(crate) fn code(&self) -> Result<String> {
        self.asked::<PairingCode>(&self.command(["pair"])).map(|pairing| pairing.code)
    }

    /// Joins a folder; fails while its marker has not arrived.
    pub(crate) fn join(&self, folder: &Path, code: &str) -> Result<()> {
        let output = heard(&self.command(join(folder, code)))?;
        // Something may still be on its way; that this device has joined is all that is asked for here.
        ensure!(matches!(output.status.code(), Some(0 | SOMETHING_WRONG)), "it did not join: {}", said(&output));
        Ok(())
    }

    /// Jots words down; when this returns they are acknowledged.
    pub(crate) fn jot(&self, words: &str) -> Result<()> {
        self.asked::<Saved>(&self.command(["jot", words])).map(drop)
    }

    /// Runs a round of sync, whatever it finds.
    pub(crate) fn sync(&self) -> Result<SyncStatus> {
        let command = self.command(["sync"]);
        let output = heard(&command)?;
        let fine = matches!(output.status.code(), Some(0 | SOMETHING_WRONG));
        ensure!(fine, "{command:?} ended with {}\n{}", output.status, said(&output));
        serde_json::from_slice(&output.stdout).with_context(|| said(&output))
    }

    /// Returns everything that it holds, in words.
    pub(crate) fn export(&self) -> Result<String> {
        done(&self.command(["export", "json"]))
    }

    /// Makes sure that its documents can be read and that what is shown equals them.
    pub(crate) fn doctor(&self) -> Result<()> {
        done(&self.command(["doctor"])).map(drop)
    }

    fn asked<T: DeserializeOwned>(&self, command: &Command) -> Result<T> {
        let answer = done(command)?;
        serde_json::from_str(&answer).with_context(|| format!("{command:?} answered {answer}"))
    }
}

/// Returns what is typed to join.
pub(crate) fn join(folder: &Path, code: &str) -> Vec<String> {
    ["join", &folder.to_string_lossy(), "--code", code].map(str::to_owned).into()
}

/// Lets the first device set up a folder and the others join it.
pub(crate) fn pair(folder: &Path, first: &Device, others: &[&Device]) -> Result<()> {
    first.init(folder)?;
    let code = first.code()?;
    others.iter().try_for_each(|other| other.join(folder, &code))
}
