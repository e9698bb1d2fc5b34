//! Opens a state with the real program, and says whether anything was lost.

use anyhow::{Context as _, Result, ensure};
use firsthand_app::api::system::{SyncState, SyncStatus};
use firsthand_sync::envelope;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use super::{
    disk::{Disk, Fate},
    loss::{Log, Loss},
    recorded::{Recorded, SHARED, shared_files},
};
use crate::{
    bench::remove,
    device::Device,
    extent::mixed,
    ground::copy_folder,
    oracle::{Files, Sealed, assert_kept, assert_settled, whole_files},
    tool::{heard, said},
};

/// One in so many opened states is judged even if an equal one has been judged before.
const ANYWAY: usize = 100;

/// So many commands are typed again after the power went: the one that got no answer, and what would have come after it.
const TYPED_AGAIN: usize = 3;

/// Opens states of one story and keeps count.
pub(crate) struct Judge<'a> {
    recorded: &'a Recorded,
    /// Whether every state is judged with both that the other device may be in.
    full: bool,
    log: Log<'a>,
    /// States that were the same before they were opened, and those that were the same after.
    built: BTreeSet<[u8; 32]>,
    healed: BTreeSet<[u8; 32]>,
    pub(crate) opened: usize,
    pub(crate) judged: usize,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(recorded: &'a Recorded, log: Log<'a>, full: bool) -> Self {
        Self { recorded, full, log, built: BTreeSet::new(), healed: BTreeSet::new(), opened: 0, judged: 0 }
    }

    /// Opens a state, unless the same was opened before, and judges it, unless it healed to the same as one before.
    pub(crate) fn open(&mut self, loss: &Loss) -> Result<()> {
        let disk = self.log.build(loss)?;
        let promised = self.promised(loss.at);
        if !self.built.insert(hash(&disk, promised, loss.junk_memory)?) {
            return Ok(());
        }
        self.put(&disk, loss)?;
        self.device()?.app().map(drop)?;
        self.opened += 1;
        let healed = hash(&Disk::read(self.recorded.ground.path(), &self.recorded.watched())?, promised, false)?;
        if self.healed.insert(healed) || self.opened.is_multiple_of(ANYWAY) {
            // The other device may have everything from the folder by then, or nothing of it.
            let was_carried = [self.judged.is_multiple_of(2), !self.judged.is_multiple_of(2)];
            for was_carried in was_carried.into_iter().take(if self.full { 2 } else { 1 }) {
                self.judge(&disk, loss, was_carried)
                    .with_context(|| format!("the other device had everything from the folder: {was_carried}"))?;
                self.judged += 1;
            }
        }
        Ok(())
    }

    /// Two states of which as much was promised are the same if their bytes are.
    fn promised(&self, at: usize) -> (usize, usize) {
        (self.recorded.acknowledged(at), self.recorded.seen_before(at).len())
    }

    fn device(&self) -> Result<Device> {
        self.recorded.story.device(&self.recorded.ground)
    }

    /// Puts a state onto the ground.
    fn put(&self, disk: &Disk, loss: &Loss) -> Result<()> {
        disk.write(self.recorded.ground.path(), &self.recorded.watched())?;
        let data = self.device()?.data().to_owned();
        if loss.junk_memory && data.exists() {
            let junk: Vec<u8> =
                (0..8192u64).flat_map(|place| mixed(place ^ loss.at as u64).to_le_bytes()).take(32768).collect();
            fs::write(data.join("firsthand.sqlite-shm"), junk)?;
        }
        Ok(())
    }

    fn judge(&self, disk: &Disk, loss: &Loss, was_carried: bool) -> Result<()> {
        let Recorded { story, ground, pristine, .. } = self.recorded;
        let path = story.path;
        let (one, two) = (self.device()?, ground.device("b")?);
        for other in ["b", "c"] {
            remove(&ground.path().join(other))?;
        }
        copy_folder(&pristine.path().join("b"), two.data())?;
        let answers = if was_carried { self.carry(&two, loss.at)? } else { Files::new() };
        self.put(disk, loss)?;

        let files = whole_files(&self.recorded.shared())?;
        let sealed = Sealed::of(&one, &pristine.path().join("look"))?;
        self.assert_durable(&files, &sealed, loss.at)?;
        for (name, bytes) in answers {
            let path = self.recorded.shared().join(name);
            fs::create_dir_all(path.parent().context("a file without a folder")?)?;
            fs::write(path, bytes)?;
        }
        let (answered, open) = self.recorded.commands.split_at(self.recorded.acknowledged(loss.at));
        let mut words = self.recorded.own_words.clone();
        words.extend(answered.iter().filter_map(|command| command.words.clone()));
        self.assert_holds(&one, &words, !answered.is_empty())?;

        // Whoever got no answer types it again.
        words.extend(self.recorded.words.iter().cloned());
        for command in open.iter().take(TYPED_AGAIN) {
            let again = heard(&one.command(&command.typed))?;
            ensure!(again.status.success(), "{:?}, typed again, fails: {}", command.typed, said(&again));
            words.extend(command.words.clone());
        }
        (path.after)(ground)?;
        assert_settled(&[&one, &two], &words)?;
        if path.joined {
            let fresh = ground.device("c")?;
            fresh.join(&self.recorded.shared(), &one.code()?)?;
            assert_settled(&[&one, &fresh], &words).context("a device that has only the folder")?;
        }
        let status: SyncStatus = serde_json::from_value(one.app()?.dispatch("sync_status", json!({}))?)?;
        ensure!(status.copied_at.is_none(), "it takes itself for a copy");
        self.assert_names_stand(disk, loss.at)
    }

    /// Lets the other device take in all that stood in the folder before the power went, and returns what it answers.
    fn carry(&self, two: &Device, at: usize) -> Result<Files> {
        let recorded = self.recorded;
        if recorded.start.find(SHARED).is_none_or(|folder| recorded.start.folder(folder).is_ok_and(BTreeMap::is_empty))
        {
            // It is no member yet.
            return Ok(Files::new());
        }
        let mut disk = recorded.start.clone();
        recorded.ops[..at].iter().try_for_each(|op| disk.apply(op, Fate::Kept))?;
        disk.write(recorded.ground.path(), &[SHARED])?;
        two.sync()?;
        let before = shared_files(&disk)?;
        let mut answers = whole_files(&recorded.shared())?;
        answers.retain(|name, _| !before.contains_key(name));
        Ok(answers)
    }

    /// Makes sure that what was promised of the folder is in it, and that what is in it is in the database.
    fn assert_durable(&self, files: &Files, sealed: &Sealed, at: usize) -> Result<()> {
        let recorded = self.recorded;
        let seen = recorded.seen_before(at);
        let gone: BTreeSet<&str> =
            seen.iter().filter(|seen| seen.bytes.is_none()).map(|seen| seen.name.as_str()).collect();
        let start = shared_files(&recorded.start)?;
        let mut must = start.clone();
        let acknowledged =
            recorded.commands.iter().map(|command| command.answered).filter(|&answered| answered <= at).max();
        for come in seen.iter().filter(|seen| Some(seen.at) < acknowledged) {
            must.extend(come.bytes.as_ref().map(|bytes| (come.name.clone(), bytes.to_vec())));
        }
        must.retain(|name, _| !gone.contains(name.as_str()));
        assert_kept(&must, files).context("it was there when the program answered")?;
        for (name, bytes) in &sealed.published {
            let is_there = files.values().any(|file| file == bytes);
            let was_removed = gone.iter().any(|gone| gone.ends_with(name.as_str()));
            ensure!(is_there || was_removed, "{name} counts as published, and is not in the folder");
        }
        // Whoever carries the folder may have taken it along before the power went.
        for come in seen.iter().filter(|seen| is_in_a_stream(&seen.name) && !gone.contains(seen.name.as_str())) {
            let Some(bytes) = &come.bytes else { continue };
            ensure!(sealed.knows(bytes)?, "{} was in the folder, and the database does not know it", come.name);
        }
        Ok(())
    }

    /// Makes sure that the device holds the words by itself, before any round, and is what the answers made it.
    fn assert_holds(&self, device: &Device, words: &[String], is_answered: bool) -> Result<()> {
        let export = device.export()?;
        for words in words {
            ensure!(export.contains(words.as_str()), "the acknowledged words \"{words}\" are lost");
        }
        device.doctor()?;
        if is_answered && self.recorded.story.makes_member {
            let status: SyncStatus = serde_json::from_value(device.app()?.dispatch("sync_status", json!({}))?)?;
            ensure!(status.state != SyncState::Off, "it was told to share the folder, and does not");
        }
        Ok(())
    }

    /// Makes sure that no name and no place in a stream stands for two different files, among all that anybody may have got from
    /// the folder, and that all these files are there in the end.
    fn assert_names_stand(&self, disk: &Disk, at: usize) -> Result<()> {
        let after = whole_files(&self.recorded.shared())?;
        let seen = self.recorded.seen_before(at);
        let mut places = BTreeMap::new();
        let come = seen.iter().filter_map(|seen| Some((&seen.name, seen.bytes.as_ref()?.to_vec())));
        let before = shared_files(disk)?;
        let before = before.iter().map(|(name, bytes)| (name, bytes.clone()));
        let all = come.chain(before).chain(after.iter().map(|(name, bytes)| (name, bytes.clone())));
        for (name, bytes) in all.filter(|(name, _)| is_in_a_stream(name)) {
            let header = envelope::inspect(&bytes).with_context(|| format!("{name} is damaged"))?.header;
            let place = (header.replica, header.kind, header.seq);
            let first = places.entry(place).or_insert_with(|| bytes.clone());
            ensure!(*first == bytes, "{name} has the place of another file in its stream");
        }
        if self.recorded.story.path.removes {
            return Ok(());
        }
        for come in seen.iter().filter(|seen| is_in_a_stream(&seen.name)) {
            let same = after.get(&come.name) == come.bytes.as_deref();
            ensure!(same, "{} was in the folder before, and did not come back", come.name);
        }
        Ok(())
    }
}

/// Says whether a file has a place in a writer's stream: a segment or a pack.
fn is_in_a_stream(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|last| last.starts_with("s-") || last.starts_with("p-"))
}

fn hash(disk: &Disk, promised: (usize, usize), junk: bool) -> Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("{promised:?} {junk}").as_bytes());
    for (path, bytes) in disk.tree()? {
        hasher.update(format!("\n{path} {} ", bytes.len()).as_bytes()).update(&bytes);
    }
    Ok(*hasher.finalize().as_bytes())
}
