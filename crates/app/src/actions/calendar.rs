//! The calendar entry of a talk (C37): its id stays, its number rises only when what it says has changed.

use super::{interviews::talk, schedule::form_in_words, write_whole};
use crate::{
    App,
    api::{
        ApiError, ById,
        schedule::{CalendarFile, CalendarFor, CalendarState},
    },
    queries,
};
use chrono::{DateTime, Utc};
use firsthand_domain::{Attempt, Edit, Id, Interview, Person, Preferences, promise};
use firsthand_interop::{EventDraft, write_event};
use firsthand_store::{Op, Record, Store, Tx};
use serde_json::{Value, json};
use std::path::PathBuf;

/// The folder for entries within the data folder.
const FOLDER: &str = "calendar";

pub(crate) fn calendar_write(app: &App, args: CalendarFor) -> Result<CalendarFile, ApiError> {
    let now = app.now();
    let path = match &args.path {
        Some(path) => PathBuf::from(path),
        None => app.data_dir().join(FOLDER).join(format!("{}.ics", args.interview)),
    };
    // Whoever opens it may stand in another folder.
    let path = std::path::absolute(&path).unwrap_or(path);
    app.transact(Op::new("Write calendar entry"), |tx| {
        let talk = talk(tx, args.interview)?;
        let known = talk.calendar_sequence.is_some();
        if talk.called_off && !known {
            return Err(ApiError::new("invalid", "This interview was called off, and no calendar has it.")
                .hint("There is nothing to take back."));
        }
        let entry = Entry::of(&talk, tx)?;
        let next = entry.next(&talk, now)?;
        let file = write_event(&entry.draft(&talk, &next));
        if args.path.is_none() {
            let folder = app.data_dir().join(FOLDER);
            std::fs::create_dir_all(&folder).map_err(|error| unwritable(&folder.display().to_string(), &error))?;
        }
        write_whole(&path, &file).map_err(|error| unwritable(&path.display().to_string(), &error))?;
        if next.changed {
            let edits = vec![
                Edit::time("calendar_at", next.stamp),
                Edit::set("calendar_sequence", next.sequence),
                Edit::set("calendar_hash", entry.fingerprint.clone()),
            ];
            tx.edit(args.interview, edits)?;
        }
        Ok(CalendarFile {
            path: path.display().to_string(),
            uid: uid(&talk),
            sequence: next.sequence,
            cancelled: talk.called_off,
        })
    })
}

pub(crate) fn calendar_state(app: &App, args: ById) -> Result<CalendarState, ApiError> {
    let store = app.store();
    let talk: Interview = queries::need(&store, Interview::KIND.name, args.id)?;
    let entry = Entry::of(&talk, &*store)?;
    Ok(CalendarState {
        minutes: entry.minutes,
        written_at: talk.calendar_at,
        current: talk.calendar_sequence.is_some() && !entry.differs(&talk),
        received: !talk.calendar_uid.is_empty(),
    })
}

fn unwritable(path: &str, error: &std::io::Error) -> ApiError {
    ApiError::new("export", format!("{path} cannot be written: {error}.")).hint("Choose another folder.")
}

/// Returns the id of a talk's entry: the one that it was received under, else its own.
pub(super) fn uid(talk: &Interview) -> String {
    if talk.calendar_uid.is_empty() { own_uid(talk.id()) } else { talk.calendar_uid.clone() }
}

pub(super) fn own_uid(talk: Id) -> String {
    format!("{talk}@firsthand")
}

/// Reads documents inside an act as well as outside.
pub(super) trait Read {
    fn one(&self, id: Id) -> Result<Option<Record>, ApiError>;
    fn linking(&self, to: Id, field: &str) -> Result<Vec<Record>, ApiError>;
}

impl Read for Store {
    fn one(&self, id: Id) -> Result<Option<Record>, ApiError> {
        Ok(self.record(id)?)
    }

    fn linking(&self, to: Id, field: &str) -> Result<Vec<Record>, ApiError> {
        Ok(self.linked(to, Some(field))?)
    }
}

