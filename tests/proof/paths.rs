//! The ways through the program that are hurt at every call. A new one is a new row here, and a line in [`for_each_path`].

use anyhow::{Context as _, Result};
use firsthand_app::App;
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::{
    device::{Device, join, pair},
    ground::Ground,
    oracle::Sealed,
};

/// One way through the program: how everything stands before, and what is typed on device `a` then.
pub(crate) struct Path {
    pub(crate) name: &'static str,
    /// Makes devices `a` and `b` and the folder between them, and returns the words that are acknowledged by now.
    pub(crate) prepare: fn(&Ground) -> Result<Vec<String>>,
    /// Returns what is typed on device `a`; it is typed again after it was hurt.
    pub(crate) run: fn(&Ground) -> Result<Vec<String>>,
    /// What is to be done after it, so that device `b` takes part.
    pub(crate) after: fn(&Ground) -> Result<()>,
    /// The words that the run itself acknowledges by its answer.
    pub(crate) writes: Option<&'static str>,
    /// Whether it takes files out of the folder; the other paths may not.
    pub(crate) removes: bool,
    /// Whether a device that joins afterwards must get everything from the folder alone. Such cases take longer, so fewer are tried.
    pub(crate) joined: bool,
}

/// Writes one test a path, so that each is named and they run side by side.
macro_rules! for_each_path {
    ($check:path) => {
        #[test]
        fn edit() -> anyhow::Result<()> {
            $check(&$crate::paths::EDIT)
        }
        #[test]
        fn publish() -> anyhow::Result<()> {
            $check(&$crate::paths::PUBLISH)
        }
        #[test]
        fn ingest() -> anyhow::Result<()> {
            $check(&$crate::paths::INGEST)
        }
        #[test]
        fn join() -> anyhow::Result<()> {
            $check(&$crate::paths::JOIN)
        }
        #[test]
        fn create() -> anyhow::Result<()> {
            $check(&$crate::paths::CREATE)
        }
        #[test]
        fn pack() -> anyhow::Result<()> {
            $check(&$crate::paths::PACK)
        }
        #[test]
        fn clean_up() -> anyhow::Result<()> {
            $check(&$crate::paths::CLEAN_UP)
        }
        #[test]
        fn rekey() -> anyhow::Result<()> {
            $check(&$crate::paths::REKEY)
        }
    };
}
pub(crate) use for_each_path;

/// Something is written down.
pub(crate) const EDIT: Path = Path {
    name: "edit",
    prepare: |ground| {
        let (one, two) = paired(ground)?;
        let words = jotted(&one, "before the edit", 2)?;
        one.sync()?;
        two.sync()?;
        Ok(words)
    },
    run: |_| Ok(typed(&["jot", EDITED])),
    after: |_| Ok(()),
    writes: Some(EDITED),
    removes: false,
    joined: false,
};

const EDITED: &str = "written while it was hurt";

/// A round seals what was written, and publishes it.
pub(crate) const PUBLISH: Path = Path {
    name: "publish",
    prepare: |ground| {
        let (one, _) = paired(ground)?;
        jotted(&one, "to be published", 3)
    },
    run: |_| Ok(typed(&["sync"])),
    after: |_| Ok(()),
    writes: None,
    removes: false,
    joined: false,
};

/// A round takes in what another device has published, in several files, and answers.
pub(crate) const INGEST: Path = Path {
    name: "ingest",
    prepare: |ground| {
        let (one, two) = paired(ground)?;
        let mut words = jotted(&one, "held already", 1)?;
        for file in 0..3 {
            words.extend(jotted(&two, &format!("to be taken in, file {file}"), 2)?);
            two.sync()?;
        }
        Ok(words)
    },
    run: |_| Ok(typed(&["sync"])),
    after: |_| Ok(()),
    writes: None,
    removes: false,
    joined: false,
};

/// A device that has words of its own joins one that has others.
pub(crate) const JOIN: Path = Path {
    name: "join",
    prepare: |ground| {
        let (one, two) = (ground.device("a")?, ground.device("b")?);
        let folder = ground.folder("folder")?;
        two.init(&folder)?;
        let mut words = jotted(&two, "there before the other came", 2)?;
        two.sync()?;
        words.extend(jotted(&one, "written before joining", 1)?);
        std::fs::write(ground.path().join(CODE), two.code()?)?;
        Ok(words)
    },
    run: |ground| Ok(join(&ground.folder("folder")?, &std::fs::read_to_string(ground.path().join(CODE))?)),
    after: |_| Ok(()),
    writes: None,
    removes: false,
    joined: false,
};

