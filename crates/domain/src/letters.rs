//! Letters: what they are for, the user's own sentences for them, and those that were kept or sent.

pub mod built_in;
pub mod slots;

pub use built_in::{Begins, BuiltIn, Wording, built_in, letter_for};

use crate::{Id, asking::Channel, choice::choice, document::document};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

choice! {
    /// What a letter or a call is for.
    Purpose {
        /// Something else.
        Other = "other",
        /// Asking for a talk (C17–C22).
        Ask = "ask",
        /// Sending the questions (C28, C40).
        Questions = "questions",
        /// Confirming time and place (C32).
        Confirm = "confirm",
        /// Moving the talk.
        Move = "move",
        /// Calling it off.
        Cancel = "cancel",
        /// Thanking (C62).
        Thanks = "thanks",
        /// Thanking for pointing to somebody else (C64).
        ThanksForPointing = "thanks_for_pointing",
        /// Reporting what came of a referral (C65).
        Report = "report",
        /// Telling how things went on (C66).
        Update = "update",
        /// Asking something more (C67).
        MoreQuestions = "more_questions",
        /// Sending the resume that was asked for (C57).
        Resume = "resume",
    }
}

/// One sentence of a template as the user wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Sentence {
    /// Which sentence of the built-in template it stands for.
    #[serde(default)]
    pub id: String,
    /// The wording, with slots such as `{{ minutes }}`; empty leaves the sentence out.
    #[serde(default)]
    pub text: String,
}

document! {
    /// The user's changes to one built-in template, sentence by sentence, so that two devices' changes do not double a letter.
    Template "template" titled [name] {
        /// Which template, such as `ask.email.formal.us`.
        name: Line => String,
        /// The sentences that were changed.
        sentences: Entries => Vec<Sentence>,
    }
}

impl Template {
    /// Returns the id of the changes to a template, the same on every device.
    pub fn id_of(name: &str) -> Id {
        Id::named("template", name)
    }
}

document! {
    /// A letter that was edited or sent.
    Letter "letter" titled [subject] {
        /// What it is for.
        purpose: Choice(Purpose::WORDS) => Purpose,
        /// To whom.
        person: Link => Option<Id>,
        /// About which talk.
        interview: Link => Option<Id>,
        /// Which duty it settles.
        follow_up: Link => Option<Id>,
        /// About which referral.
        referral: Link => Option<Id>,
        /// How it goes out.
        channel: Choice(Channel::WORDS) => Channel,
        /// The address.
        to: Line => String,
        /// The subject.
        subject: Line => String,
        /// The text.
        body: Prose => String,
        /// When the user said that it was sent.
        sent_at: Time => Option<DateTime<Utc>>,
    }
}
