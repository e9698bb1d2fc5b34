//! The Today screen, and what is due.

use super::{
    all, named, preferences_of,
    rows::{count, interview_rows},
};
use crate::{
    App,
    api::{
        ApiError, Named, Nothing,
        today::{Reminder, ReminderState, TodayAction, TodayPage},
    },
    words,
};
use chrono::{DateTime, Duration, Local, Utc};
use firsthand_domain::{
    Attempt, Exploration, FollowUp, Id, Interview, Letter, Preferences, Referral, Stage,
    journey::{Known, Moment, Notebook, goal, next_actions, week_of},
    promise,
};
use firsthand_store::Store;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many talks ahead are listed.
const AHEAD: usize = 5;

/// What next actions come from, read once.
struct Read {
    talks: Vec<Interview>,
    attempts: Vec<Attempt>,
    preferences: Option<Preferences>,
    actions: Vec<TodayAction>,
}

impl Read {
    fn of(store: &Store, now: &Moment) -> Result<Self, ApiError> {
        let talks: Vec<Interview> = all(store, "interview")?;
        let duties: Vec<FollowUp> = all(store, "follow-up")?;
        let attempts: Vec<Attempt> = all(store, "attempt")?;
        let letters: Vec<Letter> = all(store, "letter")?;
        let preferences = preferences_of(store)?;
        let (known, names) = sought(store)?;
        let notebook = Notebook {
            known: &known,
            talks: &talks,
            duties: &duties,
            attempts: &attempts,
            letters: &letters,
            preferences: preferences.as_ref(),
        };
        let owed: BTreeMap<Id, &str> = duties.iter().map(|duty| (duty.id(), duty.what.as_str())).collect();
        let titles: BTreeMap<Id, &str> = talks.iter().map(|talk| (talk.id(), talk.title.as_str())).collect();
        let mut actions = Vec::new();
        for action in next_actions(now, &notebook) {
            let known = action.person.and_then(|id| Some(Named { id, name: names.get(&id)?.clone(), deleted: false }));
            let person = if known.is_some() { known } else { named(store, action.person)? };
            if person.as_ref().is_some_and(|person| person.deleted) {
                continue;
            }
            let subject =
                owed.get(&action.subject).or_else(|| titles.get(&action.subject)).copied().unwrap_or_default();
            actions.push(TodayAction { subject: subject.to_owned(), action, person });
        }
        Ok(Self { talks, attempts, preferences, actions })
    }
}

/// Finds the people whom somebody named, or who matter to an open exploration, with their names.
///
/// Only the rows are read: an address book of ten thousand that was brought in stays out of the way.
fn sought(store: &Store) -> Result<(Vec<Known>, BTreeMap<Id, String>), ApiError> {
    let explorations: Vec<Exploration> = all(store, "exploration")?;
    let open: BTreeSet<String> =
        explorations.iter().filter(|one| !one.closed).map(|one| one.id().to_string()).collect();
    let mut referrals: BTreeMap<Id, Vec<Referral>> = BTreeMap::new();
    for referral in all::<Referral>(store, "referral")? {
        if let Some(prospect) = referral.prospect {
            referrals.entry(prospect).or_default().push(referral);
        }
    }
    let (mut known, mut names) = (Vec::new(), BTreeMap::new());
    store.rows("person", &["referred_by", "explorations"], |row| {
        let Ok((giver, matters)) = serde_json::from_value::<(Option<Id>, Vec<String>)>(Value::Array(row.fields)) else {
            return;
        };
        let received = referrals.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let one = Known::of(row.id, giver.is_some(), &matters, &open, received);
        if one.is_sought || one.is_let_go {
            known.push(one);
            names.insert(row.id, row.title);
        }
    })?;
    Ok((known, names))
}

pub(crate) fn today(app: &App, _: Nothing) -> Result<TodayPage, ApiError> {
    let store = app.store();
    let now = app.now();
    let moment = Moment::from(now);
    let read = Read::of(&store, &moment)?;
    let held = read.talks.iter().filter(|talk| talk.stage() == Stage::Held).count();
    // What is over is asked about among what there is to do, and is not coming up.
    let is_ahead = |talk: &&Interview| {
        promise::over_at(talk, read.preferences.as_ref()).is_some_and(|over| !moment.has_come(over))
    };
    let mut ahead: Vec<_> = read.talks.iter().filter(is_ahead).cloned().collect();
    ahead.sort_by_key(|talk| (talk.scheduled_at, talk.id()));
    ahead.truncate(AHEAD);
    let weekly = read.preferences.as_ref().and_then(|known| known.weekly_asks);
    let goal = goal(weekly, week_of(&now.with_timezone(&Local)), &read.attempts);
    let next_week = goal.map(|_| week_of(&(now + Duration::days(7)).with_timezone(&Local)));
    Ok(TodayPage {
        upcoming: interview_rows(&store, &ahead)?,
        unfiled_jots: count(unfiled(&store)?),
        people: count(store.count("person")?),
        interviews: count(read.talks.len()),
        held: count(held),
        explorations: count(store.count("exploration")?),
        goal,
        actions: read.actions,
        until: moment.turn().into_iter().chain(next_week).min(),
    })
}

/// How long an answer holds that the clock and the records gave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holds {
    since: DateTime<Utc>,
    /// For ever without a time.
    until: Option<DateTime<Utc>>,
    /// The store's mark as of which.
    mark: i64,
}

impl Holds {
    /// Whether nothing was written since, and no time has come that the answer waits for. A clock that was put back ends it.
    pub(crate) fn at(&self, now: DateTime<Utc>, mark: i64) -> bool {
        self.since <= now && self.until.is_none_or(|until| now < until) && self.mark == mark
    }
}

/// Finds what the user is to be reminded of now, and how long that holds.
pub(crate) fn due(app: &App) -> Result<(Vec<Reminder>, Holds), ApiError> {
    let since = app.now();
    let now = Moment::from(since);
    let (read, mark) = {
        let store = app.store();
        // The mark first: what another program writes in between is looked at once more.
        let mark = store.mark()?;
        (Read::of(&store, &now)?, mark)
    };
    let due = read.actions.into_iter().filter(|row| row.action.is_due(&now)).map(|row| {
        let who = row.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
        Reminder {
            todo: row.action.todo,
            subject: row.action.subject,
            text: words::say_action(row.action.todo, who, &row.subject),
            person: row.person,
            due: row.action.due,
        }
    });
    // Collected first: the moment knows what it was asked.
    let due = due.collect();
    Ok((due, Holds { since, until: now.turn(), mark }))
}

pub(crate) fn reminders(app: &App, _: Nothing) -> Result<ReminderState, ApiError> {
    Ok(ReminderState { allowed: app.reminders_allowed()?, due: due(app)?.0 })
}

/// Counts the jots that belong nowhere yet.
fn unfiled(store: &Store) -> Result<usize, ApiError> {
    let mut unfiled = 0;
    store.rows("jot", &["interview", "person", "exploration"], |row| {
        unfiled += usize::from(row.fields.iter().all(Value::is_null));
    })?;
    Ok(unfiled)
}
