//! Turns the calls of a program into the changes that they made to its folders.

use anyhow::{Context as _, Result, bail, ensure};
use std::{cell::Cell, collections::BTreeMap, path::Path, rc::Rc, sync::Arc};

use super::{
    disk::{Disk, Fate, Node, NodeId, Op, is_shared_memory},
    line::Line,
};

/// Calls that change what lies on a disk or make it last, and those that say which file they mean and where in it.
///
/// Here stand also those that are not expected; if one of them touches the folders, recording fails instead of leaving it out.
pub(crate) const RECORDED: &[&str] = &[
    "open",
    "creat",
    "openat",
    "openat2",
    "close",
    "dup",
    "dup2",
    "dup3",
    "fcntl",
    "lseek",
    "read",
    "readv",
    "write",
    "writev",
    "pwrite64",
    "pwritev",
    "pwritev2",
    "sendfile",
    "splice",
    "copy_file_range",
    "fallocate",
    "truncate",
    "ftruncate",
    "fsync",
    "fdatasync",
    "sync",
    "syncfs",
    "sync_file_range",
    "msync",
    "mmap",
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
    "chdir",
    "fchdir",
    "fork",
    "vfork",
    "clone",
    "clone3",
    "execve",
    "io_uring_setup",
    "io_uring_enter",
    "io_submit",
];

/// What an open descriptor stands for.
#[derive(Clone, Debug)]
struct Open {
    node: NodeId,
    /// Where the next write or read begins; descriptors that were copied share it.
    place: Rc<Cell<usize>>,
    appends: bool,
}

