//! A story played once with the real program, its calls recorded, and what was promised when.

use anyhow::{Context as _, Result, ensure};
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use super::{
    disk::{Disk, Fate, Node, NodeId, Op, TOP, assert_same},
    line::read_lines,
    record::{RECORDED, Recorder},
    story::Story,
};
use crate::{
    bench::answered,
    device::Device,
    ground::{Ground, copy_folder},
    oracle::Files,
    strace,
    tool::said,
};

/// Length of the header of SQLite's log, in bytes (its file format, section 4.1).
const WAL_HEADER: usize = 32;

/// The folder that the devices share, in the ground.
pub(crate) const SHARED: &str = "folder";

/// A command of the story.
pub(crate) struct Command {
    pub(crate) typed: Vec<String>,
    pub(crate) words: Option<String>,
    /// The number of changes made before it gave its whole answer: from there on it is acknowledged.
    pub(crate) answered: usize,
}

/// A file that came into the sync folder under a final name, or went.
pub(crate) struct Seen {
    /// The number of the change.
    pub(crate) at: usize,
    /// Its path in the sync folder.
    pub(crate) name: String,
    /// Its bytes; none if it went.
    pub(crate) bytes: Option<Arc<Vec<u8>>>,
}

pub(crate) struct Recorded {
    pub(crate) story: &'static Story,
    /// Where the story was played and all states are opened: a device knows the path of its folder.
    pub(crate) ground: Ground,
    /// Everything else as it was before the story: the other devices, and what the story noted.
    pub(crate) pristine: Ground,
    /// How the watched folders stood before, with all nodes that are made later.
    pub(crate) start: Disk,
    pub(crate) ops: Vec<Op>,
    pub(crate) commands: Vec<Command>,
    pub(crate) seen: Vec<Seen>,
    /// The words that all devices together had acknowledged before, and those that this one held itself.
    pub(crate) words: Vec<String>,
    pub(crate) own_words: Vec<String>,
}

impl Recorded {
    pub(crate) fn of(story: &'static Story) -> Result<Self> {
        let (ground, pristine) = (Ground::new()?, Ground::new()?);
        let words = (story.path.prepare)(&ground).with_context(|| format!("preparing {}", story.path.name))?;
        let device = story.device(&ground)?;
        copy_folder(ground.path(), pristine.path())?;
        let held = if device.data().exists() { device.app()?.export_text()? } else { String::new() };
        let own_words = words.iter().filter(|words| held.contains(words.as_str())).cloned().collect();
        let watched = watched(story);
        let mut start = Disk::read(ground.path(), &watched)?;
        let mut recorder = Recorder::new(ground.path(), &watched, start.clone());
        let mut commands = Vec::new();
        let beside = (story.saves > 0).then(|| device.app()).transpose()?;
        for (typed, words) in story.commands(&ground)? {
            commands.push(play(&mut recorder, &device, typed, words, &pristine.path().join("calls"))?);
            // The proof of the model itself: what it makes of the calls is what the calls made.
            assert_same(&recorder.live, &Disk::read(ground.path(), &watched)?)
                .with_context(|| format!("the model of {} is wrong", story.path.name))?;
        }
        drop(beside);
        let Recorder { live, ops, .. } = recorder;
        let made = live.nodes.into_iter().skip(start.nodes.len());
        start.nodes.extend(made.map(|node| match node {
            Node::File(_) => Node::new_file(),
            Node::Folder(_) => Node::new_folder(),
        }));
        let seen = seen(&start, &ops)?;
        Ok(Self { story, ground, pristine, start, ops, commands, seen, words, own_words })
    }

    pub(crate) fn watched(&self) -> [&'static str; 2] {
        watched(self.story)
    }

    pub(crate) fn shared(&self) -> PathBuf {
        self.ground.path().join(SHARED)
    }

