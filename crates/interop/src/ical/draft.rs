//! What an entry says.

use chrono::{DateTime, Utc};

/// One calendar entry, ready to be written (C37).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDraft {
    /// The entry's id in every calendar; it never changes.
    pub uid: String,
    /// Which time of an event that repeats this is, for one that was received.
    pub recurrence: Option<DateTime<Utc>>,
    /// The number of this version; calendars keep the highest.
    pub sequence: u64,
    /// When this version was written.
    pub stamp: DateTime<Utc>,
    /// When the talk begins.
    pub start: DateTime<Utc>,
    /// How long it lasts, in minutes.
    pub minutes: u32,
    /// The IANA zone that the time was agreed in; unknown ones are written as UTC.
    pub zone: String,
    /// What stands in the calendar.
    pub summary: String,
    /// Where; empty leaves it out.
    pub place: String,
    /// Anything else; empty leaves it out.
    pub description: String,
    /// Whether the entry is taken back.
    pub cancelled: bool,
}
