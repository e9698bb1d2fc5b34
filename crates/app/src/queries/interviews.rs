//! Talks, and the questions to choose from.

use super::{
    all, find, in_force, linked, named_interview, need, preferences_of,
    rows::{interview_rows, referral_rows},
};
use crate::{
    App,
    api::{
        ApiError, ById, InterviewRow, Nothing,
        interviews::{AskedQuestion, Better, InterviewPage, QuestionList, TopicView},
    },
};
use firsthand_domain::{
    Answer, Attempt, FollowUp, Id, Interview, Jot, Organization, Person, Profile, Question, Referral, Stage,
    bank::{Bank, Entry, QuestionView},
    checklist,
    journey::Records,
    promise,
};
use firsthand_store::Store;
use std::collections::BTreeMap;

/// How many lessons of earlier talks stand on a checklist.
const LESSONS: usize = 3;

pub(crate) fn interviews(app: &App, _: Nothing) -> Result<Vec<InterviewRow>, ApiError> {
    let store = app.store();
    let mut talks: Vec<Interview> = all(&store, "interview")?;
    talks.sort_by_key(|talk| {
        // Going on, then ahead with the nearest first, then without a time, then past with the newest first.
        let rank = match talk.stage() {
            Stage::Meeting => 0,
            Stage::Scheduled => 1,
            Stage::Planned => 2,
            Stage::Held => 3,
            Stage::CalledOff => 4,
        };
        let at = talk.ended_at.or(talk.scheduled_at).or(talk.meta.created).map_or(0, |at| at.timestamp_millis());
        (rank, if rank == 1 { at } else { -at }, talk.id())
    });
    interview_rows(&store, &talks)
}

pub(crate) fn interview(app: &App, args: ById) -> Result<InterviewPage, ApiError> {
    let store = app.store();
    let interview: Interview = need(&store, "interview", args.id)?;
    let person = interview.person.map(|id| find::<Person>(&store, "person", id)).transpose()?.flatten();
    let employer = person.as_ref().and_then(|person| person.organization);
    let organization = employer.map(|id| find::<Organization>(&store, "organization", id)).transpose()?.flatten();
    let answers: Vec<Answer> = linked(&store, "answer", "interview", args.id)?;
    let mut jots: Vec<Jot> = linked(&store, "jot", "interview", args.id)?;
    jots.sort_by_key(|jot| (jot.meta.created, jot.id()));
    let mut follow_ups: Vec<FollowUp> = linked(&store, "follow-up", "interview", args.id)?;
    follow_ups.sort_by_key(|duty| (duty.done_at.is_some(), duty.due_at, duty.id()));
    let referrals: Vec<Referral> = linked(&store, "referral", "interview", args.id)?;
    let preferences = preferences_of(&store)?;
    let known = preferences.as_ref();
    let alone = Records { talks: vec![&interview], duties: follow_ups.iter().collect(), ..Records::default() };
    let next = alone.next(&app.now().into(), interview.person, known).action().map(|action| action.todo);
    let tries: Vec<Attempt> = linked(&store, "attempt", "interview", args.id)?;
    let minutes = promise::of_talk(Some(&interview), tries.iter().max_by_key(|one| (one.at, one.id())), known);
    let tone = checklist::tone_of(Some(&interview), person.as_ref(), known);
    let resume = checklist::resume_of(&interview, known);
    Ok(InterviewPage {
        minutes,
        fits: promise::fitting(minutes),
        jobs: checklist::jobs_of(&interview, known),
        checklist: checklist::checklist(&interview, tone, resume, minutes),
        better: if interview.stage() == Stage::Held { Vec::new() } else { better(&store, args.id)? },
        stage: interview.stage(),
        next,
        organization: organization.map(|organization| organization.name).unwrap_or_default(),
        exploration: interview.exploration.map(|id| find(&store, "exploration", id)).transpose()?.flatten(),
        questions: asked(question_views(&store)?, &interview, answers),
        jots,
        referrals: referral_rows(&store, referrals, |referral| referral.prospect)?,
        follow_ups,
        person,
        interview,
    })
}

