//! What the last try to reach somebody asks for (C25–C31): each of the six outcomes leads on.

use super::{Action, Moment, Next, Reason, Records, Rest, Todo};
use crate::{Attempt, FollowUp, FollowUpKind, Id, Interview, Letter, Outcome, Purpose, Stage};
use chrono::{DateTime, Duration, Utc};

/// How long somebody who did not answer the telephone is left in peace: after the first try, the second, the third.
const AFTER_CALLS: [Duration; 3] = [Duration::days(2), Duration::days(7), Duration::days(30)];
/// How long somebody who was written to may take to reply, likewise.
const AFTER_LETTERS: [Duration; 3] = [Duration::days(7), Duration::days(14), Duration::days(30)];
/// When somebody busy is called back who named no time (C27).
const SOON: Duration = Duration::hours(1);
/// Within what time thanks and a promised letter are due.
const A_DAY: Duration = Duration::hours(24);

/// One try: an attempt, or a letter that asked.
struct Try<'a> {
    id: Id,
    person: Option<Id>,
    at: DateTime<Utc>,
    outcome: Outcome,
    attempt: Option<&'a Attempt>,
}

impl<'a> Try<'a> {
    fn of_attempt(attempt: &'a Attempt) -> Self {
        Self {
            id: attempt.id(),
            person: attempt.person,
            at: attempt.at.or(attempt.meta.created).unwrap_or_default(),
            outcome: attempt.outcome,
            attempt: Some(attempt),
        }
    }

    /// A letter that asked for a talk, or took the questions to somebody who prefers mail, waits for a reply as a try does.
    fn of_letter(letter: &'a Letter) -> Option<Self> {
        let asks = matches!(letter.purpose, Purpose::Ask | Purpose::Questions);
        let at = letter.sent_at.filter(|_| asks)?;
        Some(Self { id: letter.id(), person: letter.person, at, outcome: Outcome::Waiting, attempt: None })
    }

    const fn is_unanswered(&self) -> bool {
        matches!(self.outcome, Outcome::Waiting | Outcome::NoAnswer)
    }
}

/// Finds what the last try asks for; nothing once a talk came of it, or when nobody was tried since the last talk.
pub(super) fn next(now: &Moment, records: &Records<'_>) -> Option<Next> {
    let tries = tries(records);
    let last = tries.last()?;
    if is_settled(last, &records.talks) {
        return None;
    }
    let act = |todo, due: Option<DateTime<Utc>>| {
        let overdue = due.is_some_and(|due| now.has_passed(due));
        Next::Do(Action { todo, person: last.person, subject: last.id, interview: None, about: None, due, overdue })
    };
    Some(match last.outcome {
        Outcome::RightNow => act(Todo::Meet, Some(last.at)),
        Outcome::Later => act(Todo::Schedule, None),
        Outcome::Busy => {
            let named = last.attempt.and_then(|attempt| attempt.call_back_at);
            act(Todo::CallBack, Some(named.unwrap_or(last.at + SOON)))
        }
        Outcome::PrefersEmail => act(Todo::Write, Some(last.at + A_DAY)),
        Outcome::CannotHelp if is_thanked(last, &records.duties) => {
            Next::Rest(Rest { reason: Reason::Refused, until: None })
        }
        Outcome::CannotHelp => act(Todo::Thank, Some(last.at + A_DAY)),
        Outcome::Waiting | Outcome::NoAnswer => match pause(&tries) {
            None => Next::Rest(Rest { reason: Reason::LeftAlone, until: None }),
            Some(until) if now.has_come(until) => act(Todo::AskAgain, None),
            until if last.outcome == Outcome::Waiting => Next::Rest(Rest { reason: Reason::AwaitingReply, until }),
            until => Next::Rest(Rest { reason: Reason::NoAnswer, until }),
        },
    })
}

/// Returns the tries since the last talk, the latest last. A letter that is noted as an attempt as well counts once.
fn tries<'a>(records: &Records<'a>) -> Vec<Try<'a>> {
    let met = records.talks.iter().filter_map(|talk| talk.ended_at).max();
    let mut tries: Vec<_> = records.attempts.iter().map(|attempt| Try::of_attempt(attempt)).collect();
    let noted = tries.iter().map(|one| one.at).max();
    let letters = records.letters.iter().filter_map(|letter| Try::of_letter(letter));
    tries.extend(letters.filter(|one| noted.is_none_or(|noted| noted < one.at)));
    tries.retain(|one| met.is_none_or(|met| met < one.at));
    tries.sort_by_key(|one| (one.at, one.id));
    tries
}

/// Tells whether a talk has taken over: it came of the try, it was planned after it, or its time is agreed on.
fn is_settled(last: &Try<'_>, talks: &[&Interview]) -> bool {
    let led_to = last.attempt.and_then(|attempt| attempt.interview);
    talks.iter().any(|talk| {
        let came_of_it = led_to == Some(talk.id());
        let agrees = matches!(last.outcome, Outcome::RightNow | Outcome::Later);
        let since = talk.meta.created.is_some_and(|created| created > last.at || (agrees && created == last.at));
        match talk.stage() {
            Stage::Held => false,
            Stage::CalledOff => came_of_it || since,
            Stage::Planned => came_of_it || since || (agrees && led_to.is_none()),
            Stage::Scheduled | Stage::Meeting => came_of_it || since || agrees || last.is_unanswered(),
        }
    })
}

/// Returns when somebody who gave no answer may be tried again; `None` when they were tried often enough.
fn pause(tries: &[Try<'_>]) -> Option<DateTime<Utc>> {
    let last = tries.last()?;
    let in_vain = tries.iter().rev().take_while(|one| one.is_unanswered()).count();
    let pauses = if last.outcome == Outcome::Waiting { AFTER_LETTERS } else { AFTER_CALLS };
    Some(last.at + *pauses.get(in_vain.saturating_sub(1))?)
}

/// Tells whether somebody who could not help was thanked, or whether thanks are owed as a duty of their own (C64), also for
/// what they said at an earlier try.
fn is_thanked(last: &Try<'_>, duties: &[&FollowUp]) -> bool {
    let owed = FollowUp::pointing_of(last.id);
    let open = |duty: &FollowUp| duty.kind() == FollowUpKind::ThanksForPointing && duty.done_at.is_none();
    let covers = |duty: &FollowUp| duty.id() == owed || open(duty);
    last.attempt.is_some_and(|attempt| attempt.thanked) || duties.iter().any(|duty| covers(duty))
}
