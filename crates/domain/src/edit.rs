//! What can be done to a document, and what is refused.

use crate::{
    Id,
    schema::{Kind, Shape},
};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest line, in characters.
pub const LINE_LIMIT: usize = 1_000;
/// The longest prose, in bytes of UTF-8.
pub const PROSE_LIMIT: usize = 1 << 20;
/// The largest bytes field.
pub const BYTES_LIMIT: usize = 256 << 10;
/// The most members of a set, order or entries field.
pub const MEMBER_LIMIT: usize = 2_000;

/// One change of one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Edit {
    /// Gives a field one value: line, flag, number, time (RFC 3339), link (id), choice (word), bytes (base64).
    Set {
        /// The field.
        field: String,
        /// The value; null takes it away.
        #[cfg_attr(feature = "bindings", ts(type = "string | number | boolean | null"))]
        value: Value,
    },
    /// Makes prose read as `text`.
    Write {
        /// The field.
        field: String,
        /// The whole new text.
        text: String,
        /// The [`Meta::version`](crate::Meta::version) of the text that the writer changed; the difference applies to
        /// that text and merges with what came since. Without it, the text now stored is what was changed.
        #[serde(default)]
        base: Option<String>,
    },
    /// Adds a member to a set.
    Add {
        /// The field.
        field: String,
        /// The member.
        member: String,
    },
    /// Takes a member out of a set.
    Remove {
        /// The field.
        field: String,
        /// The member.
        member: String,
    },
    /// Makes an order read as `ids`.
    Arrange {
        /// The field.
        field: String,
        /// All members, first to last.
        ids: Vec<Id>,
    },
    /// Adds or replaces an entry.
    Put {
        /// The field.
        field: String,
        /// The entry's id within the document; chosen by whoever adds it.
        entry: String,
        /// Its properties.
        #[cfg_attr(feature = "bindings", ts(type = "Record<string, unknown>"))]
        value: Value,
    },
    /// Takes an entry away.
    Drop {
        /// The field.
        field: String,
        /// The entry.
        entry: String,
    },
}

/// Why an edit is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Invalid {
    /// The kind has no such field.
    #[error("The kind \"{kind}\" has no field \"{field}\".")]
    NoField {
        /// The kind's name.
        kind: String,
        /// The field asked for.
        field: String,
    },
    /// The field holds something else.
    #[error("\"{field}\" of a {kind} cannot hold that: it takes {expected}.")]
    Mismatch {
        /// The kind's name.
        kind: String,
        /// The field.
        field: String,
        /// What it takes, in words.
        expected: String,
    },
    /// The value is too large.
    #[error("\"{field}\" of a {kind} is too long: at most {limit} {unit}. Shorten it, or split it in two.")]
    TooLong {
        /// The kind's name.
        kind: String,
        /// The field.
        field: String,
        /// The limit.
        limit: usize,
        /// Its unit.
        unit: &'static str,
    },
}

impl Edit {
    /// Shortens [`Edit::Set`].
    pub fn set(field: &str, value: impl Into<Value>) -> Self {
        Self::Set { field: field.to_owned(), value: value.into() }
    }

    /// Shortens [`Edit::Set`] for a link.
    pub fn link(field: &str, id: Id) -> Self {
        Self::set(field, id.to_string())
    }

