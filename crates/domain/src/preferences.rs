//! How the user likes to go about it; on all of the user's devices alike.

use crate::{
    Form,
    asking::{Channel, ThanksBy},
    choice::choice,
    document::document,
};
use chrono::{DateTime, Days, Duration, NaiveTime, TimeZone, Utc};

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

choice! {
    /// How the user likes to meet (C33).
    FormWish {
        /// As the last time; in person the first time.
        AsLast = "as_last",
        /// Face to face.
        InPerson = "in_person",
        /// Over lunch.
        Lunch = "lunch",
        /// By telephone.
        Phone = "phone",
        /// By video.
        Video = "video",
    }
}

choice! {
    /// Whether a time is confirmed in writing (C32).
    Confirmation {
        /// By mail.
        ByMail = "by_mail",
        /// Not at all.
        No = "no",
    }
}

choice! {
    /// Who hears how things went on (C66); a report on a referral is owed in any case.
    Updates {
        /// Those who want to.
        IfWanted = "if_wanted",
        /// Nobody.
        Nobody = "nobody",
    }
}

document! {
    /// The user's preferences. There is one.
    Preferences "preferences" titled [] {
        /// How many people to ask in a week (C04); none for no goal.
        weekly_asks: Number => Option<u32>,
        /// The length to ask for, in minutes (C21); none for 20.
        minutes: Number => Option<u32>,
        /// How to meet, unless a talk says otherwise (C33).
        form: Choice(FormWish::WORDS) => FormWish,
        /// How people are asked who are not known to prefer anything (C23).
        first_channel: Choice(Channel::WORDS) => Channel,
        /// How people are addressed (C24).
        tone: Choice(Tone::WORDS) => Tone,
        /// Whether questions are sent ahead (C40).
        questions_ahead: Flag => bool,
        /// Whether a time is confirmed in writing (C32).
        confirmation: Choice(Confirmation::WORDS) => Confirmation,
        /// How far openings are touched.
        jobs: Choice(JobsLevel::WORDS) => JobsLevel,
        /// What is done with the resume (C44).
        resume: Choice(ResumePlan::WORDS) => ResumePlan,
        /// Who hears how things went on (C66).
        updates: Choice(Updates::WORDS) => Updates,
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
        /// Which recovery code the user is known to have, as a short hash of its address; of another one nobody knows.
        recovery_kept: Line => String,
    }
}

impl Preferences {
    /// Returns the id of the one document.
    pub fn the_id() -> crate::Id {
        crate::Id::named("preferences", "me")
    }

    /// Returns when thanks for a talk that ended then are due: at nine in the evening by the clocks of `ended`'s zone, but
    /// never sooner than an hour after it (C62).
    pub fn thanks_due<Z: TimeZone>(due: ThanksDue, ended: &DateTime<Z>) -> DateTime<Utc> {
        let days = match due {
            ThanksDue::SameDay => 0,
            ThanksDue::NextDay => 1,
            ThanksDue::TwoDays => 2,
        };
        let evening = NaiveTime::from_hms_opt(21, 0, 0).and_then(|nine| {
            let day = ended.date_naive().checked_add_days(Days::new(days))?;
            ended.timezone().from_local_datetime(&day.and_time(nine)).earliest()
        });
        let soon = ended.with_timezone(&Utc) + Duration::hours(1);
        evening.map_or(soon, |evening| evening.with_timezone(&Utc).max(soon))
    }

    /// Returns how to meet, where the user has a wish that does not follow the last time.
    pub const fn form(&self) -> Option<Form> {
        match self.form {
            FormWish::AsLast => None,
            FormWish::InPerson => Some(Form::InPerson),
            FormWish::Lunch => Some(Form::Lunch),
            FormWish::Phone => Some(Form::Phone),
            FormWish::Video => Some(Form::Video),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;

    #[test]
    fn c62_thanks_are_due_the_same_evening_unless_the_user_wants_more_time() {
        let zone = FixedOffset::east_opt(2 * 3600).unwrap();
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&zone);
        let due = |due, ended: &str| Preferences::thanks_due(due, &at(ended)).to_rfc3339();
        assert_eq!(due(ThanksDue::SameDay, "2026-06-01T15:00:00+02:00"), "2026-06-01T19:00:00+00:00");
        assert_eq!(due(ThanksDue::NextDay, "2026-06-01T15:00:00+02:00"), "2026-06-02T19:00:00+00:00");
        assert_eq!(due(ThanksDue::TwoDays, "2026-06-30T23:30:00+02:00"), "2026-07-02T19:00:00+00:00");
        assert_eq!(
            due(ThanksDue::SameDay, "2026-06-01T22:00:00+02:00"),
            "2026-06-01T21:00:00+00:00",
            "an hour is left"
        );
    }
}
