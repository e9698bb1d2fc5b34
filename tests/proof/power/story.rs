//! What is done while the power may go: the paths that are also killed and hurt at their calls, and two that matter only here.

use anyhow::{Context as _, Result};
use firsthand_app::api::folder::DeviceRow;
use std::fs;

use crate::{
    device::Device,
    ground::Ground,
    paths::{self, Path},
    tool::done,
};

/// A story: commands that are typed one after the other on device `a`, each when the one before has answered.
pub(crate) struct Story {
    pub(crate) path: &'static Path,
    /// Where the device's data lies in the ground; the first part of it is the folder that is watched.
    pub(crate) data: &'static str,
    /// What the path does makes the device a member of the folder.
    pub(crate) makes_member: bool,
    /// So often something is saved while another program has the same data open, as the window may. Only then is SQLite's log kept
    /// from one program to the next, moved into the database when it has grown, and begun anew.
    pub(crate) saves: usize,
}

impl Story {
    pub(crate) const fn of(path: &'static Path) -> Self {
        Self { path, data: "a", makes_member: false, saves: 0 }
    }

    pub(crate) fn device(&self, ground: &Ground) -> Result<Device> {
        ground.device(self.data)
    }

    /// Returns what is typed, each with the words that its answer acknowledges: what the path is about, a save, and a round, so that
    /// whatever the path left unsynced is still so while other programs write.
    pub(crate) fn commands(&self, ground: &Ground) -> Result<Vec<(Vec<String>, Option<String>)>> {
        let mut commands = vec![((self.path.run)(ground)?, self.path.writes.map(str::to_owned))];
        let later = std::iter::once(LATER.to_owned()).chain((1..=self.saves).map(|n| format!("{LATER} ({n})")));
        commands.extend(later.map(|words| (vec!["jot".to_owned(), words.clone()], Some(words))));
        // A device that is not a member yet has no rounds.
        if self.path.name != FIRST.name {
            commands.push((vec!["sync".to_owned()], None));
        }
        Ok(commands)
    }
}

const LATER: &str = "written by the next program";

/// The first words of somebody who has just installed the app: not even the folder of the data is there.
pub(crate) const FIRST: Path = Path {
    name: "first",
    prepare: |ground| {
        let two = ground.device("b")?;
        two.init(&ground.folder("folder")?)?;
        two.jot("written on the other device")?;
        two.sync()?;
        Ok(vec!["written on the other device".to_owned()])
    },
    run: |_| Ok(["jot", FIRST_WORDS].map(str::to_owned).to_vec()),
    after: |ground| ground.device(FIRST_DATA)?.join(&ground.folder("folder")?, &ground.device("b")?.code()?),
    writes: Some(FIRST_WORDS),
    removes: false,
    joined: false,
};

pub(crate) const FIRST_DATA: &str = "a/share/app.firsthand.Firsthand";
const FIRST_WORDS: &str = "the first words of all";

/// A device is taken out of use: a new key, which it does not get.
pub(crate) const REMOVE: Path = Path {
    name: "remove",
    prepare: |ground| {
        let words = (paths::REKEY.prepare)(ground)?;
        let (one, lost) = (ground.device("a")?, ground.device("lost")?);
        lost.join(&ground.folder("folder")?, &one.code()?)?;
        one.sync()?;
        ground.device("b")?.sync()?;
        one.sync()?;
        let id = out_of_use(&lost)?;
        fs::write(ground.path().join(LOST), id)?;
        Ok(words)
    },
    run: |ground| {
        let id = fs::read_to_string(ground.path().join(LOST))?;
        Ok(["device", "lost", &id].map(str::to_owned).to_vec())
    },
    after: |_| Ok(()),
    writes: None,
    removes: false,
    joined: true,
};

const LOST: &str = "lost.txt";

/// Returns the id that a device has in its own eyes.
fn out_of_use(device: &Device) -> Result<String> {
    let rows: Vec<DeviceRow> = serde_json::from_str(&done(&device.command(["device", "list"]))?)?;
    Ok(rows.into_iter().find(|row| row.this).context("a device without itself")?.id)
}
