//! What is owed after a talk, what came out of it, and how the network grew.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder};
use chrono::Duration;
use firsthand_app::api::{
    after::{LeadRow, NetworkRow},
    asking::Recorded,
    letters::Composed,
    notes::{Saved, Undone},
    people::AddedReferral,
};
use firsthand_domain::{
    Edit, FollowUp, FollowUpKind, Id, LeadState, Permission, Preferences, ReferralOutcome, ThanksBy, journey::Todo,
};
use serde_json::json;

/// Holds a talk with somebody.
fn held(one: &Device, person: Id) -> Id {
    let talk = one.plan(person);
    one.call::<Saved>("interview_start", json!({"id": talk}));
    one.wait(Duration::minutes(20));
    one.call::<Saved>("interview_end", json!({"id": talk}));
    one.wait(Duration::minutes(1));
    talk
}

fn named(one: &Device, name: &str, interview: Id) -> AddedReferral {
    one.call("referral_add", json!({"name": name, "interview": interview}))
}

/// Returns what is owed to somebody of one kind, in words and whether it is settled.
fn owed(one: &Device, person: Id, kind: FollowUpKind) -> Vec<(String, bool)> {
    let duties = one.person(person).follow_ups;
    let of_kind = duties.into_iter().filter(|duty: &FollowUp| duty.kind() == kind);
    of_kind.map(|duty| (duty.what, duty.done_at.is_some())).collect()
}

fn came_of(one: &Device, referral: Id, outcome: &str) {
    one.call::<Saved>("referral_outcome", json!({"id": referral, "outcome": outcome}));
}

#[test]
fn c62_c63_thanks_can_be_due_at_another_time_and_go_out_by_hand() {
    let mut one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = held(&one, ana);
    let later = crate::devices::start() + Duration::days(2);
    let thanks = FollowUp::thanks_of(talk);
    one.edit("follow-up", thanks, vec![Edit::time("due_at", later), Edit::set("by", "handwritten")]);
    one.reopen();
    let duty = &one.person(ana).follow_ups[0];
    assert_eq!((duty.id(), duty.due_at, duty.by), (thanks, Some(later), ThanksBy::Handwritten));
}

#[test]
fn c65_a_report_is_owed_once_the_outcome_is_known_and_stays_owed_until_sent() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = held(&one, ana);
    let ben = named(&one, "Ben Okoro", talk);
    let report = || owed(&one, ana, FollowUpKind::Report);
    assert!(report().is_empty(), "nothing is known yet");
    came_of(&one, ben.referral, "declined");
    let words = "Tell Ana Ruiz how it went with Ben Okoro".to_owned();
    assert_eq!(report(), [(words.clone(), false)]);
    came_of(&one, ben.referral, "open");
    assert!(report().is_empty(), "what is open again is not reported");
    came_of(&one, ben.referral, "no_reply");
    assert_eq!(report(), [(words.clone(), false)]);
    one.wait(Duration::days(30));
    assert_eq!(report(), [(words.clone(), false)], "it stays owed");
    one.call::<Saved>("follow_up_done", json!({"id": FollowUp::report_of(ben.referral), "done": true}));
    came_of(&one, ben.referral, "open");
    came_of(&one, ben.referral, "let_go");
    assert_eq!(report(), [(words, true)], "what was sent is not owed twice");
}

#[test]
fn c65_meeting_somebody_settles_what_led_to_them_and_ending_too_early_takes_it_back() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let ben = named(&one, "Ben Okoro", held(&one, ana));
    let talk = held(&one, ben.person);
    let outcome = || one.person(ben.person).referrals_received[0].referral.outcome;
    assert_eq!(outcome(), ReferralOutcome::Met);
    assert_eq!(owed(&one, ana, FollowUpKind::Report).len(), 1);
    one.call::<Saved>("interview_resume", json!({"id": talk}));
    assert_eq!((outcome(), owed(&one, ana, FollowUpKind::Report).len()), (ReferralOutcome::Open, 0));
    one.call::<Saved>("interview_end", json!({"id": talk}));
    assert_eq!((outcome(), owed(&one, ana, FollowUpKind::Report).len()), (ReferralOutcome::Met, 1));
    one.assert_sound();
}

