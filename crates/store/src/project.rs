//! From a document to what is shown, listed and searched.
//!
//! The projection is a function of the document alone: every device that holds the same changes computes the same one,
//! and all projected rows can be thrown away and made anew.

use crate::{
    Record,
    document::{CREATED, DELETE, DELETED, version},
    genesis,
    write::{canonical, find, order_keys},
};
use automerge::{Automerge, AutomergeError, ObjId, ROOT, ReadDoc, ScalarValue};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, SecondsFormat, Utc};
use firsthand_domain::{Field, Id, Kind, Shape, fold, order};
use serde_json::{Map, Value};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// Counts up when the same document is to be projected differently by a new version of this code.
pub(crate) const PROJECTION: u32 = 5;

/// The longest title, in characters.
const TITLE_LIMIT: usize = 120;

/// What a document is shown, listed and searched as.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Projection {
    /// All properties.
    pub(crate) record: Record,
    /// Its short fields as JSON, for lists: all but prose and bytes.
    pub(crate) brief: String,
    /// The words that stand for it.
    pub(crate) title: String,
    /// Whether anything beyond its genesis is known; until then it is not shown.
    pub(crate) begun: bool,
    /// Whether it lies in the bin.
    pub(crate) deleted: bool,
    /// When it was made, in milliseconds.
    pub(crate) created: Option<i64>,
    /// When it was last written to, in milliseconds.
    pub(crate) updated: Option<i64>,
    /// The documents that it links to, by field.
    pub(crate) links: BTreeSet<(&'static str, Id)>,
    /// Its times in milliseconds, by field.
    pub(crate) moments: BTreeMap<&'static str, i64>,
    /// The terms of its title, and their further forms.
    pub(crate) names: String,
    /// The search terms of all its text, title included, with their alternative forms.
    pub(crate) words: String,
}

/// The values of the fields, with the ones that devices wrote apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Values {
    pub(crate) fields: BTreeMap<&'static str, Value>,
    pub(crate) conflicts: BTreeMap<String, Vec<Value>>,
}