    /// Shortens [`Edit::Set`] for a moment.
    pub fn time(field: &str, at: DateTime<chrono::Utc>) -> Self {
        Self::set(field, at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
    }

    /// Shortens [`Edit::Write`] without a base.
    pub fn write(field: &str, text: &str) -> Self {
        Self::Write { field: field.to_owned(), text: text.to_owned(), base: None }
    }

    /// Returns the field that is changed.
    pub fn field(&self) -> &str {
        match self {
            Self::Set { field, .. }
            | Self::Write { field, .. }
            | Self::Add { field, .. }
            | Self::Remove { field, .. }
            | Self::Arrange { field, .. }
            | Self::Put { field, .. }
            | Self::Drop { field, .. } => field,
        }
    }

    /// Checks the edit against the schema, and brings its value into the stored form: a line loses its line breaks and
    /// outer spaces, prose its carriage returns.
    ///
    /// # Errors
    /// [`Invalid`] when the field does not exist, holds something else, or the value is too large.
    pub fn checked(self, kind: &Kind) -> Result<Self, Invalid> {
        let field = kind
            .field(self.field())
            .ok_or_else(|| Invalid::NoField { kind: kind.name.to_owned(), field: self.field().to_owned() })?;
        let mismatch = |expected: &str| Invalid::Mismatch {
            kind: kind.name.to_owned(),
            field: field.name.to_owned(),
            expected: expected.to_owned(),
        };
        let too_long =
            |limit, unit| Invalid::TooLong { kind: kind.name.to_owned(), field: field.name.to_owned(), limit, unit };
        match (field.shape, self) {
            (Shape::Line, Self::Set { field, value }) => {
                let value = match value {
                    Value::Null => Value::Null,
                    Value::String(text) => {
                        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
                        if line.chars().count() > LINE_LIMIT {
                            return Err(too_long(LINE_LIMIT, "characters"));
                        }
                        Value::String(line)
                    }
                    _ => return Err(mismatch("a line of text")),
                };
                Ok(Self::Set { field, value })
            }
            (Shape::Prose, Self::Write { field, text, base }) => {
                if text.len() > PROSE_LIMIT {
                    return Err(too_long(PROSE_LIMIT, "bytes"));
                }
                let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
                Ok(Self::Write { field, text, base })
            }
            (Shape::Flag, edit @ Self::Set { value: Value::Bool(_) | Value::Null, .. }) => Ok(edit),
            (Shape::Flag, _) => Err(mismatch("yes or no")),
            (Shape::Number, Self::Set { field, value }) => match &value {
                Value::Null => Ok(Self::Set { field, value }),
                Value::Number(number) if number.as_u64().is_some_and(|n| u32::try_from(n).is_ok()) => {
                    Ok(Self::Set { field, value })
                }
                _ => Err(mismatch("a whole number, zero or more")),
            },
            (Shape::Time, Self::Set { field, value }) => match &value {
                Value::Null => Ok(Self::Set { field, value }),
                Value::String(text) if DateTime::parse_from_rfc3339(text).is_ok() => Ok(Self::Set { field, value }),
                _ => Err(mismatch("a moment such as 2026-11-22T14:30:00Z")),
            },
            (Shape::Link, Self::Set { field, value }) => match &value {
                Value::Null => Ok(Self::Set { field, value }),
                Value::String(text) if text.parse::<Id>().is_ok() => Ok(Self::Set { field, value }),
                _ => Err(mismatch("the id of another document")),
            },
            (Shape::Choice(words), Self::Set { field, value }) => match &value {
                Value::Null => Ok(Self::Set { field, value }),
                Value::String(word) if words.contains(&word.as_str()) => Ok(Self::Set { field, value }),
                _ => Err(mismatch(&format!("one of: {}", words.join(", ")))),
            },
            (Shape::Bytes, Self::Set { field, value }) => match &value {
                Value::String(text) if text.len() > BYTES_LIMIT / 3 * 4 + 4 => Err(too_long(BYTES_LIMIT, "bytes")),
                Value::String(_) => Ok(Self::Set { field, value }),
                _ => Err(mismatch("bytes as base64")),
            },
            (Shape::Set, Self::Add { field, member }) => {
                let member = member.split_whitespace().collect::<Vec<_>>().join(" ");
                if member.is_empty() {
                    return Err(mismatch("a word"));
                }
                if member.chars().count() > LINE_LIMIT {
                    return Err(too_long(LINE_LIMIT, "characters"));
                }
                Ok(Self::Add { field, member })
            }
            (Shape::Set, edit @ Self::Remove { .. }) => Ok(edit),
            (Shape::Order, Self::Arrange { field, ids }) => {
                if ids.len() > MEMBER_LIMIT {
                    return Err(too_long(MEMBER_LIMIT, "members"));
                }
                let mut seen = std::collections::BTreeSet::new();
                let ids = ids.into_iter().filter(|id| seen.insert(*id)).collect();
                Ok(Self::Arrange { field, ids })
            }
            (Shape::Entries, Self::Put { field, entry, value }) => {
                if !value.is_object() || entry.is_empty() || entry.len() > 64 {
                    return Err(mismatch("a small record"));
                }
                if value.to_string().len() > 4 * LINE_LIMIT {
                    return Err(too_long(4 * LINE_LIMIT, "bytes"));
                }
                Ok(Self::Put { field, entry, value })
            }
            (Shape::Entries, edit @ Self::Drop { .. }) => Ok(edit),
            (Shape::Line, _) => Err(mismatch("a line of text")),
            (Shape::Prose, _) => Err(mismatch("a text, written as a whole")),
            (Shape::Set, _) => Err(mismatch("words to add or remove")),
            (Shape::Order, _) => Err(mismatch("a list of ids")),
            (Shape::Entries, _) => Err(mismatch("entries to put or drop")),
            (_, _) => Err(mismatch("one value")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Interview, Person};

    #[test]
    fn a_line_is_one_line() {
        let edit = Edit::set("name", " Ana\r\n  María\u{a0}Ruiz ").checked(Person::KIND).unwrap();
        assert_eq!(edit, Edit::set("name", "Ana María Ruiz"));
    }

    #[test]
    fn prose_keeps_its_breaks() {
        let edit = Edit::write("notes", "a\r\nb\rc\n").checked(Person::KIND).unwrap();
        assert_eq!(edit, Edit::write("notes", "a\nb\nc\n"));
    }

    #[test]
    fn what_a_field_cannot_hold_is_refused_in_words() {
        let refused = |edit: Edit| edit.checked(Interview::KIND).unwrap_err().to_string();
        assert_eq!(refused(Edit::set("colour", "red")), "The kind \"interview\" has no field \"colour\".");
        assert!(refused(Edit::set("promised_minutes", -5)).contains("a whole number"));
        assert!(refused(Edit::set("scheduled_at", "tomorrow")).contains("a moment such as"));
        assert!(refused(Edit::set("form", "smoke")).contains("in_person, lunch"));
        assert!(refused(Edit::set("person", "Ana")).contains("the id of another"));
        assert!(refused(Edit::write("form", "x")).contains("one value"));
    }

    #[test]
    fn what_is_too_long_is_refused() {
        let long = "x".repeat(LINE_LIMIT + 1);
        assert!(matches!(Edit::set("name", long).checked(Person::KIND), Err(Invalid::TooLong { .. })));
        let long = "x".repeat(PROSE_LIMIT + 1);
        assert!(matches!(Edit::write("notes", &long).checked(Person::KIND), Err(Invalid::TooLong { .. })));
    }

    #[test]
    fn an_order_has_no_repetition() {
        let (a, b) = (Id::named("t", "a"), Id::named("t", "b"));
        let edit = Edit::Arrange { field: "plan".to_owned(), ids: vec![a, b, a] }.checked(Interview::KIND).unwrap();
        assert_eq!(edit, Edit::Arrange { field: "plan".to_owned(), ids: vec![a, b] });
    }
}
