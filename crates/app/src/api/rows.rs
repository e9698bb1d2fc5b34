//! Rows that several pages show.

use super::Named;
use chrono::{DateTime, Utc};
use firsthand_domain::{Form, Id, Referral, Stage};
use serde::{Deserialize, Serialize};

/// One talk in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct InterviewRow {
    /// The talk.
    pub id: Id,
    /// Its own name, often empty.
    pub title: String,
    /// With whom.
    pub person: Option<Named>,
    /// For which exploration.
    pub exploration: Option<Named>,
    /// How far it has come.
    pub stage: Stage,
    /// When it is to be.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// The IANA time zone it was agreed in.
    pub zone: String,
    /// The promised length, in minutes.
    pub promised_minutes: Option<u32>,
    /// How it is held.
    pub form: Form,
    /// Where.
    pub place: String,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How many questions are planned.
    pub planned: u32,
    /// How many questions have an answer.
    pub answered: u32,
    /// When its time is over, unless somebody says that it began or was called off (C91); none where it has no time or began.
    pub over_at: Option<DateTime<Utc>>,
    /// When it was last written to.
    pub updated: Option<DateTime<Utc>>,
}

/// Another talk that takes up the same time (C37).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SameTime {
    /// The other talk.
    pub id: Id,
    /// What it is called: its own name, or its person's.
    pub name: String,
    /// When it begins.
    pub at: DateTime<Utc>,
}

/// A referral with the person at its other end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ReferralRow {
    /// The referral.
    pub referral: Referral,
    /// The prospect where the page is the giver's, the giver where it is the prospect's.
    pub other: Option<Named>,
}
