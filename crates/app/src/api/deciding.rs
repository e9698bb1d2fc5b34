//! From answers to a decision: coverage, judgement, gaps, decisions, and how the search goes (C74, C76–C79, C99).

use super::{Named, compare::ComparedQuestion, interviews::Gain, people::PersonRow};
use chrono::NaiveDate;
use firsthand_domain::{Course, Decision, Exploration, Fit, Id, Judgement, Organization, Outcome, Profile};
use serde::{Deserialize, Serialize};

/// What an exploration has come to (C74–C79).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct FindingsPage {
    /// The exploration.
    pub exploration: Exploration,
    /// How many talks were held for it.
    pub held: u32,
    /// How many people were met in them.
    pub people: u32,
    /// Each ticked target with who answered for it, and whom to ask (C74).
    pub coverage: Vec<TargetFindings>,
    /// What the ticked hopes have come to so far (C10).
    pub gains: Vec<Gain>,
    /// The questions whose answers the user marked or took something from (C75).
    pub compared: Vec<ComparedQuestion>,
    /// The user, to judge against.
    pub profile: Profile,
    /// The marks against the profile, by its parts (C76).
    pub judgements: Vec<JudgementView>,
    /// The answers that a mark can rest on, the newest first.
    pub answers: Vec<LinkedAnswer>,
    /// What was decided, the newest first (C78).
    pub decisions: Vec<Decision>,
    /// The organizations of the people met, and those of interest among all of them (C79).
    pub organizations: Vec<OrganizationFindings>,
}

/// How far one target is covered, by whom, and whom to ask next (C74).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TargetFindings {
    /// The target's id.
    pub target: String,
    /// How many answers there are.
    pub answered: u32,
    /// Who gave them, each once.
    pub by: Vec<Named>,
    /// How many questions of talks ahead serve it.
    pub planned: u32,
    /// The talks ahead, with whether a question of theirs serves it: there it can still be asked.
    pub ahead: Vec<TalkAhead>,
    /// Who else could be asked: people who matter to the exploration and with whom there is no talk yet.
    pub could_ask: Vec<PersonRow>,
}

/// A talk ahead in which a target can be asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TalkAhead {
    /// The talk.
    pub interview: Id,
    /// What it is called.
    pub name: String,
    /// Whether one of its questions serves the target.
    pub asks: bool,
}

/// One mark against the profile with what it rests on (C76).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct JudgementView {
    /// The mark.
    pub judgement: Judgement,
    /// The answers that it rests on; empty ones are flagged.
    pub rests_on: Vec<LinkedAnswer>,
}

/// An answer, as a quotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LinkedAnswer {
    /// The answer.
    pub id: Id,
    /// The talk.
    pub interview: Id,
    /// The question.
    pub question: Option<Id>,
    /// Who said it.
    pub name: String,
    /// The wording of the question.
    pub ask: String,
    /// What they said.
    pub text: String,
    /// Whether it is off the record (C81).
    pub off_record: bool,
}

/// One organization that came up (C79).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OrganizationFindings {
    /// The organization.
    pub organization: Organization,
    /// How many of the people met work there.
    pub met: u32,
    /// The leads there that are open.
    pub leads: Vec<Named>,
}

/// A new mark against the profile (C76).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AddJudgement {
    /// The exploration.
    pub exploration: Id,
    /// The part of the profile: `skills`, `values`, `abilities`, `knowledge`, `experience`, `interests`, `lifestyle`, `education`.
    pub aspect: String,
    /// What the career asks for, or gives.
    pub what: String,
    /// How far it fits.
    #[serde(default)]
    pub fit: Fit,
    /// The answers that it rests on.
    #[serde(default)]
    pub answers: Vec<Id>,
}

/// A decision about an exploration (C78).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AddDecision {
    /// The exploration.
    pub exploration: Id,
    /// What is decided.
    pub course: Course,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Writes an exploration's findings to a file, to take along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ExportFindings {
    /// The exploration.
    pub id: Id,
    /// The file.
    pub path: String,
}

/// An exploration's findings as a page to take along: no word that is off the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct FindingsText {
    /// The title.
    pub title: String,
    /// The page as Markdown.
    pub markdown: String,
    /// How many answers stayed out because they are off the record (C81).
    pub off_record: u32,
}

/// How the search goes over time (C99).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PipelinePage {
    /// The weeks from the first try until now, at most 26, the oldest first; weeks in which nothing was done as well.
    pub weeks: Vec<PipelineWeek>,
    /// How many people stand where now.
    pub stages: Vec<PipelineStage>,
    /// What came of all tries.
    pub outcomes: Vec<OutcomeCount>,
    /// How many people to ask in a week (C04); none for no goal.
    pub goal: Option<u32>,
}

/// One week, from Monday in the user's own time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PipelineWeek {
    /// Its Monday.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub monday: NaiveDate,
    /// How many people were asked, each once a week.
    pub asked: u32,
    /// How many talks were held.
    pub held: u32,
    /// How many answers the talks held that week brought.
    pub answers: u32,
    /// How many people were thanked.
    pub thanked: u32,
}

/// How many people stand at one point of the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PipelineStage {
    /// The point: `known`, `asked`, `agreed`, `met`, `thanked`. Everybody stands at the furthest that they have reached.
    pub stage: String,
    /// How many.
    pub people: u32,
}

/// How often something came of a try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OutcomeCount {
    /// What came of it.
    pub outcome: Outcome,
    /// How often.
    pub count: u32,
}
