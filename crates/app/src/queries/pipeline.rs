//! How the search goes over time (C99, C04).

use super::{all, preferences_of, rows::count};
use crate::{
    App,
    api::{
        ApiError, Nothing,
        deciding::{OutcomeCount, PipelinePage, PipelineStage, PipelineWeek},
    },
};
use chrono::{DateTime, Days, Local, NaiveDate, Utc};
use firsthand_domain::{Answer, Attempt, FollowUp, FollowUpKind, Id, Interview, Outcome, Referral, Stage, journey};
use std::collections::{BTreeMap, BTreeSet};

/// How many weeks are shown.
const WEEKS: usize = 26;

/// The points of the way, the first one first.
const STAGES: [&str; 5] = ["known", "asked", "agreed", "met", "thanked"];

pub(crate) fn pipeline(app: &App, _: Nothing) -> Result<PipelinePage, ApiError> {
    let store = app.store();
    let attempts: Vec<Attempt> = all(&store, "attempt")?;
    let talks: Vec<Interview> = all(&store, "interview")?;
    let duties: Vec<FollowUp> = all(&store, "follow-up")?;
    let referrals: Vec<Referral> = all(&store, "referral")?;
    let thanks: Vec<(Option<Id>, DateTime<Utc>)> = duties
        .iter()
        .filter(|duty| duty.kind() == FollowUpKind::Thanks)
        .filter_map(|duty| Some((duty.person, duty.done_at?)))
        .collect();
    let tried: Vec<(Id, DateTime<Utc>)> =
        attempts.iter().filter_map(|one| Some((one.person.unwrap_or_else(|| one.id()), one.at?))).collect();
    let held: Vec<(Option<Id>, DateTime<Utc>)> = talks
        .iter()
        .filter(|talk| talk.stage() == Stage::Held)
        .filter_map(|talk| Some((talk.person, talk.ended_at?)))
        .collect();
    let mut answered: BTreeMap<Id, u32> = BTreeMap::new();
    let answers: Vec<Answer> = all(&store, "answer")?;
    for talk in answers.iter().filter(|answer| answer.is_written()).filter_map(|answer| answer.interview) {
        *answered.entry(talk).or_default() += 1;
    }
    let heard: Vec<(DateTime<Utc>, u32)> =
        talks.iter().filter_map(|talk| Some((talk.ended_at?, *answered.get(&talk.id())?))).collect();
    let moments =
        tried.iter().map(|(_, at)| *at).chain(held.iter().map(|(_, at)| *at)).chain(thanks.iter().map(|(_, at)| *at));
    let weeks = mondays(moments.min(), app.now()).into_iter().map(|monday| {
        let here = |at: DateTime<Utc>| monday_of(at) == monday;
        let asked: BTreeSet<Id> = tried.iter().filter(|(_, at)| here(*at)).map(|(who, _)| *who).collect();
        PipelineWeek {
            monday,
            asked: count(asked.len()),
            held: count(held.iter().filter(|(_, at)| here(*at)).count()),
            answers: heard.iter().filter(|(at, _)| here(*at)).map(|(_, answers)| answers).sum(),
            thanked: count(thanks.iter().filter(|(_, at)| here(*at)).count()),
        }
    });
    let mut reached: BTreeMap<Id, usize> = BTreeMap::new();
    let mut reach = |person: Option<Id>, stage: usize| {
        if let Some(person) = person {
            let at = reached.entry(person).or_default();
            *at = stage.max(*at);
        }
    };
    referrals.iter().for_each(|one| reach(one.prospect, 0));
    attempts.iter().for_each(|one| reach(one.person, 1));
    for talk in &talks {
        match talk.stage() {
            Stage::Held | Stage::Meeting => reach(talk.person, 3),
            Stage::Scheduled => reach(talk.person, 2),
            Stage::Planned | Stage::CalledOff => reach(talk.person, 0),
        }
    }
    let met: BTreeSet<Id> = held.iter().filter_map(|(person, _)| *person).collect();
    thanks
        .iter()
        .filter_map(|(person, _)| *person)
        .filter(|person| met.contains(person))
        .for_each(|person| reach(Some(person), 4));
    let stages = STAGES.iter().enumerate().map(|(at, stage)| PipelineStage {
        stage: (*stage).to_owned(),
        people: count(reached.values().filter(|reached| **reached == at).count()),
    });
    Ok(PipelinePage {
        weeks: weeks.collect(),
        stages: stages.collect(),
        outcomes: outcomes(&attempts),
        goal: preferences_of(&store)?.and_then(|known| known.weekly_asks).filter(|goal| *goal > 0),
    })
}

/// Counts what came of the tries, the most frequent first; what never came is not listed.
fn outcomes(attempts: &[Attempt]) -> Vec<OutcomeCount> {
    let mut counted: BTreeMap<Outcome, u32> = BTreeMap::new();
    for attempt in attempts {
        *counted.entry(attempt.outcome).or_default() += 1;
    }
    let mut counted: Vec<OutcomeCount> =
        counted.into_iter().map(|(outcome, count)| OutcomeCount { outcome, count }).collect();
    counted.sort_by_key(|one| std::cmp::Reverse(one.count));
    counted
}

fn monday_of(at: DateTime<Utc>) -> NaiveDate {
    journey::monday_of(at.with_timezone(&Local).date_naive())
}

/// Returns the Mondays from the first moment, but no more than are shown, until now.
fn mondays(first: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Vec<NaiveDate> {
    let Some(first) = first.map(monday_of) else { return Vec::new() };
    let mut mondays = Vec::new();
    let mut monday = monday_of(now);
    while monday >= first && mondays.len() < WEEKS {
        mondays.push(monday);
        let Some(before) = monday.checked_sub_days(Days::new(7)) else { break };
        monday = before;
    }
    mondays.reverse();
    mondays
}
