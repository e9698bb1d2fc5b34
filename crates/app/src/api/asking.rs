//! Asking: the script to read with the phone at the ear, what came of the call, and whom they named.

use super::{Named, letters::Composed, people::PersonRow};
use chrono::{DateTime, Utc};
use firsthand_domain::{Attempt, Channel, Id, Outcome, Permission};
use serde::{Deserialize, Serialize};

/// Whom to ask, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AskFor {
    /// Who.
    pub person: Id,
    /// For which exploration; the person's or the only open one when left out.
    #[serde(default)]
    pub exploration: Option<Id>,
}

/// What is read while dialling (C17–C22), and what was tried before (C31).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CallScript {
    /// What to say, sentence by sentence, and the number to dial.
    pub script: Composed,
    /// What they do and where.
    pub about: String,
    /// By what means they like to be asked; the usual one when they never said (C23).
    pub channel: Channel,
    /// The tries so far, the newest first.
    pub attempts: Vec<Attempt>,
    /// The open explorations, to choose from.
    pub explorations: Vec<Named>,
    /// The talk with them that goes on or is planned already.
    pub interview: Option<Id>,
}

/// What came of asking somebody: each outcome leaves its record and its next action in one act (C25–C30).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct RecordOutcome {
    /// Who was asked.
    pub person: Id,
    /// For which exploration; the person's or the only open one when left out.
    #[serde(default)]
    pub exploration: Option<Id>,
    /// How they were asked.
    #[serde(default)]
    pub channel: Channel,
    /// What they said.
    pub outcome: Outcome,
    /// The length that was promised; the one that the script says when left out.
    #[serde(default)]
    pub minutes: Option<u32>,
    /// When to call back; in an hour when left out (C27).
    #[serde(default)]
    pub call_back_at: Option<DateTime<Utc>>,
    /// When it was; now when left out.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
    /// Anything else.
    #[serde(default)]
    pub note: String,
}

/// What an outcome made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Recorded {
    /// The attempt.
    pub attempt: Id,
    /// The talk that came of it (C25, C26).
    pub interview: Option<Id>,
    /// When to call back (C27).
    pub call_back_at: Option<DateTime<Utc>>,
    /// How often they were tried by now.
    pub tries: u32,
}

/// A name that came up anywhere; it becomes a linked prospect (C16).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AddMention {
    /// The name.
    #[serde(default)]
    pub name: String,
    /// Whom it means, if they are known already.
    #[serde(default)]
    pub prospect: Option<Id>,
    /// Whether it is somebody else than whoever has that name already.
    #[serde(default)]
    pub another: bool,
    /// Who said it; the person of the talk, answer, jot or attempt when left out.
    #[serde(default)]
    pub giver: Option<Id>,
    /// In which talk.
    #[serde(default)]
    pub interview: Option<Id>,
    /// In which jot.
    #[serde(default)]
    pub jot: Option<Id>,
    /// In which answer.
    #[serde(default)]
    pub answer: Option<Id>,
    /// At which attempt (C29).
    #[serde(default)]
    pub attempt: Option<Id>,
    /// How to reach them, as said (C54).
    #[serde(default)]
    pub how_to_reach: String,
    /// Whether the giver's name may be used (C55).
    #[serde(default)]
    pub may_use_name: Permission,
}

/// A name to look for among the people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct FindNamed {
    /// The name, or how it begins.
    pub name: String,
}

/// People who may be meant by a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CalledSo {
    /// Those whose whole name it is, however it is written.
    pub exact: Vec<PersonRow>,
    /// Others whose names hold these words.
    pub near: Vec<PersonRow>,
}
