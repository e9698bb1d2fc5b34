//! The life of a talk: planning, beginning, answering, ending.

use super::{after, saved};
use crate::{
    App,
    api::{
        ApiError, ById,
        interviews::{OfferMore, PlanInterview, SaveAnswer},
        notes::Saved,
    },
    queries,
};
use chrono::{DateTime, Duration, Local, NaiveTime, TimeZone as _, Utc};
use firsthand_domain::{
    Answer, Edit, Exploration, FollowUp, Form, Id, Interview, Person,
    bank::{Bank, question_id},
};
use firsthand_store::{Op, Store, Tx};
use serde_json::Value;

/// The promised length when there is no last time to go by, in minutes.
const MINUTES: u32 = 20;

pub(crate) fn interview_plan(app: &App, args: PlanInterview) -> Result<Saved, ApiError> {
    let id = app.new_id();
    let plan = pinned_questions(&app.store())?;
    app.transact(Op::new("Plan interview"), |tx| {
        let last = last_talk(tx)?;
        let exploration = match args.exploration {
            Some(exploration) => Some(exploration),
            None => only_open_exploration(tx)?,
        };
        let minutes = args.promised_minutes.or_else(|| last.as_ref()?.promised_minutes).unwrap_or(MINUTES);
        let form = args.form.or(last.map(|talk| talk.form)).unwrap_or(Form::InPerson);
        let mut edits = vec![
            Edit::set("promised_minutes", minutes),
            Edit::set("form", form.word()),
            Edit::Arrange { field: "plan".to_owned(), ids: plan },
        ];
        edits.extend(args.person.map(|person| Edit::link("person", person)));
        edits.extend(exploration.map(|exploration| Edit::link("exploration", exploration)));
        if let Some(at) = args.scheduled_at {
            edits.extend([Edit::time("scheduled_at", at), Edit::set("zone", args.zone)]);
        }
        let talk = tx.create(Interview::KIND.name, id, edits)?;
        if let (Some(person), Some(exploration)) = (args.person, exploration) {
            tx.record(person)?.ok_or_else(|| ApiError::missing("person"))?;
            tx.edit(person, vec![Edit::Add { field: "explorations".to_owned(), member: exploration.to_string() }])?;
        }
        saved(&talk, &[])
    })
}

/// Returns the questions that every talk begins with (C39), but for those that the user has hidden.
pub(super) fn pinned_questions(store: &Store) -> Result<Vec<Id>, ApiError> {
    let hidden: Vec<Id> =
        queries::question_views(store)?.into_iter().filter(|view| view.hidden).map(|view| view.id).collect();
    let pinned = Bank::built_in().entries.iter().filter(|entry| entry.pinned).map(|entry| question_id(&entry.key));
    Ok(pinned.filter(|id| !hidden.contains(id)).collect())
}

/// Returns the talk that was planned last: its length and form are this one's defaults.
fn last_talk(tx: &mut Tx<'_>) -> Result<Option<Interview>, ApiError> {
    let mut talks = Vec::new();
    for record in tx.records(Interview::KIND.name, false)? {
        talks.push(record.typed::<Interview>()?);
    }
    Ok(talks.into_iter().max_by_key(|talk| (talk.meta.created, talk.id())))
}

fn only_open_exploration(tx: &mut Tx<'_>) -> Result<Option<Id>, ApiError> {
    let mut open = Vec::new();
    for record in tx.records(Exploration::KIND.name, false)? {
        let exploration: Exploration = record.typed()?;
        if !exploration.closed {
            open.push(exploration.id());
        }
    }
    Ok(if let [only] = open.as_slice() { Some(*only) } else { None })
}

pub(crate) fn interview_start(app: &App, args: ById) -> Result<Saved, ApiError> {
    let now = app.now();
    app.transact(Op::new("Begin interview"), |tx| {
        let talk = talk(tx, args.id)?;
        let mut edits = vec![Edit::set("called_off", false)];
        if talk.started_at.is_none() {
            edits.push(Edit::time("started_at", now));
        }
        if talk.ended_at.is_some() {
            after::reopened(tx, &talk)?;
            edits.push(Edit::set("ended_at", Value::Null));
        }
        saved(&tx.edit(args.id, edits)?, &[])
    })
}

