//! The slots of a letter: what the records say, in words that stand within a sentence. Answers are never read here, and so
//! nothing said off the record can come into a letter (C81).

use super::About;
use crate::{
    api::ApiError,
    queries::{all, in_force, linked, named, pinned_questions, question_views},
};
use firsthand_domain::{
    Answer, English, FollowUp, Form, Id, Interview, Organization, Permission, Person, Profile, Referral,
    ReferralOutcome, Stage, Standing,
};
use firsthand_interop::letter::say_when;
use firsthand_store::Store;
use std::collections::BTreeMap;

/// Fills the slots that the records know; what is not known is left out.
pub(crate) fn slots(store: &Store, about: &About) -> Result<BTreeMap<String, String>, ApiError> {
    let mut slots = BTreeMap::new();
    let mut put = |name: &str, value: String| {
        if !value.trim().is_empty() {
            slots.insert(name.to_owned(), value);
        }
    };
    let gb = about.english == English::Gb;
    put("minutes", about.minutes.to_string());
    if let Some(known) = &about.preferences {
        put("me", known.signature.clone());
    }
    if let Some(profile) = in_force::<Profile>(store, "profile", Profile::the_id())? {
        put("i_am", i_am(profile.standing, gb).to_owned());
    }
    if let Some(person) = &about.person {
        put("name", person.name.clone());
        put("first_name", person.name.split_whitespace().next().unwrap_or_default().to_owned());
        put("known", phrase(&person.how_known));
        put("role", phrase(&person.role));
        put("sent_by", sent_by(store, person)?);
        if let Some(organization) = person.organization {
            let organization: Option<Organization> = in_force(store, "organization", organization)?;
            put("organization", organization.map(|found| found.name).unwrap_or_default());
        }
        put("field", phrase(&person.field));
    }
    if let Some(exploration) = &about.exploration {
        put("objective", phrase(&exploration.objective));
        let field = [&exploration.field, &exploration.job].into_iter().find(|field| !field.is_empty());
        put("field", field.cloned().unwrap_or_default());
    }
    if let Some(talk) = &about.talk {
        of_talk(store, talk, gb, &mut put)?;
    } else {
        put("questions", numbered(store, &pinned_questions(store)?)?);
    }
    put("named", names(store, &pointed(store, about)?)?);
    if let Some(referral) = &about.referral {
        put("suggestion", phrase(&referral.what));
        let prospect = named(store, referral.prospect)?.map(|found| found.name).unwrap_or_default();
        let slot = match referral.outcome {
            ReferralOutcome::Open => None,
            ReferralOutcome::Reached => Some("reached"),
            ReferralOutcome::Met => Some("met"),
            ReferralOutcome::NoReply => Some("no_reply"),
            ReferralOutcome::Declined => Some("declined"),
            ReferralOutcome::LetGo => Some("let_go"),
        };
        if let Some(slot) = slot {
            put(slot, prospect.clone());
        }
        put("prospect", prospect);
    }
    Ok(slots)
}

fn of_talk(store: &Store, talk: &Interview, gb: bool, put: &mut impl FnMut(&str, String)) -> Result<(), ApiError> {
    if let Some(at) = talk.scheduled_at.or(talk.started_at) {
        let when = say_when(at, &talk.zone, gb);
        put("day", when.day);
        if talk.scheduled_at.is_some() {
            put("time", when.time);
            put("zone", when.zone);
        }
    }
    put("form", form(talk.form).to_owned());
    put("place", phrase(&talk.place));
    put("struck", phrase(&talk.struck));
    put("questions", numbered(store, &talk.plan)?);
    let answers: Vec<Answer> = linked(store, "answer", "interview", talk.id())?;
    let answered =
        |question: &Id| answers.iter().any(|answer| answer.question == Some(*question) && answer.is_written());
    let open: Vec<Id> = talk.plan.iter().copied().filter(|question| !answered(question)).collect();
    put("open_questions", numbered(store, &open)?);
    let face_to_face = matches!(talk.form, Form::InPerson | Form::Lunch);
    let yes = |known: bool| if known { "yes".to_owned() } else { String::new() };
    put("i_pay", yes(talk.i_pay && talk.form == Form::Lunch));
    put("tour", yes(talk.at_their_place && face_to_face && talk.tour == Permission::NotAsked));
    put("wants_updates", yes(talk.wants_updates == Permission::Yes));
    put("may_come_back", yes(talk.may_come_back == Permission::Yes));
    if talk.stage() == Stage::Held {
        let since = all::<Interview>(store, "interview")?;
        let since = since.iter().filter(|other| other.ended_at > talk.ended_at && other.person != talk.person).count();
        put("talks_since", talks(since));
    }
    Ok(())
}

