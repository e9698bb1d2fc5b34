//! The folders of a device as a file system holds them, and the changes that calls make to them.

use anyhow::{Context as _, Result, bail, ensure};
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use super::tear::Tear;

/// A file or a folder, by its place in [`Disk::nodes`]. A name leads to it; it may have none.
pub(crate) type NodeId = usize;

/// The folder that everything lies in.
pub(crate) const TOP: NodeId = 0;

#[derive(Clone, Debug)]
pub(crate) enum Node {
    File(Arc<Vec<u8>>),
    Folder(BTreeMap<String, NodeId>),
}

impl Node {
    pub(crate) fn new_file() -> Self {
        Self::File(Arc::default())
    }

    pub(crate) fn new_folder() -> Self {
        Self::Folder(BTreeMap::new())
    }
}

/// A change of names (`Enter`, `Leave`, `Move`) or of a file (`Write`, `Size`), what makes such changes last (`Sync`), or an answer.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Enter { folder: NodeId, name: String, node: NodeId },
    Leave { folder: NodeId, name: String, node: NodeId },
    Move { folder: NodeId, from: String, to: String, node: NodeId },
    Write { file: NodeId, at: usize, bytes: Arc<Vec<u8>> },
    Size { file: NodeId, to: usize },
    Sync { node: NodeId },
    Said,
}

impl Op {
    /// Returns the node whose sync makes the change last.
    pub(crate) fn changes(&self) -> Option<NodeId> {
        match self {
            Self::Enter { folder, .. } | Self::Leave { folder, .. } | Self::Move { folder, .. } => Some(*folder),
            Self::Write { file, .. } | Self::Size { file, .. } => Some(*file),
            Self::Sync { .. } | Self::Said => None,
        }
    }
}

/// What became of a change when the power went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Lost,
    Kept,
    /// Only of a write.
    Torn(Tear),
}

/// A tree of files and folders.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    pub(crate) nodes: Vec<Node>,
}

impl Disk {
    /// Reads folders of the ground, by name, with all that is in them; one that is not there is left out.
    pub(crate) fn read(ground: &Path, names: &[&str]) -> Result<Self> {
        let mut disk = Self { nodes: vec![Node::new_folder()] };
        for name in names {
            if ground.join(name).exists() {
                let node = disk.read_node(&ground.join(name))?;
                disk.folder_mut(TOP)?.insert((*name).to_owned(), node);
            }
        }
        Ok(disk)
    }

