//! The devices that share a folder, and the folder itself.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct DeviceRow {
    /// Its id; empty for a device that has not told it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether it is this one.
    pub this: bool,
    /// The time that it wrote last, by its own clock.
    pub last_seen: Option<DateTime<Utc>>,
    /// Whether it has said that it holds everything this device has put into the folder.
    pub has_all: bool,
    /// The time, by this device's clock, up to which it holds what this device wrote.
    pub has_until: Option<DateTime<Utc>>,
    /// How many files of this device it has not said to hold.
    pub lacks: u32,
    /// Whether it is out of use: nobody waits for it, and what it writes from then on waits for the user's word.
    pub retired: bool,
}

/// One of the other devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ChosenDevice {
    /// Its id.
    pub device: String,
}

/// How far reading the folder has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SyncProgress {
    /// Files read.
    pub done: u32,
    /// Files to read.
    pub of: u32,
}

/// Checks the folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CheckFolder {
    /// Whether to put back from this device what is missing or damaged.
    #[serde(default)]
    pub repair: bool,
}

/// A folder, file by file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct FolderCheck {
    /// Files that were looked at.
    pub files: u32,
    /// Their size, in bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Whole files with changes.
    pub segments: u32,
    /// Whole files with documents.
    pub packs: u32,
    /// What is not as it should be, a sentence each.
    pub findings: Vec<String>,
    /// How many documents a new device would get from the folder alone; none when the key is missing.
    pub documents: Option<u32>,
    /// How many files a new device would miss.
    pub missing: u32,
    /// How many of those this device can bring back.
    pub repairable: u32,
    /// Whether a new device would get everything; false as well when the key is missing.
    pub complete: bool,
}
