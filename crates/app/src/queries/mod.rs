//! Reading: each screen's data in one call.

mod after;
mod asking;
mod collected;
mod compare;
mod explorations;
mod findings;
mod interviews;
mod letters;
mod notes;
mod people;
mod pipeline;
mod rows;
mod system;
mod today;

pub(crate) use after::{leads, network};
pub(crate) use asking::{ask_for, call_script, people_called, talk_ahead};
pub(crate) use collected::{collected, lists};
pub(crate) use compare::compare;
pub(crate) use explorations::{exploration, explorations, preferences, preferences_of, profile};
pub(crate) use findings::{findings, findings_text};
pub(crate) use interviews::{interview, interviews, pinned_questions, question_views, questions};
pub(crate) use letters::{compose, letter, letter_address, template_preview, templates, variant, way_address};
pub(crate) use notes::{bin, jot, jots, search, undo_state};
pub(crate) use people::{organization, organizations, people, person};
pub(crate) use pipeline::pipeline;
pub(crate) use rows::same_time;
pub(crate) use system::{about, doctor, pairing_code, recovery_code, sync_status};
pub(crate) use today::{Holds, due, reminders, today};

use crate::api::{ApiError, Named};
use firsthand_domain::{Id, Kind};
use firsthand_store::{Record, Store};
use serde::de::DeserializeOwned;

/// Reads all documents of a kind that do not lie in the bin.
pub(crate) fn all<T: DeserializeOwned>(store: &Store, kind: &str) -> Result<Vec<T>, ApiError> {
    Ok(store.all(kind)?)
}

/// Reads the documents of a kind that link to `to` and do not lie in the bin.
pub(crate) fn linked<T: DeserializeOwned>(store: &Store, kind: &str, field: &str, to: Id) -> Result<Vec<T>, ApiError> {
    Ok(store.linking(kind, field, to)?)
}

/// The longest name of a document in a list, in characters.
const NAME: usize = 80;

/// Reads one document that does not lie in the bin.
pub(crate) fn in_force<T: DeserializeOwned>(store: &Store, kind: &str, id: Id) -> Result<Option<T>, ApiError> {
    Ok(store.one_in_force(kind, id)?)
}

/// Reads one document; binned ones too, so that a link into the bin can still be followed.
pub(crate) fn find<T: DeserializeOwned>(store: &Store, kind: &str, id: Id) -> Result<Option<T>, ApiError> {
    Ok(store.one(kind, id)?)
}

/// Reads one document, or says that it is missing.
pub(crate) fn need<T: DeserializeOwned>(store: &Store, kind: &str, id: Id) -> Result<T, ApiError> {
    find(store, kind, id)?.ok_or_else(|| ApiError::missing(crate::words::kind(kind)))
}

pub(crate) fn typed<T: DeserializeOwned>(record: &Record) -> Result<T, ApiError> {
    Ok(record.typed()?)
}

/// Reads a document that nobody has written to yet: every field is empty.
pub(crate) fn blank<T: DeserializeOwned>(kind: &str, id: Id) -> Result<T, ApiError> {
    let meta = serde_json::json!({
        "id": id, "kind": kind, "created": null, "updated": null, "deleted": false, "version": "", "conflicts": {},
    });
    serde_json::from_value(meta).map_err(|error| ApiError::new("storage", error.to_string()))
}

/// Names a linked document; none when there is no link or nothing behind it yet.
pub(crate) fn named(store: &Store, id: Option<Id>) -> Result<Option<Named>, ApiError> {
    let Some(id) = id else { return Ok(None) };
    let titled = store.titled(id)?;
    Ok(titled.map(|found| Named { id, name: crate::words::first_line(&found.title, NAME), deleted: found.deleted }))
}

/// Returns the first of a document's title fields that says something, on one short line.
pub(crate) fn own_name(record: &Record) -> Option<String> {
    let kind = Kind::named(record.kind())?;
    let title = kind.title.iter().map(|field| record.text(field)).find(|text| !text.trim().is_empty())?;
    Some(crate::words::first_line(title, NAME))
}

/// Names a talk: by its own title, or by its person.
pub(crate) fn named_interview(store: &Store, id: Option<Id>) -> Result<Option<Named>, ApiError> {
    let Some(id) = id else { return Ok(None) };
    let Some(talk) = store.titled(id)?.filter(|found| found.kind == "interview") else { return Ok(None) };
    let name = if talk.title.is_empty() {
        named(store, store.link_of(id, "person")?)?.map(|person| person.name).unwrap_or_default()
    } else {
        talk.title
    };
    Ok(Some(Named { id, name, deleted: talk.deleted }))
}
