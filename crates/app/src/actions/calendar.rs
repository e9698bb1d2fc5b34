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
use chrono::{DateTime, Datelike as _, Utc};
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
    let path = std::path::absolute(&path).map_err(|error| unwritable(&path.display().to_string(), &error))?;
    // The number is durable before a file bears it, and no lock is held while a slow share takes its time. Nobody undoes
    // this: a number that was given out once must never stand for something else.
    let (file, written) = app.transact(Op::silent(), |tx| {
        let talk = talk(tx, args.interview)?;
        if talk.called_off && talk.calendar_sequence.is_none() && talk.calendar_uid.is_empty() {
            return Err(ApiError::new("invalid", "This interview was called off, and no calendar has it.")
                .hint("There is nothing to take back."));
        }
        let entry = Entry::of(&talk, tx)?;
        let next = entry.next(&talk, now)?;
        let draft = entry.draft(&talk, &next)?;
        if next.changed {
            let edits = vec![
                Edit::time("calendar_at", next.stamp),
                Edit::set("calendar_sequence", next.own),
                Edit::set("calendar_hash", entry.fingerprint.clone()),
            ];
            tx.edit(args.interview, edits)?;
        }
        let written = CalendarFile {
            path: path.display().to_string(),
            uid: draft.uid.clone(),
            sequence: draft.sequence,
            cancelled: draft.cancelled,
        };
        Ok((write_event(&draft), written))
    })?;
    let folder = app.data_dir().join(FOLDER);
    let made = if args.path.is_none() { std::fs::create_dir_all(&folder) } else { Ok(()) };
    if let Err(error) = made.and_then(|()| write_whole(&path, &file)) {
        // What is not written is not in any calendar: the next attempt counts as a change.
        app.transact(Op::silent(), |tx| Ok(tx.edit(args.interview, vec![Edit::set("calendar_hash", "")])?))?;
        return Err(unwritable(&written.path, &error));
    }
    Ok(written)
}

pub(crate) fn calendar_state(app: &App, args: ById) -> Result<CalendarState, ApiError> {
    let store = app.store();
    let talk: Interview = queries::need(&store, Interview::KIND.name, args.id)?;
    let entry = Entry::of(&talk, &*store)?;
    Ok(CalendarState {
        minutes: entry.minutes,
        written_at: talk.calendar_at,
        current: (talk.calendar_sequence.is_some() || !talk.calendar_uid.is_empty()) && !entry.differs(&talk),
        received: !talk.calendar_uid.is_empty(),
    })
}

fn unwritable(path: &str, error: &std::io::Error) -> ApiError {
    ApiError::new("export", format!("{path} cannot be written: {error}. No calendar entry was made."))
        .hint("Choose another folder, or write it again when that one can be reached.")
}

/// Returns the id of a talk's entry: the one that it was received under, else its own.
pub(super) fn uid(talk: &Interview) -> String {
    if talk.calendar_uid.is_empty() { own_uid(talk.id()) } else { talk.calendar_uid.clone() }
}

/// Returns the organizer's number of a received event: the highest that any device has taken.
pub(super) fn invited_sequence(talk: &Interview) -> u64 {
    let apart = talk.meta.conflicts.get("invited_sequence").into_iter().flatten().filter_map(Value::as_str);
    let known = apart.chain([talk.invited_sequence.as_str()]).filter_map(|digits| digits.parse().ok()).max();
    match (known, talk.calendar_at) {
        (Some(number), _) => number,
        // Before the two numbers were kept apart, an entry that was never written bore the organizer's.
        (None, None) => talk.calendar_sequence.map_or(0, u64::from),
        (None, Some(_)) => 0,
    }
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
    /// How often our own entry has changed.
    own: u32,
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
            (Some(own), Some(stamp)) if !self.differs(talk) => Version { own, stamp, changed: false },
            (Some(own), _) => {
                let full = || ApiError::new("invalid", "This entry was changed too often to be numbered once more.");
                Version { own: own.checked_add(1).ok_or_else(full)?, stamp: now, changed: true }
            }
            (None, _) => Version { own: 0, stamp: now, changed: true },
        })
    }

    fn draft(&self, talk: &Interview, version: &Version) -> Result<EventDraft, ApiError> {
        let start = talk.scheduled_at.filter(|at| (1..=9998).contains(&at.year()));
        let start = start.ok_or_else(|| {
            ApiError::new("invalid", "No calendar has a day so far away.")
                .hint("Set another time, then write the entry.")
        })?;
        // Only the organizer counts a received event up: a number of ours would beat their next one in the calendar.
        let sequence = if talk.calendar_uid.is_empty() { version.own.into() } else { invited_sequence(talk) };
        Ok(EventDraft {
            uid: uid(talk),
            recurrence: talk.invited_occurrence,
            sequence,
            stamp: version.stamp,
            start,
            minutes: self.minutes,
            zone: talk.zone.clone(),
            summary: self.summary.clone(),
            place: talk.place.clone(),
            description: self.description.clone(),
            cancelled: talk.called_off,
        })
    }
}
