//! One path laid out to be hurt again and again: prepared once, put back as it was before each case.

use anyhow::{Context as _, Result, ensure};
use std::{
    fs,
    path::{Path as FsPath, PathBuf},
    process::{Command, Output},
};

use crate::{
    device::Device,
    ground::{Ground, copy_folder},
    oracle::{Files, Sealed, assert_kept, assert_settled, whole_files},
    paths::Path,
    strace::{self, Call, Fault},
    tool::{heard, said},
};

/// A path with everything that it needs.
pub(crate) struct Bench<'a> {
    path: &'a Path,
    /// Where cases run. Always the same place, for a device knows the path of its folder.
    ground: Ground,
    /// How everything stood before the first case, and what stood in the folder.
    pristine: Ground,
    files: Files,
    sealed: Sealed,
    words: Vec<String>,
}

/// What a hurt run left behind.
pub(crate) struct Hurt {
    pub(crate) output: Output,
    /// The calls that were watched along.
    pub(crate) calls: Vec<Call>,
    files: Files,
    pub(crate) sealed: Sealed,
}

impl<'a> Bench<'a> {
    pub(crate) fn of(path: &'a Path) -> Result<Self> {
        let (ground, pristine) = (Ground::new()?, Ground::new()?);
        let words = (path.prepare)(&ground).with_context(|| format!("preparing {}", path.name))?;
        copy_folder(ground.path(), pristine.path())?;
        let files = whole_files(&ground.folder("folder")?)?;
        let sealed = Sealed::of(&ground.device("a")?, &pristine.path().join("look"))?;
        Ok(Self { path, ground, pristine, files, sealed, words })
    }

    /// Lists the calls of a run that nobody hurts, as far as they have to do with the device's data or the folder, or
    /// with its answer.
    pub(crate) fn calls(&self, names: &[&str]) -> Result<Vec<Call>> {
        self.reset()?;
        let (mut calls, output) = strace::calls(&self.command()?, names, &self.log())?;
        ensure!(output.status.success(), "{} fails without being hurt: {}", self.path.name, said(&output));
        let here = [self.ground.path().join("a"), self.ground.folder("folder")?];
        calls.retain(|call| here.iter().any(|place| call.touches(place)) || call.line.starts_with("write(1"));
        let removes = calls.iter().any(|call| call.line.starts_with("unlink") && call.line.contains("/log/s-"));
        let watched = names.iter().any(|name| name.starts_with("unlink"));
        ensure!(removes || !watched || !self.path.removes, "{} removes nothing, so it proves nothing", self.path.name);
        Ok(calls)
    }

    /// Puts everything back as it was, runs the path and hurts one call.
    pub(crate) fn hurt(&self, call: &Call, fault: Fault, also: &[&str]) -> Result<Hurt> {
        self.reset()?;
        let (calls, output) = strace::hurt(&self.command()?, call, fault, also, &self.log())?;
        let files = whole_files(&self.folder()?)?;
        let sealed = Sealed::of(&self.device("a")?, &self.pristine.path().join("look"))?;
        Ok(Hurt { output, calls, files, sealed })
    }

    /// Makes sure that a hurt run did no harm: at once, after the same run without harm, and on another device.
    pub(crate) fn assert_unharmed(&self, hurt: &Hurt) -> Result<()> {
        self.kept(&self.files, &hurt.files)?;
        if !self.path.removes {
            // A file is deleted first and forgotten then; in between it counts as published.
            hurt.sealed.assert_there(&hurt.files)?;
        }
        let mut words = self.words.clone();
        if let Some(written) = self.path.writes
            && answered(&hurt.output)
        {
            words.push(written.to_owned());
        }
        let (one, two) = (self.device("a")?, self.device("b")?);
        let again = heard(&self.command()?)?;
        ensure!(again.status.success(), "the same again fails: {}", said(&again));
        words.extend(self.path.writes.map(str::to_owned));
        (self.path.after)(&self.ground)?;
        assert_settled(&[&one, &two], &words)?;
        if self.path.joined {
            let fresh = self.device("c")?;
            fresh.join(&self.folder()?, &one.code()?)?;
            assert_settled(&[&one, &fresh], &words).context("a device that has only the folder")?;
        }
        let after = whole_files(&self.folder()?)?;
        self.kept(&hurt.files, &after)?;
        Sealed::of(&one, &self.pristine.path().join("look"))?.assert_there(&after)
    }

    /// Returns the names that count as published since the path began.
    pub(crate) fn newly_published<'s>(&self, sealed: &'s Sealed) -> Vec<&'s str> {
        let new = sealed.published.keys().filter(|name| !self.sealed.published.contains_key(*name));
        new.map(String::as_str).collect()
    }

    /// How many cases of the path are tried in an ordinary run, of at most `all`.
    pub(crate) fn at_most(&self, all: usize) -> usize {
        if self.path.joined { all / 6 } else { all }
    }

    pub(crate) fn folder(&self) -> Result<PathBuf> {
        self.ground.folder("folder")
    }

    fn kept(&self, before: &Files, after: &Files) -> Result<()> {
        if self.path.removes { Ok(()) } else { assert_kept(before, after) }
    }

    fn device(&self, name: &str) -> Result<Device> {
        self.ground.device(name)
    }

    fn command(&self) -> Result<Command> {
        Ok(self.device("a")?.command((self.path.run)(&self.ground)?))
    }

    fn log(&self) -> PathBuf {
        self.pristine.path().join("calls")
    }

    fn reset(&self) -> Result<()> {
        for name in ["a", "b", "c", "folder"] {
            let (from, to) = (self.pristine.path().join(name), self.ground.path().join(name));
            remove(&to)?;
            if from.exists() {
                copy_folder(&from, &to)?;
            }
        }
        Ok(())
    }
}

/// Takes a folder away, if it is there.
pub(crate) fn remove(folder: &FsPath) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Says whether a run had told its user that it was done before it ended.
pub(crate) fn answered(output: &Output) -> bool {
    serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok()
}
