//! What came of a file with invitations.

use super::{MAX_EVENTS, MAX_ICAL_BYTES};
use chrono::{DateTime, Utc};

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvitationReport {
    /// Troubles of the file as a whole.
    pub problems: Vec<InvitationProblem>,
    /// One result an event, in the order of the file.
    pub events: Vec<InvitationResult>,
}

/// What came of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationResult {
    /// The line on which it begins, from 1.
    pub line: u32,
    /// What it says, or why it cannot be taken.
    pub outcome: Result<Invitation, InvitationError>,
}

/// One event as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id in every calendar.
    pub uid: String,
    /// The number of its version.
    pub sequence: u32,
    /// When it begins.
    pub start: DateTime<Utc>,
    /// How long it lasts, in minutes; nothing if it does not say.
    pub minutes: Option<u32>,
    /// The IANA zone that the time was given in; empty where it was given in UTC.
    pub zone: String,
    /// What it is called.
    pub summary: String,
    /// Where.
    pub place: String,
    /// Anything else that it says.
    pub description: String,
    /// Who sent it: a name, or else an address.
    pub organizer: String,
    /// Whether it is called off.
    pub cancelled: bool,
    /// What was left out or assumed.
    pub notices: Vec<InvitationNotice>,
}

/// What was left out of an event, or assumed about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvitationNotice {
    /// It repeats.
    #[error("It repeats; only the first time is taken.")]
    Repeats,
    /// Its times name no zone.
    #[error("It names no time zone; the time is read by the clock of this device.")]
    Floating,
    /// The clock of its zone skips the time.
    #[error("The clock skips that time on that day; the next one that exists is taken.")]
    Skipped,
    /// It does not say how long it lasts.
    #[error("It does not say how long it lasts.")]
    NoLength,
}

/// Why an event cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvitationError {
    /// There is no start.
    #[error("It does not say when it begins.")]
    NoStart,
    /// The start is no date and time.
    #[error("Its beginning, \"{found}\", is no date and time.")]
    BadStart {
        /// What stands there.
        found: String,
    },
    /// The start is a day.
    #[error("It lasts the whole day and names no time. Add the time by hand.")]
    WholeDay,
    /// The zone is not known.
    #[error("It is in the time zone \"{zone}\", which is not known here. Add the time by hand.")]
    UnknownZone {
        /// The zone's name.
        zone: String,
    },
    /// The end is not after the start.
    #[error("It ends before it begins.")]
    EndsBefore,
    /// There is no id.
    #[error("It has no id, so that a later change could not be recognised. Add it by hand.")]
    NoUid,
    /// It changes one time of an event that repeats.
    #[error("It changes one time of an event that repeats. Change the time by hand.")]
    OneOfMany,
}

/// What is wrong with a file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvitationProblem {
    /// The file is too large.
    #[error("The file has {bytes} bytes; more than {MAX_ICAL_BYTES} are not read.")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It is no calendar file.
    #[error("This is no calendar file: it has no line BEGIN:VCALENDAR.")]
    NoCalendar,
    /// It has no event.
    #[error("No event is in this file.")]
    NoEvent,
    /// The file ends too early.
    #[error("The file ends in the middle of {component}; it may not have arrived whole.")]
    Unfinished {
        /// What was open.
        component: String,
    },
    /// A line cannot be read.
    #[error("Line {line} cannot be read: \"{text}\".")]
    BadLine {
        /// The line, from 1.
        line: u32,
        /// How it begins.
        text: String,
    },
    /// There are too many events.
    #[error("Only the first {MAX_EVENTS} events are read.")]
    TooMany,
}
