//! What takes back a step, given what has come since.

use crate::{
    project::{Values, empty, state, values},
    write::Trouble,
};
use automerge::{Automerge, ChangeHash};
use firsthand_domain::{
    Edit, Field, Id, Kind, Shape,
    blank::{is_always_there, is_written_again},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// What takes back a step in one document.
pub(crate) struct Opposite {
    /// Prose that was written to since the step; these are to be written onto the version after the step, and merged.
    pub(crate) prose: Vec<Edit>,
    /// What is to be written onto the present version.
    pub(crate) edits: Vec<Edit>,
    /// Whether to move the document to the bin, or to take it out.
    pub(crate) bin: Option<bool>,
}

/// Finds what takes back the step between two versions of a document; `before` is empty for the step that made it.
///
/// A value that somebody else has changed since the step is left alone. A document that somebody else has written to
/// since is not moved to the bin.
pub(crate) fn opposite(
    doc: &Automerge,
    (kind, id): (&'static Kind, Id),
    before: &[ChangeHash],
    after: &[ChangeHash],
) -> Result<Opposite, Trouble> {
    let mut opposite = Opposite { prose: Vec::new(), edits: Vec::new(), bin: None };
    let now = values(doc, kind)?;
    let then = doc.fork_at(after)?;
    let is = values(&then, kind)?;
    let binned = state(doc, kind)?.deleted;
    let earlier = doc.fork_at(before)?;
    let was = values(&earlier, kind)?;
    let made = before.is_empty();
    let by_making = made && !is_always_there(kind, id);
    opposite.bin = match (state(&earlier, kind)?.deleted, state(&then, kind)?.deleted) {
        (false, true) if binned => Some(false),
        (from_bin, false) if (from_bin || by_making) && !binned && now == is => Some(true),
        _ => None,
    };
    if made && !is_written_again(kind, id) {
        // The words stay in the document, for whoever takes it out of the bin.
        return Ok(opposite);
    }
    // Links stay when the creation is undone: the next writer finds the document by its id and does not set them again.
    for field in kind.fields.iter().filter(|field| !(made && field.shape == Shape::Link)) {
        let step = Step { field, was: at(&was, field), is: at(&is, field), now: at(&now, field), all: &now };
        if step.was == step.is {
            continue;
        }
        match field.shape {
            Shape::Prose => {
                let edit = Edit::write(field.name, step.was.as_str().unwrap_or_default());
                if step.now == step.is { opposite.edits.push(edit) } else { opposite.prose.push(edit) }
            }
            Shape::Set => opposite.edits.extend(step.set()),
            Shape::Order => opposite.edits.push(step.order()),
            Shape::Entries => opposite.edits.extend(step.entries()),
            _ => opposite.edits.extend(step.register()),
        }
    }
    Ok(opposite)
}

fn at<'v>(values: &'v Values, field: &Field) -> &'v Value {
    values.fields.get(field.name).unwrap_or(&Value::Null)
}

/// One field that the step changed: what it was before, what it became, and what it is now.
struct Step<'a> {
    field: &'a Field,
    was: &'a Value,
    is: &'a Value,
    now: &'a Value,
    all: &'a Values,
}

impl Step<'_> {
    fn register(&self) -> Option<Edit> {
        let nothing = *self.was == empty(self.field.shape);
        let back = if nothing { Value::Null } else { self.was.clone() };
        let value = undone(self.is, self.now, self.all.conflicts.get(self.field.name), back)?;
        Some(Edit::set(self.field.name, value))
    }

    fn set(&self) -> Vec<Edit> {
        let (was, is) = (words(self.was), words(self.is));
        let field = || self.field.name.to_owned();
        let new = is.iter().filter(|word| !was.contains(word));
        let gone = was.iter().filter(|word| !is.contains(word));
        new.map(|word| Edit::Remove { field: field(), member: (*word).to_owned() })
            .chain(gone.map(|word| Edit::Add { field: field(), member: (*word).to_owned() }))
            .collect()
    }

    /// Takes members out that the step put in, puts those back that it took out, each after the one it stood behind, and
    /// restores the old order if nobody has moved anything since.
    fn order(&self) -> Edit {
        let (was, is, mut now) = (ids(self.was), ids(self.is), ids(self.now));
        if now == is {
            return Edit::Arrange { field: self.field.name.to_owned(), ids: was };
        }
        now.retain(|id| was.contains(id) || !is.contains(id));
        let mut behind = None;
        for id in was {
            if !is.contains(&id) && !now.contains(&id) {
                let place =
                    behind.and_then(|other| now.iter().position(|id| *id == other)).map_or(0, |place| place + 1);
                now.insert(place, id);
            }
            behind = Some(id);
        }
        Edit::Arrange { field: self.field.name.to_owned(), ids: now }
    }

    fn entries(&self) -> Vec<Edit> {
        let (was, is, now) = (entries(self.was), entries(self.is), entries(self.now));
        let touched = was.keys().chain(is.keys()).filter(|entry| was.get(*entry) != is.get(*entry));
        let nothing = Value::Null;
        let mut edits = BTreeMap::new();
        for entry in touched {
            let conflict = self.all.conflicts.get(&format!("{}.{entry}", self.field.name));
            let is = is.get(entry).copied().unwrap_or(&nothing);
            let now = now.get(entry).copied().unwrap_or(&nothing);
            let back = was.get(entry).map_or(Value::Null, |value| (*value).clone());
            let (field, entry) = (self.field.name.to_owned(), (*entry).to_owned());
            match undone(is, now, conflict, back) {
                Some(Value::Null) => edits.insert(entry.clone(), Edit::Drop { field, entry }),
                Some(value) => edits.insert(entry.clone(), Edit::Put { field, entry, value }),
                None => None,
            };
        }
        edits.into_values().collect()
    }
}

/// Finds what a value becomes when the step that made it `is` is taken back: `back`, if it is still so; the other
/// device's value, if the two conflict; nothing to do, if it has been changed since.
fn undone(is: &Value, now: &Value, conflict: Option<&Vec<Value>>, back: Value) -> Option<Value> {
    match conflict {
        None => (now == is).then_some(back),
        Some(values) if values.contains(is) && values.len() == 2 => values.iter().find(|value| *value != is).cloned(),
        Some(_) => None,
    }
}

fn words(value: &Value) -> Vec<&str> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(Value::as_str).collect()
}

fn ids(value: &Value) -> Vec<Id> {
    words(value).into_iter().filter_map(|id| id.parse().ok()).collect()
}

fn entries(value: &Value) -> BTreeMap<&str, &Value> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| Some((item.get("id")?.as_str()?, item))).collect()
}
