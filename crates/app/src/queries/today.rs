//! The Today screen.

use super::{
    all, named,
    rows::{count, interview_rows},
};
use crate::{
    App,
    api::{
        ApiError, Nothing,
        today::{TodayAction, TodayPage},
    },
};
use firsthand_domain::{Attempt, FollowUp, Interview, Stage, today::next_actions};
use firsthand_store::Store;
use serde_json::Value;

/// How many talks ahead are listed.
const AHEAD: usize = 5;

pub(crate) fn today(app: &App, _: Nothing) -> Result<TodayPage, ApiError> {
    let store = app.store();
    let talks: Vec<Interview> = all(&store, "interview")?;
    let duties: Vec<FollowUp> = all(&store, "follow-up")?;
    let attempts: Vec<Attempt> = all(&store, "attempt")?;
    let mut actions = Vec::new();
    for action in next_actions(app.now(), &talks, &duties, &attempts) {
        let person = named(&store, action.person)?;
        if person.as_ref().is_some_and(|person| person.deleted) {
            continue;
        }
        let duty = duties.iter().find(|duty| duty.id() == action.subject).map(|duty| duty.what.clone());
        let talk = talks.iter().find(|talk| talk.id() == action.subject).map(|talk| talk.title.clone());
        actions.push(TodayAction { action, person, subject: duty.or(talk).unwrap_or_default() });
    }
    let held = talks.iter().filter(|talk| talk.stage() == Stage::Held).count();
    let mut ahead: Vec<_> = talks.iter().filter(|talk| talk.stage() == Stage::Scheduled).cloned().collect();
    ahead.sort_by_key(|talk| (talk.scheduled_at, talk.id()));
    ahead.truncate(AHEAD);
    Ok(TodayPage {
        actions,
        upcoming: interview_rows(&store, &ahead)?,
        unfiled_jots: count(unfiled(&store)?),
        people: count(store.count("person")?),
        interviews: count(talks.len()),
        held: count(held),
        explorations: count(store.count("exploration")?),
    })
}

/// Counts the jots that belong nowhere yet.
fn unfiled(store: &Store) -> Result<usize, ApiError> {
    let mut unfiled = 0;
    store.rows("jot", &["interview", "person", "exploration"], |row| {
        unfiled += usize::from(row.fields.iter().all(Value::is_null));
    })?;
    Ok(unfiled)
}
