//! What to do next (C91): each person has exactly one next action, or one stated rest.
//!
//! The rules read a person's records and the clock, and nothing else; in which order the records come does not matter.
//! `docs/next-actions.md` draws them, and a test of this module walks every arrow of that drawing.

mod asked;
mod goal;
mod moment;
mod person;
mod talk;
#[cfg(test)]
mod tests;

pub use goal::{Goal, goal, monday_of, week_of};
pub use moment::Moment;
pub use person::{Known, Records};

use crate::{Attempt, FollowUp, FollowUpKind, Id, Interview, Letter, Preferences, choice::choice};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

choice! {
    /// What there is to do.
    Todo {
        /// The talk is going on: go on with it.
        Continue = "continue",
        /// The talk's time has come: hold it.
        Meet = "meet",
        /// The talk's time is over, and nobody has said that it began: say whether it took place.
        TookPlace = "took_place",
        /// The talk has just ended: three questions while it is fresh (C80).
        Debrief = "debrief",
        /// Something is owed.
        FollowUp = "follow_up",
        /// They asked to be called back (C27).
        CallBack = "call_back",
        /// They prefer mail: write to them (C28).
        Write = "write",
        /// They could not help: thank them all the same (C30).
        Thank = "thank",
        /// A time is set: confirm it in writing (C32).
        Confirm = "confirm",
        /// The questions are to go ahead of the talk (C40).
        SendQuestions = "send_questions",
        /// A talk is ahead: prepare it.
        Prepare = "prepare",
        /// A talk has no time yet: agree on one.
        Schedule = "schedule",
        /// Nobody answered, and the pause is over: try again.
        AskAgain = "ask_again",
        /// Somebody was named, or matters to an open exploration: ask for a talk.
        Ask = "ask",
        /// A talk was held: look back on it (C70).
        Reflect = "reflect",
    }
}

choice! {
    /// Why there is nothing to do for somebody now.
    Reason {
        /// In the address book: nobody named them, and no open exploration needs them.
        Contact = "contact",
        /// They were written to, and may take their time.
        AwaitingReply = "awaiting_reply",
        /// They did not answer, and are left in peace for a while.
        NoAnswer = "no_answer",
        /// They were tried often enough, or were let go.
        LeftAlone = "left_alone",
        /// They cannot help, and were thanked.
        Refused = "refused",
        /// The talk is prepared, and its time has not come.
        Ahead = "ahead",
        /// The talk was called off.
        CalledOff = "called_off",
        /// The talk was held, and nothing is owed.
        Finished = "finished",
    }
}

/// One action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Action {
    /// What there is to do.
    pub todo: Todo,
    /// With whom; none where a talk or a duty has no person.
    pub person: Option<Id>,
    /// The talk, follow-up, attempt or letter it comes from; the person where there is no record yet.
    pub subject: Id,
    /// The talk it is about; none where no talk came of it yet.
    pub interview: Option<Id>,
    /// The kind of duty, where something is owed.
    pub about: Option<FollowUpKind>,
    /// When it is due; none where there is no time.
    pub due: Option<DateTime<Utc>>,
    /// Whether that time has passed.
    pub overdue: bool,
}

/// A stated rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Rest {
    /// Why there is nothing to do.
    pub reason: Reason,
    /// When there will be something to do again; none where only something new changes that.
    pub until: Option<DateTime<Utc>>,
}

/// What there is for one person now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The one thing to do.
    Do(Action),
    /// Nothing, and why.
    Rest(Rest),
}

impl Next {
    /// Returns the word of the state, as `docs/next-actions.md` draws it.
    pub const fn state(&self) -> &'static str {
        match self {
            Self::Do(action) => action.todo.word(),
            Self::Rest(rest) => rest.reason.word(),
        }
    }

    /// Returns the action, where there is one.
    pub fn action(self) -> Option<Action> {
        match self {
            Self::Do(action) => Some(action),
            Self::Rest(_) => None,
        }
    }
}

/// What falls due within this time has its turn before what has no time; what is due later can wait.
const NEAR: TimeDelta = TimeDelta::days(7);

/// All records that next actions come from, in any order; what lies in the bin is passed over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Notebook<'a> {
    /// The people whom somebody named, or who matter to an open exploration.
    pub known: &'a [Known],
    /// Talks.
    pub talks: &'a [Interview],
    /// Duties.
    pub duties: &'a [FollowUp],
    /// Attempts.
    pub attempts: &'a [Attempt],
    /// Letters.
    pub letters: &'a [Letter],
    /// How the user likes to go about it.
    pub preferences: Option<&'a Preferences>,
}

/// Finds the next action of each person: what goes on now, what is overdue, what falls due within a week, what has no time, the rest.
///
/// A talk, a duty or an attempt without a person is listed by itself. It is the same list until [`Moment::turn`].
pub fn next_actions(now: &Moment, notebook: &Notebook<'_>) -> Vec<Action> {
    let mut lives: BTreeMap<Whose, Records<'_>> = BTreeMap::new();
    for known in notebook.known {
        lives.entry(Whose::Person(known.id)).or_default().known = Some(*known);
    }
    for talk in notebook.talks {
        lives.entry(Whose::of(talk.person, talk.id())).or_default().talks.push(talk);
    }
    for duty in notebook.duties {
        lives.entry(Whose::of(duty.person, duty.id())).or_default().duties.push(duty);
    }
    for attempt in notebook.attempts {
        lives.entry(Whose::of(attempt.person, attempt.id())).or_default().attempts.push(attempt);
    }
    for letter in notebook.letters.iter().filter(|letter| letter.person.is_some()) {
        lives.entry(Whose::of(letter.person, letter.id())).or_default().letters.push(letter);
    }
    let next =
        |(whose, records): (Whose, Records<'_>)| records.next(now, whose.person(), notebook.preferences).action();
    let mut actions: Vec<_> = lives.into_iter().filter_map(next).collect();
    actions.sort_by_key(|action| urgency(now, action));
    actions
}

/// Whose life a record belongs to; one without a person is a life of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    Person(Id),
    Nobody(Id),
}

impl Whose {
    fn of(person: Option<Id>, record: Id) -> Self {
        person.map_or(Self::Nobody(record), Self::Person)
    }

    const fn person(self) -> Option<Id> {
        match self {
            Self::Person(id) => Some(id),
            Self::Nobody(_) => None,
        }
    }
}

/// Orders actions: what goes on, what is overdue, what falls due within a week, what can be done at any time, what is due later.
fn urgency(now: &Moment, action: &Action) -> (u8, Option<DateTime<Utc>>, Todo, Id) {
    let is_near = |due: DateTime<Utc>| due.checked_sub_signed(NEAR).is_none_or(|begin| now.has_come(begin));
    let rank = match (action.todo, action.overdue, action.due) {
        (Todo::Continue, ..) => 0,
        (_, true, _) => 1,
        (_, _, Some(due)) if is_near(due) => 2,
        (_, _, None) => 3,
        _ => 4,
    };
    (rank, action.due, action.todo, action.subject)
}

impl Action {
    /// Tells whether the user is to be reminded of it now.
    pub fn is_due(&self, now: &Moment) -> bool {
        match self.todo {
            Todo::Meet | Todo::TookPlace => true,
            Todo::FollowUp | Todo::CallBack | Todo::Write | Todo::Thank => {
                self.due.is_some_and(|due| now.has_come(due))
            }
            _ => false,
        }
    }
}
