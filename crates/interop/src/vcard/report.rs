//! What came of a file, card by card.

use super::{MAX_CARD_BYTES, MAX_CARDS, MAX_FILE_BYTES, PersonDraft, tidy};
use serde::{Serialize, Serializer};
use std::fmt;
use thiserror::Error;

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct VcardReport {
    /// Troubles of the file as a whole; sentences when serialized.
    pub problems: Vec<FileProblem>,
    /// One result a card, in the order of the file.
    pub cards: Vec<CardResult>,
}

impl VcardReport {
    /// Returns the cards that could be read.
    pub fn drafts(&self) -> impl Iterator<Item = &PersonDraft> {
        self.cards.iter().filter_map(|card| card.draft().ok())
    }

    /// Returns why the others could not.
    pub fn errors(&self) -> impl Iterator<Item = &CardError> {
        self.cards.iter().filter_map(|card| card.draft().err())
    }
}

/// What came of one card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CardResult {
    /// Which card of the file, from 1.
    pub number: u32,
    /// Where it is.
    pub lines: LineSpan,
    /// The draft, or why there is none.
    pub outcome: CardOutcome,
}

impl CardResult {
    /// Returns the draft, or why there is none.
    pub fn draft(&self) -> Result<&PersonDraft, &CardError> {
        match &self.outcome {
            CardOutcome::Draft(draft) => Ok(draft),
            CardOutcome::Error(error) => Err(error),
        }
    }
}

/// A draft, or why there is none: `{"draft": …}` or `{"error": "…"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum CardOutcome {
    /// The card was read.
    Draft(Box<PersonDraft>),
    /// The card was not read; a sentence when serialized.
    Error(CardError),
}

/// Lines of a file, counted from 1, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LineSpan {
    /// The first line.
    pub first: u32,
    /// The last line.
    pub last: u32,
}

impl fmt::Display for LineSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "line {}", self.first)
        } else {
            write!(f, "lines {}–{}", self.first, self.last)
        }
    }
}

/// Why a card gave no draft, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("Card {number} ({lines}): {problem}")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "string"))]
pub struct CardError {
    /// Which card of the file, from 1.
    pub number: u32,
    /// Where it is.
    pub lines: LineSpan,
    /// What is wrong with it.
    pub problem: CardProblem,
}

impl Serialize for CardError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What can be wrong with a card.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CardProblem {
    /// The file ends inside the card.
    #[error("it has no END:VCARD; the file seems cut off. Export it again.")]
    Unterminated,
    /// Another card begins inside this one.
    #[error("it has no END:VCARD before the next card begins in line {next}. Export this contact again.")]
    Interrupted {
        /// Where the next one begins.
        next: u32,
    },
    /// The card is longer than [`MAX_CARD_BYTES`].
    #[error(
        "it has {} and at most {} are read. Remove its picture or attachments, or export this contact again.",
        tidy::size(*bytes), tidy::size(MAX_CARD_BYTES)
    )]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// The card is about a list of contacts, a place or a device (RFC 6350, 6.1.4).
    #[error("it describes no person and no organization but a \"{kind}\". Export the contacts themselves.")]
    NotAContact {
        /// The value of its `KIND`.
        kind: String,
    },
    /// The card has nothing that could stand for a name.
    #[error(
        "it has no name, no organization, no mail address and no number. Add a name to this contact and export it again."
    )]
    Nameless,
}

/// What can be wrong with a file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "string"))]
pub enum FileProblem {
    /// The file has no content.
    #[error("The file is empty. Export your contacts again.")]
    Empty,
    /// The file has no card.
    #[error("This is not a vCard file: no line says BEGIN:VCARD. Export your contacts as vCard (.vcf).")]
    NotVcard,
    /// The file is a calendar.
    #[error("This is a calendar file (.ics), not a vCard. Export your contacts as vCard (.vcf).")]
    Calendar,
    /// The file is longer than [`MAX_FILE_BYTES`].
    #[error("The file has {} and at most {} are read. Export fewer contacts at a time.", tidy::size(*bytes), tidy::size(MAX_FILE_BYTES))]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// The file has more cards than [`MAX_CARDS`]; those from a line on were not read.
    #[error("Only the first {MAX_CARDS} cards were read, up to line {line}. Export fewer contacts at a time.")]
    TooManyCards {
        /// Where the first card begins that was not read.
        line: u32,
    },
    /// Lines with content that stand outside every card.
    #[error("Nothing was taken from {lines}: no BEGIN:VCARD comes before. If a contact is missing, export it again.")]
    StrayLines {
        /// Which lines.
        lines: LineSpan,
    },
}

impl FileProblem {
    /// Finds out what a file without any card is.
    pub(super) fn without_cards(bytes: &[u8]) -> Self {
        let content = bytes.trim_ascii();
        let start = content.get(..15).unwrap_or(content);
        if content.is_empty() {
            Self::Empty
        } else if start.eq_ignore_ascii_case(b"BEGIN:VCALENDAR") {
            Self::Calendar
        } else {
            Self::NotVcard
        }
    }
}

impl Serialize for FileProblem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
