//! Jots, edits of any document, undo and search.

use super::Named;
use chrono::{DateTime, Utc};
use firsthand_domain::{Edit, Id, Jot};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A jot with the names of where it is filed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct JotRow {
    /// The jot.
    pub jot: Jot,
    /// Whom it is about.
    pub person: Option<Named>,
    /// The talk it belongs to, by its person's name or its title.
    pub interview: Option<Named>,
    /// The exploration it belongs to.
    pub exploration: Option<Named>,
}

/// Saves a jot while it is typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SaveJot {
    /// The jot; a new one is made when left out.
    #[serde(default)]
    pub id: Option<Id>,
    /// The whole text.
    pub text: String,
    /// The version that the writer changed.
    #[serde(default)]
    pub base: Option<String>,
    /// The talk it belongs to, for a new one.
    #[serde(default)]
    pub interview: Option<Id>,
    /// Whom it is about, for a new one.
    #[serde(default)]
    pub person: Option<Id>,
    /// The exploration it belongs to, for a new one.
    #[serde(default)]
    pub exploration: Option<Id>,
}

/// Changes fields of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct EditDocument {
    /// The document.
    pub id: Id,
    /// Its kind. The profile and the changes to a question of the bank come into being by their first edit.
    pub kind: String,
    /// What to change.
    pub edits: Vec<Edit>,
}

/// What a document holds after it was saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Saved {
    /// The document.
    pub id: Id,
    /// Its version now: the base of the next edit.
    pub version: String,
    /// The prose fields that were written, as they read now; other devices' words may be merged in.
    pub texts: BTreeMap<String, String>,
}

/// One document in the bin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct BinRow {
    /// The document.
    pub id: Id,
    /// Its kind.
    pub kind: String,
    /// What it is called, or how it begins.
    pub name: String,
    /// When it was put there.
    pub updated: Option<DateTime<Utc>>,
}

/// What undo and redo would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct UndoState {
    /// What undo would take back, such as "Edit jot"; none when there is nothing.
    pub undo: Option<String>,
    /// What redo would bring again.
    pub redo: Option<String>,
}

/// What was taken back or brought again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Undone {
    /// What it was; none when there was nothing.
    pub label: Option<String>,
}

/// What to look for (C90).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Search {
    /// The words; the last one may be unfinished.
    pub query: String,
    /// How many hits at most; 50 when left out.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SearchHit {
    /// The document found.
    pub id: Id,
    /// Its kind.
    pub kind: String,
    /// The field that holds the words.
    pub field: String,
    /// What the document is called.
    pub title: String,
    /// The words in their context; the pieces that match are marked.
    pub context: Vec<Piece>,
    /// The document whose page shows it: the talk of an answer, the person of a follow-up.
    pub open: Place,
}

/// A piece of text, marked or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it matches.
    pub hit: bool,
}

/// Where something is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Place {
    /// The kind of page: `person`, `organization`, `interview`, `exploration`, `findings`, `compare`, `jot`, `profile`.
    pub kind: String,
    /// The document of that page.
    pub id: Id,
    /// Within an interview: the question answered.
    pub question: Option<Id>,
}
