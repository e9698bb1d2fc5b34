//! What the engine itself remembers between rounds. Losing it costs time and repetition, never data.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, FileId, ReplicaId};
use crate::payload::Want;

const DAY_MS: i64 = 86_400_000;

/// The engine's memory; opaque to the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// Days on which a round has run, counted here. Ages are measured in these, so that a clock years off makes nothing old.
    pub day: u32,
    /// The date of the last of them, in days since 1970.
    pub date: i64,
    /// When this device last sealed a segment, in milliseconds since 1970.
    pub sealed_at: Option<i64>,
    /// Whether changes of others were taken in since then.
    pub ack_due: bool,
    /// Packs that this device has said to hold.
    pub said_packs: BTreeSet<FileId>,
    /// What it said to lack.
    pub said_want: Vec<Want>,
    /// The words about devices that it has passed on.
    pub said_standings: BTreeMap<DeviceId, u64>,
    /// Streams that others have seen more of, up to which seq, and since when that is known.
    pub missing: BTreeMap<ReplicaId, Missing>,
    /// Since when files of others are gone from the folder, in milliseconds since 1970.
    pub gone_since: Option<i64>,
    /// Files that every look since a time, in milliseconds since 1970 on this device's clock, has found gone from the folder.
    pub gone: BTreeMap<FileId, i64>,
    /// Temporary files that a cut-off write of ours has left in the folder, and on which day each was first seen.
    pub left: BTreeMap<String, u32>,
    /// Placeholders that were seen beside the file that they stand for: a service has left them, and they say nothing when that file goes.
    pub stale_placeholders: BTreeSet<String>,
    /// What each stream's writer asks for, and since which day.
    pub asked: BTreeMap<ReplicaId, Asked>,
    /// Of files that were compared with chains, whether each chain, named by its head, holds all that the file held. It may hold less than
    /// its places say, where two programs wrote one stream, and more, where something before the file is lost.
    pub weighed: BTreeMap<FileId, BTreeMap<FileId, bool>>,
    /// On which day every device in use was first known to hold a chain of packs, by the chain's head.
    pub acked: BTreeMap<FileId, u32>,
    /// On which day a device was first known to be out of use.
    pub retired: BTreeMap<DeviceId, u32>,
    /// The day of the last clean-up.
    pub cleaned: u32,
    /// The seq of the last question of each stream that was answered.
    pub answered: BTreeMap<ReplicaId, u64>,
    /// Whether a pack of everything is to be made: for a new folder, or because somebody lacks what cannot be sent again.
    pub pack_all: bool,
}

/// A stream of which others have seen more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Up to which seq.
    pub upto: u64,
    /// Since when, in milliseconds since 1970 on this device's clock.
    pub since: i64,
    /// The first seq that is lacked.
    #[serde(default)]
    pub first: u64,
    /// The counted day since when just that one is lacked.
    #[serde(default)]
    pub day: u32,
}

/// What another device asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What it lacks, each stretch cut down to its first file.
    pub want: Vec<Want>,
    /// The counted day since when it lacks just those.
    pub day: u32,
}

impl Memory {
    /// Counts the day, if it is another than the last.
    pub(crate) fn count_day(&mut self, now: i64) {
        let date = now.div_euclid(DAY_MS);
        if self.day == 0 || date != self.date {
            self.date = date;
            self.day = self.day.saturating_add(1);
        }
    }
}

/// Whether so many milliseconds have passed; a clock that was put back counts as passed, so that nothing waits for years.
pub(crate) fn has_passed(now: i64, since: i64, pause: i64) -> bool {
    now < since || now.saturating_sub(since) >= pause
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_once_and_a_jump_of_years_is_one_day() {
        let mut memory = Memory::default();
        for (now, day) in [(5, 1), (6, 1), (DAY_MS, 2), (DAY_MS + 1, 2), (4000 * DAY_MS, 3), (-9 * DAY_MS, 4)] {
            memory.count_day(now);
            assert_eq!(memory.day, day, "{now}");
        }
    }

    #[test]
    fn a_memory_of_an_older_program_is_read() {
        assert_eq!(serde_json::from_str::<Memory>("{}").unwrap(), Memory::default());
    }
}
