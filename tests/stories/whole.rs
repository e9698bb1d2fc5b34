//! The whole interview at once: one promised length in everything, and two devices that run the same talk apart.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder, start};
use chrono::Duration;
use firsthand_app::api::{
    asking::CallScript,
    letters::Composed,
    notes::Saved,
    people::AddedReferral,
    schedule::{CalendarFile, Scheduled},
    today::TodayPage,
};
use firsthand_domain::{Edit, FollowUp, Id, journey::Todo};
use serde_json::json;

/// Everything that says how long a talk will be, as minutes or as text.
fn said_everywhere(one: &Device, ana: Id, talk: Id) -> (Vec<u32>, String, CalendarFile) {
    let script: CallScript = one.call("call_script", json!({"person": ana}));
    let letter = |purpose: &str| -> Composed {
        one.call("letter", json!({"purpose": purpose, "person": ana, "interview": talk, "channel": "email"}))
    };
    let (ask, confirm, questions) = (letter("ask"), letter("confirm"), letter("questions"));
    let page = one.interview(talk);
    let file: CalendarFile = one.call("calendar_write", json!({"interview": talk}));
    let spoken: Vec<&str> = script.script.said.iter().map(|card| card.text.as_str()).collect();
    let text = [&spoken.join("\n"), &ask.body, &confirm.body, &questions.body].map(String::as_str).join("\n");
    let minutes = vec![
        script.script.minutes,
        ask.minutes,
        confirm.minutes,
        page.minutes,
        page.interview.promised_minutes.unwrap(),
    ];
    (minutes, text, file)
}

/// The length of a calendar entry, from its two times in UTC.
fn lasts(file: &CalendarFile) -> Duration {
    let text = std::fs::read_to_string(&file.path).unwrap();
    let event = text.split("BEGIN:VEVENT").nth(1).unwrap();
    let time = |name: &str| {
        let line = event.lines().find(|line| line.starts_with(name)).unwrap();
        let value = line.rsplit(':').next().unwrap().trim_end_matches('Z');
        chrono::NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%S").unwrap()
    };
    time("DTEND") - time("DTSTART")
}

#[test]
fn c21_ten_minutes_become_twenty_in_script_mail_calendar_questions_and_timer() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = one.plan(ana);
    let agree =
        json!({"id": talk, "scheduled_at": start() + Duration::days(3), "zone": "Europe/Berlin", "minutes": 10});
    assert!(one.call::<Scheduled>("schedule", agree).saved.is_some());
    let (minutes, text, first) = said_everywhere(&one, ana, talk);
    assert_eq!((minutes, lasts(&first)), (vec![10; 5], Duration::minutes(10)));
    assert!(text.matches("10 minutes").count() >= 3 && !text.contains("20 minutes"), "{text}");
    let fits = one.interview(talk).fits;

    let done: Scheduled = one.call("promise", json!({"id": talk, "minutes": 20}));
    assert!(done.saved.is_some() && done.told.is_none(), "nobody was told yet, so nobody is asked");
    let (minutes, text, second) = said_everywhere(&one, ana, talk);
    assert_eq!((minutes, lasts(&second)), (vec![20; 5], Duration::minutes(20)));
    assert!(text.matches("20 minutes").count() >= 3 && !text.contains("10 minutes"), "{text}");
    assert!(one.interview(talk).fits > fits, "more questions fit");
    assert_eq!((&second.uid, second.sequence), (&first.uid, first.sequence + 1));

    one.call::<Saved>(
        "letter_sent",
        json!({"purpose": "confirm", "person": ana, "interview": talk, "channel": "email"}),
    );
    let asks: Scheduled = one.call("promise", json!({"id": talk, "minutes": 30}));
    assert_eq!((asks.saved, asks.told.unwrap().minutes), (None, Some(20)), "after sending it asks");
    let begun: Saved = one.call("interview_start", json!({"id": talk}));
    assert_eq!((begun.id, one.interview(talk).minutes), (talk, 20), "the timer counts what was promised");
}

#[test]
fn c21_what_is_said_on_the_phone_keeps_the_length_of_a_planned_talk() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = one.plan(ana);
    one.call::<Scheduled>("promise", json!({"id": talk, "minutes": 45}));
    let script: CallScript = one.call("call_script", json!({"person": ana}));
    assert_eq!((script.script.minutes, script.interview), (45, Some(talk)));
    one.call::<serde_json::Value>("outcome_record", json!({"person": ana, "outcome": "later"}));
    assert_eq!(one.person(ana).interviews.len(), 1, "no second talk");
    assert_eq!(one.interview(talk).interview.promised_minutes, Some(45));
}

