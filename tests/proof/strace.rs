//! Runs a program under `strace`: to list its calls, or to hurt one of them.

use anyhow::{Context as _, Result, ensure};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

use crate::tool::{heard, need, said};

/// Calls that change what lies on a disk, or let go of it.
pub(crate) const CHANGING: &[&str] = &[
    "open",
    "creat",
    "openat",
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "sendfile",
    "copy_file_range",
    "fsync",
    "fdatasync",
    "sync_file_range",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "ftruncate",
    "truncate",
    "fallocate",
    "chmod",
    "fchmod",
    "fchmodat",
    "utimensat",
    "close",
];

/// Calls that look.
pub(crate) const LOOKING: &[&str] = &[
    "read",
    "pread64",
    "readv",
    "preadv",
    "getdents64",
    "stat",
    "lstat",
    "fstat",
    "newfstatat",
    "statx",
    "access",
    "faccessat",
    "faccessat2",
    "readlink",
    "readlinkat",
    "statfs",
    "fstatfs",
    "fcntl",
];

/// One call of a run.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: String,
    /// Which call of that name it is, from 1.
    pub(crate) number: usize,
    /// As strace writes it, with the paths of descriptors.
    pub(crate) line: String,
}

/// What is done to a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// The process is killed as it enters the call: the one before was its last.
    Kill,
    /// The call fails without having been made.
    Fails(&'static str),
    /// This call fails, and every later one of its name.
    FailsFromHereOn(&'static str),
}

impl Fault {
    fn injection(self, call: &Call) -> String {
        let Call { name, number, .. } = call;
        match self {
            Self::Kill => format!("inject={name}:signal=KILL:when={number}"),
            Self::Fails(errno) => format!("inject={name}:error={errno}:when={number}"),
            Self::FailsFromHereOn(errno) => format!("inject={name}:error={errno}:when={number}+"),
        }
    }
}

/// Runs a command and returns its calls in their order, with what it said.
pub(crate) fn calls(command: &Command, names: &[&str], log: &Path) -> Result<(Vec<Call>, Output)> {
    let output = traced(command, names, None, log)?;
    let calls = read(log)?;
    ensure!(!calls.is_empty(), "strace saw no calls:\n{}", said(&output));
    Ok((calls, output))
}

/// Runs a command and hurts one of its calls; also returns the calls of the given names, the hurt one's being among them.
pub(crate) fn hurt(
    command: &Command,
    call: &Call,
    fault: Fault,
    also: &[&str],
    log: &Path,
) -> Result<(Vec<Call>, Output)> {
    let names: Vec<&str> = also.iter().copied().chain([call.name.as_str()]).collect();
    let output = traced(command, &names, Some((fault, call)), log)?;
    Ok((read(log)?, output))
}

/// Runs a command and returns its calls of the given names in their order with all the bytes that they carry, each line beginning
/// with the thread and all strings written in hexadecimal.
pub(crate) fn whole_calls(command: &Command, names: &[&str], log: &Path) -> Result<(Vec<String>, Output)> {
    let limit = format!("--string-limit={}", u32::MAX / 8);
    let output = strace(command, names, None, &["--strings-in-hex=all", &limit], log)?;
    let text = fs::read_to_string(log).with_context(|| format!("reading {}", log.display()))?;
    Ok((text.lines().map(str::to_owned).collect(), output))
}

fn traced(command: &Command, names: &[&str], fault: Option<(Fault, &Call)>, log: &Path) -> Result<Output> {
    strace(command, names, fault, &["--string-limit=16"], log)
}

fn strace(
    command: &Command,
    names: &[&str],
    fault: Option<(Fault, &Call)>,
    strings: &[&str],
    log: &Path,
) -> Result<Output> {
    need("strace")?;
    let mut strace = Command::new("strace");
    strace.args(["--follow-forks", "--quiet=all", "--decode-fds=path"]).args(strings);
    // Stops at the named calls only. In that manner strace loses the signals that it is to send.
    strace.args((!matches!(fault, Some((Fault::Kill, _)))).then_some("--seccomp-bpf"));
    // Not every processor's system has every call; the question mark lets strace pass over those.
    let names: Vec<String> = names.iter().map(|name| format!("?{name}")).collect();
    strace.arg("--output").arg(log).arg(format!("--trace={}", names.join(",")));
    if let Some((fault, call)) = fault {
        strace.arg("-e").arg(fault.injection(call));
    }
    strace.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => strace.env(name, value),
            None => strace.env_remove(name),
        };
    }
    strace.current_dir(command.get_current_dir().unwrap_or(Path::new("/")));
    heard(&strace)
}

/// Reads strace's log. Calls are counted per thread and name, as strace counts them for an injection.
fn read(log: &Path) -> Result<Vec<Call>> {
    let bytes = fs::read(log).with_context(|| format!("reading {}", log.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in text.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((name, _)) = rest.trim_start().split_once('(') else { continue };
        if !name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
            continue;
        }
        let number = counts.entry((thread, name)).or_default();
        *number += 1;
        calls.push(Call { name: name.to_owned(), number: *number, line: rest.trim().to_owned() });
    }
    Ok(calls)
}

impl Call {
    /// Says whether the call has to do with something below a folder.
    pub(crate) fn touches(&self, folder: &Path) -> bool {
        self.line.contains(&*folder.to_string_lossy())
    }

    /// Returns the path behind the descriptor that the call begins with.
    pub(crate) fn descriptor(&self) -> Option<&str> {
        let (_, rest) = self.line.split_once('(')?;
        let digits = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        (digits.len() < rest.len()).then(|| digits.strip_prefix('<')?.split('>').next())?
    }

    /// Says whether the call did its work.
    pub(crate) fn worked(&self) -> bool {
        self.line.rsplit_once(" = ").is_some_and(|(_, result)| !result.starts_with('-') && !result.starts_with('?'))
    }
}
