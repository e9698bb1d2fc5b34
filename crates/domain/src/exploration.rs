//! The question being explored, and where the user stands.

use crate::{choice::choice, document::document};

/// The ids of the information targets that can be ticked (C08).
pub const TARGETS: &[&str] =
    &["field", "typical_day", "skills", "prospects", "fit", "environment", "lifestyle", "challenges", "pay"];

/// The ids of the hoped-for outcomes that can be ticked (C10).
pub const HOPES: &[&str] =
    &["search_advice", "reality_check", "fit", "confidence", "hidden_market", "network", "leads"];

choice! {
    /// How well the user knows an area; areas known little are preferred (C14).
    Familiarity {
        /// Not said.
        Unsaid = "unsaid",
        /// Hardly at all.
        Little = "little",
        /// Somewhat.
        Some = "some",
        /// Well.
        Well = "well",
    }
}

choice! {
    /// Where the user stands (C03); wording and student-only questions follow.
    Standing {
        /// Not said.
        Unsaid = "unsaid",
        /// In the first years of study.
        EarlyStudent = "early_student",
        /// In the last years of study.
        LateStudent = "late_student",
        /// With a degree.
        Graduate = "graduate",
        /// Working.
        Working = "working",
    }
}

choice! {
    /// What the user is about (C03).
    Aim {
        /// Not said.
        Unsaid = "unsaid",
        /// Choosing a direction.
        Choosing = "choosing",
        /// Refining a direction.
        Refining = "refining",
        /// Searching for work.
        Searching = "searching",
    }
}

document! {
    /// A career question being explored (C06–C11).
    Exploration "exploration" titled [title, job, field] {
        /// A short name for it.
        title: Line => String,
        /// What I hope to learn (C06).
        objective: Prose => String,
        /// From whom (C06).
        from_whom: Prose => String,
        /// Why (C06).
        why: Prose => String,
        /// The field of work (C07).
        field: Line => String,
        /// The job (C07).
        job: Line => String,
        /// The organization (C07).
        organization: Line => String,
        /// Ids of ticked information targets (C08).
        targets: Set => Vec<String>,
        /// Ids of ticked outcomes hoped for (C10).
        hopes: Set => Vec<String>,
        /// How well I know this area (C14).
        familiarity: Choice(Familiarity::WORDS) => Familiarity,
        /// Whether it is finished.
        closed: Flag => bool,
    }
}

document! {
    /// The user, to judge fit against (C03, C09). There is one.
    Profile "profile" titled [] {
        /// Where I stand (C03).
        standing: Choice(Standing::WORDS) => Standing,
        /// What I am about (C03).
        aim: Choice(Aim::WORDS) => Aim,
        /// What I would say of myself in a few sentences (C46).
        statement: Prose @ 2 => String,
        /// What I can do.
        skills: Prose => String,
        /// What matters to me.
        values: Prose => String,
        /// What comes easily.
        abilities: Prose => String,
        /// What I know.
        knowledge: Prose => String,
        /// What I have done.
        experience: Prose => String,
        /// What draws me.
        interests: Prose => String,
        /// How I want to live.
        lifestyle: Prose => String,
        /// What I studied.
        education: Prose => String,
    }
}

impl Profile {
    /// Returns the id of the one profile.
    pub fn the_id() -> crate::Id {
        crate::Id::named("profile", "me")
    }
}
