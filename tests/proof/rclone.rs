//! Real rclone: copies that write in place under the final name and are killed there, and `bisync` both ways
//! (failures 1, 2, 15 and, with Syncthing, 39).

use anyhow::{Context as _, Result, ensure};
use firsthand_app::api::system::SyncState;
use firsthand_tests::group::Group;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    device::Device,
    extent::random_words,
    ground::{Ground, read_folder},
    oracle::{assert_settled, whole_files},
    syncthing::Cluster,
    tool::{at_home, done, heard, need, until},
};

/// Two folders that nothing but rclone carries between, with a device on each.
struct Pair {
    ground: Ground,
    rclone: Rclone,
    folders: [PathBuf; 2],
    devices: [Device; 2],
    words: Vec<String>,
}

impl Pair {
    fn new() -> Result<Self> {
        let ground = Ground::new()?;
        let rclone = Rclone::new(&ground)?;
        let folders = [ground.folder("one")?, ground.folder("two")?];
        let devices = [ground.device("a")?, ground.device("b")?];
        devices[0].init(&folders[0])?;
        rclone.copy(&folders[0], &folders[1])?;
        devices[1].join(&folders[1], &devices[0].code()?)?;
        let mut pair = Self { ground, rclone, folders, devices, words: Vec::new() };
        pair.write("at the beginning")?;
        pair.copy_both_ways()?;
        Ok(pair)
    }

    /// Lets both devices write something and put it into their folder.
    fn write(&mut self, words: &str) -> Result<()> {
        for (number, device) in self.devices.iter().enumerate() {
            let words = format!("{words}, on device {number}");
            device.jot(&words)?;
            self.words.push(words);
            device.sync()?;
        }
        Ok(())
    }

    fn copy_both_ways(&self) -> Result<()> {
        let [one, two] = &self.folders;
        self.rclone.copy(one, two)?;
        self.rclone.copy(two, one)
    }

    /// Carries files until both devices are content and equal.
    fn assert_settled(&self, mut carry: impl FnMut() -> Result<()>) -> Result<()> {
        for _ in 0..3 {
            carry()?;
            self.devices.iter().try_for_each(|device| device.sync().map(drop))?;
        }
        carry()?;
        assert_settled(&self.devices.each_ref(), &self.words)?;
        self.folders.iter().try_for_each(|folder| whole_files(folder).map(drop))
    }
}

/// The program, with all that it keeps in a folder of the test's own.
struct Rclone {
    home: PathBuf,
    in_place: bool,
}

impl Rclone {
    fn new(ground: &Ground) -> Result<Self> {
        need("rclone")?;
        let home = ground.folder("rclone")?;
        let version = done(at_home("rclone", &home).arg("version"))?;
        let mut numbers = version.trim_start_matches("rclone v").split(['.', '-', '\n']);
        let mut number = || -> Result<u32> { Ok(numbers.next().context("no version")?.parse()?) };
        // Since then it writes beside and renames, unless it is told not to, as on many remotes it cannot.
        let in_place = (number()?, number()?) >= (1, 63);
        Ok(Self { home, in_place })
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = at_home("rclone", &self.home);
        command.arg("--config").arg(self.home.join("none.conf")).args(["--local-no-preallocate", "--retries=1"]);
        command.args(self.in_place.then_some("--inplace")).args(args);
        command
    }

    fn copy(&self, from: &Path, to: &Path) -> Result<()> {
        done(&self.copying(from, to)).map(drop)
    }

    fn copying(&self, from: &Path, to: &Path) -> Command {
        // A stump left behind is newer than its source, and is to be replaced all the same.
        self.command(&["copy", &from.to_string_lossy(), &to.to_string_lossy()])
    }

    /// Runs `bisync`, which says itself when it wants to begin anew.
    fn bisync(&self, [one, two]: &[PathBuf; 2]) -> Result<()> {
        let lists = self.home.join("lists").to_string_lossy().into_owned();
        let (one, two) = (one.to_string_lossy(), two.to_string_lossy());
        let usual = ["bisync", &*one, &*two, "--workdir", &*lists];
        if heard(&self.command(&usual))?.status.success() {
            return Ok(());
        }
        done(&self.command(&[&usual[..], &["--resync"]].concat())).map(drop)
    }
}

