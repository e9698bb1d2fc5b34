//! When, where and how long: the agreement on a talk, its calendar entry, and invitations that arrive (C32–C37).

use super::{Named, SameTime, notes::Saved};
use chrono::{DateTime, Utc};
use firsthand_domain::{Form, Id, Permission};
use serde::{Deserialize, Serialize};

/// Whether they hear of another length than the one they were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// I shall tell them; until then the talk says that they think otherwise.
    WillTell,
    /// They know already.
    TheyKnow,
}

/// What they were told before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ToldBefore {
    /// The length, in minutes.
    pub minutes: Option<u32>,
    /// When the talk was confirmed in writing.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When its calendar entry was written.
    pub calendar_at: Option<DateTime<Utc>>,
    /// When the questions were sent.
    pub questions_sent_at: Option<DateTime<Utc>>,
}

/// Promises a length: the one number that script, letter, calendar entry, question count and timer follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SetPromise {
    /// The talk.
    pub id: Id,
    /// The length, in minutes.
    pub minutes: u32,
    /// How it is held, if that changes along: a lunch is a length as well.
    #[serde(default)]
    pub form: Option<Form>,
    /// Whether they hear of it; must be said once they were told another length.
    #[serde(default)]
    pub telling: Option<Telling>,
}

/// Agrees on a talk; what is left out stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ScheduleInterview {
    /// The talk.
    pub id: Id,
    /// When it begins.
    #[serde(default)]
    pub scheduled_at: Option<DateTime<Utc>>,
    /// The IANA zone that the time was agreed in.
    #[serde(default)]
    pub zone: Option<String>,
    /// The promised length, in minutes; see [`SetPromise`].
    #[serde(default)]
    pub minutes: Option<u32>,
    /// How it is held (C33).
    #[serde(default)]
    pub form: Option<Form>,
    /// Where.
    #[serde(default)]
    pub place: Option<String>,
    /// Whether that is their workplace (C36).
    #[serde(default)]
    pub at_their_place: Option<bool>,
    /// Whether I pay for lunch (C34).
    #[serde(default)]
    pub i_pay: Option<bool>,
    /// Whether I asked to be shown around, and the answer (C35).
    #[serde(default)]
    pub tour: Option<Permission>,
    /// Whether they hear of another length; must be said once they were told one.
    #[serde(default)]
    pub telling: Option<Telling>,
}

/// What came of a change of the agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Scheduled {
    /// The talk now; nothing was changed when it is left out, because it must first be said whether they know.
    pub saved: Option<Saved>,
    /// What they were told before and is no longer so.
    pub told: Option<ToldBefore>,
    /// Other talks that take up the same time now (C37); nothing is refused for them.
    pub same_time: Vec<SameTime>,
}

/// Names a talk whose calendar entry is to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct CalendarFor {
    /// The talk.
    pub interview: Id,
    /// Where to; a place in the data folder when left out.
    #[serde(default)]
    pub path: Option<String>,
}

/// A calendar entry that was written (C37).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CalendarFile {
    /// The file.
    pub path: String,
    /// The entry's id, the same for as long as the talk lives.
    pub uid: String,
    /// The number of this version: of an own entry it rises with each change and only then, of a received one it is the
    /// organizer's.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub sequence: u64,
    /// Whether the entry takes the talk out of the calendar.
    pub cancelled: bool,
}

/// How a talk's calendar entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CalendarState {
    /// The length that an entry has, in minutes.
    pub minutes: u32,
    /// When one was written last.
    pub written_at: Option<DateTime<Utc>>,
    /// Whether the talk is still as that one said.
    pub current: bool,
    /// Whether the entry came with an invitation.
    pub received: bool,
}

/// A calendar file to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ReadInvitation {
    /// The file.
    pub path: String,
    /// The IANA zone of this device, for entries that name none.
    #[serde(default)]
    pub zone: String,
}

/// What a calendar file holds, before anything is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct InvitationPreview {
    /// The name of the file.
    pub file: String,
    /// Its events, in order.
    pub events: Vec<InvitationRow>,
    /// What is wrong with the file, in words.
    pub problems: Vec<String>,
}

/// One event of a calendar file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct InvitationRow {
    /// Its place in the file, from 0.
    pub index: u32,
    /// The line on which it begins.
    pub line: u32,
    /// What it is called.
    pub summary: String,
    /// When it begins.
    pub start: Option<DateTime<Utc>>,
    /// The zone that the time was given in; empty for UTC.
    pub zone: String,
    /// How long it lasts, in minutes.
    pub minutes: Option<u32>,
    /// Where.
    pub place: String,
    /// Who sent it.
    pub organizer: String,
    /// Whether it is called off.
    pub cancelled: bool,
    /// What was left out or assumed, in words.
    pub notices: Vec<String>,
    /// What taking it would do.
    pub verdict: InvitationVerdict,
    /// The talk that it belongs to.
    pub interview: Option<Named>,
    /// Why it cannot be taken, in words.
    pub error: Option<String>,
}

/// What taking an event would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum InvitationVerdict {
    /// Make a talk, or give a talk its time.
    New,
    /// Change the talk that it belongs to.
    Update,
    /// Nothing: it is known.
    Known,
    /// Nothing: a later version is known.
    Older,
    /// Nothing: somebody proposes another time, and only whoever invited can move the talk.
    Proposal,
    /// Nothing: somebody answers an invitation.
    Answer,
    /// Nothing: it cannot be taken.
    Damaged,
}

/// Takes one event of a calendar file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct TakeInvitation {
    /// The file.
    pub path: String,
    /// The IANA zone of this device, for entries that name none.
    #[serde(default)]
    pub zone: String,
    /// The event's place in the file, from 0.
    pub event: u32,
    /// The talk that it gives a time; the one it belongs to, or a new one, when left out.
    #[serde(default)]
    pub interview: Option<Id>,
    /// With whom, for a new talk.
    #[serde(default)]
    pub person: Option<Id>,
}
