//! Today: what to do next, and what is coming (C91).

use super::{InterviewRow, Named};
use firsthand_domain::today::Action;
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