/// Brings a note into a form that can stand within a sentence: one line, without its full stop.
fn phrase(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.strip_suffix('.') {
        Some(short) if !short.ends_with('.') => short.to_owned(),
        _ => line,
    }
}

const fn i_am(standing: Standing, gb: bool) -> &'static str {
    match (standing, gb) {
        (Standing::Unsaid, _) => "",
        (Standing::EarlyStudent, false) => "I am in my first years of college",
        (Standing::EarlyStudent, true) => "I am in my first years at university",
        (Standing::LateStudent, false) => "I am in my last years of college",
        (Standing::LateStudent, true) => "I am in my last years at university",
        (Standing::Graduate, _) => "I have finished my degree and am choosing where to go from here",
        (Standing::Working, _) => "I am working and looking at where to go from here",
    }
}

const fn form(form: Form) -> &'static str {
    match form {
        Form::InPerson => "in person",
        Form::Lunch => "over lunch",
        Form::Phone => "by phone",
        Form::Video => "by video",
        Form::Email => "by e-mail",
    }
}

fn talks(count: usize) -> String {
    const WORDS: [&str; 10] =
        ["", "one more interview", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    match (count, WORDS.get(count)) {
        (0, _) => String::new(),
        (1, Some(word)) => (*word).to_owned(),
        (_, Some(word)) => format!("{word} more interviews"),
        _ => format!("{count} more interviews"),
    }
}

/// Names who sent me, unless they do not want their name used (C18, C55).
fn sent_by(store: &Store, person: &Person) -> Result<String, ApiError> {
    let mut received: Vec<Referral> = linked(store, "referral", "prospect", person.id())?;
    let mut refused = Vec::new();
    received.retain(|referral| {
        let no = referral.may_use_name == Permission::No;
        refused.extend(referral.giver.filter(|_| no));
        !no && referral.giver.is_some()
    });
    received.sort_by_key(|referral| {
        (referral.may_use_name != Permission::Yes, referral.giver != person.referred_by, referral.meta.created)
    });
    for giver in received.iter().filter_map(|referral| referral.giver).chain(person.referred_by) {
        if !refused.contains(&giver)
            && let Some(found) = named(store, Some(giver))?.filter(|found| !found.deleted && !found.name.is_empty())
        {
            return Ok(found.name);
        }
    }
    Ok(String::new())
}

/// Finds the referrals that a letter of thanks speaks of: those of the talk, or those of the attempt (C64).
fn pointed(store: &Store, about: &About) -> Result<Vec<Id>, ApiError> {
    let Some(person) = &about.person else { return Ok(Vec::new()) };
    let given: Vec<Referral> = linked(store, "referral", "giver", person.id())?;
    let of_attempt = |referral: &Referral| {
        let pointing = referral.attempt.map(FollowUp::pointing_of);
        pointing.is_some() && pointing == about.duty.as_ref().map(FollowUp::id)
    };
    let mut of_talk: Vec<_> = given
        .iter()
        .filter(|referral| match &about.talk {
            Some(talk) => referral.interview == Some(talk.id()),
            None => of_attempt(referral),
        })
        .collect();
    of_talk.sort_by_key(|referral| (referral.meta.created, referral.id()));
    Ok(of_talk.iter().filter_map(|referral| referral.prospect).collect())
}

fn names(store: &Store, people: &[Id]) -> Result<String, ApiError> {
    let mut names = Vec::new();
    for person in people {
        names.extend(named(store, Some(*person))?.map(|found| found.name).filter(|name| !name.is_empty()));
    }
    Ok(match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    })
}

fn numbered(store: &Store, questions: &[Id]) -> Result<String, ApiError> {
    let views = question_views(store)?;
    let asked = questions.iter().filter_map(|id| views.iter().find(|view| view.id == *id)).map(|view| view.ask.trim());
    let lines = asked.filter(|ask| !ask.is_empty()).enumerate().map(|(place, ask)| format!("{}. {ask}", place + 1));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_becomes_part_of_a_sentence() {
        assert_eq!(phrase(" We met\n in May. "), "We met in May");
        assert_eq!(phrase("so it goes..."), "so it goes...");
        assert_eq!(
            [talks(0), talks(1), talks(3), talks(12)],
            ["", "one more interview", "three more interviews", "12 more interviews"].map(str::to_owned)
        );
    }
}
