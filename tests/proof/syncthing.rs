//! Real Syncthing on 127.0.0.1, between three devices, with kills in the middle (goal G9, failures 4, 7, 8, 26).

use anyhow::{Context as _, Result, ensure};
use firsthand_tests::group::Group;
use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
};

use crate::{
    device::Device,
    extent::Extent,
    ground::{Ground, read_folder},
    oracle::{assert_settled, whole_files},
    tool::{at_home, done, need, until},
};

/// Some instances that share one folder, each with a copy of its own.
pub(crate) struct Cluster {
    pub(crate) ground: Ground,
    instances: Vec<Instance>,
}

struct Instance {
    home: PathBuf,
    folder: PathBuf,
    id: String,
    port: u16,
    running: Option<Group>,
}

impl Cluster {
    /// Makes instances that know each other and nobody else. The second one pulls in random order and keeps no conflict copies.
    pub(crate) fn new(size: usize) -> Result<Self> {
        need("syncthing")?;
        let ground = Ground::new()?;
        // Held until every port is known, so that no two are the same.
        let doors = (0..size).map(|_| TcpListener::bind("127.0.0.1:0")).collect::<Result<Vec<_>, _>>()?;
        let mut instances = Vec::new();
        for (number, door) in doors.iter().enumerate() {
            let home = ground.folder(&format!("syncthing-{number}"))?;
            let folder = ground.folder(&format!("folder-{number}"))?;
            done(at_home("syncthing", &home).env("STNODEFAULTFOLDER", "1").arg("generate").arg("--home").arg(&home))?;
            let id = own_id(&home)?;
            instances.push(Instance { home, folder, id, port: door.local_addr()?.port(), running: None });
        }
        for (number, instance) in instances.iter().enumerate() {
            fs::write(instance.home.join("config.xml"), config(&instances, number))?;
            // The sign by which Syncthing knows that the folder is the one it was told of.
            fs::create_dir(instance.folder.join(".stfolder"))?;
        }
        Ok(Self { ground, instances })
    }

    pub(crate) fn folder(&self, number: usize) -> Result<PathBuf> {
        Ok(self.instances.get(number).context("so many there are not")?.folder.clone())
    }

    /// Starts those that do not run.
    pub(crate) fn start(&mut self) -> Result<()> {
        for instance in self.instances.iter_mut().filter(|instance| instance.running.is_none()) {
            let log = File::options().create(true).append(true).open(instance.home.join("said"))?;
            let mut command = at_home("syncthing", &instance.home);
            command.arg("serve").arg("--home").arg(&instance.home).args(["--no-browser", "--no-restart"]);
            // Otherwise it measures at every start which way of hashing is quickest.
            command.env("STNOUPGRADE", "1").env("STHASHING", "standard");
            command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
            instance.running = Some(Group::start(&mut command)?);
        }
        Ok(())
    }

    fn kill(&mut self, number: usize) {
        if let Some(mut running) = self.instances[number].running.take() {
            running.kill();
        }
    }

    /// Returns the end of what each instance said, for a message.
    fn said(&self) -> String {
        let end = |instance: &Instance| {
            let said = fs::read_to_string(instance.home.join("said")).unwrap_or_default();
            let lines: Vec<&str> = said.lines().rev().take(8).collect();
            lines.into_iter().rev().collect::<Vec<_>>().join("\n")
        };
        self.instances.iter().map(end).collect::<Vec<_>>().join("\n--\n")
    }
}

