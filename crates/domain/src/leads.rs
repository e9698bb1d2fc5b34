//! Leads: openings and addresses that came up in talks (C68).

use crate::{Id, choice::choice, document::document};
use chrono::{DateTime, Utc};

choice! {
    /// What became of a lead.
    LeadState {
        /// To be looked at.
        Open = "open",
        /// Being followed.
        Pursued = "pursued",
        /// Let go.
        LetGo = "let_go",
    }
}

document! {
    /// Something to go after, and who it came from (C68).
    Lead "lead" titled [what] {
        /// What it is.
        what: Line => String,
        /// At which organization.
        organization: Link => Option<Id>,
        /// Where to read about it.
        url: Line => String,
        /// Who told me.
        source: Link => Option<Id>,
        /// In which talk.
        interview: Link => Option<Id>,
        /// When I heard of it.
        heard_at: Time => Option<DateTime<Utc>>,
        /// What became of it.
        state: Choice(LeadState::WORDS) => LeadState,
        /// Anything else.
        note: Prose => String,
    }
}
