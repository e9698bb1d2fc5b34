//! What is owed after a talk, what came out of it, and how the network grew.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder};
use chrono::Duration;
use firsthand_app::api::{
    after::{LeadRow, NetworkRow},
    notes::Saved,
    people::AddedReferral,
};
use firsthand_domain::{Edit, FollowUp, FollowUpKind, Id, LeadState, Permission, ReferralOutcome, ThanksBy};
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
