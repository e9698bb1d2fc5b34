//! A talk with a person: its plan, its answers, its jots.

use crate::{Id, choice::choice, document::document};
use chrono::{DateTime, Utc};

choice! {
    /// Where and how a talk is held (C33); in person is preferred.
    Form {
        /// Face to face.
        InPerson = "in_person",
        /// Over lunch.
        Lunch = "lunch",
        /// By telephone.
        Phone = "phone",
        /// By video.
        Video = "video",
        /// By mail.
        Email = "email",
    }
}

choice! {
    /// The answer to a request for leave (C55, C56).
    Permission {
        /// Not asked.
        NotAsked = "not_asked",
        /// Given.
        Yes = "yes",
        /// Refused.
        No = "no",
    }
}

choice! {
    /// How far a talk has come; derived from its times, never stored.
    Stage {
        /// Being prepared, no time set.
        Planned = "planned",
        /// A time is set.
        Scheduled = "scheduled",
        /// It is going on.
        Meeting = "meeting",
        /// It was held.
        Held = "held",
        /// It was called off.
        CalledOff = "called_off",
    }
}

document! {
    /// One talk with a person, within an exploration.
    Interview "interview" titled [title] {
        /// With whom.
        person: Link => Option<Id>,
        /// For which exploration.
        exploration: Link => Option<Id>,
        /// A name for it, where the person's is not enough.
        title: Line => String,
        /// When it is to be.
        scheduled_at: Time => Option<DateTime<Utc>>,
        /// The IANA time zone that the time was agreed in.
        zone: Line => String,
        /// The promised length, in minutes.
        promised_minutes: Number => Option<u32>,
        /// How it is held.
        form: Choice(Form::WORDS) => Form,
        /// Where.
        place: Line => String,
        /// Ids of the questions to ask, in order (C38).
        plan: Order => Vec<Id>,
        /// When it began.
        started_at: Time => Option<DateTime<Utc>>,
        /// When it ended.
        ended_at: Time => Option<DateTime<Utc>>,
        /// Minutes they offered beyond the promised ones (C49).
        extra_minutes: Number => Option<u32>,
        /// Whether it will not happen.
        called_off: Flag => bool,
        /// Notes on the whole talk.
        notes: Prose => String,
        /// The best way in, if I am interested (C52).
        best_way_in: Prose => String,
        /// Who else to talk to (C53).
        who_else: Prose => String,
        /// How to reach them (C54).
        how_to_reach: Prose => String,
        /// May I use your name (C55).
        may_use_name: Choice(Permission::WORDS) => Permission,
        /// May I come back (C56).
        may_come_back: Choice(Permission::WORDS) => Permission,
    }
}

impl Interview {
    /// Tells how far the talk has come.
    pub fn stage(&self) -> Stage {
        if self.ended_at.is_some() {
            Stage::Held
        } else if self.called_off {
            Stage::CalledOff
        } else if self.started_at.is_some() {
            Stage::Meeting
        } else if self.scheduled_at.is_some() {
            Stage::Scheduled
        } else {
            Stage::Planned
        }
    }
}

document! {
    /// What was answered to one question in one talk (C50).
    Answer "answer" titled [asked] {
        /// The talk.
        interview: Link => Option<Id>,
        /// The question.
        question: Link => Option<Id>,
        /// The question's wording when it was first answered.
        asked: Line => String,
        /// What they said.
        text: Prose => String,
    }
}

impl Answer {
    /// Returns the id of the answer to `question` in `interview`, the same on every device.
    pub fn id_of(interview: Id, question: Id) -> Id {
        interview.part(&format!("answer {question}"))
    }
}

document! {
    /// A free note, filed or not yet (C51).
    Jot "jot" titled [text] {
        /// What was jotted.
        text: Prose => String,
        /// The talk it belongs to.
        interview: Link => Option<Id>,
        /// Whom it is about.
        person: Link => Option<Id>,
        /// The exploration it belongs to.
        exploration: Link => Option<Id>,
    }
}

impl Jot {
    /// Tells whether the jot belongs somewhere.
    pub const fn is_filed(&self) -> bool {
        self.interview.is_some() || self.person.is_some() || self.exploration.is_some()
    }
}

document! {
    /// A question of the user's own, or the user's changes to one of the bank (C38).
    Question "question" titled [ask] {
        /// The wording; empty means the bank's.
        ask: Line => String,
        /// The id of its topic; empty means the bank's.
        topic: Line => String,
        /// Whether the answer is a list of things.
        list: Flag => bool,
        /// Whether it is left out of the choice.
        hidden: Flag => bool,
    }
}
