//! One person's life in the notebook, led by commands as the app carries them out.

use super::super::{Known, Moment, Next, Notebook, Records, next_actions};
use crate::{
    Attempt, Confirmation, FollowUp, FollowUpKind, Id, Interview, Letter, Meta, Outcome, Preferences, Purpose, Stage,
};
use chrono::{DateTime, Duration, Utc};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What the user, or the time, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Seek,
    LetGo,
    Try(Outcome),
    Letter,
    Thank,
    Plan,
    SetTime,
    Confirm,
    SendQuestions,
    Prepare,
    Start,
    TookPlace,
    End,
    CallOff,
    Debrief,
    Reflect,
    Owe,
    Settle,
    Hours,
    Days,
    Weeks,
}

impl Deed {
    pub(super) const ALL: [Self; 27] = [
        Self::Seek,
        Self::LetGo,
        Self::Try(Outcome::Waiting),
        Self::Try(Outcome::RightNow),
        Self::Try(Outcome::Later),
        Self::Try(Outcome::Busy),
        Self::Try(Outcome::PrefersEmail),
        Self::Try(Outcome::CannotHelp),
        Self::Try(Outcome::NoAnswer),
        Self::Letter,
        Self::Thank,
        Self::Plan,
        Self::SetTime,
        Self::Confirm,
        Self::SendQuestions,
        Self::Prepare,
        Self::Start,
        Self::TookPlace,
        Self::End,
        Self::CallOff,
        Self::Debrief,
        Self::Reflect,
        Self::Owe,
        Self::Settle,
        Self::Hours,
        Self::Days,
        Self::Weeks,
    ];

    /// The word on the arrows of `docs/next-actions.md`.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Seek => "sought",
            Self::LetGo => "let go",
            Self::Try(Outcome::Waiting) => "asked",
            Self::Try(Outcome::RightNow) => "right now",
            Self::Try(Outcome::Later) => "later",
            Self::Try(Outcome::Busy) => "busy",
            Self::Try(Outcome::PrefersEmail) => "prefers mail",
            Self::Try(Outcome::CannotHelp) => "cannot help",
            Self::Try(Outcome::NoAnswer) => "no answer",
            Self::Letter => "written",
            Self::Thank => "thanked",
            Self::Plan => "planned",
            Self::SetTime => "time set",
            Self::Confirm => "confirmed",
            Self::SendQuestions => "questions sent",
            Self::Prepare => "prepared",
            Self::Start => "begun",
            Self::TookPlace => "noted",
            Self::End => "ended",
            Self::CallOff => "called off",
            Self::Debrief => "debriefed",
            Self::Reflect => "looked back",
            Self::Owe => "owed",
            Self::Settle => "settled",
            Self::Hours | Self::Days | Self::Weeks => "time passes",
        }
    }
}

/// Everything written about one person, and the clock.
#[derive(Clone, Debug)]
pub(super) struct Life {
    pub(super) now: DateTime<Utc>,
    pub(super) person: Id,
    known: Option<Known>,
    pub(super) talks: Vec<Interview>,
    pub(super) duties: Vec<FollowUp>,
    pub(super) attempts: Vec<Attempt>,
    letters: Vec<Letter>,
    preferences: Preferences,
    count: u32,
}

pub(super) fn blank<T: DeserializeOwned>(id: Id, created: DateTime<Utc>) -> T {
    let meta = Meta {
        id,
        kind: String::new(),
        created: Some(created),
        updated: None,
        deleted: false,
        version: String::new(),
        conflicts: BTreeMap::new(),
    };
    serde_json::from_value(serde_json::to_value(meta).unwrap()).unwrap()
}

