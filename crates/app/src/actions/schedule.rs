//! Agreeing on a talk: when, how long, how and where (C32–C36).

use super::{interviews::talk, saved};
use crate::{
    App,
    api::{
        ApiError, ById,
        notes::Saved,
        schedule::{ScheduleInterview, Scheduled, SetPromise, Telling, ToldBefore},
    },
    queries,
};
use firsthand_domain::{Edit, Form, Id, Interview, promise::MOST_MINUTES};
use firsthand_store::Op;
use serde_json::Value;

pub(crate) fn promise(app: &App, args: SetPromise) -> Result<Scheduled, ApiError> {
    let done = app.transact(Op::new("Change promised length"), |tx| {
        let talk = talk(tx, args.id)?;
        let Some(mut edits) = promised(&talk, args.minutes, args.telling)? else { return Ok(asks(&talk)) };
        edits.extend(args.form.map(|form| Edit::set("form", form.word())));
        let told = other_length(&talk, args.minutes).then(|| told(&talk));
        Ok(changed(saved(&tx.edit(args.id, edits)?, &[])?, told))
    })?;
    with_same_time(app, args.id, done)
}

pub(crate) fn schedule(app: &App, args: ScheduleInterview) -> Result<Scheduled, ApiError> {
    if let Some(zone) = args.zone.as_deref().filter(|zone| !zone.is_empty() && !firsthand_interop::is_zone(zone)) {
        return Err(ApiError::new("invalid", format!("\"{zone}\" is no time zone that is known here."))
            .hint("Write it as Europe/Berlin."));
    }
    let done = app.transact(Op::new("Schedule interview"), |tx| {
        let talk = talk(tx, args.id)?;
        let mut edits = Vec::new();
        if let Some(minutes) = args.minutes {
            let Some(promised) = promised(&talk, minutes, args.telling)? else { return Ok(asks(&talk)) };
            edits.extend(promised);
        }
        let moved = args.scheduled_at.is_some_and(|at| talk.scheduled_at != Some(at));
        if let Some(at) = args.scheduled_at {
            edits.push(Edit::time("scheduled_at", at));
            edits.push(Edit::set("called_off", false));
        }
        // What was confirmed in writing was another time: it is to be confirmed again.
        let confirmed = talk.confirmed_at.is_some() || talk.calendar_at.is_some();
        if moved && talk.confirmed_at.is_some() {
            edits.push(Edit::set("confirmed_at", Value::Null));
        }
        edits.extend(args.zone.as_deref().map(|zone| Edit::set("zone", zone)));
        edits.extend(args.form.map(|form| Edit::set("form", form.word())));
        edits.extend(args.place.as_deref().map(|place| Edit::set("place", place)));
        edits.extend(args.at_their_place.map(|theirs| Edit::set("at_their_place", theirs)));
        edits.extend(args.i_pay.map(|pay| Edit::set("i_pay", pay)));
        edits.extend(args.tour.map(|tour| Edit::set("tour", tour.word())));
        let longer = args.minutes.is_some_and(|minutes| other_length(&talk, minutes));
        let told = (longer || moved && confirmed).then(|| told(&talk));
        Ok(changed(saved(&tx.edit(args.id, edits)?, &[])?, told))
    })?;
    with_same_time(app, args.id, done)
}

pub(crate) fn call_off(app: &App, args: ById) -> Result<Scheduled, ApiError> {
    app.transact(Op::new("Call interview off"), |tx| {
        let talk = talk(tx, args.id)?;
        if talk.ended_at.is_some() {
            return Err(
                ApiError::new("invalid", "This interview was held.").hint("Only one that is ahead can be called off.")
            );
        }
        let told = (talk.confirmed_at.is_some() || talk.calendar_at.is_some()).then(|| told(&talk));
        let edits = vec![Edit::set("called_off", true)];
        Ok(changed(saved(&tx.edit(args.id, edits)?, &[])?, told))
    })
}

/// Returns the edits that make a length the promised one; nothing when it must first be said whether they know.
fn promised(talk: &Interview, minutes: u32, telling: Option<Telling>) -> Result<Option<Vec<Edit>>, ApiError> {
    if !(1..=MOST_MINUTES).contains(&minutes) {
        return Err(ApiError::new("invalid", format!("{minutes} minutes cannot be promised."))
            .hint(format!("Write a number from 1 to {MOST_MINUTES}.")));
    }
    let mut edits = vec![Edit::set("promised_minutes", minutes)];
    if other_length(talk, minutes) {
        match telling {
            None => return Ok(None),
            Some(Telling::WillTell) => {}
            Some(Telling::TheyKnow) => edits.push(Edit::set("told_minutes", minutes)),
        }
    }
    Ok(Some(edits))
}

fn other_length(talk: &Interview, minutes: u32) -> bool {
    talk.told_minutes.is_some_and(|told| told != minutes)
}

fn told(talk: &Interview) -> ToldBefore {
    ToldBefore {
        minutes: talk.told_minutes,
        confirmed_at: talk.confirmed_at,
        calendar_at: talk.calendar_at,
        questions_sent_at: talk.questions_sent_at,
    }
}

fn asks(talk: &Interview) -> Scheduled {
    Scheduled { saved: None, told: Some(told(talk)), same_time: Vec::new() }
}

const fn changed(saved: Saved, told: Option<ToldBefore>) -> Scheduled {
    Scheduled { saved: Some(saved), told, same_time: Vec::new() }
}

/// Says which other talks take up the same time now (C37).
fn with_same_time(app: &App, id: Id, done: Scheduled) -> Result<Scheduled, ApiError> {
    if done.saved.is_none() {
        return Ok(done);
    }
    let store = app.store();
    let talk: Interview = queries::need(&store, Interview::KIND.name, id)?;
    Ok(Scheduled { same_time: queries::same_time(&store, &talk)?, ..done })
}

/// Says how a talk is held, for its calendar entry.
pub(super) const fn form_in_words(form: Form) -> &'static str {
    match form {
        Form::InPerson => "In person",
        Form::Lunch => "Over lunch",
        Form::Phone => "By phone",
        Form::Video => "By video",
        Form::Email => "By mail",
    }
}
