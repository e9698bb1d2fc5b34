//! What a window, a command line or a test can ask of the app: one table of commands with typed arguments and results.

mod error;
mod rows;
mod table;

pub mod after;
pub mod asking;
pub mod compare;
pub mod deciding;
pub mod folder;
pub mod interviews;
pub mod letters;
pub mod notes;
pub mod people;
pub mod schedule;
pub mod system;
pub mod today;

pub use error::ApiError;
pub use rows::{InterviewRow, ReferralRow, SameTime};
#[cfg(feature = "bindings")]
pub use table::visit_types;
pub use table::{COMMANDS, Command, dispatch};

use firsthand_domain::Id;
use serde::{Deserialize, Serialize};

/// No arguments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "Record<string, never>"))]
pub struct Nothing {}

/// Names one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ById {
    /// The document.
    pub id: Id,
}

/// A document by its name in lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Named {
    /// The document.
    pub id: Id,
    /// What it is called; empty when it has no name yet.
    pub name: String,
    /// Whether it lies in the bin.
    pub deleted: bool,
}