#[test]
fn c65_a_suggestion_has_an_outcome_too() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = held(&one, ana);
    let hint: Saved = one.call("suggestion_add", json!({"what": " Read the ward's  blog ", "interview": talk}));
    came_of(&one, hint.id, "met");
    assert_eq!(
        owed(&one, ana, FollowUpKind::Report),
        [("Tell Ana Ruiz what came of it: Read the ward's blog".to_owned(), false)]
    );
    assert!(one.refused("suggestion_add", json!({"what": "  "})).hint.is_some());
}

#[test]
fn c66_c57_only_those_who_want_news_are_owed_them_whenever_they_say_so() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = held(&one, ana);
    let count = |kind| owed(&one, ana, kind).len();
    assert_eq!((count(FollowUpKind::Update), count(FollowUpKind::Resume)), (0, 0));
    one.edit("interview", talk, vec![Edit::set("wants_updates", "yes"), Edit::set("resume_asked", true)]);
    assert_eq!((count(FollowUpKind::Update), count(FollowUpKind::Resume)), (1, 1));
    one.edit("interview", talk, vec![Edit::set("wants_updates", "no"), Edit::set("resume_given", true)]);
    assert_eq!((count(FollowUpKind::Update), count(FollowUpKind::Resume)), (0, 0));
    let next = one.plan(ana);
    one.edit("interview", next, vec![Edit::set("wants_updates", "yes")]);
    assert_eq!(count(FollowUpKind::Update), 0, "a talk that is ahead leaves nothing owed");
    one.call::<Saved>("interview_end", json!({"id": next}));
    assert_eq!(count(FollowUpKind::Update), 1);
    assert_eq!(one.interview(next).interview.wants_updates, Permission::Yes);
}

#[test]
fn c68_a_lead_keeps_who_it_came_from() {
    let mut one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = held(&one, ana);
    let args = json!({"what": "Night shift pool", "organization": "Klinikum Nord", "interview": talk});
    let lead: Saved = one.call("lead_add", args);
    one.wait(Duration::minutes(1));
    one.call::<Saved>("lead_add", json!({"what": "A fair in May"}));
    one.edit("lead", lead.id, vec![Edit::set("state", "let_go")]);
    one.reopen();
    let leads: Vec<LeadRow> = one.call("leads", json!({}));
    assert_eq!(
        leads.iter().map(|row| row.lead.what.as_str()).collect::<Vec<_>>(),
        ["A fair in May", "Night shift pool"]
    );
    let row = &leads[1];
    assert_eq!((row.lead.state, row.lead.heard_at.is_some()), (LeadState::LetGo, true));
    assert_eq!(row.source.as_ref().map(|source| source.id), Some(ana));
    assert_eq!(row.organization.as_ref().map(|place| place.name.as_str()), Some("Klinikum Nord"));
}

#[test]
fn c69_the_network_shows_who_led_to_whom_without_those_in_the_bin() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    one.person_add("Only a contact");
    let first = held(&one, ana);
    let ben = named(&one, "Ben Okoro", first);
    one.wait(Duration::minutes(1));
    named(&one, "Chi Ito", held(&one, ben.person));
    let shown = || -> Vec<(String, u32, u32)> {
        let rows: Vec<NetworkRow> = one.call("network", json!({}));
        rows.into_iter().map(|row| (row.person.name, row.depth, row.held)).collect()
    };
    let row = |name: &str, depth, held| (name.to_owned(), depth, held);
    assert_eq!(shown(), [row("Ana Ruiz", 0, 1), row("Ben Okoro", 1, 1), row("Chi Ito", 2, 0)]);
    one.call::<serde_json::Value>("delete", json!({"id": ana}));
    assert_eq!(shown(), [row("Ben Okoro", 0, 1), row("Chi Ito", 1, 0)]);
}

#[test]
fn c70_looking_back_is_kept_with_the_talk() {
    let mut one = device();
    let talk = held(&one, one.person_add("Ana Ruiz"));
    one.edit(
        "interview",
        talk,
        vec![Edit::write("went_well", "I listened."), Edit::write("do_better", "Ask about pay.")],
    );
    one.reopen();
    let kept = one.interview(talk).interview;
    assert_eq!((kept.went_well.as_str(), kept.do_better.as_str()), ("I listened.", "Ask about pay."));
}

#[test]
fn c65_two_devices_that_note_the_same_outcome_owe_one_report() {
    let (one, two, folder) = (device(), device(), shared_folder());
    let ana = one.person_add("Ana Ruiz");
    let ben = named(&one, "Ben Okoro", held(&one, ana));
    pair(folder.path(), &one, &[&two]);
    settle(&[&one, &two]);
    two.wait(Duration::hours(5));
    for device in [&one, &two] {
        came_of(device, ben.referral, "reached");
    }
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
    assert_eq!(owed(&two, ana, FollowUpKind::Report).len(), 1);
}