/// What is known while the calls of one process are gone through.
pub(crate) struct Recorder<'a> {
    /// The folder that all paths begin with.
    ground: &'a Path,
    /// The folders in it that are watched.
    watched: &'a [&'a str],
    /// How everything stands by now, with nothing lost.
    pub(crate) live: Disk,
    pub(crate) ops: Vec<Op>,
    open: BTreeMap<i64, Open>,
    is_running: bool,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(ground: &'a Path, watched: &'a [&'a str], start: Disk) -> Self {
        Self { ground, watched, live: start, ops: Vec::new(), open: BTreeMap::new(), is_running: false }
    }

    /// Goes through all calls of one run of a program.
    pub(crate) fn run(&mut self, lines: &[Line]) -> Result<()> {
        self.open.clear();
        self.is_running = false;
        for line in lines {
            self.step(line).with_context(|| format!("recording {line:.300?}"))?;
        }
        Ok(())
    }

    fn step(&mut self, line: &Line) -> Result<()> {
        // A call that failed changed nothing.
        let Some(result) = line.result() else { return Ok(()) };
        match line.name.as_str() {
            "openat" | "open" | "creat" => self.open(line, result)?,
            "close" => drop(self.open.remove(&line.descriptor(0)?.number)),
            "dup" | "dup2" | "dup3" => self.copy(line, result)?,
            "fcntl" if line.arg(1)?.starts_with("F_DUPFD") => self.copy(line, result)?,
            "fcntl" => {}
            "lseek" => self.of(line)?.into_iter().for_each(|open| open.place.set(result as usize)),
            "read" | "readv" => self.of(line)?.into_iter().for_each(|open| forward(open, result as usize)),
            "write" | "writev" if line.descriptor(0)?.number == 1 => self.ops.push(Op::Said),
            "write" | "writev" => {
                if let Some(open) = self.of(line)?.cloned() {
                    let at = if open.appends { self.live.file(open.node)?.len() } else { open.place.get() };
                    open.place.set(at);
                    self.wrote(&open, at, line)?;
                    forward(&open, result as usize);
                }
            }
            "pwrite64" => {
                if let Some(open) = self.of(line)?.cloned() {
                    ensure!(!open.appends, "a write at a place through a descriptor that appends");
                    self.wrote(&open, line.number(3)?, line)?;
                }
            }
            "ftruncate" => {
                if let Some(file) = self.of(line)?.map(|open| open.node) {
                    self.push(Op::Size { file, to: line.number(1)? })?;
                }
            }
            "fsync" | "fdatasync" => {
                if let Some(node) = self.of(line)?.map(|open| open.node) {
                    self.push(Op::Sync { node })?;
                }
            }
            // It promises nothing about a power loss (sync_file_range(2), "Warning"), so it counts as nothing.
            "sync_file_range" => {}
            "mkdir" => self.make_folder(&line.path(0)?)?,
            "mkdirat" => self.make_folder(&line.path(1)?)?,
            "unlink" | "rmdir" => self.unlink(&line.path(0)?)?,
            "unlinkat" => self.unlink(&line.path(1)?)?,
            "rename" => self.rename(&line.path(0)?, &line.path(1)?)?,
            "renameat" | "renameat2" => self.rename(&line.path(1)?, &line.path(3)?)?,
            "link" => self.link(&line.path(0)?, &line.path(1)?)?,
            "linkat" => self.link(&line.path(1)?, &line.path(3)?)?,
            "mmap" => self.assert_harmless_map(line)?,
            "clone" | "clone3" => {
                ensure!(format!("{line:?}").contains("CLONE_THREAD"), "a second process: the model knows of one");
            }
            "execve" => {
                ensure!(!self.is_running, "another program");
                self.is_running = true;
            }
            "truncate" | "symlink" | "symlinkat" | "copy_file_range" | "sendfile" | "splice" | "fallocate"
            | "pwritev" | "pwritev2" | "msync" => {
                ensure!(!line.mentions(&self.ground.to_string_lossy()), "the model does not know this call");
            }
            unknown => bail!("the model does not know {unknown}"),
        }
        Ok(())
    }

    /// Returns the path in the ground that a path leads to, if it lies in a watched folder and is more than memory.
    fn inside(&self, path: &str) -> Option<String> {
        let inside = Path::new(path).strip_prefix(self.ground).ok()?.to_str()?;
        // The ground itself is opened to make the names of the watched folders last.
        let is_watched = inside.is_empty() || self.watched.iter().any(|name| Path::new(inside).starts_with(name));
        (is_watched && !is_shared_memory(inside)).then(|| inside.to_owned())
    }

    /// Returns the folder that a path lies in, and its last part.
    fn place_of(&self, path: &str) -> Result<(NodeId, String)> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = self.live.find(folder).with_context(|| format!("the model has no folder {folder}"))?;
        Ok((folder, name.to_owned()))
    }

    fn push(&mut self, op: Op) -> Result<()> {
        self.live.apply(&op, Fate::Kept)?;
        self.ops.push(op);
        Ok(())
    }

    fn enter(&mut self, path: &str, node: NodeId) -> Result<()> {
        let (folder, name) = self.place_of(path)?;
        self.push(Op::Enter { folder, name, node })
    }

    fn open(&mut self, line: &Line, number: i64) -> Result<()> {
        let place = usize::from(line.name == "openat");
        let Some(path) = self.inside(&line.path(place)?) else {
            self.open.remove(&number);
            return Ok(());
        };
        let flags = if line.name == "creat" { "O_CREAT|O_TRUNC" } else { line.arg(place + 1)? };
        ensure!(!flags.contains("O_TMPFILE"), "a file without a name");
        let has = |flag: &str| flags.split('|').any(|has| has == flag);
        let node = match self.live.find(&path) {
            Some(node) => {
                if has("O_TRUNC") && !self.live.file(node)?.is_empty() {
                    self.push(Op::Size { file: node, to: 0 })?;
                }
                node
            }
            None => {
                ensure!(has("O_CREAT"), "the model has no {path}");
                self.live.nodes.push(Node::new_file());
                self.enter(&path, self.live.nodes.len() - 1)?;
                self.live.nodes.len() - 1
            }
        };
        self.open.insert(number, Open { node, place: Rc::default(), appends: has("O_APPEND") });
        Ok(())
    }

    fn copy(&mut self, line: &Line, number: i64) -> Result<()> {
        match self.of(line)?.cloned() {
            Some(open) => self.open.insert(number, open),
            None => self.open.remove(&number),
        };
        Ok(())
    }

    /// Returns what the first argument stands for, if it is watched.
    fn of(&self, line: &Line) -> Result<Option<&Open>> {
        Ok(self.open.get(&line.descriptor(0)?.number))
    }

    fn wrote(&mut self, open: &Open, at: usize, line: &Line) -> Result<()> {
        self.push(Op::Write { file: open.node, at, bytes: Arc::new(line.written()?) })
    }

    fn make_folder(&mut self, path: &str) -> Result<()> {
        let Some(path) = self.inside(path) else { return Ok(()) };
        self.live.nodes.push(Node::new_folder());
        self.enter(&path, self.live.nodes.len() - 1)
    }

    fn unlink(&mut self, path: &str) -> Result<()> {
        let Some(path) = self.inside(path) else { return Ok(()) };
        let node = self.live.find(&path).with_context(|| format!("the model has no {path}"))?;
        let (folder, name) = self.place_of(&path)?;
        self.push(Op::Leave { folder, name, node })
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<()> {
        let (from, to) = match (self.inside(from), self.inside(to)) {
            (None, None) => return Ok(()),
            (Some(from), Some(to)) => (from, to),
            _ => bail!("a rename into the folders or out of them"),
        };
        let node = self.live.find(&from).with_context(|| format!("the model has no {from}"))?;
        let ((folder, from), (other, to)) = (self.place_of(&from)?, self.place_of(&to)?);
        ensure!(folder == other, "a rename from one folder to another");
        self.push(Op::Move { folder, from, to, node })
    }

    fn link(&mut self, from: &str, to: &str) -> Result<()> {
        let (from, to) = match (self.inside(from), self.inside(to)) {
            (None, None) => return Ok(()),
            (Some(from), Some(to)) => (from, to),
            _ => bail!("a link into the folders or out of them"),
        };
        let node = self.live.find(&from).with_context(|| format!("the model has no {from}"))?;
        self.enter(&to, node)
    }

    /// Makes sure that no watched file is written through memory. SQLite's memory between processes is not watched.
    fn assert_harmless_map(&self, line: &Line) -> Result<()> {
        let writes = line.arg(2)?.contains("PROT_WRITE") && line.arg(3)?.contains("MAP_SHARED");
        let is_watched = self.open.contains_key(&line.descriptor(4)?.number);
        ensure!(!writes || !is_watched, "a watched file is written through memory, which no call shows");
        Ok(())
    }
}

fn forward(open: &Open, by: usize) {
    open.place.set(open.place.get() + by);
}