    fn read_node(&mut self, path: &Path) -> Result<NodeId> {
        let id = self.nodes.len();
        if !path.is_dir() {
            let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
            self.nodes.push(Node::File(Arc::new(bytes)));
            return Ok(id);
        }
        self.nodes.push(Node::new_folder());
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // What SQLite shares between processes is mapped memory, and is made anew by whoever opens the database first.
            if !is_shared_memory(&name) {
                let node = self.read_node(&entry.path())?;
                self.folder_mut(id)?.insert(name, node);
            }
        }
        Ok(id)
    }

    /// Applies a change as far as its fate lets it.
    pub(crate) fn apply(&mut self, op: &Op, fate: Fate) -> Result<()> {
        match (op, fate) {
            (_, Fate::Lost) | (Op::Sync { .. } | Op::Said, _) => {}
            (Op::Enter { folder, name, node }, _) => {
                self.folder_mut(*folder)?.insert(name.clone(), *node);
            }
            (Op::Leave { folder, name, node }, _) => self.leave(*folder, name, *node)?,
            (Op::Move { folder, from, to, node }, _) => {
                self.leave(*folder, from, *node)?;
                self.folder_mut(*folder)?.insert(to.clone(), *node);
            }
            (Op::Write { file, at, bytes }, Fate::Kept) => {
                let file = self.file_mut(*file)?;
                lengthen(file, at + bytes.len());
                file[*at..at + bytes.len()].copy_from_slice(bytes);
            }
            (Op::Write { file, at, bytes }, Fate::Torn(tear)) => tear.apply(self.file_mut(*file)?, *at, bytes),
            (Op::Size { file, to }, _) => {
                let file = self.file_mut(*file)?;
                file.truncate(*to);
                lengthen(file, *to);
            }
        }
        Ok(())
    }

    /// Removes a name, unless it leads to another node: an earlier change may have been lost.
    fn leave(&mut self, folder: NodeId, name: &str, node: NodeId) -> Result<()> {
        let folder = self.folder_mut(folder)?;
        if folder.get(name) == Some(&node) {
            folder.remove(name);
        }
        Ok(())
    }

    pub(crate) fn folder(&self, id: NodeId) -> Result<&BTreeMap<String, NodeId>> {
        match self.nodes.get(id) {
            Some(Node::Folder(entries)) => Ok(entries),
            other => bail!("node {id} is no folder: {other:?}"),
        }
    }

    fn folder_mut(&mut self, id: NodeId) -> Result<&mut BTreeMap<String, NodeId>> {
        match self.nodes.get_mut(id) {
            Some(Node::Folder(entries)) => Ok(entries),
            _ => bail!("node {id} is no folder"),
        }
    }

    pub(crate) fn file(&self, id: NodeId) -> Result<&Arc<Vec<u8>>> {
        match self.nodes.get(id) {
            Some(Node::File(bytes)) => Ok(bytes),
            _ => bail!("node {id} is no file"),
        }
    }

    fn file_mut(&mut self, id: NodeId) -> Result<&mut Vec<u8>> {
        match self.nodes.get_mut(id) {
            Some(Node::File(bytes)) => Ok(Arc::make_mut(bytes)),
            _ => bail!("node {id} is no file"),
        }
    }

    /// Finds what a path in the ground leads to.
    pub(crate) fn find(&self, path: &str) -> Option<NodeId> {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        parts.try_fold(TOP, |folder, part| self.folder(folder).ok()?.get(part).copied())
    }

    /// Returns all files by their path in the ground; a folder stands there with a final `/` and without bytes.
    pub(crate) fn tree(&self) -> Result<BTreeMap<String, Arc<Vec<u8>>>> {
        let mut tree = BTreeMap::new();
        let mut open = vec![(String::new(), TOP)];
        while let Some((prefix, folder)) = open.pop() {
            for (name, &node) in self.folder(folder)? {
                let path = format!("{prefix}{name}");
                match &self.nodes[node] {
                    Node::File(bytes) => drop(tree.insert(path, Arc::clone(bytes))),
                    Node::Folder(_) => {
                        tree.insert(format!("{path}/"), Arc::default());
                        open.push((format!("{path}/"), node));
                    }
                }
            }
        }
        Ok(tree)
    }

    /// Puts the tree on the real disk, in place of what is there under the given names.
    pub(crate) fn write(&self, ground: &Path, names: &[&str]) -> Result<()> {
        for name in names {
            match fs::remove_dir_all(ground.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        // A folder comes before what is in it: the tree is in the order of its paths.
        for (path, bytes) in self.tree()? {
            if !names.iter().any(|name| path.split('/').next() == Some(name)) {
                continue;
            }
            let path = ground.join(path);
            if path.as_os_str().as_encoded_bytes().ends_with(b"/") {
                fs::create_dir(&path).with_context(|| format!("making {}", path.display()))?;
            } else {
                fs::write(&path, &*bytes).with_context(|| format!("writing {}", path.display()))?;
            }
        }
        Ok(())
    }
}

/// Fills a file with zeros up to a length.
pub(crate) fn lengthen(file: &mut Vec<u8>, to: usize) {
    if file.len() < to {
        file.extend_from_slice(&vec![0; to - file.len()]);
    }
}

/// Says whether a name is that of SQLite's memory between processes.
pub(crate) fn is_shared_memory(name: &str) -> bool {
    name.ends_with("-shm")
}

/// Makes sure that two trees are the same, byte for byte.
pub(crate) fn assert_same(model: &Disk, real: &Disk) -> Result<()> {
    let (model, real) = (model.tree()?, real.tree()?);
    let names = |tree: &BTreeMap<String, Arc<Vec<u8>>>| tree.keys().cloned().collect::<Vec<_>>();
    ensure!(names(&model) == names(&real), "the model holds {:#?}, the disk {:#?}", names(&model), names(&real));
    for (path, bytes) in &model {
        ensure!(real.get(path) == Some(bytes), "the model of {path} has other bytes than the disk");
    }
    Ok(())
}
