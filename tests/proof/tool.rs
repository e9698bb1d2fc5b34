//! Foreign programs: found or plainly missed, heard out, waited for.

use anyhow::{Context as _, Result, bail, ensure};
use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

/// How long anything that is waited for may take before the test fails; what is waited for takes seconds.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Makes sure that a program can be run. A missing one fails the test: silence would look like proof.
pub(crate) fn need(program: &str) -> Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    ensure!(found, "{program} is missing on this machine. `make setup` installs it.");
    Ok(())
}

/// Runs a command that is to end within a minute, and returns what it said.
///
/// It runs under `timeout`, whose exit code 124 means that it hung, and which ends by the signal that ended the command.
pub(crate) fn heard(command: &Command) -> Result<Output> {
    let mut limited = Command::new("timeout");
    limited.args(["--kill-after=5", "60"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        limited.current_dir(folder);
    }
    let output = limited.output().with_context(|| format!("running {}", command.get_program().display()))?;
    ensure!(output.status.code() != Some(124), "{command:?} hung for a minute\n{}", said(&output));
    Ok(output)
}

/// Runs a command that must succeed, and returns its standard output.
pub(crate) fn done(command: &Command) -> Result<String> {
    let output = heard(command)?;
    ensure!(output.status.success(), "{command:?} ended with {}\n{}", output.status, said(&output));
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Returns both outputs of a program for a message.
pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Waits until something is so; what it last said is part of the failure.
pub(crate) fn until(what: &str, mut so: impl FnMut() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    loop {
        match so() {
            Ok(()) => return Ok(()),
            Err(error) if start.elapsed() > PATIENCE => bail!("{what}: not so after {PATIENCE:?}: {error:#}"),
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// Makes a command whose whole surroundings lie in a home of the test's own.
pub(crate) fn at_home(program: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").env("HOME", home).env("XDG_RUNTIME_DIR", home).env("GOMAXPROCS", "1");
    for (name, folder) in [("XDG_DATA_HOME", "share"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")] {
        command.env(name, home.join(folder));
    }
    // No key store of whoever runs the tests may be asked.
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY").env_remove("FIRSTHAND_DATA_DIR");
    command
}
