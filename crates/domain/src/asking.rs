//! Trying to reach people, whom they name, and what is owed.

use crate::{Id, choice::choice, document::document, interview::Permission};
use chrono::{DateTime, Utc};

choice! {
    /// By what means somebody was asked.
    Channel {
        /// By telephone.
        Phone = "phone",
        /// By mail.
        Email = "email",
        /// In person.
        InPerson = "in_person",
        /// By another message.
        Message = "message",
    }
}

choice! {
    /// What came of an attempt (C25–C29).
    Outcome {
        /// Not known yet: asked, waiting to hear.
        Waiting = "waiting",
        /// They talk right now.
        RightNow = "right_now",
        /// Yes, later.
        Later = "later",
        /// Busy: call back.
        Busy = "busy",
        /// They prefer mail.
        PrefersEmail = "prefers_email",
        /// They cannot help.
        CannotHelp = "cannot_help",
        /// Nobody answered.
        NoAnswer = "no_answer",
    }
}

document! {
    /// One try to reach somebody (C25–C31).
    Attempt "attempt" titled [] {
        /// Who was tried.
        person: Link => Option<Id>,
        /// What for.
        exploration: Link => Option<Id>,
        /// When.
        at: Time => Option<DateTime<Utc>>,
        /// How.
        channel: Choice(Channel::WORDS) => Channel,
        /// What came of it.
        outcome: Choice(Outcome::WORDS) => Outcome,
        /// When to call back, if they said so.
        call_back_at: Time => Option<DateTime<Utc>>,
        /// Anything else.
        note: Prose => String,
    }
}

document! {
    /// Somebody named somebody else (C13, C16, C53–C55).
    Referral "referral" titled [] {
        /// Who named them.
        giver: Link => Option<Id>,
        /// Who was named.
        prospect: Link => Option<Id>,
        /// In which talk.
        interview: Link => Option<Id>,
        /// How to reach them, as said (C54).
        how_to_reach: Line => String,
        /// Whether the giver's name may be used (C55).
        may_use_name: Choice(Permission::WORDS) => Permission,
        /// Anything else.
        note: Prose => String,
    }
}

document! {
    /// Something owed, with a due time.
    FollowUp "follow-up" titled [what] {
        /// To whom.
        person: Link => Option<Id>,
        /// Out of which talk.
        interview: Link => Option<Id>,
        /// What is owed.
        what: Line => String,
        /// When it is due.
        due_at: Time => Option<DateTime<Utc>>,
        /// When it was done.
        done_at: Time => Option<DateTime<Utc>>,
        /// Anything else.
        note: Prose => String,
    }
}
