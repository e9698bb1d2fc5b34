//! Getting ready, meeting and the first minutes after it.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder};
use chrono::Duration;
use firsthand_app::api::{interviews::InterviewPage, notes::Saved, system::Exported, today::TodayPage};
use firsthand_domain::{
    Answer, Edit, FollowUp, FollowUpKind, HoldsFor, Id, JobsLevel, Preferences, Profile, Question, Stage, ThanksBy,
    bank::question_id, checklist::Point, journey::Todo,
};
use serde_json::json;

impl Device {
    fn set(&self, talk: Id, edits: Vec<Edit>) {
        self.edit("interview", talk, edits);
    }

    fn points(&self, talk: Id) -> Vec<Point> {
        self.interview(talk).checklist.into_iter().map(|item| item.point).collect()
    }

    fn hold(&self, talk: Id) {
        self.call::<Saved>("interview_start", json!({"id": talk}));
        self.wait(Duration::minutes(20));
        self.call::<Saved>("interview_end", json!({"id": talk}));
    }
}

fn mark(device: &Device, talk: Id, question: Id, marks: serde_json::Value) {
    let mut args = json!({"interview": talk, "question": question});
    args.as_object_mut().unwrap().extend(marks.as_object().unwrap().clone());
    device.call::<Saved>("answer_mark", args);
}

#[test]
fn c38_what_fits_follows_the_one_promised_length() {
    let one = device();
    let talk = one.plan(one.person_add("Ana Ruiz"));
    let fits = || {
        let page: InterviewPage = one.interview(talk);
        (page.minutes, page.fits)
    };
    assert_eq!(fits(), (20, 6));
    one.set(talk, vec![Edit::set("promised_minutes", 10)]);
    assert_eq!(fits(), (10, 3));
    one.set(talk, vec![Edit::set("promised_minutes", json!(null))]);
    one.edit("preferences", Preferences::the_id(), vec![Edit::set("minutes", 30)]);
    assert_eq!(fits(), (30, 10), "what nobody promised is what the user asks for");
}

#[test]
fn c38_the_level_of_jobs_is_the_talks_or_the_users() {
    let one = device();
    let talk = one.plan(one.person_add("Ana Ruiz"));
    assert_eq!(one.interview(talk).jobs, JobsLevel::How);
    one.edit("preferences", Preferences::the_id(), vec![Edit::set("jobs", "none")]);
    assert_eq!(one.interview(talk).jobs, JobsLevel::None);
    one.set(talk, vec![Edit::set("jobs", "if_raised")]);
    assert_eq!(one.interview(talk).jobs, JobsLevel::IfRaised);
}

#[test]
fn c40_the_day_the_questions_went_ahead_is_kept() {
    let mut one = device();
    let talk = one.plan(one.person_add("Ana Ruiz"));
    let sent = crate::devices::start() + Duration::hours(3);
    one.set(talk, vec![Edit::time("questions_sent_at", sent)]);
    one.reopen();
    assert_eq!(one.interview(talk).interview.questions_sent_at, Some(sent));
}

#[test]
fn c41_to_c45_the_checklist_follows_manner_form_and_length() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = one.plan(ana);
    let all = one.points(talk);
    assert!(
        [Point::DressFormal, Point::Leave, Point::Card, Point::ResumeInBag, Point::Serious]
            .iter()
            .all(|point| all.contains(point))
    );
    one.edit("person", ana, vec![Edit::set("tone", "informal")]);
    assert!(one.points(talk).contains(&Point::DressInformal), "C41: the person's manner");
    one.edit("preferences", Preferences::the_id(), vec![Edit::set("resume", "at_home")]);
    assert!(one.points(talk).contains(&Point::ResumeAtHome), "C44: the user's choice");
    one.set(talk, vec![Edit::set("form", "phone"), Edit::set("promised_minutes", 10)]);
    let phone = one.points(talk);
    assert!(!phone.contains(&Point::Leave) && phone.contains(&Point::ContactDetails), "C42, C43: {phone:?}");
    assert!(phone.contains(&Point::FirstThings), "a short talk needs another advice");
    one.set(talk, vec![Edit::Add { field: "checked".into(), member: "serious".into() }]);
    let ticked: Vec<_> = one.interview(talk).checklist.into_iter().filter(|item| item.done).collect();
    assert_eq!(ticked.len(), 1, "C45");
}

