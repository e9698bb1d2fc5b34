//! What comes in from and goes out to other programs: bytes become draft records and a report of what did not fit.
//!
//! Nothing here touches a file, the clock or the store; the caller reads the bytes and decides what to keep.

pub mod ical;
pub mod letter;
pub mod markdown;
pub mod reach;
pub mod table;
mod unfold;
pub mod vcard;

pub use ical::{
    Answer, EventDraft, Invitation, InvitationError, InvitationMethod, InvitationNotice, InvitationProblem,
    InvitationReport, InvitationResult, is_zone, moment_in, read_invitations, write_event, zone_like, zone_named,
};
pub use vcard::{
    CardError, CardOutcome, CardProblem, CardResult, ChannelDraft, FileProblem, LineSpan, Means, Notice, NoticeKind,
    PersonDraft, PhotoDraft, Subject, VcardReport, read_vcards,
};
