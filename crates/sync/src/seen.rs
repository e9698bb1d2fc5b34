//! What is remembered about paths in the folder, so that a quiet round reads nothing. A cache: losing it costs reading only.

use serde::{Deserialize, Serialize};

use crate::envelope::Refusal;
use crate::id::{FileId, KeyId, ReplicaId, VaultId};
use crate::name;

/// Raised whenever this program learns to read something new, so that files left alone as too new are looked at again.
pub const READER_LEVEL: u32 = 1;
const FIRST_PAUSE_MS: i64 = 10_000;
/// With pauses that double, so many looks in vain take ten minutes.
const STALLED_TRIES: u32 = 6;
const LONGEST_PAUSE_MS: i64 = 3_600_000;

/// What a file turned out to be when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Outcome {
    /// It is held: its content is in the database.
    Held {
        /// Which file it is.
        id: FileId,
        /// Whether it belongs to a stream that this device writes or has written.
        own: bool,
        /// Its stream.
        replica: ReplicaId,
        /// Its place there; of a pack, among the packs of that writer.
        seq: u64,
        /// Whether it is a pack.
        pack: bool,
    },
    /// A marker of this vault, under whatever name.
    Marker,
    /// Still on its way, or torn.
    Arriving,
    /// Its bytes are not those that were written.
    Damaged,
    /// Written, under a key from before, by a device that is out of use or by a stream that nobody knows; waits for the user's word.
    Withheld,
    /// It could not be read: in use, not downloaded, or a failing disk.
    Unreadable,
    /// Not one of ours.
    Unrelated,
    /// Of another vault.
    OtherVault {
        /// That vault; of zeros where an older program has noted the file.
        #[serde(default)]
        vault: VaultId,
    },
    /// Kept elsewhere by its service, which has left a placeholder, or only its name.
    NotDownloaded,
    /// Not made by a device of this vault.
    Tampered,
    /// Authentic, but its content is not as the format says.
    Malformed,
    /// Sealed with a key that this device lacks.
    Locked {
        /// That key.
        key: KeyId,
    },
    /// Of a newer format, or of a kind that this program does not know.
    Newer,
    /// Larger than any file of ours; not opened.
    TooLarge,
}

impl Outcome {
    /// Stable code, for words made elsewhere.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Held { .. } => "held",
            Self::Marker => "marker",
            Self::Arriving => "arriving",
            Self::Damaged => "damaged",
            Self::Withheld => "withheld",
            Self::Unreadable => "unreadable",
            Self::Unrelated => "unrelated",
            Self::OtherVault { .. } => "other-vault",
            Self::NotDownloaded => "not-downloaded",
            Self::Tampered => "tampered",
            Self::Malformed => "malformed",
            Self::Locked { .. } => "locked",
            Self::Newer => "newer",
            Self::TooLarge => "too-large",
        }
    }

    /// Whether a later look may find it otherwise though nothing of the listing has changed.
    fn may_heal(&self) -> bool {
        matches!(self, Self::Arriving | Self::Damaged | Self::Unreadable)
    }

    /// The outcome of a refused file. Space that a service has reserved under one of our names is damaged, not foreign.
    pub(crate) fn of(refusal: &Refusal, path: &str) -> Self {
        match refusal {
            Refusal::Unrelated if name::claims_to_be_ours(path) => Self::Damaged,
            Refusal::Unrelated => Self::Unrelated,
            Refusal::Arriving => Self::Arriving,
            Refusal::Damaged => Self::Damaged,
            Refusal::Newer { .. } => Self::Newer,
            Refusal::OtherVault { vault } => Self::OtherVault { vault: *vault },
            Refusal::Locked { key } => Self::Locked { key: *key },
            Refusal::Tampered { .. } => Self::Tampered,
            Refusal::Malformed { .. } => Self::Malformed,
        }
    }
}

/// What is remembered about one path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Its length in bytes at the last look.
    pub size: u64,
    /// What it was.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// When it was looked at last, in milliseconds since 1970 on this device's clock; only delays a further look.
    pub at: i64,
    /// How often in a row it was looked at in vain.
    pub tries: u32,
    /// The [`READER_LEVEL`] of the program that looked.
    pub reader: u32,
    /// The file that was held under this path before something else stood there: it is missed until it stands elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Box<Outcome>>,
}