#[test]
fn c46_the_statement_is_kept_once_and_the_rehearsal_with_the_talk() {
    let one = device();
    one.edit("profile", Profile::the_id(), vec![Edit::write("statement", "I study nursing and like nights.")]);
    let talk = one.plan(one.person_add("Ana Ruiz"));
    one.set(talk, vec![Edit::time("rehearsed_at", crate::devices::start())]);
    let profile: Profile = one.call("profile", json!({}));
    assert_eq!(profile.statement, "I study nursing and like nights.");
    assert!(one.interview(talk).interview.rehearsed_at.is_some());
}

#[test]
fn c47_a_question_that_is_answered_in_print_is_marked() {
    let one = device();
    let talk = one.plan(one.person_add("Ana Ruiz"));
    let q04 = question_id("q04");
    one.edit(Question::KIND.name, q04, vec![Edit::set("published", true), Edit::set("published_in", "The handbook")]);
    let view = one.interview(talk).questions.into_iter().find(|asked| asked.question.id == q04).unwrap().question;
    assert!(view.published && view.published_in == "The handbook" && !view.edited && !view.ask.is_empty());
}

#[test]
fn c57_to_c60_the_close_keeps_resume_surroundings_updates_and_thanks() {
    let mut one = device();
    let talk = one.plan(one.person_add("Ana Ruiz"));
    one.call::<Saved>("interview_start", json!({"id": talk}));
    let flags = ["resume_asked", "resume_given", "thanked_at_close"].map(|field| Edit::set(field, true));
    one.set(talk, flags.to_vec());
    one.set(
        talk,
        vec![
            Edit::set("wants_updates", "yes"),
            Edit::set("tour", "yes"),
            Edit::write("tour_notes", "The night kitchen."),
            Edit::write("surroundings", "Loud, bright, friendly."),
        ],
    );
    one.call::<Saved>("interview_end", json!({"id": talk}));
    one.reopen();
    let kept = one.interview(talk).interview;
    assert!(kept.resume_asked && kept.resume_given, "C57");
    assert_eq!(
        (kept.surroundings.as_str(), kept.tour_notes.as_str()),
        ("Loud, bright, friendly.", "The night kitchen."),
        "C58"
    );
    assert_eq!((kept.wants_updates.word(), kept.thanked_at_close), ("yes", true), "C59, C60");
}

#[test]
fn c61_an_answer_is_typical_or_of_this_place_also_before_it_is_written() {
    let one = device();
    let talk = one.plan(one.person_add("Ana Ruiz"));
    let q04 = question_id("q04");
    mark(&one, talk, q04, json!({"holds_for": "this_place"}));
    one.answer(talk, q04, "Everybody eats together.");
    let answer = |device: &Device| device.interview(talk).questions[0].answer.clone().unwrap();
    assert_eq!((answer(&one).holds_for, answer(&one).text.as_str()), (HoldsFor::ThisPlace, "Everybody eats together."));
    mark(&one, talk, q04, json!({"off_record": true}));
    assert_eq!(
        (answer(&one).holds_for, answer(&one).off_record),
        (HoldsFor::ThisPlace, true),
        "one mark leaves the other"
    );
    mark(&one, talk, q04, json!({"holds_for": "unmarked", "off_record": false}));
    assert_eq!((answer(&one).holds_for, answer(&one).off_record), (HoldsFor::Unmarked, false));
}

#[test]
fn c71_what_to_do_better_returns_until_it_is_ticked() {
    let one = device();
    let (ana, ben) = (one.person_add("Ana Ruiz"), one.person_add("Ben Okoro"));
    let first = one.plan(ana);
    one.hold(first);
    one.set(first, vec![Edit::write("do_better", "Let them finish.")]);
    let second = one.plan(ben);
    let better = one.interview(second).better;
    assert_eq!((better[0].text.as_str(), better[0].person.as_str()), ("Let them finish.", "Ana Ruiz"));
    assert!(one.interview(first).better.is_empty(), "a talk that was held has no checklist any more");
    one.set(first, vec![Edit::time("better_done_at", crate::devices::start())]);
    assert!(one.interview(second).better.is_empty());
}

#[test]
fn c80_the_debrief_comes_first_after_a_talk_and_requires_nothing() {
    let one = device();
    let talk = one.plan(one.person_add("Ana Ruiz"));
    one.hold(talk);
    let next = || one.call::<TodayPage>("today", json!({})).actions[0].action.todo;
    assert_eq!(next(), Todo::Debrief);
    one.set(talk, vec![Edit::time("debriefed_at", crate::devices::start())]);
    assert_eq!(next(), Todo::FollowUp, "nothing was required");
    one.set(
        talk,
        vec![
            Edit::write("struck", "How calm she was."),
            Edit::set("impression", "drawn"),
            Edit::write("ask_next", "Who trains them?"),
        ],
    );
    let kept = one.interview(talk).interview;
    assert_eq!(
        (kept.struck.as_str(), kept.impression.word(), kept.ask_next.as_str()),
        ("How calm she was.", "drawn", "Who trains them?")
    );
}

