//! The built-in questions.
//!
//! The bank is data of the program, not of the user: a question of the bank becomes a document only when the user
//! changes it, under an id that every device derives alike. So a newer bank can neither double a question nor overwrite
//! what the user wrote.

use crate::{English, Id, JobsLevel, Question, Standing};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../data/question-bank.toml");

/// A group of questions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Topic {
    /// Its short id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// How far a question touches openings (where the documents disagree, the user chooses).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Jobs {
    /// Not at all.
    #[default]
    No,
    /// How hiring works.
    How,
    /// Openings: only if the other side raises them.
    Openings,
}

/// One built-in question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// Its short id, such as `q04`; never reused.
    #[serde(rename = "id")]
    pub key: String,
    /// The id of its topic.
    pub topic: String,
    /// The wording, in en-US.
    pub ask: String,
    /// The wording in en-GB, where it differs.
    #[serde(default)]
    pub ask_gb: Option<String>,
    /// The founding documents it comes from.
    pub source: Vec<String>,
    /// Whether every interview starts from it (C39).
    #[serde(default)]
    pub pinned: bool,
    /// Whether the answer is a list of things (C73).
    #[serde(default)]
    pub list: bool,
    /// How far it touches openings.
    #[serde(default)]
    pub jobs: Jobs,
    /// Short ids of close relatives.
    #[serde(default)]
    pub near: Vec<String>,
    /// Ids of the information targets that an answer covers (C08).
    #[serde(default)]
    pub targets: Vec<String>,
    /// Whether only a student can ask it (C03).
    #[serde(default)]
    pub students: bool,
}

impl Entry {
    /// Returns the id of the question on every device.
    pub fn id(&self) -> Id {
        question_id(&self.key)
    }

    /// Returns the wording in that English.
    pub fn wording(&self, english: English) -> &str {
        match (english, &self.ask_gb) {
            (English::Gb, Some(ask)) => ask,
            _ => &self.ask,
        }
    }
}

/// The whole bank.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Bank {
    /// The topics, in order.
    #[serde(rename = "topic")]
    pub topics: Vec<Topic>,
    /// The questions, in order.
    #[serde(rename = "question")]
    pub entries: Vec<Entry>,
}

/// A question as the user meets it: the bank's, with the user's changes over it, or the user's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct QuestionView {
    /// Its id.
    pub id: Id,
    /// The wording.
    pub ask: String,
    /// The id of its topic; `own` for the user's own without one.
    pub topic: String,
    /// Whether every interview starts from it (C39).
    pub pinned: bool,
    /// Whether the answer is a list of things.
    pub list: bool,
    /// How far it touches openings.
    pub jobs: Jobs,
    /// Ids of close relatives.
    pub near: Vec<Id>,
    /// Ids of the information targets that an answer covers (C08).
    pub targets: Vec<String>,
    /// Whether only a student can ask it (C03).
    pub students: bool,
    /// Whether it is the user's own.
    pub own: bool,
    /// Whether the user changed the bank's wording or topic.
    pub edited: bool,
    /// Whether it is left out of the choice.
    pub hidden: bool,
    /// Whether something published answers it (C47).
    pub published: bool,
    /// Where (C47).
    pub published_in: String,
    /// The version of the user's document, for edits; empty without one.
    pub version: String,
    /// The values of the wording that devices wrote apart.
    pub conflicts: Vec<String>,
}

impl QuestionView {
    /// Tells whether somebody who stands there can ask it (C03). Who has not said where is offered everything.
    pub fn suits(&self, standing: Standing) -> bool {
        !self.students || !matches!(standing, Standing::Graduate | Standing::Working)
    }
}

impl Jobs {
    /// Tells whether a question that touches openings so far is offered at that level; as usual means how hiring works.
    ///
    /// What is only answered if the other side raises it is offered where the user is ready for that.
    pub const fn suits(self, level: JobsLevel) -> bool {
        match level {
            JobsLevel::None => matches!(self, Self::No),
            JobsLevel::Usual | JobsLevel::How => !matches!(self, Self::Openings),
            JobsLevel::IfRaised => true,
        }
    }
}

/// Derives the id of a built-in question from its short id.
pub fn question_id(key: &str) -> Id {
    Id::named("question", key)
}

impl Bank {
    /// Reads a bank from TOML.
    ///
    /// # Errors
    /// The parser's message, with the line.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(source)
    }

    /// Returns the bank of this version.
    pub fn built_in() -> &'static Self {
        static BANK: LazyLock<Bank> =
            LazyLock::new(|| Bank::parse(SOURCE).unwrap_or(Bank { topics: Vec::new(), entries: Vec::new() }));
        &BANK
    }

    /// Lays the user's questions over the bank in that English: in the bank's order, then the user's own, oldest first.
    pub fn with(&self, documents: &[Question], english: English) -> Vec<QuestionView> {
        let mut views: Vec<_> = self
            .entries
            .iter()
            .map(|entry| {
                let id = entry.id();
                let mine = documents.iter().find(|question| question.id() == id && !question.meta.deleted);
                entry.view(mine, english)
            })
            .collect();
        let mut own: Vec<_> = documents
            .iter()
            .filter(|question| !question.meta.deleted && self.entries.iter().all(|entry| entry.id() != question.id()))
            .collect();
        own.sort_by_key(|question| (question.meta.created, question.id()));
        views.extend(own.into_iter().map(own_view));
        views
    }
}

