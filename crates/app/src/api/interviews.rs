//! Explorations, talks, their plan and their answers.

use super::{InterviewRow, Named, ReferralRow, SameTime, people::PersonRow};
use chrono::{DateTime, Utc};
use firsthand_domain::{
    Answer, Exploration, FollowUp, Form, HoldsFor, Id, Interview, JobsLevel, Jot, Person, Stage, bank::QuestionView,
    checklist::CheckItem, coverage::Covered, journey::Todo,
};
use serde::{Deserialize, Serialize};

/// One talk's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct InterviewPage {
    /// The talk.
    pub interview: Interview,
    /// How far it has come.
    pub stage: Stage,
    /// What it asks for now, by itself and by what is owed out of it; none where there is nothing to do.
    pub next: Option<Todo>,
    /// When its time is over, unless somebody says that it began or was called off (C91); none where it has no time or began.
    pub over_at: Option<DateTime<Utc>>,
    /// Other talks that take up the same time, by their promised length (C37); the first one first.
    pub same_time: Vec<SameTime>,
    /// With whom.
    pub person: Option<Person>,
    /// The name of that person's organization.
    pub organization: String,
    /// For which exploration.
    pub exploration: Option<Exploration>,
    /// The planned questions in order, then answered ones that are no longer planned.
    pub questions: Vec<AskedQuestion>,
    /// The jots of this talk, the oldest first.
    pub jots: Vec<Jot>,
    /// Names mentioned in this talk.
    pub referrals: Vec<ReferralRow>,
    /// What is owed out of this talk.
    pub follow_ups: Vec<FollowUp>,
    /// The promised length in minutes, wherever it was promised (C21).
    pub minutes: u32,
    /// How many questions fit into it (C38).
    pub fits: u32,
    /// How far openings are touched; what goes further is left out of the choice of questions.
    pub jobs: JobsLevel,
    /// What to think of beforehand (C41–C45).
    pub checklist: Vec<CheckItem>,
    /// What to do better, from earlier talks, until it is ticked (C71); the newest first.
    pub better: Vec<Better>,
}

/// What to do better, as somebody wrote after an earlier talk (C71).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Better {
    /// The talk.
    pub interview: Id,
    /// With whom it was.
    pub person: String,
    /// What to do better.
    pub text: String,
}

/// Begins a talk right now, planned or not, with or without a person (C25, C51).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct MeetNow {
    /// With whom.
    #[serde(default)]
    pub person: Option<Id>,
    /// For which exploration; the only open one when left out.
    #[serde(default)]
    pub exploration: Option<Id>,
}

/// Marks what was answered to one question in one talk; what is left out stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct MarkAnswer {
    /// The talk.
    pub interview: Id,
    /// The question.
    pub question: Id,
    /// Whether it holds elsewhere too (C61).
    #[serde(default)]
    pub holds_for: Option<HoldsFor>,
    /// Whether it stays out of every export and draft (C81).
    #[serde(default)]
    pub off_record: Option<bool>,
}

/// A question within a talk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AskedQuestion {
    /// The question.
    pub question: QuestionView,
    /// What was answered.
    pub answer: Option<Answer>,
    /// Whether it is in the plan.
    pub planned: bool,
}

/// Plans a talk: nothing is required.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct PlanInterview {
    /// With whom.
    #[serde(default)]
    pub person: Option<Id>,
    /// For which exploration; the only open one when left out.
    #[serde(default)]
    pub exploration: Option<Id>,
    /// When.
    #[serde(default)]
    pub scheduled_at: Option<DateTime<Utc>>,
    /// The IANA time zone of that time.
    #[serde(default)]
    pub zone: String,
    /// The promised length in minutes; last time's when left out.
    #[serde(default)]
    pub promised_minutes: Option<u32>,
    /// How it is held; last time's when left out.
    #[serde(default)]
    pub form: Option<Form>,
}

/// What they offered beyond the promised time (C49).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OfferMore {
    /// The talk.
    pub id: Id,
    /// How many more minutes.
    pub minutes: u32,
}

/// What was answered to one question in one talk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SaveAnswer {
    /// The talk.
    pub interview: Id,
    /// The question.
    pub question: Id,
    /// The whole text.
    pub text: String,
    /// The version of the answer that the writer changed; none where there was no answer.
    #[serde(default)]
    pub base: Option<String>,
}

/// One exploration in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ExplorationRow {
    /// The exploration.
    pub id: Id,
    /// Its title, or the job or field where it has none.
    pub name: String,
    /// The first line of what I hope to learn.
    pub objective: String,
    /// Whether it is finished.
    pub closed: bool,
    /// How many talks belong to it.
    pub interviews: u32,
    /// How many of them were held.
    pub held: u32,
    /// How many people matter to it.
    pub people: u32,
}

/// One exploration's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ExplorationPage {
    /// The exploration.
    pub exploration: Exploration,
    /// Its talks, the newest first.
    pub interviews: Vec<InterviewRow>,
    /// The people who matter to it.
    pub people: Vec<Named>,
    /// Its jots, the newest first.
    pub jots: Vec<Jot>,
    /// How far each ticked target is covered (C08).
    pub coverage: Vec<Covered>,
    /// What the ticked hopes have come to so far (C10).
    pub gains: Vec<Gain>,
    /// Whom to ask next: those who were named first, then networking contacts (C14).
    pub to_ask: Vec<PersonRow>,
}

/// What one hoped-for outcome has come to (C10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Gain {
    /// The hope's id.
    pub hope: String,
    /// How many leads, people or talks brought it.
    pub count: u32,
}

/// A new exploration: a title is enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AddExploration {
    /// The title.
    pub title: String,
}

/// The questions to choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct QuestionList {
    /// The topics in order, each with its questions; the user's own without a topic come last, under the id `own`.
    pub topics: Vec<TopicView>,
}

/// A topic with its questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TopicView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its questions, in order.
    pub questions: Vec<QuestionView>,
}

/// A question of the user's own (C38).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AddQuestion {
    /// The wording.
    pub ask: String,
    /// The id of a topic.
    #[serde(default)]
    pub topic: String,
    /// The talk to whose plan it is added.
    #[serde(default)]
    pub interview: Option<Id>,
}
