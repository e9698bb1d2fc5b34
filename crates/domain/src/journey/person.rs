//! One person's records, and what follows from them together.

use super::{Action, Moment, Next, Reason, Rest, Todo, asked, talk, urgency};
use crate::{Attempt, FollowUp, FollowUpKind, Id, Interview, Letter, Preferences, Referral, ReferralOutcome, Stage};
use std::collections::BTreeSet;

/// Whether somebody is to be asked for a talk, apart from what was tried already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub id: Id,
    /// Somebody named them, or an open exploration needs them.
    pub is_sought: bool,
    /// Every way to them was let go.
    pub is_let_go: bool,
}

impl Known {
    /// Judges a person by who named them and by the explorations they matter to.
    ///
    /// A contact that was only brought in is nobody to ask, however many there are.
    pub fn of<'a>(
        id: Id,
        is_referred: bool,
        explorations: impl IntoIterator<Item = &'a String>,
        open: &BTreeSet<String>,
        referrals: impl IntoIterator<Item = &'a Referral>,
    ) -> Self {
        let (mut any, mut hope) = (false, false);
        for referral in referrals.into_iter().filter(|referral| !referral.meta.deleted) {
            any = true;
            let is_over = matches!(
                referral.outcome,
                ReferralOutcome::Declined | ReferralOutcome::LetGo | ReferralOutcome::NoReply
            );
            hope |= !is_over;
        }
        let is_let_go = any && !hope;
        let matters = explorations.into_iter().any(|exploration| open.contains(exploration));
        Self { id, is_sought: !is_let_go && (hope || is_referred || matters), is_let_go }
    }
}

/// What is written about one person, in any order.
#[derive(Clone, Debug, Default)]
pub struct Records<'a> {
    /// Whether they are to be asked; nobody says so of a person who is only in the address book.
    pub known: Option<Known>,
    /// Talks with them.
    pub talks: Vec<&'a Interview>,
    /// What is owed to them.
    pub duties: Vec<&'a FollowUp>,
    /// Tries to reach them.
    pub attempts: Vec<&'a Attempt>,
    /// Letters to them.
    pub letters: Vec<&'a Letter>,
}

impl Records<'_> {
    /// Finds the one next action, or says why there is none.
    pub fn next(mut self, now: &Moment, person: Option<Id>, preferences: Option<&Preferences>) -> Next {
        self.talks.retain(|talk| !talk.meta.deleted);
        self.duties.retain(|duty| !duty.meta.deleted);
        self.attempts.retain(|attempt| !attempt.meta.deleted);
        self.letters.retain(|letter| !letter.meta.deleted);
        let asked = asked::next(now, &self);
        let is_asking = asked.is_some();
        let mut actions: Vec<Action> = Vec::new();
        let mut ahead = None;
        for one in &self.talks {
            // A talk without a time waits for what came of the try to agree on one.
            if one.stage() == Stage::Planned && is_asking {
                continue;
            }
            match talk::next(now, one, preferences) {
                Some(Next::Do(action)) => actions.push(action),
                Some(Next::Rest(rest)) => {
                    ahead = [ahead, Some(rest)].into_iter().flatten().min_by_key(|rest| rest.until)
                }
                None => {}
            }
        }
        // Whoever is thanked for a talk is thanked for having pointed onward too, if another device noted that meanwhile.
        let is_open = |duty: &FollowUp, kind| duty.done_at.is_none() && duty.kind() == kind;
        if self.duties.iter().any(|duty| is_open(duty, FollowUpKind::Thanks)) {
            self.duties.retain(|duty| !is_open(duty, FollowUpKind::ThanksForPointing));
        }
        actions.extend(self.duties.iter().filter(|duty| duty.done_at.is_none()).map(|duty| Action {
            todo: Todo::FollowUp,
            person: duty.person,
            subject: duty.id(),
            interview: duty.interview,
            about: Some(duty.kind()),
            due: duty.due_at,
            overdue: duty.due_at.is_some_and(|due| now.has_passed(due)),
        }));
        let (asked, paused) = match asked {
            Some(Next::Do(action)) => (Some(action), None),
            Some(Next::Rest(rest)) => (None, Some(rest)),
            None => (None, None),
        };
        actions.extend(asked);
        match actions.into_iter().min_by_key(|action| urgency(now, action)) {
            Some(action) => Next::Do(action),
            None => ahead.or(paused).map_or_else(|| self.at_rest(person), Next::Rest),
        }
    }

    /// Tells whether they can be asked for a talk now: nobody has let them go, and the last try does not say no, nor that they
    /// are to be left in peace for a while.
    pub fn can_be_asked(&self, now: &Moment) -> bool {
        let is_let_go = self.known.is_some_and(|known| known.is_let_go);
        let after_a_try = asked::next(now, self).is_none_or(|next| {
            next.action().is_some_and(|action| matches!(action.todo, Todo::AskAgain | Todo::CallBack | Todo::Write))
        });
        !is_let_go && after_a_try
    }

    /// Says what there is for somebody with whom nothing is under way.
    fn at_rest(&self, person: Option<Id>) -> Next {
        let rest = |reason| Next::Rest(Rest { reason, until: None });
        let any = |stage| self.talks.iter().any(|talk| talk.stage() == stage);
        match (self.known, person) {
            _ if any(Stage::Held) => rest(Reason::Finished),
            _ if any(Stage::CalledOff) => rest(Reason::CalledOff),
            (Some(known), Some(person)) if known.is_sought => Next::Do(Action {
                todo: Todo::Ask,
                person: Some(person),
                subject: person,
                interview: None,
                about: None,
                due: None,
                overdue: false,
            }),
            (Some(known), _) if known.is_let_go => rest(Reason::LeftAlone),
            _ => rest(Reason::Contact),
        }
    }
}