impl Entry {
    fn view(&self, mine: Option<&Question>, english: English) -> QuestionView {
        let ask = mine.map(|question| question.ask.as_str()).filter(|ask| !ask.is_empty());
        let topic = mine.map(|question| question.topic.as_str()).filter(|topic| !topic.is_empty());
        QuestionView {
            id: self.id(),
            ask: ask.unwrap_or_else(|| self.wording(english)).to_owned(),
            topic: topic.unwrap_or(&self.topic).to_owned(),
            pinned: self.pinned,
            list: self.list,
            jobs: self.jobs,
            near: self.near.iter().map(|key| question_id(key)).collect(),
            targets: self.targets.clone(),
            students: self.students,
            own: false,
            edited: ask.is_some() || topic.is_some(),
            hidden: mine.is_some_and(|question| question.hidden),
            published: mine.is_some_and(|question| question.published),
            published_in: mine.map(|question| question.published_in.clone()).unwrap_or_default(),
            version: mine.map(|question| question.meta.version.clone()).unwrap_or_default(),
            conflicts: mine.map(wordings).unwrap_or_default(),
        }
    }
}

fn own_view(question: &Question) -> QuestionView {
    QuestionView {
        id: question.id(),
        ask: question.ask.clone(),
        topic: if question.topic.is_empty() { "own".to_owned() } else { question.topic.clone() },
        pinned: false,
        list: question.list,
        jobs: Jobs::No,
        near: Vec::new(),
        targets: Vec::new(),
        students: false,
        own: true,
        edited: false,
        hidden: question.hidden,
        published: question.published,
        published_in: question.published_in.clone(),
        version: question.meta.version.clone(),
        conflicts: wordings(question),
    }
}

fn wordings(question: &Question) -> Vec<String> {
    let values = question.meta.conflicts.get("ask").map(Vec::as_slice).unwrap_or_default();
    values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_whole_bank_is_read() {
        let bank = Bank::parse(SOURCE).unwrap();
        assert_eq!((bank.topics.len(), bank.entries.len()), (8, 55));
        assert_eq!(bank.entries.iter().filter(|entry| entry.pinned).count(), 3, "C39");
        let keys: BTreeSet<_> = bank.entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys.len(), 55);
        for entry in &bank.entries {
            assert!(bank.topics.iter().any(|topic| topic.id == entry.topic), "{} has no topic", entry.key);
            assert!(entry.near.iter().all(|near| keys.contains(near.as_str())), "{} is near nothing", entry.key);
            assert!(!entry.source.is_empty() && !entry.ask.is_empty());
        }
        assert_eq!(*Bank::built_in(), bank);
    }

    fn question(id: Id, ask: &str) -> Question {
        serde_json::from_value(serde_json::json!({
            "id": id, "kind": "question", "created": null, "updated": null, "deleted": false, "version": "", "conflicts": {}, "ask": ask,
        }))
        .unwrap()
    }

    #[test]
    fn c38_a_newer_bank_neither_doubles_nor_overwrites() {
        let bank = Bank::built_in();
        let edited = question(question_id("q04"), "Walk me through yesterday.");
        let own = question(Id::named("test", "own"), "What would you do again?");
        let mut newer = bank.clone();
        for entry in &mut newer.entries {
            entry.ask.push_str(" (reworded)");
        }
        let views = newer.with(&[own.clone(), edited.clone()], English::Us);
        assert_eq!(views.len(), 56);
        let mine = views.iter().find(|view| view.id == edited.id()).unwrap();
        assert_eq!((mine.ask.as_str(), mine.edited, mine.own), ("Walk me through yesterday.", true, false));
        assert!(views[0].ask.ends_with("(reworded)"));
        assert!(views[55].own && views[55].id == own.id());
    }

    #[test]
    fn c03_a_question_for_students_is_offered_to_students() {
        let views = Bank::built_in().with(&[], English::Us);
        let offered = |standing| views.iter().filter(|view| view.suits(standing)).count();
        let for_students: Vec<_> = Bank::built_in().entries.iter().filter(|entry| entry.students).collect();
        assert_eq!(for_students.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(), ["q21", "q40"]);
        assert_eq!([Standing::Unsaid, Standing::EarlyStudent, Standing::LateStudent].map(offered), [55; 3]);
        assert_eq!([Standing::Graduate, Standing::Working].map(offered), [53; 2]);
    }

    #[test]
    fn c08_every_target_is_covered_by_a_question() {
        for target in crate::exploration::TARGETS {
            let covers = |entry: &Entry| entry.targets.iter().any(|covered| covered == target);
            assert!(Bank::built_in().entries.iter().any(covers), "no question covers {target}");
        }
        for entry in &Bank::built_in().entries {
            let known = |target: &String| crate::exploration::TARGETS.contains(&target.as_str());
            assert!(entry.targets.iter().all(known), "{} covers an unknown target", entry.key);
        }
    }

    #[test]
    fn c38_the_level_of_jobs_filters_the_bank() {
        let views = Bank::built_in().with(&[], English::Us);
        let left =
            |level| views.iter().filter(|view| !view.jobs.suits(level)).map(|view| view.jobs).collect::<Vec<_>>();
        assert_eq!(left(JobsLevel::IfRaised), []);
        assert_eq!(left(JobsLevel::How), [Jobs::Openings; 2]);
        assert_eq!(left(JobsLevel::Usual), left(JobsLevel::How));
        assert!(left(JobsLevel::None).contains(&Jobs::How) && left(JobsLevel::None).len() == 6);
    }

    #[test]
    fn the_bank_is_worded_in_the_users_english() {
        let ask = |english| Bank::built_in().with(&[], english).into_iter().find(|view| view.id == question_id("q34"));
        assert!(ask(English::Us).unwrap().ask.contains("resume"));
        assert!(ask(English::Gb).unwrap().ask.contains("CV"));
        let mine = question(question_id("q34"), "Which words count?");
        let view = Bank::built_in().with(&[mine], English::Gb).into_iter().find(|view| view.id == question_id("q34"));
        assert_eq!(view.unwrap().ask, "Which words count?", "what the user wrote stays");
    }
}
