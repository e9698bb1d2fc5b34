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

/// What a file is for (RFC 5546, 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationMethod {
    /// It says what is so, or does not say what it is for.
    Publish,
    /// It invites, or moves what was agreed.
    Request,
    /// It calls off.
    Cancel,
    /// Somebody proposes another time; nothing is agreed by it (RFC 5546, 3.2.7).
    Counter,
    /// Somebody answers an invitation (RFC 5546, 3.2.3).
    Reply,
    /// It asks for the newest version, turns a proposal down, or is for something that is not known here.
    Other,
}

/// What somebody answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Who: a name, or else an address.
    pub who: String,
    /// The answer, such as `ACCEPTED` (RFC 5545, 3.2.12).
    pub said: String,
}

/// One event as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What the file is for.
    pub method: InvitationMethod,
    /// Its id in every calendar; empty where it bears none.
    pub uid: String,
    /// Which time of an event that repeats this is (RFC 5545, RECURRENCE-ID); nothing for an event that does not.
    pub recurrence: Option<DateTime<Utc>>,
    /// Whether this is a whole series, of which one time was chosen.
    pub repeats: bool,
    /// The number of its version, which only its organizer raises.
    pub sequence: u64,
    /// When this version was sent (RFC 5545, DTSTAMP); nothing where it does not say.
    pub stamp: Option<DateTime<Utc>>,
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
    /// What the invited answered.
    pub answers: Vec<Answer>,
    /// What was written beside a proposal or an answer.
    pub comment: String,
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
    #[error("It repeats; only the next time is taken.")]
    Repeats,
    /// It repeats, and is over.
    #[error("It repeats, and none of its times is still to come; the first one is taken.")]
    RepeatsOver,
    /// It is one time of an event that repeats.
    #[error("It is one time of an event that repeats; only this one is taken.")]
    OneOfMany,
    /// It bears no id.
    #[error("It has no id. It is known again by its name and its time; a change of these looks like another event.")]
    NoId,
    /// The number of its version cannot be read.
    #[error("The number of its version cannot be read; it counts as the first.")]
    BadSequence,
    /// The calendar as a whole names the zone.
    #[error("Its times name no time zone; they are read by the clock of its calendar, {zone}.")]
    CalendarZone {
        /// The zone.
        zone: String,
    },
    /// The file describes a zone otherwise than it is known.
    #[error(
        "The file describes the time zone \"{zone}\" otherwise than it is known here; the file's own rules are followed."
    )]
    OwnRules {
        /// The zone's name in the file.
        zone: String,
    },
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
    /// The length is none, or leads past the year 9999.
    #[error("How long it lasts cannot be read, or is longer than any calendar. Add it by hand.")]
    BadLength,
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