#[test]
fn c81_what_is_off_the_record_is_in_no_export_and_on_both_devices() {
    let (phone, laptop) = (device(), device());
    let folder = shared_folder();
    pair(folder.path(), &laptop, &[&phone]);
    let talk = phone.plan(phone.person_add("Ana Ruiz"));
    phone.answer(talk, question_id("q04"), "Mornings on the ward.");
    phone.answer(talk, question_id("q28"), "The head nurse is leaving.");
    mark(&phone, talk, question_id("q28"), json!({"off_record": true}));
    let jot = phone.jot("She is looking herself.");
    phone.edit("jot", jot, vec![Edit::set("off_record", true)]);
    settle(&[&phone, &laptop]);
    assert_equal(&[&phone, &laptop]);
    assert_eq!(laptop.answer_text(talk, question_id("q28")), "The head nurse is leaving.", "the notebook keeps it");
    for one in [&phone, &laptop] {
        let file = one.data.with_file_name("export.json");
        let _: Exported = one.call("export_json", json!({"path": file}));
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.contains("Mornings on the ward.") && text.contains("Ana Ruiz"));
        assert!(!text.contains("head nurse") && !text.contains("looking herself"));
        assert!(one.export().contains("head nurse"), "devices are still compared by everything");
    }
    // Marked on one device and unmarked on the other at the same time, it stays here.
    mark(&phone, talk, question_id("q28"), json!({"off_record": false}));
    mark(&phone, talk, question_id("q28"), json!({"off_record": true}));
    mark(&laptop, talk, question_id("q28"), json!({"off_record": false}));
    settle(&[&phone, &laptop]);
    for one in [&phone, &laptop] {
        assert!(!one.app.user_export_text().unwrap().contains("head nurse"));
    }
}

#[test]
fn c25_c51_a_talk_begins_right_now_with_nobody_and_nothing_planned() {
    let one = device();
    let talk = one.call::<Saved>("meet_now", json!({})).id;
    let page = one.interview(talk);
    assert_eq!((page.stage, page.person.is_none(), page.questions.len()), (Stage::Meeting, true, 3));
    one.call::<serde_json::Value>("undo", json!({}));
    assert!(one.call::<Vec<serde_json::Value>>("interviews", json!({})).is_empty(), "one act, one step back");
}

#[test]
fn c62_c63_thanks_follow_what_the_user_prefers() {
    let one = device();
    one.edit(
        "preferences",
        Preferences::the_id(),
        vec![Edit::set("thanks_by", "handwritten"), Edit::set("thanks_due", "two_days")],
    );
    let talk = one.plan(one.person_add("Ana Ruiz"));
    one.hold(talk);
    let owed = one.interview(talk).follow_ups.remove(0);
    assert_eq!(
        (owed.id(), owed.kind(), owed.by),
        (FollowUp::thanks_of(talk), FollowUpKind::Thanks, ThanksBy::Handwritten)
    );
    let days = owed.due_at.unwrap() - one.interview(talk).interview.ended_at.unwrap();
    assert!((Duration::days(1)..Duration::days(3)).contains(&days), "{days}");
}

#[test]
fn c50_an_answer_has_one_id_on_every_device() {
    let (phone, laptop) = (device(), device());
    let folder = shared_folder();
    pair(folder.path(), &laptop, &[&phone]);
    let talk = laptop.plan(laptop.person_add("Ana Ruiz"));
    settle(&[&phone, &laptop]);
    // The phone answers while the laptop marks the same question and prepares another talk.
    phone.answer(talk, question_id("q04"), "Mornings on the ward.");
    mark(&laptop, talk, question_id("q04"), json!({"holds_for": "typical"}));
    laptop.set(talk, vec![Edit::Add { field: "checked".into(), member: "card".into() }]);
    phone.set(talk, vec![Edit::Add { field: "checked".into(), member: "dress".into() }]);
    settle(&[&phone, &laptop]);
    assert_equal(&[&phone, &laptop]);
    let page = phone.interview(talk);
    let answer = page.questions[0].answer.clone().unwrap();
    assert_eq!((answer.id(), answer.holds_for), (Answer::id_of(talk, question_id("q04")), HoldsFor::Typical));
    assert_eq!(answer.text, "Mornings on the ward.");
    assert_eq!(page.checklist.iter().filter(|item| item.done).count(), 2, "ticks of both devices stay");
}
