//! Asking: six outcomes, each with exactly its record, and names that come up.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder, start};
use chrono::Duration;
use firsthand_app::api::{
    asking::{CallScript, CalledSo, Recorded},
    letters::Composed,
    notes::{Saved, Undone},
    people::{AddedReferral, PersonRow},
};
use firsthand_domain::{
    Channel, Edit, FollowUp, FollowUpKind, Form, Id, Outcome, Permission, Stage, journey::Todo, people::Preferred,
};
use serde_json::{Value, json};

fn ana(one: &Device) -> Id {
    let ana = one.person_add("Ana Ruiz");
    let number = json!({"kind": "phone", "value": "+49 (0)30 1234"});
    one.edit("person", ana, vec![Edit::Put { field: "channels".into(), entry: "p".into(), value: number }]);
    ana
}

fn outcome(one: &Device, person: Id, outcome: &str) -> Recorded {
    one.call("outcome_record", json!({"person": person, "outcome": outcome}))
}

fn script(one: &Device, person: Id) -> CallScript {
    one.call("call_script", json!({"person": person}))
}

#[test]
fn c17_to_c22_the_script_is_read_while_dialling() {
    let one = device();
    let ana = ana(&one);
    one.edit("person", ana, vec![Edit::write("how_known", "We met at the open day."), Edit::set("role", "nurse")]);
    let page = script(&one, ana);
    assert_eq!(page.script.tel.as_deref(), Some("tel:+49301234"));
    assert!(page.script.said.iter().any(|card| card.id == "known" && card.text == "We met at the open day."), "C17");
    for card in ["minutes", "no_job", "now_or_later", "thanks"] {
        assert!(page.script.said.iter().any(|said| said.id == card), "{card}");
    }
    assert!(page.script.said.iter().all(|said| said.text.chars().count() < 200), "a card is read at a glance");
    assert_eq!((page.about.as_str(), page.channel), ("nurse", Channel::Phone));
}

#[test]
fn c25_right_now_a_talk_goes_on_at_once() {
    let one = device();
    let ana = ana(&one);
    let done = outcome(&one, ana, "right_now");
    let talk = one.interview(done.interview.unwrap());
    assert_eq!(
        (talk.stage, talk.interview.form, talk.interview.promised_minutes),
        (Stage::Meeting, Form::Phone, Some(20))
    );
    assert_eq!(talk.interview.started_at, Some(start()));
    assert_eq!(talk.questions.len(), 3, "C39: the pinned questions are there to be answered");
    let attempt = &one.person(ana).attempts[0];
    assert_eq!((attempt.outcome, attempt.interview), (Outcome::RightNow, done.interview));
    one.call::<Undone>("undo", json!({}));
    assert!(one.person(ana).attempts.is_empty() && one.person(ana).interviews.is_empty(), "one act, one step back");
}

#[test]
fn c26_yes_later_a_talk_waits_for_its_time_with_the_promised_length() {
    let one = device();
    let ana = ana(&one);
    let done: Recorded = one.call("outcome_record", json!({"person": ana, "outcome": "later", "minutes": 15}));
    let talk = one.interview(done.interview.unwrap());
    assert_eq!((talk.stage, talk.interview.promised_minutes), (Stage::Planned, Some(15)));
    assert_eq!(talk.interview.told_minutes, None, "nothing was sent yet");
    one.wait(Duration::hours(1));
    let again = outcome(&one, ana, "later");
    assert_eq!(
        (again.interview, one.person(ana).interviews.len()),
        (done.interview, 1),
        "the same talk, no second one"
    );
    let now = outcome(&one, ana, "right_now");
    assert_eq!((now.interview, one.interview(now.interview.unwrap()).stage), (done.interview, Stage::Meeting));
}

#[test]
fn c27_busy_there_is_always_a_time_to_call_back() {
    let one = device();
    let ana = ana(&one);
    assert_eq!(outcome(&one, ana, "busy").call_back_at, Some(start() + Duration::hours(1)));
    let named = start() + Duration::days(1);
    let done: Recorded = one.call("outcome_record", json!({"person": ana, "outcome": "busy", "call_back_at": named}));
    assert_eq!((done.call_back_at, done.tries), (Some(named), 2));
    assert!(one.person(ana).interviews.is_empty() && one.person(ana).follow_ups.is_empty(), "and nothing else");
}