impl Read for Tx<'_> {
    fn one(&self, id: Id) -> Result<Option<Record>, ApiError> {
        Ok(self.record(id)?)
    }

    fn linking(&self, to: Id, field: &str) -> Result<Vec<Record>, ApiError> {
        Ok(self.linked(to, Some(field))?)
    }
}

/// What an entry of a talk says now.
pub(super) struct Entry {
    summary: String,
    description: String,
    pub(super) minutes: u32,
    /// Stands for all that the entry says; where two are equal, nothing has changed.
    pub(super) fingerprint: String,
}

/// The version that is written next.
struct Version {
    sequence: u32,
    stamp: DateTime<Utc>,
    changed: bool,
}

impl Entry {
    pub(super) fn of(talk: &Interview, from: &impl Read) -> Result<Self, ApiError> {
        let person = talk.person.map(|id| from.one(id)).transpose()?.flatten();
        let person = person.map(|record| record.typed::<Person>()).transpose()?.map(|person| person.name);
        let preferences = from.one(Preferences::the_id())?.map(|record| record.typed::<Preferences>()).transpose()?;
        let asked = from.linking(talk.id(), "interview")?;
        let asked = asked.into_iter().find(|record| record.kind() == Attempt::KIND.name && !record.deleted());
        let asked = asked.map(|record| record.typed::<Attempt>()).transpose()?;
        let minutes = promise::of_talk(Some(talk), asked.as_ref(), preferences.as_ref());
        let summary = match (talk.title.as_str(), person.filter(|name| !name.is_empty())) {
            ("", Some(name)) => format!("Conversation with {name}"),
            ("", None) => "Informational interview".to_owned(),
            (title, _) => title.to_owned(),
        };
        let description = format!("{}, {minutes} minutes", form_in_words(talk.form));
        let said = json!([talk.scheduled_at, talk.zone, minutes, summary, talk.place, description, talk.called_off,]);
        let fingerprint = Id::named("calendar", &said.to_string()).to_string();
        Ok(Self { summary, description, minutes, fingerprint })
    }

    /// Tells whether the last entry said something else, on this device or on another.
    fn differs(&self, talk: &Interview) -> bool {
        talk.calendar_hash != self.fingerprint
            || talk.meta.conflicts.get("calendar_hash").is_some_and(|apart| apart.len() > 1)
    }

    fn next(&self, talk: &Interview, now: DateTime<Utc>) -> Result<Version, ApiError> {
        if talk.scheduled_at.is_none() {
            return Err(
                ApiError::new("invalid", "This interview has no time yet.").hint("Set a time, then write the entry.")
            );
        }
        // Two devices may each have raised the number: calendars have seen the higher one.
        let apart = talk.meta.conflicts.get("calendar_sequence").into_iter().flatten();
        let apart = apart.filter_map(Value::as_u64).filter_map(|number| u32::try_from(number).ok());
        let known = apart.chain(talk.calendar_sequence).max();
        Ok(match (known, talk.calendar_at) {
            (Some(sequence), Some(stamp)) if !self.differs(talk) => Version { sequence, stamp, changed: false },
            // A received entry that nothing has changed is passed on under its number.
            (Some(sequence), None) if !self.differs(talk) => Version { sequence, stamp: now, changed: true },
            (Some(sequence), _) => Version { sequence: sequence.saturating_add(1), stamp: now, changed: true },
            (None, _) => Version { sequence: 0, stamp: now, changed: true },
        })
    }

    fn draft(&self, talk: &Interview, version: &Version) -> EventDraft {
        EventDraft {
            uid: uid(talk),
            sequence: version.sequence,
            stamp: version.stamp,
            start: talk.scheduled_at.unwrap_or(version.stamp),
            minutes: self.minutes,
            zone: talk.zone.clone(),
            summary: self.summary.clone(),
            place: talk.place.clone(),
            description: self.description.clone(),
            cancelled: talk.called_off,
        }
    }
}