impl Life {
    pub(super) fn new() -> Self {
        let now = "2026-11-22T09:00:00Z".parse().unwrap();
        let mut preferences: Preferences = blank(Preferences::the_id(), now);
        preferences.confirmation = Confirmation::ByMail;
        preferences.questions_ahead = true;
        Self {
            now,
            person: Id::named("test", "ana"),
            known: None,
            talks: Vec::new(),
            duties: Vec::new(),
            attempts: Vec::new(),
            letters: Vec::new(),
            preferences,
            count: 0,
        }
    }

    pub(super) fn after(deeds: &[Deed]) -> Self {
        let mut life = Self::new();
        deeds.iter().for_each(|deed| life.live(*deed));
        life
    }

    fn id(&mut self) -> Id {
        self.count += 1;
        Id::named("test", &format!("record {}", self.count))
    }

    fn talk(&mut self, stages: &[Stage]) -> Option<&mut Interview> {
        self.talks.iter_mut().rev().find(|talk| stages.contains(&talk.stage()))
    }

    /// Does one thing as the app does it; what cannot be done now changes nothing.
    pub(super) fn live(&mut self, deed: Deed) {
        // Two acts of a person never fall into the same millisecond.
        self.now += Duration::milliseconds(1);
        let (now, person) = (self.now, self.person);
        match deed {
            Deed::Seek => self.known = Some(Known { id: person, is_sought: true, is_let_go: false }),
            Deed::LetGo => self.known = Some(Known { id: person, is_sought: false, is_let_go: true }),
            Deed::Try(outcome) => {
                let mut attempt: Attempt = blank(self.id(), now);
                (attempt.person, attempt.at, attempt.outcome) = (Some(person), Some(now), outcome);
                self.attempts.push(attempt);
            }
            Deed::Letter => {
                let mut letter: Letter = blank(self.id(), now);
                (letter.person, letter.purpose, letter.sent_at) = (Some(person), Purpose::Ask, Some(now));
                self.letters.push(letter);
            }
            Deed::Thank => {
                if let Some(attempt) = self.attempts.last_mut() {
                    attempt.thanked = true;
                }
            }
            Deed::Plan => {
                let mut talk: Interview = blank(self.id(), now);
                (talk.person, talk.plan) = (Some(person), vec![Id::named("question", "q04")]);
                self.talks.push(talk);
            }
            Deed::SetTime => {
                if let Some(talk) = self.talk(&[Stage::Planned, Stage::Scheduled]) {
                    talk.scheduled_at = Some(now + Duration::days(3));
                }
            }
            Deed::Confirm => {
                if let Some(talk) = self.talk(&[Stage::Scheduled]) {
                    talk.confirmed_at = Some(now);
                }
            }
            Deed::SendQuestions => {
                if let Some(talk) = self.talk(&[Stage::Scheduled]) {
                    talk.questions_sent_at = Some(now);
                }
            }
            Deed::Prepare => {
                if let Some(talk) = self.talk(&[Stage::Scheduled, Stage::Planned]) {
                    talk.prepared_at = Some(now);
                }
            }
            Deed::Start => {
                if let Some(talk) = self.talk(&[Stage::Scheduled, Stage::Planned]) {
                    talk.started_at = Some(now);
                }
            }
            Deed::End => {
                if let Some(talk) = self.talk(&[Stage::Meeting]) {
                    talk.ended_at = Some(now);
                    let id = talk.id();
                    let mut duty: FollowUp = blank(FollowUp::thanks_of(id), now);
                    (duty.person, duty.interview) = (Some(person), Some(id));
                    duty.due_at = Some(now + Duration::hours(12));
                    self.duties.push(duty);
                }
            }
            Deed::TookPlace => {
                if let Some(talk) = self.talk(&[Stage::Scheduled])
                    && let Some(over) = crate::promise::over_at(talk, None).filter(|over| *over <= now)
                {
                    (talk.started_at, talk.ended_at) = (talk.scheduled_at, Some(over));
                    let id = talk.id();
                    let mut duty: FollowUp = blank(FollowUp::thanks_of(id), now);
                    (duty.person, duty.interview) = (Some(person), Some(id));
                    duty.due_at = Some(now + Duration::hours(12));
                    self.duties.push(duty);
                }
            }
            Deed::CallOff => {
                if let Some(talk) = self.talk(&[Stage::Scheduled, Stage::Planned]) {
                    talk.called_off = true;
                }
            }
            Deed::Debrief => {
                if let Some(talk) = self.talk(&[Stage::Held]) {
                    talk.debriefed_at = Some(now);
                }
            }
            Deed::Reflect => {
                if let Some(talk) = self.talk(&[Stage::Held]) {
                    talk.reflected_at = Some(now);
                }
            }
            Deed::Owe => {
                let mut duty: FollowUp = blank(self.id(), now);
                (duty.person, duty.about) = (Some(person), FollowUpKind::Report);
                duty.due_at = Some(now + Duration::days(7));
                self.duties.push(duty);
            }
            Deed::Settle => {
                if let Some(duty) = self.duties.iter_mut().find(|duty| duty.done_at.is_none()) {
                    duty.done_at = Some(now);
                }
            }
            Deed::Hours => self.now += Duration::hours(5),
            Deed::Days => self.now += Duration::days(3),
            Deed::Weeks => self.now += Duration::days(31),
        }
    }

