//! Mounts that go, fill up and stop being writable, in a namespace of the test's own (failures 20, 22, 23).

use anyhow::{Context as _, Result, ensure};
use firsthand_app::api::system::{SyncState, SyncStatus};
use firsthand_tests::group::Group;
use std::{
    ffi::OsStr,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
};

use crate::{
    device::{Device, join},
    extent::random_words,
    ground::Ground,
    tool::{PATIENCE, done, heard, need, said},
};

/// A mount namespace that lives as long as this value: mounts in it are seen by nobody else, and end with it.
struct Namespace {
    /// A process that does nothing but keep the namespace; it ends when its input ends, also if this test is killed.
    keeper: Child,
}

impl Namespace {
    /// Makes a namespace; where the system does not permit it, says so on standard error and returns none.
    fn new(test: &str) -> Result<Option<Self>> {
        need("unshare")?;
        need("nsenter")?;
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "cat"]);
        let mut keeper = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        // What comes back shows that the namespace is there.
        let asked = keeper.stdin.as_mut().context("no input")?.write_all(b"ready\n");
        let mut line = String::new();
        BufReader::new(keeper.stdout.as_mut().context("no output")?).read_line(&mut line)?;
        if asked.is_ok() && line == "ready\n" {
            return Ok(Some(Self { keeper }));
        }
        let output = keeper.wait_with_output()?;
        // Not by print: what is skipped is to be seen in every run.
        writeln!(std::io::stderr(), "SKIPPED {test}: mounts of one's own are not permitted here: {}", said(&output))?;
        Ok(None)
    }

    /// Wraps a command so that it runs in the namespace.
    fn inside(&self, command: &Command) -> Command {
        let mut inside = Command::new("nsenter");
        inside.args(["--user", "--mount", "--preserve-credentials", "--target", &self.keeper.id().to_string(), "--"]);
        inside.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => inside.env(name, value),
                None => inside.env_remove(name),
            };
        }
        inside
    }

    fn run<A: AsRef<OsStr>>(&self, program: &str, args: impl IntoIterator<Item = A>) -> Result<String> {
        done(&self.inside(Command::new(program).args(args)))
    }

    /// Runs the command line of a device, whatever it says.
    fn on<A: AsRef<OsStr>>(&self, device: &Device, args: impl IntoIterator<Item = A>) -> Result<Output> {
        heard(&self.inside(&device.command(args)))
    }

    /// Runs the command line of a device, which must do it.
    fn fine<A: AsRef<OsStr>>(&self, device: &Device, args: impl IntoIterator<Item = A>) -> Result<String> {
        done(&self.inside(&device.command(args)))
    }

    fn sync(&self, device: &Device) -> Result<SyncStatus> {
        let output = self.on(device, ["sync"])?;
        serde_json::from_slice(&output.stdout).with_context(|| said(&output))
    }

    /// Returns everything below a folder, one a line.
    fn listed(&self, folder: &Path) -> Result<Vec<String>> {
        let found = self.run("find", [folder.as_os_str(), OsStr::new("-mindepth"), OsStr::new("1")])?;
        Ok(found.lines().map(str::to_owned).collect())
    }

    /// Makes sure that a new device gets all the words out of a folder, and nothing half written lies in it.
    fn assert_published(&self, ground: &Ground, from: &Device, folder: &Path, words: &[&str]) -> Result<()> {
        let code: serde_json::Value = serde_json::from_str(&self.fine(from, ["pair"])?)?;
        let code = code["code"].as_str().context("no code")?;
        let fresh = ground.device("fresh")?;
        self.fine(&fresh, join(folder, code))?;
        let (theirs, ours) = (self.fine(&fresh, ["export", "json"])?, self.fine(from, ["export", "json"])?);
        ensure!(theirs == ours, "a fresh device does not hold the same");
        for word in words {
            ensure!(theirs.contains(word), "{word} is lost");
        }
        self.fine(from, ["doctor"])?;
        self.fine(&fresh, ["doctor"]).map(drop)
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}

/// A running `sync --watch`, and what it says.
struct Watching {
    _group: Group,
    said: mpsc::Receiver<SyncStatus>,
}

impl Watching {
    fn start(namespace: &Namespace, device: &Device) -> Result<Self> {
        let mut command = namespace.inside(&device.command(["sync", "--watch"]));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut group = Group::start(&mut command)?;
        let stdout = group.leader().stdout.take().context("no output")?;
        let (say, said) = mpsc::channel();
        std::thread::spawn(move || {
            let all = serde_json::Deserializer::from_reader(BufReader::new(stdout)).into_iter();
            // Ends with the program, or when nobody listens any more.
            all.map_while(Result::ok).all(|status| say.send(status).is_ok())
        });
        Ok(Self { _group: group, said })
    }

    /// Waits until it says that it stands so.
    fn until(&self, what: &str, so: impl Fn(&SyncStatus) -> bool) -> Result<()> {
        let mut heard = Vec::new();
        loop {
            let status = self.said.recv_timeout(PATIENCE).with_context(|| format!("{what}: it said {heard:#?}"))?;
            if so(&status) {
                return Ok(());
            }
            heard.push(status);
        }
    }
}

fn is_content(status: &SyncStatus) -> bool {
    status.state == SyncState::UpToDate && status.unsent == 0
}

fn path(words: &[&str], path: &Path) -> Vec<PathBuf> {
    words.iter().map(PathBuf::from).chain([path.to_path_buf()]).collect()
}