/// Copies slowly and kills the copy while a file lies half written under its final name; returns that file's path.
fn leave_a_stump(pair: &Pair) -> Result<PathBuf> {
    let [from, to] = &pair.folders;
    let whole: BTreeMap<String, usize> =
        read_folder(from)?.into_iter().map(|(name, bytes)| (name, bytes.len())).collect();
    let mut command = pair.rclone.copying(from, to);
    command.args(["--bwlimit=100k", "--buffer-size=0", "--transfers=1"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut copying = Group::start(&mut command)?;
    let mut stump = None;
    until("a half written file under its final name", || {
        let now = read_folder(to)?;
        let half = now
            .iter()
            .find(|(name, bytes)| whole.get(*name).is_some_and(|&whole| !bytes.is_empty() && bytes.len() < whole));
        let (name, _) = half.context("there is none")?;
        stump = Some(to.join(name));
        Ok(())
    })?;
    copying.kill();
    let stump = stump.context("no stump")?;
    let left = fs::metadata(&stump)?.len();
    let name = stump.strip_prefix(to)?.to_string_lossy().into_owned();
    ensure!(left > 0 && left < whole[&name] as u64, "{left} bytes are no stump of {name}");
    Ok(stump)
}

#[test]
fn a_stump_under_the_final_name_is_never_taken_in() -> Result<()> {
    let mut pair = Pair::new()?;
    pair.assert_settled(|| pair.copy_both_ways())?;
    let long = random_words(600_000);
    let [one, two] = &pair.devices;
    let written = one.app()?.dispatch("jot_save", serde_json::json!({ "text": long }));
    written.context("jotting down many words")?;
    one.sync()?;
    pair.words.push(long);

    let before = two.export()?;
    let stump = leave_a_stump(&pair)?;
    let bytes = fs::read(&stump)?;
    for _ in 0..2 {
        let status = two.sync()?;
        ensure!(status.state == SyncState::Arriving, "a file is still arriving, and it says {status:#?}");
        ensure!(two.export()? == before, "something of a half written file was taken in");
        ensure!(fs::read(&stump)? == bytes, "somebody else's half written file was touched");
    }
    two.doctor()?;
    // Words go on over the stump.
    pair.write("while a stump lies there")?;
    pair.assert_settled(|| pair.copy_both_ways())
}

#[test]
fn both_ways_by_bisync_with_a_kill_in_the_middle() -> Result<()> {
    let mut pair = Pair::new()?;
    pair.rclone.bisync(&pair.folders)?;
    for round in 0..3 {
        pair.write(&format!("round {round}"))?;
        pair.rclone.bisync(&pair.folders)?;
    }
    pair.write("in the round that is killed")?;
    let lists = pair.ground.path().join("rclone/lists").to_string_lossy().into_owned();
    let [one, two] = pair.folders.each_ref().map(|folder| folder.to_string_lossy().into_owned());
    let before = read_folder(&pair.folders[1])?.len();
    let mut command =
        pair.rclone.command(&["bisync", &one, &two, "--workdir", &lists, "--bwlimit=1k", "--transfers=1"]);
    let mut killed = Group::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
    until("bisync in the middle of a file", || {
        ensure!(read_folder(&pair.folders[1])?.len() > before, "nothing is on its way");
        Ok(())
    })?;
    killed.kill();
    // It left its mark that it runs; whoever uses it takes that away, as its messages say.
    for entry in fs::read_dir(&lists)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "lck") {
            fs::remove_file(path)?;
        }
    }
    pair.devices.iter().try_for_each(|device| device.sync().map(drop))?;
    pair.write("after the kill")?;
    pair.assert_settled(|| {
        // A stump and a whole file of one name are for bisync two versions, of which it keeps the one of its first
        // folder; copying by size makes both whole first, as a second try of the killed run would have.
        pair.copy_both_ways()?;
        pair.rclone.bisync(&pair.folders)
    })
}

/// Syncthing and rclone carry the same two folders at the same time (failure 39).
#[test]
fn two_services_on_one_folder() -> Result<()> {
    let mut cluster = Cluster::new(2)?;
    let rclone = Rclone::new(&cluster.ground)?;
    let folders = [cluster.folder(0)?, cluster.folder(1)?];
    let devices = [cluster.ground.device("a")?, cluster.ground.device("b")?];
    devices[0].init(&folders[0])?;
    cluster.start()?;
    let code = devices[0].code()?;
    until("the second device has joined", || devices[1].join(&folders[1], &code))?;
    let mut words = Vec::new();
    for round in 0..4 {
        for (number, device) in devices.iter().enumerate() {
            let text = format!("round {round} on device {number} with two services");
            device.jot(&text)?;
            words.push(text);
            device.sync()?;
        }
        let [one, two] = &folders;
        // Each meets files of the other on their way, and may say so.
        heard(&rclone.copying(one, two))?;
        heard(&rclone.copying(two, one))?;
    }
    until("both devices hold all and are content", || assert_settled(&devices.each_ref(), &words))
}
