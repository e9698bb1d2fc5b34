//! How the user likes to go about it; on all of the user's devices alike.

use crate::{
    asking::{Channel, ThanksBy},
    choice::choice,
    document::document,
};

choice! {
    /// How somebody is addressed, and how one dresses (C24, C41).
    Tone {
        /// As usual; for the usual one itself, formally.
        Usual = "usual",
        /// Formally.
        Formal = "formal",
        /// Informally.
        Informal = "informal",
    }
}

choice! {
    /// How far openings are touched: the documents disagree, and the user chooses.
    JobsLevel {
        /// As usual; for the usual one itself, how hiring works.
        Usual = "usual",
        /// Not at all.
        None = "none",
        /// How hiring works.
        How = "how",
        /// Openings too, if the other side raises them.
        IfRaised = "if_raised",
    }
}

choice! {
    /// What is done with the resume: the documents disagree, and the user chooses (C44).
    ResumePlan {
        /// As usual; for the usual one itself, only if asked.
        Usual = "usual",
        /// Kept in the bag and offered only if they ask.
        IfAsked = "if_asked",
        /// Left at home.
        AtHome = "at_home",
    }
}

choice! {
    /// When thanks are due (C62).
    ThanksDue {
        /// On the day of the talk.
        SameDay = "same_day",
        /// On the day after.
        NextDay = "next_day",
        /// Within two days.
        TwoDays = "two_days",
    }
}

choice! {
    /// Which English drafts are written in.
    English {
        /// As in the United States.
        Us = "us",
        /// As in Britain.
        Gb = "gb",
    }
}

document! {
    /// The user's preferences. There is one.
    Preferences "preferences" titled [] {
        /// How many people to ask in a week (C04); none for no goal.
        weekly_asks: Number => Option<u32>,
        /// The length to ask for, in minutes (C21); none for 20.
        minutes: Number => Option<u32>,
        /// How people are asked who are not known to prefer anything (C23).
        first_channel: Choice(Channel::WORDS) => Channel,
        /// How people are addressed (C24).
        tone: Choice(Tone::WORDS) => Tone,
        /// Whether questions are sent ahead (C40).
        questions_ahead: Flag => bool,
        /// How far openings are touched.
        jobs: Choice(JobsLevel::WORDS) => JobsLevel,
        /// What is done with the resume (C44).
        resume: Choice(ResumePlan::WORDS) => ResumePlan,
        /// By what thanks are sent (C63).
        thanks_by: Choice(ThanksBy::WORDS) => ThanksBy,
        /// When thanks are due (C62).
        thanks_due: Choice(ThanksDue::WORDS) => ThanksDue,
        /// Which English drafts are written in.
        english: Choice(English::WORDS) => English,
        /// How I sign.
        signature: Line => String,
        /// Whether the first screen was read (C01, C02).
        welcomed: Flag => bool,
    }
}

impl Preferences {
    /// Returns the id of the one document.
    pub fn the_id() -> crate::Id {
        crate::Id::named("preferences", "me")
    }
}
