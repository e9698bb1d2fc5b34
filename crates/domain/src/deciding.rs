//! What the user makes of the answers: across talks, against the profile, and for a decision (C72–C78).

use crate::{Id, choice::choice, document::document};
use chrono::{DateTime, Utc};

/// The parts of the profile that a career is judged against (C76).
pub const ASPECTS: &[&str] =
    &["skills", "values", "abilities", "knowledge", "experience", "interests", "lifestyle", "education"];

/// The parts whose shortfall can be made up for: gaps (C77).
pub const GAPS: &[&str] = &["skills", "knowledge", "experience", "education"];

choice! {
    /// How the answers to one question stand to each other, as the user marks it (C75).
    Agreement {
        /// Not said.
        Unsaid = "unsaid",
        /// They say the same.
        Agree = "agree",
        /// They say different things that can stand together.
        Differ = "differ",
        /// They contradict each other.
        Contradict = "contradict",
    }
}

choice! {
    /// How far a career fits in one point (C76).
    Fit {
        /// Not said.
        Unsaid = "unsaid",
        /// It fits me.
        Fits = "fits",
        /// In part.
        Partly = "partly",
        /// It does not.
        Lacks = "lacks",
    }
}

choice! {
    /// What was decided about an exploration (C78).
    Course {
        /// Explore further.
        GoOn = "go_on",
        /// Narrow it down.
        Refine = "refine",
        /// This is what I want.
        Choose = "choose",
        /// This is not for me.
        RuleOut = "rule_out",
    }
}

document! {
    /// What the user makes of all answers to one question in one exploration (C75).
    Comparison "comparison" titled [] {
        /// The exploration; none for talks of no exploration.
        exploration: Link => Option<Id>,
        /// The question.
        question: Link => Option<Id>,
        /// How the answers stand to each other.
        agreement: Choice(Agreement::WORDS) => Agreement,
        /// What I take from them.
        note: Prose => String,
    }
}

impl Comparison {
    /// Returns the id that every device gives to this comparison.
    pub fn id_of(exploration: Option<Id>, question: Id) -> Id {
        let exploration = exploration.map_or_else(|| "none".to_owned(), |id| id.to_string());
        Id::named("comparison", &format!("{exploration} {question}"))
    }
}

document! {
    /// What the user did by hand to the list that gathers from the answers to one question (C73).
    ///
    /// Items stand under their folded words; see [`crate::collected`].
    Collection "collection" titled [] {
        /// The question.
        question: Link => Option<Id>,
        /// Pairs of items that are one.
        same: Set => Vec<String>,
        /// Pairs of items that are two, however alike.
        apart: Set => Vec<String>,
        /// Ticked items.
        ticked: Set => Vec<String>,
    }
}

impl Collection {
    /// Returns the id that every device gives to the list of a question.
    pub fn id_of(question: Id) -> Id {
        Id::named("collection", &question.to_string())
    }
}

document! {
    /// One mark of a career against the profile, resting on answers (C76, C77).
    Judgement "judgement" titled [what] {
        /// The exploration.
        exploration: Link => Option<Id>,
        /// The part of the profile, of [`ASPECTS`].
        aspect: Line => String,
        /// What the career asks for, or gives.
        what: Line => String,
        /// How far it fits.
        fit: Choice(Fit::WORDS) => Fit,
        /// The ids of the answers that it rests on; a mark without one is flagged.
        answers: Set => Vec<String>,
        /// Why I mark it so.
        note: Prose => String,
        /// What would close the gap (C77).
        close: Prose => String,
    }
}

document! {
    /// A decision about an exploration; what was decided before stays beside it (C78).
    Decision "decision" titled [] {
        /// The exploration.
        exploration: Link => Option<Id>,
        /// What was decided.
        course: Choice(Course::WORDS) => Course,
        /// Why.
        reason: Prose => String,
        /// When.
        decided_at: Time => Option<DateTime<Utc>>,
    }
}
