//! What to do next (C91): one action per person, overdue first, nothing extra.

use crate::{Attempt, FollowUp, Id, Interview, Outcome, Stage};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Todo {
    /// The talk is going on: go on with it.
    Continue,
    /// The talk's time has come, or has passed without a word: hold it, or say how it went.
    Meet,
    /// Something is owed.
    FollowUp,
    /// They asked to be called back.
    CallBack,
    /// A talk is ahead: prepare it.
    Prepare,
    /// A talk has no time yet: agree on one.
    Schedule,
}

/// One action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Action {
    /// What there is to do.
    pub todo: Todo,
    /// With whom; none where a talk or a duty has no person.
    pub person: Option<Id>,
    /// The talk, follow-up or attempt it comes from.
    pub subject: Id,
    /// When it is due; none where there is no time.
    pub due: Option<DateTime<Utc>>,
    /// Whether that time has passed.
    pub overdue: bool,
}

/// How long before its time a talk is called due.
const AHEAD: Duration = Duration::minutes(30);

/// Finds the next action of each person: what goes on now, then what is overdue, then what comes first.
///
/// A talk or duty without a person is listed by itself. What lies in the bin is passed over.
pub fn next_actions(
    now: DateTime<Utc>,
    interviews: &[Interview],
    follow_ups: &[FollowUp],
    attempts: &[Attempt],
) -> Vec<Action> {
    let talks = interviews.iter().filter(|talk| !talk.meta.deleted).filter_map(|talk| of_interview(now, talk));
    let duties = follow_ups.iter().filter(|duty| !duty.meta.deleted && duty.done_at.is_none()).map(|duty| Action {
        todo: Todo::FollowUp,
        person: duty.person,
        subject: duty.id(),
        due: duty.due_at,
        overdue: duty.due_at.is_some_and(|due| due < now),
    });
    let calls = last_attempts(attempts).into_iter().filter_map(|attempt| {
        let due = attempt.call_back_at.filter(|_| attempt.outcome == Outcome::Busy)?;
        let overdue = due < now;
        Some(Action { todo: Todo::CallBack, person: attempt.person, subject: attempt.id(), due: Some(due), overdue })
    });
    let mut actions: Vec<_> = talks.chain(duties).chain(calls).collect();
    actions.sort_by_key(|action| {
        let rank = match (action.todo, action.overdue, action.due) {
            (Todo::Continue, ..) => 0,
            (_, true, _) => 1,
            (_, _, Some(_)) => 2,
            _ => 3,
        };
        (rank, action.due, action.todo, action.subject)
    });
    let mut seen = BTreeSet::new();
    actions.retain(|action| action.person.is_none_or(|person| seen.insert(person)));
    actions
}

fn of_interview(now: DateTime<Utc>, talk: &Interview) -> Option<Action> {
    let (todo, due) = match talk.stage() {
        Stage::Held | Stage::CalledOff => return None,
        Stage::Meeting => (Todo::Continue, talk.started_at),
        Stage::Scheduled if talk.scheduled_at.is_some_and(|at| at - AHEAD <= now) => (Todo::Meet, talk.scheduled_at),
        Stage::Scheduled => (Todo::Prepare, talk.scheduled_at),
        Stage::Planned => (Todo::Schedule, None),
    };
    let overdue = todo == Todo::Meet && due.is_some_and(|due| due < now);
    Some(Action { todo, person: talk.person, subject: talk.id(), due, overdue })
}

/// Returns the last attempt at each person: a later one settles what an earlier one left open.
fn last_attempts(attempts: &[Attempt]) -> Vec<&Attempt> {
    let mut last: BTreeMap<Option<Id>, &Attempt> = BTreeMap::new();
    for attempt in attempts.iter().filter(|attempt| !attempt.meta.deleted) {
        let held = last.entry(attempt.person).or_insert(attempt);
        if (held.at, held.id()) < (attempt.at, attempt.id()) {
            *held = attempt;
        }
    }
    last.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn document<T: serde::de::DeserializeOwned>(name: &str, mut fields: Value) -> T {
        let meta = json!({"id": Id::named("test", name), "kind": "", "created": null, "updated": null, "deleted": false, "version": "", "conflicts": {}});
        fields.as_object_mut().unwrap().extend(meta.as_object().unwrap().clone());
        serde_json::from_value(fields).unwrap()
    }

    fn at(hour: u32) -> String {
        format!("2026-11-22T{hour:02}:00:00Z")
    }

    fn now() -> DateTime<Utc> {
        at(12).parse().unwrap()
    }

    #[test]
    fn c91_one_action_a_person_overdue_first() {
        let ana = Id::named("test", "ana");
        let ben = Id::named("test", "ben");
        let talks = [
            document("t1", json!({"person": ana, "scheduled_at": at(18)})),
            document("t2", json!({"person": ben})),
            document("t3", json!({"person": ben, "scheduled_at": at(9), "started_at": at(9), "ended_at": at(10)})),
        ];
        let duties = [document("f1", json!({"person": ana, "what": "Thank", "due_at": at(8)}))];
        let actions = next_actions(now(), &talks, &duties, &[]);
        assert_eq!(
            actions.iter().map(|action| (action.person, action.todo, action.overdue)).collect::<Vec<_>>(),
            [(Some(ana), Todo::FollowUp, true), (Some(ben), Todo::Schedule, false)],
        );
    }

    #[test]
    fn a_talk_is_prepared_then_met_then_continued() {
        let todo = |fields: Value| next_actions(now(), &[document("t", fields)], &[], &[])[0].todo;
        assert_eq!(todo(json!({"scheduled_at": at(18)})), Todo::Prepare);
        assert_eq!(todo(json!({"scheduled_at": at(11)})), Todo::Meet);
        assert_eq!(todo(json!({"scheduled_at": at(11), "started_at": at(11)})), Todo::Continue);
        assert!(next_actions(now(), &[document("t", json!({"called_off": true}))], &[], &[]).is_empty());
    }

    #[test]
    fn a_later_attempt_settles_a_call_back() {
        let ana = Id::named("test", "ana");
        let busy: Attempt =
            document("a1", json!({"person": ana, "at": at(8), "outcome": "busy", "call_back_at": at(11)}));
        let reached: Attempt = document("a2", json!({"person": ana, "at": at(11), "outcome": "later"}));
        assert_eq!(next_actions(now(), &[], &[], std::slice::from_ref(&busy))[0].todo, Todo::CallBack);
        assert!(next_actions(now(), &[], &[], &[busy, reached]).is_empty());
    }
}
