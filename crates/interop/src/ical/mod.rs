//! Writes and reads calendar entries: iCalendar (RFC 5545) as calendars open it and as invitations arrive (C37).
//!
//! Writing keeps to what every calendar reads: one event, one zone spelled out around its date, lines folded at 75 octets.
//! Where the clock of a zone shows the same time twice, the entry speaks UTC, which cannot be read in two ways. Reading
//! leaves grammar to calcard and keeps what a talk has: when, how long, where, what it is called, its id and version.

mod clock;
mod draft;
mod event;
mod local;
mod read;
mod repeat;
mod report;
mod rules;
mod write;
mod zone;

pub use draft::EventDraft;
pub use local::{moment_in, zone_like, zone_named};
pub use read::read_invitations;
pub use report::{
    Answer, Invitation, InvitationError, InvitationMethod, InvitationNotice, InvitationProblem, InvitationReport,
    InvitationResult,
};
pub use write::write_event;
pub use zone::is_zone;

/// The largest file that is read, in bytes.
pub const MAX_ICAL_BYTES: usize = 4 << 20;
/// How many events of one file are read.
pub const MAX_EVENTS: usize = 1_000;