pub(super) fn talk(tx: &mut Tx<'_>, id: Id) -> Result<Interview, ApiError> {
    let record = tx.record(id)?.filter(|record| record.kind() == Interview::KIND.name);
    Ok(record.ok_or_else(|| ApiError::missing("interview"))?.typed()?)
}

/// Ends a talk. Thanks are owed the same day from then on (C62), once, whichever devices end it.
pub(crate) fn interview_end(app: &App, args: ById) -> Result<Saved, ApiError> {
    let now = app.now();
    app.transact(Op::new("End interview"), |tx| {
        let talk = talk(tx, args.id)?;
        let mut edits = vec![Edit::time("ended_at", now)];
        if talk.started_at.is_none() {
            edits.push(Edit::time("started_at", now));
        }
        let record = tx.edit(args.id, edits)?;
        if let Some(person) = talk.person {
            let name = tx.record(person)?.map(|record| record.typed::<Person>()).transpose()?.map(|person| person.name);
            let what =
                name.filter(|name| !name.is_empty()).map_or("Say thanks".to_owned(), |name| format!("Thank {name}"));
            let owed = vec![
                Edit::link("person", person),
                Edit::link("interview", args.id),
                Edit::set("what", what),
                Edit::time("due_at", this_evening(now)),
            ];
            tx.ensure(FollowUp::KIND.name, args.id.part("thanks"), owed)?;
            after::met(tx, person, now)?;
            after::owed_by(tx, args.id)?;
        }
        saved(&record, &[])
    })
}

/// Returns nine in the evening of the same local day, or one hour from now when that is later.
fn this_evening(now: DateTime<Utc>) -> DateTime<Utc> {
    let evening = NaiveTime::from_hms_opt(21, 0, 0)
        .and_then(|nine| Local.from_local_datetime(&now.with_timezone(&Local).date_naive().and_time(nine)).earliest())
        .map(|evening| evening.with_timezone(&Utc));
    let soon = now + Duration::hours(1);
    evening.map_or(soon, |evening| evening.max(soon))
}

pub(crate) fn interview_resume(app: &App, args: ById) -> Result<Saved, ApiError> {
    app.transact(Op::new("Open interview again"), |tx| {
        let held = talk(tx, args.id)?;
        after::reopened(tx, &held)?;
        saved(&tx.edit(args.id, vec![Edit::set("ended_at", Value::Null)])?, &[])
    })
}

pub(crate) fn interview_offer_more(app: &App, args: OfferMore) -> Result<Saved, ApiError> {
    app.transact(Op::new("Note more time"), |tx| {
        let extra = talk(tx, args.id)?.extra_minutes.unwrap_or(0).saturating_add(args.minutes);
        saved(&tx.edit(args.id, vec![Edit::set("extra_minutes", extra)])?, &[])
    })
}

pub(crate) fn answer_save(app: &App, args: SaveAnswer) -> Result<Saved, ApiError> {
    let id = Answer::id_of(args.interview, args.question);
    let op = Op::typing("Write answer", format!("{id}.text"));
    let asked = {
        let views = queries::question_views(&app.store())?;
        views.into_iter().find(|view| view.id == args.question).map(|view| view.ask).unwrap_or_default()
    };
    let write = vec![Edit::Write { field: "text".to_owned(), text: args.text, base: args.base }];
    app.transact(op, |tx| {
        talk(tx, args.interview)?;
        let links = vec![
            Edit::link("interview", args.interview),
            Edit::link("question", args.question),
            Edit::set("asked", asked),
        ];
        tx.ensure(Answer::KIND.name, id, links)?;
        saved(&tx.edit(id, write.clone())?, &write)
    })
}
