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
        /// The length that was promised, in minutes (C21).
        promised_minutes: Number => Option<u32>,
        /// The talk that came of it (C25, C26).
        interview: Link => Option<Id>,
        /// Whether they were thanked (C30).
        thanked: Flag => bool,
        /// Anything else.
        note: Prose => String,
    }
}

choice! {
    /// What came of a referral or a suggestion (C65).
    ReferralOutcome {
        /// Not known yet.
        Open = "open",
        /// They were reached.
        Reached = "reached",
        /// They were met, or what was suggested was done.
        Met = "met",
        /// They did not reply.
        NoReply = "no_reply",
        /// They did not want to.
        Declined = "declined",
        /// I let it go.
        LetGo = "let_go",
    }
}

choice! {
    /// What kind of thing is owed (C62–C67).
    FollowUpKind {
        /// Something else.
        Other = "other",
        /// Thanks for a talk (C62).
        Thanks = "thanks",
        /// Thanks for pointing to somebody else (C64).
        ThanksForPointing = "thanks_for_pointing",
        /// Word on what came of a referral (C65).
        Report = "report",
        /// News of how things went on (C66).
        Update = "update",
        /// Further questions (C67).
        Questions = "questions",
        /// The resume that they asked for (C57).
        Resume = "resume",
    }
}

choice! {
    /// By what thanks are sent (C63).
    ThanksBy {
        /// By mail.
        Email = "email",
        /// By a card in one's own hand.
        Handwritten = "handwritten",
    }
}

document! {
    /// Somebody named somebody else, or suggested something (C13, C16, C53–C55, C65).
    Referral "referral" titled [] {
        /// Who named them.
        giver: Link => Option<Id>,
        /// Who was named; nobody, if it is a suggestion.
        prospect: Link => Option<Id>,
        /// What was suggested, if it is not a person (C65).
        what: Line => String,
        /// In which talk.
        interview: Link => Option<Id>,
        /// In which jot (C16).
        jot: Link => Option<Id>,
        /// In which answer (C16).
        answer: Link => Option<Id>,
        /// At which attempt (C29).
        attempt: Link => Option<Id>,
        /// What came of it (C65).
        outcome: Choice(ReferralOutcome::WORDS) => ReferralOutcome,
        /// Since when that is so.
        outcome_at: Time => Option<DateTime<Utc>>,
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
        /// Out of which referral (C65).
        referral: Link => Option<Id>,
        /// What kind of thing is owed.
        about: Choice(FollowUpKind::WORDS) => FollowUpKind,
        /// What is owed, in words.
        what: Line => String,
        /// By what it is sent (C63).
        by: Choice(ThanksBy::WORDS) => ThanksBy,
        /// When it is due.
        due_at: Time => Option<DateTime<Utc>>,
        /// When it was done.
        done_at: Time => Option<DateTime<Utc>>,
        /// Anything else.
        note: Prose => String,
    }
}

impl FollowUp {
    /// Returns the id of the thanks owed for a talk (C62), the same on every device.
    pub fn thanks_of(interview: Id) -> Id {
        interview.part("thanks")
    }

    /// Returns the id of the thanks owed for pointing to somebody else at an attempt (C64).
    pub fn pointing_of(attempt: Id) -> Id {
        attempt.part("pointing")
    }

    /// Returns the id of the report owed to whoever gave a referral (C65).
    pub fn report_of(referral: Id) -> Id {
        referral.part("report")
    }

    /// Returns the id of the news promised in a talk (C66).
    pub fn update_of(interview: Id) -> Id {
        interview.part("update")
    }

    /// Returns the id of the resume asked for in a talk (C57).
    pub fn resume_of(interview: Id) -> Id {
        interview.part("resume")
    }

    /// Tells what kind of thing is owed; thanks from before there were kinds are known by their id.
    pub fn kind(&self) -> FollowUpKind {
        match self.about {
            FollowUpKind::Other if self.interview.is_some_and(|talk| Self::thanks_of(talk) == self.id()) => {
                FollowUpKind::Thanks
            }
            about => about,
        }
    }
}
