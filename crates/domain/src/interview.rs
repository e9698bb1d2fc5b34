//! A talk with a person: its plan, its answers, its jots.

use crate::{
    Id,
    choice::choice,
    document::document,
    preferences::{JobsLevel, ResumePlan, Tone},
};
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

choice! {
    /// How the job looks after a talk (C80).
    Impression {
        /// Not said.
        Unsaid = "unsaid",
        /// It draws me.
        Drawn = "drawn",
        /// It does and does not.
        Mixed = "mixed",
        /// It puts me off.
        PutOff = "put_off",
    }
}

choice! {
    /// Whether an answer holds elsewhere too (C61).
    HoldsFor {
        /// Not said.
        Unmarked = "unmarked",
        /// It is typical of the field.
        Typical = "typical",
        /// It holds for this place only.
        ThisPlace = "this_place",
        /// I am not sure.
        Unsure = "unsure",
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
        /// How they are addressed, where it is other than usual (C24, C41).
        tone: Choice(Tone::WORDS) => Tone,
        /// How far openings are touched, where it is other than usual.
        jobs: Choice(JobsLevel::WORDS) => JobsLevel,
        /// What is done with the resume, where it is other than usual (C44).
        resume: Choice(ResumePlan::WORDS) => ResumePlan,
        /// Whether I pay for lunch (C34).
        i_pay: Flag => bool,
        /// Whether it is at their workplace (C36).
        at_their_place: Flag => bool,
        /// Whether I asked to be shown around, and the answer (C35).
        tour: Choice(Permission::WORDS) => Permission,
        /// What I saw when I was shown around (C58).
        tour_notes: Prose @ 2 => String,
        /// When to leave, as I set it (C42).
        leave_at: Time => Option<DateTime<Utc>>,
        /// The length they were last told, in minutes: in a letter, a confirmation or a calendar entry.
        told_minutes: Number => Option<u32>,
        /// When it was confirmed in writing (C32).
        confirmed_at: Time => Option<DateTime<Utc>>,
        /// When the questions were sent ahead (C40).
        questions_sent_at: Time => Option<DateTime<Utc>>,
        /// When a calendar entry was written last (C37).
        calendar_at: Time => Option<DateTime<Utc>>,
        /// The number of that entry's version (RFC 5545, SEQUENCE).
        calendar_sequence: Number => Option<u32>,
        /// What that entry said, as a hash, so that only a change raises the number.
        calendar_hash: Line => String,
        /// The id of the calendar entry that was received (RFC 5545, UID); empty means this talk's own.
        calendar_uid: Line => String,
        /// Which time of a series was received (RFC 5545, RECURRENCE-ID); nothing for an event that does not repeat.
        invited_occurrence: Time => Option<DateTime<Utc>>,
        /// The organizer's number of the version that was taken (RFC 5545, SEQUENCE), in decimal digits: it may exceed 32
        /// bits. The organizer alone raises it, so it is kept apart from the number of our own entry.
        invited_sequence: Line => String,
        /// When that version was sent (RFC 5545, DTSTAMP).
        invited_stamp: Time => Option<DateTime<Utc>>,
        /// When I was ready for it.
        prepared_at: Time => Option<DateTime<Utc>>,
        /// When I rehearsed (C46).
        rehearsed_at: Time => Option<DateTime<Utc>>,
        /// Keys of ticked points of the checklist (C41–C45).
        checked: Set @ 2 => Vec<String>,
        /// Whether they asked for my resume (C57).
        resume_asked: Flag => bool,
        /// Whether they were given it (C57).
        resume_given: Flag => bool,
        /// Whether they were thanked at the close (C60).
        thanked_at_close: Flag => bool,
        /// Whether they want to hear how things go on (C59).
        wants_updates: Choice(Permission::WORDS) => Permission,
        /// What the place was like (C58).
        surroundings: Prose @ 2 => String,
        /// What struck me most (C80).
        struck: Prose @ 2 => String,
        /// What I would ask next (C80).
        ask_next: Prose @ 2 => String,
        /// How the job looks now (C80).
        impression: Choice(Impression::WORDS) => Impression,
        /// When the first five minutes' notes were made (C80).
        debriefed_at: Time => Option<DateTime<Utc>>,
        /// What went well (C70).
        went_well: Prose @ 2 => String,
        /// What to do better (C70, C71).
        do_better: Prose @ 2 => String,
        /// When I looked back (C70).
        reflected_at: Time => Option<DateTime<Utc>>,
        /// When "do better" was taken to heart (C71).
        better_done_at: Time => Option<DateTime<Utc>>,
        /// Ids of the hoped-for outcomes that it brought (C10).
        gained: Set @ 2 => Vec<String>,
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
    /// Tells whether the talk may be held for an exploration: it is for that one, or either is left open.
    #[must_use]
    pub fn may_be_for(&self, exploration: Option<Id>) -> bool {
        exploration.is_none() || self.exploration.is_none() || self.exploration == exploration
    }

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
        /// Whether it holds elsewhere too (C61).
        holds_for: Choice(HoldsFor::WORDS) => HoldsFor,
        /// Whether it stays out of every export and draft (C81).
        off_record: Flag => bool,
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
        /// Whether it stays out of every export and draft (C81).
        off_record: Flag => bool,
    }
}

impl Answer {
    /// Tells whether it holds more than white space: an answer that was emptied counts as none.
    pub fn is_written(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// Tells whether the answer stays out of what is handed on (C81). Where two devices say different things, the careful one counts.
    pub fn stays_here(&self) -> bool {
        let apart = self.meta.conflicts.get("off_record");
        self.off_record || apart.is_some_and(|values| values.contains(&serde_json::Value::Bool(true)))
    }
}

impl Jot {
    /// Tells whether the jot stays out of what is handed on (C81). Where two devices say different things, the careful one counts.
    pub fn stays_here(&self) -> bool {
        let apart = self.meta.conflicts.get("off_record");
        self.off_record || apart.is_some_and(|values| values.contains(&serde_json::Value::Bool(true)))
    }

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
        /// Whether something published answers it (C47).
        published: Flag => bool,
        /// Where (C47).
        published_in: Line => String,
    }
}