/// Reads the instance's id out of the settings that it made for itself.
fn own_id(home: &Path) -> Result<String> {
    let settings = fs::read_to_string(home.join("config.xml"))?;
    let ids = settings.split("<device id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    Ok(ids.filter(|id| id.len() == 63).last().context("Syncthing made no id")?.to_owned())
}

fn config(instances: &[Instance], own: usize) -> String {
    let this = &instances[own];
    let devices: String = instances
        .iter()
        .map(|other| {
            let (id, port) = (&other.id, other.port);
            format!("<device id=\"{id}\" name=\"{port}\"><address>tcp://127.0.0.1:{port}</address></device>\n")
        })
        .collect();
    let members: String = instances.iter().map(|other| format!("<device id=\"{}\"/>", other.id)).collect();
    let manner =
        if own == 1 { "<maxConflicts>0</maxConflicts><order>random</order>" } else { "<order>alphabetic</order>" };
    let (folder, port) = (this.folder.display(), this.port);
    format!(
        "<configuration version=\"35\">
<folder id=\"shared\" path=\"{folder}\" type=\"sendreceive\" rescanIntervalS=\"2\" fsWatcherEnabled=\"true\" fsWatcherDelayS=\"1\">
{members}<minDiskFree unit=\"%\">0</minDiskFree>{manner}
</folder>
{devices}<gui enabled=\"false\"><address>127.0.0.1:0</address></gui>
<options>
<listenAddress>tcp://127.0.0.1:{port}</listenAddress>
<globalAnnounceEnabled>false</globalAnnounceEnabled><localAnnounceEnabled>false</localAnnounceEnabled>
<relaysEnabled>false</relaysEnabled><natEnabled>false</natEnabled>
<urAccepted>-1</urAccepted><crashReportingEnabled>false</crashReportingEnabled>
<autoUpgradeIntervalH>0</autoUpgradeIntervalH><stunKeepaliveStartS>0</stunKeepaliveStartS>
<startBrowser>false</startBrowser><reconnectionIntervalS>1</reconnectionIntervalS>
<setLowPriority>false</setLowPriority><minHomeDiskFree unit=\"%\">0</minHomeDiskFree>
</options>
</configuration>
"
    )
}

#[test]
fn three_devices_over_syncthing_with_kills() -> Result<()> {
    let mut cluster = Cluster::new(3)?;
    let result = play(&mut cluster);
    result.with_context(|| format!("Syncthing said at last:\n{}", cluster.said()))
}

fn play(cluster: &mut Cluster) -> Result<()> {
    let devices = ["a", "b", "c"].map(|name| cluster.ground.device(name)).into_iter().collect::<Result<Vec<_>>>()?;
    let folders = (0..3).map(|number| cluster.folder(number)).collect::<Result<Vec<_>>>()?;
    devices[0].init(&folders[0])?;
    cluster.start()?;
    let code = devices[0].code()?;
    for (device, folder) in devices.iter().zip(&folders).skip(1) {
        until("the marker has arrived", || device.join(folder, &code))?;
    }
    let mut words = Vec::new();
    for round in 0..Extent::of_environment().rounds {
        live(cluster, round, &devices, &mut words).with_context(|| format!("in round {round}"))?;
        let all: Vec<&Device> = devices.iter().collect();
        until("all devices hold all and are content", || assert_settled(&all, &words))?;
    }
    folders.iter().try_for_each(|folder| whole_files(folder).map(drop))
}

/// A while in which all write, and in which some of all that runs is killed.
fn live(cluster: &mut Cluster, round: usize, devices: &[Device], words: &mut Vec<String>) -> Result<()> {
    write(devices, &format!("{round}: all are well"), 4, words)?;

    // One of ours runs on its own, and dies at some place in the middle of its work.
    let watched = round % devices.len();
    let folder = cluster.folder(watched)?;
    let mut command = devices[watched].command(["sync", "--watch"]);
    let mut watching = Group::start(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()))?;
    let names = read_folder(&folder)?.len();
    write(devices, &format!("{round}: while one is killed"), 3, words)?;
    until("something of what was written is on its way", || {
        ensure!(read_folder(&folder)?.len() > names, "nothing moves");
        Ok(())
    })?;
    watching.kill();

    // Syncthing dies while files cross, and comes back.
    write(devices, &format!("{round}: before Syncthing is killed"), 3, words)?;
    let killed = (round + 1) % devices.len();
    cluster.kill(killed);
    write(devices, &format!("{round}: while Syncthing is dead"), 3, words)?;
    cluster.start()?;
    kill_rounds(&devices[(round + 2) % devices.len()], round, words)?;
    write(devices, &format!("{round}: when it is back"), 2, words)
}

/// Lets each device write and send in turn.
fn write(devices: &[Device], words: &str, times: usize, all: &mut Vec<String>) -> Result<()> {
    for time in 0..times {
        for device in devices {
            let name = device.data().file_name().unwrap_or_default().to_string_lossy();
            let words = format!("{words}, {time} on {name}");
            device.jot(&words)?;
            all.push(words);
            device.sync()?;
        }
    }
    Ok(())
}

/// Kills rounds of one device at moments that the seed draws.
fn kill_rounds(device: &Device, part: usize, words: &mut Vec<String>) -> Result<()> {
    let extent = Extent::of_environment();
    for round in part * 8..part * 8 + 8 {
        let text = format!("before round {round} was killed, seed {}", extent.seed);
        device.jot(&text)?;
        words.push(text);
        let mut command = device.command(["sync"]);
        let mut running = Group::start(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()))?;
        // Looks at a process take some microseconds each, so the kill comes somewhere within the round.
        for _ in 0..extent.draw(round, 4000) {
            if running.leader().try_wait()?.is_some() {
                break;
            }
        }
        running.kill();
    }
    Ok(())
}