/// Computes the projection of a document.
pub(crate) fn project(doc: &Automerge, kind: &'static Kind, id: Id) -> Result<Projection, AutomergeError> {
    let Values { fields, conflicts } = values(doc, kind)?;
    let state = state(doc, kind)?;
    let heads = doc.get_heads();
    let mut record: BTreeMap<&str, Value> = BTreeMap::new();
    record.insert("id", id.to_string().into());
    record.insert("kind", kind.name.into());
    record.insert("created", time(state.created));
    record.insert("updated", time(state.updated));
    record.insert("deleted", state.deleted.into());
    record.insert("version", version(&heads).into());
    let conflicts: Map<String, Value> =
        conflicts.into_iter().map(|(name, values)| (name, Value::Array(values))).collect();
    record.insert("conflicts", Value::Object(conflicts));
    let (title, links, moments) = (title(kind, &fields), links(kind, &fields), moments(kind, &fields));
    let words = kind.fields.iter().map(|field| field_words(field, fields.get(field.name)));
    let words: Vec<String> = words.filter(|words| !words.is_empty()).collect();
    let brief = brief(kind, &fields);
    record.extend(fields);
    Ok(Projection {
        record: Record(record.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        brief,
        begun: state.begun,
        deleted: state.deleted,
        created: state.created,
        updated: state.updated,
        links,
        moments,
        names: fold::all_forms(&title),
        words: words.join(" "),
        title,
    })
}

/// Reads all fields of a document.
pub(crate) fn values(doc: &impl ReadDoc, kind: &'static Kind) -> Result<Values, AutomergeError> {
    let mut values = Values::default();
    for field in kind.fields {
        let value = if field.shape.is_container() {
            match find(doc, field)? {
                Some(object) => contents(doc, field, &object, &mut values.conflicts)?,
                None => empty(field.shape),
            }
        } else {
            register(doc, field, &mut values.conflicts)?
        };
        values.fields.insert(field.name, value);
    }
    Ok(values)
}

fn register(
    doc: &impl ReadDoc,
    field: &Field,
    conflicts: &mut BTreeMap<String, Vec<Value>>,
) -> Result<Value, AutomergeError> {
    let all = doc.get_all(ROOT, field.name)?;
    if all.len() > 1 {
        let shown = all.iter().filter_map(|(value, _)| shown(field.shape, value.as_scalar()?));
        note(conflicts, field.name.to_owned(), shown);
    }
    let winner = doc.get(ROOT, field.name)?;
    let value = winner.and_then(|(value, _)| shown(field.shape, value.as_scalar()?));
    Ok(value.unwrap_or_else(|| empty(field.shape)))
}

fn note(conflicts: &mut BTreeMap<String, Vec<Value>>, name: String, values: impl Iterator<Item = Value>) {
    let distinct: BTreeMap<String, Value> = values.map(|value| (value.to_string(), value)).collect();
    if distinct.len() > 1 {
        conflicts.insert(name, distinct.into_values().collect());
    }
}

fn contents(
    doc: &impl ReadDoc,
    field: &Field,
    object: &ObjId,
    conflicts: &mut BTreeMap<String, Vec<Value>>,
) -> Result<Value, AutomergeError> {
    match field.shape {
        Shape::Prose => Ok(Value::String(doc.text(object)?)),
        Shape::Set => Ok(doc.keys(object).collect::<BTreeSet<_>>().into_iter().map(Value::String).collect()),
        Shape::Order => {
            let ids = order::sorted(&order_keys(doc, object)?);
            Ok(ids.into_iter().map(|id| Value::String(id.to_string())).collect())
        }
        _ => {
            let mut entries = Vec::new();
            for entry in doc.keys(object).collect::<BTreeSet<_>>() {
                let all = doc.get_all(object, entry.as_str())?;
                let read = all.iter().map(|(value, _)| entry_value(&entry, value.as_str().unwrap_or_default()));
                note(conflicts, format!("{}.{entry}", field.name), read);
                if let Some((value, _)) = doc.get(object, entry.as_str())? {
                    entries.push(entry_value(&entry, value.as_str().unwrap_or_default()));
                }
            }
            Ok(Value::Array(entries))
        }
    }
}

fn entry_value(entry: &str, text: &str) -> Value {
    let mut properties = match serde_json::from_str(text) {
        Ok(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    properties.insert("id".to_owned(), Value::String(entry.to_owned()));
    canonical(&Value::Object(properties))
}

/// What is known of a document beside its fields.
pub(crate) struct State {
    pub(crate) begun: bool,
    pub(crate) created: Option<i64>,
    pub(crate) updated: Option<i64>,
    pub(crate) deleted: bool,
}

/// Reads when a document was made and written to, and whether it lies in the bin.
///
/// It lies there when all its latest changes are deletions. So an edit that another device made at the same time keeps
/// the document standing, with everything that was typed.
pub(crate) fn state(doc: &Automerge, kind: &Kind) -> Result<State, AutomergeError> {
    let created = doc.get_all(ROOT, CREATED)?;
    let created = created.iter().filter_map(|(value, _)| match value.as_scalar() {
        Some(ScalarValue::Timestamp(at)) => Some(*at),
        _ => None,
    });
    let mut updated = None;
    let mut gone = None;
    for head in doc.get_heads().iter().filter(|head| !genesis::is_genesis(kind, head)) {
        let Some(change) = doc.get_change_meta_by_hash(head) else { continue };
        updated = updated.max(Some(change.timestamp.saturating_mul(1_000)));
        gone = Some(gone.unwrap_or(true) && change.message.as_deref() == Some(DELETE));
    }
    let deleted = gone.unwrap_or_default() && doc.get(ROOT, DELETED)?.is_some();
    Ok(State { begun: gone.is_some(), created: created.min(), updated, deleted })
}

/// Brings a stored register value into the form that is shown; none when it is not of the shape.
pub(crate) fn shown(shape: Shape, value: &ScalarValue) -> Option<Value> {
    match (shape, value) {
        (Shape::Line | Shape::Choice(_), ScalarValue::Str(text)) => Some(Value::String(text.to_string())),
        (Shape::Flag, ScalarValue::Boolean(flag)) => Some(Value::Bool(*flag)),
        (Shape::Number, ScalarValue::Uint(number)) => Some((*number).into()),
        (Shape::Number, ScalarValue::Int(number)) => u64::try_from(*number).ok().map(Value::from),
        (Shape::Time, ScalarValue::Timestamp(at)) => Some(time(Some(*at))).filter(|value| *value != Value::Null),
        (Shape::Link, ScalarValue::Bytes(bytes)) => Id::from_slice(bytes).map(|id| id.to_string().into()),
        (Shape::Bytes, ScalarValue::Bytes(bytes)) => Some(STANDARD.encode(bytes).into()),
        _ => None,
    }
}

/// Returns what a field reads as that was never set.
pub(crate) fn empty(shape: Shape) -> Value {
    match shape {
        Shape::Line | Shape::Prose | Shape::Bytes => Value::String(String::new()),
        Shape::Flag => Value::Bool(false),
        Shape::Number | Shape::Time | Shape::Link => Value::Null,
        Shape::Choice(words) => words.first().map_or(Value::Null, |word| Value::String((*word).to_owned())),
        Shape::Set | Shape::Order | Shape::Entries => Value::Array(Vec::new()),
    }
}

/// Writes milliseconds as RFC 3339 in UTC.
pub(crate) fn time(at: Option<i64>) -> Value {
    let at: Option<DateTime<Utc>> = at.and_then(DateTime::from_timestamp_millis);
    at.map_or(Value::Null, |at| Value::String(at.to_rfc3339_opts(SecondsFormat::Millis, true)))
}

fn title(kind: &Kind, fields: &BTreeMap<&'static str, Value>) -> String {
    let texts = kind.title.iter().filter_map(|name| fields.get(name).and_then(Value::as_str));
    let lines = texts.filter_map(|text| text.lines().map(str::trim).find(|line| !line.is_empty()));
    lines.map(|line| line.chars().take(TITLE_LIMIT).collect()).next().unwrap_or_default()
}

fn brief(kind: &Kind, fields: &BTreeMap<&'static str, Value>) -> String {
    let long = |name: &str| kind.field(name).is_none_or(|field| matches!(field.shape, Shape::Prose | Shape::Bytes));
    let short = fields.iter().filter(|(name, _)| !long(name));
    Value::Object(short.map(|(name, value)| ((*name).to_owned(), value.clone())).collect()).to_string()
}

fn links(kind: &'static Kind, fields: &BTreeMap<&'static str, Value>) -> BTreeSet<(&'static str, Id)> {
    let mut links = BTreeSet::new();
    for field in kind.fields {
        let value = fields.get(field.name);
        match (field.shape, value) {
            (Shape::Link, Some(Value::String(id))) => links.extend(id.parse().ok().map(|id| (field.name, id))),
            (Shape::Order | Shape::Set, Some(Value::Array(members))) => {
                let ids = members.iter().filter_map(|member| as_id(member.as_str()?));
                links.extend(ids.map(|id| (field.name, id)));
            }
            _ => {}
        }
    }
    links
}

/// Reads an id in its usual form; a word of a set that merely looks alike is left a word.
fn as_id(text: &str) -> Option<Id> {
    text.parse::<Id>().ok().filter(|id| id.to_string() == text)
}

fn moments(kind: &'static Kind, fields: &BTreeMap<&'static str, Value>) -> BTreeMap<&'static str, i64> {
    let times = kind.fields.iter().filter(|field| field.shape == Shape::Time);
    let read = times.filter_map(|field| {
        let at = DateTime::parse_from_rfc3339(fields.get(field.name)?.as_str()?).ok()?;
        Some((field.name, at.timestamp_millis()))
    });
    read.collect()
}

/// Returns the terms of a field as they stand in it.
pub(crate) fn field_terms(field: &Field, value: Option<&Value>) -> String {
    fold::indexed(&readable(field, value))
}

/// Returns all by which a field is found: its terms and the further forms of its words.
pub(crate) fn field_words(field: &Field, value: Option<&Value>) -> String {
    fold::all_forms(&readable(field, value))
}

/// Returns what there is to read in a field.
fn readable<'v>(field: &Field, value: Option<&'v Value>) -> Cow<'v, str> {
    match (field.shape, value) {
        (Shape::Line | Shape::Prose, Some(Value::String(text))) => text.into(),
        (Shape::Set, Some(Value::Array(members))) => {
            let words = members.iter().filter_map(Value::as_str).filter(|member| as_id(member).is_none());
            words.collect::<Vec<_>>().join("\n").into()
        }
        (Shape::Entries, Some(Value::Array(entries))) => {
            let properties = entries.iter().filter_map(Value::as_object).flatten();
            let words = properties.filter(|(name, _)| !matches!(name.as_str(), "id" | "kind"));
            words.filter_map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("\n").into()
        }
        _ => "".into(),
    }
}