#[test]
fn c28_prefers_mail_is_remembered_and_the_mail_with_the_questions_is_drafted() {
    let one = device();
    let ana = ana(&one);
    outcome(&one, ana, "prefers_email");
    assert_eq!(one.person(ana).person.preferred, Preferred::Email, "C23");
    assert_eq!(script(&one, ana).channel, Channel::Email);
    let letter: Composed = one.call("letter", json!({"purpose": "questions", "person": ana}));
    assert!(letter.body.contains("1. ") && letter.body.contains("letting me ask you by e-mail"), "{}", letter.body);
    one.call::<Undone>("undo", json!({}));
    let page = one.person(ana);
    assert!(page.attempts.is_empty() && page.person.preferred == Preferred::Unknown, "one act");
}

#[test]
fn c29_c64_who_cannot_help_may_name_somebody_and_is_thanked() {
    let one = device();
    let ana = ana(&one);
    let done = outcome(&one, ana, "cannot_help");
    assert!(one.person(ana).follow_ups.is_empty() && done.interview.is_none());
    let named: AddedReferral = one.call(
        "mention_add",
        json!({"name": "Ben Okoro", "attempt": done.attempt, "how_to_reach": "ward 7", "may_use_name": "yes"}),
    );
    let ben = one.person(named.person);
    assert_eq!(ben.referred_by.as_ref().unwrap().id, ana);
    let referral = &ben.referrals_received[0].referral;
    assert_eq!((referral.attempt, referral.may_use_name), (Some(done.attempt), Permission::Yes));
    let owed = &one.person(ana).follow_ups[0];
    assert_eq!((owed.id(), owed.kind()), (FollowUp::pointing_of(done.attempt), FollowUpKind::ThanksForPointing));
    assert_eq!(owed.due_at, Some(start() + Duration::days(1)));
    let thanks: Composed = one.call("letter", json!({"follow_up": owed.id()}));
    assert!(thanks.body.contains("pointing me to Ben Okoro"), "{}", thanks.body);
    let asking: Composed = one.call("letter", json!({"purpose": "ask", "person": named.person, "channel": "phone"}));
    assert!(asking.body.contains("Ana Ruiz gave me your name"), "C18: {}", asking.body);
}

#[test]
fn c30_who_could_not_help_is_thanked_in_writing_once() {
    let one = device();
    let ana = ana(&one);
    outcome(&one, ana, "cannot_help");
    assert_eq!(one.person(ana).next.unwrap().todo, Todo::Thank);
    one.wait(Duration::hours(1));
    one.call::<Saved>("letter_sent", json!({"purpose": "thanks_for_pointing", "person": ana}));
    let page = one.person(ana);
    assert!(page.attempts[0].thanked && page.next.is_none(), "{:?}", page.next);
}

#[test]
fn c25_to_c29_each_outcome_leads_to_its_next_action() {
    for (said, next) in [
        ("right_now", Some(Todo::Continue)),
        ("later", Some(Todo::Schedule)),
        ("busy", Some(Todo::CallBack)),
        ("prefers_email", Some(Todo::Write)),
        ("cannot_help", Some(Todo::Thank)),
        ("no_answer", None),
    ] {
        let one = device();
        let ana = ana(&one);
        outcome(&one, ana, said);
        let page = one.person(ana);
        assert_eq!(page.next.as_ref().map(|next| next.todo), next, "{said}: {:?}", page.next);
        assert_eq!(page.rest.is_none(), next.is_some(), "{said}: a rest is stated");
        assert_eq!(page.attempts.len(), 1, "{said}");
    }
}