fn asked(one: &Device, person: Id, outcome: &str) -> Id {
    one.call::<Recorded>("outcome_record", json!({"person": person, "outcome": outcome})).attempt
}

#[test]
fn c64_who_was_only_asked_and_helped_on_is_thanked_once() {
    for outcome in ["no_answer", "busy", "prefers_email", "cannot_help"] {
        let one = device();
        let ana = one.person_add("Ana Ruiz");
        let attempt = asked(&one, ana, outcome);
        let thanks = || owed(&one, ana, FollowUpKind::ThanksForPointing);
        one.call::<Saved>("suggestion_add", json!({"what": "The open day in May", "giver": ana}));
        let words = "Thank Ana Ruiz for pointing you on".to_owned();
        assert_eq!(thanks(), [(words.clone(), false)], "{outcome}");
        let ben: AddedReferral = one.call("mention_add", json!({"name": "Ben Okoro", "giver": ana}));
        assert_eq!(thanks(), [(words.clone(), false)], "{outcome}: once for all of it");
        assert_eq!(one.person(ben.person).referrals_received[0].referral.attempt, Some(attempt));
        one.wait(Duration::hours(30));
        let todos =
            one.todos().into_iter().filter(|(_, who)| who == "Ana Ruiz").map(|(todo, _)| todo).collect::<Vec<_>>();
        // Whom one promised to call back is called back first.
        let first = if outcome == "busy" { Todo::CallBack } else { Todo::FollowUp };
        assert_eq!(todos, [first], "{outcome}: no second thanks beside it");
        let duty = FollowUp::pointing_of(attempt);
        let letter: Composed = one.call("letter", json!({"follow_up": duty}));
        assert!(letter.body.contains("pointing me to Ben Okoro"), "{}", letter.body);
        one.call::<Saved>("letter_sent", json!({"purpose": "thanks_for_pointing", "follow_up": duty}));
        one.call::<AddedReferral>("mention_add", json!({"name": "Cem Arslan", "giver": ana}));
        assert_eq!(thanks(), [(words, true)], "{outcome}: what was said is not owed again");
    }
}

#[test]
fn c64_thanks_without_a_talk_are_owed_to_nobody_who_was_not_asked_or_who_talks_with_us() {
    let one = device();
    let (ana, ben) = (one.person_add("Ana Ruiz"), one.person_add("Ben Okoro"));
    one.call::<Saved>("suggestion_add", json!({"what": "A blog", "giver": ana}));
    asked(&one, ben, "later");
    one.call::<Saved>("suggestion_add", json!({"what": "A blog", "giver": ben}));
    for person in [ana, ben] {
        assert!(owed(&one, person, FollowUpKind::ThanksForPointing).is_empty());
    }
}

#[test]
fn c64_two_devices_that_note_help_apart_owe_thanks_once() {
    let (folder, one, two) = (shared_folder(), device(), device());
    pair(folder.path(), &one, &[&two]);
    let ana = one.person_add("Ana Ruiz");
    asked(&one, ana, "prefers_email");
    settle(&[&one, &two]);
    one.call::<Saved>("suggestion_add", json!({"what": "The open day", "giver": ana}));
    two.wait(Duration::minutes(9));
    two.call::<AddedReferral>("mention_add", json!({"name": "Cem", "giver": ana}));
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
    let duties = one.person(ana).follow_ups;
    assert_eq!(duties.len(), 1);
    assert!(duties[0].meta.conflicts.is_empty(), "{:?}", duties[0].meta.conflicts);
    // Tries that the devices noted apart are two reasons for the same thanks: said once, both are settled.
    one.call::<Saved>("follow_up_done", json!({"id": duties[0].id(), "done": true}));
    settle(&[&one, &two]);
    one.wait(Duration::hours(1));
    two.wait(Duration::hours(1));
    for (device, name) in [(&one, "Dee"), (&two, "Eli")] {
        asked(device, ana, "busy");
        device.call::<AddedReferral>("mention_add", json!({"name": name, "giver": ana}));
    }
    settle(&[&one, &two]);
    let open = || one.person(ana).follow_ups.into_iter().filter(|duty| duty.done_at.is_none()).collect::<Vec<_>>();
    assert_eq!(open().len(), 2);
    one.call::<Saved>("follow_up_done", json!({"id": open()[0].id(), "done": true}));
    assert!(open().is_empty());
}