#[test]
fn an_unmounted_drive_gets_no_file_and_is_found_again() -> Result<()> {
    let Some(namespace) = Namespace::new("an_unmounted_drive_gets_no_file_and_is_found_again")? else { return Ok(()) };
    let ground = Ground::new()?;
    let (drive, mount) = (ground.folder("drive")?, ground.folder("mount")?);
    let plug_in = || namespace.run("mount", [OsStr::new("--bind"), drive.as_os_str(), mount.as_os_str()]);
    plug_in()?;
    let device = ground.device("a")?;
    namespace.fine(&device, path(&["init", "--folder"], &mount))?;
    namespace.fine(&device, ["jot", "with the drive"])?;
    namespace.sync(&device)?;

    let watching = Watching::start(&namespace, &device)?;
    watching.until("all is well at first", is_content)?;
    // Lazily, as a drive that is pulled out: whoever holds it open does not keep it.
    namespace.run("umount", [OsStr::new("--lazy"), mount.as_os_str()])?;
    namespace.fine(&device, ["jot", "without the drive"])?;
    watching.until("it misses the drive", |status| status.state == SyncState::Problem)?;
    let status = namespace.sync(&device)?;
    ensure!(["missing", "empty"].contains(&status.folder_state.as_str()), "{status:#?}");
    ensure!(status.unsent > 0, "what was written without the drive waits: {status:#?}");
    let written = namespace.listed(&mount)?;
    ensure!(written.is_empty(), "files were written where the drive should be: {written:?}");

    plug_in()?;
    watching.until("it has the drive again", is_content)?;
    drop(watching);
    namespace.assert_published(&ground, &device, &mount, &["with the drive", "without the drive"])?;
    namespace.run("umount", [OsStr::new("--lazy"), mount.as_os_str()])?;
    let written = namespace.listed(&mount)?;
    ensure!(written.is_empty(), "files were written where the drive should be: {written:?}");
    Ok(())
}

#[test]
fn a_read_only_folder_is_written_to_later() -> Result<()> {
    let Some(namespace) = Namespace::new("a_read_only_folder_is_written_to_later")? else { return Ok(()) };
    let ground = Ground::new()?;
    let mount = ground.folder("mount")?;
    namespace.run("mount", path(&["-t", "tmpfs", "-o", "size=4m", "none"], &mount))?;
    let device = ground.device("a")?;
    namespace.fine(&device, path(&["init", "--folder"], &mount))?;
    namespace.run("mount", path(&["-o", "remount,ro"], &mount))?;
    let before = namespace.listed(&mount)?;
    namespace.fine(&device, ["jot", "while it is read-only"])?;
    let status = namespace.sync(&device)?;
    ensure!(status.state == SyncState::Problem && status.folder_state == "read-only", "{status:#?}");
    ensure!(status.unsent > 0 && status.advice.is_some(), "{status:#?}");
    ensure!(namespace.listed(&mount)? == before, "nothing can have changed");

    namespace.run("mount", path(&["-o", "remount,rw"], &mount))?;
    let status = namespace.sync(&device)?;
    ensure!(is_content(&status), "{status:#?}");
    namespace.assert_published(&ground, &device, &mount, &["while it is read-only"])
}

#[test]
fn a_full_folder_is_written_to_later() -> Result<()> {
    let Some(namespace) = Namespace::new("a_full_folder_is_written_to_later")? else { return Ok(()) };
    let ground = Ground::new()?;
    let mount = ground.folder("mount")?;
    namespace.run("mount", path(&["-t", "tmpfs", "-o", "size=64k", "none"], &mount))?;
    let device = ground.device("a")?;
    namespace.fine(&device, path(&["init", "--folder"], &mount))?;
    let before = namespace.listed(&mount)?;
    let words = random_words(100_000);
    namespace.fine(&device, ["jot", &words])?;
    let status = namespace.sync(&device)?;
    ensure!(status.state == SyncState::Problem && status.folder_state == "full", "{status:#?}");
    ensure!(status.unsent > 0 && status.advice.is_some(), "{status:#?}");
    ensure!(namespace.listed(&mount)? == before, "something half written was left behind");

    namespace.run("mount", path(&["-o", "remount,size=4m"], &mount))?;
    let status = namespace.sync(&device)?;
    ensure!(is_content(&status), "{status:#?}");
    namespace.assert_published(&ground, &device, &mount, &[&words])
}

#[test]
fn a_full_disk_of_the_device_refuses_cleanly() -> Result<()> {
    let Some(namespace) = Namespace::new("a_full_disk_of_the_device_refuses_cleanly")? else { return Ok(()) };
    let ground = Ground::new()?;
    let (disk, folder) = (ground.folder("disk")?, ground.folder("folder")?);
    namespace.run("mount", path(&["-t", "tmpfs", "-o", "size=1m", "none"], &disk))?;
    let device = ground.device("disk/a")?;
    namespace.fine(&device, path(&["init", "--folder"], &folder))?;
    let mut kept = Vec::new();
    let refused = (0..100).find_map(|number| {
        let words = format!("{number} {}", random_words(100_000));
        match namespace.on(&device, ["jot", &words]) {
            Ok(output) if output.status.success() => {
                kept.push(words);
                None
            }
            other => Some(other),
        }
    });
    let refused = refused.context("a disk of one megabyte held everything")??;
    ensure!(refused.status.code() == Some(1) && !refused.stderr.is_empty(), "no word of it: {}", said(&refused));
    ensure!(!kept.is_empty(), "the disk was full from the start");

    namespace.run("mount", path(&["-o", "remount,size=64m"], &disk))?;
    namespace.fine(&device, ["jot", "when there is room again"])?;
    let status = namespace.sync(&device)?;
    ensure!(is_content(&status), "{status:#?}");
    let words: Vec<&str> = kept.iter().map(String::as_str).chain(["when there is room again"]).collect();
    namespace.assert_published(&ground, &device, &folder, &words)
}
