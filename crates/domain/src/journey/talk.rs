//! What one talk asks for.

use super::{Action, Moment, Next, Reason, Rest, Todo};
use crate::{Interview, Preferences, Stage, preferences::Confirmation, promise};
use chrono::{DateTime, Duration, Utc};

/// How long before its time a talk is called due.
const AHEAD: Duration = Duration::minutes(30);
/// How long before its time a talk need no longer be confirmed, nor questions be sent: nobody would read them.
const TOO_LATE: Duration = Duration::hours(2);
/// How long after a talk the first impression is asked for (C80).
const FRESH: Duration = Duration::hours(24);
/// How long after a talk one is asked to look back on it (C70).
const RECENT: Duration = Duration::days(14);

/// Finds what a talk asks for: an action, a rest until its time, or nothing.
pub(super) fn next(now: &Moment, talk: &Interview, preferences: Option<&Preferences>) -> Option<Next> {
    let act = |todo, due, overdue| {
        Some(Next::Do(Action {
            todo,
            person: talk.person,
            subject: talk.id(),
            interview: Some(talk.id()),
            about: None,
            due,
            overdue,
        }))
    };
    match (talk.stage(), talk.scheduled_at) {
        (Stage::CalledOff, _) => None,
        (Stage::Meeting, _) => act(Todo::Continue, talk.started_at, false),
        (Stage::Held, _) => of_held(now, talk).and_then(|(todo, due)| act(todo, due, false)),
        (Stage::Scheduled, Some(at)) if promise::over_at(talk, preferences).is_some_and(|over| now.has_come(over)) => {
            act(Todo::TookPlace, Some(at), true)
        }
        (Stage::Scheduled, Some(at)) if now.has_come(at - AHEAD) => act(Todo::Meet, Some(at), now.has_passed(at)),
        (Stage::Scheduled, Some(at)) => match before(now, talk, at, preferences) {
            Some(todo) => act(todo, Some(at), false),
            None => Some(Next::Rest(Rest { reason: Reason::Ahead, until: Some(at - AHEAD) })),
        },
        (Stage::Scheduled | Stage::Planned, _) => act(Todo::Schedule, None, false),
    }
}

/// Finds what is left to do before a talk at `at`.
fn before(now: &Moment, talk: &Interview, at: DateTime<Utc>, preferences: Option<&Preferences>) -> Option<Todo> {
    let confirms = preferences.is_none_or(|known| known.confirmation == Confirmation::ByMail);
    let sends = preferences.is_some_and(|known| known.questions_ahead) && !talk.plan.is_empty();
    let in_time = talk.person.is_some() && !now.has_come(at - TOO_LATE);
    if in_time && confirms && talk.confirmed_at.is_none() {
        Some(Todo::Confirm)
    } else if in_time && sends && talk.questions_sent_at.is_none() {
        Some(Todo::SendQuestions)
    } else if talk.prepared_at.is_none() {
        Some(Todo::Prepare)
    } else {
        None
    }
}

/// Finds what is left to do after a talk: nothing that is not fresh any more is asked for.
fn of_held(now: &Moment, talk: &Interview) -> Option<(Todo, Option<DateTime<Utc>>)> {
    let ended = talk.ended_at.filter(|_| talk.reflected_at.is_none())?;
    if talk.debriefed_at.is_none() && !now.has_come(ended + FRESH) {
        Some((Todo::Debrief, Some(ended)))
    } else if !now.has_come(ended + RECENT) {
        Some((Todo::Reflect, None))
    } else {
        None
    }
}