impl Seen {
    /// Remembers a look; `before` is what was known about the same path.
    pub(crate) fn new(size: u64, outcome: Outcome, now: i64, before: Option<&Self>) -> Self {
        let same = before.filter(|before| before.size == size && outcome.may_heal());
        let tries = same.map_or(0, |before| before.tries.saturating_add(1));
        let is_held = matches!(outcome, Outcome::Held { .. });
        let was = before.and_then(Self::held).filter(|_| !is_held).cloned().map(Box::new);
        Self { size, outcome, at: now, tries, reader: READER_LEVEL, was }
    }

    /// The held file that stands under this path, or did.
    pub fn held(&self) -> Option<&Outcome> {
        match &self.outcome {
            Outcome::Held { .. } => Some(&self.outcome),
            _ => self.was.as_deref(),
        }
    }

    /// Whether it was looked at in vain for longer than files usually travel.
    pub(crate) fn is_stalled(&self) -> bool {
        self.tries >= STALLED_TRIES
    }

    /// Whether the path is to be read, given its present size.
    pub(crate) fn is_due(&self, size: u64, now: i64, has_key: impl Fn(KeyId) -> bool) -> bool {
        if size != self.size {
            return true;
        }
        match &self.outcome {
            Outcome::Held { .. } => false,
            Outcome::Locked { key } => has_key(*key),
            outcome if outcome.may_heal() => {
                let pause = FIRST_PAUSE_MS.saturating_mul(1 << self.tries.min(16)).min(LONGEST_PAUSE_MS);
                // A clock that was put back must not hold a file for years.
                now < self.at || now.saturating_sub(self.at) >= pause
            }
            _ => self.reader < READER_LEVEL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(outcome: Outcome) -> Seen {
        Seen::new(10, outcome, 1_000_000, None)
    }

    #[test]
    fn a_held_file_is_read_again_only_when_its_size_changes() {
        let held = seen(Outcome::Held { id: FileId::ZERO, own: false, replica: ReplicaId::ZERO, seq: 1, pack: false });
        assert!(!held.is_due(10, i64::MAX, |_| true));
        assert!(held.is_due(11, 1_000_000, |_| false));
    }

    #[test]
    fn a_torn_file_is_tried_again_ever_more_seldom_and_despite_a_clock_put_back() {
        let mut torn = seen(Outcome::Arriving);
        assert!(!torn.is_due(10, 1_009_999, |_| false));
        assert!(torn.is_due(10, 1_010_000, |_| false));
        torn = Seen::new(10, Outcome::Arriving, 1_010_000, Some(&torn));
        assert!(!torn.is_due(10, 1_029_999, |_| false));
        assert!(torn.is_due(10, 1_030_000, |_| false));
        assert!(torn.is_due(10, 0, |_| false));
        torn.tries = u32::MAX;
        assert!(torn.is_due(10, 1_010_000 + LONGEST_PAUSE_MS, |_| false));
    }

    #[test]
    fn a_locked_file_waits_for_its_key_and_a_newer_one_for_an_update() {
        let key = KeyId::from_bytes([1; 8]);
        let locked = seen(Outcome::Locked { key });
        assert!(!locked.is_due(10, i64::MAX, |_| false));
        assert!(locked.is_due(10, 1_000_000, |id| id == key));
        let mut newer = seen(Outcome::Newer);
        assert!(!newer.is_due(10, i64::MAX, |_| true));
        newer.reader = READER_LEVEL - 1;
        assert!(newer.is_due(10, 1_000_000, |_| false));
    }

    #[test]
    fn reserved_space_under_our_name_is_not_taken_for_a_strangers_file() {
        assert_eq!(Outcome::of(&Refusal::Unrelated, "log/s-1 (1).FHD"), Outcome::Damaged);
        assert_eq!(Outcome::of(&Refusal::Unrelated, "log/notes.txt"), Outcome::Unrelated);
    }
}
