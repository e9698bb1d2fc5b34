//! All answers side by side: people and questions, and the lists that gather from them (C72, C73, C75).

use super::Named;
use chrono::{DateTime, Utc};
use firsthand_domain::{Agreement, Comparison, HoldsFor, Id, Stage};
use serde::{Deserialize, Serialize};

/// Which answers are laid side by side; everything left out means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct CompareFor {
    /// Only talks of this exploration.
    #[serde(default)]
    pub exploration: Option<Id>,
    /// Only questions of this topic, by its id.
    #[serde(default)]
    pub topic: Option<String>,
    /// Only talks with people who bear this tag.
    #[serde(default)]
    pub tag: Option<String>,
    /// Only talks with people of this organization.
    #[serde(default)]
    pub organization: Option<Id>,
    /// Only answers so marked; other answers read as left out.
    #[serde(default)]
    pub holds_for: Option<HoldsFor>,
}

/// The answers side by side (C72).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ComparePage {
    /// The talks that were held or go on, and those ahead with a plan; the oldest first, those ahead last.
    pub talks: Vec<ComparedTalk>,
    /// The questions that any of them asks, in the bank's order, then one's own.
    pub questions: Vec<ComparedQuestion>,
    /// What each talk has to each question; where there is none, the question was not asked.
    pub cells: Vec<Cell>,
    /// What can be chosen: topics with a question here, as id and title.
    pub topics: Vec<Choosable>,
    /// Tags of the people here.
    pub tags: Vec<String>,
    /// Organizations of the people here.
    pub organizations: Vec<Named>,
    /// How many of the shown answers are off the record, and stay out of an export (C81).
    pub off_record: u32,
}

/// A choice by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Choosable {
    /// The id.
    pub id: String,
    /// What it is called.
    pub title: String,
}

/// One talk among those compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ComparedTalk {
    /// The talk.
    pub id: Id,
    /// What it is called: its own title, or the person's name.
    pub name: String,
    /// With whom.
    pub person: Option<Named>,
    /// Where they work.
    pub organization: Option<Named>,
    /// How far it has come.
    pub stage: Stage,
    /// When it was or will be.
    pub at: Option<DateTime<Utc>>,
}

/// One question among those compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ComparedQuestion {
    /// The question.
    pub id: Id,
    /// The wording.
    pub ask: String,
    /// The id of its topic.
    pub topic: String,
    /// Whether the answer is a list of things.
    pub list: bool,
    /// How many talks answered it.
    pub answered: u32,
    /// What the user makes of the answers (C75); none where nothing was marked.
    pub comparison: Option<Comparison>,
}

/// What one talk has to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Cell {
    /// The talk.
    pub interview: Id,
    /// The question.
    pub question: Id,
    /// What is there.
    pub state: CellState,
    /// The answer, where there is one.
    pub answer: Option<Id>,
    /// What they said.
    pub text: String,
    /// Whether it holds elsewhere too (C61).
    pub holds_for: HoldsFor,
    /// Whether it is off the record (C81).
    pub off_record: bool,
    /// The answer's version, for edits; empty without one.
    pub version: String,
}

/// What there is of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// It is answered.
    Answered,
    /// It was asked, and there is no answer.
    NoAnswer,
    /// It is to be asked in a talk ahead.
    Ahead,
    /// There is an answer that the filter leaves out.
    LeftOut,
}

/// How an export is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// Comma-separated values (RFC 4180), with a byte order mark for spreadsheets.
    #[default]
    Csv,
    /// The same with semicolons, which spreadsheets expect where people write a decimal comma.
    CsvSemicolon,
    /// Markdown.
    Markdown,
}

/// Writes what is compared to a file: what the screen shows, but for what is off the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ExportCompared {
    /// What is shown.
    pub shown: CompareFor,
    /// Whether there is a row for each person, instead of each question.
    pub by_person: bool,
    /// How it is written.
    pub written: Written,
    /// The file.
    pub path: String,
}

/// A written file, with what stayed out of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ExportedWithout {
    /// Where it is.
    pub path: String,
    /// How many answers stayed out because they are off the record (C81).
    pub off_record: u32,
    /// How many cells of a table are longer than the 32,767 characters that spreadsheets keep; they are whole in the file.
    pub long_cells: u32,
}

/// Marks how the answers to a question stand to each other, and what one takes from them (C75).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct MarkComparison {
    /// The exploration; none for all.
    #[serde(default)]
    pub exploration: Option<Id>,
    /// The question.
    pub question: Id,
    /// The mark; unchanged when left out.
    #[serde(default)]
    pub agreement: Option<Agreement>,
    /// What I take from them; unchanged when left out.
    #[serde(default)]
    pub note: Option<String>,
    /// The version of the note that the writer changed.
    #[serde(default)]
    pub base: Option<String>,
}

/// Which lists are gathered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct CollectedFor {
    /// Only from talks of this exploration.
    #[serde(default)]
    pub exploration: Option<Id>,
}

/// The list that gathers from all answers to one question (C73).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CollectedList {
    /// The question.
    pub question: Id,
    /// Its wording.
    pub ask: String,
    /// Its items, those that most people said first.
    pub items: Vec<CollectedItem>,
}

/// One item of a list (C73).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CollectedItem {
    /// What it is known by in its list.
    pub key: String,
    /// The words, as most wrote them.
    pub text: String,
    /// The spellings that are one; one at least.
    pub spellings: Vec<Spelling>,
    /// Who said it, each answer once.
    pub said: Vec<SaidBy>,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// One spelling of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Spelling {
    /// What it is known by in its list.
    pub key: String,
    /// The words.
    pub text: String,
}

/// An answer that names an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SaidBy {
    /// The talk.
    pub interview: Id,
    /// The answer.
    pub answer: Id,
    /// Who said it.
    pub name: String,
    /// Whether it is off the record (C81).
    pub off_record: bool,
}

/// Does something by hand to a list (C73); it is remembered, and reaches the other devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct MarkCollected {
    /// The question.
    pub question: Id,
    /// What is done.
    pub act: CollectAct,
}

/// What can be done by hand to a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum CollectAct {
    /// Ticks an item, or takes its tick away.
    Tick {
        /// The item.
        key: String,
        /// Whether it is ticked.
        on: bool,
    },
    /// Makes two items one.
    Merge {
        /// The item that stays.
        key: String,
        /// The item that becomes part of it.
        with: String,
    },
    /// Keeps a spelling apart from the item that it is part of.
    Apart {
        /// The item.
        key: String,
        /// The spelling.
        spelling: String,
    },
}

/// Writes the gathered lists to a file as CSV, but for what only answers off the record named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ExportCollected {
    /// Only from talks of this exploration.
    #[serde(default)]
    pub exploration: Option<Id>,
    /// Only this question's list.
    #[serde(default)]
    pub question: Option<Id>,
    /// How it is written; a table in any case.
    #[serde(default)]
    pub written: Written,
    /// The file.
    pub path: String,
}
