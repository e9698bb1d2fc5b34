//! What all devices of a history stand on: the vault, and a place on a disk for those that need one.

use crate::{
    blob::Blob,
    folder::{Files, SimFolder},
};
use firsthand_sync::{SeededEntropy, Vault, name};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;

/// When every history begins: 22 November 2026, in milliseconds since 1970.
pub(crate) const BEGIN: i64 = 1_795_338_000_000;

/// The world before the first device.
pub(crate) struct Ground {
    pub(crate) vault: Vault,
    dir: LazyLock<TempDir>,
    dirs: AtomicU64,
}

impl Ground {
    pub(crate) fn new(seed: u64) -> Self {
        let vault = Vault::generate(&mut SeededEntropy::new(seed), BEGIN, "simulation").unwrap();
        Self { vault, dir: LazyLock::new(|| TempDir::new_in(place()).unwrap()), dirs: AtomicU64::new(0) }
    }

    /// A directory that nobody else uses.
    pub(crate) fn fresh_dir(&self) -> PathBuf {
        let dir = self.dir.path().join(self.dirs.fetch_add(1, Ordering::Relaxed).to_string());
        std::fs::create_dir(&dir).unwrap();
        dir
    }

    /// An empty folder of this vault.
    pub(crate) fn folder(&self) -> SimFolder {
        let folder = SimFolder::default();
        self.vault.install(&folder).unwrap();
        folder.take_acts();
        folder
    }

    /// The marker, under its name.
    pub(crate) fn marker(&self) -> (String, Arc<Blob>) {
        (name::marker_path(self.vault.id), Blob::new(self.vault.marker.clone()))
    }
}

/// Databases of simulated devices lie in memory where there is such a place: what is simulated is the order of writes, which
/// `fsync` of a real disk only makes slow.
pub(crate) fn place() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

/// The folder of another vault, with a segment in it.
pub(crate) fn strangers_files() -> Files {
    static FILES: LazyLock<Files> = LazyLock::new(|| {
        let theirs = Ground::new(u64::MAX);
        let folder = theirs.folder();
        let mut one = <crate::token::TokenNode as crate::node::Node>::create(&theirs, u64::MAX);
        let wish = crate::node::Wish {
            now: BEGIN,
            full: false,
            missing: firsthand_sync::OnMissing::Stop,
            policy: firsthand_sync::Policy::default(),
            fuse: crate::fuse::Fuse::never(),
        };
        crate::node::Node::round(&mut one, &folder, &wish).unwrap();
        folder.files()
    });
    FILES.clone()
}

/// When the devices of a history make packs and delete files: much sooner than real ones, most of the time.
pub(crate) fn policy(seed: u64) -> firsthand_sync::Policy {
    let real = firsthand_sync::Policy::default();
    if seed % 8 == 7 {
        return real;
    }
    firsthand_sync::Policy {
        // More than all devices' acknowledgements of one pack, which would make the next one.
        loose_files: 24 + (seed % 5) as usize * 2,
        steps: 1 + (seed / 8 % 4) as usize,
        keep_days: (seed / 32 % 3) as u32,
        away_days: 4 + (seed / 96 % 3) as u32 * 20,
        retired_days: 5,
        stuck_days: 3 + (seed / 288 % 3) as u32 * 6,
        ..real
    }
}
