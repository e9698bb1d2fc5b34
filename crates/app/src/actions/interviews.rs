//! The life of a talk: planning, beginning, answering, ending.

use super::{after, saved, thanks};
use crate::{
    App,
    api::{
        ApiError, ById,
        interviews::{MarkAnswer, MeetNow, OfferMore, PlanInterview, SaveAnswer},
        notes::Saved,
    },
    queries,
};
use chrono::Local;
use firsthand_domain::{
    Answer, Edit, Exploration, FollowUp, FollowUpKind, Form, Id, Interview, Person, Preferences, promise,
};
use firsthand_store::{Op, Record, Store, Tx};
use serde_json::Value;

pub(crate) fn interview_plan(app: &App, args: PlanInterview) -> Result<Saved, ApiError> {
    plan(app, "Plan interview", args, Vec::new())
}

/// Plans a talk and begins it in one act, so that the first answer's caret is one tap away (C25).
pub(crate) fn meet_now(app: &App, args: MeetNow) -> Result<Saved, ApiError> {
    let plain = PlanInterview { person: args.person, exploration: args.exploration, ..PlanInterview::default() };
    plan(app, "Begin interview", plain, vec![Edit::time("started_at", app.now())])
}

fn plan(app: &App, label: &str, args: PlanInterview, more: Vec<Edit>) -> Result<Saved, ApiError> {
    let id = app.new_id();
    let read =
        |store: &Store| Ok((Op::new(label), (queries::pinned_questions(store)?, queries::preferences_of(store)?)));
    app.decide(read, |tx, (questions, preferences)| {
        let planned = plan_talk(tx, id, args, questions, preferences.as_ref())?;
        saved(&if more.is_empty() { planned } else { tx.edit(id, more)? }, &[])
    })
}

/// Makes a talk: what was not said comes from the user's preferences, then from the last time.
pub(super) fn plan_talk(
    tx: &mut Tx<'_>,
    id: Id,
    args: PlanInterview,
    questions: Vec<Id>,
    preferences: Option<&Preferences>,
) -> Result<Record, ApiError> {
    let last = last_talk(tx)?;
    let exploration = match args.exploration {
        Some(exploration) => Some(exploration),
        None => only_open_exploration(tx)?,
    };
    // What the user set counts, then the last time; only who set nothing and met nobody gets the usual.
    let minutes = args.promised_minutes.or_else(|| preferences?.minutes).or_else(|| last.as_ref()?.promised_minutes);
    let minutes = minutes.unwrap_or_else(|| promise::to_ask_for(preferences));
    let form = args.form.or_else(|| preferences?.form()).or(last.map(|talk| talk.form)).unwrap_or(Form::InPerson);
    let mut edits = vec![
        Edit::set("promised_minutes", minutes),
        Edit::set("form", form.word()),
        Edit::Arrange { field: "plan".to_owned(), ids: questions },
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
    Ok(talk)
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

/// Ends a talk. Thanks are owed from then on, the same day unless the user prefers otherwise (C62, C63), once, whichever devices end it.
pub(crate) fn interview_end(app: &App, args: ById) -> Result<Saved, ApiError> {
    let now = app.now();
    let read = |store: &Store| {
        let preferences = queries::preferences_of(store)?;
        // Who set no preference has the default of each.
        let thanks = preferences.map(|known| (known.thanks_due, known.thanks_by)).unwrap_or_default();
        Ok((Op::new("End interview"), thanks))
    };
    app.decide(read, |tx, (due, by)| {
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
                Edit::set("about", FollowUpKind::Thanks.word()),
                Edit::set("by", by.word()),
                Edit::set("what", what),
                Edit::time("due_at", Preferences::thanks_due(due, &now.with_timezone(&Local))),
            ];
            tx.ensure(FollowUp::KIND.name, FollowUp::thanks_of(args.id), owed)?;
            thanks::left_to_the_talk(tx, person)?;
            after::met(tx, person, now)?;
            after::owed_by(tx, args.id)?;
        }
        saved(&record, &[])
    })
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
    let asked = wording(app, args.question)?;
    let write = vec![Edit::Write { field: "text".to_owned(), text: args.text, base: args.base }];
    app.transact(op, |tx| {
        ensure_answer(tx, args.interview, args.question, asked)?;
        saved(&tx.edit(id, write.clone())?, &write)
    })
}

/// Marks an answer, also before a word of it is written: what is said off the record is marked first.
pub(crate) fn answer_mark(app: &App, args: MarkAnswer) -> Result<Saved, ApiError> {
    let asked = wording(app, args.question)?;
    let holds = args.holds_for.map(|holds| Edit::set("holds_for", holds.word()));
    let off = args.off_record.map(|off| Edit::set("off_record", off));
    app.transact(Op::new("Mark answer"), |tx| {
        let id = ensure_answer(tx, args.interview, args.question, asked)?;
        saved(&tx.edit(id, holds.into_iter().chain(off).collect())?, &[])
    })
}

/// Returns how a question is worded now; an answer keeps the wording that it was given under.
fn wording(app: &App, question: Id) -> Result<String, ApiError> {
    let views = queries::question_views(&app.store())?;
    Ok(views.into_iter().find(|view| view.id == question).map(|view| view.ask).unwrap_or_default())
}

fn ensure_answer(tx: &mut Tx<'_>, interview: Id, question: Id, asked: String) -> Result<Id, ApiError> {
    talk(tx, interview)?;
    let id = Answer::id_of(interview, question);
    let links = vec![Edit::link("interview", interview), Edit::link("question", question)];
    // An answer keeps the wording that it was given under, unless its first words were taken back.
    if tx.ensure(Answer::KIND.name, id, links)?.text("asked").is_empty() {
        tx.edit(id, vec![Edit::set("asked", asked)])?;
    }
    Ok(id)
}