/// Finds what earlier talks taught and nobody has ticked yet (C71), the newest first.
fn better(store: &Store, but: Id) -> Result<Vec<Better>, ApiError> {
    let mut taught: Vec<Interview> = all(store, "interview")?;
    taught.retain(|talk| talk.id() != but && talk.stage() == Stage::Held && talk.better_done_at.is_none());
    taught.retain(|talk| !talk.do_better.trim().is_empty());
    taught.sort_by_key(|talk| std::cmp::Reverse((talk.ended_at, talk.id())));
    let named = |talk: Interview| {
        let person = named_interview(store, Some(talk.id()))?.map(|named| named.name).unwrap_or_default();
        Ok(Better { interview: talk.id(), person, text: talk.do_better })
    };
    taught.into_iter().take(LESSONS).map(named).collect()
}

/// Puts the planned questions in order, each with its answer, and adds answers whose question is no longer planned.
fn asked(views: Vec<QuestionView>, talk: &Interview, answers: Vec<Answer>) -> Vec<AskedQuestion> {
    let views: BTreeMap<Id, QuestionView> = views.into_iter().map(|view| (view.id, view)).collect();
    let mut answers: BTreeMap<Id, Answer> =
        answers.into_iter().filter_map(|answer| answer.question.map(|question| (question, answer))).collect();
    let mut asked: Vec<_> = talk
        .plan
        .iter()
        .map(|id| {
            let answer = answers.remove(id);
            let question = views.get(id).cloned().unwrap_or_else(|| unknown(*id, wording(answer.as_ref())));
            AskedQuestion { question, answer, planned: true }
        })
        .collect();
    asked.extend(answers.into_iter().filter(|(_, answer)| !answer.text.is_empty()).map(|(id, answer)| {
        let question = views.get(&id).cloned().unwrap_or_else(|| unknown(id, wording(Some(&answer))));
        AskedQuestion { question, answer: Some(answer), planned: false }
    }));
    asked
}

fn wording(answer: Option<&Answer>) -> String {
    answer.map(|answer| answer.asked.clone()).unwrap_or_default()
}

/// Shows a question that is not here, such as one that a newer bank on another device added, by the wording it was
/// answered under.
pub(super) fn unknown(id: Id, ask: String) -> QuestionView {
    QuestionView {
        id,
        ask,
        topic: "own".to_owned(),
        pinned: false,
        list: false,
        jobs: firsthand_domain::bank::Jobs::No,
        near: Vec::new(),
        targets: Vec::new(),
        students: false,
        own: true,
        edited: false,
        hidden: true,
        published: false,
        published_in: String::new(),
        version: String::new(),
        conflicts: Vec::new(),
    }
}

/// Reads the bank with the user's questions over it.
pub(crate) fn question_views(store: &Store) -> Result<Vec<QuestionView>, ApiError> {
    let english = preferences_of(store)?.map(|known| known.english).unwrap_or_default();
    Ok(Bank::built_in().with(&all::<Question>(store, "question")?, english))
}

/// Finds the questions that every talk starts from (C39), but for those that the user has hidden.
pub(crate) fn pinned_questions(store: &Store) -> Result<Vec<Id>, ApiError> {
    let hidden: Vec<Id> = question_views(store)?.into_iter().filter(|view| view.hidden).map(|view| view.id).collect();
    let pinned = Bank::built_in().entries.iter().filter(|entry| entry.pinned).map(Entry::id);
    Ok(pinned.filter(|id| !hidden.contains(id)).collect())
}

pub(crate) fn questions(app: &App, _: Nothing) -> Result<QuestionList, ApiError> {
    let store = app.store();
    let standing = in_force::<Profile>(&store, Profile::KIND.name, Profile::the_id())?.map(|profile| profile.standing);
    let mut views = question_views(&store)?;
    views.retain(|view| view.suits(standing.unwrap_or_default()));
    let own = ("own".to_owned(), "My own".to_owned());
    let known = Bank::built_in().topics.iter().map(|topic| (topic.id.clone(), topic.title.clone()));
    let topics = known.chain([own]).map(|(id, title)| {
        let questions = views.iter().filter(|view| view.topic == id).cloned().collect();
        TopicView { id, title, questions }
    });
    Ok(QuestionList { topics: topics.collect() })
}