    /// Says whether SQLite moved its log into the database and began it anew while somebody had the data open.
    pub(crate) fn log_was_emptied(&self) -> bool {
        let starts = self.ops.iter().enumerate().filter_map(|(place, op)| match op {
            Op::Write { file, at: 0, bytes } if bytes.len() == WAL_HEADER => Some((place, *file)),
            _ => None,
        });
        let starts: Vec<(usize, NodeId)> = starts.collect();
        starts.windows(2).any(|pair| pair[0].1 == pair[1].1)
    }

    /// Returns how many commands had answered before a call.
    pub(crate) fn acknowledged(&self, at: usize) -> usize {
        self.commands.iter().filter(|command| command.answered <= at).count()
    }

    /// Returns how much had come into the folder, or gone, before a call.
    pub(crate) fn seen_before(&self, at: usize) -> &[Seen] {
        &self.seen[..self.seen.iter().filter(|seen| seen.at < at).count()]
    }

    /// Says whether a node belongs to the sync folder, with all that is made in it.
    pub(crate) fn shared_nodes(&self) -> Result<Vec<bool>> {
        let mut shared = vec![false; self.start.nodes.len()];
        let mut open: Vec<_> = self.start.find(SHARED).into_iter().collect();
        while let Some(node) = open.pop() {
            shared[node] = true;
            if let Ok(entries) = self.start.folder(node) {
                open.extend(entries.values());
            }
        }
        for op in &self.ops {
            if let Op::Enter { folder, node, .. } = op {
                shared[*node] = shared[*folder] && *folder != TOP;
            }
        }
        Ok(shared)
    }
}

fn watched(story: &Story) -> [&'static str; 2] {
    [story.data.split('/').next().unwrap_or(story.data), SHARED]
}

fn play(
    recorder: &mut Recorder<'_>,
    device: &Device,
    typed: Vec<String>,
    words: Option<String>,
    log: &std::path::Path,
) -> Result<Command> {
    let (lines, output) = strace::whole_calls(&device.command(&typed), RECORDED, log)?;
    ensure!(output.status.success() && answered(&output), "{typed:?} fails: {}", said(&output));
    let before = recorder.ops.len();
    recorder.run(&read_lines(&lines)?)?;
    let last = recorder.ops.iter().rposition(|op| matches!(op, Op::Said)).filter(|&last| last >= before);
    Ok(Command { typed, words, answered: last.context("no answer among the calls")? + 1 })
}

/// Lists what came into the sync folder under final names, and what went.
fn seen(start: &Disk, ops: &[Op]) -> Result<Vec<Seen>> {
    let mut disk = start.clone();
    let mut before = final_files(&disk)?;
    let mut seen = Vec::new();
    for (at, op) in ops.iter().enumerate() {
        disk.apply(op, Fate::Kept)?;
        if !matches!(op, Op::Enter { .. } | Op::Leave { .. } | Op::Move { .. }) {
            continue;
        }
        let after = final_files(&disk)?;
        let gone = before.keys().filter(|name| !after.contains_key(*name));
        seen.extend(gone.map(|name| Seen { at, name: name.clone(), bytes: None }));
        let come = after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes));
        seen.extend(come.map(|(name, bytes)| Seen { at, name: name.clone(), bytes: Some(Arc::clone(bytes)) }));
        before = after;
    }
    Ok(seen)
}

fn final_files(disk: &Disk) -> Result<BTreeMap<String, Arc<Vec<u8>>>> {
    let files = disk.tree()?.into_iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix(SHARED)?.strip_prefix('/')?.to_owned();
        let last = name.rsplit('/').next()?;
        (!last.is_empty() && !last.starts_with(".~")).then_some((name, bytes))
    });
    Ok(files.collect())
}

/// Returns the files with final names in a disk's sync folder, in the form that the other proofs use.
pub(crate) fn shared_files(disk: &Disk) -> Result<Files> {
    Ok(final_files(disk)?.into_iter().map(|(name, bytes)| (name, bytes.to_vec())).collect())
}
