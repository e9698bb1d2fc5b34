//! Today: what to do next, and what is coming (C91).

use super::{InterviewRow, Named};
use chrono::{DateTime, Utc};
use firsthand_domain::{
    Id,
    journey::{Action, Goal, Todo},
};
use serde::{Deserialize, Serialize};

/// The Today screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TodayPage {
    /// One next action per person, overdue first.
    pub actions: Vec<TodayAction>,
    /// Talks with a time ahead, the nearest first, at most five.
    pub upcoming: Vec<InterviewRow>,
    /// How many jots belong nowhere yet.
    pub unfiled_jots: u32,
    /// How many people there are.
    pub people: u32,
    /// How many talks there are.
    pub interviews: u32,
    /// How many talks were held.
    pub held: u32,
    /// How many explorations are open.
    pub explorations: u32,
    /// How this week goes, where the user has a goal (C04).
    pub goal: Option<Goal>,
    /// When time alone changes something of this; none where only writing does.
    pub until: Option<DateTime<Utc>>,
}

/// One action, with the names to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TodayAction {
    /// What to do, and when.
    pub action: Action,
    /// With whom.
    pub person: Option<Named>,
    /// What is owed, or what the talk is called.
    pub subject: String,
}

/// Something due that the user is told of once on each device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Reminder {
    /// What there is to do.
    pub todo: Todo,
    /// The record it comes from.
    pub subject: Id,
    /// With whom.
    pub person: Option<Named>,
    /// What there is to do, in one sentence.
    pub text: String,
    /// Since when it is due.
    pub due: Option<DateTime<Utc>>,
}

/// How reminders stand on this device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ReminderState {
    /// Whether the system may show them too; none until the user was asked, which happens at the first one.
    pub allowed: Option<bool>,
    /// What is due now, the most urgent first.
    pub due: Vec<Reminder>,
}

/// Says whether the system may show reminders on this device.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AllowReminders {
    /// Whether it may.
    pub allowed: bool,
}
