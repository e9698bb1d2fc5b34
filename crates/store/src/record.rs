//! Documents as they are read.

use crate::Result;
use firsthand_domain::{Id, KINDS};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A document as it is read: a flat JSON object of the properties of [`firsthand_domain::Meta`] and the kind's fields.
///
/// Times are RFC 3339 in UTC with milliseconds, links are ids as text, sets are sorted lists, orders are lists of ids,
/// entries are lists of objects with `id`, sorted by it, bytes are base64. A field that was never set reads as its
/// type's empty value: `""`, `null`, `false`, `[]`, or the first word of a choice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Record(pub Map<String, Value>);

impl Record {
    /// Reads the record as a type of the domain, such as `Person`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) when it is of another kind.
    pub fn typed<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_value(Value::Object(self.0.clone()))?)
    }

    /// Returns a property.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Returns a property that is text; empty when it is not.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Returns a property that is the id of a document.
    pub fn link(&self, name: &str) -> Option<Id> {
        self.text(name).parse().ok()
    }

    /// Returns the document's id; the nil id for a record that was not read from a store.
    pub fn id(&self) -> Id {
        self.link("id").unwrap_or(Id::new(uuid::Uuid::nil()))
    }

    /// Returns the name of the document's kind.
    pub fn kind(&self) -> &str {
        self.text("kind")
    }

    /// Returns the version, to be given back with an edit of prose.
    pub fn version(&self) -> &str {
        self.text("version")
    }

    /// Tells whether the document lies in the bin.
    pub fn deleted(&self) -> bool {
        self.get("deleted").and_then(Value::as_bool).unwrap_or_default()
    }

    /// Returns the JSON object.
    pub fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        record.into_value()
    }
}

/// What an operation changed, for whoever shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The kinds of the changed documents.
    pub kinds: BTreeSet<String>,
    /// The changed documents.
    pub ids: BTreeSet<Id>,
    /// Whether anything may have changed: show everything anew. `ids` is then incomplete, `kinds` has all.
    pub all: bool,
}

impl Changes {
    /// Tells whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.kinds.is_empty() && !self.all
    }

    /// Returns what stands for "anything may have changed".
    pub fn everything() -> Self {
        Self { kinds: KINDS.iter().map(|kind| kind.name.to_owned()).collect(), ids: BTreeSet::new(), all: true }
    }

    /// Adds one document.
    pub fn touch(&mut self, kind: &str, id: Id) {
        if !self.kinds.contains(kind) {
            self.kinds.insert(kind.to_owned());
        }
        self.ids.insert(id);
    }

    /// Adds what another operation changed.
    pub fn join(&mut self, other: Self) {
        self.kinds.extend(other.kinds);
        self.ids.extend(other.ids);
        self.all |= other.all;
    }
}

/// What stands for a document where only its name is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Titled {
    /// Its kind.
    pub kind: String,
    /// The first line of its title fields that says something, at most 120 characters of it; empty when none does.
    pub title: String,
    /// Whether it lies in the bin.
    pub deleted: bool,
}

/// A line of a list, read without the document's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The document.
    pub id: Id,
    /// The words that stand for it; empty for kinds without a title.
    pub title: String,
    /// The title folded for comparison; lists come in this order.
    pub fold: String,
    /// The fields asked for, in the order asked; null where the document has no such field.
    pub fields: Vec<Value>,
}