#[test]
fn c30_c31_tries_are_counted_and_listed_with_their_dates() {
    let one = device();
    let ana = ana(&one);
    for tries in 1..=3 {
        assert_eq!(outcome(&one, ana, "no_answer").tries, tries);
        one.wait(Duration::days(1));
    }
    let listed = script(&one, ana).attempts;
    let days: Vec<_> = listed.iter().map(|attempt| (attempt.at.unwrap() - start()).num_days()).collect();
    assert_eq!(days, [2, 1, 0], "C31: the newest first");
    assert!(
        script(&one, ana).script.said.last().unwrap().text.contains("Thank you"),
        "C30: the script ends by thanking"
    );
}

#[test]
fn c16_a_name_means_the_person_who_has_it_already() {
    let one = device();
    let ana = ana(&one);
    let ben = one.person_add("Bén Okoro");
    let talk = one.plan(ana);
    let add = |args: Value| one.call::<AddedReferral>("mention_add", args);
    let called: CalledSo = one.call("people_called", json!({"name": "ben  okoro"}));
    assert_eq!((called.exact[0].id, called.near.len()), (ben, 0));
    let near: CalledSo = one.call("people_called", json!({"name": "oko"}));
    assert_eq!((near.exact.len(), near.near[0].id), (0, ben));
    let first = add(json!({"name": "Ben Okoro", "interview": talk}));
    assert_eq!(first.person, ben, "no second Ben");
    assert_eq!(one.person(ben).referred_by.unwrap().id, ana);
    assert_eq!(
        add(json!({"name": "ben okoro", "interview": talk})).referral,
        first.referral,
        "named twice is named once"
    );
    let other = add(json!({"name": "Ben Okoro", "another": true}));
    assert_ne!(other.person, ben);
    let refused = one.refused("mention_add", json!({"name": "Ben Okoro", "interview": talk}));
    assert!(refused.message.contains("2 people") && refused.hint.is_some(), "{refused:?}");
    assert_eq!(add(json!({"prospect": other.person, "giver": ana})).person, other.person);
    assert!(one.refused("mention_add", json!({"prospect": ana, "giver": ana})).message.contains("names themselves"));
    assert_eq!(one.call::<Vec<PersonRow>>("people", json!({})).len(), 3);
}

#[test]
fn c16_a_name_in_a_jot_or_an_answer_knows_where_it_came_from() {
    let one = device();
    let ana = ana(&one);
    let talk = one.plan(ana);
    let question = one.interview(talk).questions[0].question.id;
    let answer = one.answer(talk, question, "Ask Cem about nights.").id;
    let cem: AddedReferral = one.call("mention_add", json!({"name": "Cem", "answer": answer}));
    let referral = &one.person(cem.person).referrals_received[0].referral;
    assert_eq!((referral.answer, referral.interview, referral.giver), (Some(answer), Some(talk), Some(ana)));
    let jot = one.call::<Saved>("jot_save", json!({"text": "Dee runs the lab", "person": ana})).id;
    let dee: AddedReferral = one.call("mention_add", json!({"name": "Dee", "jot": jot}));
    let referral = &one.person(dee.person).referrals_received[0].referral;
    assert_eq!((referral.jot, referral.giver), (Some(jot), Some(ana)));
    assert_eq!(one.refused("mention_add", json!({"name": " "})).message, "The name is empty.");
}

#[test]
fn c29_two_devices_that_note_the_name_apart_owe_thanks_once() {
    let (folder, one, two) = (shared_folder(), device(), device());
    pair(folder.path(), &one, &[&two]);
    let ana = ana(&one);
    let done = outcome(&one, ana, "cannot_help");
    settle(&[&one, &two]);
    one.call::<AddedReferral>("mention_add", json!({"name": "Ben", "attempt": done.attempt}));
    two.wait(Duration::minutes(9));
    two.call::<AddedReferral>("mention_add", json!({"name": "Cem", "attempt": done.attempt}));
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
    let owed = one.person(ana).follow_ups;
    assert_eq!(owed.len(), 1);
    assert!(owed[0].meta.conflicts.is_empty(), "{:?}", owed[0].meta.conflicts);
    let thanks: Composed = one.call("letter", json!({"follow_up": owed[0].id()}));
    assert!(thanks.body.contains("Ben and Cem") || thanks.body.contains("Cem and Ben"), "{}", thanks.body);
}
