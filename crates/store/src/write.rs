//! Writing edits into a document.

use crate::{
    Error, Result,
    document::DELETED,
    project::{empty, shown},
    text,
};
use automerge::{AutomergeError, ObjId, ROOT, ScalarValue, Value as Stored, transaction::Transactable};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use firsthand_domain::{Edit, Field, Id, Invalid, Kind, Shape, edit::MEMBER_LIMIT, order};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Why an edit could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// The edit does not fit.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// automerge refused.
    #[error(transparent)]
    Document(#[from] AutomergeError),
    /// The object that the field's value lives in is not there.
    #[error("its field {0} has no place")]
    NoContainer(&'static str),
}

impl Trouble {
    /// Says which document it was.
    pub(crate) fn of(self, id: Id) -> Error {
        match self {
            Self::Invalid(invalid) => Error::Invalid(invalid),
            other => Error::Document { id, detail: other.to_string() },
        }
    }
}

/// Writes an edit that was [checked](Edit::checked); what would change nothing is not written.
pub(crate) fn write(tx: &mut impl Transactable, kind: &Kind, edit: &Edit) -> Result<(), Trouble> {
    let none = || Invalid::NoField { kind: kind.name.to_owned(), field: edit.field().to_owned() };
    let field = kind.field(edit.field()).ok_or_else(none)?;
    let full = || Invalid::TooLong {
        kind: kind.name.to_owned(),
        field: field.name.to_owned(),
        limit: MEMBER_LIMIT,
        unit: "members",
    };
    match edit {
        Edit::Set { value, .. } => put(tx, kind, field, value),
        Edit::Write { text, .. } => write_text(tx, field, |_| text.clone()),
        Edit::Add { member, .. } => {
            let object = container(tx, field)?;
            if tx.get(&object, member.as_str())?.is_none() {
                if tx.length(&object) >= MEMBER_LIMIT {
                    return Err(full().into());
                }
                tx.put(&object, member.as_str(), true)?;
            }
            Ok(())
        }
        Edit::Remove { member, .. } | Edit::Drop { entry: member, .. } => {
            let object = container(tx, field)?;
            if tx.get(&object, member.as_str())?.is_some() {
                tx.delete(&object, member.as_str())?;
            }
            Ok(())
        }
        Edit::Arrange { ids, .. } => arrange(tx, field, ids),
        Edit::Put { entry, value, .. } => {
            let object = container(tx, field)?;
            let text = ScalarValue::Str(entry_text(value).into());
            let current = tx.get_all(&object, entry.as_str())?;
            if current.is_empty() && tx.length(&object) >= MEMBER_LIMIT {
                return Err(full().into());
            }
            if !all_equal(&current, &text) {
                tx.put(&object, entry.as_str(), text)?;
            }
            Ok(())
        }
    }
}

/// Writes a text into the present version so that nothing of either is taken out.
pub(crate) fn write_beside(tx: &mut impl Transactable, kind: &Kind, edit: &Edit) -> Result<(), Trouble> {
    match (edit, kind.field(edit.field())) {
        (Edit::Write { text, .. }, Some(field)) => write_text(tx, field, |old| text::union(old, text)),
        _ => write(tx, kind, edit),
    }
}

fn write_text(tx: &mut impl Transactable, field: &Field, next: impl FnOnce(&str) -> String) -> Result<(), Trouble> {
    let object = container(tx, field)?;
    let old = tx.text(&object)?;
    let next = next(&old);
    for splice in text::splices(&old, &next) {
        let delete = isize::try_from(splice.delete).unwrap_or(isize::MAX);
        tx.splice_text(&object, splice.at, delete, &splice.insert)?;
    }
    Ok(())
}

/// Moves the document to the bin.
///
/// The key is taken away first: automerge leaves out a value that stands there already, and without an operation there
/// would be no change to say so.
pub(crate) fn bin(tx: &mut impl Transactable, now: DateTime<Utc>) -> Result<(), Trouble> {
    unbin(tx)?;
    tx.put(ROOT, DELETED, ScalarValue::Timestamp(now.timestamp_millis()))?;
    Ok(())
}

/// Takes the document out of the bin.
pub(crate) fn unbin(tx: &mut impl Transactable) -> Result<(), Trouble> {
    if tx.get(ROOT, DELETED)?.is_some() {
        tx.delete(ROOT, DELETED)?;
    }
    Ok(())
}

fn put(tx: &mut impl Transactable, kind: &Kind, field: &Field, value: &Value) -> Result<(), Trouble> {
    let current = tx.get_all(ROOT, field.name)?;
    let Some(next) = scalar(field.shape, value) else {
        if *value != Value::Null {
            let expected = "bytes as base64".to_owned();
            return Err(Invalid::Mismatch { kind: kind.name.to_owned(), field: field.name.to_owned(), expected }.into());
        }
        if !current.is_empty() {
            tx.delete(ROOT, field.name)?;
        }
        return Ok(());
    };
    let nothing = current.is_empty() && shown(field.shape, &next).is_some_and(|value| value == empty(field.shape));
    if !nothing && !all_equal(&current, &next) {
        tx.put(ROOT, field.name, next)?;
    }
    Ok(())
}

fn all_equal(current: &[(Stored<'_>, ObjId)], next: &ScalarValue) -> bool {
    !current.is_empty() && current.iter().all(|(value, _)| value.as_scalar().is_some_and(|value| value == next))
}

fn arrange(tx: &mut impl Transactable, field: &Field, ids: &[Id]) -> Result<(), Trouble> {
    let object = container(tx, field)?;
    let keys = order_keys(tx, &object)?;
    let (set, gone) = order::rearranged(&keys, ids);
    for id in gone {
        tx.delete(&object, id.to_string())?;
    }
    for (id, key) in set {
        tx.put(&object, id.to_string(), key)?;
    }
    Ok(())
}

/// Reads the members of an order with their keys.
pub(crate) fn order_keys(
    doc: &impl automerge::ReadDoc,
    object: &ObjId,
) -> Result<BTreeMap<Id, String>, AutomergeError> {
    let mut keys = BTreeMap::new();
    for member in doc.keys(object) {
        if let (Ok(id), Some((value, _))) = (member.parse(), doc.get(object, member.as_str())?) {
            keys.insert(id, value.as_str().unwrap_or_default().to_owned());
        }
    }
    Ok(keys)
}

fn container(tx: &impl Transactable, field: &Field) -> Result<ObjId, Trouble> {
    find(tx, field)?.ok_or(Trouble::NoContainer(field.name))
}

/// Finds the object that holds a container field.
pub(crate) fn find(doc: &impl automerge::ReadDoc, field: &Field) -> Result<Option<ObjId>, AutomergeError> {
    Ok(doc.get(ROOT, field.name)?.filter(|(value, _)| value.is_object()).map(|(_, object)| object))
}

/// Brings the value of a register into its stored form; none for null and for what is not of the shape.
fn scalar(shape: Shape, value: &Value) -> Option<ScalarValue> {
    match (shape, value) {
        (Shape::Line | Shape::Choice(_), Value::String(text)) => Some(ScalarValue::Str(text.as_str().into())),
        (Shape::Flag, Value::Bool(flag)) => Some(ScalarValue::Boolean(*flag)),
        (Shape::Number, Value::Number(number)) => number.as_u64().map(ScalarValue::Uint),
        (Shape::Time, Value::String(text)) => {
            let at: DateTime<Utc> = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
            Some(ScalarValue::Timestamp(at.timestamp_millis()))
        }
        (Shape::Link, Value::String(text)) => {
            text.parse::<Id>().ok().map(|id| ScalarValue::Bytes(id.as_bytes().to_vec()))
        }
        (Shape::Bytes, Value::String(text)) => STANDARD.decode(text).ok().map(ScalarValue::Bytes),
        _ => None,
    }
}

/// Writes an entry without its id as JSON with sorted keys, so that equal entries are equal text.
fn entry_text(value: &Value) -> String {
    let mut properties = Map::new();
    if let Value::Object(object) = value {
        let sorted: BTreeMap<_, _> = object.iter().filter(|(name, _)| *name != "id").collect();
        properties.extend(sorted.into_iter().map(|(name, value)| (name.clone(), canonical(value))));
    }
    Value::Object(properties).to_string()
}

/// Sorts the keys of all objects within a value; whether a JSON map sorts by itself depends on a build feature.
pub(crate) fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let sorted: BTreeMap<_, _> = object.iter().collect();
            Value::Object(sorted.into_iter().map(|(name, value)| (name.clone(), canonical(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        other => other.clone(),
    }
}