#[test]
fn c64_c62_a_talk_that_comes_about_after_all_leaves_one_thanks() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let attempt = asked(&one, ana, "cannot_help");
    one.call::<AddedReferral>("mention_add", json!({"name": "Ben Okoro", "attempt": attempt}));
    one.wait(Duration::hours(2));
    let talk: Saved = one.call("meet_now", json!({"person": ana}));
    let todo = || one.todos().into_iter().filter(|(_, who)| who == "Ana Ruiz").collect::<Vec<_>>();
    assert_eq!(todo(), [(Todo::Continue, "Ana Ruiz".to_owned())]);
    one.wait(Duration::minutes(20));
    one.call::<Saved>("interview_end", json!({"id": talk.id}));
    let open = || one.person(ana).follow_ups.into_iter().map(|duty| duty.kind()).collect::<Vec<_>>();
    assert_eq!(open(), [FollowUpKind::Thanks], "the thanks for the talk stand for both");
    one.call::<Undone>("undo", json!({}));
    assert_eq!(open(), [FollowUpKind::ThanksForPointing], "one act, one step back");
    one.assert_sound();
}

#[test]
fn c64_c62_a_talk_on_one_device_and_a_name_on_the_other_ask_for_one_thanks() {
    let (folder, one, two) = (shared_folder(), device(), device());
    pair(folder.path(), &one, &[&two]);
    let ana = one.person_add("Ana Ruiz");
    let attempt = asked(&one, ana, "cannot_help");
    settle(&[&one, &two]);
    let talk = held(&one, ana);
    two.call::<AddedReferral>("mention_add", json!({"name": "Ben Okoro", "attempt": attempt}));
    settle(&[&one, &two]);
    let now = crate::devices::start();
    one.edit("interview", talk, vec![Edit::time("debriefed_at", now), Edit::time("reflected_at", now)]);
    one.wait(Duration::days(3));
    let next = one.person(ana).next.unwrap();
    assert_eq!((next.todo, next.about), (Todo::FollowUp, Some(FollowUpKind::Thanks)));
    one.call::<Saved>("follow_up_done", json!({"id": next.subject, "done": true}));
    assert_eq!(one.person(ana).next, None);
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
}

#[test]
fn c66_who_sends_no_news_owes_none_until_that_changes() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let count = || owed(&one, ana, FollowUpKind::Update).iter().filter(|(_, done)| !done).count();
    let send = |who: &str| one.edit("preferences", Preferences::the_id(), vec![Edit::set("updates", who)]);
    let talk = held(&one, ana);
    send("nobody");
    one.edit("interview", talk, vec![Edit::set("wants_updates", "yes")]);
    assert_eq!(count(), 0);
    send("if_wanted");
    assert_eq!(count(), 1, "whoever wanted news gets them after all");
    send("nobody");
    assert_eq!(count(), 0);
    let next = one.plan(ana);
    one.edit("interview", next, vec![Edit::set("wants_updates", "yes")]);
    one.call::<Saved>("interview_end", json!({"id": next}));
    assert_eq!(count(), 0, "the end of a talk obeys too");
    let ben = named(&one, "Ben Okoro", talk);
    came_of(&one, ben.referral, "declined");
    assert_eq!(owed(&one, ana, FollowUpKind::Report).len(), 1, "C65: a report is owed in any case");
}

#[test]
fn c62_c70_c80_a_talk_says_what_it_asks_for_now() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = one.plan(ana);
    let next = || one.interview(talk).next;
    assert_eq!(next(), Some(Todo::Schedule));
    one.call::<Saved>("interview_start", json!({"id": talk}));
    assert_eq!(next(), Some(Todo::Continue));
    one.call::<Saved>("interview_end", json!({"id": talk}));
    assert_eq!(next(), Some(Todo::Debrief), "while it is fresh");
    let now = crate::devices::start();
    one.edit("interview", talk, vec![Edit::time("debriefed_at", now)]);
    assert_eq!(next(), Some(Todo::FollowUp));
    one.call::<Saved>("follow_up_done", json!({"id": FollowUp::thanks_of(talk), "done": true}));
    assert_eq!(next(), Some(Todo::Reflect));
    one.edit("interview", talk, vec![Edit::time("reflected_at", now)]);
    assert_eq!(next(), None);
}