#[test]
fn c91_c95_two_devices_run_one_interview_apart() {
    let (phone, laptop) = (device(), device());
    let folder = shared_folder();
    pair(folder.path(), &laptop, &[&phone]);
    let ana = laptop.person_add("Ana Ruiz");
    let talk = laptop.plan(ana);
    laptop.call::<Scheduled>("schedule", json!({"id": talk, "scheduled_at": start(), "minutes": 20}));
    settle(&[&phone, &laptop]);
    let plan = laptop.interview(talk).interview.plan;

    // The laptop prepares: another order, a question of its own, a place, notes, and words for the first answer.
    let own: Saved = laptop.call("question_add", json!({"ask": "Who wears the red badges?", "interview": talk}));
    let mut order = laptop.interview(talk).interview.plan;
    order.reverse();
    laptop.edit("interview", talk, vec![Edit::Arrange { field: "plan".into(), ids: order }]);
    laptop.edit("interview", talk, vec![Edit::set("place", "Ward 3"), Edit::write("notes", "Read the article.\n")]);
    laptop.answer(talk, plan[0], "Her article says: nights. ");
    let chosen: AddedReferral = laptop.call("referral_add", json!({"name": "Ben Okoro", "interview": talk}));

    // The phone meets: it begins, answers, names the same man, is offered more time, ends and looks back.
    phone.call::<Saved>("interview_start", json!({"id": talk}));
    phone.answer(talk, plan[0], "Up at five. ");
    phone.answer(talk, plan[1], "Being tired and still kind.");
    phone.call::<Saved>("interview_offer_more", json!({"id": talk, "minutes": 10}));
    phone.call::<Saved>("jot_save", json!({"text": "Smells of soap", "interview": talk}));
    let named: AddedReferral = phone.call("referral_add", json!({"name": "Ben Okoro", "interview": talk}));
    phone.wait(Duration::minutes(25));
    phone.call::<Saved>("interview_end", json!({"id": talk}));
    phone.edit(
        "interview",
        talk,
        vec![Edit::write("struck", "How quiet it was."), Edit::time("debriefed_at", start())],
    );
    laptop.wait(Duration::minutes(30));
    settle(&[&phone, &laptop]);
    settle(&[&phone, &laptop]);
    assert_equal(&[&phone, &laptop]);

    for one in [&phone, &laptop] {
        let page = one.interview(talk);
        let first = one.answer_text(talk, plan[0]);
        assert!(first.contains("Her article says: nights.") && first.contains("Up at five."), "{first}");
        assert_eq!(one.answer_text(talk, plan[1]), "Being tired and still kind.");
        let mut asked: Vec<Id> = page.questions.iter().map(|asked| asked.question.id).collect();
        assert!(asked.contains(&own.id) && plan.iter().all(|id| asked.contains(id)));
        let count = asked.len();
        asked.sort();
        asked.dedup();
        assert_eq!((asked.len(), count), (plan.len() + 1, plan.len() + 1), "no question stands twice");
        assert_eq!((page.interview.place.as_str(), page.interview.struck.as_str()), ("Ward 3", "How quiet it was."));
        assert_eq!((page.interview.extra_minutes, page.jots.len()), (Some(10), 1));
        let thanks = page.follow_ups.iter().filter(|duty| duty.id() == FollowUp::thanks_of(talk)).count();
        assert_eq!((thanks, page.follow_ups.len()), (1, 1), "thanks are owed once");
        let today: TodayPage = one.call("today", json!({}));
        let for_ana: Vec<Todo> = today
            .actions
            .iter()
            .filter(|row| row.person.as_ref().is_some_and(|person| person.id == ana))
            .map(|row| row.action.todo)
            .collect();
        assert_eq!(for_ana, [Todo::FollowUp], "one next action, and the right one");
    }
    // Named on both while apart, he may be there twice; the same name says so, and each knows who named him.
    assert!(chosen.person == named.person || laptop.person(chosen.person).referrals_received.len() == 1);

    // Both say thanks: the laptop by a letter, the phone by a tick.
    laptop.call::<Saved>(
        "letter_sent",
        json!({"purpose": "thanks", "person": ana, "interview": talk, "channel": "email"}),
    );
    phone.call::<Saved>("follow_up_done", json!({"id": FollowUp::thanks_of(talk), "done": true}));
    settle(&[&phone, &laptop]);
    settle(&[&phone, &laptop]);
    assert_equal(&[&phone, &laptop]);
    for one in [&phone, &laptop] {
        let next = one.person(ana).next.unwrap();
        assert_eq!(next.todo, Todo::Reflect);
    }
}
