//! What to think of before a talk (C41–C45): it follows how formal, in what form and how long the talk is.

use crate::{Form, Interview, JobsLevel, Person, Preferences, ResumePlan, Tone, choice::choice};
use serde::{Deserialize, Serialize};

choice! {
    /// What is to be thought of, in the wording that fits the talk.
    Point {
        /// Dress as they do on a day with visitors (C41).
        DressFormal = "dress_formal",
        /// Dress as they do every day (C41).
        DressInformal = "dress_informal",
        /// When to leave (C42).
        Leave = "leave",
        /// A card (C43).
        Card = "card",
        /// Contact details to read out or to type (C43).
        ContactDetails = "contact_details",
        /// The resume stays in the bag and is offered only if they ask (C44).
        ResumeInBag = "resume_in_bag",
        /// The resume stays at home (C44).
        ResumeAtHome = "resume_at_home",
        /// The resume lies ready to be sent, only if they ask (C44).
        ResumeToSend = "resume_to_send",
        /// They give their time: take it as seriously as if it were about a job (C45).
        Serious = "serious",
        /// A watch in sight: the promised time is kept.
        Watch = "watch",
        /// So little time that one should know which question comes first.
        FirstThings = "first_things",
        /// A quiet place, a charged telephone.
        QuietPlace = "quiet_place",
        /// Picture and sound tried out.
        Picture = "picture",
        /// Who pays is settled: I do (C34).
        IPay = "i_pay",
        /// Something that can be eaten while one listens.
        EasyFood = "easy_food",
        /// Questions in a mail are few, and one can answer them in a sentence each.
        FewQuestions = "few_questions",
    }
}

/// A talk this long or shorter holds few questions, in minutes.
const SHORT: u32 = 15;

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CheckItem {
    /// What a tick is kept under; it stays when the wording changes with the form of the talk.
    pub key: String,
    /// The wording.
    pub point: Point,
    /// Whether it is ticked.
    pub done: bool,
}

/// Returns how somebody is addressed in a talk: as the talk says, else as the person likes it, else as the user does.
pub fn tone_of(talk: &Interview, person: Option<&Person>, preferences: Option<&Preferences>) -> Tone {
    let said = [Some(talk.tone), person.map(|person| person.tone), preferences.map(|known| known.tone)];
    said.into_iter().flatten().find(|tone| *tone != Tone::Usual).unwrap_or(Tone::Formal)
}

/// Returns what is done with the resume: as the talk says, else as the user does.
pub fn resume_of(talk: &Interview, preferences: Option<&Preferences>) -> ResumePlan {
    let said = [Some(talk.resume), preferences.map(|known| known.resume)];
    said.into_iter().flatten().find(|plan| *plan != ResumePlan::Usual).unwrap_or(ResumePlan::IfAsked)
}

/// Returns how far openings are touched: as the talk says, else as the user does.
pub fn jobs_of(talk: &Interview, preferences: Option<&Preferences>) -> JobsLevel {
    let said = [Some(talk.jobs), preferences.map(|known| known.jobs)];
    said.into_iter().flatten().find(|level| *level != JobsLevel::Usual).unwrap_or(JobsLevel::How)
}