const CODE: &str = "code.txt";

/// A device sets sync up in an empty folder.
pub(crate) const CREATE: Path = Path {
    name: "create",
    prepare: |ground| {
        let mut words = jotted(&ground.device("a")?, "written before sync was set up", 2)?;
        words.extend(jotted(&ground.device("b")?, "written elsewhere", 1)?);
        ground.folder("folder")?;
        Ok(words)
    },
    run: |ground| Ok(typed(&["init", "--folder", &ground.folder("folder")?.to_string_lossy()])),
    after: |ground| ground.device("b")?.join(&ground.folder("folder")?, &ground.device("a")?.code()?),
    writes: None,
    removes: false,
    joined: false,
};

/// A device puts everything into a pack.
pub(crate) const PACK: Path = Path {
    name: "pack",
    prepare: |ground| {
        let (one, two) = paired(ground)?;
        let mut words = jotted(&one, "to be packed", 2)?;
        words.extend(jotted(&two, "packed by the other", 1)?);
        two.sync()?;
        one.sync()?;
        // One of the other's files is gone, so that only a pack can bring its content back.
        let log = ground.folder("folder")?.join("Firsthand/log");
        let published = Sealed::of(&one, &ground.path().join("look"))?;
        let mut segments = std::fs::read_dir(&log)?.collect::<Result<Vec<_>, _>>()?;
        segments.retain(|entry| !published.has(&entry.file_name().to_string_lossy()));
        std::fs::remove_file(segments.first().context("a file of the other device")?.path())?;
        Ok(words)
    },
    run: |_| Ok(typed(&["fsck", "--repair"])),
    after: |_| Ok(()),
    writes: None,
    removes: false,
    joined: true,
};

/// A device deletes what a pack holds that all devices have held for days.
pub(crate) const CLEAN_UP: Path = Path {
    name: "clean-up",
    prepare: |ground| {
        let (one, two) = paired(ground)?;
        let words: Vec<String> = (0..SEGMENTS).map(|n| format!("to be cleaned up ({n})")).collect();
        let day = Arc::new(AtomicI64::new(-20));
        let [one, two] = [one, two].map(|device| opened(device.data(), &day));
        let (one, two) = (one?, two?);
        for words in &words {
            one.dispatch("jot_save", json!({ "text": words })).map_err(said)?;
            one.dispatch("sync_now", json!({})).map_err(said)?;
        }
        // Packed, acknowledged, and then the days that it takes; the last of them is left to the run.
        for _ in 0..4 {
            for app in [&two, &one] {
                app.dispatch("sync_now", json!({})).map_err(said)?;
            }
            day.fetch_add(1, Ordering::SeqCst);
        }
        Ok(words)
    },
    run: |_| Ok(typed(&["sync"])),
    after: |_| Ok(()),
    writes: None,
    removes: true,
    joined: true,
};

/// More than make a pack, whatever the device's id.
const SEGMENTS: usize = 100;

/// Opens a device in this process, at a time so many days from now.
fn opened(data: &std::path::Path, day: &Arc<AtomicI64>) -> Result<App> {
    let day = Arc::clone(day);
    let clock = move || chrono::Utc::now() + chrono::Duration::days(day.load(Ordering::SeqCst));
    Ok(App::open_with_clock(data, Arc::new(clock))?)
}

fn said(error: firsthand_app::ApiError) -> anyhow::Error {
    anyhow::anyhow!("{}", error.message)
}

/// A new key, with a slot for everybody.
pub(crate) const REKEY: Path = Path {
    name: "rekey",
    prepare: |ground| {
        let (one, two) = paired(ground)?;
        let words = jotted(&one, "before the new key", 2)?;
        two.sync()?;
        one.sync()?;
        Ok(words)
    },
    run: |_| Ok(typed(&["keys", "rotate"])),
    after: |_| Ok(()),
    writes: None,
    removes: false,
    joined: true,
};

fn typed(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn paired(ground: &Ground) -> Result<(Device, Device)> {
    let (one, two) = (ground.device("a")?, ground.device("b")?);
    pair(&ground.folder("folder")?, &one, &[&two])?;
    one.sync()?;
    Ok((one, two))
}

fn jotted(device: &Device, words: &str, times: usize) -> Result<Vec<String>> {
    let all: Vec<String> = (1..=times).map(|number| format!("{words} ({number})")).collect();
    all.iter().try_for_each(|words| device.jot(words))?;
    Ok(all)
}