    /// Lets the next deed meet the record `id`, and tells whether that is a talk.
    pub(super) fn aim(&mut self, id: Id) -> bool {
        self.talks.sort_by_key(|talk| talk.id() == id);
        self.duties.sort_by_key(|duty| duty.id() != id);
        self.attempts.sort_by_key(|attempt| attempt.id() == id);
        self.talks.last().is_some_and(|talk| talk.id() == id)
    }

    /// Tells roughly how the records stand, so that lives that stand alike need not all be followed.
    pub(super) fn shape(&self) -> String {
        let talk = self.talks.last().map(|talk| {
            let before = (talk.confirmed_at.is_some(), talk.questions_sent_at.is_some(), talk.prepared_at.is_some());
            // Whether its time came just now: what is noted then is fresh.
            let fresh = talk.scheduled_at.is_some_and(|at| at <= self.now && self.now < at + Duration::hours(20));
            (talk.stage(), before, fresh, talk.debriefed_at.is_some(), talk.reflected_at.is_some())
        });
        let open = self.duties.iter().filter(|duty| duty.done_at.is_none()).count();
        format!("{talk:?} {} {} {open}", self.talks.len(), self.attempts.len())
    }

    /// Puts the records into another order.
    pub(super) fn turn(&mut self, by: usize) {
        fn turn<T>(list: &mut [T], by: usize) {
            if !list.is_empty() {
                list.rotate_left(by % list.len());
                if by % 2 == 1 {
                    list.reverse();
                }
            }
        }
        turn(&mut self.talks, by);
        turn(&mut self.duties, by / 3);
        turn(&mut self.attempts, by / 5);
        turn(&mut self.letters, by / 7);
    }

    pub(super) fn next(&self) -> Next {
        let records = Records {
            known: self.known,
            talks: self.talks.iter().collect(),
            duties: self.duties.iter().collect(),
            attempts: self.attempts.iter().collect(),
            letters: self.letters.iter().collect(),
        };
        records.next(&self.now.into(), Some(self.person), Some(&self.preferences))
    }

    /// What Today lists for the whole notebook.
    pub(super) fn today(&self) -> Vec<super::super::Action> {
        self.today_at(&self.now.into())
    }

    pub(super) fn today_at(&self, now: &Moment) -> Vec<super::super::Action> {
        let known: Vec<_> = self.known.into_iter().collect();
        next_actions(
            now,
            &Notebook {
                known: &known,
                talks: &self.talks,
                duties: &self.duties,
                attempts: &self.attempts,
                letters: &self.letters,
                preferences: Some(&self.preferences),
            },
        )
    }
}