/// Lists what to think of before a talk of so many minutes.
pub fn checklist(talk: &Interview, tone: Tone, resume: ResumePlan, minutes: u32) -> Vec<CheckItem> {
    let meets = matches!(talk.form, Form::InPerson | Form::Lunch);
    let seen = meets || talk.form == Form::Video;
    let mut points = vec![("serious", Point::Serious)];
    if seen {
        points.push(("dress", if tone == Tone::Informal { Point::DressInformal } else { Point::DressFormal }));
    }
    if meets {
        points.extend([("leave", Point::Leave), ("card", Point::Card)]);
    } else {
        points.push(("card", Point::ContactDetails));
    }
    match talk.form {
        Form::Phone => points.push(("place", Point::QuietPlace)),
        Form::Video => points.push(("place", Point::Picture)),
        Form::Lunch => points.push(("food", Point::EasyFood)),
        Form::Email => points.push(("questions", Point::FewQuestions)),
        Form::InPerson => {}
    }
    if talk.i_pay && talk.form == Form::Lunch {
        points.push(("pay", Point::IPay));
    }
    points.push((
        "resume",
        match resume {
            ResumePlan::AtHome => Point::ResumeAtHome,
            _ if meets => Point::ResumeInBag,
            _ => Point::ResumeToSend,
        },
    ));
    if talk.form != Form::Email {
        points.push(("watch", if minutes <= SHORT { Point::FirstThings } else { Point::Watch }));
    }
    points
        .into_iter()
        .map(|(key, point)| CheckItem {
            key: key.to_owned(),
            point,
            done: talk.checked.iter().any(|checked| checked == key),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(form: Form) -> Interview {
        let mut talk: Interview = serde_json::from_value(serde_json::json!({
            "id": crate::Id::named("test", "talk"), "kind": "interview", "created": null, "updated": null,
            "deleted": false, "version": "", "conflicts": {},
        }))
        .unwrap();
        talk.form = form;
        talk
    }

    fn points(talk: &Interview, tone: Tone, resume: ResumePlan, minutes: u32) -> Vec<Point> {
        checklist(talk, tone, resume, minutes).into_iter().map(|item| item.point).collect()
    }

    fn usual(form: Form) -> Vec<Point> {
        points(&talk(form), Tone::Formal, ResumePlan::IfAsked, 20)
    }

    #[test]
    fn c41_dress_follows_the_manner_and_nobody_dresses_for_the_telephone() {
        assert!(usual(Form::InPerson).contains(&Point::DressFormal));
        let informal = points(&talk(Form::Video), Tone::Informal, ResumePlan::IfAsked, 20);
        assert!(informal.contains(&Point::DressInformal) && !informal.contains(&Point::DressFormal));
        let unseen = [usual(Form::Phone), usual(Form::Email)].concat();
        assert!(!unseen.contains(&Point::DressFormal) && !unseen.contains(&Point::DressInformal));
    }

    #[test]
    fn c42_one_leaves_in_time_only_where_there_is_a_way_to_go() {
        assert!([Form::InPerson, Form::Lunch].iter().all(|form| usual(*form).contains(&Point::Leave)));
        assert!([Form::Phone, Form::Video, Form::Email].iter().all(|form| !usual(*form).contains(&Point::Leave)));
    }

    #[test]
    fn c43_a_card_is_taken_along_or_read_out() {
        assert!(usual(Form::Lunch).contains(&Point::Card));
        assert!(usual(Form::Phone).contains(&Point::ContactDetails));
    }

    #[test]
    fn c44_the_resume_is_offered_only_if_asked_or_left_at_home() {
        assert!(usual(Form::InPerson).contains(&Point::ResumeInBag));
        assert!(usual(Form::Phone).contains(&Point::ResumeToSend));
        let home = points(&talk(Form::InPerson), Tone::Formal, ResumePlan::AtHome, 20);
        assert!(home.contains(&Point::ResumeAtHome) && !home.contains(&Point::ResumeInBag));
        let mut one = talk(Form::InPerson);
        assert_eq!(resume_of(&one, None), ResumePlan::IfAsked);
        one.resume = ResumePlan::AtHome;
        assert_eq!(resume_of(&one, None), ResumePlan::AtHome);
    }

    #[test]
    fn c45_every_talk_is_treated_seriously_and_keeps_its_time() {
        for form in [Form::InPerson, Form::Lunch, Form::Phone, Form::Video, Form::Email] {
            assert!(usual(form).contains(&Point::Serious));
        }
        assert!(usual(Form::Phone).contains(&Point::Watch));
        let short = points(&talk(Form::Phone), Tone::Formal, ResumePlan::IfAsked, 10);
        assert!(short.contains(&Point::FirstThings) && !short.contains(&Point::Watch), "length changes the wording");
    }

    #[test]
    fn c41_a_tick_stays_when_the_wording_changes() {
        let mut one = talk(Form::InPerson);
        one.checked = vec!["dress".to_owned()];
        for tone in [Tone::Formal, Tone::Informal] {
            let ticked: Vec<_> =
                checklist(&one, tone, ResumePlan::IfAsked, 20).into_iter().filter(|item| item.done).collect();
            assert_eq!(ticked.len(), 1, "{tone:?}");
        }
    }
}
